/* Reading the typed fields of a line. See typed.h. */
#include "live/typed.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

/* One reading of one line: problems and given values as they are found. */
typedef struct Reading {
	Arena *mem;
	const TypedLine *line;
	TypedResult *out;
	TypedProblem *problems;
	GhgGiven *given;
	size_t given_count;
	const char *main_input; /* the core's name of what the form calls amount */
	bool may_be_negative;
	bool has_other_inputs; /* some further input is typed: the amount may be unneeded */
	double amounts[TYPED_MONTHS_MAX];
	double (*values)[TYPED_MONTHS_MAX]; /* of the series */
	GhgSeries *series;
	size_t series_count;
} Reading;

static void note(
    Reading *r, TypedFault fault, const char *field, const char *given, const GhgProblem *core, bool stops)
{
	if (r->out->problem_count < TYPED_PROBLEMS_MAX)
		r->problems[r->out->problem_count++] = (TypedProblem){fault, field, given, core, stops};
}

/* A typed number; NaN with its problem noted when it is none. An empty text is NaN without a problem. */
static double read_typed(Reading *r, const char *field, const char *typed)
{
	double value;
	if (str_is_empty(typed))
		return NAN;
	switch (number_parse(typed, &value)) {
	case NUMBER_OK:
		return value;
	case NUMBER_EMPTY:
		break;
	case NUMBER_TOO_LARGE:
		note(r, TYPED_TOO_LARGE, field, typed, NULL, true);
		break;
	case NUMBER_AMBIGUOUS_COMMA:
		note(r, TYPED_AMBIGUOUS_COMMA, field, typed, NULL, true);
		break;
	case NUMBER_NOT_A_NUMBER:
		note(r, TYPED_NOT_A_NUMBER, field, typed, NULL, true);
		break;
	}
	return NAN;
}

static bool is_monthly(const char *const months[TYPED_MONTHS_MAX])
{
	for (int i = 0; i < TYPED_MONTHS_MAX; i++)
		if (*months[i])
			return true;
	return false;
}

/* One text a month into numbers, `name` being the fields' up to the month. Only months of the period count.
 * False when some text is no number. */
static bool read_month_texts(Reading *r, const char *const months[TYPED_MONTHS_MAX], const char *name,
    bool may_be_negative, double out[TYPED_MONTHS_MAX])
{
	bool is_whole = true, is_beyond = false;
	for (int i = 0; i < TYPED_MONTHS_MAX; i++) {
		out[i] = NAN;
		if (!*months[i])
			continue;
		if (i >= r->line->month_count) {
			is_beyond = true;
			continue;
		}
		const char *field = arena_printf(r->mem, "%s%d", name, i + 1);
		out[i] = read_typed(r, field, months[i]);
		is_whole = is_whole && !isnan(out[i]);
		if (out[i] < 0 && !may_be_negative)
			note(r, TYPED_NEGATIVE, field, months[i], NULL, true);
	}
	if (is_beyond)
		note(r, TYPED_MONTHS_BEYOND, "months", "", NULL, false);
	return is_whole;
}

static double read_months(Reading *r)
{
	bool is_whole = read_month_texts(r, r->line->months, "month_", r->may_be_negative, r->amounts);
	GhgSum sum = {0};
	for (int i = 0; i < r->line->month_count; i++) {
		if (*r->line->months[i])
			r->out->months |= INT64_C(1) << i;
		if (!isnan(r->amounts[i]))
			ghg_sum_add(&sum, r->amounts[i]);
	}
	return is_whole && r->out->months ? ghg_sum_value(&sum) : NAN;
}

/* Only a total and a share on a document: the amount is their product. */
static double read_allocation(Reading *r, bool has_amount)
{
	double total = r->out->alloc_total = read_typed(r, "alloc_total", r->line->alloc_total);
	double share = r->out->alloc_share = read_typed(r, "alloc_share", r->line->alloc_share);
	if (share < 0)
		note(r, TYPED_NEGATIVE, "alloc_share", r->line->alloc_share, NULL, true);
	if (share > 100)
		note(r, TYPED_SHARE_OVER_100, "alloc_share", r->line->alloc_share, NULL, true);
	return has_amount ? NAN : total * share / 100;
}

