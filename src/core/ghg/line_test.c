/* One line: problems and their fields, and the properties every result has. The published numbers stand in
 * test/vectors. */
#include "ghg/ghg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

typedef struct Case {
	const char *name;
	const char *method, *category, *item, *region, *factor_id;
	GhgGiven given[6];
	GhgProblemCode
	    code; /* the first stopping problem, or one that is said beside the result; GHG_OK = none */
	const char *field;
	double tco2e; /* when it does not stop */
} Case;

static GhgResult calculate(Arena *mem, const Case *c)
{
	GhgSettings settings = {.method = c->method, .on = {2025, 1, 1}};
	size_t count = 0;
	while (count < 6 && c->given[count].name)
		count++;
	GhgLine line = {.category = c->category,
	    .item = c->item,
	    .region = c->region,
	    .factor_id = c->factor_id,
	    .given = c->given,
	    .given_count = count};
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

#define AMOUNT(v, u)                                                                                         \
	{                                                                                                    \
		"amount", v, u, NULL                                                                         \
	}

static void test_problems(void **state)
{
	static const Case CASES[] = {
	    {"method", "99", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1, "t")}, GHG_UNKNOWN_METHOD,
		"method", 0},
	    {"category", "07", "nothing", NULL, NULL, NULL, {AMOUNT(1, "t")}, GHG_UNKNOWN_CATEGORY,
		"category", 0},
	    {"item", "07", "combustion", "PLUTONIUM", NULL, NULL, {AMOUNT(1, "t")}, GHG_UNKNOWN_ITEM, "item",
		0},
	    {"no item", "07", "combustion", NULL, NULL, NULL, {AMOUNT(1, "t")}, GHG_MISSING_INPUT, "item", 0},
	    {"no amount", "07", "combustion", "DIESEL", NULL, NULL, {{NULL, 0, NULL, NULL}},
		GHG_MISSING_INPUT, "amount", 0},
	    {"unknown input", "07", "combustion", "DIESEL", NULL, NULL,
		{AMOUNT(1, "t"), {"colour", 1, "t", NULL}}, GHG_UNKNOWN_INPUT, "colour", 0},
	    {"unknown unit", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1, "firkin")},
		GHG_UNKNOWN_UNIT, "amount", 0},
	    {"no unit", "07", "electricity", NULL, NULL, NULL, {AMOUNT(1, "")}, GHG_UNKNOWN_UNIT, "amount",
		0},
	    {"dimension", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1, "km")}, GHG_WRONG_DIMENSION,
		"amount", 0},
	    {"volume of coal", "07", "combustion", "BITUMINOUS", NULL, NULL, {AMOUNT(1, "m3")},
		GHG_WRONG_DIMENSION, "amount", 0},
	    {"twice", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1, "t"), AMOUNT(2, "t")}, GHG_TWICE,
		"amount", 0},
	    {"NaN", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(NAN, "t")}, GHG_NOT_FINITE, "amount",
		0},
	    {"infinite", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(INFINITY, "t")}, GHG_NOT_FINITE,
		"amount", 0},
	    {"too much", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1e308, "万t")}, GHG_NOT_FINITE,
		"amount", 0},
	    {"negative", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(-3, "t")}, GHG_NEGATIVE, "amount",
		0},
	    {"share", "07", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1, "t"), {"share", 130, "%", NULL}},
		GHG_SHARE_OVER_100, "share", 0},
	    {"negative share", "07", "combustion", "DIESEL", NULL, NULL,
		{AMOUNT(1, "t"), {"share", -1, "%", NULL}}, GHG_NEGATIVE, "share", 0},
	    {"share in t", "07", "combustion", "DIESEL", NULL, NULL,
		{AMOUNT(1, "t"), {"share", 1, "t", NULL}}, GHG_WRONG_DIMENSION, "share", 0},
	    {"oxidation 98 without %", "07", "combustion", "DIESEL", NULL, NULL,
		{AMOUNT(1, "t"), {"oxidation", 98, "", NULL}}, GHG_SHARE_OVER_100, "oxidation", 0},
	    {"one input missing", "GBT32151.34", "calcination", NULL, NULL, NULL,
		{AMOUNT(1, "t"), {"fixed_carbon", 0.008, "", NULL}, {"calcined", 70, "t", NULL},
		    {"fixed_carbon_out", 0.5, "", NULL}, {"volatile", 0.1, "", NULL},
		    {"volatile_out", 0, "", NULL}},
		GHG_MISSING_INPUT, "k1", 0},
	    {"more sold than bought", "07", "electricity", NULL, "CN", NULL,
		{AMOUNT(1, "MWh"), {"sold", 2, "MWh", NULL}}, GHG_NEGATIVE_RESULT, "amount", 0},
	    {"trap row", "07", "electricity", NULL, "NC", "region.NC.2019.trap_cdm_om", {AMOUNT(1, "MWh")},
		GHG_TRAP_FACTOR, "factor_id", 0},
	    {"row of another kind", "07", "electricity", NULL, "NC", "heat.ef.default", {AMOUNT(1, "MWh")},
		GHG_UNKNOWN_FACTOR, "factor_id", 0},
	    {"no such row", "07", "electricity", NULL, "NC", "none", {AMOUNT(1, "MWh")}, GHG_UNKNOWN_FACTOR,
		"factor_id", 0},
	    {"row of another fuel", "07", "combustion", "DIESEL", NULL, "NDRC-steel-2013.COKE",
		{AMOUNT(1, "t")}, GHG_UNKNOWN_FACTOR, "factor_id", 0},
	    {"Tibet", "07", "electricity", NULL, "54", NULL, {AMOUNT(1, "MWh")}, GHG_NO_FACTOR, "region", 0},
	    {"steam without state", "07", "steam", NULL, NULL, NULL, {AMOUNT(1, "t")}, GHG_MISSING_INPUT,
		"pressure", 0},
	    {"steam outside", "07", "steam", NULL, NULL, NULL,
		{AMOUNT(1, "t"), {"pressure", 40, "MPa", NULL}}, GHG_OUTSIDE_TABLE, "pressure", 0},
	    {"water, not steam", "07", "steam", NULL, NULL, NULL,
		{AMOUNT(1, "t"), {"pressure", 1, "MPa", NULL}, {"temperature", 90, "℃", NULL}},
		GHG_OUTSIDE_TABLE, "temperature", 0},
	    {"cold water", "07", "hot_water", NULL, NULL, NULL,
		{AMOUNT(1, "t"), {"temperature", 10, "℃", NULL}}, GHG_NEGATIVE_RESULT, "amount", 0},
	    {"gas of another set", "general", "gas_release", "HFO-9999", NULL, NULL, {AMOUNT(1, "kg")},
		GHG_UNKNOWN_ITEM, "item", 0},
	    {"scope 3 without factor", "general", "s3.1", NULL, NULL, NULL, {AMOUNT(1, "t")},
		GHG_MISSING_INPUT, "factor", 0},
	    {"scope 3 mixed", "general", "s3.1", NULL, NULL, NULL,
		{AMOUNT(1, "t"), {"factor", 1, "kgCO2e/km", "x"}}, GHG_WRONG_DIMENSION, "factor", 0},
	    {"waste water, one COD missing", "general", "wastewater", "MCF_deep_lagoon", NULL, NULL,
		{{"volume", 1, "m3", NULL}, {"cod_in", 1, "mg/L", NULL}}, GHG_MISSING_INPUT, "cod_out", 0},
	    {"flare without its factor", "general", "ch4_recovery", NULL, NULL, NULL,
		{{"flared", 1, "tCH4", NULL}}, GHG_MISSING_INPUT, "flare_oxidation", 0},

	    {"CDM margin", "general", "electricity", NULL, "NC", NULL,
		{{"amount", 3000, "kWh", NULL}, {"factor", 0.9419, "kgCO2/kWh", "x"}}, GHG_TRAP_VALUE,
		"factor", 2.8257},
	    {"own factor, no source", "general", "electricity", NULL, "NC", NULL,
		{AMOUNT(1, "MWh"), {"factor", 0.5, "tCO2/MWh", ""}}, GHG_FACTOR_NO_SOURCE, "factor", 0.5},
	    {"plain m3 of gas", "general", "combustion", "NATURAL_GAS", NULL, NULL, {AMOUNT(10000, "m3")},
		GHG_GAS_CONDITIONS, "amount", 21.621888},
	    {"gas at 20 C", "general", "combustion", "NATURAL_GAS", NULL, NULL,
		{AMOUNT(1.0732198, "万m3(20℃)")}, GHG_OK, NULL, 21.621888},
	    {"set lacks the fuel", "07", "combustion", "PARAFFIN", NULL, NULL, {AMOUNT(1, "TJ")},
		GHG_FACTOR_FALLBACK, "item", 73.300003333},
	    {"memory only", "06", "dolomite", NULL, NULL, NULL, {AMOUNT(1000, "t")}, GHG_FACTOR_KNOWLEDGE,
		"purity", 467.7736},
	    {"other year", "general", "electricity", NULL, "CN", NULL, {AMOUNT(100, "MWh")}, GHG_FACTOR_OLD,
		"factor", 53.06},
	    {"chosen of another year", "general", "electricity", NULL, "CN", "nation.CN.2021.average",
		{AMOUNT(100, "MWh")}, GHG_FACTOR_OTHER_YEAR, "factor_id", 55.68},
	    {"diesel by the litre", "general", "combustion", "DIESEL", NULL, NULL, {AMOUNT(1000, "L")},
		GHG_OK, NULL, 2.64190289},
	    {"diesel by energy", "general", "combustion", "DIESEL", NULL, NULL, {AMOUNT(43.33, "GJ")}, GHG_OK,
		NULL, 3.14512249},
	    {"kiln before boiler", "08", "combustion", "BITUMINOUS", NULL, NULL, {AMOUNT(1, "t")}, GHG_OK,
		NULL, 2.19299074},
	    {"boiler by name", "08", "combustion", "BITUMINOUS.industrial_boiler", NULL, NULL,
		{AMOUNT(1, "t")}, GHG_OK, NULL, 1.88287084},
	    {"provincial heat", "07", "heat", NULL, NULL, "heat.ef.prov.31", {AMOUNT(100, "百万千焦")},
		GHG_OK, NULL, 6},
	    {"provincial power", "07", "electricity", NULL, "37", NULL,
		{AMOUNT(1, "MWh"), {"sold", 0.5, "MWh", NULL}}, GHG_OK, NULL, NAN},
	    {"NDRC steam without subtraction", "07", "steam", NULL, NULL, "heat.steam.formula.gbt32151_34",
		{AMOUNT(1, "t"), {"enthalpy", 2800, "kJ/kg", NULL}}, GHG_OK, NULL, 0.308},
	    {"share", "general", "combustion", "NATURAL_GAS", NULL, NULL,
		{AMOUNT(1, "万Nm3"), {"share", 0.5, "1", NULL}}, GHG_OK, NULL, 10.810944},
	    {"refrigerant", "general", "gas_release", "R-410A", NULL, NULL, {AMOUNT(2, "kg")}, GHG_OK, NULL,
		3.847},
	    {"SF6", "general", "gas_release", "SF6", NULL, NULL, {AMOUNT(100, "g")}, GHG_OK, NULL, 2.35},
	    {"spend", "general", "s3.1", NULL, NULL, NULL,
		{AMOUNT(3, "万元"), {"factor", 0.2, "tCO2e/万元", "x"}}, GHG_OK, NULL, 0.6},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Arena *mem = arena_open();
		GhgResult result = calculate(mem, &CASES[i]);
		bool has_problem = CASES[i].code == GHG_OK;
		for (size_t p = 0; p < result.problem_count; p++)
			has_problem = has_problem ||
				      (result.problems[p].code == CASES[i].code &&
					  strcmp(result.problems[p].field, CASES[i].field) == 0);
		bool should_stop = ghg_stops(CASES[i].code);
		if (!has_problem || result.is_known == should_stop)
			fail_msg("%s: known %d, first problem %s %s", CASES[i].name, result.is_known,
			    result.problem_count ? ghg_problem_key(result.problems[0].code) : "none",
			    result.problem_count ? result.problems[0].field : "");
		if (should_stop && !isnan(result.tco2e))
			fail_msg("%s: an unknown line must not have an amount", CASES[i].name);
		if (!should_stop && !isnan(CASES[i].tco2e) && fabs(result.tco2e - CASES[i].tco2e) > 1e-6)
			fail_msg(
			    "%s: %.9f expected, found %.9f", CASES[i].name, CASES[i].tco2e, result.tco2e);
		arena_close(mem);
	}
}

