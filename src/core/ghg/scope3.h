/* Scope 3: the fifteen categories and their approaches, what each sums to, how much of it rests on data of
 * the value chain, the lines that scopes 1 and 2 bring with them, and what would be counted twice. Pure.
 *
 * The categories of data/methods/scope3.method are the same under every method. A code is "s3.N" (a figure of
 * the supplier, or a factor of one's own) or "s3.N.APPROACH" (average, spend, distance …): one of the fifteen
 * is the sum of all codes with its number. A page groups them by ghg_scope3_number and offers the categories
 * of the method with that number, in their order, as ways of filling it in. */
#ifndef QINGCE_GHG_SCOPE3_H
#define QINGCE_GHG_SCOPE3_H

#include "ghg/ghg.h"

enum { GHG_SCOPE3_CATEGORIES = 15 };

/* "s3.4.distance" -> 4, "s3.4" -> 4; 0 for what is no category of scope 3 ("s3.04", "s3.16", "heat"). */
int ghg_scope3_number(const char *category);

/* "s3.4.distance" -> "distance", "s3.4" -> "supplier"; "" for what is no category of scope 3. */
const char *ghg_scope3_approach(const char *category);
/* 距离法 | distance-based; the approach itself when the words lack it. */
GhgWords ghg_scope3_approach_name(const Ghg *ghg, const char *approach);

/* What an amount rests on, the best first (Scope 3 Standard, chapter 7: primary and secondary data). */
typedef enum GhgScope3Basis {
	GHG_BASIS_PRIMARY,  /* figures of suppliers, customers, investees */
	GHG_BASIS_PHYSICAL, /* mass, distance, energy, pieces … with average factors */
	GHG_BASIS_SPEND,    /* money with input-output factors */
	GHG_BASES,
} GhgScope3Basis;
GhgScope3Basis ghg_scope3_basis(const char *category);
/* "primary", "physical", "spend": for JSON and for word tables ("scope3.basis.primary"). */
const char *ghg_scope3_basis_key(GhgScope3Basis basis);

typedef struct GhgScope3Part {
	bool has_lines; /* some known line stands in it; false shows as "-" */
	double tco2e;
	double by_basis[GHG_BASES]; /* sums to tco2e */
	size_t lines, unknown;	    /* known lines, lines with a stopping problem */
} GhgScope3Part;

typedef struct GhgScope3 {
	GhgScope3Part parts[GHG_SCOPE3_CATEGORIES + 1]; /* [1..15] */
	double tco2e;
	double shares[GHG_BASES]; /* of the tonnes regardless of sign; NaN when there are none */
	double primary_share;	  /* shares[GHG_BASIS_PRIMARY] */
} GhgScope3;

/* Lines of other scopes are passed over. categories[i] is the code of line i, so that unknown lines count in
 * their category; NULL: that of the result. */
GhgScope3 ghg_scope3_totals(const GhgResult *const results[], const char *const categories[], size_t count);

/* ---- category 3 from scopes 1 and 2 ---- */

/* A line of category 3 that a line of scope 1 or 2 brings with it: category s3.3.fuel, s3.3.upstream or
 * s3.3.loss, its item, and the amount to give it. The share of the first line is already in the amount. */
typedef struct GhgUpstream {
	const char *category;
	const char *item;
	double amount;
	const char *unit;	 /* t, m3, Nm3, GJ, MWh */
	const GhgFactor *factor; /* the row behind the item */
} GhgUpstream;

enum { GHG_UPSTREAM_MOST = 2 };

/* How many: 1 for a burned fuel of which scope3.csv has an upstream row (by its fuel code; by energy or
 * density where the row counts otherwise), 2 for purchased electricity (upstream and grid losses), else 0. */
size_t ghg_scope3_upstream(const Ghg *ghg, const GhgResult *result, GhgUpstream out[GHG_UPSTREAM_MOST]);

#endif
