/* Random numbers: the published answers of Philox, quantiles against tables, log and exp against the library,
 * and that draws spread as they should. */
#include "ghg/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdlib.h>

#include <cmocka.h>

/* The known answers that the authors publish with their library (kat_vectors, philox4x32 10). */
static void test_philox(void **state)
{
	static const struct {
		uint32_t counter[4], key[2], out[4];
	} CASES[] = {
	    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
	    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
		{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
	    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
		{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		uint32_t out[4];
		sample_block(CASES[i].counter, CASES[i].key, out);
		for (int w = 0; w < 4; w++)
			assert_int_equal(out[w], CASES[i].out[w]);
	}
}

static void test_quantile(void **state)
{
	static const struct {
		double p, z;
	} CASES[] = {
	    {0.5, 0},
	    {0.25, -0.6744897501960817}, /* with 0.001 and 1e-20 the check values of AS 241 */
	    {0.001, -3.090232306167814},
	    {1e-20, -9.262340089798408},
	    {0.975, 1.959963984540054},
	    {0.025, -1.959963984540054},
	    {0.84134474606854293, 1},
	    {0.9999, 3.719016485455709},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		if (!(fabs(sample_quantile(CASES[i].p) - CASES[i].z) < 4e-15 * (1 + fabs(CASES[i].z))))
			fail_msg("p = %g: %.17g", CASES[i].p, sample_quantile(CASES[i].p));
}

static void test_log_and_exp(void **state)
{
	for (int i = 0; i < 20000; i++) {
		double x = -60 + i * 0.006, y = sample_exp(x);
		if (!(fabs(y - exp(x)) <= 1e-15 * exp(x)))
			fail_msg("exp(%.17g) = %.17g", x, y);
		if (!(fabs(sample_log(y) - log(y)) <= 4e-16 + 4e-16 * fabs(log(y))))
			fail_msg("log(%.17g) = %.17g", y, sample_log(y));
	}
	assert_true(sample_log(1) == 0 && sample_exp(0) == 1);
}

/* Means, variances and quarters of a stream, and two streams beside each other. */
static void test_spread(void **state)
{
	enum { DRAWS = 100000 };
	double sum = 0, squares = 0, product = 0;
	int quarters[4] = {0};
	for (int i = 0; i < DRAWS; i++) {
		double u = sample_uniform(7, 1, (uint64_t)i), z = sample_normal(7, 2, (uint64_t)i);
		assert_true(u > 0 && u < 1);
		quarters[(int)(u * 4)]++;
		sum += z;
		squares += z * z;
		product += z * sample_normal(7, 3, (uint64_t)i);
	}
	assert_true(fabs(sum / DRAWS) < 4 / sqrt(DRAWS));
	assert_true(fabs(squares / DRAWS - 1) < 4 * sqrt(2.0 / DRAWS));
	assert_true(fabs(product / DRAWS) < 4 / sqrt(DRAWS));
	for (int q = 0; q < 4; q++)
		assert_true(abs(quarters[q] - DRAWS / 4) < 600);
}

/* The bytes that every machine draws. */
static void test_same_everywhere(void **state)
{
	assert_true(sample_uniform(0, 0, 0) != sample_uniform(0, 0, 1));
	assert_true(sample_uniform(0, 0, 0) != sample_uniform(1, 0, 0));
	assert_true(sample_uniform(0, 1, 0) != sample_uniform(0, 0, 0));
	assert_true(sample_uniform(0, 0, 0) == 0x1.c2d38b1acc4fdp-1);
	assert_true(sample_normal(42, 7, 9) == sample_normal(42, 7, 9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_philox),
	    cmocka_unit_test(test_quantile),
	    cmocka_unit_test(test_log_and_exp),
	    cmocka_unit_test(test_spread),
	    cmocka_unit_test(test_same_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
