/* Uncertainty: slopes against the engine itself, published propagation, and the properties that every range
 * has; Monte Carlo against the analytic figure. */
#include "ghg/uncertainty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

typedef struct Case {
	const char *method, *category, *item, *region;
	GhgGiven given[6];
} Case;

/* Every shape of formula: products, own factors, energy and litres instead of tonnes, sums, deductions,
 * blends, several gases, steam. */
static const Case CASES[] = {
    {"general", "combustion", "DIESEL", NULL, {{"amount", 120, "t", NULL}}},
    {"general", "combustion", "DIESEL", NULL, {{"amount", 5000, "GJ", NULL}}},
    {"general", "combustion", "DIESEL", NULL, {{"amount", 150000, "L", NULL}}},
    {"general", "combustion", "DIESEL", NULL,
	{{"amount", 120, "t", NULL}, {"factor", 3.1, "tCO2/t", "report"}}},
    {"general", "combustion", "NATURAL_GAS", NULL,
	{{"amount", 80, "万Nm3", NULL}, {"ncv", 360, "GJ/万Nm3", "report"}, {"share", 40, "%", NULL}}},
    {"general", "electricity", NULL, "37", {{"amount", 2610, "MWh", NULL}}},
    {"general", "electricity", NULL, NULL,
	{{"amount", 2610, "MWh", NULL}, {"factor", 0.5, "tCO2/MWh", NULL}}},
    {"general", "steam", NULL, NULL, {{"amount", 1000, "t", NULL}, {"pressure", 1, "MPa", NULL}}},
    {"general", "heat", NULL, NULL, {{"amount", 900, "GJ", NULL}}},
    {"general", "gas_release", "R-410A", NULL, {{"amount", 30, "kg", NULL}}},
    {"general", "gas_release", "SF6", NULL,
	{{"amount", 30, "kg", NULL}, {"stock_change", -5, "kg", NULL}, {"recovered", 10, "kg", NULL},
	    {"gwp", 24000, "kgCO2e/kg", "study"}}},
    {"general", "wastewater", "MCF_deep_lagoon", NULL,
	{{"volume", 50000, "m3", NULL}, {"cod_in", 3000, "mg/L", NULL}, {"cod_out", 400, "mg/L", NULL},
	    {"recovered", 1000, "kgCH4", NULL}}},
    {"general", "ch4_recovery", NULL, NULL, {{"own", 12, "tCH4", NULL}, {"sold", 3, "tCH4", NULL}}},
    {"general", "carbon_use", NULL, NULL, {{"amount", 100, "t", NULL}, {"carbon", 99, "%", "report"}}},
};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };

