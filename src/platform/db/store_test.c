/* What db.h promises, on both engines; and that the embedded one loses nothing it acknowledged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db_test.h"

#include "base/log.h"
#include "base/rand.h"

#include <libpq-fe.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 64 };

static const char SQL_INSERT[] = "INSERT INTO thing (id, name, amount, bytes) VALUES ($1, $2, $3, $4)";
static const char SQL_COUNT[] = "SELECT COUNT(*) FROM thing";
static const char SQL_ALL[] = "SELECT id, name, amount, bytes FROM thing ORDER BY id";

static void make_thing(TestStore *on)
{
	static const char sqlite[] =
	    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, amount REAL, bytes BLOB) STRICT";
	static const char postgresql[] = "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT UNIQUE, "
					 "amount DOUBLE PRECISION, bytes BYTEA)";
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, store_is_sqlite(on->store) ? sqlite : postgresql), OK);
	assert_int_equal(db_commit(on->db), OK);
}

static int64_t count_of(Db *db)
{
	Rows *rows = db_query(db, SQL_COUNT);
	int64_t count = db_next(rows) ? db_int(rows, 0) : -1;
	assert_int_equal(db_end(rows), OK);
	return count;
}

static Err insert(Db *db, int64_t id, const char *name)
{
	return db_exec(db, SQL_INSERT, INT(id), TEXT(name), NIL, NIL);
}

static void insert_committed(Db *db, int64_t id, const char *name)
{
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(insert(db, id, name), OK);
	assert_int_equal(db_commit(db), OK);
}

/* Values ----------------------------------------------------------------------------------------------- */

static const struct {
	int64_t id;
	const char *name;
	double amount;
	const char *bytes;
	size_t len;
} VALUES[] = {
    {INT64_MIN, "", 0.1, "", 0},
    {-1, "碳排放 \xf0\x9f\x8c\x8d", -1.7976931348623157e308, "\0\x01\xff\\x", 5},
    {0, "tab\tline\nback\\slash \\N 'quote' \"double\" \r", 5e-324, "\\", 1},
    {1, "$1 ? :name @id ; --", 3.141592653589793, "\0", 1},
    {INT64_MAX, "e\xcc\x81", 2.0, "abc", 3},
};
enum { VALUE_COUNT = sizeof VALUES / sizeof *VALUES };

static void check_values(TestStore *on)
{
	Rows *rows = db_query(on->db, SQL_ALL);
	for (int i = 0; i < VALUE_COUNT; i++) {
		assert_true(db_next(rows));
		assert_int_equal(db_int(rows, 0), VALUES[i].id);
		assert_string_equal(db_text(rows, 1), VALUES[i].name);
		assert_true(db_real(rows, 2) == VALUES[i].amount);
		size_t len;
		const void *bytes = db_blob(rows, 3, &len);
		assert_int_equal(len, VALUES[i].len);
		assert_memory_equal(bytes, VALUES[i].bytes, len);
		assert_false(db_is_null(rows, 1) || db_is_null(rows, 3));
	}
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows), OK);
}

static void values_come_back(TestStore *on)
{
	make_thing(on);
	assert_int_equal(db_begin(on->db), OK);
	for (int i = 0; i < VALUE_COUNT; i++)
		assert_int_equal(db_exec(on->db, SQL_INSERT, INT(VALUES[i].id), TEXT(VALUES[i].name),
				     REAL(VALUES[i].amount), BLOB(VALUES[i].bytes, VALUES[i].len)),
		    OK);
	assert_int_equal(db_commit(on->db), OK);
	check_values(on);
}

static void values_come_back_from_bulk(TestStore *on)
{
	make_thing(on);
	assert_int_equal(db_begin(on->db), OK);
	DbBulk *bulk;
	assert_int_equal(db_bulk_begin(on->db, "thing", "id, name, amount, bytes", 4, &bulk), OK);
	for (int i = 0; i < VALUE_COUNT; i++) {
		const DbValue row[] = {INT(VALUES[i].id), TEXT(VALUES[i].name), REAL(VALUES[i].amount),
		    BLOB(VALUES[i].bytes, VALUES[i].len)};
		assert_int_equal(db_bulk_row(bulk, row), OK);
	}
	assert_int_equal(db_bulk_end(bulk), OK);
	assert_int_equal(db_commit(on->db), OK);
	check_values(on);
}

