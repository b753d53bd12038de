/* The whole inventory computed: lines, totals, market-based scope 2, intensities; and the totals kept in this
 * process for as long as nothing they depend on has changed. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/str.h"
#include "evidence/evidence.h"
#include "result/result_derived.h"
#include "result/result_ledger.h"
#include "media/media.h"

/* ---- computing ---- */

/* What the computing needs beside the store. */
typedef struct Scene {
	const Ghg *ghg;
	const Inventory *inventory;
	const InventoryFacility *facilities;
	size_t facility_count;
	Lang lang;
	bool totals_only; /* values that went in, problems and titles are let go line by line */
	bool may_be_kept; /* totals, for the next time */
	LedgerKey ledger; /* of totals: where many lines are kept for the next time */
	bool derives;	  /* category 3 from scopes 1 and 2 */
} Scene;

static const char *grid_of(const Scene *scene, const ActivityLine *line)
{
	for (size_t i = 0; i < scene->facility_count; i++)
		if (scene->facilities[i].id == line->facility_id)
			return scene->facilities[i].grid;
	return "CN";
}

static void keep_derived(Arena *mem, const LineResult lines[], size_t count, InventoryResult *out)
{
	DerivedLine *derived = ARENA_ARRAY(mem, DerivedLine, count + 1);
	for (size_t i = 0; i < count; i++)
		derived[i] = (DerivedLine){.category = lines[i].line->category,
		    .item = lines[i].line->item,
		    .unit = lines[i].line->amount_unit,
		    .facility_id = lines[i].line->facility_id,
		    .amount = lines[i].amount,
		    .tco2e = lines[i].is_known ? lines[i].result.tco2e : NAN};
	out->derived = derived;
	out->derived_count = count;
}

static bool has_scope3(const ActivityLine *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ghg_scope3_number(lines[i].category))
			return true;
	return false;
}

static void compute_lines(
    Arena *mem, const Scene *scene, const ActivityLine *lines, size_t count, InventoryResult *out)
{
	size_t most = count + (scene->derives ? count * DERIVED_PER_LINE : 0);
	LineResult *results = ARENA_ARRAY(mem, LineResult, most + 1);
	DerivedParts derived = derived_parts(mem, scene->derives ? count : 0);
	Arena *scratch = scene->totals_only ? arena_open() : NULL;
	GhgSettings settings = inventory_settings(scene->inventory);
	bool is_kept = scene->may_be_kept && !scene->derives && count >= LEDGER_MIN_LINES &&
		       !has_scope3(lines, count);
	KeptLedger *kept = is_kept ? ledger_begin(scene->ledger, &settings) : NULL;
	for (size_t i = 0; i < count; i++) {
		results[i] = line_compute(scene->ghg, scratch ? scratch : mem, scene->inventory,
		    scene->facilities, scene->facility_count, &lines[i], scene->lang);
		if (scene->derives)
			derived_add(&derived, scene->ghg, &results[i], grid_of(scene, &lines[i]));
		if (!scratch)
			continue;
		if (kept)
			ledger_add(kept, &results[i]);
		results[i].problems = NULL;
		results[i].result.problems = NULL;
		results[i].result.used = NULL;
		results[i].result.base = NULL;
		results[i].result.weighted = NULL;
		results[i].title = "";
		arena_reset(scratch);
	}
	if (scratch)
		arena_close(scratch);
	ledger_return(kept, true);
	out->lines = results;
	out->line_count = count + derived_compute(
				      &derived, scene->ghg, scene->inventory, scene->lang, results + count);
	keep_derived(mem, results + count, out->line_count - count, out);
}

