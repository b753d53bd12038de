/* Own measured values month by month: heat value, carbon content, oxidation … each with the amount of its
 * month. The line is computed from the weighted means, which are made so that the formula over them equals
 * the sum of the months. Pure.
 *
 * The rule is that of the guides with monthly measurement (power generation, 环办气候函〔2022〕485号, 燃煤
 * activity data and factors: the year's heat value and carbon content are the months' weighted by the coal of
 * each month; likewise the guides of 2024 for cement, aluminium and steel; from general knowledge, no copy
 * was seen): a value that multiplies others is weighted by all that stands before it. Heat value by amount,
 * carbon per heat by amount × heat value, carbon per tonne by amount, oxidation by the carbon that went in.
 */
#ifndef QINGCE_GHG_WEIGHTED_H
#define QINGCE_GHG_WEIGHTED_H

#include "ghg/ghg.h"

enum { GHG_MONTHS_MAX = 13, GHG_SERIES_MAX = 16 };

/* One input over the months. */
typedef struct GhgSeries {
	const char *name; /* of a GhgInput, not the main one */
	const char *unit;
	const char *source;
	const double *values; /* one a month; NaN = not measured */
} GhgSeries;

typedef struct GhgMonths {
	size_t count;
	const double *amounts; /* of the main input; NaN = none: the month does not count */
	const char *amount_unit, *amount_source;
	const GhgSeries *series; /* at most GHG_SERIES_MAX are read */
	size_t series_count;
} GhgMonths;

/* What one month took for an input. */
typedef struct GhgMonthValue {
	double value; /* in the unit of the input's series; NaN = none */
	bool is_measured;
	const GhgFactor *factor; /* of a default; NULL: measured, own value of the year, or constant */
} GhgMonthValue;

typedef struct GhgWeightedInput {
	const GhgInput *input;
	const char *unit;
	GhgWords by; /* 消费量 × 低位发热量: what it is weighted by */
	double mean;
	const GhgMonthValue *months;
	size_t measured, filled; /* counted months with a measured value; with a default instead */
} GhgWeightedInput;

typedef struct GhgWeighted {
	Date start;
	size_t count;
	const double *amounts; /* as given; NaN = none */
	const char *amount_unit;
	double amount;	     /* their sum */
	const double *tco2e; /* of each month by itself; NaN = none */
	const GhgWeightedInput *inputs;
	size_t input_count;
	bool is_summed; /* no means give the sum exactly (gases that weigh one value differently): the months'
			   sum stands */
} GhgWeighted;

/* May the input be given month by month? A measured one that says how an amount is, not one that is an
 * amount. */
bool ghg_is_monthly(const GhgCategory *category, const GhgInput *input);

/* `line` without its main input, with the months' amounts and values. An own value in `line` for an input of
 * a series stands for the months without one; without it the guide's default does, which the result says
 * (GHG_MONTHS_DEFAULT), and where there is none the month is GHG_MISSING_INPUT. With no measured value at all
 * it is ghg_calculate of the sum. */
GhgResult ghg_calculate_months(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgLine *line, const GhgMonths *months);

/* Did measured values alone stand for this input, in every month that counts? */
bool ghg_is_measured(const GhgResult *result, const char *input);

/* "2025-03"; without a start "3". */
const char *ghg_month_name(Arena *mem, Date start, size_t month);

#endif
