/* 按月填写实测值: the table of a line's months with amounts and laboratory values, its foot with the weighted
 * means, and cells pasted into it. */
#include "calculator/calculator_months.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_web.h"
#include "ghg/weighted.h"
#include "html/html.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"

enum { PASTED_MAX = INVENTORY_MAX_MONTHS * MONTH_COLUMNS };

bool line_has_measured_months(const GhgCategory *category)
{
	for (size_t i = 1; category && i < category->input_count; i++)
		if (ghg_is_monthly(category, &category->inputs[i]))
			return true;
	return false;
}

/* The inputs behind the columns: the amount, then what is measured by month. */
static size_t month_inputs(const GhgCategory *category, const GhgInput *inputs[MONTH_COLUMNS])
{
	size_t count = 0;
	for (size_t i = 0; category && i < category->input_count && count < MONTH_COLUMNS; i++)
		if (i == 0 || ghg_is_monthly(category, &category->inputs[i]))
			inputs[count++] = &category->inputs[i];
	return count;
}

static const char *month_field(Arena *mem, const GhgInput *input, size_t column, size_t month)
{
	return column == 0 ? arena_printf(mem, "month_%zu", month + 1)
			   : arena_printf(mem, "input_%s_month_%zu", input->name, month + 1);
}

static const char *unit_field(Arena *mem, const GhgInput *input, size_t column)
{
	return column == 0 ? "amount_unit" : arena_printf(mem, "input_%s_unit", input->name);
}

/* The unit chosen for a column, else the first that its list offers. */
static const char *unit_of(Req *req, const Inventory *inventory, const GhgCategory *category,
    const ActivityLine *line, const GhgInput *input, size_t column)
{
	const char *chosen = field_get(req->mem, &LINE_FORM, line, unit_field(req->mem, input, column));
	const Option *options;
	if (*chosen)
		return chosen;
	size_t count = unit_options(
	    req, inventory, category, *line->item ? line->item : NULL, input, "", &options);
	return count ? options[0].value : "";
}

/* ---- the table ---- */

static void fill_columns(Req *req, const Inventory *inventory, const ActivityLine *line,
    const GhgCategory *category, const GhgInput *const inputs[], MonthsView *out)
{
	for (size_t i = 0; i < out->column_count; i++) {
		const char *unit = unit_of(req, inventory, category, line, inputs[i], i);
		out->columns[i].label = science_text(req->mem, ghg_words(inputs[i]->label, req->lang));
		out->columns[i].unit = str_eq(unit, "1") ? "" : unit_short_label(req->mem, req->lang, unit);
		out->columns[i].unit_field = unit_field(req->mem, inputs[i], i);
	}
}

static const char *problem_at(const LineView *view, const char *field)
{
	for (size_t i = 0; i < view->problem_count; i++)
		if (str_eq(view->problems[i].field_id, field))
			return view->problems[i].text;
	return NULL;
}

static FieldView month_cell(
    Req *req, const LineView *view, const GhgInput *input, size_t column, size_t month, const char *name)
{
	const char *field = month_field(req->mem, input, column, month);
	return (FieldView){
	    .name = field,
	    .label = arena_printf(req->mem, "%s %s", name, ghg_words(input->label, req->lang)),
	    .value = field_get(req->mem, &LINE_FORM, view->line, field),
	    .problem = problem_at(view, field),
	    .save_url = view->can_edit ? view->save_url : NULL,
	    .version = view->line->version,
	    .is_disabled = !view->can_edit,
	    .maxlength = INVENTORY_TEXT_MAX,
	};
}

static bool is_covered(
    const LineScene *scene, int64_t line_id, int month_count, size_t month, const char *kind)
{
	const EvidenceLink *links;
	size_t count = evidence_slice(scene->links, scene->link_count, "line", line_id, &links);
	for (size_t i = 0; i < count; i++)
		if ((!kind || str_eq(links[i].kind, kind)) &&
		    (evidence_proven(links[i].months, month_count) >> month & 1))
			return true;
	return false;
}

static void fill_means(Req *req, const LineResult *result, const GhgInput *const inputs[], MonthsView *out)
{
	const GhgWeighted *weighted = result->is_known ? result->result.weighted : NULL;
	out->means[0] = isnan(result->amount) ? "-" : num_text(req->mem, result->amount, 2);
	for (size_t i = 1; i < out->column_count; i++) {
		out->means[i] = "-";
		for (size_t k = 0; weighted && k < weighted->input_count; k++)
			if (weighted->inputs[k].input == inputs[i])
				out->means[i] = num_text(req->mem, weighted->inputs[k].mean, 6);
	}
	out->tco2e = result->is_known ? num_text(req->mem, result->result.tco2e, 2) : "-";
}

void line_months_fill(
    Req *req, const LineScene *scene, const LineView *view, const LineResult *result, MonthsView *out)
{
	const Inventory *inventory = scene->frame->inventory;
	const GhgInput *inputs[MONTH_COLUMNS];
	*out = (MonthsView){.line_id = view->line->id, .version = view->line->version};
	if (!line_has_measured_months(result->category))
		return;
	out->column_count = month_inputs(result->category, inputs);
	out->row_count = (size_t)inventory->month_count;
	out->paste_url = view->can_edit ? arena_printf(req->mem, "%s/months", view->href) : NULL;
	fill_columns(req, inventory, view->line, result->category, inputs, out);
	fill_means(req, result, inputs, out);
	const GhgWeighted *weighted = result->is_known ? result->result.weighted : NULL;
	MonthRow *rows = ARENA_ARRAY(req->mem, MonthRow, out->row_count);
	for (size_t m = 0; m < out->row_count; m++) {
		int year, month;
		inventory_month(inventory, (int)m, &year, &month);
		FieldView *cells = ARENA_ARRAY(req->mem, FieldView, out->column_count);
		rows[m] = (MonthRow){.name = arena_printf(req->mem, "%04d-%02d", year, month),
		    .cells = cells,
		    .is_proven = is_covered(scene, view->line->id, inventory->month_count, m, NULL),
		    .has_laboratory = is_covered(
			scene, view->line->id, inventory->month_count, m, "laboratory"),
		    .tco2e = weighted ? num_text(req->mem, weighted->tco2e[m], 2) : "-"};
		for (size_t i = 0; i < out->column_count; i++)
			cells[i] = month_cell(req, view, inputs[i], i, m, rows[m].name);
	}
	out->rows = rows;
}

