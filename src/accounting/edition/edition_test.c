/* Editions in the store, on both engines: recorded once, made current, loaded and let go; and that a finished
 * inventory keeps its figures to the last bit when the current edition changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"
#include "edition/edition_rules.h"
#include "edition/edition_store.h"
#include "inventory/inventory_change_test.h"
#include "inventory/inventory_store.h"
#include "organisation/organisation.h"
#include "kept/kept.h"

#include <cmocka.h> /* last: it defines `fail` */

static const char GRID[] = "factors/grid_cn.csv";
static const char ROW_2024[] = "nation.CN.2024.average,nation,CN,全国,China,2024,average,0.4999,kgCO2/"
			       "kWh,,0,a test,,2026,,,verified1,\n";

/* The files of the program, one of them with `more` behind its text. */
static GhgFile *files_with(Arena *mem, const char *name, const char *more, size_t *count)
{
	const GhgFile *own = ghg_embedded_files(count);
	GhgFile *files = ARENA_ARRAY(mem, GhgFile, *count);
	memcpy(files, own, *count * sizeof *files);
	for (size_t i = 0; i < *count; i++) {
		if (!str_eq(files[i].name, name))
			continue;
		files[i].text = arena_printf(mem, "%s%s", own[i].text, more);
		files[i].len = strlen(files[i].text);
		files[i].sha256 = sha256_hex(mem, files[i].text, files[i].len);
	}
	return files;
}

static const char *add(TestStore *on, const char *name, const char *more)
{
	size_t count;
	GhgFile *files = files_with(on->mem, name, more, &count);
	const EditionOrigin origin = {.based_on = "", .file_name = name, .note = ""};
	const char *digest;
	bool is_new;
	assert_int_equal(
	    edition_add(test_scope(on, PLATFORM, 0), files, count, origin, &digest, &is_new), OK);
	assert_true(is_new);
	return digest;
}

static void recorded_once(TestStore *on)
{
	const char *digest;
	assert_int_equal(edition_current(on->db, on->mem, &digest), OK);
	assert_string_equal(digest, "");
	edition_changed(on->db);
	for (int i = 0; i < 2; i++) {
		Edition *list;
		size_t count;
		assert_int_equal(edition_record_program(on->db), OK);
		assert_int_equal(edition_list(on->db, on->mem, &list, &count), OK);
		assert_int_equal(count, 1);
		assert_true(list[0].is_current && list[0].is_program && list[0].used_since);
	}
	const Ghg *ghg;
	assert_int_equal(edition_of(on->db, on->mem, "", &ghg), OK);
	assert_ptr_equal(ghg, ghg_embedded());
	assert_int_equal(edition_current(on->db, on->mem, &digest), OK);
	assert_int_equal(strlen(digest), EDITION_DIGEST);
	GhgFile *files;
	size_t count, own_count;
	assert_int_equal(edition_files(on->db, on->mem, digest, &files, &count), OK);
	ghg_embedded_files(&own_count);
	assert_int_equal(count, own_count - 1); /* all but the words */
	assert_string_equal(edition_digest(on->mem, files, count), digest);
}

/* Of the program's grid table with one row more. */
static const char *add_grid(TestStore *on, int number)
{
	return add(on, GRID,
	    arena_printf(on->mem,
		"nation.CN.2024.average,nation,CN,全国,China,2024,average,0.%d,kgCO2/kWh,,0,a "
		"test,,2026,,,verified1,\n",
		number));
}

static void held_beyond_a_request(TestStore *on)
{
	enum { MORE_THAN_STAY = 9 };
	assert_int_equal(edition_record_program(on->db), OK);
	const char *digest = add_grid(on, 2000);
	Arena *request = arena_open(), *keeper = arena_open();
	const Ghg *ghg, *again;
	assert_int_equal(edition_of(on->db, request, digest, &ghg), OK);
	assert_true(edition_hold(keeper, ghg));
	arena_reset(request);
	for (int i = 1; i <= MORE_THAN_STAY; i++) {
		assert_int_equal(edition_of(on->db, request, add_grid(on, 2000 + i), &again), OK);
		arena_reset(request);
	}
	assert_int_equal(edition_of(on->db, request, digest, &again), OK);
	assert_ptr_equal(again, ghg);
	assert_float_equal(ghg_grid(ghg, "CN", 2025)->value, 0.2, 1e-12);
	arena_close(request);
	arena_close(keeper);
	assert_true(edition_hold(on->mem, ghg_embedded()));
}

