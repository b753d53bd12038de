/* What may be typed, what it adds, when a recalculation is due, and what a recalculation is. */
#include "baseyear/baseyear_rules.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"

static BaseYear a_year(void)
{
	return (BaseYear){.series = 1,
	    .kind = "fixed",
	    .source = "typed",
	    .inventories = "",
	    .year_text = "2020",
	    .amounts = {"20.93", "7", "", ""},
	    .reason = "第一个完整核算年",
	    .threshold_text = "5",
	    .scopes = "12",
	    .policy = ""};
}

static void test_year(void **state)
{
	static const struct {
		BaseField field;
		const char *typed;
		BaseFault fault;
	} TABLE[] = {
	    {BASE_KIND, "fixed", BASE_FINE},
	    {BASE_KIND, "", BASE_UNKNOWN_CHOICE},
	    {BASE_SCOPES, "1", BASE_UNKNOWN_CHOICE},
	    {BASE_YEAR_TEXT, "20", BASE_NO_YEAR},
	    {BASE_YEAR_TEXT, "二〇二〇", BASE_NO_YEAR},
	    {BASE_AMOUNT + BASE_SCOPE1, "1,5", BASE_COMMA},
	    {BASE_AMOUNT + BASE_SCOPE1, "x", BASE_NOT_A_NUMBER},
	    {BASE_AMOUNT + BASE_SCOPE1, "1e12", BASE_TOO_LARGE},
	    {BASE_AMOUNT + BASE_SCOPE3, "1 234.5", BASE_FINE},
	    {BASE_REASON, "", BASE_EMPTY},
	    {BASE_THRESHOLD, "", BASE_EMPTY},
	    {BASE_THRESHOLD, "101", BASE_OVER_100},
	    {BASE_THRESHOLD, "-1", BASE_NEGATIVE},
	    {BASE_THRESHOLD, "5%", BASE_NOT_A_NUMBER},
	    {BASE_THRESHOLD, "0", BASE_FINE},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		BaseYear year = a_year();
		BaseFault faults[BASE_FIELDS];
		*base_field_text(&year, TABLE[i].field) = TABLE[i].typed;
		base_year_check(&year, faults);
		for (int f = 0; f < BASE_FIELDS; f++) {
			BaseFault expected = f == (int)TABLE[i].field ? TABLE[i].fault : BASE_FINE;
			if (faults[f] != expected)
				fail_msg("row %zu: field %s has fault %d", i, base_field_name((BaseField)f),
				    faults[f]);
		}
	}
	BaseYear empty = a_year();
	BaseFault faults[BASE_FIELDS];
	empty.amounts[BASE_SCOPE1] = empty.amounts[BASE_SCOPE2] = "";
	base_year_check(&empty, faults);
	assert_int_equal(faults[BASE_AMOUNT], BASE_NO_AMOUNT);
}

static void test_inventories(void **state)
{
	static const struct {
		const char *kind, *text;
		size_t count;
		BaseFault fault;
	} TABLE[] = {
	    {"fixed", "", 0, BASE_NO_INVENTORY},
	    {"fixed", "7", 1, BASE_FINE},
	    {"fixed", "7,8", 2, BASE_ONE_INVENTORY},
	    {"average", "7", 1, BASE_SEVERAL_INVENTORIES},
	    {"average", "7,8,9", 3, BASE_FINE},
	    {"average", "1,2,3,4,5", 5, BASE_FINE},
	    {"average", "1,2,3,4,5,6", BASE_MAX_YEARS,
		BASE_SEVERAL_INVENTORIES}, /* none is left out silently */
	    {"rolling", "99999999999999999999,x,,3", 1, BASE_FINE},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		BaseYear year = a_year();
		int64_t ids[BASE_MAX_YEARS];
		BaseFault faults[BASE_FIELDS];
		year.source = "inventory";
		year.kind = TABLE[i].kind;
		year.inventories = TABLE[i].text;
		base_year_check(&year, faults);
		size_t count = base_inventory_ids(TABLE[i].text, ids);
		bool is_long = str_starts(TABLE[i].text, "999");
		if (faults[BASE_INVENTORIES] != (is_long ? BASE_ONE_INVENTORY : TABLE[i].fault) ||
		    count != TABLE[i].count + is_long)
			fail_msg("row %zu: fault %d, %zu ids", i, faults[BASE_INVENTORIES], count);
	}
}

static BaseEntry an_entry(const char *kind, const char *scope1, int64_t id)
{
	return (BaseEntry){.id = id,
	    .series = 1,
	    .kind = kind,
	    .occurred_on = "2025-06-30",
	    .title = "二分厂",
	    .amounts = {scope1, "", "", ""},
	    .explanation = "按转让协议附件的能源台账计算",
	    .file_name = ""};
}

