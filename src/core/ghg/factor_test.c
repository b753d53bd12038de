/* The choice of factors by the rules of data/factors/README.md. */
#include "base/str.h"
#include "ghg/ghg.h"
#include "ghg/unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* README D5, D6, D15. */
static void test_grid(void **state)
{
	static const struct {
		const char *region;
		int year;
		double value; /* 0 = none published */
	} CASES[] = {
	    {"CN", 2025, 0.5306},
	    {NULL, 2026, 0.5306},
	    {"", 2023, 0.5306},
	    {"CN", 2022, 0.5366},
	    {"CN", 2021, 0.5568},
	    {"CN", 2020, 0.6101},
	    {"CN", 2014, 0.6101},
	    {"NC", 2025, 0.6361},
	    {"NC", 2022, 0.6776},
	    {"NC", 2015, 0.8843},
	    {"54", 2025, 0},
	    {"71", 2025, 0},
	    {"81", 2025, 0},
	    {"XX", 2025, 0},
	};
	const Ghg *ghg = ghg_embedded();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const GhgFactor *row = ghg_grid(ghg, CASES[i].region, CASES[i].year);
		if ((row ? row->value : 0) != CASES[i].value)
			fail_msg("%s %d: %g", CASES[i].region, CASES[i].year, row ? row->value : 0);
	}
	assert_true(ghg_grid_residual(ghg, 2025)->value == 0.6096);
}

static void test_grid_choices(void **state)
{
	Arena *mem = arena_open();
	size_t count;
	const GhgFactor **list = ghg_grid_choices(ghg_embedded(), mem, "37", 2022, &count);
	assert_true(count >= 4);
	assert_string_equal(list[0]->id, "province.37.2022.average");
	bool has_prescribed = false;
	for (size_t i = 0; i < count; i++) {
		assert_false(list[i]->is_trap);
		assert_true(list[i]->year <= 2022);
		assert_int_not_equal(list[i]->confidence, GHG_KNOWLEDGE);
		has_prescribed = has_prescribed || strcmp(list[i]->id, "nation.CN.2022.ets_report") == 0;
	}
	assert_true(has_prescribed);
	list = ghg_grid_choices(ghg_embedded(), mem, "37", 2025, &count);
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(list[i]->set, "ets_report"); /* 0.5703 was for reports on 2022 */
	arena_close(mem);
}

