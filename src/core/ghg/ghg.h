/* The calculation core: factor tables, methods, lines, totals. Pure: no I/O, no database, no clock, no
 * locale. Everything is loaded once from text buffers and immutable afterwards, so any number of threads may
 * read.
 *
 *   GhgSettings settings = {.method = "07", .on = {2025, 1, 1}};
 *   GhgGiven amount = {.name = "amount", .value = 2610, .unit = "MWh"};
 *   GhgLine line = {.category = "electricity", .region = "CN", .given = &amount, .given_count = 1};
 *   GhgResult result = ghg_calculate(ghg_embedded(), mem, &settings, &line);
 *
 * gives result.tco2e == 1384.866. */
#ifndef QINGCE_GHG_GHG_H
#define QINGCE_GHG_GHG_H

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "ghg/number.h"
#include "ghg/unit.h"

typedef struct Ghg Ghg;

typedef struct GhgWords {
	const char *zh;
	const char *en;
} GhgWords;

static inline const char *ghg_words(GhgWords words, Lang lang)
{
	return lang == EN ? words.en : words.zh;
}

/* ---- loading ---- */

/* One file of data/: its name below data/ ("factors/grid_cn.csv", "methods/07.method"), text and digest. */
typedef struct GhgFile {
	const char *name;
	const char *text;
	size_t len;
	const char *sha256; /* 64 hexadecimal digits, or NULL; kept with what was read from the file */
} GhgFile;

typedef struct GhgLoadError {
	const char *file;
	int line;	     /* 1.. */
	int column;	     /* 1.., 0 = the whole line */
	const char *message; /* "tCO2 expected, found tC: …" */
} GhgLoadError;

/* NULL and *error when a file is wrong. The texts need not outlive the call. */
const Ghg *ghg_load(Arena *mem, const GhgFile files[], size_t count, GhgLoadError *error);

/* `base` and one method file more, without reading the tables again: for trying out a file. `base` must
 * outlive it. */
const Ghg *ghg_with_method(const Ghg *base, Arena *mem, const GhgFile *file, GhgLoadError *error);

/* The data built into this program, loaded at the first call; never NULL. (ghg_embedded.c) */
const Ghg *ghg_embedded(void);

/* The files of the data built into this program, with their texts. (ghg_embedded.c) */
const GhgFile *ghg_embedded_files(size_t *count);

/* The same number for the same files: tells one set of data from another without comparing them. */
uint64_t ghg_mark(const Ghg *ghg);

/* The files everything came from, for the version line of reports. */
const GhgFile *ghg_files(const Ghg *ghg, size_t *count); /* .text is NULL */

/* ---- factors ---- */

typedef enum GhgFactorKind {
	GHG_FUEL,    /* fuels_cn.csv:   value tCO2 per physical unit, with ncv, carbon and oxidation */
	GHG_GRID,    /* grid_cn.csv:    kgCO2/kWh */
	GHG_HEAT,    /* heat_cn.csv:    tCO2/GJ and the constants of the heat formulas */
	GHG_PROCESS, /* process_cn.csv */
	GHG_GWP,     /* gwp.csv:        kgCO2e/kg */
	GHG_TCE,     /* tce_gbt2589_2020.csv: kgce per unit */
	GHG_SCOPE3,  /* scope3.csv: kgCO2e per anything; .set is the group: material, freight, travel … */
} GhgFactorKind;

typedef enum GhgConfidence {
	GHG_KNOWLEDGE, /* no copy of the source was seen: mark it wherever it is used */
	GHG_VERIFIED1, /* one copy seen */
	GHG_VERIFIED2, /* two independent copies agree */
} GhgConfidence;

