/* XLSX workbooks (ECMA-376, part 1, chapter 18): which sheet, shared strings, which styles are dates, then
 * the rows one at a time. Only the shared strings and one row are ever held. */
#include "doc/table_reader.h"

#include "base/date.h"
#include "base/str.h"
#include "doc/xlsx_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_SHEETS = 1000,
	MAX_STYLES = 65536,
	MAX_SHARED = 2000000,
	MAX_SHARED_BYTES = 64 * 1024 * 1024,
	MAX_FORMATS = 1000,
	LAST_ROW = 1048576, /* a sheet ends at XFD1048576 */
	LAST_COLUMN = 16384,
	MAX_NAME_BYTES = 1000,
};

typedef enum DateParts { NO_DATE = 0, HAS_DAY = 1, HAS_TIME = 2 } DateParts;

typedef struct SheetEntry {
	const char *name;
	const char *relation;
} SheetEntry;

typedef struct NumberFormat {
	int64_t id;
	unsigned parts;
	struct NumberFormat *next;
} NumberFormat;

struct XlsxReader {
	XlsxArchive *archive;
	XlsxPart *sheet;

	const char *workbook_path;
	const char *folder; /* of the workbook: "xl/" */
	const char *shared_path, *styles_path, *sheet_path;
	SheetEntry *sheets; /* the visible ones */
	const char **names;
	int sheet_count;
	const char *wanted_relation;
	bool from_1904;

	NumberFormat *formats;
	int format_count;
	bool in_cell_formats;
	unsigned char *styles; /* DateParts of each */
	int style_count;

	const char **shared;
	size_t shared_count, shared_cap, shared_bytes;
	int in_phonetic; /* reading aids are not part of the text */

	bool collecting;
	Buf text;
	bool in_data, in_row, in_cell, has_value, has_formula;
	int64_t last_row;
	int column; /* of the last cell, from 1 */
	char type[12];
	int64_t style;
};

static bool is(const char *name, const char *wanted)
{
	return strcmp(name, wanted) == 0;
}

static bool is_true(const char *text)
{
	return text && (is(text, "1") || is(text, "true"));
}

/* A whole number from 0 to `most` in digits only; -1 otherwise. */
static int64_t whole_of(const char *text, int64_t most)
{
	int64_t value = 0;
	if (!text || !*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (*text - '0');
		if (value > most)
			return -1;
	}
	return value;
}

static void no_end(Table *table, const char *name)
{
	(void)table;
	(void)name;
}

static void on_collected_text(Table *table, const char *text, size_t len)
{
	if (table->xlsx->collecting)
		buf_add(&table->xlsx->text, text, len);
}

/* ---- the workbook: which part holds what ---- */

/* A target as a path in the archive: absolute, or relative to `folder`. */
static const char *part_path(Table *table, const char *folder, const char *target)
{
	if (strlen(target) > MAX_NAME_BYTES)
		return "";
	if (*target == '/')
		return arena_copy(table->keep, target + 1);
	if (str_starts(target, "./"))
		target += 2;
	char *path = arena_copy(table->keep, folder);
	while (str_starts(target, "../")) {
		target += 3;
		size_t len = strlen(path);
		if (len > 0)
			path[len - 1] = '\0';
		char *slash = strrchr(path, '/');
		path[slash ? slash - path + 1 : 0] = '\0';
	}
	return arena_printf(table->keep, "%s%s", path, target);
}

static void on_root_relation(Table *table, const char *name, const char **attributes)
{
	const char *type = xlsx_attribute(attributes, "Type");
	const char *target = xlsx_attribute(attributes, "Target");
	if (is(name, "Relationship") && target && str_ends(type, "/officeDocument"))
		table->xlsx->workbook_path = part_path(table, "", target);
}

