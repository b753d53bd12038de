/* What people type, and how numbers are written. */
#include "ghg/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h>

static void test_parse(void **state)
{
	static const struct {
		const char *typed;
		NumberProblem problem;
		double value;
	} CASES[] = {
	    {"2610", NUMBER_OK, 2610},
	    {" 2610.00 ", NUMBER_OK, 2610},
	    {"2,610", NUMBER_OK, 2610},
	    {"12,345,678.5", NUMBER_OK, 12345678.5},
	    {"2 610", NUMBER_OK, 2610},
	    {"2\xE2\x80\x89"
	     "610.5",
		NUMBER_OK, 2610.5},
	    {"２６１０．５", NUMBER_OK, 2610.5},
	    {"１，３８４．８７", NUMBER_OK, 1384.87},
	    {"\xE3\x80\x80"
	     "12\xE3\x80\x80",
		NUMBER_OK, 12},
	    {"-3", NUMBER_OK, -3},
	    {"−3.5", NUMBER_OK, -3.5},
	    {"+7", NUMBER_OK, 7},
	    {".5", NUMBER_OK, 0.5},
	    {"5.", NUMBER_OK, 5},
	    {"1e3", NUMBER_OK, 1000},
	    {"1.5E-2", NUMBER_OK, 0.015},
	    {"1e-400", NUMBER_OK, 0},
	    {"0", NUMBER_OK, 0},
	    {"", NUMBER_EMPTY, 0},
	    {"   ", NUMBER_EMPTY, 0},
	    {NULL, NUMBER_EMPTY, 0},
	    {"12,5", NUMBER_AMBIGUOUS_COMMA, 0},
	    {"0,125", NUMBER_AMBIGUOUS_COMMA, 0},
	    {"1.234,5", NUMBER_AMBIGUOUS_COMMA, 0},
	    {"1234,567", NUMBER_AMBIGUOUS_COMMA, 0},
	    {"12,5x", NUMBER_NOT_A_NUMBER, 0},
	    {"2610 MWh", NUMBER_NOT_A_NUMBER, 0},
	    {"12 34", NUMBER_NOT_A_NUMBER, 0},
	    {"1 234,567", NUMBER_AMBIGUOUS_COMMA, 0},
	    {"nan", NUMBER_NOT_A_NUMBER, 0},
	    {"inf", NUMBER_NOT_A_NUMBER, 0},
	    {"0x10", NUMBER_NOT_A_NUMBER, 0},
	    {"1e", NUMBER_NOT_A_NUMBER, 0},
	    {"--1", NUMBER_NOT_A_NUMBER, 0},
	    {".", NUMBER_NOT_A_NUMBER, 0},
	    {"-", NUMBER_NOT_A_NUMBER, 0},
	    {"1.2.3", NUMBER_NOT_A_NUMBER, 0},
	    {"十二", NUMBER_NOT_A_NUMBER, 0},
	    {"1e400", NUMBER_TOO_LARGE, 0},
	    {"-1e400", NUMBER_TOO_LARGE, 0},
	    {"11111111111111111111111111111111111111111111111111111111111111111", NUMBER_TOO_LARGE, 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		double value = 42;
		NumberProblem problem = number_parse(CASES[i].typed, &value);
		double expected = CASES[i].problem ? 42 : CASES[i].value;
		if (problem != CASES[i].problem || value != expected)
			fail_msg("\"%s\": problem %d, value %g", CASES[i].typed, (int)problem, value);
	}
}

static void test_text(void **state)
{
	static const struct {
		double value;
		int decimals;
		const char *grouped, *plain, *canonical;
	} CASES[] = {
	    {1384.866, 2,
		"1\xE2\x80\x89"
		"384.87",
		"1384.866", "1384.866000"},
	    {95286.11 + 63270.70, 2,
		"158\xE2\x80\x89"
		"556.81",
		"158556.81", "158556.810000"},
	    {0, 2, "0.00", "0", "0.000000"},
	    {-0.0000001, 2, "0.00", "-0.0000001", "0.000000"},
	    {-1234567, 0,
		"-1\xE2\x80\x89"
		"234\xE2\x80\x89"
		"567",
		"-1234567", "-1234567.000000"},
	    {999, 0, "999", "999", "999.000000"},
	    {0.1 + 0.2, 1, "0.3", "0.30000000000000004", "0.300000"},
	    {1e22, 0,
		"10\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000\xE2\x80\x89"
		"000",
		"1e+22", "10000000000000000000000.000000"},
	    {NAN, 2, "-", "-", "-"},
	    {INFINITY, 2, "-", "-", "-"},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		assert_string_equal(number_text(mem, CASES[i].value, CASES[i].decimals), CASES[i].grouped);
		assert_string_equal(number_plain(mem, CASES[i].value), CASES[i].plain);
		assert_string_equal(number_canonical(mem, CASES[i].value), CASES[i].canonical);
	}
	arena_close(mem);
}

/* number_plain gives a text that number_parse reads back as the same double. */
static void test_round_trip(void **state)
{
	Arena *mem = arena_open();
	double value = 1e-9;
	for (int i = 0; i < 2000; i++) {
		double back;
		value *= 1.0371;
		assert_int_equal(number_parse(number_plain(mem, value), &back), NUMBER_OK);
		assert_true(back == value);
	}
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
