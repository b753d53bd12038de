/* Findings: what is noticed, what is offered, and what stays quiet. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/findings.h"

enum { FULL = 0xfff, LINES = 4, DOCUMENTS = 4 };

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

/* One electricity line of 2610 MWh in 2025, nothing else. */
typedef struct Case {
	FindingLine lines[LINES], past[LINES];
	FindingDocument documents[DOCUMENTS];
	QualityCheckRow rows[2];
	FindingFacts facts;
} Case;

static FindingLine line_of(int64_t id, const char *energy, double amount, const char *unit)
{
	bool is_electricity = strcmp(energy, "ELECTRICITY") == 0;
	bool is_bought = is_electricity || strcmp(energy, "HEAT") == 0;
	return (FindingLine){.id = id,
	    .category = is_electricity ? "electricity"
			: is_bought    ? "heat"
				       : "combustion",
	    .item = is_bought ? "" : energy,
	    .label = energy,
	    .energy = energy,
	    .facility = 1,
	    .scope = is_bought ? 2 : 1,
	    .amount = amount,
	    .unit = unit,
	    .alloc_total = NAN,
	    .alloc_share = NAN};
}

static Case *case_of(double amount, const char *unit)
{
	Case *it = ARENA_NEW(mem, Case);
	it->lines[0] = line_of(1, "ELECTRICITY", amount, unit);
	it->facts = (FindingFacts){.months = 12,
	    .period_start = {2025, 1, 1},
	    .period_end = {2025, 12, 31},
	    .today = {2026, 3, 1},
	    .lines = it->lines,
	    .line_count = 1,
	    .past = it->past,
	    .second = it->rows,
	    .b205 = it->rows,
	    .is_year_on_year = true,
	    .past_output = NAN};
	return it;
}

static void add_document(Case *it, size_t at, double amount, const char *unit, Months months)
{
	FindingLine *line = &it->lines[at];
	line->documents = it->documents;
	it->documents[line->document_count] = (FindingDocument){.file = 100 + (int64_t)line->document_count,
	    .name = "bill.pdf",
	    .amount = amount,
	    .unit = unit,
	    .months = months};
	line->document_count++;
}

static QualityCheckRow row_of(const char *energy, double amount, const char *unit)
{
	QualityCheckRow row = {.id = 7, .code = "33", .energy = energy, .label = energy};
	assert_true(quality_amount(amount, unit, &row.amount));
	return row;
}

static Finding *made(const Case *it, size_t *count)
{
	return findings_make(mem, &it->facts, count);
}

static void expect_nothing(const Case *it)
{
	size_t count;
	Finding *findings = made(it, &count);
	if (count > 0)
		fail_msg("%s", findings[0].key);
}

static Finding expect_one(const Case *it, FindingCode code)
{
	size_t count;
	Finding *findings = made(it, &count);
	if (count != 1)
		fail_msg("%zu findings for %s", count, finding_code_key(code));
	assert_string_equal(finding_code_key(findings[0].code), finding_code_key(code));
	return findings[0];
}

static void expect_fix(Finding finding, double value, const char *unit)
{
	assert_true(finding.has_fix);
	assert_float_equal(finding.fix_value, value, fabs(value) * 1e-9);
	assert_string_equal(finding.fix_unit, unit);
}

