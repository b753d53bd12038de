/* The scale-out engine by libpq: one connection a Db, statements prepared once a connection. A session only
 * reads; each transaction asks to write. Nothing is used that PostgreSQL-compatible engines lack: no LISTEN,
 * advisory locks, triggers or stored code. */
#include "db/engine.h"

#include "base/log.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 256, STATEMENTS_MAX = 1024, COPY_BUFFER = 64 * 1024, NUMBER_MAX = 40 };

typedef struct Prepared {
	char *sql;
	char name[16];
	struct Prepared *next;
} Prepared;

typedef struct PostgresStore {
	Store base;
	char url[]; /* never logged: it may hold a password */
} PostgresStore;

typedef struct PostgresDb {
	Db base;
	const PostgresStore *store;
	PGconn *conn;
	Prepared *buckets[BUCKETS];
	int kept;
	bool is_copying;
} PostgresDb;

/* A blob of a row, decoded; lives until the next row. */
typedef struct Decoded {
	unsigned char *bytes;
	struct Decoded *next;
} Decoded;

typedef struct PostgresRows {
	Rows base;
	PGresult *result;
	int row;
	Decoded *decoded;
} PostgresRows;

typedef struct PostgresBulk {
	DbBulk base;
	char table[64];
	size_t len;
	char buffer[COPY_BUFFER];
} PostgresBulk;

/* Errors: PostgreSQL manual, appendix A. */
static Err err_of(const char *state)
{
	static const struct {
		const char *state;
		Err err;
	} known[] = {
	    {"23505", ERR_CONFLICT}, /* unique_violation */
	    {"40001", ERR_RETRY},    /* serialization_failure */
	    {"40P01", ERR_RETRY},    /* deadlock_detected */
	    {"08", ERR_UNAVAILABLE}, /* connection exceptions */
	    {"53", ERR_UNAVAILABLE}, /* insufficient resources */
	    {"57", ERR_UNAVAILABLE}, /* operator intervention: shutdown, cancel */
	    {"58", ERR_UNAVAILABLE}, /* system error */
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
			return known[i].err;
	return ERR_INTERNAL;
}

static bool is_lost(const PostgresDb *db)
{
	return !db->conn || PQstatus(db->conn) != CONNECTION_OK;
}

/* The error of a result; OK for a good one. Only the primary message is logged: the detail holds values. */
static Err failure(PostgresDb *db, const PGresult *result, const char *sql)
{
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN)
		return OK;
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *why = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	Err err = is_lost(db) ? ERR_UNAVAILABLE : state ? err_of(state) : ERR_INTERNAL;
	db_log_failure(err, "postgresql", sql, why ? why : "the connection is lost");
	return err;
}

/* Connection ------------------------------------------------------------------------------------------- */

static void forget_statements(PostgresDb *db)
{
	for (int b = 0; b < BUCKETS; b++) {
		Prepared *next;
		for (Prepared *each = db->buckets[b]; each; each = next) {
			next = each->next;
			free(each->sql);
			free(each);
		}
		db->buckets[b] = NULL;
	}
	db->kept = 0;
}

static void debug_notice(void *with, const char *message)
{
	(void)with;
	log_event(LOG_DEBUG, "postgresql notice", "message", message, NULL);
}

static const char SQL_SESSION[] =
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SET extra_float_digits = 3";

