/* What a search of the factor library finds, who takes which row unasked, and which own factors are refused.
 */
#include "factors/factors_rules.h"

#include "base/str.h"
#include "show/links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static Arena *mem;

static int open_arena(void **state)
{
	mem = arena_open();
	return 0;
}

static int close_arena(void **state)
{
	arena_close(mem);
	return 0;
}

static const GhgFactor *row(const char *id)
{
	const GhgFactor *factor = ghg_factor(ghg_embedded(), id);
	assert_non_null(factor);
	return factor;
}

static FactorQuery everything(void)
{
	return (FactorQuery){
	    .text = "", .kind = FACTOR_ANY, .region = "", .set = "", .confidence = FACTOR_ANY};
}

static void a_search_begins_with_what_was_meant(void **state)
{
	static const struct {
		const char *text;
		int kind;
		const char *first;
	} CASES[] = {
	    {"柴油", GHG_FUEL, "NDRC-other-industry-2015.DIESEL"},
	    {"diesel", GHG_FUEL, "NDRC-other-industry-2015.DIESEL"},
	    {"DIESEL 2015", GHG_FUEL, "NDRC-other-industry-2015.DIESEL"},
	    {"r410a", GHG_GWP, "R-410A.SAR"},
	    {"R-410A AR5", GHG_GWP, "R-410A.AR5"},
	    {"caco3", GHG_PROCESS, "ALL.carbonate.CaCO3"},
	    {"2023.average", FACTOR_ANY, "nation.CN.2023.average"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		FactorQuery query = everything();
		size_t count;
		query.text = CASES[i].text;
		query.kind = CASES[i].kind;
		const GhgFactor **list = factors_found(ghg_embedded(), mem, &query, &count);
		if (count == 0)
			fail_msg("%s finds nothing", CASES[i].text);
		if (!str_eq(list[0]->id, CASES[i].first))
			fail_msg("%s begins with %s", CASES[i].text, list[0]->id);
	}
}

static void traps_and_unseen_sources_come_last(void **state)
{
	FactorQuery query = everything();
	size_t count;
	query.text = "华北";
	const GhgFactor **list = factors_found(ghg_embedded(), mem, &query, &count);
	assert_true(count > 3);
	assert_false(list[0]->is_trap);
	assert_true(list[count - 1]->is_trap);
	for (size_t i = 1; i < count; i++)
		assert_false(list[i - 1]->is_trap && !list[i]->is_trap);
}

static void filters_leave_only_what_fits(void **state)
{
	FactorQuery query = everything();
	size_t all, count;
	factors_found(ghg_embedded(), mem, &query, &all);
	assert_true(all > 1300);

	query.kind = GHG_GRID;
	query.region = "32";
	const GhgFactor **list = factors_found(ghg_embedded(), mem, &query, &count);
	assert_true(count >= 3);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(list[i]->region, "32");

	query = everything();
	query.confidence = GHG_KNOWLEDGE;
	list = factors_found(ghg_embedded(), mem, &query, &count);
	assert_true(count > 100 && count < all);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list[i]->confidence, GHG_KNOWLEDGE);

	query = everything();
	query.set = "AR5";
	query.text = "methane zebra";
	factors_found(ghg_embedded(), mem, &query, &count);
	assert_int_equal(count, 0);

	query = everything();
	query.year = 2023;
	list = factors_found(ghg_embedded(), mem, &query, &count);
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(factor_year(list[i]), 2023);
}

static void pages_follow_each_other_without_gap(void **state)
{
	FactorQuery query = everything();
	size_t count, seen = 0;
	const GhgFactor **list = factors_found(ghg_embedded(), mem, &query, &count);
	const char *after = "";
	for (size_t from; (from = factors_behind(list, count, after)) < count; after = list[seen - 1]->id) {
		assert_int_equal(from, seen);
		seen += count - from < 50 ? count - from : 50;
	}
	assert_int_equal(seen, count);
	assert_int_equal(factors_behind(list, count, "no.such.row"), 0);
}

static void the_year_is_that_of_the_data(void **state)
{
	assert_int_equal(factor_year(row("nation.CN.2023.average")), 2023);
	assert_int_equal(factor_year(row("NDRC-other-industry-2015.DIESEL")), 2015);
	assert_int_equal(factor_year(row("heat.ef.default")), 2013); /* printed 2013-2025 */
	GhgFactor none = {.source_year = "recent, 12"};
	assert_int_equal(factor_year(&none), 0);
}

