/* New versions of a table checked cell by cell, and the difference of two computations. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "recalculate/recalculate_rules.h"
#include "edition/table_rules.h"
#include "result/result.h"

#include <cmocka.h> /* last: it defines `fail` */

static const char IN_FORCE[] = "id,code,value,unit,is_default,data_year,source_title,confidence,note\n"
			       "a,A,0.5,kgCO2/kWh,1,2023,law,verified1,\n"
			       "b,B,,t,0,2022,law,knowledge,\"with, comma\"\n";

static void read_text(Arena *mem, const char *text, TableReading *out)
{
	char path[] = "/tmp/qingce-table-XXXXXX";
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	TableProfile profile;
	table_profile(mem, IN_FORCE, strlen(IN_FORCE), &profile);
	assert_int_equal(profile.rows, 2);
	assert_int_equal(profile.count, 9);
	assert_int_equal(table_read(mem, &profile, path, out), OK);
	unlink(path);
}

static void test_same_text_comes_back(void **state)
{
	Arena *mem = arena_open();
	TableReading reading;
	read_text(mem, IN_FORCE, &reading);
	assert_int_equal(reading.problem_count, 0);
	assert_string_equal(reading.text, IN_FORCE);
	/* other order of columns, other line ends: the same table */
	read_text(mem,
	    "code,id,value,unit,is_default,data_year,source_title,confidence,note\r\n"
	    "A,a,0.5,kgCO2/kWh,1,2023,law,verified1,\r\nB,b,,t,0,2022,law,knowledge,\"with, comma\"\r\n",
	    &reading);
	assert_string_equal(reading.text, IN_FORCE);
	arena_close(mem);
}

#define HEAD "id,code,value,unit,is_default,data_year,source_title,confidence,note\n"

static void test_each_cell_is_checked(void **state)
{
	static const struct {
		const char *text;
		CellFault fault;
		const char *column;
		int64_t row;
	} CASES[] = {
	    {HEAD ",A,1,t,1,2023,law,verified1,\n", CELL_MISSING, "id", 2},
	    {HEAD "a,A,1x,t,1,2023,law,verified1,\n", CELL_NO_NUMBER, "value", 2},
	    {HEAD "a,A,1,Kwoh,1,2023,law,verified1,\n", CELL_NO_UNIT, "unit", 2},
	    {HEAD "a,A,1,,1,2023,law,verified1,\n", CELL_MISSING, "unit", 2},
	    {HEAD "a,A,1,t,yes,2023,law,verified1,\n", CELL_NO_FLAG, "is_default", 2},
	    {HEAD "a,A,1,t,1,23,law,verified1,\n", CELL_NO_YEAR, "data_year", 2},
	    {HEAD "a,A,1,t,1,2023,,verified1,\n", CELL_MISSING, "source_title", 2},
	    {HEAD "a,A,1,t,1,2023,law,sure,\n", CELL_NO_CHOICE, "confidence", 2},
	    {HEAD "a,A,1,t,1,2023,law,verified1,\n\na,A,1,t,1,2023,law,verified1,\n", CELL_TWICE, "id", 4},
	    {"id,code,unit,is_default,data_year,source_title,confidence,note\na,A,t,1,2023,l,verified1,\n",
		COLUMN_MISSING, "value", 1},
	    {"id,id,code,value,unit,is_default,data_year,source_title,confidence,note\na,,A,1,t,1,2023,l,"
	     "verified1,\n",
		COLUMN_TWICE, "id", 1},
	    {"id,code,colour,value,unit,is_default,data_year,source_title,confidence,note\na,A,,1,t,1,2023,l,"
	     "verified1,\n",
		COLUMN_UNKNOWN, "colour", 1},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		TableReading reading;
		read_text(mem, CASES[i].text, &reading);
		assert_int_equal(reading.problem_count, 1);
		assert_int_equal(reading.problems[0].fault, CASES[i].fault);
		assert_string_equal(reading.problems[0].column, CASES[i].column);
		assert_int_equal(reading.problems[0].row, CASES[i].row);
	}
	TableReading reading;
	read_text(mem, "\x01\x02\x03\x04", &reading);
	assert_int_not_equal(reading.fault.kind, TABLE_FINE);
	arena_close(mem);
}

