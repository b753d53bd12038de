/* 综合能耗 of an inventory: its energy by kind, its energy-carrying media, and the tables that the result,
 * the reports and the API share. The rules are those of ghg/consumption.h. */
#ifndef QINGCE_CONSUMPTION_CONSUMPTION_H
#define QINGCE_CONSUMPTION_CONSUMPTION_H

#include "ghg/consumption.h"
#include "inventory/inventory.h"
#include "json/json.h"

enum { CONSUMPTION_MAX_MEDIA = 100 };

/* A medium as typed, and what it means. */
typedef struct MediumRow {
	int64_t id;
	const char *medium, *origin, *amount_text, *amount_unit, *note;
	int64_t version;
	Medium reading; /* amount NaN: no number, or none yet */
	MediumResult result;
} MediumRow;

Err consumption_media_of(
    Db *db, Arena *mem, const Ghg *ghg, int64_t org_id, int64_t inventory_id, MediumRow **out, size_t *count);

typedef struct MediumEditor {
	int64_t org_id, user_id;
	const char *request_id;
} MediumEditor;

/* Within the caller's transaction: the media of an inventory for another one of the organisation, which has
 * none yet, with or without amounts. */
Err media_copy(Db *db, Arena *mem, MediumEditor by, int64_t from_id, int64_t to_id, bool keep_amounts);

/* What media add to 综合能耗, in tce: bought plus, made on site 0, supplied outside minus. */
double consumption_media_tce(const MediumRow rows[], size_t count);

/* The tables by energy and by medium, with the total as foot; `media` has no rows when there are none. */
Err consumption_tables(
    Req *req, const Inventory *inventory, const InventoryResult *result, DataTable *kinds, DataTable *media);

/* "energy": {by_kind, media, own_renewable_mwh, tce_equal, tce_equivalent} into an open object. */
Err consumption_put_json(Req *req, const Inventory *inventory, const InventoryResult *result, JsonOut *json);

/* The media as a part of the tree; NULL when there are none. */
Err consumption_tree(Req *req, const Inventory *inventory, const GhgNode **out);

/* "/me/calculator/enterprise/7/consumption" */
const char *consumption_href(Arena *mem, int64_t inventory_id);

#endif
