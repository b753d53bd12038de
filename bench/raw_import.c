/* The baseline of the import: the rows of a CSV file (category,item,facility,label,amount,unit; no quotes)
 * into a raw SQLite table with the columns and the index of activity_line, by one prepared statement in one
 * durable transaction. raw_import DIRECTORY FILE     prints the milliseconds it took, reading included. */
#include "base/date.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 6, ROW_MAX_BYTES = 1000, UPDATED_AT = 1700000000 };

static const char SQL_MAKE[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE line (id INTEGER PRIMARY KEY, org_id INTEGER NOT NULL, inventory_id INTEGER NOT NULL, "
    "category TEXT NOT NULL,"
    " position INTEGER NOT NULL, facility_id INTEGER, item TEXT NOT NULL, label TEXT NOT NULL, amount_text "
    "TEXT NOT NULL,"
    " amount_unit TEXT NOT NULL, monthly TEXT NOT NULL, months INTEGER NOT NULL, inputs TEXT NOT NULL, "
    "factor_text TEXT NOT NULL,"
    " factor_unit TEXT NOT NULL, factor_source TEXT NOT NULL, factor_choice TEXT NOT NULL, alloc_total_text "
    "TEXT NOT NULL,"
    " alloc_share_text TEXT NOT NULL, alloc_basis TEXT NOT NULL, alloc_note TEXT NOT NULL, note TEXT NOT "
    "NULL,"
    " version INTEGER NOT NULL, updated_by INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX line_by_inventory ON line (inventory_id, category, position, id)";

static const char SQL_INSERT[] =
    "INSERT INTO line VALUES ($1, 7, 8, $2, $3, 9, $4, $5, $6, $7, '', 0, '', '', '', '', '', '', '',"
    " '', '', '', 1, 10, $8)";

static void die(const char *what)
{
	fprintf(stderr, "raw_import: %s\n", what);
	exit(1);
}

static void run(sqlite3 *handle, const char *sql)
{
	if (sqlite3_exec(handle, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(handle));
}

static bool split(char *row, char *cells[CELLS])
{
	row[strcspn(row, "\r\n")] = '\0';
	for (int i = 0; i < CELLS; i++) {
		cells[i] = row;
		row += strcspn(row, ",");
		if (*row)
			*row++ = '\0';
		else if (i < CELLS - 1)
			return false;
	}
	return true;
}

static void insert(sqlite3_stmt *statement, int64_t n, char *cells[CELLS])
{
	static const int CELL_OF[] = {0, 1, 3, 4, 5}; /* the facility is a number there */
	static const int PARAMETER[] = {2, 4, 5, 6, 7};
	sqlite3_bind_int64(statement, 1, (1ll << 40) + n);
	sqlite3_bind_int64(statement, 3, n);
	sqlite3_bind_int64(statement, 8, UPDATED_AT);
	for (int i = 0; i < CELLS - 1; i++)
		sqlite3_bind_text(statement, PARAMETER[i], cells[CELL_OF[i]], -1, SQLITE_STATIC);
	if (sqlite3_step(statement) != SQLITE_DONE)
		die("insert");
	sqlite3_reset(statement);
}

int main(int argc, char **argv)
{
	sqlite3 *handle;
	sqlite3_stmt *statement;
	char path[1000], row[ROW_MAX_BYTES], *cells[CELLS];
	FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
	if (!file || !fgets(row, sizeof row, file))
		die("usage: raw_import DIRECTORY FILE");
	snprintf(path, sizeof path, "%s/raw.db", argv[1]);
	if (sqlite3_open(path, &handle))
		die(sqlite3_errmsg(handle));
	run(handle, SQL_MAKE);
	int64_t begin = tick_ns(), n = 0;
	run(handle, "BEGIN IMMEDIATE");
	if (sqlite3_prepare_v2(handle, SQL_INSERT, -1, &statement, NULL))
		die(sqlite3_errmsg(handle));
	while (fgets(row, sizeof row, file))
		if (split(row, cells))
			insert(statement, ++n, cells);
	run(handle, "COMMIT");
	printf("%.1f\n", (double)(tick_ns() - begin) / 1e6);
	sqlite3_finalize(statement);
	sqlite3_close(handle);
	fclose(file);
	return 0;
}
