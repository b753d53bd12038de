/* What the table readers share among themselves: the table being read, its current row and its fault. */
#ifndef QINGCE_DOC_TABLE_READER_H
#define QINGCE_DOC_TABLE_READER_H

#include "base/buf.h"
#include "doc/table.h"

typedef struct CsvReader CsvReader;
typedef struct XlsxReader XlsxReader;

struct Table {
	Arena *mem;	/* the caller's: only the fault's texts */
	Arena *keep;	/* lives as long as the table */
	Arena *row_mem; /* forgotten with each row */
	TableChoice choice;
	TableKind kind;
	TableFault *fault;
	Err err;
	const char *bytes;
	size_t len;
	void *mapped; /* the file, when it was opened by path */
	const char **cells;
	int count;
	int64_t row; /* number of the row being gathered, from 1 */
	int rows_given;
	CsvReader *csv;
	XlsxReader *xlsx;
};

/* ---- table_row.c ---- */

/* Notes what is wrong (the first fault wins) and returns false. `detail` may be NULL or unclean. */
bool table_fail(Table *table, TableFaultKind kind, int column, const char *detail, int64_t limit);

/* Forgets the cells and begins row `number`. */
void table_begin_row(Table *table, int64_t number);

/* Puts `len` bytes of text, trimmed, in `column` (from 0); false after noting a fault. */
bool table_put_cell(Table *table, int column, const char *text, size_t len);

/* ---- table_csv.c ---- */

Err csv_reader_open(Table *table);
bool csv_reader_next(Table *table); /* gathers the next row; false at the end or a fault */
void csv_reader_close(Table *table);

/* ---- table_xlsx.c ---- */

Err xlsx_reader_open(Table *table);
bool xlsx_reader_next(Table *table);
void xlsx_reader_close(Table *table);
const char *const *xlsx_reader_names(const Table *table, int *count);

#endif
