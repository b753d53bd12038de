/* What a line means: its texts to the reader shared with the page, and what the server alone can say of them.
 * See inventory_rules.h. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "inventory/inventory_rules.h"
#include "live/typed.h"
#include "result/result.h"
#include "html/html.h"

static const LineFault FAULTS[] = {
    [TYPED_NOT_A_NUMBER] = LINE_NOT_A_NUMBER,
    [TYPED_TOO_LARGE] = LINE_TOO_LARGE,
    [TYPED_AMBIGUOUS_COMMA] = LINE_AMBIGUOUS_COMMA,
    [TYPED_NEGATIVE] = LINE_NEGATIVE,
    [TYPED_SHARE_OVER_100] = LINE_SHARE_OVER_100,
    [TYPED_UNKNOWN_UNIT] = LINE_UNKNOWN_UNIT,
    [TYPED_NO_ITEM] = LINE_NO_ITEM,
    [TYPED_NO_AMOUNT] = LINE_NO_AMOUNT,
    [TYPED_MONTHS_BEYOND] = LINE_MONTHS_BEYOND,
    [TYPED_MONTHS_NO_AMOUNT] = LINE_MONTHS_NO_AMOUNT,
    [TYPED_CORE] = LINE_CORE,
};

/* Two beside each input, those of validity and of the place, and all that is said of what was typed. */
enum { LINE_PROBLEMS_MAX = 2 * LINE_MAX_INPUTS + 4 + TYPED_PROBLEMS_MAX };

/* What is wrong with one line, as it is found. */
typedef struct Reading {
	Arena *mem;
	const Inventory *inventory;
	LineProblem *problems;
	size_t problem_count;
} Reading;

static void note(Reading *r, LineProblem problem)
{
	if (r->problem_count < LINE_PROBLEMS_MAX)
		r->problems[r->problem_count++] = problem;
}

static bool is_percentage(const char *typed, double *out)
{
	return number_fault(typed, out) == LINE_FINE && *out >= 0 && *out <= 1000;
}

static void check_uncertainty(Reading *r, const LineInput *input)
{
	double percent;
	if (*input->uncertainty && !is_percentage(input->uncertainty, &percent))
		note(r, (LineProblem){.fault = LINE_BAD_UNCERTAINTY,
			    .field = arena_printf(r->mem, "input_%s_uncertainty", input->name),
			    .given = input->uncertainty});
}

/* A day of an own factor's validity; false when something is typed that is none. */
static bool read_day(Reading *r, const char *field, const char *typed, Date *day)
{
	*day = (Date){0};
	if (str_is_empty(typed) || date_parse(typed, day))
		return true;
	note(r, (LineProblem){.fault = LINE_NOT_A_DAY, .field = field, .given = typed});
	return false;
}

/* An own factor has to be valid on every day of the period. */
static void check_validity(Reading *r, const LineInput *factor)
{
	Date from, to;
	const Inventory *inventory = r->inventory;
	bool is_read = read_day(r, "input_factor_valid_from", factor->valid_from, &from);
	is_read = read_day(r, "input_factor_valid_to", factor->valid_to, &to) && is_read;
	if (!is_read || !inventory_period_is_valid(inventory))
		return;
	bool is_late = !date_is_none(from) && date_days(from) > date_days(inventory->start);
	bool is_over = !date_is_none(to) && date_days(to) < date_days(inventory->end);
	if (is_late || is_over)
		note(r, (LineProblem){.fault = LINE_FACTOR_VALIDITY,
			    .field = is_over ? "input_factor_valid_to" : "input_factor_valid_from",
			    .given = arena_printf(r->mem, "%s ~ %s", factor->valid_from, factor->valid_to)});
}

static void check_inputs(Reading *r, const ActivityLine *line, const LineInput inputs[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		check_uncertainty(r, &inputs[i]);
		if (str_eq(inputs[i].name, "factor") && !str_is_empty(line->factor_text))
			check_validity(r, &inputs[i]);
	}
}

static void note_typed(Reading *r, const TypedResult *typed)
{
	for (size_t i = 0; i < typed->problem_count; i++) {
		const TypedProblem *problem = &typed->problems[i];
		note(r, (LineProblem){.fault = FAULTS[problem->fault],
			    .field = problem->field,
			    .given = problem->given,
			    .core = problem->core,
			    .stops = problem->stops});
	}
}

static const LineProblem *problems_kept(const Reading *r)
{
	if (r->problem_count == 0)
		return NULL;
	LineProblem *kept = ARENA_ARRAY(r->mem, LineProblem, r->problem_count);
	memcpy(kept, r->problems, r->problem_count * sizeof *kept);
	return kept;
}

static const InventoryFacility *facility_among(const InventoryFacility *facilities, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (facilities[i].id == id)
			return &facilities[i];
	return NULL;
}

bool category_item_is_region(const GhgCategory *category)
{
	return category->wants_region && category->items == GHG_NO_ITEM;
}