static void on_workbook(Table *table, const char *name, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	if (is(name, "workbookPr"))
		xlsx->from_1904 = is_true(xlsx_attribute(attributes, "date1904"));
	if (!is(name, "sheet"))
		return;
	const char *title = xlsx_attribute(attributes, "name");
	const char *relation = xlsx_relation_attribute(attributes);
	const char *state = xlsx_attribute(attributes, "state");
	bool is_hidden = state && !is(state, "visible");
	if (!title || !relation || is_hidden || xlsx->sheet_count == MAX_SHEETS)
		return;
	xlsx->sheets[xlsx->sheet_count++] = (SheetEntry){
	    .name = arena_copy(table->keep, title), .relation = arena_copy(table->keep, relation)};
}

static void on_workbook_relation(Table *table, const char *name, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	const char *id = xlsx_attribute(attributes, "Id");
	const char *type = xlsx_attribute(attributes, "Type");
	const char *target = xlsx_attribute(attributes, "Target");
	const char *mode = xlsx_attribute(attributes, "TargetMode");
	if (!is(name, "Relationship") || !id || !type || !target || (mode && is(mode, "External")))
		return;
	if (str_ends(type, "/sharedStrings"))
		xlsx->shared_path = part_path(table, xlsx->folder, target);
	else if (str_ends(type, "/styles"))
		xlsx->styles_path = part_path(table, xlsx->folder, target);
	else if (is(id, xlsx->wanted_relation) && str_ends(type, "/worksheet"))
		xlsx->sheet_path = part_path(table, xlsx->folder, target);
}

/* The entry that lists what a part refers to: "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels". */
static const char *relations_of(Table *table, const char *folder, const char *path)
{
	return arena_printf(table->keep, "%s_rels/%s.rels", folder, path + strlen(folder));
}

static bool choose_sheet(Table *table)
{
	XlsxReader *xlsx = table->xlsx;
	const char *wanted = table->choice.sheet;
	xlsx->names = ARENA_ARRAY(table->keep, const char *, xlsx->sheet_count + 1);
	for (int i = 0; i < xlsx->sheet_count; i++) {
		xlsx->names[i] = xlsx->sheets[i].name;
		if (!xlsx->wanted_relation && (!wanted || str_eq(xlsx->sheets[i].name, wanted)))
			xlsx->wanted_relation = xlsx->sheets[i].relation;
	}
	return xlsx->wanted_relation || table_fail(table, TABLE_NO_SHEET, 0, wanted, 0);
}

static bool read_workbook(Table *table)
{
	static const XlsxEvents root = {.start = on_root_relation, .end = no_end};
	static const XlsxEvents workbook = {.start = on_workbook, .end = no_end};
	static const XlsxEvents relations = {.start = on_workbook_relation, .end = no_end};
	XlsxReader *xlsx = table->xlsx;
	if (!xlsx_part_read_all(table, xlsx->archive, "_rels/.rels", &root, true))
		return false;
	if (!xlsx->workbook_path)
		return table_fail(table, TABLE_NOT_A_TABLE, 0, NULL, 0);
	const char *slash = strrchr(xlsx->workbook_path, '/');
	xlsx->folder = slash ? arena_copy_n(table->keep, xlsx->workbook_path,
				   (size_t)(slash - xlsx->workbook_path) + 1)
			     : "";
	xlsx->sheets = ARENA_ARRAY(table->keep, SheetEntry, MAX_SHEETS);
	if (!xlsx_part_read_all(table, xlsx->archive, xlsx->workbook_path, &workbook, false))
		return false;
	if (xlsx->sheet_count == 0)
		return table_fail(table, TABLE_NOT_A_TABLE, 0, NULL, 0);
	if (!choose_sheet(table))
		return false;
	const char *path = relations_of(table, xlsx->folder, xlsx->workbook_path);
	if (!xlsx_part_read_all(table, xlsx->archive, path, &relations, false))
		return false;
	return xlsx->sheet_path || table_fail(table, TABLE_BROKEN, 0, NULL, 0);
}

/* ---- styles: which numbers are days and times ---- */

/* Built-in formats (18.8.30), the Chinese ones among them; 45 to 47 are durations and stay numbers. */
static unsigned parts_of_builtin(int64_t id)
{
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
	    id == 57 || id == 58)
		return HAS_DAY;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 55 || id == 56)
		return HAS_TIME;
	return id == 22 ? HAS_DAY | HAS_TIME : NO_DATE;
}

