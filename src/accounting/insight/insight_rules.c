/* From documents to uncertainty, from lines to what is compared. */
#include "insight/insight_rules.h"

#include <math.h>

#include "base/str.h"
#include "result/result.h"

static bool is_metered(const char *kind)
{
	return str_eq(kind, "invoice") || str_eq(kind, "meter") || str_eq(kind, "statement");
}

UncertaintyBasis insight_basis(const EvidenceLink *links, size_t count, int64_t months, int month_count)
{
	int64_t metered = 0, any = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t proven = evidence_proven(links[i].months, month_count);
		any |= proven;
		metered |= is_metered(links[i].kind) ? proven : 0;
	}
	if ((metered & months) == months)
		return UNCERTAINTY_METERED;
	return (any & months) == months ? UNCERTAINTY_LEDGER : UNCERTAINTY_UNKNOWN;
}

static const char *facility_key(Arena *mem, const ActivityLine *line)
{
	return line->facility_id ? arena_printf(mem, "%lld", (long long)line->facility_id) : "";
}

UncertaintyLine insight_uncertain_line(
    Arena *mem, const LineResult *line, int month_count, const EvidenceLink *links, size_t link_count)
{
	const EvidenceLink *first;
	size_t count = evidence_slice(links, link_count, "line", line->line->id, &first);
	UncertaintyLine out = {.result = &line->result,
	    .id = line->title,
	    .facility = facility_key(mem, line->line),
	    .basis = insight_basis(first, count, line->months, month_count),
	    .is_share_metered = str_eq(line->line->alloc_basis, "sub_meter")};
	out.stated = line_stated(mem, line->line, &out.stated_count);
	return out;
}

UncertaintyLine *insight_uncertain_lines(Arena *mem, const InventoryResult *inventory, int month_count,
    const EvidenceLink *links, size_t link_count)
{
	UncertaintyLine *lines = ARENA_ARRAY(mem, UncertaintyLine, inventory->line_count + 1);
	for (size_t i = 0; i < inventory->line_count; i++)
		lines[i] = insight_uncertain_line(mem, &inventory->lines[i], month_count, links, link_count);
	return lines;
}

Uncertainty insight_uncertainty(Arena *mem, const InventoryCase *c, const InventoryResult *result)
{
	UncertaintyLine *lines = insight_uncertain_lines(
	    mem, result, c->inventory.month_count, c->links, c->link_count);
	return uncertainty_of(mem, lines, result->line_count);
}

ChangeLine *insight_change_lines(Arena *mem, const InventoryResult *inventory)
{
	ChangeLine *lines = ARENA_ARRAY(mem, ChangeLine, inventory->line_count + 1);
	for (size_t i = 0; i < inventory->line_count; i++)
		lines[i] = (ChangeLine){
		    &inventory->lines[i].result, facility_key(mem, inventory->lines[i].line)};
	return lines;
}

ChangeLine *insight_market_lines(Arena *mem, const InventoryResult *inventory)
{
	const GhgTotals *totals = &inventory->totals;
	double bought = inventory->market.scope2 - totals->heat_tco2;
	double factor = totals->electricity_mwh > 0 ? bought / totals->electricity_mwh : 0;
	return change_market_lines(mem, insight_change_lines(mem, inventory), inventory->line_count, factor);
}

double insight_number(const char *typed, double least, double most, double otherwise)
{
	double value;
	bool is_fine = number_parse(typed, &value) == NUMBER_OK && value >= least && value <= most;
	return is_fine ? value : otherwise;
}
