/* Finding what an inventory is compared with, and the splits. */
#include "insight/insight_change.h"

#include "base/str.h"
#include "result/result.h"

/* The result that the earlier inventory corrects: it was copied from it and covers the same period. */
static Err reported_before(Req *req, const Inventory *past, InventoryResult *out, bool *is_corrected)
{
	Inventory first;
	*is_corrected = false;
	if (!past->copied_from)
		return OK;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, past->copied_from, &first);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	*is_corrected = str_eq(first.start_text, past->start_text) && str_eq(first.end_text, past->end_text);
	return *is_corrected ? inventory_compute(req->db, req->mem, first.ghg, &first, req->lang, out) : OK;
}

int64_t change_against(Req *req)
{
	return *query_text(req, "against") ? query_int(req, "against", -1) : 0;
}

static Err find_past(Req *req, const Inventory *inventory, int64_t against, ChangeSet *out)
{
	Err err = against ? inventory_of_org(req->db, req->mem, req->who.org_id, against, &out->past)
			  : inventory_year_before(req->db, req->mem, inventory, &out->past);
	if (err)
		return err == ERR_NOT_FOUND && !against ? OK : err;
	err = inventory_compute(req->db, req->mem, out->past.ghg, &out->past, req->lang, &out->before);
	out->has_past = !err && out->before.totals.known > 0;
	return err;
}

Err change_set_of(
    Req *req, const Inventory *inventory, const InventoryResult *result, int64_t against, ChangeSet *out)
{
	*out = (ChangeSet){0};
	Err err = find_past(req, inventory, against, out);
	if (err || !out->has_past)
		return err;
	InventoryResult reported = {0};
	err = reported_before(req, &out->past, &reported, &out->is_corrected);
	if (err)
		return err;
	const InventoryResult *first = out->is_corrected ? &reported : &out->before;
	const InventoryResult *restated = out->is_corrected ? &out->before : NULL;
	Arena *mem = req->mem;
	out->location = change_between(mem, insight_change_lines(mem, first), first->line_count,
	    restated ? insight_change_lines(mem, restated) : NULL, restated ? restated->line_count : 0,
	    insight_change_lines(mem, result), result->line_count);
	out->has_market = first->has_market && result->has_market;
	if (out->has_market)
		out->market = change_between(mem, insight_market_lines(mem, first), first->line_count,
		    restated ? insight_market_lines(mem, restated) : NULL,
		    restated ? restated->line_count : 0, insight_market_lines(mem, result),
		    result->line_count);
	return OK;
}

Err insight_uncertainty(Req *req, const Inventory *inventory, const InventoryResult *result, Uncertainty *out)
{
	EvidenceLink *links;
	size_t link_count;
	Err err = evidence_of_inventory(
	    req->db, req->mem, req->who.org_id, inventory->id, &links, &link_count);
	if (err)
		return err;
	UncertaintyLine *lines = insight_uncertain_lines(
	    req->mem, result, inventory->month_count, links, link_count);
	*out = uncertainty_of(req->mem, lines, result->line_count);
	return OK;
}