typedef struct GhgFactor {
	const char *id; /* unique and stable: "nation.CN.2023.average"; print it in reports */
	GhgFactorKind kind;
	const char *code; /* DIESEL, CN, R-410A, CaCO3 */
	GhgWords name;
	double value;	  /* NaN when the table holds none */
	const char *unit; /* as printed: "kgCO2/kWh" */
	/* fuels: method set; grid: factor_type; gwp: assessment; process: industry.category; tce: edition;
	 * scope 3: group */
	const char *set;
	const char *region;  /* grid: CN, NC…, 11…; scope 3: of the data; otherwise "" */
	int year;	     /* grid and scope 3: data year; otherwise 0 */
	int currency_year;   /* scope 3, per money: whose prices; otherwise 0 */
	const char *gases;   /* scope 3: what the value counts, "CO2e" or "CO2"; otherwise "" */
	const char *licence; /* scope 3: under which it may be carried; otherwise "" */
	/* fuels only */
	const char *per_unit; /* t, 10^4 Nm3, TJ */
	double ncv;	      /* GJ per per_unit */
	double carbon;	      /* tC/GJ */
	double oxidation;     /* 0..1 */
	double ch4_kg_per_tj; /* NaN = not counted by this set */
	double n2o_kg_per_tj;
	const char *phase;     /* solid, liquid, gas, bio */
	const char *equipment; /* all, cement_kiln, power_boiler, industrial_boiler */
	bool is_biogenic;      /* its CO2 is a memo item */

	bool is_default; /* preselected in its group */
	bool is_trap;	 /* present only to be recognised and refused (CDM margins, life-cycle footprints) */
	GhgConfidence confidence;
	const char *source_title;
	const char *source_table;
	const char *source_year;
	const char *note;   /* limits, in English */
	const char *file;   /* "factors/grid_cn.csv" */
	const char *sha256; /* of that file, or NULL */
} GhgFactor;

/* How many kinds there are: the last of GhgFactorKind and one. */
int ghg_kind_count(void);

/* By id over all tables; NULL when there is none. */
const GhgFactor *ghg_factor(const Ghg *ghg, const char *id);

/* All rows of a kind in file order. */
const GhgFactor *ghg_factors(const Ghg *ghg, GhgFactorKind kind, size_t *count);

/* The row of a fuel in a set, or the default of the fuel (README: is_default) when the set lacks it. `set`
 * may be NULL. NULL when no table knows the fuel. */
const GhgFactor *ghg_fuel(const Ghg *ghg, const char *set, const char *fuel_code);

/* The grid average for a region: "CN" or NULL (nation), NC NE EC CC NW SG SW, or two digits of GB/T 2260.
 * `year` is the year of the activity: the newest average published (or the one of that very year when it is
 * older than the newest). NULL when the region has no published value (71, 81, 82, 54). README D6. */
const GhgFactor *ghg_grid(const Ghg *ghg, const char *region, int year);

/* The residual mix (average without market-traded non-fossil power) for a year. */
const GhgFactor *ghg_grid_residual(const Ghg *ghg, int year);

/* What a person may choose instead, default first: averages of the region, nation and its grid for the years
 * fit for `year`, and the value once prescribed for reports (ets_report). Traps are never offered. */
const GhgFactor **ghg_grid_choices(const Ghg *ghg, Arena *mem, const char *region, int year, size_t *count);

/* A value that is known to be wrong for electricity use (0.9419, 0.5839, 0.5777 …) within 0.00005
 * tCO2/MWh: the row that says why, else NULL. */
const GhgFactor *ghg_grid_trap(const Ghg *ghg, double tco2_per_mwh);

/* GWP of a gas ("CH4", "R-410A") in an assessment ("SAR", "AR5", "NDRC-guides" …); blends by composition. */
const GhgFactor *ghg_gwp(const Ghg *ghg, const char *set, const char *gas);

/* What a blend consists of, in the assessment of its row. */
typedef struct GhgBlendPart {
	const char *gas;
	double percent;	      /* by mass */
	const GhgFactor *gwp; /* NULL: not in this assessment; hydrocarbons count as 0 */
} GhgBlendPart;
const GhgBlendPart *ghg_blend(const Ghg *ghg, Arena *mem, const GhgFactor *blend, size_t *count);

