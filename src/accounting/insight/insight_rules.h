/* What evidence and allocation tell about how sure an amount is. No Db, no Req. */
#ifndef QINGCE_INSIGHT_INSIGHT_RULES_H
#define QINGCE_INSIGHT_INSIGHT_RULES_H

#include "ghg/change.h"
#include "insight/insight.h"
#include "result/result.h"

ChangeLine *insight_change_lines(Arena *mem, const InventoryResult *inventory);

/* The same with electricity at the mean market-based factor of the inventory. */
ChangeLine *insight_market_lines(Arena *mem, const InventoryResult *inventory);

/* A number of the query within bounds, or `otherwise`. */
double insight_number(const char *typed, double least, double most, double otherwise);

#endif
