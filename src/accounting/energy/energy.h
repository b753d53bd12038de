/* The energy check of an inventory: the second set of energy amounts or form B205-1, and what an amount of it
 * means. */
#ifndef QINGCE_ENERGY_ENERGY_H
#define QINGCE_ENERGY_ENERGY_H

#include "ghg/b205.h"
#include "ghg/quality.h"
#include "inventory/inventory.h"

typedef struct EnergyCheck {
	const char *source; /* "" | b205_1 | second | none */
	const char *none_reason;
	int64_t version; /* 0 = nothing saved yet */
} EnergyCheck;

typedef struct EnergyRow {
	int64_t id;
	const char *energy; /* fuel code, ELECTRICITY, HEAT */
	const char *amount_text;
	const char *amount_unit;
	const char *explanation;
	int64_t version;
} EnergyRow;

/* The column of form B205-1 (0-based) that holds the total consumption. */
enum { B205_CONSUMPTION = 3 };

typedef struct B205Row {
	const char *code;	 /* 01 … 40 */
	const char *columns[10]; /* 1 … 10 as typed */
	const char *explanation;
	int64_t version;
} B205Row;

Err energy_rows_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, EnergyRow **out, size_t *count);

Err b205_rows_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, B205Row **out, size_t *count);

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
