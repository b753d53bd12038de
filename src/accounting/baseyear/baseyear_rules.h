/* What may be typed about the base year, what it means, and what follows. No Db, no Req. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_RULES_H
#define QINGCE_BASEYEAR_BASEYEAR_RULES_H

#include "baseyear/baseyear.h"

enum { BASE_TITLE_MAX = 200, BASE_TEXT_MAX = 2000 };

typedef enum BaseFault {
	BASE_FINE,
	BASE_EMPTY,
	BASE_TOO_LONG,
	BASE_UNKNOWN_CHOICE,
	BASE_NOT_A_NUMBER,
	BASE_COMMA,
	BASE_TOO_LARGE,
	BASE_NEGATIVE, /* what came or went is typed without a sign */
	BASE_OVER_100, /* a threshold in percent */
	BASE_NO_DAY,
	BASE_DAY_AHEAD,
	BASE_NO_YEAR,
	BASE_NO_AMOUNT,	   /* not one of the scopes */
	BASE_NO_INVENTORY, /* none chosen, or one that may not be the base */
	BASE_ONE_INVENTORY,
	BASE_SEVERAL_INVENTORIES, /* of a mean: 2 to BASE_MAX_YEARS */
	BASE_NOT_CONFIRMED,	  /* another base year although it was recalculated */
} BaseFault;

/* ---- the choice ---- */

typedef enum BaseField {
	BASE_KIND,
	BASE_SOURCE,
	BASE_INVENTORIES,
	BASE_YEAR_TEXT,
	BASE_AMOUNT, /* BASE_PARTS of them */
	BASE_REASON = BASE_AMOUNT + BASE_PARTS,
	BASE_THRESHOLD,
	BASE_SCOPES,
	BASE_POLICY,
	BASE_FIELDS,
} BaseField;

extern const char *const BASE_YEAR_KINDS[]; /* end with NULL */
extern const char *const BASE_YEAR_SOURCES[];
extern const char *const BASE_YEAR_SCOPES[];

const char *base_field_name(BaseField field);
const char **base_field_text(BaseYear *year, BaseField field);
/* `faults` of each field. That the inventories may be chosen is for base_may_be. */
void base_year_check(const BaseYear *year, BaseFault faults[BASE_FIELDS]);
/* Another base year than before: another kind, inventory or total. */
bool base_year_is_other(const BaseYear *a, const BaseYear *b);
/* The ids in BaseYear.inventories; at most BASE_MAX_YEARS. */
size_t base_inventory_ids(const char *text, int64_t ids[BASE_MAX_YEARS]);
/* A finished inventory of a whole year: 365 or 366 days. */
bool base_may_be(const Inventory *inventory);
/* "2024", or "2024-04 ~ 2025-03" of a year that is not the calendar's. */
const char *base_period_text(Arena *mem, const Inventory *inventory);

/* ---- the register ---- */

typedef enum BaseEntryField {
	ENTRY_KIND,
	ENTRY_DAY,
	ENTRY_TITLE,
	ENTRY_AMOUNT, /* BASE_PARTS of them */
	ENTRY_EXPLANATION = ENTRY_AMOUNT + BASE_PARTS,
	ENTRY_FIELDS,
} BaseEntryField;

const char *base_entry_field_name(BaseEntryField field);
const char **base_entry_text(BaseEntry *entry, BaseEntryField field);
void base_entry_check(const BaseEntry *entry, Date today, BaseFault faults[ENTRY_FIELDS]);
/* What the entry adds to the base year, signed by its kind. What cannot be read counts as not known. */
BaseAmounts base_entry_change_of(const BaseEntry *entry);
/* The amounts of a typed base year. */
BaseAmounts base_typed_amounts(const BaseYear *year);
/* Amounts as typed texts of three places, without sign for kinds that carry their own. */
void base_entry_set_amounts(Arena *mem, BaseEntry *entry, const BaseAmounts *change);

/* ---- what follows ---- */

/* Fills what `original`, entries, recalculations and the policy imply: changes, verdicts, in_force. */
void base_state_judge(Arena *mem, BaseState *state);
/* The next recalculation: the former adjustments and every open entry. */
BaseRecalculation base_recalculate(Arena *mem, const BaseState *state, const char *why);

/* The emissions of a facility within a computed inventory; market-based electricity at the mean factor of the
 * whole purchase. */
BaseAmounts base_of_facility(const InventoryResult *result, int64_t facility_id);

#endif
