/* Units and dimensions. A dimension is a vector of exponents; a unit is a dimension and a scale to the base
 * unit of that dimension. Bases: t, m3, Nm3 (0 C, 101.325 kPa), GJ, tC, tCO2, t of another gas, CNY, m2,
 * head, km, h, degree C, MPa, mol, USD, EUR, GBP. */
#ifndef QINGCE_GHG_UNIT_H
#define QINGCE_GHG_UNIT_H

#include "base/arena.h"

typedef enum DimBase {
	DIM_MASS,    /* t */
	DIM_VOLUME,  /* m3 of liquid, or of gas as metered */
	DIM_GAS,     /* Nm3 of gas at 0 C and 101.325 kPa */
	DIM_ENERGY,  /* GJ */
	DIM_CARBON,  /* tC */
	DIM_CO2,     /* tCO2, tCO2e */
	DIM_EMITTED, /* t of CH4, N2O or another single gas */
	DIM_MONEY,  /* yuan; other currencies are dimensions of their own, so that none is added to another */
	DIM_AREA,   /* m2 */
	DIM_COUNT,  /* head, piece, room-night */
	DIM_LENGTH, /* km */
	DIM_TIME,   /* h */
	DIM_TEMPERATURE, /* degree C */
	DIM_PRESSURE,	 /* MPa, absolute */
	DIM_SUBSTANCE,	 /* mol */
	DIM_USD,
	DIM_EUR,
	DIM_GBP,
	DIM_ITEM, /* in method files only: the quantity in which the chosen item is counted */
	DIM_BASES,
} DimBase;

typedef struct Dim {
	signed char of[DIM_BASES]; /* exponents; all 0 = a plain number */
} Dim;

typedef struct Unit {
	Dim dim;
	double scale;  /* base units per one of this: kWh -> 0.0036 GJ */
	double offset; /* of a temperature that stands alone: 0 K is -273.15 degree C; 0 of every other unit
			  and within compounds, where only differences of temperature occur */
} Unit;

/* `value` of the unit in the base unit of its dimension. */
static inline double unit_base(Unit unit, double value)
{
	return value * unit.scale + unit.offset;
}

/* A unit that people choose from a list. */
typedef struct NamedUnit {
	const char *name;     /* the stored key: "万kWh", "GJ", "t" */
	const char *label_zh; /* 万千瓦时 */
	const char *label_en; /* 10⁴ kWh */
	Unit unit;
	bool is_exact; /* an exact definition; false for tce and for m3 at 20 C */
} NamedUnit;

/* Units that carry a name of their own, by name or alias ("万千瓦时", "10^4 kWh", "mwh"); NULL when unknown.
 */
const NamedUnit *unit_named(const char *text);

/* Any unit: named ones and compounds such as tCO2/t, GJ/10^4 Nm3, kgCO2/kWh, kJ/(kg.K), tC/GJ, "%", "1".
 * Spellings of trade papers too ("lb CO2/MWh", "kg CO2e/short ton-mile", "L/100 km"); a product stands below
 * the line as a whole: kgCO2e/t·km. Returns false when it is not a unit. */
bool unit_parse(const char *text, Unit *out);

bool dim_equal(Dim a, Dim b);
bool dim_is_none(Dim dim);
Dim dim_times(Dim a, Dim b, int power_of_b);
Dim dim_of(DimBase base);
/* Money of any currency to the first power and nothing else. */
bool dim_is_money(Dim dim);
/* "tCO2/t", "GJ/Nm3", "1": for messages. */
char *dim_text(Arena *mem, Dim dim);

/* value in `from` -> value in `to`; false when the dimensions differ. */
bool unit_convert(double value, Unit from, Unit to, double *out);

/* The units offered for a dimension, the most familiar first; ends with NULL. Compound dimensions of factors
 * (GJ/t, tCO2/t, tC/GJ, kgCO2/kWh …) have lists too. NULL when there is none. */
const char *const *units_offered(Dim dim);

/* "2610 MWh" -> "261 万kWh": the same amount in the second unit people know; false when there is none.
 * `unit` is a named unit; *second is its key. */
bool unit_echo(double value, const char *unit, double *second_value, const NamedUnit **second);

#endif
