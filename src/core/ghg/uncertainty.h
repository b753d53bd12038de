/* How far off a result may be, and because of what. Pure.
 *
 * Every value that went into a line has a relative uncertainty: stated by the user, or of a rule by origin (a
 * metered invoice, a ledger, a row of a factor table …). They spread by first-order propagation (IPCC 2006
 * Guidelines, volume 1, chapter 3, approach 1): products and sums alike, over the real formula of the line. A
 * factor row is one unknown wherever it is used, so lines that share it do not average it away; amounts of
 * the same category, item and facility come from the same meters and are one unknown too, so splitting a line
 * changes nothing; all else is independent. GWPs count as exact: their uncertainty is of the science, not of
 * the inventory. Ranges hold 95 %. */
#ifndef QINGCE_GHG_UNCERTAINTY_H
#define QINGCE_GHG_UNCERTAINTY_H

#include "ghg/ghg.h"

/* ---- rules ---- */

/* Half the width of the 95 % range in percent, where nobody states one. */
typedef struct UncertaintyRule {
	const char *id; /* stable: "activity.metered" */
	GhgWords name;
	double percent;
	bool is_assumption;	  /* chosen here; the source says what from */
	GhgConfidence confidence; /* was a copy of the source seen? */
	const char *source;
} UncertaintyRule;
const UncertaintyRule *uncertainty_rules(size_t *count);

/* A row without a seen source: twice the rule, and never less than this (GHG Protocol: poor, beyond 30 %)
 * unless it is a fraction of 1, such as a purity. */
#define UNCERTAINTY_KNOWLEDGE_PERCENT 30

/* ---- what goes in ---- */

typedef enum UncertaintyBasis {
	UNCERTAINTY_UNKNOWN, /* nothing tells where the amount comes from */
	UNCERTAINTY_METERED, /* invoices or meter readings */
	UNCERTAINTY_LEDGER,  /* ledgers, production reports */
	UNCERTAINTY_ESTIMATE,
} UncertaintyBasis;

/* ± percent that the user states for a value of the line: "amount", "ncv", "factor", "share", "gwp" … */
typedef struct UncertaintyStated {
	const char *name;
	double percent; /* 0.. */
} UncertaintyStated;

typedef struct UncertaintyLine {
	const GhgResult *result;
	const char *id;	      /* yours, comes back with the causes; may be NULL */
	const char *facility; /* any key; may be NULL */
	UncertaintyBasis basis;
	bool is_share_metered; /* the part that is ours has a meter of its own */
	const UncertaintyStated *stated;
	size_t stated_count;
} UncertaintyLine;

/* The rule for a value of a known line that nobody states, and its percent (raised for a row without a seen
 * source); `input` also "share". NULL when the line does not use it. */
const UncertaintyRule *uncertainty_default(const UncertaintyLine *line, const char *input, double *percent);

/* ---- what comes out ---- */

typedef struct UncertaintyRange {
	double tco2e;
	double low,
	    high; /* 95 %; beside the middle of a lognormal when it is wide (IPCC: deviation over 30 %) */
	double percent; /* ± of tco2e, 1.96 standard deviations; NaN when tco2e is 0 and they are not */
	size_t lines;	/* known ones */
} UncertaintyRange;

typedef struct UncertaintyPart {
	const char *category;
	GhgWords name;
	int scope;
	UncertaintyRange range;
} UncertaintyPart;

/* One unknown: the amounts of some lines, or a row of a factor table. */
typedef struct UncertaintyCause {
	const char *key;	     /* stable */
	const char *input;	     /* amount, ncv, factor, share … */
	GhgWords label;		     /* of the input */
	const GhgFactor *factor;     /* of a table row; NULL */
	const UncertaintyRule *rule; /* NULL: stated by the user */
	bool is_raised;		     /* the rule was raised because the row has no seen source */
	double percent;		     /* of the value itself, as first met */
	size_t line;		     /* the first line with it */
	size_t lines;		     /* how many have it */
	double tco2e;		     /* half width that it alone would give */
	double share;		     /* of the variance of the total, 0..1 */
} UncertaintyCause;

typedef struct Uncertainty {
	UncertaintyRange scopes[4]; /* [1..3] */
	UncertaintyRange scope12, total;
	const UncertaintyRange *lines;	   /* one a line given; tco2e NaN for unknown ones */
	const UncertaintyPart *categories; /* in the order of first appearance */
	size_t category_count;
	const UncertaintyCause *causes; /* of the total, the largest share first */
	size_t cause_count;
	const struct UncertaintyModel *model;
} Uncertainty;

/* `lines` and what they point at must outlive the answer. */
Uncertainty uncertainty_of(Arena *mem, const UncertaintyLine lines[], size_t count);

/* ---- Monte Carlo ---- */

enum {
	UNCERTAINTY_MAX_SAMPLES = 100000,
	/* Values drawn in all: what a request may cost. Fewer samples are made of very long inventories. */
	UNCERTAINTY_MAX_DRAWS = 20 * 1000 * 1000,
};

typedef struct UncertaintyDraws {
	size_t samples; /* really made */
	uint64_t seed;
	double mean, deviation;
	double low, middle, high; /* percentiles 2.5, 50, 97.5 */
} UncertaintyDraws;

/* IPCC approach 2 over the same unknowns: the formulas are evaluated again with each value drawn from a
 * normal, or beyond ±60 % a lognormal, distribution. `scopes`: bit s counts scope s in. The same seed gives
 * the same bytes on every machine and in any order of the lines up to rounding. At least 100 samples. */
UncertaintyDraws uncertainty_draw(
    Arena *mem, const Uncertainty *uncertainty, unsigned scopes, uint64_t seed, size_t samples);

#endif
