/* Tables: what people send in every encoding and shape, and what nobody should send. Each fault must name its
 * place. */
#include "doc/table.h"

#include "base/buf.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
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

/* Everything that could be read as "1:a|b;3:c", then "!" and the fault: "!OPEN_QUOTE@B2". */
static const char *dump(Arena *mem, Err err, Table *table, TableFault *fault)
{
	Buf out = buf_in(mem, 100000);
	if (err == OK) {
		TableRow row;
		while (table_next(table, &row)) {
			buf_printf(&out, "%s%lld:", out.len ? ";" : "", (long long)row.number);
			for (int i = 0; i < row.count; i++)
				buf_printf(&out, "%s%s", i ? "|" : "", row.cells[i]);
		}
		err = table_end(table);
	}
	assert_true((err != OK) == (fault->kind != TABLE_FINE));
	if (err)
		buf_printf(&out, "!%d", fault->kind);
	if (err && fault->row)
		buf_printf(&out, "@%s",
		    *fault->cell ? fault->cell : arena_printf(mem, "%lld", (long long)fault->row));
	return buf_take(&out);
}

static const char *read_bytes(Arena *mem, const void *bytes, size_t len, const TableChoice *choice)
{
	Table *table;
	TableFault fault;
	Err err = table_open_bytes(mem, bytes, len, choice, &table, &fault);
	return dump(mem, err, table, &fault);
}

static const char *fault_text(Arena *mem, TableFaultKind kind, const char *where)
{
	return arena_printf(mem, "!%d%s%s", kind, where ? "@" : "", where ? where : "");
}

static void reads_csv_in_many_shapes(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *rows;
	} cases[] = {
#define CASE(text, rows) {text, sizeof(text) - 1, rows}
	    CASE("a,b\nc,d\n", "1:a|b;2:c|d"),
	    CASE("a,b\r\n\r\nc,d", "1:a|b;3:c|d"),
	    CASE("a,b\r\rc\r", "1:a|b;3:c"),
	    CASE("\n\n\na\n", "4:a"),
	    CASE("a;b;1,5\nc;d;2,5\n", "1:a|b|1,5;2:c|d|2,5"),
	    CASE("a\tb\nc\td", "1:a|b;2:c|d"),
	    CASE("sep=;\r\na;b,c\r\n", "2:a|b,c"),
	    CASE("sep=,\na;b,c\n", "2:a;b|c"),
	    CASE("\xEF\xBB\xBF电力,吨\n", "1:电力|吨"),
	    CASE("\xB5\xE7\xC1\xA6,\xB6\xD6\n1,2\n", "1:电力|吨;2:1|2"),
	    CASE("\x95\x32\x83\x37,1\n", "1:𠀋|1"), /* four bytes of GB18030 */
	    CASE("\xFF\xFE"
		 "a\0,\0\x35\x75\n\0",
		"1:a|电"),
	    CASE("\xFE\xFF\0a\0,\x75\x35\0\r\0\n\0b", "1:a|电;2:b"),
	    CASE("\"a \"\"b\"\"\",\"c\nd\",\"e,f\"\n2\n", "1:a \"b\"|c\nd|e,f;2:2"),
	    CASE("  a  ,\xE3\x80\x80乙\xE3\x80\x80,\n", "1:a|乙"),
	    CASE(",,\n,x,\n", "2:|x"),
	    CASE("一\n", "1:一"),
#undef CASE
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *rows = read_bytes(*state, cases[i].text, cases[i].len, NULL);
		if (strcmp(rows, cases[i].rows) != 0)
			fail_msg("case %zu: '%s' instead of '%s'", i, rows, cases[i].rows);
	}
}

static void reads_what_was_pasted(void **state)
{
	static const char text[] = "月份\t用电量\r\n1\t2\xE2\x80\x89"
				   "610\r\n5\" 管\t\"两\n行\"\r\n";
	const char *rows = read_bytes(*state, text, strlen(text), &(TableChoice){.kind = TABLE_PASTE});
	assert_string_equal(rows, "1:月份|用电量;2:1|2\xE2\x80\x89"
				  "610;3:5\" 管|两\n行");
}

