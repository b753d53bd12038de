/* What typed text means, which fields a line has, how edits merge, what a certificate range and a period may
 * be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "ghg/weighted.h"
#include "calculator/calculator_table.h"
#include "result/result.h"

#include <cmocka.h> /* last: it defines `fail` */

static Inventory glass_2025(void)
{
	Inventory inventory = {.id = 7,
	    .org_id = 1,
	    .start_text = "2025-01-01",
	    .end_text = "2025-12-31",
	    .method = "general",
	    .gwp_set = "",
	    .approach = "operational",
	    .grid_choice = "nation",
	    .output_text = "",
	    .output_unit = "",
	    .output_name = "",
	    .revenue_text = "",
	    .headcount_text = "",
	    .coal_rate_text = "",
	    .note = ""};
	inventory_read_period(&inventory);
	return inventory;
}

static ActivityLine line_of(const char *category, const char *item, const char *amount, const char *unit)
{
	ActivityLine line = line_blank(1, 7, category);
	line.item = item;
	line.amount_text = amount;
	line.amount_unit = unit;
	return line;
}

static LineResult computed(Arena *mem, const ActivityLine *line)
{
	Inventory *inventory = ARENA_NEW(mem, Inventory);
	*inventory = glass_2025();
	ActivityLine *kept = ARENA_NEW(mem, ActivityLine);
	*kept = *line;
	return line_compute(ghg_embedded(), mem, inventory, NULL, 0, kept, ZH);
}

static void test_period(void **state)
{
	static const struct {
		const char *start, *end;
		PeriodFault fault;
		int months;
	} CASES[] = {
	    {"2025-01-01", "2025-12-31", PERIOD_FINE, 12},
	    {"2024-01-01", "2024-12-31", PERIOD_FINE, 12}, /* 366 days */
	    {"2025-01-15", "2026-01-14", PERIOD_FINE, 13},
	    {"2025-03-30", "2025-03-31", PERIOD_FINE, 1},
	    {"2025-01-01", "2026-01-02", PERIOD_TOO_LONG, 12},
	    {"2025-02-31", "2025-12-31", PERIOD_START_NOT_A_DAY, 12},
	    {"2025-01-01", "2025-2-1", PERIOD_END_NOT_A_DAY, 12},
	    {"", "2025-12-31", PERIOD_NO_START, 12},
	    {"2025-01-01", "", PERIOD_NO_END, 12},
	    {"2025-02-02", "2025-02-01", PERIOD_END_BEFORE_START, 12},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Inventory inventory = glass_2025();
		inventory.start_text = CASES[i].start;
		inventory.end_text = CASES[i].end;
		inventory_read_period(&inventory);
		Date start, end;
		assert_int_equal(period_check(CASES[i].start, CASES[i].end, &start, &end), CASES[i].fault);
		assert_int_equal(inventory.month_count, CASES[i].months);
		assert_int_equal(inventory_period_is_valid(&inventory), CASES[i].fault == PERIOD_FINE);
	}
}

/* Invalid text is a problem of its field, and the line counts as not reported. */
static void test_typed_amounts(void **state)
{
	static const struct {
		const char *amount;
		LineFault fault;
	} CASES[] = {
	    {"12,5x", LINE_NOT_A_NUMBER},
	    {"1e400", LINE_TOO_LARGE},
	    {"12,5", LINE_AMBIGUOUS_COMMA},
	    {"-3", LINE_CORE},
	    {"", LINE_NO_AMOUNT},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		ActivityLine line = line_of("electricity", "", CASES[i].amount, "MWh");
		LineResult result = computed(mem, &line);
		assert_false(result.is_known);
		assert_true(isnan(result.result.tco2e));
		size_t stopping = 0;
		for (size_t p = 0; p < result.problem_count; p++)
			stopping += result.problems[p].stops;
		assert_int_equal(stopping, 1);
		assert_int_equal(result.problems[0].fault, CASES[i].fault);
		assert_string_equal(result.problems[0].field, "amount");
		assert_true(result.problems[0].stops);
		assert_string_equal(result.line->amount_text, CASES[i].amount);
	}
	arena_close(mem);
}

