/* JSON: what is refused, which field a fault names, numbers as RFC 8785 lays them out, escapes, round trips.
 */
#include "base/str.h"
#include "json/json.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int setup(void **state)
{
	*state = arena_open();
	return 0;
}

static int teardown(void **state)
{
	arena_close(*state);
	return 0;
}

static const Json *must_read(JsonIn *in, Arena *mem, const char *text)
{
	const Json *root;
	assert_int_equal(json_read(in, mem, text, strlen(text), 100000, &root), OK);
	return root;
}

static void refuses_what_is_not_strict_json(void **state)
{
	static const char *const bad[] = {
	    "",
	    " ",
	    "{",
	    "[1,]",
	    "{\"a\":1,}",
	    "{\"a\":1,\"a\":2}",
	    "{'a':1}",
	    "nul",
	    "1 2",
	    "{} x",
	    "[01]",
	    "[.5]",
	    "[1.]",
	    "[NaN]",
	    "[Infinity]",
	    "[1e999]",
	    "[99999999999999999999]",
	    "\"\\u0000\"",
	    "\"\\ud800\"",
	    "\"\xFF\"",
	    "\"\xC0\x80\"",
	    "\"\xED\xA0\x80\"",
	    "\"a\nb\"",
	    "\xEF\xBB\xBF{}",
	    "/* */ {}",
	    "\"open",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		JsonIn in;
		const Json *root;
		Err err = json_read(&in, *state, bad[i], strlen(bad[i]), 1000, &root);
		if (err != ERR_INPUT || in.fault != JSON_SYNTAX || root || !*in.detail)
			fail_msg("taken or badly told: %s", bad[i]);
		assert_int_equal(json_in_err(&in), ERR_INPUT);
	}
}

static void says_where_the_syntax_breaks(void **state)
{
	JsonIn in;
	const Json *root;
	static const char text[] = "{\n  \"a\": 1,\n  b: 2\n}";
	assert_int_equal(json_read(&in, *state, text, strlen(text), 1000, &root), ERR_INPUT);
	assert_int_equal(in.line, 3);
	assert_non_null(strstr(json_in_message(&in), "line 3"));
}

