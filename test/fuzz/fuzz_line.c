/* ghg_calculate on lines made of hostile bytes: any method, category and item of the data, then values,
 * units, names and rows bent out of shape. A known result is finite throughout, totals are finite whatever
 * the line, and every explanation is UTF-8 within a stated size. */
#include "bent.h"
#include "fuzz.h"

enum { BENDS = 6, LINES = 4 };

static const char *any_factor_id(Any *any, const Ghg *ghg)
{
	size_t count;
	const GhgFactor *rows = ghg_factors(ghg, (GhgFactorKind)any_below(any, GHG_KINDS), &count);
	return rows[any_below(any, count)].id;
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
		check_result(ghg, mem, lines[i].category, &results[i]);
		list[i] = &results[i];
	}
	GhgTotals totals = ghg_totals(mem, list, NULL, LINES);
	check(isfinite(totals.scope123) && isfinite(totals.biogenic_tco2) && isfinite(totals.tce_equal));
	arena_reset(mem);
	return 0;
}