static void test_known_results(void **state)
{
	/* 2610 MWh x 0.5306 (data/factors/grid_cn.csv, nation.CN.2023.average) = 1384.866; the same in other
	 * units and with other digits */
	static const struct {
		const char *amount, *unit;
	} CASES[] = {
	    {"2610", "MWh"}, {"2 610.00", "MWh"}, {"２６１０", "MWh"}, {"261", "万kWh"}, {"2610000", "kWh"}};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		ActivityLine line = line_of("electricity", "", CASES[i].amount, CASES[i].unit);
		LineResult result = computed(mem, &line);
		assert_true(result.is_known);
		assert_float_equal(result.result.tco2e, 1384.866, 1e-6);
	}
	arena_close(mem);
}

static void test_months_are_the_amount(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("electricity", "", "99", "MWh");
	for (int i = 1; i <= 10; i++)
		assert_int_equal(
		    field_set(mem, &LINE_FORM, &line, arena_printf(mem, "month_%d", i), "261"), FIELD_SET);
	LineResult result = computed(mem, &line);
	assert_float_equal(result.amount, 2610, 1e-9);
	assert_float_equal(result.result.tco2e, 1384.866, 1e-6);
	assert_int_equal(result.months, (1 << 10) - 1);
	field_set(mem, &LINE_FORM, &line, "month_3", "abc");
	result = computed(mem, &line);
	assert_false(result.is_known);
	assert_string_equal(result.problems[0].field, "month_3");
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "month_3"), "abc");
	for (int i = 1; i <= 10; i++)
		field_set(mem, &LINE_FORM, &line, arena_printf(mem, "month_%d", i), "");
	assert_string_equal(line.monthly, "");
	assert_float_equal(computed(mem, &line).amount, 99, 0);
	arena_close(mem);
}

/* 180 t of coal with 20 and 26 GJ/t: the heat counts, not the mean of the two. */
static void test_measured_months(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("combustion", "BITUMINOUS", "", "t");
	static const char *const TYPED[][2] = {{"month_1", "120"}, {"month_2", "60"},
	    {"input_ncv_unit", "GJ/t"}, {"input_ncv_month_1", "20"}, {"input_ncv_month_2", "26"},
	    {"input_ncv_uncertainty", "4"}, {"input_carbon_uncertainty", "wide"}};
	for (size_t i = 0; i < sizeof TYPED / sizeof *TYPED; i++) {
		assert_int_equal(field_set(mem, &LINE_FORM, &line, TYPED[i][0], TYPED[i][1]), FIELD_SET);
		assert_string_equal(field_get(mem, &LINE_FORM, &line, TYPED[i][0]), TYPED[i][1]);
	}
	LineResult result = computed(mem, &line);
	assert_true(result.is_known);
	assert_float_equal(result.result.energy_gj, 120 * 20 + 60 * 26, 1e-9);
	assert_float_equal(result.result.weighted->inputs[0].mean, 22, 1e-12);
	size_t count;
	const UncertaintyStated *stated = line_stated(mem, &line, &count);
	assert_int_equal(count, 1);
	assert_string_equal(stated[0].name, "ncv");
	assert_float_equal(stated[0].percent, 4, 0);
	bool is_said = false;
	for (size_t i = 0; i < result.problem_count; i++)
		is_said |= result.problems[i].fault == LINE_BAD_UNCERTAINTY &&
			   str_eq(result.problems[i].field, "input_carbon_uncertainty");
	assert_true(is_said);

	assert_non_null(strstr(line_month_fields(mem, &line), ",input_ncv_month_13"));
	assert_true(line_move_months(mem, &line, -1, 12));
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_ncv_month_3"), "26");
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "month_3"), "60");
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_ncv_uncertainty"), "4");
	line_forget_amounts(mem, &line);
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_ncv_month_3"), "");
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_ncv_unit"), "GJ/t");

	static const char *const NO_FIELDS[] = {"input_ncv_month_0", "input_ncv_month_14",
	    "input_ncv_month_x", "input__month_1", "input__uncertainty"};
	for (size_t i = 0; i < sizeof NO_FIELDS / sizeof *NO_FIELDS; i++)
		assert_int_equal(field_set(mem, &LINE_FORM, &line, NO_FIELDS[i], "1"), FIELD_UNKNOWN);
	arena_close(mem);
}

