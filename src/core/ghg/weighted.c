/* Monthly measured values: each month is computed by itself, the means are made from what the months used,
 * and the line is computed from the means. See weighted.h. */
#include "ghg/weighted.h"

#include <math.h>
#include <string.h>

#include "ghg/core.h"
#include "ghg/coverage.h"

#define GIVEN_MAX 40
#define PROBLEMS_MAX 48
/* The formula over the means and the sum of the months differ by rounding only below this. */
#define SAME_WITHIN 1e-9

/* One month: what it was given and what came of it. */
typedef struct Month {
	bool counts;
	GhgResult result;
	double base[CATEGORY_INPUTS];
	bool has[CATEGORY_INPUTS];
} Month;

typedef struct Weighing {
	const Ghg *ghg;
	Arena *mem;
	const GhgSettings *settings;
	const GhgLine *line;
	const GhgMonths *months;
	const GhgCategory *category;
	Month month[GHG_MONTHS_MAX];
	size_t count;
	const GhgSeries *series[GHG_SERIES_MAX]; /* with some value, in the order of the category's inputs */
	int input[GHG_SERIES_MAX];
	size_t series_count;
	const Formula *formula; /* that the line is computed with */
	int formula_at;
	double means[GHG_SERIES_MAX];
	GhgProblem problems[PROBLEMS_MAX];
	size_t problem_count;
} Weighing;

bool ghg_is_monthly(const GhgCategory *category, const GhgInput *input)
{
	if (input == category->inputs || !input->is_measured)
		return false;
	bool is_ratio = dim_is_none(input->dim);
	for (int i = 0; i < DIM_BASES; i++)
		is_ratio = is_ratio || input->dim.of[i] < 0;
	return is_ratio;
}

const char *ghg_month_name(Arena *mem, Date start, size_t month)
{
	if (date_is_none(start))
		return arena_printf(mem, "%zu", month + 1);
	Date first = months_date(start, (int)month);
	return arena_printf(mem, "%04d-%02d", first.year, first.month);
}

/* ---- the months by themselves ---- */

static const char *main_input(const Weighing *w)
{
	return w->category ? w->category->inputs[0].name : "amount";
}

/* What month `m` is given; `m` = the number of months: the amounts and the means of all. */
static size_t givens_of(const Weighing *w, size_t m, GhgGiven out[GIVEN_MAX])
{
	size_t count = 0;
	bool is_whole = m == w->months->count;
	GhgSum amount = {0};
	for (size_t i = 0; i < w->months->count; i++)
		if (w->month[i].counts && (is_whole || i == m))
			ghg_sum_add(&amount, w->months->amounts[i]);
	out[count++] = (GhgGiven){.name = main_input(w),
	    .value = ghg_sum_value(&amount),
	    .unit = w->months->amount_unit,
	    .source = w->months->amount_source};
	for (size_t s = 0; s < w->series_count && count < GIVEN_MAX; s++) {
		const GhgSeries *series = w->series[s];
		double value = is_whole ? w->means[s] : series->values[m];
		if (!isnan(value))
			out[count++] = (GhgGiven){series->name, value, series->unit, series->source};
	}
	for (size_t i = 0; i < w->line->given_count && count < GIVEN_MAX; i++) {
		const GhgGiven *given = &w->line->given[i];
		bool is_replaced = false;
		for (size_t k = 0; k < count; k++)
			is_replaced = is_replaced || same(out[k].name, given->name);
		if (!is_replaced)
			out[count++] = *given;
	}
	return count;
}

static GhgResult calculate(const Weighing *w, size_t m)
{
	GhgGiven given[GIVEN_MAX];
	GhgLine line = *w->line;
	line.given = given;
	line.given_count = givens_of(w, m, given);
	return ghg_calculate(w->ghg, w->mem, w->settings, &line);
}

static void add_problem(Weighing *w, const GhgProblem *problem, int month)
{
	for (size_t i = 0; i < w->problem_count; i++) {
		const GhgProblem *said = &w->problems[i];
		if (said->code == problem->code && same(said->field, problem->field) &&
		    same(said->given, problem->given) && said->month == month)
			return;
	}
	if (w->problem_count == PROBLEMS_MAX)
		return;
	w->problems[w->problem_count] = *problem;
	w->problems[w->problem_count++].month = month;
}

