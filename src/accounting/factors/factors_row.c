/* A row of the factor tables in words, and the query of a list in both directions. */
#include "factors/factors_view.h"

#include "base/embed.h"
#include "base/str.h"
#include "doc/table.h"
#include "factors/factors.po.h"
#include "http/app.h"
#include "show/amount.h"
#include "show/links.h"

#include <math.h>
#include <string.h>

extern const Embedded DATA_FILES[]; /* data/meson.build */

/* ---- words ---- */

const char *factor_kind_text(Req *req, GhgFactorKind kind)
{
	static const Word WORDS[FACTOR_KINDS] = {
	    [GHG_FUEL] = W_factors_kind_fuel,
	    [GHG_GRID] = W_factors_kind_grid,
	    [GHG_HEAT] = W_factors_kind_heat,
	    [GHG_PROCESS] = W_factors_kind_process,
	    [GHG_GWP] = W_factors_kind_gwp,
	    [GHG_TCE] = W_factors_kind_tce,
	    [GHG_SCOPE3] = W_factors_kind_scope3,
	};
	return word_text(req->lang, WORDS[kind]);
}

const char *factor_confidence_text(Req *req, GhgConfidence confidence)
{
	static const Word WORDS[] = {
	    [GHG_KNOWLEDGE] = W_factors_confidence_knowledge,
	    [GHG_VERIFIED1] = W_factors_confidence_verified1,
	    [GHG_VERIFIED2] = W_factors_confidence_verified2,
	};
	return word_text(req->lang, WORDS[confidence]);
}

const char *factor_region_text(Req *req, const char *region)
{
	size_t count;
	const GhgFactor *grid = ghg_factors(req->ghg, GHG_GRID, &count);
	for (size_t i = 0; i < count && *region; i++)
		if (str_eq(grid[i].region, region))
			return ghg_words(grid[i].name, req->lang);
	return region;
}

/* "07.carbonate": the guide's name, then the category. */
static const char *process_set_text(Req *req, const char *set)
{
	const char *dot = strchr(set, '.');
	if (!dot)
		return set;
	const char *industry = arena_copy_n(req->mem, set, (size_t)(dot - set));
	const GhgMethod *method = ghg_method(req->ghg, industry, (Date){0});
	if (str_eq(industry, "ALL"))
		return arena_printf(req->mem, "%s · %s", SAY(req, W_factors_set_all), dot + 1);
	if (!method)
		return arena_printf(req->mem, "%s · %s", industry, dot + 1);
	return arena_printf(req->mem, "%s %s · %s", industry, ghg_words(method->name, req->lang), dot + 1);
}

const char *factor_set_text(Req *req, GhgFactorKind kind, const char *set)
{
	static const struct {
		GhgFactorKind kind;
		const char *set;
		Word word;
	} WORDS[] = {
	    {GHG_GRID, "average", W_factors_set_average},
	    {GHG_GRID, "average_excl_market_nonfossil", W_factors_set_residual},
	    {GHG_GRID, "fossil", W_factors_set_fossil},
	    {GHG_GRID, "ets_report", W_factors_set_ets},
	    {GHG_GRID, "zero_nonfossil", W_factors_set_zero},
	    {GHG_GRID, "zero_own_nonfossil", W_factors_set_zero_own},
	    {GHG_GRID, "trap_cdm_om", W_factors_set_om},
	    {GHG_GRID, "trap_cdm_bm", W_factors_set_bm},
	    {GHG_GRID, "trap_carbon_footprint", W_factors_set_footprint},
	    {GHG_GRID, "trap_draft", W_factors_set_draft},
	    {GHG_HEAT, "emission_factor", W_factors_set_heat},
	    {GHG_HEAT, "emission_factor_province", W_factors_set_heat_province},
	    {GHG_HEAT, "constant", W_factors_set_constant},
	    {GHG_HEAT, "formula", W_factors_set_formula},
	    {GHG_HEAT, "trap", W_factors_set_estimate},
	};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (WORDS[i].kind == kind && str_eq(WORDS[i].set, set))
			return word_text(req->lang, WORDS[i].word);
	if (kind == GHG_TCE)
		return arena_printf(req->mem, "GB/T 2589-%s", set);
	return kind == GHG_PROCESS ? process_set_text(req, set) : set;
}

static const char *trap_text(Req *req, const GhgFactor *factor)
{
	if (!factor->is_trap)
		return NULL;
	if (str_starts(factor->set, "trap_cdm"))
		return SAY(req, W_factors_trap_cdm);
	if (str_eq(factor->set, "trap_carbon_footprint"))
		return SAY(req, W_factors_trap_footprint);
	if (str_eq(factor->set, "trap_draft"))
		return SAY(req, W_factors_trap_draft);
	return SAY(req, W_factors_trap_other);
}

static const char *default_text(Req *req, const GhgFactor *factor)
{
	int from, to;
	if (factor_default_years(req->ghg, factor, &from, &to)) {
		const char *first = arena_printf(req->mem, "%d", from);
		if (!to)
			return SAY(req, W_factors_default_from, "year", first);
		if (from == to)
			return SAY(req, W_factors_default_in, "year", first);
		return SAY(
		    req, W_factors_default_years, "from", first, "to", arena_printf(req->mem, "%d", to));
	}
	return factor->is_default && factor->kind != GHG_GRID ? SAY(req, W_factors_default) : NULL;
}