/* Every text as long as it may be, every character escaped in JSON: nothing is lost. */
static void test_inputs_have_room(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("combustion", "BITUMINOUS", "", "t");
	char quotes[INVENTORY_TEXT_MAX + 1] = {0};
	memset(quotes, 34, INVENTORY_TEXT_MAX);
	static const char *const PARTS[] = {"", "_unit", "_source", "_uncertainty"};
	for (int i = 0; i < LINE_MAX_INPUTS; i++) {
		for (size_t p = 0; p < 4; p++)
			field_set(mem, &LINE_FORM, &line, arena_printf(mem, "input_value%d%s", i, PARTS[p]),
			    quotes);
		for (int m = 1; m <= INVENTORY_MAX_MONTHS; m++)
			field_set(mem, &LINE_FORM, &line, arena_printf(mem, "input_value%d_month_%d", i, m),
			    quotes);
	}
	for (int i = 0; i < LINE_MAX_INPUTS; i++)
		assert_string_equal(
		    field_get(mem, &LINE_FORM, &line, arena_printf(mem, "input_value%d_month_13", i)),
		    quotes);
	arena_close(mem);
}

/* The period ends in June: what was typed for later months stays, and does not count. */
static void test_months_beyond_the_end(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("electricity", "", "", "MWh");
	line.monthly = "100||||||7|8||||";
	Inventory inventory = glass_2025();
	inventory.end_text = "2025-06-30";
	inventory_read_period(&inventory);
	LineResult result = line_compute(ghg_embedded(), mem, &inventory, NULL, 0, &line, ZH);
	assert_float_equal(result.amount, 100, 0);
	assert_int_equal(result.months, 1);
	bool is_said = false;
	for (size_t i = 0; i < result.problem_count; i++)
		is_said |= result.problems[i].fault == LINE_MONTHS_BEYOND && !result.problems[i].stops;
	assert_true(is_said);
	line.monthly = "||||||7";
	result = line_compute(ghg_embedded(), mem, &inventory, NULL, 0, &line, ZH);
	assert_false(result.is_known);
	assert_int_equal(result.problems[result.problem_count - 1].fault, LINE_NO_AMOUNT);
	inventory.end_text = "2025-12-31";
	inventory_read_period(&inventory);
	assert_float_equal(line_compute(ghg_embedded(), mem, &inventory, NULL, 0, &line, ZH).amount, 7, 0);
	arena_close(mem);
}

static void test_factor_validity(void **state)
{
	static const struct {
		const char *from, *to;
		LineFault fault; /* said beside the result */
		const char *field;
	} CASES[] = {
	    {"", "", LINE_FINE, NULL},
	    {"2025-01-01", "2025-12-31", LINE_FINE, NULL},
	    {"2024-07-01", "", LINE_FINE, NULL},
	    {"2025-01-02", "", LINE_FACTOR_VALIDITY, "input_factor_valid_from"},
	    {"2020-01-01", "2025-12-30", LINE_FACTOR_VALIDITY, "input_factor_valid_to"},
	    {"2025-02-30", "", LINE_NOT_A_DAY, "input_factor_valid_from"},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		ActivityLine line = line_of("electricity", "", "100", "MWh");
		line.factor_text = "0.4";
		line.factor_unit = "tCO2/MWh";
		line.factor_source = "contract";
		field_set(mem, &LINE_FORM, &line, "input_factor_valid_from", CASES[i].from);
		field_set(mem, &LINE_FORM, &line, "input_factor_valid_to", CASES[i].to);
		LineResult result = computed(mem, &line);
		assert_float_equal(result.result.tco2e, 40, 1e-9);
		assert_int_equal(result.problem_count, CASES[i].fault != LINE_FINE);
		if (CASES[i].fault) {
			assert_int_equal(result.problems[0].fault, CASES[i].fault);
			assert_string_equal(result.problems[0].field, CASES[i].field);
		}
		assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_factor_valid_to"), CASES[i].to);
	}
	arena_close(mem);
}

static void test_allocation_gives_the_amount(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("electricity", "", "", "MWh");
	line.alloc_total_text = "26100";
	line.alloc_share_text = "10";
	LineResult result = computed(mem, &line);
	assert_float_equal(result.amount, 2610, 1e-9);
	assert_true(result.is_known);
	line.alloc_share_text = "110";
	result = computed(mem, &line);
	assert_false(result.is_known);
	assert_int_equal(result.problems[0].fault, LINE_SHARE_OVER_100);
	arena_close(mem);
}

