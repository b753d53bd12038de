/* Category 3 from scopes 1 and 2. See result_derived.h. GHG Protocol Scope 3 Standard, category 3 (a) to
 * (c). */
#include "result/result_derived.h"

#include "base/str.h"
#include "inventory/inventory_rules.h"
#include "result/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct DerivedPart {
	GhgUpstream upstream;
	int64_t facility_id;
	const char *grid;
	size_t order; /* of adding: sums run in the order of the lines */
};

DerivedParts derived_parts(Arena *mem, size_t lines)
{
	return (DerivedParts){
	    .mem = mem, .parts = ARENA_ARRAY(mem, DerivedPart, lines * DERIVED_PER_LINE + 1)};
}

/* Units are few; a copy is made when the one before is another. */
static const char *kept_unit(DerivedParts *parts, const char *unit)
{
	if (parts->count && str_eq(parts->parts[parts->count - 1].upstream.unit, unit))
		return parts->parts[parts->count - 1].upstream.unit;
	return arena_copy(parts->mem, unit);
}

void derived_add(DerivedParts *parts, const Ghg *ghg, const LineResult *result, const char *grid)
{
	GhgUpstream found[GHG_UPSTREAM_MOST];
	if (!result->is_known)
		return;
	size_t count = ghg_scope3_upstream(ghg, &result->result, found);
	for (size_t i = 0; i < count; i++) {
		DerivedPart part = {.upstream = found[i],
		    .facility_id = result->line->facility_id,
		    .grid = grid,
		    .order = parts->count};
		part.upstream.unit = kept_unit(parts, found[i].unit);
		parts->parts[parts->count++] = part;
	}
}

/* Parts that become one line are equal but for their order. */
static int compare_kind(const DerivedPart *a, const DerivedPart *b)
{
	int by = strcmp(a->upstream.category, b->upstream.category);
	by = by ? by : strcmp(a->upstream.item, b->upstream.item);
	by = by ? by : strcmp(a->upstream.unit, b->upstream.unit);
	by = by ? by : strcmp(a->grid, b->grid);
	return by ? by : (a->facility_id > b->facility_id) - (a->facility_id < b->facility_id);
}

static int compare_parts(const void *a, const void *b)
{
	const DerivedPart *left = a, *right = b;
	int by = compare_kind(left, right);
	return by ? by : (left->order > right->order) - (left->order < right->order);
}

static LineResult line_of(DerivedParts *parts, const Ghg *ghg, const Inventory *inventory, Lang lang,
    const DerivedPart *part, double amount)
{
	ActivityLine *line = ARENA_NEW(parts->mem, ActivityLine);
	*line = line_blank(0, inventory->id, part->upstream.category);
	line->item = part->upstream.item;
	line->facility_id = part->facility_id;
	line->amount_text = number_plain(parts->mem, amount);
	line->amount_unit = part->upstream.unit;
	const GhgGiven given = {.name = "amount", .value = amount, .unit = part->upstream.unit};
	const GhgLine asked = {.category = part->upstream.category,
	    .item = part->upstream.item,
	    .region = part->grid,
	    .given = &given,
	    .given_count = 1};
	const GhgSettings settings = inventory_settings(inventory);
	LineResult result = {.line = line,
	    .category = inventory_category(ghg, inventory, part->upstream.category),
	    .amount = amount,
	    .alloc_total = NAN,
	    .alloc_share = NAN,
	    .months = inventory_all_months(inventory),
	    .is_derived = true};
	result.result = ghg_calculate(ghg, parts->mem, &settings, &asked);
	result.is_known = result.result.is_known;
	result.title = ghg_words(result.result.item_name, lang);
	return result;
}

size_t derived_compute(
    DerivedParts *parts, const Ghg *ghg, const Inventory *inventory, Lang lang, LineResult *lines)
{
	qsort(parts->parts, parts->count, sizeof *parts->parts, compare_parts);
	size_t made = 0;
	for (size_t i = 0; i < parts->count;) {
		const DerivedPart *first = &parts->parts[i];
		GhgSum sum = {0};
		for (; i < parts->count && compare_kind(first, &parts->parts[i]) == 0; i++)
			ghg_sum_add(&sum, parts->parts[i].upstream.amount);
		lines[made++] = line_of(parts, ghg, inventory, lang, first, ghg_sum_value(&sum));
	}
	return made;
}
