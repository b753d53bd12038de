/* The totals kept, and how they are come by when they are not: from the ledger of an earlier time with the
 * lines that changed since, else from all lines. */
#include <pthread.h>
#include <string.h>

#include "base/str.h"
#include "kept/kept.h"
#include "kept/kept_key.h"
#include "kept/kept_ledger.h"

/* ---- the cache ---- */

/* What totals depend on; two equal keys have equal totals. */
typedef struct TotalsKey {
	int64_t inventory_id, version, content_version;
	uint64_t facilities;
	uint64_t edition; /* ghg_mark */
} TotalsKey;

typedef struct CachedTotals {
	TotalsKey key;
	uint64_t mark; /* db_mark under which the facilities of the key were read last */
	Arena *mem;    /* NULL = free */
	InventoryResult result;
	uint64_t used;
} CachedTotals;

enum { CACHED_INVENTORIES = 128 };
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static CachedTotals cache[CACHED_INVENTORIES];
static uint64_t cache_clock;

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 1099511628211u;
	return hash;
}

uint64_t kept_places(const InventoryCase *c)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < c->facility_count; i++) {
		hash = mix(hash, &c->facilities[i].id, sizeof c->facilities[i].id);
		hash = mix(hash, c->facilities[i].grid, strlen(c->facilities[i].grid));
		hash = mix(hash, &c->facilities[i].is_within, sizeof c->facilities[i].is_within);
	}
	return hash;
}

static TotalsKey key_of(const Ghg *ghg, const InventoryCase *c)
{
	return (TotalsKey){c->inventory.id, c->inventory.version, c->inventory.content_version,
	    kept_places(c), ghg_mark(ghg)};
}

static bool same_key(TotalsKey a, TotalsKey b)
{
	return a.inventory_id == b.inventory_id && a.version == b.version &&
	       a.content_version == b.content_version && a.facilities == b.facilities &&
	       a.edition == b.edition;
}

static const GhgPart *copy_parts(Arena *mem, const GhgPart *parts, size_t count)
{
	GhgPart *copy = ARENA_ARRAY(mem, GhgPart, count + 1);
	for (size_t i = 0; i < count; i++) {
		copy[i] = parts[i];
		copy[i].key = arena_copy(mem, parts[i].key);
		if (parts[i].name.zh) /* nothing here may point into an edition: it can leave the memory */
			copy[i].name = (GhgWords){
			    arena_copy(mem, parts[i].name.zh), arena_copy(mem, parts[i].name.en)};
	}
	return copy;
}

static const RenewableRecord *copy_renewables(Arena *mem, const RenewableRecord *records, size_t count)
{
	RenewableRecord *copy = ARENA_ARRAY(mem, RenewableRecord, count + 1);
	for (size_t i = 0; i < count; i++) {
		copy[i] = records[i];
		const char **texts[] = {&copy[i].kind, &copy[i].amount_text, &copy[i].amount_unit,
		    &copy[i].factor_text, &copy[i].certificate_prefix, &copy[i].certificate_first_text,
		    &copy[i].certificate_last_text, &copy[i].generation_year, &copy[i].cancelled_on,
		    &copy[i].note};
		for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
			*texts[t] = arena_copy(mem, *texts[t]);
	}
	return copy;
}

/* All but the lines. */
static InventoryResult copy_result(Arena *mem, const InventoryResult *from)
{
	InventoryResult copy = *from;
	copy.lines = NULL;
	CategoryLines *categories = ARENA_ARRAY(mem, CategoryLines, from->category_count + 1);
	for (size_t i = 0; i < from->category_count; i++) {
		categories[i] = from->categories[i];
		categories[i].category = arena_copy(mem, from->categories[i].category);
	}
	copy.categories = categories;
	copy.totals.categories = copy_parts(mem, from->totals.categories, from->totals.category_count);
	copy.totals.gases = copy_parts(mem, from->totals.gases, from->totals.gas_count);
	copy.totals.facilities = copy_parts(mem, from->totals.facilities, from->totals.facility_count);
	DerivedLine *derived = ARENA_ARRAY(mem, DerivedLine, from->derived_count + 1);
	for (size_t i = 0; i < from->derived_count; i++) {
		derived[i] = from->derived[i];
		derived[i].category = arena_copy(mem, from->derived[i].category);
		derived[i].item = arena_copy(mem, from->derived[i].item);
		derived[i].unit = arena_copy(mem, from->derived[i].unit);
	}
	copy.derived = derived;
	OverlapNote *overlaps = ARENA_ARRAY(mem, OverlapNote, from->overlap_count + 1);
	if (from->overlap_count)
		memcpy(overlaps, from->overlaps, from->overlap_count * sizeof *overlaps);
	copy.overlaps = overlaps;
	copy.renewables = copy_renewables(mem, from->renewables, from->renewable_count);
	copy.market.residual = NULL;
	return copy;
}

