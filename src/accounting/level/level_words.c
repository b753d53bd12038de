/* Which sentence says which code, and what its {placeholders} hold. */
#include "level/level_words.h"

#include <math.h>

#include "base/str.h"
#include "ghg/number.h"
#include "level/level.po.h"

/* ---- numbers ---- */

static const char *trimmed_number(Arena *mem, double value)
{
	double size = fabs(value);
	bool is_whole = size < 1e15 && value == floor(value);
	return number_text(mem, value, is_whole ? 0 : size < 1 ? 4 : 2);
}

static const char *percent(Arena *mem, double ratio)
{
	double value = round(ratio * 1e4) / 100;
	int decimals = value == floor(value) ? 0 : fabs(value) < 10 ? 2 : 1;
	return arena_printf(mem, "%s %%", number_text(mem, value, decimals));
}

/* With as many decimals as show that it is above the limit. */
static const char *percent_beside(Arena *mem, double ratio, double limit)
{
	const char *text = percent(mem, ratio);
	if (ratio > limit && str_eq(text, percent(mem, limit)))
		return arena_printf(mem, "%s %%", number_text(mem, ratio * 100, 4));
	return text;
}

static const char *signed_percent(Arena *mem, double value)
{
	if (isnan(value))
		return "-";
	return arena_printf(mem, "%s%s %%", value > 0 ? "+" : "", number_text(mem, value, 1));
}

static const char *amount_with_unit(Arena *mem, Lang lang, double value, const char *unit)
{
	const NamedUnit *named = unit_named(unit);
	const char *label = named && lang == EN ? named->label_en : science_text(mem, unit);
	if (isnan(value))
		return "-";
	if (str_is_empty(label))
		return trimmed_number(mem, value);
	return arena_printf(mem, "%s %s", trimmed_number(mem, value), label);
}

const char *level_amount_text(Arena *mem, double value, Dim dim, const char *energy)
{
	const char *unit = dim_text(mem, dim);
	double shown = value;
	if (isnan(value))
		return "-";
	if (str_eq(energy, "ELECTRICITY") && dim_equal(dim, dim_of(DIM_ENERGY))) {
		unit = "MWh";
		shown = value / 3.6;
	}
	shown = round(shown * 1e6) / 1e6; /* 9396 / 3.6 reads 2610 */
	return arena_printf(mem, "%s %s", trimmed_number(mem, shown), science_text(mem, unit));
}

static const char *months_in_words(Arena *mem, Lang lang, Months months, Date period_start)
{
	bool is_year = months == months_all(12) && period_start.day == 1;
	if (is_year || months == months_all(MONTHS_MAX))
		return word_text(lang, W_level_months_all);
	return months_text(mem, months, period_start);
}

static const char *set_name(Lang lang, QualitySource set)
{
	return word_text(lang, set == QUALITY_B205 ? W_level_set_b205 : W_level_set_second);
}

/* ---- reasons and actions: one sentence table each, one set of placeholders ---- */

static const char *say_reason(
    Arena *mem, Lang lang, Word word, const QualityReason *reason, Date period_start)
{
	double given = reason->code == QUALITY_DEVIATION_UNEXPLAINED && isnan(reason->given) ? 0
											     : reason->given;
	return say(mem, lang, word, "label", reason->label, "other", reason->other_label, "set",
	    set_name(lang, reason->set), "months", months_in_words(mem, lang, reason->months, period_start),
	    "share", percent(mem, reason->share), "given",
	    level_amount_text(mem, given, reason->dim, reason->energy), "expected",
	    level_amount_text(mem, reason->expected, reason->dim, reason->energy), "deviation",
	    percent_beside(mem, reason->deviation, reason->limit), "limit", percent(mem, reason->limit),
	    "total", trimmed_number(mem, reason->given), "threshold", trimmed_number(mem, reason->limit),
	    NULL);
}