static void bounds_bytes_and_depth(void **state)
{
	JsonIn in;
	const Json *root;
	assert_int_equal(json_read(&in, *state, "[1,2]", 5, 4, &root), ERR_TOO_LARGE);
	assert_int_equal(in.fault, JSON_TOO_LARGE);

	char deep[2 * 65];
	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	assert_int_equal(json_read(&in, *state, deep, sizeof deep, 1000, &root), ERR_INPUT);
	assert_int_equal(in.fault, JSON_TOO_DEEP);
	assert_int_equal(json_read(&in, *state, deep + 1, sizeof deep - 2, 1000, &root), OK);
	must_read(&in, *state,
	    "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"");
}

static void reads_typed_fields(void **state)
{
	JsonIn in;
	const Json *root = must_read(&in, *state,
	    "{\"name\":\"青册\",\"amount\":2610.5,\"whole\":7,\"ok\":true,\"id\":\"9007199254740993\","
	    "\"day\":\"2025-02-28\","
	    "\"lines\":[{\"n\":1},{\"n\":2}],\"none\":null}");
	assert_string_equal(json_get_text(&in, root, "name", 2), "青册");
	assert_true(json_get_real(&in, root, "amount", 0, 1e6) == 2610.5);
	assert_true(json_get_real(&in, root, "whole", 0, 10) == 7);
	assert_int_equal(json_get_int(&in, root, "whole", 0, 10), 7);
	assert_true(json_get_bool(&in, root, "ok"));
	assert_true(json_get_id(&in, root, "id") == INT64_C(9007199254740993));
	assert_int_equal(json_get_date(&in, root, "day").month, 2);
	assert_string_equal(json_get_text_or(&in, root, "none", 5, "-"), "-");
	assert_int_equal(json_get_int_or(&in, root, "absent", 0, 5, 3), 3);
	assert_true(json_get_bool_or(&in, root, "absent", true));
	const Json *lines = json_get_list(&in, root, "lines", 10);
	assert_int_equal(lines->count, 2);
	assert_int_equal(json_get_int(&in, lines->first->next, "n", 0, 9), 2);
	assert_int_equal(json_in_err(&in), OK);
	assert_string_equal(json_in_message(&in), "");
}

/* Which getter is asked on which document, and the fault and path it must report. */
static void faults_name_the_field(void **state)
{
	static const struct {
		const char *text;
		char getter;
		JsonFault fault;
		const char *path;
	} cases[] = {
	    {"{}", 't', JSON_MISSING, "/a"},
	    {"{\"a\":null}", 't', JSON_MISSING, "/a"},
	    {"{\"a\":1}", 't', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":\"xxxx\"}", 't', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":\"\\u0001\"}", 't', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":1.5}", 'i', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":11}", 'i', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":\"1\"}", 'r', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":-1}", 'r', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":1}", 'b', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":12}", 'd', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":\"12x\"}", 'd', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":\"-5\"}", 'd', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":\"2025-02-30\"}", 'y', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":[1,2,3]}", 'l', JSON_OUT_OF_RANGE, "/a"},
	    {"{\"a\":{}}", 'l', JSON_WRONG_TYPE, "/a"},
	    {"{\"a\":[]}", 'o', JSON_WRONG_TYPE, "/a"},
	    {"[]", 't', JSON_WRONG_TYPE, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		JsonIn in;
		const Json *root = must_read(&in, *state, cases[i].text);
		switch (cases[i].getter) {
		case 't':
			assert_string_equal(json_get_text(&in, root, "a", 3), "");
			break;
		case 'i':
			assert_int_equal(json_get_int(&in, root, "a", 0, 10), 0);
			break;
		case 'r':
			assert_true(json_get_real(&in, root, "a", 0, 10) == 0);
			break;
		case 'b':
			assert_false(json_get_bool(&in, root, "a"));
			break;
		case 'd':
			assert_int_equal(json_get_id(&in, root, "a"), 0);
			break;
		case 'y':
			assert_true(date_is_none(json_get_date(&in, root, "a")));
			break;
		case 'l':
			assert_null(json_get_list(&in, root, "a", 2));
			break;
		case 'o':
			assert_null(json_get_object(&in, root, "a"));
			break;
		}
		if (in.fault != cases[i].fault || strcmp(in.path, cases[i].path) != 0)
			fail_msg("%s: fault %d at '%s'", cases[i].text, in.fault, in.path);
		assert_int_equal(json_in_err(&in), ERR_INPUT);
	}
}

static void first_fault_sticks_and_paths_are_pointers(void **state)
{
	JsonIn in;
	const Json *root = must_read(&in, *state, "{\"a/b\":[{\"m~n\":1}],\"z\":1}");
	const Json *item = json_find(root, "a/b")->first;
	json_get_text(&in, item, "m~n", 9);
	json_get_text(&in, root, "absent", 9);
	assert_int_equal(in.fault, JSON_WRONG_TYPE);
	assert_string_equal(in.path, "/a~1b/0/m~0n");
	assert_non_null(strstr(json_in_message(&in), "/a~1b/0/m~0n"));

	JsonIn again = {.mem = *state, .path = ""};
	json_only_known(&again, root, (const char *const[]){"a/b", NULL});
	assert_int_equal(again.fault, JSON_UNKNOWN);
	assert_string_equal(again.path, "/z");
}

/* RFC 8785, appendix B, and values near the borders of each layout. */
/* Sixty-three levels of keys of 1 000 bytes: the path shows of each what a person can read. */
static void a_path_shows_so_much_of_a_key(void **state)
{
	enum { LEVELS = 63, KEY = 1000 };
	char key[KEY + 1] = "";
	memset(key, '~', KEY);
	Buf text = buf_in(*state, 1 << 20);
	for (int i = 0; i < LEVELS; i++)
		buf_printf(&text, "{\"%s\":", key);
	buf_char(&text, '1');
	for (int i = 0; i < LEVELS; i++)
		buf_char(&text, '}');
	JsonIn in;
	const Json *value = must_read(&in, *state, buf_take(&text));
	while (value->first)
		value = value->first;
	const char *path = json_path(*state, value);
	assert_int_equal(strlen(path), LEVELS * (1 + 60 * 2 + strlen("…")));
	assert_true(str_starts(path, "/~0~0") && str_ends(path, "~0…"));
}

static void lays_out_numbers_as_rfc_8785(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
	    {0, "0"},
	    {-0.0, "0"},
	    {5e-324, "5e-324"},
	    {-5e-324, "-5e-324"},
	    {1.7976931348623157e308, "1.7976931348623157e+308"},
	    {9007199254740992, "9007199254740992"},
	    {-9007199254740992, "-9007199254740992"},
	    {295147905179352830000.0, "295147905179352830000"},
	    {9.999999999999997e22, "9.999999999999997e+22"},
	    {1e23, "1e+23"},
	    {1.0000000000000001e23, "1.0000000000000001e+23"},
	    {999999999999999700000.0, "999999999999999700000"},
	    {999999999999999900000.0, "999999999999999900000"},
	    {1e21, "1e+21"},
	    {9.999999999999997e-7, "9.999999999999997e-7"},
	    {0.000001, "0.000001"},
	    {333333333.3333332, "333333333.3333332"},
	    {333333333.33333325, "333333333.33333325"},
	    {333333333.3333334, "333333333.3333334"},
	    {-0.0000033333333333333333, "-0.0000033333333333333333"},
	    {1424953923781206.2, "1424953923781206.2"},
	    {0.1, "0.1"},
	    {1e-7, "1e-7"},
	    {100, "100"},
	    {-2610.5, "-2610.5"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[JSON_REAL_BYTES];
		json_real_text(cases[i].value, text);
		assert_string_equal(text, cases[i].text);
		assert_true(strtod(text, NULL) == cases[i].value);
	}
}

static void decimal_is(Arena *mem, double value, int places)
{
	char expected[400];
	Buf out = buf_in(mem, 1000);
	JsonOut json = json_out(&out);
	json_put_decimal(&json, value, places);
	snprintf(expected, sizeof expected, "\"%.*f\"", places, value);
	bool is_zero = strspn(expected, "\"-0.") == strlen(expected);
	if (is_zero && expected[1] == '-')
		memmove(expected + 1, expected + 2, strlen(expected + 1));
	assert_string_equal(buf_take(&out), expected);
}

/* Halves to even, carries, the ends of what is counted in whole numbers, and doubles of every size. */
static void decimals_are_what_printf_prints(void **state)
{
	static const double values[] = {0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 0.0000005, 0.0000015,
	    2.675, 0.9999995, 9.9999999, -0.99999951, 1e-7, 5e-324, 2.2250738585072014e-308,
	    4503599627370495.5, 9007199254740991, 9007199254740992, 9223372036854.775, 9223372036854.776,
	    1e15, 1e16, 1e21, -123456789012345678, 1.7976931348623157e308};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		for (int places = 0; places <= 15; places++)
			decimal_is(*state, values[i], places);
	uint64_t bits = 88172645463325252;
	for (int i = 0; i < 100000; i++) {
		bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17; /* Marsaglia's xorshift */
		double value = ldexp((double)(int64_t)bits, -(int)(bits % 130));
		decimal_is(*state, value, (int)(bits >> 8 & 15));
		if (i % 100 == 99)
			arena_reset(*state);
	}
}

static void writes_what_it_reads(void **state)
{
	Buf out = buf_in(*state, 10000);
	JsonOut json = json_out(&out);
	json_object_begin(&json);
	json_field_text(&json, "name", "a\"\\/\n\t\x01\x7f 青册 \xF0\x9F\x98\x80");
	json_field_text(&json, "broken", "x\xFFy\xC3");
	json_field_text(&json, "none", NULL);
	json_field_id(&json, "id", INT64_MAX);
	json_field_int(&json, "n", -3);
	json_field_real(&json, "r", 0.1);
	json_field_decimal(&json, "d", 12.34, 6);
	json_field_decimal(&json, "z", -0.0000001, 6);
	json_field_bool(&json, "b", false);
	json_field_date(&json, "day", (Date){2025, 2, 28});
	json_field_date(&json, "no_day", (Date){0});
	json_field_time(&json, "at", 0);
	json_key(&json, "list");
	json_list_begin(&json);
	json_put_int(&json, 1);
	json_list_begin(&json);
	json_list_end(&json);
	json_object_begin(&json);
	json_object_end(&json);
	json_put_null(&json);
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
	assert_false(out.overflow);
	assert_string_equal(buf_take(&out),
	    "{\"name\":\"a\\\"\\\\/\\n\\t\\u0001\x7f 青册 "
	    "\xF0\x9F\x98\x80\",\"broken\":\"x\xEF\xBF\xBDy\xEF\xBF\xBD\",\"none\":null,"
	    "\"id\":\"9223372036854775807\",\"n\":-3,\"r\":0.1,\"d\":\"12.340000\",\"z\":\"0.000000\",\"b\":"
	    "false,"
	    "\"day\":\"2025-02-28\",\"no_day\":null,\"at\":\"1970-01-01T00:00:00Z\",\"list\":[1,[],{},null]"
	    "}");
	JsonIn in;
	const Json *root = must_read(&in, *state, buf_take(&out));
	assert_int_equal(root->count, 13);
	assert_string_equal(json_find(root, "name")->text, "a\"\\/\n\t\x01\x7f 青册 \xF0\x9F\x98\x80");
}

static void value_without_key(JsonOut *json)
{
	json_object_begin(json);
	json_put_int(json, 1);
}

static void key_in_a_list(JsonOut *json)
{
	json_list_begin(json);
	json_key(json, "a");
}

static void wrong_end(JsonOut *json)
{
	json_list_begin(json);
	json_object_end(json);
}

static void key_without_value(JsonOut *json)
{
	json_object_begin(json);
	json_key(json, "a");
	json_object_end(json);
}

static void two_at_the_top(JsonOut *json)
{
	json_put_int(json, 1);
	json_put_int(json, 2);
}

static void not_finite(JsonOut *json)
{
	json_put_real(json, NAN);
}

static void never_closed(JsonOut *json)
{
	json_list_begin(json);
	json_end(json);
}

/* Each misuse must abort; it is tried in a child process. */
static void misuse_is_asserted(void **state)
{
	static void (*const misuses[])(JsonOut *) = {
	    value_without_key,
	    key_in_a_list,
	    wrong_end,
	    key_without_value,
	    two_at_the_top,
	    not_finite,
	    never_closed,
	};
	for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++) {
		pid_t child = fork();
		if (child == 0) {
			signal(SIGABRT, SIG_DFL);
			if (!freopen("/dev/null", "w", stderr))
				_exit(1);
			Buf out = buf_in(*state, 1000);
			JsonOut json = json_out(&out);
			misuses[i](&json);
			_exit(0);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
			fail_msg("misuse %zu was not caught", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(refuses_what_is_not_strict_json, setup, teardown),
	    cmocka_unit_test_setup_teardown(says_where_the_syntax_breaks, setup, teardown),
	    cmocka_unit_test_setup_teardown(bounds_bytes_and_depth, setup, teardown),
	    cmocka_unit_test_setup_teardown(reads_typed_fields, setup, teardown),
	    cmocka_unit_test_setup_teardown(faults_name_the_field, setup, teardown),
	    cmocka_unit_test_setup_teardown(first_fault_sticks_and_paths_are_pointers, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_path_shows_so_much_of_a_key, setup, teardown),
	    cmocka_unit_test_setup_teardown(lays_out_numbers_as_rfc_8785, setup, teardown),
	    cmocka_unit_test_setup_teardown(decimals_are_what_printf_prints, setup, teardown),
	    cmocka_unit_test_setup_teardown(writes_what_it_reads, setup, teardown),
	    cmocka_unit_test_setup_teardown(misuse_is_asserted, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
