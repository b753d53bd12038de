/* XLSX through libxlsxwriter in constant memory, CSV by hand; the same calls write either. The first failure
 * sticks and is told at the end. */
#include "doc/sheet.h"

#include "base/log.h"
#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
	MAX_COLUMNS = 256,
	MAX_NAME_CHARS = 31,
	MAX_CELL_CHARS = 32767,
	HEAD_COLOUR = 0x0B3A5B,
	NOTE_COLOUR = 0x5B6B7A,
	LINE_COLOUR = 0xD8E0E7,
	EXACT_WHOLE = 53, /* bits of a whole number that a double holds */
};

/* How a cell looks. Equal looks share one format of the workbook. */
typedef enum Part { PART_CELL, PART_TITLE, PART_NOTE, PART_HEAD } Part;

typedef struct Look {
	Part part;
	SheetKind kind;
	int places;
	bool wraps;
	bool is_total;
	const char *unit;
} Look;

typedef struct LookFormat {
	Look look;
	lxw_format *format;
	struct LookFormat *next;
} LookFormat;

struct Sheet {
	Arena *mem;
	SheetFormat format;
	const char *path;
	bool failed;
	lxw_workbook *book;
	lxw_worksheet *page;
	LookFormat *looks;
	FILE *csv;
	Buf field;
	const SheetColumn *columns;
	int column_count;
	int pages;
	int64_t row; /* from 0 */
	int column;
	bool is_total;
};

static void set_properties(Sheet *sheet, const SheetAbout *about)
{
	lxw_doc_properties properties = {
	    .title = (char *)about->title,
	    .author = (char *)about->author,
	    .company = (char *)about->company,
	    .created = (time_t)(about->created_ms / 1000),
	};
	workbook_set_properties(sheet->book, &properties);
}

static Err fail_open(const char *what)
{
	log_event(LOG_ERROR, "sheet cannot be written", "what", what, NULL);
	return ERR_INTERNAL;
}

Err sheet_open(Arena *mem, SheetFormat format, const SheetAbout *about, Sheet **out)
{
	Sheet *sheet = ARENA_NEW(mem, Sheet);
	*out = sheet;
	const char *folder = getenv("TMPDIR");
	char *path = arena_printf(mem, "%s/qingce-sheet-XXXXXX", str_is_empty(folder) ? "/tmp" : folder);
	*sheet = (Sheet){.mem = mem, .format = format, .path = path, .field = buf_in(mem, 4 * 1024 * 1024)};
	int fd = mkstemp(path);
	if (fd < 0)
		return fail_open(path);
	if (format == SHEET_CSV) {
		sheet->csv = fdopen(fd, "w");
		if (!sheet->csv)
			abort();
		fputs("\xEF\xBB\xBF", sheet->csv);
		return OK;
	}
	close(fd);
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)folder};
	sheet->book = workbook_new_opt(path, &options);
	if (!sheet->book) {
		unlink(path);
		return fail_open(path);
	}
	if (about)
		set_properties(sheet, about);
	return OK;
}

/* ---- looks ---- */

static const char *number_format(Arena *mem, const Look *look)
{
	static const char zeros[] = ".000000";
	int places = look->places < 0 ? 0 : look->places > 6 ? 6 : look->places;
	const char *decimals = places == 0 ? "" : arena_copy_n(mem, zeros, (size_t)places + 1);
	const char *unit = look->unit ? arena_printf(mem, "\" %s\"", look->unit) : "";
	switch (look->kind) {
	case SHEET_WHOLE:
		return arena_printf(mem, "#,##0%s", unit);
	case SHEET_DECIMAL:
		return arena_printf(mem, "#,##0%s%s", decimals, unit);
	case SHEET_PERCENT:
		return arena_printf(mem, "0%s%%", decimals);
	case SHEET_DATE:
		return "yyyy-mm-dd";
	case SHEET_TEXT:
		break;
	}
	return NULL;
}

