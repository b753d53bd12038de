/* Scope 3: numbers and approaches of codes, a line by hand for every approach, sums by category and basis. */
#include "ghg/scope3.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

static void test_codes(void **state)
{
	static const struct {
		const char *code;
		int number;
		const char *approach;
		GhgScope3Basis basis;
	} CASES[] = {
	    {"s3.4.distance", 4, "distance", GHG_BASIS_PHYSICAL},
	    {"s3.1", 1, "supplier", GHG_BASIS_PRIMARY},
	    {"s3.15.equity", 15, "equity", GHG_BASIS_PRIMARY},
	    {"s3.2.spend", 2, "spend", GHG_BASIS_SPEND},
	    {"s3.0", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.16", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.01", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.1.", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.1x", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.", 0, "", GHG_BASIS_PHYSICAL},
	    {"s3.4294967297", 0, "", GHG_BASIS_PHYSICAL},
	    {"electricity", 0, "", GHG_BASIS_PHYSICAL},
	    {NULL, 0, "", GHG_BASIS_PHYSICAL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		if (ghg_scope3_number(CASES[i].code) != CASES[i].number)
			fail_msg("%s: %d", CASES[i].code, ghg_scope3_number(CASES[i].code));
		assert_string_equal(ghg_scope3_approach(CASES[i].code), CASES[i].approach);
		if (CASES[i].number)
			assert_int_equal(ghg_scope3_basis(CASES[i].code), CASES[i].basis);
	}
}

/* All methods share the categories; each of the fifteen has one for the supplier's figures, in order, and
 * every approach has a name. */
static void test_categories(void **state)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &count);
	for (size_t m = 0; m < count; m++) {
		int number = 0, supplier = 0;
		for (size_t c = 0; c < methods[m].category_count; c++) {
			const GhgCategory *category = &methods[m].categories[c];
			const char *approach = ghg_scope3_approach(category->code);
			if (category->scope != 3)
				continue;
			assert_true(ghg_scope3_number(category->code) >= number);
			number = ghg_scope3_number(category->code);
			supplier += strcmp(approach, "supplier") == 0;
			if (strcmp(ghg_scope3_approach_name(ghg_embedded(), approach).en, approach) == 0)
				fail_msg("no words for the approach %s", approach);
		}
		assert_int_equal(supplier, 15);
		assert_int_equal(number, 15);
	}
}

#define V(name, value, unit)                                                                                 \
	{                                                                                                    \
		name, value, unit, "by hand"                                                                 \
	}

typedef struct Case {
	const char *category, *item;
	GhgGiven given[9];
	double tco2e;
} Case;

