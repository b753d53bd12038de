/* Gathers the facts of an inventory for the level rules. */
#include "level/level.h"

#include "base/date.h"
#include "base/str.h"
#include "edition/edition.h"
#include "ghg/weighted.h"
#include "level/level_store.h"
#include "energy/energy.h"
#include "result/result.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* ---- lines ---- */

/* Coke that leaves a plant in a carbon balance is a product: no energy that was consumed. */
static const char *energy_of_line(Arena *mem, const LineResult *line)
{
	if (!line->category || line->category->is_deduction)
		return "";
	switch (line->category->energy) {
	case GHG_ENERGY_ELECTRICITY:
		return "ELECTRICITY";
	case GHG_ENERGY_HEAT:
		return "HEAT";
	case GHG_ENERGY_FUEL:
		return energy_of_item(mem, line->line->item);
	case GHG_ENERGY_NONE:
		break;
	}
	return "";
}

/* What the line's energy is compared in: fuels as counted, electricity and heat as energy. */
static QualityAmount amount_of_line(const LineResult *line)
{
	QualityAmount amount = {.value = NAN};
	const GhgResult *result = &line->result;
	if (!line->is_known)
		return amount;
	switch (line->category->energy) {
	case GHG_ENERGY_ELECTRICITY:
		quality_amount(result->electricity_mwh, "MWh", &amount);
		break;
	case GHG_ENERGY_HEAT:
		quality_amount(result->energy_gj, "GJ", &amount);
		break;
	case GHG_ENERGY_FUEL:
	case GHG_ENERGY_NONE:
		quality_amount(result->activity, result->activity_unit, &amount);
		break;
	}
	return amount;
}

typedef struct Proof {
	Months months;
	bool has_evidence;
	bool has_laboratory_report;
} Proof;

static Proof proof_of(const EvidenceLink *links, size_t count, int month_count)
{
	Proof proof = {0};
	for (size_t i = 0; i < count; i++) {
		proof.months |= (Months)evidence_proven(links[i].months, month_count);
		proof.has_evidence = true;
		if (str_eq(links[i].kind, "laboratory"))
			proof.has_laboratory_report = true;
	}
	return proof;
}

static bool counts_for_level(const LineResult *line)
{
	return line->category && (line->category->scope == 1 || line->category->scope == 2);
}

static void gather_lines(Arena *mem, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	const InventoryResult *all = &out->inventory;
	QualityLine *lines = ARENA_ARRAY(mem, QualityLine, all->line_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < all->line_count; i++) {
		const LineResult *line = &all->lines[i];
		if (!counts_for_level(line))
			continue;
		const EvidenceLink *links = NULL;
		size_t link_count = evidence_slice(
		    out->links, out->link_count, "line", line->line->id, &links);
		Proof proof = proof_of(links, link_count, inventory->month_count);
		lines[count++] = (QualityLine){
		    .id = line->line->id,
		    .category = line->category->code,
		    .item = line->line->item,
		    .label = line->title,
		    .source_name = line->is_known && line->result.item_name.zh && *line->result.item_name.zh
				       ? ghg_words(line->result.item_name, lang)
				       : ghg_words(line->category->name, lang),
		    .facility = line->line->facility_id,
		    .scope = line->category->scope,
		    .tco2e = line->is_known ? line->result.tco2e : NAN,
		    .months = (Months)line->line->months,
		    .proven = proof.months,
		    .has_evidence = proof.has_evidence,
		    .energy = energy_of_line(mem, line),
		    .amount = amount_of_line(line),
		    .has_measured_ncv = ghg_is_measured(&line->result, "ncv"),
		    .has_measured_carbon = ghg_is_measured(&line->result, "carbon") ||
					   ghg_is_measured(&line->result, "content"),
		    .has_laboratory_report = proof.has_laboratory_report,
		};
	}
	out->facts.lines = lines;
	out->facts.line_count = count;
}

/* ---- the energy check ---- */

/* The line that uses one of these files too, NULL when none does. */
static const LineResult *line_with_same_file(const LevelOutcome *out, const EvidenceLink *links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < out->link_count; k++) {
			const EvidenceLink *other = &out->links[k];
			if (!str_eq(other->target, "line") || !str_eq(other->sha256, links[i].sha256))
				continue;
			for (size_t l = 0; l < out->inventory.line_count; l++)
				if (out->inventory.lines[l].line->id == other->target_id)
					return &out->inventory.lines[l];
		}
	return NULL;
}

