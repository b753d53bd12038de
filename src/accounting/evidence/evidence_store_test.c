/* Evidence in the store, on both engines: what a link may tie together. */
#include "base/rand.h"
#include "base/str.h"
#include "blob/blob.h"
#include "db/db_test.h"
#include "evidence/evidence_store.h"
#include "evidence/evidence_sweep.h"
#include "inventory/inventory_change_test.h"
#include "inventory/inventory_store.h"
#include "organisation/organisation.h"
#include "energy/energy_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> /* last: it defines `fail` */

typedef struct Scene {
	TestStore *on;
	Scope by;
	int64_t inventory, line, row;
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

static int64_t an_energy_row(Scene *s)
{
	int64_t id;
	EnergyRow row = {.energy = "DIESEL", .amount_text = "12", .amount_unit = "t", .explanation = ""};
	assert_int_equal(IN_CHANGE(s->by, s->inventory, energy_row_add(&change, &row, &id)), OK);
	return id;
}

/* A company with an inventory, a line of diesel and a row of the second set. */
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
	ActivityLine line = line_blank(id_new(), made.id, "combustion");
	line.item = "DIESEL";
	assert_int_equal(IN_CHANGE(s.by, line.inventory_id, line_insert(&change, &line)), OK);
	s.line = line.id;
	s.row = an_energy_row(&s);
	return s;
}

static int64_t a_file(Scene *s, const char *sha256)
{
	int64_t id = 0;
	EvidenceFile file = {.sha256 = sha256, .name = "票.pdf", .media_type = "application/pdf", .bytes = 9};
	assert_int_equal(db_begin(s->on->db), OK);
	Err err = evidence_file_add(s->by, &file, &id);
	assert_int_equal(db_finish(s->on->db, err), OK);
	return id;
}

static Err attach(Scene *s, const char *target, int64_t target_id, int64_t file_id)
{
	EvidenceLink link = {.target = target,
	    .target_id = target_id,
	    .kind = "invoice",
	    .document_amount_text = "",
	    .document_unit = "",
	    .note = ""};
	return IN_CHANGE(s->by, s->inventory, evidence_link_add(&change, file_id, &link));
}

static void one_file_proves_one_side(TestStore *on)
{
	Scene s = a_company(on, "a@b.cn", "91320205MA1TAHU07X");
	int64_t invoice = a_file(&s, "aa"), meter = a_file(&s, "bb");
	assert_int_equal(attach(&s, "line", s.line, invoice), OK);
	assert_int_equal(attach(&s, "line", s.line, invoice), OK); /* sent twice is kept once */
	assert_int_equal(attach(&s, "energy", s.row, invoice), ERR_CONFLICT);
	assert_int_equal(attach(&s, "b205", s.inventory, invoice), ERR_CONFLICT);
	assert_int_equal(attach(&s, "verification", s.inventory, invoice), OK);
	assert_int_equal(attach(&s, "energy", s.row, meter), OK);
	assert_int_equal(attach(&s, "line", s.line, meter), ERR_CONFLICT);
	EvidenceLink *links;
	size_t count;
	assert_int_equal(
	    evidence_of_inventory(on->db, on->mem, s.by.org_id, s.inventory, &links, &count), OK);
	assert_int_equal(count, 3);
}

static void a_link_needs_its_target(TestStore *on)
{
	Scene s = a_company(on, "a@b.cn", "91320205MA1TAHU07X");
	Scene other = a_company(on, "c@d.cn", "91320205MA1TAHU08X");
	int64_t file = a_file(&s, "aa");
	assert_int_equal(IN_CHANGE(s.by, s.inventory, line_delete(&change, s.line)), OK);
	assert_int_equal(attach(&s, "line", s.line, file), ERR_NOT_FOUND);
	assert_int_equal(attach(&s, "line", other.line, file), ERR_NOT_FOUND);
	assert_int_equal(attach(&s, "energy", other.row, file), ERR_NOT_FOUND);
}

static void a_target_has_room_for_so_many_files(TestStore *on)
{
	Scene s = a_company(on, "a@b.cn", "91320205MA1TAHU07X");
	int64_t first = a_file(&s, "first");
	assert_int_equal(attach(&s, "line", s.line, first), OK);
	for (int i = 1; i < EVIDENCE_FILES_A_TARGET; i++)
		assert_int_equal(attach(&s, "line", s.line, a_file(&s, arena_printf(on->mem, "%d", i))), OK);
	assert_int_equal(attach(&s, "line", s.line, a_file(&s, "one more")), ERR_TOO_LARGE);
	assert_int_equal(attach(&s, "line", s.line, first), OK); /* there already */
	EvidenceLink *links;
	size_t count;
	assert_int_equal(
	    evidence_of_target(on->db, on->mem, s.by.org_id, "line", s.line, &links, &count), OK);
	assert_int_equal(count, EVIDENCE_FILES_A_TARGET);
}

