/* A case on both engines: every row of the inventory and of its year before, none of another one, in few
 * statements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/rand.h"
#include "base/str.h"
#include "case/case.h"
#include "db/db_test.h"
#include "energy/energy_store.h"
#include "evidence/evidence_store.h"
#include "level/level_store.h"
#include "media/media_store.h"
#include "inventory/inventory_change_test.h"
#include "organisation/organisation.h"

#include <cmocka.h> /* last: it defines `fail` */

typedef struct Company {
	TestStore *on;
	Scope by;
	int64_t facility;
} Company;

static int64_t a_user(TestStore *on, const char *email)
{
	static const char SQL[] = "INSERT INTO user_account (id, email, name, password_hash, created_at)"
				  " VALUES ($1, $2, $2, 'x', 1)";
	int64_t id = id_new();
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, INT(id), TEXT(email))), OK);
	return id;
}

static Company a_company(TestStore *on, const char *email, const char *uscc)
{
	Company s = {.on = on, .by = test_scope(on, PLATFORM, a_user(on, email))};
	Organisation org = {.name_zh = "甲",
	    .name_en = "",
	    .uscc = uscc,
	    .industry = "",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(s.by, &org, &s.by.org_id), OK);
	Facility facility = {.org_id = s.by.org_id,
	    .name_zh = "一厂",
	    .name_en = "Plant 1",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(facility_create(s.by, &facility, &s.facility), OK);
	return s;
}

static int64_t an_inventory(Company *s, const char *start, const char *end, bool has_facility)
{
	Inventory made = {.id = id_new(),
	    .start_text = start,
	    .end_text = end,
	    .method = "general",
	    .approach = "operational",
	    .grid_choice = "province"};
	assert_int_equal(inventory_insert(s->by, &made, &s->facility, has_facility), OK);
	return made.id;
}

static int64_t a_line(Company *s, int64_t inventory, const char *category, const char *amount)
{
	ActivityLine line = line_blank(id_new(), inventory, category);
	line.amount_text = amount;
	line.amount_unit = "MWh";
	assert_int_equal(IN_CHANGE(s->by, inventory, line_insert(&change, &line)), OK);
	return line.id;
}

static void attach(Company *s, int64_t inventory, const char *target, int64_t target_id, const char *sha256)
{
	int64_t file_id = 0;
	EvidenceFile file = {.sha256 = sha256, .name = "票.pdf", .media_type = "application/pdf", .bytes = 9};
	EvidenceLink link = {.target = target,
	    .target_id = target_id,
	    .kind = "invoice",
	    .document_amount_text = "",
	    .document_unit = "",
	    .note = ""};
	OpenChange change;
	assert_int_equal(inventory_change_begin(s->by, inventory, &change), OK);
	Err err = evidence_file_add(s->by, &file, &file_id);
	if (!err)
		err = evidence_link_add(&change, file_id, &link);
	assert_int_equal(inventory_change_end(&change, err), OK);
}

static int64_t a_renewable(Company *s, int64_t inventory, const char *mwh)
{
	int64_t id = id_new();
	FieldEdit edit = {"amount", mwh};
	RenewableSaved saved;
	assert_int_equal(IN_CHANGE(s->by, inventory, renewable_insert(&change, id, "contract")), OK);
	assert_int_equal(
	    IN_CHANGE(s->by, inventory, renewable_save_fields(&change, id, 1, &edit, 1, &saved)), OK);
	return id;
}

/* One row in each of the small tables, marked with `mark`. */
static void small_rows(Company *s, int64_t inventory, const char *mark)
{
	int64_t row;
	Scope3Screening screening = {
	    .category = "s3.3", .status = "estimated", .reason = mark, .criteria = "size", .derives = true};
	MediumRow medium = {.id = id_new(),
	    .medium = "FRESH_WATER",
	    .origin = "bought",
	    .amount_text = "1000",
	    .amount_unit = "t",
	    .note = mark};
	B205Row form = {.code = "33", .explanation = mark};
	for (int i = 0; i < 10; i++)
		form.columns[i] = i == B205_CONSUMPTION ? "12" : "";
	OpenChange change;
	assert_int_equal(inventory_change_begin(s->by, inventory, &change), OK);
	Err err = scope3_screening_save(&change, &screening);
	if (!err)
		err = medium_insert(&change, &medium);
	if (!err)
		err = energy_check_save(&change, &(EnergyCheck){.source = "none", .none_reason = mark});
	if (!err)
		err = energy_row_add(&change,
		    &(EnergyRow){
			.energy = "HEAT", .amount_text = "7", .amount_unit = "GJ", .explanation = mark},
		    &row);
	if (!err)
		err = b205_row_save(&change, &form);
	if (!err)
		err = finding_answer_save(&change, &(FindingAnswer){"key", mark});
	assert_int_equal(inventory_change_end(&change, err), OK);
}

static void assert_small_rows(const InventoryCase *c, const char *mark)
{
	assert_string_equal(c->screenings[2].reason, mark);
	assert_string_equal(c->screenings[2].status, "estimated");
	assert_true(c->screenings[2].derives);
	assert_string_equal(c->screenings[3].category, "s3.4");
	assert_string_equal(c->screenings[3].status, "");
	assert_int_equal(c->medium_count, 1);
	assert_string_equal(c->media[0].note, mark);
	assert_true(c->media[0].result.tce > 0);
	assert_string_equal(c->check.source, "none");
	assert_string_equal(c->check.none_reason, mark);
	assert_int_equal(c->energy_row_count, 1);
	assert_string_equal(c->energy_rows[0].energy, "HEAT");
	assert_string_equal(c->energy_rows[0].explanation, mark);
	assert_int_equal(c->b205_row_count, 1);
	assert_string_equal(c->b205_rows[0].code, "33");
	assert_string_equal(c->b205_rows[0].columns[B205_CONSUMPTION], "12");
	assert_string_equal(c->b205_rows[0].explanation, mark);
	assert_int_equal(c->answer_count, 1);
	assert_string_equal(c->answers[0].key, "key");
	assert_string_equal(c->answers[0].reason, mark);
}

static void every_row_once(TestStore *on)
{
	Company s = a_company(on, "a@b.cn", "91320205MA1TAHU07X");
	int64_t now = an_inventory(&s, "2025-01-01", "2025-12-31", true);
	int64_t last = an_inventory(&s, "2024-01-01", "2024-12-31", false);
	int64_t other = an_inventory(&s, "2022-01-01", "2022-12-31", true);
	int64_t line = a_line(&s, now, "electricity", "2");
	a_line(&s, now, "electricity", "3");
	a_line(&s, now, "combustion", "1");
	a_line(&s, last, "heat", "4");
	a_line(&s, other, "heat", "5");
	attach(&s, now, "line", line, "aa");
	attach(&s, last, "verification", last, "bb");
	attach(&s, now, "renewable", a_renewable(&s, now, "10"), "cc");
	a_renewable(&s, now, "20");
	a_renewable(&s, last, "30");
	small_rows(&s, now, "now");
	small_rows(&s, last, "last");
	small_rows(&s, other, "other");

	InventoryCase c;
	int64_t before = db_statement_count(on->db);
	assert_int_equal(inventory_case(on->db, on->mem, s.by.org_id, now, EN, CASE_WHOLE, &c), OK);
	/* two of inventories, one each of facilities, small rows, lines, evidence; the edition's one */
	assert_true(db_statement_count(on->db) - before <= 7);

	assert_int_equal(c.facility_count, 1);
	assert_string_equal(c.facilities[0].name, "Plant 1");
	assert_string_equal(c.facilities[0].grid, "32");
	assert_true(c.facilities[0].is_within);
	assert_int_equal(c.line_count, 3);
	assert_string_equal(c.lines[0].category, "combustion");
	assert_string_equal(c.lines[1].amount_text, "2");
	assert_string_equal(c.lines[2].amount_text, "3");
	assert_int_equal(c.link_count, 2);
	assert_int_equal(c.renewable_count, 2);
	assert_true(c.renewables[0].has_evidence && c.renewables[0].counts);
	assert_true(c.renewables[0].mwh == 10);
	assert_false(c.renewables[1].has_evidence || c.renewables[1].counts);
	assert_small_rows(&c, "now");

	assert_non_null(c.past);
	assert_int_equal(c.past->inventory.id, last);
	assert_int_equal(c.past->facility_count, 1);
	assert_false(c.past->facilities[0].is_within);
	assert_int_equal(c.past->line_count, 1);
	assert_string_equal(c.past->lines[0].amount_text, "4");
	assert_int_equal(c.past->renewable_count, 1);
	assert_small_rows(c.past, "last");
	assert_int_equal(c.past->link_count, 0); /* of the past none is asked for */
}

static void others_stand_beside(TestStore *on)
{
	Company s = a_company(on, "a@b.cn", "91320205MA1TAHU07X");
	Company them = a_company(on, "c@d.cn", "91320200MA1N00001X");
	int64_t theirs = an_inventory(&them, "2024-01-01", "2024-12-31", true);
	int64_t now = an_inventory(&s, "2025-01-01", "2025-12-31", true);
	int64_t last = an_inventory(&s, "2024-01-01", "2024-12-31", true);
	int64_t first = an_inventory(&s, "2020-01-01", "2020-12-31", true);
	a_line(&s, first, "heat", "5");
	Inventory inventory;
	InventoryCase c;
	const int64_t ids[] = {last, 77, first, theirs, now};
	assert_int_equal(inventory_of_org(on->db, on->mem, s.by.org_id, now, &inventory), OK);
	assert_int_equal(case_of_inventory(on->db, on->mem, &inventory, ZH, CASE_ROWS, ids, 5, &c), OK);
	assert_int_equal(c.other_count, 3);
	assert_ptr_equal(c.others[0], c.past);
	assert_int_equal(c.others[1]->inventory.id, first);
	assert_ptr_equal(c.others[2], &c);
	assert_int_equal(c.others[1]->parts & CASE_LINES, 0);
	assert_int_equal(cases_read(on->db, on->mem, CASE_LINES, c.others, c.other_count), OK);
	assert_int_equal(c.others[1]->line_count, 1);
	assert_int_equal(c.past->line_count, 0);
	/* what was read is not read again */
	int64_t before = db_statement_count(on->db);
	assert_int_equal(cases_read(on->db, on->mem, CASE_LINES, c.others, c.other_count), OK);
	assert_int_equal(db_statement_count(on->db), before);

	assert_int_equal(inventory_case(on->db, on->mem, s.by.org_id, theirs, ZH, 0, &c), ERR_NOT_FOUND);
	InventoryCase **found;
	size_t count;
	assert_int_equal(cases_of_ids(on->db, on->mem, s.by.org_id, ids, 5, ZH, &found, &count), OK);
	assert_int_equal(count, 3);
	assert_int_equal(found[2]->inventory.id, now);
	assert_int_equal(found[2]->facility_count, 1);
}

#define ON_EACH(name)                                                                                        \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		on_each_engine(name);                                                                        \
	}
ON_EACH(every_row_once)
ON_EACH(others_stand_beside)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_row_once),
	    cmocka_unit_test(test_others_stand_beside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