static void nulls_stay_nulls(TestStore *on)
{
	make_thing(on);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, SQL_INSERT, INT(1), TEXT(NULL), NIL, NIL), OK);
	DbBulk *bulk;
	assert_int_equal(db_bulk_begin(on->db, "thing", "id, name, amount, bytes", 4, &bulk), OK);
	assert_int_equal(db_bulk_row(bulk, (const DbValue[]){INT(2), TEXT(NULL), NIL, NIL}), OK);
	assert_int_equal(db_bulk_end(bulk), OK);
	assert_int_equal(db_commit(on->db), OK);
	Rows *rows = db_query(on->db, SQL_ALL);
	for (int id = 1; id <= 2; id++) {
		assert_true(db_next(rows));
		assert_int_equal(db_int(rows, 0), id);
		size_t len;
		assert_true(db_is_null(rows, 1) && db_is_null(rows, 2) && db_is_null(rows, 3));
		assert_string_equal(db_text(rows, 1), "");
		assert_int_equal(db_int(rows, 1), 0);
		assert_true(db_real(rows, 2) == 0);
		db_blob(rows, 3, &len);
		assert_int_equal(len, 0);
	}
	assert_int_equal(db_end(rows), OK);
}

/* SQLite numbers parameters by their first appearance; $n must mean n all the same. */
static const char SQL_OUT_OF_ORDER[] =
    "SELECT name FROM thing WHERE name = $3 AND id > $2 AND id < $1 AND name = $3";

static void parameters_go_by_number(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 5, "five");
	Rows *rows = db_query(on->db, SQL_OUT_OF_ORDER, INT(6), INT(4), TEXT("five"));
	assert_true(db_next(rows));
	assert_int_equal(db_end(rows), OK);
	rows = db_query(on->db, SQL_OUT_OF_ORDER, INT(4), INT(6), TEXT("five"));
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows), OK);
}

static void truth_reads_as_one(TestStore *on)
{
	Rows *rows = db_query(on->db, "SELECT 1 = 1, 1 = 2");
	assert_true(db_next(rows));
	assert_int_equal(db_int(rows, 0), 1);
	assert_int_equal(db_int(rows, 1), 0);
	assert_int_equal(db_end(rows), OK);
}

static void like_minds_case(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "Steam");
	Rows *rows = db_query(on->db, "SELECT id FROM thing WHERE name LIKE $1", TEXT("steam%"));
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows), OK);
}

/* The same text twice at once, and a query in the midst of another. */
static void queries_nest(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "a");
	insert_committed(on->db, 2, "b");
	int seen = 0;
	Rows *outer = db_query(on->db, SQL_ALL);
	while (db_next(outer)) {
		Rows *inner = db_query(on->db, SQL_ALL);
		while (db_next(inner))
			seen += (int)(db_int(outer, 0) * 10 + db_int(inner, 0));
		assert_int_equal(db_end(inner), OK);
		assert_false(db_is_idle(on->db));
	}
	assert_int_equal(db_end(outer), OK);
	assert_int_equal(seen, 11 + 12 + 21 + 22);
	assert_true(db_is_idle(on->db));
}

/* A failed one was asked for as well; the ends of a transaction are no statements. */
static void statements_are_counted(TestStore *on)
{
	make_thing(on);
	int64_t before = db_statement_count(on->db);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(insert(on->db, 1, "a"), OK);
	assert_int_equal(insert(on->db, 1, "b"), ERR_CONFLICT);
	db_rollback(on->db);
	assert_int_equal(db_statement_count(on->db), before + 2);
	assert_int_equal(count_of(on->db), 0);
	assert_int_equal(db_statement_count(on->db), before + 3);
	assert_int_equal(db_begin(on->db), OK);
	DbBulk *bulk;
	assert_int_equal(db_bulk_begin(on->db, "thing", "id, name", 2, &bulk), OK);
	for (int i = 1; i <= 5; i++)
		assert_int_equal(db_bulk_row(bulk, (const DbValue[]){INT(i), NIL}), OK);
	assert_int_equal(db_bulk_end(bulk), OK);
	assert_int_equal(db_commit(on->db), OK);
	assert_int_equal(db_statement_count(on->db), before + 4);
}

/* Equal marks: nothing was committed between, by whomever. */
static void marks_change_with_commits(TestStore *on)
{
	make_thing(on);
	uint64_t before = db_mark(on->db);
	if (!store_is_sqlite(on->store)) {
		assert_int_equal(before, 0); /* other processes write too */
		return;
	}
	Db *other;
	assert_int_equal(db_open(on->store, &other), OK);
	assert_true(before != 0);
	assert_int_equal(count_of(on->db), 0);
	assert_int_equal(db_mark(on->db), before);
	assert_int_equal(db_mark(other), before);
	assert_int_equal(db_begin(other), OK);
	assert_int_equal(db_mark(other), 0); /* it reads what is not committed */
	assert_int_equal(insert(other, 1, "a"), OK);
	assert_int_equal(db_mark(on->db), before);
	assert_int_equal(db_commit(other), OK);
	assert_true(db_mark(on->db) != before);
	assert_int_equal(db_mark(on->db), db_mark(other));
	db_close(other);

	Store *second;
	Db *elsewhere;
	assert_int_equal(store_open(arena_printf(on->mem, "%s/second", on->address), &second, NULL), OK);
	assert_int_equal(db_open(second, &elsewhere), OK);
	for (int i = 0; i < 5; i++) {
		assert_true(db_mark(elsewhere) != db_mark(on->db));
		assert_int_equal(db_begin(elsewhere), OK);
		assert_int_equal(db_commit(elsewhere), OK);
	}
	db_close(elsewhere);
	store_close(second);
}

