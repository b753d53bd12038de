/* Own values by month, and lines as they are typed, made of hostile bytes: months without amounts, values
 * that are no numbers, series of inputs that the category lacks. A known result is finite throughout and so
 * are its weighted means; every problem names a field. */
#include "bent.h"
#include "fuzz.h"
#include "ghg/weighted.h"
#include "live/typed.h"

enum { BENDS = 6, SERIES_MOST = GHG_SERIES_MAX + 2 };

static double any_month(Any *any, bool is_wild)
{
	if (any_once_in(any, 4))
		return NAN;
	return is_wild && any_once_in(any, 6) ? any_wild(any) : (double)any_below(any, 2000) / 50;
}

/* ---- months ---- */

static const double *any_months(Any *any, Arena *mem, double middle, bool is_wild)
{
	double *values = ARENA_ARRAY(mem, double, GHG_MONTHS_MAX);
	for (int i = 0; i < GHG_MONTHS_MAX; i++)
		values[i] = any_month(any, is_wild) / 20 * middle;
	return values;
}

static GhgSeries any_series(Any *any, Arena *mem, const AnyLine *line, bool is_wild)
{
	const GhgInput *input = &line->category->inputs[any_below(any, line->category->input_count)];
	GhgSeries series = {.name = input->name, .unit = "", .source = any_once_in(any, 2) ? "报告" : NULL};
	for (size_t i = 0; i < line->line.given_count; i++)
		if (str_eq(line->given[i].name, input->name))
			series.unit = line->given[i].unit;
	if (!*series.unit && line->category->program)
		series.unit = line->category->program->rules[input - line->category->inputs].unit;
	if (is_wild && any_once_in(any, 5))
		series.unit = any_named_unit(any, mem);
	if (is_wild && any_once_in(any, 8))
		series.name = any_word(any, mem);
	series.values = any_months(any, mem, input->is_fraction ? 0.5 : 20, is_wild);
	return series;
}

static void check_weighted(const GhgResult *result)
{
	const GhgWeighted *weighted = result->weighted;
	if (!weighted || !result->is_known)
		return;
	check(weighted->count <= GHG_MONTHS_MAX && isfinite(weighted->amount));
	for (size_t i = 0; i < weighted->input_count; i++) {
		check(isfinite(weighted->inputs[i].mean));
		check(weighted->inputs[i].measured + weighted->inputs[i].filled <= weighted->count);
		check(*weighted->inputs[i].by.zh && *weighted->inputs[i].by.en);
	}
}

static void try_months(Any *any, Arena *mem, const Ghg *ghg)
{
	const GhgMethod *method = any_method(any, ghg);
	GhgSettings settings = any_settings(any, ghg, method);
	AnyLine line;
	any_line(any, mem, ghg, method, &settings, &line);
	bool is_wild = !any_once_in(any, 3);
	GhgSeries series[SERIES_MOST];
	GhgMonths months = {.count = any_below(any, GHG_MONTHS_MAX + 1),
	    .amounts = any_months(any, mem, 20, is_wild),
	    .amount_unit = line.line.given_count ? line.given[0].unit : "t",
	    .series = series,
	    .series_count = any_below(any, SERIES_MOST + 1)};
	for (size_t i = 0; i < months.series_count; i++)
		series[i] = any_series(any, mem, &line, is_wild);
	if (line.line.given_count && any_once_in(any, 3) == false) { /* mostly without the main input */
		line.line.given++;
		line.line.given_count--;
	}
	if (is_wild && any_once_in(any, 10))
		line.line.category = any_word(any, mem);
	GhgResult result = ghg_calculate_months(ghg, mem, &line.settings, &line.line, &months);
	check_result(ghg, mem, line.category, &result);
	check_weighted(&result);
}

/* ---- typed ---- */

