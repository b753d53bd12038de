/* An inventory compiled: each line resolved once, what its formulas read kept in columns by category and
 * formula. All of it is computed again in blocks, and totals after a change of one line take that line's work
 * and a pass over numbers. Every figure is the same to the last bit as ghg_calculate and ghg_totals give. */
#ifndef QINGCE_GHG_LEDGER_H
#define QINGCE_GHG_LEDGER_H

#include "ghg/ghg.h"

typedef struct GhgLedger GhgLedger;

/* An empty ledger in `mem`, where it grows: up to 500 bytes a line. Not for two threads at once. */
GhgLedger *ghg_ledger(Arena *mem, const GhgSettings *settings);

/* Puts a line at `row`, 0 … GHG_LEDGER_MAX - 1, instead of what stood there. `result` must come from
 * ghg_calculate under the settings of the ledger; its methods must outlive the ledger, the rest need not. */
enum { GHG_LEDGER_MAX = 1 << 20 };
void ghg_ledger_put(GhgLedger *ledger, size_t row, const GhgResult *result, const char *facility);

/* Computes every line again from its columns. */
void ghg_ledger_run(GhgLedger *ledger);

/* What a line counts; NaN when it is not known or nothing stands there. */
double ghg_ledger_tco2e(const GhgLedger *ledger, size_t row);

/* As ghg_totals gives of the lines at rows[0], rows[1] … ; NULL: of rows 0 … count - 1. All of it is in `mem`
 * or in the methods: it may outlive the ledger. */
GhgTotals ghg_ledger_totals(const GhgLedger *ledger, Arena *mem, const uint32_t rows[], size_t count);

#endif
