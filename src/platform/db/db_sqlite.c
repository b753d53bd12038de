/* The embedded engine. Each Db reads through a connection of its own; all Dbs of the process write through
 * one.
 *
 * Transactions of several threads share one COMMIT. The first to take the writer opens the outer transaction;
 * each stands in a savepoint. Who is done while others wait passes the writer on and sleeps; the last of the
 * batch commits and wakes them all. So an fsync carries as many transactions as came while the one before
 * ran.
 *
 * Only the writer checkpoints: SQLite before 3.51.3 can corrupt a WAL file when one connection resets it
 * while another checkpoints. */
#include "db/engine.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	BATCH_MAX = 128,       /* transactions that share one commit */
	STATEMENTS_MAX = 1024, /* kept per connection */
	BUCKETS = 256,
	CHECKPOINT_PAGES = 4000, /* 16 MB of WAL */
	WRITER_WAIT_S = 30,
	DIRECTORY_MAX = 3500,
};

/* A prepared statement, which is also the Rows of the query that runs it. */
typedef struct Statement {
	Rows rows;
	sqlite3_stmt *handle;
	char *sql;
	int parameter_count;
	unsigned char value_of[DB_VALUES_MAX]; /* index of SQLite -> n of $n */
	bool is_kept;
	bool is_busy;
	struct Statement *next;
} Statement;

typedef struct Connection {
	sqlite3 *handle;
	Statement *buckets[BUCKETS];
	int kept;
} Connection;

/* A flag that one thread waits for and another raises. Unlike with a condition variable, who wakes up needs
 * no mutex: the writer changes hands tens of thousands of times a second. */
typedef _Atomic(uint32_t) Flag;
enum { FLAG_DOWN, FLAG_RAISED, FLAG_AWAITED };

typedef struct SqliteDb {
	Db base;
	Connection reader;
	struct SqliteDb *next; /* in the queue for the writer, or among those that wait for the commit */
	Flag flag;	       /* the writer is mine; then: the shared commit is over */
	Err commit_err;
} SqliteDb;

typedef struct SqliteStore {
	Store base;
	char directory[DIRECTORY_MAX + 1];
	char path[DIRECTORY_MAX + 32];
	int lock_fd;
	pthread_mutex_t mutex; /* guards the three below */
	bool writer_is_taken;
	SqliteDb *queue_head;
	SqliteDb *queue_tail;
	/* Only who holds the writer touches these. */
	Connection writer;
	SqliteDb *released; /* done, waiting for the shared commit */
	int batch;	    /* transactions since the outer BEGIN */
	bool outer_is_open;
	int wal_pages;
	/* Read by everybody; counted before those whose transactions it carried hear of it. */
	_Atomic uint64_t commits;
} SqliteStore;

typedef struct SqliteBulk {
	DbBulk base;
	Statement *statement;
} SqliteBulk;

static SqliteStore *store_of(const Db *db)
{
	return (SqliteStore *)db->store;
}

static Connection *connection_of(Db *db)
{
	return db->in_transaction ? &store_of(db)->writer : &((SqliteDb *)db)->reader;
}

static Err err_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_CONSTRAINT:
		return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
			       code == SQLITE_CONSTRAINT_ROWID
			   ? ERR_CONFLICT
			   : ERR_INTERNAL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return ERR_UNAVAILABLE;
	default:
		return ERR_INTERNAL;
	}
}

static Err failure(Connection *connection, int code, const char *sql)
{
	Err err = err_of(code);
	if (err)
		db_log_failure(err, "sqlite", sql, sqlite3_errmsg(connection->handle));
	return err;
}

/* Statements ------------------------------------------------------------------------------------------- */

static unsigned bucket_of(const char *sql)
{
	uintptr_t at = (uintptr_t)sql;
	return (unsigned)((at >> 4) ^ (at >> 12)) % BUCKETS;
}

