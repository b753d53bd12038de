/* 综合能耗 (GB/T 2589-2020): the energy of the lines by kind, and energy-carrying media (耗能工质) without
 * double counting. Pure. Coefficients by rank (clause 6.3): a heat value measured or given by the supplier,
 * else Annex A, else the heat value of the method's fuel table. */
#ifndef QINGCE_GHG_CONSUMPTION_H
#define QINGCE_GHG_CONSUMPTION_H

#include "ghg/tree.h"

/* ---- energy by kind ---- */

typedef enum ConsumptionRank {
	CONSUMPTION_MEASURED, /* own heat value: a laboratory's or the supplier's */
	CONSUMPTION_ANNEX,    /* the coefficient of Annex A */
	CONSUMPTION_TABLE,    /* heat value of the fuel table of the method, 29.307 GJ = 1 tce */
} ConsumptionRank;

/* Lines of scopes 1 and 2 of one energy, counted in one unit, with a coefficient of one rank. */
typedef struct ConsumptionRow {
	GhgEnergyKind kind;
	const char *item; /* fuel code; "" for electricity and heat */
	GhgWords name;
	double amount; /* electricity in MWh, heat in GJ, fuels in `unit` */
	const char *unit;
	double gj, tce_equal, tce_equivalent; /* equivalent NaN: electricity without a coal rate */
	ConsumptionRank rank;
	const GhgFactor *factor; /* of Annex A; NULL */
	size_t lines;
} ConsumptionRow;

/* In the order of first appearance. Feedstock energy is among the lines and counts (clause 5). */
ConsumptionRow *consumption_rows(
    Arena *mem, const GhgResult *const results[], size_t count, size_t *row_count);

/* ---- energy-carrying media, Annex B ---- */

typedef enum MediumOrigin {
	MEDIUM_BOUGHT, /* counts with its coefficient */
	MEDIUM_MADE,   /* on site: counts through the energy that went into it, here 0 */
	MEDIUM_SOLD,   /* supplied outside: deducted */
} MediumOrigin;

typedef enum MediumFault {
	MEDIUM_FINE,
	MEDIUM_UNKNOWN,
	MEDIUM_NO_AMOUNT, /* NaN: not reported */
	MEDIUM_NEGATIVE,
	MEDIUM_TOO_LARGE,
	MEDIUM_WRONG_UNIT, /* not a unit of what the coefficient is per */
} MediumFault;

typedef struct Medium {
	const char *code; /* FRESH_WATER, COMP_AIR, OXYGEN … of Annex B */
	double amount;
	const char *unit;
	MediumOrigin origin;
} Medium;

typedef struct MediumResult {
	MediumFault fault;
	const GhgFactor *factor; /* NULL: unknown */
	double tce_of_amount;	 /* amount × coefficient; NaN unless fine */
	double tce;		 /* that counts: positive, 0 or negative; 0 unless fine */
} MediumResult;

/* The rows of Annex B, in file order. */
const GhgFactor **consumption_media(const Ghg *ghg, Arena *mem, size_t *count);
/* Units a medium may be given in; ends with NULL. Water by m3 counts 1 t/m3. */
const char *const *consumption_medium_units(const GhgFactor *medium);
MediumResult consumption_medium(const Ghg *ghg, const Medium *medium);

/* The part of the tree of 综合能耗 that media are; `results[i]` belongs to media[i]. */
GhgNode consumption_media_tree(
    const Ghg *ghg, Arena *mem, const Medium media[], const MediumResult results[], size_t count, Lang lang);

#endif
