/* Stores for tests: made, migrated, removed. */
#include "db/db_test.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/rand.h"

/* What the running test uses; a failed test jumps out, so that the next one and the exit clear up after it.
 */
static char directory[256];
static char schema[64];

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	return remove(path);
}

static void in_cluster(const char *sql)
{
	PGconn *conn = PQconnectdb(getenv("QINGCE_TEST_PG"));
	PGresult *result = PQexec(conn, "SET client_min_messages = warning");
	PQclear(result);
	result = PQexec(conn, sql);
	bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
	char why[512];
	snprintf(why, sizeof why, "%s", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
	if (!done)
		fail_msg("%s: %s", sql, why);
}

static void clear_up(void)
{
	if (directory[0])
		nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	directory[0] = '\0';
	schema[0] = '\0'; /* the cluster is private and goes as a whole */
}

static void open_and_run(TestStore *on, void (*test)(TestStore *on))
{
	char reason[256];
	rand_init();
	log_set_level(LOG_ERROR);
	if (store_open(on->address, &on->store, reason))
		fail_msg("%s: %s", on->engine, reason);
	if (db_open(on->store, &on->db) || db_migrate(on->db, NULL))
		fail_msg("%s: the store cannot be opened and migrated", on->engine);
	on->mem = arena_open();
	test(on);
	arena_close(on->mem);
	db_close(on->db);
	store_close(on->store);
}

static void on_sqlite(void (*test)(TestStore *on))
{
	TestStore on = {.engine = "sqlite"};
	const char *temp = getenv("TMPDIR");
	snprintf(directory, sizeof directory, "%s/qingce-test.XXXXXX", temp ? temp : "/tmp");
	assert_non_null(mkdtemp(directory));
	snprintf(on.address, sizeof on.address, "sqlite:%s", directory);
	open_and_run(&on, test);
	clear_up();
}

static void on_postgresql(void (*test)(TestStore *on), const char *url)
{
	static int count;
	TestStore on = {.engine = "postgresql"};
	snprintf(schema, sizeof schema, "t_%ld_%d", (long)getpid(), ++count);
	char sql[128];
	snprintf(sql, sizeof sql, "CREATE SCHEMA %s", schema);
	in_cluster(sql);
	snprintf(on.address, sizeof on.address, "%s%coptions=-csearch_path%%3D%s&application_name=%s", url,
	    strchr(url, '?') ? '&' : '?', schema, schema);
	open_and_run(&on, test);
	snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", schema);
	in_cluster(sql);
	clear_up();
}

/* Before the first test of this program. */
static void prepare(const char *url)
{
	static bool is_prepared;
	if (is_prepared)
		return;
	is_prepared = true;
	atexit(clear_up);
	if (!url && !getenv("QINGCE_TEST_PG_REQUIRED"))
		print_message("# on SQLite alone: QINGCE_TEST_PG names no PostgreSQL cluster\n");
}

void on_each_engine(void (*test)(TestStore *on))
{
	const char *url = getenv("QINGCE_TEST_PG");
	if (url && !*url)
		url = NULL;
	prepare(url);
	clear_up();

	on_sqlite(test);
	if (url)
		on_postgresql(test, url);
	else if (getenv("QINGCE_TEST_PG_REQUIRED"))
		fail_msg("QINGCE_TEST_PG names no PostgreSQL cluster");
}