static Err connect_now(PostgresDb *db, char reason[256])
{
	static const char *const keys[] = {
	    "connect_timeout", "fallback_application_name", "dbname", "client_encoding", NULL};
	const char *const values[] = {"5", "qingce", db->store->url, "UTF8", NULL};
	forget_statements(db);
	PQfinish(db->conn);
	db->is_copying = false;
	db->conn = PQconnectdbParams(keys, values, 1);
	if (is_lost(db)) {
		snprintf(reason, 256, "PostgreSQL does not answer: %.200s", PQerrorMessage(db->conn));
		reason[strcspn(reason, "\n")] = '\0';
		return ERR_UNAVAILABLE;
	}
	const char *encoding = PQparameterStatus(db->conn, "server_encoding");
	if (!encoding || strcmp(encoding, "UTF8") != 0) {
		snprintf(reason, 256, "the PostgreSQL database must have the encoding UTF8");
		return ERR_INPUT;
	}
	PQsetNoticeProcessor(db->conn, debug_notice, NULL);
	PGresult *result = PQexec(db->conn, SQL_SESSION);
	Err err = failure(db, result, SQL_SESSION);
	PQclear(result);
	if (err)
		snprintf(reason, 256, "PostgreSQL refused: %s", SQL_SESSION);
	return err;
}

static Err reconnect(PostgresDb *db)
{
	char reason[256] = "";
	Err err = connect_now(db, reason);
	if (err)
		db_log_failure(err, "postgresql", "connect", reason);
	return err;
}

/* Statements ------------------------------------------------------------------------------------------- */

/* Values as libpq takes them: numbers as text, blobs as bytes. */
typedef struct Parameters {
	const char *values[DB_VALUES_MAX];
	int lengths[DB_VALUES_MAX];
	int formats[DB_VALUES_MAX];
	char numbers[DB_VALUES_MAX][NUMBER_MAX];
} Parameters;

static void set_parameters(Parameters *out, const DbValue *values, size_t count)
{
	assert(count <= DB_VALUES_MAX);
	for (size_t i = 0; i < count; i++) {
		const DbValue *value = &values[i];
		out->values[i] = NULL;
		out->lengths[i] = 0;
		out->formats[i] = value->type == DB_BLOB;
		switch (value->type) {
		case DB_NULL:
			break;
		case DB_INT:
			snprintf(out->numbers[i], NUMBER_MAX, "%lld", (long long)value->integer);
			out->values[i] = out->numbers[i];
			break;
		case DB_REAL:
			snprintf(out->numbers[i], NUMBER_MAX, "%.17g", value->real);
			out->values[i] = out->numbers[i];
			break;
		case DB_TEXT:
			out->values[i] = value->bytes;
			break;
		case DB_BLOB:
			out->values[i] = value->len ? value->bytes : "";
			out->lengths[i] = (int)value->len;
			break;
		}
	}
}

static unsigned bucket_of(const char *sql)
{
	uintptr_t at = (uintptr_t)sql;
	return (unsigned)((at >> 4) ^ (at >> 12)) % BUCKETS;
}

/* The prepared statement of a text; NULL in `out` when the cache is full. */
static Err prepared(PostgresDb *db, const char *sql, const Prepared **out)
{
	Prepared **bucket = &db->buckets[bucket_of(sql)];
	for (Prepared *each = *bucket; each; each = each->next) {
		if (strcmp(each->sql, sql) == 0) {
			*out = each;
			return OK;
		}
	}
	*out = NULL;
	if (db->kept >= STATEMENTS_MAX)
		return OK;
	Prepared *made = db_alloc(sizeof *made);
	snprintf(made->name, sizeof made->name, "q%d", db->kept);
	PGresult *result = PQprepare(db->conn, made->name, sql, 0, NULL);
	Err err = failure(db, result, sql);
	PQclear(result);
	if (err) {
		free(made);
		return err;
	}
	made->sql = strdup(sql);
	made->next = *bucket;
	*bucket = made;
	db->kept++;
	*out = made;
	return OK;
}

static Err run_once(PostgresDb *db, const char *sql, const Parameters *with, size_t count, PGresult **out)
{
	const Prepared *statement;
	Err err = prepared(db, sql, &statement);
	if (err)
		return err;
	if (statement)
		*out = PQexecPrepared(
		    db->conn, statement->name, (int)count, with->values, with->lengths, with->formats, 0);
	else
		*out = PQexecParams(
		    db->conn, sql, (int)count, NULL, with->values, with->lengths, with->formats, 0);
	return failure(db, *out, sql);
}

