/* The ladder of levels, rule by rule at its boundary. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ghg/quality.h"

enum { FULL = 0xfff };

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

static QualityAmount amount(double value, const char *unit)
{
	QualityAmount out;
	assert_true(quality_amount(value, unit, &out));
	return out;
}

/* A works with proven electricity (60 %) and natural gas (40 %), which pass a second set: level 3. */
typedef struct Works {
	QualityLine lines[6];
	QualityCheckRow second[6], b205[6];
	QualityFinding finding;
	QualityFacts facts;
} Works;

static QualityLine proven_line(int64_t id, const char *energy, double tco2e, double value, const char *unit)
{
	return (QualityLine){.id = id,
	    .category = "combustion",
	    .item = energy,
	    .label = energy,
	    .source_name = energy,
	    .scope = strcmp(energy, "ELECTRICITY") == 0 ? 2 : 1,
	    .tco2e = tco2e,
	    .proven = FULL,
	    .has_evidence = true,
	    .energy = energy,
	    .amount = amount(value, unit)};
}

static QualityCheckRow proven_row(int64_t id, const char *energy, double value, const char *unit)
{
	return (QualityCheckRow){.id = id,
	    .code = "",
	    .energy = energy,
	    .label = energy,
	    .amount = amount(value, unit),
	    .has_evidence = true};
}

static Works *works_of(double tco2e)
{
	Works *works = ARENA_NEW(mem, Works);
	works->lines[0] = proven_line(1, "ELECTRICITY", tco2e * 0.6, 2610, "MWh");
	works->lines[1] = proven_line(2, "NATURAL_GAS", tco2e * 0.4, 100, "万Nm3");
	works->second[0] = proven_row(11, "ELECTRICITY", 261, "万kWh");
	works->second[1] = proven_row(12, "NATURAL_GAS", 100, "万m3");
	works->facts = (QualityFacts){.months = 12,
	    .lines = works->lines,
	    .line_count = 2,
	    .source = QUALITY_SECOND,
	    .none_reason = "",
	    .second = works->second,
	    .second_count = 2,
	    .b205 = works->b205,
	    .findings = &works->finding};
	return works;
}

static QualityResult judged(const Works *works)
{
	return quality_level(mem, &works->facts, quality_rules());
}

static const QualityReason *reason_of(const QualityResult *result, QualityCode code)
{
	for (size_t i = 0; i < result->reason_count; i++) {
		if (result->reasons[i].code == code)
			return &result->reasons[i];
	}
	return NULL;
}

static void names_its_thresholds(void **state)
{
	(void)state;
	assert_string_equal(judged(works_of(5000)).rules, "2026.1");
	assert_ptr_equal(quality_rules_of("2026.1"), quality_rules());
	assert_null(quality_rules_of("1999.1"));
}

static void wants_the_check_strictly_above_3000_t(void **state)
{
	(void)state;
	static const struct {
		double part1, part2;
		int level;
	} CASES[] = {
	    {1500, 1499.99, 4},
	    {1500, 1500, 4},
	    {2999.9, 0.1, 4},
	    {1000.1, 1999.9, 4},
	    {3000, 1e-9, 4}, /* below the last published decimal */
	    {1500, 1500.0001, 5},
	    {1500, 1500.000001, 5},
	    {9000, 9000, 5},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		for (QualitySource source = QUALITY_NOT_CHOSEN; source <= QUALITY_NONE;
		     source += QUALITY_NONE) {
			Works *works = works_of(0);
			works->lines[0].tco2e = CASES[i].part1;
			works->lines[1].tco2e = CASES[i].part2;
			works->facts.source = source;
			works->facts.none_reason = "no statistics";
			QualityResult result = judged(works);
			assert_int_equal(result.level, CASES[i].level);
			assert_int_equal(result.is_check_wanted, CASES[i].level == 5);
			const QualityReason *reason = reason_of(
			    &result, source == QUALITY_NONE ? QUALITY_CHECK_NONE : QUALITY_CHECK_MISSING);
			assert_non_null(reason);
			assert_int_equal(reason->blocks, CASES[i].level == 5 ? 4 : 3);
			assert_true(reason->limit == 3000);
			assert_string_equal(reason->text, "no statistics");
		}
	}
}