static void history_holds_the_same_thing_alone(void **state)
{
	size_t count;
	const GhgFactor **list = factor_history(ghg_embedded(), mem, row("nation.CN.2023.average"), &count);
	bool has_2022 = false;
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(list[i]->region, "CN");
		has_2022 |= list[i]->year == 2022 && str_eq(list[i]->set, "average");
	}
	assert_true(has_2022);

	list = factor_history(ghg_embedded(), mem, row("R-410A.AR5"), &count);
	assert_true(count >= 4);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(list[i]->code, "R-410A");

	assert_true(factor_is_comparable(row("nation.CN.2023.average"), row("nation.CN.2022.average")));
	assert_false(factor_is_comparable(
	    row("nation.CN.2023.average"), row("nation.CN.2023.average_excl_market_nonfossil")));
}

static void what_is_gone_leads_to_what_stands_now(void **state)
{
	(void)state;
	GhgFactor gone = *row("nation.CN.2022.average");
	gone.id = "nation.CN.2031.average";
	gone.year = 2031;
	assert_string_equal(factor_successor(ghg_embedded(), mem, &gone)->id, "nation.CN.2023.average");
	gone.region = "of no province";
	assert_null(factor_successor(ghg_embedded(), mem, &gone));
	gone = *row("NDRC-other-industry-2015.DIESEL");
	gone.id = "of.another.year";
	assert_string_equal(
	    factor_successor(ghg_embedded(), mem, &gone)->id, "NDRC-other-industry-2015.DIESEL");
	gone.set = "of no table";
	assert_string_equal(factor_successor(ghg_embedded(), mem, &gone)->code, "DIESEL");
	gone.unit = "kgCO2/m2";
	assert_null(factor_successor(ghg_embedded(), mem, &gone));
}

static void the_newest_average_is_taken_until_a_newer_one(void **state)
{
	int from, to;
	assert_true(factor_default_years(ghg_embedded(), row("nation.CN.2023.average"), &from, &to));
	assert_int_equal(from, 2023);
	assert_int_equal(to, 0);
	assert_true(factor_default_years(ghg_embedded(), row("nation.CN.2022.average"), &from, &to));
	assert_int_equal(from, 2022);
	assert_int_equal(to, 2022);
	assert_false(factor_default_years(ghg_embedded(), row("region.NC.2019.trap_cdm_om"), &from, &to));
}

static bool has_default(const FactorDefault *list, size_t count, const char *method, const char *category)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i].method->code, method) &&
		    (category ? list[i].category && str_eq(list[i].category->code, category)
			      : !list[i].category))
			return true;
	return false;
}

static void methods_that_take_a_row_unasked(void **state)
{
	static const struct {
		const char *id, *method, *category;
		bool is_taken;
	} CASES[] = {
	    {"NDRC-other-industry-2015.DIESEL", "general", "combustion", true},
	    {"IPCC-2006.DIESEL", "general", "combustion", false},
	    {"nation.CN.2023.average", "general", "electricity", true},
	    {"region.NC.2019.trap_cdm_om", "general", "electricity", false},
	    {"heat.ef.default", "general", "heat", true},
	    {"heat.ef.prov.11", "general", "heat", false},
	    {"R-410A.AR5", "general", NULL, true},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		FactorDefault *list;
		size_t count = factor_defaults(ghg_embedded(), mem, row(CASES[i].id), &list);
		if (has_default(list, count, CASES[i].method, CASES[i].category) != CASES[i].is_taken)
			fail_msg("%s in %s %s", CASES[i].id, CASES[i].method,
			    CASES[i].category ? CASES[i].category : "");
	}
}

static void names_of_kinds_read_back(void **state)
{
	for (int kind = 0; kind < FACTOR_KINDS; kind++)
		assert_int_equal(factor_kind_named(factor_kind_code((GhgFactorKind)kind)), kind);
	assert_int_equal(factor_kind_named("steam"), FACTOR_ANY);
	assert_int_equal(factor_confidence_named("verified2"), GHG_VERIFIED2);
	assert_int_equal(factor_confidence_named(""), FACTOR_ANY);
	assert_string_equal(
	    factor_href(mem, "22.n2o_km.car_gasoline_IV+"), "/factors/22.n2o_km.car_gasoline_IV%2B");
}

/* ---- own factors ---- */