static double tonnes(
    Arena *mem, const char *method, const char *category, const char *item, double amount, const char *unit)
{
	Case c = {.method = method,
	    .category = category,
	    .item = item,
	    .region = "CN",
	    .given = {AMOUNT(amount, unit)}};
	GhgResult result = calculate(mem, &c);
	assert_true(result.is_known);
	return result.tco2e;
}

static void assert_close(double a, double b)
{
	if (!(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b))))
		fail_msg("%.17g and %.17g", a, b);
}

/* Twice the activity is twice the tonnes; the unit does not matter; a split line adds up. */
static void test_properties(void **state)
{
	static const struct {
		const char *method, *category, *item, *units[4];
		double same[4]; /* the same amount in each unit */
	} LINES[] = {
	    {"general", "combustion", "BITUMINOUS", {"t", "kg", "万t"}, {1, 1000, 1e-4}},
	    {"general", "combustion", "NATURAL_GAS", {"万Nm3", "Nm3", "10^4 Nm3"}, {1, 10000, 1}},
	    {"07", "electricity", NULL, {"MWh", "kWh", "万kWh", "GJ"}, {1, 1000, 0.1, 3.6}},
	    {"07", "heat", NULL, {"GJ", "百万千焦", "MJ", "kWh"}, {1, 1, 1000, 1000 / 3.6}},
	    {"07", "carbonate", "Na2CO3", {"t", "kg"}, {1, 1000}},
	    {"general", "gas_release", "HFC-134a", {"kg", "t", "g"}, {1, 1e-3, 1000}},
	    {"08", "clinker_deduction", "alt03", {"t", "kg"}, {1, 1000}},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
		for (double amount = 1e-3; amount < 1e7; amount *= 7.3) {
			double one = tonnes(mem, LINES[i].method, LINES[i].category, LINES[i].item, amount,
			    LINES[i].units[0]);
			double two = tonnes(mem, LINES[i].method, LINES[i].category, LINES[i].item,
			    2 * amount, LINES[i].units[0]);
			double part = tonnes(mem, LINES[i].method, LINES[i].category, LINES[i].item,
			    0.3 * amount, LINES[i].units[0]);
			double rest = tonnes(mem, LINES[i].method, LINES[i].category, LINES[i].item,
			    0.7 * amount, LINES[i].units[0]);
			assert_close(two, 2 * one);
			assert_close(part + rest, one);
			for (int u = 1; u < 4 && LINES[i].units[u]; u++)
				assert_close(
				    tonnes(mem, LINES[i].method, LINES[i].category, LINES[i].item,
					amount * LINES[i].same[u] / LINES[i].same[0], LINES[i].units[u]),
				    one);
		}
	}
	arena_close(mem);
}

