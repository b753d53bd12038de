/* The store against SQLite used by hand, in the same run: small transactions a second, rows a second in bulk.
 * Lines: name value unit baseline ratio. */
#include "base/date.h"
#include "base/log.h"
#include "base/rand.h"
#include "db/db.h"

#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 64, SECONDS = 2, BULK_ROWS = 200000 };

static const char SQL_MAKE[] = "CREATE TABLE small (id INTEGER PRIMARY KEY, org_id INTEGER NOT NULL, name "
			       "TEXT NOT NULL, amount REAL) STRICT";
static const char SQL_INSERT[] = "INSERT INTO small (id, org_id, name, amount) VALUES ($1, $2, $3, $4)";
static const char NAME[] = "天然气 二号锅炉";

static void die(const char *what)
{
	fprintf(stderr, "bench_store: %s\n", what);
	exit(1);
}

static void line(const char *name, double value, const char *unit, double baseline)
{
	printf("%s %.0f %s %.0f %.2f\n", name, value, unit, baseline, value / baseline);
}

/* By hand ---------------------------------------------------------------------------------------------- */

static sqlite3 *raw_open(const char *directory)
{
	char path[512];
	sqlite3 *handle;
	snprintf(path, sizeof path, "%s/raw.db", directory);
	if (sqlite3_open(path, &handle) ||
	    sqlite3_exec(handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", NULL, NULL, NULL) ||
	    sqlite3_exec(handle, SQL_MAKE, NULL, NULL, NULL))
		die(sqlite3_errmsg(handle));
	return handle;
}

static void raw_insert(sqlite3_stmt *statement, int64_t id)
{
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_int64(statement, 2, 7);
	sqlite3_bind_text(statement, 3, NAME, -1, SQLITE_STATIC);
	sqlite3_bind_double(statement, 4, (double)id / 8);
	if (sqlite3_step(statement) != SQLITE_DONE)
		die("raw insert");
	sqlite3_reset(statement);
}

static double raw_transactions(sqlite3 *handle, sqlite3_stmt *insert)
{
	int64_t count = 0, begun = tick_ns();
	while (tick_ns() - begun < SECONDS * 1000000000ll) {
		sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		raw_insert(insert, ++count);
		if (sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL))
			die("raw commit");
	}
	return (double)count * 1e9 / (double)(tick_ns() - begun);
}

static double raw_bulk(sqlite3 *handle, sqlite3_stmt *insert)
{
	int64_t begun = tick_ns();
	sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	for (int64_t i = 1; i <= BULK_ROWS; i++)
		raw_insert(insert, (1ll << 40) + i);
	if (sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL))
		die("raw commit");
	return BULK_ROWS * 1e9 / (double)(tick_ns() - begun);
}

/* Through db.h ----------------------------------------------------------------------------------------- */

typedef struct Writer {
	Store *store;
	int64_t until_ns;
	int64_t count;
	int64_t longest_ns;
	pthread_t thread;
} Writer;

static void *write_small(void *with)
{
	Writer *writer = with;
	Db *db;
	if (db_open(writer->store, &db))
		die("db_open");
	for (int64_t at = tick_ns(); at < writer->until_ns;) {
		Err err = db_begin(db);
		if (!err)
			err = db_finish(db, db_exec(db, SQL_INSERT, INT(id_new()), INT(7), TEXT(NAME),
						REAL((double)writer->count)));
		if (err)
			die("a transaction failed");
		writer->count++;
		int64_t now = tick_ns();
		if (now - at > writer->longest_ns)
			writer->longest_ns = now - at;
		at = now;
	}
	db_close(db);
	return NULL;
}

static double transactions(Store *store, int threads, double *longest_ms)
{
	static Writer writers[THREADS];
	int64_t begun = tick_ns(), count = 0, longest_ns = 0;
	for (int i = 0; i < threads; i++) {
		writers[i] = (Writer){.store = store, .until_ns = begun + SECONDS * 1000000000ll};
		if (pthread_create(&writers[i].thread, NULL, write_small, &writers[i]))
			die("pthread_create");
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(writers[i].thread, NULL);
		count += writers[i].count;
		if (writers[i].longest_ns > longest_ns)
			longest_ns = writers[i].longest_ns;
	}
	*longest_ms = (double)longest_ns / 1e6;
	return (double)count * 1e9 / (double)(tick_ns() - begun);
}

static double bulk(Db *db)
{
	int64_t begun = tick_ns();
	DbBulk *rows;
	if (db_begin(db) || db_bulk_begin(db, "small", "id, org_id, name, amount", 4, &rows))
		die("bulk");
	for (int64_t i = 1; i <= BULK_ROWS; i++)
		if (db_bulk_row(
			rows, (const DbValue[]){INT(id_new()), INT(7), TEXT(NAME), REAL((double)i / 8)}))
			die("bulk row");
	if (db_bulk_end(rows) || db_commit(db))
		die("bulk end");
	return BULK_ROWS * 1e9 / (double)(tick_ns() - begun);
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	return remove(path);
}

int main(void)
{
	const char *temp = getenv("TMPDIR");
	char directory[256], address[300];
	snprintf(directory, sizeof directory, "%s/qingce-bench.XXXXXX", temp ? temp : "/tmp");
	if (!mkdtemp(directory))
		die("mkdtemp");
	snprintf(address, sizeof address, "sqlite:%s", directory);
	log_set_level(LOG_WARN);
	rand_init();

	sqlite3 *raw = raw_open(directory);
	sqlite3_stmt *insert;
	sqlite3_prepare_v2(raw, SQL_INSERT, -1, &insert, NULL);
	double raw_tx = raw_transactions(raw, insert);
	double raw_rows = raw_bulk(raw, insert);

	Store *store;
	Db *db;
	if (store_open(address, &store, NULL) || db_open(store, &db) || db_begin(db) ||
	    db_exec(db, SQL_MAKE) || db_commit(db))
		die("store_open");
	double longest_ms;
	line("store_tx_1_thread", transactions(store, 1, &longest_ms), "tx/s", raw_tx);
	line("store_tx_64_threads", transactions(store, THREADS, &longest_ms), "tx/s", raw_tx);
	line("store_tx_64_longest", longest_ms, "ms", 1000 / raw_tx * THREADS);
	line("store_bulk", bulk(db), "rows/s", raw_rows);

	db_close(db);
	store_close(store);
	sqlite3_finalize(insert);
	sqlite3_close(raw);
	nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
