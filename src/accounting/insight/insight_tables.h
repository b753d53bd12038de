/* The tables and charts of the page on uncertainty and change, made from what the core computed. */
#ifndef QINGCE_INSIGHT_INSIGHT_TABLES_H
#define QINGCE_INSIGHT_INSIGHT_TABLES_H

#include "insight/insight_change.h"
#include "insight/insight_view.h"

void insight_fill_uncertainty(
    Req *req, const InventoryResult *inventory, const Uncertainty *uncertainty, InsightView *view);
void insight_fill_draws(Req *req, const UncertaintyDraws *draws, InsightView *view);
void insight_fill_change(Req *req, const ChangeSet *change, const InventoryFacility *facilities,
    size_t facility_count, InsightView *view);
void insight_fill_gwp(Req *req, const InventoryResult *inventory, const char *set,
    const GwpRecalculation *other, InsightView *view);

#endif
