/* Inventories in the store, on both engines: isolation, merging of two editors, totals that equal the sum of
 * the lines, copies, and certificates that are claimed once. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "audit/audit.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"
#include "inventory/inventory_change_test.h"
#include "kept/kept.h"
#include "kept/kept_ledger.h"
#include "organisation/organisation.h"

#include <cmocka.h> /* last: it defines `fail` */

static int64_t new_user(TestStore *on, const char *email)
{
	static const char SQL[] = "INSERT INTO user_account (id, email, name, password_hash, created_at)"
				  " VALUES ($1, $2, $3, 'x', 1)";
	int64_t id = id_new();
	assert_int_equal(db_begin(on->db), OK);
	Err err = db_exec(on->db, SQL, INT(id), TEXT(email), TEXT(email));
	assert_int_equal(db_finish(on->db, err), OK);
	return id;
}

static Scope new_org(TestStore *on, const char *name, const char *uscc)
{
	Scope by = test_scope(on, PLATFORM, new_user(on, arena_printf(on->mem, "%s@example.org", name)));
	Organisation org = {.name_zh = name,
	    .name_en = "",
	    .uscc = uscc,
	    .industry = "",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(by, &org, &by.org_id), OK);
	return by;
}

static Inventory new_inventory(TestStore *on, Scope by, const char *start, const char *end)
{
	Inventory made = {.id = id_new(),
	    .start_text = start,
	    .end_text = end,
	    .method = "general",
	    .gwp_set = "",
	    .approach = "operational",
	    .grid_choice = "nation",
	    .output_text = "1000",
	    .output_unit = "t",
	    .output_name = "",
	    .revenue_text = "",
	    .headcount_text = "",
	    .coal_rate_text = "",
	    .note = ""};
	assert_int_equal(inventory_insert(by, &made, NULL, 0), OK);
	Inventory stored;
	assert_int_equal(inventory_of_org(on->db, on->mem, by.org_id, made.id, &stored), OK);
	return stored;
}

static int64_t new_line(TestStore *on, Scope by, int64_t inventory_id, const char *category, const char *item,
    const char *amount, const char *unit)
{
	ActivityLine line = line_blank(id_new(), inventory_id, category);
	line.item = item;
	line.amount_text = amount;
	line.amount_unit = unit;
	assert_int_equal(IN_CHANGE(by, line.inventory_id, line_insert(&change, &line)), OK);
	return line.id;
}

static InventoryResult totals_of(TestStore *on, Scope by, int64_t id)
{
	Inventory *inventory = ARENA_NEW(on->mem, Inventory);
	InventoryResult result;
	assert_int_equal(inventory_of_org(on->db, on->mem, by.org_id, id, inventory), OK);
	assert_int_equal(inventory_totals(on->db, on->mem, ghg_embedded(), inventory, &result), OK);
	return result;
}

/* All lines read and computed anew. */
static InventoryResult whole_of(TestStore *on, Scope by, int64_t id)
{
	InventoryCase *c = ARENA_NEW(on->mem, InventoryCase);
	InventoryResult result;
	assert_int_equal(inventory_case(on->db, on->mem, by.org_id, id, ZH, CASE_ROWS | CASE_LINES, c), OK);
	inventory_compute(on->mem, ghg_embedded(), c, &result);
	return result;
}

static LineSaved save(TestStore *on, Scope by, int64_t inventory, int64_t line, int64_t seen,
    const char *field, const char *value)
{
	LineSaved saved;
	FieldEdit edit = {field, value};
	assert_int_equal(
	    IN_CHANGE(by, inventory, line_save_fields(&change, line, seen, &edit, 1, &saved)), OK);
	return saved;
}

static int64_t new_facility(TestStore *on, Scope by, const char *name)
{
	int64_t id;
	Facility facility = {
	    .org_id = by.org_id, .name_zh = name, .name_en = "", .province = "32", .city = "", .address = ""};
	assert_int_equal(facility_create(test_scope(on, PLATFORM, by.user_id), &facility, &id), OK);
	return id;
}