/* Every table in force passes its own check and comes back as it is. */
static void test_tables_in_force(void **state)
{
	size_t count, seen = 0;
	const GhgFile *files = ghg_embedded_files(&count);
	for (size_t i = 0; i < count; i++) {
		if (!str_starts(files[i].name, "factors/"))
			continue;
		Arena *mem = arena_open();
		char path[] = "/tmp/qingce-table-XXXXXX";
		int file = mkstemp(path);
		assert_int_equal(write(file, files[i].text, files[i].len), (ssize_t)files[i].len);
		close(file);
		TableProfile *profile = ARENA_NEW(mem, TableProfile);
		TableReading reading;
		table_profile(mem, files[i].text, files[i].len, profile);
		assert_int_equal(table_read(mem, profile, path, &reading), OK);
		for (size_t k = 0; k < reading.shown; k++)
			print_error("%s row %lld %s: \"%s\"\n", files[i].name,
			    (long long)reading.problems[k].row, reading.problems[k].column,
			    reading.problems[k].given);
		assert_int_equal(reading.problem_count, 0);
		assert_int_equal(reading.rows, profile->rows);
		unlink(path);
		arena_close(mem);
		seen++;
	}
	assert_true(seen >= 10);
}

static LineResult line(const ActivityLine *of, double tco2e, const GhgUsed *used, size_t used_count)
{
	return (LineResult){.line = of,
	    .is_known = !isnan(tco2e),
	    .title = "",
	    .result = {.tco2e = tco2e, .used = used, .used_count = used_count}};
}

static void test_difference_of_two_computations(void **state)
{
	static const ActivityLine LINES[4];
	const GhgFactor old = {.id = "x.2023", .year = 2023, .value = 0.5};
	const GhgFactor new = {.id = "x.2024", .year = 2024, .value = 0.4};
	const GhgUsed used_old[] = {
	    {.name = "amount", .base = 10}, {.name = "factor", .base = 0.5, .factor = &old}};
	const GhgUsed used_new[] = {
	    {.name = "amount", .base = 10}, {.name = "factor", .base = 0.4, .factor = &new}};
	const LineResult before[] = {line(&LINES[0], 5, used_old, 2), line(&LINES[1], 1, NULL, 0),
	    line(&LINES[2], NAN, NULL, 0), line(&LINES[3], 7, NULL, 0)};
	const LineResult after[] = {line(&LINES[0], 4, used_new, 2), line(&LINES[1], 1, NULL, 0),
	    line(&LINES[2], NAN, NULL, 0), line(&LINES[3], 8, NULL, 0)};
	Arena *mem = arena_open();
	InventoryResult a = {.lines = before, .line_count = 4}, b = {.lines = after, .line_count = 4};
	Recalculation news = recalculation_of(mem, &a, &b);
	assert_int_equal(news.count, 2);
	assert_int_equal(news.same, 2);
	assert_true(news.changes_totals);
	assert_ptr_equal(news.changes[0].used_before, &used_old[1]);
	assert_ptr_equal(news.changes[0].used_after, &used_new[1]);
	assert_float_equal(news.changes[0].difference, -1, 1e-12);
	assert_null(news.changes[1].used_after); /* the method is another */
	assert_int_equal(news.factor_count, 1);
	assert_int_equal(news.year, 2024);
	news = recalculation_of(mem, &a, &a);
	assert_false(news.changes_totals);
	assert_int_equal(news.same, 4);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_text_comes_back),
	    cmocka_unit_test(test_each_cell_is_checked),
	    cmocka_unit_test(test_tables_in_force),
	    cmocka_unit_test(test_difference_of_two_computations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