/* The texts are static, so that equal addresses nearly always mean equal texts; the comparison makes it sure.
 */
static Statement *kept_statement(Connection *connection, const char *sql)
{
	for (Statement *each = connection->buckets[bucket_of(sql)]; each; each = each->next)
		if (!each->is_busy && strcmp(each->sql, sql) == 0)
			return each;
	return NULL;
}

/* SQLite numbers named parameters by their first appearance: remember which $n each one is. */
static bool map_parameters(Statement *statement)
{
	statement->parameter_count = sqlite3_bind_parameter_count(statement->handle);
	if (statement->parameter_count > DB_VALUES_MAX)
		return false;
	for (int i = 0; i < statement->parameter_count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->handle, i + 1);
		int number = name && name[0] == '$' ? atoi(name + 1) : 0;
		if (number < 1 || number > DB_VALUES_MAX)
			return false;
		statement->value_of[i] = (unsigned char)number;
	}
	return true;
}

static void statement_free(Statement *statement)
{
	sqlite3_finalize(statement->handle);
	free(statement->sql);
	free(statement);
}

static Err new_statement(Connection *connection, const char *sql, bool keep, Statement **out)
{
	Statement *statement = db_alloc(sizeof *statement);
	statement->is_kept = keep && connection->kept < STATEMENTS_MAX;
	statement->sql = strdup(sql);
	int code = sqlite3_prepare_v3(connection->handle, sql, -1,
	    statement->is_kept ? SQLITE_PREPARE_PERSISTENT : 0, &statement->handle, NULL);
	Err err = failure(connection, code, sql);
	if (!err && !map_parameters(statement)) {
		db_log_failure(ERR_INTERNAL, "sqlite", sql, "parameters must be $1 to $100");
		err = ERR_INTERNAL;
	}
	if (err) {
		statement_free(statement);
		return err;
	}
	if (statement->is_kept) {
		Statement **bucket = &connection->buckets[bucket_of(sql)];
		statement->next = *bucket;
		*bucket = statement;
		connection->kept++;
	}
	*out = statement;
	return OK;
}

static Err prepare(Connection *connection, const char *sql, bool keep, Statement **out)
{
	*out = keep ? kept_statement(connection, sql) : NULL;
	if (!*out) {
		Err err = new_statement(connection, sql, keep, out);
		if (err)
			return err;
	}
	(*out)->is_busy = true;
	return OK;
}

static void let_go(Statement *statement)
{
	sqlite3_reset(statement->handle);
	statement->is_busy = false;
	if (!statement->is_kept)
		statement_free(statement);
}

static int bind_value(sqlite3_stmt *handle, int at, const DbValue *value, sqlite3_destructor_type life)
{
	switch (value->type) {
	case DB_INT:
		return sqlite3_bind_int64(handle, at, value->integer);
	case DB_REAL:
		return sqlite3_bind_double(handle, at, value->real);
	case DB_TEXT:
		return value->bytes ? sqlite3_bind_text(handle, at, value->bytes, -1, life)
				    : sqlite3_bind_null(handle, at);
	case DB_BLOB:
		return sqlite3_bind_blob64(handle, at, value->len ? value->bytes : "", value->len, life);
	case DB_NULL:
		break;
	}
	return sqlite3_bind_null(handle, at);
}

static Err bind(Connection *connection, Statement *statement, const DbValue *values, size_t count,
    sqlite3_destructor_type life)
{
	for (int i = 0; i < statement->parameter_count; i++) {
		size_t number = statement->value_of[i];
		if (number > count) {
			db_log_failure(ERR_INTERNAL, "sqlite", statement->sql, "more parameters than values");
			return ERR_INTERNAL;
		}
		int code = bind_value(statement->handle, i + 1, &values[number - 1], life);
		if (code != SQLITE_OK)
			return failure(connection, code, statement->sql);
	}
	return OK;
}