/* Runs a statement. A connection found lost outside a transaction is made anew and the statement, which can
 * only read, is run again. */
static Err run(PostgresDb *db, const char *sql, const DbValue *values, size_t count, PGresult **out)
{
	assert(!db->is_copying);
	*out = NULL;
	bool may_reconnect = !db->base.in_transaction;
	if (is_lost(db)) {
		Err err = may_reconnect ? reconnect(db) : ERR_UNAVAILABLE;
		if (err)
			return err;
		may_reconnect = false;
	}
	Parameters with;
	set_parameters(&with, values, count);
	Err err = run_once(db, sql, &with, count, out);
	if (!err || !may_reconnect || !is_lost(db))
		return err;
	PQclear(*out);
	*out = NULL;
	err = reconnect(db);
	return err ? err : run_once(db, sql, &with, count, out);
}

static Rows *postgres_query(Db *base, const char *sql, const DbValue *values, size_t count, Err *err)
{
	PostgresRows *rows = db_alloc(sizeof *rows);
	rows->base.err = run((PostgresDb *)base, sql, values, count, &rows->result);
	rows->row = -1;
	*err = OK;
	return &rows->base;
}

static void forget_decoded(PostgresRows *rows)
{
	Decoded *next;
	for (Decoded *each = rows->decoded; each; each = next) {
		next = each->next;
		PQfreemem(each->bytes);
		free(each);
	}
	rows->decoded = NULL;
}

static bool postgres_next(Rows *base)
{
	PostgresRows *rows = (PostgresRows *)base;
	forget_decoded(rows);
	if (rows->row + 1 >= PQntuples(rows->result))
		return false;
	rows->row++;
	return true;
}

static void postgres_end(Rows *base)
{
	PostgresRows *rows = (PostgresRows *)base;
	forget_decoded(rows);
	PQclear(rows->result);
	free(rows);
}

static const char *postgres_column_text(Rows *base, int column)
{
	PostgresRows *rows = (PostgresRows *)base;
	return PQgetvalue(rows->result, rows->row, column);
}

/* A boolean expression reads as 1 or 0, as in SQLite. */
static int64_t postgres_column_int(Rows *rows, int column)
{
	const char *text = postgres_column_text(rows, column);
	return text[0] == 't' ? 1 : strtoll(text, NULL, 10);
}

static double postgres_column_real(Rows *rows, int column)
{
	return strtod(postgres_column_text(rows, column), NULL);
}

static const void *postgres_column_blob(Rows *base, int column, size_t *len)
{
	PostgresRows *rows = (PostgresRows *)base;
	Decoded *decoded = db_alloc(sizeof *decoded);
	decoded->bytes = PQunescapeBytea((const unsigned char *)postgres_column_text(base, column), len);
	if (!decoded->bytes)
		abort();
	decoded->next = rows->decoded;
	rows->decoded = decoded;
	return decoded->bytes;
}

static bool postgres_column_is_null(Rows *base, int column)
{
	PostgresRows *rows = (PostgresRows *)base;
	return PQgetisnull(rows->result, rows->row, column);
}

static Err postgres_exec(Db *base, int64_t *changed, const char *sql, const DbValue *values, size_t count)
{
	PGresult *result;
	Err err = run((PostgresDb *)base, sql, values, count, &result);
	if (!err && changed)
		*changed = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return err;
}

/* Transactions ----------------------------------------------------------------------------------------- */

static Err postgres_exec_once(Db *base, const char *sql)
{
	PostgresDb *db = (PostgresDb *)base;
	PGresult *result = PQexec(db->conn, sql);
	Err err = failure(db, result, sql);
	PQclear(result);
	return err;
}

