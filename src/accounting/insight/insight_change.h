/* Why an inventory differs from another: the two brought together and split, location- and market-based. */
#ifndef QINGCE_INSIGHT_INSIGHT_CHANGE_H
#define QINGCE_INSIGHT_INSIGHT_CHANGE_H

#include "insight/insight_rules.h"
#include "result/result.h"

typedef struct ChangeSet {
	bool has_past;
	Inventory past;
	bool is_corrected; /* the past was copied from a first version of the same period */
	InventoryResult before;
	Change location, market;
	bool has_market; /* both have market-based scope 2 */
} ChangeSet;

/* The inventory named by ?against=: 0 without one, -1 (found nowhere) when it is no number. */
int64_t change_against(Req *req);

/* `against`: any inventory of the organisation (ERR_NOT_FOUND otherwise); 0 = the year before, and without
 * one has_past is false. `result` of inventory_compute. */
Err change_set_of(
    Req *req, const Inventory *inventory, const InventoryResult *result, int64_t against, ChangeSet *out);

#endif