static void finds_slips_against_every_reference(void **state)
{
	(void)state;
	static const struct {
		double amount;
		const char *unit;
		double reference;
		const char *reference_unit;
		double fix; /* 0: no slip */
		const char *fix_unit;
	} CASES[] = {
	    {2610, "kWh", 2610, "MWh", 2610, "MWh"},
	    {2610, "kWh", 2300, "MWh", 2610, "MWh"},
	    {2610, "kWh", 3000, "MWh", 2610, "MWh"}, /* 14.9 % off */
	    {2610, "万kWh", 2610, "MWh", 2610, "MWh"},
	    {261, "MWh", 261, "万kWh", 261, "万kWh"},
	    {9396, "MWh", 2610, "MWh", 9396, "GJ"},
	    {2610, "MWh", 2610, "MWh", 0, NULL},
	    {2610, "MWh", 2500, "MWh", 0, NULL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		for (FindingCode code = FINDING_UNIT_DOCUMENTS; code <= FINDING_UNIT_B205; code++) {
			Case *it = case_of(CASES[i].amount, CASES[i].unit);
			if (code == FINDING_UNIT_DOCUMENTS) {
				add_document(it, 0, CASES[i].reference, CASES[i].reference_unit, FULL);
			} else if (code == FINDING_UNIT_LAST_YEAR) {
				it->past[0] = line_of(
				    5, "ELECTRICITY", CASES[i].reference, CASES[i].reference_unit);
				it->facts.past_count = 1;
			} else {
				it->rows[0] = row_of(
				    "ELECTRICITY", CASES[i].reference, CASES[i].reference_unit);
				it->facts.second_count = code == FINDING_UNIT_SECOND;
				it->facts.b205_count = code == FINDING_UNIT_B205;
			}
			if (!CASES[i].fix_unit) {
				expect_nothing(it);
				continue;
			}
			Finding finding = expect_one(it, code);
			expect_fix(finding, CASES[i].fix, CASES[i].fix_unit);
			assert_true(finding.blocks && finding.can_answer);
			assert_int_equal(finding.line, 1);
			assert_string_equal(finding.field, "amount_unit");
		}
	}
}

static void finds_missing_digits(void **state)
{
	(void)state;
	Case *it = case_of(0, "");
	it->lines[0] = line_of(1, "DIESEL", 4.2, "t");
	it->past[0] = line_of(5, "DIESEL", 42, "t");
	it->facts.past_count = 1;
	Finding finding = expect_one(it, FINDING_UNIT_LAST_YEAR);
	expect_fix(finding, 42, "t");
	assert_string_equal(finding.field, "amount");
	assert_float_equal(finding.ratio, 0.1, 1e-9);
	assert_float_equal(finding.expected, 42, 1e-9);
}

/* Litres count in tonnes by the item's density, which only the caller knows. */
static void reads_units_of_the_item(void **state)
{
	(void)state;
	Case *it = case_of(0, "");
	it->lines[0] = line_of(1, "DIESEL", 50, "L");
	it->lines[0].per_unit = 0.00084;
	it->lines[0].dim = dim_of(DIM_MASS);
	it->past[0] = line_of(5, "DIESEL", 42, "t");
	it->facts.past_count = 1;
	expect_fix(expect_one(it, FINDING_UNIT_LAST_YEAR), 50, "m3");
	it->lines[0].amount = 50000;
	expect_nothing(it);
}

/* Of three meters one was typed in the wrong unit; or all three were. */
static void finds_the_line_that_slipped(void **state)
{
	(void)state;
	Case *it = case_of(1000, "MWh");
	it->lines[1] = line_of(2, "ELECTRICITY", 800, "kWh");
	it->lines[2] = line_of(3, "ELECTRICITY", 900, "MWh");
	it->lines[1].label = "second meter";
	it->lines[2].label = "third meter";
	it->past[0] = line_of(5, "ELECTRICITY", 2750, "MWh");
	it->facts.line_count = 3;
	it->facts.past_count = 1;
	Finding finding = expect_one(it, FINDING_UNIT_LAST_YEAR);
	assert_int_equal(finding.line, 2);
	expect_fix(finding, 800, "MWh");

	it->lines[0].unit = it->lines[2].unit = "kWh";
	size_t count;
	Finding *findings = made(it, &count);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(findings[i].line, i + 1);
		expect_fix(findings[i], it->lines[i].amount, "MWh");
	}
}

