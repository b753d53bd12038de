/* 排放因子库: the list with its filters, its download, and the page of one factor. */
#include "factors/factors_view.h"

#include <math.h>

#include "base/date.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/sheet.h"
#include "edition/edition.h"
#include "factors/factors.html.h"
#include "factors/factors.po.h"
#include "factors/factors_web.h"
#include "http/app.h"
#include "inventory/inventory.h"
#include "kept/kept.h"
#include "show/amount.h"
#include "show/links.h"

enum { PAGE_ROWS = 50 };

/* ---- filters ---- */

static FieldView filter(Req *req, const char *name, Word label, const char *value, Word any)
{
	return (FieldView){.name = name,
	    .label = word_text(req->lang, label),
	    .value = value,
	    .placeholder = word_text(req->lang, any)};
}

static void add_choice(FieldView *field, Choice *choices, const char *value, const char *text)
{
	for (size_t i = 0; i < field->choice_count; i++)
		if (str_eq(choices[i].value, value))
			return;
	choices[field->choice_count++] = (Choice){.value = value, .text = text};
	field->choices = choices;
}

static void fill_kinds(Req *req, FactorListView *view)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, FACTOR_KINDS);
	for (int kind = 0; kind < FACTOR_KINDS; kind++)
		add_choice(&view->kind, choices, factor_kind_code((GhgFactorKind)kind),
		    factor_kind_text(req, (GhgFactorKind)kind));
	Choice *levels = ARENA_ARRAY(req->mem, Choice, GHG_VERIFIED2 + 1);
	for (int level = GHG_VERIFIED2; level >= GHG_KNOWLEDGE; level--)
		add_choice(&view->confidence, levels, factor_confidence_code((GhgConfidence)level),
		    factor_confidence_text(req, (GhgConfidence)level));
}

static void fill_regions(Req *req, FactorListView *view)
{
	size_t count;
	const GhgFactor *grid = ghg_factors(req->ghg, GHG_GRID, &count);
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++)
		add_choice(&view->region, choices, grid[i].region, ghg_words(grid[i].name, req->lang));
}

/* Sets of the chosen kind, or of every kind with its name before them. */
static void fill_sets(Req *req, const FactorQuery *query, FactorListView *view)
{
	enum { MAX_SETS = 400 };
	Choice *choices = ARENA_ARRAY(req->mem, Choice, MAX_SETS);
	for (int kind = 0; kind < FACTOR_KINDS; kind++) {
		size_t count;
		const GhgFactor *rows = ghg_factors(req->ghg, (GhgFactorKind)kind, &count);
		if (query->kind != FACTOR_ANY && query->kind != kind)
			continue;
		const char *before = query->kind == FACTOR_ANY
					 ? arena_printf(
					       req->mem, "%s · ", factor_kind_text(req, (GhgFactorKind)kind))
					 : "";
		const char *last = "";
		for (size_t i = 0; i < count && view->set.choice_count < MAX_SETS; i++) {
			if (str_eq(last, rows[i].set))
				continue;
			last = rows[i].set;
			add_choice(&view->set, choices, last,
			    arena_printf(
				req->mem, "%s%s", before, factor_set_text(req, (GhgFactorKind)kind, last)));
		}
	}
}

/* The years that occur, the newest first. */
static void fill_years(Req *req, FactorListView *view)
{
	enum { FIRST = 1990, YEARS = 60 };
	bool occurs[YEARS] = {false};
	for (int kind = 0; kind < FACTOR_KINDS; kind++) {
		size_t count;
		const GhgFactor *rows = ghg_factors(req->ghg, (GhgFactorKind)kind, &count);
		for (size_t i = 0; i < count; i++) {
			int year = factor_year(&rows[i]);
			if (year >= FIRST && year < FIRST + YEARS)
				occurs[year - FIRST] = true;
		}
	}
	Choice *choices = ARENA_ARRAY(req->mem, Choice, YEARS);
	for (int i = YEARS - 1; i >= 0; i--) {
		const char *year = arena_printf(req->mem, "%d", FIRST + i);
		if (occurs[i])
			add_choice(&view->year, choices, year, year);
	}
}