static void foreign_facilities(TestStore *on)
{
	Scope us = new_org(on, "here", "91320200MA1N00011X"),
	      them = new_org(on, "there", "91320200MA1N00012Y");
	int64_t own = new_facility(on, us, "own"), theirs = new_facility(on, them, "theirs");
	const int64_t strangers[] = {theirs, 999999};
	Inventory ours = new_inventory(on, us, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, us, ours.id, "electricity", "", "10", "MWh");
	save(on, us, ours.id, line, 1, "facility", arena_printf(on->mem, "%lld", (long long)own));
	for (size_t i = 0; i < 2; i++) {
		const FieldEdit edits[] = {
		    {"label", arena_printf(on->mem, "meter %zu", i)},
		    {"facility", arena_printf(on->mem, "%lld", (long long)strangers[i])},
		};
		LineSaved saved;
		assert_int_equal(
		    IN_CHANGE(us, ours.id, line_save_fields(&change, line, 99, edits, 2, &saved)), OK);
		assert_int_equal(saved.merge.fault, FIELD_REFUSED);
		assert_string_equal(saved.merge.fault_field, "facility");
		assert_string_equal(saved.merge.saved, "label");
		assert_int_equal(saved.line.facility_id, own);
		ActivityLine added = line_blank(id_new(), ours.id, "electricity");
		added.facility_id = strangers[i];
		assert_int_equal(
		    IN_CHANGE(us, added.inventory_id, line_insert(&change, &added)), ERR_NOT_FOUND);
		assert_int_equal(IN_CHANGE(us, ours.id, inventory_set_facility(&change, strangers[i], true)),
		    ERR_NOT_FOUND);
		Inventory next = ours;
		next.id = id_new();
		assert_int_equal(inventory_insert(us, &next, &strangers[i], 1), ERR_NOT_FOUND);
	}
}

/* Two who add the 500th facility at once make 501: none of them is left out of a computation. */
static void every_facility_counts(TestStore *on)
{
	enum { MANY = ORG_FACILITIES_MAX + 20 };
	static const char SQL[] =
	    "INSERT INTO facility (id, org_id, name_zh, name_en, province, city, address, created_at)"
	    " VALUES ($1, $2, 'works', '', '65', '', '', 0)";
	Scope us = new_org(on, "many", "91320200MA1N00013X");
	Inventory ours = new_inventory(on, us, "2025-01-01", "2025-12-31");
	assert_int_equal(db_begin(on->db), OK);
	int64_t last = 0;
	for (int i = 0; i < MANY; i++) {
		last = id_new();
		assert_int_equal(db_exec(on->db, SQL, INT(last), INT(us.org_id)), OK);
	}
	assert_int_equal(db_commit(on->db), OK);
	InventoryFacility *facilities;
	size_t count;
	assert_int_equal(inventory_facilities(on->db, on->mem, &ours, ZH, &facilities, &count), OK);
	assert_int_equal(count, MANY);
	assert_true(facilities[count - 1].id == last);
}

/* The program's tables under another mark: an edition that is tried. */
static const Ghg *other_edition(Arena *mem)
{
	size_t count;
	GhgLoadError error;
	const GhgFile *own = ghg_embedded_files(&count);
	GhgFile *files = ARENA_ARRAY(mem, GhgFile, count);
	memcpy(files, own, count * sizeof *files);
	files[0].sha256 = "another";
	const Ghg *ghg = ghg_load(mem, files, count, &error);
	assert_non_null(ghg);
	assert_true(ghg_mark(ghg) != ghg_mark(ghg_embedded()));
	return ghg;
}

/* A line changed behind the back of the versions tells kept totals from those computed again. */
static void a_look_leaves_what_is_kept(TestStore *on)
{
	Scope us = new_org(on, "kept", "91320200MA1N00014Y");
	int64_t id = new_inventory(on, us, "2025-01-01", "2025-12-31").id;
	new_line(on, us, id, "electricity", "", "10", "MWh");
	double kept = totals_of(on, us, id).totals.scope2;
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(
	    db_exec(on->db, "UPDATE activity_line SET amount_text = '20' WHERE inventory_id = $1", INT(id)),
	    OK);
	assert_int_equal(db_commit(on->db), OK);
	Inventory inventory;
	InventoryResult looked_at;
	assert_int_equal(inventory_of_org(on->db, on->mem, us.org_id, id, &inventory), OK);
	assert_int_equal(
	    inventory_totals_once(on->db, on->mem, other_edition(on->mem), &inventory, &looked_at), OK);
	assert_float_equal(looked_at.totals.scope2, 2 * kept, 1e-9);
	assert_float_equal(totals_of(on, us, id).totals.scope2, kept, 0);
}

