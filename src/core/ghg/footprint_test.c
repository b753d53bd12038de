/* Footprints: worked examples of the PACT how-to guide and specification, and the edges. */
#include "ghg/footprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h>

static void assert_near(double found, double wanted)
{
	if (!(fabs(found - wanted) <= 1e-9 * fabs(wanted) + 1e-12))
		fail_msg("%.17g, expected %.17g", found, wanted);
}

#define PART(kg, share, technology, geography, time)                                                         \
	{                                                                                                    \
		kg, FOOTPRINT_FOSSIL, share,                                                                 \
		{                                                                                            \
			technology, geography, time                                                          \
		}                                                                                            \
	}

/* PACT how-to guide: primary data share 30 %, ratings 1.55, 2.45, 2.65. */
static void test_shares(void **state)
{
	static const FootprintPart PDS[] = {PART(800, 0.36, NAN, NAN, NAN), PART(2400, 0, NAN, NAN, NAN),
	    PART(90, 0, NAN, NAN, NAN), PART(1000, 1, NAN, NAN, NAN)};
	Footprint f = footprint_of(PDS, 4, 0);
	assert_near(f.excluding_uptake, 4290);
	assert_near(f.primary_share, 1288.0 / 4290);
	assert_near(f.quality[0], 5);
	static const FootprintPart DQR[] = {
	    PART(25, NAN, 2, 2, 1), PART(30, NAN, 2, 2, 5), PART(45, NAN, 1, 3, 2)};
	f = footprint_of(DQR, 3, 0);
	assert_near(f.quality[0], 1.55);
	assert_near(f.quality[1], 2.45);
	assert_near(f.quality[2], 2.65);
	assert_near(f.primary_share, 0);
}

/* PACT specification, example 2: 5.28 kg C give an uptake of 19.36 kg CO2. */
static void test_uptake(void **state)
{
	static const FootprintPart PARTS[] = {{4.78, FOOTPRINT_FOSSIL, NAN, {NAN, NAN, NAN}},
	    {0.36, FOOTPRINT_BIOGENIC, NAN, {NAN, NAN, NAN}}, {-1, FOOTPRINT_REMOVAL, NAN, {NAN, NAN, NAN}}};
	Footprint f = footprint_of(PARTS, 2, footprint_uptake(5.28));
	assert_near(f.uptake, -19.36);
	assert_near(f.excluding_uptake, 5.14);
	assert_near(f.including_uptake, -14.22);
	f = footprint_of(PARTS, 3, 0);
	assert_near(f.excluding_uptake, 4.14);
	assert_near(f.by_kind[FOOTPRINT_REMOVAL], -1);
	assert_near(footprint_uptake(-1), 0);
}

static void test_unknown(void **state)
{
	static const FootprintPart PARTS[] = {PART(1, NAN, NAN, NAN, NAN), PART(NAN, NAN, NAN, NAN, NAN)};
	Footprint f = footprint_of(PARTS, 2, 0);
	assert_int_equal(f.unknown, 1);
	assert_true(isnan(f.excluding_uptake) && isnan(f.including_uptake) && isnan(f.primary_share));
	assert_true(isnan(footprint_of(PARTS, 0, 0).primary_share));
	assert_near(footprint_of(PARTS, 0, 0).excluding_uptake, 0);
}

static void test_allocation(void **state)
{
	static const struct {
		CoProduct products[2];
		bool is_physical;
		Allocation by;
		double first; /* share */
	} CASES[] = {
	    {{{1, 0.5, 2}, {1, 1, 3}}, true, ALLOCATION_MASS, 1.0 / 3},
	    {{{1, 0.5, 2}, {1, 1, 3}}, false, ALLOCATION_ECONOMIC, 0.4},
	    {{{1, 1, 1}, {1, 1, 5}}, true, ALLOCATION_MASS, 0.5},
	    {{{1, 1, 1}, {1, 1, 5.1}}, true, ALLOCATION_ECONOMIC, 1 / 6.1},
	    {{{10, 1, 0}, {1, 1, 5}}, true, ALLOCATION_ECONOMIC, 0},
	    {{{1, 3, NAN}, {1, 1, NAN}}, true, ALLOCATION_MASS, 0.75},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		double shares[2];
		Allocation by = allocation_rule(CASES[i].products, 2, CASES[i].is_physical);
		assert_int_equal(by, CASES[i].by);
		assert_true(allocation_shares(by, CASES[i].products, 2, shares));
		assert_near(shares[0], CASES[i].first);
		assert_near(shares[0] + shares[1], 1);
	}
	double shares[2];
	static const CoProduct NOTHING[] = {{1, 0, 0}, {1, 0, 0}}, UNPRICED[] = {{1, 1, NAN}, {1, 1, 2}};
	assert_false(allocation_shares(ALLOCATION_MASS, NOTHING, 2, shares));
	assert_false(allocation_shares(ALLOCATION_ECONOMIC, UNPRICED, 2, shares));
}

static void test_project(void **state)
{
	ProjectEstimate p = project_estimate(1100, 0.7, 0, 0);
	assert_near(p.reduction, 770);
	assert_near(p.issued, 770);
	p = project_estimate(100, 0.5, 60, 1.5);
	assert_near(p.reduction, -11.5);
	assert_near(p.issued, 0);
	assert_near(project_combined_margin(0.9, 0.3, 0.75), 0.75);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shares),
	    cmocka_unit_test(test_uptake),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_allocation),
	    cmocka_unit_test(test_project),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