/* ---- pasted cells ---- */

typedef struct Paste {
	const Inventory *inventory;
	const GhgCategory *category;
	const GhgInput *inputs[MONTH_COLUMNS];
	size_t column_count;
	size_t column, month; /* where the first cell goes */
	FieldEdit edits[PASTED_MAX + MONTH_COLUMNS];
	size_t count;
	size_t rows, columns; /* of what was pasted */
} Paste;

/* Which cell the focus was in; the first amount when the page did not say. */
static void find_place(Req *req, Paste *paste)
{
	const char *name = form_text(req, "name");
	for (size_t i = 0; i < paste->column_count; i++)
		for (int m = 0; m < paste->inventory->month_count; m++)
			if (str_eq(name, month_field(req->mem, paste->inputs[i], i, (size_t)m))) {
				paste->column = i;
				paste->month = (size_t)m;
			}
}

static void take_cell(Req *req, Paste *paste, const char *at, size_t len)
{
	size_t column = paste->column + paste->columns, month = paste->month + paste->rows;
	if (column >= paste->column_count || month >= (size_t)paste->inventory->month_count)
		return;
	paste->edits[paste->count++] = (FieldEdit){
	    month_field(req->mem, paste->inputs[column], column, month),
	    str_trim(req->mem, arena_copy_n(req->mem, at, len))};
}

static void take_cells(Req *req, Paste *paste, const char *tsv)
{
	size_t widest = 0;
	for (const char *at = tsv; *at; paste->rows++) {
		for (paste->columns = 0;; paste->columns++) {
			size_t len = strcspn(at, "\t\r\n");
			take_cell(req, paste, at, len);
			at += len;
			if (*at != '\t')
				break;
			at++;
		}
		widest = paste->columns + 1 > widest ? paste->columns + 1 : widest;
		at += *at == '\r';
		at += *at == '\n';
	}
	paste->columns = widest;
}

/* Values that were pasted come in the unit that the head of the column shows. */
static void take_units(Req *req, const ActivityLine *line, Paste *paste)
{
	for (size_t i = paste->column; i < paste->column + paste->columns && i < paste->column_count; i++) {
		const char *field = unit_field(req->mem, paste->inputs[i], i);
		const char *unit = unit_of(req, paste->inventory, paste->category, line, paste->inputs[i], i);
		if (*unit && !*field_get(req->mem, &LINE_FORM, line, field))
			paste->edits[paste->count++] = (FieldEdit){field, unit};
	}
}

static const char *paste_too_large(Req *req, const Paste *paste)
{
	size_t columns = paste->column_count - paste->column;
	size_t rows = (size_t)paste->inventory->month_count - paste->month;
	if (paste->columns > columns)
		return SAY(req, W_calculator_months_paste_columns, "n",
		    arena_printf(req->mem, "%zu", paste->columns), "columns",
		    arena_printf(req->mem, "%zu", columns));
	if (paste->rows > rows)
		return SAY(req, W_calculator_months_paste_rows, "n",
		    arena_printf(req->mem, "%zu", paste->rows), "rows", arena_printf(req->mem, "%zu", rows));
	return NULL;
}

/* The version that the page showed ("17:3"); the one in force when it did not say. */
static int64_t version_shown(Req *req, const ActivityLine *line)
{
	const char *colon = strchr(form_text(req, "versions"), ':');
	int64_t version = colon ? strtoll(colon + 1, NULL, 10) : 0;
	return version > 0 ? version : line->version;
}

/* POST /me/calculator/enterprise/{id}/lines/{line}/months: cells pasted into the table, all of them or none.
 */
Err line_months_paste(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	ActivityLine line;
	err = activity_line_of(
	    req->db, req->mem, inventory.org_id, inventory.id, path_id(req, "line"), &line);
	if (err)
		return err;
	Paste *paste = ARENA_NEW(req->mem, Paste);
	*paste = (Paste){.inventory = &inventory,
	    .category = inventory_category(inventory.ghg, &inventory, line.category)};
	paste->column_count = month_inputs(paste->category, paste->inputs);
	if (!paste->column_count)
		return ERR_INPUT;
	find_place(req, paste);
	take_cells(req, paste, form_text(req, "tsv"));
	const char *problem = paste_too_large(req, paste);
	if (problem)
		return answer_pasted(req, NULL, problem);
	take_units(req, &line, paste);
	LineSaved saved;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(
		    &change, line_save_fields(&change, line.id, version_shown(req, &line), paste->edits,
				 paste->count, &saved));
	if (err)
		return err;
	if (saved.merge.conflict_count || saved.merge.fault)
		return answer_pasted(req, NULL, paste_stopped(req, &saved.merge));
	return answer_pasted(
	    req, link_to(req, "%s", line_href(req->mem, inventory.id, line.id, "months")), NULL);
}
