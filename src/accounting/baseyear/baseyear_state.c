/* The state of the base year put together from the store and the inventories it names; and the same
 * inventories under other settings. */
#include "baseyear/baseyear_state.h"

#include "base/str.h"
#include "edition/edition.h"
#include "kept/kept.h"

Err base_rows_of(Db *db, Arena *mem, int64_t org_id, BaseState *out)
{
	*out = (BaseState){0};
	Err err = base_year_of_org(db, mem, org_id, &out->year);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	out->is_chosen = true;
	BaseEntry *entries;
	BaseRecalculation *recalculations;
	err = base_entries_of(db, mem, org_id, out->year.series, &entries, &out->entry_count);
	if (!err)
		err = base_recalculations_of(
		    db, mem, org_id, out->year.series, &recalculations, &out->recalculation_count);
	if (err)
		return err;
	out->entries = entries;
	out->recalculations = recalculations;
	return OK;
}

size_t base_chosen(const BaseState *state, int64_t ids[BASE_MAX_YEARS])
{
	bool are_inventories = state->is_chosen && !str_eq(state->year.source, "typed");
	return are_inventories ? base_inventory_ids(state->year.inventories, ids) : 0;
}

static Err compute_original(Db *db, Arena *mem, BaseState *state)
{
	BaseAmounts amounts[BASE_MAX_YEARS];
	for (size_t i = 0; i < state->inventory_count; i++) {
		InventoryCase *c = state->inventories[i];
		InventoryResult result;
		Err err = case_totals(db, mem, c->inventory.ghg, c, &result);
		if (err)
			return err;
		amounts[i] = base_of_result(&result);
	}
	if (!state->missing)
		state->original = base_mean(amounts, state->inventory_count);
	return OK;
}

Err base_state_finish(Db *db, Arena *mem, InventoryCase *const found[], size_t count, BaseState *state)
{
	int64_t ids[BASE_MAX_YEARS];
	size_t chosen = base_chosen(state, ids);
	if (!state->is_chosen)
		return OK;
	state->inventories = ARENA_ARRAY(mem, InventoryCase *, BASE_MAX_YEARS);
	for (size_t i = 0; i < chosen; i++) {
		size_t k = 0;
		while (k < count && found[k]->inventory.id != ids[i])
			k++;
		if (k < count)
			state->inventories[state->inventory_count++] = found[k];
	}
	state->missing = chosen - state->inventory_count;
	Err err = OK;
	if (chosen)
		err = compute_original(db, mem, state);
	else
		state->original = base_typed_amounts(&state->year);
	if (!err)
		base_state_judge(mem, state);
	return err;
}

Err base_state_of(Db *db, Arena *mem, int64_t org_id, BaseState *out)
{
	int64_t ids[BASE_MAX_YEARS];
	InventoryCase **found;
	size_t count;
	Err err = base_rows_of(db, mem, org_id, out);
	if (!err)
		err = cases_of_ids(db, mem, org_id, ids, base_chosen(out, ids), ZH, &found, &count);
	return err ? err : base_state_finish(db, mem, found, count, out);
}

/* ---- parts of the base, and the base otherwise computed ---- */

Err base_facility_amounts(Db *db, Arena *mem, const BaseState *state, int64_t facility_id, BaseAmounts *out)
{
	BaseAmounts amounts[BASE_MAX_YEARS];
	*out = (BaseAmounts){0};
	Err err = cases_read(db, mem, CASE_ROWS | CASE_LINES, state->inventories, state->inventory_count);
	for (size_t i = 0; !err && i < state->inventory_count; i++) {
		const InventoryCase *c = state->inventories[i];
		InventoryResult result;
		inventory_compute(mem, c->inventory.ghg, c, &result);
		amounts[i] = base_of_facility(&result, facility_id);
	}
	if (!err)
		*out = base_mean(amounts, state->inventory_count);
	return err;
}

/* How the base is computed otherwise. */
typedef struct Otherwise {
	const char *gwp_set; /* NULL: as it is */
	Date edition_on;     /* of the guide; none: as it is */
	const Ghg *ghg;	     /* other factor tables; NULL: as they are */
} Otherwise;