static void dress(Sheet *sheet, lxw_format *format, const Look *look)
{
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	switch (look->part) {
	case PART_TITLE:
		format_set_bold(format);
		format_set_font_size(format, 14);
		format_set_font_color(format, HEAD_COLOUR);
		return;
	case PART_NOTE:
		format_set_font_color(format, NOTE_COLOUR);
		return;
	case PART_HEAD:
		format_set_bold(format);
		format_set_text_wrap(format);
		format_set_font_color(format, LXW_COLOR_WHITE);
		format_set_bg_color(format, HEAD_COLOUR);
		format_set_align(format, look->kind == SHEET_TEXT ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
		return;
	case PART_CELL:
		break;
	}
	const char *numbers = number_format(sheet->mem, look);
	if (numbers)
		format_set_num_format(format, numbers);
	if (look->wraps)
		format_set_text_wrap(format);
	format_set_bottom(format, LXW_BORDER_HAIR);
	format_set_bottom_color(format, LINE_COLOUR);
	if (look->is_total) {
		format_set_bold(format);
		format_set_top(format, LXW_BORDER_THIN);
	}
}

static bool same_look(const Look *a, const Look *b)
{
	return a->part == b->part && a->kind == b->kind && a->places == b->places && a->wraps == b->wraps &&
	       a->is_total == b->is_total && str_eq(a->unit, b->unit);
}

static lxw_format *format_of(Sheet *sheet, Look look)
{
	for (LookFormat *at = sheet->looks; at; at = at->next)
		if (same_look(&at->look, &look))
			return at->format;
	LookFormat *made = ARENA_NEW(sheet->mem, LookFormat);
	if (look.unit)
		look.unit = arena_copy(sheet->mem, look.unit);
	*made = (LookFormat){.look = look, .format = workbook_add_format(sheet->book), .next = sheet->looks};
	dress(sheet, made->format, &look);
	sheet->looks = made;
	return made->format;
}

/* The look of the current cell for a value of this kind: the column's own when it is of the same kind. */
static Look look_here(const Sheet *sheet, SheetKind kind)
{
	Look look = {.kind = kind, .is_total = sheet->is_total};
	if (sheet->column < sheet->column_count) {
		const SheetColumn *column = &sheet->columns[sheet->column];
		look.wraps = column->wraps;
		look.kind = kind == SHEET_TEXT || kind == SHEET_DATE ? kind : column->kind;
		look.places = column->places;
	}
	return look;
}

/* ---- text ---- */

/* `text` without control characters and bytes that are no UTF-8, and no longer than a cell may be. */
static const char *clean(Sheet *sheet, const char *text)
{
	size_t len = strlen(text);
	if (str_is_clean_utf8(text, len) && len <= MAX_CELL_CHARS)
		return text;
	Buf out = buf_in(sheet->mem, len);
	size_t chars = 0;
	for (size_t i = 0; i < len && chars < MAX_CELL_CHARS; chars++) {
		size_t n = 1;
		while (n < 4 && i + n < len && ((unsigned char)text[i + n] & 0xC0) == 0x80)
			n++;
		if (str_is_clean_utf8(text + i, n))
			buf_add(&out, text + i, n);
		i += n;
	}
	return buf_take(&out);
}

static bool is_number(const char *text)
{
	char *end;
	strtod(text, &end);
	return end != text && *end == '\0' && strspn(text, "0123456789+-.eE") == strlen(text);
}

/* Programs take blanks before a text away, among them the full-width and the no-break one. */
static const char *without_blanks(const char *text)
{
	static const char FULL_WIDTH[] = "\xE3\x80\x80", NO_BREAK[] = "\xC2\xA0";
	for (;;) {
		text += strspn(text, " \t\r\n");
		if (str_starts(text, FULL_WIDTH))
			text += sizeof FULL_WIDTH - 1;
		else if (str_starts(text, NO_BREAK))
			text += sizeof NO_BREAK - 1;
		else
			return text;
	}
}

/* What a spreadsheet takes for a formula, full-width forms included. A sign alone, as "-" for what is not
 * reported, is none. */
static bool starts_formula(const char *text)
{
	static const char *const starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
	text = without_blanks(text);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_starts(text, starts[i]))
			return text[strlen(starts[i])] && !is_number(text);
	return false;
}

