/* The tables of a result. See report.h. Every figure is made from unrounded parts and rounded where
 * it is shown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "baseyear/baseyear.po.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "consumption/consumption.h"
#include "consumption/consumption.po.h"
#include "explain/explain.h"
#include "factors/factors.h"
#include "html/table_maker.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "level/level_words.h"
#include "report/report.h"
#include "report/report.po.h"
#include "show/amount.h"
#include "show/links.h"
#include "show/show.po.h"
#include "wizard/wizard.po.h"

enum { CHART_CATEGORIES = 10 };

static TableMaker table_of(Req *req, DataTable *table, Word caption, const char *note,
    const TableColumn *columns, size_t count, size_t most_rows)
{
	return table_begin(req, table, word_text(req->lang, caption), note, columns, count, most_rows);
}

static const char *tonnes(Req *req, double value)
{
	return num_text(req->mem, value, 2);
}

static const char *percent(Req *req, double part, double whole)
{
	return whole ? arena_printf(req->mem, "%s %%", num_text(req->mem, part / whole * 100, 1)) : "-";
}

static const char *first_rows_note(Req *req, size_t shown, size_t all)
{
	return SAY(req, W_report_first_rows, "shown", arena_printf(req->mem, "%zu", shown), "all",
	    arena_printf(req->mem, "%zu", all));
}

#define COLUMN(word)                                                                                         \
	{                                                                                                    \
		word_text(req->lang, word), false                                                            \
	}
#define FIGURE(word)                                                                                         \
	{                                                                                                    \
		word_text(req->lang, word), true                                                             \
	}
#define FIGURE_TEXT(text)                                                                                    \
	{                                                                                                    \
		(text), true                                                                                 \
	}

static double reported(bool has, double value)
{
	return has ? value : NAN;
}

/* The figure of the row added last opens into its tree. */
static void explain_cell(TableMaker *maker, const Inventory *inventory, size_t column, const char *figure)
{
	table_link(maker, column, explain_href(maker->req->mem, inventory->id, figure));
}

static void fill_scopes(Req *req, const Inventory *inventory, const InventoryResult *r, DataTable *out)
{
	const GhgTotals *t = &r->totals;
	bool has12 = t->has_scope[1] || t->has_scope[2];
	const TableColumn columns[] = {
	    COLUMN(W_report_scope), FIGURE_TEXT("tCO₂e"), FIGURE(W_report_share12)};
	TableMaker maker = table_of(req, out, W_report_by_scope, NULL, columns, 3, 8);
	const struct {
		Word word;
		const char *figure;
		double value;
		bool is_share;
	} ROWS[] = {
	    {W_inventory_scope1, "scope1", reported(t->has_scope[1], t->scope1), true},
	    {W_inventory_scope2_location, "scope2_location", reported(t->has_scope[2], t->scope2), true},
	    {W_wizard_scope2_market, "scope2_market", reported(r->has_market, r->market.scope2), false},
	    {W_inventory_scope12, "scope12", reported(has12, t->scope12), true},
	    {W_inventory_scope3, "scope3", reported(t->has_scope[3], t->scope3), false},
	    {W_inventory_scope123, "scope123", reported(has12 || t->has_scope[3], t->scope123), false},
	    {W_wizard_biogenic, "biogenic", t->biogenic_tco2 > 0 ? t->biogenic_tco2 : NAN, false},
	};
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
		const char *cells[] = {word_text(req->lang, ROWS[i].word), tonnes(req, ROWS[i].value),
		    ROWS[i].is_share && !isnan(ROWS[i].value) ? percent(req, ROWS[i].value, t->scope12) : ""};
		table_add_row(&maker, cells);
		if (!isnan(ROWS[i].value))
			explain_cell(&maker, inventory, 1, ROWS[i].figure);
	}
}

static void fill_categories(Req *req, const Inventory *inventory, const InventoryResult *r, DataTable *out)
{
	const GhgTotals *t = &r->totals;
	const TableColumn columns[] = {COLUMN(W_inventory_line_category), COLUMN(W_report_scope),
	    FIGURE(W_report_lines), FIGURE_TEXT("tCO₂e"), FIGURE(W_report_share123)};
	TableMaker maker = table_of(req, out, W_report_by_category, NULL, columns, 5, t->category_count);
	static const Word SCOPES[] = {
	    [1] = W_inventory_scope1, [2] = W_calculator_scope2, [3] = W_inventory_scope3};
	for (size_t i = 0; i < t->category_count; i++) {
		const GhgPart *part = &t->categories[i];
		const char *cells[] = {ghg_words(part->name, req->lang),
		    word_text(req->lang, SCOPES[part->scope]), arena_printf(req->mem, "%zu", part->lines),
		    tonnes(req, part->tco2e), percent(req, part->tco2e, t->scope123)};
		table_add_row(&maker, cells);
		explain_cell(&maker, inventory, 3, arena_printf(req->mem, "category:%s", part->key));
	}
}

