/* Why two results differ: year against year split into effects that add up exactly, and the same tonnes under
 * another set of GWPs. Pure. */
#ifndef QINGCE_GHG_CHANGE_H
#define QINGCE_GHG_CHANGE_H

#include "ghg/ghg.h"

/* ---- year against year ---- */

/* A known line of an inventory. Lines of the same category, item, facility and unit are compared as one. */
typedef struct ChangeLine {
	const GhgResult *result;
	const char *facility; /* any key; may be NULL */
} ChangeLine;

typedef enum ChangeEffect {
	CHANGE_ACTIVITY,   /* more or less was burned, bought, made */
	CHANGE_FACTOR,	   /* tonnes of gas per unit of activity */
	CHANGE_GWP,	   /* the weight of the gases */
	CHANGE_BOUNDARY,   /* what stands in one year only */
	CHANGE_CORRECTION, /* the earlier year was restated */
	CHANGE_EFFECTS,
} ChangeEffect;

typedef struct ChangeRow {
	const char *category, *item, *facility, *unit;
	GhgWords category_name, item_name;
	int scope;
	double before, after; /* tCO2e; before as it was reported. NaN = no line that year */
	double activity_before, activity_after; /* of the restated earlier year; NaN = none */
	double difference;
	double effects[CHANGE_EFFECTS];
} ChangeRow;

typedef struct Change {
	const ChangeRow *rows; /* the largest difference first */
	size_t row_count;
	double before, after, difference;
	double effects[CHANGE_EFFECTS];
	/* whole facilities that stand in one year only, net: candidates for recalculating the base year */
	double facilities_joined, facilities_left; /* tCO2e, >= 0 and <= 0 */
} Change;

/* From `before` over `restated` (the same earlier year, corrected; NULL = as reported) to `after`.
 *
 * A row is activity x tonnes per activity x GWP, summed over gases. Its difference is split so that no
 * remainder is left and both years count alike: every effect is the mean over all orders of changing one
 * thing after the other (Shapley value; J. W. Sun, Energy Economics 20 (1998) 85-100; J. Albrecht et al.,
 * Energy Policy 30 (2002) 727-736). Unlike logarithmic means it holds for zeros and for deductions. Where a
 * year has no amount of a gas, the other year's factor and GWP stand in.
 *
 * Every number is a multiple of one power of two, small beside all of them (2^-50 of their sum), so that sums
 * in double are exact: difference == sum of effects, total == sum of rows, in any order; `before` and `after`
 * are the sums of the results to that precision. */
Change change_between(Arena *mem, const ChangeLine before[], size_t before_count, const ChangeLine restated[],
    size_t restated_count, const ChangeLine after[], size_t after_count);

/* The effects in whole hundredths of a tonne such that they add up to the difference of `before` and `after`
 * as these are printed with two places: each is rounded, what is left goes where rounding was furthest off.
 */
int64_t change_hundredths(double tco2e); /* half away from zero; 0 of NaN */
void change_printed(
    double before, double after, const double effects[CHANGE_EFFECTS], int64_t hundredths[CHANGE_EFFECTS]);

/* The lines with market-based electricity: every purchase at `tco2_per_mwh`, the mean factor of contracts and
 * residual mix. Heat and all else stay. */
ChangeLine *change_market_lines(Arena *mem, const ChangeLine lines[], size_t count, double tco2_per_mwh);

/* ---- other GWPs ---- */

typedef struct GwpChange {
	size_t line, gas; /* of the results given, of its gases */
	double tonnes;
	double gwp_before, gwp_after; /* equal where it is CO2, an own GWP, or one that the set lacks */
	double before, after;	      /* tCO2e */
	const GhgFactor *gwp_factor;  /* the row of the other set; NULL where nothing changed */
	bool is_missing;	      /* the set does not know the gas: as before */
} GwpChange;

typedef struct GwpRecalculation {
	const GwpChange *rows; /* every gas but CO2, line by line */
	size_t row_count;
	double before, after; /* all known lines, CO2 too */
	size_t missing;
} GwpRecalculation;

/* From the stored tonnes of each gas alone. `set`: of ghg_gwp_sets. */
GwpRecalculation change_gwp(
    const Ghg *ghg, Arena *mem, const char *set, const GhgResult *const results[], size_t count);

#endif
