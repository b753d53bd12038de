/* What was computed of inventories, kept in this process for as long as nothing it depends on has changed:
 * totals and levels. Nothing kept is ever believed: that it still holds is asked of the store each time. */
#ifndef QINGCE_KEPT_KEPT_H
#define QINGCE_KEPT_KEPT_H

#include "level/level.h"

/* The result without its lines, with the factors of `ghg`. */
Err inventory_totals(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out);

/* The same for a look at what would be, or at other people's inventories: what is kept for them stays. */
Err inventory_totals_once(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out);

/* The same of a case; reads of it what is needed and not there yet. */
Err case_totals(Db *db, Arena *mem, const Ghg *ghg, InventoryCase *c, InventoryResult *out);

/* Keeps the totals of a case that was computed with its own factors. */
void totals_keep(const InventoryCase *c, const InventoryResult *result);

/* The data-quality level, 1..5, for lists. */
Err level_digit(Db *db, Arena *mem, const Inventory *inventory, int *level);

/* The same of a case with CASE_PAST when it is kept. */
bool level_find(const InventoryCase *c, int *level);

/* Keeps the level of a case, and the totals of it and its past. */
void level_keep(const LevelOutcome *outcome);

#endif
