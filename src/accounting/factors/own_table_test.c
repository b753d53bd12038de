/* Tables of own factors: which column is which, what is wrong in which cell, and that the preview's text
 * reads back the same. */
#include "factors/own_table.h"

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static Arena *mem;

static int open_arena(void **state)
{
	mem = arena_open();
	return 0;
}

static int close_arena(void **state)
{
	arena_close(mem);
	return 0;
}

static const OwnTitles TITLES = {
    .of = {
	{"名称", "用于", "数值", "单位", "来源", "数据年份", "有效期起", "有效期止", "备注"},
	{"Name", "For", "Value", "Unit", "Source", "Year of the data", "Valid from", "Valid to", "Note"},
	{"name", "purpose", "value", "unit", "source", "source_year", "valid_from", "valid_to", "note"},
    }};

#define ROW(...)                                                                                             \
	&(TableRow)                                                                                          \
	{                                                                                                    \
		.number = 2, .cells = (const char *const[]){__VA_ARGS__},                                    \
		.count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)                         \
	}

static void the_head_says_which_column_is_which(void **state)
{
	OwnLayout layout = own_layout(
	    &TITLES, ROW("单位", "数值（必填）", "名称", "来源", "数据年份", "用于"));
	assert_true(layout.has_head);
	assert_int_equal(layout.missing, OWN_FIELDS);
	assert_int_equal(layout.column_of[OWN_NAME], 2);
	assert_int_equal(layout.column_of[OWN_UNIT_FIELD], 0);
	assert_int_equal(layout.column_of[OWN_VALUE], 1);
	assert_int_equal(layout.column_of[OWN_SOURCE], 3);
	assert_int_equal(layout.column_of[OWN_NOTE], -1);

	layout = own_layout(&TITLES, ROW("NAME", "for", "value", "Unit", "Source"));
	assert_true(layout.has_head);
	assert_int_equal(layout.missing, OWN_SOURCE_YEAR);

	layout = own_layout(&TITLES, ROW("天然气", "燃料", "21.62", "tCO2/万Nm3", "检测报告", "2025"));
	assert_false(layout.has_head);
	assert_int_equal(layout.column_of[OWN_TO], OWN_TO);
}

static void wrong_cells_are_named(void **state)
{
	OwnLayout layout = own_layout(&TITLES, ROW("x"));
	OwnFactor factor;
	OwnProblem problems[OWN_FIELDS];
	int wrong = own_table_row(mem, &layout,
	    ROW("天然气", "燃料", "21,62", "GJ/t", "检测报告", "25", "2025-01-01", "2024-01-01"), NULL, 0,
	    &factor, problems);
	assert_int_equal(wrong, 4);
	assert_string_equal(factor.purpose, "fuel");
	assert_int_equal(problems[OWN_VALUE].fault, OWN_COMMA);
	assert_int_equal(problems[OWN_UNIT_FIELD].fault, OWN_UNIT);
	assert_int_equal(problems[OWN_UNIT_FIELD].unit, OWN_UNIT_NOT_GAS);
	assert_int_equal(problems[OWN_SOURCE_YEAR].fault, OWN_YEAR);
	assert_int_equal(problems[OWN_TO].fault, OWN_DATES_CROSSED);

	wrong = own_table_row(mem, &layout, ROW("天然气", "水", "1"), NULL, 0, &factor, problems);
	assert_int_equal(problems[OWN_PURPOSE].fault, OWN_UNKNOWN_PURPOSE);
	assert_int_equal(problems[OWN_SOURCE].fault, OWN_EMPTY);
	assert_int_equal(wrong, 3);
}

static void a_name_stands_once(void **state)
{
	OwnLayout layout = own_layout(&TITLES, ROW("x"));
	OwnFactor first, second;
	OwnProblem problems[OWN_FIELDS];
	const TableRow *row = ROW("天然气", "燃料", "21.62", "tCO2/万Nm3", "检测报告", "2025");
	assert_int_equal(own_table_row(mem, &layout, row, NULL, 0, &first, problems), 0);
	const OwnFactor *others[] = {&first};
	assert_int_equal(own_table_row(mem, &layout, row, others, 1, &second, problems), 1);
	assert_int_equal(problems[OWN_NAME].fault, OWN_SAME_NAME);
}

static void the_preview_reads_back_the_same(void **state)
{
	OwnFactor factors[] = {
	    {.name = "1 号窑 \"A\"\t气",
		.purpose = "fuel",
		.value_text = "21.62",
		.unit = "tCO2/万Nm3",
		.source = "=报告, T-118",
		.source_year = "2025",
		.valid_from = "",
		.valid_to = "2025-12-31",
		.note = "一\n二"},
	    {.name = "@乙",
		.purpose = "scope3",
		.value_text = "1 384.87",
		.unit = "kgCO2e/(t·km)",
		.source = "s",
		.source_year = "2024",
		.valid_from = "2025-01-01",
		.valid_to = "",
		.note = ""},
	};
	const char *text = own_table_text(mem, factors, 2, 4096);
	assert_non_null(text);
	assert_null(own_table_text(mem, factors, 2, 100));
	Table *table;
	TableFault fault;
	TableRow row;
	const TableChoice choice = {.kind = TABLE_PASTE};
	assert_int_equal(table_open_bytes(mem, text, strlen(text), &choice, &table, &fault), OK);
	assert_true(table_next(table, &row));
	OwnLayout layout = own_layout(&TITLES, &row);
	assert_true(layout.has_head);
	for (size_t i = 0; i < 2; i++) {
		OwnFactor read, expected = factors[i];
		OwnProblem problems[OWN_FIELDS];
		assert_true(table_next(table, &row));
		assert_int_equal(own_table_row(mem, &layout, &row, NULL, 0, &read, problems), 0);
		for (OwnField field = 0; field < OWN_FIELDS; field++)
			assert_string_equal(*own_field_text(&read, field), *own_field_text(&expected, field));
	}
	assert_false(table_next(table, &row));
	assert_int_equal(table_end(table), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_head_says_which_column_is_which),
	    cmocka_unit_test(wrong_cells_are_named),
	    cmocka_unit_test(a_name_stands_once),
	    cmocka_unit_test(the_preview_reads_back_the_same),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
