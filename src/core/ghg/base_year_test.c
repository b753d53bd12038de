/* Significance alone and together (V-16), amounts whose printed parts add up, kinds that find themselves. */
#include "ghg/base_year.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* V-16: a base year of 27 930 kg, a sold site of 1 330 kg, and others. */
static void test_significance(void **state)
{
	static const struct {
		double base, threshold, changes[3];
		size_t count;
		double percent, cumulative; /* of the last */
		bool is_required;
	} TABLE[] = {
	    {27930, 5, {-1330}, 1, 4.7619, 4.7619, false},
	    {27930, 3, {-1330}, 1, 4.7619, 4.7619, true},
	    {27930, 5, {-1330, -1330}, 2, 4.7619, 9.5238, true},
	    {27930, 9.53, {-1330, -1330}, 2, 4.7619, 9.5238, false},
	    {27930, 5, {-1330, 1330}, 2, 4.7619, 9.5238, true}, /* they do not cancel */
	    {1000, 5, {50}, 1, 5, 5, true},			/* reaching counts */
	    {1000, 5, {49.999}, 1, 4.9999, 4.9999, false},
	    {1000, 5, {20, 20, 20}, 3, 2, 6, true},
	    {1000, 0, {0}, 1, 0, 0, false}, /* nothing is never significant */
	    {1000, 0, {1}, 1, 0.1, 0.1, true},
	    {-500, 5, {100}, 1, 20, 20, true}, /* a net sink */
	    {0, 5, {0}, 1, 0, 0, false},
	    {0, 5, {1}, 1, NAN, NAN, true},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		BaseVerdict out[3];
		base_year_judge(TABLE[i].base, TABLE[i].threshold, TABLE[i].changes, TABLE[i].count, out);
		const BaseVerdict *last = &out[TABLE[i].count - 1];
		bool is_right = isnan(TABLE[i].percent)
				    ? isnan(last->percent) && isnan(last->cumulative_percent)
				    : fabs(last->percent - TABLE[i].percent) < 5e-5 &&
					  fabs(last->cumulative_percent - TABLE[i].cumulative) < 5e-5;
		if (!is_right || last->is_required != TABLE[i].is_required)
			fail_msg("row %zu: %.6f %% %.6f %% %d", i, last->percent, last->cumulative_percent,
			    last->is_required);
	}
}

static void test_amounts(void **state)
{
	static const struct {
		double tco2e;
		bool is_fine, is_known;
		int64_t kg;
	} TABLE[] = {{27.93, true, true, 27930}, {-1.33, true, true, -1330}, {0.0005, true, true, 1},
	    {-0.0005, true, true, -1}, {0.0004, true, true, 0}, {NAN, true, false, 0},
	    {INFINITY, false, false, 0}, {1e12, false, false, 0}, {-1e11, true, true, -100000000000000}};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		BaseAmounts amounts = {0};
		bool is_fine = base_amount_set(&amounts, BASE_SCOPE1, TABLE[i].tco2e);
		if (is_fine != TABLE[i].is_fine || amounts.is_known[0] != TABLE[i].is_known ||
		    amounts.kg[0] != TABLE[i].kg)
			fail_msg(
			    "row %zu: %d %d %lld", i, is_fine, amounts.is_known[0], (long long)amounts.kg[0]);
	}
}

static BaseAmounts amounts_of(double scope1, double scope2, double market2, double scope3)
{
	BaseAmounts out = {0};
	const double values[BASE_PARTS] = {scope1, scope2, market2, scope3};
	for (int p = 0; p < BASE_PARTS; p++)
		assert_true(base_amount_set(&out, (BasePart)p, values[p]));
	return out;
}

static void test_mean_and_difference(void **state)
{
	BaseAmounts years[3] = {
	    amounts_of(10, 1, NAN, 0), amounts_of(11, 1, 3, -0.001), amounts_of(10.001, 1, 3, -0.001)};
	BaseAmounts mean = base_mean(years, 3);
	assert_true(mean.kg[BASE_SCOPE1] == 10334); /* 31 001 / 3 */
	assert_false(mean.is_known[BASE_MARKET2]);  /* one year lacks it */
	assert_true(isnan(base_amount(&mean, BASE_MARKET2)));
	assert_true(mean.kg[BASE_SCOPE3] == -1);
	BaseAmounts none = base_mean(years, 0);
	assert_false(none.is_known[BASE_SCOPE1]);
	BaseAmounts difference = base_difference(&years[1], &years[0]);
	assert_true(difference.kg[BASE_SCOPE1] == 1000 && !difference.is_known[BASE_MARKET2]);
	assert_true(base_total_kg(&years[1], false) == 12000 && base_total_kg(&years[1], true) == 11999);
}

/* What stands on paper: every amount with three places, and the sum of the printed parts is the printed sum.
 */
static long long printed(double tco2e)
{
	char text[64], digits[64];
	snprintf(text, sizeof text, "%.3f", tco2e);
	size_t n = 0;
	for (const char *c = text; *c; c++)
		if (*c != '.')
			digits[n++] = *c;
	digits[n] = '\0';
	return strtoll(digits, NULL, 10);
}

static void test_printed_parts_add_up(void **state)
{
	unsigned long long seed = 20261122;
	for (int round = 0; round < 2000; round++) {
		BaseAmounts sum = amounts_of(0, 0, 0, 0);
		long long parts[BASE_PARTS] = {0};
		for (int i = 0; i < 100; i++) {
			double at[BASE_PARTS];
			for (int p = 0; p < BASE_PARTS; p++) {
				seed = seed * 6364136223846793005ull + 1442695040888963407ull;
				double scale = pow(10, (double)((seed >> 20) % 13) - 4);
				at[p] = ((double)(seed >> 33) / 0x1p31 - 0.4) * scale;
			}
			BaseAmounts change = amounts_of(at[0], at[1], at[2], at[3]);
			sum = base_sum(&sum, &change);
			for (int p = 0; p < BASE_PARTS; p++)
				parts[p] += printed(base_amount(&change, (BasePart)p));
		}
		for (int p = 0; p < BASE_PARTS; p++)
			assert_true(parts[p] == printed(base_amount(&sum, (BasePart)p)));
	}
}

static void test_kinds(void **state)
{
	for (int kind = 0; kind < BASE_CHANGE_KINDS; kind++) {
		assert_int_equal(base_change_of(base_change_key((BaseChangeKind)kind)), kind);
		assert_true(*base_change_key((BaseChangeKind)kind) != '\0');
	}
	assert_int_equal(base_change_of("growth"), BASE_CHANGE_KINDS);
	assert_int_equal(base_change_of(""), BASE_CHANGE_KINDS);
	assert_int_equal(base_change_sign(BASE_DIVESTED), -1);
	assert_int_equal(base_change_sign(BASE_ACQUIRED), 1);
	assert_int_equal(base_change_sign(BASE_OUTSOURCED), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_significance),
	    cmocka_unit_test(test_amounts),
	    cmocka_unit_test(test_mean_and_difference),
	    cmocka_unit_test(test_printed_parts_add_up),
	    cmocka_unit_test(test_kinds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