/* Transactions ----------------------------------------------------------------------------------------- */

static void own_writes_are_seen(TestStore *on)
{
	make_thing(on);
	Db *other;
	assert_int_equal(db_open(on->store, &other), OK);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(insert(on->db, 1, "a"), OK);
	assert_int_equal(count_of(on->db), 1);
	assert_int_equal(count_of(other), 0);
	assert_int_equal(db_commit(on->db), OK);
	assert_int_equal(count_of(on->db), 1);
	assert_int_equal(count_of(other), 1);
	db_close(other);
}

static void rollback_keeps_nothing(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "a");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(insert(on->db, 2, "b"), OK);
	db_rollback(on->db);
	assert_int_equal(count_of(on->db), 1);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(insert(on->db, 3, "c"), OK);
	assert_int_equal(db_finish(on->db, ERR_FORBIDDEN), ERR_FORBIDDEN);
	assert_int_equal(count_of(on->db), 1);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, insert(on->db, 4, "d")), OK);
	assert_int_equal(count_of(on->db), 2);
}

static void broken_key_is_a_conflict(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "a");
	const struct {
		int64_t id;
		const char *name;
	} cases[] = {{1, "other"}, {2, "a"}};
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(db_begin(on->db), OK);
		assert_int_equal(insert(on->db, 7, "before"), OK);
		assert_int_equal(insert(on->db, cases[i].id, cases[i].name), ERR_CONFLICT);
		/* The transaction is spoilt: nothing more is taken, the commit keeps nothing. */
		assert_int_equal(insert(on->db, 8, "after"), ERR_CONFLICT);
		Rows *rows = db_query(on->db, SQL_COUNT);
		assert_false(db_next(rows));
		assert_int_equal(db_end(rows), ERR_CONFLICT);
		assert_int_equal(db_commit(on->db), ERR_CONFLICT);
		assert_int_equal(count_of(on->db), 1);
	}
	insert_committed(on->db, 2, "b");
	assert_int_equal(count_of(on->db), 2);
}

static void broken_key_in_bulk_is_a_conflict(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "a");
	assert_int_equal(db_begin(on->db), OK);
	DbBulk *bulk;
	assert_int_equal(db_bulk_begin(on->db, "thing", "id, name", 2, &bulk), OK);
	Err err = db_bulk_row(bulk, (const DbValue[]){INT(1), TEXT("b")});
	Err at_end = db_bulk_end(bulk);
	assert_int_equal(err ? err : at_end, ERR_CONFLICT);
	assert_int_equal(db_commit(on->db), ERR_CONFLICT);
	assert_int_equal(count_of(on->db), 1);
}

static void expected_conflict_goes_on(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "a");
	assert_int_equal(db_begin(on->db), OK);
	int64_t changed;
	assert_int_equal(db_exec_changed(on->db, &changed,
			     "INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
			     INT(1), TEXT("z")),
	    OK);
	assert_int_equal(changed, 0);
	assert_int_equal(db_exec_changed(on->db, &changed,
			     "INSERT INTO thing (id, name) VALUES ($1, $2)"
			     " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
			     INT(1), TEXT("y")),
	    OK);
	assert_int_equal(changed, 1);
	assert_int_equal(db_commit(on->db), OK);
	Rows *rows = db_query(on->db, SQL_ALL);
	assert_true(db_next(rows));
	assert_string_equal(db_text(rows, 1), "y");
	assert_int_equal(db_end(rows), OK);
}

static void writes_outside_are_refused(TestStore *on)
{
	make_thing(on);
	assert_int_equal(insert(on->db, 1, "a"), ERR_INTERNAL);
	Rows *rows = db_query(on->db, SQL_INSERT, INT(1), TEXT("a"), NIL, NIL);
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows), ERR_INTERNAL);
	assert_int_equal(count_of(on->db), 0);
}