/* Totals are the sums of the lines, by whatever one adds up; unknown lines are counted apart. */
static void test_totals(void **state)
{
	static const Case CASES[] = {
	    {"", "general", "combustion", "NATURAL_GAS", NULL, NULL, {AMOUNT(3, "万Nm3")}, 0, NULL, 0},
	    {"", "general", "combustion", "FUELWOOD", NULL, "IPCC-2006.FUELWOOD", {AMOUNT(5, "TJ")}, 0, NULL,
		0},
	    {"", "general", "electricity", NULL, "CN", NULL, {AMOUNT(7, "万kWh")}, 0, NULL, 0},
	    {"", "general", "steam", NULL, NULL, NULL, {AMOUNT(9, "t"), {"pressure", 1, "MPa", NULL}}, 0,
		NULL, 0},
	    {"", "general", "gas_release", "R-22", NULL, NULL, {AMOUNT(1, "kg")}, 0, NULL, 0},
	    {"", "general", "gas_release", "R-410A", NULL, NULL, {AMOUNT(1, "kg")}, 0, NULL, 0},
	    {"", "general", "co2_recovery", NULL, NULL, NULL, {{"mass", 1, "t", NULL}}, 0, NULL, 0},
	    {"", "general", "s3.15", NULL, NULL, NULL, {AMOUNT(2, "亿元"), {"factor", 1, "kgCO2e/元", "x"}},
		0, NULL, 0},
	};
	enum { COUNT = sizeof CASES / sizeof CASES[0] };
	Arena *mem = arena_open();
	GhgResult lines[COUNT];
	const GhgResult *results[COUNT];
	const char *places[COUNT];
	double sum = 0;
	for (size_t i = 0; i < COUNT; i++) {
		lines[i] = calculate(mem, &CASES[i]);
		results[i] = &lines[i];
		places[i] = i % 2 ? "odd" : "even";
		sum += lines[i].is_known ? lines[i].tco2e : 0;
	}
	GhgTotals totals = ghg_totals(mem, results, places, COUNT);
	double by_category = 0, by_gas = 0, by_place = 0;
	for (size_t i = 0; i < totals.category_count; i++)
		by_category += totals.categories[i].tco2e;
	for (size_t i = 0; i < totals.gas_count; i++)
		by_gas += totals.gases[i].tco2e;
	for (size_t i = 0; i < totals.facility_count; i++)
		by_place += totals.facilities[i].tco2e;
	assert_close(totals.scope123, sum);
	assert_close(by_category, sum);
	assert_close(by_gas, sum);
	assert_close(by_place, sum);
	assert_close(totals.scope12, totals.scope1 + totals.scope2);
	assert_close(totals.scope2, totals.electricity_tco2 + totals.heat_tco2);
	assert_int_equal(totals.unknown, 1); /* R-22 is called HCFC-22 in the table */
	assert_int_equal(totals.known, COUNT - 1);
	assert_true(totals.biogenic_tco2 > 500 && totals.electricity_mwh > 69.9999);
	arena_close(mem);
}