static void units_belong_to_what_the_factor_is_for(void **state)
{
	static const struct {
		const char *purpose, *unit;
		OwnUnit expected;
	} CASES[] = {
	    {"fuel", "tCO2/t", OWN_UNIT_FINE},
	    {"fuel", "tCO2/10^4 Nm3", OWN_UNIT_FINE},
	    {"fuel", "kgCO2/L", OWN_UNIT_FINE},
	    {"fuel", "tCO2/GJ", OWN_UNIT_FINE},
	    {"fuel", "GJ/t", OWN_UNIT_NOT_GAS},
	    {"fuel", "tC/GJ", OWN_UNIT_NOT_GAS},
	    {"fuel", "tCO2", OWN_UNIT_NOT_PER},
	    {"fuel", "tCO2/万元", OWN_UNIT_PER_WRONG},
	    {"fuel", "", OWN_UNIT_EMPTY},
	    {"fuel", "kg/foo", OWN_UNIT_UNKNOWN},
	    {"fuel", "tCO2/item", OWN_UNIT_UNKNOWN},
	    {"grid", "kgCO2/kWh", OWN_UNIT_FINE},
	    {"grid", "tCO2/万千瓦时", OWN_UNIT_FINE},
	    {"grid", "tCO2/t", OWN_UNIT_PER_WRONG},
	    {"grid", "kWh", OWN_UNIT_NOT_GAS},
	    {"heat", "tCO2/GJ", OWN_UNIT_FINE},
	    {"heat", "tCO2/t", OWN_UNIT_PER_WRONG},
	    {"process", "tCO2/t", OWN_UNIT_FINE},
	    {"process", "tN2O/t", OWN_UNIT_FINE},
	    {"process", "tC/t", OWN_UNIT_FINE},
	    {"process", "tCO2e/(t·km)", OWN_UNIT_PER_WRONG},
	    {"process", "tCO2*t", OWN_UNIT_PER_WRONG},
	    {"scope3", "tCO2e/万元", OWN_UNIT_FINE},
	    {"scope3", "kgCO2e/(t·km)", OWN_UNIT_FINE},
	    {"scope3", "kgCO2e/间夜", OWN_UNIT_FINE},
	    {"scope3", "kgCO2e", OWN_UNIT_NOT_PER},
	    {"scope3", "tCH4/t", OWN_UNIT_NOT_GAS},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		OwnUnit found = own_unit_check(CASES[i].purpose, CASES[i].unit, NULL);
		if (found != CASES[i].expected)
			fail_msg("%s %s: %d", CASES[i].purpose, CASES[i].unit, (int)found);
	}
	for (size_t p = 0; OWN_PURPOSES[p]; p++)
		for (const char *const *unit = own_units(OWN_PURPOSES[p]); *unit; unit++)
			if (own_unit_check(OWN_PURPOSES[p], *unit, NULL) != OWN_UNIT_FINE)
				fail_msg("%s offers %s", OWN_PURPOSES[p], *unit);
}

static OwnFactor a_factor(void)
{
	return (OwnFactor){.name = "1 号窑天然气",
	    .purpose = "fuel",
	    .value_text = "21.62",
	    .unit = "tCO2/万Nm3",
	    .source = "检测报告 T-118",
	    .source_year = "2025",
	    .valid_from = "2025-01-01",
	    .valid_to = "2025-12-31",
	    .note = ""};
}

static void each_field_is_checked(void **state)
{
	char *long_text = arena_alloc(mem, 2000);
	memset(long_text, 'x', 700);
	const struct {
		OwnField field;
		const char *text;
		OwnFault expected;
	} cases[] = {
	    {OWN_NAME, "1 号窑天然气", OWN_FINE},
	    {OWN_NAME, "", OWN_EMPTY},
	    {OWN_NAME, long_text, OWN_TOO_LONG},
	    {OWN_PURPOSE, "fuels", OWN_UNKNOWN_PURPOSE},
	    {OWN_PURPOSE, "", OWN_UNKNOWN_PURPOSE},
	    {OWN_VALUE, "1 384.87", OWN_FINE},
	    {OWN_VALUE, "0", OWN_FINE},
	    {OWN_VALUE, "", OWN_EMPTY},
	    {OWN_VALUE, "12,5", OWN_COMMA},
	    {OWN_VALUE, "abc", OWN_NOT_A_NUMBER},
	    {OWN_VALUE, "-0.1", OWN_NEGATIVE},
	    {OWN_VALUE, "1e400", OWN_TOO_LARGE},
	    {OWN_VALUE, "1e13", OWN_TOO_LARGE},
	    {OWN_UNIT_FIELD, "t", OWN_UNIT},
	    {OWN_SOURCE, "", OWN_EMPTY},
	    {OWN_SOURCE_YEAR, "", OWN_EMPTY},
	    {OWN_SOURCE_YEAR, "25", OWN_YEAR},
	    {OWN_SOURCE_YEAR, "2025年", OWN_YEAR},
	    {OWN_FROM, "", OWN_FINE},
	    {OWN_FROM, "2025-02-30", OWN_DATE},
	    {OWN_TO, "2024-12-31", OWN_DATES_CROSSED},
	    {OWN_TO, "", OWN_FINE},
	    {OWN_NOTE, long_text, OWN_TOO_LONG},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		OwnFactor factor = a_factor();
		OwnProblem problems[OWN_FIELDS];
		*own_field_text(&factor, cases[i].field) = cases[i].text;
		int wrong = own_factor_check(mem, &factor, problems);
		if (problems[cases[i].field].fault != cases[i].expected ||
		    wrong != (cases[i].expected != OWN_FINE))
			fail_msg("%s '%.20s': %d, %d wrong", own_field_name(cases[i].field), cases[i].text,
			    (int)problems[cases[i].field].fault, wrong);
	}
}