/* Does the transaction of this Db still stand? A full disk or an I/O error makes SQLite roll everything back
 * by itself; what followed would then commit on its own. */
static Err still_open(Db *db)
{
	if (!db->in_transaction || !sqlite3_get_autocommit(store_of(db)->writer.handle))
		return OK;
	return ERR_UNAVAILABLE;
}

static Rows *sqlite_query(Db *db, const char *sql, const DbValue *values, size_t count, Err *err)
{
	*err = still_open(db);
	if (*err)
		return NULL;
	Connection *connection = connection_of(db);
	Statement *statement;
	*err = prepare(connection, sql, true, &statement);
	if (*err)
		return NULL;
	statement->rows = (Rows){.err = bind(connection, statement, values, count, SQLITE_TRANSIENT)};
	return &statement->rows;
}

static bool sqlite_next(Rows *rows)
{
	Statement *statement = (Statement *)rows;
	int code = sqlite3_step(statement->handle);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE) {
		rows->err = err_of(code);
		db_log_failure(rows->err, "sqlite", statement->sql,
		    sqlite3_errmsg(sqlite3_db_handle(statement->handle)));
	}
	return false;
}

static void sqlite_end(Rows *rows)
{
	let_go((Statement *)rows);
}

static int64_t sqlite_column_int(Rows *rows, int column)
{
	return sqlite3_column_int64(((Statement *)rows)->handle, column);
}

static double sqlite_column_real(Rows *rows, int column)
{
	return sqlite3_column_double(((Statement *)rows)->handle, column);
}

static const char *sqlite_column_text(Rows *rows, int column)
{
	return (const char *)sqlite3_column_text(((Statement *)rows)->handle, column);
}

static const void *sqlite_column_blob(Rows *rows, int column, size_t *len)
{
	sqlite3_stmt *handle = ((Statement *)rows)->handle;
	const void *bytes = sqlite3_column_blob(handle, column);
	*len = (size_t)sqlite3_column_bytes(handle, column);
	return bytes ? bytes : "";
}

static bool sqlite_column_is_null(Rows *rows, int column)
{
	return sqlite3_column_type(((Statement *)rows)->handle, column) == SQLITE_NULL;
}

static int run_to_end(sqlite3_stmt *handle)
{
	int code;
	do
		code = sqlite3_step(handle);
	while (code == SQLITE_ROW);
	return code;
}

static Err exec_on(
    Connection *connection, int64_t *changed, const char *sql, bool keep, const DbValue *values, size_t count)
{
	Statement *statement;
	Err err = prepare(connection, sql, keep, &statement);
	if (err)
		return err;
	err = bind(connection, statement, values, count, SQLITE_STATIC);
	if (!err) {
		err = failure(connection, run_to_end(statement->handle), sql);
		if (!err && changed)
			*changed = sqlite3_changes64(connection->handle);
	}
	let_go(statement);
	return err;
}

static Err sqlite_exec(Db *db, int64_t *changed, const char *sql, const DbValue *values, size_t count)
{
	Err err = still_open(db);
	return err ? err : exec_on(connection_of(db), changed, sql, true, values, count);
}

static Err sqlite_exec_once(Db *db, const char *sql)
{
	Err err = still_open(db);
	return err ? err : exec_on(connection_of(db), NULL, sql, false, NULL, 0);
}

/* The writer ------------------------------------------------------------------------------------------- */

static Err on_writer(SqliteStore *store, const char *sql)
{
	return exec_on(&store->writer, NULL, sql, true, NULL, 0);
}

static long futex(Flag *flag, int operation, uint32_t value, const struct timespec *timeout)
{
	return syscall(SYS_futex, flag, operation | FUTEX_PRIVATE_FLAG, value, timeout, NULL, 0);
}

/* The Db may be gone as soon as its flag is up: nothing of it is read afterwards. */
static void flag_raise(Flag *flag)
{
	if (atomic_exchange(flag, FLAG_RAISED) == FLAG_AWAITED)
		futex(flag, FUTEX_WAKE, 1, NULL);
}