/* Is it the month's own value that is wrong, not the unit of all? */
static bool is_of_month(const Weighing *w, const GhgProblem *problem)
{
	bool is_unit = problem->code == GHG_UNKNOWN_UNIT || problem->code == GHG_WRONG_DIMENSION;
	bool is_value = same(problem->field, main_input(w));
	for (size_t s = 0; s < w->series_count; s++)
		is_value = is_value || same(problem->field, w->series[s]->name);
	return ghg_stops(problem->code) && is_value && !is_unit;
}

static bool run_month(Weighing *w, size_t m)
{
	Month *month = &w->month[m];
	month->result = calculate(w, m);
	for (size_t i = 0; i < month->result.problem_count; i++) {
		const GhgProblem *problem = &month->result.problems[i];
		add_problem(w, problem, is_of_month(w, problem) ? (int)m + 1 : 0);
	}
	for (size_t i = 0; i < month->result.used_count; i++) {
		const GhgUsed *used = &month->result.used[i];
		const GhgInput *input = ghg_input(w->category, used->name);
		if (!input)
			continue;
		month->base[input - w->category->inputs] = used->base;
		month->has[input - w->category->inputs] = used->origin != GHG_FROM_ABSENT;
	}
	return month->result.is_known;
}

/* ---- months without the value that chooses the formula ---- */

/* The last formula that any month asks for: what the line is computed with. */
static void choose_formula(Weighing *w)
{
	for (size_t m = 0; m < w->months->count; m++)
		if (w->month[m].counts && w->month[m].result.formula > w->formula_at)
			w->formula_at = w->month[m].result.formula;
	w->formula = &w->category->program->emissions[w->formula_at].formula;
}

/* A month without measured carbon per tonne counts by heat value and default carbon: the carbon per tonne
 * that this comes to is what the means take from it. */
static void settle_formula(Weighing *w, Month *month)
{
	const Emission *wanted = &w->category->program->emissions[w->formula_at];
	if (!month->counts || month->result.formula == w->formula_at || wanted->with[0] < 0 ||
	    wanted->with[1] >= 0)
		return;
	double given = formula_run(
	    &w->category->program->emissions[month->result.formula].formula, month->base);
	int at = wanted->with[0];
	month->base[at] = 1;
	double per_one = formula_run(&wanted->formula, month->base);
	month->base[at] = per_one != 0 ? given / per_one : 0;
	month->has[at] = true;
}

/* ---- the means ---- */

/* The first formula that reads the input: the chosen one, else that of another gas, else of the energy. */
static const Formula *formula_reading(const Weighing *w, int at)
{
	const struct GhgProgram *program = w->category->program;
	if (w->formula->reads >> at & 1)
		return w->formula;
	for (int i = 0; i < program->emission_count; i++)
		if (!same(program->emissions[i].gas, w->category->gas) &&
		    (program->emissions[i].formula.reads >> at & 1))
			return &program->emissions[i].formula;
	return program->energy.text && (program->energy.reads >> at & 1) ? &program->energy : w->formula;
}

/* The plain mean of what the months took, for values whose turn has not come. */
static double typical(const Weighing *w, int at)
{
	double sum = 0;
	size_t count = 0;
	for (size_t m = 0; m < w->months->count; m++)
		if (w->month[m].counts && w->month[m].has[at]) {
			sum += w->month[m].base[at];
			count++;
		}
	return count ? sum / (double)count : 0;
}

/* What a value of month `m` is multiplied by: the formula's slope with the month's own values before it and
 * the same typical ones after it. */
static double weight_of(const Weighing *w, const Formula *formula, size_t m, size_t s)
{
	double base[CATEGORY_INPUTS];
	memcpy(base, w->month[m].base, sizeof base);
	for (size_t later = s + 1; later < w->series_count; later++)
		base[w->input[later]] = typical(w, w->input[later]);
	base[w->input[s]] = 1;
	double one = formula_run(formula, base);
	base[w->input[s]] = 0;
	return one - formula_run(formula, base);
}

