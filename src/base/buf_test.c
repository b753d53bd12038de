/* The growing buffer: what fits is whole, what does not is never read by mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void grows_to_its_maximum(void **state)
{
	enum { MAX = 1000 };
	Buf buf = buf_in(*state, MAX);
	assert_string_equal(buf_take(&buf), "");
	for (int i = 0; i < MAX / 4; i++)
		buf_printf(&buf, "%04d", i);
	assert_false(buf.overflow);
	assert_int_equal(buf.len, MAX);
	assert_int_equal(strlen(buf_take(&buf)), MAX);
	assert_true(str_starts(buf_take(&buf), "000000010002") && str_ends(buf_take(&buf), "0249"));
	buf_char(&buf, 'x');
	assert_true(buf.overflow && buf.len == MAX);
	buf_clear(&buf);
	assert_string_equal(buf_take(&buf), "");
	buf_add(&buf, "a\0b", 3);
	assert_memory_equal(buf_take(&buf), "a\0b", 4);
}

static void one_never_begun_is_empty(void **state)
{
	assert_string_equal(buf_take(&(Buf){0}), "");
}

/* A text that lost its end is not taken for whole: the program stops. */
static void what_overflowed_is_not_taken(void **state)
{
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		Buf buf = buf_in(*state, 3);
		buf_text(&buf, "four");
		buf_take(&buf);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void texts_are_cut_between_characters(void **state)
{
	assert_string_equal(str_cut(*state, "碳排放", 3), "碳排放");
	assert_string_equal(str_cut(*state, "碳排放", 2), "碳排…");
	assert_string_equal(str_cut(*state, "a€b", 1), "a…");
	assert_string_equal(str_cut(*state, "a", 0), "…");
	assert_string_equal(str_cut(*state, NULL, 3), "");
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(grows_to_its_maximum, setup, teardown),
	    cmocka_unit_test(one_never_begun_is_empty),
	    cmocka_unit_test_setup_teardown(what_overflowed_is_not_taken, setup, teardown),
	    cmocka_unit_test_setup_teardown(texts_are_cut_between_characters, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