void csv_field(Buf *out, const char *text)
{
	text = text ? text : "";
	bool guarded = starts_formula(text);
	bool quoted = guarded || strpbrk(text, ",;\t\"\r\n") || *text == ' ' || str_ends(text, " ");
	if (!quoted) {
		buf_text(out, text);
		return;
	}
	buf_text(out, guarded ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text);
	}
	buf_char(out, '"');
}

static void csv_write(Sheet *sheet, const char *text)
{
	if (sheet->column > 0)
		fputc(',', sheet->csv);
	buf_clear(&sheet->field);
	csv_field(&sheet->field, text);
	if (sheet->field.overflow)
		sheet->failed = true;
	else
		fwrite(buf_take(&sheet->field), 1, sheet->field.len, sheet->csv);
}

static void note(Sheet *sheet, lxw_error error)
{
	if (error != LXW_NO_ERROR && !sheet->failed) {
		log_event(LOG_ERROR, "sheet cannot be written", "why", lxw_strerror(error), NULL);
		sheet->failed = true;
	}
}

/* A spreadsheet reads _x0041_ as A (ECMA-376, 22.9.2.19), so the underscore of such text is itself written
 * that way. */
static const char *without_escapes(Sheet *sheet, const char *text)
{
	if (!strstr(text, "_x"))
		return text;
	Buf out = buf_in(sheet->mem, strlen(text) * 8);
	for (; *text; text++) {
		bool is_escape = str_starts(text, "_x") && strspn(text + 2, "0123456789abcdefABCDEF") == 4 &&
				 text[6] == '_';
		if (is_escape)
			buf_text(&out, "_x005F_");
		else
			buf_char(&out, *text);
	}
	return buf_take(&out);
}

static void put_text(Sheet *sheet, const char *text, lxw_format *format)
{
	text = without_escapes(sheet, text);
	note(sheet, worksheet_write_string(
			sheet->page, (lxw_row_t)sheet->row, (lxw_col_t)sheet->column, text, format));
}

/* ---- pages ---- */

/* A legal name that no other sheet has: forbidden characters become "-", " 2", " 3" … tells equal names
 * apart. */
static const char *page_name(Sheet *sheet, const char *wanted)
{
	char *name = arena_copy(sheet->mem, clean(sheet, str_is_empty(wanted) ? "Sheet" : wanted));
	for (char *c = name; *c; c++)
		if (strchr("[]:*?/\\\r\n\t", *c) || (*c == '\'' && (c == name || !c[1])))
			*c = '-';
	for (int attempt = 1;; attempt++) {
		const char *suffix = attempt == 1 ? "" : arena_printf(sheet->mem, " %d", attempt);
		size_t keep = 0, chars = 0;
		for (; name[keep] && chars < MAX_NAME_CHARS - strlen(suffix); chars++)
			do
				keep++;
			while (((unsigned char)name[keep] & 0xC0) == 0x80);
		const char *tried = arena_printf(sheet->mem, "%.*s%s", (int)keep, name, suffix);
		if (!workbook_get_worksheet_by_name(sheet->book, tried))
			return tried;
	}
}

/* About how wide a text is, in Latin characters. */
static double width_of(const char *text)
{
	size_t chars = str_chars(text), bytes = text ? strlen(text) : 0;
	return (double)chars + (double)(bytes - chars) / 2;
}

static const char *head_of(Sheet *sheet, const SheetColumn *column)
{
	const char *title = column->title ? column->title : "";
	return clean(sheet, column->unit ? arena_printf(sheet->mem, "%s (%s)", title, column->unit) : title);
}