/* Lines come sorted by category: one entry a run. */
static void count_categories(Arena *mem, InventoryResult *out)
{
	CategoryLines *categories = ARENA_ARRAY(mem, CategoryLines, out->line_count + 1);
	for (size_t i = 0; i < out->line_count; i++) {
		const LineResult *line = &out->lines[i];
		if (line->is_derived)
			continue;
		const char *code = line->line->category;
		if (!out->category_count || !str_eq(categories[out->category_count - 1].category, code))
			categories[out->category_count++] = (CategoryLines){.category = code};
		CategoryLines *here = &categories[out->category_count - 1];
		here->lines++;
		here->unknown += !line->is_known;
		bool is_scope3 = ghg_scope3_number(code) || (line->category && line->category->scope == 3);
		out->scope3_lines += is_scope3;
		out->scope3_unknown += is_scope3 && !line->is_known;
		out->scope12_lines += !is_scope3;
		out->scope12_unknown += !is_scope3 && !line->is_known;
	}
	out->categories = categories;
}

/* What may be counted twice. A label stands for the partner: the same supplier is written the same way. */
static void find_overlaps(Arena *mem, InventoryResult *out)
{
	OverlapLine *lines = ARENA_ARRAY(mem, OverlapLine, out->line_count + 1);
	const LineResult **sources = ARENA_ARRAY(mem, const LineResult *, out->line_count + 1);
	size_t count = 0, found;
	for (size_t i = 0; i < out->line_count; i++) {
		const LineResult *line = &out->lines[i];
		if (!line->is_known)
			continue;
		sources[count] = line;
		lines[count++] = (OverlapLine){.category = line->line->category,
		    .item = line->line->item,
		    .facility = line->line->facility_id
				    ? arena_printf(mem, "%lld", (long long)line->line->facility_id)
				    : "",
		    .partner = line->line->label,
		    .is_derived = line->is_derived,
		    .scope = line->result.scope};
	}
	const Overlap *overlaps = overlaps_of(mem, lines, count, &found);
	out->overlap_count = found < INVENTORY_OVERLAPS_MOST ? found : INVENTORY_OVERLAPS_MOST;
	OverlapNote *notes = ARENA_ARRAY(mem, OverlapNote, INVENTORY_OVERLAPS_MOST);
	for (size_t i = 0; i < out->overlap_count; i++)
		notes[i] = (OverlapNote){.rule = overlaps[i].rule,
		    .line_id = sources[overlaps[i].line]->line->id,
		    .other_id = overlaps[i].other < count ? sources[overlaps[i].other]->line->id : 0};
	out->overlaps = notes;
}

static void add_up(Arena *mem, InventoryResult *out)
{
	const GhgResult **results = ARENA_ARRAY(mem, const GhgResult *, out->line_count + 1);
	const char **facilities = ARENA_ARRAY(mem, const char *, out->line_count + 1);
	const char **categories = ARENA_ARRAY(mem, const char *, out->line_count + 1);
	for (size_t i = 0; i < out->line_count; i++) {
		results[i] = &out->lines[i].result;
		categories[i] = out->lines[i].line->category;
		int64_t facility = out->lines[i].line->facility_id;
		facilities[i] = facility ? arena_printf(mem, "%lld", (long long)facility) : "";
	}
	out->totals = ghg_totals(mem, results, facilities, out->line_count);
	out->scope3 = ghg_scope3_totals(results, categories, out->line_count);
}

static bool has_evidence(const EvidenceLink *links, size_t count, int64_t record_id)
{
	const EvidenceLink *first;
	return evidence_slice(links, count, "renewable", record_id, &first) > 0;
}

