/* No facility leaves the head of a report without a word. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { MANY = 500 };

static size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
		count++;
	return count;
}

/* The longest names there can be: 100 characters of four bytes. */
static InventoryFacility *places(Arena *mem, bool is_within)
{
	InventoryFacility *list = ARENA_ARRAY(mem, InventoryFacility, MANY);
	char *name = arena_alloc(mem, 401);
	for (size_t i = 0; i < 100; i++)
		memcpy(name + 4 * i, "\xF0\xA0\xAE\xB7", 4);
	name[400] = '\0';
	for (size_t i = 0; i < MANY; i++)
		list[i] = (InventoryFacility){.id = (int64_t)i + 1, .name = name, .is_within = is_within};
	return list;
}

static void names_or_counts_all(void **state)
{
	Arena *mem = arena_open();
	InventoryFacility *list = places(mem, true);
	const char *all = report_places(mem, ZH, list, REPORT_PLACES);
	assert_int_equal(occurrences(all, list->name), REPORT_PLACES);
	assert_int_equal(strlen(all), REPORT_PLACES * 403 - 3);
	const char *more = report_places(mem, EN, list, MANY);
	assert_int_equal(occurrences(more, list->name), REPORT_PLACES);
	assert_non_null(strstr(more, "and 400 more"));
	assert_non_null(strstr(report_places(mem, ZH, list, MANY), "400"));
	arena_close(mem);
}

static void leaves_out_what_is_outside(void **state)
{
	Arena *mem = arena_open();
	InventoryFacility *list = places(mem, false);
	assert_string_equal(report_places(mem, ZH, list, MANY), "");
	list[MANY - 1].is_within = true;
	assert_string_equal(report_places(mem, ZH, list, MANY), list->name);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_or_counts_all),
	    cmocka_unit_test(leaves_out_what_is_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
