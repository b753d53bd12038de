/* Sheets: what is written reads back the same through table.h, and no text becomes a formula. */
#include "doc/sheet.h"

#include "base/str.h"
#include "doc/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
#include <cmocka.h>

enum { MAX_BYTES = 32 * 1024 * 1024 };

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

static const SheetColumn COLUMNS[] = {
    {.title = "排放源"},
    {.title = "活动数据", .unit = "MWh", .kind = SHEET_DECIMAL, .places = 2},
    {.title = "行数", .kind = SHEET_WHOLE},
    {.title = "占比", .kind = SHEET_PERCENT, .places = 1},
    {.title = "日期", .kind = SHEET_DATE},
};

static Sheet *must_open(Arena *mem, SheetFormat format)
{
	Sheet *sheet;
	SheetAbout about = {.title = "导出", .author = "青册", .created_ms = 1700000000000};
	assert_int_equal(sheet_open(mem, format, &about, &sheet), OK);
	return sheet;
}

static const char *rows_of(Arena *mem, const Buf *bytes, const char *sheet_name)
{
	Table *table;
	TableFault fault;
	Buf out = buf_in(mem, MAX_BYTES);
	assert_int_equal(table_open_bytes(mem, buf_take(bytes), bytes->len,
			     &(TableChoice){.sheet = sheet_name}, &table, &fault),
	    OK);
	TableRow row;
	while (table_next(table, &row)) {
		buf_printf(&out, "%lld:", (long long)row.number);
		for (int i = 0; i < row.count; i++)
			buf_printf(&out, "%s%s", i ? "|" : "", row.cells[i]);
		buf_text(&out, "\n");
	}
	assert_int_equal(table_end(table), OK);
	return buf_take(&out);
}

static void write_sample(Sheet *sheet)
{
	const char *const notes[] = {"来源：测试", NULL};
	sheet_page(sheet, "活动数据", "2025 年度", notes, COLUMNS, 5, 1);
	sheet_text(sheet, "=SUM(A1:A9)");
	sheet_number(sheet, 2610.56);
	sheet_whole(sheet, 12);
	sheet_number(sheet, 0.125);
	sheet_date(sheet, (Date){2025, 2, 28});
	sheet_row_end(sheet);
	sheet_text(sheet, "a, \"b\"\n<c> & _x0041_ '");
	sheet_number(sheet, NAN);
	sheet_whole(sheet, INT64_MAX);
	sheet_blank(sheet);
	sheet_date(sheet, (Date){0});
	sheet_row_end(sheet);
	sheet_row_is_total(sheet);
	sheet_text(sheet, "-5");
	sheet_quantity(sheet, 0.00001, 3, "tCO₂e");
	sheet_row_end(sheet);
}

static void xlsx_reads_back(void **state)
{
	Arena *mem = *state;
	Sheet *sheet = must_open(mem, SHEET_XLSX);
	write_sample(sheet);
	sheet_page(sheet, "活动数据", NULL, NULL, COLUMNS, 1, 0);
	sheet_text(sheet, "第二页");
	sheet_row_end(sheet);
	sheet_page(sheet, "a/b:c[d]*?\\ a name that is much longer than allowed", NULL, NULL, COLUMNS, 1, 0);
	Buf bytes = buf_in(mem, MAX_BYTES);
	assert_int_equal(sheet_finish_buf(sheet, &bytes), OK);
	assert_string_equal(rows_of(mem, &bytes, NULL),
	    "1:2025 年度\n2:来源：测试\n4:排放源|活动数据 (MWh)|行数|占比|日期\n"
	    "5:=SUM(A1:A9)|2610.56|12|0.125|2025-02-28\n"
	    "6:a, \"b\"\n<c> & _x0041_ '||9223372036854775807\n7:-5|0.00001\n");
	assert_string_equal(rows_of(mem, &bytes, "活动数据 2"), "1:排放源\n2:第二页\n");
	assert_string_equal(rows_of(mem, &bytes, "a-b-c-d---- a name that is much"), "1:排放源\n");
}

static void xlsx_holds_no_formula(void **state)
{
	Arena *mem = *state;
	Sheet *sheet = must_open(mem, SHEET_XLSX);
	write_sample(sheet);
	const char *path;
	assert_int_equal(sheet_finish(sheet, &path), OK);
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	assert_non_null(zip);
	zip_file_t *part = zip_fopen(zip, "xl/worksheets/sheet1.xml", 0);
	char xml[20000];
	zip_int64_t len = zip_fread(part, xml, sizeof xml - 1);
	assert_true(len > 0 && len < (zip_int64_t)sizeof xml - 1);
	xml[len] = '\0';
	zip_fclose(part);
	zip_discard(zip);
	unlink(path);
	assert_non_null(strstr(xml, "=SUM(A1:A9)"));
	assert_null(strstr(xml, "<f>"));
	assert_non_null(strstr(xml, "pane"));
}

