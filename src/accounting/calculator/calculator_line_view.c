/* How activity lines are shown. See calculator_line_view.h. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_live.h"
#include "factors/factors.h"
#include "ghg/weighted.h"
#include "html/html.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"
#include "show/show.po.h"
#include "wizard/wizard.h"

/* ---- units ---- */

size_t unit_options(Req *req, const Inventory *inventory, const GhgCategory *category, const char *item,
    const GhgInput *input, const char *used, const Option **out)
{
	GhgSettings settings = inventory_settings(inventory);
	static const char *const NONE[] = {NULL};
	const char *const *units = category && input ? ghg_input_units(inventory->ghg, req->mem, &settings,
							   category, item, input)
						     : NONE;
	size_t count = 0;
	while (units[count])
		count++;
	Option *options = ARENA_ARRAY(req->mem, Option, count + 2);
	bool has_used = str_is_empty(used);
	size_t made = 0;
	for (size_t i = 0; i < count; i++) {
		bool is_used = str_eq(units[i], used);
		has_used |= is_used;
		options[made++] = (Option){units[i], unit_label(req->mem, req->lang, units[i]), is_used};
	}
	if (!has_used)
		options[made++] = (Option){used, unit_label(req->mem, req->lang, used), true};
	*out = options;
	return made;
}

const char *fitting_factor_unit(const Option *options, size_t count, const char *amount_unit)
{
	const char *fits = NULL;
	for (size_t i = 0; i < count; i++) {
		const char *per = strrchr(options[i].value, '/');
		bool is_same = per && str_eq(per + 1, amount_unit);
		if (is_same && (!fits || str_starts(options[i].value, "tCO2")))
			fits = options[i].value;
	}
	return fits ? fits : count ? options[0].value : NULL;
}

/* ---- choices ---- */

static const char *group_label(Req *req, const char *group)
{
	static const struct {
		const char *group;
		Word word;
	} GROUPS[] = {{"solid", W_calculator_group_solid}, {"liquid", W_calculator_group_liquid},
	    {"gas", W_calculator_group_gas}, {"bio", W_calculator_group_bio},
	    {"pure", W_calculator_group_pure}, {"blend", W_calculator_group_blend}};
	for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
		if (str_eq(GROUPS[i].group, group))
			return word_text(req->lang, GROUPS[i].word);
	return "";
}

/* Rows of scope3.csv by the place they are of. */
static const char *item_label(Req *req, const GhgItem *item)
{
	if (!item->factor || item->factor->kind != GHG_SCOPE3)
		return group_label(req, item->group);
	if (str_eq(item->factor->region, "CN"))
		return SAY(req, W_calculator_group_china);
	return SAY(req, W_calculator_group_abroad);
}

/* "BITUMINOUS" where the list has BITUMINOUS.cement_kiln, or an item that only another edition or set has: it
 * is an option too, since a list without the chosen value shows its first one as if that had been chosen. */
static Option unlisted_option(Req *req, const GhgItem items[], size_t count, const char *used)
{
	const char *start = arena_printf(req->mem, "%s.", used);
	for (size_t i = 0; i < count; i++)
		if (str_starts(items[i].code, start))
			return (Option){used, ghg_words(items[i].name, req->lang), true};
	return (Option){used, used, true};
}

/* Items of one group after the other; the usual ones, which come first, keep their place within the group. */
size_t item_groups(Req *req, const Inventory *inventory, const GhgCategory *category, const char *used,
    const OptionGroup **out)
{
	*out = NULL;
	if (!category || category->items == GHG_NO_ITEM)
		return 0;
	GhgSettings settings = inventory_settings(inventory);
	size_t count, groups = 0;
	const GhgItem *items = ghg_items(inventory->ghg, req->mem, &settings, category, &count);
	OptionGroup *made = ARENA_ARRAY(req->mem, OptionGroup, count + 2);
	bool is_listed = !used || !*used;
	for (size_t i = 0; i < count; i++)
		is_listed |= str_eq(items[i].code, used);
	if (!is_listed) {
		Option *option = ARENA_NEW(req->mem, Option);
		*option = unlisted_option(req, items, count, used);
		made[groups++] = (OptionGroup){.label = "", .options = option, .count = 1};
	}
	for (size_t i = 0; i < count; i++) {
		const char *label = item_label(req, &items[i]);
		size_t at = is_listed ? 0 : 1;
		while (at < groups && !str_eq(made[at].label, label))
			at++;
		if (at == groups)
			made[groups++] = (OptionGroup){
			    .label = label, .options = ARENA_ARRAY(req->mem, Option, count)};
		Option *options = (Option *)made[at].options;
		options[made[at].count++] = (Option){
		    items[i].code, ghg_words(items[i].name, req->lang), str_eq(items[i].code, used)};
	}
	*out = made;
	return groups;
}

