/* Enthalpy of steam by the tables of the guides, linear in between (README D7, D16). */
#include "ghg/core.h"

#include <math.h>

#define CRITICAL_MPA 22.064
#define CRITICAL_C 373.946

static double between(double x, double x0, double x1, double y0, double y1)
{
	return x1 == x0 || x == x0 ? y0 : y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/* The last point at or below x; false outside the axis. */
static bool bracket(const double axis[], size_t count, double x, size_t *at)
{
	if (count < 2 || !(x >= axis[0]) || !(x <= axis[count - 1]))
		return false;
	*at = 0;
	while (*at + 2 < count && axis[*at + 1] <= x)
		*at += 1;
	return true;
}

static bool saturation(const Ghg *ghg, double pressure, double *temperature, double *enthalpy)
{
	size_t count = ghg->saturated_count, at = 0;
	const SteamPoint *points = ghg->saturated;
	if (count < 2 || !(pressure >= points[0].pressure) || !(pressure <= points[count - 1].pressure))
		return false;
	while (at + 2 < count && points[at + 1].pressure <= pressure)
		at++;
	const SteamPoint *low = &points[at], *high = &points[at + 1];
	*temperature = between(pressure, low->pressure, high->pressure, low->temperature, high->temperature);
	*enthalpy = between(pressure, low->pressure, high->pressure, low->enthalpy, high->enthalpy);
	return true;
}

bool ghg_steam_saturated(const Ghg *ghg, double pressure_mpa, double *kj_per_kg)
{
	double temperature;
	return saturation(ghg, pressure_mpa, &temperature, kj_per_kg);
}

/* Does the table hold vapour (not water) at this pressure and temperature? */
static bool is_vapour(const Ghg *ghg, double pressure, double temperature)
{
	double boiling, enthalpy;
	if (pressure >= CRITICAL_MPA || !saturation(ghg, pressure, &boiling, &enthalpy))
		return temperature >= CRITICAL_C;
	return temperature >= boiling;
}

static double table_at(const Ghg *ghg, size_t p, size_t t)
{
	return ghg->enthalpies[p * ghg->temperature_count + t];
}

/* The lowest temperature of the table, from `t` on, at which pressures p and p + 1 are both vapour. */
static size_t first_vapour(const Ghg *ghg, size_t p, size_t t)
{
	const double *ps = ghg->pressures, *ts = ghg->temperatures;
	while (
	    t < ghg->temperature_count && !(is_vapour(ghg, ps[p], ts[t]) && is_vapour(ghg, ps[p + 1], ts[t])))
		t++;
	return t;
}

bool ghg_steam_superheated(const Ghg *ghg, double pressure_mpa, double temperature_c, double *kj_per_kg)
{
	size_t p, t;
	const double *ps = ghg->pressures, *ts = ghg->temperatures;
	if (!bracket(ps, ghg->pressure_count, pressure_mpa, &p) ||
	    !bracket(ts, ghg->temperature_count, temperature_c, &t))
		return false;

	size_t first = first_vapour(ghg, p, t);
	if (first == ghg->temperature_count)
		return false;
	if (first == t) {
		double low = between(
		    pressure_mpa, ps[p], ps[p + 1], table_at(ghg, p, t), table_at(ghg, p + 1, t));
		double high = between(
		    pressure_mpa, ps[p], ps[p + 1], table_at(ghg, p, t + 1), table_at(ghg, p + 1, t + 1));
		*kj_per_kg = between(temperature_c, ts[t], ts[t + 1], low, high);
		return true;
	}

	/* Next to the boiling point a corner of the table is water: go from saturated steam upwards instead.
	 */
	double boiling, saturated;
	if (!saturation(ghg, pressure_mpa, &boiling, &saturated) || temperature_c < boiling - 0.5)
		return false;
	double above = between(
	    pressure_mpa, ps[p], ps[p + 1], table_at(ghg, p, first), table_at(ghg, p + 1, first));
	double from = temperature_c < boiling ? boiling : temperature_c;
	*kj_per_kg = between(from, boiling, ts[first], saturated, above);
	return true;
}

static void add_point(SteamPoints *list, SteamPoint point, bool is_saturated)
{
	for (int i = 0; i < list->count; i++)
		if (list->points[i].pressure == point.pressure &&
		    list->points[i].temperature == point.temperature)
			return;
	list->is_saturated[list->count] = is_saturated;
	list->points[list->count++] = point;
}

static void add_saturated(const Ghg *ghg, SteamPoints *list, double pressure)
{
	size_t at = 0;
	while (at + 2 < ghg->saturated_count && ghg->saturated[at + 1].pressure <= pressure)
		at++;
	add_point(list, ghg->saturated[at], true);
	if (ghg->saturated[at].pressure != pressure)
		add_point(list, ghg->saturated[at + 1], true);
}

static void add_superheated(const Ghg *ghg, SteamPoints *list, double pressure, size_t p, size_t t)
{
	const double *ps = ghg->pressures, *ts = ghg->temperatures;
	for (size_t i = p; i <= p + (ps[p] != pressure); i++)
		add_point(list, (SteamPoint){ps[i], ts[t], table_at(ghg, i, t)}, false);
}

SteamPoints steam_points(const Ghg *ghg, double pressure_mpa, double temperature_c)
{
	SteamPoints list = {0};
	double kj_per_kg;
	size_t p, t;
	if (isnan(temperature_c)) {
		if (ghg_steam_saturated(ghg, pressure_mpa, &kj_per_kg))
			add_saturated(ghg, &list, pressure_mpa);
		return list;
	}
	if (!ghg_steam_superheated(ghg, pressure_mpa, temperature_c, &kj_per_kg) ||
	    !bracket(ghg->pressures, ghg->pressure_count, pressure_mpa, &p) ||
	    !bracket(ghg->temperatures, ghg->temperature_count, temperature_c, &t))
		return list;
	size_t first = first_vapour(ghg, p, t);
	if (first != t)
		add_saturated(ghg, &list, pressure_mpa);
	add_superheated(ghg, &list, pressure_mpa, p, first);
	if (first == t && ghg->temperatures[t] != temperature_c)
		add_superheated(ghg, &list, pressure_mpa, p, t + 1);
	return list;
}
