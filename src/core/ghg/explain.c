/* Results in words: formulas with names and with values, the short form beside a line, and sentences for
 * problems. The whole explanation is tree.c. */
#include "ghg/core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	GhgProblemCode code;
	const char *key;
} PROBLEMS[] = {
    {GHG_UNKNOWN_METHOD, "unknown_method"},
    {GHG_UNKNOWN_CATEGORY, "unknown_category"},
    {GHG_UNKNOWN_ITEM, "unknown_item"},
    {GHG_UNKNOWN_INPUT, "unknown_input"},
    {GHG_UNKNOWN_UNIT, "unknown_unit"},
    {GHG_WRONG_DIMENSION, "wrong_dimension"},
    {GHG_MISSING_INPUT, "missing_input"},
    {GHG_TWICE, "twice"},
    {GHG_NOT_FINITE, "not_finite"},
    {GHG_NEGATIVE, "negative"},
    {GHG_SHARE_OVER_100, "share_over_100"},
    {GHG_NEGATIVE_RESULT, "negative_result"},
    {GHG_TRAP_FACTOR, "trap_factor"},
    {GHG_UNKNOWN_FACTOR, "unknown_factor"},
    {GHG_NO_FACTOR, "no_factor"},
    {GHG_OUTSIDE_TABLE, "outside_table"},
    {GHG_UNKNOWN_SET, "unknown_set"},
    {GHG_TRAP_VALUE, "trap_value"},
    {GHG_FACTOR_OLD, "factor_old"},
    {GHG_FACTOR_FALLBACK, "factor_fallback"},
    {GHG_FACTOR_KNOWLEDGE, "factor_knowledge"},
    {GHG_FACTOR_NO_SOURCE, "factor_no_source"},
    {GHG_GAS_CONDITIONS, "gas_conditions"},
    {GHG_METHOD_NOT_IN_FORCE, "method_not_in_force"},
    {GHG_FACTOR_OTHER_YEAR, "factor_other_year"},
    {GHG_MONTHS_DEFAULT, "months_default"},
    {GHG_PRICE_YEAR, "price_year"},
};

const char *ghg_problem_key(GhgProblemCode code)
{
	for (size_t i = 0; i < sizeof PROBLEMS / sizeof PROBLEMS[0]; i++)
		if (PROBLEMS[i].code == code)
			return PROBLEMS[i].key;
	return "ok";
}

static const char *field_label(
    const Ghg *ghg, Arena *mem, const char *field, const GhgCategory *category, Lang lang)
{
	const GhgInput *input = category ? ghg_input(category, field) : NULL;
	if (input)
		return ghg_words(input->label, lang);
	const char *key = arena_printf(mem, "field.%s", field);
	const char *word = core_word(ghg, key, lang);
	return same(word, key) ? field : word;
}

/* The words for a problem: nothing typed is another matter than something wrong. */
static const char *problem_words(const GhgProblem *problem)
{
	if (problem->code == GHG_MISSING_INPUT && same(problem->field, "item"))
		return "missing_item";
	if (problem->code == GHG_UNKNOWN_UNIT && !*problem->given)
		return "missing_unit";
	return ghg_problem_key(problem->code);
}

char *ghg_problem_text(
    const Ghg *ghg, Arena *mem, const GhgProblem *problem, const GhgCategory *category, Lang lang)
{
	const char *key = arena_printf(mem, "problem.%s", problem_words(problem));
	const char *label = field_label(ghg, mem, problem->field, category, lang);
	char *text = core_say(ghg, mem, lang, key, "field", label, "given", problem->given, "expected",
	    problem->expected, NULL);
	if (!problem->month)
		return text;
	const char *month = arena_printf(mem, "%d", problem->month);
	return core_say(ghg, mem, lang, "problem.of_month", "month", month, "text", text, NULL);
}

/* ---- formulas with values ---- */

char *explain_number(Arena *mem, double value)
{
	char text[40];
	snprintf(text, sizeof text, "%.12g", value);
	return number_plain(mem, strtod(text, NULL));
}

