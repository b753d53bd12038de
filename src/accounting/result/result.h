/* What an inventory's rows give: each line read and computed, the totals of all, and what is wrong with what
 * was typed. */
#ifndef QINGCE_RESULT_RESULT_H
#define QINGCE_RESULT_RESULT_H

#include "case/case.h"
#include "ghg/overlap.h"
#include "ghg/scope3.h"
#include "ghg/uncertainty.h"
#include "inventory/inventory_rules.h"

typedef struct LineProblem {
	LineFault fault;
	const char
	    *field; /* amount, month_3, alloc_share, input_ncv, factor … : the name of the form field */
	const char *given;
	const GhgProblem *core;
	bool stops; /* the line counts as not reported */
} LineProblem;

/* What `problem` says, in a language, with what was given and what is expected. */
const char *line_problem_text(
    Arena *mem, Lang lang, const Ghg *ghg, const GhgCategory *category, const LineProblem *problem);

typedef struct LineResult {
	const ActivityLine *line;
	const GhgCategory *category;	 /* NULL: the method has none of that code, or scope 3 */
	double amount;			 /* read from the text or the months; NaN */
	double alloc_total, alloc_share; /* NaN; share in % */
	int64_t months;			 /* never 0: all months when the line says nothing */
	bool is_known;
	GhgResult result; /* tco2e NaN unless is_known */
	const LineProblem *problems;
	size_t problem_count;
	const char
	    *title;	 /* the label, else the item's name, else the category's, in the language asked for */
	bool is_derived; /* category 3 computed from scopes 1 and 2: no line of the store, its id is 0 */
} LineResult;

/* One line. `facilities` may be NULL: then every line stands on the national grid. */
LineResult line_compute(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line, Lang lang);

/* ± percent (95 %) that people stated for values of a line, by the names of the category's inputs and
 * "share". What is no percentage of 0 to 1000 is left out. */
const UncertaintyStated *line_stated(Arena *mem, const ActivityLine *line, size_t *count);

typedef struct CategoryLines {
	const char *category;
	size_t lines, unknown; /* unknown: not computable yet, or no amount */
} CategoryLines;

/* A line of category 3 that follows from scopes 1 and 2. */
typedef struct DerivedLine {
	const char *category, *item, *unit;
	int64_t facility_id;  /* 0 = the organisation as a whole */
	double amount, tco2e; /* NaN: not computable */
} DerivedLine;

/* Two lines that may count the same thing. */
typedef struct OverlapNote {
	OverlapRule rule;
	int64_t line_id, other_id; /* 0: a derived line, or none */
} OverlapNote;

enum { INVENTORY_OVERLAPS_MOST = 20 };

typedef struct InventoryResult {
	const LineResult *lines; /* by category, position, id: all scopes; NULL from inventory_totals */
	size_t line_count;
	const CategoryLines *categories; /* by code */
	size_t category_count;
	size_t scope12_lines, scope12_unknown, scope3_lines, scope3_unknown;
	GhgTotals totals;
	GhgScope3 scope3;
	const DerivedLine *derived;
	size_t derived_count;
	const OverlapNote *overlaps; /* the first INVENTORY_OVERLAPS_MOST */
	size_t overlap_count;
	const RenewableRecord *renewables;
	size_t renewable_count;
	GhgMarket market;
	bool has_market; /* scope 2 has electricity */
	double own_used_mwh, own_sold_mwh, contract_mwh, certificate_mwh;
	double media_tce; /* of energy-carrying media; adds to both tce values of the totals */
	size_t media_count;
	double output, revenue, headcount; /* NaN when not given */
	double intensity_output;	   /* tCO2e per output unit, scopes 1 + 2; NaN */
	double intensity_revenue;	   /* tCO2e per 万元; NaN */
	size_t scope3_screened;		   /* of 15 */
} InventoryResult;

/* Everything computed with the factors of `ghg`: the inventory's own, or those of another edition. The case
 * has CASE_ROWS and CASE_LINES and outlives the result; titles are in its language. */
void inventory_compute(Arena *mem, const Ghg *ghg, const InventoryCase *c, InventoryResult *out);

/* The same where only the totals are wanted: each line is shown to `take` (may be NULL) and let go. */
typedef struct LineTaker {
	void (*take)(void *with, const LineResult *line);
	void *with;
} LineTaker;
void inventory_compute_totals(
    Arena *mem, const Ghg *ghg, const InventoryCase *c, LineTaker taker, InventoryResult *out);

/* What does not rest on the single lines, for totals that were come by otherwise: screening, renewables,
 * media, market-based scope 2, intensities. */
void result_add_beside(Arena *mem, const Ghg *ghg, const InventoryCase *c, InventoryResult *out);

/* Does category 3 follow from the lines of scopes 1 and 2? */
bool result_derives(const InventoryCase *c);

#endif