/* Where a quoted, escaped or bracketed piece of a format code ends; `at` itself when there is none. */
static const char *skip_literal(const char *at)
{
	if (*at == '\\' || *at == '_' || *at == '*')
		return at[1] ? at + 2 : at + 1;
	char close = *at == '"' ? '"' : *at == '[' ? ']' : '\0';
	if (!close)
		return at;
	const char *end = strchr(at + 1, close);
	return end ? end + 1 : at + strlen(at);
}

/* A custom format (18.8.31): its first section, without literals. m is a month unless hours or seconds stand
 * beside it. */
static unsigned parts_of_code(const char *code)
{
	unsigned parts = NO_DATE;
	bool has_m = false;
	if (strncasecmp(code, "general", 7) == 0)
		return NO_DATE;
	for (const char *at = code; *at && *at != ';';) {
		if (*at == '[' && (strchr("hHmMsS", at[1]) && at[1]))
			return NO_DATE; /* a duration such as [h]:mm */
		const char *after = skip_literal(at);
		if (after != at) {
			at = after;
			continue;
		}
		if (strncasecmp(at, "AM/PM", 5) == 0) {
			at += 5;
			continue;
		}
		if (strchr("yYdD", *at))
			parts |= HAS_DAY;
		else if (strchr("hHsS", *at))
			parts |= HAS_TIME;
		else if (strchr("mM", *at))
			has_m = true;
		at++;
	}
	return parts == NO_DATE && has_m ? HAS_DAY : parts;
}

static unsigned parts_of_format(const XlsxReader *xlsx, int64_t id)
{
	for (const NumberFormat *format = xlsx->formats; format; format = format->next)
		if (format->id == id)
			return format->parts;
	return parts_of_builtin(id);
}

static void on_style(Table *table, const char *name, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	if (is(name, "numFmt")) {
		int64_t id = whole_of(xlsx_attribute(attributes, "numFmtId"), MAX_STYLES);
		const char *code = xlsx_attribute(attributes, "formatCode");
		unsigned parts = code ? parts_of_code(code) : NO_DATE;
		bool says_nothing = parts == NO_DATE && parts_of_builtin(id) == NO_DATE;
		if (id < 0 || says_nothing || xlsx->format_count == MAX_FORMATS)
			return;
		xlsx->format_count++;
		NumberFormat *format = ARENA_NEW(table->keep, NumberFormat);
		*format = (NumberFormat){.id = id, .parts = parts, .next = xlsx->formats};
		xlsx->formats = format;
	} else if (is(name, "cellXfs")) {
		xlsx->in_cell_formats = true;
	} else if (is(name, "xf") && xlsx->in_cell_formats && xlsx->style_count < MAX_STYLES) {
		int64_t id = whole_of(xlsx_attribute(attributes, "numFmtId"), MAX_STYLES);
		xlsx->styles[xlsx->style_count++] = (unsigned char)(id < 0 ? NO_DATE
									   : parts_of_format(xlsx, id));
	}
}

static void on_style_end(Table *table, const char *name)
{
	if (is(name, "cellXfs"))
		table->xlsx->in_cell_formats = false;
}

static bool read_styles(Table *table)
{
	static const XlsxEvents events = {.start = on_style, .end = on_style_end};
	XlsxReader *xlsx = table->xlsx;
	xlsx->styles = ARENA_ARRAY(table->keep, unsigned char, MAX_STYLES);
	return !xlsx->styles_path ||
	       xlsx_part_read_all(table, xlsx->archive, xlsx->styles_path, &events, true);
}

/* ---- shared strings ---- */

static void on_shared(Table *table, const char *name, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	(void)attributes;
	if (is(name, "si"))
		buf_clear(&xlsx->text);
	else if (is(name, "rPh"))
		xlsx->in_phonetic++;
	else if (is(name, "t"))
		xlsx->collecting = xlsx->in_phonetic == 0;
}