static void bad_statements_are_internal(TestStore *on)
{
	Rows *rows = db_query(on->db, "SELECT nothing FROM nowhere");
	assert_false(db_next(rows));
	assert_int_equal(db_end(rows), ERR_INTERNAL);
	assert_int_equal(db_ping(on->db), OK);
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, "INSERT INTO nowhere VALUES (1)"), ERR_INTERNAL);
	db_rollback(on->db);
	assert_int_equal(db_ping(on->db), OK);
}

static void foreign_keys_hold(TestStore *on)
{
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(
	    db_exec(
		on->db, "INSERT INTO facility (id, org_id, name_zh, created_at) VALUES (1, 4711, 'x', 0)"),
	    ERR_INTERNAL);
	db_rollback(on->db);
}

/* Many writers ----------------------------------------------------------------------------------------- */

typedef struct Writer {
	Store *store;
	int number;
	int rounds;
	int failures;
	pthread_t thread;
} Writer;

/* Every fifth transaction rolls back, every seventh breaks a key: they share commits with the good ones. */
static void *write_mixed(void *with)
{
	Writer *writer = with;
	Db *db;
	if (db_open(writer->store, &db)) {
		writer->failures++;
		return NULL;
	}
	for (int round = 0; round < writer->rounds; round++) {
		int64_t id = (int64_t)writer->number * 1000000 + round;
		bool rolls_back = round % 5 == 4;
		bool breaks = !rolls_back && round % 7 == 6;
		Err err = db_begin(db);
		if (!err)
			err = db_exec(db, SQL_INSERT, INT(id), NIL, REAL(round), NIL);
		if (!err && breaks)
			err = db_exec(db, SQL_INSERT, INT(id), NIL, NIL, NIL);
		err = db_finish(db, rolls_back ? ERR_FORBIDDEN : err);
		if (err != (rolls_back ? ERR_FORBIDDEN : breaks ? ERR_CONFLICT : OK))
			writer->failures++;
		if (err)
			continue;
		/* What is committed is there for every reader. */
		Rows *rows = db_query(db, "SELECT amount FROM thing WHERE id = $1", INT(id));
		if (!db_next(rows) || db_real(rows, 0) != round)
			writer->failures++;
		db_end(rows);
	}
	db_close(db);
	return NULL;
}

static void writers_share_commits(TestStore *on)
{
	make_thing(on);
	static Writer writers[WRITERS];
	int rounds = store_is_sqlite(on->store) ? 70 : 35;
	int good = 0;
	for (int round = 0; round < rounds; round++)
		good += round % 5 != 4 && round % 7 != 6;
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = (Writer){.store = on->store, .number = i + 1, .rounds = rounds};
		assert_int_equal(pthread_create(&writers[i].thread, NULL, write_mixed, &writers[i]), 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].failures, 0);
	}
	assert_int_equal(count_of(on->db), good * WRITERS);
}

static void *count_up(void *with)
{
	Writer *writer = with;
	Db *db;
	if (db_open(writer->store, &db)) {
		writer->failures++;
		return NULL;
	}
	for (int round = 0; round < writer->rounds; round++) {
		Err err = db_begin(db);
		if (!err)
			err = db_finish(db, db_exec(db, "UPDATE thing SET amount = amount + 1 WHERE id = 1"));
		writer->failures += err != OK;
	}
	db_close(db);
	return NULL;
}

static void no_update_is_lost(TestStore *on)
{
	make_thing(on);
	insert_committed(on->db, 1, "counter");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, "UPDATE thing SET amount = 0"), OK);
	assert_int_equal(db_commit(on->db), OK);
	static Writer writers[16];
	for (int i = 0; i < 16; i++) {
		writers[i] = (Writer){.store = on->store, .rounds = 25};
		assert_int_equal(pthread_create(&writers[i].thread, NULL, count_up, &writers[i]), 0);
	}
	for (int i = 0; i < 16; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].failures, 0);
	}
	Rows *rows = db_query(on->db, SQL_ALL);
	assert_true(db_next(rows));
	assert_true(db_real(rows, 2) == 16 * 25);
	assert_int_equal(db_end(rows), OK);
}

