/* Tables of the decisions about evidence. */
#include "evidence/evidence_rules.h"

#include "evidence/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void months_of_file_names(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		Date start;
		int months;
		int64_t mask;
	} cases[] = {
	    {"电费 2025-03.pdf", {2025, 1, 1}, 12, 1 << 2},
	    {"202512 power.pdf", {2025, 1, 1}, 12, 1 << 11},
	    {"2025年7月燃气.pdf", {2025, 1, 1}, 12, 1 << 6},
	    {"气费 1-6月.pdf", {2025, 1, 1}, 12, 0x3F},
	    {"气费 7月至12月.pdf", {2025, 1, 1}, 12, 0xFC0},
	    {"Q2 ledger.xlsx", {2025, 1, 1}, 12, 0x38},
	    {"四季度台账.xlsx", {2025, 1, 1}, 12, 0xE00},
	    {"1月 2月.pdf", {2025, 1, 1}, 12, 3},
	    {"3月.pdf", {2025, 3, 15}, 13, 1 | 1 << 12}, /* March stands at both ends */
	    {"2026-03.pdf", {2025, 3, 15}, 13, 1 << 12},
	    {"invoice 20250315-889.pdf", {2025, 1, 1}, 12, 0},
	    {"invoice 1234567.pdf", {2025, 1, 1}, 12, 0},
	    {"13月.pdf", {2025, 1, 1}, 12, 0},
	    {"2019-05.pdf", {2025, 1, 1}, 12, 0},
	    {"", {2025, 1, 1}, 12, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
		    evidence_months_of_name(cases[i].name, cases[i].start, cases[i].months), cases[i].mask);
}

static void months_of_periods(void **state)
{
	(void)state;
	assert_int_equal(evidence_month_count((Date){2025, 1, 1}, (Date){2025, 12, 31}), 12);
	assert_int_equal(evidence_month_count((Date){2025, 3, 15}, (Date){2026, 3, 14}), 13);
	assert_int_equal(evidence_month_count((Date){2025, 5, 30}, (Date){2025, 5, 31}), 1);
	assert_int_equal(evidence_proven(0, 12), 0xFFF);
	assert_int_equal(evidence_proven(1 << 12 | 1, 12), 1);
	Arena *mem = arena_open();
	assert_string_equal(evidence_month_text(mem, (Date){2025, 3, 15}, 10), "2026-01");
	arena_close(mem);
}

static void kinds_and_targets(void **state)
{
	(void)state;
	assert_true(evidence_kind_is_known("laboratory"));
	assert_false(evidence_kind_is_known("Laboratory"));
	assert_false(evidence_kind_is_known(""));
	assert_true(evidence_target_is_known("b205"));
	assert_false(evidence_target_is_known("lines"));
}

static void moved_months_stay_with_the_calendar(void **state)
{
	(void)state;
	static const struct {
		int64_t mask;
		int by, count;
		int64_t moved;
	} CASES[] = {
	    {0, 5, 12, 0}, /* the whole period, whichever it is */
	    {0x7, 1, 12, 0x3}, {0x7, -3, 12, 0x38}, {0x7, 3, 12, EVIDENCE_MONTHS_OUTSIDE},
	    {EVIDENCE_MONTHS_OUTSIDE, -3, 12,
		EVIDENCE_MONTHS_OUTSIDE}, /* what was dropped does not come back */
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_int_equal(
		    evidence_months_moved(CASES[i].mask, CASES[i].by, CASES[i].count), CASES[i].moved);
	assert_int_equal(evidence_proven(EVIDENCE_MONTHS_OUTSIDE, 12), 0);
	assert_int_equal(evidence_proven(EVIDENCE_MONTHS_OUTSIDE, 13), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(months_of_file_names),
	    cmocka_unit_test(months_of_periods),
	    cmocka_unit_test(kinds_and_targets),
	    cmocka_unit_test(moved_months_stay_with_the_calendar),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
