/* Effects add up to the last bit, each cause lands where it belongs, zeros and deductions included; other
 * GWPs. */
#include "ghg/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

typedef struct Case {
	const char *category, *item, *facility;
	double amount;
	const char *unit;
	double factor; /* 0 = the table's */
	const char *factor_unit;
} Case;

static GhgResult calculate(Arena *mem, const Case *c, const char *gwp_set)
{
	GhgSettings settings = {.method = "general", .on = {2025, 1, 1}, .gwp_set = gwp_set};
	GhgGiven given[2] = {{.name = "amount", .value = c->amount, .unit = c->unit},
	    {.name = "factor", .value = c->factor, .unit = c->factor_unit, .source = "test"}};
	GhgLine line = {
	    .category = c->category, .item = c->item, .given = given, .given_count = c->factor > 0 ? 2 : 1};
	GhgResult result = ghg_calculate(ghg_embedded(), mem, &settings, &line);
	if (!result.is_known)
		fail_msg("%s %s: %s", c->category, c->item, ghg_problem_key(result.problems[0].code));
	return result;
}

static size_t lines_of(Arena *mem, const Case cases[], size_t most, const char *gwp_set, ChangeLine out[])
{
	size_t count = 0;
	for (; count < most && cases[count].category; count++) {
		GhgResult *result = ARENA_NEW(mem, GhgResult);
		*result = calculate(mem, &cases[count], gwp_set);
		out[count] = (ChangeLine){result, cases[count].facility};
	}
	return count;
}

/* Bit for bit, in whatever order. */
static void check_exact(const Change *change)
{
	double before = 0, after = 0, difference = 0, backwards = 0, effects[CHANGE_EFFECTS] = {0};
	for (size_t i = 0; i < change->row_count; i++) {
		const ChangeRow *row = &change->rows[i];
		double sum = 0;
		for (int e = CHANGE_EFFECTS - 1; e >= 0; e--) {
			sum += row->effects[e];
			effects[e] += row->effects[e];
		}
		assert_true(sum == row->difference);
		assert_true((isnan(row->after) ? 0 : row->after) - (isnan(row->before) ? 0 : row->before) ==
			    row->difference);
		before += isnan(row->before) ? 0 : row->before;
		after += isnan(row->after) ? 0 : row->after;
		difference += row->difference;
		backwards += change->rows[change->row_count - 1 - i].difference;
	}
	double sum = 0;
	for (int e = 0; e < CHANGE_EFFECTS; e++) {
		assert_true(effects[e] == change->effects[e]);
		sum += effects[e];
	}
	assert_true(before == change->before && after == change->after);
	assert_true(difference == change->difference && backwards == difference && sum == difference);
	assert_true(after - before == difference);
}

#define MOST 4
static void test_effects(void **state)
{
	static const struct {
		const char *name;
		Case before[MOST], after[MOST];
		const char *gwp_before, *gwp_after;
		double effects[CHANGE_EFFECTS]; /* by hand */
	} TABLE[] = {
	    {"nothing", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}}, NULL, NULL, {0}},
	    {"more used", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 160, "MWh", 0.5, "tCO2/MWh"}}, NULL, NULL, {30}},
	    {"cleaner grid", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 100, "MWh", 0.4, "tCO2/MWh"}}, NULL, NULL, {0, -10}},
	    {"both: each at the mean of the other", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 200, "MWh", 0.4, "tCO2/MWh"}}, NULL, NULL, {45, -15}},
	    {"two lines of one key are one", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 60, "MWh", 0.5, "tCO2/MWh"},
		    {"electricity", NULL, "A", 40, "MWh", 0.5, "tCO2/MWh"}},
		NULL, NULL, {0}},
	    {"a facility joins and one leaves", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "B", 300, "MWh", 0.5, "tCO2/MWh"}}, NULL, NULL, {0, 0, 0, 100}},
	    {"from zero", {{"electricity", NULL, "A", 0, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 100, "MWh", 0.6, "tCO2/MWh"}}, NULL, NULL, {60}},
	    {"to zero", {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}},
		{{"electricity", NULL, "A", 0, "MWh", 0.6, "tCO2/MWh"}}, NULL, NULL, {-50}},
	    {"other GWP: SF6 23900 -> 23500", {{"gas_release", "SF6", "A", 1, "t", 0, NULL}},
		{{"gas_release", "SF6", "A", 1, "t", 0, NULL}}, "SAR", "AR5", {0, 0, -400}},
	    {"GWP and amount: 23900 * 1 -> 23500 * 3", {{"gas_release", "SF6", "A", 1, "t", 0, NULL}},
		{{"gas_release", "SF6", "A", 3, "t", 0, NULL}}, "SAR", "AR5", {47400, 0, -800}},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
		Arena *mem = arena_open();
		ChangeLine before[MOST], after[MOST];
		size_t b = lines_of(mem, TABLE[i].before, MOST, TABLE[i].gwp_before, before);
		size_t a = lines_of(mem, TABLE[i].after, MOST, TABLE[i].gwp_after, after);
		Change change = change_between(mem, before, b, NULL, 0, after, a);
		check_exact(&change);
		for (int e = 0; e < CHANGE_EFFECTS; e++)
			if (!(fabs(change.effects[e] - TABLE[i].effects[e]) < 1e-9))
				fail_msg("%s: effect %d is %.12g, by hand %.12g", TABLE[i].name, e,
				    change.effects[e], TABLE[i].effects[e]);
		arena_close(mem);
	}
}