static Err gather_second(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	EnergyRow *rows;
	size_t count;
	Err err = energy_rows_of(db, mem, inventory->org_id, inventory->id, &rows, &count);
	if (err)
		return err;
	QualityCheckRow *second = ARENA_ARRAY(mem, QualityCheckRow, count + 1);
	for (size_t i = 0; i < count; i++) {
		const EvidenceLink *links = NULL;
		size_t link_count = evidence_slice(out->links, out->link_count, "energy", rows[i].id, &links);
		const LineResult *same = line_with_same_file(out, links, link_count);
		EnergyReading reading = energy_read(
		    ghg, mem, inventory, rows[i].energy, rows[i].amount_text, rows[i].amount_unit);
		second[i] = (QualityCheckRow){
		    .id = rows[i].id,
		    .code = "",
		    .energy = rows[i].energy,
		    .label = energy_name(ghg, inventory, rows[i].energy, lang),
		    .amount = reading.amount,
		    .tco2e = reading.tco2e,
		    .is_explained = *str_trim(mem, rows[i].explanation) != '\0',
		    .has_evidence = link_count > 0,
		    .same_file_as = same ? same->title : NULL,
		    .same_file_line = same ? same->line->id : 0,
		};
	}
	out->facts.second = second;
	out->facts.second_count = count;
	return OK;
}

static const GhgB205Row *b205_form_row(const Ghg *ghg, const char *code)
{
	size_t count;
	const GhgB205Row *rows = ghg_b205(ghg, &count);
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].code, code))
			return &rows[i];
	return NULL;
}

static Err gather_b205(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	B205Row *rows;
	size_t count;
	Err err = b205_rows_of(db, mem, inventory->org_id, inventory->id, &rows, &count);
	if (err)
		return err;
	QualityCheckRow *b205 = ARENA_ARRAY(mem, QualityCheckRow, count + 1);
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		const GhgB205Row *form = b205_form_row(ghg, rows[i].code);
		const char *consumption = rows[i].columns[B205_CONSUMPTION];
		if (!form || str_is_empty(str_trim(mem, consumption)) || str_eq(form->code, "40"))
			continue;
		EnergyReading reading = energy_read(
		    ghg, mem, inventory, form->fuel_code, consumption, form->unit);
		b205[used++] = (QualityCheckRow){
		    .code = form->code,
		    .energy = form->fuel_code,
		    .label = ghg_words(form->name, lang),
		    .amount = reading.amount,
		    .tco2e = reading.tco2e,
		    .is_explained = *str_trim(mem, rows[i].explanation) != '\0',
		};
	}
	const EvidenceLink *links = NULL;
	size_t link_count = evidence_slice(out->links, out->link_count, "b205", inventory->id, &links);
	const LineResult *same = line_with_same_file(out, links, link_count);
	out->facts.b205 = b205;
	out->facts.b205_count = used;
	out->facts.is_b205_proven = link_count > 0;
	out->facts.b205_same_file_as = same ? same->title : NULL;
	out->facts.b205_same_file_line = same ? same->line->id : 0;
	return OK;
}

static Err gather_check(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	EnergyCheck check;
	Err err = energy_check_of(db, mem, inventory->org_id, inventory->id, &check);
	if (err)
		return err;
	out->facts.source = str_eq(check.source, "b205_1")   ? QUALITY_B205
			    : str_eq(check.source, "second") ? QUALITY_SECOND
			    : str_eq(check.source, "none")   ? QUALITY_NONE
							     : QUALITY_NOT_CHOSEN;
	out->facts.none_reason = check.none_reason;
	err = gather_second(db, mem, ghg, inventory, lang, out);
	if (err)
		return err;
	return gather_b205(db, mem, ghg, inventory, lang, out);
}

/* ---- findings ---- */

/* Documents of a line that name an amount or are attached at all. */
static FindingDocument *documents_of(
    Arena *mem, const Inventory *inventory, const EvidenceLink *links, size_t count)
{
	FindingDocument *documents = ARENA_ARRAY(mem, FindingDocument, count + 1);
	for (size_t i = 0; i < count; i++) {
		documents[i] = (FindingDocument){
		    .file = links[i].file_id,
		    .name = links[i].name,
		    .amount = NAN,
		    .unit = links[i].document_unit,
		    .months = (Months)evidence_proven(links[i].months, inventory->month_count),
		};
		number_parse(links[i].document_amount_text, &documents[i].amount);
	}
	return documents;
}

