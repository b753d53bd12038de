/* Results in words: a printable tree for one line, the short form beside it, and sentences for problems. */
#include "ghg/core.h"
#include "ghg/weighted.h"

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
    {GHG_MONTHS_DEFAULT, "months_default"},
};

const char *ghg_problem_key(GhgProblemCode code)
{
	for (size_t i = 0; i < sizeof PROBLEMS / sizeof PROBLEMS[0]; i++)
		if (PROBLEMS[i].code == code)
			return PROBLEMS[i].key;
	return "ok";
}

static const char *field_label(
    const Ghg *ghg, Arena *mem, const char *field, const GhgCategory *category, GhgLang lang)
{
	const GhgInput *input = category ? ghg_input(category, field) : NULL;
	if (input)
		return ghg_words(input->label, lang);
	const char *key = arena_printf(mem, "field.%s", field);
	const char *word = core_word(ghg, key, lang);
	return same(word, key) ? field : word;
}

char *ghg_problem_text(
    const Ghg *ghg, Arena *mem, const GhgProblem *problem, const GhgCategory *category, GhgLang lang)
{
	const char *key = arena_printf(mem, "problem.%s", ghg_problem_key(problem->code));
	const char *label = field_label(ghg, mem, problem->field, category, lang);
	char *text = core_say(ghg, mem, lang, key, "field", label, "given", problem->given, "expected",
	    problem->expected, NULL);
	if (!problem->month)
		return text;
	const char *month = arena_printf(mem, "%d", problem->month);
	return core_say(ghg, mem, lang, "problem.of_month", "month", month, "text", text, NULL);
}

/* ---- formulas with values ---- */

/* Twelve significant digits: without the dust of binary fractions. */
static char *shown(Arena *mem, double value)
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

typedef enum Side { SIDE_NAMES, SIDE_VALUES } Side;

/* The formula, with labels or with values. */
static void add_formula(
    Buf *out, Arena *mem, const GhgResult *result, const char *text, Side side, GhgLang lang)
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

static void add_side(
    Buf *out, Arena *mem, const GhgResult *result, Side side, GhgLang lang, const char *share_word)
{
	const char *text = result->category->program->emissions[result->formula].formula.text;
	bool wants_parentheses = result->share != 1 && has_sum(text);
	buf_text(out, wants_parentheses ? "(" : "");
	add_formula(out, mem, result, text, side, lang);
	buf_text(out, wants_parentheses ? ")" : "");
	if (result->share == 1)
		return;
	buf_text(out, " × ");
	buf_text(out,
	    side == SIDE_NAMES ? share_word : arena_printf(mem, "%s%%", shown(mem, result->share * 100)));
}

char *ghg_explain_short(Arena *mem, const GhgResult *result, GhgLang lang)
{
	Buf out = buf_in(mem, 4000);
	if (!result->is_known)
		return arena_copy(mem, "-");
	add_side(&out, mem, result, SIDE_VALUES, lang, "");
	for (int i = 0; i < result->gas_count; i++)
		if (result->gases[i].gwp != 1)
			buf_text(
			    &out, arena_printf(mem, " × GWP %s", number_plain(mem, result->gases[i].gwp)));
	bool is_memo = result->gas_count == 0 && result->biogenic_tco2 != 0;
	double amount = is_memo ? result->biogenic_tco2 : result->tco2e;
	buf_text(&out, arena_printf(mem, " = %s tCO₂%s", number_text(mem, amount, 2), is_memo ? "" : "e"));
	return out.data;
}

/* ---- the tree ---- */

static void branch(Buf *out, const char *label, const char *text)
{
	buf_printf(out, "├ %s: %s\n", label, text);
}

static void add_source(const Ghg *ghg, Buf *out, Arena *mem, const GhgFactor *factor, GhgLang lang)
{
	static const char *const CONFIDENCE[] = {
	    "confidence.knowledge", "confidence.verified1", "confidence.verified2"};
	const char *table = *factor->source_table ? factor->source_table : "-";
	const char *year = *factor->source_year ? factor->source_year : "-";
	buf_printf(out, "│   %s\n",
	    core_say(ghg, mem, lang, "explain.source", "title", factor->source_title, "table", table, "year",
		year, "id", factor->id, "confidence", core_word(ghg, CONFIDENCE[factor->confidence], lang),
		NULL));
	if (*factor->note)
		buf_printf(
		    out, "│   %s\n", core_say(ghg, mem, lang, "explain.note", "note", factor->note, NULL));
}

