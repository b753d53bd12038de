/* The slips people make, and the edges of each factor's neighbourhood. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/unit_slip.h"

static void names_the_likely_unit(void **state)
{
	(void)state;
	static const struct {
		double value;
		const char *unit;
		double reference;
		const char *reference_unit;
		double likely;
		const char *likely_unit; /* NULL: no slip */
	} CASES[] = {
	    {2610, "kWh", 2600, "MWh", 2610, "MWh"}, {2610, "MWh", 2610, "kWh", 2610, "kWh"},
	    {2610, "kWh", 3000, "MWh", 2610, "MWh"}, /* not Gcal, though 1163 is nearer to 1149 */
	    {261, "MWh", 2610, "MWh", 261, "万kWh"}, {2610, "万kWh", 261, "万kWh", 2610, "MWh"},
	    {2610, "kWh", 2610, "万kWh", 2610, "万kWh"}, {2610, "万kWh", 2610, "kWh", 2610, "kWh"},
	    {2610, "GJ", 9396, "GJ", 2610, "MWh"}, {9396, "MWh", 2610, "MWh", 9396, "GJ"},
	    {50, "GJ", 210, "GJ", 50, "Gcal"}, {100, "GJ", 2930.7, "GJ", 100, "tce"},
	    {5, "kg", 5, "t", 5, "t"}, {5000, "t", 5, "t", 5000, "kg"}, {60, "Nm3", 60, "万Nm3", 60, "万Nm3"},
	    {600000, "万Nm3", 60, "万Nm3", 600000, "Nm3"}, {60, "m3", 60, "万m3", 60, "万m3"},
	    {800, "L", 800, "m3", 800, "m3"}, {5, "t", 50, "t", 50, "t"}, /* a digit is missing */
	    {5000, "m3", 500, "m3", 500, "m3"},				  /* a digit too many */
	    {5, "t", 5e4, "t", 5, "万t"}, {5, "km", 6.5, "km", 0, NULL}, {2610, "MWh", 2610, "MWh", 0, NULL},
	    {2610, "MWh", 5220, "MWh", 0, NULL},
	    {2610, "MWh", 261000, "MWh", 0, NULL}, /* x100: no unit that is offered, no usual slip */
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Unit typed, reference;
		assert_true(
		    unit_parse(CASES[i].unit, &typed) && unit_parse(CASES[i].reference_unit, &reference));
		double wanted = CASES[i].reference * reference.scale / (CASES[i].value * typed.scale);
		UnitSlip slip;
		bool is_found = unit_slip_find(CASES[i].value, CASES[i].unit, wanted, &slip);
		if (is_found != (CASES[i].likely_unit != NULL))
			fail_msg("%g %s: found %d", CASES[i].value, CASES[i].unit, is_found);
		if (!is_found)
			continue;
		assert_string_equal(slip.unit, CASES[i].likely_unit);
		assert_float_equal(slip.value, CASES[i].likely, CASES[i].likely * 1e-9);
	}
}

static void keeps_to_the_neighbourhood(void **state)
{
	(void)state;
	static const struct {
		double wanted;
		bool is_found;
	} CASES[] = {
	    {1000, true},
	    {1000 * 1.15, true},
	    {1000 * 1.151, false},
	    {1000 / 1.15, true},
	    {1000 / 1.151, false},
	    {100, false},
	    {10, true},
	    {11.51, false},
	    {0, false},
	    {-10, false},
	    {INFINITY, false},
	    {NAN, false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		UnitSlip slip;
		assert_int_equal(unit_slip_find(7, "t", CASES[i].wanted, &slip), CASES[i].is_found);
	}
	UnitSlip slip;
	assert_false(unit_slip_find(7, "furlong", 1000, &slip));
}

static void knows_steam(void **state)
{
	(void)state;
	assert_true(unit_slip_is_steam(2.7));
	assert_true(unit_slip_is_steam(2.5));
	assert_false(unit_slip_is_steam(3.6));
	assert_false(unit_slip_is_steam(1));
	assert_false(unit_slip_is_steam(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_the_likely_unit),
	    cmocka_unit_test(keeps_to_the_neighbourhood),
	    cmocka_unit_test(knows_steam),
	};
	return cmocka_run_group_tests_name("unit_slip", tests, NULL, NULL);
}