const char *const *ghg_gwp_sets(void);		  /* ends with NULL: NDRC-guides SAR TAR AR4 AR5 AR6 */
const char *const *ghg_fuel_sets(const Ghg *ghg); /* ends with NULL */

/* GB/T 2589-2020 coefficient of a fuel code or ELEC_EQUIV, HEAT_EQUIV, FRESH_WATER …; NULL when there is
 * none. */
const GhgFactor *ghg_tce(const Ghg *ghg, const char *code);

/* Provinces and regional grids that have a grid factor: code and names. Nation first. */
typedef struct GhgRegion {
	const char *code;
	GhgWords name;
} GhgRegion;
const GhgRegion *ghg_regions(const Ghg *ghg, size_t *count);

/* Enthalpy in kJ/kg by the tables of the guides, linear in between. Saturated: MPa (absolute) alone.
 * False outside the tables. README D7, D16. */
bool ghg_steam_saturated(const Ghg *ghg, double pressure_mpa, double *kj_per_kg);
bool ghg_steam_superheated(const Ghg *ghg, double pressure_mpa, double temperature_c, double *kj_per_kg);

/* A line of form 205-1. */
typedef struct GhgB205Row {
	const char *code; /* "33" */
	GhgWords name;
	const char *unit; /* a unit of unit.h: 万kWh, t, 万m3, GJ, tce */
	double tce_per_unit, tce_low, tce_high;
	const char *fuel_code; /* or "ELECTRICITY" (33), "HEAT" (32); "" for what the fuel tables lack */
	bool is_code_sure;
	GhgConfidence confidence;
	const char *note;
} GhgB205Row;
const GhgB205Row *ghg_b205(const Ghg *ghg, size_t *count);

/* ---- methods ---- */

typedef enum GhgItems {
	GHG_NO_ITEM,
	GHG_FUELS, /* item = fuel code; a row of another set by GhgLine.factor_id; in carbon balances also the
		    * code of a row of process_cn.csv, or OTHER */
	GHG_GASES, /* item = gas of gwp.csv */
	GHG_ROWS,  /* item = code of a row of process_cn.csv or scope3.csv, as the method file lists them, or
		    * OTHER */
} GhgItems;

typedef enum GhgEnergyKind {
	GHG_ENERGY_NONE,
	GHG_ENERGY_FUEL,
	GHG_ENERGY_ELECTRICITY,
	GHG_ENERGY_HEAT
} GhgEnergyKind;

typedef enum GhgInputNeed {
	GHG_REQUIRED,
	GHG_OPTIONAL,  /* counts as nothing when absent, or selects another formula (steam by pressure) */
	GHG_DEFAULTED, /* taken from factor, table or constant unless an own value is given */
} GhgInputNeed;

typedef struct GhgInput {
	const char *name; /* amount, ncv, carbon, oxidation, factor, pressure … */
	GhgWords label;
	GhgInputNeed need;
	Dim dim;	  /* may contain DIM_ITEM: see ghg_input_units */
	bool is_fraction; /* 0..1; % is offered first */
	bool may_be_negative;
	bool is_measured; /* an own value here is a laboratory or metered value and wants a report as evidence
			   */
} GhgInput;

typedef struct GhgCategory {
	const char *code; /* combustion, electricity, s3.1, s3.4.distance …: see scope3.h */
	GhgWords name;
	GhgWords hint;	 /* one sentence: what belongs here; "" when there is none */
	GhgWords clause; /* of the guide */
	int scope;	 /* 1, 2, 3 */
	const char *gas; /* CO2, CH4, "item" (the chosen gas), CO2e */
	GhgItems items;
	bool is_deduction; /* its result is negative: recovered CO2 */
	bool wants_region; /* electricity: ask for the place of use */
	GhgEnergyKind energy;
	const GhgInput *inputs; /* the main one ("amount") first */
	size_t input_count;
	GhgWords formula; /* readable: 消费量 × 低位发热量 × … */
	const struct GhgProgram *program;
} GhgCategory;

