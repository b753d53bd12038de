/* The data-quality level of an inventory, why, and the plan to the next. Gathers the facts from inventory and
 * evidence and asks the pure rules in ghg/quality.h, ghg/findings.h and ghg/plan.h. */
#ifndef QINGCE_LEVEL_LEVEL_H
#define QINGCE_LEVEL_LEVEL_H

#include "evidence/evidence.h"
#include "ghg/findings.h"
#include "ghg/plan.h"
#include "ghg/quality.h"
#include "inventory/inventory.h"

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

/* The row of the calculation core for an energy of the check: "ELECTRICITY", "HEAT" or a fuel code, in an
 * amount and unit. Tells the comparable amount and what it would emit by default factors (NaN when it cannot
 * be read). */
typedef struct EnergyReading {
	double typed;	      /* NaN: not a number */
	QualityAmount amount; /* value NaN when it cannot be compared */
	double tco2e;	      /* 0 = not known */
} EnergyReading;
EnergyReading energy_read(const Ghg *ghg, Arena *mem, const Inventory *inventory, const char *energy,
    const char *amount_text, const char *unit);

/* The energy of an item of a combustion category: its fuel, whatever it is burned in. */
const char *energy_of_item(Arena *mem, const char *item);

/* What the reader calls an energy: 电力, 热力 or the fuel's name. */
const char *energy_name(const Ghg *ghg, const Inventory *inventory, const char *energy, Lang lang);

#endif