static void wants_evidence_from_one_percent(void **state)
{
	(void)state;
	static const struct {
		double tco2e;
		int level;
	} CASES[] = {{100, 5}, {99.9999, 3}, {100.0001, 5}, {0, 3}, {-100, 5}, {-99, 3}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(10000);
		works->lines[2] = (QualityLine){.id = 3,
		    .category = "process",
		    .label = "x",
		    .scope = 1,
		    .tco2e = CASES[i].tco2e,
		    .energy = ""};
		works->lines[1].tco2e = 10000 - 6000 - CASES[i].tco2e;
		works->facts.line_count = 3;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		const QualityReason *reason = reason_of(&result, QUALITY_LINE_UNPROVEN);
		assert_int_equal(reason != NULL, CASES[i].level == 5);
		if (reason) {
			assert_int_equal(reason->line, 3);
			assert_int_equal(reason->months, FULL);
			assert_float_equal(reason->share, fabs(CASES[i].tco2e) / 10000, 1e-12);
		}
	}
}

static void wants_every_month_of_a_line(void **state)
{
	(void)state;
	static const struct {
		Months months, proven;
		int level;
		Months missing;
	} CASES[] = {
	    {0, FULL, 3, 0},
	    {0, FULL & ~4u, 5, 4},
	    {0x00f, 0x00f, 4, 0}, /* its own months are proven; the source lacks the others for level 3 */
	    {0x00f, 0x007, 5, 8},
	    {0x00f, 0xff0, 5, 0xf},
	    {0, 0, 5, FULL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(2000);
		works->lines[1].months = CASES[i].months;
		works->lines[1].proven = CASES[i].proven;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		const QualityReason *reason = reason_of(&result, QUALITY_LINE_MONTHS);
		assert_int_equal(reason ? reason->months : 0, CASES[i].missing);
	}
}

static void measures_deviations(void **state)
{
	(void)state;
	static const struct {
		double theirs; /* ours are 2610 MWh */
		const char *unit;
		bool is_explained;
		int level; /* above 3000 t */
		QualityCode code;
	} CASES[] = {
	    {261, "万kWh", false, 3, QUALITY_CODES},
	    {9396, "GJ", false, 3, QUALITY_CODES},
	    {2479.5, "MWh", false, 3, QUALITY_CODES}, /* 5 % exactly */
	    {2479.4, "MWh", false, 5, QUALITY_DEVIATION_UNEXPLAINED},
	    {2479.4, "MWh", true, 4, QUALITY_DEVIATION_WIDE},
	    {2349, "MWh", true, 4, QUALITY_DEVIATION_WIDE}, /* 10 % exactly */
	    {2349, "MWh", false, 5, QUALITY_DEVIATION_UNEXPLAINED},
	    {2348.9, "MWh", true, 5, QUALITY_DEVIATION_FAILS},
	    {2900, "MWh", true, 4, QUALITY_DEVIATION_WIDE}, /* 290 / 2900 = 10 % of the larger */
	    {2900.1, "MWh", true, 5, QUALITY_DEVIATION_FAILS},
	    {2610, "kWh", true, 5, QUALITY_DEVIATION_FAILS},
	    {0, "MWh", true, 5, QUALITY_DEVIATION_FAILS},
	    {2610, "t", true, 5, QUALITY_ENERGY_UNITS},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(5000);
		works->second[0].amount = amount(CASES[i].theirs, CASES[i].unit);
		works->second[0].is_explained = CASES[i].is_explained;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		if (CASES[i].code != QUALITY_CODES)
			assert_non_null(reason_of(&result, CASES[i].code));

		works = works_of(3000); /* the same without need for level 4 */
		works->second[0].amount = amount(CASES[i].theirs, CASES[i].unit);
		works->second[0].is_explained = CASES[i].is_explained;
		assert_int_equal(judged(works).level, CASES[i].level == 3 ? 3 : 4);
	}
}

static void knows_deviation_of_nothing(void **state)
{
	(void)state;
	assert_true(quality_deviation(amount(0, "t"), amount(0, "t")) == 0);
	assert_true(quality_deviation(amount(0, "t"), amount(1, "t")) == 1);
	assert_true(isnan(quality_deviation(amount(1, "t"), amount(1, "GJ"))));
	assert_true(quality_deviation(amount(1, "Nm3"), amount(1, "m3")) == 0);
	QualityAmount none;
	assert_false(quality_amount(1, "furlong", &none));
	assert_true(isnan(quality_deviation(none, amount(1, "t"))));
}

static void wants_a_row_for_main_sources_only(void **state)
{
	(void)state;
	static const struct {
		double tco2e; /* of 10000 */
		int level;
	} CASES[] = {{500, 5}, {499.99, 3}, {500.01, 5}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(10000);
		works->lines[0].tco2e = 10000 - CASES[i].tco2e;
		works->lines[1].tco2e = CASES[i].tco2e;
		works->facts.second_count = 1;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		assert_int_equal(reason_of(&result, QUALITY_ENERGY_NO_ROW) != NULL, CASES[i].level == 5);
	}
}

static void counts_unproven_lines_in_the_comparison(void **state)
{
	(void)state;
	Works *works = works_of(10000);
	works->lines[0].amount = amount(2510, "MWh");
	works->lines[2] = proven_line(3, "ELECTRICITY", 50, 100, "MWh");
	works->lines[2].has_evidence = false;
	works->lines[2].proven = 0;
	works->facts.line_count = 3;
	size_t count;
	QualityPair *pairs = quality_pairs(mem, &works->facts, QUALITY_SECOND, quality_rules(), &count);
	assert_int_equal(count, 2);
	assert_float_equal(pairs[0].ours.value, 9396, 1e-9);
	assert_float_equal(pairs[0].deviation, 0, 1e-12);
	assert_int_equal(judged(works).level, 3);
}

static void notices_an_energy_without_line(void **state)
{
	(void)state;
	static const struct {
		double tco2e; /* estimate beside 5000 */
		double value;
		bool is_explained;
		int level;
		QualityCode code;
	} CASES[] = {
	    {1000, 300, true, 5, QUALITY_ENERGY_NO_LINE},
	    {263.16, 80, true, 5, QUALITY_ENERGY_NO_LINE}, /* 263.16 / 5263.16 = 5.00002 % */
	    {263.15, 80, true, 3, QUALITY_CODES},
	    {263.15, 80, false, 5, QUALITY_DEVIATION_UNEXPLAINED},
	    {0, 80, false, 5, QUALITY_DEVIATION_UNEXPLAINED},
	    {0, 0, false, 3, QUALITY_CODES},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(5000);
		works->second[2] = proven_row(13, "DIESEL", CASES[i].value, "t");
		works->second[2].tco2e = CASES[i].tco2e;
		works->second[2].is_explained = CASES[i].is_explained;
		works->facts.second_count = 3;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		if (CASES[i].code != QUALITY_CODES)
			assert_int_equal(reason_of(&result, CASES[i].code)->row, 13);
	}
}

static void wants_files_of_their_own(void **state)
{
	(void)state;
	Works *works = works_of(5000);
	works->second[1].has_evidence = false;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 5);
	assert_int_equal(reason_of(&result, QUALITY_CHECK_UNPROVEN)->row, 12);

	works->second[1].has_evidence = true;
	works->second[1].same_file_as = "Gas, works 1";
	works->second[1].same_file_line = 2;
	result = judged(works);
	assert_int_equal(result.level, 5);
	assert_string_equal(reason_of(&result, QUALITY_CHECK_SAME_FILE)->other_label, "Gas, works 1");
	assert_int_equal(reason_of(&result, QUALITY_CHECK_SAME_FILE)->other_line, 2);
	assert_null(reason_of(&result, QUALITY_CHECK_UNPROVEN));
}