static FindingLine finding_line(Arena *mem, const Inventory *inventory, const LineResult *line,
    const EvidenceLink *links, size_t link_count)
{
	FindingLine out = {
	    .id = line->line->id,
	    .category = line->line->category,
	    .item = line->line->item,
	    .label = line->title,
	    .energy = energy_of_line(mem, line),
	    .facility = line->line->facility_id,
	    .scope = line->category ? line->category->scope : 3,
	    .amount = line->amount,
	    .unit = line->line->amount_unit,
	    .months = (Months)line->line->months,
	    .alloc_total = line->alloc_total,
	    .alloc_share = line->alloc_share,
	    .documents = documents_of(mem, inventory, links, link_count),
	    .document_count = link_count,
	};
	/* Litres of diesel count in tonnes: only the core knows the density. */
	Unit typed, counted;
	if (line->is_known && line->amount != 0 && unit_parse(out.unit, &typed) &&
	    unit_parse(line->result.activity_unit, &counted) && !dim_equal(typed.dim, counted.dim)) {
		double whole = line->result.share > 0 ? line->result.activity / line->result.share
						      : line->result.activity;
		out.per_unit = whole / line->amount;
		out.dim = counted.dim;
	}
	return out;
}

static Err gather_past(Db *db, Arena *mem, const Inventory *inventory, Lang lang, FindingFacts *facts)
{
	Inventory before;
	Err err = inventory_year_before(db, mem, inventory, &before);
	if (err == ERR_NOT_FOUND)
		return OK;
	if (err)
		return err;
	InventoryResult result;
	err = inventory_compute(db, mem, before.ghg, &before, lang, &result);
	if (err)
		return err;
	FindingPast *past = ARENA_ARRAY(mem, FindingPast, result.line_count + 1);
	for (size_t i = 0; i < result.line_count; i++)
		if (!result.lines[i].is_derived)
			past[facts->past_count++] = finding_line(mem, &before, &result.lines[i], NULL, 0);
	facts->past = past;
	facts->is_year_on_year = months_is_full_year(inventory->start, inventory->end) &&
				 months_is_full_year(before.start, before.end);
	facts->past_output = str_eq(before.output_unit, inventory->output_unit) ? result.output : NAN;
	return OK;
}

static Err gather_findings(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	const InventoryResult *all = &out->inventory;
	FindingLine *lines = ARENA_ARRAY(mem, FindingLine, all->line_count + 1);
	size_t line_count = 0;
	for (size_t i = 0; i < all->line_count; i++) {
		if (all->lines[i].is_derived) /* what is odd about it is odd about the line it comes from */
			continue;
		const EvidenceLink *links = NULL;
		size_t count = evidence_slice(
		    out->links, out->link_count, "line", all->lines[i].line->id, &links);
		lines[line_count++] = finding_line(mem, inventory, &all->lines[i], links, count);
	}
	FindingFacts facts = {
	    .months = inventory->month_count,
	    .period_start = inventory->start,
	    .period_end = inventory->end,
	    .today = date_today_utc(),
	    .lines = lines,
	    .line_count = line_count,
	    .b205 = out->facts.b205,
	    .b205_count = out->facts.b205_count,
	    .second = out->facts.second,
	    .second_count = out->facts.second_count,
	    .revenue_yuan = all->revenue * 10000,
	    .output = all->output,
	    .past_output = NAN,
	};
	Err err = gather_past(db, mem, inventory, lang, &facts);
	if (err)
		return err;
	FindingAnswer *answers;
	size_t answer_count;
	err = finding_answers_of(db, mem, inventory->org_id, inventory->id, &answers, &answer_count);
	if (err)
		return err;
	const char **answered = ARENA_ARRAY(mem, const char *, answer_count + 1);
	for (size_t i = 0; i < answer_count; i++)
		answered[i] = answers[i].key;

	out->findings = findings_make(mem, &facts, &out->finding_count);
	out->states = findings_for_quality(mem, out->findings, out->finding_count, answered, answer_count);
	out->facts.findings = out->states;
	out->facts.finding_count = out->finding_count;
	return OK;
}

static bool has_verification(const LevelOutcome *out, int64_t inventory_id)
{
	const EvidenceLink *links = NULL;
	size_t count = evidence_slice(out->links, out->link_count, "verification", inventory_id, &links);
	for (size_t i = 0; i < count; i++)
		if (str_eq(links[i].kind, "statement"))
			return true;
	return false;
}

/* ---- the level ---- */

Err level_of_inventory(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, LevelOutcome *out)
{
	*out = (LevelOutcome){.facts = {.months = inventory->month_count, .none_reason = ""}};
	Err err = inventory_compute(db, mem, ghg, inventory, lang, &out->inventory);
	if (err)
		return err;
	EvidenceLink *links;
	err = evidence_of_inventory(db, mem, inventory->org_id, inventory->id, &links, &out->link_count);
	if (err)
		return err;
	out->links = links;
	gather_lines(mem, inventory, lang, out);
	err = gather_check(db, mem, ghg, inventory, lang, out);
	if (err)
		return err;
	err = gather_findings(db, mem, ghg, inventory, lang, out);
	if (err)
		return err;
	out->facts.is_verified = has_verification(out, inventory->id);
	out->result = quality_level(mem, &out->facts, quality_rules());
	return OK;
}