static void fill_gases(Req *req, const Inventory *inventory, const InventoryResult *r, DataTable *out)
{
	const GhgTotals *t = &r->totals;
	const TableColumn columns[] = {COLUMN(W_report_gas), FIGURE(W_report_tonnes), FIGURE_TEXT("tCO₂e")};
	TableMaker maker = table_of(req, out, W_report_by_gas, NULL, columns, 3, t->gas_count);
	for (size_t i = 0; i < t->gas_count; i++) {
		bool is_mixed = str_eq(t->gases[i].key, "CO2e");
		const char *cells[] = {
		    is_mixed ? SAY(req, W_report_gas_mixed) : science_text(req->mem, t->gases[i].key),
		    is_mixed ? "-" : num_text(req->mem, t->gases[i].tonnes, 4),
		    tonnes(req, t->gases[i].tco2e)};
		table_add_row(&maker, cells);
		explain_cell(&maker, inventory, 2, arena_printf(req->mem, "gas:%s", t->gases[i].key));
	}
}

static void fill_facilities(Req *req, const InventoryCase *c, const InventoryResult *r, DataTable *out)
{
	const GhgTotals *t = &r->totals;
	const TableColumn columns[] = {
	    COLUMN(W_inventory_line_facility), FIGURE(W_report_lines), FIGURE_TEXT("tCO₂e")};
	TableMaker maker = table_of(req, out, W_report_by_facility, NULL, columns, 3, t->facility_count);
	for (size_t i = 0; i < t->facility_count; i++) {
		const char *name = SAY(req, W_inventory_whole_company);
		int64_t id = 0;
		str_to_int(t->facilities[i].key, &id);
		for (size_t f = 0; f < c->facility_count; f++)
			if (id && c->facilities[f].id == id)
				name = c->facilities[f].name;
		const char *cells[] = {name, arena_printf(req->mem, "%zu", t->facilities[i].lines),
		    tonnes(req, t->facilities[i].tco2e)};
		table_add_row(&maker, cells);
		explain_cell(
		    &maker, &c->inventory, 2, arena_printf(req->mem, "facility:%s", t->facilities[i].key));
	}
}

static void fill_intensities(Req *req, const Inventory *inventory, const InventoryResult *r, DataTable *out)
{
	const TableColumn columns[] = {
	    COLUMN(W_inventory_report_indicator), FIGURE(W_report_value), COLUMN(W_inventory_line_unit)};
	TableMaker maker = table_of(
	    req, out, W_report_intensity, SAY(req, W_report_intensity_note), columns, 3, 4);
	const char *unit = *inventory->output_unit ? inventory->output_unit
						   : SAY(req, W_inventory_output_unit);
	double all = r->totals.tce_equal + r->media_tce;
	double tce = all > 0 ? all : NAN;
	const char *rows[][3] = {
	    {SAY(req, W_report_per_output), num_text(req->mem, r->intensity_output, 4),
		arena_printf(req->mem, "tCO₂e/%s", unit)},
	    {SAY(req, W_report_per_revenue), num_text(req->mem, r->intensity_revenue, 4),
		SAY(req, W_report_per_wan_yuan)},
	    {SAY(req, W_consumption_report_energy_per_output),
		num_text(req->mem, r->output > 0 ? tce / r->output : NAN, 4),
		arena_printf(req->mem, "tce/%s", unit)},
	    {SAY(req, W_consumption_report_energy_per_revenue),
		num_text(req->mem, r->revenue > 0 ? tce / r->revenue : NAN, 4),
		SAY(req, W_consumption_report_tce_per_wan_yuan)},
	};
	static const char *const FIGURES[] = {
	    "intensity_output", "intensity_revenue", "tce_per_output", "tce_per_revenue"};
	for (size_t i = 0; i < 4; i++) {
		table_add_row(&maker, rows[i]);
		if (!str_eq(rows[i][1], "-"))
			explain_cell(&maker, inventory, 1, FIGURES[i]);
	}
}

