/* Records cut by the reporting period, both ends counted. */
#include "ghg/boundary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h>

static void test_days(void **state)
{
	static const struct {
		Date first, last, from, to;
		int64_t days, of;
		double rounded; /* to six places */
	} CASES[] = {
	    {{2025, 1, 1}, {2025, 12, 31}, {2025, 7, 1}, {2026, 6, 30}, 184, 365, 0.504110},
	    {{2025, 12, 16}, {2026, 1, 15}, {2025, 1, 1}, {2025, 12, 31}, 16, 31, 0.516129},
	    {{2024, 1, 1}, {2024, 12, 31}, {2024, 7, 2}, {2025, 7, 1}, 183, 366, 0.5},
	    {{2025, 3, 1}, {2025, 3, 31}, {2025, 3, 10}, {2025, 3, 19}, 10, 31, 0.322581},
	    {{2024, 3, 1}, {2024, 3, 31}, {2025, 1, 1}, {2025, 12, 31}, 0, 31, 0},
	    {{2025, 3, 5}, {2025, 3, 5}, {2025, 1, 1}, {2025, 12, 31}, 1, 1, 1},
	    {{2025, 3, 5}, {2025, 3, 4}, {2025, 1, 1}, {2025, 12, 31}, 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		DayShare exact = boundary_days(CASES[i].first, CASES[i].last, CASES[i].from, CASES[i].to, 0);
		DayShare six = boundary_days(CASES[i].first, CASES[i].last, CASES[i].from, CASES[i].to, 6);
		assert_int_equal(exact.days, CASES[i].days);
		assert_int_equal(exact.of, CASES[i].of);
		assert_true(fabs(six.share - CASES[i].rounded) < 1e-12);
		assert_true(fabs(exact.share - six.share) <= 5e-7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_days)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
