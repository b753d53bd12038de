/* The protocol of live results: what is answered, and how wrong requests are refused. That the WebAssembly
 * module answers the same is tested in test/e2e/live_test.mjs. */
#include <string.h>

#include "base/str.h"
#include "live/live.h"

#include <setjmp.h>

#include <cmocka.h>

static const char SETTINGS[] = "lang\ten\nmethod\t07\non\t2025-01-01\ncoal_rate\t0.3\n";

static const char *ask(Arena *mem, const char *lines)
{
	const char *request = arena_printf(mem, "%s%s", SETTINGS, lines);
	Buf answer = live_answer(ghg_embedded(), mem, request, strlen(request));
	return buf_take(&answer);
}

static void says(Arena *mem, const char *lines, const char *part)
{
	const char *answer = ask(mem, lines);
	if (!strstr(answer, part))
		fail_msg("%s answers %s without %s", lines, answer, part);
}

static void answers_lines(void **state)
{
	Arena *mem = *state;
	const char *power = "line\t7\ncategory\telectricity\namount\t2,610\namount_unit\tMWh\n";
	says(mem, power, "line\t7\nknown\t1\ntco2e\t1384.86");
	says(mem, power,
	    "\nshown\t1\xE2\x80\x89"
	    "384.87\t1\xE2\x80\x89"
	    "384.866000\n");
	says(mem, power,
	    "\nshort\t2610 MWh × 0.5306 kgCO2/kWh = 1\xE2\x80\x89"
	    "384.87 tCO₂e\n");
	says(mem, power, "\ntce_equivalent\t783\t");
	says(mem, power, "\nproblem\tbeside\tfactor\tfactor_old\t2023\t");
	says(mem, power, "\nexplain\tNet purchased electricity");
	says(mem, "line\t\ncategory\telectricity\nmonth_1\t1\nmonth_12\t2.5\namount_unit\tMWh\n",
	    "activity\t12.6\t");
	says(mem, "line\t\ncategory\telectricity\nalloc_total\t200\nalloc_share\t25\namount_unit\tMWh\n",
	    "activity\t180\t");
	says(mem, "line\t\ncategory\telectricity\nregion\tEC\namount\t1\namount_unit\tMWh\n", "kgCO2/kWh");
	says(mem,
	    "line\t\ncategory\tcombustion\nitem\tDIESEL\namount\t1\namount_unit\tt\ninput_ncv\t43\ninput_ncv_"
	    "unit\tGJ/t\n",
	    "1 t × 43 GJ/t");
}

static void answers_problems(void **state)
{
	Arena *mem = *state;
	says(mem, "line\t1\ncategory\telectricity\namount\t12,5\n",
	    "known\t0\nproblem\tstops\tamount\tambiguous_comma\t12,5\t\n");
	says(mem, "line\t1\ncategory\telectricity\namount\tx\n", "stops\tamount\tnot_a_number\tx\t");
	says(mem, "line\t1\ncategory\telectricity\namount\t1e999\n", "stops\tamount\ttoo_large\t1e999\t");
	says(mem, "line\t1\ncategory\telectricity\n", "stops\tamount\tno_amount\t\t");
	says(mem, "line\t1\ncategory\telectricity\namount\t3\namount_unit\tbla\n",
	    "stops\tamount_unit\tunknown_unit\tbla\t");
	says(mem, "line\t1\ncategory\telectricity\namount\t3\namount_unit\tt\n",
	    "stops\tamount_unit\twrong_dimension\tt\t");
	says(mem, "line\t1\ncategory\telectricity\namount\t-3\namount_unit\tMWh\n",
	    "stops\tamount\tnegative\t-3\t");
	says(mem, "line\t1\ncategory\tcombustion\namount\t3\n", "stops\titem\tno_item\t");
	says(mem, "line\t1\ncategory\tnone\namount\t3\n", "stops\tcategory\tunknown_category\tnone\t");
	says(mem, "line\t1\ncategory\telectricity\namount\t3\nalloc_share\t101\n",
	    "stops\talloc_share\tshare_over_100\t101\t");
}

static void refuses_what_is_no_request(void **state)
{
	Arena *mem = *state;
	static const char *const WRONG[] = {"x", "line", "colour\tred\n", "lang\tfr\n",
	    "line\t1\nmonth_14\t3\n", "line\t1\nmonth_0\t3\n", "line\t1\ninput_\t3\n",
	    "line\t1\ninput_NCV\t3\n", "line\t1\ninput__unit\t3\n", "line\t1\nyear\t-4\n",
	    "on\t2025-02-30\n"};
	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
		if (!str_starts(ask(mem, WRONG[i]), "error\t"))
			fail_msg("%s is answered", WRONG[i]);
	Buf many = buf_in(mem, LIVE_REQUEST_MAX);
	for (int i = 0; i <= LIVE_LINES_MAX; i++)
		buf_text(&many, "line\t\n");
	assert_string_equal(ask(mem, buf_take(&many)), "error\ttoo many lines\n");
	Buf refused = live_answer(ghg_embedded(), mem, "lang\t\xFF\n", 7);
	assert_string_equal(buf_take(&refused), "error\tlonger than 256 KB, or not UTF-8\n");
	assert_int_equal(live_answer(ghg_embedded(), mem, "", 0).len, 0);
}

static void refuses_a_wrong_bundle(void **state)
{
	Arena *mem = *state;
	static const char *const WRONG[] = {"", "x", "x\t\t3\nab", "x\t3\nabc", "x\t\t-3\nab",
	    "x\t\t99999999999999999999\nab", "factors/gwp.csv\t\t3\nabc"};
	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
		assert_null(live_load(mem, WRONG[i], strlen(WRONG[i])));
}

static int open_memory(void **state)
{
	*state = arena_open();
	return 0;
}

static int close_memory(void **state)
{
	arena_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_lines),
	    cmocka_unit_test(answers_problems),
	    cmocka_unit_test(refuses_what_is_no_request),
	    cmocka_unit_test(refuses_a_wrong_bundle),
	};
	return cmocka_run_group_tests(tests, open_memory, close_memory);
}
