/* The headline counts on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db_test.h"
#include "site/site_store.h"

#include <cmocka.h> /* last: it has a macro named fail */

static const char SQL_USER[] =
    "INSERT INTO user_account (id, name, password_hash, created_at) VALUES (1, 'a', 'x', 0)";
static const char SQL_ORG[] =
    "INSERT INTO organisation (id, name_zh, uscc, created_at) VALUES ($1, 'a', $2, 0)";
static const char SQL_INVENTORY[] =
    "INSERT INTO inventory (id, org_id, period_start, period_end, method, gwp_set, status, is_deleted, "
    "created_by, created_at,"
    " updated_at) VALUES ($1, $2, '2025-01-01', '2025-12-31', 'general', 'AR5', $3, $4, 1, 0, 0)";

static void counts_only_what_is_published(TestStore *on)
{
	SiteCounts counts;
	assert_int_equal(site_counts_fresh(on->db, &counts), OK);
	assert_int_equal(counts.organisations, 0);
	assert_int_equal(counts.inventories, 0);

	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec(on->db, SQL_USER), OK);
	assert_int_equal(db_exec(on->db, SQL_ORG, INT(10), TEXT("A")), OK);
	assert_int_equal(db_exec(on->db, SQL_ORG, INT(11), TEXT("B")), OK);
	assert_int_equal(db_exec(on->db, SQL_INVENTORY, INT(20), INT(10), TEXT("published"), INT(0)), OK);
	assert_int_equal(db_exec(on->db, SQL_INVENTORY, INT(21), INT(10), TEXT("published"), INT(0)), OK);
	assert_int_equal(db_exec(on->db, SQL_INVENTORY, INT(22), INT(11), TEXT("open"), INT(0)), OK);
	assert_int_equal(db_exec(on->db, SQL_INVENTORY, INT(23), INT(11), TEXT("published"), INT(1)), OK);
	assert_int_equal(db_commit(on->db), OK);

	assert_int_equal(site_counts_fresh(on->db, &counts), OK);
	assert_int_equal(counts.organisations, 2);
	assert_int_equal(counts.inventories, 3);
	assert_int_equal(counts.published_inventories, 2);
	assert_int_equal(counts.disclosing_organisations, 1);
}

static void counts(void **state)
{
	on_each_engine(counts_only_what_is_published);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(counts)};
	return cmocka_run_group_tests_name("site_store", tests, NULL, NULL);
}