static void add_change(Req *req, TableMaker *maker, Word word, double now, double then, int places)
{
	double change = (now - then) / fabs(then) * 100;
	const char *cells[] = {word_text(req->lang, word), num_text(req->mem, then, places),
	    num_text(req->mem, now, places),
	    isfinite(change)
		? arena_printf(req->mem, "%s%s %%", change > 0 ? "+" : "", num_text(req->mem, change, 1))
		: "-"};
	table_add_row(maker, cells);
}

static void fill_past(Req *req, const LevelOutcome *outcome, ResultTables *out)
{
	const InventoryResult *r = &outcome->inventory, *before = &outcome->past;
	if (!outcome->c->past)
		return;
	const Inventory *past = &outcome->c->past->inventory;
	out->past_text = arena_printf(req->mem, "%s ~ %s", past->start_text, past->end_text);
	const TableColumn columns[] = {COLUMN(W_inventory_report_indicator), FIGURE_TEXT(out->past_text),
	    FIGURE(W_baseyear_report_this_period), FIGURE(W_report_change)};
	TableMaker maker = table_of(req, &out->past, W_report_past, NULL, columns, 4, 8);
	const GhgTotals *a = &r->totals, *b = &before->totals;
	add_change(req, &maker, W_inventory_scope1, reported(a->has_scope[1], a->scope1),
	    reported(b->has_scope[1], b->scope1), 2);
	add_change(req, &maker, W_inventory_scope2_location, reported(a->has_scope[2], a->scope2),
	    reported(b->has_scope[2], b->scope2), 2);
	add_change(req, &maker, W_inventory_scope12, a->scope12, b->scope12, 2);
	add_change(req, &maker, W_inventory_scope3, reported(a->has_scope[3], a->scope3),
	    reported(b->has_scope[3], b->scope3), 2);
	add_change(
	    req, &maker, W_wizard_tce, a->tce_equal + r->media_tce, b->tce_equal + before->media_tce, 2);
	add_change(req, &maker, W_report_per_output, r->intensity_output, before->intensity_output, 4);
	add_change(req, &maker, W_report_per_revenue, r->intensity_revenue, before->intensity_revenue, 4);
}

/* ---- lines, factors, evidence: for the reports ---- */

static const char *factor_text(Req *req, const LineResult *line)
{
	const GhgFactor *factor = line->result.factor;
	for (size_t i = 0; i < line->result.used_count; i++) {
		const GhgUsed *used = &line->result.used[i];
		if (str_eq(used->name, "factor") && used->origin == GHG_FROM_GIVEN)
			return arena_printf(req->mem, "%s %s", number_plain(req->mem, used->value),
			    unit_label(req->mem, req->lang, used->unit));
	}
	if (!factor || isnan(factor->value))
		return "-";
	return arena_printf(req->mem, "%s %s", number_plain(req->mem, factor->value),
	    unit_label(req->mem, req->lang, factor->unit));
}

static void fill_lines(Req *req, const InventoryResult *r, size_t most_rows, DataTable *out)
{
	const TableColumn columns[] = {COLUMN(W_inventory_line_category), COLUMN(W_calculator_line_source),
	    FIGURE(W_inventory_line_amount), FIGURE(W_inventory_line_factor), FIGURE_TEXT("tCO₂e"),
	    COLUMN(W_report_formula)};
	size_t most = r->line_count < most_rows ? r->line_count : most_rows;
	const char *note = most < r->line_count ? first_rows_note(req, most_rows, r->line_count) : NULL;
	TableMaker maker = table_of(req, out, W_report_line_table, note, columns, 6, most);
	for (size_t i = 0; i < most; i++) {
		const LineResult *line = &r->lines[i];
		const char *amount = isnan(line->amount)
					 ? *line->line->amount_text ? line->line->amount_text : "-"
					 : num_text(req->mem, line->amount, 2);
		const char *cells[] = {
		    line->category ? category_name(line->category, req->lang) : line->line->category,
		    line->title,
		    arena_printf(
			req->mem, "%s %s", amount, unit_label(req->mem, req->lang, line->line->amount_unit)),
		    line->is_known ? factor_text(req, line) : "-", tonnes(req, line->result.tco2e),
		    line->is_known
			? science_text(req->mem, ghg_explain_short(req->mem, &line->result, req->lang))
			: SAY(req, W_report_not_reported)};
		table_add_row(&maker, cells);
	}
}