size_t facility_groups(Req *req, const LineScene *scene, int64_t used, const OptionGroup **out)
{
	Option *options = ARENA_ARRAY(req->mem, Option, scene->facility_count + 1);
	size_t made = 0;
	options[made++] = (Option){"", SAY(req, W_inventory_whole_company), used == 0};
	for (size_t i = 0; i < scene->facility_count; i++) {
		const InventoryFacility *facility = &scene->facilities[i];
		if (facility->is_within || facility->id == used)
			options[made++] = (Option){arena_printf(req->mem, "%lld", (long long)facility->id),
			    facility->name, facility->id == used};
	}
	OptionGroup *group = ARENA_NEW(req->mem, OptionGroup);
	*group = (OptionGroup){.label = "", .options = options, .count = made};
	*out = group;
	return 1;
}

/* ---- the scene ---- */

Err line_scene(
    Req *req, const InventoryFrame *frame, const ActivityLine lines[], size_t count, LineScene *out)
{
	*out = (LineScene){
	    .frame = frame, .facilities = frame->c->facilities, .facility_count = frame->c->facility_count};
	if (!count)
		return OK;
	int64_t first = lines[0].id;
	int64_t last = first;
	for (size_t i = 1; i < count; i++) {
		first = lines[i].id < first ? lines[i].id : first;
		last = lines[i].id > last ? lines[i].id : last;
	}
	EvidenceLink *links;
	Err err = evidence_of_lines(req->db, req->mem, frame->inventory->org_id, frame->inventory->id, first,
	    last, &links, &out->link_count);
	out->links = links;
	return err;
}

static const char *region_name(Req *req, const char *code)
{
	size_t count;
	const GhgRegion *regions = ghg_regions(req->ghg, &count);
	for (size_t i = 0; i < count; i++)
		if (str_eq(regions[i].code, code))
			return ghg_words(regions[i].name, req->lang);
	return code;
}

static const char *place_text(Req *req, const LineScene *scene, const LineResult *result)
{
	const ActivityLine *line = result->line;
	const InventoryFacility *facility = NULL;
	for (size_t i = 0; i < scene->facility_count; i++)
		if (scene->facilities[i].id == line->facility_id)
			facility = &scene->facilities[i];
	const char *name = facility ? facility->name : SAY(req, W_inventory_whole_company);
	if (!result->category || !result->category->wants_region)
		return name;
	bool is_chosen = category_item_is_region(result->category) && *line->item;
	const char *region = is_chosen ? line->item : facility ? facility->grid : "CN";
	return arena_printf(req->mem, "%s · %s", name, region_name(req, region));
}

/* ---- amount and factor ---- */

static const char *echo_text(Req *req, const LineResult *result)
{
	if (isnan(result->amount))
		return NULL;
	const NamedUnit *second;
	double value;
	if (result->category && result->category->energy != GHG_ENERGY_ELECTRICITY && result->is_known &&
	    result->result.energy_gj > 0 && !str_eq(result->line->amount_unit, "GJ"))
		return arena_printf(req->mem, "= %s GJ", num_text(req->mem, result->result.energy_gj, 2));
	if (!unit_echo(result->amount, result->line->amount_unit, &value, &second))
		return NULL;
	return arena_printf(req->mem, "= %s %s", num_text(req->mem, value, 2),
	    req->lang == EN ? second->label_en : second->label_zh);
}

/* The amount with the decimals that were typed; what could not be read stands as it is. */
static const char *amount_grouped(Req *req, const LineResult *result)
{
	const char *typed = result->line->amount_text;
	if (isnan(result->amount) || str_is_empty(typed) || typed[strspn(typed, "0123456789.-")])
		return typed;
	const char *point = strchr(typed, '.');
	return num_text(req->mem, result->amount, point ? (int)fmin((double)strlen(point + 1), 9) : 0);
}

/* Own measured or typed values that stand for parts of the table's factor. */
static bool uses_own_values(const LineResult *result)
{
	for (size_t i = 0; i < result->result.used_count; i++) {
		const GhgUsed *used = &result->result.used[i];
		const GhgInput *input = ghg_input(result->category, used->name);
		if (used->origin == GHG_FROM_GIVEN && input && input->is_measured)
			return true;
	}
	return false;
}