static void isolation(TestStore *on)
{
	Scope us = new_org(on, "us", "91320200MA1N00001X"), them = new_org(on, "them", "91320200MA1N00002Y");
	Inventory ours = new_inventory(on, us, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, us, ours.id, "electricity", "", "10", "MWh");
	Inventory seen;
	ActivityLine seen_line;
	LineSaved saved;
	FieldEdit edit = {"amount", "1"};
	assert_int_equal(inventory_of_org(on->db, on->mem, them.org_id, ours.id, &seen), ERR_NOT_FOUND);
	assert_int_equal(
	    activity_line_of(on->db, on->mem, them.org_id, ours.id, line, &seen_line), ERR_NOT_FOUND);
	assert_int_equal(
	    IN_CHANGE(them, ours.id, line_save_fields(&change, line, 1, &edit, 1, &saved)), ERR_NOT_FOUND);
	assert_int_equal(IN_CHANGE(them, ours.id, line_delete(&change, line)), ERR_NOT_FOUND);
	assert_int_equal(inventory_delete(them, ours.id), ERR_NOT_FOUND);
	/* our own other inventory is no way to the line either */
	Inventory other = new_inventory(on, us, "2024-01-01", "2024-12-31");
	assert_int_equal(
	    IN_CHANGE(us, other.id, line_save_fields(&change, line, 1, &edit, 1, &saved)), ERR_NOT_FOUND);
	ActivityLine *lines;
	size_t count;
	assert_int_equal(inventory_all_lines(on->db, on->mem, them.org_id, ours.id, &lines, &count), OK);
	assert_int_equal(count, 0);
	assert_string_equal(save(on, us, ours.id, line, 1, "amount", "11").line.amount_text, "11");
}

static void two_editors(TestStore *on)
{
	Scope one = new_org(on, "org", "91320200MA1N00003A");
	Scope two = scope_as(one, new_user(on, "two@example.org"));
	Inventory inventory = new_inventory(on, one, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, one, inventory.id, "electricity", "", "10", "MWh");
	assert_int_equal(save(on, one, inventory.id, line, 1, "amount", "20").line.version, 2);
	/* another field of the version both saw: merged */
	LineSaved saved = save(on, two, inventory.id, line, 1, "note", "from two");
	assert_int_equal(saved.merge.conflict_count, 0);
	assert_int_equal(saved.line.version, 3);
	assert_string_equal(saved.line.amount_text, "20");
	/* the same field: the second sees both values and who changed it */
	saved = save(on, two, inventory.id, line, 1, "amount", "30");
	assert_int_equal(saved.merge.conflict_count, 1);
	assert_string_equal(saved.merge.conflicts[0].theirs, "20");
	assert_string_equal(saved.line.amount_text, "20");
	assert_true(str_starts(saved.merge.others.who, "two@") || str_starts(saved.merge.others.who, "org@"));
	/* with the version in force the choice goes through */
	assert_string_equal(
	    save(on, two, inventory.id, line, saved.line.version, "amount", "30").line.amount_text, "30");
}

static void totals_follow_lines(TestStore *on)
{
	Scope by = new_org(on, "sum", "91320200MA1N00004B");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	assert_false(totals_of(on, by, inventory.id).totals.has_scope[2]);
	int64_t first = new_line(on, by, inventory.id, "electricity", "", "2610", "MWh");
	new_line(on, by, inventory.id, "combustion", "DIESEL", "1.1", "t");
	new_line(on, by, inventory.id, "combustion", "DIESEL", "12,5x", "t");
	InventoryResult result = totals_of(on, by, inventory.id);
	assert_float_equal(result.totals.scope2, 1384.866, 1e-6);
	assert_int_equal(result.scope12_lines, 3);
	assert_int_equal(result.scope12_unknown, 1);
	for (int i = 1; i <= 20; i++) {
		save(on, by, inventory.id, first, i, "amount", arena_printf(on->mem, "%d.%d", i * 37, i));
		result = totals_of(
		    on, by, inventory.id); /* from the cache or not: always the lines as they are */
		InventoryResult whole = whole_of(on, by, inventory.id);
		GhgSum sum = {0};
		for (size_t l = 0; l < whole.line_count; l++)
			if (whole.lines[l].is_known)
				ghg_sum_add(&sum, whole.lines[l].result.tco2e);
		assert_float_equal(result.totals.scope12, ghg_sum_value(&sum), 1e-9);
		assert_float_equal(result.intensity_output, ghg_sum_value(&sum) / 1000, 1e-12);
	}
	assert_int_equal(IN_CHANGE(by, inventory.id, line_delete(&change, first)), OK);
	assert_false(totals_of(on, by, inventory.id).totals.has_scope[2]);
}

static void finished_is_locked(TestStore *on)
{
	Scope by = new_org(on, "lock", "91320200MA1N00005C");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, by, inventory.id, "electricity", "", "1", "MWh");
	assert_int_equal(inventory_set_status(by, inventory.id, INVENTORY_OPEN, INVENTORY_DONE), OK);
	assert_int_equal(
	    inventory_set_status(by, inventory.id, INVENTORY_OPEN, INVENTORY_DONE), ERR_CONFLICT);
	LineSaved saved;
	FieldEdit edit = {"amount", "2"};
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, line_save_fields(&change, line, 1, &edit, 1, &saved)), ERR_CONFLICT);
	assert_int_equal(IN_CHANGE(by, inventory.id, line_delete(&change, line)), ERR_CONFLICT);
	assert_int_equal(inventory_set_status(by, inventory.id, INVENTORY_DONE, INVENTORY_OPEN), OK);
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, line_save_fields(&change, line, 1, &edit, 1, &saved)), OK);
}