static bool has_factor(const GhgFactor *const seen[], size_t count, const GhgFactor *factor)
{
	for (size_t i = 0; i < count; i++)
		if (seen[i] == factor)
			return true;
	return false;
}

static void fill_factors(Req *req, const InventoryResult *r, DataTable *out)
{
	enum { MOST = 400 };
	static const Word CONFIDENCE[] = {[GHG_KNOWLEDGE] = W_show_confidence_knowledge,
	    [GHG_VERIFIED1] = W_show_confidence_verified1,
	    [GHG_VERIFIED2] = W_show_confidence_verified2};
	const TableColumn columns[] = {COLUMN(W_report_factor_id), COLUMN(W_report_factor_name),
	    FIGURE(W_report_value), COLUMN(W_report_source), COLUMN(W_report_confidence)};
	TableMaker maker = table_of(
	    req, out, W_report_factors, SAY(req, W_report_factors_note), columns, 5, MOST);
	const GhgFactor *seen[MOST];
	size_t count = 0;
	for (size_t i = 0; i < r->line_count; i++) {
		const GhgResult *line = &r->lines[i].result;
		const GhgFactor *used[64];
		size_t used_count = 0;
		for (size_t u = 0; r->lines[i].is_known && u < line->used_count && used_count < 60; u++)
			if (line->used[u].factor)
				used[used_count++] = line->used[u].factor;
		for (int g = 0; r->lines[i].is_known && g < line->gas_count; g++)
			if (line->gases[g].gwp_factor)
				used[used_count++] = line->gases[g].gwp_factor;
		for (size_t u = 0; u < used_count && count < MOST; u++) {
			const GhgFactor *factor = used[u];
			if (has_factor(seen, count, factor))
				continue;
			seen[count++] = factor;
			const char *cells[] = {factor->id, ghg_words(factor->name, req->lang),
			    arena_printf(req->mem, "%s %s", number_plain(req->mem, factor->value),
				unit_label(req->mem, req->lang, factor->unit)),
			    arena_printf(req->mem, "%s %s %s", factor->source_title, factor->source_table,
				factor->source_year),
			    word_text(req->lang, CONFIDENCE[factor->confidence])};
			table_add_row(&maker, cells);
			table_link(&maker, 0, factor_href(req->mem, factor->id));
		}
	}
}

static const char *line_title_of(const InventoryResult *r, int64_t id)
{
	for (size_t i = 0; i < r->line_count; i++)
		if (r->lines[i].line->id == id)
			return r->lines[i].title;
	return "";
}

static void fill_evidence(Req *req, const LevelOutcome *outcome, size_t most_rows, DataTable *out)
{
	const InventoryCase *c = outcome->c;
	size_t most = c->link_count < most_rows ? c->link_count : most_rows;
	const TableColumn columns[] = {COLUMN(W_report_file), COLUMN(W_report_proves),
	    COLUMN(W_inventory_line_months), COLUMN(W_report_digest)};
	TableMaker maker = table_of(req, out, W_report_evidence, NULL, columns, 4, most);
	if (most < c->link_count)
		out->note = first_rows_note(req, most, c->link_count);
	for (size_t i = 0; i < most; i++) {
		const EvidenceLink *link = &c->links[i];
		const char *cells[] = {link->name,
		    str_eq(link->target, "line") ? line_title_of(&outcome->inventory, link->target_id)
						 : SAY(req, W_report_other_target),
		    months_text(req->mem, (Months)link->months, c->inventory.start), link->sha256};
		table_add_row(&maker, cells);
	}
}