typedef struct GhgMethod {
	const char *code; /* general, 07, 08 … */
	GhgWords name;	  /* 平板玻璃生产 */
	GhgWords title;	  /* the guide */
	const char *doc_no;
	Date valid_from, valid_to;	/* valid_to may be none */
	const char *newer;		/* successor standards, free text; "" */
	const char *fuel_set, *gwp_set; /* defaults */
	const char *equipment;		/* the fuel row preferred when the set tells equipment apart; "" */
	const GhgCategory *categories;
	size_t category_count;
	const char *file, *sha256;
} GhgMethod;

/* All methods and editions, by code, then valid_from. */
const GhgMethod *ghg_methods(const Ghg *ghg, size_t *count);

/* The edition in force on a day (the first of the period); with no date the newest. NULL when unknown. */
const GhgMethod *ghg_method(const Ghg *ghg, const char *code, Date on);
const GhgCategory *ghg_category(const GhgMethod *method, const char *code);
const GhgInput *ghg_input(const GhgCategory *category, const char *name);

/* The inventory-wide choices. Zeroed members mean the default of the method. */
typedef struct GhgSettings {
	const char *method;
	Date on;		       /* first day of the period */
	const char *gwp_set;	       /* NULL or "": the method's */
	const char *fuel_set;	       /* NULL or "": the method's */
	double coal_rate_kgce_per_kwh; /* for the equivalent value of electricity; 0 = not given */
} GhgSettings;

/* What may be chosen as item of a category under these settings, the usual first. */
typedef struct GhgItem {
	const char *code;
	GhgWords name;
	const GhgFactor *factor; /* the row that would be used */
	const char *group;	 /* fuels: solid liquid gas bio; gases: pure blend; "" otherwise */
} GhgItem;
const GhgItem *ghg_items(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category, size_t *count);

/* Units offered for an input, the most familiar first, with DIM_ITEM replaced by what the item is counted in
 * (diesel: t, kg, L; natural gas: 万Nm3 …). `item` may be NULL. Ends with NULL; never NULL itself. */
const char *const *ghg_input_units(const Ghg *ghg, Arena *mem, const GhgSettings *settings,
    const GhgCategory *category, const char *item, const GhgInput *input);

/* ---- one line ---- */

typedef struct GhgGiven {
	const char *name; /* of a GhgInput, or "share" (in % or 1): the part of the document that is ours */
	double value;
	const char *unit;   /* anything unit_parse reads; "" or NULL = base of a plain number */
	const char *source; /* of an own factor or measured value; may be NULL */
} GhgGiven;

typedef struct GhgLine {
	const char *category;
	const char *item;      /* fuel, gas or row code; NULL when the category has none */
	const char *region;    /* electricity: CN, NC, 11 …; NULL = nation */
	int year;	       /* of the activity; 0 = year of settings->on */
	const char *factor_id; /* a table row chosen instead of the default; NULL */
	const GhgGiven *given;
	size_t given_count;
} GhgLine;