static void test_entry(void **state)
{
	static const struct {
		const char *kind, *day, *scope1, *explanation;
		BaseEntryField field;
		BaseFault fault;
		int64_t kg;
	} TABLE[] = {
	    {"divested", "2025-06-30", "1.33", "x", ENTRY_KIND, BASE_FINE, -1330},
	    {"acquired", "2025-06-30", "1.33", "x", ENTRY_KIND, BASE_FINE, 1330},
	    {"error", "2025-06-30", "-1.33", "x", ENTRY_KIND, BASE_FINE, -1330},
	    {"divested", "2025-06-30", "-1.33", "x", ENTRY_AMOUNT, BASE_NEGATIVE, 0},
	    {"growth", "2025-06-30", "1.33", "x", ENTRY_KIND, BASE_UNKNOWN_CHOICE, 1330},
	    {"merged", "2025-02-30", "1.33", "x", ENTRY_DAY, BASE_NO_DAY, 1330},
	    {"merged", "2027-01-01", "1.33", "x", ENTRY_DAY, BASE_DAY_AHEAD, 1330},
	    {"merged", "2025-06-30", "", "x", ENTRY_AMOUNT, BASE_NO_AMOUNT, 0},
	    {"merged", "2025-06-30", "1", "", ENTRY_EXPLANATION, BASE_EMPTY, 1000},
	};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		BaseEntry entry = an_entry(TABLE[i].kind, TABLE[i].scope1, 1);
		entry.occurred_on = TABLE[i].day;
		entry.explanation = TABLE[i].explanation;
		BaseFault faults[ENTRY_FIELDS];
		base_entry_check(&entry, (Date){2026, 11, 22}, faults);
		BaseAmounts change = base_entry_change_of(&entry);
		if (faults[TABLE[i].field] != TABLE[i].fault || change.kg[BASE_SCOPE1] != TABLE[i].kg)
			fail_msg("row %zu: fault %d, %lld kg", i, faults[TABLE[i].field],
			    (long long)change.kg[BASE_SCOPE1]);
	}
	BaseEntry proven = an_entry("divested", "1", 1);
	BaseFault faults[ENTRY_FIELDS];
	proven.explanation = "";
	proven.file_id = 3;
	base_entry_check(&proven, (Date){2026, 11, 22}, faults);
	assert_int_equal(faults[ENTRY_EXPLANATION], BASE_FINE);
}

/* V-16 through the register: optional, required at 3 %, required together; then recalculated. */
static void test_state(void **state)
{
	Arena *mem = arena_open();
	BaseEntry entries[3] = {an_entry("divested", "1.33", 1), an_entry("divested", "1.33", 2)};
	BaseState s = {.is_chosen = true, .year = a_year(), .entries = entries, .entry_count = 1};
	s.original = base_typed_amounts(&s.year);
	base_state_judge(mem, &s);
	assert_true(fabs(s.verdict.percent - 4.7619) < 5e-5 && !s.verdict.is_required);

	s.year.threshold_text = "3";
	s.open_count = 0;
	base_state_judge(mem, &s);
	assert_true(s.verdict.is_required);

	s.year.threshold_text = "5";
	s.open_count = 0;
	s.entry_count = 2;
	base_state_judge(mem, &s);
	assert_true(s.open_count == 2 && s.verdict.is_required);
	assert_true(fabs(s.verdict.cumulative_percent - 9.5238) < 5e-5);

	BaseRecalculation first = base_recalculate(mem, &s, "两处转让");
	assert_true(first.number == 1 && first.item_count == 2);
	assert_true(base_total_kg(&first.original, false) == 27930);
	assert_true(base_total_kg(&first.total, false) == 27930 - 2 * 1330);

	entries[0].recalculation = entries[1].recalculation = 1;
	entries[2] = an_entry("error", "0.5", 3);
	BaseState after = {.is_chosen = true,
	    .year = s.year,
	    .original = s.original,
	    .entries = entries,
	    .entry_count = 3,
	    .recalculations = &first,
	    .recalculation_count = 1};
	base_state_judge(mem, &after);
	assert_true(after.open_count == 1 && !after.has_other_origin);
	assert_true(fabs(after.verdict.cumulative_percent - 500.0 / 25270 * 100) < 1e-9);
	BaseRecalculation second = base_recalculate(mem, &after, "更正");
	assert_true(second.number == 2 && second.item_count == 3 && second.items[0].since_number == 1 &&
		    second.items[2].since_number == 2);
	BaseAmounts sum = second.original;
	for (size_t i = 0; i < second.item_count; i++)
		sum = base_sum(&sum, &second.items[i].change);
	assert_memory_equal(&sum, &second.total, sizeof sum);
	assert_true(base_total_kg(&second.total, false) == 25770);

	after.original.kg[BASE_SCOPE1]++;
	after.open_count = 0;
	base_state_judge(mem, &after);
	assert_true(after.has_other_origin);
	assert_true(base_total_kg(&after.in_force, false) == 25270); /* what was recalculated stays */
	arena_close(mem);
}

static void test_other(void **state)
{
	BaseYear a = a_year(), b = a_year();
	assert_false(base_year_is_other(&a, &b));
	b.reason = "别的理由";
	b.amounts[BASE_SCOPE1] = "20.930";
	assert_false(base_year_is_other(&a, &b));
	b.amounts[BASE_SCOPE1] = "20.931";
	assert_true(base_year_is_other(&a, &b));
	b = a_year();
	b.kind = "average";
	assert_true(base_year_is_other(&a, &b));
}

static void test_may_be(void **state)
{
	Inventory inventory = {.start = {2024, 1, 1}, .end = {2024, 12, 31}, .status = INVENTORY_DONE};
	Arena *mem = arena_open();
	assert_true(base_may_be(&inventory));
	assert_string_equal(base_period_text(mem, &inventory), "2024");
	inventory.status = INVENTORY_OPEN;
	assert_false(base_may_be(&inventory));
	inventory.status = INVENTORY_PUBLISHED;
	inventory.end = (Date){2024, 6, 30};
	assert_false(base_may_be(&inventory));
	inventory.start = (Date){2024, 4, 1};
	inventory.end = (Date){2025, 3, 31};
	inventory.start_text = "2024-04-01";
	inventory.end_text = "2025-03-31";
	assert_true(base_may_be(&inventory));
	assert_string_equal(base_period_text(mem, &inventory), "2024-04 ~ 2025-03");
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_year),
	    cmocka_unit_test(test_inventories),
	    cmocka_unit_test(test_entry),
	    cmocka_unit_test(test_state),
	    cmocka_unit_test(test_other),
	    cmocka_unit_test(test_may_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