/* 0.1 ten million times over: the compensated sum keeps what a plain one loses. */
static void test_sum(void **state)
{
	GhgSum sum = {0};
	ghg_sum_add(&sum, 1e16);
	for (int i = 0; i < 1000; i++)
		ghg_sum_add(&sum, 0.1);
	ghg_sum_add(&sum, -1e16);
	assert_true(fabs(ghg_sum_value(&sum) - 100) < 1e-9);
}

/* What leaves may equal what comes in but for the dust of binary fractions; a hair more is refused however
 * small the amounts are. */
static void test_balance(void **state)
{
	Arena *mem = arena_open();
	Case c = {.method = "general",
	    .category = "gas_release",
	    .item = "SF6",
	    .given = {AMOUNT(0.3, "kg"), {"stock_change", 0.1, "kg", NULL}, {"recovered", 0.2, "kg", NULL}}};
	GhgResult result = calculate(mem, &c);
	assert_true(result.is_known && result.tco2e == 0);
	c.given[2].value = 0.2000001;
	assert_false(calculate(mem, &c).is_known);
	for (int i = 0; i < 3; i++)
		c.given[i].unit = "g";
	assert_false(calculate(mem, &c).is_known);
	arena_close(mem);
}

/* Contracts cover what was bought and no more; the rest takes the residual mix. README D6. */
static void test_market(void **state)
{
	Arena *mem = arena_open();
	GhgTotals totals = {.electricity_mwh = 1000, .heat_tco2 = 11};
	GhgContract contracts[] = {{300, 0}, {200, 0.2}, {NAN, 0}, {-5, 0}};
	GhgMarket market = ghg_market_based(ghg_embedded(), &totals, 2025, contracts, 4);
	assert_close(market.covered_mwh, 500);
	assert_close(market.scope2, 40 + 500 * 0.6096 + 11);
	GhgContract all = {5000, 0};
	market = ghg_market_based(ghg_embedded(), &totals, 2025, &all, 1);
	assert_close(market.covered_mwh, 1000);
	assert_close(market.scope2, 11);
	arena_close(mem);
}