/* Facilities 0: not read; while nothing was committed they are those of the slot. */
static bool fits(const CachedTotals *slot, TotalsKey key, uint64_t mark)
{
	if (!key.facilities && mark && slot->mark == mark)
		key.facilities = slot->key.facilities;
	return slot->mem && same_key(slot->key, key);
}

static bool cache_find(Arena *mem, TotalsKey key, uint64_t mark, InventoryResult *out)
{
	bool found = false;
	pthread_mutex_lock(&cache_lock);
	for (size_t i = 0; i < CACHED_INVENTORIES && !found; i++) {
		if (!fits(&cache[i], key, mark))
			continue;
		*out = copy_result(mem, &cache[i].result);
		cache[i].mark = mark;
		cache[i].used = ++cache_clock;
		found = true;
	}
	pthread_mutex_unlock(&cache_lock);
	return found;
}

/* The slot of the same inventory, else a free one, else the one used longest ago. */
static CachedTotals *cache_slot(int64_t inventory_id)
{
	CachedTotals *best = &cache[0];
	for (size_t i = 0; i < CACHED_INVENTORIES; i++) {
		if (cache[i].mem && cache[i].key.inventory_id == inventory_id)
			return &cache[i];
		if (best->mem && (!cache[i].mem || cache[i].used < best->used))
			best = &cache[i];
	}
	return best;
}

static void cache_keep(TotalsKey key, uint64_t mark, const InventoryResult *result)
{
	pthread_mutex_lock(&cache_lock);
	CachedTotals *slot = cache_slot(key.inventory_id);
	if (slot->mem)
		arena_reset(slot->mem);
	else
		slot->mem = arena_open();
	slot->key = key;
	slot->mark = mark;
	slot->result = copy_result(slot->mem, result);
	slot->used = ++cache_clock;
	pthread_mutex_unlock(&cache_lock);
}

void totals_keep(const InventoryCase *c, const InventoryResult *result)
{
	cache_keep(key_of(c->inventory.ghg, c), 0, result);
}

/* ---- when they are not kept ---- */

static bool has_scope3(const ActivityLine *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ghg_scope3_number(lines[i].category))
			return true;
	return false;
}

static void take_into_ledger(void *kept, const LineResult *line)
{
	ledger_add(kept, line);
}

/* From all lines, which a ledger keeps for the next time when they are many. It knows nothing of approaches
 * and double counting: an inventory with scope 3 is computed whole each time. */
static Err compute_all(
    Db *db, Arena *mem, LedgerKey key, InventoryCase *c, bool may_be_kept, InventoryResult *out)
{
	Err err = case_read(db, mem, CASE_ROWS | CASE_LINES, c);
	if (err)
		return err;
	GhgSettings settings = inventory_settings(&c->inventory);
	bool is_kept = may_be_kept && c->line_count >= LEDGER_MIN_LINES && !result_derives(c) &&
		       !has_scope3(c->lines, c->line_count);
	KeptLedger *kept = is_kept ? ledger_begin(key, &settings) : NULL;
	inventory_compute_totals(mem, key.ghg, c, (LineTaker){kept ? take_into_ledger : NULL, kept}, out);
	ledger_return(kept, true);
	return OK;
}

