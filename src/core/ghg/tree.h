/* Where a figure comes from, as one tree: formula, values, units, factors and sources of a line, and the
 * parts of every figure of a result down to its lines. The text of `qingce calc --explain`, the JSON of the
 * API and the pages are printed from the same tree. Pure. */
#ifndef QINGCE_GHG_TREE_H
#define QINGCE_GHG_TREE_H

#include "ghg/ghg.h"

enum {
	TREE_LINES = 50,  /* listed below a figure; what is left is one part that still adds up */
	TREE_PARTS = 100, /* categories, gases and facilities that tree_figures names, each */
	TREE_OPENED =
	    200, /* of them opened into their values in one tree; the others show formula and result */
};

typedef struct GhgNode {
	const char
	    *key; /* stable: scope1, category:combustion, line, amount, factor, gwp, part:HFC-32, rest */
	const char *ref; /* of a line: its id; else "" */
	const char *label;
	double value;		 /* NaN: not known, or the node is words only */
	const char *unit;	 /* "" = a plain number */
	const char *text;	 /* words in place of a value; "" */
	const char *formula;	 /* in names; "" */
	const char *values;	 /* the formula with values and units; "" */
	const GhgFactor *factor; /* the row the value stands in; NULL */
	const char *note;	 /* any other origin, in words; "" */
	bool is_sum;		 /* the values of the children add up to this one */
	struct GhgNode *children;
	size_t count, cap;
} GhgNode;

/* A zeroed node with its key and label: texts are never NULL. */
GhgNode tree_node(const char *key, const char *label);
/* Hangs `child` under `parent`; the answer holds until the next one is added. */
GhgNode *tree_add(Arena *mem, GhgNode *parent, GhgNode child);

/* ---- what is explained ---- */

typedef struct GhgTreeLine {
	const char *id;	      /* comes back as GhgNode.ref */
	const char *title;    /* "" = item or category */
	const char *facility; /* its key; "" or NULL */
	const GhgResult *result;
} GhgTreeLine;

/* As given to ghg_market_based, with a name. */
typedef struct GhgTreeContract {
	const char *id, *title;
	double mwh, tco2_per_mwh;
} GhgTreeContract;

typedef struct GhgTreePlace {
	const char *key, *name; /* of a facility */
} GhgTreePlace;

/* A result with its totals. Zeroed members are left out of the figures. */
typedef struct GhgTreeScene {
	const Ghg *ghg;
	Lang lang;
	bool is_brief;		       /* lines below figures are not opened into their values */
	double coal_rate_kgce_per_kwh; /* 0 = not given */
	const GhgTreeLine *lines;
	size_t line_count;
	const GhgTotals *totals;
	const GhgMarket *market;
	const GhgTreeContract *contracts;
	size_t contract_count;
	const GhgTreePlace *places;
	size_t place_count;
	double output, revenue;		       /* NaN or 0 = not given */
	const char *output_unit;	       /* NULL or "" = unit */
	const struct Uncertainty *uncertainty; /* of the same lines in the same order */
	const GhgNode *energy_more; /* a part of tce_equal and tce_equivalent that no line is (media); NULL */
	double more_tce_equal, more_tce_equivalent;
} GhgTreeScene;

/* ---- trees ---- */

/* One line: method, formula, each value with its source, gases with GWP (blends by component), energy,
 * problems. `id` and `title` as in GhgTreeLine; both may be NULL. */
GhgNode tree_of_line(
    const Ghg *ghg, Arena *mem, const char *id, const char *title, const GhgResult *result, Lang lang);

/* The same line without what hangs below it: formula, values, result. */
GhgNode tree_brief_line(
    const Ghg *ghg, Arena *mem, const char *id, const char *title, const GhgResult *result, Lang lang);

/* The figures this result has, in the order of reading: scope1, scope2_location, scope2_market, scope3,
 * scope12, scope123, category:CODE, gas:GAS, facility:KEY, biogenic, electricity_mwh, energy_gj, tce_equal,
 * tce_equivalent, intensity_output, intensity_revenue, tce_per_output, tce_per_revenue, uncertainty. */
const char *const *tree_figures(Arena *mem, const GhgTreeScene *scene, size_t *count);

/* The tree of a figure by that key; false when this result has no such figure. */
bool tree_of_figure(Arena *mem, const GhgTreeScene *scene, const char *figure, GhgNode *out);

/* What a figure is called: "范围二（基于市场）". */
const char *tree_figure_name(Arena *mem, const GhgTreeScene *scene, const char *figure);

/* The tree as indented text; lines end in \n. Twelve significant digits. */
void tree_print(const Ghg *ghg, Buf *out, const GhgNode *node, Lang lang);

/* "来源：…，…，2023 [nation.CN.2023.average]，已核对两份独立副本" */
const char *tree_source(const Ghg *ghg, Arena *mem, const GhgFactor *factor, Lang lang);

/* "1384.866 tCO2e", at most twelve significant digits; "-" for NaN. */
const char *tree_value(Arena *mem, double value, const char *unit);

#endif
