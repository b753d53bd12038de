/* Which rows of the factor tables a search finds, what belongs together, and which method takes which row
 * unasked. */
#include "factors/factors_rules.h"

#include "base/str.h"
#include "html/html.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const KIND_CODES[FACTOR_KINDS] = {
    [GHG_FUEL] = "fuel",
    [GHG_GRID] = "grid",
    [GHG_HEAT] = "heat",
    [GHG_PROCESS] = "process",
    [GHG_GWP] = "gwp",
    [GHG_TCE] = "tce",
    [GHG_SCOPE3] = "scope3",
};
static const char *const CONFIDENCE_CODES[] = {
    [GHG_KNOWLEDGE] = "knowledge",
    [GHG_VERIFIED1] = "verified1",
    [GHG_VERIFIED2] = "verified2",
};

static int named(const char *const codes[], int count, const char *code)
{
	for (int i = 0; i < count; i++)
		if (str_eq(codes[i], code))
			return i;
	return FACTOR_ANY;
}

const char *factor_kind_code(GhgFactorKind kind)
{
	return KIND_CODES[kind];
}

int factor_kind_named(const char *code)
{
	return named(KIND_CODES, FACTOR_KINDS, code);
}

const char *factor_confidence_code(GhgConfidence confidence)
{
	return CONFIDENCE_CODES[confidence];
}

int factor_confidence_named(const char *code)
{
	return named(CONFIDENCE_CODES, GHG_VERIFIED2 + 1, code);
}

/* ---- searching ---- */

int factor_year(const GhgFactor *factor)
{
	if (factor->year)
		return factor->year;
	for (const char *at = factor->source_year; *at; at += strcspn(at, "0123456789")) {
		size_t digits = strspn(at, "0123456789");
		if (digits == 4)
			return atoi(at);
		at += digits;
	}
	return 0;
}

static const char *past_marks(const char *at, const char *end)
{
	while (at < end && strchr(" -_.", *at))
		at++;
	return at;
}

/* Does `text` go on with `word` from here, small and capital letters and hyphens aside? */
static bool goes_on_with(const char *text, const char *text_end, const char *word, const char *word_end)
{
	for (;;) {
		word = past_marks(word, word_end);
		if (word == word_end)
			return true;
		text = past_marks(text, text_end);
		if (text == text_end || tolower((unsigned char)*text) != tolower((unsigned char)*word))
			return false;
		text++;
		word++;
	}
}

static bool holds(const char *text, const char *word, size_t len)
{
	const char *end = text + strlen(text);
	for (const char *at = text; at < end; at++)
		if (goes_on_with(at, end, word, word + len))
			return true;
	return false;
}

static bool is_folded(const char *text, const char *word)
{
	const char *text_end = text + strlen(text), *word_end = word + strlen(word);
	return goes_on_with(text, text_end, word, word_end) && goes_on_with(word, word_end, text, text_end);
}

static bool holds_words(const GhgFactor *factor, const char *words)
{
	const char *const texts[] = {factor->name.zh, factor->name.en, factor->code, factor->id, factor->set,
	    factor->source_title, factor->unit};
	for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		bool found = false;
		for (size_t i = 0; i < sizeof texts / sizeof *texts && !found; i++)
			found = holds(texts[i], at, len);
		if (!found)
			return false;
		at += len;
	}
	return true;
}

bool factor_fits(const FactorQuery *query, const GhgFactor *factor)
{
	if (query->kind != FACTOR_ANY && (int)factor->kind != query->kind)
		return false;
	if (query->confidence != FACTOR_ANY && (int)factor->confidence != query->confidence)
		return false;
	if (query->year && factor_year(factor) != query->year)
		return false;
	if (!str_is_empty(query->region) && !str_eq(query->region, factor->region))
		return false;
	if (!str_is_empty(query->set) && !str_eq(query->set, factor->set))
		return false;
	return str_is_empty(query->text) || holds_words(factor, query->text);
}

enum { RANKS = 5 };