static Word reason_word(const QualityReason *reason)
{
	static const Word SENTENCES[QUALITY_CODES] = {
	    [QUALITY_NO_LINES] = W_level_reason_no_lines,
	    [QUALITY_LINE_INCOMPLETE] = W_level_reason_line_incomplete,
	    [QUALITY_LINE_UNPROVEN] = W_level_reason_line_unproven,
	    [QUALITY_LINE_MONTHS] = W_level_reason_line_months,
	    [QUALITY_FINDING_OPEN] = W_level_reason_finding_open,
	    [QUALITY_CHECK_MISSING] = W_level_reason_check_missing,
	    [QUALITY_CHECK_NONE] = W_level_reason_check_none,
	    [QUALITY_CHECK_EMPTY] = W_level_reason_check_empty,
	    [QUALITY_CHECK_UNPROVEN] = W_level_reason_check_unproven,
	    [QUALITY_CHECK_SAME_FILE] = W_level_reason_check_same_file,
	    [QUALITY_ENERGY_NO_ROW] = W_level_reason_energy_no_row,
	    [QUALITY_ENERGY_NO_LINE] = W_level_reason_energy_no_line,
	    [QUALITY_ENERGY_UNITS] = W_level_reason_energy_units,
	    [QUALITY_DEVIATION_FAILS] = W_level_reason_deviation_fails,
	    [QUALITY_DEVIATION_UNEXPLAINED] = W_level_reason_deviation_unexplained,
	    [QUALITY_DEVIATION_WIDE] = W_level_reason_deviation_wide,
	    [QUALITY_SOURCE_MONTHS] = W_level_reason_source_months,
	    [QUALITY_NOT_MEASURED] = W_level_reason_not_measured,
	    [QUALITY_NO_LABORATORY] = W_level_reason_no_laboratory,
	    [QUALITY_NO_MAIN_FUEL] = W_level_reason_no_main_fuel,
	    [QUALITY_NOT_VERIFIED] = W_level_reason_not_verified,
	};
	bool has_label = !str_is_empty(reason->label);
	if (reason->code == QUALITY_FINDING_OPEN && !has_label)
		return W_level_reason_finding_open_all;
	if (reason->code == QUALITY_CHECK_UNPROVEN && !has_label)
		return W_level_reason_check_unproven_form;
	if (reason->code == QUALITY_CHECK_SAME_FILE && !has_label)
		return W_level_reason_check_same_file_form;
	if (reason->code == QUALITY_CHECK_MISSING && reason->blocks < 4)
		return W_level_reason_check_missing_3;
	if (reason->code == QUALITY_CHECK_NONE && reason->blocks < 4)
		return W_level_reason_check_none_3;
	return SENTENCES[reason->code];
}

const char *level_reason_text(Arena *mem, Lang lang, const QualityReason *reason, Date period_start)
{
	return say_reason(mem, lang, reason_word(reason), reason, period_start);
}

static Word action_word(const PlanAction *action)
{
	static const Word SENTENCES[PLAN_KINDS] = {
	    [PLAN_ENTER_LINES] = W_level_action_enter_lines,
	    [PLAN_COMPLETE_LINE] = W_level_action_complete_line,
	    [PLAN_ADD_EVIDENCE] = W_level_action_add_evidence,
	    [PLAN_ANSWER_FINDING] = W_level_action_answer_finding,
	    [PLAN_DO_CHECK] = W_level_action_do_check,
	    [PLAN_CHOOSE_SET] = W_level_action_choose_set,
	    [PLAN_ADD_ROW] = W_level_action_add_row,
	    [PLAN_ADD_LINE] = W_level_action_add_line,
	    [PLAN_PROVE_ROW] = W_level_action_prove_row,
	    [PLAN_OTHER_FILE] = W_level_action_other_file,
	    [PLAN_SAME_UNIT] = W_level_action_same_unit,
	    [PLAN_EXPLAIN] = W_level_action_explain,
	    [PLAN_LOWER_DEVIATION] = W_level_action_lower_deviation,
	    [PLAN_COVER_MONTHS] = W_level_action_cover_months,
	    [PLAN_MEASURE] = W_level_action_measure,
	    [PLAN_ADD_LABORATORY] = W_level_action_add_laboratory,
	    [PLAN_VERIFY] = W_level_action_verify,
	};
	bool has_label = !str_is_empty(action->reason.label);
	if (action->kind == PLAN_ANSWER_FINDING && !has_label)
		return W_level_action_answer_finding_all;
	if (action->kind == PLAN_PROVE_ROW && !has_label)
		return W_level_action_prove_row_form;
	if (action->kind == PLAN_OTHER_FILE && !has_label)
		return W_level_action_other_file_form;
	return SENTENCES[action->kind];
}

/* Within 5 % a deviation stands against no level: that is what the plan asks for, whichever limit was missed.
 */
const char *level_action_text(Arena *mem, Lang lang, const PlanAction *action, Date period_start)
{
	QualityReason reason = action->reason;
	if (action->kind == PLAN_LOWER_DEVIATION)
		reason.limit = quality_rules()->deviation_explain;
	return say_reason(mem, lang, action_word(action), &reason, period_start);
}

/* ---- findings ---- */

/* "about 1000 times as much" */
static const char *times_in_words(Arena *mem, Lang lang, double ratio)
{
	if (isnan(ratio) || ratio <= 0)
		return "-";
	double times = ratio >= 1 ? ratio : 1 / ratio;
	const char *number = number_text(mem, times, times < 9.95 ? 1 : 0);
	return say(mem, lang, ratio >= 1 ? W_level_times_more : W_level_times_less, "n", number, NULL);
}