static void fill_filters(Req *req, const FactorQuery *query, FactorListView *view)
{
	const char *kind = query->kind == FACTOR_ANY ? "" : factor_kind_code((GhgFactorKind)query->kind);
	const char *confidence = query->confidence == FACTOR_ANY
				     ? ""
				     : factor_confidence_code((GhgConfidence)query->confidence);
	const char *year = query->year ? arena_printf(req->mem, "%d", query->year) : "";
	view->text = (FieldView){.name = "q", .label = SAY(req, W_factors_search), .value = query->text};
	view->kind = filter(req, "kind", W_factors_kind, kind, W_factors_any_kind);
	view->region = filter(req, "region", W_factors_region, query->region, W_factors_any_region);
	view->year = filter(req, "year", W_factors_year, year, W_factors_any_year);
	view->set = filter(req, "set", W_factors_set, query->set, W_factors_any_set);
	view->confidence = filter(
	    req, "confidence", W_factors_confidence, confidence, W_factors_any_confidence);
	fill_kinds(req, view);
	fill_regions(req, view);
	fill_sets(req, query, view);
	fill_years(req, view);
	view->is_filtered = *kind || *query->region || *year || *query->set || *confidence;
	view->is_asked = view->is_filtered || *query->text;
}

/* ---- the list ---- */

static const char *with_query(Arena *mem, const char *path, const char *query, const char *after)
{
	const char *cursor = after ? arena_printf(mem, "%safter=%s", *query ? "&" : "", url_part(mem, after))
				   : "";
	bool is_plain = !*query && !*cursor;
	return arena_printf(mem, "%s%s%s%s", path, is_plain ? "" : "?", query, cursor);
}

static Pager pager_of(Req *req, const char *query, const GhgFactor *const *list, size_t count, size_t from)
{
	size_t to = count - from < PAGE_ROWS ? count : from + PAGE_ROWS;
	Pager pager = {.first_href = from ? with_query(req->mem, "/factors", query, NULL) : NULL};
	if (to < count)
		pager.next_href = with_query(req->mem, "/factors", query, list[to - 1]->id);
	if (count)
		pager.text = SAY(req, W_factors_page, "from", arena_printf(req->mem, "%zu", from + 1), "to",
		    arena_printf(req->mem, "%zu", to), "all", arena_printf(req->mem, "%zu", count));
	return pager;
}

/* GET /factors */
Err factor_list_show(Req *req)
{
	FactorQuery query = factor_query(req, NULL);
	size_t count;
	const GhgFactor **list = factors_found(req->ghg, req->mem, &query, &count);
	size_t from = factors_behind(list, count, query_text(req, "after"));
	size_t shown = count - from < PAGE_ROWS ? count - from : PAGE_ROWS;
	FactorRow *rows = ARENA_ARRAY(req->mem, FactorRow, PAGE_ROWS);
	for (size_t i = 0; i < shown; i++)
		rows[i] = factor_row(req, list[from + i]);

	const char *asked = factor_query_text(req->mem, &query);
	FactorListView view = {.rows = rows, .row_count = shown, .found = count};
	fill_filters(req, &query, &view);
	view.csv_href = with_query(req->mem, "/factors.csv", asked, NULL);
	view.api_href = with_query(req->mem, "/api/v1/factors", asked, NULL);
	view.own_href = req->who.org_id ? "/me/factors" : NULL;
	view.pager = pager_of(req, asked, list, count, from);
	Page page = {.title = SAY(req, W_factors_title), .sub = SAY(req, W_factors_sub), .section = "about"};
	return show_page(req, 200, &page, html_factor_list, &view);
}

static const char *yes(Req *req, bool is_so)
{
	return is_so ? SAY(req, W_factors_yes) : "";
}