static void pages_and_bulk(TestStore *on)
{
	enum { LINES = 1000 };
	Scope by = new_org(on, "bulk", "91320200MA1N00006D");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	ActivityLine *lines = ARENA_ARRAY(on->mem, ActivityLine, LINES);
	for (int i = 0; i < LINES; i++) {
		lines[i] = line_blank(id_new(), inventory.id, i % 2 ? "electricity" : "heat");
		lines[i].amount_text = "1";
		lines[i].amount_unit = "GJ";
	}
	assert_int_equal(IN_CHANGE(by, inventory.id, lines_insert(&change, lines, LINES, "test")), OK);
	LineCursor cursor = {0};
	size_t seen = 0;
	for (;;) {
		ActivityLine *page;
		size_t count;
		assert_int_equal(inventory_lines(on->db, on->mem, by.org_id, inventory.id, "heat", cursor,
				     100, &page, &count),
		    OK);
		if (!count)
			break;
		seen += count;
		cursor = (LineCursor){page[count - 1].position, page[count - 1].id};
	}
	assert_int_equal(seen, LINES / 2);
	/* sent twice: nothing of the second is kept */
	assert_int_not_equal(IN_CHANGE(by, inventory.id, lines_insert(&change, lines, LINES, "test")), OK);
	assert_int_equal(totals_of(on, by, inventory.id).line_count, LINES);
	int64_t copy = id_new();
	assert_int_equal(IN_CHANGE(by, inventory.id, line_insert_copy(&change, lines[0].id, copy)), OK);
	assert_int_equal(totals_of(on, by, inventory.id).line_count, LINES + 1);
}

/* Totals as they come, from the cache or the ledger, against all lines computed anew: to the last bit. */
static void assert_totals_are_whole(TestStore *on, Scope by, int64_t id)
{
	InventoryResult totals = totals_of(on, by, id), whole = whole_of(on, by, id);
	assert_true(totals.totals.scope123 == whole.totals.scope123);
	assert_true(totals.totals.energy_gj == whole.totals.energy_gj);
	assert_true(totals.totals.known == whole.totals.known);
	assert_true(totals.market.scope2 == whole.market.scope2);
	assert_int_equal(totals.line_count, whole.line_count);
	assert_int_equal(totals.scope12_unknown, whole.scope12_unknown);
	assert_int_equal(totals.scope3_lines, whole.scope3_lines);
	assert_true(totals.scope3.tco2e == whole.scope3.tco2e);
	assert_true(totals.scope3.parts[6].has_lines == whole.scope3.parts[6].has_lines);
	assert_true(totals.scope3.parts[6].tco2e == whole.scope3.parts[6].tco2e);
	assert_int_equal(totals.category_count, whole.category_count);
	assert_int_equal(totals.totals.category_count, whole.totals.category_count);
	for (size_t i = 0; i < totals.category_count; i++) {
		assert_string_equal(totals.categories[i].category, whole.categories[i].category);
		assert_int_equal(totals.categories[i].lines, whole.categories[i].lines);
		assert_int_equal(totals.categories[i].unknown, whole.categories[i].unknown);
		assert_true(totals.totals.categories[i].tco2e == whole.totals.categories[i].tco2e);
	}
}

/* An amount that changes behind the back of the versions: only who computes all lines sees it. */
static void assert_lines_are_kept(TestStore *on, Scope by, int64_t inventory_id, int64_t line_id)
{
	static const char SQL[] = "UPDATE activity_line SET amount_text = '55555' WHERE id = $1";
	double before = totals_of(on, by, inventory_id).totals.scope123;
	assert_int_equal(IN_CHANGE(by, inventory_id, db_exec(on->db, SQL, INT(line_id))), OK);
	assert_true(totals_of(on, by, inventory_id).totals.scope123 == before);
}

