/* Monthly measured values: published-like cases by hand, and the properties of the weighting over random
 * inventories of every category that can be measured. */
#include "ghg/weighted.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/core.h"

static const GhgSettings POWER = {.method = "01", .on = {2025, 1, 1}};
static const GhgLine COAL = {.category = "coal"};

static double tco2e_of(const GhgResult *result)
{
	for (size_t i = 0; i < result->problem_count; i++)
		if (ghg_stops(result->problems[i].code))
			print_message("%s %s %s\n", ghg_problem_key(result->problems[i].code),
			    result->problems[i].field, result->problems[i].given);
	assert_true(result->is_known);
	return result->tco2e;
}

/* Coal as fired in three months, worked by hand: sum of t * GJ/t * tC/GJ * 0.99 * 44/12. */
static void test_coal_by_heat(void **state)
{
	Arena *mem = arena_open();
	const double amounts[] = {1000, 2000, 500}, ncv[] = {20, 22, 24}, carbon[] = {0.026, 0.027, 0.025};
	const GhgSeries series[] = {{"ncv", "GJ/t", "lab", ncv}, {"carbon", "tC/GJ", "lab", carbon}};
	GhgMonths months = {3, amounts, "t", NULL, series, 2};
	GhgResult r = ghg_calculate_months(ghg_embedded(), mem, &POWER, &COAL, &months);
	double heat = 1000 * 20.0 + 2000 * 22.0 + 500 * 24.0;
	double tc = 1000 * 20.0 * 0.026 + 2000 * 22.0 * 0.027 + 500 * 24.0 * 0.025;
	assert_float_equal(tco2e_of(&r), tc * 0.99 * 44 / 12, 1e-9);
	assert_float_equal(r.weighted->inputs[0].mean, heat / 3500, 1e-12);
	assert_float_equal(r.weighted->inputs[1].mean, tc / heat, 1e-15);
	assert_float_equal(r.energy_gj, heat, 1e-9);
	assert_string_equal(r.weighted->inputs[0].by.en, "Coal as fired");
	assert_string_equal(r.weighted->inputs[1].by.en, "Coal as fired × Net calorific value as received");
	assert_true(ghg_is_measured(&r, "ncv") && ghg_is_measured(&r, "carbon"));
	assert_false(r.weighted->is_summed);
	arena_close(mem);
}

/* February has no measured carbon: heat value and the guide's default (0.03085 tC/GJ) stand for it. */
static void test_default_month(void **state)
{
	Arena *mem = arena_open();
	const double amounts[] = {1000, 2000, 500}, ncv[] = {20, 22, 24}, content[] = {0.52, NAN, 0.6};
	const GhgSeries series[] = {{"ncv", "GJ/t", "lab", ncv}, {"content", "tC/t", "lab", content}};
	GhgMonths months = {3, amounts, "t", NULL, series, 2};
	GhgResult r = ghg_calculate_months(ghg_embedded(), mem, &POWER, &COAL, &months);
	double tc = 1000 * 0.52 + 2000 * 22 * 0.03085 + 500 * 0.6;
	assert_float_equal(tco2e_of(&r), tc * 0.99 * 44 / 12, 1e-9);
	assert_false(ghg_is_measured(&r, "content"));
	assert_true(ghg_is_measured(&r, "ncv"));
	assert_false(r.weighted->is_summed);
	bool is_said = false;
	for (size_t i = 0; i < r.problem_count; i++)
		if (r.problems[i].code == GHG_MONTHS_DEFAULT) {
			is_said = true;
			assert_string_equal(r.problems[i].given, "2025-02");
			assert_string_equal(r.problems[i].field, "content");
			assert_non_null(strstr(r.problems[i].expected, "0.03085 tC/GJ"));
		}
	assert_true(is_said);
	Buf zh = buf_in(mem, 20000);
	ghg_explain(ghg_embedded(), &zh, &r, ZH);
	assert_non_null(strstr(buf_take(&zh), "2025-02: "));
	assert_non_null(strstr(buf_take(&zh), "代入: 2000 t · "));
	assert_non_null(strstr(buf_take(&zh), "(缺省值)"));
	arena_close(mem);
}