/* What was restated is told apart from what happened. */
static void test_correction(void **state)
{
	static const Case REPORTED[] = {
	    {"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}, {"heat", NULL, "A", 10, "GJ", 0, NULL}};
	static const Case RESTATED[] = {{"electricity", NULL, "A", 120, "MWh", 0.5, "tCO2/MWh"}};
	static const Case AFTER[] = {{"electricity", NULL, "A", 150, "MWh", 0.5, "tCO2/MWh"}};
	Arena *mem = arena_open();
	ChangeLine reported[2], restated[1], after[1];
	Change change = change_between(mem, reported, lines_of(mem, REPORTED, 2, NULL, reported), restated,
	    lines_of(mem, RESTATED, 1, NULL, restated), after, lines_of(mem, AFTER, 1, NULL, after));
	check_exact(&change);
	assert_true(fabs(change.effects[CHANGE_CORRECTION] - (10 - 1.1)) < 1e-9);
	assert_true(fabs(change.effects[CHANGE_ACTIVITY] - 15) < 1e-9);
	assert_true(change.effects[CHANGE_BOUNDARY] == 0);
	arena_close(mem);
}

static void test_moves(void **state)
{
	static const Case BEFORE[] = {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"},
	    {"electricity", NULL, "B", 10, "MWh", 0.5, "tCO2/MWh"}};
	static const Case AFTER[] = {{"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"},
	    {"combustion", "DIESEL", "A", 10, "t", 0, NULL},
	    {"electricity", NULL, "C", 40, "MWh", 0.5, "tCO2/MWh"}};
	Arena *mem = arena_open();
	ChangeLine before[2], after[3];
	Change change = change_between(mem, before, lines_of(mem, BEFORE, 2, NULL, before), NULL, 0, after,
	    lines_of(mem, AFTER, 3, NULL, after));
	check_exact(&change);
	assert_true(fabs(change.facilities_joined - 20) < 1e-9); /* not the diesel of A */
	assert_true(fabs(change.facilities_left + 5) < 1e-9);
	arena_close(mem);
}

/* Pseudo-random inventories of every size, deductions among them: exact, and the totals are the totals. */
static void test_exact_everywhere(void **state)
{
	static const char *const FACILITIES[] = {"A", "B", "C", ""};
	uint32_t random = 1;
#define NEXT(n) (((random = random * 1664525u + 1013904223u) >> 16) % (n))
	for (int round = 0; round < 60; round++) {
		Arena *mem = arena_open();
		ChangeLine lines[2][40];
		double totals[2] = {0};
		double scale = pow(10, (int)(NEXT(14)) - 5);
		for (int side = 0; side < 2; side++)
			for (int i = 0; i < 40; i++) {
				static const Case KINDS[] = {
				    {"electricity", NULL, NULL, 1, "MWh", 0.5, "tCO2/MWh"},
				    {"combustion", "DIESEL", NULL, 1, "t", 0, NULL},
				    {"combustion", "NATURAL_GAS", NULL, 1, "万Nm3", 21, "tCO2/万Nm3"},
				    {"gas_release", "R-410A", NULL, 1, "kg", 0, NULL},
				    {"co2_recovery", NULL, NULL, 1, "万Nm3", 0, NULL}};
				Case c = KINDS[NEXT(5)];
				c.amount = scale * (NEXT(1000)) / 7.0;
				c.factor *= 1 + (NEXT(100)) / 77.0;
				GhgResult *result = ARENA_NEW(mem, GhgResult);
				*result = calculate(mem, &c, side ? "AR6" : "SAR");
				lines[side][i] = (ChangeLine){result, FACILITIES[NEXT(4)]};
				totals[side] += result->tco2e;
			}
		Change change = change_between(mem, lines[0], 40, NULL, 0, lines[1], 40);
		check_exact(&change);
		double size = fabs(totals[0]) + fabs(totals[1]) + 1e-6;
		assert_true(fabs(change.before - totals[0]) < 1e-9 * size + 1e-9);
		assert_true(fabs(change.after - totals[1]) < 1e-9 * size + 1e-9);

		/* The other way round every effect changes its sign. */
		Change back = change_between(mem, lines[1], 40, NULL, 0, lines[0], 40);
		for (int e = 0; e < CHANGE_EFFECTS; e++)
			assert_true(fabs(back.effects[e] + change.effects[e]) < 1e-9 * size + 1e-9);
		arena_close(mem);
	}
}

static void test_gwp(void **state)
{
	static const Case CASES[] = {{"gas_release", "R-410A", "A", 20, "kg", 0, NULL},
	    {"gas_release", "SF6", "A", 3, "kg", 0, NULL}, {"gas_release", "CH4", "A", 3, "t", 0, NULL},
	    {"combustion", "DIESEL", "A", 100, "t", 0, NULL}};
	static const char *const SETS[] = {"SAR", "AR4", "AR5", "AR6"};
	for (size_t from = 0; from < 4; from++) {
		for (size_t to = 0; to < 4; to++) {
			Arena *mem = arena_open();
			const GhgResult *results[4];
			double sum = 0;
			for (size_t i = 0; i < 4; i++) {
				GhgResult *result = ARENA_NEW(mem, GhgResult);
				*result = calculate(mem, &CASES[i], SETS[from]);
				results[i] = result;
				sum += calculate(mem, &CASES[i], SETS[to]).tco2e;
			}
			GwpRecalculation other = change_gwp(ghg_embedded(), mem, SETS[to], results, 4);
			if (!(fabs(other.after - sum) < 1e-9 * sum))
				fail_msg("%s -> %s: %.12g, computed %.12g", SETS[from], SETS[to], other.after,
				    sum);
			assert_true(from != to || other.before == other.after);
			assert_int_equal(other.missing, 0);
			for (size_t i = 0; i < other.row_count; i++)
				assert_true(
				    other.rows[i].after == other.rows[i].tonnes * other.rows[i].gwp_after);
			arena_close(mem);
		}
	}
}

/* As printed: before + effects = after to the last digit, and no effect is further off than a hundredth. */
static void test_printed(void **state)
{
	uint64_t seed = 20261122;
	for (int round = 0; round < 20000; round++) {
		double effects[CHANGE_EFFECTS], sum = 0;
		for (int e = 0; e < CHANGE_EFFECTS; e++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			effects[e] = ((double)(seed >> 40) / 0x1p24 - 0.5) * (round % 7 ? 100 : 0.02);
			sum += effects[e];
		}
		double before = (double)(seed >> 34) / 1000, after = before + sum;
		int64_t hundredths[CHANGE_EFFECTS], all = 0;
		change_printed(before, after, effects, hundredths);
		for (int e = 0; e < CHANGE_EFFECTS; e++) {
			all += hundredths[e];
			assert_true(fabs((double)hundredths[e] - effects[e] * 100) < 2);
		}
		assert_true(all == change_hundredths(after) - change_hundredths(before));
	}
	static const double ONE[CHANGE_EFFECTS] = {[CHANGE_BOUNDARY] = 12.346};
	int64_t hundredths[CHANGE_EFFECTS];
	change_printed(NAN, 12.346, ONE, hundredths);
	assert_true(hundredths[CHANGE_BOUNDARY] == 1235 && hundredths[CHANGE_ACTIVITY] == 0);
}

/* Green power bought for half of it halves the factor, not the activity. */
static void test_market(void **state)
{
	static const Case LINES[] = {
	    {"electricity", NULL, "A", 100, "MWh", 0.5, "tCO2/MWh"}, {"heat", NULL, "A", 10, "GJ", 0, NULL}};
	Arena *mem = arena_open();
	ChangeLine lines[2];
	size_t count = lines_of(mem, LINES, 2, NULL, lines);
	ChangeLine *before = change_market_lines(mem, lines, count, 0.6);
	ChangeLine *after = change_market_lines(mem, lines, count, 0.3);
	Change change = change_between(mem, before, count, NULL, 0, after, count);
	check_exact(&change);
	assert_true(fabs(change.before - 61.1) < 1e-9);
	assert_true(fabs(change.effects[CHANGE_FACTOR] + 30) < 1e-9);
	assert_true(change.effects[CHANGE_ACTIVITY] == 0 && change.effects[CHANGE_BOUNDARY] == 0);
	assert_true(lines[0].result->tco2e == 50); /* the given ones stay */
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_effects),
	    cmocka_unit_test(test_correction),
	    cmocka_unit_test(test_moves),
	    cmocka_unit_test(test_printed),
	    cmocka_unit_test(test_market),
	    cmocka_unit_test(test_exact_everywhere),
	    cmocka_unit_test(test_gwp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