static void read_amount(Reading *r)
{
	bool by_month = is_monthly(r->line->months);
	r->out->amount = by_month ? read_months(r) : read_typed(r, "amount", r->line->amount);
	bool has_amount = by_month ? r->out->months != 0 : !str_is_empty(r->line->amount);
	double allocated = read_allocation(r, has_amount);
	if (!has_amount)
		r->out->amount = allocated;
	if (isnan(r->out->amount)) {
		if (!has_amount && !r->has_other_inputs)
			note(r, TYPED_NO_AMOUNT, "amount", "", NULL, true);
		return;
	}
	Unit unit;
	const char *name = r->line->amount_unit;
	if (*name && !unit_parse(name, &unit))
		note(r, TYPED_UNKNOWN_UNIT, "amount_unit", name, NULL, true);
	r->given[r->given_count++] = (GhgGiven){.name = r->main_input, .value = r->out->amount, .unit = name};
}

/* Own values by month, of the inputs that can have them. */
static void read_series(Reading *r, const TypedInput *typed, const char *field)
{
	const GhgInput *input = r->out->category ? ghg_input(r->out->category, typed->name) : NULL;
	if (!is_monthly(typed->months) || !input || !ghg_is_monthly(r->out->category, input) ||
	    r->series_count == GHG_SERIES_MAX)
		return;
	double *values = r->values[r->series_count];
	read_month_texts(r, typed->months, arena_printf(r->mem, "%s_month_", field), true, values);
	r->series[r->series_count++] = (GhgSeries){typed->name, typed->unit, typed->source, values};
}

static void read_inputs(Reading *r)
{
	for (size_t i = 0; i < r->line->input_count; i++) {
		const TypedInput *input = &r->line->inputs[i];
		const char *field = arena_printf(r->mem, "input_%s", input->name);
		double value = read_typed(r, field, input->text);
		if (*input->text)
			r->has_other_inputs = true;
		read_series(r, input, field);
		if (isnan(value) || str_eq(input->name, r->main_input))
			continue;
		r->given[r->given_count++] = (GhgGiven){
		    .name = input->name, .value = value, .unit = input->unit, .source = input->source};
	}
}

static void read_factor(Reading *r)
{
	double value = read_typed(r, "factor", r->line->factor);
	if (isnan(value))
		return;
	r->given[r->given_count++] = (GhgGiven){
	    .name = "factor", .value = value, .unit = r->line->factor_unit, .source = r->line->factor_source};
}

/* The core's field names are input names; the form calls them otherwise. */
static const char *form_field_of(Arena *mem, const char *core_field, int month, const char *main_input)
{
	static const char *const RENAMED[][2] = {{"factor", "factor"}, {"item", "item"},
	    {"category", "category"}, {"facility", "facility"}, {"factor_id", "factor_choice"},
	    {"region", "item"}, {"share", "alloc_share"}};
	if (month)
		return str_eq(core_field, main_input)
			   ? arena_printf(mem, "month_%d", month)
			   : arena_printf(mem, "input_%s_month_%d", core_field, month);
	if (str_eq(core_field, main_input))
		return "amount";
	for (size_t i = 0; i < sizeof RENAMED / sizeof RENAMED[0]; i++)
		if (str_eq(core_field, RENAMED[i][0]))
			return RENAMED[i][1];
	return arena_printf(mem, "input_%s", core_field);
}

/* "-3" is refused and then also missing: once is enough. */
static bool is_said(const Reading *r, const GhgProblem *core, const char *field)
{
	for (size_t i = 0; core->code == GHG_MISSING_INPUT && i < r->out->problem_count; i++)
		if (str_eq(r->problems[i].field, field))
			return true;
	return false;
}

static const char *region_of(const TypedLine *line, const GhgCategory *category)
{
	if (!category || !category->wants_region)
		return NULL;
	bool is_region = category->items == GHG_NO_ITEM && *line->item;
	return is_region ? line->item : line->region;
}

/* The amounts and own values of the months instead of the amount of all. */
static GhgResult by_month(Reading *r, const Ghg *ghg, const GhgSettings *settings, GhgLine line)
{
	GhgMonths months = {.count = (size_t)r->line->month_count,
	    .amounts = r->amounts,
	    .amount_unit = r->line->amount_unit,
	    .series = r->series,
	    .series_count = r->series_count};
	line.given_count--; /* the amount, which read_amount gave last */
	return ghg_calculate_months(ghg, r->mem, settings, &line, &months);
}

