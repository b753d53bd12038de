/* The lines of category 3 that follow from the energy of scopes 1 and 2: upstream of the fuels burned and of
 * the power bought, and the losses of the grid. Computed with the inventory each time, never stored. */
#ifndef QINGCE_RESULT_RESULT_DERIVED_H
#define QINGCE_RESULT_RESULT_DERIVED_H

#include "inventory/inventory.h"
#include "result/result.h"

typedef struct DerivedPart DerivedPart;

typedef struct DerivedParts {
	Arena *mem;
	DerivedPart *parts;
	size_t count;
} DerivedParts;

/* Room for the parts of `lines` lines. */
DerivedParts derived_parts(Arena *mem, size_t lines);

/* What this line brings with it; nothing when it is of another scope or not known. `grid`: of its place. */
void derived_add(DerivedParts *parts, const Ghg *ghg, const LineResult *result, const char *grid);

/* One line a facility, item and grid, each the sum of its parts, appended to `lines` (which has room for
 * DERIVED_PER_LINE each). Returns how many. Their ActivityLine has the id 0. */
enum { DERIVED_PER_LINE = GHG_UPSTREAM_MOST };
size_t derived_compute(
    DerivedParts *parts, const Ghg *ghg, const Inventory *inventory, Lang lang, LineResult *lines);

#endif
