/* Text files as they are uploaded. */
#include "doc/text_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST = 20 };

static Err read_bytes(Arena *mem, const char *bytes, size_t count, const char **text, size_t *len)
{
	char path[] = "/tmp/qingce-text-XXXXXX";
	int file = mkstemp(path);
	assert_int_equal(write(file, bytes, count), (ssize_t)count);
	close(file);
	Err err = text_file_read(mem, path, MOST, text, len);
	unlink(path);
	return err;
}

static void test_reads(void **state)
{
	static const struct {
		const char *bytes;
		size_t count;
		Err err;
		const char *text;
	} CASES[] = {
	    {"", 0, OK, ""},
	    {"a\tb\nc", 5, OK, "a\tb\nc"},
	    {"a\r\nb\r\n", 6, OK, "a\nb\n"},
	    {"\xEF\xBB\xBF煤", 6, OK, "煤"},
	    {"01234567890123456789", 20, OK, "01234567890123456789"},
	    {"012345678901234567890", 21, ERR_TOO_LARGE, NULL},
	    {"a\0b", 3, ERR_INPUT, NULL},
	    {"a\xC3", 2, ERR_INPUT, NULL},
	    {"\xC3\xBA\xB0\xB2", 4, ERR_INPUT, NULL}, /* GB18030 */
	    {"a\x1B[2J", 5, ERR_INPUT, NULL},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const char *text;
		size_t len;
		assert_int_equal(read_bytes(mem, CASES[i].bytes, CASES[i].count, &text, &len), CASES[i].err);
		if (CASES[i].err)
			continue;
		assert_string_equal(text, CASES[i].text);
		assert_int_equal(len, strlen(text));
	}
	const char *text;
	size_t len;
	assert_int_equal(text_file_read(mem, "/nowhere/at/all", MOST, &text, &len), ERR_INPUT);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_reads)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