static Err read_renewables(Db *db, Arena *mem, const Inventory *inventory, InventoryResult *out)
{
	RenewableRecord *records;
	Err err = renewables_of(db, mem, inventory->org_id, inventory->id, &records, &out->renewable_count);
	out->renewables = records;
	if (err || !out->renewable_count)
		return err;
	EvidenceLink *links;
	size_t link_count;
	err = evidence_of_inventory(db, mem, inventory->org_id, inventory->id, &links, &link_count);
	if (err)
		return err;
	for (size_t i = 0; i < out->renewable_count; i++) {
		records[i].has_evidence = has_evidence(links, link_count, records[i].id);
		renewable_check(&records[i]);
		double mwh = isnan(records[i].mwh) ? 0 : records[i].mwh;
		if (str_eq(records[i].kind, "own_used"))
			out->own_used_mwh += mwh;
		else if (str_eq(records[i].kind, "own_sold"))
			out->own_sold_mwh += mwh;
		else if (records[i].counts && str_eq(records[i].kind, "contract"))
			out->contract_mwh += mwh;
		else if (records[i].counts)
			out->certificate_mwh += mwh;
	}
	return OK;
}

/* Market-based scope 2: proven contracts with their factor, cancelled certificates with zero, the rest by the
 * residual mix. A factor of kgCO2/kWh is the same number in tCO2/MWh. */
static void compute_market(const Ghg *ghg, Arena *mem, const Inventory *inventory, InventoryResult *out)
{
	GhgContract *contracts = ARENA_ARRAY(mem, GhgContract, out->renewable_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < out->renewable_count; i++) {
		const RenewableRecord *record = &out->renewables[i];
		if (!record->counts)
			continue;
		double factor = inventory_number(record->factor_text);
		bool is_contract = str_eq(record->kind, "contract");
		contracts[count++] = (GhgContract){
		    .mwh = record->mwh, .tco2_per_mwh = is_contract && !isnan(factor) ? factor : 0};
	}
	out->market = ghg_market_based(ghg, &out->totals, inventory->start.year, contracts, count);
	out->has_market = out->totals.has_scope[2];
}

static double per(double tonnes, double divisor)
{
	return divisor > 0 ? tonnes / divisor : NAN;
}

static void compute_intensities(const Inventory *inventory, InventoryResult *out)
{
	out->output = inventory_number(inventory->output_text);
	out->revenue = inventory_number(inventory->revenue_text);
	out->headcount = inventory_number(inventory->headcount_text);
	bool is_reported = out->totals.has_scope[1] || out->totals.has_scope[2];
	double tonnes = is_reported ? out->totals.scope12 : NAN;
	out->intensity_output = per(tonnes, out->output);
	out->intensity_revenue = per(tonnes, out->revenue);
}

static Err read_media(Db *db, Arena *mem, const Scene *scene, InventoryResult *out)
{
	MediumRow *rows;
	Err err = consumption_media_of(
	    db, mem, scene->ghg, scene->inventory->org_id, scene->inventory->id, &rows, &out->media_count);
	out->media_tce = err ? 0 : consumption_media_tce(rows, out->media_count);
	return err;
}

static Err read_screening(Db *db, Arena *mem, Scene *scene, size_t *screened)
{
	Scope3Screening screenings[SCOPE3_CATEGORIES];
	Err err = scope3_screenings(db, mem, scene->inventory->org_id, scene->inventory->id, screenings);
	*screened = 0;
	for (int i = 0; !err && i < SCOPE3_CATEGORIES; i++) {
		*screened += *screenings[i].status != '\0';
		scene->derives |= screenings[i].derives && str_eq(screenings[i].category, "s3.3");
	}
	return err;
}

static Err compute_all_lines(Db *db, Arena *mem, const Scene *scene, InventoryResult *out)
{
	*out = (InventoryResult){0};
	ActivityLine *lines;
	size_t count;
	Err err = inventory_all_lines(
	    db, mem, scene->inventory->org_id, scene->inventory->id, &lines, &count);
	if (err)
		return err;
	compute_lines(mem, scene, lines, count, out);
	count_categories(mem, out);
	add_up(mem, out);
	if (out->scope3_lines || out->derived_count)
		find_overlaps(mem, out);
	return OK;
}

/* From the ledger kept of an earlier time, with the lines that changed since. It knows nothing of approaches
 * and double counting: an inventory with scope 3 is computed whole. */
