/* How sure a result is: what other features may ask of this one. */
#ifndef QINGCE_INSIGHT_INSIGHT_H
#define QINGCE_INSIGHT_INSIGHT_H

#include "result/result.h"

/* The weakest kind of document that is needed to cover all months of the line: invoices, meters and
 * statements beat ledgers, reports and the rest. Months that nothing covers leave the amount unproven. */
UncertaintyBasis insight_basis(const EvidenceLink *links, size_t count, int64_t months, int month_count);

/* One line, or all lines of an inventory, for the core, with what people stated. `links` sorted by target and
 * id. */
UncertaintyLine insight_uncertain_line(
    Arena *mem, const LineResult *line, int month_count, const EvidenceLink *links, size_t link_count);
UncertaintyLine *insight_uncertain_lines(Arena *mem, const InventoryResult *inventory, int month_count,
    const EvidenceLink *links, size_t link_count);

/* The range of a computed case with its causes, from its evidence. Both must outlive it. */
Uncertainty insight_uncertainty(Arena *mem, const InventoryCase *c, const InventoryResult *result);

#endif