/* The lines agree with last year, so it is the row of the check that slipped. */
static void blames_the_row_of_the_check(void **state)
{
	(void)state;
	Case *it = case_of(2610, "MWh");
	it->past[0] = line_of(5, "ELECTRICITY", 2500, "MWh");
	it->facts.past_count = 1;
	it->rows[0] = row_of("ELECTRICITY", 2610, "万kWh");
	it->facts.second_count = 1;
	Finding finding = expect_one(it, FINDING_UNIT_ROW);
	assert_int_equal(finding.row, 7);
	assert_int_equal(finding.line, 0);
	assert_float_equal(finding.given, 26100, 1e-6);
	assert_float_equal(finding.expected, 2610, 1e-6);
	it->facts.second_count = 0;
	it->facts.b205_count = 1;
	assert_string_equal(expect_one(it, FINDING_UNIT_ROW).b205_code, "33");
}

static void says_a_slip_once(void **state)
{
	(void)state;
	Case *it = case_of(2610, "kWh");
	it->past[0] = line_of(5, "ELECTRICITY", 2500, "MWh");
	it->facts.past_count = 1;
	it->rows[0] = row_of("ELECTRICITY", 261, "万kWh");
	it->facts.second_count = it->facts.b205_count = 1;
	add_document(it, 0, 2610, "MWh", FULL);
	expect_one(it, FINDING_UNIT_DOCUMENTS);
}

static void recognises_steam_typed_as_heat(void **state)
{
	(void)state;
	Case *it = case_of(0, "");
	it->lines[0] = line_of(1, "HEAT", 1000, "GJ");
	it->rows[0] = row_of("HEAT", 2750, "百万千焦");
	it->facts.second_count = 1;
	assert_false(expect_one(it, FINDING_STEAM_AS_HEAT).has_fix);
	it->facts.second_count = 0;
	add_document(it, 0, 1000, "t", FULL);
	expect_one(it, FINDING_STEAM_AS_HEAT);
	it->documents[0].amount = 370;
	expect_nothing(it);
}