static const GhgUsed *used_named(const LineResult *result, const char *name)
{
	for (size_t i = 0; i < result->result.used_count; i++)
		if (str_eq(result->result.used[i].name, name))
			return &result->result.used[i];
	return NULL;
}

static const char *factor_source(Req *req, const GhgFactor *factor)
{
	if (factor->kind == GHG_GRID)
		return arena_printf(req->mem, "%s %d", ghg_words(factor->name, req->lang), factor->year);
	if (factor->kind == GHG_FUEL || factor->kind == GHG_GWP)
		return factor->set;
	return arena_printf(req->mem, "%s %s", factor->source_title, factor->source_year);
}

static const char *factor_citation(Req *req, const GhgFactor *factor)
{
	static const Word CONFIDENCE[] = {
	    [GHG_KNOWLEDGE] = W_show_confidence_knowledge,
	    [GHG_VERIFIED1] = W_show_confidence_verified1,
	    [GHG_VERIFIED2] = W_show_confidence_verified2,
	};
	return arena_printf(req->mem, "%s · %s %s %s · %s · %s", ghg_words(factor->name, req->lang),
	    factor->source_title, factor->source_table, factor->source_year,
	    word_text(req->lang, CONFIDENCE[factor->confidence]), factor->id);
}

static void fill_factor(Req *req, const LineResult *result, LineView *out)
{
	const GhgFactor *factor = result->result.factor;
	const GhgUsed *own = used_named(result, "factor");
	if (own && own->origin == GHG_FROM_GIVEN) {
		out->factor.value = quantity_text(req, own->value, own->unit);
		out->factor.source = *own->source ? own->source : SAY(req, W_calculator_own_factor);
		out->factor.citation = SAY(req, W_calculator_own_factor);
	} else if (factor && uses_own_values(result)) {
		out->factor.value = SAY(req, W_calculator_measured);
		out->factor.source = SAY(req, W_calculator_measured_text);
		out->factor.citation = factor_citation(req, factor);
	} else if (factor && !isnan(factor->value)) {
		out->factor.value = quantity_text(req, factor->value, factor->unit);
		out->factor.source = factor_source(req, factor);
		out->factor.citation = factor_citation(req, factor);
		out->is_factor_uncertain = factor->confidence == GHG_KNOWLEDGE;
	}
	bool is_own = own && own->origin == GHG_FROM_GIVEN;
	if (factor && !is_own && out->factor.value)
		out->factor.href = factor_href(req->mem, factor->id);
	if (out->can_edit)
		out->factor.change_href = line_href(
		    req->mem, out->line->inventory_id, out->line->id, result->category ? "factors" : NULL);
}

/* ---- how it was computed ---- */

/* Values of one factor row cite it once: `before` is the value listed above. */
static const char *origin_text(Req *req, const GhgUsed *used, const GhgUsed *before)
{
	switch (used->origin) {
	case GHG_FROM_GIVEN:
		return *used->source ? used->source : SAY(req, W_calculator_origin_typed);
	case GHG_FROM_FACTOR:
		if (before && before->factor == used->factor)
			return SAY(req, W_calculator_origin_same);
		return used->factor ? factor_citation(req, used->factor) : "";
	case GHG_FROM_STEAM:
		return SAY(req, W_calculator_origin_steam);
	case GHG_FROM_CONSTANT:
		return SAY(req, W_calculator_origin_constant);
	case GHG_FROM_ABSENT:
		return SAY(req, W_calculator_origin_absent);
	}
	return "";
}

/* A mean of months to ten digits, all else as it was given. */
static const char *value_text(Req *req, const GhgResult *result, const GhgUsed *used)
{
	if (used->origin == GHG_FROM_ABSENT)
		return "-";
	double value = used->value;
	for (size_t i = 0; result->weighted && i < result->weighted->input_count; i++)
		if (str_eq(result->weighted->inputs[i].input->name, used->name))
			value = round(value * 1e10) / 1e10;
	return quantity_text(req, value, used->unit);
}