static Word finding_word(const Finding *finding)
{
	static const Word SENTENCES[FINDING_CODES] = {
	    [FINDING_UNIT_DOCUMENTS] = W_level_finding_unit_documents,
	    [FINDING_UNIT_LAST_YEAR] = W_level_finding_unit_last_year,
	    [FINDING_UNIT_SECOND] = W_level_finding_unit_second,
	    [FINDING_UNIT_B205] = W_level_finding_unit_b205,
	    [FINDING_UNIT_ROW] = W_level_finding_unit_row,
	    [FINDING_STEAM_AS_HEAT] = W_level_finding_steam_as_heat,
	    [FINDING_NEGATIVE] = W_level_finding_negative,
	    [FINDING_ZERO_PROVEN] = W_level_finding_zero_proven,
	    [FINDING_DOCUMENT_SUM] = W_level_finding_document_sum,
	    [FINDING_YEAR_CHANGE] = W_level_finding_year_change,
	    [FINDING_SOURCE_GONE] = W_level_finding_source_gone,
	    [FINDING_COST_OVER_REVENUE] = W_level_finding_cost_over_revenue,
	    [FINDING_SHARE_OVER_100] = W_level_finding_share_over_100,
	    [FINDING_ALLOCATION] = W_level_finding_allocation,
	    [FINDING_FILE_SHARES] = W_level_finding_file_shares,
	    [FINDING_FUTURE] = W_level_finding_future,
	    [FINDING_MONTHS_OVERLAP] = W_level_finding_months_overlap,
	    [FINDING_SAME_FILE] = W_level_finding_same_file,
	    [FINDING_SAME_AMOUNT] = W_level_finding_same_amount,
	};
	if (finding->code == FINDING_UNIT_DOCUMENTS && !finding->has_fix)
		return W_level_finding_unit_documents_total;
	if (finding->code == FINDING_YEAR_CHANGE && !isnan(finding->other_percent))
		return W_level_finding_year_change_output;
	return SENTENCES[finding->code];
}

static const char *field_name(Lang lang, const char *field)
{
	if (str_eq(field, "alloc_total"))
		return word_text(lang, W_level_field_alloc_total);
	if (str_eq(field, "alloc_share"))
		return word_text(lang, W_level_field_alloc_share);
	return word_text(lang, W_level_field_amount);
}

const char *level_finding_fix_text(Arena *mem, Lang lang, const Finding *finding)
{
	return finding->has_fix ? amount_with_unit(mem, lang, finding->fix_value, finding->fix_unit) : NULL;
}

const char *level_finding_text(Arena *mem, Lang lang, const Finding *finding, Date period_start)
{
	const char *fix = level_finding_fix_text(mem, lang, finding);
	double difference = isnan(finding->ratio) ? NAN : fabs(1 - finding->ratio) / fmax(1, finding->ratio);
	return say(mem, lang, finding_word(finding), "label", finding->label, "other", finding->other_label,
	    "name", finding->name, "field", field_name(lang, finding->field), "set",
	    set_name(lang, finding->row ? QUALITY_SECOND : QUALITY_B205), "months",
	    months_in_words(mem, lang, finding->months, period_start), "given",
	    amount_with_unit(mem, lang, finding->given, finding->unit), "expected",
	    amount_with_unit(mem, lang, finding->expected, finding->unit), "times",
	    times_in_words(mem, lang, finding->ratio), "n", number_text(mem, finding->ratio, 1), "difference",
	    percent(mem, difference), "change", signed_percent(mem, finding->change_percent), "output",
	    signed_percent(mem, finding->other_percent), "fix", fix ? fix : "", NULL);
}

/* ---- form B205-1 ---- */

const char *level_b205_text(Arena *mem, Lang lang, const B205Problem *problem)
{
	static const Word SENTENCES[B205_CHECKS] = {
	    [B205_NEGATIVE] = W_level_b205_negative,
	    [B205_CONSUMPTION_PARTS] = W_level_b205_consumption_parts,
	    [B205_FEEDSTOCK] = W_level_b205_feedstock,
	    [B205_TRANSPORT] = W_level_b205_transport,
	    [B205_KINDS_OVER] = W_level_b205_kinds_over,
	    [B205_TOTAL_TCE] = W_level_b205_total_tce,
	    [B205_TOTAL_MONEY] = W_level_b205_total_money,
	    [B205_STOCK] = W_level_b205_stock,
	    [B205_KINDS_UNDER] = W_level_b205_kinds_under,
	    [B205_COEFFICIENT] = W_level_b205_coefficient,
	};
	return say(mem, lang, SENTENCES[problem->check], "code", problem->code, "column",
	    arena_printf(mem, "%d", problem->column), "given", trimmed_number(mem, problem->given),
	    "expected", trimmed_number(mem, problem->expected), NULL);
}

/* ---- levels ---- */

const char *level_name(Lang lang, int level)
{
	static const Word LEVELS[] = {W_level_5, W_level_1, W_level_2, W_level_3, W_level_4, W_level_5};
	return word_text(lang, LEVELS[level >= 1 && level <= 5 ? level : 0]);
}

const char *level_meaning(Lang lang, int level)
{
	static const Word LEVELS[] = {W_level_meaning_5, W_level_meaning_1, W_level_meaning_2,
	    W_level_meaning_3, W_level_meaning_4, W_level_meaning_5};
	return word_text(lang, LEVELS[level >= 1 && level <= 5 ? level : 0]);
}