/* The batch path gives the same bits as the single line. */
static void test_batch(void **state)
{
	enum { N = 1000 };
	Arena *mem = arena_open();
	const GhgFactor *gas = ghg_fuel(ghg_embedded(), NULL, "NATURAL_GAS");
	const GhgMethod *method = ghg_method(ghg_embedded(), "general", (Date){0});
	const GhgCategory *category = ghg_category(method, "combustion");
	double amounts[N], out[N], ncv = gas->ncv * (1 / 1e4), carbon = gas->carbon,
				   oxidation = gas->oxidation;
	GhgColumn columns[] = {
	    {amounts, 1}, {&ncv, 0}, {&carbon, 0}, {&oxidation, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	assert_int_equal(category->input_count, 7);
	for (int i = 0; i < N; i++)
		amounts[i] = i * 13.7;
	ghg_batch(category, 0, columns, N, out);
	for (int i = 0; i < N; i += 37)
		assert_true(out[i] == tonnes(mem, "general", "combustion", "NATURAL_GAS", amounts[i], "Nm3"));
	arena_close(mem);
}

static void test_energy(void **state)
{
	Arena *mem = arena_open();
	Case c = {
	    .method = "general", .category = "electricity", .region = "CN", .given = {AMOUNT(2610, "MWh")}};
	GhgResult result = calculate(mem, &c);
	assert_close(result.tce_equal, 2610 * 0.1229);
	assert_true(isnan(result.tce_equivalent)); /* no coal rate was given */
	GhgSettings settings = {.method = "general", .coal_rate_kgce_per_kwh = 0.305};
	GhgLine line = {.category = "electricity", .given = c.given, .given_count = 1};
	result = ghg_calculate(ghg_embedded(), mem, &settings, &line);
	assert_close(result.tce_equivalent, 2610 * 0.305);

	/* a measured heat value comes before Annex A */
	Case diesel = {.method = "general",
	    .category = "combustion",
	    .item = "DIESEL",
	    .given = {AMOUNT(1, "t"), {"ncv", 42.652, "GJ/t", "lab"}}};
	result = calculate(mem, &diesel);
	assert_close(result.tce_equal, 42.652 / 29.307);
	assert_null(result.tce_factor);
	arena_close(mem);
}

static void test_explain(void **state)
{
	Arena *mem = arena_open();
	Case c = {.method = "07", .category = "electricity", .region = "CN", .given = {AMOUNT(2610, "MWh")}};
	GhgResult result = calculate(mem, &c);
	assert_string_equal(ghg_explain_short(mem, &result, EN), "2610 MWh × 0.5306 kgCO2/kWh = 1\xE2\x80\x89"
								 "384.87 tCO₂e");
	Buf out = buf_in(mem, 10000);
	ghg_explain(ghg_embedded(), &out, &result, ZH);
	assert_non_null(strstr(buf_take(&out), "购入电量 × 电力排放因子"));
	assert_non_null(strstr(buf_take(&out), "nation.CN.2023.average"));
	assert_non_null(strstr(buf_take(&out), "1384.866 tCO2e"));
	Case stopped = {.method = "07", .category = "steam", .given = {AMOUNT(1, "t")}};
	result = calculate(mem, &stopped);
	out = buf_in(mem, 10000);
	ghg_explain(ghg_embedded(), &out, &result, EN);
	assert_non_null(strstr(buf_take(&out), "please give a value"));
	assert_string_equal(ghg_explain_short(mem, &result, EN), "-");
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_problems),
	    cmocka_unit_test(test_properties),
	    cmocka_unit_test(test_totals),
	    cmocka_unit_test(test_sum),
	    cmocka_unit_test(test_balance),
	    cmocka_unit_test(test_market),
	    cmocka_unit_test(test_batch),
	    cmocka_unit_test(test_energy),
	    cmocka_unit_test(test_explain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
