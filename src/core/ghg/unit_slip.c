/* Factors between the units people mix up. */
#include "ghg/unit_slip.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Half width of a factor's neighbourhood. */
#define TOLERANCE log(1.15)
/* Units closer than this are never mixed up visibly (Nm3 and m3 at 20 C). */
#define APART log(1.9)

#define STEAM_GJ_PER_T 2.7

static const double DIGITS[] = {10, 0.1, 1e3, 1e-3, 1e4, 1e-4, 1e6, 1e-6};

static double distance(double factor, double wanted)
{
	return fabs(log(factor) - log(wanted));
}

static bool is_near(double factor, double wanted)
{
	return distance(factor, wanted) <= TOLERANCE + 1e-12;
}

bool unit_slip_is_steam(double wanted)
{
	return wanted > 0 && is_near(STEAM_GJ_PER_T, wanted);
}

static bool is_power_of_ten(double factor)
{
	double power = log10(factor);
	return fabs(power - round(power)) < 1e-9;
}

/* The offered unit that explains the factor best; decimal relatives (kWh, MWh) before others (kWh, Gcal). */
static bool other_unit(double value, Unit typed, double wanted, UnitSlip *out)
{
	const char *const *offered = units_offered(typed.dim);
	double best = INFINITY;
	for (; offered && *offered; offered++) {
		Unit unit;
		if (!unit_parse(*offered, &unit))
			continue;
		double factor = unit.scale / typed.scale;
		double away = distance(factor, wanted) + (is_power_of_ten(factor) ? 0 : TOLERANCE);
		if (fabs(log(factor)) < APART || !is_near(factor, wanted) || away >= best)
			continue;
		best = away;
		*out = (UnitSlip){value, *offered, factor};
	}
	return best < INFINITY;
}

static bool other_digits(double value, const char *unit, double wanted, UnitSlip *out)
{
	for (size_t i = 0; i < sizeof DIGITS / sizeof DIGITS[0]; i++) {
		if (is_near(DIGITS[i], wanted)) {
			double factor = DIGITS[i];
			*out = (UnitSlip){value * factor, unit, factor};
			return true;
		}
	}
	return false;
}

bool unit_slip_find(double value, const char *unit, double wanted, UnitSlip *out)
{
	Unit typed;
	if (!(wanted > 0) || isinf(wanted) || !unit_parse(unit, &typed))
		return false;
	return other_unit(value, typed, wanted, out) || other_digits(value, unit, wanted, out);
}