static const char *any_typed(Any *any, Arena *mem)
{
	static const char *const TYPED[] = {"", "0", "12.5", "1,234.5", "1,23", "-3", "1e308", "1e309",
	    "1e-320", "99.9", "100", "101", "１２．５", "nan", "inf", "0x10", " 7 ", "+5", "--", "12 t",
	    "1.2.3"};
	size_t at = any_below(any, sizeof TYPED / sizeof *TYPED + 2);
	return at < sizeof TYPED / sizeof *TYPED ? TYPED[at] : any_word(any, mem);
}

static TypedInput any_typed_input(Any *any, Arena *mem, const GhgCategory *category)
{
	const GhgInput *input = &category->inputs[any_below(any, category->input_count)];
	TypedInput typed = {.name = any_once_in(any, 12) ? any_word(any, mem) : input->name,
	    .text = any_typed(any, mem),
	    .unit = any_once_in(any, 3) ? any_named_unit(any, mem)
					: category->program->rules[input - category->inputs].unit,
	    .source = any_once_in(any, 2) ? "报告" : ""};
	bool by_month = any_once_in(any, 2);
	for (int i = 0; i < TYPED_MONTHS_MAX; i++)
		typed.months[i] = by_month ? any_typed(any, mem) : "";
	return typed;
}

static TypedLine any_typed_line(Any *any, Arena *mem, const AnyLine *line)
{
	TypedLine typed = typed_blank();
	typed.category = any_once_in(any, 20) ? any_word(any, mem) : line->category->code;
	typed.item = line->line.item && !any_once_in(any, 10) ? line->line.item : any_typed(any, mem);
	typed.region = line->line.region ? line->line.region : "CN";
	typed.year = line->line.year;
	typed.month_count = (int)any_below(any, TYPED_MONTHS_MAX + 1);
	typed.amount = any_typed(any, mem);
	typed.amount_unit = any_once_in(any, 4)	     ? any_named_unit(any, mem)
			    : line->line.given_count ? line->given[0].unit
						     : "t";
	for (int i = 0; i < TYPED_MONTHS_MAX && any_once_in(any, 1 + typed.month_count % 2); i++)
		typed.months[i] = any_typed(any, mem);
	if (any_once_in(any, 3)) {
		typed.alloc_total = any_typed(any, mem);
		typed.alloc_share = any_typed(any, mem);
	}
	if (any_once_in(any, 3)) {
		typed.factor = any_typed(any, mem);
		typed.factor_unit = any_named_unit(any, mem);
		typed.factor_source = any_word(any, mem);
	}
	if (any_once_in(any, 10))
		typed.factor_choice = any_word(any, mem);
	typed.input_count = any_below(any, TYPED_INPUTS_MAX + 1);
	TypedInput *inputs = ARENA_ARRAY(mem, TypedInput, typed.input_count + 1);
	for (size_t i = 0; i < typed.input_count; i++)
		inputs[i] = any_typed_input(any, mem, line->category);
	typed.inputs = inputs;
	return typed;
}

static void try_typed(Any *any, Arena *mem, const Ghg *ghg)
{
	const GhgMethod *method = any_method(any, ghg);
	GhgSettings settings = any_settings(any, ghg, method);
	AnyLine line;
	any_line(any, mem, ghg, method, &settings, &line);
	TypedLine typed = any_typed_line(any, mem, &line);
	TypedResult result = typed_calculate(ghg, mem, &settings, &typed);
	bool stops = false;
	for (size_t i = 0; i < result.problem_count; i++) {
		const TypedProblem *problem = &result.problems[i];
		check(problem->field && *problem->field && *typed_problem_key(problem));
		stops = stops || problem->stops;
	}
	check(result.is_known || stops || result.problem_count > 0);
	check(!(result.is_known && stops) && result.is_known == (isfinite(result.result.tco2e) != 0));
	if (!result.is_known)
		return;
	check_result(ghg, mem, result.category, &result.result);
	check_weighted(&result.result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	Any any = {.bytes = bytes, .end = bytes + size};
	for (int i = 0; i < BENDS; i++) {
		if (any_once_in(&any, 2))
			try_typed(&any, mem, ghg_embedded());
		else
			try_months(&any, mem, ghg_embedded());
	}
	arena_reset(mem);
	return 0;
}
