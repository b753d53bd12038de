/* What the base year's inventories give when parts of them are looked at, or when they are computed
 * otherwise.
 */
#ifndef QINGCE_BASEYEAR_BASEYEAR_STATE_H
#define QINGCE_BASEYEAR_BASEYEAR_STATE_H

#include "baseyear/baseyear_rules.h"
#include "baseyear/baseyear_store.h"

/* What a facility emitted in the base year, as its inventories say; nothing known of typed totals. */
Err base_facility_amounts(Db *db, Arena *mem, const BaseState *state, int64_t facility_id, BaseAmounts *out);

/* Changes that were found by computing: the base under other GWPs, a newer edition of its guide, newer factor
 * tables, a corrected copy of the base inventory, a base inventory that was reopened. Those in the register
 * already are left out. */
enum { BASE_PROPOSALS = 8 };
typedef struct BaseProposal {
	BaseChangeKind kind;
	const char *key;   /* "gwp-AR6", "correction-7", "origin" … */
	const char *title; /* for the register; "" = of the kind */
	const char *about; /* the set, or the period of the copy */
	BaseAmounts change;
} BaseProposal;
Err base_proposals_of(
    Db *db, Arena *mem, const BaseState *state, BaseProposal out[BASE_PROPOSALS], size_t *count);

#endif