static void write_row(Req *req, Sheet *sheet, const GhgFactor *factor)
{
	FactorRow row = factor_row(req, factor);
	const char *const texts[] = {factor->id, row.kind, factor->code, row.name, row.region, row.set};
	const char *const rest[] = {factor->unit, row.year, row.confidence, yes(req, factor->is_default),
	    row.trap ? row.trap : "", factor->source_title, factor->source_table, factor->source_year,
	    factor->note};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		sheet_text(sheet, texts[i]);
	sheet_number(sheet, factor->value);
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
		sheet_text(sheet, rest[i]);
	sheet_row_end(sheet);
}

/* GET /factors.csv: every row that fits, not only a page of them. */
Err factor_list_csv(Req *req)
{
	enum { MAX_BYTES = 8 * 1024 * 1024 };
	static const Word HEADS[] = {W_factors_id, W_factors_kind, W_factors_code, W_factors_name,
	    W_factors_region, W_factors_set, W_factors_value, W_factors_unit, W_factors_year,
	    W_factors_confidence, W_factors_default, W_factors_warning, W_factors_source,
	    W_factors_source_table, W_factors_source_year, W_factors_note};
	enum { COLUMNS = sizeof HEADS / sizeof *HEADS };
	SheetColumn columns[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (SheetColumn){.title = word_text(req->lang, HEADS[i])};
	FactorQuery query = factor_query(req, NULL);
	size_t count;
	const GhgFactor **list = factors_found(req->ghg, req->mem, &query, &count);
	Sheet *sheet;
	Err err = sheet_open(req->mem, SHEET_CSV, &(SheetAbout){.title = SAY(req, W_factors_title)}, &sheet);
	if (err)
		return err;
	sheet_page(sheet, SAY(req, W_factors_title), NULL, NULL, columns, COLUMNS, 1);
	for (size_t i = 0; i < count; i++)
		write_row(req, sheet, list[i]);
	Buf bytes = buf_in(req->mem, MAX_BYTES);
	err = sheet_finish_buf(sheet, &bytes);
	if (err)
		return err;
	answer_public(req, 300);
	answer_header(req, "Content-Disposition", "attachment; filename=\"qingce-factors.csv\"");
	return answer_text(req, 200, sheet_media_type(SHEET_CSV), &bytes);
}

/* ---- one factor ---- */

typedef struct Facts {
	Req *req;
	FactorFact list[32];
	size_t count;
} Facts;

static void add_fact(Facts *facts, Word label, const char *text)
{
	if (!str_is_empty(text))
		facts->list[facts->count++] = (FactorFact){word_text(facts->req->lang, label), text, NULL};
}

static void add_number(Facts *facts, Word label, double value, const char *unit)
{
	Arena *mem = facts->req->mem;
	if (isfinite(value))
		add_fact(facts, label,
		    arena_printf(mem, "%s%s%s", number_plain(mem, value), *unit ? " " : "", unit));
}

static void add_fuel_facts(Facts *facts, const GhgFactor *factor)
{
	static const struct {
		const char *phase;
		Word word;
	} PHASES[] = {{"solid", W_factors_phase_solid}, {"liquid", W_factors_phase_liquid},
	    {"gas", W_factors_phase_gas}, {"bio", W_factors_phase_bio}};
	Arena *mem = facts->req->mem;
	Lang lang = facts->req->lang;
	const char *per = arena_printf(mem, "GJ/%s", factor->per_unit);
	for (size_t i = 0; i < sizeof PHASES / sizeof *PHASES; i++)
		if (str_eq(PHASES[i].phase, factor->phase))
			add_fact(facts, W_factors_phase, word_text(lang, PHASES[i].word));
	add_number(facts, W_factors_ncv, factor->ncv, unit_label(mem, lang, per));
	add_number(facts, W_factors_carbon, factor->carbon, "tC/GJ");
	add_number(facts, W_factors_oxidation, factor->oxidation * 100, "%");
	add_number(facts, W_factors_ch4, factor->ch4_kg_per_tj, "kg/TJ");
	add_number(facts, W_factors_n2o, factor->n2o_kg_per_tj, "kg/TJ");
	if (!str_eq(factor->equipment, "all"))
		add_fact(facts, W_factors_equipment, factor->equipment);
	if (factor->is_biogenic)
		add_fact(facts, W_factors_biogenic, word_text(lang, W_factors_biogenic_memo));
}

static void fill_facts(Req *req, FactorPageView *view)
{
	const GhgFactor *factor = view->row.factor;
	Facts *facts = ARENA_NEW(req->mem, Facts);
	facts->req = req;
	add_fact(facts, W_factors_kind, view->row.kind);
	add_fact(facts, W_factors_code, factor->code);
	add_fact(facts, W_factors_set, view->row.set);
	add_fact(facts, W_factors_region, view->row.region);
	add_fact(facts, W_factors_year, view->row.year);
	if (factor->kind == GHG_FUEL)
		add_fuel_facts(facts, factor);
	else
		add_fact(facts, W_factors_basis, factor->equipment);
	add_fact(facts, W_factors_default, view->row.default_text);
	add_fact(facts, W_factors_source, factor->source_title);
	add_fact(facts, W_factors_source_table, factor->source_table);
	add_fact(facts, W_factors_source_year, factor->source_year);
	add_fact(facts, W_factors_note, factor->note);
	if (!str_is_empty(factor->note))
		facts->list[facts->count - 1].lang = "en";
	add_fact(facts, W_factors_file, factor->file);
	add_fact(facts, W_factors_digest, factor->sha256);
	view->facts = facts->list;
	view->fact_count = facts->count;
}

/* Codes of fuel sets are longer than the room beside a bar. */
static const char *bar_label(Req *req, const GhgFactor *factor)
{
	enum { ROOM = 18 };
	if (factor->kind == GHG_GRID)
		return arena_printf(req->mem, "%d", factor->year);
	if (factor->kind == GHG_FUEL && str_chars(factor->set) > ROOM)
		return arena_printf(req->mem, "%.*s…", ROOM - 1, factor->set);
	return factor_set_text(req, factor->kind, factor->set);
}

static void fill_chart(Req *req, FactorPageView *view, const GhgFactor *const *history, size_t count)
{
	const GhgFactor *factor = view->row.factor;
	const char **labels = ARENA_ARRAY(req->mem, const char *, CHART_MAX_LABELS);
	double *values = ARENA_ARRAY(req->mem, double, CHART_MAX_LABELS);
	Chart chart = {
	    .id = "factor-history", .labels = labels, .series_count = 1, .values = values, .places = 4};
	for (size_t i = 0; i < count && chart.label_count < CHART_MAX_LABELS; i++) {
		if (!factor_is_comparable(factor, history[i]))
			continue;
		labels[chart.label_count] = bar_label(req, history[i]);
		values[chart.label_count++] = history[i]->value;
	}
	if (chart.label_count < 2 || !isfinite(factor->value))
		return;
	view->chart.caption = SAY(req, W_factors_chart, "name", view->row.name, "unit", view->row.unit);
	chart.title = view->chart.caption;
	chart.unit = view->row.unit;
	chart.places = factor->value >= 100 ? 0 : factor->value >= 10 ? 2 : 4;
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	chart_bars(&svg, &chart);
	view->chart.svg = buf_take(&svg);
}

static void fill_history(Req *req, FactorPageView *view)
{
	size_t count;
	const GhgFactor **history = factor_history(req->ghg, req->mem, view->row.factor, &count);
	FactorRow *rows = ARENA_ARRAY(req->mem, FactorRow, count + 1);
	for (size_t i = 0; i < count; i++) {
		rows[i] = factor_row(req, history[i]);
		rows[i].is_current = history[i] == view->row.factor;
	}
	view->history = rows;
	view->history_count = count;
	fill_chart(req, view, history, count);
}

/* One row a method: its categories stand behind one another. */
static void fill_methods(Req *req, FactorPageView *view)
{
	FactorDefault *list;
	size_t count = factor_defaults(req->ghg, req->mem, view->row.factor, &list);
	FactorMethodView *methods = ARENA_ARRAY(req->mem, FactorMethodView, count + 1);
	for (size_t i = 0; i < count; i++) {
		const GhgMethod *method = list[i].method;
		const char *category = list[i].category ? ghg_words(list[i].category->name, req->lang)
							: SAY(req, W_factors_gwp_set);
		bool goes_on = i > 0 && list[i - 1].method == method;
		if (!goes_on)
			methods[view->method_count++] = (FactorMethodView){
			    .method = arena_printf(
				req->mem, "%s %s", method->code, ghg_words(method->name, req->lang)),
			    .title = ghg_words(method->title, req->lang),
			    .categories = category};
		else
			methods[view->method_count - 1].categories = arena_printf(
			    req->mem, "%s; %s", methods[view->method_count - 1].categories, category);
	}
	view->methods = methods;
	view->is_tce_default = view->row.factor->kind == GHG_TCE && view->row.factor->is_default;
}

/* Counts the lines that rest on the row, and names the first of them. */
static Err lines_resting_on(
    Req *req, Arena *mem, InventoryCase *c, const GhgFactor *factor, FactorUseView *use)
{
	InventoryResult result;
	factor = ghg_factor(c->inventory.ghg, factor->id); /* the row of its edition */
	if (!factor)
		return OK;
	Err err = case_read(req->db, mem, CASE_ROWS | CASE_LINES, c);
	if (err)
		return err;
	inventory_compute(mem, c->inventory.ghg, c, &result);
	for (size_t i = 0; i < result.line_count; i++) {
		const LineResult *line = &result.lines[i];
		if (!line->is_known || !factor_is_used(&line->result, factor))
			continue;
		if (use->lines++ < FACTOR_USE_LINES)
			use->line[use->lines - 1] = (FactorUseLine){arena_copy(req->mem, line->title),
			    line_href(req->mem, c->inventory.id, line->line->id, NULL)};
	}
	return OK;
}

/* The newest inventories of the asker's organisation, until MAX_LINES lines were looked at. */
static Err fill_uses(Req *req, FactorPageView *view)
{
	enum { MAX_INVENTORIES = 20, MAX_LINES = 20000 };
	view->is_member = req->who.org_id != 0;
	if (!view->is_member)
		return OK;
	Inventory *inventories;
	size_t count, looked_at = 0;
	Err err = inventory_list(
	    req->db, req->mem, req->who.org_id, 0, MAX_INVENTORIES, &inventories, &count);
	FactorUseView *uses = ARENA_ARRAY(req->mem, FactorUseView, MAX_INVENTORIES);
	Arena *scratch = arena_open();
	for (size_t i = 0; i < count && !err && looked_at < MAX_LINES; i++) {
		InventoryCase c;
		InventoryResult totals;
		FactorUseView use = {.title = arena_printf(req->mem, "%s ~ %s", inventories[i].start_text,
					 inventories[i].end_text),
		    .href = inventory_href(req->mem, inventories[i].id, "result")};
		arena_reset(scratch);
		err = case_of_inventory(req->db, scratch, &inventories[i], req->lang, 0, NULL, 0, &c);
		if (!err)
			err = case_totals(req->db, scratch, c.inventory.ghg, &c, &totals);
		looked_at += err ? 0 : totals.totals.known + totals.totals.unknown;
		if (!err)
			err = lines_resting_on(req, scratch, &c, view->row.factor, &use);
		if (use.lines)
			uses[view->use_count++] = use;
		view->inventories_read = i + 1;
	}
	arena_close(scratch);
	view->uses = uses;
	return err;
}

/* Of the same series: the row of the latest year after this one's. */
static void fill_newer(Req *req, FactorPageView *view)
{
	const GhgFactor *factor = view->row.factor, *newest = NULL;
	for (size_t i = 0; i < view->history_count; i++) {
		const GhgFactor *other = view->history[i].factor;
		bool is_later = factor->year && other->year > factor->year && !other->is_trap &&
				other->confidence != GHG_KNOWLEDGE && str_eq(other->set, factor->set) &&
				str_eq(other->region, factor->region);
		if (is_later && (!newest || other->year > newest->year))
			newest = other;
	}
	if (!newest)
		return;
	view->newer_href = factor_href(req->mem, newest->id);
	view->newer_text = SAY(req, W_factors_newer, "year", arena_printf(req->mem, "%d", newest->year));
}

/* What the row held in earlier editions of the tables, and how many finished inventories rest on it. */
static Err fill_editions(Req *req, FactorPageView *view)
{
	const GhgFactor *factor = view->row.factor;
	EditionValue *values;
	size_t count = 0;
	Err err = factor_uses_count(req->db, factor->id, &view->used_by);
	if (!err)
		err = edition_values(req->db, req->mem, factor->id, factor->file, &values, &count);
	if (err || count < 2)
		return err;
	FactorEditionRow *rows = ARENA_ARRAY(req->mem, FactorEditionRow, count);
	for (size_t i = 0; i < count; i++)
		rows[i] = (FactorEditionRow){time_text(req->mem, values[i].since),
		    *values[i].value ? arena_printf(req->mem, "%s %s", values[i].value,
					   unit_label(req->mem, req->lang, values[i].unit))
				     : "-",
		    values[i].is_current};
	view->editions = rows;
	view->edition_count = count;
	return OK;
}

/* A finished inventory leads to rows that a later edition took away. */
static void fill_gone(Req *req, const FactorAsked *asked, FactorPageView *view)
{
	enum { DAY = sizeof "2025-02-28" - 1 };
	const GhgFactor *successor = asked->successor;
	view->gone = SAY(req, W_factors_gone);
	view->gone_why = SAY(req, W_factors_gone_why, "date",
	    arena_copy_n(req->mem, time_text(req->mem, asked->before.since), DAY));
	if (successor)
		view->newer_href = factor_href(req->mem, successor->id);
	if (successor)
		view->newer_text = SAY(req, W_factors_successor, "id", successor->id);
}

/* GET /factors/{id} */
Err factor_show(Req *req)
{
	FactorAsked asked;
	Err err = factor_of_path(req, &asked);
	if (err)
		return err;
	const GhgFactor *factor = asked.factor;
	FactorPageView view = {.row = factor_row(req, factor)};
	fill_facts(req, &view);
	fill_history(req, &view);
	if (asked.before.factor)
		fill_gone(req, &asked, &view);
	else
		fill_newer(req, &view);
	fill_methods(req, &view);
	err = fill_uses(req, &view);
	if (!err)
		err = fill_editions(req, &view);
	if (err)
		return err;
	view.cell_count = factor_cells(req->mem, factor, (FactorFact **)&view.cells);
	view.citation = SAY(req, W_factors_citation, "name", view.row.name, "value",
	    arena_printf(req->mem, "%s %s", view.row.value, factor->unit), "source", view.row.source, "year",
	    str_is_empty(factor->source_year) ? "-" : factor->source_year, "id", factor->id);
	view.api_href = arena_printf(req->mem, "/api/v1%s", view.row.href);
	const Crumb crumbs[] = {{SAY(req, W_factors_title), "/factors"}, {view.row.name, NULL}, {0}};
	bool is_grid = factor->kind == GHG_GRID; /* many rows bear the name of a region */
	Page page = {.title = is_grid ? arena_printf(req->mem, "%s · %s · %s", view.row.name, view.row.set,
					    view.row.year)
				      : view.row.name,
	    .sub = arena_printf(req->mem, "%s · %s", view.row.kind, factor->id),
	    .section = "about",
	    .crumbs = crumbs};
	return show_page(req, 200, &page, html_factor_page, &view);
}
