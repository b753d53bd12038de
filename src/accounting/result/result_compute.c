/* The whole inventory computed from its case: lines, totals, market-based scope 2, intensities. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "media/media_rules.h"
#include "result/result.h"
#include "result/result_derived.h"

/* ---- lines ---- */

static const char *grid_of(const InventoryCase *c, const ActivityLine *line)
{
	for (size_t i = 0; i < c->facility_count; i++)
		if (c->facilities[i].id == line->facility_id)
			return c->facilities[i].grid;
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

bool result_derives(const InventoryCase *c)
{
	for (int i = 0; i < SCOPE3_CATEGORIES; i++)
		if (c->screenings[i].derives && str_eq(c->screenings[i].category, "s3.3"))
			return true;
	return false;
}

/* What only the line itself shows is let go: values that went in, problems, its title. */
static void let_go(LineResult *line)
{
	line->problems = NULL;
	line->result.problems = NULL;
	line->result.used = NULL;
	line->result.base = NULL;
	line->result.weighted = NULL;
	line->title = "";
}

static void compute_lines(
    Arena *mem, const Ghg *ghg, const InventoryCase *c, const LineTaker *taker, InventoryResult *out)
{
	bool derives = result_derives(c);
	LineResult *results = ARENA_ARRAY(
	    mem, LineResult, c->line_count + (derives ? c->line_count * DERIVED_PER_LINE : 0) + 1);
	DerivedParts derived = derived_parts(mem, derives ? c->line_count : 0);
	Arena *scratch = taker ? arena_open() : NULL;
	for (size_t i = 0; i < c->line_count; i++) {
		results[i] = line_compute(ghg, scratch ? scratch : mem, &c->inventory, c->facilities,
		    c->facility_count, &c->lines[i], c->lang);
		if (derives)
			derived_add(&derived, ghg, &results[i], grid_of(c, &c->lines[i]));
		if (!scratch)
			continue;
		if (taker->take)
			taker->take(taker->with, &results[i]);
		let_go(&results[i]);
		arena_reset(scratch);
	}
	if (scratch)
		arena_close(scratch);
	out->lines = results;
	out->line_count = c->line_count +
			  derived_compute(&derived, ghg, &c->inventory, c->lang, results + c->line_count);
	keep_derived(mem, results + c->line_count, out->line_count - c->line_count, out);
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

/* ---- what stands beside the lines ---- */

static void sum_renewables(const InventoryCase *c, InventoryResult *out)
{
	out->renewables = c->renewables;
	out->renewable_count = c->renewable_count;
	for (size_t i = 0; i < c->renewable_count; i++) {
		const RenewableRecord *record = &c->renewables[i];
		double mwh = isnan(record->mwh) ? 0 : record->mwh;
		if (str_eq(record->kind, "own_used"))
			out->own_used_mwh += mwh;
		else if (str_eq(record->kind, "own_sold"))
			out->own_sold_mwh += mwh;
		else if (record->counts && str_eq(record->kind, "contract"))
			out->contract_mwh += mwh;
		else if (record->counts)
			out->certificate_mwh += mwh;
	}
}

/* With the factors of `ghg`, which need not be those that the case was read with. */
static void sum_media(Arena *mem, const Ghg *ghg, const InventoryCase *c, InventoryResult *out)
{
	MediumRow *rows = ARENA_ARRAY(mem, MediumRow, c->medium_count + 1);
	for (size_t i = 0; i < c->medium_count; i++) {
		rows[i] = c->media[i];
		medium_read(ghg, &rows[i]);
	}
	out->media_count = c->medium_count;
	out->media_tce = consumption_media_tce(rows, c->medium_count);
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

/* ---- all of it ---- */

void result_add_beside(Arena *mem, const Ghg *ghg, const InventoryCase *c, InventoryResult *out)
{
	out->scope3_screened = 0;
	for (int i = 0; i < SCOPE3_CATEGORIES; i++)
		out->scope3_screened += *c->screenings[i].status != '\0';
	sum_renewables(c, out);
	sum_media(mem, ghg, c, out);
	compute_market(ghg, mem, &c->inventory, out);
	compute_intensities(&c->inventory, out);
}

static void compute(
    Arena *mem, const Ghg *ghg, const InventoryCase *c, const LineTaker *taker, InventoryResult *out)
{
	assert((c->parts & (CASE_ROWS | CASE_LINES)) == (CASE_ROWS | CASE_LINES));
	*out = (InventoryResult){0};
	compute_lines(mem, ghg, c, taker, out);
	count_categories(mem, out);
	add_up(mem, out);
	if (out->scope3_lines || out->derived_count)
		find_overlaps(mem, out);
	result_add_beside(mem, ghg, c, out);
}

void inventory_compute(Arena *mem, const Ghg *ghg, const InventoryCase *c, InventoryResult *out)
{
	compute(mem, ghg, c, NULL, out);
}

void inventory_compute_totals(
    Arena *mem, const Ghg *ghg, const InventoryCase *c, LineTaker taker, InventoryResult *out)
{
	compute(mem, ghg, c, &taker, out);
}