static void reads_form_b205(void **state)
{
	(void)state;
	Works *works = works_of(5000);
	works->facts.source = QUALITY_B205;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 5);
	assert_non_null(reason_of(&result, QUALITY_CHECK_EMPTY));

	works->b205[0] = proven_row(0, "ELECTRICITY", 261, "万kWh");
	works->b205[0].code = "33";
	works->b205[1] = proven_row(0, "NATURAL_GAS", 100, "万m3");
	works->b205[1].code = "15";
	works->b205[2] = proven_row(0, "", 999, "tce"); /* the total of the form is not compared */
	works->facts.b205_count = 3;
	result = judged(works);
	assert_int_equal(result.level, 5);
	assert_int_equal(reason_of(&result, QUALITY_CHECK_UNPROVEN)->set, QUALITY_B205);

	works->facts.is_b205_proven = true;
	works->facts.second_count = 0;
	assert_int_equal(judged(works).level, 3);
	works->facts.b205_same_file_as = "Power";
	assert_int_equal(judged(works).level, 5);
	works->facts.b205_same_file_as = NULL;
	works->b205[0].amount = amount(2610, "万kWh");
	result = judged(works);
	assert_int_equal(result.level, 5);
	assert_string_equal(reason_of(&result, QUALITY_DEVIATION_FAILS)->b205_code, "33");
	assert_float_equal(reason_of(&result, QUALITY_DEVIATION_FAILS)->deviation, 0.9, 1e-9);
}

