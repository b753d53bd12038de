/* The thin store: one dialect of SQL on two engines, SQLite (embedded) and PostgreSQL (scale-out).
 *
 * Texts use $1..$n and only what both engines share (docs/adding-a-page.md lists it). Outside a transaction a
 * Db reads; every write stands between db_begin and db_commit. On SQLite all writers of a process share ONE
 * writing connection: db_begin takes it, db_commit hands it on and returns when the commit that carries this
 * transaction is on the disk, so that many writers share one fsync. Keep what stands between them short: no
 * password hashing, no files, no network. */
#ifndef QINGCE_DB_DB_H
#define QINGCE_DB_DB_H

#include "base/arena.h"
#include "base/err.h"

typedef struct Store Store; /* one per process */
typedef struct Db Db;	    /* one per thread; never shared */
typedef struct Rows Rows;

typedef enum DbType { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB } DbType;

typedef struct DbValue {
	DbType type;
	int64_t integer;
	double real;
	const void *bytes; /* DB_TEXT: NUL-ended UTF-8; NULL text binds NULL */
	size_t len;	   /* DB_BLOB */
} DbValue;

#define INT(x) ((DbValue){.type = DB_INT, .integer = (x)})
#define REAL(x) ((DbValue){.type = DB_REAL, .real = (x)})
#define TEXT(x) db_value_text(x)
#define BLOB(p, n) ((DbValue){.type = DB_BLOB, .bytes = (p), .len = (n)})
#define NIL ((DbValue){.type = DB_NULL})
/* An id that may be absent: 0 binds NULL. */
#define ID_OR_NIL(x) ((x) ? INT(x) : NIL)

static inline DbValue db_value_text(const char *text)
{
	return text ? (DbValue){.type = DB_TEXT, .bytes = text} : (DbValue){.type = DB_NULL};
}

/* `address`: sqlite:DIRECTORY (created when missing) or postgresql://… . Fails with the reason logged and
 * copied into `reason` (may be NULL). */
Err store_open(const char *address, Store **out, char reason[256]);
void store_close(Store *store);
bool store_is_sqlite(const Store *store);
/* A number no other store of this process ever had: for what is remembered of a store beside it. */
uint64_t store_serial(const Store *store);

/* The data directory of an embedded store, NULL for PostgreSQL. */
const char *store_directory(const Store *store);

Err db_open(Store *store, Db **out);
void db_close(Db *db);
Store *db_store(const Db *db);

/* No transaction and no query is open. A worker may check it after each request. */
bool db_is_idle(const Db *db);

/* A number that stays the same as long as nothing is committed to the store: what is read after asking for it
 * is still true when it comes back later. 0 = the engine cannot tell: other processes may write
 * (PostgreSQL), or a transaction of this Db is open. Differs between stores of a process. */
uint64_t db_mark(const Db *db);

/* Statements that this Db was asked to run since db_open: queries, writes, bulks; not begin and commit. */
int64_t db_statement_count(const Db *db);

/* Runs `sql` with its values; the text must be static: prepared statements are cached by its address.
 *   Rows *rows = db_query(db, SQL_X, INT(1), TEXT("a"));
 *   while (db_next(rows)) …
 *   Err err = db_end(rows);
 * An error of the query shows at db_end (ERR_CONFLICT for a broken unique key, ERR_RETRY for a serialisation
 * failure, ERR_UNAVAILABLE when the store is gone, ERR_INTERNAL otherwise); db_next is then false. Texts and
 * blobs of a row live until the next db_next. */
#define db_query(db, sql, ...)                                                                               \
	db_query_values((db), (sql), (const DbValue[]){NIL, ##__VA_ARGS__} + 1,                              \
	    sizeof((const DbValue[]){NIL, ##__VA_ARGS__}) / sizeof(DbValue) - 1)
Rows *db_query_values(Db *db, const char *sql, const DbValue *values, size_t count);
bool db_next(Rows *rows);
Err db_end(Rows *rows);
/* db_end of a query for one row: ERR_NOT_FOUND when db_next did not find it. */
Err db_end_found(Rows *rows, bool found);

int64_t db_int(Rows *rows, int column);	     /* NULL reads as 0 */
double db_real(Rows *rows, int column);	     /* NULL reads as 0 */
const char *db_text(Rows *rows, int column); /* NULL reads as "" */
const void *db_blob(Rows *rows, int column, size_t *len);
bool db_is_null(Rows *rows, int column);

/* One statement without rows. `changed` (may be NULL) gets the number of rows touched. */
#define db_exec(db, sql, ...) db_exec_changed((db), NULL, (sql), ##__VA_ARGS__)
#define db_exec_changed(db, changed, sql, ...)                                                               \
	db_exec_values((db), (changed), (sql), (const DbValue[]){NIL, ##__VA_ARGS__} + 1,                    \
	    sizeof((const DbValue[]){NIL, ##__VA_ARGS__}) / sizeof(DbValue) - 1)
Err db_exec_values(Db *db, int64_t *changed, const char *sql, const DbValue *values, size_t count);

/* A transaction. After db_begin failed nothing is open. db_commit returns when the data is durable; when it
 * fails, nothing of the transaction is kept. db_rollback after a failed step; it never fails. Reads between
 * see the transaction's own writes. No nesting. A failed step spoils the transaction on both engines, a
 * broken unique key too: what follows fails with the same error and db_commit rolls back (use ON CONFLICT
 * where a conflict is expected). End every query begun inside before the commit. */
Err db_begin(Db *db);
Err db_commit(Db *db);
void db_rollback(Db *db);

/* Ends a transaction by how it went: commits when `err` is OK, else rolls back; returns the error that
 * decided. The usual last line of a store function that writes. */
Err db_finish(Db *db, Err err);

/* Rows into one table inside the open transaction, as fast as the engine takes them (COPY / prepared insert).
 * `columns` = "a, b, c". */
typedef struct DbBulk DbBulk;
Err db_bulk_begin(Db *db, const char *table, const char *columns, int column_count, DbBulk **out);
Err db_bulk_row(DbBulk *bulk, const DbValue *values);
Err db_bulk_end(DbBulk *bulk);

/* Brings the schema up to the newest embedded migration, each in its own transaction. Safe when several
 * processes start at once. `applied` (may be NULL) counts what was new. */
Err db_migrate(Db *db, int *applied);
/* The number of the newest applied and of the newest embedded migration. */
Err db_schema_version(Db *db, int *applied, int *embedded);

/* Can the store answer? For /readyz. */
Err db_ping(Db *db);

#endif