/* Inventories with scope 3 are always computed whole; of others the ledger is kept. */
static void large_totals(TestStore *on, Scope by, const char *fourth, bool is_kept)
{
	enum { LINES = LEDGER_MIN_LINES + 400 };
	const char *const CATEGORIES[] = {"combustion", "electricity", "heat", fourth};
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	ActivityLine *lines = ARENA_ARRAY(on->mem, ActivityLine, LINES);
	for (int i = 0; i < LINES; i++) {
		lines[i] = line_blank(id_new(), inventory.id, CATEGORIES[i % 4]);
		lines[i].item = i % 4 ? "" : "DIESEL";
		lines[i].amount_text = arena_printf(on->mem, "%d.%d", i % 977, i % 7);
		lines[i].amount_unit = i % 4 ? "GJ" : "t";
	}
	assert_int_equal(IN_CHANGE(by, inventory.id, lines_insert(&change, lines, LINES, "test")), OK);
	assert_totals_are_whole(on, by, inventory.id);
	save(on, by, inventory.id, lines[0].id, 1, "amount", "98765.4");
	save(on, by, inventory.id, lines[5].id, 1, "amount", "no number");
	assert_totals_are_whole(on, by, inventory.id);
	assert_int_equal(IN_CHANGE(by, inventory.id, line_delete(&change, lines[4].id)), OK);
	new_line(on, by, inventory.id, "combustion", "GASOLINE", "3", "t");
	assert_totals_are_whole(on, by, inventory.id);
	assert_int_equal(IN_CHANGE(by, inventory.id, line_insert_copy(&change, lines[8].id, id_new())), OK);
	save(on, by, inventory.id, lines[5].id, 2, "amount", "7");
	assert_totals_are_whole(on, by, inventory.id);
	FieldEdit grid = {"grid_choice", "province"}; /* every line is computed under the new choice */
	InfoSaved saved;
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, inventory_save_fields(&change, 1, &grid, 1, &saved)), OK);
	assert_totals_are_whole(on, by, inventory.id);
	if (is_kept)
		assert_lines_are_kept(on, by, inventory.id, lines[12].id);
	for (int i = 100; i < 100 + LEDGER_CHANGES_MAX + 10; i++)
		assert_int_equal(IN_CHANGE(by, inventory.id, line_delete(&change, lines[i].id)), OK);
	assert_totals_are_whole(on, by, inventory.id);
}

static void large_totals_follow_lines(TestStore *on)
{
	Scope by = new_org(on, "large", "91320200MA1N00008F");
	large_totals(on, by, "heat", true);
	large_totals(on, by, "s3.6", false);
}

static void copies(TestStore *on)
{
	Scope by = new_org(on, "copy", "91320200MA1N00007E");
	Inventory last = new_inventory(on, by, "2024-01-01", "2024-12-31");
	new_line(on, by, last.id, "electricity", "", "2610", "MWh");
	int64_t contract = id_new(), certificate = id_new();
	assert_int_equal(IN_CHANGE(by, last.id, renewable_insert(&change, contract, "contract")), OK);
	assert_int_equal(IN_CHANGE(by, last.id, renewable_insert(&change, certificate, "certificate")), OK);
	Inventory now = last;
	now.id = id_new();
	now.start_text = "2025-01-01";
	now.end_text = "2025-12-31";
	assert_int_equal(inventory_insert_copy(by, &now, last.id, false), OK);
	assert_int_equal(inventory_insert_copy(by, &now, last.id, false), ERR_CONFLICT);
	InventoryResult result = totals_of(on, by, now.id);
	assert_int_equal(result.line_count, 1);
	assert_int_equal(result.scope12_unknown, 1);
	assert_int_equal(result.renewable_count, 1);
	now.id = id_new();
	assert_int_equal(inventory_insert_copy(by, &now, last.id, true), OK);
	assert_float_equal(totals_of(on, by, now.id).totals.scope2, 1384.866, 1e-6);
	InventoryCase stored;
	assert_int_equal(inventory_case(on->db, on->mem, by.org_id, now.id, ZH, CASE_PAST, &stored), OK);
	assert_int_equal(stored.past->inventory.id, last.id);
	Inventory *clashes;
	size_t count;
	assert_int_equal(inventories_overlapping(on->db, on->mem, by.org_id, "2025-06-01", "2026-05-31",
			     now.id, &clashes, &count),
	    OK);
	assert_int_equal(count, 1);
	Inventory *list;
	assert_int_equal(inventory_list(on->db, on->mem, by.org_id, 0, 2, &list, &count), OK);
	assert_int_equal(count, 2);
	assert_int_equal(inventory_list(on->db, on->mem, by.org_id, list[1].id, 2, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, last.id);
	assert_int_equal(inventory_delete(by, last.id), OK);
	assert_int_equal(inventory_case(on->db, on->mem, by.org_id, last.id, ZH, 0, &stored), ERR_NOT_FOUND);
}

static RenewableSaved claim(
    TestStore *on, Scope by, int64_t inventory, const char *prefix, const char *first, const char *last)
{
	int64_t id = id_new();
	assert_int_equal(IN_CHANGE(by, inventory, renewable_insert(&change, id, "certificate")), OK);
	const FieldEdit edits[] = {
	    {"certificate_prefix", prefix}, {"certificate_first", first}, {"certificate_last", last}};
	RenewableSaved saved;
	assert_int_equal(
	    IN_CHANGE(by, inventory, renewable_save_fields(&change, id, 1, edits, 3, &saved)), OK);
	return saved;
}

static void certificates_once(TestStore *on)
{
	Scope us = new_org(on, "green", "91320200MA1N00008F"),
	      them = new_org(on, "other", "91320200MA1N00009G");
	Inventory ours = new_inventory(on, us, "2025-01-01", "2025-12-31");
	Inventory theirs = new_inventory(on, them, "2025-01-01", "2025-12-31");
	RenewableSaved first = claim(on, us, ours.id, "GEC-2025-", "1", "100");
	assert_false(first.is_taken);
	assert_int_equal(first.record.certificate_first, 1);
	/* what was typed is kept, the claim is refused, and nothing is said of who holds it */
	RenewableSaved second = claim(on, them, theirs.id, "GEC-2025-", "100", "120");
	assert_true(second.is_taken);
	assert_int_equal(second.own_inventory_id, 0);
	assert_int_equal(second.record.certificate_first, 0);
	assert_string_equal(second.record.certificate_first_text, "100");
	assert_false(claim(on, them, theirs.id, "GEC-2025-", "101", "120").is_taken);
	assert_false(claim(on, them, theirs.id, "GEC-2024-", "1", "100").is_taken);
	assert_int_equal(claim(on, us, ours.id, "GEC-2025-", "50", "50").own_inventory_id, ours.id);
	/* a deleted inventory frees its numbers */
	assert_int_equal(inventory_delete(us, ours.id), OK);
	assert_false(claim(on, them, theirs.id, "GEC-2025-", "1", "100").is_taken);
}

static void screening(TestStore *on)
{
	Scope by = new_org(on, "s3", "91320200MA1N00010H");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	Scope3Screening s = {
	    .category = "s3.6", .status = "not_relevant", .reason = "no travel", .criteria = "size,other"};
	assert_int_equal(IN_CHANGE(by, inventory.id, scope3_screening_save(&change, &s)), OK);
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, scope3_screening_save(&change, &s)), OK); /* sent twice */
	s.status = "estimated";
	assert_int_equal(IN_CHANGE(by, inventory.id, scope3_screening_save(&change, &s)), ERR_CONFLICT);
	InventoryCase c;
	assert_int_equal(inventory_case(on->db, on->mem, by.org_id, inventory.id, ZH, CASE_ROWS, &c), OK);
	assert_string_equal(c.screenings[5].status, "not_relevant");
	assert_string_equal(c.screenings[5].criteria, "size,other");
	assert_false(c.screenings[5].derives);
	s.version = c.screenings[5].version;
	assert_int_equal(IN_CHANGE(by, inventory.id, scope3_screening_save(&change, &s)), OK);
	assert_int_equal(totals_of(on, by, inventory.id).scope3_screened, 1);
}