static void test_own_values(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("combustion", "DIESEL", "1", "t");
	LineResult by_table = computed(mem, &line);
	assert_true(by_table.is_known);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "input_ncv", "42.652"), FIELD_SET);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "input_ncv_unit", "GJ/t"), FIELD_SET);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "input_ncv_source", "化验单 \"12\""), FIELD_SET);
	assert_string_equal(field_get(mem, &LINE_FORM, &line, "input_ncv_source"), "化验单 \"12\"");
	LineResult measured = computed(mem, &line);
	assert_true(measured.is_known);
	/* GB/T 32151.22-2024, table C.1, diesel: 42.652 x 0.0202 x 0.98 x 44/12 = 3.09591 */
	assert_float_equal(measured.result.tco2e, 3.09591, 1e-5);
	field_set(mem, &LINE_FORM, &line, "input_ncv", "1e999");
	assert_int_equal(computed(mem, &line).problems[0].fault, LINE_TOO_LARGE);
	assert_string_equal(computed(mem, &line).problems[0].field, "input_ncv");
	for (int i = 0; i < 3; i++)
		field_set(mem, &LINE_FORM, &line,
		    (const char *[]){"input_ncv", "input_ncv_unit", "input_ncv_source"}[i], "");
	assert_string_equal(line.inputs, "");
	arena_close(mem);
}

static void test_scope3_line(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_of("s3.1", "", "200", "t");
	line.factor_text = "1.5";
	line.factor_unit = "tCO2e/t";
	line.factor_source = "supplier";
	LineResult result = computed(mem, &line);
	assert_true(result.is_known);
	assert_float_equal(result.result.tco2e, 300, 1e-9);
	arena_close(mem);
}

static void test_field_refusals(void **state)
{
	Arena *mem = arena_open();
	ActivityLine line = line_blank(1, 7, "electricity");
	char long_text[INVENTORY_TEXT_MAX + 2];
	memset(long_text, 'x', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "amount", long_text), FIELD_TOO_LONG);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "alloc_basis", "guess"), FIELD_REFUSED);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "facility", "x"), FIELD_REFUSED);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "months", "16384"), FIELD_REFUSED);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "month_14", "1"), FIELD_UNKNOWN);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "org_id", "1"), FIELD_UNKNOWN);
	assert_int_equal(field_set(mem, &LINE_FORM, &line, "input_../x", "1"), FIELD_UNKNOWN);
	assert_string_equal(line.amount_text, "");
	arena_close(mem);
}

static void test_certificates(void **state)
{
	static const struct {
		const char *amount, *first, *last;
		int64_t claimed;
		const char *cancelled;
		bool has_evidence;
		unsigned faults;
	} CASES[] = {
	    {"100", "1", "100", 1, "2025-12-31", true, 0},
	    {"0.1", "1", "100", 1, "2025-12-31", true, 1u << RENEWABLE_RANGE_AMOUNT},
	    {"100", "1", "100", 0, "2025-12-31", true, 1u << RENEWABLE_TAKEN},
	    {"100", "1", "100", 1, "", true, 1u << RENEWABLE_NOT_CANCELLED},
	    {"100", "1", "100", 1, "2025-02-31", true, 1u << RENEWABLE_BAD_CANCELLED},
	    {"100", "1", "100", 1, "2025-12-31", false, 1u << RENEWABLE_NO_EVIDENCE},
	    {"100", "100", "1", 0, "2025-12-31", true, 1u << RENEWABLE_BAD_RANGE},
	    {"100", "", "", 0, "2025-12-31", true, 1u << RENEWABLE_NO_RANGE},
	    {"-1", "1", "100", 1, "2025-12-31", true, 1u << RENEWABLE_NEGATIVE},
	    {"x", "1", "100", 1, "2025-12-31", true, 1u << RENEWABLE_BAD_AMOUNT},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		RenewableRecord record = {.kind = "certificate",
		    .amount_text = CASES[i].amount,
		    .amount_unit = "MWh",
		    .factor_text = "",
		    .certificate_prefix = "GEC",
		    .certificate_first_text = CASES[i].first,
		    .certificate_last_text = CASES[i].last,
		    .certificate_first = CASES[i].claimed,
		    .generation_year = "2025",
		    .cancelled_on = CASES[i].cancelled,
		    .has_evidence = CASES[i].has_evidence};
		assert_int_equal(renewable_check(&record), CASES[i].faults);
		assert_int_equal(record.counts, CASES[i].faults == 0);
	}
}

