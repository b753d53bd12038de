/* Two computations of the same lines side by side. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "recalculate/recalculate_rules.h"
#include "result/result.h"

#include <cmocka.h> /* last: it defines `fail` */

enum { MOST = 4 };

typedef struct Case {
	ActivityLine lines[MOST];
	LineResult results[MOST];
	InventoryResult all;
} Case;

static void add(Case *c, const char *category, const char *item, int64_t facility, double tco2e)
{
	size_t at = c->all.line_count++;
	c->lines[at] = (ActivityLine){.category = category,
	    .item = item,
	    .amount_unit = "t",
	    .facility_id = facility,
	    .id = strcmp(category, "s3.3.fuel") ? (int64_t)at + 1 : 0};
	c->results[at] = (LineResult){.line = &c->lines[at],
	    .is_derived = c->lines[at].id == 0,
	    .is_known = true,
	    .title = item,
	    .result = {.tco2e = tco2e}};
	c->all.lines = c->results;
}

static void test_lines_that_keep_their_figure(void **state)
{
	Arena *mem = arena_open();
	Case before = {0}, after = {0};
	add(&before, "combustion", "DIESEL", 1, 10);
	add(&before, "combustion", "GASOLINE", 1, 20);
	add(&after, "combustion", "DIESEL", 1, 10);
	add(&after, "combustion", "GASOLINE", 1, 21);
	Recalculation out = recalculation_of(mem, &before.all, &after.all);
	assert_int_equal(out.same, 1);
	assert_int_equal(out.count, 1);
	assert_ptr_equal(out.changes[0].after, &after.results[1]);
	assert_float_equal(out.changes[0].difference, 1, 1e-12);
	arena_close(mem);
}

/* A newer table derives other lines, in another number: each stands beside its own kind. */
static void test_derived_lines_by_what_they_are(void **state)
{
	Arena *mem = arena_open();
	Case before = {0}, after = {0};
	add(&before, "combustion", "DIESEL", 1, 10);
	add(&before, "s3.3.fuel", "GASOLINE", 1, 3);
	add(&before, "s3.3.fuel", "LPG", 1, 4);
	add(&after, "combustion", "DIESEL", 1, 10);
	add(&after, "s3.3.fuel", "DIESEL", 1, 2);
	add(&after, "s3.3.fuel", "GASOLINE", 1, 3);
	Recalculation out = recalculation_of(mem, &before.all, &after.all);
	assert_int_equal(out.same, 2);
	assert_int_equal(out.count, 2);
	assert_string_equal(out.changes[0].after->title, "DIESEL");
	assert_false(out.changes[0].before->is_known);
	assert_string_equal(out.changes[1].after->title, "LPG");
	assert_false(out.changes[1].after->is_known);
	assert_true(isnan(out.changes[0].difference) && isnan(out.changes[1].difference));
	assert_true(out.changes_totals);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines_that_keep_their_figure),
	    cmocka_unit_test(test_derived_lines_by_what_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
