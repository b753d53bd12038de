/* What the files of `qingce calc` share among themselves; nobody else includes this. */
#ifndef QINGCE_CALC_INNER_H
#define QINGCE_CALC_INNER_H

#include "calc/calc.h"

#include "ghg/boundary.h"
#include "ghg/scope3.h"
#include "ghg/uncertainty.h"
#include "ghg/weighted.h"
#include "json/json.h"

enum { CALC_TEXT_MAX = 400, CALC_LIST_MAX = 10000, CALC_UNITS_MAX = 100 };

/* The document after reading. */
typedef struct CalcLine {
	const char *id;
	const char *facility;
	GhgLine line;
	GhgResult result;
	UncertaintyBasis basis;
	UncertaintyStated *stated;
	size_t stated_count;
	const Json *values;
	GhgMonths months; /* count 0 = the line has none */
	DayShare days;	  /* of 0 = the line has no period of its own */
	const Json *derive;
	const char *derived_from; /* id of the line it follows from, or NULL */
	const char *partner;	  /* "" = none named */
	bool is_own_asset;
} CalcLine;

typedef struct CalcUnit {
	const char *name;
	double value; /* of `unit`, itself of the table of units */
	const char *unit;
} CalcUnit;

typedef struct CalcProduct CalcProduct;

typedef struct Calc {
	const Ghg *ghg;
	Arena *mem;
	JsonIn in;
	GhgSettings settings;
	Date end; /* of the period; none without one */
	int share_places;
	CalcUnit units[CALC_UNITS_MAX];
	size_t unit_count;
	const Json *consolidation;
	CalcLine *lines;
	size_t line_count, line_most;
	GhgContract *contracts;
	size_t contract_count;
	const Json *expect;
	const Json *adjustments, *scope3, *exclusions, *base_year, *project, *convert;
	CalcProduct *product; /* NULL = none */
	GhgTotals totals;
	GhgMarket market;
	size_t samples; /* of Monte Carlo; 0 = not asked for */
	uint64_t seed;
	Uncertainty uncertainty;
	UncertaintyDraws draws;
} Calc;

/* ---- calc_value.c: values as typed, units of one's own ---- */

/* A number, or the text a person would type. */
double calc_number(Calc *calc, const Json *value);
/* {"value": 1.5, "unit": "GJ/t", "source": "…"}, "200 L", or a plain number; own units are replaced. */
GhgGiven calc_given(Calc *calc, const Json *value, const char *name);
/* The same in base units of the dimension of `unit`, times what one `unit` is: 2660 kg in "t" is 2.66. NaN
 * without a value; a plain number is in `unit`. */
double calc_quantity(Calc *calc, const Json *object, const char *key, const char *unit);
void calc_units_read(Calc *calc, const Json *object);
/* 3 drum -> 600 L, 2 kg/drum -> 0.01 kg/L: the value changes, the unit becomes one of the table. */
void calc_unit_replace(Calc *calc, GhgGiven *given);

/* ---- calc_put.c ---- */

/* null for what is not known: "-" is not 0. */
void calc_put_real(JsonOut *json, const char *key, double value);
void calc_put_problems(JsonOut *json, const Calc *calc, const GhgResult *result);

/* ---- calc_line.c ---- */

/* One line: `more` are members that the caller reads itself; NULL. Without a category it takes `category`. */
void calc_line_read(
    Calc *calc, const Json *object, const char *const *more, const char *category, CalcLine *out);
void calc_line_compute(Calc *calc, CalcLine *line);

/* ---- calc_derive.c ---- */

/* The lines that `line` brings with it, to the end of the list. */
void calc_derive(Calc *calc, size_t line);

/* ---- calc_product.c: a product's footprint ---- */

CalcProduct *calc_product_read(Calc *calc, const Json *object);
void calc_product_compute(Calc *calc, CalcProduct *product);
void calc_put_product(JsonOut *json, Calc *calc, const CalcProduct *product);
size_t calc_product_unknown(const CalcProduct *product);

/* ---- calc_read.c ---- */

/* The whole document; what is wrong with it stands in calc->in. */
Err calc_document_read(Calc *calc, const char *json, size_t len);
void calc_compute(Calc *calc);

/* ---- calc_beside.c: what stands beside the lines and totals ---- */

/* gross, what is taken off, net. */
void calc_put_net(JsonOut *json, Calc *calc);
/* The fifteen categories: amount or the reason why there is none. */
void calc_put_scope3(JsonOut *json, Calc *calc);
void calc_put_exclusions(JsonOut *json, Calc *calc);
/* Lines that may count the same thing twice. */
void calc_put_overlaps(JsonOut *json, const Calc *calc);
void calc_put_base_year(JsonOut *json, Calc *calc);
void calc_put_project(JsonOut *json, Calc *calc);
void calc_put_conversions(JsonOut *json, Calc *calc);

/* ---- calc_write.c ---- */

void calc_put_results(Calc *calc, Buf *out);
/* Refuses what stands beside the lines and cannot be computed. */
void calc_check_beside(Calc *calc);

#endif