typedef enum GhgProblemCode {
	GHG_OK = 0,
	/* these stop the line: is_known is false, tco2e is NaN */
	GHG_UNKNOWN_METHOD,   /* field method,   given */
	GHG_UNKNOWN_CATEGORY, /* field category, given */
	GHG_UNKNOWN_ITEM,     /* field item,     given */
	GHG_UNKNOWN_INPUT,    /* field = name that the category lacks; expected = names it has */
	GHG_UNKNOWN_UNIT,     /* given = text; expected = units offered */
	GHG_WRONG_DIMENSION,  /* given = unit; expected = units offered */
	GHG_MISSING_INPUT,    /* a required input, or a default that no table holds */
	GHG_TWICE,	      /* the same input given twice */
	GHG_NOT_FINITE,	      /* NaN, infinite, or a result beyond 1e300 */
	GHG_NEGATIVE,	      /* given = value */
	GHG_SHARE_OVER_100,   /* given = value: a fraction above 1 */
	GHG_NEGATIVE_RESULT,  /* the formula gives less than nothing (70 t of output from 50 t of input) */
	GHG_TRAP_FACTOR,      /* factor_id names a row that must not be used so; given = id */
	GHG_UNKNOWN_FACTOR,   /* factor_id unknown or not of this category; given = id */
	GHG_NO_FACTOR,	      /* no published value for this region, gas or fuel; given = what */
	GHG_OUTSIDE_TABLE,    /* pressure or temperature beyond the steam tables; given, expected = range */
	GHG_UNKNOWN_SET,      /* field gwp_set or fuel_set */
	GHG_STOPPING_PROBLEMS,
	/* these are said beside a result */
	GHG_TRAP_VALUE, /* an own factor equals a known trap (0.9419 = CDM margin); given, expected = row id
			 */
	GHG_FACTOR_OLD, /* factor year differs from the activity year; given = factor year, expected = year */
	GHG_FACTOR_FALLBACK,  /* the method's set lacks the item: default of another set; given = set used */
	GHG_FACTOR_KNOWLEDGE, /* a factor without a seen source; given = id */
	GHG_FACTOR_NO_SOURCE, /* an own factor without a source text */
	GHG_GAS_CONDITIONS,   /* plain m3 of gas read as Nm3 (0 C); choose m3(20°C) when the meter says so */
	GHG_METHOD_NOT_IN_FORCE, /* the period begins outside the validity of the guide; given = date,
				    expected = range */
	GHG_FACTOR_OTHER_YEAR,	 /* factor_id is of a year that another row fits better; given = its year,
				    expected = year and id of that row */
	GHG_MONTHS_DEFAULT,	 /* months without a measured value take the default; given = months,
				    expected = default */
	GHG_PRICE_YEAR, /* a spend factor in prices of another year, and no price index; given = its year,
			   expected = year of the activity */
} GhgProblemCode;

typedef struct GhgProblem {
	GhgProblemCode code;
	const char *field; /* input name, or item, region, factor_id, method … */
	const char *given;
	const char *expected; /* may be "" */
	int month;	      /* 1.. of GhgMonths (weighted.h); 0 = not of one month */
} GhgProblem;

static inline bool ghg_stops(GhgProblemCode code)
{
	return code != GHG_OK && code < GHG_STOPPING_PROBLEMS;
}

/* "wrong_dimension" … : stable key of a problem, for JSON and for word tables
 * ("ghg.problem.wrong_dimension"). */
const char *ghg_problem_key(GhgProblemCode code);
/* One sentence with field label, what was given and what is expected. `category` may be NULL. */
char *ghg_problem_text(
    const Ghg *ghg, Arena *mem, const GhgProblem *problem, const GhgCategory *category, Lang lang);

typedef enum GhgOrigin {
	GHG_FROM_GIVEN,	   /* typed by the user */
	GHG_FROM_FACTOR,   /* a table row: .factor */
	GHG_FROM_STEAM,	   /* interpolated in a steam table */
	GHG_FROM_CONSTANT, /* written in the method file */
	GHG_FROM_ABSENT,   /* optional and not given: 0 */
} GhgOrigin;

/* One value that went into the formula. */
typedef struct GhgUsed {
	const char *name;
	GhgWords label;
	double value; /* in `unit`, as given or as printed in the table */
	const char *unit;
	double base; /* in base units: what was computed with */
	GhgOrigin origin;
	const GhgFactor *factor; /* NULL unless GHG_FROM_FACTOR */
	const char *source;	 /* of a given value; "" */
} GhgUsed;

#define GHG_LINE_GASES 3
typedef struct GhgGasAmount {
	const char *gas;
	double tonnes;
	double gwp;
	double tco2e;
	const GhgFactor *gwp_factor; /* NULL for CO2, CO2e and own GWPs */
} GhgGasAmount;