static void compares_years(void **state)
{
	(void)state;
	static const struct {
		double amount; /* last year 1000 MWh */
		bool is_found;
	} CASES[] = {
	    {1300, false},
	    {1300.1, true},
	    {700, false},
	    {699.9, true},
	    {2000, true},
	    {1000, false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Case *it = case_of(CASES[i].amount, "MWh");
		it->past[0] = line_of(5, "ELECTRICITY", 100, "万kWh");
		it->facts.past_count = 1;
		if (!CASES[i].is_found) {
			expect_nothing(it);
			continue;
		}
		it->facts.output = 120;
		it->facts.past_output = 100;
		Finding finding = expect_one(it, FINDING_YEAR_CHANGE);
		assert_float_equal(finding.change_percent, CASES[i].amount / 10 - 100, 1e-4);
		assert_float_equal(finding.other_percent, 20, 1e-9);
		assert_true(finding.blocks);
		it->lines[0].scope = 3;
		assert_false(expect_one(it, FINDING_YEAR_CHANGE).blocks);
		it->facts.is_year_on_year = false;
		expect_nothing(it);
	}
}

static void compares_places_when_both_years_know_them(void **state)
{
	(void)state;
	Case *it = case_of(1000, "MWh");
	it->lines[1] = line_of(2, "ELECTRICITY", 500, "MWh");
	it->lines[1].facility = 2;
	it->facts.line_count = 2;
	it->past[0] = line_of(5, "ELECTRICITY", 500, "MWh");
	it->past[1] = line_of(6, "ELECTRICITY", 1000, "MWh");
	it->past[1].facility = 2;
	it->facts.past_count = 2;
	size_t count;
	Finding *findings = made(it, &count);
	assert_int_equal(count, 2); /* the works have changed places */
	assert_int_equal(findings[0].line, 1);
	assert_int_equal(findings[1].line, 2);
	it->past[0].facility = it->past[1].facility = 0;
	expect_nothing(it);
}

static void misses_sources_of_last_year(void **state)
{
	(void)state;
	Case *it = case_of(1000, "MWh");
	it->past[0] = line_of(5, "DIESEL", 5, "t");
	it->past[1] = line_of(6, "ELECTRICITY", 1000, "MWh");
	it->past[2] = line_of(7, "NATURAL_GAS", 0, "万Nm3");
	it->facts.past_count = 3;
	Finding finding = expect_one(it, FINDING_SOURCE_GONE);
	assert_string_equal(finding.label, "DIESEL");
	assert_string_equal(finding.key, "source_gone-combustion-DIESEL");
	assert_float_equal(finding.expected, 5, 1e-9);
	assert_int_equal(finding.line, 0);
}

static void checks_sums_of_documents(void **state)
{
	(void)state;
	static const struct {
		double sum;
		Months months;
		bool is_found;
	} CASES[] = {
	    {1000, FULL, false}, {950, FULL, false}, {949, FULL, true}, {1052.6, FULL, false},
	    {1053, FULL, true}, {300, 0x007, false}, /* three months only */
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Case *it = case_of(1000, "MWh");
		add_document(it, 0, CASES[i].sum / 2, "", CASES[i].months);
		add_document(it, 0, CASES[i].sum / 20, "万kWh", CASES[i].months);
		if (CASES[i].is_found)
			expect_fix(expect_one(it, FINDING_DOCUMENT_SUM), CASES[i].sum, "MWh");
		else
			expect_nothing(it);
	}
	Case *it = case_of(1000, "MWh"); /* an amount that nobody read off: no sum */
	add_document(it, 0, 10, "", FULL);
	add_document(it, 0, NAN, "", FULL);
	expect_nothing(it);
}

/* Three months of bills show the slip, when the factor is far beyond what three months can explain. */
static void extrapolates_some_months(void **state)
{
	(void)state;
	Case *it = case_of(2610, "kWh");
	add_document(it, 0, 650, "MWh", 0x007);
	expect_fix(expect_one(it, FINDING_UNIT_DOCUMENTS), 2610, "MWh");
	it->lines[0].unit = "MWh";
	expect_nothing(it);
	it->documents[0].amount = 65; /* a tenth: could be the season */
	expect_nothing(it);
}

static void checks_allocation(void **state)
{
	(void)state;
	static const struct {
		double amount, total, share;
		FindingCode code; /* FINDING_CODES: none */
		bool can_answer;
	} CASES[] = {
	    {250, 1000, 25, FINDING_CODES, true},
	    {251, 1000, 25, FINDING_CODES, true},
	    {252, 1000, 25, FINDING_ALLOCATION, true},
	    {1000, 1000, 25, FINDING_ALLOCATION, true},
	    {1000, 1000, 100, FINDING_CODES, true},
	    {1000.1, 1000, 100.01, FINDING_SHARE_OVER_100, false},
	    {1000, NAN, 101, FINDING_SHARE_OVER_100, false},
	    {-1, NAN, NAN, FINDING_NEGATIVE, false},
	    {1, -4, 25, FINDING_NEGATIVE, false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Case *it = case_of(CASES[i].amount, "MWh");
		it->lines[0].alloc_total = CASES[i].total;
		it->lines[0].alloc_share = CASES[i].share;
		size_t count;
		Finding *findings = made(it, &count);
		assert_int_equal(count > 0, CASES[i].code != FINDING_CODES);
		if (count == 0)
			continue;
		assert_int_equal(findings[0].code, CASES[i].code);
		assert_int_equal(findings[0].can_answer, CASES[i].can_answer);
		if (CASES[i].code == FINDING_ALLOCATION)
			expect_fix(findings[0], 250, "MWh");
	}
}

/* The document shows the total, the line our share of it. */
static void allocates_before_comparing_documents(void **state)
{
	(void)state;
	Case *it = case_of(250, "MWh");
	it->lines[0].alloc_total = 1000;
	it->lines[0].alloc_share = 25;
	add_document(it, 0, 1000, "MWh", FULL);
	expect_nothing(it);
	it->lines[0].alloc_total = NAN;
	expect_nothing(it);
	it->lines[0].alloc_share = NAN;
	expect_fix(expect_one(it, FINDING_DOCUMENT_SUM), 1000, "MWh");
}

static void doubts_zero_with_evidence(void **state)
{
	(void)state;
	Case *it = case_of(0, "MWh");
	expect_nothing(it);
	add_document(it, 0, NAN, "", FULL);
	assert_true(expect_one(it, FINDING_ZERO_PROVEN).blocks);
	it->documents[0].amount = 0;
	expect_nothing(it);
}

static void notices_overlapping_months(void **state)
{
	(void)state;
	static const struct {
		Months a, b, twice;
	} CASES[] = {
	    {0x03f, 0xfc0, 0},
	    {0x03f, 0xfe0, 0x020},
	    {0, 0, FULL},
	    {0, 0x004, 0x004},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Case *it = case_of(1000, "MWh");
		it->lines[1] = line_of(2, "ELECTRICITY", 900, "MWh");
		it->lines[0].months = CASES[i].a;
		it->lines[1].months = CASES[i].b;
		it->facts.line_count = 2;
		if (!CASES[i].twice) {
			expect_nothing(it);
			continue;
		}
		Finding finding = expect_one(it, FINDING_MONTHS_OVERLAP);
		assert_int_equal(finding.months, CASES[i].twice);
		assert_int_equal(finding.line, 2);
		assert_int_equal(finding.other_line, 1);
		it->lines[1].label = "another meter";
		expect_nothing(it);
		it->lines[1].label = it->lines[0].label;
		it->lines[1].facility = 2;
		expect_nothing(it);
	}
}

static void notices_one_file_for_two_lines(void **state)
{
	(void)state;
	Case *it = case_of(1000, "MWh");
	it->lines[1] = line_of(2, "ELECTRICITY", 900, "MWh");
	it->lines[1].label = "another meter";
	it->facts.line_count = 2;
	add_document(it, 0, NAN, "", FULL);
	it->lines[1].documents = it->documents;
	it->lines[1].document_count = 1;
	Finding finding = expect_one(it, FINDING_SAME_FILE);
	assert_false(finding.blocks);
	assert_int_equal(finding.other_line, 1);
	assert_string_equal(finding.name, "bill.pdf");

	it->lines[0].alloc_share = 60;
	it->lines[1].alloc_share = 40;
	expect_nothing(it);
	it->lines[1].alloc_share = 41;
	finding = expect_one(it, FINDING_FILE_SHARES);
	assert_true(finding.blocks);
	assert_float_equal(finding.given, 101, 1e-9);
}

static void notices_the_same_amount_twice(void **state)
{
	(void)state;
	static const struct {
		Months a, b;
		bool blocks;
	} CASES[] = {{0x001, 0x002, false}, {0x001, 0x001, true}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Case *it = case_of(1000, "MWh");
		add_document(it, 0, 83.25, "", CASES[i].a);
		add_document(it, 0, 83.25, "", CASES[i].b);
		size_t count;
		Finding *findings = made(it, &count);
		assert_int_equal(count, 1);
		assert_int_equal(findings[0].code, FINDING_SAME_AMOUNT);
		assert_int_equal(findings[0].blocks, CASES[i].blocks);
		it->documents[1].amount = 80;
		expect_nothing(it);
	}
}

static void notices_the_future(void **state)
{
	(void)state;
	Case *it = case_of(1000, "MWh");
	it->facts.today = (Date){2025, 12, 30};
	assert_string_equal(expect_one(it, FINDING_FUTURE).key, "future-2025-12-31");
	it->facts.today = (Date){2025, 12, 31};
	expect_nothing(it);
}

/* 2610 万kWh cost more than 7 million yuan at any price. */
static void compares_cost_with_revenue(void **state)
{
	(void)state;
	Case *it = case_of(2610, "万kWh");
	it->facts.revenue_yuan = 5e6;
	assert_float_equal(expect_one(it, FINDING_COST_OVER_REVENUE).ratio, 93960 * 80 / 5e6, 1e-9);
	it->lines[0].unit = "MWh";
	expect_nothing(it);
	it->facts.revenue_yuan = NAN;
	it->lines[0].unit = "亿kWh";
	expect_nothing(it);
}

/* An answer holds while the value stays about the same. */
static void keys_follow_the_value(void **state)
{
	(void)state;
	Case *it = case_of(2000, "MWh");
	it->past[0] = line_of(5, "ELECTRICITY", 1000, "MWh");
	it->facts.past_count = 1;
	Finding first = expect_one(it, FINDING_YEAR_CHANGE);
	it->lines[0].amount = 2000.4;
	assert_string_equal(expect_one(it, FINDING_YEAR_CHANGE).key, first.key);
	it->lines[0].amount = 2500;
	Finding other = expect_one(it, FINDING_YEAR_CHANGE);
	assert_string_not_equal(other.key, first.key);

	const char *const answered[] = {first.key};
	assert_true(findings_for_quality(mem, &first, 1, answered, 1)->is_answered);
	assert_false(findings_for_quality(mem, &other, 1, answered, 1)->is_answered);
	first.can_answer = false;
	assert_false(findings_for_quality(mem, &first, 1, answered, 1)->is_answered);
}

static void stays_quiet_about_what_cannot_be_read(void **state)
{
	(void)state;
	Case *it = case_of(NAN, "MWh");
	it->past[0] = line_of(5, "ELECTRICITY", 1000, "MWh");
	it->facts.past_count = 1;
	add_document(it, 0, 5, "MWh", FULL);
	expect_nothing(it);
	it->lines[0].amount = 5;
	it->lines[0].unit = "furlong";
	expect_nothing(it);
	it->facts.line_count = 0;
	it->facts.past_count = 0;
	expect_nothing(it);
}

static void has_a_stated_maximum(void **state)
{
	(void)state;
	enum { MANY = 1500 };
	FindingLine *lines = ARENA_ARRAY(mem, FindingLine, MANY);
	for (int i = 0; i < MANY; i++)
		lines[i] = line_of(i + 1, "ELECTRICITY", -1, "MWh");
	Case *it = case_of(0, "");
	it->facts.lines = lines;
	it->facts.line_count = MANY;
	size_t count;
	assert_non_null(made(it, &count));
	assert_int_equal(count, 1000);
}

static void every_code_has_a_key(void **state)
{
	(void)state;
	for (int code = 0; code < FINDING_CODES; code++) {
		assert_non_null(finding_code_key((FindingCode)code));
		for (int other = 0; other < code; other++)
			assert_string_not_equal(
			    finding_code_key((FindingCode)code), finding_code_key((FindingCode)other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_slips_against_every_reference),
	    cmocka_unit_test(finds_missing_digits),
	    cmocka_unit_test(reads_units_of_the_item),
	    cmocka_unit_test(finds_the_line_that_slipped),
	    cmocka_unit_test(blames_the_row_of_the_check),
	    cmocka_unit_test(says_a_slip_once),
	    cmocka_unit_test(recognises_steam_typed_as_heat),
	    cmocka_unit_test(compares_years),
	    cmocka_unit_test(compares_places_when_both_years_know_them),
	    cmocka_unit_test(misses_sources_of_last_year),
	    cmocka_unit_test(checks_sums_of_documents),
	    cmocka_unit_test(extrapolates_some_months),
	    cmocka_unit_test(checks_allocation),
	    cmocka_unit_test(allocates_before_comparing_documents),
	    cmocka_unit_test(doubts_zero_with_evidence),
	    cmocka_unit_test(notices_overlapping_months),
	    cmocka_unit_test(notices_one_file_for_two_lines),
	    cmocka_unit_test(notices_the_same_amount_twice),
	    cmocka_unit_test(notices_the_future),
	    cmocka_unit_test(compares_cost_with_revenue),
	    cmocka_unit_test(keys_follow_the_value),
	    cmocka_unit_test(stays_quiet_about_what_cannot_be_read),
	    cmocka_unit_test(has_a_stated_maximum),
	    cmocka_unit_test(every_code_has_a_key),
	};
	return cmocka_run_group_tests_name("findings", tests, open_mem, close_mem);
}
