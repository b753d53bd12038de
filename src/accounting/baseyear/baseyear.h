/* The base year 基准年 of an organisation: which inventories or totals it is, the policy of recalculation,
 * the register of changes that make it incomparable, and its recalculations. What other features may ask. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_H
#define QINGCE_BASEYEAR_BASEYEAR_H

#include "ghg/base_year.h"
#include "result/result.h"
#include "html/parts.h"

enum {
	BASE_MAX_CHANGES = 100, /* in the register of one series */
	BASE_MAX_RECALCULATIONS = 50,
	BASE_MAX_YEARS = 5, /* of a mean */
};

/* The choice and the policy, as typed. */
typedef struct BaseYear {
	int64_t series;		 /* grows when another base year is chosen after a recalculation */
	const char *kind;	 /* fixed | average | rolling */
	const char *source;	 /* inventory | typed */
	const char *inventories; /* ids joined by ',' */
	const char *year_text;	 /* of typed totals */
	const char *amounts[BASE_PARTS];
	const char *reason;
	const char *threshold_text; /* percent */
	const char *scopes;	    /* 12 | 123 */
	const char *policy;
	int64_t version;
	const char *updated_by_name;
	int64_t updated_at;
} BaseYear;

/* A row of the register. Amounts of the base year, as typed: of what came or went without a sign. */
typedef struct BaseEntry {
	int64_t id, series;
	const char *kind;
	const char *occurred_on;
	int64_t facility_id; /* 0 = none */
	const char *title;
	const char *amounts[BASE_PARTS];
	const char *explanation;
	int64_t file_id; /* evidence; 0 = none */
	const char *file_name;
	int64_t recalculation; /* the one that took it in; 0 = open */
	int64_t version;
	const char *updated_by_name;
	int64_t updated_at;
} BaseEntry;

/* An adjustment of a recalculation. */
typedef struct BaseItem {
	int64_t change_id, since_number;
	const char *kind, *occurred_on, *title;
	BaseAmounts change;
} BaseItem;

/* Immutable: original + items = total, in whole kilograms. */
typedef struct BaseRecalculation {
	int64_t id, number;
	const char *why, *threshold_text, *scopes;
	BaseAmounts original, total;
	const char *by_name;
	int64_t created_at;
	const BaseItem *items;
	size_t item_count;
} BaseRecalculation;

/* Everything about the base year, computed. */
typedef struct BaseState {
	bool is_chosen;
	BaseYear year;
	InventoryCase **inventories; /* that are the base; none of typed totals */
	size_t inventory_count;
	size_t missing; /* chosen inventories that are no longer there */
	BaseAmounts original;
	const BaseEntry *entries; /* of this series, oldest first */
	BaseAmounts *changes;	  /* what each adds, signed */
	BaseVerdict *verdicts;	  /* of those that are open */
	size_t entry_count, open_count;
	BaseVerdict verdict;			 /* of the last open one: all together */
	const BaseRecalculation *recalculations; /* oldest first */
	size_t recalculation_count;
	BaseAmounts in_force;  /* the last recalculation, else the original */
	bool has_other_origin; /* the original is no longer what the last recalculation began from */
	bool with_scope3;
	double threshold_percent;
} BaseState;

/* What the organisation has chosen and registered. `is_chosen` false when there is no base year. */
Err base_state_of(Db *db, Arena *mem, int64_t org_id, BaseState *out);

/* The same in two steps, for a page that reads the inventories of the base beside its own: the rows first,
 * and which inventories are chosen; then their cases, as far as they are there. */
Err base_rows_of(Db *db, Arena *mem, int64_t org_id, BaseState *out);
size_t base_chosen(const BaseState *state, int64_t ids[BASE_MAX_YEARS]);
Err base_state_finish(Db *db, Arena *mem, InventoryCase *const found[], size_t count, BaseState *state);

/* The amounts of a computed inventory. */
BaseAmounts base_of_result(const InventoryResult *result);

/* ---- for the pages and reports of an inventory ---- */

/* What an inventory's result shows of the base year. */
typedef struct BaseSection {
	bool has_base;
	const char *text;   /* in a sentence: which base year, why it was chosen, recalculated or not */
	DataTable compared; /* this inventory against the base year in force, by scope */
	DataTable built;    /* original, adjustments, recalculated */
	DataTable policy;
} BaseSection;
void base_section(Req *req, const BaseState *state, const Inventory *inventory, const InventoryResult *result,
    BaseSection *out);

#endif
