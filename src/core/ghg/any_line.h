/* Lines out of numbers, for tests: any method, category, item, region and unit the core offers, with values
 * that mostly make sense. The numbers come from a seed, or from the bytes of a fuzzer. Nothing here asserts.
 */
#ifndef QINGCE_GHG_ANY_LINE_H
#define QINGCE_GHG_ANY_LINE_H

#include "base/str.h"
#include "ghg/ghg.h"

#include <string.h>

/* Bytes as far as they reach, then the seed's own sequence (splitmix64). */
typedef struct Any {
	uint64_t state;
	const uint8_t *bytes, *end;
} Any;

static inline uint64_t any_bits(Any *any)
{
	if (any->end - any->bytes >= 2) {
		any->bytes += 2;
		return (uint64_t)any->bytes[-2] << 8 | any->bytes[-1];
	}
	uint64_t z = any->state += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static inline size_t any_below(Any *any, size_t count)
{
	return count ? (size_t)(any_bits(any) % count) : 0;
}

static inline bool any_once_in(Any *any, size_t times)
{
	return any_below(any, times) == 0;
}

static const GhgMethod *any_method(Any *any, const Ghg *ghg)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg, &count);
	return &methods[any_below(any, count)];
}

static GhgSettings any_settings(Any *any, const Ghg *ghg, const GhgMethod *method)
{
	GhgSettings settings = {.method = method->code, .on = method->valid_from};
	if (settings.on.year < 2015)
		settings.on = (Date){2015 + (int)any_below(any, 10), 1, 1};
	if (ghg_method(ghg, method->code, settings.on) != method) /* another edition is in force by then */
		settings.on = method->valid_from;
	if (any_once_in(any, 2))
		settings.gwp_set = ghg_gwp_sets()[any_below(any, 6)];
	if (any_once_in(any, 8))
		settings.fuel_set = ghg_fuel_sets(ghg)[0];
	if (any_once_in(any, 2))
		settings.coal_rate_kgce_per_kwh = 0.3;
	return settings;
}

/* 0.001 … 1e5 with a few digits; a fraction where one is wanted. */
static double any_value(Any *any, const GhgInput *input)
{
	static const double SIZES[] = {0.001, 0.01, 0.1, 1, 10, 100, 1000};
	double value = (double)(1 + any_below(any, 999)) * SIZES[any_below(any, 7)] * 0.1;
	if (input->is_fraction)
		return (double)any_below(any, 1001) / 1000;
	return input->may_be_negative && any_once_in(any, 3) ? -value : value;
}

enum { ANY_INPUTS = 24 };
typedef struct AnyLine {
	GhgSettings settings;
	const GhgMethod *method;
	const GhgCategory *category;
	GhgLine line;
	GhgGiven given[ANY_INPUTS + 2];
} AnyLine;

/* Where the item is counted in anything, an own factor is per what the amount is in: "kgCO2e/km" for km. */
static const char *any_unit(
    Any *any, const AnyLine *line, const GhgInput *input, const char *const *units, size_t count)
{
	for (size_t i = 0; input->dim.of[DIM_ITEM] < 0 && line->line.given_count && i < count; i++) {
		const char *per = strrchr(units[i], '/');
		if (per && str_eq(per + 1, line->given[0].unit) && !any_once_in(any, 10))
			return units[i];
	}
	return count ? units[any_below(any, count)] : "";
}

static void any_give(Any *any, Arena *mem, const Ghg *ghg, AnyLine *out, const GhgInput *input)
{
	const char *const *units = ghg_input_units(
	    ghg, mem, &out->settings, out->category, out->line.item, input);
	size_t count = 0;
	while (units[count])
		count++;
	const char *unit = any_unit(any, out, input, units, count);
	double value = any_value(any, input);
	out->given[out->line.given_count++] = (GhgGiven){.name = input->name,
	    .value = input->is_fraction && str_eq(unit, "%") ? value * 100 : value,
	    .unit = unit,
	    .source = any_once_in(any, 2) ? "lab report 2025-03" : NULL};
}

/* A line of a category of `method` under `settings`. */
static void any_line(
    Any *any, Arena *mem, const Ghg *ghg, const GhgMethod *method, const GhgSettings *settings, AnyLine *out)
{
	*out = (AnyLine){.settings = *settings, .method = method};
	out->category = &method->categories[any_below(any, method->category_count)];
	out->line = (GhgLine){.category = out->category->code, .year = 2010 + (int)any_below(any, 16)};
	size_t count;
	const GhgItem *items = ghg_items(ghg, mem, settings, out->category, &count);
	if (count)
		out->line.item = items[any_below(any, count)].code;
	if (out->category->wants_region) {
		const GhgRegion *regions = ghg_regions(ghg, &count);
		out->line.region = regions[any_below(any, count)].code;
	}
	if (any_once_in(any, 2))
		out->line.year = 0;
	bool gives_most = any_once_in(any, 2);
	for (size_t i = 0; i < out->category->input_count && i < ANY_INPUTS; i++) {
		const GhgInput *input = &out->category->inputs[i];
		size_t rare = input->need == GHG_OPTIONAL ? 3 : 5;
		if (input->need == GHG_REQUIRED ? !any_once_in(any, 30)
						: gives_most && any_once_in(any, rare))
			any_give(any, mem, ghg, out, input);
	}
	if (any_once_in(any, 4))
		out->given[out->line.given_count++] = (GhgGiven){
		    .name = "share", .value = (double)any_below(any, 101), .unit = "%"};
	out->line.given = out->given;
}

#endif