/* Vintage and day of cancelling against the period 2025. */
static void test_certificate_doubts(void **state)
{
	static const struct {
		const char *kind, *year, *cancelled;
		unsigned doubts;
	} CASES[] = {
	    {"certificate", "2025", "2026-03-01", 0},
	    {"certificate", "2024", "2025-12-31", 1u << RENEWABLE_OTHER_YEAR},
	    {"certificate", "2026", "2025-12-31", 1u << RENEWABLE_OTHER_YEAR},
	    {"certificate", "2025", "2027-01-01", 0},
	    {"certificate", "2025", "2027-01-02", 1u << RENEWABLE_LATE},
	    {"certificate", "", "", 0},
	    {"certificate", "x", "2025-02-31", 0},
	    {"contract", "2020", "2030-01-01", 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const RenewableRecord record = {.kind = CASES[i].kind,
		    .generation_year = CASES[i].year,
		    .cancelled_on = CASES[i].cancelled};
		assert_int_equal(
		    renewable_doubts(&record, (Date){2025, 1, 1}, (Date){2025, 12, 31}), CASES[i].doubts);
		assert_int_equal(renewable_doubts(&record, (Date){0}, (Date){0}), 0);
	}
}

static void test_grid_regions(void **state)
{
	assert_string_equal(grid_region("nation", "32"), "CN");
	assert_string_equal(grid_region("province", "32"), "32");
	assert_string_equal(grid_region("region", "32"), "EC");
	assert_string_equal(grid_region("region", "81"), "CN");
	assert_string_equal(grid_region("province", ""), "CN");
}

static void test_masked_numbers(void **state)
{
	Arena *mem = arena_open();
	assert_string_equal(mask_mobile(mem, "18512345791"), "185****5791");
	assert_string_equal(mask_mobile(mem, "王丽"), "王丽");
	arena_close(mem);
}

/* ---- tables ---- */

static TableRow row_of(const char *const *cells, int count)
{
	return (TableRow){.number = 2, .count = count, .cells = cells};
}

static void test_table_rows(void **state)
{
	static const char *const HEAD[] = {"排放类别", "排放源", "工厂/场所", "用量", "单位", "2025-1"};
	static const char *const PLAIN[] = {"柴油", "一号窑", "叉车", "12.5", "t"};
	static const char *const GOOD[] = {"化石燃料燃烧", "柴油", "一号窑", "12.5", "t", ""};
	static const char *const BAD[] = {"化石燃料燃烧", "柴油", "九号窑", "12,5x", "t", ""};
	static const char *const WRONG_UNIT[] = {"净购入电力", "", "", "10", "kg", ""};
	static const char *const WRONG_NAME[] = {"别的类别", "柴油", "", "1", "t", ""};
	static const char *const EMPTY_AMOUNT[] = {"combustion", "DIESEL", "", "", "t", ""};
	Arena *mem = arena_open();
	Inventory inventory = glass_2025();
	InventoryFacility kiln = {
	    .id = 3, .name = "一号窑", .province = "32", .grid = "CN", .is_within = true};
	TableScene scene = {.ghg = ghg_embedded(),
	    .inventory = &inventory,
	    .facilities = &kiln,
	    .facility_count = 1,
	    .category = "",
	    .lang = ZH};
	TableRow head = row_of(HEAD, 6);
	TableLayout layout = table_layout(mem, &scene, &head);
	assert_true(layout.has_head);
	assert_true(layout.is_usable);
	assert_int_equal(layout.column_of[TABLE_AMOUNT], 3);
	assert_int_equal(layout.column_of[TABLE_MONTH_1], 5);

	TableLine line;
	TableRow row = row_of(GOOD, 6);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problem_count, 0);
	assert_string_equal(line.line.category, "combustion");
	assert_string_equal(line.line.item, "DIESEL");
	assert_int_equal(line.line.facility_id, 3);
	assert_true(line.tco2e > 39.31 && line.tco2e < 39.32);

	row = row_of(BAD, 6);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problem_count, 2);
	assert_int_equal(line.problems[0].column, 2);
	assert_int_equal(line.problems[1].column, 3);
	row = row_of(WRONG_UNIT, 6);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problem_count, 1);
	assert_int_equal(line.problems[0].column, 4);
	row = row_of(WRONG_NAME, 6);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problems[0].column, 0);
	row = row_of(EMPTY_AMOUNT, 6);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problem_count, 0);

	row = row_of(PLAIN, 5);
	assert_false(table_layout(mem, &scene, &row).is_usable);
	scene.category = "combustion";
	layout = table_layout(mem, &scene, &row);
	assert_true(layout.is_usable);
	assert_false(layout.has_head);
	table_line(mem, &scene, &layout, &row, &line);
	assert_int_equal(line.problem_count, 0);
	assert_string_equal(line.line.label, "叉车");
	arena_close(mem);
}

