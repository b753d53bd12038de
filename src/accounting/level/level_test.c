/* What the level reads of an inventory: energies of the check, and lines that are no energy at all. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"
#include "inventory/inventory_change_test.h"
#include "inventory/inventory_store.h"
#include "level/level.h"
#include "organisation/organisation.h"
#include "energy/energy.h"

#include <cmocka.h> /* last: it defines `fail` */

/* ---- energies of the check ---- */

static void reads_energies_by_the_method(void **state)
{
	(void)state;
	static const struct {
		const char *method, *energy, *amount, *unit;
		double base; /* NaN: cannot be compared */
		bool has_tco2e;
	} cases[] = {
	    {"general", "DIESEL", "10", "t", 10, true},
	    {"general", "DIESEL", "1000", "L", 0.84, true},
	    {"general", "NATURAL_GAS", "2", "万m3", 20000, true},
	    {"general", "ELECTRICITY", "1", "MWh", 3.6, true},
	    {"general", "HEAT", "7", "GJ", 7, true},
	    {"general", "DIESEL", "ten", "t", NAN, false},
	    {"general", "DIESEL", "-1", "t", NAN, false},
	    {"general", "UNKNOWN", "10", "t", 10, false},
	    /* power plants count coal in a category of its own, which wants measured values */
	    {"01", "BITUMINOUS", "10", "t", 10, true},
	    {"01", "DIESEL", "1000", "L", 0.84, true},
	    {"13", "COKE", "10", "t", 10, true},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Inventory inventory = {.start = {2025, 1, 1},
		    .end = {2025, 12, 31},
		    .method = cases[i].method,
		    .gwp_set = "",
		    .coal_rate_text = "",
		    .month_count = 12};
		EnergyReading reading = energy_read(
		    ghg_embedded(), mem, &inventory, cases[i].energy, cases[i].amount, cases[i].unit);
		bool is_right = isnan(cases[i].base) ? isnan(reading.amount.value)
						     : fabs(reading.amount.value - cases[i].base) < 0.02;
		if (!is_right || (reading.tco2e > 0) != cases[i].has_tco2e)
			fail_msg("%s %s %s %s: %g, %g t", cases[i].method, cases[i].energy, cases[i].amount,
			    cases[i].unit, reading.amount.value, reading.tco2e);
	}
	arena_close(mem);
}

/* ---- lines ---- */

static int64_t a_user(TestStore *on)
{
	static const char SQL[] = "INSERT INTO user_account (id, email, name, password_hash, created_at)"
				  " VALUES ($1, 'a@b.cn', 'A', 'x', 1)";
	int64_t id = id_new();
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(db_finish(on->db, db_exec(on->db, SQL, INT(id))), OK);
	return id;
}

/* A coking plant without lines. */
static Inventory a_plant(TestStore *on, Scope *by)
{
	*by = test_scope(on, PLATFORM, a_user(on));
	Organisation org = {.name_zh = "焦化",
	    .name_en = "",
	    .uscc = "91320205MA1TAHU07X",
	    .industry = "",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(*by, &org, &by->org_id), OK);
	Inventory made = {.id = id_new(),
	    .start_text = "2025-01-01",
	    .end_text = "2025-12-31",
	    .method = "13",
	    .approach = "operational",
	    .grid_choice = "province"};
	assert_int_equal(inventory_insert(*by, &made, NULL, 0), OK);
	Inventory stored;
	assert_int_equal(inventory_of_org(on->db, on->mem, by->org_id, made.id, &stored), OK);
	return stored;
}

static void add_line(
    TestStore *on, Scope by, int64_t inventory, const char *category, const char *item, const char *amount)
{
	ActivityLine line = line_blank(id_new(), inventory, category);
	line.item = item;
	line.amount_text = amount;
	line.amount_unit = "t";
	assert_int_equal(IN_CHANGE(by, line.inventory_id, line_insert(&change, &line)), OK);
}

static void coke_that_leaves_is_no_energy(TestStore *on)
{
	Scope by;
	Inventory inventory = a_plant(on, &by);
	add_line(on, by, inventory.id, "process", "COKING_COAL", "1000");
	add_line(on, by, inventory.id, "process_out", "COKE", "700");
	add_line(on, by, inventory.id, "combustion", "COKE", "20");
	InventoryCase c;
	LevelOutcome level;
	assert_int_equal(case_of_inventory(on->db, on->mem, &inventory, ZH, CASE_WHOLE, NULL, 0, &c), OK);
	level_of_case(on->mem, &c, &level);
	double coke = 0;
	for (size_t i = 0; i < level.facts.line_count; i++)
		if (str_eq(level.facts.lines[i].energy, "COKE"))
			coke += level.facts.lines[i].amount.value;
	assert_int_equal(level.facts.line_count, 3);
	assert_float_equal(coke, 20, 1e-9);
}

static void lines(void **state)
{
	(void)state;
	on_each_engine(coke_that_leaves_is_no_energy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_energies_by_the_method), cmocka_unit_test(lines)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