static GhgResult run(Arena *mem, const Case *c)
{
	GhgSettings settings = {.method = "general", .on = {2025, 1, 1}};
	GhgLine line = {.category = c->category, .item = c->item, .year = 2025, .given = c->given};
	while (line.given_count < 9 && c->given[line.given_count].name)
		line.given_count++;
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

/* Own factors throughout, so that a new edition of the factor table changes nothing here. The formulas are
 * those of the Technical Guidance, chapter by chapter. */
static const Case CASES[] = {
    {"s3.1", NULL, {V("amount", 100, "t"), V("factor", 2.1, "tCO2e/t")}, 210},
    {"s3.1", NULL, {V("reported", 30000, "tCO2e")}, 30000},
    {"s3.1", NULL,
	{V("amount", 1000, "L"), V("co2", 2.6307, "kgCO2/L"), V("ch4", 0.0001, "kgCH4/L"),
	    V("n2o", 0.0001, "kgN2O/L")},
	2.66},
    {"s3.1.average", "OTHER", {V("amount", 500, "件"), V("factor", 12, "kgCO2e/件")}, 6},
    {"s3.1.spend", "OTHER", {V("amount", 10, "万元"), V("factor", 0.05, "kgCO2e/元")}, 5},
    /* 113 000 yuan with 13 % VAT, a tenth of it margins, prices 5 % above those of the factor, 7.2 yuan a
     * dollar */
    {"s3.1.spend", "OTHER",
	{V("amount", 113000, "元"), V("vat", 13, "%"), V("margin", 10, "%"), V("deflator", 1.05, "1"),
	    V("rate", 7.2, "元/USD"), V("factor", 0.3, "kgCO2e/USD")},
	100000 * 0.9 / 1.05 / 7.2 * 0.3 / 1000},
    {"s3.2.spend", "OTHER", {V("foreign", 20000, "USD"), V("factor", 0.3, "kgCO2e/USD")}, 6},
    {"s3.3.fuel", "OTHER", {V("amount", 1000, "L"), V("factor", 2.31, "kgCO2e/gal(US)")},
	1000 / 3.785411784 * 2.31 / 1000},
    {"s3.3.upstream", "OTHER", {V("amount", 100, "MWh"), V("factor", 0.08, "kgCO2e/kWh")}, 8},
    {"s3.3.loss", "OTHER", {V("amount", 100, "MWh"), V("factor", 0.5, "kgCO2e/kWh"), V("loss", 5, "%")},
	50 * 0.05 / 0.95},
    {"s3.4.distance", "OTHER",
	{V("amount", 20, "t"), V("distance", 300, "km"), V("factor", 0.1, "kgCO2e/t·km")}, 0.6},
    {"s3.4.distance", "OTHER", {V("work", 1, "短吨·mile"), V("factor", 1, "kgCO2e/t·km")},
	0.90718474 * 1.609344 / 1000},
    {"s3.9.vehicle", "OTHER",
	{V("amount", 100, "mile"), V("share_of_load", 50, "%"), V("factor", 0.8, "kgCO2e/km")},
	100 * 1.609344 * 0.5 * 0.8 / 1000},
    {"s3.4.warehouse", NULL, {V("amount", 1000, "m2"), V("time", 0.5, "a"), V("factor", 20, "kgCO2e/m2·a")},
	10},
    {"s3.4.fuel", "DIESEL",
	{V("amount", 1, "t"), V("factor", 3.1, "tCO2/t"), V("ch4", 0, "kgCH4/TJ"), V("n2o", 0, "kgN2O/TJ")},
	3.1},
    {"s3.5.waste", "OTHER", {V("amount", 40, "t"), V("treated", 25, "%"), V("factor", 400, "kgCO2e/t")}, 4},
    {"s3.5.water", "OTHER", {V("amount", 2000, "m3"), V("factor", 0.7, "kgCO2e/m3")}, 1.4},
    {"s3.6.distance", "OTHER", {V("amount", 20000, "人·km"), V("factor", 0.04, "kgCO2e/人·km")}, 0.8},
    {"s3.6.distance", "OTHER",
	{V("persons", 3, "人"), V("distance", 1200, "km"), V("trips", 2, "1"),
	    V("factor", 0.1, "kgCO2e/人·km")},
	0.72},
    {"s3.6.vehicle", "OTHER", {V("amount", 10000, "mile"), V("factor", 0.11397, "kgCO2e/mile")}, 1.1397},
    {"s3.6.hotel", "OTHER", {V("amount", 50, "间夜"), V("factor", 40, "kgCO2e/间夜")}, 2},
    {"s3.7.distance", "OTHER",
	{V("amount", 100, "人"), V("days", 240, "1"), V("distance", 12, "km"), V("mode_share", 30, "%"),
	    V("factor", 0.03, "kgCO2e/人·km")},
	100 * 240 * 12 * 2 * 0.3 * 0.03 / 1000},
    {"s3.7.vehicle", "OTHER",
	{V("amount", 100, "人"), V("days", 240, "1"), V("distance", 12, "km"), V("occupancy", 1.5, "人/辆"),
	    V("factor", 0.2, "kgCO2e/km")},
	100 * 240 * 12 * 2 / 1.5 * 0.2 / 1000},
    {"s3.7.remote", "OTHER", {V("amount", 2000, "人·h"), V("factor", 0.3, "kgCO2e/人·h")}, 0.6},
    {"s3.8.electricity", NULL, {V("amount", 10, "MWh"), V("factor", 0.5, "kgCO2e/kWh")}, 5},
    {"s3.8.heat", NULL, {V("amount", 100, "GJ")}, 11},
    {"s3.13.area", "OTHER", {V("amount", 1000, "m2"), V("occupied", 50, "%"), V("factor", 60, "kgCO2e/m2")},
	30},
    {"s3.11.electricity", NULL,
	{V("amount", 1000, "台"), V("uses", 500, "次/台"), V("per_use", 0.8, "kWh/次"),
	    V("factor", 0.5, "kgCO2e/kWh")},
	200},
    {"s3.11.electricity", NULL,
	{V("amount", 1000, "台"), V("lifetime", 10, "a"), V("per_year", 60, "kWh/台/a"),
	    V("factor", 0.5, "kgCO2e/kWh")},
	300},
    {"s3.11.fuel", "GASOLINE",
	{V("units", 10, "台"), V("uses", 10, "次/台"), V("per_use", 1, "t/次"), V("ncv", 43, "GJ/t"),
	    V("carbon", 0.0189, "tC/GJ"), V("oxidation", 1, "1"), V("ch4", 0, "kgCH4/TJ"),
	    V("n2o", 0, "kgN2O/TJ")},
	100 * 43 * 0.0189 * 44 / 12},
    {"s3.11.leak", "HFC-134a",
	{V("amount", 1000, "台"), V("charge", 0.5, "kg/台"), V("leak", 2, "%/a"), V("lifetime", 10, "a"),
	    V("lost", 30, "%")},
	0.25 * 1300},
    {"s3.12.waste", "OTHER",
	{V("pieces", 1000, "件"), V("mass_each", 5, "kg/件"), V("treated", 40, "%"),
	    V("factor", 500, "kgCO2e/t")},
	1},
    {"s3.15.equity", NULL, {V("amount", 1000, "万元"), V("value", 1, "亿元"), V("emissions", 5000, "tCO2e")},
	500},
    {"s3.15.equity", NULL,
	{V("amount", 10, "万EUR"), V("value", 1000000, "EUR"), V("emissions", 5000, "tCO2e")}, 500},
    {"s3.15.spend", "OTHER",
	{V("amount", 1, "亿元"), V("attributed", 10, "%"), V("rate", 7, "元/USD"),
	    V("factor", 0.2, "kgCO2e/USD")},
	1e8 * 0.1 / 7 * 0.2 / 1000},
};

static void test_by_hand(void **state)
{
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Arena *mem = arena_open();
		GhgResult r = run(mem, &CASES[i]);
		if (!r.is_known)
			fail_msg("case %zu, %s: %s %s", i, CASES[i].category,
			    ghg_problem_key(r.problems[0].code), r.problems[0].field);
		if (!(fabs(r.tco2e - CASES[i].tco2e) <= 1e-9 * CASES[i].tco2e))
			fail_msg("case %zu, %s: %.17g, found %.17g", i, CASES[i].category, CASES[i].tco2e,
			    r.tco2e);
		arena_close(mem);
	}
}

