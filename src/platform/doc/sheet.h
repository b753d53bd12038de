/* Writing tables for people to take away: XLSX (constant memory) or CSV (RFC 4180, UTF-8 with BOM) through
 * one interface. Text never becomes a formula. */
#ifndef QINGCE_DOC_SHEET_H
#define QINGCE_DOC_SHEET_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

typedef enum SheetFormat { SHEET_XLSX, SHEET_CSV } SheetFormat;
typedef enum SheetKind { SHEET_TEXT, SHEET_WHOLE, SHEET_DECIMAL, SHEET_PERCENT, SHEET_DATE } SheetKind;

/* A column: what stands in its head and how its cells look. */
typedef struct SheetColumn {
	const char *title;
	const char *unit; /* shown in the head as "title (unit)"; NULL for none */
	SheetKind kind;	  /* how numbers are shown and cells are aligned */
	int places;	  /* SHEET_DECIMAL, SHEET_PERCENT: digits after the point, 0..6 */
	double width;	  /* in characters of Latin text; 0 = from the title */
	bool wraps;	  /* long text goes over several lines */
} SheetColumn;

typedef struct SheetAbout {
	const char *title; /* document properties */
	const char *author;
	const char *company;
	int64_t created_ms; /* 0 = now */
} SheetAbout;

typedef struct Sheet Sheet;

/* Starts a document in a temporary file (in $TMPDIR or /tmp). ERR_INTERNAL when none can be made. */
Err sheet_open(Arena *mem, SheetFormat format, const SheetAbout *about, Sheet **out);

/* Starts a sheet: `name` on its tab (31 characters at most, forbidden ones replaced), a line of title, note
 * lines (NULL or a list that ends with NULL), then the head. The panes are frozen below the head and right of
 * `frozen_columns`. CSV writes no title and no notes; a second sheet follows after an empty line and its
 * name. */
void sheet_page(Sheet *sheet, const char *name, const char *title, const char *const *notes,
    const SheetColumn *columns, int count, int frozen_columns);

/* Cells of the current row from left to right; a number that is not finite is left empty. */
void sheet_text(Sheet *sheet, const char *text);
void sheet_whole(Sheet *sheet, int64_t value);
void sheet_number(Sheet *sheet, double value);
void sheet_quantity(Sheet *sheet, double value, int places,
    const char *unit); /* shown with its unit, still a number; CSV: the number alone */
void sheet_date(Sheet *sheet, Date date);
void sheet_blank(Sheet *sheet);
void sheet_row_end(Sheet *sheet);
/* The same, set in bold with a line above: sums. Call before the first cell of the row. */
void sheet_row_is_total(Sheet *sheet);

/* Finishes the document: `path` is a temporary file that the caller unlinks (answer_file(…, true) does).
 * ERR_INTERNAL when something could not be written. The sheet is gone afterwards. */
Err sheet_finish(Sheet *sheet, const char **path);

/* The same into a buffer. ERR_TOO_LARGE when it does not fit. */
Err sheet_finish_buf(Sheet *sheet, Buf *out);

/* Gives up; nothing is left behind. */
void sheet_drop(Sheet *sheet);

/* "text/csv; charset=utf-8" or the XLSX type; ".csv" or ".xlsx". */
const char *sheet_media_type(SheetFormat format);
const char *sheet_extension(SheetFormat format);

/* One CSV field, quoted where needed and safe against formulas ('=1+1 for =1+1). */
void csv_field(Buf *out, const char *text);

#endif
