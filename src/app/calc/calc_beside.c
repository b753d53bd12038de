/* `qingce calc`: what stands beside the lines and totals. */
#include "calc/calc_inner.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "ghg/base_year.h"
#include "ghg/footprint.h"
#include "ghg/overlap.h"

/* ---- beside the totals ---- */

void calc_put_net(JsonOut *json, Calc *calc)
{
	static const char *const KINDS[] = {"exported", "offset", "removal"};
	static const char *const SUMS[] = {"exported_tco2e", "offsets_tco2e", "removals_tco2e"};
	static const char *const KNOWN[] = {"kind", "tco2e", "name", "note", NULL};
	GhgSum sums[3] = {{0}}, net = {0};
	ghg_sum_add(&net, calc->totals.scope123);
	const Json *list = calc->adjustments;
	for (const Json *item = list ? list->first : NULL; item && !calc->in.fault; item = item->next) {
		json_only_known(&calc->in, item, KNOWN);
		const char *kind = json_get_text(&calc->in, item, "kind", CALC_TEXT_MAX);
		double tco2e = json_get_real(&calc->in, item, "tco2e", 0, 1e15);
		int at = str_eq(kind, KINDS[0])	  ? 0
			 : str_eq(kind, KINDS[1]) ? 1
			 : str_eq(kind, KINDS[2]) ? 2
						  : -1;
		if (at < 0) {
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, json_find(item, "kind"),
			    "\"exported\", \"offset\" or \"removal\"");
			return;
		}
		ghg_sum_add(&sums[at], tco2e);
		ghg_sum_add(&net, -tco2e);
	}
	calc_put_real(json, "gross", calc->totals.scope123);
	for (int i = 0; i < 3; i++)
		calc_put_real(json, SUMS[i], list ? ghg_sum_value(&sums[i]) : NAN);
	calc_put_real(json, "net", list ? ghg_sum_value(&net) : NAN);
}

/* What the document says of a category: {"3": "not_estimated"} or with a reason. */
typedef struct Statement {
	const char *status, *reason;
} Statement;

static Statement statement_of(Calc *calc, int number)
{
	static const char *const KNOWN[] = {"status", "reason", NULL};
	const Json *value = json_find(calc->scope3, arena_printf(calc->mem, "%d", number));
	if (!value)
		return (Statement){"", ""};
	Statement out = {value->type == JSON_IS_TEXT ? value->text : "", ""};
	if (value->type == JSON_IS_OBJECT) {
		json_only_known(&calc->in, value, KNOWN);
		out.status = json_get_text(&calc->in, value, "status", CALC_TEXT_MAX);
		out.reason = json_get_text_or(&calc->in, value, "reason", CALC_TEXT_MAX, "");
	}
	if (!str_eq(out.status, "not_estimated") && !str_eq(out.status, "not_relevant"))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, value, "\"not_estimated\" or \"not_relevant\"");
	return out;
}

static void check_numbers(Calc *calc)
{
	if (calc->scope3 && calc->scope3->type != JSON_IS_OBJECT)
		json_fault_at(&calc->in, JSON_WRONG_TYPE, calc->scope3, "an object by number of category");
	for (const Json *item = calc->scope3 ? calc->scope3->first : NULL; item; item = item->next)
		if (!item->key || !ghg_scope3_number(arena_printf(calc->mem, "s3.%s", item->key)) ||
		    strchr(item->key, '.'))
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, item, "a category from 1 to 15");
}

static void put_category(JsonOut *json, Calc *calc, int number, const GhgScope3Part *part)
{
	Statement said = statement_of(calc, number);
	bool has_lines = part->has_lines || part->unknown;
	if (has_lines && *said.status)
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE,
		    json_find(calc->scope3, arena_printf(calc->mem, "%d", number)),
		    "no such statement: the category has lines");
	json_object_begin(json);
	json_field_int(json, "category", number);
	json_field_text(json, "status", has_lines ? "estimated" : *said.status ? said.status : "missing");
	calc_put_real(json, "tco2e", part->has_lines ? part->tco2e : NAN);
	json_field_int(json, "lines", (int64_t)(part->lines + part->unknown));
	if (*said.reason)
		json_field_text(json, "reason", said.reason);
	json_object_end(json);
}