/* In base units a value of the series times this. */
static double scale_of(const Weighing *w, size_t s)
{
	for (size_t m = 0; m < w->months->count; m++) {
		double value = w->series[s]->values[m];
		if (w->month[m].counts && !isnan(value) && value != 0)
			return w->month[m].base[w->input[s]] / value;
	}
	Unit unit;
	bool is_unit = w->series[s]->unit && unit_parse(w->series[s]->unit, &unit);
	return is_unit && unit.scale > 0 ? unit.scale : 1;
}

static double value_of(const Weighing *w, size_t m, size_t s, double scale)
{
	double typed = w->series[s]->values[m];
	return isnan(typed) ? w->month[m].base[w->input[s]] / scale : typed;
}

/* The mean by what each value is multiplied by, or plain. Equal values have themselves as mean, to the last
 * bit; NaN when nothing weighs anything. */
static double mean_of(const Weighing *w, size_t s, bool is_plain)
{
	const Formula *formula = formula_reading(w, w->input[s]);
	double scale = scale_of(w, s), first = NAN;
	bool is_equal = true;
	GhgSum sum = {0}, weights = {0};
	for (size_t m = 0; m < w->months->count; m++) {
		if (!w->month[m].counts || !w->month[m].has[w->input[s]])
			continue;
		double weight = is_plain ? 1 : weight_of(w, formula, m, s);
		if (weight == 0)
			continue;
		double value = value_of(w, m, s, scale);
		first = isnan(first) ? value : first;
		is_equal = is_equal && value == first;
		ghg_sum_add(&sum, weight * value);
		ghg_sum_add(&weights, weight);
	}
	if (is_equal)
		return first;
	return ghg_sum_value(&weights) != 0 ? ghg_sum_value(&sum) / ghg_sum_value(&weights) : NAN;
}

/* Plain where the amounts are 0 or the formula does not read the value. */
static double weighted_mean(const Weighing *w, size_t s)
{
	double mean = mean_of(w, s, false);
	return isfinite(mean) ? mean : mean_of(w, s, true);
}

/* ---- what is told of it ---- */

static const GhgUsed *used_in(const Month *month, const char *name)
{
	for (size_t i = 0; i < month->result.used_count; i++)
		if (same(month->result.used[i].name, name))
			return &month->result.used[i];
	return NULL;
}

/* The default behind a month: of the input itself, else of what was computed instead of it. */
static const GhgUsed *default_in(const Weighing *w, const Month *month, size_t s)
{
	const GhgUsed *used = used_in(month, w->series[s]->name);
	if (used)
		return used->origin == GHG_FROM_GIVEN || used->origin == GHG_FROM_ABSENT ? NULL : used;
	for (size_t i = 0; i < month->result.used_count; i++) {
		const GhgInput *input = ghg_input(w->category, month->result.used[i].name);
		if (input && input->is_measured && month->result.used[i].origin == GHG_FROM_FACTOR)
			return &month->result.used[i];
	}
	return NULL;
}

static void say_defaults(Weighing *w, size_t s, Months filled, const GhgUsed *used)
{
	if (!filled)
		return;
	Buf names = buf_in(w->mem, 400);
	for (size_t m = 0; m < w->months->count; m++)
		if (filled >> m & 1)
			buf_printf(&names, "%s%s", names.len ? ", " : "",
			    ghg_month_name(w->mem, w->settings->on, m));
	const char *expected = arena_printf(w->mem, "%s %s%s%s%s", number_plain(w->mem, used->value),
	    used->unit, used->factor ? " [" : "", used->factor ? used->factor->id : "",
	    used->factor ? "]" : "");
	add_problem(
	    w, &(GhgProblem){GHG_MONTHS_DEFAULT, w->series[s]->name, buf_take(&names), expected, 0}, 0);
}

/* Does the earlier input multiply the later one? */
static bool multiplies(const Weighing *w, const Formula *formula, int earlier, int later)
{
	double base[CATEGORY_INPUTS], at[2][2];
	for (size_t i = 0; i < CATEGORY_INPUTS; i++)
		base[i] = 0.5;
	for (int x = 0; x < 2; x++)
		for (int y = 0; y < 2; y++) {
			base[earlier] = x;
			base[later] = y;
			at[x][y] = formula_run(formula, base);
		}
	return fabs(at[1][1] - at[1][0] - at[0][1] + at[0][0]) > 1e-12;
}