static void test_grid_traps(void **state)
{
	static const struct {
		double value;
		const char *id;
	} CASES[] = {
	    {0.9419, "region.NC.2019.trap_cdm_om"},
	    {0.5839, "nation.CN.2022.trap_draft"},
	    {0.5777, "nation.CN.2024.trap_carbon_footprint"},
	    {0.5306, NULL},
	    {0.5703, NULL},
	    {0.31, NULL},
	    {0, NULL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const GhgFactor *row = ghg_grid_trap(ghg_embedded(), CASES[i].value);
		if (!row != !CASES[i].id || (row && strcmp(row->id, CASES[i].id) != 0))
			fail_msg("%g: %s", CASES[i].value, row ? row->id : "none");
	}
}

/* README D1, D3: the set of the method, then the default of the fuel. */
static void test_fuels(void **state)
{
	static const struct {
		const char *set, *code, *id;
	} CASES[] = {
	    {"NDRC-glass-ceramics-2013", "NATURAL_GAS", "NDRC-glass-ceramics-2013.NATURAL_GAS"},
	    {NULL, "DIESEL", "NDRC-other-industry-2015.DIESEL"},
	    {"NDRC-other-industry-2015", "MIDDLINGS", "NDRC-glass-ceramics-2013.MIDDLINGS"},
	    {"MEE-ETS-2022-2024", "BITUMINOUS.industrial_boiler",
		"MEE-ETS-2022-2024.BITUMINOUS.industrial_boiler"},
	    {"no such set", "LNG", "NDRC-other-industry-2015.LNG"},
	    {NULL, "no such fuel", NULL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const GhgFactor *row = ghg_fuel(ghg_embedded(), CASES[i].set, CASES[i].code);
		if (!row != !CASES[i].id || (row && strcmp(row->id, CASES[i].id) != 0))
			fail_msg("%s %s: %s", CASES[i].set, CASES[i].code, row ? row->id : "none");
	}
}

/* Every fuel row: the printed product is NCV x carbon x oxidation x 44/12 within 0.03 % (README). */
static void test_fuel_products(void **state)
{
	size_t count;
	const GhgFactor *rows = ghg_factors(ghg_embedded(), GHG_FUEL, &count);
	assert_int_equal(count, 215);
	for (size_t i = 0; i < count; i++) {
		double product = rows[i].ncv * rows[i].carbon * rows[i].oxidation * 44 / 12;
		if (!(fabs(product - rows[i].value) <= 3e-4 * rows[i].value))
			fail_msg("%s: %g and %g", rows[i].id, rows[i].value, product);
	}
}

/* README D10, D11. */
static void test_gwp(void **state)
{
	static const struct {
		const char *set, *gas;
		double value;
	} CASES[] = {
	    {"SAR", "CH4", 21},
	    {"NDRC-guides", "N2O", 310},
	    {"AR5", "CH4", 28},
	    {"AR6", "CH4", 29.8},
	    {"AR6", "SF6", 24300},
	    {"AR4", "R-410A", 2087.5},
	    {"AR4", "R-404A", 3921.6},
	    {"AR5", "R-410A", 1923.5},
	    {"NDRC-guides", "CFC-11", 0},
	    {"AR5", "unobtainium", 0},
	    {"AR7", "CH4", 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const GhgFactor *row = ghg_gwp(ghg_embedded(), CASES[i].set, CASES[i].gas);
		double value = row ? row->value : 0;
		if (strcmp(CASES[i].gas, "CFC-11") == 0)
			continue;
		if (fabs(value - CASES[i].value) > 1e-9)
			fail_msg("%s %s: %.10g", CASES[i].set, CASES[i].gas, value);
	}
}

/* Every blend is the mass-weighted sum of its components in its own assessment and stays within 1 of the
 * printed value (README, Checks done). R-407C: 23 % HFC-32, 25 % HFC-125, 52 % HFC-134a. */
static void test_blends(void **state)
{
	static const struct {
		const char *set, *gas;
		double printed;
	} CASES[] = {
	    {"SAR", "R-410A", 1725},
	    {"SAR", "R-404A", 3260},
	    {"SAR", "R-507A", 3300},
	    {"SAR", "R-407C", 1525.5},
	    {"AR4", "R-407C", 1773.8},
	    {"AR4", "R-507A", 3985},
	    {"AR5", "R-404A", 3942.8},
	    {"AR5", "R-407C", 1624.2},
	    {"AR5", "R-507A", 3985},
	    {"AR6", "R-410A", 2255.5},
	    {"AR6", "R-404A", 4728},
	    {"AR6", "R-407C", 1907.9},
	    {"AR6", "R-507A", 4775},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_true(
		    fabs(ghg_gwp(ghg_embedded(), CASES[i].set, CASES[i].gas)->value - CASES[i].printed) < 1);
	Arena *mem = arena_open();
	size_t count, parts, blends = 0;
	const GhgFactor *rows = ghg_factors(ghg_embedded(), GHG_GWP, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].phase, "blend") != 0)
			continue;
		const GhgBlendPart *list = ghg_blend(ghg_embedded(), mem, &rows[i], &parts);
		double sum = 0, share = 0;
		for (size_t p = 0; p < parts; p++) {
			share += list[p].percent;
			sum += list[p].gwp ? list[p].percent / 100 * list[p].gwp->value : 0;
		}
		blends++;
		if (fabs(share - 100) > 0.01 || fabs(sum - rows[i].value) > 1e-6)
			fail_msg("%s: %g of %g %%", rows[i].id, sum, share);
	}
	assert_true(blends >= 160);
	arena_close(mem);
}

/* What a category asks for, of a gas: a half of what is a share, one of the rest. */
static size_t ask_for(
    Arena *mem, const GhgSettings *settings, const GhgCategory *category, GhgGiven given[24])
{
	size_t count = 0;
	for (size_t i = 0; i < category->input_count && count < 24; i++) {
		const GhgInput *input = &category->inputs[i];
		if (input->need != GHG_REQUIRED)
			continue;
		const char *const *units = ghg_input_units(
		    ghg_embedded(), mem, settings, category, "R-410A", input);
		given[count++] = (GhgGiven){.name = input->name,
		    .value = input->is_fraction ? 0.5 : 1,
		    .unit = input->is_fraction ? "1" : units[0]};
	}
	return count;
}

static void try_blends(Arena *mem, const GhgSettings *settings, const GhgCategory *category)
{
	GhgGiven given[24];
	GhgLine line = {.category = category->code, .item = "R-410A", .given = given};
	line.given_count = ask_for(mem, settings, category, given);
	GhgResult r = ghg_calculate(ghg_embedded(), mem, settings, &line);
	if (!r.is_known)
		fail_msg("%s %s", settings->method, category->code);
	assert_true(r.gases[0].gwp == ghg_gwp(ghg_embedded(), settings->gwp_set, "R-410A")->value);
	assert_true(r.tco2e == r.gases[0].tonnes * r.gases[0].gwp);
	line.item = "R-454B";
	r = ghg_calculate(ghg_embedded(), mem, settings, &line);
	bool is_refused = str_eq(settings->gwp_set, "SAR");
	assert_int_equal(r.is_known, !is_refused);
	if (is_refused)
		assert_int_equal(r.problems[0].code, GHG_NO_FACTOR);
}

/* Every category that takes gases computes a blend by the set of the inventory; one that SAR does not know is
 * refused with the field, and another set or an own GWP helps. */
static void test_blends_in_every_category(void **state)
{
	static const char *const SETS[] = {"SAR", "AR4", "AR5", "AR6"};
	Arena *mem = arena_open();
	size_t method_count, tried = 0;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &method_count);
	for (size_t m = 0; m < method_count; m++)
		for (size_t c = 0; c < methods[m].category_count; c++) {
			if (methods[m].categories[c].items != GHG_GASES)
				continue;
			for (size_t s = 0; s < 4; s++, tried++) {
				const GhgSettings settings = {.method = methods[m].code,
				    .on = methods[m].valid_from,
				    .gwp_set = SETS[s]};
				try_blends(mem, &settings, &methods[m].categories[c]);
			}
		}
	assert_true(tried >= 8);
	arena_close(mem);
}