static Err compute_changed(Db *db, Arena *mem, KeptLedger *kept, LedgerKey key, const InventoryCase *c,
    const int64_t ids[], size_t count, bool *is_done)
{
	ActivityLine *lines = ARENA_ARRAY(mem, ActivityLine, count + 1);
	size_t found;
	Err err = inventory_lines_of_ids(
	    db, mem, c->inventory.org_id, c->inventory.id, ids, count, lines, &found);
	*is_done = !err && found == count; /* else a line was deleted meanwhile: all is read again */
	for (size_t i = 0; *is_done && i < found; i++) {
		LineResult result = line_compute(
		    key.ghg, mem, &c->inventory, c->facilities, c->facility_count, &lines[i], c->lang);
		ledger_add(kept, &result);
	}
	return err;
}

static Err totals_of_ledger(Db *db, Arena *mem, KeptLedger *kept, LedgerKey key, const InventoryCase *c,
    InventoryResult *out, bool *is_done)
{
	LineHead *heads;
	int64_t ids[LEDGER_CHANGES_MAX];
	size_t count, changed;
	*is_done = false;
	Err err = inventory_line_heads(db, mem, c->inventory.org_id, c->inventory.id, &heads, &count);
	if (err || !ledger_lacks(kept, heads, count, ids, &changed))
		return err;
	err = compute_changed(db, mem, kept, key, c, ids, changed, is_done);
	if (err || !*is_done)
		return err;
	ledger_totals(mem, kept, heads, count, out);
	*is_done = out->scope3_lines == 0;
	if (*is_done)
		result_add_beside(mem, key.ghg, c, out);
	return OK;
}

static Err compute(
    Db *db, Arena *mem, LedgerKey key, InventoryCase *c, bool may_be_kept, InventoryResult *out)
{
	Err err = case_read(db, mem, CASE_ROWS, c);
	if (err)
		return err;
	bool may_help = may_be_kept && !(c->parts & CASE_LINES) && !result_derives(c);
	KeptLedger *kept = may_help ? ledger_borrow(key) : NULL;
	bool is_done = false;
	if (kept) {
		err = totals_of_ledger(db, mem, kept, key, c, out, &is_done);
		ledger_return(kept, !err && is_done);
	}
	return err || is_done ? err : compute_all(db, mem, key, c, may_be_kept, out);
}

/* Asked of the edition again: a copy does not point into it. */
static void find_residual(const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	out->market.residual = ghg_grid_residual(ghg, inventory->start.year);
}

/* `mark`: db_mark before the case was read. */
static Err totals_of(Db *db, Arena *mem, const Ghg *ghg, InventoryCase *c, uint64_t mark, bool may_be_kept,
    InventoryResult *out)
{
	TotalsKey key = key_of(ghg, c);
	bool is_kept = cache_find(mem, key, mark, out);
	Err err = OK;
	if (!is_kept) {
		Arena *scratch = arena_open();
		InventoryCase read = *c; /* what is read of it is let go with the lines */
		LedgerKey ledger = {ghg, c->inventory.id, c->inventory.version, key.facilities};
		err = compute(db, scratch, ledger, &read, may_be_kept, out);
		if (!err && may_be_kept)
			cache_keep(key, mark, out);
		if (!err)
			*out = copy_result(mem, out);
		arena_close(scratch);
	}
	if (!err)
		find_residual(ghg, &c->inventory, out);
	return err;
}

Err case_totals(Db *db, Arena *mem, const Ghg *ghg, InventoryCase *c, InventoryResult *out)
{
	return totals_of(db, mem, ghg, c, 0, true, out);
}

Err inventory_totals(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	uint64_t mark = db_mark(db);
	TotalsKey key = {inventory->id, inventory->version, inventory->content_version, 0, ghg_mark(ghg)};
	if (cache_find(mem, key, mark, out)) {
		find_residual(ghg, inventory, out);
		return OK;
	}
	InventoryCase c;
	Err err = case_of_inventory(db, mem, inventory, ZH, 0, NULL, 0, &c);
	return err ? err : totals_of(db, mem, ghg, &c, mark, true, out);
}

Err inventory_totals_once(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	InventoryCase c;
	Err err = case_of_inventory(db, mem, inventory, ZH, 0, NULL, 0, &c);
	return err ? err : totals_of(db, mem, ghg, &c, 0, false, out);
}
