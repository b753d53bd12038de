/* Lets a cmocka test run once per engine: SQLite in a temporary directory, and PostgreSQL in a schema of its
 * own when QINGCE_TEST_PG names a cluster (./dev test starts one; by hand: test/pg_start.sh DIRECTORY prints
 * the URL). In meson.build: tests += {'x_test': files('x_test.c') + db_test}. */
#ifndef QINGCE_DB_DB_TEST_H
#define QINGCE_DB_DB_TEST_H

#include "db/scope.h"

typedef struct TestStore {
	const char *engine; /* "sqlite" or "postgresql" */
	Store *store;
	Db *db; /* migrated and empty */
	Arena *mem;
	char address[512];
} TestStore;

/* In the name of a person, in an organisation or in the PLATFORM. */
static inline Scope test_scope(const TestStore *on, int64_t org_id, int64_t user_id)
{
	return (Scope){on->db, on->mem, org_id, user_id, "test"};
}

/* Calls `test` with a fresh migrated store of each engine at hand and removes it afterwards. Fails the
 * running cmocka test when a store cannot be opened. Without QINGCE_TEST_PG only SQLite runs, and the program
 * says so; with QINGCE_TEST_PG_REQUIRED set that is a failure. */
void on_each_engine(void (*test)(TestStore *on));

#endif
