/* The tables and charts of the page on uncertainty and change, made from what the core computed. */
#ifndef QINGCE_EXPLAIN_INSIGHT_TABLES_H
#define QINGCE_EXPLAIN_INSIGHT_TABLES_H

#include "insight/insight_change.h"
#include "explain/insight_view.h"

void insight_fill_uncertainty(
    Req *req, const InventoryResult *inventory, const Uncertainty *uncertainty, InsightView *view);
void insight_fill_draws(Req *req, const UncertaintyDraws *draws, InsightView *view);
void insight_fill_change(Req *req, const ChangeSet *change, const InventoryFacility *facilities,
    size_t facility_count, InsightView *view);
void insight_fill_gwp(Req *req, const InventoryResult *inventory, const char *set,
    const GwpRecalculation *other, InsightView *view);

/* The ranges by scope and the main contributors, as the result page and both reports show them. Empty tables
 * when no line is known. */
typedef struct InsightTables {
	DataTable ranges, causes;
	const char *range_text; /* "95 %: 950 – 1 050 tCO₂e (±5.0 %)" of scopes 1 and 2; NULL */
} InsightTables;
void insight_result_tables(
    Req *req, const InventoryCase *c, const InventoryResult *result, InsightTables *out);

#endif