/* An own value of the year stands for the months without one, and is no default. */
static void test_own_value_of_the_year(void **state)
{
	Arena *mem = arena_open();
	const double amounts[] = {10, 30}, ncv[] = {25, NAN};
	const GhgSeries series[] = {{"ncv", "GJ/t", "lab", ncv}};
	const GhgGiven year = {"ncv", 5000, "kcal/kg", "contract"};
	const GhgLine line = {
	    .category = "combustion", .item = "BITUMINOUS", .given = &year, .given_count = 1};
	const GhgSettings settings = {.method = "07", .on = {2025, 1, 1}};
	GhgMonths months = {2, amounts, "t", NULL, series, 1};
	GhgResult r = ghg_calculate_months(ghg_embedded(), mem, &settings, &line, &months);
	tco2e_of(&r);
	assert_float_equal(r.weighted->inputs[0].mean, (10 * 25 + 30 * 5000 * 4.1868e-3) / 40, 1e-9);
	for (size_t i = 0; i < r.problem_count; i++)
		assert_int_not_equal(r.problems[i].code, GHG_MONTHS_DEFAULT);
	arena_close(mem);
}

static void test_stopped_month(void **state)
{
	Arena *mem = arena_open();
	const double amounts[] = {10, 30, NAN}, ncv[] = {25, NAN, 3};
	const GhgSeries series[] = {{"ncv", "GJ/t", "lab", ncv}};
	GhgMonths months = {3, amounts, "t", NULL, series, 1};
	GhgResult r = ghg_calculate_months(ghg_embedded(), mem, &POWER, &COAL, &months);
	assert_false(r.is_known);
	size_t stops = 0;
	for (size_t i = 0; i < r.problem_count; i++)
		if (ghg_stops(r.problems[i].code)) {
			stops++;
			assert_int_equal(r.problems[i].code, GHG_MISSING_INPUT);
			assert_string_equal(r.problems[i].field, "ncv");
			assert_int_equal(r.problems[i].month, 2);
		}
	assert_int_equal(stops, 1);
	const GhgSeries wrong[] = {{"ncv", "t", "lab", ncv}};
	months.series = wrong;
	r = ghg_calculate_months(ghg_embedded(), mem, &POWER, &COAL, &months);
	for (size_t i = 0; i < r.problem_count; i++)
		assert_true(r.problems[i].code != GHG_WRONG_DIMENSION || r.problems[i].month == 0);
	arena_close(mem);
}

/* ---- properties ---- */

static uint64_t seed = 1;
static double random_between(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * ((double)(seed >> 11) / 9007199254740992.0);
}

/* A category with everything it needs, and random values for what can be measured by month. */
typedef struct Random {
	GhgSettings settings;
	GhgLine line;
	GhgGiven given[CATEGORY_INPUTS];
	double amounts[12], values[GHG_SERIES_MAX][12];
	GhgSeries series[GHG_SERIES_MAX];
	GhgMonths months;
} Random;

static bool random_line(Arena *mem, const GhgMethod *method, const GhgCategory *category, Random *r)
{
	*r = (Random){.settings = {.method = method->code, .on = method->valid_from},
	    .line = {.category = category->code, .given = r->given},
	    .months = {12, r->amounts, NULL, NULL, r->series, 0}};
	size_t count = 0;
	if (category->items != GHG_NO_ITEM) {
		const GhgItem *items = ghg_items(ghg_embedded(), mem, &r->settings, category, &count);
		r->line.item = items[(size_t)random_between(0, (double)count - 0.01)].code;
	}
	for (size_t i = 0; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		const char *unit = ghg_input_units(
		    ghg_embedded(), mem, &r->settings, category, r->line.item, input)[0];
		const char *base = input->is_fraction ? "1" : unit ? unit : "";
		if (i == 0)
			r->months.amount_unit = base;
		if (ghg_is_monthly(category, input)) {
			for (int m = 0; m < 12; m++)
				r->values[r->months.series_count][m] = random_between(0.1, 0.4);
			r->series[r->months.series_count] = (GhgSeries){
			    input->name, base, "lab", r->values[r->months.series_count]};
			r->months.series_count++;
		} else if (i > 0 && input->need == GHG_REQUIRED) {
			r->given[r->line.given_count++] = (GhgGiven){
			    input->name, random_between(0.1, 0.4), base, "own"};
		}
	}
	for (int m = 0; m < 12; m++)
		r->amounts[m] = random_between(10, 1000);
	return r->months.series_count > 0;
}

