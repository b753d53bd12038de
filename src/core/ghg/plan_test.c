/* The plan keeps its promise: on cases with a known smallest set, and on thousands of random inventories. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/plan.h"

enum { FULL = 0xfff, RANDOM_CASES = 6000, LINES = 8, ROWS = 6, FINDINGS = 3 };

static Arena *mem;

static int open_mem(void **state)
{
	(void)state;
	mem = arena_open();
	return 0;
}

static int close_mem(void **state)
{
	(void)state;
	arena_close(mem);
	return 0;
}

typedef struct Case {
	QualityLine lines[LINES];
	QualityCheckRow b205[ROWS], second[ROWS];
	QualityFinding findings[FINDINGS];
	QualityFacts facts;
} Case;

static QualityAmount amount(double value, const char *unit)
{
	QualityAmount out;
	assert_true(quality_amount(value, unit, &out));
	return out;
}

/* ---- cases with a known answer ---- */

static Case *glass_works(double tco2e)
{
	Case *it = ARENA_NEW(mem, Case);
	it->lines[0] = (QualityLine){.id = 1,
	    .category = "electricity",
	    .item = "",
	    .label = "power",
	    .scope = 2,
	    .tco2e = tco2e * 0.5,
	    .energy = "ELECTRICITY",
	    .amount = amount(2610, "MWh")};
	it->lines[1] = (QualityLine){.id = 2,
	    .category = "combustion",
	    .item = "NATURAL_GAS",
	    .label = "gas",
	    .scope = 1,
	    .tco2e = tco2e * 0.496,
	    .energy = "NATURAL_GAS",
	    .amount = amount(60, "万Nm3"),
	    .proven = FULL & ~6u,
	    .has_evidence = true};
	it->lines[2] = (QualityLine){.id = 3,
	    .category = "combustion",
	    .item = "DIESEL",
	    .label = "diesel",
	    .scope = 1,
	    .tco2e = tco2e * 0.004,
	    .energy = "DIESEL",
	    .amount = amount(5, "t")};
	it->facts = (QualityFacts){.months = 12,
	    .lines = it->lines,
	    .line_count = 3,
	    .b205 = it->b205,
	    .second = it->second,
	    .findings = it->findings,
	    .none_reason = ""};
	return it;
}

static QualityCheckRow row(int64_t id, const char *energy, double value, const char *unit)
{
	return (QualityCheckRow){.id = id,
	    .code = "",
	    .energy = energy,
	    .label = energy,
	    .amount = amount(value, unit),
	    .has_evidence = true};
}

static void expect_plan(const Case *it, int target, int promised, const PlanKind kinds[], size_t count)
{
	Plan plan = plan_make(mem, &it->facts, quality_rules());
	assert_int_equal(plan.target, target);
	assert_int_equal(plan.promised, promised);
	assert_int_equal(plan.action_count, count);
	for (size_t i = 0; i < count; i++) {
		bool is_there = false;
		for (size_t k = 0; k < count; k++)
			is_there = is_there || plan.actions[k].kind == kinds[i];
		if (!is_there)
			fail_msg("%s is not planned", plan_kind_key(kinds[i]));
	}
}

#define EXPECT_PLAN(it, target, promised, ...)                                                               \
	expect_plan((it), (target), (promised), (const PlanKind[]){__VA_ARGS__},                             \
	    sizeof((const PlanKind[]){__VA_ARGS__}) / sizeof(PlanKind))

static void small_company_needs_evidence_only(void **state)
{
	(void)state;
	Case *it = glass_works(3000);
	EXPECT_PLAN(it, 4, 4, PLAN_ADD_EVIDENCE, PLAN_ADD_EVIDENCE);
	Plan plan = plan_make(mem, &it->facts, quality_rules());
	assert_int_equal(plan.actions[0].reason.line, 2); /* two months: less work for about the same share */
	assert_int_equal(plan.actions[0].reason.months, 6);
	assert_int_equal(plan.actions[0].level_alone, 5);
	assert_int_equal(plan.actions[0].level_so_far, 5);
	assert_int_equal(plan.actions[1].reason.line, 1);
	assert_int_equal(plan.actions[1].level_so_far, 4);
	assert_false(plan.is_open);
}

static void large_company_needs_the_check_too(void **state)
{
	(void)state;
	EXPECT_PLAN(glass_works(3000.001), 4, 3, PLAN_ADD_EVIDENCE, PLAN_ADD_EVIDENCE, PLAN_DO_CHECK);
}