/* Money of one currency never meets a factor of another without a rate, nor mass a factor per length. */
static void test_refused(void **state)
{
	static const struct {
		Case line;
		GhgProblemCode code;
		const char *field;
	} REFUSED[] = {
	    {{"s3.1.spend", "OTHER", {V("amount", 1000, "元"), V("factor", 0.3, "kgCO2e/USD")}, 0},
		GHG_MISSING_INPUT, "rate"},
	    {{"s3.1.spend", "OTHER",
		 {V("amount", 1000, "元"), V("rate", 7.2, "元/EUR"), V("factor", 0.3, "kgCO2e/USD")}, 0},
		GHG_WRONG_DIMENSION, "factor"},
	    {{"s3.1.spend", "OTHER", {V("amount", 1000, "USD"), V("factor", 0.3, "kgCO2e/USD")}, 0},
		GHG_WRONG_DIMENSION, "amount"},
	    {{"s3.2.spend", "OTHER", {V("foreign", 1000, "GBP"), V("factor", 0.3, "kgCO2e/USD")}, 0},
		GHG_WRONG_DIMENSION, "factor"},
	    {{"s3.15.equity", NULL, {V("amount", 1, "EUR"), V("value", 10, "元"), V("emissions", 5, "tCO2e")},
		 0},
		GHG_WRONG_DIMENSION, "value"},
	    {{"s3.6.distance", "OTHER", {V("amount", 5, "km"), V("factor", 0.3, "kgCO2e/人·km")}, 0},
		GHG_WRONG_DIMENSION, "amount"},
	    {{"s3.6.distance", "OTHER", {V("persons", 5, "人"), V("factor", 0.3, "kgCO2e/人·km")}, 0},
		GHG_MISSING_INPUT, "distance"},
	    {{"s3.3.loss", "OTHER",
		 {V("amount", 1, "MWh"), V("factor", 0.5, "kgCO2e/kWh"), V("loss", 100, "%")}, 0},
		GHG_NOT_FINITE, "amount"},
	};
	for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
		Arena *mem = arena_open();
		GhgResult r = run(mem, &REFUSED[i].line);
		bool is_right = !r.is_known && r.problem_count && r.problems[0].code == REFUSED[i].code &&
				strcmp(r.problems[0].field, REFUSED[i].field) == 0;
		if (!is_right)
			fail_msg("case %zu: known %d, %s %s", i, r.is_known,
			    r.problem_count ? ghg_problem_key(r.problems[0].code) : "",
			    r.problem_count ? r.problems[0].field : "");
		arena_close(mem);
	}
}