typedef struct GhgResult {
	bool is_known; /* false: a stopping problem; every amount below is NaN */
	double tco2e;  /* counted in the scope, share applied; negative for deductions */
	double biogenic_tco2;
	GhgGasAmount gases[GHG_LINE_GASES]; /* fossil part; CO2 that is biogenic is not among them */
	int gas_count;
	double activity;	   /* net amount in the base unit of its dimension, share applied */
	const char *activity_unit; /* t, Nm3, GJ … */
	double electricity_mwh;	   /* 0 unless the category is electricity */
	double energy_gj;
	double tce_equal;	     /* 当量值, t */
	double tce_equivalent;	     /* 等价值, t: differs for electricity; NaN without a coal rate */
	const GhgFactor *tce_factor; /* NULL when own heat value or energy content was used */
	double share;		     /* 0..1 */
	int scope;
	const GhgCategory *category;
	const GhgMethod *method;
	const char *item;
	GhgWords item_name;
	const GhgFactor *factor; /* the main one: fuel, grid, heat or process row; NULL for an own factor */
	const char *gwp_set;
	int formula;	    /* which of the category's formulas */
	unsigned emissions; /* bit i: formula i of the category gave a gas beside the main one */
	const double *base; /* what the formulas read: one a input of the category, in base units; NULL when
			       not known */
	const GhgUsed *used;
	size_t used_count;
	const struct GhgWeighted *weighted; /* of monthly values (weighted.h); NULL */
	const GhgProblem *problems;
	size_t problem_count;
} GhgResult;

GhgResult ghg_calculate(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgLine *line);

/* A tree in plain text: the formula in names, the same in values and units, the result, each factor with
 * source, table, year and confidence, and the problems. Lines end in \n. */
void ghg_explain(const Ghg *ghg, Buf *out, const GhgResult *result, Lang lang);
/* Only "2 610 MWh × 0.5306 kgCO2/kWh = 1 384.87 tCO2e": for beside the line. */
char *ghg_explain_short(Arena *mem, const GhgResult *result, Lang lang);

/* ---- totals ---- */

typedef struct GhgPart {
	const char *key; /* category code, gas or facility */
	int scope;	 /* of categories; 0 for gases and facilities */
	GhgWords name;	 /* of categories */
	double tco2e;
	double tonnes; /* of gases */
	size_t lines;
} GhgPart;

typedef struct GhgTotals {
	double scope1, scope2, scope3; /* scope 2 location-based */
	double scope12, scope123;
	bool has_scope[4]; /* [1..3]: some known line stands in it; false shows as "-" */
	double biogenic_tco2;
	double electricity_mwh;				/* net purchased */
	double electricity_tco2, heat_tco2;		/* the parts of scope 2 */
	double energy_gj, tce_equal, tce_equivalent;	/* scope 1 and 2 lines */
	const GhgPart *categories, *gases, *facilities; /* in the order of first appearance */
	size_t category_count, gas_count, facility_count;
	size_t known, unknown; /* lines counted, lines with a stopping problem */
} GhgTotals;

/* results[i] belongs to facilities[i] (any key; `facilities` may be NULL). Never from rounded parts. */
GhgTotals ghg_totals(
    Arena *mem, const GhgResult *const results[], const char *const facilities[], size_t count);

/* Market-based scope 2: every contract covers its MWh with its factor (0 for proven green power, of
 * which evidence exists), the rest of the purchase takes the residual mix, heat stays as it is. */
typedef struct GhgContract {
	double mwh;
	double tco2_per_mwh;
} GhgContract;
typedef struct GhgMarket {
	double covered_mwh; /* never more than what was purchased */
	double residual_mwh;
	const GhgFactor *residual;
	double scope2; /* tCO2, with heat */
} GhgMarket;
GhgMarket ghg_market_based(
    const Ghg *ghg, const GhgTotals *totals, int year, const GhgContract contracts[], size_t count);

/* ---- many lines of one category ---- */

/* The flat program of formula `formula` of a category over columns in base units: columns[i] belongs to input
 * i; a NULL column is 0, stride 0 repeats columns[i][0]. tonnes[n] of the category's main gas. */
typedef struct GhgColumn {
	const double *values;
	int stride; /* 1 or 0 */
} GhgColumn;
void ghg_batch(
    const GhgCategory *category, int formula, const GhgColumn columns[], size_t n, double tonnes[]);

#endif