static void prefers_a_set_that_is_filled_already(void **state)
{
	(void)state;
	Case *it = glass_works(9000);
	it->lines[0].proven = it->lines[1].proven = FULL;
	it->lines[0].has_evidence = true;
	it->facts.source = QUALITY_B205;
	it->b205[0] = row(0, "ELECTRICITY", 400, "万kWh");
	it->facts.b205_count = 1;
	EXPECT_PLAN(it, 4, 3, PLAN_PROVE_ROW, PLAN_ADD_ROW, PLAN_LOWER_DEVIATION);

	it->second[0] = row(11, "ELECTRICITY", 261, "万kWh");
	it->second[1] = row(12, "NATURAL_GAS", 56, "万m3");
	it->facts.second_count = 2;
	EXPECT_PLAN(it, 4, 4, PLAN_CHOOSE_SET, PLAN_EXPLAIN);
}

static void takes_the_shorter_way_to_level_2(void **state)
{
	(void)state;
	Case *it = glass_works(9000);
	it->lines[0].proven = it->lines[1].proven = FULL;
	it->lines[0].has_evidence = true;
	it->facts.source = QUALITY_SECOND;
	it->second[0] = row(11, "ELECTRICITY", 261, "万kWh");
	it->second[1] = row(12, "NATURAL_GAS", 60, "万m3");
	it->facts.second_count = 2;
	EXPECT_PLAN(it, 2, 2, PLAN_DO_CHECK);
	it->lines[1].has_measured_ncv = it->lines[1].has_measured_carbon = true;
	EXPECT_PLAN(it, 2, 2, PLAN_ADD_LABORATORY);
	it->lines[1].has_laboratory_report = true;
	EXPECT_PLAN(it, 1, 1, PLAN_VERIFY);
	it->facts.is_verified = true;
	assert_int_equal(plan_make(mem, &it->facts, quality_rules()).level, 1);
	assert_int_equal(plan_make(mem, &it->facts, quality_rules()).action_count, 0);
}

/* The line that was missing lifts the total above 3000 t: then the check counts for level 4 as well. */
static void sees_what_a_missing_line_brings(void **state)
{
	(void)state;
	Case *it = glass_works(2900);
	it->lines[0].proven = it->lines[1].proven = FULL;
	it->lines[0].has_evidence = true;
	it->facts.source = QUALITY_SECOND;
	it->second[0] = row(11, "ELECTRICITY", 220, "万kWh");
	it->second[1] = row(12, "NATURAL_GAS", 60, "万m3");
	it->second[2] = row(13, "LPG", 60, "t");
	it->second[2].tco2e = 180;
	it->facts.second_count = 3;
	EXPECT_PLAN(it, 3, 3, PLAN_LOWER_DEVIATION, PLAN_ADD_LINE);
	Plan plan = plan_make(mem, &it->facts, quality_rules());
	for (size_t i = 0; i < plan.action_count; i++)
		assert_int_equal(plan.actions[i].level_alone, plan.actions[i].kind == PLAN_ADD_LINE ? 5 : 4);
}

static void stays_open_while_values_are_missing(void **state)
{
	(void)state;
	Case *it = glass_works(2000);
	it->facts.line_count = 0;
	EXPECT_PLAN(it, 4, 5, PLAN_ENTER_LINES);
	assert_true(plan_make(mem, &it->facts, quality_rules()).is_open);
	it->facts.line_count = 3;
	it->lines[2].tco2e = NAN;
	EXPECT_PLAN(it, 4, 5, PLAN_ADD_EVIDENCE, PLAN_ADD_EVIDENCE, PLAN_COMPLETE_LINE);
}

/* ---- random inventories ---- */

static uint64_t seed = 20260101;