static int rank_of(const FactorQuery *query, const GhgFactor *factor)
{
	if (str_is_empty(query->text))
		return 0;
	if (factor->is_trap)
		return 4;
	if (factor->confidence == GHG_KNOWLEDGE)
		return 3;
	if (is_folded(factor->code, query->text) || is_folded(factor->name.zh, query->text) ||
	    is_folded(factor->name.en, query->text))
		return 0;
	return factor->is_default ? 1 : 2;
}

const GhgFactor **factors_found(const Ghg *ghg, Arena *mem, const FactorQuery *query, size_t *count)
{
	size_t all = 0, rows;
	for (int kind = 0; kind < FACTOR_KINDS; kind++) {
		ghg_factors(ghg, (GhgFactorKind)kind, &rows);
		all += rows;
	}
	const GhgFactor **found = ARENA_ARRAY(mem, const GhgFactor *, all + 1);
	const GhgFactor **list = ARENA_ARRAY(mem, const GhgFactor *, all + 1);
	size_t fitting = 0;
	for (int kind = 0; kind < FACTOR_KINDS; kind++) {
		const GhgFactor *table = ghg_factors(ghg, (GhgFactorKind)kind, &rows);
		for (size_t i = 0; i < rows; i++)
			if (factor_fits(query, &table[i]))
				found[fitting++] = &table[i];
	}
	*count = 0;
	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < fitting; i++)
			if (rank_of(query, found[i]) == rank)
				list[(*count)++] = found[i];
	return list;
}

size_t factors_behind(const GhgFactor *const *list, size_t count, const char *after)
{
	for (size_t i = 0; i < count && !str_is_empty(after); i++)
		if (str_eq(list[i]->id, after))
			return i + 1;
	return 0;
}

/* ---- what belongs together ---- */

/* "05.carbonate_mee2024" -> "carbonate" */
static bool is_same_category(const char *set, const char *other)
{
	const char *a = strchr(set, '.'), *b = strchr(other, '.');
	if (!a || !b)
		return false;
	size_t a_len = strcspn(a, "_"), b_len = strcspn(b, "_");
	return a_len == b_len && strncmp(a, b, a_len) == 0;
}

static bool is_same_thing(const GhgFactor *factor, const GhgFactor *other)
{
	if (!str_eq(factor->code, other->code))
		return false;
	return factor->kind != GHG_PROCESS || is_same_category(factor->set, other->set);
}

static bool stands_before(const GhgFactor *a, const GhgFactor *b)
{
	int order = a->kind == GHG_GWP ? 0 : strcmp(a->set, b->set); /* assessments stand in order of time */
	return order ? order < 0 : factor_year(a) < factor_year(b);
}

const GhgFactor **factor_history(const Ghg *ghg, Arena *mem, const GhgFactor *factor, size_t *count)
{
	size_t rows;
	const GhgFactor *table = ghg_factors(ghg, factor->kind, &rows);
	const GhgFactor **list = ARENA_ARRAY(mem, const GhgFactor *, rows + 1);
	*count = 0;
	for (size_t i = 0; i < rows; i++) {
		if (!is_same_thing(factor, &table[i]))
			continue;
		size_t at = (*count)++;
		for (; at > 0 && stands_before(&table[i], list[at - 1]); at--)
			list[at] = list[at - 1];
		list[at] = &table[i];
	}
	return list;
}

bool factor_is_comparable(const GhgFactor *factor, const GhgFactor *other)
{
	bool is_same_set = factor->kind != GHG_GRID || str_eq(factor->set, other->set);
	return is_same_set && isfinite(other->value) && str_eq(factor->unit, other->unit) &&
	       str_eq(factor->equipment, other->equipment);
}

static bool stands_for_better(const GhgFactor *gone, const GhgFactor *row, const GhgFactor *best)
{
	bool is_same_set = str_eq(row->set, gone->set);
	if (!best || is_same_set != str_eq(best->set, gone->set))
		return !best || is_same_set;
	return factor_year(row) > factor_year(best);
}

const GhgFactor *factor_successor(const Ghg *ghg, Arena *mem, const GhgFactor *gone)
{
	size_t count;
	const GhgFactor **rows = factor_history(ghg, mem, gone, &count), *best = NULL;
	for (size_t i = 0; i < count; i++)
		if (factor_is_comparable(gone, rows[i]) && !rows[i]->is_trap &&
		    str_eq(rows[i]->region, gone->region) && stands_for_better(gone, rows[i], best))
			best = rows[i];
	return best;
}