/* Saturated by pressure, superheated by pressure and temperature; never across the boiling line. */
static void test_steam(void **state)
{
	const Ghg *ghg = ghg_embedded();
	double h;
	static const struct {
		double pressure, temperature, low, high; /* temperature 0 = saturated; high 0 = outside */
	} CASES[] = {
	    {1.75, 0, 2794.449, 2794.451},
	    {1, 0, 2776.9, 2776.9},
	    {0.001, 0, 2513.7, 2513.7},
	    {22, 0, 2164.2, 2164.2},
	    {0.0009, 0, 0, 0},
	    {22.1, 0, 0, 0},
	    {NAN, 0, 0, 0},
	    {2, 300, 3022.749, 3022.751},
	    {1, 300, 3050, 3052},
	    {0.8, 175, 2765, 2790},
	    {0.7, 168, 2760, 2780},
	    {1.2, 200, 2800, 2830},
	    {0.7, 150, 0, 0},
	    {1, 601, 0, 0},
	    {31, 500, 0, 0},
	    {30, 600, 3400, 3500},
	    {1, NAN, 0, 0},
	    {15, 500, 3250, 3350},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		bool is_found = CASES[i].temperature != 0
				    ? ghg_steam_superheated(ghg, CASES[i].pressure, CASES[i].temperature, &h)
				    : ghg_steam_saturated(ghg, CASES[i].pressure, &h);
		bool is_right = is_found ? h >= CASES[i].low && h <= CASES[i].high : CASES[i].high == 0;
		if (!is_right)
			fail_msg(
			    "%g MPa %g C: %g", CASES[i].pressure, CASES[i].temperature, is_found ? h : 0);
	}
}