static void loaded_and_let_go(TestStore *on)
{
	enum { MORE_THAN_STAY = 12 };
	assert_int_equal(edition_record_program(on->db), OK);
	const char *digests[MORE_THAN_STAY];
	for (int i = 0; i < MORE_THAN_STAY; i++)
		digests[i] = add_grid(on, 1000 + i);
	Arena *mem = arena_open();
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MORE_THAN_STAY; i++) {
			const Ghg *ghg;
			assert_int_equal(edition_of(on->db, mem, digests[i], &ghg), OK);
			assert_float_equal(ghg_grid(ghg, "CN", 2025)->value, 0.1 + i / 10000.0, 1e-12);
			if (round) /* each is held alone; in the first round all at once */
				arena_reset(mem);
		}
		arena_reset(mem);
	}
	arena_close(mem);
	const Ghg *ghg;
	assert_int_equal(edition_of(on->db, on->mem, "unknown", &ghg), ERR_NOT_FOUND);
	const char *broken = add(on, GRID, "nation.CN.2023.average,,\n");
	assert_int_equal(edition_of(on->db, on->mem, broken, &ghg), ERR_INTERNAL);
	GhgFile *files, file;
	size_t count, grid = 0;
	assert_int_equal(edition_files(on->db, on->mem, broken, &files, &count), OK);
	while (!str_eq(files[grid].name, GRID))
		grid++;
	assert_int_equal(edition_file(on->db, on->mem, files[grid].sha256, &file), OK);
	assert_int_equal(edition_forget(test_scope(on, PLATFORM, 0), broken), OK);
	assert_int_equal(edition_file(on->db, on->mem, files[grid].sha256, &file), ERR_NOT_FOUND);
	grid = grid ? 0 : 1; /* another file, which other editions have too */
	assert_int_equal(edition_file(on->db, on->mem, files[grid].sha256, &file), OK);
	assert_int_equal(edition_of(on->db, on->mem, broken, &ghg), ERR_NOT_FOUND);
}

/* ---- inventories ---- */

static Scope new_org(TestStore *on)
{
	static const char SQL[] = "INSERT INTO user_account (id, email, name, password_hash, created_at)"
				  " VALUES ($1, 'e@example.org', 'e', 'x', 1)";
	Scope by = test_scope(on, PLATFORM, id_new());
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, INT(by.user_id))), OK);
	const Organisation org = {.name_zh = "e",
	    .name_en = "",
	    .uscc = "91320200MA1N00005C",
	    .industry = "",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(by, &org, &by.org_id), OK);
	return by;
}

static int64_t new_inventory(TestStore *on, Scope by)
{
	Inventory made = {.id = id_new(),
	    .start_text = "2025-01-01",
	    .end_text = "2025-12-31",
	    .method = "general",
	    .approach = "operational",
	    .grid_choice = "nation"};
	assert_int_equal(inventory_insert(by, &made, NULL, 0), OK);
	ActivityLine line = line_blank(id_new(), made.id, "electricity");
	line.amount_text = "2610";
	line.amount_unit = "MWh";
	assert_int_equal(IN_CHANGE(by, line.inventory_id, line_insert(&change, &line)), OK);
	return made.id;
}

static Inventory inventory(TestStore *on, Scope by, int64_t id)
{
	Inventory found;
	assert_int_equal(inventory_of_org(on->db, on->mem, by.org_id, id, &found), OK);
	return found;
}

