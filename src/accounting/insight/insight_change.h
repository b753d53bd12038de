/* Why an inventory differs from another: the two brought together and split, location- and market-based. */
#ifndef QINGCE_INSIGHT_INSIGHT_CHANGE_H
#define QINGCE_INSIGHT_INSIGHT_CHANGE_H

#include "insight/insight_rules.h"
#include "result/result.h"

typedef struct ChangeSet {
	bool has_past; /* some line of the past is known */
	const InventoryCase *past;
	bool is_corrected; /* the past was copied from a first version of the same period */
	InventoryResult before;
	Change location, market;
	bool has_market; /* both have market-based scope 2 */
} ChangeSet;

/* Does the past correct this first version of it? */
bool change_corrects(const Inventory *past, const Inventory *first);

/* What stands against `result` (of inventory_compute): `past`, and the version that it corrects; both may be
 * NULL, and have CASE_ROWS and CASE_LINES. */
void change_set_of(Arena *mem, const InventoryResult *result, const InventoryCase *past,
    const InventoryCase *first, ChangeSet *out);

#endif
