/* Each rule of the form, kept and broken. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/b205.h"

#define N NAN

static void checks_every_rule(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		B205Line lines[4];
		B205Check check; /* B205_CHECKS: nothing to say */
		const char *row;
		int at;
		double expected;
	} CASES[] = {
	    {.name = "power as it should be",
		.lines = {{.code = "33",
		    .column = {N, 261, 1566, 261, 250, N, 11, N, N, 1.229},
		    .tce_low = 1.229,
		    .tce_high = 1.229}},
		.check = B205_CHECKS},
	    {.name = "4 = 5 + 7",
		.lines = {{.code = "33",
		    .column = {N, 261, N, 261, 250, N, 10, N, N, 1.229},
		    .tce_low = 1.229,
		    .tce_high = 1.229}},
		.check = B205_CONSUMPTION_PARTS,
		.row = "33",
		.at = 4,
		.expected = 260},
	    {.name = "rounding is allowed",
		.lines = {{.code = "21",
		    .column = {N, N, N, 10.01, 5, N, 5, N, N, 1.4571},
		    .tce_low = 1.4571,
		    .tce_high = 1.4571}},
		.check = B205_CHECKS},
	    {.name = "rounding has an end",
		.lines = {{.code = "21",
		    .column = {N, N, N, 10.02, 5, N, 5, N, N, 1.4571},
		    .tce_low = 1.4571,
		    .tce_high = 1.4571}},
		.check = B205_CONSUMPTION_PARTS,
		.row = "21",
		.at = 4,
		.expected = 10},
	    {.name = "only 4 is told",
		.lines =
		    {{.code = "21", .column = {N, N, N, 10, N, N, N, N, N, N}, .tce_low = 0, .tce_high = 0}},
		.check = B205_CHECKS},
	    {.name = "6 <= 5",
		.lines = {{.code = "15",
		    .column = {N, N, N, 10, 10, 11, N, N, N, N},
		    .tce_low = 0,
		    .tce_high = 0}},
		.check = B205_FEEDSTOCK,
		.row = "15",
		.at = 6,
		.expected = 10},
	    {.name = "6 = 5",
		.lines = {{.code = "15",
		    .column = {N, N, N, 10, 10, 10, N, N, N, N},
		    .tce_low = 0,
		    .tce_high = 0}},
		.check = B205_CHECKS},
	    {.name = "8 <= 4",
		.lines = {{.code = "21",
		    .column = {N, N, N, 10, 2, N, 8, 10.5, N, N},
		    .tce_low = 0,
		    .tce_high = 0}},
		.check = B205_TRANSPORT,
		.row = "21",
		.at = 8,
		.expected = 10},
	    {.name = "9 = 1 + 2 - 4",
		.lines =
		    {{.code = "21", .column = {5, 20, N, 22, N, N, N, N, 4, N}, .tce_low = 0, .tce_high = 0}},
		.check = B205_STOCK,
		.row = "21",
		.at = 9,
		.expected = 3},
	    {.name = "stock fits",
		.lines =
		    {{.code = "21", .column = {5, 20, N, 22, N, N, N, N, 3, N}, .tce_low = 0, .tce_high = 0}},
		.check = B205_CHECKS},
	    {.name = "less than nothing",
		.lines = {{.code = "21",
		    .column = {N, -20, N, 22, N, N, N, N, N, N},
		    .tce_low = 0,
		    .tce_high = 0}},
		.check = B205_NEGATIVE,
		.row = "21",
		.at = 2,
		.expected = 0},
	    {.name = "kinds make 01",
		.lines = {{.code = "01",
			      .column = {N, N, N, 100, N, N, N, N, N, 0.7143},
			      .tce_low = 0.7143,
			      .tce_high = 0.7143},
		    {.code = "02", .column = {N, N, N, 60, N, N, N, N, N, N}},
		    {.code = "05", .column = {N, N, N, 40, N, N, N, N, N, N}}},
		.check = B205_CHECKS},
	    {.name = "kinds exceed 01",
		.lines = {{.code = "01",
			      .column = {N, N, N, 90, N, N, N, N, N, 0.7143},
			      .tce_low = 0.7143,
			      .tce_high = 0.7143},
		    {.code = "02", .column = {N, N, N, 60, N, N, N, N, N, N}},
		    {.code = "05", .column = {N, N, N, 40, N, N, N, N, N, N}}},
		.check = B205_KINDS_OVER,
		.row = "01",
		.at = 4,
		.expected = 100},
	    {.name = "kinds fall short of 01",
		.lines = {{.code = "01",
			      .column = {N, N, N, 110, N, N, N, N, N, 0.7143},
			      .tce_low = 0.7143,
			      .tce_high = 0.7143},
		    {.code = "02", .column = {N, N, N, 60, N, N, N, N, N, N}},
		    {.code = "05", .column = {N, N, N, 40, N, N, N, N, N, N}}},
		.check = B205_KINDS_UNDER,
		.row = "01",
		.at = 4,
		.expected = 100},
	    {.name = "06 is no kind of 01",
		.lines = {{.code = "01",
			      .column = {N, N, N, 90, N, N, N, N, N, 0.7143},
			      .tce_low = 0.7143,
			      .tce_high = 0.7143},
		    {.code = "06", .column = {N, N, N, 60, N, N, N, N, N, 0.9}}},
		.check = B205_CHECKS},
	    {.name = "total in tce, kinds not counted twice",
		.lines = {{.code = "01",
			      .column = {N, N, N, 100, N, N, N, N, N, 0.7143},
			      .tce_low = 0.7143,
			      .tce_high = 0.7143},
		    {.code = "04", .column = {N, N, N, 100, N, N, N, N, N, 0.7143}},
		    {.code = "33",
			.column = {N, N, N, 261, N, N, N, N, N, 1.229},
			.tce_low = 1.229,
			.tce_high = 1.229},
		    {.code = "40", .column = {N, N, N, 392.2, N, N, N, N, N, N}}},
		.check = B205_CHECKS},
	    {.name = "total in tce is off",
		.lines = {{.code = "33",
			      .column = {N, N, N, 261, N, N, N, N, N, 1.229},
			      .tce_low = 1.229,
			      .tce_high = 1.229},
		    {.code = "40", .column = {N, N, N, 330, N, N, N, N, N, N}}},
		.check = B205_TOTAL_TCE,
		.row = "40",
		.at = 4,
		.expected = 320.769},
	    {.name = "total without coefficients is not judged",
		.lines = {{.code = "33", .column = {N, N, N, 261, N, N, N, N, N, N}},
		    {.code = "40", .column = {N, N, N, 330, N, N, N, N, N, N}}},
		.check = B205_CHECKS},
	    {.name = "money",
		.lines = {{.code = "33", .column = {N, N, 1566, N, N, N, N, N, N, N}},
		    {.code = "21", .column = {N, N, 80, N, N, N, N, N, N, N}},
		    {.code = "40", .column = {N, N, 1700, N, N, N, N, N, N, N}}},
		.check = B205_TOTAL_MONEY,
		.row = "40",
		.at = 3,
		.expected = 1646},
	    {.name = "kgce for tce",
		.lines = {{.code = "33",
		    .column = {N, N, N, 261, N, N, N, N, N, 1229},
		    .tce_low = 1.229,
		    .tce_high = 1.229}},
		.check = B205_COEFFICIENT,
		.row = "33",
		.at = 10,
		.expected = 1.229},
	    {.name = "equivalent value of power",
		.lines = {{.code = "33",
		    .column = {N, N, N, 261, N, N, N, N, N, 2.4},
		    .tce_low = 1.229,
		    .tce_high = 1.229}},
		.check = B205_CHECKS},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		size_t lines = 0, count;
		while (lines < 4 && CASES[i].lines[lines].code)
			lines++;
		B205Problem *problems = b205_check(mem, CASES[i].lines, lines, &count);
		if (count != (CASES[i].check != B205_CHECKS))
			fail_msg("%s: %zu problems", CASES[i].name, count);
		if (count == 0)
			continue;
		assert_string_equal(b205_check_key(problems[0].check), b205_check_key(CASES[i].check));
		assert_string_equal(problems[0].code, CASES[i].row);
		assert_int_equal(problems[0].column, CASES[i].at);
		assert_true(fabs(problems[0].expected - CASES[i].expected) < 1e-9);
		assert_int_equal(problems[0].is_warning, CASES[i].check >= B205_STOCK);
	}
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checks_every_rule),
	};
	return cmocka_run_group_tests_name("b205", tests, NULL, NULL);
}
