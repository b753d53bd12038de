/* Which slip explains that an amount is wrong by a factor: another unit for the same number, or digits too
 * many or too few in the same unit. */
#ifndef QINGCE_GHG_UNIT_SLIP_H
#define QINGCE_GHG_UNIT_SLIP_H

#include "ghg/unit.h"

typedef struct UnitSlip {
	double value;	  /* the likely amount */
	const char *unit; /* in the likely unit */
	double factor;	  /* likely / typed, in one unit */
} UnitSlip;

/* `wanted` is by how much the amount would have to be multiplied to be plausible (reference / typed). A
 * factor explains it within 15 % of its logarithmic neighbourhood. Units of the same dimension come first
 * (kWh, MWh, 万kWh, GJ; t, kg; m3, 万m3), then powers of ten. False when no slip explains it. */
bool unit_slip_find(double value, const char *unit, double wanted, UnitSlip *out);

/* Tonnes of steam typed as GJ: low-pressure steam holds about 2.7 GJ/t. */
bool unit_slip_is_steam(double wanted);

#endif