static const char *a_blob(Blobs *blobs, Arena *mem, const char *text)
{
	const char *path = arena_printf(mem, "%s/new", blob_temp_dir(blobs));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	const char *sha256 = sha256_hex(mem, text, strlen(text));
	assert_int_equal(blob_put_file(blobs, path, sha256, (int64_t)strlen(text)), OK);
	return sha256;
}

static void bytes_without_a_row_are_swept(TestStore *on)
{
	Scene s = a_company(on, "sweep@example.org", "sweep");
	char directory[] = "/tmp/qingce-sweep-XXXXXX";
	assert_non_null(mkdtemp(directory));
	Blobs *blobs;
	assert_int_equal(blob_open_directory(directory, &blobs), OK);
	const char *kept = a_blob(blobs, on->mem, "a bill that a row names");
	const char *orphan = a_blob(blobs, on->mem, "a bill whose form never came");
	a_file(&s, kept);
	App app = {.store = on->store, .blobs = blobs};
	int64_t removed = -1;
	assert_int_equal(evidence_sweep(&app, on->db, EVIDENCE_SWEEP_AGE_MS, &removed), OK);
	assert_int_equal(removed, 0); /* both are too young */
	assert_int_equal(evidence_sweep(&app, on->db, -1000, &removed), OK);
	assert_int_equal(removed, 1);
	assert_true(blob_exists(blobs, kept));
	assert_false(blob_exists(blobs, orphan));
	blob_close(blobs);
	assert_int_equal(system(arena_printf(on->mem, "rm -r %s", directory)), 0);
}

static void sweep(void **state)
{
	(void)state;
	on_each_engine(bytes_without_a_row_are_swept);
}

static EvidenceLink only_link(Scene *s)
{
	EvidenceLink *links;
	size_t count;
	assert_int_equal(
	    evidence_of_inventory(s->on->db, s->on->mem, s->by.org_id, s->inventory, &links, &count), OK);
	assert_int_equal(count, 1);
	return links[0];
}

static void documents_keep_their_months(TestStore *on)
{
	Scene s = a_company(on, "a@b.cn", "91320205MA1TAHU07X"),
	      other = a_company(on, "c@d.cn", "91320205MA1TAHU08X");
	assert_int_equal(attach(&s, "line", s.line, a_file(&s, "aa")), OK);
	assert_int_equal(attach(&other, "line", other.line, a_file(&other, "bb")), OK);
	EvidenceLink link = only_link(&s), theirs = only_link(&other);
	link.months = theirs.months = 0x7;
	assert_int_equal(IN_CHANGE(s.by, s.inventory, evidence_link_update(&change, &theirs)), ERR_CONFLICT);
	assert_int_equal(IN_CHANGE(s.by, s.inventory, evidence_link_update(&change, &link)), OK);
	assert_int_equal(IN_CHANGE(other.by, other.inventory, evidence_link_update(&change, &theirs)), OK);
	static const struct {
		const char *start, *end;
		int64_t months, version;
	} STEPS[] = {
	    {"2025-02-01", "2025-12-31", 0x3, 3},
	    {"2024-10-01", "2025-09-30", 0x30, 4},
	    {"2025-06-01", "2026-05-31", EVIDENCE_MONTHS_OUTSIDE, 5},
	    {"2025-01-01", "2025-12-31", EVIDENCE_MONTHS_OUTSIDE, 5},
	};
	for (int i = 0; i < (int)(sizeof STEPS / sizeof *STEPS); i++) {
		InfoSaved saved;
		FieldEdit edits[] = {{"start", STEPS[i].start}, {"end", STEPS[i].end}};
		assert_int_equal(
		    IN_CHANGE(s.by, s.inventory, inventory_save_fields(&change, i + 1, edits, 2, &saved)),
		    OK);
		assert_int_equal(only_link(&s).months, STEPS[i].months);
		assert_int_equal(only_link(&s).version, STEPS[i].version);
	}
	assert_int_equal(only_link(&other).months, 0x7);
}

static void months(void **state)
{
	(void)state;
	on_each_engine(documents_keep_their_months);
}

static void sides(void **state)
{
	(void)state;
	on_each_engine(one_file_proves_one_side);
}

static void targets(void **state)
{
	(void)state;
	on_each_engine(a_link_needs_its_target);
}

static void room(void **state)
{
	(void)state;
	on_each_engine(a_target_has_room_for_so_many_files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sides), cmocka_unit_test(targets),
	    cmocka_unit_test(room), cmocka_unit_test(months), cmocka_unit_test(sweep)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