static unsigned chance(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

#define ONE_OF(list) ((list)[chance(sizeof(list) / sizeof((list)[0]))])

static const struct {
	const char *energy, *unit, *other_unit;
} ENERGIES[] = {
    {"ELECTRICITY", "MWh", "万kWh"},
    {"HEAT", "GJ", "百万千焦"},
    {"NATURAL_GAS", "万Nm3", "m3"},
    {"DIESEL", "t", "kg"},
    {"RAW_COAL", "t", "kg"},
    {"ANTHRACITE", "t", "万t"},
    {"BITUMINOUS", "t", "kg"},
    {"", "t", "t"},
};
enum { FIRST_COAL = 4 };

static Months random_months(void)
{
	static const Months MONTHS[] = {0, 0, FULL, FULL, FULL, 0x03f, 0xfc0, 0x001};
	return ONE_OF(MONTHS);
}

static QualityLine random_line(int64_t id, bool may_miss)
{
	static const double TCO2E[] = {0, 1, 29.9, 30, 31, 50, 149, 150, 800, 1500, 3000, 20000, -40, -900};
	unsigned kind = chance(sizeof ENERGIES / sizeof ENERGIES[0]);
	bool has_energy = ENERGIES[kind].energy[0] != '\0';
	double tco2e = ONE_OF(TCO2E);
	if (has_energy)
		tco2e = fabs(tco2e);
	if (may_miss && chance(12) == 0)
		tco2e = NAN;
	return (QualityLine){
	    .id = id,
	    .category = has_energy ? "combustion" : "process",
	    .item = has_energy ? ENERGIES[kind].energy : "CaCO3",
	    .label = "line",
	    .source_name = "source",
	    .scope = chance(8) == 0 ? 3
		     : kind < 2	    ? 2
				    : 1,
	    .tco2e = tco2e,
	    .months = random_months(),
	    .proven = random_months(),
	    .has_evidence = chance(4) != 0,
	    .energy = ENERGIES[kind].energy,
	    .amount = amount(1 + chance(4), ENERGIES[kind].unit),
	    .has_measured_ncv = chance(2) == 0,
	    .has_measured_carbon = chance(3) != 0,
	    .has_laboratory_report = chance(2) == 0,
	};
}

static QualityCheckRow random_row(int64_t id)
{
	static const double FACTORS[] = {1, 1, 1, 0.96, 0.93, 0.9, 0.5, 1000, 0};
	static const double TCO2E[] = {0, 20, 400, 4000};
	unsigned kind = chance(sizeof ENERGIES / sizeof ENERGIES[0]);
	Unit ours, theirs;
	assert_true(unit_parse(ENERGIES[kind].unit, &ours) && unit_parse(ENERGIES[kind].other_unit, &theirs));
	double value = (1 + chance(6)) * ours.scale / theirs.scale * ONE_OF(FACTORS);
	QualityCheckRow made = row(id, ENERGIES[kind].energy, value, ENERGIES[kind].other_unit);
	if (chance(12) == 0 && kind < FIRST_COAL)
		made.amount = amount(1, "km");
	if (chance(12) == 0)
		made.amount.value = NAN;
	made.tco2e = ONE_OF(TCO2E);
	made.is_explained = chance(2) == 0;
	made.has_evidence = chance(3) != 0;
	if (chance(6) == 0)
		made.same_file_as = "line";
	return made;
}

static Case *random_case(bool may_miss)
{
	static const char *const KEYS[FINDINGS] = {"a", "b", "c"};
	Case *it = ARENA_NEW(mem, Case);
	it->facts = (QualityFacts){
	    .months = 12,
	    .lines = it->lines,
	    .line_count = may_miss ? chance(LINES + 1) : 1 + chance(LINES),
	    .source = (QualitySource)chance(4),
	    .none_reason = "",
	    .b205 = it->b205,
	    .b205_count = chance(ROWS + 1),
	    .is_b205_proven = chance(2) == 0,
	    .b205_same_file_as = chance(5) == 0 ? "line" : NULL,
	    .second = it->second,
	    .second_count = chance(ROWS + 1),
	    .is_verified = chance(3) == 0,
	    .findings = it->findings,
	    .finding_count = chance(3) == 0 ? chance(FINDINGS + 1) : 0,
	};
	bool is_proven = chance(2) == 0; /* otherwise few come beyond level 4 */
	for (size_t i = 0; i < it->facts.line_count; i++) {
		it->lines[i] = random_line((int64_t)i + 1, may_miss);
		if (is_proven) {
			it->lines[i].proven = FULL;
			it->lines[i].has_evidence = true;
		}
	}
	if (!may_miss)
		it->lines[0].scope = 1;
	for (size_t i = 0; i < it->facts.b205_count; i++)
		it->b205[i] = random_row(0);
	for (size_t i = 0; i < it->facts.second_count; i++)
		it->second[i] = random_row(100 + (int64_t)i);
	for (size_t i = 0; i < it->facts.finding_count; i++)
		it->findings[i] = (QualityFinding){.key = KEYS[i],
		    .label = "",
		    .field = "amount",
		    .line = chance(9),
		    .blocks = chance(3) != 0,
		    .is_answered = chance(2) == 0};
	return it;
}

static int level_after(const QualityFacts *facts, const PlanAction actions[], size_t count)
{
	QualityFacts after = plan_apply(mem, facts, quality_rules(), actions, count);
	return quality_level(mem, &after, quality_rules()).level;
}

static void level_is_what_its_reasons_say(const QualityFacts *facts)
{
	QualityResult result = quality_level(mem, facts, quality_rules());
	int level = 1;
	for (size_t i = 0; i < result.reason_count; i++) {
		const QualityReason *reason = &result.reasons[i];
		assert_in_range(reason->blocks, 1, 4);
		assert_true(i == 0 || reason->blocks <= result.reasons[i - 1].blocks ||
			    reason->code == QUALITY_NO_LINES);
		if (reason->blocks >= level)
			level = reason->blocks + 1;
	}
	assert_int_equal(result.level, level);
	assert_int_equal(quality_level(mem, facts, quality_rules()).reason_count, result.reason_count);
}

static void each_action_is_needed(const QualityFacts *facts, const Plan *plan)
{
	for (size_t i = 0; i < plan->action_count; i++) {
		PlanAction *others = ARENA_ARRAY(mem, PlanAction, plan->action_count + 1);
		size_t count = 0;
		for (size_t k = 0; k < plan->action_count; k++) {
			if (k != i)
				others[count++] = plan->actions[k];
		}
		assert_true(level_after(facts, others, count) > plan->target);
	}
}

static void levels_are_those_of_the_simulation(const QualityFacts *facts, const Plan *plan)
{
	PlanAction *backwards = ARENA_ARRAY(mem, PlanAction, plan->action_count + 1);
	for (size_t i = 0; i < plan->action_count; i++) {
		const PlanAction *action = &plan->actions[i];
		assert_int_equal(action->level_alone, level_after(facts, action, 1));
		assert_int_equal(action->level_so_far, level_after(facts, plan->actions, i + 1));
		assert_true(action->minutes > 0);
		backwards[plan->action_count - 1 - i] = *action;
	}
	assert_int_equal(level_after(facts, backwards, plan->action_count), plan->promised);
}

static void promise_holds(const QualityFacts *facts, const Plan *plan)
{
	assert_int_equal(plan->target, plan->level - 1);
	assert_true(plan->action_count > 0);
	assert_false(plan->is_open);
	assert_true(plan->promised <= plan->target);
	assert_int_equal(level_after(facts, plan->actions, plan->action_count), plan->promised);
	each_action_is_needed(facts, plan);
	levels_are_those_of_the_simulation(facts, plan);
}

/* From any inventory, plan after plan, to level 1. */
static void promise_holds_for_any_inventory(void **state)
{
	(void)state;
	int seen[6] = {0};
	for (int i = 0; i < RANDOM_CASES; i++) {
		arena_reset(mem);
		QualityFacts facts = random_case(false)->facts;
		for (int level = 5; level > 0;) {
			level_is_what_its_reasons_say(&facts);
			Plan plan = plan_make(mem, &facts, quality_rules());
			seen[plan.level]++;
			assert_true(plan.level <= level);
			level = plan.promised < plan.level ? plan.promised : 0;
			if (plan.level == 1)
				break;
			promise_holds(&facts, &plan);
			facts = plan_apply(mem, &facts, quality_rules(), plan.actions, plan.action_count);
		}
		assert_int_equal(quality_level(mem, &facts, quality_rules()).level, 1);
	}
	for (int level = 1; level <= 5; level++)
		assert_true(seen[level] > RANDOM_CASES / 20);
}

static void promise_is_honest_when_values_are_missing(void **state)
{
	(void)state;
	for (int i = 0; i < RANDOM_CASES / 4; i++) {
		arena_reset(mem);
		Case *it = random_case(true);
		level_is_what_its_reasons_say(&it->facts);
		Plan plan = plan_make(mem, &it->facts, quality_rules());
		assert_int_equal(level_after(&it->facts, plan.actions, plan.action_count), plan.promised);
		assert_int_equal(plan.is_open, plan.target > 0 && plan.promised > plan.target);
	}
}

static void every_kind_has_a_key(void **state)
{
	(void)state;
	for (int kind = 0; kind < PLAN_KINDS; kind++) {
		assert_non_null(plan_kind_key((PlanKind)kind));
		for (int other = 0; other < kind; other++)
			assert_string_not_equal(
			    plan_kind_key((PlanKind)kind), plan_kind_key((PlanKind)other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(small_company_needs_evidence_only),
	    cmocka_unit_test(large_company_needs_the_check_too),
	    cmocka_unit_test(prefers_a_set_that_is_filled_already),
	    cmocka_unit_test(takes_the_shorter_way_to_level_2),
	    cmocka_unit_test(sees_what_a_missing_line_brings),
	    cmocka_unit_test(stays_open_while_values_are_missing),
	    cmocka_unit_test(promise_holds_for_any_inventory),
	    cmocka_unit_test(promise_is_honest_when_values_are_missing),
	    cmocka_unit_test(every_kind_has_a_key),
	};
	return cmocka_run_group_tests_name("plan", tests, open_mem, close_mem);
}
