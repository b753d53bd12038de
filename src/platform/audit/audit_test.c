/* The audit chain: it holds, it is kept apart by organisation, and it shows what was tampered with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/audit.h"
#include "base/str.h"
#include "db/db_test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ORG = 77, ROWS = 1203 }; /* more than two pages of the walk */

static Scope scope(Db *db, int64_t org_id, int64_t user_id)
{
	return (Scope){.db = db, .org_id = org_id, .user_id = user_id, .request_id = "req-1"};
}

static void add(Db *db, int64_t org_id, const char *action)
{
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(
	    db_finish(db, audit_add(scope(db, org_id, 5), action, "thing", 9, "{\"von\":\"碳\"}")), OK);
}

static void add_many(Db *db)
{
	assert_int_equal(db_begin(db), OK);
	for (int i = 0; i < ROWS; i++)
		assert_int_equal(audit_add(scope(db, ORG, i), "thing.change", "thing", i, NULL), OK);
	assert_int_equal(db_commit(db), OK);
}

static void assert_chain(Db *db, int64_t org_id, int64_t broken_at)
{
	bool intact;
	int64_t found;
	assert_int_equal(audit_verify(db, org_id, &intact, &found), OK);
	assert_int_equal(found, broken_at);
	assert_int_equal(intact, broken_at == 0);
}

static void chain_holds(TestStore *on)
{
	assert_chain(on->db, ORG, 0);
	add(on->db, ORG, "a");
	add(on->db, 0, "platform");
	add(on->db, ORG + 1, "other");
	add_many(on->db);
	assert_chain(on->db, ORG, 0);
	assert_chain(on->db, 0, 0);
	assert_chain(on->db, ORG + 1, 0);
}

static void rollback_leaves_no_gap(TestStore *on)
{
	add(on->db, ORG, "a");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(audit_add(scope(on->db, ORG, 1), "b", "thing", 1, NULL), OK);
	db_rollback(on->db);
	add(on->db, ORG, "c");
	AuditRow *rows;
	size_t count;
	assert_int_equal(audit_list(on->db, on->mem, ORG, 0, 10, &rows, &count), OK);
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].action, "c");
	assert_int_equal(rows[0].seq, 2);
	assert_chain(on->db, ORG, 0);
}

static void list_goes_back_by_pages(TestStore *on)
{
	add_many(on->db);
	add(on->db, ORG + 1, "not mine");
	int64_t before = 0, expected = ROWS;
	for (;;) {
		AuditRow *rows;
		size_t count;
		assert_int_equal(audit_list(on->db, on->mem, ORG, before, 100, &rows, &count), OK);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(rows[i].seq, expected--);
		if (count == 0)
			break;
		before = rows[count - 1].seq;
	}
	assert_int_equal(expected, 0);
	AuditRow *rows;
	size_t count;
	assert_int_equal(audit_list(on->db, on->mem, ORG + 1, 0, 1, &rows, &count), OK);
	assert_int_equal(rows[0].user_id, 5);
	assert_int_equal(rows[0].subject_id, 9);
	assert_string_equal(rows[0].subject_type, "thing");
	assert_string_equal(rows[0].detail, "{\"von\":\"碳\"}");
	assert_string_equal(rows[0].request_id, "req-1");
	assert_true(rows[0].at_ms > 1700000000000);
}

static void long_detail_is_refused(TestStore *on)
{
	char *detail = malloc(AUDIT_DETAIL_MAX + 2);
	memset(detail, 'x', AUDIT_DETAIL_MAX + 1);
	detail[AUDIT_DETAIL_MAX + 1] = '\0';
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(audit_add(scope(on->db, ORG, 1), "a", "b", 1, detail), ERR_TOO_LARGE);
	detail[AUDIT_DETAIL_MAX] = '\0';
	assert_int_equal(audit_add(scope(on->db, ORG, 1), "a", "b", 1, detail), OK);
	assert_int_equal(db_commit(on->db), OK);
	assert_chain(on->db, ORG, 0);
	free(detail);
}

static const struct {
	const char *sql;
	int64_t broken_at;
} TAMPERINGS[] = {
    {"UPDATE audit_event SET detail = 'x' WHERE org_id = 77 AND seq = 600", 600},
    {"UPDATE audit_event SET action = 'thing.chang', subject_type = 'ething' WHERE org_id = 77 AND seq = 3",
	3},
    {"UPDATE audit_event SET user_id = 0 WHERE org_id = 77 AND seq = 1203", 1203},
    {"UPDATE audit_event SET at_ms = at_ms - 1 WHERE org_id = 77 AND seq = 1", 1},
    {"UPDATE audit_event SET hash = '' WHERE org_id = 77 AND seq = 500", 500},
    {"DELETE FROM audit_event WHERE org_id = 77 AND seq = 501", 501},
    {"DELETE FROM audit_event WHERE org_id = 77 AND seq = 1203", 1203},
    {"DELETE FROM audit_event WHERE org_id = 77", 1},
    {"UPDATE audit_head SET seq = 1200 WHERE org_id = 77", 1200},
    {"UPDATE audit_head SET hash = 'x' WHERE org_id = 77", 1203},
    {"DELETE FROM audit_head WHERE org_id = 77", 1},
    {"INSERT INTO audit_event (org_id, seq, at_ms, user_id, action, subject_type, subject_id, detail, "
     "request_id, hash)"
     " SELECT org_id, 1204, at_ms, user_id, action, subject_type, subject_id, detail, request_id, hash"
     " FROM audit_event WHERE org_id = 77 AND seq = 1203",
	1204},
};
static size_t tampering;

