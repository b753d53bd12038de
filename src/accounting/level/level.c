/* Gathers the facts of an inventory for the level rules. */
#include "level/level.h"

#include "base/date.h"
#include "base/str.h"
#include "ghg/weighted.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

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

static void gather_lines(Arena *mem, LevelOutcome *out)
{
	const InventoryResult *all = &out->inventory;
	QualityLine *lines = ARENA_ARRAY(mem, QualityLine, all->line_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < all->line_count; i++) {
		const LineResult *line = &all->lines[i];
		if (!counts_for_level(line))
			continue;
		const EvidenceLink *links = NULL;
		size_t link_count = case_links(out->c, "line", line->line->id, &links);
		Proof proof = proof_of(links, link_count, out->c->inventory.month_count);
		Lang lang = out->c->lang;
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

/* A file of the energy check, and the line that uses it too. The same bytes are one file. */
typedef struct SharedFile {
	int64_t file_id;
	const EvidenceLink *link; /* the first of a line; NULL */
} SharedFile;

typedef struct SharedFiles {
	SharedFile *files; /* by file_id */
	size_t count;
} SharedFiles;

static int by_file(const void *a, const void *b)
{
	int64_t left = ((const SharedFile *)a)->file_id, right = ((const SharedFile *)b)->file_id;
	return (left > right) - (left < right);
}

static SharedFile *shared_file(const SharedFiles *shared, int64_t file_id)
{
	const SharedFile wanted = {.file_id = file_id};
	return shared->count ? bsearch(&wanted, shared->files, shared->count, sizeof wanted, by_file) : NULL;
}

static bool is_of_check(const EvidenceLink *link)
{
	return str_eq(link->target, "energy") || str_eq(link->target, "b205");
}

/* The few files of the check are looked for among those of the lines, in one pass. */
static SharedFiles shared_files(Arena *mem, const InventoryCase *c)
{
	SharedFiles shared = {0};
	for (size_t i = 0; i < c->link_count; i++)
		shared.count += is_of_check(&c->links[i]);
	shared.files = ARENA_ARRAY(mem, SharedFile, shared.count + 1);
	for (size_t i = 0, n = 0; i < c->link_count; i++)
		if (is_of_check(&c->links[i]))
			shared.files[n++].file_id = c->links[i].file_id;
	qsort(shared.files, shared.count, sizeof *shared.files, by_file);
	for (size_t i = 0; shared.count && i < c->link_count; i++) {
		SharedFile *file = shared_file(&shared, c->links[i].file_id);
		if (file && !file->link && str_eq(c->links[i].target, "line"))
			file->link = &c->links[i];
	}
	return shared;
}

static const LineResult *line_of(const LevelOutcome *out, int64_t id)
{
	for (size_t i = 0; i < out->inventory.line_count; i++)
		if (out->inventory.lines[i].line->id == id)
			return &out->inventory.lines[i];
	return NULL;
}

/* The line that uses one of these files too, NULL when none does. */
static const LineResult *line_with_same_file(
    const LevelOutcome *out, const SharedFiles *shared, const EvidenceLink *links, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const SharedFile *file = shared_file(shared, links[i].file_id);
		const LineResult *line = file && file->link ? line_of(out, file->link->target_id) : NULL;
		if (line)
			return line;
	}
	return NULL;
}

static void gather_second(Arena *mem, const SharedFiles *shared, LevelOutcome *out)
{
	const InventoryCase *c = out->c;
	QualityCheckRow *second = ARENA_ARRAY(mem, QualityCheckRow, c->energy_row_count + 1);
	for (size_t i = 0; i < c->energy_row_count; i++) {
		const EnergyRow *row = &c->energy_rows[i];
		const EvidenceLink *links = NULL;
		size_t link_count = case_links(c, "energy", row->id, &links);
		const LineResult *same = line_with_same_file(out, shared, links, link_count);
		EnergyReading reading = energy_read(
		    c->inventory.ghg, mem, &c->inventory, row->energy, row->amount_text, row->amount_unit);
		second[i] = (QualityCheckRow){
		    .id = row->id,
		    .code = "",
		    .energy = row->energy,
		    .label = energy_name(c->inventory.ghg, &c->inventory, row->energy, c->lang),
		    .amount = reading.amount,
		    .tco2e = reading.tco2e,
		    .is_explained = *str_trim(mem, row->explanation) != '\0',
		    .has_evidence = link_count > 0,
		    .same_file_as = same ? same->title : NULL,
		    .same_file_line = same ? same->line->id : 0,
		};
	}
	out->facts.second = second;
	out->facts.second_count = c->energy_row_count;
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

static void gather_b205(Arena *mem, const SharedFiles *shared, LevelOutcome *out)
{
	const InventoryCase *c = out->c;
	QualityCheckRow *b205 = ARENA_ARRAY(mem, QualityCheckRow, c->b205_row_count + 1);
	size_t used = 0;
	for (size_t i = 0; i < c->b205_row_count; i++) {
		const GhgB205Row *form = b205_form_row(c->inventory.ghg, c->b205_rows[i].code);
		const char *consumption = c->b205_rows[i].columns[B205_CONSUMPTION];
		if (!form || str_is_empty(str_trim(mem, consumption)) || str_eq(form->code, "40"))
			continue;
		EnergyReading reading = energy_read(
		    c->inventory.ghg, mem, &c->inventory, form->fuel_code, consumption, form->unit);
		b205[used++] = (QualityCheckRow){
		    .code = form->code,
		    .energy = form->fuel_code,
		    .label = ghg_words(form->name, c->lang),
		    .amount = reading.amount,
		    .tco2e = reading.tco2e,
		    .is_explained = *str_trim(mem, c->b205_rows[i].explanation) != '\0',
		};
	}
	const EvidenceLink *links = NULL;
	size_t link_count = case_links(c, "b205", c->inventory.id, &links);
	const LineResult *same = line_with_same_file(out, shared, links, link_count);
	out->facts.b205 = b205;
	out->facts.b205_count = used;
	out->facts.is_b205_proven = link_count > 0;
	out->facts.b205_same_file_as = same ? same->title : NULL;
	out->facts.b205_same_file_line = same ? same->line->id : 0;
}

static void gather_check(Arena *mem, LevelOutcome *out)
{
	const EnergyCheck *check = &out->c->check;
	out->facts.source = str_eq(check->source, "b205_1")   ? QUALITY_B205
			    : str_eq(check->source, "second") ? QUALITY_SECOND
			    : str_eq(check->source, "none")   ? QUALITY_NONE
							      : QUALITY_NOT_CHOSEN;
	out->facts.none_reason = check->none_reason;
	SharedFiles shared = shared_files(mem, out->c);
	gather_second(mem, &shared, out);
	gather_b205(mem, &shared, out);
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

static void gather_past(Arena *mem, LevelOutcome *out, FindingFacts *facts)
{
	const InventoryCase *c = out->c;
	if (!c->past)
		return;
	const Inventory *before = &c->past->inventory;
	const InventoryResult *result = &out->past;
	inventory_compute(mem, before->ghg, c->past, &out->past);
	FindingPast *past = ARENA_ARRAY(mem, FindingPast, result->line_count + 1);
	for (size_t i = 0; i < result->line_count; i++)
		if (!result->lines[i].is_derived)
			past[facts->past_count++] = finding_line(mem, before, &result->lines[i], NULL, 0);
	facts->past = past;
	facts->is_year_on_year = months_is_full_year(c->inventory.start, c->inventory.end) &&
				 months_is_full_year(before->start, before->end);
	facts->past_output = str_eq(before->output_unit, c->inventory.output_unit) ? result->output : NAN;
}

static void gather_findings(Arena *mem, LevelOutcome *out)
{
	const InventoryCase *c = out->c;
	const InventoryResult *all = &out->inventory;
	FindingLine *lines = ARENA_ARRAY(mem, FindingLine, all->line_count + 1);
	size_t line_count = 0;
	for (size_t i = 0; i < all->line_count; i++) {
		if (all->lines[i].is_derived) /* what is odd about it is odd about the line it comes from */
			continue;
		const EvidenceLink *links = NULL;
		size_t count = case_links(c, "line", all->lines[i].line->id, &links);
		lines[line_count++] = finding_line(mem, &c->inventory, &all->lines[i], links, count);
	}
	FindingFacts facts = {
	    .months = c->inventory.month_count,
	    .period_start = c->inventory.start,
	    .period_end = c->inventory.end,
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
	gather_past(mem, out, &facts);
	const char **answered = ARENA_ARRAY(mem, const char *, c->answer_count + 1);
	for (size_t i = 0; i < c->answer_count; i++)
		answered[i] = c->answers[i].key;

	out->findings = findings_make(mem, &facts, &out->finding_count);
	out->states = findings_for_quality(mem, out->findings, out->finding_count, answered, c->answer_count);
	out->facts.findings = out->states;
	out->facts.finding_count = out->finding_count;
}

static bool has_verification(const InventoryCase *c)
{
	const EvidenceLink *links = NULL;
	size_t count = case_links(c, "verification", c->inventory.id, &links);
	for (size_t i = 0; i < count; i++)
		if (str_eq(links[i].kind, "statement"))
			return true;
	return false;
}

/* ---- the level ---- */

void level_of_case(Arena *mem, const InventoryCase *c, LevelOutcome *out)
{
	assert((c->parts & CASE_WHOLE) == CASE_WHOLE);
	*out = (LevelOutcome){.c = c, .facts = {.months = c->inventory.month_count, .none_reason = ""}};
	inventory_compute(mem, c->inventory.ghg, c, &out->inventory);
	gather_lines(mem, out);
	gather_check(mem, out);
	gather_findings(mem, out);
	out->facts.is_verified = has_verification(c);
	out->result = quality_level(mem, &out->facts, quality_rules());
}