static GhgResult calculate(Arena *mem, const Case *c, double times, const char *changed)
{
	GhgSettings settings = {.method = c->method, .on = {2025, 1, 1}};
	GhgGiven given[6];
	size_t count = 0;
	for (; count < 6 && c->given[count].name; count++) {
		given[count] = c->given[count];
		if (!changed || str_eq(given[count].name, changed))
			given[count].value *= times;
	}
	GhgLine line = {.category = c->category,
	    .item = c->item,
	    .region = c->region,
	    .given = given,
	    .given_count = count};
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

static GhgResult known(Arena *mem, const Case *c)
{
	GhgResult result = calculate(mem, c, 1, "");
	if (!result.is_known)
		fail_msg("%s %s: %s", c->category, c->item ? c->item : "",
		    result.problem_count ? ghg_problem_key(result.problems[0].code) : "?");
	return result;
}

static bool near_to(double a, double b, double tolerance)
{
	return fabs(a - b) <= tolerance * (fabs(a) + fabs(b)) || (a == 0 && b == 0);
}

/* All that went in is certain but one given value, ±1 %: the range is 1 % of what the engine itself answers
 * when that value moves. */
static void test_slopes(void **state)
{
	for (size_t i = 0; i < CASE_COUNT; i++) {
		for (size_t g = 0; g < 6 && CASES[i].given[g].name; g++) {
			Arena *mem = arena_open();
			const char *name = CASES[i].given[g].name;
			GhgResult result = known(mem, &CASES[i]);
			UncertaintyStated stated[40];
			size_t count = 0;
			stated[count++] = (UncertaintyStated){name, 1};
			for (size_t u = 0; u < result.used_count; u++)
				stated[count++] = (UncertaintyStated){result.used[u].name, 0};
			stated[count++] = (UncertaintyStated){"share", 0};
			UncertaintyLine line = {.result = &result, .stated = stated, .stated_count = count};
			Uncertainty u = uncertainty_of(mem, &line, 1);
			double up = calculate(mem, &CASES[i], 1.0001, name).tco2e;
			double down = calculate(mem, &CASES[i], 0.9999, name).tco2e;
			double slope = (up - down) / 0.0002, half = (u.total.high - u.total.low) / 2;
			bool is_steam = str_eq(name, "pressure"); /* acts through the enthalpy table alone */
			if (!is_steam && !near_to(half, fabs(slope) * 0.01, 1e-6))
				fail_msg("%s %s %s: %.12g, by the engine %.12g", CASES[i].category,
				    CASES[i].item ? CASES[i].item : "", name, half, fabs(slope) * 0.01);
			arena_close(mem);
		}
	}
}

/* sqrt(a² + b² …) of the rules in products (IPCC vol. 1 ch. 3, equation 3.1), by hand. */
static void test_products(void **state)
{
	static const struct {
		Case line;
		UncertaintyBasis basis;
		double parts[4]; /* percent */
	} TABLE[] = {
	    {{"general", "electricity", NULL, "CN", {{"amount", 100, "MWh", NULL}}}, UNCERTAINTY_METERED,
		{3, 10}},
	    {{"general", "electricity", NULL, "CN", {{"amount", 100, "MWh", NULL}}}, UNCERTAINTY_ESTIMATE,
		{30, 10}},
	    {{"general", "electricity", NULL, NULL,
		 {{"amount", 100, "MWh", NULL}, {"factor", 0.4, "tCO2/MWh", "contract"}}},
		UNCERTAINTY_LEDGER, {5, 15}},
	    {{"general", "electricity", NULL, NULL,
		 {{"amount", 100, "MWh", NULL}, {"factor", 0.4, "tCO2/MWh", NULL}}},
		UNCERTAINTY_UNKNOWN, {10, 30}},
	    {{"general", "heat", NULL, NULL, {{"amount", 100, "GJ", NULL}, {"share", 50, "%", NULL}}},
		UNCERTAINTY_METERED, {3, 30, 15}},
	    {{"07", "combustion", "DIESEL", NULL, {{"amount", 100, "t", NULL}}}, UNCERTAINTY_METERED,
		{3, 4, 3, 1}},
	    {{"07", "combustion", "DIESEL", NULL, {{"amount", 100, "GJ", NULL}}}, UNCERTAINTY_METERED,
		{3, 3, 1}},
	    {{"07", "combustion", "NATURAL_GAS", NULL,
		 {{"amount", 100, "万Nm3", NULL}, {"ncv", 370, "GJ/万Nm3", "laboratory"}}},
		UNCERTAINTY_METERED, {3, 5, 4, 1}},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
		Arena *mem = arena_open();
		GhgResult result = known(mem, &TABLE[i].line);
		UncertaintyLine line = {.result = &result, .basis = TABLE[i].basis};
		Uncertainty u = uncertainty_of(mem, &line, 1);
		double squares = 0;
		for (int p = 0; p < 4; p++)
			squares += TABLE[i].parts[p] * TABLE[i].parts[p];
		bool has_knowledge = false;
		for (size_t c = 0; c < u.cause_count; c++)
			has_knowledge = has_knowledge || u.causes[c].is_raised;
		if (!has_knowledge && !near_to(u.total.percent, sqrt(squares), 1e-12))
			fail_msg("row %zu: %.6f, by hand %.6f", i, u.total.percent, sqrt(squares));
		assert_false(has_knowledge);
		arena_close(mem);
	}
}

/* Lines with one factor add linearly in it, and in quadrature in what is their own (equation 3.2). */
static void test_shared_factor(void **state)
{
	Arena *mem = arena_open();
	Case power = {"general", "electricity", NULL, "CN", {{"amount", 100, "MWh", NULL}}};
	GhgResult result = known(mem, &power);
	UncertaintyLine lines[2] = {{.result = &result, .facility = "A", .basis = UNCERTAINTY_METERED},
	    {.result = &result, .facility = "B", .basis = UNCERTAINTY_METERED}};
	Uncertainty one = uncertainty_of(mem, lines, 1), two = uncertainty_of(mem, lines, 2);
	assert_true(near_to(one.total.percent, sqrt(3 * 3 + 10 * 10), 1e-12));
	assert_true(near_to(two.total.percent, sqrt(3 * 3 / 2.0 + 10 * 10), 1e-12));
	assert_int_equal(two.cause_count, 3);
	assert_string_equal(two.causes[0].factor->id, result.factor->id);
	assert_int_equal(two.causes[0].lines, 2);
	double shares = 0;
	for (size_t c = 0; c < two.cause_count; c++)
		shares += two.causes[c].share;
	assert_true(near_to(shares, 1, 1e-12));
	arena_close(mem);
}

/* Makes a case so many times as large. */
static void enlarge(Case *c, double times)
{
	static const char *const AMOUNTS[] = {"amount", "volume", "own", "sold", "recovered", "stock_change"};
	for (size_t g = 0; g < 6 && c->given[g].name; g++)
		for (size_t a = 0; a < sizeof AMOUNTS / sizeof AMOUNTS[0]; a++)
			if (str_eq(c->given[g].name, AMOUNTS[a]))
				c->given[g].value *= times;
}

/* All cases as one inventory, with facilities. */
static size_t inventory(Arena *mem, double times, UncertaintyLine lines[], bool is_split)
{
	size_t count = 0;
	for (size_t i = 0; i < CASE_COUNT; i++)
		for (int half = 0; half < (is_split ? 2 : 1); half++) {
			GhgResult *result = ARENA_NEW(mem, GhgResult);
			Case c = CASES[i];
			enlarge(&c, times * (is_split ? half ? 0.25 : 0.75 : 1));
			*result = known(mem, &c);
			lines[count++] = (UncertaintyLine){.result = result,
			    .facility = i % 2 ? "A" : "B",
			    .basis = (UncertaintyBasis)(i % 4)};
		}
	return count;
}

static bool same_range(UncertaintyRange a, UncertaintyRange b, double times)
{
	return near_to(a.tco2e * times, b.tco2e, 1e-12) && near_to(a.low * times, b.low, 1e-9) &&
	       near_to(a.high * times, b.high, 1e-9) && near_to(a.percent, b.percent, 1e-9);
}

static void test_properties(void **state)
{
	Arena *mem = arena_open();
	UncertaintyLine lines[2 * CASE_COUNT], other[2 * CASE_COUNT];
	size_t count = inventory(mem, 1, lines, false);
	Uncertainty u = uncertainty_of(mem, lines, count);
	assert_true(u.total.low < u.total.tco2e && u.total.tco2e < u.total.high);

	/* A thousand times as much is as sure, in percent. */
	Uncertainty larger = uncertainty_of(mem, other, inventory(mem, 1000, other, false));
	assert_true(same_range(u.total, larger.total, 1000));

	/* Split lines, and lines the other way round. */
	Uncertainty split = uncertainty_of(mem, other, inventory(mem, 1, other, true));
	assert_true(same_range(u.total, split.total, 1));
	assert_true(same_range(u.scopes[1], split.scopes[1], 1));
	for (size_t i = 0; i < count; i++)
		other[i] = lines[count - 1 - i];
	Uncertainty turned = uncertainty_of(mem, other, count);
	assert_true(same_range(u.total, turned.total, 1));
	for (size_t c = 0; c < u.cause_count; c++)
		assert_string_equal(u.causes[c].key, turned.causes[c].key);

	/* Categories and lines stand for the same sums; no range is narrower than 0. */
	double sum = 0;
	for (size_t i = 0; i < u.category_count; i++) {
		sum += u.categories[i].range.tco2e;
		assert_true(u.categories[i].range.low <= u.categories[i].range.tco2e);
	}
	assert_true(near_to(sum, u.total.tco2e, 1e-12));
	assert_true(u.total.high - u.total.low < 2 * fabs(u.total.tco2e));
	arena_close(mem);
}

/* Nothing uncertain: no width, analytic and drawn. */
static void test_certain(void **state)
{
	static const UncertaintyStated NONE[] = {{"amount", 0}, {"factor", 0}, {"share", 0}, {"gwp", 0}};
	Arena *mem = arena_open();
	Case power = {"general", "electricity", NULL, "CN", {{"amount", 100, "MWh", NULL}}};
	GhgResult result = known(mem, &power);
	UncertaintyLine line = {.result = &result, .stated = NONE, .stated_count = 4};
	Uncertainty u = uncertainty_of(mem, &line, 1);
	UncertaintyDraws draws = uncertainty_draw(mem, &u, 1u << 2, 1, 1000);
	assert_true(u.total.low == result.tco2e && u.total.high == result.tco2e && u.total.percent == 0);
	assert_true(draws.low == result.tco2e && draws.high == result.tco2e && draws.deviation == 0);
	assert_int_equal(u.cause_count, 0);
	Uncertainty nothing = uncertainty_of(mem, NULL, 0);
	assert_true(nothing.total.tco2e == 0 && nothing.total.percent == 0);
	arena_close(mem);
}

/* A row from general knowledge is never as sure as one that was seen. */
static void test_knowledge(void **state)
{
	Arena *mem = arena_open();
	size_t count, seen = 0;
	const GhgFactor *grid = ghg_factors(ghg_embedded(), GHG_GRID, &count);
	for (size_t i = 0; i < count && !seen; i++) {
		bool fits = grid[i].confidence == GHG_KNOWLEDGE && !grid[i].is_trap &&
			    isfinite(grid[i].value);
		if (!fits)
			continue;
		GhgSettings settings = {.method = "general", .on = {2025, 1, 1}};
		GhgGiven amount = {.name = "amount", .value = 1, .unit = "MWh"};
		GhgLine line = {
		    .category = "electricity", .factor_id = grid[i].id, .given = &amount, .given_count = 1};
		GhgResult result = ghg_calculate(ghg_embedded(), mem, &settings, &line);
		if (!result.is_known)
			continue;
		UncertaintyLine uncertain = {.result = &result, .basis = UNCERTAINTY_METERED};
		Uncertainty u = uncertainty_of(mem, &uncertain, 1);
		assert_true(u.causes[0].is_raised);
		assert_true(u.causes[0].percent == UNCERTAINTY_KNOWLEDGE_PERCENT);
		seen++;
	}
	assert_int_equal(seen, 1);
	arena_close(mem);
}

/* Two lines, one factor: a linear case. Drawn and analytic figures agree within the error of drawing. */
static void test_draws_linear(void **state)
{
	enum { SAMPLES = 40000 };
	Arena *mem = arena_open();
	Case power = {"general", "electricity", NULL, "CN", {{"amount", 100, "MWh", NULL}}};
	Case heat = {"general", "heat", NULL, NULL, {{"amount", 500, "GJ", NULL}}};
	GhgResult a = known(mem, &power), b = known(mem, &heat);
	UncertaintyLine lines[3] = {{.result = &a, .facility = "A", .basis = UNCERTAINTY_METERED},
	    {.result = &a, .facility = "B", .basis = UNCERTAINTY_LEDGER}, {.result = &b}};
	Uncertainty u = uncertainty_of(mem, lines, 3);
	UncertaintyDraws draws = uncertainty_draw(mem, &u, 1u << 2, 11, SAMPLES);
	double deviation = (u.total.high - u.total.low) / 2 / 1.959963984540054;
	assert_int_equal(draws.samples, SAMPLES);
	assert_true(fabs(draws.mean - u.total.tco2e) < 4 * deviation / sqrt(SAMPLES));
	assert_true(fabs(draws.deviation / deviation - 1) < 0.03);
	assert_true(fabs(draws.low - u.total.low) < 0.1 * deviation);
	assert_true(fabs(draws.high - u.total.high) < 0.1 * deviation);
	arena_close(mem);
}

/* The same seed, the same bytes, in any order of lines; another seed, other ones; a wide value stays above
 * zero and keeps its mean. */
static void test_draws_repeat(void **state)
{
	Arena *mem = arena_open();
	UncertaintyLine lines[2 * CASE_COUNT], turned[2 * CASE_COUNT];
	size_t count = inventory(mem, 1, lines, false);
	for (size_t i = 0; i < count; i++)
		turned[i] = lines[count - 1 - i];
	Uncertainty u = uncertainty_of(mem, lines, count), v = uncertainty_of(mem, turned, count);
	UncertaintyDraws a = uncertainty_draw(mem, &u, 0xe, 5, 2000),
			 b = uncertainty_draw(mem, &u, 0xe, 5, 2000);
	UncertaintyDraws c = uncertainty_draw(mem, &v, 0xe, 5, 2000),
			 d = uncertainty_draw(mem, &u, 0xe, 6, 2000);
	assert_memory_equal(&a, &b, sizeof a);
	assert_true(near_to(a.low, c.low, 1e-12) && near_to(a.high, c.high, 1e-12));
	assert_true(a.middle != d.middle);

	static const UncertaintyStated WIDE[] = {{"amount", 120}, {"factor", 0}};
	UncertaintyLine wide = {.result = lines[5].result, .stated = WIDE, .stated_count = 2};
	Uncertainty w = uncertainty_of(mem, &wide, 1);
	UncertaintyDraws drawn = uncertainty_draw(mem, &w, 0xe, 3, 100000);
	assert_true(w.total.low > 0 && drawn.low > 0);
	assert_true(fabs(drawn.mean / w.total.tco2e - 1) < 0.01);
	assert_true(fabs(drawn.low / w.total.low - 1) < 0.02 && fabs(drawn.high / w.total.high - 1) < 0.02);
	arena_close(mem);
}

/* The very bytes, from gcc and clang at any level of optimisation; a lognormal is among them. */
static void test_same_everywhere(void **state)
{
	static const UncertaintyStated STATED[] = {{"amount", 80}, {"factor", 20}};
	Arena *mem = arena_open();
	Case power = {"general", "electricity", NULL, NULL,
	    {{"amount", 100, "MWh", NULL}, {"factor", 0.5, "tCO2/MWh", "contract"}}};
	GhgResult result = known(mem, &power);
	UncertaintyLine line = {.result = &result, .stated = STATED, .stated_count = 2};
	Uncertainty u = uncertainty_of(mem, &line, 1);
	UncertaintyDraws draws = uncertainty_draw(mem, &u, 1u << 2, 1, 1000);
	if (draws.low != 0x1.4892ddacb41e6p+4 || draws.middle != 0x1.6e398cc3e125ep+5 ||
	    draws.high != 0x1.8db6944d52b0ap+6)
		fail_msg("%a %a %a", draws.low, draws.middle, draws.high);
	arena_close(mem);
}

/* Long inventories get fewer samples, not longer waits; few are never asked for in vain. */
static void test_bounds(void **state)
{
	Arena *mem = arena_open();
	UncertaintyLine lines[2 * CASE_COUNT];
	size_t count = inventory(mem, 1, lines, false);
	Uncertainty u = uncertainty_of(mem, lines, count);
	assert_int_equal(uncertainty_draw(mem, &u, 0xe, 1, 0).samples, 100);
	size_t rules;
	const UncertaintyRule *rule = uncertainty_rules(&rules);
	for (size_t i = 0; i < rules; i++)
		assert_true(rule[i].id && rule[i].percent > 0 && *rule[i].source && *rule[i].name.zh &&
			    *rule[i].name.en);
	arena_close(mem);
}

/* The default that a page shows beside a field is the one that the range is made of. */
static void test_defaults(void **state)
{
	Arena *mem = arena_open();
	for (size_t c = 0; c < CASE_COUNT; c++) {
		GhgResult result = calculate(mem, &CASES[c], 1, NULL);
		UncertaintyLine line = {.result = &result, .basis = UNCERTAINTY_METERED};
		Uncertainty u = uncertainty_of(mem, &line, 1);
		size_t found = 0;
		for (size_t i = 0; i < u.cause_count; i++) {
			double percent;
			const UncertaintyRule *rule = uncertainty_default(&line, u.causes[i].input, &percent);
			if (!rule) /* an own GWP, a density: no input of the category */
				continue;
			found++;
			assert_ptr_equal(rule, u.causes[i].rule);
			assert_true(percent == u.causes[i].percent);
		}
		assert_true(found > 0);
		double percent;
		assert_null(uncertainty_default(&line, "colour", &percent));
	}
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_slopes),
	    cmocka_unit_test(test_products),
	    cmocka_unit_test(test_shared_factor),
	    cmocka_unit_test(test_properties),
	    cmocka_unit_test(test_certain),
	    cmocka_unit_test(test_knowledge),
	    cmocka_unit_test(test_draws_linear),
	    cmocka_unit_test(test_draws_repeat),
	    cmocka_unit_test(test_same_everywhere),
	    cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