bool factor_default_years(const Ghg *ghg, const GhgFactor *factor, int *from, int *to)
{
	enum { FIRST = 2005, LAST = 2060 };
	*from = *to = 0;
	if (factor->kind != GHG_GRID)
		return false;
	for (int year = FIRST; year <= LAST; year++) {
		bool is_taken = ghg_grid(ghg, factor->region, year) == factor ||
				ghg_grid_residual(ghg, year) == factor;
		if (is_taken && !*from)
			*from = year;
		if (is_taken)
			*to = year;
	}
	if (*to == LAST)
		*to = 0;
	return *from != 0;
}

/* ---- who takes a row unasked ---- */

bool factor_is_used(const GhgResult *result, const GhgFactor *factor)
{
	if (result->factor == factor || result->tce_factor == factor)
		return true;
	for (size_t i = 0; i < result->used_count; i++)
		if (result->used[i].factor == factor)
			return true;
	for (int i = 0; i < result->gas_count; i++)
		if (result->gases[i].gwp_factor == factor)
			return true;
	return false;
}

/* A line that gives nothing but what must be given: what it rests on besides are defaults. */
static bool rests_on(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category,
    const char *item, const GhgFactor *factor)
{
	GhgGiven *given = ARENA_ARRAY(mem, GhgGiven, category->input_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		if (input->need != GHG_REQUIRED)
			continue;
		const char *const *units = ghg_input_units(ghg, mem, settings, category, item, input);
		given[count++] = (GhgGiven){input->name, 1, units[0], NULL};
	}
	GhgLine line = {
	    .category = category->code, .item = item, .region = "CN", .given = given, .given_count = count};
	GhgResult result = ghg_calculate(ghg, mem, settings, &line);
	return factor_is_used(&result, factor);
}

static bool is_default_in(const Ghg *ghg, Arena *mem, const GhgSettings *settings,
    const GhgCategory *category, const GhgFactor *factor)
{
	if (factor->kind == GHG_GRID)
		return category->wants_region;
	if (factor->kind == GHG_HEAT || category->items == GHG_NO_ITEM)
		return rests_on(ghg, mem, settings, category, NULL, factor);
	if (category->items == GHG_FUELS && factor->kind != GHG_FUEL)
		return false;
	size_t count;
	const GhgItem *items = ghg_items(ghg, mem, settings, category, &count);
	for (size_t i = 0; i < count; i++) {
		if (items[i].factor == factor)
			return true;
		if (category->items == GHG_ROWS &&
		    rests_on(ghg, mem, settings, category, items[i].code, factor))
			return true;
	}
	return false;
}

size_t factor_defaults(const Ghg *ghg, Arena *mem, const GhgFactor *factor, FactorDefault **out)
{
	enum { MAX_DEFAULTS = 400 };
	size_t method_count, count = 0;
	int from, to;
	const GhgMethod *methods = ghg_methods(ghg, &method_count);
	*out = ARENA_ARRAY(mem, FactorDefault, MAX_DEFAULTS);
	bool is_never = factor->is_trap || factor->kind == GHG_TCE ||
			(factor->kind == GHG_GRID && !factor_default_years(ghg, factor, &from, &to));
	for (size_t m = 0; m < method_count && !is_never; m++) {
		const GhgMethod *method = &methods[m];
		GhgSettings settings = {.method = method->code, .on = method->valid_from};
		if (factor->kind == GHG_GWP) {
			if (str_eq(method->gwp_set, factor->set) && factor->is_default &&
			    count < MAX_DEFAULTS)
				(*out)[count++] = (FactorDefault){method, NULL};
			continue;
		}
		bool has_scope3 = str_eq(method->code, "general"); /* the same everywhere: named once */
		for (size_t c = 0; c < method->category_count && count < MAX_DEFAULTS; c++)
			if ((method->categories[c].scope != 3 || has_scope3) &&
			    is_default_in(ghg, mem, &settings, &method->categories[c], factor))
				(*out)[count++] = (FactorDefault){method, &method->categories[c]};
	}
	return count;
}