static void fill_computed(Req *req, const LineResult *result, LineView *out)
{
	if (!result->is_known)
		return;
	const GhgResult *r = &result->result;
	char *shown = arena_copy(
	    req->mem, unit_label(req->mem, req->lang, ghg_explain_short(req->mem, r, req->lang)));
	out->short_formula = shown;
	char *cut = strstr(shown, " = ");
	for (char *next; cut && (next = strstr(cut + 1, " = "));)
		cut = next;
	ComputedValue *values = ARENA_ARRAY(
	    req->mem, ComputedValue, r->used_count + (size_t)r->gas_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < r->used_count; i++) {
		const GhgUsed *used = &r->used[i];
		values[count++] = (ComputedValue){
		    .name = ghg_words(used->label, req->lang),
		    .value = value_text(req, r, used),
		    .source = origin_text(req, used, i > 0 ? &r->used[i - 1] : NULL),
		    .source_href = used->factor ? factor_href(req->mem, used->factor->id) : NULL,
		};
	}
	for (int i = 0; i < r->gas_count; i++) {
		if (!r->gases[i].gwp_factor)
			continue;
		values[count++] = (ComputedValue){
		    .name = arena_printf(req->mem, "GWP %s", science_text(req->mem, r->gases[i].gas)),
		    .value = quantity_text(req, r->gases[i].gwp, r->gases[i].gwp_factor->unit),
		    .source = factor_citation(req, r->gases[i].gwp_factor),
		    .source_href = factor_href(req->mem, r->gases[i].gwp_factor->id),
		};
	}
	out->computed = (Computed){
	    .with_names = science_text(req->mem, ghg_words(result->category->formula, req->lang)),
	    .with_values = cut ? arena_copy_n(req->mem, shown, (size_t)(cut - shown)) : shown,
	    .result = arena_printf(req->mem, "%s tCO₂e", num_text(req->mem, r->tco2e, 6)),
	    .values = values,
	    .count = count,
	};
}

/* ---- problems ---- */

static bool is_about_amount(const char *field)
{
	return str_eq(field, "amount") || str_eq(field, "amount_unit") || str_starts(field, "month_") ||
	       str_starts(field, "alloc_");
}

static void fill_problems(Req *req, const LineResult *result, LineView *out)
{
	Problem *problems = ARENA_ARRAY(req->mem, Problem, result->problem_count + 1);
	Problem *notes = ARENA_ARRAY(req->mem, Problem, result->problem_count + 1);
	const char **hints = ARENA_ARRAY(req->mem, const char *, result->problem_count + 1);
	for (size_t i = 0; i < result->problem_count; i++) {
		const LineProblem *problem = &result->problems[i];
		if (problem->fault == LINE_NO_AMOUNT)
			continue;
		const char *text = line_problem_text(
		    req->mem, req->lang, req->ghg, result->category, problem);
		if (!problem->stops) {
			notes[out->field_note_count++] = (Problem){problem->field, text};
			hints[out->hint_count++] = text;
			continue;
		}
		problems[out->problem_count++] = (Problem){problem->field, text};
		if (str_starts(problem->field, "factor") && !out->factor_problem)
			out->factor_problem = text;
		else if (is_about_amount(problem->field))
			out->amount_problem = out->amount_problem ? out->amount_problem : text;
		else if (!out->other_problem)
			out->other_problem = text;
	}
	out->problems = problems;
	out->field_notes = notes;
	out->hints = hints;
}

/* ---- further inputs in the row ---- */

static const char *problem_of(const LineView *view, const char *field)
{
	for (size_t i = 0; i < view->problem_count; i++)
		if (str_eq(view->problems[i].field_id, field))
			return view->problems[i].text;
	return NULL;
}

/* What a line of scope 3 must have beside its amount (the distance, the exchange rate …), and what it has. */
static void fill_row_inputs(Req *req, const Inventory *inventory, const GhgCategory *category, LineView *out)
{
	const ActivityLine *line = out->line;
	InputField *inputs = ARENA_ARRAY(req->mem, InputField, category->input_count + 1);
	for (size_t i = 1; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		const char *name = arena_printf(req->mem, "input_%s", input->name);
		const char *problem = problem_of(out, name);
		bool is_wanted = input->need == GHG_REQUIRED || problem ||
				 *field_get(req->mem, &LINE_FORM, line, name);
		if (!is_wanted || str_eq(input->name, "factor"))
			continue;
		InputField *made = &inputs[out->input_count++];
		made->name = name;
		made->unit_name = arena_printf(req->mem, "%s_unit", made->name);
		made->id = arena_printf(req->mem, "i-%s-%lld", input->name, (long long)line->id);
		made->label = science_text(req->mem, ghg_words(input->label, req->lang));
		made->value = field_get(req->mem, &LINE_FORM, line, made->name);
		made->problem = problem;
		if (problem && problem == out->other_problem)
			out->other_problem = NULL; /* said at the field */
		made->unit_count = unit_options(req, inventory, category, *line->item ? line->item : NULL,
		    input, field_get(req->mem, &LINE_FORM, line, made->unit_name), &made->units);
	}
	out->inputs = inputs;
}

