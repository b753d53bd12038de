/* 综合能耗 of an inventory: its energy by kind, its energy-carrying media, and the tables that the result,
 * the reports and the API share. The rules are those of ghg/consumption.h. */
#ifndef QINGCE_CONSUMPTION_CONSUMPTION_H
#define QINGCE_CONSUMPTION_CONSUMPTION_H

#include "ghg/consumption.h"
#include "json/json.h"
#include "result/result.h"
#include "html/parts.h"

/* The tables by energy and by medium, with the total as foot; `media` has no rows when there are none. */
void consumption_tables(
    Req *req, const InventoryCase *c, const InventoryResult *result, DataTable *kinds, DataTable *media);

/* "energy": {by_kind, media, own_renewable_mwh, tce_equal, tce_equivalent} into an open object. */
void consumption_put_json(Req *req, const InventoryCase *c, const InventoryResult *result, JsonOut *json);

/* The media as a part of the tree; NULL when there are none. */
const GhgNode *consumption_tree(Req *req, const InventoryCase *c);

#endif
