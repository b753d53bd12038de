/* Whether a factor that an organisation brings can be right: its number, its unit for what it is meant for,
 * its dates; and what to say beside one that is well formed. */
#include "factors/factors_rules.h"

#include "base/str.h"

#include <math.h>
#include <string.h>

const char *const OWN_PURPOSES[] = {"fuel", "grid", "heat", "process", "scope3", NULL};

bool own_purpose_is_known(const char *purpose)
{
	for (size_t i = 0; OWN_PURPOSES[i]; i++)
		if (str_eq(OWN_PURPOSES[i], purpose))
			return true;
	return false;
}

const char *own_purpose_named(const char *text)
{
	static const struct {
		const char *purpose, *starts[6];
	} NAMES[] = {
	    {"fuel", {"fuel", "燃料", "化石燃料", "combustion", NULL}},
	    {"grid", {"grid", "电力", "外购电力", "electricity", "用电", NULL}},
	    {"heat", {"heat", "热力", "外购热力", "steam", "蒸汽", NULL}},
	    {"process", {"process", "过程", "工业过程", "生产过程", NULL}},
	    {"scope3", {"scope3", "scope 3", "范围三", "范围3", "价值链", NULL}},
	};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		for (size_t k = 0; NAMES[i].starts[k]; k++)
			if (strncasecmp(text, NAMES[i].starts[k], strlen(NAMES[i].starts[k])) == 0)
				return NAMES[i].purpose;
	return NULL;
}

/* ---- units ---- */

static bool is_only(Dim per, DimBase base)
{
	return dim_equal(per, dim_of(base));
}

/* What a purpose may be counted in. */
static bool may_be_per(const char *purpose, Dim per)
{
	bool is_energy = is_only(per, DIM_ENERGY);
	if (str_eq(purpose, "grid") || str_eq(purpose, "heat"))
		return is_energy;
	if (str_eq(purpose, "fuel"))
		return is_energy || is_only(per, DIM_MASS) || is_only(per, DIM_VOLUME) ||
		       is_only(per, DIM_GAS);
	int bases = 0, powers = 0;
	for (int i = 0; i < DIM_BASES; i++) {
		bases += per.of[i] != 0;
		powers += per.of[i];
	}
	return str_eq(purpose, "process") ? bases == 1 && powers == 1 : bases == powers;
}

OwnUnit own_unit_check(const char *purpose, const char *text, Dim *dim)
{
	Unit unit;
	if (dim)
		*dim = (Dim){{0}};
	if (str_is_empty(text))
		return OWN_UNIT_EMPTY;
	if (!unit_parse(text, &unit) || unit.dim.of[DIM_ITEM])
		return OWN_UNIT_UNKNOWN;
	if (dim)
		*dim = unit.dim;
	bool is_co2 = unit.dim.of[DIM_CO2] == 1;
	bool is_other = unit.dim.of[DIM_EMITTED] + unit.dim.of[DIM_CARBON] == 1;
	if (!is_co2 && !(is_other && str_eq(purpose, "process")))
		return OWN_UNIT_NOT_GAS;
	Dim per = dim_times((Dim){{0}}, unit.dim, -1);
	per.of[DIM_CO2] = per.of[DIM_EMITTED] = per.of[DIM_CARBON] = 0;
	if (dim_is_none(per))
		return OWN_UNIT_NOT_PER;
	for (int i = 0; i < DIM_BASES; i++)
		if (per.of[i] < 0)
			return OWN_UNIT_PER_WRONG;
	return may_be_per(purpose, per) ? OWN_UNIT_FINE : OWN_UNIT_PER_WRONG;
}

const char *const *own_units(const char *purpose)
{
	static const char *const FUEL[] = {"tCO2/t", "tCO2/万Nm3", "kgCO2/Nm3", "kgCO2/L", "tCO2/GJ", NULL};
	static const char *const GRID[] = {"kgCO2/kWh", "tCO2/MWh", "tCO2/万kWh", NULL};
	static const char *const HEAT[] = {"tCO2/GJ", "kgCO2/MJ", NULL};
	static const char *const PROCESS[] = {"tCO2/t", "tCO2e/t", "kgCO2/kg", "tCH4/t", "tN2O/t", NULL};
	static const char *const SCOPE3[] = {"kgCO2e/kg", "tCO2e/t", "tCO2e/万元", "kgCO2e/(t·km)",
	    "kgCO2e/(人·km)", "kgCO2e/间夜", "kgCO2e/件", NULL};
	return str_eq(purpose, "grid")	    ? GRID
	       : str_eq(purpose, "heat")    ? HEAT
	       : str_eq(purpose, "process") ? PROCESS
	       : str_eq(purpose, "scope3")  ? SCOPE3
					    : FUEL;
}

/* ---- fields ---- */

const char *own_field_name(OwnField field)
{
	static const char *const NAMES[OWN_FIELDS] = {
	    "name", "purpose", "value", "unit", "source", "source_year", "valid_from", "valid_to", "note"};
	return NAMES[field];
}

const char **own_field_text(OwnFactor *factor, OwnField field)
{
	const char **texts[OWN_FIELDS] = {&factor->name, &factor->purpose, &factor->value_text, &factor->unit,
	    &factor->source, &factor->source_year, &factor->valid_from, &factor->valid_to, &factor->note};
	return texts[field];
}

