/* Reading tables that people send: CSV, XLSX and text pasted from a spreadsheet, row by row through one
 * interface, in memory that does not grow with the rows. What is wrong is told with its row and cell. */
#ifndef QINGCE_DOC_TABLE_H
#define QINGCE_DOC_TABLE_H

#include "base/arena.h"
#include "base/err.h"
#include "doc/table.po.h"

typedef enum TableKind { TABLE_SNIFF = 0, TABLE_CSV, TABLE_XLSX, TABLE_PASTE } TableKind;

/* What to read and how much at most; zero or NULL takes the default of TABLE_DEFAULT_*. */
typedef struct TableChoice {
	TableKind kind;	   /* TABLE_SNIFF looks at the bytes: XLSX or CSV */
	const char *sheet; /* XLSX: name of the sheet; NULL takes the first visible one */
	int max_rows;
	int max_columns;
	size_t max_cell_bytes;
	size_t max_file_bytes;
	size_t max_unpacked_bytes; /* XLSX: all that is unpacked in one reading */
} TableChoice;

enum {
	TABLE_DEFAULT_ROWS = 200000,
	TABLE_DEFAULT_COLUMNS = 256,
	TABLE_DEFAULT_CELL_BYTES = 32 * 1024,
	TABLE_DEFAULT_FILE_BYTES = 64 * 1024 * 1024,
	TABLE_DEFAULT_UNPACKED_BYTES = 256 * 1024 * 1024,
};

typedef enum TableFaultKind {
	TABLE_FINE = 0,
	TABLE_UNREADABLE,  /* the file cannot be opened or read */
	TABLE_EMPTY_FILE,  /* no bytes at all */
	TABLE_NOT_A_TABLE, /* bytes that are neither CSV nor XLSX (binary, or text with control characters) */
	TABLE_OLD_FORMAT,  /* .xls or a workbook with a password: save as .xlsx without one */
	TABLE_BROKEN,	   /* a damaged or truncated XLSX */
	TABLE_FORBIDDEN_XML, /* DOCTYPE or entity declarations within an XLSX */
	TABLE_NO_SHEET,	     /* no sheet of that name; detail = the name */
	TABLE_TOO_LARGE,     /* beyond max_file_bytes or max_unpacked_bytes, or packed suspiciously tight */
	TABLE_TOO_MANY_ROWS,
	TABLE_TOO_MANY_COLUMNS,
	TABLE_CELL_TOO_LONG,
	TABLE_BAD_ENCODING,  /* neither UTF-8 nor GB18030 nor UTF-16 */
	TABLE_BAD_QUOTE,     /* a quote in the middle of a quoted cell */
	TABLE_OPEN_QUOTE,    /* a quote that is never closed; the cell is where it began */
	TABLE_BAD_REFERENCE, /* an XLSX cell that names a place outside the sheet or out of order; detail = as
				written */
	TABLE_BAD_VALUE,     /* an XLSX cell whose value is not what its type says; detail = as written */
	TABLE_NOT_COMPUTED,  /* an XLSX formula without a stored result: open and save it in a spreadsheet */
} TableFaultKind;

typedef struct TableFault {
	TableFaultKind kind;
	int64_t row;	    /* from 1 as a spreadsheet counts; 0 = the file as a whole */
	int column;	    /* from 1; 0 = the row as a whole */
	const char *cell;   /* "C7", or "" */
	const char *detail; /* what was found, shortened; or "" */
	int64_t limit;	    /* the maximum that was passed, 0 for none */
} TableFault;

/* A row with something in it; empty rows are passed over. Valid until the next call. */
typedef struct TableRow {
	int64_t number;		  /* from 1 as a spreadsheet counts, empty rows included */
	int count;		  /* cells up to the last one with text */
	const char *const *cells; /* clean UTF-8, trimmed at both ends, "" for empty */
} TableRow;

typedef struct Table Table;

/* Opens a table. After OK the caller must call table_end. `fault` stays with the table until then; its texts
 * are in `mem`. CSV: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; comma, semicolon or tab; "sep=;" is
 * honoured. XLSX: numbers as plain decimals of at most 15 significant digits, dates as 2025-02-28, times as
 * 2025-02-28T10:24:31 or 10:24:31, booleans as TRUE and FALSE, a merged cell in its top left corner, errors
 * as #REF!. ERR_INPUT and ERR_TOO_LARGE: see `fault`. The bytes must outlive the table. */
Err table_open_file(Arena *mem, const char *path, const TableChoice *choice, Table **out, TableFault *fault);
Err table_open_bytes(
    Arena *mem, const void *bytes, size_t len, const TableChoice *choice, Table **out, TableFault *fault);

/* The next row; false at the end and at a fault. */
bool table_next(Table *table, TableRow *row);

/* Closes the table: OK when all that was asked for could be read, otherwise the error that `fault` describes.
 */
Err table_end(Table *table);

TableKind table_kind(const Table *table);

/* XLSX: the names of the visible sheets; valid while the table is open. */
const char *const *table_sheet_names(const Table *table, int *count);

/* The text of cell `column` (from 0), "" beyond the last. */
const char *table_cell(const TableRow *row, int column);

/* "C7" for row 7, column 3. */
const char *table_cell_name(Arena *mem, int64_t row, int column);

/* The words for each kind of fault, for a feature's `static const Word words[] = { TABLE_FAULT_WORDS }`. They
 * take {cell}, {row}, {detail} and {limit}. */
#define TABLE_FAULT_WORDS                                                                                    \
	[TABLE_UNREADABLE] = W_table_fault_unreadable, [TABLE_EMPTY_FILE] = W_table_fault_empty_file,        \
	[TABLE_NOT_A_TABLE] = W_table_fault_not_a_table, [TABLE_OLD_FORMAT] = W_table_fault_old_format,      \
	[TABLE_BROKEN] = W_table_fault_broken, [TABLE_FORBIDDEN_XML] = W_table_fault_forbidden_xml,          \
	[TABLE_NO_SHEET] = W_table_fault_no_sheet, [TABLE_TOO_LARGE] = W_table_fault_too_large,              \
	[TABLE_TOO_MANY_ROWS] = W_table_fault_too_many_rows,                                                 \
	[TABLE_TOO_MANY_COLUMNS] = W_table_fault_too_many_columns,                                           \
	[TABLE_CELL_TOO_LONG] = W_table_fault_cell_too_long,                                                 \
	[TABLE_BAD_ENCODING] = W_table_fault_bad_encoding, [TABLE_BAD_QUOTE] = W_table_fault_bad_quote,      \
	[TABLE_OPEN_QUOTE] = W_table_fault_open_quote, [TABLE_BAD_REFERENCE] = W_table_fault_bad_reference,  \
	[TABLE_BAD_VALUE] = W_table_fault_bad_value, [TABLE_NOT_COMPUTED] = W_table_fault_not_computed

#endif
