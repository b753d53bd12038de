/* Reads an inventory, what it is compared with, and the version that was corrected. */
#include "explain/insight_case.h"

#include <assert.h>

/* The inventory named by ?against=: 0 without one, -1 (found nowhere) when it is no number. */
static int64_t against_of(Req *req)
{
	return *query_text(req, "against") ? query_int(req, "against", -1) : 0;
}

static InventoryCase *other_of_id(const InventoryCase *c, int64_t id)
{
	for (size_t i = 0; i < c->other_count; i++)
		if (c->others[i]->inventory.id == id)
			return c->others[i];
	return NULL;
}

/* The result that the earlier inventory corrects: it was copied from it and covers the same period. */
static Err find_first(Req *req, InsightCase *out)
{
	const Inventory *past = &out->past->inventory;
	if (!past->copied_from)
		return OK;
	InventoryCase *first = ARENA_NEW(req->mem, InventoryCase);
	Err err = inventory_case(req->db, req->mem, req->who.org_id, past->copied_from, req->lang, 0, first);
	if (err || !change_corrects(past, &first->inventory))
		return err == ERR_NOT_FOUND ? OK : err;
	out->first = first;
	return case_read(req->db, req->mem, CASE_ROWS | CASE_LINES, first);
}

static Err read_parts(Req *req, InsightCase *out)
{
	InventoryCase *both[] = {&out->c, out->past};
	size_t count = out->past && out->past != &out->c ? 2 : 1;
	Err err = cases_read(req->db, req->mem, CASE_ROWS | CASE_LINES, both, count);
	return err ? err : case_read(req->db, req->mem, CASE_EVIDENCE, &out->c);
}

Err insight_case(Req *req, const int64_t others[], size_t other_count, InsightCase *out)
{
	int64_t ids[INVENTORIES_BESIDE], against = against_of(req);
	size_t count = 0;
	assert(other_count < INVENTORIES_BESIDE);
	if (against)
		ids[count++] = against;
	for (size_t i = 0; i < other_count; i++)
		ids[count++] = others[i];
	*out = (InsightCase){0};
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (!err)
		err = case_of_inventory(
		    req->db, req->mem, &inventory, req->lang, CASE_PAST, ids, count, &out->c);
	if (err)
		return err;
	out->past = against ? other_of_id(&out->c, against) : out->c.past;
	if (against && !out->past)
		return ERR_NOT_FOUND;
	err = read_parts(req, out);
	return err || !out->past ? err : find_first(req, out);
}