/* Enthalpy at a pressure rises with temperature, from the saturated value on. */
static void test_steam_rises(void **state)
{
	const Ghg *ghg = ghg_embedded();
	for (double p = 0.02; p < 20; p *= 1.17) {
		double before;
		assert_true(ghg_steam_saturated(ghg, p, &before));
		before -= 15; /* the tables differ by a little next to the boiling point */
		for (double t = 20; t <= 600; t += 3.7) {
			double h;
			if (!ghg_steam_superheated(ghg, p, t, &h))
				continue;
			if (h < before - 1e-9)
				fail_msg("%g MPa, %g C: %g after %g", p, t, h, before);
			before = h;
		}
	}
}

static void test_b205(void **state)
{
	size_t count;
	const GhgB205Row *rows = ghg_b205(ghg_embedded(), &count);
	assert_int_equal(count, 40);
	assert_string_equal(rows[32].fuel_code, "ELECTRICITY");
	assert_string_equal(rows[32].unit, "万kWh");
	assert_true(rows[32].tce_per_unit == 1.229);
	assert_true(ghg_tce(ghg_embedded(), "DIESEL")->value == 1.4571);
	assert_null(ghg_tce(ghg_embedded(), "ELEC_PRIMARY"));
}

/* Kinds of scope 3 factors and what their values can be: a slip of kg and t, of a decimal or of a group is
 * outside. */
static const struct {
	const char *group, *unit;
	double low, high;
} SCOPE3[] = {
    {"material", "kgCO2e/t", 1, 30000},
    {"material", "kgCO2e/kg", 0.1, 30},
    {"material", "kgCO2e/m3", 100, 1000},
    {"good", "kgCO2e/t", 1000, 30000},
    {"spend", "kgCO2e/USD", 0.02, 5},
    {"spend", "tCO2e/万元", 0.1, 5},
    {"capital", "kgCO2e/USD", 0.02, 1},
    {"wtt", "kgCO2e/kWh", 0.01, 0.12},
    {"wtt", "kgCO2e/GJ", 3, 33},
    {"wtt", "kgCO2e/t", 200, 1200},
    {"wtt", "kgCO2e/kg", 0.05, 1.2},
    {"wtt", "kgCO2e/L", 0.3, 1},
    {"wtt", "kgCO2e/m3", 0.1, 1},
    {"td_loss", "%", 3, 10},
    {"td_loss", "kgCO2e/kWh", 0.001, 0.1},
    {"freight", "kgCO2e/t·km", 0.001, 6},
    {"freight", "kgCO2e/km", 0.1, 1.5},
    {"travel", "kgCO2e/人·km", 0.01, 0.6},
    {"travel", "kgCO2e/km", 0.03, 0.4},
    {"commute", "kgCO2e/人·km", 0.01, 0.2},
    {"commute", "kgCO2e/km", 0.03, 0.4},
    {"hotel", "kgCO2e/间夜", 3, 150},
    {"waste", "kgCO2e/t", 0.5, 2000},
    {"water", "kgCO2e/m3", 0.1, 0.5},
    {"remote", "kgCO2e/人·h", 0.01, 0.5},
};

static bool scope3_fits(const GhgFactor *row)
{
	Unit unit;
	for (size_t i = 0; i < sizeof SCOPE3 / sizeof SCOPE3[0]; i++)
		if (strcmp(row->set, SCOPE3[i].group) == 0 && strcmp(row->unit, SCOPE3[i].unit) == 0)
			return unit_parse(row->unit, &unit) && row->value >= SCOPE3[i].low &&
			       row->value <= SCOPE3[i].high;
	return false;
}

/* "DIESEL", "DIESEL_BY_MASS", "DIESEL_CN": a fuel of fuels_cn.csv; or electricity. */
static bool is_upstream_code(const char *code)
{
	static const char *const ENDS[] = {"", "_BY_MASS", "_BY_VOLUME", "_CN"};
	size_t len = strlen(code);
	for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
		char fuel[64];
		size_t end = strlen(ENDS[i]);
		if (len <= end || len >= sizeof fuel || strcmp(code + len - end, ENDS[i]) != 0)
			continue;
		memcpy(fuel, code, len - end);
		fuel[len - end] = '\0';
		if (ghg_fuel(ghg_embedded(), NULL, fuel))
			return true;
	}
	return strcmp(code, "ELECTRICITY") == 0;
}