void calc_put_scope3(JsonOut *json, Calc *calc)
{
	const GhgResult **results = ARENA_ARRAY(calc->mem, const GhgResult *, calc->line_count + 1);
	const char **codes = ARENA_ARRAY(calc->mem, const char *, calc->line_count + 1);
	for (size_t i = 0; i < calc->line_count; i++) {
		results[i] = &calc->lines[i].result;
		codes[i] = calc->lines[i].line.category;
	}
	GhgScope3 scope3 = ghg_scope3_totals(results, codes, calc->line_count);
	check_numbers(calc);
	json_key(json, "scope3");
	json_object_begin(json);
	json_key(json, "shares");
	json_object_begin(json);
	for (int b = 0; b < GHG_BASES; b++)
		calc_put_real(json, ghg_scope3_basis_key((GhgScope3Basis)b), scope3.shares[b]);
	json_object_end(json);
	calc_put_real(json, "primary_share", scope3.primary_share);
	json_key(json, "categories");
	json_list_begin(json);
	for (int n = 1; n <= GHG_SCOPE3_CATEGORIES; n++)
		put_category(json, calc, n, &scope3.parts[n]);
	json_list_end(json);
	json_object_end(json);
}

void calc_put_overlaps(JsonOut *json, const Calc *calc)
{
	OverlapLine *lines = ARENA_ARRAY(calc->mem, OverlapLine, calc->line_count + 1);
	size_t count;
	for (size_t i = 0; i < calc->line_count; i++) {
		const CalcLine *line = &calc->lines[i];
		lines[i] = (OverlapLine){.category = line->line.category,
		    .item = line->line.item,
		    .facility = line->facility,
		    .partner = line->partner,
		    .is_own_asset = line->is_own_asset,
		    .is_derived = line->derived_from != NULL,
		    .scope = line->result.is_known ? line->result.scope : 0};
	}
	size_t checked = calc->totals.has_scope[3] ? calc->line_count : 0;
	Overlap *found = overlaps_of(calc->mem, lines, checked, &count);
	json_key(json, "overlaps");
	json_list_begin(json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(json);
		json_field_text(json, "rule", overlap_key(found[i].rule));
		json_field_text(json, "line", calc->lines[found[i].line].id);
		if (found[i].other != SIZE_MAX)
			json_field_text(json, "other", calc->lines[found[i].other].id);
		json_object_end(json);
	}
	json_list_end(json);
}