static Err postgres_begin(Db *base)
{
	PostgresDb *db = (PostgresDb *)base;
	Err err = is_lost(db) ? ERR_UNAVAILABLE : postgres_exec_once(base, "BEGIN READ WRITE");
	if (!is_lost(db))
		return err;
	err = reconnect(db);
	return err ? err : postgres_exec_once(base, "BEGIN READ WRITE");
}

static Err postgres_commit(Db *base)
{
	PostgresDb *db = (PostgresDb *)base;
	assert(!db->is_copying);
	PGresult *result = PQexec(db->conn, "COMMIT");
	Err err = failure(db, result, "COMMIT");
	/* A spoilt transaction answers COMMIT with ROLLBACK. */
	if (!err && strcmp(PQcmdStatus(result), "COMMIT") != 0)
		err = ERR_INTERNAL;
	PQclear(result);
	if (err && !is_lost(db) && PQtransactionStatus(db->conn) != PQTRANS_IDLE)
		postgres_exec_once(base, "ROLLBACK");
	return err;
}

static void postgres_rollback(Db *base)
{
	PostgresDb *db = (PostgresDb *)base;
	assert(!db->is_copying);
	if (!is_lost(db))
		postgres_exec_once(base, "ROLLBACK");
}

/* Bulk: COPY in its text format ---------------------------------------------------------------------------
 */

static Err postgres_bulk_begin(
    Db *base, const char *table, const char *columns, int column_count, DbBulk **out)
{
	(void)column_count;
	PostgresDb *db = (PostgresDb *)base;
	char sql[4096];
	int len = snprintf(sql, sizeof sql, "COPY %s (%s) FROM STDIN", table, columns);
	if (len >= (int)sizeof sql)
		return ERR_INTERNAL;
	Err err = postgres_exec_once(base, sql);
	if (err)
		return err;
	db->is_copying = true;
	PostgresBulk *bulk = db_alloc(sizeof *bulk);
	snprintf(bulk->table, sizeof bulk->table, "%s", table);
	*out = &bulk->base;
	return OK;
}

static Err flush_copy(PostgresBulk *bulk)
{
	PostgresDb *db = (PostgresDb *)bulk->base.db;
	int sent = bulk->len ? PQputCopyData(db->conn, bulk->buffer, (int)bulk->len) : 1;
	bulk->len = 0;
	return sent == 1 ? OK : ERR_UNAVAILABLE;
}

static Err copy_bytes(PostgresBulk *bulk, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t room = COPY_BUFFER - bulk->len;
		size_t part = len < room ? len : room;
		memcpy(bulk->buffer + bulk->len, bytes, part);
		bulk->len += part;
		bytes += part;
		len -= part;
		Err err = bulk->len == COPY_BUFFER ? flush_copy(bulk) : OK;
		if (err)
			return err;
	}
	return OK;
}

static Err copy_text(PostgresBulk *bulk, const char *text)
{
	Err err = OK;
	while (!err && *text) {
		size_t plain = strcspn(text, "\\\t\n\r");
		err = copy_bytes(bulk, text, plain);
		text += plain;
		if (err || !*text)
			break;
		const char escaped[2] = {'\\', *text == '\t'   ? 't'
					       : *text == '\n' ? 'n'
					       : *text == '\r' ? 'r'
							       : '\\'};
		err = copy_bytes(bulk, escaped, 2);
		text++;
	}
	return err;
}

