/* Inventories in columns against one line at a time: every figure the same to the last bit, on random
 * inventories of all methods, after changes of lines and in any order of the lines. */
#include "ghg/ledger.h"

#include "ghg/any_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 60, LINES = 300, CHANGES = 40 };

typedef struct Scene {
	Any any;
	Arena *mem;
	const GhgMethod *method;
	GhgSettings settings;
	GhgLedger *ledger;
	GhgResult results[LINES];
	const char *facilities[LINES];
	uint32_t rows[LINES];
} Scene;

static void put_any_line(Scene *s, size_t row)
{
	static const char *const PLACES[] = {"plant 1", "plant 2", "", "store"};
	AnyLine line;
	any_line(&s->any, s->mem, ghg_embedded(), s->method, &s->settings, &line);
	s->results[row] = ghg_calculate(ghg_embedded(), s->mem, &line.settings, &line.line);
	s->facilities[row] = PLACES[any_below(&s->any, 4)];
	ghg_ledger_put(s->ledger, row, &s->results[row], s->facilities[row]);
}

static Scene *scene_of(Arena *mem, uint64_t seed)
{
	Scene *s = ARENA_NEW(mem, Scene);
	s->any.state = seed;
	s->mem = mem;
	s->method = any_method(&s->any, ghg_embedded());
	s->settings = any_settings(&s->any, ghg_embedded(), s->method);
	s->ledger = ghg_ledger(mem, &s->settings);
	for (size_t i = 0; i < LINES; i++) {
		put_any_line(s, i);
		s->rows[i] = (uint32_t)i;
	}
	return s;
}

static void assert_same_bits(double a, double b)
{
	if (!(isnan(a) && isnan(b)) && a != b)
		fail_msg("%.17g and %.17g", a, b);
}

static void assert_same_parts(const GhgPart *a, size_t a_count, const GhgPart *b, size_t b_count)
{
	assert_int_equal(a_count, b_count);
	for (size_t i = 0; i < a_count; i++) {
		assert_string_equal(a[i].key, b[i].key);
		assert_int_equal(a[i].scope, b[i].scope);
		assert_ptr_equal(a[i].name.zh, b[i].name.zh);
		assert_same_bits(a[i].tco2e, b[i].tco2e);
		assert_same_bits(a[i].tonnes, b[i].tonnes);
		assert_int_equal(a[i].lines, b[i].lines);
	}
}

/* The ledger against ghg_totals over the lines in the order of s->rows. */
static void assert_same_totals(Scene *s)
{
	const GhgResult *results[LINES];
	const char *facilities[LINES];
	for (size_t i = 0; i < LINES; i++) {
		results[i] = &s->results[s->rows[i]];
		facilities[i] = s->facilities[s->rows[i]];
		assert_same_bits(ghg_ledger_tco2e(s->ledger, i), s->results[i].tco2e);
	}
	GhgTotals a = ghg_totals(s->mem, results, facilities, LINES);
	GhgTotals b = ghg_ledger_totals(s->ledger, s->mem, s->rows, LINES);
	const double figures[][2] = {{a.scope1, b.scope1}, {a.scope2, b.scope2}, {a.scope3, b.scope3},
	    {a.scope12, b.scope12}, {a.scope123, b.scope123}, {a.biogenic_tco2, b.biogenic_tco2},
	    {a.electricity_mwh, b.electricity_mwh}, {a.electricity_tco2, b.electricity_tco2},
	    {a.heat_tco2, b.heat_tco2}, {a.energy_gj, b.energy_gj}, {a.tce_equal, b.tce_equal},
	    {a.tce_equivalent, b.tce_equivalent}};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		assert_same_bits(figures[i][0], figures[i][1]);
	for (int scope = 1; scope <= 3; scope++)
		assert_int_equal(a.has_scope[scope], b.has_scope[scope]);
	assert_int_equal(a.known, b.known);
	assert_int_equal(a.unknown, b.unknown);
	assert_same_parts(a.categories, a.category_count, b.categories, b.category_count);
	assert_same_parts(a.gases, a.gas_count, b.gases, b.gas_count);
	assert_same_parts(a.facilities, a.facility_count, b.facilities, b.facility_count);
}

static void test_totals(void **state)
{
	Arena *mem = arena_open();
	for (uint64_t seed = 1; seed <= ROUNDS; seed++, arena_reset(mem)) {
		Scene *s = scene_of(mem, seed);
		assert_same_totals(s);
		ghg_ledger_run(s->ledger);
		assert_same_totals(s);
	}
	arena_close(mem);
}

/* Lines change one by one, become unknown and known again; before and after computing all again. */
static void test_changes(void **state)
{
	Arena *mem = arena_open();
	for (uint64_t seed = 100; seed < 100 + ROUNDS / 4; seed++, arena_reset(mem)) {
		Scene *s = scene_of(mem, seed);
		for (int i = 0; i < CHANGES; i++) {
			put_any_line(s, any_below(&s->any, LINES));
			if (i % 10 == 0)
				ghg_ledger_run(s->ledger);
			assert_same_totals(s);
		}
	}
	arena_close(mem);
}

static void test_order(void **state)
{
	Arena *mem = arena_open();
	Scene *s = scene_of(mem, 1000);
	for (size_t i = LINES - 1; i > 0; i--) {
		size_t j = any_below(&s->any, i + 1);
		uint32_t row = s->rows[i];
		s->rows[i] = s->rows[j];
		s->rows[j] = row;
	}
	assert_same_totals(s);
	arena_close(mem);
}

/* Totals are read on after another thread has taken the ledger: nothing in them may be the ledger's. */
static void test_totals_outlive_the_ledger(void **state)
{
	Arena *mem = arena_open(), *later = arena_open();
	Scene *s = scene_of(mem, 1001);
	GhgTotals here = ghg_ledger_totals(s->ledger, mem, NULL, LINES);
	GhgTotals there = ghg_ledger_totals(s->ledger, later, NULL, LINES);
	assert_true(here.category_count && here.gas_count && here.facility_count);
	for (size_t i = 0; i < here.category_count; i++)
		assert_ptr_not_equal(here.categories[i].key, there.categories[i].key);
	for (size_t i = 0; i < here.gas_count; i++)
		assert_ptr_not_equal(here.gases[i].key, there.gases[i].key);
	arena_close(mem);
	for (size_t i = 0; i < there.facility_count; i++)
		assert_true(strlen(there.facilities[i].key) <= strlen("plant 1"));
	arena_close(later);
}

static void test_empty(void **state)
{
	Arena *mem = arena_open();
	GhgSettings settings = {.method = "general"};
	GhgLedger *ledger = ghg_ledger(mem, &settings);
	ghg_ledger_run(ledger);
	GhgTotals totals = ghg_ledger_totals(ledger, mem, NULL, 3);
	assert_true(totals.scope123 == 0 && totals.known == 0 && totals.unknown == 3);
	assert_true(isnan(ghg_ledger_tco2e(ledger, 0)));
	GhgResult unknown = {.tco2e = NAN};
	ghg_ledger_put(ledger, GHG_LEDGER_MAX, &unknown, NULL);
	ghg_ledger_put(ledger, 7, &unknown, NULL);
	assert_int_equal(ghg_ledger_totals(ledger, mem, NULL, 8).unknown, 8);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_totals),
	    cmocka_unit_test(test_changes),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_totals_outlive_the_ledger),
	    cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
