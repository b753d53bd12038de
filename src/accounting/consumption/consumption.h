/* 综合能耗 of an inventory: its energy by kind, its energy-carrying media, and the tables that the result,
 * the reports and the API share. The rules are those of ghg/consumption.h. */
#ifndef QINGCE_CONSUMPTION_CONSUMPTION_H
#define QINGCE_CONSUMPTION_CONSUMPTION_H

#include "ghg/consumption.h"
#include "inventory/inventory.h"
#include "json/json.h"
#include "result/result.h"
#include "html/parts.h"

/* The tables by energy and by medium, with the total as foot; `media` has no rows when there are none. */
Err consumption_tables(
    Req *req, const Inventory *inventory, const InventoryResult *result, DataTable *kinds, DataTable *media);

/* "energy": {by_kind, media, own_renewable_mwh, tce_equal, tce_equivalent} into an open object. */
Err consumption_put_json(Req *req, const Inventory *inventory, const InventoryResult *result, JsonOut *json);

/* The media as a part of the tree; NULL when there are none. */
Err consumption_tree(Req *req, const Inventory *inventory, const GhgNode **out);

#endif