static double sum_of_months(Arena *mem, const Random *r)
{
	GhgSum sum = {0};
	for (int m = 0; m < 12; m++) {
		GhgGiven given[CATEGORY_INPUTS + GHG_SERIES_MAX] = {{r->line.category, 0, "", ""}};
		size_t count = 0;
		const GhgMethod *method = ghg_method(ghg_embedded(), r->settings.method, r->settings.on);
		const GhgCategory *category = ghg_category(method, r->line.category);
		given[count++] = (GhgGiven){
		    category->inputs[0].name, r->amounts[m], r->months.amount_unit, NULL};
		for (size_t s = 0; s < r->months.series_count; s++)
			given[count++] = (GhgGiven){
			    r->series[s].name, r->series[s].values[m], r->series[s].unit, "lab"};
		for (size_t i = 0; i < r->line.given_count; i++)
			given[count++] = r->given[i];
		GhgLine line = r->line;
		line.given = given;
		line.given_count = count;
		GhgResult result = ghg_calculate(ghg_embedded(), mem, &r->settings, &line);
		if (!result.is_known)
			return NAN;
		ghg_sum_add(&sum, result.tco2e);
	}
	return ghg_sum_value(&sum);
}

static void assert_near(double a, double b, const Random *r)
{
	if (!(fabs(a - b) <= 1e-12 * fabs(b) + 1e-15))
		fail_msg("%s %s: %.17g is not %.17g", r->settings.method, r->line.category, a, b);
}

static void swap_months(Random *r, int a, int b)
{
	double amount = r->amounts[a];
	r->amounts[a] = r->amounts[b];
	r->amounts[b] = amount;
	for (size_t s = 0; s < r->months.series_count; s++) {
		double value = r->values[s][a];
		r->values[s][a] = r->values[s][b];
		r->values[s][b] = value;
	}
}

static void check_line(Arena *mem, Random *r, size_t *summed)
{
	double sum = sum_of_months(mem, r);
	if (isnan(sum)) /* random shares that no material has: not a line that people could have */
		return;
	GhgResult result = ghg_calculate_months(ghg_embedded(), mem, &r->settings, &r->line, &r->months);
	assert_near(tco2e_of(&result), sum, r);
	*summed += result.weighted->is_summed;
	if (!result.weighted->is_summed) { /* the formula over the means, by itself */
		GhgGiven given[CATEGORY_INPUTS + GHG_SERIES_MAX];
		size_t count = 0;
		given[count++] = (GhgGiven){
		    result.category->inputs[0].name, result.weighted->amount, r->months.amount_unit, NULL};
		for (size_t s = 0; s < result.weighted->input_count; s++)
			given[count++] = (GhgGiven){result.weighted->inputs[s].input->name,
			    result.weighted->inputs[s].mean, result.weighted->inputs[s].unit, "lab"};
		for (size_t i = 0; i < r->line.given_count; i++)
			given[count++] = r->given[i];
		GhgLine line = r->line;
		line.given = given;
		line.given_count = count;
		GhgResult again = ghg_calculate(ghg_embedded(), mem, &r->settings, &line);
		assert_true(again.tco2e == result.tco2e);
	}
	swap_months(r, 2, 9);
	swap_months(r, 0, 11);
	result = ghg_calculate_months(ghg_embedded(), mem, &r->settings, &r->line, &r->months);
	assert_near(tco2e_of(&result), sum, r);
	for (int m = 1; m < 12; m++)
		r->amounts[m] = NAN;
	result = ghg_calculate_months(ghg_embedded(), mem, &r->settings, &r->line, &r->months);
	for (size_t s = 0; s < result.weighted->input_count; s++) /* one month is itself, to the last bit */
		assert_true(result.weighted->inputs[s].mean == result.weighted->inputs[s].months[0].value);
	for (int m = 1; m < 12; m++) {
		r->amounts[m] = random_between(1, 100);
		for (size_t s = 0; s < r->months.series_count; s++)
			r->values[s][m] = r->values[s][0];
	}
	result = ghg_calculate_months(ghg_embedded(), mem, &r->settings, &r->line, &r->months);
	for (size_t s = 0; s < result.weighted->input_count; s++) /* equal months: unweighted */
		assert_true(result.weighted->inputs[s].mean == r->values[s][0]);
}

static void test_properties(void **state)
{
	size_t method_count, lines = 0, summed = 0;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &method_count);
	Arena *mem = arena_open();
	for (size_t i = 0; i < method_count; i++)
		for (size_t c = 0; c < methods[i].category_count; c++)
			for (int round = 0; round < 5; round++) {
				static Random r;
				if (random_line(mem, &methods[i], &methods[i].categories[c], &r)) {
					check_line(mem, &r, &summed);
					lines++;
				}
				arena_reset(mem);
			}
	print_message("%zu lines, %zu of them by the sum of the months\n", lines, summed);
	assert_true(lines > 300 && summed < lines / 10);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_coal_by_heat),
	    cmocka_unit_test(test_default_month),
	    cmocka_unit_test(test_own_value_of_the_year),
	    cmocka_unit_test(test_stopped_month),
	    cmocka_unit_test(test_properties),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