static void add_used(
    const Ghg *ghg, Buf *out, Arena *mem, const GhgUsed *used, const GhgFactor *above, GhgLang lang)
{
	Buf value = buf_in(mem, 400);
	add_value(&value, mem, used->value, used->unit);
	branch(out, ghg_words(used->label, lang), value.data);
	if (used->factor && used->factor == above)
		buf_printf(out, "│   %s\n", core_word(ghg, "explain.same_source", lang));
	else if (used->factor)
		add_source(ghg, out, mem, used->factor, lang);
	else if (used->origin == GHG_FROM_STEAM)
		buf_printf(
		    out, "│   %s\n", core_say(ghg, mem, lang, "explain.steam", "file", used->source, NULL));
	else if (used->origin == GHG_FROM_CONSTANT)
		buf_printf(out, "│   %s\n", core_word(ghg, "explain.constant", lang));
	else if (*used->source)
		buf_printf(
		    out, "│   %s\n", core_say(ghg, mem, lang, "explain.given", "source", used->source, NULL));
}

static void add_gas_line(const Ghg *ghg, Buf *out, Arena *mem, const GhgGasAmount *gas, GhgLang lang)
{
	char *text = gas->gwp == 1
			 ? arena_printf(mem, "%s t", shown(mem, gas->tonnes))
			 : arena_printf(mem, "%s t × GWP %s (%s) = %s tCO₂e", shown(mem, gas->tonnes),
			       number_plain(mem, gas->gwp), gas->gwp_factor ? gas->gwp_factor->set : "-",
			       shown(mem, gas->tco2e));
	branch(out, gas->gas, text);
	if (gas->gwp_factor)
		add_source(ghg, out, mem, gas->gwp_factor, lang);
}

static void add_energy(const Ghg *ghg, Buf *out, Arena *mem, const GhgResult *result, GhgLang lang)
{
	if (result->energy_gj == 0)
		return;
	const char *equivalent = isnan(result->tce_equivalent) ? "-"
							       : number_text(mem, result->tce_equivalent, 4);
	branch(out, core_word(ghg, "explain.energy", lang),
	    core_say(ghg, mem, lang, "explain.energy_values", "gj", number_text(mem, result->energy_gj, 4),
		"equal", number_text(mem, result->tce_equal, 4), "equivalent", equivalent, NULL));
	if (result->tce_factor)
		add_source(ghg, out, mem, result->tce_factor, lang);
}

static void add_head(const Ghg *ghg, Buf *out, Arena *mem, const GhgResult *result, GhgLang lang)
{
	const char *scope = core_word(ghg, arena_printf(mem, "scope.%d", result->scope), lang);
	buf_text(out, ghg_words(result->category->name, lang));
	if (*result->item)
		buf_printf(out, " · %s", ghg_words(result->item_name, lang));
	buf_printf(out, " (%s)\n", scope);
	branch(out, core_word(ghg, "explain.method", lang),
	    arena_printf(mem, "%s %s · %s", ghg_words(result->method->title, lang), result->method->doc_no,
		ghg_words(result->category->clause, lang)));
}

void ghg_explain(const Ghg *ghg, Buf *out, const GhgResult *result, GhgLang lang)
{
	Arena *mem = out->mem;
	if (result->category)
		add_head(ghg, out, mem, result, lang);
	if (result->is_known) {
		Buf names = buf_in(mem, 4000), values = buf_in(mem, 4000);
		add_side(&names, mem, result, SIDE_NAMES, lang, core_word(ghg, "field.share", lang));
		add_side(&values, mem, result, SIDE_VALUES, lang, "");
		branch(out, core_word(ghg, "explain.formula", lang), names.data);
		branch(out, core_word(ghg, "explain.values", lang), values.data);
		for (size_t i = 0; i < result->used_count; i++)
			add_used(
			    ghg, out, mem, &result->used[i], i > 0 ? result->used[i - 1].factor : NULL, lang);
		weighted_explain(ghg, out, result, lang);
		for (int i = 0; i < result->gas_count; i++)
			add_gas_line(ghg, out, mem, &result->gases[i], lang);
		if (result->biogenic_tco2 != 0)
			branch(out, core_word(ghg, "explain.biogenic", lang),
			    arena_printf(mem, "%s tCO₂", shown(mem, result->biogenic_tco2)));
		add_energy(ghg, out, mem, result, lang);
	}
	for (size_t i = 0; i < result->problem_count; i++)
		buf_printf(out, "├ %s %s\n", ghg_stops(result->problems[i].code) ? "✗" : "!",
		    ghg_problem_text(ghg, mem, &result->problems[i], result->category, lang));
	if (result->is_known)
		buf_printf(out, "└ %s: %s tCO₂e\n", core_word(ghg, "explain.result", lang),
		    shown(mem, result->tco2e));
	else
		buf_printf(out, "└ %s\n", core_word(ghg, "explain.unknown", lang));
}