static void copy_columns(Sheet *sheet, const SheetColumn *columns, int count)
{
	sheet->column_count = count > MAX_COLUMNS ? MAX_COLUMNS : count;
	SheetColumn *copy = ARENA_ARRAY(sheet->mem, SheetColumn, sheet->column_count + 1);
	memcpy(copy, columns, (size_t)sheet->column_count * sizeof *copy);
	sheet->columns = copy;
}

static void csv_page(Sheet *sheet, const char *name)
{
	if (sheet->pages++ > 0) {
		fputs("\r\n", sheet->csv);
		sheet->column = 0;
		csv_write(sheet, name);
		fputs("\r\n", sheet->csv);
	}
	for (sheet->column = 0; sheet->column < sheet->column_count; sheet->column++)
		csv_write(sheet, head_of(sheet, &sheet->columns[sheet->column]));
	sheet_row_end(sheet);
}

static void xlsx_head(Sheet *sheet, int frozen_columns)
{
	for (sheet->column = 0; sheet->column < sheet->column_count; sheet->column++) {
		const SheetColumn *column = &sheet->columns[sheet->column];
		const char *head = head_of(sheet, column);
		double natural = fmin(fmax(width_of(head) + 2, 10), 60);
		worksheet_set_column(sheet->page, (lxw_col_t)sheet->column, (lxw_col_t)sheet->column,
		    column->width > 0 ? column->width : natural, NULL);
		put_text(sheet, head, format_of(sheet, (Look){.part = PART_HEAD, .kind = column->kind}));
	}
	sheet_row_end(sheet);
	worksheet_freeze_panes(sheet->page, (lxw_row_t)sheet->row, (lxw_col_t)frozen_columns);
	worksheet_repeat_rows(sheet->page, (lxw_row_t)(sheet->row - 1), (lxw_row_t)(sheet->row - 1));
}

static void xlsx_line(Sheet *sheet, const char *text, Part part)
{
	sheet->column = 0;
	put_text(sheet, clean(sheet, text), format_of(sheet, (Look){.part = part}));
	sheet_row_end(sheet);
}

void sheet_page(Sheet *sheet, const char *name, const char *title, const char *const *notes,
    const SheetColumn *columns, int count, int frozen_columns)
{
	copy_columns(sheet, columns, count);
	sheet->row = 0;
	if (sheet->format == SHEET_CSV) {
		csv_page(sheet, name);
		return;
	}
	sheet->page = workbook_add_worksheet(sheet->book, page_name(sheet, name));
	if (!sheet->page)
		abort();
	worksheet_set_landscape(sheet->page);
	worksheet_set_paper(sheet->page, 9); /* A4 */
	worksheet_fit_to_pages(sheet->page, 1, 0);
	if (title)
		xlsx_line(sheet, title, PART_TITLE);
	for (; notes && *notes; notes++)
		xlsx_line(sheet, *notes, PART_NOTE);
	if (sheet->row > 0)
		sheet->row++;
	xlsx_head(sheet, frozen_columns);
}

/* ---- cells ---- */

void sheet_text(Sheet *sheet, const char *text)
{
	if (str_is_empty(text)) {
		sheet_blank(sheet);
		return;
	}
	if (sheet->format == SHEET_CSV)
		csv_write(sheet, clean(sheet, text));
	else
		put_text(sheet, clean(sheet, text), format_of(sheet, look_here(sheet, SHEET_TEXT)));
	sheet->column++;
}

/* At most 15 significant digits and no exponent where it can be avoided. */
static void csv_number(Sheet *sheet, double value)
{
	char text[64];
	bool is_small = fabs(value) >= 1e-15 && fabs(value) < 1e-4;
	snprintf(text, sizeof text, is_small ? "%.20f" : "%.15g", value);
	for (char *end = text + strlen(text); is_small && end[-1] == '0'; end--)
		end[-1] = '\0';
	csv_write(sheet, text);
}

