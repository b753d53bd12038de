/* The part of the store that both engines share: the choice of engine, the rules of a transaction, and the
 * plain calls of db.h. */
#include "db/engine.h"

#include "base/log.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Atomic uint64_t stores_opened;

Err store_open(const char *address, Store **out, char reason[256])
{
	char kept[256];
	char *why = reason ? reason : kept;
	why[0] = '\0';
	*out = NULL;
	Err err;
	if (strncmp(address, "sqlite:", 7) == 0 && address[7]) {
		err = sqlite_store_open(address + 7, out, why);
	} else if (strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0) {
		err = postgres_store_open(address, out, why);
	} else {
		snprintf(why, 256, "the store must be sqlite:DIRECTORY or postgresql://…");
		err = ERR_INPUT;
	}
	if (err)
		log_event(LOG_ERROR, "store not opened", "why", why, NULL);
	else
		(*out)->serial = ++stores_opened;
	return err;
}

void store_close(Store *store)
{
	if (store)
		store->engine->store_close(store);
}

bool store_is_sqlite(const Store *store)
{
	return store->engine == &SQLITE_ENGINE;
}

uint64_t store_serial(const Store *store)
{
	return store->serial;
}

const char *store_directory(const Store *store)
{
	return store_is_sqlite(store) ? sqlite_store_directory(store) : NULL;
}

Err db_open(Store *store, Db **out)
{
	*out = NULL;
	Err err = store->engine->open(store, out);
	if (err)
		return err;
	(*out)->store = store;
	(*out)->engine = store->engine;
	return OK;
}

void db_close(Db *db)
{
	if (!db)
		return;
	if (db->in_transaction)
		db_rollback(db);
	db->engine->close(db);
}

bool db_is_idle(const Db *db)
{
	return !db->in_transaction && db->open_rows == 0;
}

uint64_t db_mark(const Db *db)
{
	enum { COMMIT_BITS = 44 };
	if (db->in_transaction || !db->engine->commits)
		return 0;
	return (db->store->serial << COMMIT_BITS) + db->engine->commits(db->store);
}

int64_t db_statement_count(const Db *db)
{
	return db->statements;
}

Store *db_store(const Db *db)
{
	return db->store;
}

/* A failed step spoils its transaction on PostgreSQL; SQLite is made to behave the same. */
static Err note_step(Db *db, Err err)
{
	if (err && db->in_transaction && !db->failed)
		db->failed = err;
	return err;
}

Rows *db_query_values(Db *db, const char *sql, const DbValue *values, size_t count)
{
	Err err = db->failed;
	Rows *rows = err ? NULL : db->engine->query(db, sql, values, count, &err);
	if (!rows) {
		rows = db_alloc(sizeof *rows);
		rows->is_bare = true;
		rows->err = err;
	}
	db->statements++;
	rows->db = db;
	rows->has_row = false;
	rows->is_inside = db->in_transaction;
	db->open_rows++;
	db->open_rows_inside += rows->is_inside;
	return rows;
}

bool db_next(Rows *rows)
{
	rows->has_row = !rows->err && rows->db->engine->next(rows);
	return rows->has_row;
}

Err db_end(Rows *rows)
{
	Db *db = rows->db;
	Err err = rows->err;
	db->open_rows--;
	db->open_rows_inside -= rows->is_inside;
	if (rows->is_bare)
		free(rows);
	else
		db->engine->end(rows);
	return note_step(db, err);
}

Err db_end_found(Rows *rows, bool found)
{
	Err err = db_end(rows);
	return !err && !found ? ERR_NOT_FOUND : err;
}

int64_t db_int(Rows *rows, int column)
{
	assert(rows->has_row);
	return rows->db->engine->column_int(rows, column);
}

double db_real(Rows *rows, int column)
{
	assert(rows->has_row);
	return rows->db->engine->column_real(rows, column);
}

const char *db_text(Rows *rows, int column)
{
	assert(rows->has_row);
	const char *text = rows->db->engine->column_text(rows, column);
	return text ? text : "";
}

const void *db_blob(Rows *rows, int column, size_t *len)
{
	assert(rows->has_row);
	return rows->db->engine->column_blob(rows, column, len);
}

bool db_is_null(Rows *rows, int column)
{
	assert(rows->has_row);
	return rows->db->engine->column_is_null(rows, column);
}

static Err writable(Db *db, const char *sql)
{
	if (db->in_transaction)
		return db->failed;
	db_log_failure(ERR_INTERNAL, db->engine->name, sql, "a write outside db_begin and db_commit");
	return ERR_INTERNAL;
}

Err db_exec_values(Db *db, int64_t *changed, const char *sql, const DbValue *values, size_t count)
{
	if (changed)
		*changed = 0;
	db->statements++;
	Err err = writable(db, sql);
	if (err)
		return err;
	return note_step(db, db->engine->exec(db, changed, sql, values, count));
}

Err db_begin(Db *db)
{
	assert(!db->in_transaction);
	Err err = db->engine->begin(db);
	if (err)
		return err;
	db->in_transaction = true;
	db->failed = OK;
	return OK;
}

Err db_commit(Db *db)
{
	assert(db->in_transaction && db->open_rows_inside == 0);
	Err failed = db->failed;
	if (failed) {
		db_rollback(db);
		return failed;
	}
	db->in_transaction = false;
	return db->engine->commit(db);
}

void db_rollback(Db *db)
{
	assert(db->in_transaction && db->open_rows_inside == 0);
	db->in_transaction = false;
	db->failed = OK;
	db->engine->rollback(db);
}

Err db_finish(Db *db, Err err)
{
	if (!err)
		return db_commit(db);
	db_rollback(db);
	return err;
}

Err db_bulk_begin(Db *db, const char *table, const char *columns, int column_count, DbBulk **out)
{
	*out = NULL;
	Err err = writable(db, table);
	if (err)
		return err;
	assert(column_count > 0 && column_count <= DB_VALUES_MAX);
	db->statements++;
	err = db->engine->bulk_begin(db, table, columns, column_count, out);
	if (err)
		return note_step(db, err);
	(*out)->db = db;
	(*out)->column_count = column_count;
	return OK;
}

Err db_bulk_row(DbBulk *bulk, const DbValue *values)
{
	Db *db = bulk->db;
	return db->failed ? db->failed : note_step(db, db->engine->bulk_row(bulk, values));
}

Err db_bulk_end(DbBulk *bulk)
{
	Db *db = bulk->db;
	Err failed = db->failed;
	Err err = db->engine->bulk_end(bulk, !failed);
	return failed ? failed : note_step(db, err);
}

static const char SQL_PING[] = "SELECT 1";

Err db_ping(Db *db)
{
	Rows *rows = db_query(db, SQL_PING);
	bool answered = db_next(rows) && db_int(rows, 0) == 1;
	Err err = db_end(rows);
	if (err)
		return err;
	return answered ? OK : ERR_UNAVAILABLE;
}
