/* Decisions of the factor library: which rows a search finds and in which order, and whether a factor that an
 * organisation brings can be right. No Db, no Req. */
#ifndef QINGCE_FACTORS_FACTORS_RULES_H
#define QINGCE_FACTORS_FACTORS_RULES_H

#include "factors/factors.h"
#include "ghg/ghg.h"

/* ---- the rows of the tables ---- */

enum { FACTOR_KINDS = GHG_SCOPE3 + 1, FACTOR_ANY = -1, FACTOR_QUERY_MAX = 100 };

/* "fuel", "grid", "heat", "process", "gwp", "tce", as addresses and the API write them. */
const char *factor_kind_code(GhgFactorKind kind);
/* FACTOR_ANY when it is none of these. */
int factor_kind_named(const char *code);
/* "verified2", "verified1", "knowledge", and back. */
const char *factor_confidence_code(GhgConfidence confidence);
int factor_confidence_named(const char *code);

/* What to list; zeroed texts and FACTOR_ANY leave everything in. */
typedef struct FactorQuery {
	const char
	    *text; /* words that must all occur in name, code, id, set or source; hyphens do not count */
	int kind;  /* GhgFactorKind or FACTOR_ANY */
	const char *region; /* grid code: CN, EC, 31 */
	const char *set;
	int year;	/* 0 = any */
	int confidence; /* GhgConfidence or FACTOR_ANY */
} FactorQuery;

/* The year a row stands for: of the data where the table tells it, else the first year of the source; 0. */
int factor_year(const GhgFactor *factor);

bool factor_fits(const FactorQuery *query, const GhgFactor *factor);

/* All rows that fit. Without a text in the order of the tables; with one, exact names and codes first, then
 * defaults, then the others, those without a seen source and the traps last. */
const GhgFactor **factors_found(const Ghg *ghg, Arena *mem, const FactorQuery *query, size_t *count);

/* The place behind the row `after` in a list, 0 when it is not there: the cursor of keyset pages. */
size_t factors_behind(const GhgFactor *const *list, size_t count, const char *after);

/* Rows for the same thing in other years and sets, by set, then year: of a grid the same region, of a fuel
 * the same fuel, of a gas the same gas …; the row itself among them. */
const GhgFactor **factor_history(const Ghg *ghg, Arena *mem, const GhgFactor *factor, size_t *count);
/* May this row stand in one chart with the other: the same unit, and of a grid the same kind of average. */
bool factor_is_comparable(const GhgFactor *factor, const GhgFactor *other);

/* What the tables hold now in place of a row they no longer have: of the same thing and region in the same
 * unit, the latest of its set, else of any set; NULL when there is none. */
const GhgFactor *factor_successor(const Ghg *ghg, Arena *mem, const GhgFactor *gone);

/* Activity years for which a grid row is taken unasked; false when there are none. `to` 0 = until a newer one
 * is published. */
bool factor_default_years(const Ghg *ghg, const GhgFactor *factor, int *from, int *to);

/* A method that takes a row unasked. */
typedef struct FactorDefault {
	const GhgMethod *method;
	const GhgCategory *category; /* NULL: the method as a whole (its GWP set) */
} FactorDefault;
size_t factor_defaults(const Ghg *ghg, Arena *mem, const GhgFactor *factor, FactorDefault **out);

/* Does a computed line rest on this row? */
bool factor_is_used(const GhgResult *result, const GhgFactor *factor);

/* ---- own factors ---- */

enum {
	OWN_NAME_MAX = 60, /* characters */
	OWN_SOURCE_MAX = 120,
	OWN_NOTE_MAX = 500,
	OWN_TEXT_MAX = 60, /* value, unit, dates */
	OWN_YEAR_FIRST = 1990,
	OWN_YEAR_LAST = 2100,
};

extern const char *const OWN_PURPOSES[]; /* ends with NULL */
bool own_purpose_is_known(const char *purpose);

/* A purpose as people write it in a table, in either language: "电力", "Electricity", "grid"; NULL. */
const char *own_purpose_named(const char *text);

typedef enum OwnUnit {
	OWN_UNIT_FINE,
	OWN_UNIT_EMPTY,
	OWN_UNIT_UNKNOWN,   /* "kg/foo" */
	OWN_UNIT_NOT_GAS,   /* GJ/t: nothing emitted stands above the stroke */
	OWN_UNIT_NOT_PER,   /* tCO2: per what? */
	OWN_UNIT_PER_WRONG, /* tCO2/t for electricity; a factor of two quantities */
} OwnUnit;
/* Is the unit one of emissions per what the purpose is counted in? *dim (may be NULL) gets its dimension when
 * it is a unit at all. */
OwnUnit own_unit_check(const char *purpose, const char *unit, Dim *dim);

/* Units that are right for a purpose, the most familiar first; ends with NULL. */
const char *const *own_units(const char *purpose);

typedef enum OwnFault {
	OWN_FINE,
	OWN_EMPTY,
	OWN_TOO_LONG, /* limit in OwnProblem */
	OWN_UNKNOWN_PURPOSE,
	OWN_NOT_A_NUMBER,
	OWN_TOO_LARGE,
	OWN_COMMA,
	OWN_NEGATIVE,
	OWN_UNIT, /* see unit */
	OWN_YEAR,
	OWN_DATE,
	OWN_DATES_CROSSED, /* valid_to before valid_from */
	OWN_SAME_NAME,	   /* another one in use has this name, purpose and first day */
} OwnFault;

typedef enum OwnField {
	OWN_NAME,
	OWN_PURPOSE,
	OWN_VALUE,
	OWN_UNIT_FIELD,
	OWN_SOURCE,
	OWN_SOURCE_YEAR,
	OWN_FROM,
	OWN_TO,
	OWN_NOTE,
	OWN_FIELDS
} OwnField;

typedef struct OwnProblem {
	OwnFault fault;
	OwnUnit unit;
	int limit;
} OwnProblem;

/* The name of a field in forms, and its text in a factor. */
const char *own_field_name(OwnField field);
const char **own_field_text(OwnFactor *factor, OwnField field);

/* Checks every field by itself and the dates against each other; returns how many are wrong. */
int own_factor_check(Arena *mem, const OwnFactor *factor, OwnProblem problems[OWN_FIELDS]);

/* Would the two be taken for one another? */
bool own_factor_is_same(const OwnFactor *a, const OwnFactor *b);

typedef enum OwnDoubt {
	OWN_SURE,
	OWN_TRAP,     /* the value of a row that must not be used for electricity: *trap */
	OWN_HIGH,     /* more than any plant or fuel emits: a slip of kg and t? */
	OWN_EXPIRED,  /* valid_to has passed */
	OWN_NO_PROOF, /* no evidence file */
} OwnDoubt;
/* What to say beside a factor that is well formed. */
OwnDoubt own_factor_doubt(const Ghg *ghg, const OwnFactor *factor, Date today, const GhgFactor **trap);

#endif
