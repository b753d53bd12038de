/* The data-quality level of an inventory, why, and the plan to the next. Gathers the facts from inventory and
 * evidence and asks the pure rules in ghg/quality.h, ghg/findings.h and ghg/plan.h. */
#ifndef QINGCE_LEVEL_LEVEL_H
#define QINGCE_LEVEL_LEVEL_H

#include "evidence/evidence.h"
#include "ghg/findings.h"
#include "ghg/plan.h"
#include "ghg/quality.h"
#include "inventory/inventory.h"
#include "result/result.h"

typedef struct LevelOutcome {
	QualityFacts facts;
	QualityResult result;
	const Finding *findings; /* those that block first */
	size_t finding_count;
	const QualityFinding *states; /* states[i] tells whether findings[i] is answered */
	InventoryResult inventory;    /* what it was computed from */
	const EvidenceLink *links;
	size_t link_count;
} LevelOutcome;

/* Reads the whole inventory with its evidence and decides. `lang` is the language of the labels. */
Err level_of_inventory(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out);

/* Only the digit, 1..5; from the cache of this process while nothing changed. For lists. */
Err level_digit(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, int *level);

#endif
