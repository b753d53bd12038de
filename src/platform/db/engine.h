/* What an engine gives to db.c, which keeps the rules that hold on both: writes only inside a transaction,
 * and after a failed step nothing but the rollback. Only files of this folder include it. */
#ifndef QINGCE_DB_ENGINE_H
#define QINGCE_DB_ENGINE_H

#include "db/db.h"

enum { DB_VALUES_MAX = 100 };

typedef struct DbEngine {
	const char *name;
	/* What @id @int @real @blob @strict become. */
	const char *type_id, *type_int, *type_real, *type_blob, *strict;
	/* One row with a number: 1 when the table $1 exists. */
	const char *sql_has_table;

	void (*store_close)(Store *store);
	Err (*open)(Store *store, Db **out);
	void (*close)(Db *db);

	/* Errors of a query are left in rows->err; NULL only together with `err`. */
	Rows *(*query)(Db *db, const char *sql, const DbValue *values, size_t count, Err *err);
	bool (*next)(Rows *rows);
	void (*end)(Rows *rows);
	int64_t (*column_int)(Rows *rows, int column);
	double (*column_real)(Rows *rows, int column);
	const char *(*column_text)(Rows *rows, int column);
	const void *(*column_blob)(Rows *rows, int column, size_t *len);
	bool (*column_is_null)(Rows *rows, int column);

	Err (*exec)(Db *db, int64_t *changed, const char *sql, const DbValue *values, size_t count);
	/* One statement of a migration: no values, not kept in the statement cache. */
	Err (*exec_once)(Db *db, const char *sql);
	/* NULL: other processes write too. */
	uint64_t (*commits)(const Store *store);
	Err (*begin)(Db *db);
	Err (*commit)(Db *db);
	void (*rollback)(Db *db);

	Err (*bulk_begin)(Db *db, const char *table, const char *columns, int column_count, DbBulk **out);
	Err (*bulk_row)(DbBulk *bulk, const DbValue *values);
	/* `keep` false: the transaction has failed, only let go of what the bulk holds. */
	Err (*bulk_end)(DbBulk *bulk, bool keep);
} DbEngine;

/* The first member of what each engine keeps for a store, a Db, rows and a bulk. */
struct Store {
	const DbEngine *engine;
	uint64_t serial;
};

struct Db {
	Store *store;
	const DbEngine *engine;
	bool in_transaction;
	Err failed;	      /* the step that spoilt the open transaction */
	int open_rows;	      /* queries begun and not ended */
	int open_rows_inside; /* of them, begun inside the transaction */
	int64_t statements;   /* run so far */
};

struct Rows {
	Db *db;
	Err err;
	bool is_bare;	/* nothing but the error: the engine has no part in it */
	bool is_inside; /* begun inside a transaction */
	bool has_row;
};

struct DbBulk {
	Db *db;
	int column_count;
};

Err sqlite_store_open(const char *directory, Store **out, char reason[256]);
const char *sqlite_store_directory(const Store *store);
Err postgres_store_open(const char *url, Store **out, char reason[256]);

extern const DbEngine SQLITE_ENGINE;
extern const DbEngine POSTGRES_ENGINE;

/* ---- engine.c: what both engines use ---- */

/* malloc that aborts when memory runs out; zeroed. */
void *db_alloc(size_t size);

/* Logs why a statement failed: the text, never the values. Broken unique keys are expected and only debugged.
 */
void db_log_failure(Err err, const char *engine, const char *sql, const char *why);

#endif