static void bulk_takes_100_000_rows(TestStore *on)
{
	make_thing(on);
	assert_int_equal(db_begin(on->db), OK);
	DbBulk *bulk;
	assert_int_equal(db_bulk_begin(on->db, "thing", "id, name, amount", 3, &bulk), OK);
	for (int i = 1; i <= 100000; i++) {
		char name[32];
		snprintf(name, sizeof name, "行 %d", i);
		assert_int_equal(db_bulk_row(bulk, (const DbValue[]){INT(i), TEXT(name), REAL(i / 8.0)}), OK);
	}
	assert_int_equal(db_bulk_end(bulk), OK);
	assert_int_equal(count_of(on->db), 100000);
	assert_int_equal(db_commit(on->db), OK);
	Rows *rows = db_query(on->db, "SELECT COUNT(*), SUM(id), SUM(amount), MAX(name) FROM thing");
	assert_true(db_next(rows));
	assert_int_equal(db_int(rows, 0), 100000);
	assert_int_equal(db_int(rows, 1), 5000050000);
	assert_true(fabs(db_real(rows, 2) - 5000050000 / 8.0) < 1e-3);
	assert_string_equal(db_text(rows, 3), "行 99999");
	assert_int_equal(db_end(rows), OK);
}

/* Opening and migrations --------------------------------------------------------------------------------- */

static void migrating_twice_changes_nothing(TestStore *on)
{
	int applied, newest, embedded;
	assert_int_equal(db_migrate(on->db, &applied), OK);
	assert_int_equal(applied, 0);
	assert_int_equal(db_schema_version(on->db, &newest, &embedded), OK);
	assert_true(newest > 0);
	assert_int_equal(newest, embedded);
}

static void changed_migration_is_refused(TestStore *on)
{
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, "UPDATE schema_migration SET digest = 'x' WHERE number = 1"), OK);
	assert_int_equal(db_commit(on->db), OK);
	assert_int_equal(db_migrate(on->db, NULL), ERR_INTERNAL);
}

static void newer_store_is_refused(TestStore *on)
{
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(
	    db_exec(on->db,
		"INSERT INTO schema_migration (number, name, applied_at, digest) VALUES (9999, 'x', 0, '')"),
	    OK);
	assert_int_equal(db_commit(on->db), OK);
	assert_int_equal(db_migrate(on->db, NULL), ERR_INTERNAL);
}

static void *migrate_once(void *with)
{
	Writer *writer = with;
	Db *db;
	writer->failures = db_open(writer->store, &db) || db_migrate(db, &writer->rounds);
	db_close(db);
	return NULL;
}

/* Eight at once on an empty store: each migration is applied by exactly one. */
static void migrate_at_once(TestStore *on)
{
	static const char empty_postgresql[] =
	    "DO $$ DECLARE name TEXT; BEGIN FOR name IN SELECT tablename FROM pg_tables"
	    " WHERE schemaname = current_schema() LOOP EXECUTE 'DROP TABLE ' || quote_ident(name) || ' "
	    "CASCADE';"
	    " END LOOP; END $$";
	Store *store = on->store;
	char path[600] = "";
	if (store_is_sqlite(on->store)) {
		snprintf(path, sizeof path, "%s/second", on->address);
		assert_int_equal(store_open(path, &store, NULL), OK);
	} else {
		assert_int_equal(db_begin(on->db), OK);
		assert_int_equal(db_exec(on->db, empty_postgresql), OK);
		assert_int_equal(db_commit(on->db), OK);
	}
	static Writer writers[8];
	for (int i = 0; i < 8; i++) {
		writers[i] = (Writer){.store = store};
		assert_int_equal(pthread_create(&writers[i].thread, NULL, migrate_once, &writers[i]), 0);
	}
	int applied = 0, newest, embedded, failures = 0;
	for (int i = 0; i < 8; i++) {
		pthread_join(writers[i].thread, NULL);
		failures += writers[i].failures;
		applied += writers[i].rounds;
	}
	assert_int_equal(failures, 0);
	assert_int_equal(db_schema_version(on->db, &newest, &embedded), OK);
	Db *db;
	assert_int_equal(db_open(store, &db), OK);
	Rows *rows = db_query(db, "SELECT COUNT(*) FROM schema_migration");
	assert_true(db_next(rows));
	assert_int_equal(applied, db_int(rows, 0));
	assert_int_equal(newest, embedded); /* numbers, which may have gaps */
	assert_int_equal(db_end(rows), OK);
	db_close(db);
	if (store != on->store)
		store_close(store);
}

static void directory_is_locked(TestStore *on)
{
	if (!store_is_sqlite(on->store))
		return;
	Store *second;
	char reason[256];
	assert_int_equal(store_open(on->address, &second, reason), ERR_UNAVAILABLE);
	assert_null(second);
	assert_non_null(strstr(reason, store_directory(on->store)));
	char process[40];
	snprintf(process, sizeof process, "process %ld", (long)getpid());
	assert_non_null(strstr(reason, process));
}