static Err copy_blob(PostgresBulk *bulk, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	Err err = copy_bytes(bulk, "\\\\x", 3);
	for (size_t i = 0; !err && i < len; i++) {
		const char hex[2] = {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
		err = copy_bytes(bulk, hex, 2);
	}
	return err;
}

static Err copy_value(PostgresBulk *bulk, const DbValue *value)
{
	char number[NUMBER_MAX];
	switch (value->type) {
	case DB_INT:
		return copy_bytes(
		    bulk, number, (size_t)snprintf(number, sizeof number, "%lld", (long long)value->integer));
	case DB_REAL:
		return copy_bytes(
		    bulk, number, (size_t)snprintf(number, sizeof number, "%.17g", value->real));
	case DB_TEXT:
		if (value->bytes)
			return copy_text(bulk, value->bytes);
		break;
	case DB_BLOB:
		return copy_blob(bulk, value->bytes, value->len);
	case DB_NULL:
		break;
	}
	return copy_bytes(bulk, "\\N", 2);
}

static Err postgres_bulk_row(DbBulk *base, const DbValue *values)
{
	PostgresBulk *bulk = (PostgresBulk *)base;
	Err err = OK;
	for (int i = 0; !err && i < base->column_count; i++) {
		err = copy_value(bulk, &values[i]);
		if (!err)
			err = copy_bytes(bulk, i + 1 < base->column_count ? "\t" : "\n", 1);
	}
	return err;
}

static Err postgres_bulk_end(DbBulk *base, bool keep)
{
	PostgresBulk *bulk = (PostgresBulk *)base;
	PostgresDb *db = (PostgresDb *)base->db;
	Err err = keep ? flush_copy(bulk) : OK;
	PQputCopyEnd(db->conn, keep && !err ? NULL : "given up");
	for (PGresult *result; (result = PQgetResult(db->conn)); PQclear(result)) {
		if (keep && !err)
			err = failure(db, result, bulk->table);
	}
	db->is_copying = false;
	free(bulk);
	return err;
}

/* Opening and closing ---------------------------------------------------------------------------------- */

static void postgres_close(Db *base)
{
	PostgresDb *db = (PostgresDb *)base;
	forget_statements(db);
	PQfinish(db->conn);
	free(db);
}

static Err open_with_reason(const PostgresStore *store, PostgresDb **out, char reason[256])
{
	PostgresDb *db = db_alloc(sizeof *db);
	db->store = store;
	Err err = connect_now(db, reason);
	if (err) {
		postgres_close(&db->base);
		return err;
	}
	*out = db;
	return OK;
}

static Err postgres_open(Store *store, Db **out)
{
	char reason[256] = "";
	PostgresDb *db;
	Err err = open_with_reason((const PostgresStore *)store, &db, reason);
	if (err) {
		db_log_failure(err, "postgresql", "connect", reason);
		return err;
	}
	*out = &db->base;
	return OK;
}

static void postgres_store_close(Store *store)
{
	free(store);
}

Err postgres_store_open(const char *url, Store **out, char reason[256])
{
	size_t len = strlen(url);
	PostgresStore *store = db_alloc(sizeof *store + len + 1);
	store->base.engine = &POSTGRES_ENGINE;
	memcpy(store->url, url, len + 1);
	PostgresDb *probe;
	Err err = open_with_reason(store, &probe, reason);
	if (err) {
		free(store);
		return err;
	}
	postgres_close(&probe->base);
	*out = &store->base;
	return OK;
}

const DbEngine POSTGRES_ENGINE = {
    .name = "postgresql",
    .type_id = "BIGINT",
    .type_int = "BIGINT",
    .type_real = "DOUBLE PRECISION",
    .type_blob = "BYTEA",
    .strict = "",
    .sql_has_table = "SELECT COUNT(*) FROM information_schema.tables"
		     " WHERE table_schema = current_schema() AND table_name = $1",
    .store_close = postgres_store_close,
    .open = postgres_open,
    .close = postgres_close,
    .query = postgres_query,
    .next = postgres_next,
    .end = postgres_end,
    .column_int = postgres_column_int,
    .column_real = postgres_column_real,
    .column_text = postgres_column_text,
    .column_blob = postgres_column_blob,
    .column_is_null = postgres_column_is_null,
    .exec = postgres_exec,
    .exec_once = postgres_exec_once,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .bulk_begin = postgres_bulk_begin,
    .bulk_row = postgres_bulk_row,
    .bulk_end = postgres_bulk_end,
};
