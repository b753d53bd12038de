/* The base year: which changes make it incomparable, whether they are significant, and the recalculated base
 * year. Amounts are whole kilograms, so that every sum is exact and printed parts add up. Pure.
 * Sources: GHG Protocol Corporate Standard (2004), chapter 5; ISO 14064-1:2018, 6.4. */
#ifndef QINGCE_GHG_BASE_YEAR_H
#define QINGCE_GHG_BASE_YEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may make the base year incomparable. Growth and decline of what was there all along is none of them.
 */
typedef enum BaseChangeKind {
	BASE_ACQUIRED, /* structural: */
	BASE_DIVESTED,
	BASE_MERGED,
	BASE_OUTSOURCED, /* activities moved over the boundary */
	BASE_INSOURCED,
	BASE_METHOD, /* another guide edition or calculation method */
	BASE_FACTOR, /* better factors or data */
	BASE_GWP,    /* another set of GWPs */
	BASE_ERROR,  /* an error found, or several together */
	BASE_CHANGE_KINDS,
} BaseChangeKind;

/* "acquired", "divested" …: stable, for the store and for JSON. */
const char *base_change_key(BaseChangeKind kind);
/* BASE_CHANGE_KINDS when no kind has this key. */
BaseChangeKind base_change_of(const char *key);
/* +1 where something came, -1 where something went, 0 where the amounts carry their own sign. */
int base_change_sign(BaseChangeKind kind);
static inline bool base_change_is_structural(BaseChangeKind kind)
{
	return kind <= BASE_INSOURCED;
}

/* ---- amounts ---- */

typedef enum BasePart {
	BASE_SCOPE1,
	BASE_SCOPE2,  /* location-based */
	BASE_MARKET2, /* market-based: beside scope 2, never added to it */
	BASE_SCOPE3,
	BASE_PARTS,
} BasePart;

typedef struct BaseAmounts {
	int64_t kg[BASE_PARTS]; /* kgCO2e; 0 where not known */
	bool is_known[BASE_PARTS];
} BaseAmounts;

#define BASE_MOST_TCO2E 1e11 /* of one amount: sums of a hundred stay exact */

/* tCO2e to whole kilograms, half away from zero; NaN is not known. False beyond BASE_MOST_TCO2E. */
bool base_amount_set(BaseAmounts *amounts, BasePart part, double tco2e);
/* tCO2e of a part; NaN when not known. */
double base_amount(const BaseAmounts *amounts, BasePart part);

/* Scope 1 + scope 2 (location-based), with scope 3 when asked; what is not known counts as nothing. */
int64_t base_total_kg(const BaseAmounts *amounts, bool with_scope3);

/* A part of a sum is known when it is known of either; of a mean or of a difference, when it is known of all.
 */
BaseAmounts base_sum(const BaseAmounts *a, const BaseAmounts *b);
BaseAmounts base_difference(const BaseAmounts *a, const BaseAmounts *b);
/* A base period of several years: the mean, rounded to kilograms. */
BaseAmounts base_mean(const BaseAmounts years[], size_t count);

/* ---- significance ---- */

typedef struct BaseVerdict {
	double percent;		   /* |this change| of the base year */
	double cumulative_percent; /* with all before it since the last recalculation */
	bool is_required;	   /* the threshold is reached; otherwise recalculation is optional */
} BaseVerdict;

/* Judges the changes since the last recalculation in their order. `base` and `changes` (signed) in one unit,
 * whichever. Changes of opposite sign do not cancel: one site sold and another bought make two breaks of the
 * series. Reaching the threshold counts; of a base of 0 any change is significant, its percent NaN. */
void base_year_judge(
    double base, double threshold_percent, const double changes[], size_t count, BaseVerdict out[]);

#endif