static Err compute_from_ledger(Db *db, Arena *mem, const Scene *scene, InventoryResult *out, bool *is_done)
{
	*is_done = false;
	bool may_help = scene->may_be_kept && !scene->derives;
	KeptLedger *kept = may_help ? ledger_borrow(scene->ledger) : NULL;
	if (!kept)
		return OK;
	Err err = ledger_totals(
	    db, mem, kept, scene->inventory, scene->facilities, scene->facility_count, out, is_done);
	*is_done = *is_done && out->scope3_lines == 0;
	ledger_return(kept, !err && *is_done);
	return err == ERR_NOT_FOUND ? OK : err; /* a line was deleted meanwhile: all is read again */
}

static Err compute_with(Db *db, Arena *mem, Scene *scene, InventoryResult *out)
{
	const Inventory *inventory = scene->inventory;
	bool is_done;
	size_t screened;
	Err err = read_screening(db, mem, scene, &screened);
	if (err)
		return err;
	err = compute_from_ledger(db, mem, scene, out, &is_done);
	if (!err && !is_done)
		err = compute_all_lines(db, mem, scene, out);
	if (err)
		return err;
	out->scope3_screened = screened;
	err = read_renewables(db, mem, inventory, out);
	if (err)
		return err;
	err = read_media(db, mem, scene, out);
	if (err)
		return err;
	compute_market(scene->ghg, mem, inventory, out);
	compute_intensities(inventory, out);
	return OK;
}

Err inventory_compute(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, InventoryResult *out)
{
	InventoryFacility *facilities;
	size_t count;
	Err err = inventory_facilities(db, mem, inventory, lang, &facilities, &count);
	if (err)
		return err;
	Scene scene = {.ghg = ghg,
	    .inventory = inventory,
	    .facilities = facilities,
	    .facility_count = count,
	    .lang = lang};
	return compute_with(db, mem, &scene, out);
}

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

static uint64_t hash_of(const InventoryFacility *facilities, size_t count)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < count; i++) {
		hash = mix(hash, &facilities[i].id, sizeof facilities[i].id);
		hash = mix(hash, facilities[i].grid, strlen(facilities[i].grid));
		hash = mix(hash, &facilities[i].is_within, sizeof facilities[i].is_within);
	}
	return hash;
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

/* Asked of the edition again: a copy does not point into it. */
static void find_residual(const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	out->market.residual = ghg_grid_residual(ghg, inventory->start.year);
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

static Err totals(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, bool is_kept, InventoryResult *out)
{
	uint64_t mark = db_mark(db);
	TotalsKey key = {inventory->id, inventory->version, inventory->content_version, 0, ghg_mark(ghg)};
	if (cache_find(mem, key, mark, out)) {
		find_residual(ghg, inventory, out);
		return OK;
	}
	InventoryFacility *facilities;
	size_t count;
	Err err = inventory_facilities(db, mem, inventory, ZH, &facilities, &count);
	if (err)
		return err;
	key.facilities = hash_of(facilities, count);
	if (cache_find(mem, key, mark, out)) {
		find_residual(ghg, inventory, out);
		return OK;
	}
	Arena *scratch = arena_open();
	Scene scene = {.ghg = ghg,
	    .inventory = inventory,
	    .facilities = facilities,
	    .facility_count = count,
	    .lang = ZH,
	    .totals_only = true,
	    .may_be_kept = is_kept,
	    .ledger = {ghg, inventory->id, inventory->version, key.facilities}};
	err = compute_with(db, scratch, &scene, out);
	if (!err) {
		if (is_kept)
			cache_keep(key, mark, out);
		*out = copy_result(mem, out);
		find_residual(ghg, inventory, out);
	}
	arena_close(scratch);
	return err;
}

Err inventory_totals(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	return totals(db, mem, ghg, inventory, true, out);
}

Err inventory_totals_once(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out)
{
	return totals(db, mem, ghg, inventory, false, out);
}