FactorRow factor_row(Req *req, const GhgFactor *factor)
{
	static const Tone TONES[] = {
	    [GHG_KNOWLEDGE] = TONE_WARN, [GHG_VERIFIED1] = TONE_INFO, [GHG_VERIFIED2] = TONE_GOOD};
	bool has_table = !str_is_empty(factor->source_table);
	int year = factor_year(factor);
	const char *name = ghg_words(factor->name, req->lang);
	return (FactorRow){
	    .factor = factor,
	    .href = factor_href(req->mem, factor->id),
	    .name = str_is_empty(name) ? factor->code : name,
	    .value = isfinite(factor->value) ? number_plain(req->mem, factor->value) : "-",
	    .unit = unit_label(req->mem, req->lang, factor->unit),
	    .kind = factor_kind_text(req, factor->kind),
	    .set = factor_set_text(req, factor->kind, factor->set),
	    .region = factor_region_text(req, factor->region),
	    .source = has_table
			  ? arena_printf(req->mem, "%s · %s", factor->source_title, factor->source_table)
			  : factor->source_title,
	    .year = year ? arena_printf(req->mem, "%d", year) : "-",
	    .confidence = factor_confidence_text(req, factor->confidence),
	    .tone = TONES[factor->confidence],
	    .trap = trap_text(req, factor),
	    .default_text = default_text(req, factor),
	};
}

Err factor_of_path(Req *req, FactorAsked *out)
{
	const char *id = path_text(req, "id");
	*out = (FactorAsked){.factor = ghg_factor(req->ghg, id)};
	if (out->factor)
		return OK;
	Err err = edition_row_before(req->db, req->mem, id, &out->before);
	if (err == ERR_NOT_FOUND)
		return fail_shown(req, err, SAY(req, W_factors_unknown, "id", id));
	if (err)
		return err;
	out->factor = out->before.factor;
	out->successor = factor_successor(req->ghg, req->mem, out->factor);
	req->ghg = out->before.ghg;
	return OK;
}

/* ---- the query ---- */

FactorQuery factor_query(Req *req, const char **wrong)
{
	const char *kind = query_text(req, "kind"), *confidence = query_text(req, "confidence");
	const char *text = str_trim(req->mem, query_text(req, "q"));
	FactorQuery query = {
	    .text = text,
	    .kind = factor_kind_named(kind),
	    .region = query_text(req, "region"),
	    .set = query_text(req, "set"),
	    .year = (int)query_int(req, "year", 0),
	    .confidence = factor_confidence_named(confidence),
	};
	const char *first_wrong = NULL;
	if (*kind && query.kind == FACTOR_ANY)
		first_wrong = "kind";
	else if (*confidence && query.confidence == FACTOR_ANY)
		first_wrong = "confidence";
	else if (*query_text(req, "year") && !query.year)
		first_wrong = "year";
	else if (str_chars(text) > FACTOR_QUERY_MAX)
		first_wrong = "q";
	if (str_chars(text) > FACTOR_QUERY_MAX)
		query.text = "";
	if (wrong)
		*wrong = first_wrong;
	return query;
}

static void add_part(Buf *out, const char *name, const char *value)
{
	if (!str_is_empty(value))
		buf_printf(out, "%s%s=%s", out->len ? "&" : "", name, url_part(out->mem, value));
}

const char *factor_query_text(Arena *mem, const FactorQuery *query)
{
	size_t escaped = 3 * (strlen(query->text) + strlen(query->region) + strlen(query->set));
	Buf out = buf_in(mem, escaped + 200);
	add_part(&out, "q", query->text);
	if (query->kind != FACTOR_ANY)
		add_part(&out, "kind", factor_kind_code((GhgFactorKind)query->kind));
	add_part(&out, "region", query->region);
	if (query->year)
		add_part(&out, "year", arena_printf(mem, "%d", query->year));
	add_part(&out, "set", query->set);
	if (query->confidence != FACTOR_ANY)
		add_part(&out, "confidence", factor_confidence_code((GhgConfidence)query->confidence));
	return buf_take(&out);
}

/* ---- the row as the file has it ---- */

static const Embedded *file_of(const GhgFactor *factor)
{
	const char *slash = strrchr(factor->file, '/');
	for (const Embedded *file = DATA_FILES; file->name; file++)
		if (str_eq(file->name, slash ? slash + 1 : factor->file))
			return file;
	return NULL;
}

size_t factor_cells(Arena *mem, const GhgFactor *factor, FactorFact **out)
{
	enum { MAX_CELLS = 64 };
	size_t count = 0;
	Table *table;
	TableFault fault;
	const Embedded *file = file_of(factor);
	const TableChoice choice = {.kind = TABLE_CSV, .max_columns = MAX_CELLS};
	*out = ARENA_ARRAY(mem, FactorFact, MAX_CELLS);
	if (!file || table_open_bytes(mem, file->bytes, file->len, &choice, &table, &fault) != OK)
		return 0;
	TableRow row;
	const char *heads[MAX_CELLS];
	int head_count = 0;
	bool found = false;
	while (!found && table_next(table, &row)) {
		if (head_count == 0) {
			for (; head_count < row.count; head_count++)
				heads[head_count] = arena_copy(mem, row.cells[head_count]);
			continue;
		}
		found = str_eq(table_cell(&row, 0), factor->id);
		for (int i = 0; found && i < row.count && i < head_count; i++)
			if (*row.cells[i])
				(*out)[count++] = (FactorFact){heads[i], arena_copy(mem, row.cells[i]), NULL};
	}
	return table_end(table) == OK ? count : 0;
}
