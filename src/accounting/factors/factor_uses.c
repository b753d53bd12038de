/* Which rows of the tables finished inventories rest on. */
#include "base/str.h"
#include "factors/factors_store.h"
#include "inventory/inventory.h"
#include "result/result.h"

#include <stdlib.h>
#include <string.h>

typedef struct Ids {
	const char **list;
	size_t count;
} Ids;

static void add(Ids *ids, const GhgFactor *factor)
{
	if (factor)
		ids->list[ids->count++] = factor->id;
}

static void add_line(Ids *ids, const GhgResult *result)
{
	add(ids, result->factor);
	add(ids, result->tce_factor);
	for (size_t i = 0; i < result->used_count; i++)
		add(ids, result->used[i].factor);
	for (int i = 0; i < result->gas_count; i++)
		add(ids, result->gases[i].gwp_factor);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each once. */
static void make_distinct(Ids *ids)
{
	qsort(ids->list, ids->count, sizeof *ids->list, by_id);
	size_t kept = 0;
	for (size_t i = 0; i < ids->count; i++)
		if (!kept || !str_eq(ids->list[kept - 1], ids->list[i]))
			ids->list[kept++] = ids->list[i];
	ids->count = kept;
}

static size_t most_ids(const InventoryResult *result)
{
	size_t most = 1;
	for (size_t i = 0; i < result->line_count; i++)
		most += 2 + result->lines[i].result.used_count + GHG_LINE_GASES;
	return most;
}

Err factor_uses_keep(Db *db, Arena *mem, const Inventory *inventory)
{
	InventoryCase c;
	InventoryResult result;
	Err err = case_of_inventory(db, mem, inventory, ZH, CASE_ROWS | CASE_LINES, NULL, 0, &c);
	if (err)
		return err;
	inventory_compute(mem, inventory->ghg, &c, &result);
	Ids ids = {.list = ARENA_ARRAY(mem, const char *, most_ids(&result))};
	for (size_t i = 0; i < result.line_count; i++)
		if (result.lines[i].is_known)
			add_line(&ids, &result.lines[i].result);
	if (result.has_market)
		add(&ids, result.market.residual);
	make_distinct(&ids);
	return factor_uses_write(db, inventory->org_id, inventory->id, ids.list, ids.count);
}
