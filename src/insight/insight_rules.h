/* What evidence and allocation tell about how sure an amount is. No Db, no Req. */
#ifndef QINGCE_INSIGHT_INSIGHT_RULES_H
#define QINGCE_INSIGHT_INSIGHT_RULES_H

#include "evidence/evidence.h"
#include "ghg/change.h"
#include "ghg/uncertainty.h"
#include "inventory/inventory.h"

/* The weakest kind of document that is needed to cover all months of the line: invoices, meters and
 * statements beat ledgers, reports and the rest. Months that nothing covers leave the amount unproven. */
UncertaintyBasis insight_basis(const EvidenceLink *links, size_t count, int64_t months, int month_count);

/* All lines of an inventory for the core. `links` sorted by target and id. */
UncertaintyLine *insight_uncertain_lines(Arena *mem, const InventoryResult *inventory, int month_count,
    const EvidenceLink *links, size_t link_count);
ChangeLine *insight_change_lines(Arena *mem, const InventoryResult *inventory);

/* The same with electricity at the mean market-based factor of the inventory. */
ChangeLine *insight_market_lines(Arena *mem, const InventoryResult *inventory);

/* A number of the query within bounds, or `otherwise`. */
double insight_number(const char *typed, double least, double most, double otherwise);

#endif
