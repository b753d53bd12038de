/* What an inventory may count twice within scope 3, or there and in scopes 1 and 2. Pure. Sources: GHG
 * Protocol Scope 3 Standard, 5.2 and 5.4 (boundaries of the categories, mutually exclusive); Technical
 * Guidance, chapters 1 to 14. */
#ifndef QINGCE_GHG_OVERLAP_H
#define QINGCE_GHG_OVERLAP_H

#include "ghg/ghg.h"

/* A known line. Texts may be NULL or "". */
typedef struct OverlapLine {
	const char *category; /* combustion, electricity, s3.4.distance … */
	const char *item;
	const char *facility; /* key of the facility or leased asset */
	const char *partner;  /* key of the supplier, carrier, customer, investee */
	bool is_own_asset;    /* vehicles, buildings or plants that scope 1 or 2 already covers */
	bool is_derived;      /* made from a line of scope 1 or 2 */
	int scope;
} OverlapLine;

typedef enum OverlapRule {
	OVERLAP_OWN_VEHICLES,	   /* categories 4, 6, 7, 9 with vehicles whose fuel scope 1 burns */
	OVERLAP_LEASED_ASSET,	   /* 8, 13: the asset's energy stands in scope 1 or 2 */
	OVERLAP_UPSTREAM_TWICE,	   /* 3: a line of one's own beside the one derived for the same item */
	OVERLAP_TWO_APPROACHES,	   /* the same partner and item by spend and by quantity */
	OVERLAP_GOODS_AND_CAPITAL, /* 1 and 2: the same partner and item */
	OVERLAP_FUEL_BOUGHT,	   /* 1: a fuel that scope 1 burns; its upstream belongs to 3 */
	OVERLAP_WATER_ON_SITE,	   /* 5: waste water of a facility that treats it itself (scope 1) */
	OVERLAP_BOTH_WAYS,	   /* 4 and 9: the same carrier and item */
	OVERLAP_RULES,
} OverlapRule;

/* "own_vehicles" …: stable, for JSON and word tables. */
const char *overlap_key(OverlapRule rule);

typedef struct Overlap {
	OverlapRule rule;
	size_t line;  /* of scope 3 */
	size_t other; /* the line it meets; SIZE_MAX when it says so itself */
} Overlap;

/* Findings in the order of the lines, at most one a line and rule. Time grows with the lines alone. */
Overlap *overlaps_of(Arena *mem, const OverlapLine lines[], size_t count, size_t *found);

#endif