static GhgWords weighted_by(const Weighing *w, size_t s)
{
	Buf zh = buf_in(w->mem, BUF_FIELDS_MAX), en = buf_in(w->mem, BUF_FIELDS_MAX);
	const Formula *formula = formula_reading(w, w->input[s]);
	buf_text(&zh, w->category->inputs[0].label.zh);
	buf_text(&en, w->category->inputs[0].label.en);
	for (size_t i = 0; i < s; i++) {
		if (!multiplies(w, formula, w->input[i], w->input[s]))
			continue;
		buf_printf(&zh, " × %s", w->category->inputs[w->input[i]].label.zh);
		buf_printf(&en, " × %s", w->category->inputs[w->input[i]].label.en);
	}
	return (GhgWords){buf_take(&zh), buf_take(&en)};
}

static void describe_input(Weighing *w, size_t s, GhgWeightedInput *out)
{
	double scale = scale_of(w, s);
	GhgMonthValue *values = ARENA_ARRAY(w->mem, GhgMonthValue, w->months->count);
	Months filled = 0;
	const GhgUsed *used = NULL;
	*out = (GhgWeightedInput){.input = &w->category->inputs[w->input[s]],
	    .unit = w->series[s]->unit ? w->series[s]->unit : "",
	    .by = weighted_by(w, s),
	    .mean = w->means[s],
	    .months = values};
	for (size_t m = 0; m < w->months->count; m++) {
		const Month *month = &w->month[m];
		values[m].value = w->series[s]->values[m];
		if (!month->counts)
			continue;
		values[m].is_measured = !isnan(values[m].value);
		out->measured += values[m].is_measured;
		if (values[m].is_measured || !month->has[w->input[s]])
			continue;
		values[m].value = value_of(w, m, s, scale);
		const GhgUsed *from = default_in(w, month, s);
		values[m].factor = from ? from->factor : NULL;
		used = from ? from : used;
		filled |= from ? (Months)1 << m : 0;
	}
	out->filled = (size_t)months_number(filled);
	say_defaults(w, s, filled, used);
}

static const GhgWeighted *describe(Weighing *w)
{
	GhgWeighted *out = ARENA_NEW(w->mem, GhgWeighted);
	GhgWeightedInput *inputs = ARENA_ARRAY(w->mem, GhgWeightedInput, w->series_count);
	double *amounts = ARENA_ARRAY(w->mem, double, w->months->count);
	double *tco2e = ARENA_ARRAY(w->mem, double, w->months->count);
	GhgSum amount = {0};
	for (size_t m = 0; m < w->months->count; m++) {
		const Month *month = &w->month[m];
		amounts[m] = month->counts ? w->months->amounts[m] : NAN;
		tco2e[m] = month->counts ? month->result.tco2e : NAN;
		ghg_sum_add(&amount, month->counts ? amounts[m] : 0);
	}
	for (size_t s = 0; s < w->series_count; s++)
		describe_input(w, s, &inputs[s]);
	*out = (GhgWeighted){.start = w->settings->on,
	    .count = w->months->count,
	    .amounts = amounts,
	    .amount_unit = w->months->amount_unit ? w->months->amount_unit : "",
	    .amount = ghg_sum_value(&amount),
	    .tco2e = tco2e,
	    .inputs = inputs,
	    .input_count = w->series_count};
	return out;
}

/* ---- the sum of the months where no means give it ---- */

static double tonnes_of(const GhgResult *result, const char *gas)
{
	for (int g = 0; g < result->gas_count; g++)
		if (same(result->gases[g].gas, gas))
			return result->gases[g].tonnes;
	return 0;
}

static bool settle_sum(double sum, double *value)
{
	if (fabs(sum - *value) <= SAME_WITHIN * fabs(sum))
		return false;
	*value = sum;
	return true;
}