/* Units as people write them: nothing for plain numbers. */
static void add_value(Buf *out, Arena *mem, double value, const char *unit)
{
	bool is_plain = !unit || !*unit || same(unit, "1") || same(unit, "fraction");
	buf_text(out, number_plain(mem, value));
	if (is_plain)
		return;
	buf_text(out, same(unit, "%") ? "" : " ");
	buf_text(out, unit);
}

static const GhgUsed *used_of(const GhgResult *result, const char *name, size_t len)
{
	for (size_t i = 0; i < result->used_count; i++)
		if (strlen(result->used[i].name) == len && strncmp(result->used[i].name, name, len) == 0)
			return &result->used[i];
	return NULL;
}

static void add_sign(Buf *out, char sign, bool is_leading)
{
	if (sign == '(' || sign == ')')
		buf_char(out, sign);
	else if (is_leading)
		buf_text(out, "−");
	else
		buf_text(out, sign == '*' ? " × " : sign == '/' ? " ÷ " : sign == '-' ? " − " : " + ");
}

void explain_formula(
    Buf *out, Arena *mem, const GhgResult *result, const char *text, FormulaSide side, Lang lang)
{
	const char *at = text;
	bool is_leading = true;
	for (FormulaToken token = formula_shown(&at); token.kind != TOKEN_END; token = formula_shown(&at)) {
		if (token.kind == TOKEN_NUMBER) {
			buf_add(out, token.start, token.len);
		} else if (token.kind == TOKEN_SIGN) {
			add_sign(out, *token.start, is_leading);
		} else if (token.kind == TOKEN_NAME) {
			const char *name = arena_copy_n(mem, token.start, token.len);
			const GhgUsed *used = used_of(result, name, token.len);
			const GhgInput *input = ghg_input(result->category, name);
			if (side == SIDE_NAMES)
				buf_text(out, input ? ghg_words(input->label, lang) : name);
			else
				add_value(out, mem, used ? used->value : 0, used ? used->unit : "");
		}
		is_leading = token.kind == TOKEN_SIGN && *token.start != ')';
	}
}

/* A formula that is more than products wants parentheses before " × share". */
static bool has_sum(const char *text)
{
	int depth = 0;
	for (const char *at = text; *at; at++) {
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		if (depth == 0 && at > text && (*at == '+' || *at == '-'))
			return true;
	}
	return false;
}

void explain_side(Buf *out, Arena *mem, const GhgResult *result, const char *text, FormulaSide side,
    Lang lang, const char *share_word)
{
	bool wants_parentheses = result->share != 1 && has_sum(text);
	buf_text(out, wants_parentheses ? "(" : "");
	explain_formula(out, mem, result, text, side, lang);
	buf_text(out, wants_parentheses ? ")" : "");
	if (result->share == 1)
		return;
	buf_text(out, " × ");
	buf_text(out, side == SIDE_NAMES
			  ? share_word
			  : arena_printf(mem, "%s%%", explain_number(mem, result->share * 100)));
}

char *ghg_explain_short(Arena *mem, const GhgResult *result, Lang lang)
{
	Buf out = buf_in(mem, BUF_FIELDS_MAX);
	if (!result->is_known)
		return arena_copy(mem, "-");
	explain_side(&out, mem, result, result->category->program->emissions[result->formula].formula.text,
	    SIDE_VALUES, lang, "");
	for (int i = 0; i < result->gas_count; i++)
		if (result->gases[i].gwp != 1)
			buf_text(
			    &out, arena_printf(mem, " × GWP %s", number_plain(mem, result->gases[i].gwp)));
	bool is_memo = result->gas_count == 0 && result->biogenic_tco2 != 0;
	double amount = is_memo ? result->biogenic_tco2 : result->tco2e;
	buf_text(&out, arena_printf(mem, " = %s tCO₂%s", number_text(mem, amount, 2), is_memo ? "" : "e"));
	return buf_take(&out);
}