static OwnFault value_fault(const char *typed)
{
	double value;
	switch (number_parse(typed, &value)) {
	case NUMBER_EMPTY:
		return OWN_EMPTY;
	case NUMBER_NOT_A_NUMBER:
		return OWN_NOT_A_NUMBER;
	case NUMBER_TOO_LARGE:
		return OWN_TOO_LARGE;
	case NUMBER_AMBIGUOUS_COMMA:
		return OWN_COMMA;
	case NUMBER_OK:
		break;
	}
	return value < 0 ? OWN_NEGATIVE : value > 1e12 ? OWN_TOO_LARGE : OWN_FINE;
}

static OwnFault year_fault(const char *typed)
{
	int64_t year;
	if (!*typed)
		return OWN_EMPTY;
	return str_to_int(typed, &year) && year >= OWN_YEAR_FIRST && year <= OWN_YEAR_LAST ? OWN_FINE
											   : OWN_YEAR;
}

static OwnFault date_fault(const char *typed)
{
	Date date;
	return !*typed || date_parse(typed, &date) ? OWN_FINE : OWN_DATE;
}

static OwnFault field_fault(const OwnFactor *factor, OwnField field)
{
	switch (field) {
	case OWN_NAME:
		return *factor->name ? OWN_FINE : OWN_EMPTY;
	case OWN_PURPOSE:
		return own_purpose_is_known(factor->purpose) ? OWN_FINE : OWN_UNKNOWN_PURPOSE;
	case OWN_VALUE:
		return value_fault(factor->value_text);
	case OWN_UNIT_FIELD: /* meaningless without the purpose */
		return own_purpose_is_known(factor->purpose) &&
			       own_unit_check(factor->purpose, factor->unit, NULL) != OWN_UNIT_FINE
			   ? OWN_UNIT
			   : OWN_FINE;
	case OWN_SOURCE:
		return *factor->source ? OWN_FINE : OWN_EMPTY;
	case OWN_SOURCE_YEAR:
		return year_fault(factor->source_year);
	case OWN_FROM:
		return date_fault(factor->valid_from);
	case OWN_TO:
		return date_fault(factor->valid_to);
	default:
		return OWN_FINE;
	}
}

int own_factor_check(Arena *mem, const OwnFactor *factor, OwnProblem problems[OWN_FIELDS])
{
	static const int LIMITS[OWN_FIELDS] = {
	    [OWN_NAME] = OWN_NAME_MAX, [OWN_SOURCE] = OWN_SOURCE_MAX, [OWN_NOTE] = OWN_NOTE_MAX};
	OwnFactor copy = *factor;
	int wrong = 0;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		OwnProblem *problem = &problems[field];
		int limit = LIMITS[field] ? LIMITS[field] : OWN_TEXT_MAX;
		*problem = (OwnProblem){.limit = limit};
		if (str_chars(*own_field_text(&copy, field)) > (size_t)limit)
			problem->fault = OWN_TOO_LONG;
		else
			problem->fault = field_fault(factor, field);
		if (problem->fault == OWN_UNIT)
			problem->unit = own_unit_check(factor->purpose, factor->unit, NULL);
	}
	Date from, to;
	if (!problems[OWN_FROM].fault && !problems[OWN_TO].fault && date_parse(factor->valid_from, &from) &&
	    date_parse(factor->valid_to, &to) && date_days(to) < date_days(from))
		problems[OWN_TO].fault = OWN_DATES_CROSSED;
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		wrong += problems[field].fault != OWN_FINE;
	return wrong;
}

bool own_factor_is_same(const OwnFactor *a, const OwnFactor *b)
{
	return str_eq(a->name, b->name) && str_eq(a->purpose, b->purpose) &&
	       str_eq(a->valid_from, b->valid_from);
}

/* ---- doubts ---- */

/* More than this, in base units, is a slip: the worst coal power is near 0.35 tCO2/GJ, pure carbon 3.67
 * tCO2/t. */
static double most_for(const char *purpose, Dim per)
{
	if (is_only(per, DIM_ENERGY))
		return str_eq(purpose, "grid") ? 0.5 : 0.3;
	if (!str_eq(purpose, "fuel"))
		return is_only(per, DIM_MONEY) ? 0.05 : INFINITY;
	return is_only(per, DIM_GAS) ? 0.02 : 5;
}

OwnDoubt own_factor_doubt(const Ghg *ghg, const OwnFactor *factor, Date today, const GhgFactor **trap)
{
	double value;
	Unit unit;
	Date to;
	*trap = NULL;
	if (number_parse(factor->value_text, &value) != NUMBER_OK || !unit_parse(factor->unit, &unit))
		return OWN_SURE;
	double base = value * unit.scale; /* tCO2 per base unit */
	if (str_eq(factor->purpose, "grid"))
		*trap = ghg_grid_trap(ghg, base * 3.6);
	if (*trap)
		return OWN_TRAP;
	Dim per = dim_times((Dim){{0}}, unit.dim, -1);
	per.of[DIM_CO2] = 0;
	if (unit.dim.of[DIM_CO2] == 1 && base > most_for(factor->purpose, per))
		return OWN_HIGH;
	if (date_parse(factor->valid_to, &to) && date_days(to) < date_days(today))
		return OWN_EXPIRED;
	return factor->file_id ? OWN_SURE : OWN_NO_PROOF;
}

const char *own_factor_source(Arena *mem, const OwnFactor *factor)
{
	return arena_printf(mem, "%s (%s) · %s", factor->source, factor->source_year, factor->name);
}