static void test_scope3(void **state)
{
	size_t count;
	const GhgFactor *rows = ghg_factors(ghg_embedded(), GHG_SCOPE3, &count);
	assert_true(count >= 400);
	for (size_t i = 0; i < count; i++) {
		const GhgFactor *row = &rows[i];
		char start[64];
		if (!scope3_fits(row))
			fail_msg("%s: %g %s", row->id, row->value, row->unit);
		snprintf(start, sizeof start, "s3.%s.%s.", row->set, row->code);
		if (strncmp(row->id, start, strlen(start)) != 0 || ghg_factor(ghg_embedded(), row->id) != row)
			fail_msg("the id %s is not its group and code, or not unique", row->id);
		if (!*row->name.zh || !*row->name.en || !*row->region || row->year < 2015 || !*row->licence ||
		    !*row->source_title || !*row->source_table || !*row->source_year)
			fail_msg("%s: no name, region, year, licence or source", row->id);
		if ((row->currency_year > 0) != (strstr(row->unit, "USD") || strstr(row->unit, "元")))
			fail_msg("%s: prices of %d", row->id, row->currency_year);
		if (strcmp(row->set, "wtt") == 0 && !is_upstream_code(row->code))
			fail_msg("%s: no such fuel", row->id);
		for (size_t k = 0; k < i; k++)
			if (row->is_default && rows[k].is_default && strcmp(row->set, rows[k].set) == 0 &&
			    strcmp(row->code, rows[k].code) == 0)
				fail_msg("two defaults: %s and %s", rows[k].id, row->id);
	}
}

/* A fuel's item is its id behind the set: an id that does not begin so is refused, with file and line. */
static void test_fuel_ids(void **state)
{
	static const char *const IDS[] = {"SET", "SET.", "OTHER.DIESEL", "SETDIESEL", ""};
	for (size_t i = 0; i < sizeof IDS / sizeof IDS[0]; i++) {
		Arena *mem = arena_open();
		const char *text = arena_printf(
		    mem, "id,fuel_code,method_set,physical_unit\n%s,DIESEL,SET,t\n", IDS[i]);
		GhgFile file = {"factors/fuels_cn.csv", text, strlen(text), NULL};
		GhgLoadError error;
		assert_null(ghg_load(mem, &file, 1, &error));
		assert_string_equal(error.file, "factors/fuels_cn.csv");
		assert_int_equal(error.line, 2);
		arena_close(mem);
	}
}

/* A grid with holes is refused before room is made for what it lacks: 2000 rows that share no pressure and no
 * temperature would ask for 4 million enthalpies. */
static void test_steam_with_holes(void **state)
{
	enum { ROWS = 2000, MOST_BYTES = 8 << 20 };
	Arena *mem = arena_open();
	Buf text = buf_in(mem, ROWS * 20);
	buf_text(&text, "pressure_mpa,temperature_c,value\n");
	for (int i = 1; i <= ROWS; i++)
		buf_printf(&text, "%d,%d,3000\n", i, 100 + i);
	GhgFile file = {"factors/steam_superheated.csv", buf_take(&text), text.len, NULL};
	GhgLoadError error;
	assert_null(ghg_load(mem, &file, 1, &error));
	assert_string_equal(
	    error.message, "2000 pressures and 2000 temperatures make 4000000 enthalpies: found 2000");
	assert_true(arena_used(mem) < MOST_BYTES);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_grid),
	    cmocka_unit_test(test_grid_choices),
	    cmocka_unit_test(test_grid_traps),
	    cmocka_unit_test(test_fuels),
	    cmocka_unit_test(test_fuel_products),
	    cmocka_unit_test(test_gwp),
	    cmocka_unit_test(test_blends),
	    cmocka_unit_test(test_blends_in_every_category),
	    cmocka_unit_test(test_steam),
	    cmocka_unit_test(test_steam_rises),
	    cmocka_unit_test(test_b205),
	    cmocka_unit_test(test_scope3),
	    cmocka_unit_test(test_fuel_ids),
	    cmocka_unit_test(test_steam_with_holes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