static InfoSaved save_period(
    TestStore *on, Scope by, int64_t id, int64_t seen, const char *start, const char *end)
{
	InfoSaved saved;
	FieldEdit edits[] = {{"start", start}, {"end", end}};
	assert_int_equal(IN_CHANGE(by, id, inventory_save_fields(&change, seen, edits, 2, &saved)), OK);
	assert_int_equal(saved.merge.conflict_count, 0);
	return saved;
}

static ActivityLine line_now(TestStore *on, Scope by, int64_t inventory, int64_t id)
{
	ActivityLine line;
	assert_int_equal(activity_line_of(on->db, on->mem, by.org_id, inventory, id, &line), OK);
	return line;
}

static void a_known_id_harms_nobody(TestStore *on)
{
	Scope us = new_org(on, "owner", "91320200MA1N00011J"),
	      them = new_org(on, "thief", "91320200MA1N00012K");
	Inventory ours = new_inventory(on, us, "2025-01-01", "2025-12-31");
	Inventory theirs = new_inventory(on, them, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, us, ours.id, "electricity", "", "10", "MWh"), record = id_new();
	assert_int_equal(IN_CHANGE(us, ours.id, renewable_insert(&change, record, "contract")), OK);
	/* the id of our line makes no line of theirs, alone or in a table */
	ActivityLine stolen = line_blank(line, theirs.id, "heat");
	assert_int_equal(IN_CHANGE(them, stolen.inventory_id, line_insert(&change, &stolen)), ERR_CONFLICT);
	assert_int_equal(IN_CHANGE(them, theirs.id, lines_insert(&change, &stolen, 1, "test")), ERR_CONFLICT);
	assert_int_equal(
	    IN_CHANGE(them, theirs.id, renewable_insert(&change, record, "own_used")), ERR_CONFLICT);
	Inventory copy = theirs;
	copy.id = ours.id;
	assert_int_equal(inventory_insert(them, &copy, NULL, 0), ERR_CONFLICT);
	/* the id of our record or inventory may name a line of theirs: its versions are not ours */
	stolen.id = record;
	assert_int_equal(IN_CHANGE(them, stolen.inventory_id, line_insert(&change, &stolen)), OK);
	stolen.id = ours.id;
	assert_int_equal(IN_CHANGE(them, stolen.inventory_id, line_insert(&change, &stolen)), OK);
	save(on, them, theirs.id, record, 1, "amount", "1");
	save(on, them, theirs.id, ours.id, 1, "amount", "1");
	RenewableSaved kept;
	FieldEdit edit = {"amount", "5"};
	assert_int_equal(
	    IN_CHANGE(us, ours.id, renewable_save_fields(&change, record, 1, &edit, 1, &kept)), OK);
	assert_int_equal(kept.record.version, 2);
	InfoSaved info = save_period(on, us, ours.id, 1, "2025-01-01", "2025-12-30");
	assert_int_equal(info.inventory.version, 2);
	assert_string_equal(line_now(on, us, ours.id, line).amount_text, "10");
}