static void tampering_shows(TestStore *on)
{
	add_many(on->db);
	assert_chain(on->db, ORG, 0);
	int64_t changed;
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_exec_changed(on->db, &changed, TAMPERINGS[tampering].sql), OK);
	assert_true(changed > 0);
	assert_int_equal(db_commit(on->db), OK);
	assert_chain(on->db, ORG, TAMPERINGS[tampering].broken_at);
}

typedef struct Adder {
	Store *store;
	int failures;
	pthread_t thread;
} Adder;

static void *add_and_verify(void *with)
{
	Adder *adder = with;
	Db *db;
	if (db_open(adder->store, &db)) {
		adder->failures++;
		return NULL;
	}
	for (int i = 0; i < 40; i++) {
		Err err = db_begin(db);
		if (!err)
			err = db_finish(db, audit_add(scope(db, ORG, i), "a", "b", i, NULL));
		bool intact = false;
		int64_t broken_at;
		if (!err && i % 10 == 9)
			err = audit_verify(db, ORG, &intact, &broken_at);
		else
			intact = true;
		adder->failures += err || !intact;
	}
	db_close(db);
	return NULL;
}

static void many_add_at_once(TestStore *on)
{
	static Adder adders[12];
	for (int i = 0; i < 12; i++) {
		adders[i] = (Adder){.store = on->store};
		assert_int_equal(pthread_create(&adders[i].thread, NULL, add_and_verify, &adders[i]), 0);
	}
	for (int i = 0; i < 12; i++) {
		pthread_join(adders[i].thread, NULL);
		assert_int_equal(adders[i].failures, 0);
	}
	AuditRow *rows;
	size_t count;
	assert_int_equal(audit_list(on->db, on->mem, ORG, 0, 1, &rows, &count), OK);
	assert_int_equal(rows[0].seq, 12 * 40);
	assert_chain(on->db, ORG, 0);
}

static void test_chain_holds(void **state)
{
	on_each_engine(chain_holds);
}

static void test_rollback_leaves_no_gap(void **state)
{
	on_each_engine(rollback_leaves_no_gap);
}

static void test_list_goes_back_by_pages(void **state)
{
	on_each_engine(list_goes_back_by_pages);
}

/* A row whose detail somebody made longer than any can be is a break, not the end of the program. */
static void a_swollen_row_is_a_break(TestStore *on)
{
	static const char SQL[] = "UPDATE audit_event SET detail = $1 WHERE org_id = $2 AND seq = 2";
	char *swollen = arena_alloc(on->mem, 4 * AUDIT_DETAIL_MAX);
	memset(swollen, 'x', 4 * AUDIT_DETAIL_MAX - 1);
	for (int i = 0; i < 3; i++)
		add(on->db, ORG, "a");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, TEXT(swollen), INT(ORG))), OK);
	assert_chain(on->db, ORG, 2);
}

static void test_a_swollen_row_is_a_break(void **state)
{
	on_each_engine(a_swollen_row_is_a_break);
}

/* What does not fit is said to be left out, and the detail can be added to a chain. */
static void test_detail_says_what_is_missing(void **state)
{
	enum { ROOM = AUDIT_DETAIL_MAX - 60 };
	Arena *mem = arena_open();
	char *large = arena_alloc(mem, AUDIT_DETAIL_MAX);
	Buf detail = audit_detail(mem);
	audit_detail_add(&detail, "amount", "2610");
	audit_detail_add(&detail, "unit", "MWh");
	assert_string_equal(buf_take(&detail), "amount=2610; unit=MWh");
	memset(large, 'x', ROOM);
	audit_detail_add(&detail, "a", large);
	memset(large, 'y', 60);
	large[60] = '\0';
	audit_detail_add(&detail, "b", large);
	assert_true(str_ends(buf_take(&detail), "xxx; b=…"));
	audit_detail_add(&detail, "note_of_a_name_that_does_not_fit", "");
	audit_detail_add(&detail, "note_of_a_name_that_does_not_fit", "");
	assert_true(str_ends(buf_take(&detail), "xxx; b=…; …"));
	arena_close(mem);
}

static void test_long_detail_is_refused(void **state)
{
	on_each_engine(long_detail_is_refused);
}

static void test_tampering_shows(void **state)
{
	for (tampering = 0; tampering < sizeof TAMPERINGS / sizeof *TAMPERINGS; tampering++)
		on_each_engine(tampering_shows);
}

static void test_many_add_at_once(void **state)
{
	on_each_engine(many_add_at_once);
}

int main(void)
{
	const struct CMUnitTest all[] = {
	    cmocka_unit_test(test_chain_holds),
	    cmocka_unit_test(test_rollback_leaves_no_gap),
	    cmocka_unit_test(test_list_goes_back_by_pages),
	    cmocka_unit_test(test_long_detail_is_refused),
	    cmocka_unit_test(test_a_swollen_row_is_a_break),
	    cmocka_unit_test(test_detail_says_what_is_missing),
	    cmocka_unit_test(test_tampering_shows),
	    cmocka_unit_test(test_many_add_at_once),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