/* ---- the row ---- */

static const char *const ROW_NAMES[] = {
    "amount", "amount_unit", "factor", "factor_unit", "factor_source", "label"};

static const char *row_seen(Req *req, const LineView *view)
{
	enum { FIXED = sizeof ROW_NAMES / sizeof *ROW_NAMES };
	const char *names[FIXED + 2 * LINE_MAX_INPUTS];
	size_t count = 0;
	for (; count < FIXED; count++)
		names[count] = ROW_NAMES[count];
	for (size_t i = 0; i < view->input_count && i < LINE_MAX_INPUTS; i++) {
		names[count++] = view->inputs[i].name;
		names[count++] = view->inputs[i].unit_name;
	}
	return fields_seen(req->mem, &LINE_FORM, view->line, names, count);
}

static void fill_factor_units(
    Req *req, const Inventory *inventory, const GhgCategory *category, LineView *out)
{
	const ActivityLine *line = out->line;
	out->factor_unit_count = unit_options(req, inventory, category, NULL, ghg_input(category, "factor"),
	    line->factor_unit, &out->factor_units);
	if (*line->factor_unit)
		return;
	const char *fits = fitting_factor_unit(out->factor_units, out->factor_unit_count, line->amount_unit);
	Option *options = (Option *)out->factor_units;
	for (size_t i = 0; i < out->factor_unit_count; i++)
		options[i].is_selected = options[i].value == fits;
}

void line_view(Req *req, const LineScene *scene, const ActivityLine *line, LineView *out)
{
	const Inventory *inventory = scene->frame->inventory;
	LineResult result = line_compute(
	    inventory->ghg, req->mem, inventory, scene->facilities, scene->facility_count, line, req->lang);
	const GhgCategory *category = result.category;
	*out = (LineView){
	    .line = line,
	    .title = result.title,
	    .place = place_text(req, scene, &result),
	    .href = line_href(req->mem, inventory->id, line->id, NULL),
	    .action = line_href(req->mem, inventory->id, line->id, NULL),
	    .save_url = arena_printf(
		req->mem, "%s/field", line_href(req->mem, inventory->id, line->id, NULL)),
	    .echo = echo_text(req, &result),
	    .is_known = result.is_known,
	    .tco2e = result.result.tco2e,
	    .biogenic_tco2 = result.is_known ? result.result.biogenic_tco2 : 0,
	    .can_edit = scene->frame->can_edit,
	    .is_scope3 = ghg_scope3_number(line->category) > 0,
	};
	if (category && category->input_count)
		out->unit_count = unit_options(req, inventory, category, *line->item ? line->item : NULL,
		    &category->inputs[0], line->amount_unit, &out->units);
	Option *units = (Option *)out->units;
	for (size_t i = 0; i < out->unit_count; i++)
		units[i].text = unit_short_label(req->mem, req->lang, units[i].value);
	if (out->is_scope3 && category && ghg_input(category, "factor"))
		fill_factor_units(req, inventory, category, out);
	if (line_is_monthly(line))
		out->amount_shown = num_text(req->mem, result.amount, 2);
	out->amount_read = out->amount_shown ? out->amount_shown : amount_grouped(req, &result);
	fill_factor(req, &result, out);
	fill_computed(req, &result, out);
	fill_problems(req, &result, out);
	if (out->is_scope3 && category)
		fill_row_inputs(req, inventory, category, out);
	out->seen = row_seen(req, out);
	if (out->can_edit) {
		out->live_fields = line_live_fields(req->mem, scene->facilities, scene->facility_count, line);
		out->live_bits = out->live_fields ? line_live_bits(req->mem, &result) : NULL;
	}
	out->evidence = (EvidenceCell){
	    .inventory_id = inventory->id,
	    .target = "line",
	    .target_id = line->id,
	    .month_count = inventory->month_count,
	    .first_month = inventory->first_month,
	    .months_needed = result.months,
	    .can_edit = out->can_edit,
	};
	out->evidence.link_count = evidence_slice(
	    scene->links, scene->link_count, "line", line->id, &out->evidence.links);
}
