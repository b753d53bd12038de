/* Lines bent out of shape, for the targets of the calculation: words, numbers and units from hostile bytes,
 * and what must hold of any result that comes of them. */
#ifndef QINGCE_TEST_FUZZ_BENT_H
#define QINGCE_TEST_FUZZ_BENT_H

#include "ghg/any_line.h"
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_MAX_BYTES = 64 * 1024, WORD_MAX_BYTES = 64 };

static inline void check(bool holds)
{
	if (!holds)
		abort();
}

static inline void check_text(const char *text, size_t len)
{
	check(len <= TREE_MAX_BYTES && str_is_clean_utf8(text, len));
}

/* Hostile text as a form would let it through: clean UTF-8, not long. */
static inline const char *any_word(Any *any, Arena *mem)
{
	char word[WORD_MAX_BYTES];
	size_t len = any_below(any, WORD_MAX_BYTES);
	for (size_t i = 0; i < len; i++)
		word[i] = (char)any_bits(any);
	return str_is_clean_utf8(word, len) ? arena_copy_n(mem, word, len) : "单位";
}

static inline double any_wild(Any *any)
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

static inline const char *any_named_unit(Any *any, Arena *mem)
{
	static const char *const UNITS[] = {"t", "kg", "m3", "Nm3", "m3(20℃)", "GJ", "kWh", "tce", "L", "%",
	    "1", "元", "t·km", "GJ/t", "tC/GJ", "kgCO2/kWh", "tCO2/t", "kgCO2e/元", "t/m3", "item", "t/item",
	    "℃", "MPa"};
	size_t at = any_below(any, sizeof UNITS / sizeof *UNITS + 1);
	return at < sizeof UNITS / sizeof *UNITS ? UNITS[at] : any_word(any, mem);
}

/* Known and finite throughout, or stopped by a problem that says why; explained in both languages. */
static inline void check_result(const Ghg *ghg, Arena *mem, const GhgCategory *category, const GhgResult *r)
{
	bool stops = false;
	for (size_t i = 0; i < r->problem_count; i++) {
		stops = stops || ghg_stops(r->problems[i].code);
		const char *text = ghg_problem_text(ghg, mem, &r->problems[i], r->category, ZH);
		check_text(text, strlen(text));
	}
	check(r->is_known != stops && r->is_known == (isfinite(r->tco2e) != 0));
	for (int lang = ZH; lang < LANG_COUNT; lang++) {
		Buf tree = buf_in(mem, TREE_MAX_BYTES);
		ghg_explain(ghg, &tree, r, (Lang)lang);
		check(!tree.overflow && tree.len > 0);
		check_text(buf_take(&tree), tree.len);
		const char *brief = ghg_explain_short(mem, r, (Lang)lang);
		check_text(brief, strlen(brief));
	}
	if (!r->is_known)
		return;
	check(isfinite(r->biogenic_tco2) && isfinite(r->activity) && isfinite(r->electricity_mwh));
	check(isfinite(r->energy_gj) && isfinite(r->tce_equal) && r->share >= 0 && r->share <= 1);
	check(category->is_deduction ? r->tco2e <= 0 : r->tco2e >= 0);
	check(isfinite(r->tce_equivalent) || r->category->energy == GHG_ENERGY_ELECTRICITY);
	for (int g = 0; g < r->gas_count; g++)
		check(isfinite(r->gases[g].tonnes) && isfinite(r->gases[g].tco2e));
}

#endif
