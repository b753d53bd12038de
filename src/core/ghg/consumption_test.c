/* Energy by kind adds up to the totals; media count once. */
#include "ghg/consumption.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

static GhgResult line(
    Arena *mem, const char *category, const char *item, double amount, const char *unit, double ncv)
{
	const GhgSettings settings = {.method = "general", .on = {2025, 1, 1}, .coal_rate_kgce_per_kwh = 0.3};
	GhgGiven *given = ARENA_ARRAY(mem, GhgGiven, 2);
	given[0] = (GhgGiven){.name = "amount", .value = amount, .unit = unit};
	given[1] = (GhgGiven){.name = "ncv", .value = ncv, .unit = "GJ/t", .source = "laboratory"};
	const GhgLine one = {
	    .category = category, .item = item, .given = given, .given_count = isnan(ncv) ? 1 : 2};
	return ghg_calculate(ghg_embedded(), mem, &settings, &one);
}

static void test_rows(void **state)
{
	Arena *mem = arena_open();
	const GhgResult lines[] = {
	    line(mem, "combustion", "DIESEL", 10, "t", NAN),
	    line(mem, "combustion", "DIESEL", 1000, "L", NAN),
	    line(mem, "combustion", "DIESEL", 5, "t", 42.0),
	    line(mem, "electricity", NULL, 100, "MWh", NAN),
	    line(mem, "electricity", NULL, 50, "万kWh", NAN),
	    line(mem, "heat", NULL, 200, "GJ", NAN),
	};
	enum { LINES = sizeof lines / sizeof lines[0] };
	const GhgResult *results[LINES];
	for (size_t i = 0; i < LINES; i++)
		results[i] = &lines[i];
	size_t count;
	ConsumptionRow *rows = consumption_rows(mem, results, LINES, &count);
	assert_int_equal(count, 4); /* diesel by Annex A, diesel by its own heat value, electricity, heat */
	assert_int_equal(rows[0].rank, CONSUMPTION_ANNEX);
	assert_int_equal(rows[0].lines, 2);
	assert_true(fabs(rows[0].amount - 10.84) < 1e-9);
	assert_true(fabs(rows[0].tce_equal - 10.84 * 1.4571) < 1e-9);
	assert_int_equal(rows[1].rank, CONSUMPTION_MEASURED);
	assert_true(fabs(rows[1].tce_equal - 5 * 42.0 / 29.307) < 1e-9);
	assert_string_equal(rows[2].unit, "MWh");
	assert_true(fabs(rows[2].amount - 600) < 1e-9);
	assert_true(fabs(rows[2].tce_equal - 600 * 0.1229) < 1e-9);
	assert_true(fabs(rows[2].tce_equivalent - 600 * 0.3) < 1e-9);
	GhgTotals totals = ghg_totals(mem, results, NULL, LINES);
	GhgSum equal = {0}, equivalent = {0}, gj = {0};
	for (size_t i = 0; i < count; i++) {
		ghg_sum_add(&equal, rows[i].tce_equal);
		ghg_sum_add(&equivalent, rows[i].tce_equivalent);
		ghg_sum_add(&gj, rows[i].gj);
	}
	assert_true(fabs(ghg_sum_value(&equal) - totals.tce_equal) < 1e-9);
	assert_true(fabs(ghg_sum_value(&equivalent) - totals.tce_equivalent) < 1e-9);
	assert_true(fabs(ghg_sum_value(&gj) - totals.energy_gj) < 1e-9);
	arena_close(mem);
}

/* GB/T 2589-2020, Annex B: fresh water 0.2571 kgce/t, compressed air 0.0400 kgce/m3, oxygen 0.4000, carbide
 * 2.0786 kgce/kg. */
static void test_media(void **state)
{
	static const struct {
		Medium medium;
		MediumFault fault;
		double tce;
	} CASES[] = {
	    {{"FRESH_WATER", 10000, "t", MEDIUM_BOUGHT}, MEDIUM_FINE, 2.571},
	    {{"FRESH_WATER", 10000, "m3", MEDIUM_BOUGHT}, MEDIUM_FINE, 2.571},
	    {{"FRESH_WATER", 1, "万t", MEDIUM_BOUGHT}, MEDIUM_FINE, 2.571},
	    {{"COMP_AIR", 500000, "m3", MEDIUM_MADE}, MEDIUM_FINE, 0},
	    {{"COMP_AIR", 50, "万Nm3", MEDIUM_BOUGHT}, MEDIUM_FINE, 20},
	    {{"OXYGEN", 1000, "m3", MEDIUM_SOLD}, MEDIUM_FINE, -0.4},
	    {{"NITROGEN_BY", 1000, "m3", MEDIUM_BOUGHT}, MEDIUM_FINE, 0.4},
	    {{"NITROGEN_MAIN", 1000, "m3", MEDIUM_BOUGHT}, MEDIUM_FINE, 0.6714},
	    {{"CARBIDE", 2, "t", MEDIUM_BOUGHT}, MEDIUM_FINE, 4.1572},
	    {{"OXYGEN", 1000, "t", MEDIUM_BOUGHT}, MEDIUM_WRONG_UNIT, 0},
	    {{"OXYGEN", -1, "m3", MEDIUM_BOUGHT}, MEDIUM_NEGATIVE, 0},
	    {{"OXYGEN", NAN, "m3", MEDIUM_BOUGHT}, MEDIUM_NO_AMOUNT, 0},
	    {{"OXYGEN", 1e300, "m3", MEDIUM_BOUGHT}, MEDIUM_TOO_LARGE, 0},
	    {{"RAW_COAL", 1, "t", MEDIUM_BOUGHT}, MEDIUM_UNKNOWN, 0},
	    {{"", 1, "t", MEDIUM_BOUGHT}, MEDIUM_UNKNOWN, 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		MediumResult result = consumption_medium(ghg_embedded(), &CASES[i].medium);
		assert_int_equal(result.fault, CASES[i].fault);
		if (fabs(result.tce - CASES[i].tce) > 1e-9)
			fail_msg("%s: %g expected, found %g", CASES[i].medium.code, CASES[i].tce, result.tce);
	}
}

static void test_every_medium_takes_its_units(void **state)
{
	Arena *mem = arena_open();
	size_t count;
	const GhgFactor **media = consumption_media(ghg_embedded(), mem, &count);
	assert_int_equal(count, 10);
	for (size_t i = 0; i < count; i++)
		for (const char *const *unit = consumption_medium_units(media[i]); *unit; unit++) {
			Medium medium = {media[i]->code, 1, *unit, MEDIUM_BOUGHT};
			assert_int_equal(consumption_medium(ghg_embedded(), &medium).fault, MEDIUM_FINE);
		}
	arena_close(mem);
}

static void test_tree(void **state)
{
	Arena *mem = arena_open();
	const Medium media[] = {{"OXYGEN", 1000, "m3", MEDIUM_BOUGHT}, {"COMP_AIR", 1, "万m3", MEDIUM_MADE},
	    {"OXYGEN", 1, "t", MEDIUM_BOUGHT}};
	MediumResult results[3];
	for (size_t i = 0; i < 3; i++)
		results[i] = consumption_medium(ghg_embedded(), &media[i]);
	GhgNode node = consumption_media_tree(ghg_embedded(), mem, media, results, 3, EN);
	assert_int_equal(node.count, 2);
	assert_true(fabs(node.value - 0.4) < 1e-12);
	assert_non_null(strstr(node.children[1].note, "made on site"));
	assert_true(node.children[1].value == 0);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_media),
	    cmocka_unit_test(test_every_medium_takes_its_units),
	    cmocka_unit_test(test_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
