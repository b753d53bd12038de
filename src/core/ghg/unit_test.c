/* Units: the conversions of unit_traps.csv one by one, spellings, compounds, offers. */
#include "ghg/unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double found, double expected, const char *what)
{
	if (!(fabs(found - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%s: %.17g expected, found %.17g", what, expected, found);
}

/* Source: data/factors/unit_traps.csv, in its order. */
static void test_traps(void **state)
{
	static const struct {
		const char *from, *to;
		double factor, tolerance;
	} CASES[] = {
	    {"MWh", "kWh", 1000, 1e-12},
	    {"万千瓦时", "MWh", 10, 1e-12},
	    {"10^4 kWh", "kWh", 10000, 1e-12},
	    {"10^8 kWh", "MWh", 100000, 1e-12},
	    {"MWh", "GJ", 3.6, 1e-12},
	    {"10^6 kJ", "GJ", 1, 0},
	    {"MJ", "GJ", 0.001, 0},
	    {"TJ", "GJ", 1000, 0},
	    {"kcal", "kJ", 4.1868, 1e-12},
	    {"Gcal", "GJ", 4.1868, 1e-12},
	    {"kgce", "kJ", 29307, 1e-12},
	    {"tce", "GJ", 29.307, 1e-12},
	    {"10^4 m3", "m3", 10000, 1e-12},
	    {"Nm3", "m3(20℃)", 1.073220, 1e-6},
	    {"kgCO2/GJ", "tCO2/TJ", 1, 1e-12},
	    {"tC/TJ", "tC/GJ", 0.001, 1e-12},
	    {"kJ/(kg.K)", "kJ/(kg·℃)", 1, 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Unit from, to;
		double value;
		assert_true(unit_parse(CASES[i].from, &from) && unit_parse(CASES[i].to, &to));
		assert_true(unit_convert(1, from, to, &value));
		if (fabs(value - CASES[i].factor) > CASES[i].tolerance * CASES[i].factor)
			fail_msg("%s to %s: %.12g", CASES[i].from, CASES[i].to, value);
	}
}

/* A temperature that stands alone has an offset, a difference has none. */
static void test_temperatures(void **state)
{
	static const struct {
		const char *from, *to;
		double value, expected;
	} CASES[] = {
	    {"K", "℃", 453.15, 180},
	    {"℃", "K", 0, 273.15},
	    {"°F", "℃", 212, 100},
	    {"℃", "°F", -40, -40},
	    {"kelvin", "°F", 255.3722222222222, 0},
	    {"kJ/(kg.K)", "kJ/(kg·℃)", 4.1868, 4.1868},
	    {"MJ/K", "MJ/°F", 9, 5},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Unit from, to;
		double value;
		assert_true(unit_parse(CASES[i].from, &from) && unit_parse(CASES[i].to, &to));
		assert_true(unit_convert(CASES[i].value, from, to, &value));
		if (fabs(value - CASES[i].expected) > 1e-9)
			fail_msg("%g %s: %.12g %s", CASES[i].value, CASES[i].from, value, CASES[i].to);
	}
}

static void test_spellings(void **state)
{
	static const char *const SAME[][2] = {
	    {"万千瓦时", "万kWh"},
	    {"万 kWh", "万kWh"},
	    {"10⁴ kWh", "万kWh"},
	    {"10^4 kWh", "万kWh"},
	    {"mwh", "MWh"},
	    {"兆瓦时", "MWh"},
	    {"度", "kWh"},
	    {"KWH", "kWh"},
	    {"吨", "t"},
	    {"公斤", "kg"},
	    {"Nm³", "Nm3"},
	    {"10^4 Nm3", "万Nm3"},
	    {"万标准立方米", "万Nm3"},
	    {"m³", "m3"},
	    {"方", "m3"},
	    {"百万千焦", "百万千焦"},
	    {"吨标准煤", "tce"},
	    {"升", "L"},
	    {"m3（20℃）", "m3(20℃)"},
	    {"m3 at 20 C", "m3(20℃)"},
	    {"％", "%"},
	    {"吨公里", "t·km"},
	    {"人次", "人"},
	    {"tonne km", "t·km"},
	    {"tonne.km", "t·km"},
	    {"Tonne-kilometres", "t·km"},
	    {"U.S. gallons", "gal(US)"},
	    {"gallon", "gal(US)"},
	    {"imp. gal", "gal(UK)"},
	    {"tons (short)", "短吨"},
	    {"metric tons", "t"},
	    {"kWh (Gross CV)", "kWh"},
	    {"passenger mile", "人·mile"},
	    {"mmBtu", "MMBtu"},
	    {"room per night", "间夜"},
	};
	for (size_t i = 0; i < sizeof SAME / sizeof SAME[0]; i++) {
		const NamedUnit *unit = unit_named(SAME[i][0]);
		if (!unit || strcmp(unit->name, SAME[i][1]) != 0)
			fail_msg("%s: %s", SAME[i][0], unit ? unit->name : "unknown");
	}
	static const char *const UNKNOWN[] = {"", "foo", "103 kWh", "10^ kWh", "2000 kWh", "2021 kWh", "mt",
	    "kilo", "million", "t/", "/t", "t//t", "kWh MWh", "()", "((((((t))))))", "%%"};
	for (size_t i = 0; i < sizeof UNKNOWN / sizeof UNKNOWN[0]; i++) {
		Unit unit;
		if (unit_parse(UNKNOWN[i], &unit))
			fail_msg("\"%s\" is read as a unit", UNKNOWN[i]);
	}
	assert_null(unit_named(NULL));
}

/* t * GJ/t * tC/GJ * tCO2/tC = tCO2, and the compounds that stand in the tables. */
static void test_compounds(void **state)
{
	Unit ncv, carbon, co2, amount, product;
	assert_true(unit_parse("t", &amount) && unit_parse("GJ/t", &ncv) && unit_parse("tC/GJ", &carbon));
	assert_true(unit_parse("tCO2/tC", &co2) && unit_parse("tCO2", &product));
	Dim dim = dim_times(dim_times(dim_times(amount.dim, ncv.dim, 1), carbon.dim, 1), co2.dim, 1);
	assert_true(dim_equal(dim, product.dim));

	static const struct {
		const char *text, *dim;
		double scale;
	} CASES[] = {
	    {"GJ/10^4 Nm3", "GJ/Nm3", 1e-4},
	    {"kgCO2/kWh", "tCO2/GJ", 1 / 3.6},
	    {"tCO2/MWh", "tCO2/GJ", 1 / 3.6},
	    {"kJ/(kg.K)", "GJ/(t·℃)", 1e-3},
	    {"kJ/kg", "GJ/t", 1e-3},
	    {"t/10^4 Nm3", "t/Nm3", 1e-4},
	    {"kgCO2e/人·km", "tCO2/(count·km)", 1e-3},
	    {"kgCH4/TJ", "t(gas)/GJ", 1e-6},
	    {"mg/L", "t/m3", 1e-6},
	    {"%", "1", 0.01},
	    {"tce/万千瓦时", "1", 29.307 / 36},
	    {"kgce/m3", "GJ/m3", 0.029307},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Unit unit;
		if (!unit_parse(CASES[i].text, &unit))
			fail_msg("%s is not read", CASES[i].text);
		assert_string_equal(dim_text(mem, unit.dim), CASES[i].dim);
		assert_near(unit.scale, CASES[i].scale, CASES[i].text);
	}
	arena_close(mem);
}

static void test_echo(void **state)
{
	double value;
	const NamedUnit *second;
	assert_true(unit_echo(2610, "MWh", &value, &second));
	assert_string_equal(second->name, "万kWh");
	assert_near(value, 261, "2610 MWh");
	assert_true(unit_echo(1500, "kg", &value, &second));
	assert_string_equal(second->name, "t");
	assert_near(value, 1.5, "1500 kg");
	assert_false(unit_echo(1, "foo", &value, &second));
	assert_false(unit_echo(NAN, "MWh", &value, &second));
}

/* Every unit offered for a dimension has that dimension; the named ones know themselves. */
static void test_offers(void **state)
{
	static const char *const DIMS[] = {"t", "m3", "Nm3", "GJ", "GJ/t", "GJ/Nm3", "tC/GJ", "tCO2/t",
	    "tCO2/Nm3", "tCO2/GJ", "tCO2/m3", "元", "km", "t·km", "人·km", "1", "kgCO2e/元", "kgCO2e/m2",
	    "kgCO2e/件", "kgCO2e/t·km", "MPa", "℃", "t/m3", "kgCH4/kgCOD", "tCO2/h"};
	for (size_t i = 0; i < sizeof DIMS / sizeof DIMS[0]; i++) {
		Unit wanted, unit;
		assert_true(unit_parse(DIMS[i], &wanted));
		const char *const *offered = units_offered(wanted.dim);
		assert_non_null(offered);
		for (; *offered; offered++) {
			if (!unit_parse(*offered, &unit) || !dim_equal(unit.dim, wanted.dim))
				fail_msg("%s is offered for %s", *offered, DIMS[i]);
		}
	}
}

/* The units of trade papers from elsewhere, by their definitions (NIST Handbook 44, appendix C; UK Weights
 * and Measures Act 1985). */
static void test_definitions(void **state)
{
	static const struct {
		const char *from, *to;
		double factor;
	} CASES[] = {
	    {"lb", "kg", 0.45359237},
	    {"short ton", "kg", 907.18474},
	    {"long ton", "kg", 1016.0469088},
	    {"US gallon", "L", 3.785411784},
	    {"UK gallons", "L", 4.54609},
	    {"barrel", "L", 158.987294928},
	    {"ft3", "L", 28.316846592},
	    {"mile", "km", 1.609344},
	    {"nautical miles", "km", 1.852},
	    {"Btu", "kJ", 1.05505585262},
	    {"MMBtu", "GJ", 1.05505585262},
	    {"therm", "MJ", 105.505585262},
	    {"hectare", "m2", 10000},
	    {"亩", "m2", 10000.0 / 15},
	    {"ft2", "m2", 0.09290304},
	    {"短吨·mile", "t·km", 0.90718474 * 1.609344},
	    {"人·mile", "人·km", 1.609344},
	    {"vehicle-mile", "车·km", 1.609344},
	    {"人·天", "人·h", 24},
	    {"万美元", "USD", 10000},
	    {"MW", "kW", 1000},
	    {"kgCO2e/mile", "kgCO2e/km", 1 / 1.609344},
	    {"kgCO2e/t·mile", "kgCO2e/t·km", 1 / 1.609344},
	    {"kgCO2e/m2·a", "kgCO2e/m2·d", 1.0 / 365},
	    {"lb CO2/MWh", "kgCO2/MWh", 0.45359237},
	    {"lbs CO2e per MWh", "kgCO2e/MWh", 0.45359237},
	    {"Metric Tons CO2e/Short Ton", "tCO2e/t", 1 / 0.90718474},
	    {"MTCO2e", "tCO2e", 1},
	    {"MtCO2e", "tCO2e", 1e6},
	    {"Mg", "t", 1},
	    {"mg", "g", 1e-3},
	    {"kg N2O-N", "kgN2O", 44.0 / 28},
	    {"kg CO2-eq / kWh", "kgCO2e/kWh", 1},
	    {"kg CO2e/tonne.km", "kgCO2e/t·km", 1},
	    {"kg CO2/short ton-mile", "kgCO2/t·km", 1 / (0.90718474 * 1.609344)},
	    {"g CH4 / vehicle-mile", "gCH4/km", 1 / 1.609344},
	    {"L/100 km", "L/km", 0.01},
	    {"miles per gallon", "km/L", 1.609344 / 3.785411784},
	    {"kg CO2e/million litres", "kgCO2e/m3", 1e-3},
	    {"tCO2e/USD million", "kgCO2e/USD", 1e-3},
	    {"tCO2e/百万元", "kgCO2e/元", 1e-3},
	    {"k€", "EUR", 1e3},
	    {"kgCO2e/2021 USD", "kgCO2e/USD", 1},
	    {"10^3 kWh", "MWh", 1},
	    {"metric ton-mile", "t·km", 1.609344},
	    {"TEU-mile", "箱·km", 1.609344},
	    {"kW h", "kWh", 1},
	    {"acres", "m2", 4046.8564224},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Unit from, to;
		double value;
		if (!unit_parse(CASES[i].from, &from) || !unit_parse(CASES[i].to, &to) ||
		    !unit_convert(1, from, to, &value))
			fail_msg("%s is not so many %s", CASES[i].from, CASES[i].to);
		assert_near(value, CASES[i].factor, CASES[i].from);
	}
	static const char *const APART[][2] = {{"元", "USD"}, {"USD", "EUR"}, {"EUR", "GBP"}, {"km", "人·km"},
	    {"kgCO2e/元", "kgCO2e/USD"}, {"MW", "MWh"}};
	for (size_t i = 0; i < sizeof APART / sizeof APART[0]; i++) {
		Unit from, to;
		assert_true(unit_parse(APART[i][0], &from) && unit_parse(APART[i][1], &to));
		assert_false(dim_equal(from.dim, to.dim));
	}
	Unit money, mass;
	assert_true(unit_parse("万USD", &money) && dim_is_money(money.dim));
	assert_true(unit_parse("kgCO2e/USD", &mass) && !dim_is_money(mass.dim));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_traps),
	    cmocka_unit_test(test_temperatures),
	    cmocka_unit_test(test_spellings),
	    cmocka_unit_test(test_compounds),
	    cmocka_unit_test(test_echo),
	    cmocka_unit_test(test_offers),
	    cmocka_unit_test(test_definitions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
