/* Compiled inventories kept between requests. See kept_ledger.h. */
#include "kept/kept_ledger.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "edition/edition.h"
#include "ghg/ledger.h"

/* A ledger of 50 000 lines takes about 30 MB. */
enum { KEPT_LEDGERS = 3, FIRST_ROOM = 4096 };

/* What is known of one line. */
typedef struct KeptLine {
	int64_t id, version; /* id 0 = free */
	bool is_known, is_scope3;
} KeptLine;

struct KeptLedger {
	LedgerKey key;
	Arena *mem;
	GhgLedger *ledger;
	KeptLine *lines; /* [row of the ledger] */
	size_t count, room;
	uint32_t *rows_by_id; /* row + 1 by hash of the id, open addressing; 0 = free */
	size_t mask;
	bool is_used, is_whole;
	uint64_t clock;
};

static KeptLedger kept_ledgers[KEPT_LEDGERS];
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t kept_clock;

static bool is_same_key(LedgerKey a, LedgerKey b)
{
	return a.ghg == b.ghg && a.inventory_id == b.inventory_id && a.version == b.version &&
	       a.facilities == b.facilities;
}

KeptLedger *ledger_borrow(LedgerKey key)
{
	KeptLedger *found = NULL;
	pthread_mutex_lock(&kept_lock);
	for (size_t i = 0; i < KEPT_LEDGERS && !found; i++) {
		KeptLedger *kept = &kept_ledgers[i];
		if (kept->is_whole && !kept->is_used && is_same_key(kept->key, key))
			found = kept;
	}
	if (found) {
		found->is_used = true;
		found->clock = ++kept_clock;
	}
	pthread_mutex_unlock(&kept_lock);
	return found;
}

/* One of the same inventory, else the one used longest ago. */
static KeptLedger *slot_for(int64_t inventory_id)
{
	KeptLedger *best = NULL;
	for (size_t i = 0; i < KEPT_LEDGERS; i++) {
		KeptLedger *kept = &kept_ledgers[i];
		if (kept->is_used)
			continue;
		if (kept->is_whole && kept->key.inventory_id == inventory_id)
			return kept;
		if (!best || kept->clock < best->clock)
			best = kept;
	}
	return best;
}

KeptLedger *ledger_begin(LedgerKey key, const GhgSettings *settings)
{
	pthread_mutex_lock(&kept_lock);
	KeptLedger *kept = slot_for(key.inventory_id);
	if (kept) {
		arena_close(kept->mem);
		*kept = (KeptLedger){.key = key, .is_used = true, .clock = ++kept_clock};
	}
	pthread_mutex_unlock(&kept_lock);
	if (!kept)
		return NULL;
	kept->mem = arena_open();
	if (!edition_hold(kept->mem, key.ghg)) { /* a ledger points into the methods */
		ledger_return(kept, false);
		return NULL;
	}
	kept->ledger = ghg_ledger(kept->mem, settings);
	return kept;
}

void ledger_return(KeptLedger *kept, bool is_whole)
{
	if (!kept)
		return;
	if (!is_whole) {
		arena_close(kept->mem);
		kept->mem = NULL;
	}
	pthread_mutex_lock(&kept_lock);
	kept->is_used = false;
	kept->is_whole = is_whole;
	pthread_mutex_unlock(&kept_lock);
}

/* ---- its lines ---- */

static uint32_t *slot_of_id(const KeptLedger *kept, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & kept->mask;
	while (kept->rows_by_id[at] && kept->lines[kept->rows_by_id[at] - 1].id != id)
		at = (at + 1) & kept->mask;
	return &kept->rows_by_id[at];
}

static void make_room(KeptLedger *kept)
{
	if (kept->count < kept->room)
		return;
	size_t room = kept->room ? kept->room * 2 : FIRST_ROOM;
	KeptLine *lines = ARENA_ARRAY(kept->mem, KeptLine, room);
	if (kept->count)
		memcpy(lines, kept->lines, kept->count * sizeof *lines);
	kept->lines = lines;
	kept->room = room;
	kept->mask = room * 2 - 1;
	kept->rows_by_id = ARENA_ARRAY(kept->mem, uint32_t, room * 2);
	for (size_t row = 0; row < kept->count; row++)
		*slot_of_id(kept, lines[row].id) = (uint32_t)row + 1;
}

static uint32_t row_of(const KeptLedger *kept, int64_t id)
{
	return kept->room ? *slot_of_id(kept, id) : 0;
}

void ledger_add(KeptLedger *kept, const LineResult *line)
{
	int64_t id = line->line->id;
	uint32_t row = row_of(kept, id);
	if (!row) {
		make_room(kept);
		row = (uint32_t)++kept->count;
		kept->lines[row - 1].id = id;
		*slot_of_id(kept, id) = row;
	}
	const char *code = line->line->category;
	kept->lines[row - 1] = (KeptLine){.id = id,
	    .version = line->line->version,
	    .is_known = line->is_known,
	    .is_scope3 = ghg_scope3_number(code) || (line->category && line->category->scope == 3)};
	char facility[24];
	snprintf(facility, sizeof facility, "%lld", (long long)line->line->facility_id);
	ghg_ledger_put(kept->ledger, row - 1, &line->result, line->line->facility_id ? facility : "");
}

/* ---- totals ---- */

bool ledger_lacks(
    const KeptLedger *kept, const LineHead heads[], size_t count, int64_t ids[], size_t *id_count)
{
	*id_count = 0;
	if (count + LEDGER_CHANGES_MAX < kept->count) /* many were deleted: their rows would stay */
		return false;
	for (size_t i = 0; i < count; i++) {
		uint32_t row = row_of(kept, heads[i].id);
		if (row && kept->lines[row - 1].version == heads[i].version)
			continue;
		if (*id_count == LEDGER_CHANGES_MAX)
			return false;
		ids[(*id_count)++] = heads[i].id;
	}
	return true;
}

static void count_line(InventoryResult *out, CategoryLines *here, const KeptLine *line)
{
	here->lines++;
	here->unknown += !line->is_known;
	out->scope3_lines += line->is_scope3;
	out->scope3_unknown += line->is_scope3 && !line->is_known;
	out->scope12_lines += !line->is_scope3;
	out->scope12_unknown += !line->is_scope3 && !line->is_known;
}

void ledger_totals(
    Arena *mem, const KeptLedger *kept, const LineHead heads[], size_t count, InventoryResult *out)
{
	uint32_t *rows = ARENA_ARRAY(mem, uint32_t, count + 1);
	CategoryLines *categories = ARENA_ARRAY(mem, CategoryLines, count + 1);
	*out = (InventoryResult){0};
	for (size_t i = 0; i < count; i++) {
		uint32_t row = row_of(kept, heads[i].id);
		assert(row);
		rows[i] = row - 1;
		if (i == 0 || heads[i].category != heads[i - 1].category)
			categories[out->category_count++] = (CategoryLines){.category = heads[i].category};
		count_line(out, &categories[out->category_count - 1], &kept->lines[rows[i]]);
	}
	out->categories = categories;
	out->line_count = count;
	out->totals = ghg_ledger_totals(kept->ledger, mem, rows, count);
}