static void months_stay_with_the_calendar(TestStore *on)
{
	Scope by = new_org(on, "months", "91320200MA1N00013L");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	int64_t masked = new_line(on, by, inventory.id, "electricity", "", "10", "MWh");
	int64_t monthly = new_line(on, by, inventory.id, "heat", "", "", "GJ");
	int64_t plain_line = new_line(on, by, inventory.id, "heat", "", "3", "GJ");
	save(on, by, inventory.id, masked, 1, "months", "7");
	save(on, by, inventory.id, monthly, 1, "month_1", "4");
	save(on, by, inventory.id, monthly, 2, "month_6", "5");
	/* the start alone is no period: nothing moves until the end is there, too */
	save_period(on, by, inventory.id, 1, "2024-07-01", "2025-12-31");
	assert_int_equal(line_now(on, by, inventory.id, masked).months, 7);
	InfoSaved info = save_period(on, by, inventory.id, 2, "2024-07-01", "2025-06-30");
	assert_string_equal(info.inventory.months_from, "");
	assert_int_equal(line_now(on, by, inventory.id, masked).months, 7 << 6);
	assert_string_equal(line_now(on, by, inventory.id, monthly).monthly, "||||||4|||||5");
	assert_int_equal(line_now(on, by, inventory.id, plain_line).version, 1);
	/* a form that showed the old months meets a conflict, another field does not */
	LineSaved saved = save(on, by, inventory.id, monthly, 3, "month_1", "8");
	assert_int_equal(saved.merge.conflict_count, 1);
	assert_int_equal(save(on, by, inventory.id, masked, 2, "note", "n").merge.conflict_count, 0);
	save_period(on, by, inventory.id, 3, "2026-01-01", "2026-12-31");
	assert_int_equal(line_now(on, by, inventory.id, masked).months, 0);
	assert_string_equal(line_now(on, by, inventory.id, masked).amount_text, "10");
	assert_string_equal(line_now(on, by, inventory.id, monthly).monthly, "");
}

static void a_column_is_saved_whole_or_not(TestStore *on)
{
	enum { LINES = 3 };
	Scope by = new_org(on, "column", "91320200MA1N00014M");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	LineEdit edits[LINES];
	for (int i = 0; i < LINES; i++)
		edits[i] = (LineEdit){
		    new_line(on, by, inventory.id, "heat", "", "1", "GJ"), 1, {"amount", "2"}};
	save(on, by, inventory.id, edits[2].line_id, 1, "amount", "9");
	size_t stopped;
	LineSaved saved;
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, lines_save_fields(&change, edits, LINES, &stopped, &saved)),
	    ERR_CONFLICT);
	assert_int_equal(stopped, 2);
	assert_string_equal(saved.merge.conflicts[0].theirs, "9");
	assert_string_equal(line_now(on, by, inventory.id, edits[0].line_id).amount_text, "1");
	edits[2].seen = 2;
	edits[1].edit.value = arena_printf(on->mem, "%0300d", 1); /* too long */
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, lines_save_fields(&change, edits, LINES, &stopped, &saved)),
	    ERR_CONFLICT);
	assert_int_equal(stopped, 1);
	assert_string_equal(line_now(on, by, inventory.id, edits[0].line_id).amount_text, "1");
	edits[1].edit.value = "2";
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, lines_save_fields(&change, edits, LINES, &stopped, &saved)), OK);
	assert_int_equal(stopped, LINES);
	for (int i = 0; i < LINES; i++)
		assert_string_equal(line_now(on, by, inventory.id, edits[i].line_id).amount_text, "2");
	edits[1].line_id = id_new(); /* no line of this inventory */
	edits[0].seen = 2;
	edits[0].edit.value = "3";
	assert_int_equal(
	    IN_CHANGE(by, inventory.id, lines_save_fields(&change, edits, LINES, &stopped, &saved)),
	    ERR_NOT_FOUND);
	assert_string_equal(line_now(on, by, inventory.id, edits[0].line_id).amount_text, "2");
}