static bool take_sums(const Weighing *w, GhgResult *result)
{
	bool is_other = false;
	GhgSum total = {0}, biogenic = {0};
	for (int g = 0; g < result->gas_count; g++) {
		GhgGasAmount *gas = &result->gases[g];
		GhgSum sum = {0};
		for (size_t m = 0; m < w->months->count; m++)
			if (w->month[m].counts)
				ghg_sum_add(&sum, tonnes_of(&w->month[m].result, gas->gas));
		is_other |= settle_sum(ghg_sum_value(&sum), &gas->tonnes);
		gas->tco2e = gas->tonnes * gas->gwp;
		ghg_sum_add(&total, gas->tco2e);
	}
	for (size_t m = 0; m < w->months->count; m++)
		if (w->month[m].counts)
			ghg_sum_add(&biogenic, w->month[m].result.biogenic_tco2);
	is_other |= settle_sum(ghg_sum_value(&biogenic), &result->biogenic_tco2);
	if (is_other)
		result->tco2e = ghg_sum_value(&total);
	return is_other;
}

/* ---- all together ---- */

/* Series with some value in a month that counts, in the order of the inputs. */
static void choose_series(Weighing *w)
{
	for (size_t i = 1; w->category && i < w->category->input_count; i++)
		for (size_t s = 0; s < w->months->series_count && w->series_count < GHG_SERIES_MAX; s++) {
			const GhgSeries *series = &w->months->series[s];
			bool has_value = false;
			for (size_t m = 0; m < w->months->count; m++)
				has_value = has_value || (w->month[m].counts && !isnan(series->values[m]));
			if (!has_value || !same(series->name, w->category->inputs[i].name))
				continue;
			w->input[w->series_count] = (int)i;
			w->series[w->series_count++] = series;
			break;
		}
}

static GhgResult with_problems(Weighing *w, GhgResult result)
{
	result.problems = ARENA_ARRAY(w->mem, GhgProblem, w->problem_count + 1);
	memcpy((void *)result.problems, w->problems, w->problem_count * sizeof w->problems[0]);
	result.problem_count = w->problem_count;
	return result;
}

/* The months one by one; the result of one that cannot be computed, with the problems of all. */
static bool run_months(Weighing *w, GhgResult *stopped)
{
	bool is_known = true;
	for (size_t m = 0; m < w->months->count; m++)
		if (w->month[m].counts && !run_month(w, m)) {
			is_known = false;
			*stopped = w->month[m].result;
		}
	return is_known;
}

GhgResult ghg_calculate_months(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgLine *line, const GhgMonths *months)
{
	const GhgMethod *method = ghg_method(ghg, settings->method, settings->on);
	Weighing *w = ARENA_NEW(mem, Weighing);
	*w = (Weighing){.ghg = ghg, .mem = mem, .settings = settings, .line = line, .months = months};
	w->category = method ? ghg_category(method, line->category) : NULL;
	for (size_t m = 0; m < months->count; m++)
		w->month[m].counts = !isnan(months->amounts[m]);
	choose_series(w);
	if (!w->series_count)
		return calculate(w, months->count);
	GhgResult result;
	if (!run_months(w, &result))
		return with_problems(w, result);
	choose_formula(w);
	for (size_t m = 0; m < months->count; m++)
		settle_formula(w, &w->month[m]);
	for (size_t s = 0; s < w->series_count; s++)
		w->means[s] = weighted_mean(w, s);
	result = calculate(w, months->count);
	for (size_t i = 0; i < result.problem_count; i++)
		add_problem(w, &result.problems[i], 0);
	if (!result.is_known)
		return with_problems(w, result);
	GhgWeighted *weighted = (GhgWeighted *)describe(w);
	weighted->is_summed = take_sums(w, &result);
	result.weighted = weighted;
	return with_problems(w, result);
}

bool ghg_is_measured(const GhgResult *result, const char *input)
{
	bool is_given = false;
	for (size_t i = 0; result->is_known && i < result->used_count; i++)
		if (same(result->used[i].name, input))
			is_given = result->used[i].origin == GHG_FROM_GIVEN;
	for (size_t i = 0; is_given && result->weighted && i < result->weighted->input_count; i++)
		if (same(result->weighted->inputs[i].input->name, input))
			return result->weighted->inputs[i].filled == 0;
	return is_given;
}
