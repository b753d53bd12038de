/* 计算结果: the result page, and the inventory report as PDF and XLSX. */
#include <math.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "consumption/consumption.h"
#include "consumption/consumption.po.h"
#include "doc/pdf.h"
#include "doc/sheet.h"
#include "explain/explain.h"
#include "explain/insight_tables.h"
#include "insight/insight.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "level/level_words.h"
#include "organisation/organisation.h"
#include "report/report.h"
#include "report/report.html.h"
#include "report/report.po.h"
#include "report/report_view.h"
#include "report/report_web.h"
#include "show/links.h"
#include "wizard/wizard.po.h"

enum {
	SHOWN_REASONS = 6,
	PAGE_ROWS = 100,
	PDF_ROWS = 1000,
	SHEET_ROWS = INVENTORY_MAX_LINES,
	REPORT_MAX_BYTES = 64 * 1024 * 1024
};

/* Everything a result needs: its case with the base year, computed once, and its tables. */
typedef struct Outcome {
	InventoryCase c;
	BaseState base;
	LevelOutcome level;
	InventoryFrame frame;
	ResultTables tables;
	InsightTables insight;
} Outcome;

/* The base year is a few rows and the totals of its inventories, which stand beside this one. */
static Err read_case(Req *req, Outcome *out)
{
	int64_t chosen[BASE_MAX_YEARS];
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (!err)
		err = base_rows_of(req->db, req->mem, req->who.org_id, &out->base);
	if (!err)
		err = case_of_inventory(req->db, req->mem, &inventory, req->lang, CASE_WHOLE, chosen,
		    base_chosen(&out->base, chosen), &out->c);
	return err;
}

static Err outcome_of(Req *req, size_t most_rows, Outcome *out)
{
	Err err = read_case(req, out);
	if (err)
		return err;
	level_of_case(req->mem, &out->c, &out->level);
	level_keep(&out->level);
	err = base_state_finish(req->db, req->mem, out->c.others, out->c.other_count, &out->base);
	if (err)
		return err;
	inventory_frame_of(req, STEP_RESULT, &out->c, &out->level.inventory, &out->frame);
	insight_result_tables(req, &out->c, &out->level.inventory, &out->insight);
	result_tables(req, &out->level, &out->base, most_rows, &out->tables);
	return OK;
}

/* ---- the page ---- */

static void fill_kpis(Req *req, const Inventory *inventory, const InventoryResult *r, ResultView *view)
{
	const GhgTotals *t = &r->totals;
	bool has12 = t->has_scope[1] || t->has_scope[2];
	view->kpis[0] = (Kpi){.label = SAY(req, W_inventory_scope12),
	    .value = num_text(req->mem, has12 ? t->scope12 : NAN, 2),
	    .unit = "tCO₂e"};
	view->kpis[1] = (Kpi){.label = SAY(req, W_inventory_scope123),
	    .value = num_text(req->mem, has12 || t->has_scope[3] ? t->scope123 : NAN, 2),
	    .unit = "tCO₂e"};
	view->kpis[2] = (Kpi){.label = SAY(req, W_wizard_tce),
	    .value = num_text(req->mem, t->tce_equal + r->media_tce, 2),
	    .unit = "tce",
	    .note = SAY(req, W_report_tce_equal_short)};
	static const char *const FIGURES[] = {"scope12", "scope123", "tce_equal"};
	for (size_t i = 0; i < 3; i++)
		if (!str_eq(view->kpis[i].value, "-") && t->known)
			view->kpis[i].value_href = explain_href(req->mem, inventory->id, FIGURES[i]);
	view->kpis[3] = (Kpi){.label = SAY(req, W_inventory_list_level), .level = view->level, .value = "-"};
}

static const char *svg_of(Req *req, const Chart *chart, bool is_donut)
{
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	if (is_donut)
		chart_donut(&svg, chart, SAY(req, W_calculator_list_total));
	else
		chart_bars(&svg, chart);
	return buf_take(&svg);
}