static InventoryCase settled(const InventoryCase *c, Otherwise how)
{
	InventoryCase other = *c;
	other.inventory.gwp_set = how.gwp_set ? how.gwp_set : c->inventory.gwp_set;
	other.inventory.edition_on = how.edition_on;
	other.inventory.ghg = how.ghg ? how.ghg : c->inventory.ghg;
	return other;
}

/* *is_whole: every line that has a result now has one then. */
static Err recompute(
    Db *db, Arena *mem, const BaseState *state, Otherwise how, BaseAmounts *out, bool *is_whole)
{
	BaseAmounts amounts[BASE_MAX_YEARS];
	*is_whole = true;
	Err err = cases_read(db, mem, CASE_ROWS | CASE_LINES, state->inventories, state->inventory_count);
	for (size_t i = 0; !err && i < state->inventory_count; i++) {
		InventoryCase *c = state->inventories[i];
		InventoryCase other = settled(c, how);
		InventoryResult now, then;
		err = case_totals(db, mem, c->inventory.ghg, c, &now);
		if (err)
			return err;
		inventory_compute_totals(mem, other.inventory.ghg, &other, (LineTaker){0}, &then);
		*is_whole = *is_whole && then.totals.known >= now.totals.known;
		amounts[i] = base_of_result(&then);
	}
	if (!err)
		*out = base_mean(amounts, state->inventory_count);
	return err;
}

static bool has_proposal(const BaseState *state, const char *kind, const char *title)
{
	for (size_t i = 0; i < state->entry_count; i++)
		if (str_eq(state->entries[i].kind, kind) && str_eq(state->entries[i].title, title))
			return true;
	return false;
}

static bool is_nothing(const BaseAmounts *change)
{
	for (int p = 0; p < BASE_PARTS; p++)
		if (change->kg[p])
			return false;
	return true;
}

/* The GWP set that the base was computed with. */
static const char *set_of_base(const BaseState *state)
{
	const Inventory *first = &state->inventories[0]->inventory;
	const GhgMethod *method = inventory_method(first->ghg, first);
	return *first->gwp_set || !method ? first->gwp_set : method->gwp_set;
}

static Err propose_gwp(Db *db, Arena *mem, const BaseState *state, BaseProposal out[], size_t *count)
{
	const char *now = set_of_base(state);
	for (const char *const *set = ghg_gwp_sets(); *set; set++) {
		const char *title = arena_printf(mem, "GWP: %s → %s", now, *set);
		BaseAmounts other;
		bool is_whole;
		if (str_eq(*set, now) || has_proposal(state, "gwp", title) || *count >= BASE_PROPOSALS)
			continue;
		Err err = recompute(db, mem, state, (Otherwise){.gwp_set = *set}, &other, &is_whole);
		if (err)
			return err;
		BaseProposal proposal = {.kind = BASE_GWP,
		    .key = arena_printf(mem, "gwp-%s", *set),
		    .title = title,
		    .about = *set,
		    .change = base_difference(&other, &state->original)};
		if (is_whole && !is_nothing(&proposal.change))
			out[(*count)++] = proposal;
	}
	return OK;
}

/* A newer edition of the guide than the one in force in the base year. */
static Err propose_edition(Db *db, Arena *mem, const BaseState *state, BaseProposal out[], size_t *count)
{
	const Inventory *first = &state->inventories[0]->inventory;
	const GhgMethod *now = inventory_method(first->ghg, first);
	const GhgMethod *newest = now ? ghg_method(first->ghg, first->method, (Date){0}) : NULL;
	if (!newest || newest == now || *count >= BASE_PROPOSALS)
		return OK;
	const char *title = arena_printf(mem, "%s → %s", now->doc_no, newest->doc_no);
	if (has_proposal(state, "method", title))
		return OK;
	BaseAmounts other;
	bool is_whole;
	Err err = recompute(db, mem, state, (Otherwise){.edition_on = newest->valid_from}, &other, &is_whole);
	out[*count] = (BaseProposal){.kind = BASE_METHOD,
	    .key = arena_printf(mem, "method-%s", newest->doc_no),
	    .title = title,
	    .about = newest->doc_no,
	    .change = base_difference(&other, &state->original)};
	*count += !err && is_whole && !is_nothing(&out[*count].change);
	return err;
}