static void refuses_bad_text(void **state)
{
	Arena *mem = *state;
	static const struct {
		const char *text;
		size_t len;
		TableFaultKind kind;
		const char *where;
		const char *rows;
	} cases[] = {
#define CASE(text, kind, where, rows) {text, sizeof(text) - 1, kind, where, rows}
	    CASE("", TABLE_EMPTY_FILE, NULL, ""),
	    CASE("a,b\n\"c,d\ne,f\n", TABLE_OPEN_QUOTE, "A2", "1:a|b"),
	    CASE("a,b\nc,\"d", TABLE_OPEN_QUOTE, "B2", "1:a|b"),
	    CASE("a,\"b\"x\"\n", TABLE_BAD_QUOTE, "B1", ""),
	    CASE("a,b\"c\n", TABLE_BAD_QUOTE, "B1", ""),
	    CASE("电力电力电力电力,天然气天然气\n电\xFF力,x\n", TABLE_BAD_ENCODING, "A2",
		"1:电力电力电力电力|天然气天然气"),
	    CASE("a,\xB5\xE7\nb,\xB5\xFF\n", TABLE_BAD_ENCODING, "B2", "1:a|电"),
	    CASE("\xFF\xFE\x00\xD8x\0", TABLE_BAD_ENCODING, "1", ""),
	    CASE("\x7F\x45LF\x02\x01\x01\0\0\0\0", TABLE_NOT_A_TABLE, NULL, ""),
	    CASE("a,\x01\n", TABLE_NOT_A_TABLE, "B1", ""),
	    CASE("%PDF-1.4\n", TABLE_NOT_A_TABLE, NULL, ""),
	    CASE("<html><table>", TABLE_NOT_A_TABLE, NULL, ""),
	    CASE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old workbook", TABLE_OLD_FORMAT, NULL, ""),
	    CASE("PK\x03\x04 cut off", TABLE_BROKEN, NULL, ""),
#undef CASE
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = read_bytes(mem, cases[i].text, cases[i].len, NULL);
		const char *fault = fault_text(mem, cases[i].kind, cases[i].where);
		if (strcmp(got, arena_printf(mem, "%s%s", cases[i].rows, fault)) != 0)
			fail_msg("case %zu: '%s' instead of '%s%s'", i, got, cases[i].rows, fault);
	}
}

static void bounds_rows_columns_cells_and_file(void **state)
{
	Arena *mem = *state;
	static const char text[] = "a,b,c\nd,e,f\n\ng,h,i\n";
	assert_string_equal(read_bytes(mem, text, strlen(text), &(TableChoice){.max_rows = 2}),
	    arena_printf(mem, "1:a|b|c;2:d|e|f!%d@4", TABLE_TOO_MANY_ROWS));
	assert_string_equal(read_bytes(mem, text, strlen(text), &(TableChoice){.max_columns = 2}),
	    fault_text(mem, TABLE_TOO_MANY_COLUMNS, "C1"));
	assert_string_equal(read_bytes(mem, "ab,abcd\n", 8, &(TableChoice){.max_cell_bytes = 3}),
	    fault_text(mem, TABLE_CELL_TOO_LONG, "B1"));
	assert_string_equal(read_bytes(mem, text, strlen(text), &(TableChoice){.max_file_bytes = 5}),
	    fault_text(mem, TABLE_TOO_LARGE, NULL));

	char *endless = arena_alloc(mem, 300000);
	memset(endless, 'x', 300000);
	endless[0] = '"';
	assert_string_equal(
	    read_bytes(mem, endless, 300000, NULL), fault_text(mem, TABLE_CELL_TOO_LONG, "A1"));
}

/* ---- workbooks made by hand ---- */