static void fill_status(Req *req, const Outcome *o, ResultView *view)
{
	bool may = *req->who.org_role && !str_eq(req->who.org_role, "viewer");
	view->status_action = inventory_href(req->mem, o->c.inventory.id, "status");
	view->may_finish = may && o->c.inventory.status == INVENTORY_OPEN;
	view->may_reopen = may && o->c.inventory.status == INVENTORY_DONE;
	static const Word STATUS[] = {[INVENTORY_OPEN] = W_report_status_open_text,
	    [INVENTORY_DONE] = W_report_status_done_text,
	    [INVENTORY_PUBLISHED] = W_wizard_locked_published};
	view->status_text = word_text(req->lang, STATUS[o->c.inventory.status]);
}

/* GET /me/calculator/enterprise/{id}/result */
Err result_show(Req *req)
{
	Outcome *o = ARENA_NEW(req->mem, Outcome);
	Err err = outcome_of(req, PAGE_ROWS, o);
	if (err)
		return err;
	const InventoryResult *r = &o->level.inventory;
	ResultView view = {.frame = o->frame,
	    .level = o->level.result.level,
	    .unknown = r->scope12_unknown + r->scope3_unknown};
	view.level_name = level_name(req->lang, view.level);
	view.level_meaning = level_meaning(req->lang, view.level);
	const char **reasons = ARENA_ARRAY(req->mem, const char *, SHOWN_REASONS);
	view.reason_count = level_reasons(req, &o->level, reasons, SHOWN_REASONS);
	view.reasons = reasons;
	view.plan_href = inventory_href(req->mem, o->c.inventory.id, "plan");
	view.pdf_href = inventory_href(req->mem, o->c.inventory.id, "report.pdf");
	view.xlsx_href = inventory_href(req->mem, o->c.inventory.id, "report.xlsx");
	fill_kpis(req, &o->c.inventory, r, &view);
	fill_status(req, o, &view);
	view.scopes = o->tables.scopes;
	view.categories = o->tables.categories;
	view.gases = o->tables.gases;
	view.facilities = o->tables.facilities;
	view.energy = o->tables.energy;
	view.media = o->tables.media;
	view.consumption_href = consumption_href(req->mem, o->c.inventory.id);
	view.intensities = o->tables.intensities;
	view.past = o->tables.past;
	view.base = o->tables.base;
	view.factors = o->tables.factors;
	view.ranges = o->insight.ranges;
	view.causes = o->insight.causes;
	view.kpis[0].note = o->insight.range_text;
	view.has_gases = view.gases.row_count > 0;
	view.has_facilities = view.facilities.row_count > 0;
	view.has_energy = view.energy.row_count > 0;
	view.has_past = o->tables.past_text != NULL;
	view.has_factors = view.factors.row_count > 0;
	view.has_charts = o->tables.has_charts;
	if (isnan(r->totals.tce_equivalent) && view.has_energy)
		view.coal_rate_note = SAY(req, W_consumption_report_no_coal_rate);
	if (view.has_charts) {
		view.category_chart = (ChartFigure){.svg = svg_of(req, &o->tables.category_chart, false),
		    .caption = o->tables.category_chart.title};
		view.scope_chart = (ChartFigure){
		    .svg = svg_of(req, &o->tables.scope_chart, true), .caption = o->tables.scope_chart.title};
	}
	err = recalculation_offer(req, &o->c, r, &view.offer);
	if (err)
		return err;
	Page page = inventory_page(req, &view.frame, W_wizard_step_result);
	return show_page(req, 200, &page, html_inventory_result, &view);
}

/* ---- the report ---- */

typedef struct Heading {
	const char *key, *value;
} Heading;
enum { HEADINGS = 12 };