static const TypedInput *typed_inputs(Arena *mem, const LineInput inputs[], size_t count)
{
	TypedInput *typed = count ? ARENA_ARRAY(mem, TypedInput, count) : NULL;
	for (size_t i = 0; i < count; i++) {
		typed[i] = (TypedInput){.name = inputs[i].name,
		    .text = inputs[i].text,
		    .unit = inputs[i].unit,
		    .source = inputs[i].source};
		line_months_read(mem, inputs[i].months, typed[i].months);
	}
	return typed;
}

_Static_assert(LINE_MAX_INPUTS <= TYPED_INPUTS_MAX && (int)INVENTORY_MAX_MONTHS == TYPED_MONTHS_MAX,
    "all inputs and months of a line are read");

/* The texts of a line as the form has them. */
static TypedLine typed_line(Arena *mem, const Inventory *inventory, const InventoryFacility *facility,
    const ActivityLine *line, const LineInput inputs[], size_t input_count)
{
	TypedLine typed = {
	    .category = line->category,
	    .item = line->item,
	    .region = facility ? facility->grid : "CN",
	    .year = date_is_none(inventory->edition_on) ? 0 : inventory->start.year,
	    .factor_choice = line->factor_choice,
	    .amount = line->amount_text,
	    .amount_unit = line->amount_unit,
	    .month_count = inventory->month_count,
	    .alloc_total = line->alloc_total_text,
	    .alloc_share = line->alloc_share_text,
	    .factor = line->factor_text,
	    .factor_unit = line->factor_unit,
	    .factor_source = line->factor_source,
	    .inputs = typed_inputs(mem, inputs, input_count),
	    .input_count = input_count,
	};
	line_months_read(mem, line->monthly, typed.months);
	return typed;
}

static const char *line_title(
    const Ghg *ghg, Arena *mem, const LineResult *result, const Inventory *inventory, Lang lang)
{
	const ActivityLine *line = result->line;
	if (*line->label)
		return line->label;
	if (result->is_known && result->result.item_name.zh && *ghg_words(result->result.item_name, lang))
		return ghg_words(result->result.item_name, lang);
	if (result->category && result->category->items != GHG_NO_ITEM && *line->item)
		return inventory_item_name(ghg, mem, inventory, result->category, line->item, lang);
	return result->category ? ghg_words(result->category->name, lang) : line->category;
}

const char *inventory_item_name(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const GhgCategory *category, const char *item, Lang lang)
{
	GhgSettings settings = inventory_settings(inventory);
	size_t count;
	const GhgItem *items = ghg_items(ghg, mem, &settings, category, &count);
	for (size_t i = 0; i < count; i++)
		if (str_eq(items[i].code, item))
			return ghg_words(items[i].name, lang);
	return item;
}

const UncertaintyStated *line_stated(Arena *mem, const ActivityLine *line, size_t *count)
{
	LineInput inputs[LINE_MAX_INPUTS];
	*count = 0;
	if (!strstr(line->inputs, "\"uncertainty\""))
		return NULL;
	size_t input_count = line_inputs_read(mem, line->inputs, inputs);
	UncertaintyStated *stated = ARENA_ARRAY(mem, UncertaintyStated, input_count + 1);
	for (size_t i = 0; i < input_count; i++) {
		double percent;
		if (*inputs[i].uncertainty && is_percentage(inputs[i].uncertainty, &percent))
			stated[(*count)++] = (UncertaintyStated){inputs[i].name, percent};
	}
	return stated;
}

LineResult line_compute(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line, Lang lang)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t input_count = line_inputs_read(mem, line->inputs, inputs);
	const InventoryFacility *facility = facility_among(facilities, facility_count, line->facility_id);
	TypedLine texts = typed_line(mem, inventory, facility, line, inputs, input_count);
	GhgSettings settings = inventory_settings(inventory);
	TypedResult typed = typed_calculate(ghg, mem, &settings, &texts);

	LineProblem problems[LINE_PROBLEMS_MAX];
	Reading r = {.mem = mem, .inventory = inventory, .problems = problems};
	check_inputs(&r, line, inputs, input_count);
	note_typed(&r, &typed);
	if (line->facility_id && (!facility || !facility->is_within))
		note(&r, (LineProblem){.fault = LINE_UNKNOWN_FACILITY,
			     .field = "facility",
			     .given = facility ? facility->name : ""});

	int64_t named = line->months ? line->months : inventory_all_months(inventory);
	LineResult out = {
	    .line = line,
	    .category = typed.category,
	    .amount = typed.amount,
	    .alloc_total = typed.alloc_total,
	    .alloc_share = typed.alloc_share,
	    .months = typed.months ? typed.months : named,
	    .is_known = typed.is_known,
	    .result = typed.result,
	    .problems = problems_kept(&r),
	    .problem_count = r.problem_count,
	};
	out.title = line_title(ghg, mem, &out, inventory, lang);
	return out;
}