static void calculate(Reading *r, const Ghg *ghg, const GhgSettings *settings)
{
	bool has_item = r->out->category && r->out->category->items != GHG_NO_ITEM;
	if (has_item && !*r->line->item) {
		note(r, TYPED_NO_ITEM, "item", "", NULL, true);
		return;
	}
	for (size_t i = 0; i < r->out->problem_count; i++)
		if (r->problems[i].stops)
			return;
	GhgLine line = {
	    .category = r->line->category,
	    .item = has_item ? r->line->item : NULL,
	    .region = region_of(r->line, r->out->category),
	    .year = r->line->year,
	    .factor_id = *r->line->factor_choice ? r->line->factor_choice : NULL,
	    .given = r->given,
	    .given_count = r->given_count,
	};
	r->out->result = r->out->months && r->series_count ? by_month(r, ghg, settings, line)
							   : ghg_calculate(ghg, r->mem, settings, &line);
	r->out->is_known = r->out->result.is_known;
	for (size_t i = 0; i < r->out->result.problem_count; i++) {
		const GhgProblem *core = &r->out->result.problems[i];
		const char *field = form_field_of(r->mem, core->field, core->month, r->main_input);
		if (core->code == GHG_UNKNOWN_UNIT || core->code == GHG_WRONG_DIMENSION)
			field = arena_printf(r->mem, "%s_unit", field);
		if (core->code != GHG_METHOD_NOT_IN_FORCE &&
		    !is_said(r, core, field)) /* the former is said once, of the inventory */
			note(r, TYPED_CORE, field, core->given, core, ghg_stops(core->code));
	}
}

TypedLine typed_blank(void)
{
	TypedLine line = {.category = "",
	    .item = "",
	    .region = "CN",
	    .month_count = 12,
	    .factor_choice = "",
	    .amount = "",
	    .amount_unit = "",
	    .alloc_total = "",
	    .alloc_share = "",
	    .factor = "",
	    .factor_unit = "",
	    .factor_source = ""};
	for (int i = 0; i < TYPED_MONTHS_MAX; i++)
		line.months[i] = "";
	return line;
}

TypedResult typed_calculate(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const TypedLine *line)
{
	const GhgMethod *method = ghg_method(ghg, settings->method, settings->on);
	TypedResult out = {
	    .category = method ? ghg_category(method, line->category) : NULL,
	    .amount = NAN,
	    .alloc_total = NAN,
	    .alloc_share = NAN,
	    .result.tco2e = NAN,
	};
	TypedProblem problems[TYPED_PROBLEMS_MAX];
	GhgGiven given[TYPED_INPUTS_MAX + 2];
	double values[GHG_SERIES_MAX][TYPED_MONTHS_MAX];
	GhgSeries series[GHG_SERIES_MAX];
	Reading r = {.mem = mem,
	    .line = line,
	    .out = &out,
	    .problems = problems,
	    .given = given,
	    .values = values,
	    .series = series,
	    .main_input = "amount"};
	if (out.category && out.category->input_count) {
		r.main_input = out.category->inputs[0].name;
		r.may_be_negative = out.category->inputs[0].may_be_negative;
	}
	read_inputs(&r);
	read_factor(&r);
	read_amount(&r);
	if (r.series_count && !out.months)
		note(&r, TYPED_MONTHS_NO_AMOUNT, "months", "", NULL, false);
	calculate(&r, ghg, settings);
	if (out.problem_count) {
		TypedProblem *kept = ARENA_ARRAY(mem, TypedProblem, out.problem_count);
		memcpy(kept, r.problems, out.problem_count * sizeof *kept);
		out.problems = kept;
	}
	return out;
}

const char *typed_problem_key(const TypedProblem *problem)
{
	static const char *const KEYS[] = {
	    [TYPED_NOT_A_NUMBER] = "not_a_number",
	    [TYPED_TOO_LARGE] = "too_large",
	    [TYPED_AMBIGUOUS_COMMA] = "ambiguous_comma",
	    [TYPED_NEGATIVE] = "negative",
	    [TYPED_SHARE_OVER_100] = "share_over_100",
	    [TYPED_UNKNOWN_UNIT] = "unknown_unit",
	    [TYPED_NO_ITEM] = "no_item",
	    [TYPED_NO_AMOUNT] = "no_amount",
	    [TYPED_MONTHS_BEYOND] = "months_beyond",
	    [TYPED_MONTHS_NO_AMOUNT] = "months_no_amount",
	};
	return problem->fault == TYPED_CORE ? ghg_problem_key(problem->core->code) : KEYS[problem->fault];
}
