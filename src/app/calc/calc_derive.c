/* `qingce calc`: lines that follow from others. */
#include "calc/calc_inner.h"

#include "base/str.h"

static CalcLine *new_line(Calc *calc, const CalcLine *parent, const char *category, const char *item)
{
	CalcLine *line = &calc->lines[calc->line_count++];
	*line = (CalcLine){.id = arena_printf(calc->mem, "%s/%s", parent->id, category),
	    .facility = parent->facility,
	    .basis = parent->basis,
	    .stated = ARENA_ARRAY(calc->mem, UncertaintyStated, 2),
	    .derived_from = parent->id,
	    .line = {.category = category,
		.item = item,
		.region = parent->line.region,
		.year = parent->line.year,
		.given = ARENA_ARRAY(calc->mem, GhgGiven, 3)}};
	return line;
}

static void give(CalcLine *line, GhgGiven given)
{
	((GhgGiven *)line->line.given)[line->line.given_count++] = given;
}

/* What the tables know: "upstream". */
static void derive_upstream(Calc *calc, const CalcLine *parent)
{
	GhgUpstream upstream[GHG_UPSTREAM_MOST];
	size_t count = ghg_scope3_upstream(calc->ghg, &parent->result, upstream);
	for (size_t i = 0; i < count; i++) {
		CalcLine *line = new_line(calc, parent, upstream[i].category, upstream[i].item);
		give(line, (GhgGiven){.name = "amount",
			       .value = upstream[i].amount,
			       .unit = upstream[i].unit,
			       .source = parent->id});
		calc_line_compute(calc, line);
	}
}

/* {"category": "s3.3.fuel", "factor": {…}}: the amount of the line, its share applied. */
static void derive_line(Calc *calc, const CalcLine *parent, const Json *object)
{
	static const char *const KNOWN[] = {"id", "category", "item", "factor", "note", NULL};
	json_only_known(&calc->in, object, KNOWN);
	const Json *factor = json_find(object, "factor");
	const char *category = json_get_text_or(&calc->in, object, "category", CALC_TEXT_MAX, "s3.3.fuel");
	const char *item = json_get_text_or(&calc->in, object, "item", CALC_TEXT_MAX, NULL);
	CalcLine *line = new_line(calc, parent, category, item ? item : factor ? "OTHER" : parent->line.item);
	const GhgMethod *method = ghg_method(calc->ghg, calc->settings.method, calc->settings.on);
	const GhgCategory *found = method ? ghg_category(method, category) : NULL;
	if (!item && found && found->items == GHG_NO_ITEM)
		line->line.item = NULL;
	line->id = json_get_text_or(&calc->in, object, "id", CALC_TEXT_MAX, line->id);
	bool is_power = parent->result.electricity_mwh > 0;
	if (parent->result.is_known)
		give(line, (GhgGiven){.name = "amount",
			       .value = is_power ? parent->result.electricity_mwh : parent->result.activity,
			       .unit = is_power ? "MWh" : parent->result.activity_unit,
			       .source = parent->id});
	if (factor)
		give(line, calc_given(calc, factor, "factor"));
	calc_line_compute(calc, line);
}

void calc_derive(Calc *calc, size_t at)
{
	const CalcLine parent = calc->lines[at];
	const Json *derive = parent.derive;
	if (!derive)
		return;
	if (derive->type == JSON_IS_TEXT && str_eq(derive->text, "upstream"))
		derive_upstream(calc, &parent);
	else if (derive->type == JSON_IS_OBJECT)
		derive_line(calc, &parent, derive);
	else
		json_fault_at(&calc->in, JSON_WRONG_TYPE, derive,
		    "\"upstream\", or an object with category and factor");
}
