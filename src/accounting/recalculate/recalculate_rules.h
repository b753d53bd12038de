/* What a newer edition changes of an inventory, line by line. No Db, no Req. */
#ifndef QINGCE_RECALCULATE_RECALCULATE_RULES_H
#define QINGCE_RECALCULATE_RECALCULATE_RULES_H

#include "inventory/inventory.h"
#include "result/result.h"

/* A line with another figure than before. Of what went into the formula the first value that differs: one of
 * `used`, else the GWP of a gas; both NULL when the method itself is another. */
typedef struct LineChange {
	const LineResult *before, *after;
	const GhgUsed *used_before, *used_after;
	const GhgGasAmount *gas_before, *gas_after;
	double difference; /* tCO2e; NaN when one of the two is not known */
} LineChange;

typedef struct Recalculation {
	const LineChange *changes; /* in the order of the lines */
	size_t count;
	size_t same;		   /* lines that keep their figure */
	bool changes_totals;	   /* also by what is no line: the residual mix */
	const GhgFactor **factors; /* the new ones, each once */
	size_t factor_count;
	int year; /* of all new factors when they have one year in common; else 0 */
} Recalculation;

/* Both of the same inventory at the same moment, computed with two editions. */
Recalculation recalculation_of(Arena *mem, const InventoryResult *before, const InventoryResult *after);

#endif