/* Factor tables that became current after the base inventory was finished. */
static Err propose_factors(Db *db, Arena *mem, const BaseState *state, BaseProposal out[], size_t *count)
{
	const char *finished_with = state->inventories[0]->inventory.edition, *current;
	const Ghg *ghg;
	Err err = edition_current(db, mem, &current);
	if (err || !*finished_with || str_eq(finished_with, current) || *count >= BASE_PROPOSALS)
		return err;
	const char *title = arena_printf(mem, "%.12s → %.12s", finished_with, current);
	if (has_proposal(state, "factor", title))
		return OK;
	BaseAmounts other;
	bool is_whole;
	err = edition_of(db, mem, current, &ghg);
	if (!err)
		err = recompute(db, mem, state, (Otherwise){.ghg = ghg}, &other, &is_whole);
	if (err)
		return err;
	out[*count] = (BaseProposal){.kind = BASE_FACTOR,
	    .key = arena_printf(mem, "factor-%.12s", current),
	    .title = title,
	    .about = title,
	    .change = base_difference(&other, &state->original)};
	*count += is_whole && !is_nothing(&out[*count].change);
	return OK;
}

/* A corrected copy of the base inventory: copied from it, the same days, finished. */
static Err propose_correction(Db *db, Arena *mem, const BaseState *state, BaseProposal out[], size_t *count)
{
	enum { MOST = 100 };
	const Inventory *base = &state->inventories[0]->inventory;
	Inventory *all;
	size_t all_count;
	Err err = inventory_list(db, mem, base->org_id, 0, MOST, &all, &all_count);
	for (size_t i = 0; !err && i < all_count && *count < BASE_PROPOSALS; i++) {
		const char *title = arena_printf(mem, "%s ~ %s", all[i].start_text, all[i].end_text);
		if (all[i].copied_from != base->id || !base_may_be(&all[i]) ||
		    !str_eq(all[i].start_text, base->start_text) ||
		    !str_eq(all[i].end_text, base->end_text) || has_proposal(state, "error", title))
			continue;
		InventoryResult result;
		err = inventory_totals(db, mem, all[i].ghg, &all[i], &result);
		BaseAmounts corrected = base_of_result(&result);
		out[*count] = (BaseProposal){.kind = BASE_ERROR,
		    .key = arena_printf(mem, "correction-%lld", (long long)all[i].id),
		    .title = title,
		    .about = title,
		    .change = base_difference(&corrected, &state->original)};
		*count += !err && !is_nothing(&out[*count].change);
	}
	return err;
}

/* The base inventory is not what it was when the base year was recalculated. */
static void propose_origin(const BaseState *state, BaseProposal out[], size_t *count)
{
	if (!state->has_other_origin || state->missing || *count >= BASE_PROPOSALS)
		return;
	const BaseRecalculation *last = &state->recalculations[state->recalculation_count - 1];
	BaseProposal proposal = {.kind = BASE_ERROR,
	    .key = "origin",
	    .title = "",
	    .about = "",
	    .change = base_difference(&state->original, &last->original)};
	/* Corrections that are registered already explain it. */
	for (size_t i = 0; i < state->entry_count; i++)
		if (str_eq(state->entries[i].kind, "error"))
			proposal.change = base_difference(&proposal.change, &state->changes[i]);
	if (!is_nothing(&proposal.change))
		out[(*count)++] = proposal;
}

Err base_proposals_of(
    Db *db, Arena *mem, const BaseState *state, BaseProposal out[BASE_PROPOSALS], size_t *count)
{
	*count = 0;
	if (!state->inventory_count || state->missing)
		return OK;
	propose_origin(state, out, count);
	Err err = OK;
	if (state->inventory_count == 1)
		err = propose_correction(db, mem, state, out, count);
	if (!err)
		err = propose_factors(db, mem, state, out, count);
	if (!err)
		err = propose_edition(db, mem, state, out, count);
	return err ? err : propose_gwp(db, mem, state, out, count);
}