static void csv_is_exact(void **state)
{
	Arena *mem = *state;
	Sheet *sheet = must_open(mem, SHEET_CSV);
	write_sample(sheet);
	Buf bytes = buf_in(mem, MAX_BYTES);
	assert_int_equal(sheet_finish_buf(sheet, &bytes), OK);
	assert_string_equal(buf_take(&bytes), "\xEF\xBB\xBF排放源,活动数据 (MWh),行数,占比,日期\r\n"
					      "\"'=SUM(A1:A9)\",2610.56,12,0.125,2025-02-28\r\n"
					      "\"a, \"\"b\"\"\n<c> & _x0041_ '\",,9223372036854775807,,\r\n"
					      "-5,0.00001\r\n");
}

static void csv_fields_are_guarded(void **state)
{
	static const struct {
		const char *text;
		const char *field;
	} cases[] = {
	    {"", ""},
	    {NULL, ""},
	    {"电力", "电力"},
	    {"-5", "-5"},
	    {"+1.5e3", "+1.5e3"},
	    {"-5+1", "\"'-5+1\""},
	    {"=1+1", "\"'=1+1\""},
	    {"@SUM(1)", "\"'@SUM(1)\""},
	    {"+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\""},
	    {"＝1", "\"'＝1\""},
	    {"\t=1", "\"'\t=1\""},
	    {"a\"b", "\"a\"\"b\""},
	    {"a,b", "\"a,b\""},
	    {" a", "\" a\""},
	    {"a\r\nb", "\"a\r\nb\""},
	    {"-", "-"},
	    {"+86 510", "\"'+86 510\""},
	    {"--1", "\"'--1\""},
	    {"  =1+1", "\"'  =1+1\""},
	    {"\n=1", "\"'\n=1\""},
	    {"\u3000\u00a0=1", "\"'\u3000\u00a0=1\""},
	    {"\u3000－", "\u3000－"},
	    {"a=b", "a=b"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Buf out = buf_in(*state, 1000);
		csv_field(&out, cases[i].text);
		assert_string_equal(buf_take(&out), cases[i].field);
	}
}

static void unclean_text_is_cleaned(void **state)
{
	Arena *mem = *state;
	Sheet *sheet = must_open(mem, SHEET_XLSX);
	sheet_page(sheet, "s", NULL, NULL, COLUMNS, 1, 0);
	sheet_text(sheet, "a\xFF\x01电\xE7\x94");
	sheet_row_end(sheet);
	char *long_text = arena_alloc(mem, 40001);
	memset(long_text, 'x', 40000);
	sheet_text(sheet, long_text);
	sheet_row_end(sheet);
	Buf bytes = buf_in(mem, MAX_BYTES);
	assert_int_equal(sheet_finish_buf(sheet, &bytes), OK);
	const char *rows = rows_of(mem, &bytes, NULL);
	assert_true(str_starts(rows, "1:排放源\n2:a电\n3:xxx"));
	assert_int_equal(strlen(strstr(rows, "3:")), 2 + 32767 + 1);
}

static void many_rows_take_little_memory(void **state)
{
	Arena *mem = *state;
	for (SheetFormat format = SHEET_XLSX; format <= SHEET_CSV; format++) {
		Sheet *sheet = must_open(mem, format);
		sheet_page(sheet, "s", NULL, NULL, COLUMNS, 5, 0);
		size_t before = 0;
		for (int i = 0; i < 20000; i++) {
			sheet_text(sheet, "电力");
			sheet_number(sheet, i * 0.1);
			sheet_whole(sheet, i);
			sheet_row_end(sheet);
			if (i == 0)
				before = arena_used(mem);
		}
		assert_int_equal(arena_used(mem), before);
		Buf bytes = buf_in(mem, MAX_BYTES);
		assert_int_equal(sheet_finish_buf(sheet, &bytes), OK);
		assert_non_null(strstr(rows_of(mem, &bytes, NULL), "\n20001:电力|1999.9|19999\n"));
	}
}

static void dropping_leaves_nothing(void **state)
{
	Arena *mem = *state;
	Sheet *sheet = must_open(mem, SHEET_XLSX);
	sheet_page(sheet, "s", NULL, NULL, COLUMNS, 5, 0);
	sheet_text(sheet, "x");
	sheet_drop(sheet);
	sheet = must_open(mem, SHEET_CSV);
	sheet_drop(sheet);
	Buf small = buf_in(mem, 10);
	sheet = must_open(mem, SHEET_CSV);
	write_sample(sheet);
	assert_int_equal(sheet_finish_buf(sheet, &small), ERR_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(xlsx_reads_back),
	    TEST(xlsx_holds_no_formula),
	    TEST(csv_is_exact),
	    TEST(csv_fields_are_guarded),
	    TEST(unclean_text_is_cleaned),
	    TEST(many_rows_take_little_memory),
	    TEST(dropping_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
