/* decimal.c against the C library: the same text and the same bits, over hard cases and millions of random
 * ones. */
#include "live/decimal.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

enum { RANDOM_TEXTS = 400000, RANDOM_BITS = 150000 };

static uint64_t state = 88172645463325252u;

static uint64_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static double any_double(void)
{
	uint64_t bits = next_random();
	double value;
	memcpy(&value, &bits, sizeof value);
	return isfinite(value) ? value : 1.5;
}

/* Amounts as people have them: few digits, everyday size. */
static double everyday(void)
{
	static const double SCALES[] = {1, 10, 1e2, 1e3, 1e4, 1e6, 1e9, 0.3, 7, 1e12};
	return (double)(int64_t)(next_random() % 2000000000 - 1000000000) / SCALES[next_random() % 10];
}

static void check_print(char conversion, int precision, double value)
{
	char format[] = "%.*?", ours[DECIMAL_TEXT_MAX], theirs[DECIMAL_TEXT_MAX];
	format[3] = conversion;
	snprintf(theirs, sizeof theirs, format, precision, value);
	size_t len = decimal_print(ours, conversion, precision, value);
	if (strcmp(ours, theirs) != 0 || len != strlen(theirs))
		fail_msg("%%.%d%c of %a: %s, not %s", precision, conversion, value, ours, theirs);
}

/* The sign of a zero counts too. */
static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void check_read(const char *text)
{
	char *their_end;
	const char *our_end;
	double theirs = strtod(text, &their_end), ours = decimal_read(text, &our_end);
	if (bits_of(ours) != bits_of(theirs) || our_end != their_end)
		fail_msg("\"%s\": %a, not %a", text, ours, theirs);
}

static void prints_hard_cases(void **unused)
{
	static const double CASES[] = {0, -0.0, 1, -1, 0.5, 1.5, 2.5, 0.05, 0.25, 0.125, 9.5, 99.5, 999999.5,
	    0.000001, 0.0000005, 0.0000015, 1e21, 1e22, 1e23, 5e-324, 2.2250738585072014e-308,
	    2.225073858507201e-308, 1.7976931348623157e308, 4503599627370496.5, 9007199254740993.0, 0.1, 0.2,
	    0.3, 1384.866, 123456789012.5};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		for (int precision = 0; precision <= 20; precision++) {
			check_print('e', precision, CASES[i]);
			check_print('f', precision, CASES[i]);
			check_print('g', precision, CASES[i]);
		}
	check_print('e', 800, 5e-324);
	check_print('f', 1100, 5e-324);
	check_print('f', 3, 1.7976931348623157e308);
	check_print('g', 3, INFINITY);
	check_print('f', 3, -INFINITY);
}

static void prints_as_the_library(void **unused)
{
	for (int i = 0; i < RANDOM_BITS; i++) {
		double value = i % 2 ? any_double() : everyday();
		check_print('e', (int)(next_random() % 18), value);
		check_print('g', (int)(next_random() % 18), value);
		check_print('f', (int)(next_random() % 10), value);
	}
}

static void reads_hard_cases(void **unused)
{
	static const char *const CASES[] = {"", " ", "x", "-", ".", "-.", "e5", "1e", "1e+", "1.5e-x", "0",
	    "-0", "+7", "00012", ".5", "5.", "-.5e1", " \t12", "1.7976931348623157e308",
	    "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e400", "-1e99999999",
	    "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.47e-324",
	    "1e-400", "2.2250738585072011e-308", "2.2250738585072012e-308", "9007199254740993",
	    "9007199254740992.99999999999", "9007199254740993.0000000000000000000000000001", "0.1",
	    "123456789012345678901234567890", "1e22", "1e23", "8.5e22", "6.0221407623e23", "0e999999",
	    "0.0e-9999", "1448997445238699",
	    "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977"
	    "587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817"
	    "7115"
	    "317644757302700698555713669596228429148198608349364752927190741684443655107043427115596995080930"
	    "4288"
	    "0"};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		check_read(CASES[i]);
}

/* Exactly between two doubles, and a hair beside it. */
static void reads_ties(void **unused)
{
	char text[DECIMAL_TEXT_MAX + 8];
	for (int i = 0; i < 4000; i++) {
		double low = fabs(i % 4 ? everyday() : any_double()), high = nextafter(low, INFINITY);
		if (low < 1e-280 || high > 1e280)
			continue;
		char half[DECIMAL_TEXT_MAX]; /* of twice the numbers the middle is a double's sum, printed
						exactly */
		long double middle = ((long double)low + high) / 2;
		snprintf(half, sizeof half, "%.770Le", middle);
		check_read(half);
		char *exponent = strchr(half, 'e');
		snprintf(text, sizeof text, "%.*s1%s", (int)(exponent - half), half, exponent);
		check_read(text);
	}
}

static void reads_as_the_library(void **unused)
{
	char text[64];
	for (int i = 0; i < RANDOM_TEXTS; i++) {
		double value = i % 2 ? any_double() : everyday();
		snprintf(text, sizeof text, "%.*e", (int)(next_random() % 25), value);
		check_read(text);
		unsigned long long whole = next_random() >> (next_random() % 60),
				   part = next_random() >> (next_random() % 60);
		snprintf(text, sizeof text, "%s%llu.%llue%d", i % 3 ? "" : "-", whole, part,
		    (int)(next_random() % 700) - 350);
		check_read(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prints_hard_cases),
	    cmocka_unit_test(prints_as_the_library),
	    cmocka_unit_test(reads_hard_cases),
	    cmocka_unit_test(reads_ties),
	    cmocka_unit_test(reads_as_the_library),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