/* Who, when, what boundary, which rules. */
static Err report_headings(Req *req, const Outcome *o, Heading headings[HEADINGS], size_t *count)
{
	Organisation org;
	Err err = org_by_id(req->db, req->mem, o->c.inventory.org_id, &org);
	if (err)
		return err;
	const char *places = report_places(req->mem, req->lang, o->c.facilities, o->c.facility_count);
	const GhgMethod *method = inventory_method(o->c.inventory.ghg, &o->c.inventory);
	Lang lang = req->lang;
	const Word approach = str_eq(o->c.inventory.approach, "equity") ? W_inventory_approach_equity
			      : str_eq(o->c.inventory.approach, "financial")
				  ? W_inventory_approach_financial
				  : W_inventory_approach_operational;
	const Heading all[] = {
	    {SAY(req, W_report_organisation), org_name(&org, req->lang)},
	    {SAY(req, W_report_uscc), org.uscc},
	    {SAY(req, W_inventory_report_period), o->frame.title},
	    {SAY(req, W_calculator_facilities), *places ? places : SAY(req, W_inventory_whole_company)},
	    {SAY(req, W_inventory_approach), word_text(req->lang, approach)},
	    {SAY(req, W_inventory_method),
		method ? arena_printf(req->mem, "%s (%s %s)", ghg_words(method->name, lang),
			     ghg_words(method->title, lang), method->doc_no)
		       : o->c.inventory.method},
	    {SAY(req, W_inventory_gwp), *o->c.inventory.gwp_set ? o->c.inventory.gwp_set
					: method		? method->gwp_set
								: "-"},
	    {SAY(req, W_inventory_list_level),
		arena_printf(req->mem, "%s (%s)", level_name(req->lang, o->level.result.level),
		    o->level.result.rules)},
	    {SAY(req, W_report_made), when_text(req->mem, now_ms())},
	    {SAY(req, W_report_version),
		arena_printf(req->mem, "%lld.%lld", (long long)o->c.inventory.version,
		    (long long)o->c.inventory.content_version)},
	};
	*count = sizeof all / sizeof *all;
	for (size_t i = 0; i < *count; i++)
		headings[i] = all[i];
	return OK;
}

static void pdf_data_table(Req *req, Pdf *pdf, const DataTable *table, const double shares[])
{
	if (!table->row_count)
		return;
	PdfColumn columns[PDF_MAX_COLUMNS];
	for (size_t i = 0; i < table->column_count; i++)
		columns[i] = (PdfColumn){.title = table->columns[i].title,
		    .is_number = table->columns[i].is_number,
		    .share = shares   ? shares[i]
			     : i == 0 ? 2
				      : 1};
	pdf_heading(pdf, 2, table->caption);
	pdf_table_begin(pdf, NULL, columns, (int)table->column_count);
	for (size_t row = 0; row < table->row_count; row++)
		pdf_table_row(pdf, &table->cells[row * table->column_count]);
	if (table->foot)
		pdf_table_total(pdf, table->foot);
	pdf_table_end(pdf);
	if (table->note)
		pdf_note(pdf, table->note);
}

/* ISO 14064-1:2018, 9.3.1 k and l: the base year, and what changed it. */
static void pdf_base_year(Req *req, Pdf *pdf, const BaseSection *base)
{
	static const double BUILT_SHARES[] = {2.2, 1, 1, 1, 1, 1, 1.1};
	static const double POLICY_SHARES[] = {1, 3};
	if (!base->has_base)
		return;
	pdf_data_table(req, pdf, &base->compared, NULL);
	pdf_paragraph(pdf, base->text);
	pdf_data_table(req, pdf, &base->built, BUILT_SHARES);
	pdf_data_table(req, pdf, &base->policy, POLICY_SHARES);
}