static const char CONTENT_TYPES[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
static const char ROOT[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
    "Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"/xl/workbook.xml\"/></Relationships>";
static const char WORKBOOK[] =
    "<x:workbook xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><x:sheets>"
    "<x:sheet name=\"secret\" sheetId=\"3\" state=\"hidden\" r:id=\"r2\"/>"
    "<x:sheet name=\"活动数据\" sheetId=\"1\" r:id=\"r1\"/><x:sheet name=\"second\" sheetId=\"2\" "
    "r:id=\"r2\"/>"
    "</x:sheets></x:workbook>";
static const char RELATIONS[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"./worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"x/sharedStrings\" Target=\"../xl/sharedStrings.xml\"/>"
    "<Relationship Id=\"r4\" Type=\"x/styles\" Target=\"/xl/styles.xml\"/></Relationships>";
static const char SHARED[] =
    "<sst><si><t>电力</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>reading</t></rPh></si>"
    "<si><t>line_x000D_end _x005F_ _x0001_.</t></si><si/></sst>";
static const char STYLES[] =
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"166\" formatCode=\"#,##0.00&quot; "
    "days&quot;\"/>"
    "<numFmt numFmtId=\"167\" formatCode=\"[$-804]yyyy/m/d h:mm;@\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf "
    "numFmtId=\"20\"/>"
    "</cellXfs></styleSheet>";

typedef struct Made {
	const char *workbook;
	const char *shared;
	const char *sheet; /* what stands within sheetData, or a whole document when it starts with "<?" */
	size_t pad_bytes;  /* spaces put before the end of the sheet */
} Made;

static void add_entry(zip_t *zip, const char *path, const char *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
	assert_true(zip_file_add(zip, path, source, ZIP_FL_OVERWRITE) >= 0);
}

static void add_text(zip_t *zip, const char *path, const char *text)
{
	add_entry(zip, path, text, strlen(text));
}

static void sheet_xml(Buf *out, const char *rows, size_t pad_bytes)
{
	if (str_starts(rows, "<?")) {
		buf_text(out, rows);
		return;
	}
	buf_printf(out, "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>%s", rows);
	char spaces[1024];
	memset(spaces, ' ', sizeof spaces);
	for (size_t done = 0; done < pad_bytes; done += sizeof spaces)
		buf_add(out, spaces, sizeof spaces);
	buf_text(out, "</sheetData></worksheet>");
}

/* The bytes of a workbook. */
static Buf workbook_of(Arena *mem, Made made)
{
	char path[] = "/tmp/qingce-table-test-XXXXXX";
	close(mkstemp(path));
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	assert_non_null(zip);
	Buf sheet = buf_in(mem, 16u * 1024 * 1024);
	sheet_xml(&sheet, made.sheet, made.pad_bytes);
	add_text(zip, "[Content_Types].xml", CONTENT_TYPES);
	add_text(zip, "_rels/.rels", ROOT);
	add_text(zip, "xl/workbook.xml", made.workbook ? made.workbook : WORKBOOK);
	add_text(zip, "xl/_rels/workbook.xml.rels", RELATIONS);
	add_text(zip, "xl/sharedStrings.xml", made.shared ? made.shared : SHARED);
	add_text(zip, "xl/styles.xml", STYLES);
	add_entry(zip, "xl/worksheets/sheet1.xml", buf_take(&sheet), sheet.len);
	add_text(zip, "xl/worksheets/sheet2.xml",
	    "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>");
	assert_int_equal(zip_close(zip), 0);
	FILE *file = fopen(path, "r");
	Buf out = buf_in(mem, 16 * 1024 * 1024);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		buf_add(&out, piece, n);
	fclose(file);
	unlink(path);
	return out;
}

static const char *read_made(Arena *mem, Made made, const TableChoice *choice)
{
	Buf bytes = workbook_of(mem, made);
	return read_bytes(mem, buf_take(&bytes), bytes.len, choice);
}

static void reads_workbooks(void **state)
{
	static const struct {
		const char *sheet;
		const char *rows;
	} cases[] = {
	    {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>",
		"1:电力||two runs"},
	    {"<row r=\"2\"><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>", "2:line\rend _ ."},
	    {"<row r=\"7\"><c r=\"AA7\" t=\"inlineStr\"><is><t>in</t><r><t>line</t></r></is></c></row>",
		"7:||||||||||||||||||||||||||inline"},
	    {"<row><c><v>1</v></c></row><row/><row r=\"9\"><c><v>2</v></c></row><row><c><v>3</v></c></row>",
		"1:1;9:2;10:3"},
	    {"<row><c><v>0.1</v></c><c><v>1.0000000000000001E-2</v></c><c><v>2610.5599999999999</v></"
	     "c><c><v>1E+20</v></c>"
	     "<c><v>-1234567890123456</v></c><c><v>0</v></c><c><v>1e-7</v></c></row>",
		"1:0.1|0.01|2610.56|100000000000000000000|-1234567890123460|0|0.0000001"},
	    {"<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#REF!</v></c><c "
	     "t=\"str\"><f>A1</f><v>f</v></c>"
	     "<c><f>1+1</f><v>2</v></c><c t=\"d\"><v>2025-02-28</v></c></row>",
		"1:TRUE|FALSE|#REF!|f|2|2025-02-28"},
	    {"<row><c s=\"1\"><v>45716</v></c><c s=\"2\"><v>45658</v></c><c s=\"3\"><v>1.5</v></c><c "
	     "s=\"4\"><v>45716</v></c>"
	     "<c s=\"5\"><v>45716.433692129629</v></c><c s=\"6\"><v>0.43369212962962966</v></c><c "
	     "s=\"99\"><v>7</v></c></row>",
		"1:2025-02-28|2025-01-01|1.5|45716|2025-02-28T10:24:31|10:24:31|7"},
	    {"<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59</v></c><c s=\"1\"><v>61</v></c><c "
	     "s=\"1\"><v>-1</v></c>"
	     "<c s=\"1\"><v>2958465</v></c><c s=\"1\"><v>2958466</v></c></row>",
		"1:1900-01-01|1900-02-28|1900-03-01|-1|9999-12-31|2958466"},
	    {"<row><c><v>1</v></c></row><row r=\"3\" s=\"1\"><c r=\"XFD3\" s=\"1\"/></row>",
		"1:1"}, /* styled, but empty */
	    {"<row><c t=\"str\"><f>\"\"</f><v></v></c><c><v>1</v></c></row>", "1:|1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *rows = read_made(*state, (Made){.sheet = cases[i].sheet}, NULL);
		if (strcmp(rows, cases[i].rows) != 0)
			fail_msg("case %zu: '%s' instead of '%s'", i, rows, cases[i].rows);
	}
}

static void reads_sheets_by_name_and_counts_from_1904(void **state)
{
	Arena *mem = *state;
	Buf bytes = workbook_of(mem, (Made){.sheet = "<row><c><v>1</v></c></row>"});
	assert_string_equal(
	    read_bytes(mem, buf_take(&bytes), bytes.len, &(TableChoice){.sheet = "second"}), "1:2");
	assert_string_equal(read_bytes(mem, buf_take(&bytes), bytes.len, &(TableChoice){.sheet = "absent"}),
	    fault_text(mem, TABLE_NO_SHEET, NULL));
	Table *table;
	TableFault fault;
	assert_int_equal(table_open_bytes(mem, buf_take(&bytes), bytes.len, NULL, &table, &fault), OK);
	int count;
	const char *const *names = table_sheet_names(table, &count);
	assert_int_equal(count, 2);
	assert_string_equal(names[0], "活动数据");
	assert_int_equal(table_kind(table), TABLE_XLSX);
	assert_int_equal(table_end(table), OK);

	const char *mac = arena_printf(mem,
	    "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"m\" "
	    "r:id=\"r1\"/></sheets></workbook>");
	assert_string_equal(
	    read_made(mem, (Made){.workbook = mac, .sheet = "<row><c s=\"1\"><v>44254</v></c></row>"}, NULL),
	    "1:2025-02-28");
}

static void refuses_hostile_workbooks(void **state)
{
	Arena *mem = *state;
	static const char LAUGHS[] =
	    "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b "
	    "\"&a;&a;&a;&a;&a;&a;&a;&a;\">"
	    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><worksheet><sheetData><row><c "
	    "t=\"str\"><v>&c;</v></c></row>"
	    "</sheetData></worksheet>";
	static const char OUTSIDE[] =
	    "<?xml version=\"1.0\"?><!DOCTYPE w SYSTEM \"file:///etc/passwd\"><worksheet/>";
	static const struct {
		Made made;
		TableFaultKind kind;
		const char *where;
	} cases[] = {
	    {{.sheet = LAUGHS}, TABLE_FORBIDDEN_XML, NULL},
	    {{.sheet = OUTSIDE}, TABLE_FORBIDDEN_XML, NULL},
	    {{.sheet = "<row/>", .shared = "<!DOCTYPE x []><sst/>"}, TABLE_FORBIDDEN_XML, NULL},
	    {{.sheet = "<row r=\"1\"><c r=\"XFD1048577\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"ZZZZZZZZZZZZZZ1\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"A99999999999999999999\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE,
		"1"},
	    {{.sheet = "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"},
		TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"B1\"><v>1</v></c></row>"},
		TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"B2\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"1\"><c r=\"1\"><v>1</v></c></row>"}, TABLE_BAD_REFERENCE, "1"},
	    {{.sheet = "<row r=\"0\"/>"}, TABLE_BAD_REFERENCE, NULL},
	    {{.sheet = "<row r=\"-5\"/>"}, TABLE_BAD_REFERENCE, NULL},
	    {{.sheet = "<row r=\"1048577\"/>"}, TABLE_BAD_REFERENCE, NULL},
	    {{.sheet = "<row r=\"5\"/><row r=\"5\"/>"}, TABLE_BAD_REFERENCE, "5"},
	    {{.sheet = "<row r=\"2\"><c t=\"s\"><v>-1</v></c></row>"}, TABLE_BAD_VALUE, "A2"},
	    {{.sheet = "<row r=\"2\"><c/><c t=\"s\"><v>4</v></c></row>"}, TABLE_BAD_VALUE, "B2"},
	    {{.sheet = "<row r=\"2\"><c t=\"s\"><v>99999999999999999999</v></c></row>"}, TABLE_BAD_VALUE,
		"A2"},
	    {{.sheet = "<row r=\"2\"><c><v>0x10</v></c></row>"}, TABLE_BAD_VALUE, "A2"},
	    {{.sheet = "<row r=\"2\"><c><v>1e999</v></c></row>"}, TABLE_BAD_VALUE, "A2"},
	    {{.sheet = "<row r=\"2\"><c><v>nan</v></c></row>"}, TABLE_BAD_VALUE, "A2"},
	    {{.sheet = "<row r=\"2\"><c/><c/><c r=\"C2\"><f>A1+1</f></c></row>"}, TABLE_NOT_COMPUTED, "C2"},
	    {{.sheet = "<row r=\"2\"><c r=\"IW2\"><v>1</v></c></row>"}, TABLE_TOO_MANY_COLUMNS, "IW2"},
	    {{.sheet = "<row r=\"2\"><c><v>1</row>"}, TABLE_BROKEN, "2"},
	    {{.sheet = "<row r=\"2\"><c t=\"str\"><v>\xFF</v></c></row>"}, TABLE_BROKEN, "2"},
	    {{.sheet = "<row/>", .workbook = "<workbook/>"}, TABLE_NOT_A_TABLE, NULL},
	    {{.sheet = "<row/>", .pad_bytes = 12u * 1024 * 1024}, TABLE_TOO_LARGE, "1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = read_made(mem, cases[i].made, NULL);
		const char *fault = fault_text(mem, cases[i].kind, cases[i].where);
		if (strcmp(got, fault) != 0)
			fail_msg("case %zu: '%s' instead of '%s'", i, got, fault);
	}
}

static void bounds_what_is_unpacked_and_nested(void **state)
{
	Arena *mem = *state;
	Made made = {.sheet = "<row/>", .pad_bytes = 200 * 1024};
	assert_string_equal(read_made(mem, made, NULL), "");
	assert_string_equal(read_made(mem, made, &(TableChoice){.max_unpacked_bytes = 100 * 1024}),
	    fault_text(mem, TABLE_TOO_LARGE, "1"));

	Buf deep = buf_in(mem, 100000);
	for (int i = 0; i < 100; i++)
		buf_text(&deep, "<x>");
	assert_string_equal(
	    read_made(mem, (Made){.sheet = buf_take(&deep)}, NULL), fault_text(mem, TABLE_BROKEN, NULL));

	Buf tag = buf_in(mem, 4 * 1024 * 1024);
	buf_text(&tag, "<row a=\"");
	while (tag.len < 3 * 1024 * 1024)
		buf_printf(&tag, "%zu", tag.len);
	buf_text(&tag, "\"/>");
	assert_string_equal(
	    read_made(mem, (Made){.sheet = buf_take(&tag)}, NULL), fault_text(mem, TABLE_TOO_LARGE, NULL));
}

/* Cut anywhere, a workbook must give a fault and never more rows than it has. */
static void survives_any_cut(void **state)
{
	Arena *mem = *state;
	Buf whole = workbook_of(mem, (Made){.sheet = "<row r=\"1\"><c t=\"s\"><v>0</v></c></row>"});
	assert_string_equal(read_bytes(mem, buf_take(&whole), whole.len, NULL), "1:电力");
	for (size_t len = 1; len < whole.len; len += 7) {
		char *cut = malloc(len);
		memcpy(cut, buf_take(&whole), len);
		const char *got = read_bytes(mem, cut, len, &(TableChoice){.kind = TABLE_XLSX});
		free(cut);
		if (*got != '!')
			fail_msg("cut to %zu bytes: '%s'", len, got);
	}
}

static void memory_does_not_grow_with_rows(void **state)
{
	Arena *mem = *state;
	Buf text = buf_in(mem, 64 * 1024 * 1024);
	for (int i = 0; i < 150000; i++)
		buf_printf(&text, "%d,电力,2610.5,\"kWh\"\r\n", i);
	Table *table;
	TableFault fault;
	size_t before = arena_used(mem);
	assert_int_equal(table_open_bytes(mem, buf_take(&text), text.len, NULL, &table, &fault), OK);
	TableRow row;
	int rows = 0;
	while (table_next(table, &row))
		rows += str_eq(table_cell(&row, 3), "kWh") && str_eq(table_cell(&row, 4), "");
	assert_int_equal(table_end(table), OK);
	assert_int_equal(rows, 150000);
	assert_int_equal(arena_used(mem), before);
}

static void names_cells_as_spreadsheets_do(void **state)
{
	static const struct {
		int row, column;
		const char *name;
	} cases[] = {{1, 1, "A1"}, {7, 3, "C7"}, {9, 26, "Z9"}, {9, 27, "AA9"}, {2, 702, "ZZ2"},
	    {2, 703, "AAA2"}, {1, 16384, "XFD1"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(table_cell_name(*state, cases[i].row, cases[i].column), cases[i].name);
}

static void tells_of_a_file_that_is_not_there(void **state)
{
	Table *table;
	TableFault fault;
	assert_int_equal(table_open_file(*state, "/nonexistent/a.csv", NULL, &table, &fault), ERR_INTERNAL);
	assert_int_equal(fault.kind, TABLE_UNREADABLE);
	assert_int_equal(table_open_file(*state, "/tmp", NULL, &table, &fault), ERR_INTERNAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(reads_csv_in_many_shapes),
	    TEST(reads_what_was_pasted),
	    TEST(refuses_bad_text),
	    TEST(bounds_rows_columns_cells_and_file),
	    TEST(reads_workbooks),
	    TEST(reads_sheets_by_name_and_counts_from_1904),
	    TEST(refuses_hostile_workbooks),
	    TEST(bounds_what_is_unpacked_and_nested),
	    TEST(survives_any_cut),
	    TEST(memory_does_not_grow_with_rows),
	    TEST(names_cells_as_spreadsheets_do),
	    TEST(tells_of_a_file_that_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