static void add_shared(Table *table, const char *text, size_t len)
{
	XlsxReader *xlsx = table->xlsx;
	xlsx->shared_bytes += len;
	if (xlsx->shared_count == MAX_SHARED || xlsx->shared_bytes > MAX_SHARED_BYTES) {
		table_fail(table, TABLE_TOO_LARGE, 0, NULL, MAX_SHARED_BYTES);
		return;
	}
	if (xlsx->shared_count == xlsx->shared_cap) {
		size_t cap = xlsx->shared_cap ? xlsx->shared_cap * 2 : 1024;
		const char **more = ARENA_ARRAY(table->keep, const char *, cap);
		if (xlsx->shared_count > 0)
			memcpy(more, xlsx->shared, xlsx->shared_count * sizeof *more);
		xlsx->shared = more;
		xlsx->shared_cap = cap;
	}
	xlsx->shared[xlsx->shared_count++] = len > 0 ? arena_copy_n(table->keep, text, len) : "";
}

static void on_shared_end(Table *table, const char *name)
{
	XlsxReader *xlsx = table->xlsx;
	if (is(name, "t"))
		xlsx->collecting = false;
	else if (is(name, "rPh"))
		xlsx->in_phonetic--;
	else if (is(name, "si") && xlsx->text.overflow)
		table_fail(table, TABLE_CELL_TOO_LONG, 0, NULL, (int64_t)table->choice.max_cell_bytes);
	else if (is(name, "si"))
		add_shared(table, buf_take(&xlsx->text), xlsx->text.len);
}

static bool read_shared(Table *table)
{
	static const XlsxEvents events = {
	    .start = on_shared, .end = on_shared_end, .text = on_collected_text};
	XlsxReader *xlsx = table->xlsx;
	return !xlsx->shared_path ||
	       xlsx_part_read_all(table, xlsx->archive, xlsx->shared_path, &events, true);
}

/* ---- values ---- */

/* _x000D_ stands for a character that XML cannot carry (22.9.2.19): line ends and tabs are put back, others
 * dropped. */
static size_t unescape(char *text, size_t len)
{
	size_t to = 0;
	for (size_t i = 0; i < len;) {
		unsigned code;
		int used = 0;
		if (text[i] == '_' && len - i >= 7 && sscanf(text + i, "_x%4x_%n", &code, &used) == 1 &&
		    used == 7) {
			if (code == '\n' || code == '\r' || code == '\t' || (code >= 0x20 && code < 0x7F))
				text[to++] = (char)code;
			i += 7;
		} else {
			text[to++] = text[i++];
		}
	}
	text[to] = '\0';
	return to;
}

static bool is_plain_number(const char *text)
{
	return *text && strspn(text, "0123456789+-.eE") == strlen(text);
}

/* A spreadsheet keeps 15 significant digits; what lies beyond is noise of binary fractions. No exponents. */
static void number_text(double value, char *out, size_t size)
{
	char digits[40];
	snprintf(digits, sizeof digits, "%.14e", value);
	int exponent = atoi(strchr(digits, 'e') + 1);
	if (value == 0) {
		snprintf(out, size, "0");
	} else if (exponent < -20 || exponent > 30) {
		snprintf(out, size, "%.15g", value);
	} else if (exponent >= 15) {
		const char *first = digits + (value < 0);
		snprintf(
		    out, size, "%s%c%.14s%0*d", value < 0 ? "-" : "", first[0], first + 2, exponent - 14, 0);
	} else {
		snprintf(out, size, "%.*f", 14 - exponent, value);
		char *end = strchr(out, '.') ? out + strlen(out) : out;
		while (end > out && end[-1] == '0')
			*--end = '\0';
		if (end > out && end[-1] == '.')
			end[-1] = '\0';
	}
}

/* Days since 1899-12-30 (or 1904-01-01) as ISO 8601. Serial 60 is a day that never was; days before it are
 * one off. */