/* Waits for the flag, at most `timeout_s` seconds (0: for ever); false when they have passed. */
static bool flag_wait(Flag *flag, int timeout_s)
{
	struct timespec timeout = {.tv_sec = timeout_s};
	uint32_t down = FLAG_DOWN;
	bool timed_out = false;
	atomic_compare_exchange_strong(flag, &down, FLAG_AWAITED);
	while (atomic_load(flag) != FLAG_RAISED && !timed_out)
		timed_out = futex(flag, FUTEX_WAIT, FLAG_AWAITED, timeout_s ? &timeout : NULL) != 0 &&
			    errno == ETIMEDOUT;
	return atomic_load(flag) == FLAG_RAISED;
}

/* False when it was not in the queue any more: the writer is on its way to us. The mutex is held. */
static bool leave_queue(SqliteStore *store, SqliteDb *db)
{
	SqliteDb *before = NULL, *each = store->queue_head;
	for (; each && each != db; each = each->next)
		before = each;
	if (!each)
		return false;
	if (before)
		before->next = db->next;
	else
		store->queue_head = db->next;
	if (store->queue_tail == db)
		store->queue_tail = before;
	return true;
}

/* Waits in a fair queue until the writer is ours; gives up after WRITER_WAIT_S. */
static Err take_writer(SqliteStore *store, SqliteDb *db)
{
	pthread_mutex_lock(&store->mutex);
	bool must_wait = store->writer_is_taken;
	store->writer_is_taken = true;
	if (must_wait) {
		atomic_store(&db->flag, FLAG_DOWN);
		db->next = NULL;
		if (store->queue_tail)
			store->queue_tail->next = db;
		else
			store->queue_head = db;
		store->queue_tail = db;
	}
	pthread_mutex_unlock(&store->mutex);
	if (!must_wait || flag_wait(&db->flag, WRITER_WAIT_S))
		return OK;

	pthread_mutex_lock(&store->mutex);
	bool has_left = leave_queue(store, db);
	pthread_mutex_unlock(&store->mutex);
	if (!has_left) {
		flag_wait(&db->flag, 0);
		return OK;
	}
	db_log_failure(
	    ERR_UNAVAILABLE, "sqlite", "BEGIN", "another transaction kept the writer for 30 seconds");
	return ERR_UNAVAILABLE;
}

/* Gives the writer to the first in the queue; false when there is none. Then it stays ours, or is free when
 * we are `leaving`. */
static bool pass_writer(SqliteStore *store, bool leaving)
{
	pthread_mutex_lock(&store->mutex);
	SqliteDb *first = store->queue_head;
	if (first)
		store->queue_head = first->next;
	else if (leaving)
		store->writer_is_taken = false;
	if (!store->queue_head)
		store->queue_tail = NULL;
	pthread_mutex_unlock(&store->mutex);
	if (first)
		flag_raise(&first->flag);
	return first != NULL;
}

/* The end of a batch: the outer transaction is over with `err`. Passes the writer on and wakes all it
 * carried. When the WAL is long, its pages are moved into the database before the writer goes on, but after
 * the wakes. */