static void fill_scope3(Req *req, const InventoryCase *c, const InventoryResult *r, DataTable *out)
{
	const Inventory *inventory = &c->inventory;
	const Scope3Screening *screenings = c->screenings;
	const TableColumn columns[] = {COLUMN(W_inventory_line_category), COLUMN(W_calculator_screening),
	    FIGURE_TEXT("tCO₂e"), COLUMN(W_calculator_screening_reason)};
	TableMaker maker = table_of(req, out, W_wizard_step_scope3, NULL, columns, 4, SCOPE3_CATEGORIES);
	for (int i = 0; i < SCOPE3_CATEGORIES; i++) {
		const GhgCategory *category = inventory_category(
		    inventory->ghg, inventory, screenings[i].category);
		const GhgScope3Part *part = &r->scope3.parts[i + 1];
		const char *status = *screenings[i].status
					 ? choice_text(req->lang, SCREENING_STATUSES, screenings[i].status)
					 : SAY(req, W_calculator_screening_open);
		const char *cells[] = {arena_printf(req->mem, "%d %s", i + 1,
					   category ? category_name(category, req->lang) : ""),
		    status, tonnes(req, part->has_lines ? part->tco2e : NAN), screenings[i].reason};
		table_add_row(&maker, cells);
	}
}

/* ---- charts ---- */

static int by_emissions(const void *a, const void *b)
{
	double left = ((const GhgPart *)a)->tco2e, right = ((const GhgPart *)b)->tco2e;
	return (left < right) - (left > right);
}

static void fill_charts(Req *req, const InventoryResult *r, ResultTables *out)
{
	const GhgTotals *t = &r->totals;
	size_t count = t->category_count < CHART_CATEGORIES ? t->category_count : CHART_CATEGORIES;
	GhgPart *largest = ARENA_ARRAY(req->mem, GhgPart, t->category_count + 1);
	memcpy(largest, t->categories, t->category_count * sizeof *largest);
	qsort(largest, t->category_count, sizeof *largest, by_emissions);
	const char **labels = ARENA_ARRAY(req->mem, const char *, count + 1);
	double *values = ARENA_ARRAY(req->mem, double, count + 1);
	for (size_t i = 0; i < count; i++) {
		labels[i] = ghg_words(largest[i].name, req->lang);
		values[i] = largest[i].tco2e;
	}
	out->category_chart = (Chart){.id = "by-category",
	    .title = SAY(req, W_report_category_chart),
	    .unit = "tCO₂e",
	    .labels = labels,
	    .label_count = (int)count,
	    .series_count = 1,
	    .values = values,
	    .places = 2};
	const char **scopes = ARENA_ARRAY(req->mem, const char *, 3);
	double *totals = ARENA_ARRAY(req->mem, double, 3);
	static const Word LABELS[] = {W_inventory_scope1, W_calculator_scope2, W_inventory_scope3};
	const double sums[] = {t->scope1, t->scope2, t->scope3};
	int shown = 0;
	for (int i = 0; i < 3; i++) {
		if (!t->has_scope[i + 1])
			continue;
		scopes[shown] = word_text(req->lang, LABELS[i]);
		totals[shown++] = sums[i];
	}
	out->scope_chart = (Chart){.id = "by-scope",
	    .title = SAY(req, W_report_scope_chart),
	    .unit = "tCO₂e",
	    .labels = scopes,
	    .label_count = shown,
	    .series_count = 1,
	    .values = totals,
	    .places = 2};
	out->has_charts = count > 0;
}

void result_tables(
    Req *req, const LevelOutcome *outcome, const BaseState *base, size_t most_rows, ResultTables *out)
{
	const InventoryCase *c = outcome->c;
	const Inventory *inventory = &c->inventory;
	const InventoryResult *result = &outcome->inventory;
	*out = (ResultTables){0};
	fill_scopes(req, inventory, result, &out->scopes);
	fill_categories(req, inventory, result, &out->categories);
	fill_gases(req, inventory, result, &out->gases);
	fill_intensities(req, inventory, result, &out->intensities);
	fill_lines(req, result, most_rows, &out->lines);
	fill_factors(req, result, &out->factors);
	fill_charts(req, result, out);
	fill_evidence(req, outcome, most_rows, &out->evidence);
	consumption_tables(req, c, result, &out->energy, &out->media);
	fill_facilities(req, c, result, &out->facilities);
	fill_scope3(req, c, result, &out->scope3);
	fill_past(req, outcome, out);
	base_section(req, base, inventory, result, &out->base);
}

size_t level_reasons(Req *req, const LevelOutcome *outcome, const char **out, size_t most)
{
	size_t count = 0;
	for (size_t i = 0; i < outcome->result.reason_count && count < most; i++) {
		const QualityReason *reason = &outcome->result.reasons[i];
		if (reason->blocks == outcome->result.level - 1)
			out[count++] = level_reason_text(
			    req->mem, req->lang, reason, outcome->c->inventory.start);
	}
	return count;
}