void calc_put_exclusions(JsonOut *json, Calc *calc)
{
	static const char *const KNOWN[] = {"name", "scope", "reason", "percent", NULL};
	json_key(json, "exclusions");
	json_list_begin(json);
	const Json *list = calc->exclusions;
	for (const Json *item = list ? list->first : NULL; item && !calc->in.fault; item = item->next) {
		json_only_known(&calc->in, item, KNOWN);
		json_object_begin(json);
		json_field_text(json, "name", json_get_text(&calc->in, item, "name", CALC_TEXT_MAX));
		json_field_int(json, "scope", json_get_int(&calc->in, item, "scope", 1, 3));
		json_field_text(json, "reason", json_get_text(&calc->in, item, "reason", CALC_TEXT_MAX));
		calc_put_real(json, "percent", json_get_real_or(&calc->in, item, "percent", 0, 100, NAN));
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_change(JsonOut *json, Calc *calc, const Json *item, double change, const BaseVerdict *verdict)
{
	json_object_begin(json);
	json_field_text(json, "name", json_get_text_or(&calc->in, item, "name", CALC_TEXT_MAX, ""));
	json_field_text(json, "kind", json_get_text_or(&calc->in, item, "kind", CALC_TEXT_MAX, ""));
	calc_put_real(json, "tco2e", change);
	calc_put_real(json, "percent", verdict->percent);
	calc_put_real(json, "cumulative_percent", verdict->cumulative_percent);
	json_field_bool(json, "required", verdict->is_required);
	json_object_end(json);
}

void calc_put_base_year(JsonOut *json, Calc *calc)
{
	static const char *const KNOWN[] = {"tco2e", "threshold_percent", "changes", "year", "note", NULL};
	static const char *const OF_CHANGE[] = {"tco2e", "kind", "name", "note", NULL};
	const Json *object = calc->base_year;
	json_only_known(&calc->in, object, KNOWN);
	double base = calc_quantity(calc, object, "tco2e", "tCO2e");
	double threshold = json_get_real(&calc->in, object, "threshold_percent", 0, 100);
	const Json *list = json_get_list(&calc->in, object, "changes", CALC_LIST_MAX);
	if (calc->in.fault || !isfinite(base)) {
		json_fault_at(&calc->in, JSON_MISSING, object, "tco2e, threshold_percent and changes");
		return;
	}
	double *changes = ARENA_ARRAY(calc->mem, double, list->count + 1);
	BaseVerdict *verdicts = ARENA_ARRAY(calc->mem, BaseVerdict, list->count + 1);
	size_t count = 0;
	for (const Json *item = list->first; item && !calc->in.fault; item = item->next) {
		json_only_known(&calc->in, item, OF_CHANGE);
		changes[count] = calc_quantity(calc, item, "tco2e", "tCO2e");
		if (isnan(changes[count++]))
			json_fault_at(&calc->in, JSON_MISSING, item, "tco2e of the change");
	}
	if (calc->in.fault)
		return;
	base_year_judge(base, threshold, changes, count, verdicts);
	json_key(json, "base_year");
	json_object_begin(json);
	calc_put_real(json, "tco2e", base);
	calc_put_real(json, "threshold_percent", threshold);
	json_field_bool(json, "required", count && verdicts[count - 1].is_required);
	json_key(json, "changes");
	json_list_begin(json);
	size_t at = 0;
	for (const Json *item = list->first; item && at < count; item = item->next, at++)
		put_change(json, calc, item, changes[at], &verdicts[at]);
	json_list_end(json);
	json_object_end(json);
}

/* ---- projects and plain conversions ---- */

/* The energy of a year: given, or capacity times full-load hours. */
static double project_mwh(Calc *calc, const Json *object)
{
	if (json_find(object, "energy"))
		return calc_quantity(calc, object, "energy", "MWh");
	return calc_quantity(calc, object, "capacity", "MW") * calc_quantity(calc, object, "hours", "h");
}

static double project_factor(Calc *calc, const Json *object)
{
	if (json_find(object, "factor"))
		return calc_quantity(calc, object, "factor", "tCO2/MWh");
	return project_combined_margin(calc_quantity(calc, object, "operating_margin", "tCO2/MWh"),
	    calc_quantity(calc, object, "build_margin", "tCO2/MWh"),
	    json_get_real_or(&calc->in, object, "operating_weight", 0, 1, 0.5));
}

static double or_zero(double value)
{
	return isnan(value) ? 0 : value;
}

void calc_put_project(JsonOut *json, Calc *calc)
{
	static const char *const KNOWN[] = {"capacity", "hours", "energy", "factor", "operating_margin",
	    "build_margin", "operating_weight", "project_emissions", "leakage", "price", "name", "note",
	    NULL};
	const Json *object = calc->project;
	json_only_known(&calc->in, object, KNOWN);
	ProjectEstimate p = project_estimate(project_mwh(calc, object), project_factor(calc, object),
	    or_zero(calc_quantity(calc, object, "project_emissions", "tCO2e")),
	    or_zero(calc_quantity(calc, object, "leakage", "tCO2e")));
	double price = calc_quantity(calc, object, "price", "元/tCO2e");
	if (!isfinite(p.reduction)) {
		json_fault_at(&calc->in, JSON_MISSING, object, "energy or capacity and hours, and a factor");
		return;
	}
	json_key(json, "project");
	json_object_begin(json);
	calc_put_real(json, "mwh", p.mwh);
	calc_put_real(json, "baseline_tco2e", p.baseline);
	calc_put_real(json, "reduction_tco2e", p.reduction);
	calc_put_real(json, "issued_tco2e", p.issued);
	calc_put_real(json, "value_cny", p.reduction * price);
	json_object_end(json);
}

/* An amount in another unit; a density turns mass into volume and back. */
static double converted(Calc *calc, const Json *item, const char *to)
{
	static const char *const KNOWN[] = {"value", "unit", "to", "density", "note", NULL};
	json_only_known(&calc->in, item, KNOWN);
	GhgGiven given = {.value = calc_number(calc, json_find(item, "value")),
	    .unit = json_get_text(&calc->in, item, "unit", CALC_TEXT_MAX)};
	calc_unit_replace(calc, &given);
	Unit from, wanted;
	double density = calc_quantity(calc, item, "density", "t/m3"), value = NAN;
	if (!unit_parse(given.unit, &from) || !unit_parse(to, &wanted)) {
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, item, "two units of the table");
		return NAN;
	}
	Dim mass = dim_of(DIM_MASS), volume = dim_of(DIM_VOLUME);
	if (density > 0 && dim_equal(from.dim, mass) && dim_equal(wanted.dim, volume))
		from = (Unit){.dim = volume, .scale = from.scale / density};
	else if (density > 0 && dim_equal(from.dim, volume) && dim_equal(wanted.dim, mass))
		from = (Unit){.dim = mass, .scale = from.scale * density};
	if (!unit_convert(given.value, from, wanted, &value))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, item,
		    "units of one dimension, or a mass, a volume and a density");
	return value;
}

void calc_put_conversions(JsonOut *json, Calc *calc)
{
	json_key(json, "convert");
	json_list_begin(json);
	for (const Json *item = calc->convert->first; item && !calc->in.fault; item = item->next) {
		const char *to = json_get_text(&calc->in, item, "to", CALC_TEXT_MAX);
		double value = converted(calc, item, to);
		json_object_begin(json);
		calc_put_real(json, "value", value);
		json_field_text(json, "unit", to);
		json_object_end(json);
	}
	json_list_end(json);
}
