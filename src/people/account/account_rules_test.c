/* Tables of logins, passwords and paths. */
#include "account/account_rules.h"

#include "base/rand.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void logins_are_normalised(void **state)
{
	static const struct {
		const char *typed;
		LoginKind kind;
		const char *normal;
	} cases[] = {
	    {"Wang.Li@Example.COM", LOGIN_EMAIL, "wang.li@example.com"},
	    {"  a+b@sub.example.cn ", LOGIN_EMAIL, "a+b@sub.example.cn"},
	    {"a@b", LOGIN_NONE, ""},
	    {"a@b..cn", LOGIN_NONE, ""},
	    {"a@-b.cn", LOGIN_NONE, ""},
	    {"a@b.cn.", LOGIN_NONE, ""},
	    {"a@1.2", LOGIN_NONE, ""},
	    {".a@b.cn", LOGIN_NONE, ""},
	    {"a..b@c.cn", LOGIN_NONE, ""},
	    {"a b@c.cn", LOGIN_NONE, ""},
	    {"a@b@c.cn", LOGIN_NONE, ""},
	    {"a@b.cn\r\nBcc: x@y.cn", LOGIN_NONE, ""},
	    {"18512345791", LOGIN_MOBILE, "18512345791"},
	    {"+86 185-1234-5791", LOGIN_MOBILE, "18512345791"},
	    {"0086 18512345791", LOGIN_MOBILE, "18512345791"},
	    {"8618512345791", LOGIN_MOBILE, "18512345791"},
	    {"１８５１２３４５７９１", LOGIN_MOBILE, "18512345791"},
	    {"12012345791", LOGIN_NONE, ""},
	    {"1851234579", LOGIN_NONE, ""},
	    {"+1 415 555 0100", LOGIN_NONE, ""},
	    {"185x2345791", LOGIN_NONE, ""},
	    {"", LOGIN_NONE, ""},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *normal;
		LoginKind kind = login_read(mem, cases[i].typed, &normal);
		if (kind != cases[i].kind || !str_eq(normal, cases[i].normal))
			fail_msg("\"%s\": kind %d, \"%s\"", cases[i].typed, (int)kind, normal);
	}
	arena_close(mem);
}

static void numbers_are_never_whole(void **state)
{
	Arena *mem = arena_open();
	assert_string_equal(mobile_masked(mem, "18512345791"), "185****5791");
	assert_string_equal(mobile_masked(mem, "123"), "****");
	assert_string_equal(mobile_masked(mem, ""), "");
	arena_close(mem);
}

static void passwords_are_judged(void **state)
{
	static const struct {
		const char *password, *name, *login;
		PasswordProblem problem;
	} cases[] = {
	    {"short1234", "王丽", "a@b.cn", PASSWORD_SHORT},
	    {"绿水青山就是金山银山", "王丽", "a@b.cn", PASSWORD_FINE},
	    {"correct horse battery", "王丽", "a@b.cn", PASSWORD_FINE},
	    {"Tai-hu glass 2025", "王丽", "a@b.cn", PASSWORD_FINE},
	    {"password123", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"Password!!2025", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"1234567890", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"20250101!!", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"aaaaaaaaaabbbb", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"abcdefghijklm", "王丽", "a@b.cn", PASSWORD_COMMON},
	    {"lihua@exam1", "王丽", "lihua@example.cn", PASSWORD_PERSONAL},
	    {"lihua12345", "王丽", "lihua@example.cn", PASSWORD_PERSONAL},
	    {"18512345791a", "王丽", "18512345791", PASSWORD_PERSONAL},
	    {"王小丽王小丽2025年", "王小丽", "a@b.cn", PASSWORD_FINE},
	    {"ChenMing2025", "chenming", "a@b.cn", PASSWORD_PERSONAL},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		PasswordProblem problem = password_check(
		    mem, cases[i].password, cases[i].name, cases[i].login);
		if (problem != cases[i].problem)
			fail_msg("\"%s\": %d", cases[i].password, (int)problem);
	}
	char long_one[PASSWORD_MAX + 2];
	for (int i = 0; i <= PASSWORD_MAX; i++)
		long_one[i] = "kfuqzmwe"[(i * 5 + i / 7) % 8];
	long_one[PASSWORD_MAX + 1] = 0;
	assert_int_equal(password_check(mem, long_one, "", ""), PASSWORD_LONG);
	arena_close(mem);
}

static void only_local_paths_lead_back(void **state)
{
	static const struct {
		const char *path;
		bool local;
	} cases[] = {
	    {"/me/calculator", true},
	    {"/me?x=1&y=%2F%2F", true},
	    {"/", true},
	    {"", false},
	    {"//evil.cn", false},
	    {"/\\evil.cn", false},
	    {"https://evil.cn", false},
	    {"me", false},
	    {"/me\r\nSet-Cookie: a=b", false},
	    {"/a\\b", false},
	    {"/a b", false},
	    {"javascript:alert(1)", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (path_is_local(cases[i].path) != cases[i].local)
			fail_msg("\"%s\"", cases[i].path);
	}
}

static void one_time_passwords_pass_the_rules(void **state)
{
	Arena *mem = arena_open();
	const char *first = password_one_time(mem);
	const char *second = password_one_time(mem);
	assert_int_equal(strlen(first), 23);
	assert_string_not_equal(first, second);
	assert_int_equal(password_check(mem, first, "admin", "admin@example.cn"), PASSWORD_FINE);
	arena_close(mem);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(logins_are_normalised),
	    cmocka_unit_test(numbers_are_never_whole),
	    cmocka_unit_test(passwords_are_judged),
	    cmocka_unit_test(only_local_paths_lead_back),
	    cmocka_unit_test(one_time_passwords_pass_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