/* ---- the digit for lists, remembered while the content stays the same ---- */

enum { REMEMBERED = 4096 };

/* What a level depends on: two equal keys have equal levels. */
typedef struct LevelKey {
	int64_t inventory_id;
	int64_t content_version;
	int64_t past_id; /* the inventory of the year before, which findings compare with; 0 = none */
	int64_t past_version;
	uint64_t edition, past_edition; /* ghg_mark of the factor tables */
	uint64_t grids; /* of the facilities: their places choose the factors of electricity */
	int64_t day;	/* findings look at today's date */
} LevelKey;

typedef struct RememberedLevel {
	LevelKey key;
	uint64_t mark; /* db_mark under which the whole key was read last; 0 = none */
	uint64_t current_edition;
	int level;
} RememberedLevel;

static RememberedLevel remembered[REMEMBERED];
static pthread_mutex_t remembered_lock = PTHREAD_MUTEX_INITIALIZER;

static RememberedLevel *slot_of(int64_t inventory_id)
{
	return &remembered[(uint64_t)inventory_id * UINT64_C(0x9E3779B97F4A7C15) >> 52];
}

static bool is_same_key(const LevelKey *a, const LevelKey *b)
{
	return a->inventory_id == b->inventory_id && a->content_version == b->content_version &&
	       a->past_id == b->past_id && a->past_version == b->past_version && a->edition == b->edition &&
	       a->past_edition == b->past_edition && a->grids == b->grids && a->day == b->day;
}

/* FNV-1a over the facilities and their grids. */
static Err grids_of(Db *db, Arena *mem, const Inventory *inventory, uint64_t *out)
{
	InventoryFacility *facilities;
	size_t count;
	Err err = inventory_facilities(db, mem, inventory, ZH, &facilities, &count);
	*out = 14695981039346656037u;
	for (size_t i = 0; !err && i < count; i++)
		for (const char *c =
			 arena_printf(mem, "%lld %s;", (long long)facilities[i].id, facilities[i].grid);
		     *c; c++)
			*out = (*out ^ (unsigned char)*c) * 1099511628211u;
	return err;
}

static Err key_of(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, LevelKey *out)
{
	Inventory before;
	Err err = inventory_year_before(db, mem, inventory, &before);
	if (err && err != ERR_NOT_FOUND)
		return err;
	*out = (LevelKey){
	    .inventory_id = inventory->id,
	    .content_version = inventory->content_version,
	    .past_id = err ? 0 : before.id,
	    .past_version = err ? 0 : before.content_version,
	    .edition = ghg_mark(ghg),
	    .past_edition = err ? 0 : ghg_mark(before.ghg),
	    .day = now_ms() / 86400000,
	};
	return grids_of(db, mem, inventory, &out->grids);
}

/* The part of the key that takes no query. */
static bool is_same_inventory(const LevelKey *key, const Ghg *ghg, const Inventory *inventory)
{
	return key->inventory_id == inventory->id && key->content_version == inventory->content_version &&
	       key->edition == ghg_mark(ghg) && key->day == now_ms() / 86400000;
}

static RememberedLevel recall(int64_t inventory_id)
{
	pthread_mutex_lock(&remembered_lock);
	RememberedLevel known = *slot_of(inventory_id);
	pthread_mutex_unlock(&remembered_lock);
	return known;
}

static void remember(const RememberedLevel *known)
{
	pthread_mutex_lock(&remembered_lock);
	*slot_of(known->key.inventory_id) = *known;
	pthread_mutex_unlock(&remembered_lock);
}

Err level_digit(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, int *level)
{
	const Ghg *current;
	uint64_t mark = db_mark(db);
	Err err = edition_of(db, mem, "", &current);
	if (err)
		return err;
	RememberedLevel known = recall(inventory->id);
	*level = known.level;
	if (mark && known.mark == mark && known.current_edition == ghg_mark(current) &&
	    is_same_inventory(&known.key, ghg, inventory))
		return OK;
	LevelKey key;
	err = key_of(db, mem, ghg, inventory, &key);
	if (err)
		return err;
	LevelOutcome outcome = {.result.level = known.level};
	if (!is_same_key(&known.key, &key))
		err = level_of_inventory(db, mem, ghg, inventory, ZH, &outcome);
	if (err)
		return err;
	*level = outcome.result.level;
	remember(&(RememberedLevel){key, mark, ghg_mark(current), *level});
	return OK;
}