static void pdf_body(Req *req, Pdf *pdf, const Outcome *o)
{
	static const double LINE_SHARES[] = {1.2, 1.4, 1.2, 1.4, 1, 3};
	static const double FACTOR_SHARES[] = {1.6, 1.2, 1.2, 2.4, 1};
	static const double FILE_SHARES[] = {1.6, 1.2, 1.2, 2.4};
	static const double CAUSE_SHARES[] = {2.4, 1, 1, 1, 0.7, 1.8};
	static const double SCOPE3_SHARES[] = {2, 1, 1, 2};
	const ResultTables *t = &o->tables;
	pdf_heading(pdf, 1, SAY(req, W_report_results));
	pdf_data_table(req, pdf, &t->scopes, NULL);
	if (t->has_charts)
		pdf_bars(pdf, &t->category_chart, SAY(req, W_inventory_line_category));
	pdf_data_table(req, pdf, &t->categories, NULL);
	pdf_data_table(req, pdf, &t->gases, NULL);
	pdf_data_table(req, pdf, &t->facilities, NULL);
	pdf_data_table(req, pdf, &t->energy, NULL);
	pdf_data_table(req, pdf, &t->media, NULL);
	pdf_data_table(req, pdf, &t->intensities, NULL);
	pdf_data_table(req, pdf, &o->insight.ranges, NULL);
	pdf_data_table(req, pdf, &o->insight.causes, CAUSE_SHARES);
	pdf_data_table(req, pdf, &t->past, NULL);
	pdf_base_year(req, pdf, &t->base);
	pdf_data_table(req, pdf, &t->scope3, SCOPE3_SHARES);
	pdf_heading(pdf, 1, SAY(req, W_report_data));
	pdf_data_table(req, pdf, &t->lines, LINE_SHARES);
	pdf_data_table(req, pdf, &t->factors, FACTOR_SHARES);
	pdf_heading(pdf, 1, SAY(req, W_calculator_quality));
	const char *reasons[64];
	size_t count = level_reasons(req, &o->level, reasons, 64);
	pdf_paragraph(pdf, level_meaning(req->lang, o->level.result.level));
	for (size_t i = 0; i < count; i++)
		pdf_paragraph(pdf, arena_printf(req->mem, "· %s", reasons[i]));
	pdf_data_table(req, pdf, &t->evidence, FILE_SHARES);
	pdf_heading(pdf, 1, SAY(req, W_report_rules));
	pdf_paragraph(pdf, SAY(req, W_report_rules_text));
}

static const char *file_name(Req *req, const Outcome *o, const char *extension)
{
	return arena_printf(req->mem, "attachment; filename=\"%s.%s\"",
	    inventory_file_stem(req->mem, &o->c.inventory), extension);
}

/* GET /me/calculator/enterprise/{id}/report.pdf */
Err report_pdf(Req *req)
{
	Outcome *o = ARENA_NEW(req->mem, Outcome);
	Err err = outcome_of(req, PDF_ROWS, o);
	if (err)
		return err;
	Heading headings[HEADINGS];
	size_t count;
	err = report_headings(req, o, headings, &count);
	if (err)
		return err;
	Pdf *pdf = pdf_open(
	    req->mem, &(PdfAbout){.title = SAY(req, W_report_title),
			  .author = headings[0].value,
			  .language = req->lang == EN ? "en" : "zh-CN",
			  .header = headings[0].value,
			  .footer = arena_printf(req->mem, "%s %s", SAY(req, W_report_title), o->frame.title),
			  .created_ms = now_ms()});
	pdf_title(pdf, SAY(req, W_report_title), headings[0].value);
	PdfPair pairs[HEADINGS];
	for (size_t i = 0; i < count; i++)
		pairs[i] = (PdfPair){headings[i].key, headings[i].value};
	pdf_pairs(pdf, pairs, (int)count);
	pdf_body(req, pdf, o);
	Buf bytes = buf_in(req->mem, REPORT_MAX_BYTES);
	err = pdf_write(pdf, &bytes);
	if (err)
		return err;
	answer_header(req, "Content-Disposition", file_name(req, o, "pdf"));
	return answer_text(req, 200, "application/pdf", &bytes);
}

