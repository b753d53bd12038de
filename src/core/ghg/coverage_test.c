/* Month masks: periods of every length, documents that reach over the period's ends, the grid by source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/coverage.h"

static Date day(const char *text)
{
	Date date;
	assert_true(date_parse(text, &date));
	return date;
}

static void counts_months_of_periods(void **state)
{
	(void)state;
	static const struct {
		const char *start, *end;
		int months;
		bool is_full_year;
	} CASES[] = {
	    {"2025-01-01", "2025-12-31", 12, true},
	    {"2024-01-01", "2024-12-31", 12, true},
	    {"2025-01-15", "2026-01-14", 13, true},
	    {"2024-02-29", "2025-02-28", 13, true},
	    {"2025-03-10", "2025-03-11", 1, false},
	    {"2025-03-31", "2025-04-01", 2, false},
	    {"2025-01-01", "2025-12-30", 12, false},
	    {"2025-01-01", "2026-01-01", 13, true},
	    {"2025-01-01", "2026-01-02", 0, false}, /* 367 days */
	    {"2025-03-11", "2025-03-10", 0, false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Date start = day(CASES[i].start), end = day(CASES[i].end);
		assert_int_equal(months_in_period(start, end), CASES[i].months);
		assert_int_equal(months_is_full_year(start, end), CASES[i].is_full_year);
	}
	assert_int_equal(months_in_period((Date){0}, day("2025-01-01")), 0);
}

static void moves_months_with_the_calendar(void **state)
{
	(void)state;
	static const struct {
		Months months;
		int by, count;
		Months moved;
	} CASES[] = {
	    {0x007, 0, 12, 0x007},
	    {0x007, 1, 12, 0x003},   /* January to March; the period begins in February: January left */
	    {0x007, 3, 12, 0},	     /* all of them left */
	    {0x007, -6, 12, 0x1c0},  /* it begins half a year earlier */
	    {0xc00, -1, 12, 0x800},  /* November and December: December left at the end */
	    {0xc00, -1, 13, 0x1800}, /* of 13 months none left */
	    {0xfff, 2, 5, 0x01f},    /* the period is short now */
	    {0xfff, 12, 12, 0},	     /* a year on */
	    {0x1fff, -12, 13, 0x1000},
	    {0x1fff, 40, 12, 0},
	    {0x1fff, -40, 12, 0},
	    {0, 3, 12, 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_int_equal(months_moved(CASES[i].months, CASES[i].by, CASES[i].count), CASES[i].moved);
}

static void places_documents_in_the_period(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
		Months months;
	} CASES[] = {
	    {"2025-01-01", "2025-01-31", 0x001},
	    {"2025-03-15", "2025-05-02", 0x01c},
	    {"2024-11-20", "2025-01-20", 0x001},
	    {"2025-12-01", "2026-02-01", 0x800},
	    {"2025-01-01", "2025-12-31", 0xfff},
	    {"2026-01-01", "2026-01-31", 0},
	    {"2024-01-01", "2024-12-31", 0},
	    {"2025-05-02", "2025-05-01", 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_int_equal(months_of_days(day("2025-01-01"), day("2025-12-31"), day(CASES[i].from),
				     day(CASES[i].to)),
		    CASES[i].months);
}

static void knows_what_is_missing(void **state)
{
	(void)state;
	static const struct {
		Months months, proven;
		int count;
		Months missing;
	} CASES[] = {
	    {0, 0, 12, 0xfff},
	    {0, 0xfff, 12, 0},
	    {0x00f, 0x003, 12, 0x00c},
	    {0x00f, 0xff0, 12, 0x00f},
	    {0x1000, 0, 12, 0xfff}, /* no month of the period: all of it */
	    {0x1fff, 0x0fff, 13, 0x1000},
	    {0, 0, 1, 1},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_int_equal(
		    months_missing(CASES[i].months, CASES[i].proven, CASES[i].count), CASES[i].missing);
	assert_int_equal(months_all(99), 0x1fff);
	assert_int_equal(months_all(-1), 0);
	assert_int_equal(months_number(0x1fff), 13);
}

static void names_months(void **state)
{
	(void)state;
	static const struct {
		Months months;
		const char *text;
	} CASES[] = {
	    {0, ""},
	    {0x001, "2025-11"},
	    {0x003, "2025-11, 2025-12"},
	    {0x007, "2025-11–2026-01"},
	    {0x047, "2025-11–2026-01, 2026-05"},
	    {0x1fff, "2025-11–2026-11"},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_string_equal(months_text(mem, CASES[i].months, day("2025-11-20")), CASES[i].text);
	arena_close(mem);
}

static void draws_the_grid_by_source(void **state)
{
	(void)state;
	static const CoverageLine LINES[] = {
	    {1, "power", 0x00f, 0x00f},
	    {2, "gas", 0, 0x7ff},
	    {3, "power", 0x018, 0x008},
	};
	Arena *mem = arena_open();
	size_t count;
	CoverageRow *rows = coverage_grid(mem, LINES, 3, 12, &count);
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].source, "power");
	assert_int_equal(rows[0].wanted, 0x01f);
	assert_int_equal(rows[0].twice, 0x008);
	assert_int_equal(rows[0].missing, 0x010);
	assert_int_equal(rows[0].proven, 0x00f);
	assert_int_equal(rows[0].absent, 0xfe0);
	assert_int_equal(rows[0].lines, 2);
	assert_int_equal(rows[1].missing, 0x800);
	assert_int_equal(rows[1].absent, 0);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_months_of_periods),
	    cmocka_unit_test(moves_months_with_the_calendar),
	    cmocka_unit_test(places_documents_in_the_period),
	    cmocka_unit_test(knows_what_is_missing),
	    cmocka_unit_test(names_months),
	    cmocka_unit_test(draws_the_grid_by_source),
	};
	return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