/* Once from the cache and once from the lines. */
static double scope2(TestStore *on, Scope by, int64_t id)
{
	Inventory now = inventory(on, by, id);
	InventoryCase c;
	InventoryResult totals, whole;
	assert_int_equal(inventory_totals(on->db, on->mem, now.ghg, &now, &totals), OK);
	assert_int_equal(
	    case_of_inventory(on->db, on->mem, &now, ZH, CASE_ROWS | CASE_LINES, NULL, 0, &c), OK);
	inventory_compute(on->mem, now.ghg, &c, &whole);
	assert_true(totals.totals.scope2 == whole.totals.scope2);
	return totals.totals.scope2;
}

static void finished_keeps_its_figures(TestStore *on)
{
	assert_int_equal(edition_record_program(on->db), OK);
	const char *first;
	assert_int_equal(edition_current(on->db, on->mem, &first), OK);
	Scope by = new_org(on);
	int64_t open = new_inventory(on, by), done = new_inventory(on, by);
	assert_int_equal(inventory_set_status(by, done, INVENTORY_OPEN, INVENTORY_DONE), OK);
	assert_string_equal(inventory(on, by, open).edition, "");
	assert_string_equal(inventory(on, by, done).edition, first);
	double before = scope2(on, by, done);
	assert_true(before == scope2(on, by, open));

	const char *next = add(on, GRID, ROW_2024);
	assert_true(scope2(on, by, open) == before); /* kept, not yet in force */
	assert_int_equal(edition_make_current(by, next), OK);
	assert_true(scope2(on, by, done) == before);
	assert_float_equal(scope2(on, by, open), 2610 * 0.4999, 1e-9);
	assert_int_equal(inventory_set_status(by, done, INVENTORY_DONE, INVENTORY_OPEN), OK);
	assert_true(scope2(on, by, done) == before); /* opened again: still the one it had */
	assert_int_equal(inventory_set_status(by, open, INVENTORY_OPEN, INVENTORY_DONE), OK);
	assert_string_equal(inventory(on, by, open).edition, next);

	EditionFactor row;
	const char id[] = "nation.CN.2024.average";
	assert_int_equal(
	    edition_row_before(on->db, on->mem, id, &row), ERR_NOT_FOUND); /* the current has it */
	assert_int_equal(edition_make_current(by, first), OK);
	assert_float_equal(scope2(on, by, open), 2610 * 0.4999, 1e-9);
	assert_int_equal(edition_row_before(on->db, on->mem, id, &row), OK);
	assert_string_equal(row.digest, next);
	assert_float_equal(row.factor->value, 0.4999, 1e-12);
	assert_true(row.since > 0 && ghg_factor(row.ghg, id) == row.factor);
	assert_int_equal(edition_row_before(on->db, on->mem, "no.such.row", &row), ERR_NOT_FOUND);
	assert_int_equal(edition_forget(by, next), ERR_CONFLICT);
}

static void pinned_before_editions_were_kept(TestStore *on)
{
	Scope by = new_org(on);
	int64_t done = new_inventory(on, by), open = new_inventory(on, by);
	assert_int_equal(inventory_set_status(by, done, INVENTORY_OPEN, INVENTORY_DONE), OK);
	assert_string_equal(inventory(on, by, done).edition, "");
	assert_int_equal(edition_record_program(on->db), OK);
	assert_int_equal(inventory_pin_finished(on->db), OK);
	assert_int_equal(strlen(inventory(on, by, done).edition), EDITION_DIGEST);
	assert_string_equal(inventory(on, by, open).edition, "");
}

#define ON_EACH(name)                                                                                        \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		on_each_engine(name);                                                                        \
	}
ON_EACH(recorded_once)
ON_EACH(loaded_and_let_go)
ON_EACH(held_beyond_a_request)
ON_EACH(finished_keeps_its_figures)
ON_EACH(pinned_before_editions_were_kept)

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_recorded_once),
	    cmocka_unit_test(test_loaded_and_let_go),
	    cmocka_unit_test(test_held_beyond_a_request),
	    cmocka_unit_test(test_finished_keeps_its_figures),
	    cmocka_unit_test(test_pinned_before_editions_were_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
