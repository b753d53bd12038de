/* What other features may ask about how sure a result is. */
#ifndef QINGCE_INSIGHT_INSIGHT_H
#define QINGCE_INSIGHT_INSIGHT_H

#include "ghg/uncertainty.h"
#include "inventory/inventory.h"

/* The range of a computed inventory with its causes, from its evidence. `result` must outlive it. */
Err insight_uncertainty(
    Req *req, const Inventory *inventory, const InventoryResult *result, Uncertainty *out);

#endif
