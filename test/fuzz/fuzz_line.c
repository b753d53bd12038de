/* ghg_calculate on lines made of hostile bytes: any method, category and item of the data, then values,
 * units, names and rows bent out of shape. A known result is finite throughout, totals are finite whatever
 * the line, and every explanation is UTF-8 within a stated size. */
#include "fuzz.h"
#include "ghg/any_line.h"
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_MAX_BYTES = 64 * 1024, WORD_MAX_BYTES = 64, BENDS = 6, LINES = 4 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_text(const char *text, size_t len)
{
	check(len <= TREE_MAX_BYTES && str_is_clean_utf8(text, len));
}

/* Hostile text as a form would let it through: clean UTF-8, not long. */
static const char *any_word(Any *any, Arena *mem)
{
	char word[WORD_MAX_BYTES];
	size_t len = any_below(any, WORD_MAX_BYTES);
	for (size_t i = 0; i < len; i++)
		word[i] = (char)any_bits(any);
	return str_is_clean_utf8(word, len) ? arena_copy_n(mem, word, len) : "单位";
}

static double any_wild(Any *any)
{
	static const double WILD[] = {0, -0.0, 1, -1, 0.5, 1e-300, 1e300, 1e308, -1e308, 5e-324, INFINITY,
	    -INFINITY, NAN, 100, 100.0000001, 1e15, 3.6};
	union {
		uint64_t bits;
		double value;
	} raw = {any_bits(any) << 48 | any_bits(any) << 32 | any_bits(any) << 16 | any_bits(any)};
	size_t at = any_below(any, sizeof WILD / sizeof *WILD + 1);
	return at < sizeof WILD / sizeof *WILD ? WILD[at] : raw.value;
}

static const char *any_factor_id(Any *any, const Ghg *ghg)
{
	size_t count;
	const GhgFactor *rows = ghg_factors(ghg, (GhgFactorKind)any_below(any, GHG_KINDS), &count);
	return rows[any_below(any, count)].id;
}

static const char *any_named_unit(Any *any, Arena *mem)
{
	static const char *const UNITS[] = {"t", "kg", "m3", "Nm3", "m3(20℃)", "GJ", "kWh", "tce", "L", "%",
	    "1", "元", "t·km", "GJ/t", "tC/GJ", "kgCO2/kWh", "tCO2/t", "kgCO2e/元", "t/m3", "item", "t/item",
	    "℃", "MPa"};
	size_t at = any_below(any, sizeof UNITS / sizeof *UNITS + 1);
	return at < sizeof UNITS / sizeof *UNITS ? UNITS[at] : any_word(any, mem);
}

/* One member of the line becomes something else. */
static void bend(Any *any, Arena *mem, const Ghg *ghg, AnyLine *line)
{
	GhgGiven *given = &line->given[any_below(any, line->line.given_count ? line->line.given_count : 1)];
	size_t inputs = line->category->input_count;
	switch (any_below(any, 12)) {
	case 0:
	case 1:
		given->value = any_wild(any);
		return;
	case 2:
	case 3:
		given->unit = any_named_unit(any, mem);
		return;
	case 4:
		given->name = any_once_in(any, 3) ? any_word(any, mem)
						  : line->category->inputs[any_below(any, inputs)].name;
		return;
	case 5:
		given->source = any_word(any, mem);
		return;
	case 6:
		line->line.factor_id = any_factor_id(any, ghg);
		return;
	case 7:
		line->line.item = any_once_in(any, 2) ? any_word(any, mem) : NULL;
		return;
	case 8:
		line->line.region = any_word(any, mem);
		return;
	case 9:
		line->line.category = any_word(any, mem);
		return;
	case 10:
		line->settings.gwp_set = any_word(any, mem);
		return;
	default:
		*given = (GhgGiven){.name = "gwp", .value = any_wild(any), .unit = any_named_unit(any, mem)};
	}
}

static void check_result(const Ghg *ghg, Arena *mem, const AnyLine *line, const GhgResult *r)
{
	bool stops = false;
	for (size_t i = 0; i < r->problem_count; i++) {
		stops = stops || ghg_stops(r->problems[i].code);
		const char *text = ghg_problem_text(ghg, mem, &r->problems[i], r->category, GHG_ZH);
		check_text(text, strlen(text));
	}
	check(r->is_known != stops && r->is_known == (isfinite(r->tco2e) != 0));
	for (int lang = GHG_ZH; lang <= GHG_EN; lang++) {
		Buf tree = buf_in(mem, TREE_MAX_BYTES);
		ghg_explain(ghg, &tree, r, (GhgLang)lang);
		check(!tree.overflow && tree.len > 0);
		check_text(tree.data, tree.len);
		const char *brief = ghg_explain_short(mem, r, (GhgLang)lang);
		check_text(brief, strlen(brief));
	}
	if (!r->is_known)
		return;
	check(isfinite(r->biogenic_tco2) && isfinite(r->activity) && isfinite(r->electricity_mwh));
	check(isfinite(r->energy_gj) && isfinite(r->tce_equal) && r->share >= 0 && r->share <= 1);
	check(line->category->is_deduction ? r->tco2e <= 0 : r->tco2e >= 0);
	check(isfinite(r->tce_equivalent) || r->category->energy == GHG_ENERGY_ELECTRICITY);
	for (int g = 0; g < r->gas_count; g++)
		check(isfinite(r->gases[g].tonnes) && isfinite(r->gases[g].tco2e));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	const Ghg *ghg = ghg_embedded();
	Any any = {.bytes = bytes, .end = bytes + size};
	const GhgMethod *method = any_method(&any, ghg);
	GhgSettings settings = any_settings(&any, ghg, method);
	AnyLine lines[LINES];
	GhgResult results[LINES];
	const GhgResult *list[LINES];
	for (int i = 0; i < LINES; i++) {
		any_line(&any, mem, ghg, method, &settings, &lines[i]);
		for (size_t bends = any_below(&any, BENDS); bends; bends--)
			bend(&any, mem, ghg, &lines[i]);
		results[i] = ghg_calculate(ghg, mem, &lines[i].settings, &lines[i].line);
		check_result(ghg, mem, &lines[i], &results[i]);
		list[i] = &results[i];
	}
	GhgTotals totals = ghg_totals(mem, list, NULL, LINES);
	check(isfinite(totals.scope123) && isfinite(totals.biogenic_tco2) && isfinite(totals.tce_equal));
	arena_reset(mem);
	return 0;
}