/* Row 01 of the form contains 02 to 05. */
static void compares_kinds_of_raw_coal(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct {
			const char *energy;
			double t;
		} lines[3], rows[4];
		int level;
	} CASES[] = {
	    {"one by one", {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}},
		{{"RAW_COAL", 100}, {"ANTHRACITE", 60}, {"BITUMINOUS", 40}}, 3},
	    {"one by one, wrong", {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}},
		{{"RAW_COAL", 100}, {"ANTHRACITE", 40}, {"BITUMINOUS", 60}}, 5},
	    {"all as raw coal", {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}}, {{"RAW_COAL", 100}}, 3},
	    {"one sub-item is listed", {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}},
		{{"RAW_COAL", 100}, {"ANTHRACITE", 60}}, 3},
	    {"a line says raw coal", {{"RAW_COAL", 60}, {"BITUMINOUS", 40}},
		{{"RAW_COAL", 100}, {"ANTHRACITE", 60}, {"BITUMINOUS", 40}}, 3},
	    {"no row 01", {{"RAW_COAL", 100}}, {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}}, 3},
	    {"too much coal", {{"ANTHRACITE", 60}, {"BITUMINOUS", 40}}, {{"RAW_COAL", 120}}, 5},
	    {"jet kerosene", {{"JET_KEROSENE", 100}}, {{"KEROSENE", 100}}, 3},
	    {"nothing fits", {{"ANTHRACITE", 60}}, {{"BITUMINOUS", 60}}, 5},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(0);
		size_t n = 0, rows = 0;
		for (; n < 3 && CASES[i].lines[n].energy; n++)
			works->lines[n] = proven_line(
			    (int64_t)n + 1, CASES[i].lines[n].energy, 5000, CASES[i].lines[n].t, "t");
		for (; rows < 4 && CASES[i].rows[rows].energy; rows++)
			works->b205[rows] = proven_row(
			    0, CASES[i].rows[rows].energy, CASES[i].rows[rows].t, "t");
		works->facts.line_count = n;
		works->facts.b205_count = rows;
		works->facts.second_count = 0;
		works->facts.source = QUALITY_B205;
		works->facts.is_b205_proven = true;
		int level = judged(works).level;
		if (level != CASES[i].level)
			fail_msg("%s: level %d", CASES[i].name, level);
	}
}

static void stops_at_open_findings(void **state)
{
	(void)state;
	static const struct {
		bool blocks, is_answered;
		int level;
	} CASES[] = {{true, false, 5}, {true, true, 3}, {false, false, 3}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Works *works = works_of(5000);
		works->finding = (QualityFinding){.key = "k",
		    .label = "gas",
		    .line = 2,
		    .field = "amount",
		    .blocks = CASES[i].blocks,
		    .is_answered = CASES[i].is_answered};
		works->facts.finding_count = 1;
		QualityResult result = judged(works);
		assert_int_equal(result.level, CASES[i].level);
		if (CASES[i].level == 5) {
			assert_string_equal(reason_of(&result, QUALITY_FINDING_OPEN)->finding, "k");
			assert_float_equal(reason_of(&result, QUALITY_FINDING_OPEN)->share, 0.4, 1e-12);
		}
	}
}

static void climbs_to_level_1(void **state)
{
	(void)state;
	Works *works = works_of(5000);
	assert_int_equal(judged(works).level, 3);
	works->facts.is_verified = true; /* a statement alone lifts nothing */
	assert_int_equal(judged(works).level, 3);

	works->b205[0] = proven_row(0, "ELECTRICITY", 261, "万kWh");
	works->b205[1] = proven_row(0, "NATURAL_GAS", 105.26, "万m3");
	works->facts.b205_count = 2;
	assert_int_equal(judged(works).level, 3);
	works->facts.is_b205_proven = true;
	assert_int_equal(judged(works).level, 1);
	works->facts.is_verified = false;
	assert_int_equal(judged(works).level, 2);
	works->b205[1].amount = amount(105.27, "万m3"); /* 5.006 % */
	assert_int_equal(judged(works).level, 3);

	works->lines[1].has_measured_ncv = works->lines[1].has_measured_carbon = true;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 3);
	assert_int_equal(reason_of(&result, QUALITY_NO_LABORATORY)->line, 2);
	works->lines[1].has_laboratory_report = true;
	result = judged(works);
	assert_int_equal(result.level, 2);
	assert_int_equal(result.reason_count, 1); /* the reasons of the other way are not said */
	works->lines[1].has_measured_carbon = false;
	result = judged(works);
	assert_non_null(reason_of(&result, QUALITY_NOT_MEASURED));
}

static void has_no_laboratory_way_without_fuel(void **state)
{
	(void)state;
	Works *works = works_of(5000);
	works->facts.line_count = works->facts.second_count = 1;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 3);
	assert_non_null(reason_of(&result, QUALITY_NO_MAIN_FUEL));
}