static void test_months_follow_the_calendar(void **state)
{
	static const struct {
		int by, count;
		int64_t months, months_after;
		const char *monthly, *monthly_after, *amount_after;
		bool is_moved;
	} CASES[] = {
	    {0, 12, 0x7, 0x7, "1|2|3", "1|2|3", "9", false},
	    {3, 12, 0, 0, "", "", "9", false}, /* says nothing of months */
	    {1, 12, 0x7, 0x3, "1|2|3", "2|3", "9", true}, {-2, 12, 0x7, 0x1c, "1|2|3", "||1|2|3", "9", true},
	    {-11, 12, 0x7, 0x800, "1|2|3", "|||||||||||1", "9", true},
	    {12, 12, 0x7, 0, "1|2|3", "", "", true}, /* the whole period, and no amount */
	    {12, 12, 0x7, 0, "", "", "9", true}, {-12, 12, 0, 0, "1", "", "", true},
	    {0, 6, 0x800, 0x800, "", "", "9", false}, /* an end that moves takes nothing away */
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		ActivityLine line = line_of("electricity", "", "9", "MWh");
		line.months = CASES[i].months;
		line.monthly = CASES[i].monthly;
		assert_int_equal(
		    line_move_months(mem, &line, CASES[i].by, CASES[i].count), CASES[i].is_moved);
		assert_int_equal(line.months, CASES[i].months_after);
		assert_string_equal(line.monthly, CASES[i].monthly_after);
		assert_string_equal(line.amount_text, CASES[i].amount_after);
	}
	arena_close(mem);
}

/* Dates are typed one after the other: while they are no period nothing moves, and then by the whole way. */
static void test_half_typed_periods_move_nothing(void **state)
{
	static const struct {
		const char *start, *end;
		int moved;
		const char *months_from;
	} STEPS[] = {
	    {"2025-02-10", "2025-12-31", 1, ""},
	    {"2025-01-01", "2025-12-31", -1, ""},
	    {"2026-01-01", "2025-12-31", 0, "2025-01-01"}, /* end before start */
	    {"2", "2025-12-31", 0, "2025-01-01"},
	    {"2026-03-01", "2025-12-31", 0, "2025-01-01"},
	    {"2026-03-01", "2026-12-31", 14, ""},
	    {"2025-12-31", "2026-11-30", -3, ""},
	};
	Arena *mem = arena_open();
	Inventory now = glass_2025();
	now.months_from = "";
	for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
		Inventory before = now;
		now.start_text = STEPS[i].start;
		now.end_text = STEPS[i].end;
		inventory_read_period(&now);
		assert_int_equal(inventory_months_moved(mem, &before, &now), STEPS[i].moved);
		assert_string_equal(now.months_from, STEPS[i].months_from);
	}
	arena_close(mem);
}

static void test_file_names(void **state)
{
	static const struct {
		const char *start, *end, *stem;
	} CASES[] = {
	    {"2025-01-01", "2025-12-31", "inventory-2025-01-01-2025-12-31"},
	    {"2025-01-01", "x\"; filename=\"evil.exe", "inventory-7"},
	    {"2025-01-01\r\nSet-Cookie: a=b", "2025-12-31", "inventory-7"},
	    {"", "", "inventory-7"},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Inventory inventory = glass_2025();
		inventory.start_text = CASES[i].start;
		inventory.end_text = CASES[i].end;
		inventory_read_period(&inventory);
		assert_string_equal(inventory_file_stem(mem, &inventory), CASES[i].stem);
	}
	arena_close(mem);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_period),
	    cmocka_unit_test(test_typed_amounts),
	    cmocka_unit_test(test_known_results),
	    cmocka_unit_test(test_months_are_the_amount),
	    cmocka_unit_test(test_measured_months),
	    cmocka_unit_test(test_inputs_have_room),
	    cmocka_unit_test(test_months_beyond_the_end),
	    cmocka_unit_test(test_factor_validity),
	    cmocka_unit_test(test_allocation_gives_the_amount),
	    cmocka_unit_test(test_own_values),
	    cmocka_unit_test(test_scope3_line),
	    cmocka_unit_test(test_field_refusals),
	    cmocka_unit_test(test_certificates),
	    cmocka_unit_test(test_certificate_doubts),
	    cmocka_unit_test(test_grid_regions),
	    cmocka_unit_test(test_masked_numbers),
	    cmocka_unit_test(test_table_rows),
	    cmocka_unit_test(test_months_follow_the_calendar),
	    cmocka_unit_test(test_half_typed_periods_move_nothing),
	    cmocka_unit_test(test_file_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