static void settle_batch(SqliteStore *store, Err err)
{
	SqliteDb *settled = store->released;
	bool is_long = store->wal_pages >= CHECKPOINT_PAGES;
	store->commits++;
	store->released = NULL;
	store->batch = 0;
	store->outer_is_open = false;
	if (!is_long)
		pass_writer(store, true);

	for (SqliteDb *next; settled; settled = next) {
		next = settled->next;
		settled->commit_err = err;
		flag_raise(&settled->flag);
	}
	if (!is_long)
		return;

	store->wal_pages = 0;
	int code = sqlite3_wal_checkpoint_v2(
	    store->writer.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (code != SQLITE_BUSY)
		failure(&store->writer, code, "checkpoint");
	pass_writer(store, true);
}

static const char SQL_BEGIN[] = "BEGIN IMMEDIATE";
static const char SQL_SAVEPOINT[] = "SAVEPOINT one";
static const char SQL_RELEASE[] = "RELEASE one";
static const char SQL_ROLLBACK_TO[] = "ROLLBACK TO one";
static const char SQL_COMMIT[] = "COMMIT";
static const char SQL_ROLLBACK[] = "ROLLBACK";

/* Nothing of the batch can be kept. */
static void fail_batch(SqliteStore *store, Err err)
{
	if (!sqlite3_get_autocommit(store->writer.handle))
		on_writer(store, SQL_ROLLBACK);
	settle_batch(store, err);
}

static Err commit_batch(SqliteStore *store)
{
	Err err = on_writer(store, SQL_COMMIT);
	if (err)
		fail_batch(store, err);
	else
		settle_batch(store, OK);
	return err;
}

/* The directory is locked: who writes is of this process and goes through settle_batch. */
static uint64_t sqlite_commits(const Store *store)
{
	return ((const SqliteStore *)store)->commits;
}

static Err sqlite_begin(Db *base)
{
	SqliteDb *db = (SqliteDb *)base;
	SqliteStore *store = store_of(base);
	Err err = take_writer(store, db);
	if (err)
		return err;
	if (!store->outer_is_open) {
		err = on_writer(store, SQL_BEGIN);
		store->outer_is_open = !err;
	}
	if (!err)
		err = on_writer(store, SQL_SAVEPOINT);
	if (err)
		fail_batch(store, err);
	return err;
}

static Err sqlite_commit(Db *base)
{
	SqliteDb *db = (SqliteDb *)base;
	SqliteStore *store = store_of(base);
	Err err = sqlite3_get_autocommit(store->writer.handle) ? ERR_UNAVAILABLE
							       : on_writer(store, SQL_RELEASE);
	if (err) {
		fail_batch(store, err);
		return err;
	}

	atomic_store(&db->flag, FLAG_DOWN);
	db->next = store->released;
	store->released = db;
	if (++store->batch < BATCH_MAX && pass_writer(store, false)) {
		flag_wait(&db->flag, 0);
		return db->commit_err;
	}
	store->released = db->next;
	return commit_batch(store);
}

static void sqlite_rollback(Db *base)
{
	SqliteStore *store = store_of(base);
	if (sqlite3_get_autocommit(store->writer.handle) || on_writer(store, SQL_ROLLBACK_TO) ||
	    on_writer(store, SQL_RELEASE)) {
		fail_batch(store, ERR_UNAVAILABLE);
		return;
	}

	bool carries_others = store->released != NULL;
	if (++store->batch < BATCH_MAX && pass_writer(store, false))
		return;
	if (carries_others)
		commit_batch(store);
	else
		fail_batch(store, OK);
}

/* Bulk ------------------------------------------------------------------------------------------------- */

static Err sqlite_bulk_begin(Db *db, const char *table, const char *columns, int column_count, DbBulk **out)
{
	Err err = still_open(db);
	if (err)
		return err;
	char sql[4096];
	int len = snprintf(sql, sizeof sql, "INSERT INTO %s (%s) VALUES (", table, columns);
	for (int i = 1; i <= column_count && len < (int)sizeof sql; i++)
		len += snprintf(sql + len, sizeof sql - (size_t)len, i == 1 ? "$%d" : ", $%d", i);
	if (len + 2 > (int)sizeof sql)
		return ERR_INTERNAL;
	memcpy(sql + len, ")", sizeof ")");

	SqliteBulk *bulk = db_alloc(sizeof *bulk);
	err = prepare(connection_of(db), sql, false, &bulk->statement);
	if (err) {
		free(bulk);
		return err;
	}
	*out = &bulk->base;
	return OK;
}

static Err sqlite_bulk_row(DbBulk *base, const DbValue *values)
{
	Statement *statement = ((SqliteBulk *)base)->statement;
	Connection *connection = connection_of(base->db);
	Err err = still_open(base->db);
	if (!err)
		err = bind(connection, statement, values, (size_t)base->column_count, SQLITE_STATIC);
	if (err)
		return err;
	int code = sqlite3_step(statement->handle);
	err = failure(connection, code, statement->sql);
	sqlite3_reset(statement->handle);
	return err;
}

static Err sqlite_bulk_end(DbBulk *base, bool keep)
{
	(void)keep; /* each row is already in */
	SqliteBulk *bulk = (SqliteBulk *)base;
	let_go(bulk->statement);
	free(bulk);
	return OK;
}

/* Opening and closing ---------------------------------------------------------------------------------- */

static void connection_close(Connection *connection)
{
	for (int b = 0; b < BUCKETS; b++) {
		Statement *next;
		for (Statement *each = connection->buckets[b]; each; each = next) {
			next = each->next;
			statement_free(each);
		}
	}
	sqlite3_close_v2(connection->handle);
}

static const char PRAGMAS_OF_ALL[] = "PRAGMA foreign_keys = ON;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA temp_store = MEMORY;"
				     "PRAGMA trusted_schema = OFF;"
				     "PRAGMA case_sensitive_like = ON;" /* as PostgreSQL has it */
				     "PRAGMA wal_autocheckpoint = 0;";

/* Without its count of bytes, which nobody asks for, SQLite allocates without one lock for all threads. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int connection_open(Connection *connection, const char *path, int flags)
{
	int code = sqlite3_open_v2(
	    path, &connection->handle, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK)
		return code;
	sqlite3_extended_result_codes(connection->handle, 1);
	sqlite3_busy_timeout(connection->handle, 5000);
	sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	return sqlite3_exec(connection->handle, PRAGMAS_OF_ALL, NULL, NULL, NULL);
}

static Err sqlite_open(Store *base, Db **out)
{
	SqliteStore *store = (SqliteStore *)base;
	SqliteDb *db = db_alloc(sizeof *db);
	int code = connection_open(&db->reader, store->path, 0);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db->reader.handle, "PRAGMA query_only = ON", NULL, NULL, NULL);
	sqlite3_db_config(db->reader.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (code != SQLITE_OK) {
		Err err = failure(&db->reader, code, "open");
		connection_close(&db->reader);
		free(db);
		return err;
	}
	*out = &db->base;
	return OK;
}

static void sqlite_close(Db *base)
{
	SqliteDb *db = (SqliteDb *)base;
	connection_close(&db->reader);
	free(db);
}

static void sqlite_store_close(Store *base)
{
	SqliteStore *store = (SqliteStore *)base;
	if (store->writer.handle) {
		sqlite3_exec(store->writer.handle, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
		connection_close(&store->writer);
	}
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	pthread_mutex_destroy(&store->mutex);
	free(store);
}

static bool make_directories(const char *path)
{
	char part[DIRECTORY_MAX + 1];
	size_t len = strlen(path);
	memcpy(part, path, len + 1);
	for (size_t i = 1; i <= len; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		char kept = part[i];
		part[i] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return false;
		part[i] = kept;
	}
	struct stat about;
	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Holds DIRECTORY/lock as long as the store is open, so that two processes never write the same directory. */
static Err lock_directory(SqliteStore *store, char reason[256])
{
	char path[DIRECTORY_MAX + 32];
	snprintf(path, sizeof path, "%s/lock", store->directory);
	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (store->lock_fd < 0) {
		snprintf(reason, 256, "cannot write in the data directory %.180s: %s", store->directory,
		    strerror(errno));
		return ERR_UNAVAILABLE;
	}
	char pid[24] = "";
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		ssize_t len = pread(store->lock_fd, pid, sizeof pid - 1, 0);
		pid[len > 0 ? len : 0] = '\0';
		pid[strcspn(pid, "\n")] = '\0';
		snprintf(reason, 256,
		    "the data directory %.140s is in use by another qingce (process %s): stop it first",
		    store->directory, pid[0] ? pid : "unknown");
		return ERR_UNAVAILABLE;
	}
	int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(store->lock_fd, 0) != 0 || pwrite(store->lock_fd, pid, (size_t)len, 0) != len) {
		snprintf(reason, 256, "cannot write %.200s: %s", path, strerror(errno));
		return ERR_UNAVAILABLE;
	}
	return OK;
}