static void bad_addresses_are_refused(void **state)
{
	static const struct {
		const char *address;
		Err err;
	} cases[] = {
	    {"", ERR_INPUT},
	    {"sqlite:", ERR_INPUT},
	    {"mysql://x", ERR_INPUT},
	    {"sqlite:/proc/nothing/here", ERR_UNAVAILABLE},
	    {"postgresql://nobody@/none?host=/nonexistent", ERR_UNAVAILABLE},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Store *store;
		char reason[256];
		assert_int_equal(store_open(cases[i].address, &store, reason), cases[i].err);
		assert_null(store);
		assert_true(strlen(reason) > 10);
	}
}

/* Two transactions that each want the other's row: PostgreSQL ends one, which must read as ERR_RETRY. */
static const char SQL_TOUCH[] = "UPDATE thing SET amount = 1 WHERE id = $1";

static void *touch_other(void *with)
{
	Writer *writer = with;
	Db *db;
	if (db_open(writer->store, &db) || db_begin(db)) {
		writer->failures = ERR_INTERNAL;
		return NULL;
	}
	Err err = db_exec(db, SQL_TOUCH, INT(2));
	__atomic_store_n(&writer->rounds, 1, __ATOMIC_SEQ_CST);
	if (!err)
		err = db_exec(db, SQL_TOUCH, INT(1));
	writer->failures = db_finish(db, err);
	db_close(db);
	return NULL;
}

static void deadlock_asks_to_retry(TestStore *on)
{
	if (store_is_sqlite(on->store))
		return;
	make_thing(on);
	insert_committed(on->db, 1, "a");
	insert_committed(on->db, 2, "b");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, SQL_TOUCH, INT(1)), OK);
	static Writer other;
	other = (Writer){.store = on->store};
	assert_int_equal(pthread_create(&other.thread, NULL, touch_other, &other), 0);
	while (!__atomic_load_n(&other.rounds, __ATOMIC_SEQ_CST))
		usleep(1000);
	Err mine = db_finish(on->db, db_exec(on->db, SQL_TOUCH, INT(2)));
	pthread_join(other.thread, NULL);
	assert_true((mine == ERR_RETRY) != (other.failures == ERR_RETRY));
	assert_true(mine == OK || other.failures == OK);
}

/* The server ends our connection: reads go on by themselves, a transaction fails and the next one works. */
static void end_connections(const char *application)
{
	char sql[256];
	snprintf(sql, sizeof sql,
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'",
	    application);
	PGconn *conn = PQconnectdb(getenv("QINGCE_TEST_PG"));
	PGresult *result = PQexec(conn, sql);
	assert_int_equal(PQntuples(result), 1);
	PQclear(result);
	PQfinish(conn);
	usleep(50000);
}

static void lost_connection_comes_back(TestStore *on)
{
	if (store_is_sqlite(on->store))
		return;
	make_thing(on);
	Rows *rows = db_query(on->db, "SELECT current_setting('application_name')");
	assert_true(db_next(rows));
	const char *application = arena_copy(on->mem, db_text(rows, 0));
	assert_int_equal(db_end(rows), OK);
	end_connections(application);
	assert_int_equal(count_of(on->db), 0);
	end_connections(application);
	insert_committed(on->db, 1, "a");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(insert(on->db, 2, "b"), OK);
	end_connections(application);
	assert_int_equal(insert(on->db, 3, "c"), ERR_UNAVAILABLE);
	assert_int_equal(db_commit(on->db), ERR_UNAVAILABLE);
	insert_committed(on->db, 4, "d");
	assert_int_equal(count_of(on->db), 2);
}

/* A kill in the midst of writers ---------------------------------------------------------------------------
 */

typedef struct Reporter {
	Store *store;
	int64_t first;
	int pipe;
} Reporter;

/* Writes one row a transaction and says so when db_commit has returned. */
static void *write_and_report(void *with)
{
	Reporter *reporter = with;
	Db *db;
	if (db_open(reporter->store, &db))
		_exit(3);
	for (int64_t id = reporter->first;; id++) {
		if (db_begin(db) || insert(db, id, NULL) || db_commit(db))
			_exit(4);
		if (write(reporter->pipe, &id, sizeof id) != sizeof id)
			_exit(5);
	}
}

static int be_killed(const char *address, int pipe)
{
	Store *store;
	Reporter reporters[WRITERS];
	if (store_open(address, &store, NULL))
		return 2;
	for (int i = 0; i < WRITERS; i++) {
		pthread_t thread;
		reporters[i] = (Reporter){store, (int64_t)(i + 1) << 32, pipe};
		if (pthread_create(&thread, NULL, write_and_report, &reporters[i]))
			return 2;
	}
	for (;;)
		pause();
}

static void integrity_is_whole(const char *directory)
{
	char path[600];
	snprintf(path, sizeof path, "%s/qingce.db", directory);
	sqlite3 *handle;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	sqlite3_close(handle);
}

