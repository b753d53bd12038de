/* Product carbon footprint: contributions, biogenic carbon, primary data share, data quality, allocation
 * between co-products; and the quick estimate of a project's reductions. Pure; kgCO2e per declared unit
 * unless said. Sources: ISO 14067:2018, GB/T 24067-2024, PACT Methodology v3, ISO 14064-2:2019. */
#ifndef QINGCE_GHG_FOOTPRINT_H
#define QINGCE_GHG_FOOTPRINT_H

#include "ghg/ghg.h"

typedef enum FootprintKind {
	FOOTPRINT_FOSSIL,
	FOOTPRINT_BIOGENIC, /* CH4 and N2O of biological origin, land management */
	FOOTPRINT_LAND_USE, /* direct land-use change */
	FOOTPRINT_REMOVAL,  /* removals and captured CO2: contributions <= 0 */
	FOOTPRINT_KINDS,
} FootprintKind;
/* "fossil" …, and back: FOOTPRINT_KINDS when unknown. */
const char *footprint_kind_key(FootprintKind kind);
FootprintKind footprint_kind_of(const char *key);

enum { FOOTPRINT_DIMENSIONS = 3 }; /* technology, geography, time */

typedef struct FootprintPart {
	double kgco2e; /* NaN = not known */
	FootprintKind kind;
	double primary_share;		      /* 0..1; NaN counts as 0 */
	double quality[FOOTPRINT_DIMENSIONS]; /* 1 best … 5 worst; NaN counts as 5 */
} FootprintPart;

typedef struct Footprint {
	double excluding_uptake, uptake, including_uptake; /* uptake <= 0 */
	double by_kind[FOOTPRINT_KINDS];
	double primary_share;		      /* PDS of PACT; NaN without contributions */
	double quality[FOOTPRINT_DIMENSIONS]; /* DQR, weighted by |contribution|; NaN without */
	size_t unknown;			      /* parts not known: then the sums are NaN */
} Footprint;

/* kg CO2 taken up by growth for the carbon that leaves in the product: -44/12 of it. */
double footprint_uptake(double biogenic_carbon_kg);

/* Shares and ratings leave the uptake out. `uptake_kg` <= 0. */
Footprint footprint_of(const FootprintPart parts[], size_t count, double uptake_kg);

/* ---- co-products ---- */

typedef struct CoProduct {
	double quantity; /* pieces, or what the price is per */
	double mass;	 /* of all of it; NaN = no physical relation can be stated */
	double price;	 /* of one */
} CoProduct;

typedef enum Allocation { ALLOCATION_MASS, ALLOCATION_ECONOMIC } Allocation;

/* PACT Methodology v3: economic when the highest price is more than five times the lowest, or when there is
 * no physical relation; else by the physical key, here mass. (Subdivision and substitution come before.) */
Allocation allocation_rule(const CoProduct products[], size_t count, bool is_physical);
/* highest / lowest price; infinite when one is free, NaN when one has none. */
double allocation_price_ratio(const CoProduct products[], size_t count);
/* Shares that sum to 1; false when the key is missing or sums to nothing. */
bool allocation_shares(Allocation by, const CoProduct products[], size_t count, double shares[]);

/* ---- a project ---- */

typedef struct ProjectEstimate {
	double mwh;	  /* generated or saved a year */
	double baseline;  /* tCO2e a year */
	double reduction; /* baseline less project emissions less leakage */
	double issued;	  /* whole tonnes; 0 when the reduction is negative */
} ProjectEstimate;

/* ER = BE - PE - LE; BE = capacity x full-load hours x factor (tCO2/MWh = kgCO2/kWh). */
ProjectEstimate project_estimate(double mwh, double tco2_per_mwh, double project_tco2e, double leakage_tco2e);
/* Combined margin: w_om of the operating margin, the rest of the build margin. */
double project_combined_margin(double operating, double build, double operating_weight);

#endif