static bool date_text_of(const XlsxReader *xlsx, double serial, unsigned parts, char *out, size_t size)
{
	if (!(serial >= 0 && serial < 2958466))
		return false;
	int64_t seconds = llround(serial * 86400);
	int64_t day = seconds / 86400, rest = seconds % 86400;
	if (parts == HAS_TIME && day == 0) {
		snprintf(
		    out, size, "%02d:%02d:%02d", (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
		return true;
	}
	static const int64_t FROM_1899_12_30 = -25569, FROM_1904_01_01 = -24107;
	int64_t since_1970 = day + (xlsx->from_1904 ? FROM_1904_01_01 : FROM_1899_12_30);
	if (!xlsx->from_1904)
		since_1970 += day < 60;
	Date date = date_of_days(since_1970);
	if (date.year < 1900)
		return false;
	int len = snprintf(out, size, "%04d-%02d-%02d", date.year, date.month, date.day);
	if (parts & HAS_TIME)
		snprintf(out + len, size - (size_t)len, "T%02d:%02d:%02d", (int)(rest / 3600),
		    (int)(rest / 60 % 60), (int)(rest % 60));
	return true;
}

static void put_number(Table *table, const char *text)
{
	XlsxReader *xlsx = table->xlsx;
	char *end;
	double value = strtod(text, &end);
	if (!is_plain_number(text) || *end || !isfinite(value)) {
		table_fail(table, TABLE_BAD_VALUE, xlsx->column, text, 0);
		return;
	}
	unsigned parts = xlsx->style < xlsx->style_count ? xlsx->styles[xlsx->style] : NO_DATE;
	char shown[64];
	if (parts == NO_DATE || !date_text_of(xlsx, value, parts, shown, sizeof shown))
		number_text(value, shown, sizeof shown);
	table_put_cell(table, xlsx->column - 1, shown, strlen(shown));
}

static void put_shared(Table *table, const char *text)
{
	XlsxReader *xlsx = table->xlsx;
	int64_t index = whole_of(text, MAX_SHARED);
	if (index < 0 || (size_t)index >= xlsx->shared_count) {
		table_fail(table, TABLE_BAD_VALUE, xlsx->column, text, 0);
		return;
	}
	char *copy = arena_copy(table->row_mem, xlsx->shared[index]);
	table_put_cell(table, xlsx->column - 1, copy, unescape(copy, strlen(copy)));
}

/* A cell is complete: its type (18.18.11) says what the text means. */
static void put_value(Table *table)
{
	XlsxReader *xlsx = table->xlsx;
	if (xlsx->has_formula && !xlsx->has_value) {
		table_fail(table, TABLE_NOT_COMPUTED, xlsx->column, NULL, 0);
		return;
	}
	if (xlsx->text.overflow) {
		table_fail(
		    table, TABLE_CELL_TOO_LONG, xlsx->column, NULL, (int64_t)table->choice.max_cell_bytes);
		return;
	}
	if (xlsx->text.len == 0)
		return;
	char *text = buf_take(&xlsx->text);
	if (is(xlsx->type, "s"))
		put_shared(table, text);
	else if (is(xlsx->type, "n") || is(xlsx->type, ""))
		put_number(table, text);
	else if (is(xlsx->type, "b"))
		table_put_cell(
		    table, xlsx->column - 1, is_true(text) ? "TRUE" : "FALSE", is_true(text) ? 4 : 5);
	else
		table_put_cell(table, xlsx->column - 1, text, unescape(text, xlsx->text.len));
}

/* ---- rows and cells ---- */

static void begin_row(Table *table, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	const char *written = xlsx_attribute(attributes, "r");
	int64_t number = written ? whole_of(written, LAST_ROW) : xlsx->last_row + 1;
	if (number <= xlsx->last_row || number > LAST_ROW) {
		table->row = xlsx->last_row;
		table_fail(table, TABLE_BAD_REFERENCE, 0, written, 0);
		return;
	}
	table_begin_row(table, number);
	xlsx->last_row = number;
	xlsx->in_row = true;
	xlsx->column = 0;
}

/* "C7" -> column 3, when it is in this row and within the sheet; 0 otherwise. */
static int column_of(const char *reference, int64_t row)
{
	int column = 0;
	const char *at = reference;
	for (; *at >= 'A' && *at <= 'Z' && column <= LAST_COLUMN; at++)
		column = column * 26 + (*at - 'A' + 1);
	if (column == 0 || column > LAST_COLUMN || whole_of(at, LAST_ROW) != row)
		return 0;
	return column;
}

static void begin_cell(Table *table, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	const char *reference = xlsx_attribute(attributes, "r");
	int column = reference ? column_of(reference, table->row) : xlsx->column + 1;
	if (column <= xlsx->column || column > LAST_COLUMN) {
		table_fail(table, TABLE_BAD_REFERENCE, 0, reference, 0);
		return;
	}
	const char *type = xlsx_attribute(attributes, "t");
	const char *style = xlsx_attribute(attributes, "s");
	snprintf(xlsx->type, sizeof xlsx->type, "%s", type ? type : "");
	xlsx->style = style ? whole_of(style, MAX_STYLES) : 0;
	if (xlsx->style < 0)
		xlsx->style = MAX_STYLES;
	xlsx->column = column;
	xlsx->in_cell = true;
	xlsx->has_value = xlsx->has_formula = false;
	xlsx->in_phonetic = 0;
	buf_clear(&xlsx->text);
}

static void on_sheet(Table *table, const char *name, const char **attributes)
{
	XlsxReader *xlsx = table->xlsx;
	if (is(name, "sheetData"))
		xlsx->in_data = true;
	else if (!xlsx->in_data)
		return;
	else if (is(name, "row") && !xlsx->in_row)
		begin_row(table, attributes);
	else if (is(name, "c") && xlsx->in_row && !xlsx->in_cell)
		begin_cell(table, attributes);
	else if (is(name, "rPh"))
		xlsx->in_phonetic++;
	else if (xlsx->in_cell && is(name, "f"))
		xlsx->has_formula = true;
	else if (xlsx->in_cell && (is(name, "v") || (is(name, "t") && xlsx->in_phonetic == 0)))
		xlsx->collecting = xlsx->has_value = true;
}

static void on_sheet_end(Table *table, const char *name)
{
	XlsxReader *xlsx = table->xlsx;
	if (!xlsx->in_data)
		return;
	if (is(name, "v") || is(name, "t")) {
		xlsx->collecting = false;
	} else if (is(name, "rPh")) {
		xlsx->in_phonetic--;
	} else if (is(name, "c") && xlsx->in_cell) {
		xlsx->in_cell = false;
		put_value(table);
	} else if (is(name, "row") && xlsx->in_row && !xlsx->in_cell) {
		xlsx->in_row = false;
		if (table->count > 0)
			xlsx_part_pause(xlsx->sheet);
	} else if (is(name, "sheetData")) {
		xlsx->in_data = false;
	}
}

Err xlsx_reader_open(Table *table)
{
	static const XlsxEvents events = {.start = on_sheet, .end = on_sheet_end, .text = on_collected_text};
	XlsxReader *xlsx = table->xlsx = ARENA_NEW(table->keep, XlsxReader);
	xlsx->text = buf_in(table->keep, table->choice.max_cell_bytes * 2);
	xlsx->archive = xlsx_archive_open(table);
	if (!xlsx->archive || !read_workbook(table) || !read_styles(table) || !read_shared(table))
		return table->err;
	xlsx->sheet = xlsx_part_open(table, xlsx->archive, xlsx->sheet_path, &events, false);
	return table->err;
}

bool xlsx_reader_next(Table *table)
{
	table_begin_row(table, 0);
	return xlsx_part_read(table, table->xlsx->sheet);
}

void xlsx_reader_close(Table *table)
{
	if (!table->xlsx)
		return;
	xlsx_part_close(table->xlsx->sheet);
	xlsx_archive_close(table->xlsx->archive);
}

const char *const *xlsx_reader_names(const Table *table, int *count)
{
	*count = table->xlsx->sheet_count;
	return table->xlsx->names;
}
