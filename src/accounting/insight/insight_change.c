/* The splits of what an inventory differs from. */
#include "insight/insight_change.h"

#include "base/str.h"

bool change_corrects(const Inventory *past, const Inventory *first)
{
	return past->copied_from == first->id && str_eq(first->start_text, past->start_text) &&
	       str_eq(first->end_text, past->end_text);
}

void change_set_of(Arena *mem, const InventoryResult *result, const InventoryCase *past,
    const InventoryCase *first, ChangeSet *out)
{
	*out = (ChangeSet){.past = past};
	if (!past)
		return;
	inventory_compute(mem, past->inventory.ghg, past, &out->before);
	out->has_past = out->before.totals.known > 0;
	out->is_corrected = first && change_corrects(&past->inventory, &first->inventory);
	if (!out->has_past)
		return;
	InventoryResult reported;
	if (out->is_corrected)
		inventory_compute(mem, first->inventory.ghg, first, &reported);
	const InventoryResult *from = out->is_corrected ? &reported : &out->before;
	const InventoryResult *restated = out->is_corrected ? &out->before : NULL;
	size_t restated_count = restated ? restated->line_count : 0;
	out->location = change_between(mem, insight_change_lines(mem, from), from->line_count,
	    restated ? insight_change_lines(mem, restated) : NULL, restated_count,
	    insight_change_lines(mem, result), result->line_count);
	out->has_market = from->has_market && result->has_market;
	if (out->has_market)
		out->market = change_between(mem, insight_market_lines(mem, from), from->line_count,
		    restated ? insight_market_lines(mem, restated) : NULL, restated_count,
		    insight_market_lines(mem, result), result->line_count);
}