static void kill_loses_nothing_acknowledged(TestStore *on)
{
	if (!store_is_sqlite(on->store))
		return;
	make_thing(on);
	char directory[512];
	snprintf(directory, sizeof directory, "%s", store_directory(on->store));
	db_close(on->db);
	store_close(on->store);

	int64_t *acknowledged = calloc(4000000, sizeof *acknowledged);
	assert_non_null(acknowledged);
	size_t count = 0;
	for (int kill_number = 0; kill_number < 3; kill_number++) {
		int ends[2];
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			char number[16];
			close(ends[0]);
			snprintf(number, sizeof number, "%d", ends[1]);
			execl("/proc/self/exe", "store_test", "be-killed", on->address, number, (char *)NULL);
			_exit(127);
		}
		close(ends[1]);
		size_t until = count + 3000 + (size_t)kill_number * 777;
		int64_t id;
		while (count < until && read(ends[0], &id, sizeof id) == sizeof id)
			acknowledged[count++] = id;
		assert_int_equal(kill(child, SIGKILL), 0);
		while (count < 4000000 && read(ends[0], &id, sizeof id) == sizeof id)
			acknowledged[count++] = id;
		close(ends[0]);
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		assert_true(count >= until);

		assert_int_equal(store_open(on->address, &on->store, NULL), OK);
		assert_int_equal(db_open(on->store, &on->db), OK);
		for (size_t i = 0; i < count; i++) {
			Rows *rows = db_query(
			    on->db, "SELECT 1 FROM thing WHERE id = $1", INT(acknowledged[i]));
			assert_true(db_next(rows));
			assert_int_equal(db_end(rows), OK);
		}
		/* The next round writes the same numbers: start empty. */
		assert_int_equal(db_begin(on->db), OK);
		assert_int_equal(db_exec(on->db, "DELETE FROM thing"), OK);
		assert_int_equal(db_commit(on->db), OK);
		db_close(on->db);
		store_close(on->store);
		integrity_is_whole(directory);
		count = 0;
	}
	free(acknowledged);
	assert_int_equal(store_open(on->address, &on->store, NULL), OK);
	assert_int_equal(db_open(on->store, &on->db), OK);
}

/* A disk that runs full -----------------------------------------------------------------------------------
 */

/* Writes until a transaction fails; reports kept ids as they are and the failed one below zero. */
static void *write_until_full(void *with)
{
	Reporter *reporter = with;
	static const char bytes[2000];
	Db *db;
	if (db_open(reporter->store, &db))
		_exit(3);
	Err err = OK;
	for (int64_t id = reporter->first; !err; id++) {
		err = db_begin(db);
		if (!err)
			err = db_finish(
			    db, db_exec(db, SQL_INSERT, INT(id), NIL, NIL, BLOB(bytes, sizeof bytes)));
		int64_t report = err ? -id : id;
		if (write(reporter->pipe, &report, sizeof report) != sizeof report)
			_exit(5);
	}
	db_close(db);
	return NULL;
}

/* Files may grow to 1 MB; when everybody has failed there is room again, and the store must take rows again.
 */
static int run_full(const char *address, int pipe)
{
	Store *store;
	Db *db;
	Reporter reporters[WRITERS];
	pthread_t threads[WRITERS];
	struct rlimit limit;
	signal(SIGXFSZ, SIG_IGN);
	log_set_level(LOG_ERROR + 1);
	getrlimit(RLIMIT_FSIZE, &limit);
	if (store_open(address, &store, NULL) || db_open(store, &db))
		return 2;
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, limit.rlim_max});
	for (int i = 0; i < WRITERS; i++) {
		reporters[i] = (Reporter){store, (int64_t)(i + 1) << 32, pipe};
		if (pthread_create(&threads[i], NULL, write_until_full, &reporters[i]))
			return 2;
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	setrlimit(RLIMIT_FSIZE, &limit);
	int64_t id = 1;
	if (db_begin(db) || db_finish(db, insert(db, id, "room again")) ||
	    write(pipe, &id, sizeof id) != sizeof id)
		return 6;
	db_close(db);
	store_close(store);
	return 0;
}