static int note_wal_pages(void *with, sqlite3 *handle, const char *name, int pages)
{
	(void)handle;
	(void)name;
	((SqliteStore *)with)->wal_pages = pages;
	return SQLITE_OK;
}

static Err open_writer(SqliteStore *store, char reason[256])
{
	Connection *writer = &store->writer;
	int code = connection_open(writer, store->path, SQLITE_OPEN_CREATE);
	sqlite3_stmt *mode = NULL;
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v2(writer->handle, "PRAGMA journal_mode = WAL", -1, &mode, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(mode);
	bool is_wal = code == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(mode, 0), "wal") == 0;
	sqlite3_finalize(mode);
	if (!is_wal) {
		snprintf(reason, 256, "cannot open %.150s: %.80s", store->path,
		    code == SQLITE_ROW ? "this file system does not carry a write-ahead log"
				       : sqlite3_errmsg(writer->handle));
		return ERR_UNAVAILABLE;
	}
	/* After a large import the log shrinks again to 64 MB. */
	sqlite3_exec(writer->handle, "PRAGMA journal_size_limit = 67108864", NULL, NULL, NULL);
	sqlite3_wal_hook(writer->handle, note_wal_pages, store);
	return OK;
}

Err sqlite_store_open(const char *directory, Store **out, char reason[256])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure);
	if (strlen(directory) > DIRECTORY_MAX) {
		snprintf(
		    reason, 256, "the name of the data directory is longer than %d bytes", DIRECTORY_MAX);
		return ERR_INPUT;
	}
	if (!make_directories(directory)) {
		snprintf(
		    reason, 256, "cannot make the data directory %.180s: %s", directory, strerror(errno));
		return ERR_UNAVAILABLE;
	}
	SqliteStore *store = db_alloc(sizeof *store);
	store->base.engine = &SQLITE_ENGINE;
	store->lock_fd = -1;
	pthread_mutex_init(&store->mutex, NULL);
	snprintf(store->directory, sizeof store->directory, "%s", directory);
	snprintf(store->path, sizeof store->path, "%s/qingce.db", directory);
	Err err = lock_directory(store, reason);
	if (!err)
		err = open_writer(store, reason);
	if (err) {
		sqlite_store_close(&store->base);
		return err;
	}
	*out = &store->base;
	return OK;
}

const char *sqlite_store_directory(const Store *store)
{
	return ((const SqliteStore *)store)->directory;
}

const DbEngine SQLITE_ENGINE = {
    .name = "sqlite",
    .type_id = "INTEGER",
    .type_int = "INTEGER",
    .type_real = "REAL",
    .type_blob = "BLOB",
    .strict = "STRICT",
    .sql_has_table = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1",
    .store_close = sqlite_store_close,
    .open = sqlite_open,
    .close = sqlite_close,
    .query = sqlite_query,
    .next = sqlite_next,
    .end = sqlite_end,
    .column_int = sqlite_column_int,
    .column_real = sqlite_column_real,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .column_is_null = sqlite_column_is_null,
    .exec = sqlite_exec,
    .exec_once = sqlite_exec_once,
    .commits = sqlite_commits,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .bulk_begin = sqlite_bulk_begin,
    .bulk_row = sqlite_bulk_row,
    .bulk_end = sqlite_bulk_end,
};