static void purposes_are_read_in_both_languages(void **state)
{
	static const char *const CASES[][2] = {{"燃料", "fuel"}, {"Fuel", "fuel"}, {"外购电力", "grid"},
	    {"Electricity", "grid"}, {"热力", "heat"}, {"工业过程", "process"}, {"范围三", "scope3"},
	    {"Scope 3", "scope3"}, {"scope3", "scope3"}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_string_equal(own_purpose_named(CASES[i][0]), CASES[i][1]);
	assert_null(own_purpose_named("水"));
	assert_null(own_purpose_named(""));
}

static void doubts_are_said(void **state)
{
	static const struct {
		const char *purpose, *value, *unit, *valid_to;
		int64_t file_id;
		OwnDoubt expected;
	} CASES[] = {
	    {"grid", "0.9419", "kgCO2/kWh", "", 1, OWN_TRAP},
	    {"grid", "9.419", "tCO2/万kWh", "", 1, OWN_TRAP},
	    {"grid", "0.5306", "tCO2/MWh", "", 1, OWN_SURE},
	    {"grid", "530.6", "kgCO2/kWh", "", 1, OWN_HIGH},
	    {"fuel", "21.62", "tCO2/万Nm3", "2025-12-31", 1, OWN_SURE},
	    {"fuel", "21.62", "tCO2/Nm3", "", 1, OWN_HIGH},
	    {"fuel", "3.1", "kgCO2/kg", "2024-12-31", 1, OWN_EXPIRED},
	    {"fuel", "3.1", "kgCO2/kg", "", 0, OWN_NO_PROOF},
	    {"scope3", "2", "tCO2e/元", "", 1, OWN_HIGH},
	    {"process", "0.44", "tCO2/t", "", 1, OWN_SURE},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		OwnFactor factor = a_factor();
		const GhgFactor *trap;
		factor.purpose = CASES[i].purpose;
		factor.value_text = CASES[i].value;
		factor.unit = CASES[i].unit;
		factor.valid_to = CASES[i].valid_to;
		factor.file_id = CASES[i].file_id;
		OwnDoubt found = own_factor_doubt(ghg_embedded(), &factor, (Date){2025, 6, 1}, &trap);
		if (found != CASES[i].expected || (found == OWN_TRAP) != (trap != NULL))
			fail_msg("%s %s %s: %d", CASES[i].purpose, CASES[i].value, CASES[i].unit, (int)found);
	}
}

static void a_line_keeps_where_its_factor_is_from(void **state)
{
	OwnFactor factor = a_factor(), other = a_factor();
	assert_string_equal(own_factor_source(mem, &factor), "检测报告 T-118 (2025) · 1 号窑天然气");
	assert_true(own_factor_is_same(&factor, &other));
	other.valid_from = "2026-01-01";
	assert_false(own_factor_is_same(&factor, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_search_begins_with_what_was_meant),
	    cmocka_unit_test(traps_and_unseen_sources_come_last),
	    cmocka_unit_test(filters_leave_only_what_fits),
	    cmocka_unit_test(pages_follow_each_other_without_gap),
	    cmocka_unit_test(the_year_is_that_of_the_data),
	    cmocka_unit_test(history_holds_the_same_thing_alone),
	    cmocka_unit_test(what_is_gone_leads_to_what_stands_now),
	    cmocka_unit_test(the_newest_average_is_taken_until_a_newer_one),
	    cmocka_unit_test(methods_that_take_a_row_unasked),
	    cmocka_unit_test(names_of_kinds_read_back),
	    cmocka_unit_test(units_belong_to_what_the_factor_is_for),
	    cmocka_unit_test(each_field_is_checked),
	    cmocka_unit_test(purposes_are_read_in_both_languages),
	    cmocka_unit_test(doubts_are_said),
	    cmocka_unit_test(a_line_keeps_where_its_factor_is_from),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