static void full_disk_keeps_what_it_said(TestStore *on)
{
	if (!store_is_sqlite(on->store))
		return;
	make_thing(on);
	db_close(on->db);
	store_close(on->store);
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char number[16];
		close(ends[0]);
		snprintf(number, sizeof number, "%d", ends[1]);
		execl("/proc/self/exe", "store_test", "run-full", on->address, number, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	enum { REPORTS_MAX = 20000 };
	static int64_t reports[REPORTS_MAX];
	size_t count = 0;
	while (count < REPORTS_MAX && read(ends[0], &reports[count], sizeof *reports) == sizeof *reports)
		count++;
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);

	assert_int_equal(store_open(on->address, &on->store, NULL), OK);
	assert_int_equal(db_open(on->store, &on->db), OK);
	int64_t kept = 0, failed = 0;
	for (size_t i = 0; i < count; i++) {
		Rows *rows = db_query(on->db, "SELECT 1 FROM thing WHERE id = $1", INT(llabs(reports[i])));
		assert_int_equal(db_next(rows), reports[i] > 0);
		assert_int_equal(db_end(rows), OK);
		kept += reports[i] > 0;
		failed += reports[i] < 0;
	}
	assert_int_equal(failed, WRITERS);
	assert_true(kept > 50);
	assert_int_equal(count_of(on->db), kept);
	integrity_is_whole(store_directory(on->store));
}

#define ON_EACH(name)                                                                                        \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		on_each_engine(name);                                                                        \
	}
ON_EACH(values_come_back)
ON_EACH(values_come_back_from_bulk)
ON_EACH(nulls_stay_nulls)
ON_EACH(parameters_go_by_number)
ON_EACH(truth_reads_as_one)
ON_EACH(like_minds_case)
ON_EACH(queries_nest)
ON_EACH(statements_are_counted)
ON_EACH(marks_change_with_commits)
ON_EACH(own_writes_are_seen)
ON_EACH(rollback_keeps_nothing)
ON_EACH(broken_key_is_a_conflict)
ON_EACH(broken_key_in_bulk_is_a_conflict)
ON_EACH(expected_conflict_goes_on)
ON_EACH(writes_outside_are_refused)
ON_EACH(bad_statements_are_internal)
ON_EACH(foreign_keys_hold)
ON_EACH(writers_share_commits)
ON_EACH(no_update_is_lost)
ON_EACH(bulk_takes_100_000_rows)
ON_EACH(migrating_twice_changes_nothing)
ON_EACH(changed_migration_is_refused)
ON_EACH(newer_store_is_refused)
ON_EACH(migrate_at_once)
ON_EACH(directory_is_locked)
ON_EACH(deadlock_asks_to_retry)
ON_EACH(lost_connection_comes_back)
ON_EACH(kill_loses_nothing_acknowledged)
ON_EACH(full_disk_keeps_what_it_said)

int main(int argc, char **argv)
{
	rand_init();
	if (argc == 4 && strcmp(argv[1], "be-killed") == 0)
		return be_killed(argv[2], atoi(argv[3]));
	if (argc == 4 && strcmp(argv[1], "run-full") == 0)
		return run_full(argv[2], atoi(argv[3]));
	const struct CMUnitTest all[] = {
	    cmocka_unit_test(test_values_come_back),
	    cmocka_unit_test(test_values_come_back_from_bulk),
	    cmocka_unit_test(test_nulls_stay_nulls),
	    cmocka_unit_test(test_parameters_go_by_number),
	    cmocka_unit_test(test_truth_reads_as_one),
	    cmocka_unit_test(test_like_minds_case),
	    cmocka_unit_test(test_queries_nest),
	    cmocka_unit_test(test_statements_are_counted),
	    cmocka_unit_test(test_marks_change_with_commits),
	    cmocka_unit_test(test_own_writes_are_seen),
	    cmocka_unit_test(test_rollback_keeps_nothing),
	    cmocka_unit_test(test_broken_key_is_a_conflict),
	    cmocka_unit_test(test_broken_key_in_bulk_is_a_conflict),
	    cmocka_unit_test(test_expected_conflict_goes_on),
	    cmocka_unit_test(test_writes_outside_are_refused),
	    cmocka_unit_test(test_bad_statements_are_internal),
	    cmocka_unit_test(test_foreign_keys_hold),
	    cmocka_unit_test(test_writers_share_commits),
	    cmocka_unit_test(test_no_update_is_lost),
	    cmocka_unit_test(test_bulk_takes_100_000_rows),
	    cmocka_unit_test(test_migrating_twice_changes_nothing),
	    cmocka_unit_test(test_changed_migration_is_refused),
	    cmocka_unit_test(test_newer_store_is_refused),
	    cmocka_unit_test(test_migrate_at_once),
	    cmocka_unit_test(test_directory_is_locked),
	    cmocka_unit_test(test_deadlock_asks_to_retry),
	    cmocka_unit_test(test_lost_connection_comes_back),
	    cmocka_unit_test(test_kill_loses_nothing_acknowledged),
	    cmocka_unit_test(test_full_disk_keeps_what_it_said),
	    cmocka_unit_test(bad_addresses_are_refused),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