static void put_number(Sheet *sheet, double value, Look look)
{
	if (!isfinite(value)) {
		sheet_blank(sheet);
		return;
	}
	if (sheet->format == SHEET_CSV)
		csv_number(sheet, value);
	else
		note(sheet, worksheet_write_number(sheet->page, (lxw_row_t)sheet->row,
				(lxw_col_t)sheet->column, value, format_of(sheet, look)));
	sheet->column++;
}

void sheet_whole(Sheet *sheet, int64_t value)
{
	int64_t exact = INT64_C(1) << EXACT_WHOLE;
	if (value > exact || value < -exact)
		sheet_text(sheet, arena_printf(sheet->mem, "%lld", (long long)value));
	else
		put_number(sheet, (double)value, look_here(sheet, SHEET_WHOLE));
}

void sheet_number(Sheet *sheet, double value)
{
	put_number(sheet, value, look_here(sheet, SHEET_DECIMAL));
}

void sheet_quantity(Sheet *sheet, double value, int places, const char *unit)
{
	Look look = {.kind = SHEET_DECIMAL, .places = places, .is_total = sheet->is_total, .unit = unit};
	if (unit && (strchr(unit, '"') || !str_is_clean_utf8(unit, strlen(unit))))
		look.unit = NULL;
	put_number(sheet, value, look);
}

void sheet_date(Sheet *sheet, Date date)
{
	if (date_is_none(date)) {
		sheet_blank(sheet);
		return;
	}
	if (sheet->format == SHEET_CSV) {
		csv_write(sheet, date_text(sheet->mem, date));
	} else {
		lxw_datetime when = {.year = date.year, .month = date.month, .day = date.day};
		note(sheet,
		    worksheet_write_datetime(sheet->page, (lxw_row_t)sheet->row, (lxw_col_t)sheet->column,
			&when, format_of(sheet, look_here(sheet, SHEET_DATE))));
	}
	sheet->column++;
}

void sheet_blank(Sheet *sheet)
{
	if (sheet->format == SHEET_CSV)
		csv_write(sheet, "");
	else
		note(sheet, worksheet_write_blank(sheet->page, (lxw_row_t)sheet->row,
				(lxw_col_t)sheet->column, format_of(sheet, look_here(sheet, SHEET_TEXT))));
	sheet->column++;
}

void sheet_row_is_total(Sheet *sheet)
{
	sheet->is_total = true;
}

void sheet_row_end(Sheet *sheet)
{
	if (sheet->format == SHEET_CSV)
		fputs("\r\n", sheet->csv);
	sheet->row++;
	sheet->column = 0;
	sheet->is_total = false;
}

/* ---- the end ---- */

static bool close_document(Sheet *sheet)
{
	if (sheet->format == SHEET_CSV) {
		bool written = !ferror(sheet->csv);
		written &= fclose(sheet->csv) == 0;
		return written && !sheet->failed;
	}
	note(sheet, workbook_close(sheet->book));
	return !sheet->failed;
}

Err sheet_finish(Sheet *sheet, const char **path)
{
	*path = NULL;
	if (!close_document(sheet)) {
		unlink(sheet->path);
		return ERR_INTERNAL;
	}
	*path = sheet->path;
	return OK;
}

Err sheet_finish_buf(Sheet *sheet, Buf *out)
{
	const char *path;
	Err err = sheet_finish(sheet, &path);
	if (err)
		return err;
	FILE *file = fopen(path, "r");
	unlink(path);
	if (!file)
		return ERR_INTERNAL;
	char piece[16 * 1024];
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		buf_add(out, piece, n);
	bool is_read = !ferror(file);
	fclose(file);
	if (!is_read)
		return ERR_INTERNAL;
	return out->overflow ? ERR_TOO_LARGE : OK;
}

void sheet_drop(Sheet *sheet)
{
	close_document(sheet);
	unlink(sheet->path);
}

const char *sheet_media_type(SheetFormat format)
{
	return format == SHEET_CSV ? "text/csv; charset=utf-8"
				   : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

const char *sheet_extension(SheetFormat format)
{
	return format == SHEET_CSV ? ".csv" : ".xlsx";
}
