/* Every code has a sentence in both languages, and no placeholder stays open. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "level/level_words.h" /* before cmocka.h, which makes a macro of fail() */

#include <cmocka.h>

static const Date START = {2025, 1, 1};
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

static void expect_sentence(const char *text)
{
	if (!text || strlen(text) < 6 || strchr(text, '{') || strchr(text, '}') || strstr(text, "nan"))
		fail_msg("%s", text ? text : "(none)");
}

static QualityReason a_reason(QualityCode code)
{
	return (QualityReason){.code = code,
	    .blocks = 4,
	    .set = QUALITY_SECOND,
	    .label = "L",
	    .other_label = "O",
	    .b205_code = "",
	    .energy = "ELECTRICITY",
	    .finding = "k",
	    .field = "amount",
	    .text = "",
	    .share = 0.125,
	    .given = 9396,
	    .expected = 9000,
	    .deviation = 0.0422,
	    .limit = 0.05,
	    .dim = dim_of(DIM_ENERGY),
	    .months = 0x007};
}

static void says_every_reason(void **state)
{
	(void)state;
	for (int code = 0; code < QUALITY_CODES; code++) {
		QualityReason reason = a_reason((QualityCode)code);
		for (Lang lang = ZH; lang < LANG_COUNT; lang++) {
			expect_sentence(level_reason_text(mem, lang, &reason, START));
			QualityReason bare = reason;
			bare.label = "";
			bare.blocks = 3;
			bare.given = bare.expected = bare.deviation = NAN;
			expect_sentence(level_reason_text(mem, lang, &bare, START));
		}
	}
}

static void says_every_action(void **state)
{
	(void)state;
	for (int kind = 0; kind < PLAN_KINDS; kind++) {
		PlanAction action = {.kind = (PlanKind)kind, .reason = a_reason(QUALITY_LINE_MONTHS)};
		for (Lang lang = ZH; lang < LANG_COUNT; lang++) {
			expect_sentence(level_action_text(mem, lang, &action, START));
			PlanAction bare = action;
			bare.reason.label = "";
			expect_sentence(level_action_text(mem, lang, &bare, START));
		}
	}
}

static void says_every_finding(void **state)
{
	(void)state;
	for (int code = 0; code < FINDING_CODES; code++) {
		Finding finding = {.code = (FindingCode)code,
		    .label = "L",
		    .other_label = "O",
		    .name = "N.pdf",
		    .field = "amount",
		    .b205_code = "",
		    .given = 2610,
		    .unit = "kWh",
		    .expected = 2610000,
		    .ratio = 0.001,
		    .change_percent = 45,
		    .other_percent = NAN,
		    .months = 0x801,
		    .has_fix = true,
		    .fix_value = 2610,
		    .fix_unit = "MWh"};
		for (Lang lang = ZH; lang < LANG_COUNT; lang++) {
			expect_sentence(level_finding_text(mem, lang, &finding, START));
			Finding bare = finding;
			bare.has_fix = false;
			bare.other_percent = -12;
			expect_sentence(level_finding_text(mem, lang, &bare, START));
			assert_null(level_finding_fix_text(mem, lang, &bare));
		}
	}
}

static void says_every_problem_of_the_form(void **state)
{
	(void)state;
	for (int check = 0; check < B205_CHECKS; check++) {
		B205Problem problem = {
		    .check = (B205Check)check, .code = "33", .column = 4, .given = 261, .expected = 260};
		for (Lang lang = ZH; lang < LANG_COUNT; lang++)
			expect_sentence(level_b205_text(mem, lang, &problem));
	}
}

static void puts_numbers_as_people_read_them(void **state)
{
	(void)state;
	QualityReason reason = a_reason(QUALITY_LINE_MONTHS);
	assert_string_equal(level_reason_text(mem, EN, &reason, START),
	    "“L” makes up 12.5 % of scopes 1 and 2; evidence for 2025-01–2025-03 is missing.");
	reason.code = QUALITY_DEVIATION_WIDE;
	assert_string_equal(level_reason_text(mem, ZH, &reason, START),
	    "“L”：核算为 2\u2009610 MWh，第二套来源文件为 2\u2009500 MWh，偏差 4.22 %；3 "
	    "级及以上要求主要排放源的偏差不超过 5 %。");
	reason.deviation = 0.0500001;
	assert_non_null(strstr(level_reason_text(mem, EN, &reason, START), "The deviation is 5.0000 %"));
	reason.deviation = 0.05001;
	assert_non_null(strstr(level_reason_text(mem, EN, &reason, START), "The deviation is 5.0010 %"));
	assert_string_equal(
	    level_amount_text(mem, 600000, dim_of(DIM_GAS), "NATURAL_GAS"), "600\u2009000 Nm³");
	assert_string_equal(level_amount_text(mem, 12.345, dim_of(DIM_MASS), "DIESEL"), "12.35 t");
	assert_string_equal(level_amount_text(mem, NAN, dim_of(DIM_MASS), "DIESEL"), "-");

	Finding slip = {.code = FINDING_UNIT_LAST_YEAR,
	    .label = "L",
	    .other_label = "",
	    .name = "",
	    .field = "amount",
	    .given = 2610,
	    .unit = "kWh",
	    .expected = 2600000,
	    .ratio = 2610 / 2600000.0,
	    .has_fix = true,
	    .fix_value = 2610,
	    .fix_unit = "万kWh",
	    .change_percent = NAN,
	    .other_percent = NAN};
	assert_string_equal(level_finding_fix_text(mem, EN, &slip), "2\u2009610 10⁴ kWh");
	assert_string_equal(level_finding_fix_text(mem, ZH, &slip), "2\u2009610 万kWh");
	assert_non_null(strstr(level_finding_text(mem, EN, &slip, START), "about 1/996 of it"));
}

static void names_levels(void **state)
{
	(void)state;
	for (int level = 1; level <= 5; level++) {
		assert_string_equal(level_name(EN, level), arena_printf(mem, "Level %d", level));
		expect_sentence(level_meaning(ZH, level));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_every_reason),
	    cmocka_unit_test(says_every_action),
	    cmocka_unit_test(says_every_finding),
	    cmocka_unit_test(says_every_problem_of_the_form),
	    cmocka_unit_test(puts_numbers_as_people_read_them),
	    cmocka_unit_test(names_levels),
	};
	return cmocka_run_group_tests_name("level_words", tests, open_mem, close_mem);
}
