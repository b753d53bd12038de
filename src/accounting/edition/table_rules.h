/* A new version of a factor table, cell by cell: what the columns of the table in force hold says what is
 * expected of the new one. And what a set of data changes against another. No Db, no Req. */
#ifndef QINGCE_EDITION_TABLE_RULES_H
#define QINGCE_EDITION_TABLE_RULES_H

#include "doc/table.h"
#include "ghg/ghg.h"

enum {
	TABLE_MAX_COLUMNS = 40,
	TABLE_MAX_ROWS = 20000,
	TABLE_SHOWN_PROBLEMS = 100,
};

typedef enum CellFault {
	CELL_FINE = 0,
	CELL_MISSING,	/* expected: as the column says */
	CELL_NO_NUMBER, /* expected: 0.5306 */
	CELL_NO_FLAG,	/* 0 or 1 */
	CELL_NO_UNIT,	/* a unit that unit.h reads */
	CELL_NO_YEAR,	/* 1900 … 2100 */
	CELL_NO_CHOICE, /* confidence: verified2, verified1, knowledge */
	CELL_TWICE,	/* an id that stood in an earlier row; expected: that row */
	COLUMN_MISSING, /* given: its name */
	COLUMN_UNKNOWN,
	COLUMN_TWICE,
} CellFault;

typedef struct CellWrong {
	CellFault fault;
	int64_t row;	    /* as a spreadsheet counts */
	const char *column; /* its name */
	const char *given;
	const char *expected; /* an example or the row of the first; "" */
} CellWrong;

/* What a column of the table in force holds. */
typedef struct ColumnProfile {
	const char *name;
	bool is_id, is_number, is_flag, is_unit, is_year, is_confidence;
	bool may_be_empty;
	const char *example;
} ColumnProfile;

typedef struct TableProfile {
	ColumnProfile columns[TABLE_MAX_COLUMNS];
	int count;
	size_t rows;
} TableProfile;

/* Reads the text of a table in force. */
void table_profile(Arena *mem, const char *text, size_t len, TableProfile *out);

typedef struct TableReading {
	CellWrong *problems; /* the first TABLE_SHOWN_PROBLEMS */
	size_t problem_count, shown;
	size_t rows;
	TableFault fault; /* kind != TABLE_FINE: the file as a whole cannot be read */
	const char *text; /* the table as CSV with the columns in their order, when nothing is wrong */
	size_t len;
} TableReading;

/* A new version of that table from a CSV or XLSX file. */
Err table_read(Arena *mem, const TableProfile *profile, const char *path, TableReading *out);

/* ---- what is different ---- */

typedef struct FactorDifference {
	const GhgFactor *before, *after; /* NULL: added, removed */
} FactorDifference;

/* Rows added, changed (a value that counts, or what marks it) and removed, in the order of the tables. */
size_t factor_differences(Arena *mem, const Ghg *before, const Ghg *after, FactorDifference **out);

#endif