/* More changes since a version than are read: then any field may be among them. */
static void many_changes_mean_every_field(TestStore *on)
{
	enum { MANY = 501 };
	Scope by = new_org(on, "many", "91320200MA1N00015N");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, by, inventory.id, "heat", "", "1", "GJ");
	save(on, by, inventory.id, line, 1, "amount", "2");
	for (int i = 0; i < MANY - 1; i++)
		save(on, by, inventory.id, line, 2 + i, "note", i % 2 ? "a" : "b");
	LineSaved saved = save(on, by, inventory.id, line, 1, "amount", "3");
	assert_int_equal(saved.merge.conflict_count, 1);
	assert_string_equal(saved.merge.conflicts[0].theirs, "2");
	/* one that saw all but the newest */
	assert_int_equal(save(on, by, inventory.id, line, MANY, "amount", "3").merge.conflict_count, 0);
}

/* The longest note stands in its audit row. */
static void a_long_note_is_audited(TestStore *on)
{
	Scope by = new_org(on, "note", "91320200MA1N00017Q");
	Inventory inventory = new_inventory(on, by, "2025-01-01", "2025-12-31");
	int64_t line = new_line(on, by, inventory.id, "heat", "", "1", "GJ");
	Buf note = buf_in(on->mem, BUF_FIELDS_MAX);
	for (int i = 0; i < INVENTORY_NOTE_MAX; i++)
		buf_text(&note, "碳");
	save(on, by, inventory.id, line, 1, "note", buf_take(&note));
	AuditRow *rows;
	size_t count;
	assert_int_equal(audit_list(on->db, on->mem, by.org_id, 0, 1, &rows, &count), OK);
	assert_string_equal(rows->action, "line.change");
	assert_string_equal(rows->detail, arena_printf(on->mem, "note=%s", buf_take(&note)));
}

static void the_year_before_is_always_the_same(TestStore *on)
{
	static const char SQL[] = "UPDATE inventory SET updated_at = $1 WHERE org_id = $2";
	Scope by = new_org(on, "before", "91320200MA1N00016P");
	int64_t newest = 0;
	for (int i = 0; i < 4; i++)
		newest = new_inventory(on, by, "2024-01-01", "2024-12-31").id;
	Inventory now = new_inventory(on, by, "2025-01-01", "2025-12-31");
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, INT(7), INT(by.org_id))), OK);
	InventoryCase c;
	assert_int_equal(inventory_case(on->db, on->mem, by.org_id, now.id, ZH, CASE_PAST, &c), OK);
	assert_int_equal(c.past->inventory.id, newest);
}

#define ON_EACH(name)                                                                                        \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		on_each_engine(name);                                                                        \
	}
ON_EACH(isolation)
ON_EACH(foreign_facilities)
ON_EACH(every_facility_counts)
ON_EACH(a_look_leaves_what_is_kept)
ON_EACH(two_editors)
ON_EACH(totals_follow_lines)
ON_EACH(finished_is_locked)
ON_EACH(pages_and_bulk)
ON_EACH(large_totals_follow_lines)
ON_EACH(copies)
ON_EACH(certificates_once)
ON_EACH(screening)
ON_EACH(a_known_id_harms_nobody)
ON_EACH(months_stay_with_the_calendar)
ON_EACH(a_column_is_saved_whole_or_not)
ON_EACH(many_changes_mean_every_field)
ON_EACH(a_long_note_is_audited)
ON_EACH(the_year_before_is_always_the_same)

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_isolation),
	    cmocka_unit_test(test_foreign_facilities),
	    cmocka_unit_test(test_every_facility_counts),
	    cmocka_unit_test(test_a_look_leaves_what_is_kept),
	    cmocka_unit_test(test_two_editors),
	    cmocka_unit_test(test_totals_follow_lines),
	    cmocka_unit_test(test_finished_is_locked),
	    cmocka_unit_test(test_pages_and_bulk),
	    cmocka_unit_test(test_large_totals_follow_lines),
	    cmocka_unit_test(test_copies),
	    cmocka_unit_test(test_certificates_once),
	    cmocka_unit_test(test_screening),
	    cmocka_unit_test(test_a_known_id_harms_nobody),
	    cmocka_unit_test(test_months_stay_with_the_calendar),
	    cmocka_unit_test(test_a_column_is_saved_whole_or_not),
	    cmocka_unit_test(test_many_changes_mean_every_field),
	    cmocka_unit_test(test_a_long_note_is_audited),
	    cmocka_unit_test(test_the_year_before_is_always_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