/* A cell that shows a figure becomes one, so that it can be computed with. */
static void sheet_cell(Sheet *sheet, const char *text, bool is_number)
{
	double value;
	if (is_number && number_parse(text, &value) == NUMBER_OK)
		sheet_number(sheet, value);
	else
		sheet_text(sheet, text);
}

static void sheet_data_table(Req *req, Sheet *sheet, const DataTable *table)
{
	if (!table->row_count)
		return;
	SheetColumn *columns = ARENA_ARRAY(req->mem, SheetColumn, table->column_count);
	for (size_t i = 0; i < table->column_count; i++)
		columns[i] = (SheetColumn){.title = table->columns[i].title,
		    .kind = table->columns[i].is_number ? SHEET_DECIMAL : SHEET_TEXT,
		    .places = 2,
		    .width = table->columns[i].is_number ? 16 : 28,
		    .wraps = !table->columns[i].is_number};
	const char *notes[] = {table->note, NULL};
	sheet_page(sheet, table->caption, table->caption, table->note ? notes : NULL, columns,
	    (int)table->column_count, 1);
	for (size_t row = 0; row < table->row_count; row++) {
		for (size_t i = 0; i < table->column_count; i++)
			sheet_cell(
			    sheet, table->cells[row * table->column_count + i], table->columns[i].is_number);
		sheet_row_end(sheet);
	}
	if (!table->foot)
		return;
	sheet_row_is_total(sheet);
	for (size_t i = 0; i < table->column_count; i++)
		sheet_cell(sheet, table->foot[i], table->columns[i].is_number);
	sheet_row_end(sheet);
}

static void sheet_body(Req *req, Sheet *sheet, const Outcome *o, const Heading headings[], size_t count)
{
	const SheetColumn columns[] = {{.title = SAY(req, W_inventory_report_indicator), .width = 28},
	    {.title = SAY(req, W_report_value), .width = 60, .wraps = true}};
	sheet_page(sheet, SAY(req, W_report_about), SAY(req, W_report_title), NULL, columns, 2, 1);
	for (size_t i = 0; i < count; i++) {
		sheet_text(sheet, headings[i].key);
		sheet_text(sheet, headings[i].value);
		sheet_row_end(sheet);
	}
	const ResultTables *t = &o->tables;
	const DataTable *tables[] = {&t->scopes, &t->categories, &t->gases, &t->facilities, &t->lines,
	    &t->energy, &t->media, &t->intensities, &o->insight.ranges, &o->insight.causes, &t->past,
	    &t->base.compared, &t->base.built, &t->base.policy, &t->scope3, &t->factors, &t->evidence};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		sheet_data_table(req, sheet, tables[i]);
}

/* GET /me/calculator/enterprise/{id}/report.xlsx */
Err report_xlsx(Req *req)
{
	Outcome *o = ARENA_NEW(req->mem, Outcome);
	Err err = outcome_of(req, SHEET_ROWS, o);
	if (err)
		return err;
	Heading headings[HEADINGS];
	size_t count;
	err = report_headings(req, o, headings, &count);
	if (err)
		return err;
	Sheet *sheet;
	err = sheet_open(req->mem, SHEET_XLSX,
	    &(SheetAbout){
		.title = SAY(req, W_report_title), .company = headings[0].value, .created_ms = now_ms()},
	    &sheet);
	if (err)
		return err;
	sheet_body(req, sheet, o, headings, count);
	Buf bytes = buf_in(req->mem, REPORT_MAX_BYTES);
	err = sheet_finish_buf(sheet, &bytes);
	if (err)
		return err;
	answer_header(req, "Content-Disposition", file_name(req, o, "xlsx"));
	return answer_text(req, 200, sheet_media_type(SHEET_XLSX), &bytes);
}