/* Every gas of a split factor is kept apart; biogenic CO2 stays outside. */
static void test_gases(void **state)
{
	Arena *mem = arena_open();
	Case c = {"direct", NULL,
	    {V("amount", 1000, "L"), V("co2", 2.6307, "kgCO2/L"), V("ch4", 0.0001, "kgCH4/L"),
		V("n2o", 0.0001, "kgN2O/L"), V("biogenic", 0.1, "kgCO2/L")},
	    0};
	GhgResult r = run(mem, &c);
	assert_true(r.is_known);
	assert_int_equal(r.gas_count, 3);
	assert_true(fabs(r.gases[0].tonnes - 2.6307) < 1e-12 && strcmp(r.gases[0].gas, "CO2") == 0);
	assert_true(fabs(r.gases[1].tonnes - 1e-4) < 1e-15 && strcmp(r.gases[1].gas, "CH4") == 0);
	assert_true(fabs(r.gases[2].tonnes - 1e-4) < 1e-15 && strcmp(r.gases[2].gas, "N2O") == 0);
	assert_true(fabs(r.biogenic_tco2 - 0.1) < 1e-12);
	assert_true(fabs(r.tco2e - 2.66) < 1e-9);
	arena_close(mem);
}

static void test_totals(void **state)
{
	static const Case LINES[] = {
	    {"s3.1", NULL, {V("reported", 30, "tCO2e")}, 0},
	    {"s3.1.spend", "OTHER", {V("amount", 100, "万元"), V("factor", 0.05, "kgCO2e/元")}, 0},
	    {"s3.1.average", "OTHER", {V("amount", 10, "t")}, 0},
	    {"s3.8.heat", NULL, {V("amount", 200, "GJ")}, 0},
	    {"heat", NULL, {V("amount", 200, "GJ")}, 0},
	    {"s3.13", NULL, {V("reported", 0, "tCO2e")}, 0},
	};
	enum { COUNT = sizeof LINES / sizeof LINES[0] };
	Arena *mem = arena_open();
	GhgResult results[COUNT];
	const GhgResult *list[COUNT];
	const char *categories[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		results[i] = run(mem, &LINES[i]);
		list[i] = &results[i];
		categories[i] = LINES[i].category;
	}
	GhgScope3 t = ghg_scope3_totals(list, categories, COUNT);
	assert_true(fabs(t.tco2e - 102) < 1e-9);
	assert_true(fabs(t.parts[1].tco2e - 80) < 1e-9);
	assert_int_equal(t.parts[1].lines, 2);
	assert_int_equal(t.parts[1].unknown, 1);
	assert_true(fabs(t.parts[1].by_basis[GHG_BASIS_SPEND] - 50) < 1e-9);
	assert_true(fabs(t.parts[8].by_basis[GHG_BASIS_PHYSICAL] - 22) < 1e-9);
	assert_true(t.parts[13].has_lines && t.parts[13].tco2e == 0);
	assert_false(t.parts[2].has_lines);
	assert_true(fabs(t.primary_share - 30.0 / 102) < 1e-12);
	assert_true(fabs(t.shares[0] + t.shares[1] + t.shares[2] - 1) < 1e-12);
	assert_true(isnan(ghg_scope3_totals(list, categories, 0).primary_share));
	arena_close(mem);
}

/* A burned fuel and purchased power bring their upstream with them; other lines nothing. */
static void test_upstream(void **state)
{
	static const struct {
		Case line;
		size_t count;
		const char *category, *item, *unit;
		double amount;
	} LINES[] = {
	    {{"combustion", "DIESEL", {V("amount", 10, "t"), V("ncv", 42, "GJ/t")}, 0}, 1, "s3.3.fuel",
		"DIESEL", "GJ", 420},
	    {{"combustion", "DIESEL", {V("amount", 10, "t"), V("ncv", 42, "GJ/t"), V("share", 50, "%")}, 0},
		1, "s3.3.fuel", "DIESEL", "GJ", 210},
	    {{"electricity", NULL, {V("amount", 100, "MWh"), V("sold", 20, "MWh")}, 0}, 2, "s3.3.upstream",
		"ELECTRICITY", "MWh", 80},
	    {{"heat", NULL, {V("amount", 100, "GJ")}, 0}, 0, NULL, NULL, NULL, 0},
	    {{"combustion", "DIESEL", {V("ncv", 42, "GJ/t")}, 0}, 0, NULL, NULL, NULL, 0},
	};
	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
		Arena *mem = arena_open();
		GhgUpstream out[GHG_UPSTREAM_MOST] = {{0}};
		GhgResult result = run(mem, &LINES[i].line);
		assert_int_equal(ghg_scope3_upstream(ghg_embedded(), &result, out), LINES[i].count);
		if (LINES[i].count) {
			assert_string_equal(out[0].category, LINES[i].category);
			assert_string_equal(out[0].item, LINES[i].item);
			assert_string_equal(out[0].unit, LINES[i].unit);
			assert_true(fabs(out[0].amount - LINES[i].amount) < 1e-9);
		}
		if (LINES[i].count == 2)
			assert_string_equal(out[1].category, "s3.3.loss");
		arena_close(mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_codes),
	    cmocka_unit_test(test_categories),
	    cmocka_unit_test(test_by_hand),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_gases),
	    cmocka_unit_test(test_totals),
	    cmocka_unit_test(test_upstream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
