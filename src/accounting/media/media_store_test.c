/* Energy-carrying media in the store, on both engines: kept as typed, versioned, counted in the totals,
 * scoped by organisation. */
#include "base/rand.h"
#include "base/str.h"
#include "media/media_rules.h"
#include "media/media_store.h"
#include "db/db_test.h"
#include "inventory/inventory_change_test.h"
#include "inventory/inventory_store.h"
#include "organisation/organisation.h"
#include "kept/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h> /* last: it defines `fail` */

typedef struct Scene {
	TestStore *on;
	Scope by;
	int64_t inventory;
} Scene;

static int64_t a_user(TestStore *on, const char *email)
{
	static const char SQL[] = "INSERT INTO user_account (id, email, name, password_hash, created_at)"
				  " VALUES ($1, $2, $2, 'x', 1)";
	int64_t id = id_new();
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, INT(id), TEXT(email))), OK);
	return id;
}

static Scene a_company(TestStore *on, const char *email, const char *uscc)
{
	Scene s = {.on = on, .by = test_scope(on, PLATFORM, a_user(on, email))};
	Organisation org = {.name_zh = "甲",
	    .name_en = "",
	    .uscc = uscc,
	    .industry = "",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(s.by, &org, &s.by.org_id), OK);
	Inventory made = {.id = id_new(),
	    .start_text = "2025-01-01",
	    .end_text = "2025-12-31",
	    .method = "general",
	    .approach = "operational",
	    .grid_choice = "nation"};
	assert_int_equal(inventory_insert(s.by, &made, NULL, 0), OK);
	s.inventory = made.id;
	return s;
}

static int64_t add(Scene *s, const char *medium, const char *origin, const char *amount, const char *unit)
{
	MediumRow row = {.id = id_new(),
	    .medium = medium,
	    .origin = origin,
	    .amount_text = amount,
	    .amount_unit = unit,
	    .note = ""};
	assert_int_equal(IN_CHANGE(s->by, s->inventory, medium_insert(&change, &row)), OK);
	return row.id;
}

static size_t read_all(const Scene *s, int64_t org_id, MediumRow **rows)
{
	size_t count;
	assert_int_equal(
	    consumption_media_of(s->on->db, s->on->mem, ghg_embedded(), org_id, s->inventory, rows, &count),
	    OK);
	return count;
}

static void check_rows(TestStore *on)
{
	Scene s = a_company(on, "a@x.example", "91320200MA1XK3QH4T");
	Scene stranger = a_company(on, "b@x.example", "91330100MA2CDYJ58K");
	add(&s, "OXYGEN", "bought", "1 000", "m3");
	add(&s, "COMP_AIR", "made", "500000", "m3");
	int64_t sold = add(&s, "OXYGEN", "sold", "250", "m3");
	add(&s, "FRESH_WATER", "bought", "12,5", "t"); /* no number yet: kept, not counted */
	MediumRow *rows;
	assert_int_equal(read_all(&s, s.by.org_id, &rows), 4);
	assert_string_equal(rows[0].amount_text, "1 000");
	assert_string_equal(rows[3].amount_text, "12,5");
	assert_true(fabs(consumption_media_tce(rows, 4) - 0.3) < 1e-12);
	assert_int_equal(read_all(&s, stranger.by.org_id, &rows), 0);

	Inventory inventory;
	InventoryResult result;
	assert_int_equal(inventory_of_org(on->db, on->mem, s.by.org_id, s.inventory, &inventory), OK);
	assert_int_equal(inventory_totals(on->db, on->mem, ghg_embedded(), &inventory, &result), OK);
	assert_true(fabs(result.media_tce - 0.3) < 1e-12);
	assert_int_equal(result.media_count, 4);

	/* A change from the version that was seen; from an older one it is refused. */
	read_all(&s, s.by.org_id, &rows);
	MediumRow edited = rows[2];
	edited.amount_text = "500";
	assert_int_equal(IN_CHANGE(s.by, s.inventory, medium_update(&change, &edited)), OK);
	assert_int_equal(IN_CHANGE(s.by, s.inventory, medium_update(&change, &edited)), ERR_CONFLICT);
	assert_int_equal(IN_CHANGE(stranger.by, s.inventory, medium_delete(&change, sold)), ERR_NOT_FOUND);
	assert_int_equal(IN_CHANGE(s.by, s.inventory, medium_delete(&change, sold)), OK);
	assert_int_equal(read_all(&s, s.by.org_id, &rows), 3);
}

/* A copy of the inventory has the media too: its energy would be another otherwise. */
static void check_copy(TestStore *on)
{
	Scene s = a_company(on, "a@x.example", "91320200MA1XK3QH4T");
	add(&s, "OXYGEN", "bought", "1 000", "m3");
	add(&s, "COMP_AIR", "made", "500000", "m3");
	Scene copy = s;
	for (int keeps = 0; keeps < 2; keeps++) {
		Inventory made;
		assert_int_equal(inventory_of_org(on->db, on->mem, s.by.org_id, s.inventory, &made), OK);
		made.id = copy.inventory = id_new();
		assert_int_equal(inventory_insert_copy(s.by, &made, s.inventory, keeps), OK);
		MediumRow *rows;
		assert_int_equal(read_all(&copy, s.by.org_id, &rows), 2);
		assert_string_equal(rows[0].medium, "OXYGEN");
		assert_string_equal(rows[0].amount_text, keeps ? "1 000" : "");
		assert_string_equal(rows[1].origin, "made");
		assert_true(fabs(consumption_media_tce(rows, 2) - (keeps ? 0.4 : 0)) < 1e-12);
	}
}

static void check_maximum(TestStore *on)
{
	Scene s = a_company(on, "a@x.example", "91320200MA1XK3QH4T");
	for (int i = 0; i < CONSUMPTION_MAX_MEDIA; i++)
		add(&s, "OXYGEN", "bought", "1", "m3");
	MediumRow row = {.id = id_new(),
	    .medium = "OXYGEN",
	    .origin = "bought",
	    .amount_text = "1",
	    .amount_unit = "m3",
	    .note = ""};
	assert_int_equal(IN_CHANGE(s.by, s.inventory, medium_insert(&change, &row)), ERR_TOO_LARGE);
}

static void test_rows(void **state)
{
	on_each_engine(check_rows);
}

static void test_copy(void **state)
{
	on_each_engine(check_copy);
}

static void test_maximum(void **state)
{
	on_each_engine(check_maximum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_copy),
	    cmocka_unit_test(test_maximum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