static void judges_empty_and_unfinished_inventories(void **state)
{
	(void)state;
	Works *works = works_of(5000);
	works->facts.line_count = 0;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 5);
	assert_int_equal(result.reason_count, 1);
	assert_int_equal(result.reasons[0].code, QUALITY_NO_LINES);

	works = works_of(5000);
	works->lines[0].scope = works->lines[1].scope = 3;
	assert_int_equal(judged(works).reasons[0].code, QUALITY_NO_LINES);

	works = works_of(5000);
	works->lines[1].tco2e = NAN;
	result = judged(works);
	assert_int_equal(result.level, 5);
	assert_true(isnan(result.tco2e));
	assert_int_equal(reason_of(&result, QUALITY_LINE_INCOMPLETE)->line, 2);
}

/* With a total of 0 nothing is small: each line is proven or the level is 5. */
static void judges_inventories_without_emission(void **state)
{
	(void)state;
	Works *works = works_of(0);
	assert_int_equal(judged(works).level, 3);
	works->facts.source = QUALITY_NOT_CHOSEN;
	assert_int_equal(judged(works).level, 4);
	works->lines[1].has_evidence = false;
	works->lines[1].proven = 0;
	assert_int_equal(judged(works).level, 5);
}

static void leaves_scope_3_out(void **state)
{
	(void)state;
	Works *works = works_of(2000);
	works->facts.source = QUALITY_NOT_CHOSEN;
	works->lines[2] = (QualityLine){
	    .id = 3, .category = "s3.1", .label = "x", .scope = 3, .tco2e = 1e6, .energy = ""};
	works->facts.line_count = 3;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 4);
	assert_float_equal(result.tco2e, 2000, 1e-9);
}

/* A source on many small lines: none needs evidence for level 4, together they do for level 3. */
static void sums_lines_to_sources(void **state)
{
	(void)state;
	enum { SMALL = 60 };
	Works *works = works_of(10000);
	QualityLine *lines = ARENA_ARRAY(mem, QualityLine, SMALL + 2);
	memcpy(lines, works->lines, 2 * sizeof *lines);
	for (int i = 0; i < SMALL; i++)
		lines[2 + i] = (QualityLine){.id = 10 + i,
		    .category = "process",
		    .item = "CaCO3",
		    .label = "x",
		    .source_name = "Limestone",
		    .scope = 1,
		    .tco2e = 10,
		    .energy = ""};
	works->facts.lines = lines;
	works->facts.line_count = SMALL + 2;
	QualityResult result = judged(works);
	assert_int_equal(result.level, 4);
	assert_int_equal(reason_of(&result, QUALITY_SOURCE_MONTHS)->line, 10);
	assert_string_equal(reason_of(&result, QUALITY_SOURCE_MONTHS)->label, "Limestone");

	for (int month = 0; month < 12; month++) {
		lines[2 + month].months = lines[2 + month].proven = 1u << month;
		lines[2 + month].has_evidence = true;
	}
	assert_int_equal(judged(works).level, 3);
}

static void every_code_has_a_key(void **state)
{
	(void)state;
	for (int code = 0; code < QUALITY_CODES; code++) {
		assert_non_null(quality_code_key((QualityCode)code));
		for (int other = 0; other < code; other++)
			assert_string_not_equal(
			    quality_code_key((QualityCode)code), quality_code_key((QualityCode)other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_its_thresholds),
	    cmocka_unit_test(wants_the_check_strictly_above_3000_t),
	    cmocka_unit_test(wants_evidence_from_one_percent),
	    cmocka_unit_test(wants_every_month_of_a_line),
	    cmocka_unit_test(measures_deviations),
	    cmocka_unit_test(knows_deviation_of_nothing),
	    cmocka_unit_test(wants_a_row_for_main_sources_only),
	    cmocka_unit_test(counts_unproven_lines_in_the_comparison),
	    cmocka_unit_test(notices_an_energy_without_line),
	    cmocka_unit_test(wants_files_of_their_own),
	    cmocka_unit_test(reads_form_b205),
	    cmocka_unit_test(compares_kinds_of_raw_coal),
	    cmocka_unit_test(stops_at_open_findings),
	    cmocka_unit_test(climbs_to_level_1),
	    cmocka_unit_test(has_no_laboratory_way_without_fuel),
	    cmocka_unit_test(judges_empty_and_unfinished_inventories),
	    cmocka_unit_test(judges_inventories_without_emission),
	    cmocka_unit_test(leaves_scope_3_out),
	    cmocka_unit_test(sums_lines_to_sources),
	    cmocka_unit_test(every_code_has_a_key),
	};
	return cmocka_run_group_tests_name("quality", tests, open_mem, close_mem);
}
