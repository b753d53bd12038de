/* Tables of codes, owners, places and industries. */
#include "organisation/organisation_rules.h"

#include "base/str.h"
#include "organisation/organisation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void codes_are_read_by_gb_32100(void **state)
{
	/* The first five are the published codes of listed companies (public registers). */
	static const struct {
		const char *typed;
		UsccProblem problem;
		int at;
	} cases[] = {
	    {"91330100799655058B", USCC_FINE, 0},
	    {"9144030071526726XG", USCC_FINE, 0},
	    {"914403001922038216", USCC_FINE, 0},
	    {"91110000802100433B", USCC_FINE, 0},
	    {"91110108551385082Q", USCC_FINE, 0},
	    {"91110108551385082q", USCC_FINE, 0},
	    {" 9111 0108-5513 85082Q ", USCC_FINE, 0},
	    {"91110108551385082P", USCC_CHECK, 0},
	    {"91110108551385028Q", USCC_CHECK, 0}, /* two digits swapped */
	    {"9111010855138508Q", USCC_LENGTH, 0},
	    {"91110108551385082QQ", USCC_LENGTH, 0},
	    {"9I110108551385082Q", USCC_CHARACTER, 2},
	    {"911101085513850O2Q", USCC_CHARACTER, 16},
	    {"91110108551385082Z", USCC_CHARACTER, 18},
	    {"S1110108551385082Q", USCC_CHARACTER, 1},
	    {"V1110108551385082Q", USCC_CHARACTER, 1},
	    {"01110108551385082Q", USCC_AUTHORITY, 1},
	    {"B1110108551385082Q", USCC_AUTHORITY, 1},
	    {"91A10108551385082Q", USCC_DIVISION, 3},
	    {"9111010X551385082Q", USCC_DIVISION, 8},
	    {"  ", USCC_EMPTY, 0},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *normal;
		int at;
		UsccProblem problem = uscc_read(mem, cases[i].typed, &normal, &at);
		if (problem != cases[i].problem || at != cases[i].at)
			fail_msg("\"%s\": problem %d at %d", cases[i].typed, (int)problem, at);
	}
	arena_close(mem);
}

static void every_single_error_is_found(void **state)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	Arena *mem = arena_open();
	const char *right = uscc_make(mem, "91320205MA1TAHU07");
	assert_int_equal(strlen(right), 18);
	for (int i = 0; i < 18; i++) {
		for (const char *c = alphabet; *c; c++) {
			char *wrong = arena_copy(mem, right);
			wrong[i] = *c;
			const char *normal;
			int at;
			bool fine = uscc_read(mem, wrong, &normal, &at) == USCC_FINE;
			assert_int_equal(fine, *c == right[i]);
		}
	}
	assert_null(uscc_make(mem, "91320205MA1TAHUO7"));
	arena_close(mem);
}

static void the_last_owner_stays(void **state)
{
	static const struct {
		const char *now, *then;
		int owners;
		bool may;
	} cases[] = {
	    {"owner", "viewer", 1, false},
	    {"owner", "", 1, false},
	    {"owner", "owner", 1, true},
	    {"owner", "viewer", 2, true},
	    {"preparer", "", 1, true},
	    {"viewer", "owner", 1, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (owner_may_go(cases[i].now, cases[i].then, cases[i].owners) != cases[i].may)
			fail_msg("%s to \"%s\" of %d", cases[i].now, cases[i].then, cases[i].owners);
	}
	assert_true(role_is_known("signatory"));
	assert_false(role_is_known("admin"));
	assert_false(role_is_known(""));
}

static void lists_are_whole(void **state)
{
	assert_int_equal(PROVINCE_COUNT, 34);
	assert_int_equal(INDUSTRY_COUNT, 97);
	for (size_t i = 1; i < PROVINCE_COUNT; i++)
		assert_true(strcmp(PROVINCES[i - 1].code, PROVINCES[i].code) < 0);
	for (size_t i = 1; i < INDUSTRY_COUNT; i++) {
		assert_true(strcmp(INDUSTRIES[i - 1].code, INDUSTRIES[i].code) < 0);
		assert_true(INDUSTRIES[i - 1].section <= INDUSTRIES[i].section);
	}
	assert_string_equal(province_of("32")->grid, "EC");
	assert_null(province_of("99"));
	assert_string_equal(province_name("32", EN), "Jiangsu");
	assert_string_equal(industry_name("30", ZH), "非金属矿物制品业");
	assert_string_equal(industry_name("", ZH), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_are_read_by_gb_32100),
	    cmocka_unit_test(every_single_error_is_found),
	    cmocka_unit_test(the_last_owner_stays),
	    cmocka_unit_test(lists_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
