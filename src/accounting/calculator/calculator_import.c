/* Lines from a spreadsheet: pasted text with a preview, CSV and XLSX files, and the template to fill.
 * Whatever is wrong is shown cell by cell, and nothing is half loaded. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_import.html.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_table.h"
#include "calculator/calculator_web.h"
#include "doc/sheet.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"
#include "wizard/wizard.h"

enum {
	SHOWN_ROWS = 100,
	SHOWN_COLUMNS = TABLE_FIELDS + TABLE_INPUTS,
	IMPORT_MAX_ROWS = 100000,
	PASTE_MAX_BYTES = 1024 * 1024
};

/* What reading a table gave. */
typedef struct Reading {
	TableLayout layout;
	ActivityLine *lines;
	size_t count, room;
	ImportRow rows[SHOWN_ROWS]; /* the first ones, or the first with problems */
	size_t row_count;
	const char *heads[SHOWN_COLUMNS];
	size_t head_count;
	size_t wrong_cells;
	const char *fault;
} Reading;

static const char *fault_text(Req *req, const TableFault *fault)
{
	const char *limit = arena_printf(req->mem, "%lld", (long long)fault->limit);
	const char *row = arena_printf(req->mem, "%lld", (long long)fault->row);
	switch (fault->kind) {
	case TABLE_EMPTY_FILE:
		return SAY(req, W_calculator_import_empty);
	case TABLE_OLD_FORMAT:
		return SAY(req, W_calculator_import_old_format);
	case TABLE_TOO_LARGE:
	case TABLE_TOO_MANY_ROWS:
	case TABLE_TOO_MANY_COLUMNS:
	case TABLE_CELL_TOO_LONG:
		return SAY(req, W_calculator_import_too_large, "limit", limit, "row", row);
	case TABLE_BAD_ENCODING:
		return SAY(req, W_calculator_import_encoding, "row", row);
	case TABLE_NOT_COMPUTED:
		return SAY(req, W_calculator_import_not_computed, "cell", fault->cell);
	default:
		return SAY(req, W_calculator_import_broken, "row", row, "cell", fault->cell);
	}
}

static void show_row(Req *req, const TableRow *row, const TableLine *line, Reading *out)
{
	if (out->row_count == SHOWN_ROWS)
		return;
	size_t width = (size_t)(row->count > out->layout.columns ? row->count : out->layout.columns);
	if (width > SHOWN_COLUMNS)
		width = SHOWN_COLUMNS;
	ImportCell *cells = ARENA_ARRAY(req->mem, ImportCell, width + 1);
	for (size_t i = 0; i < width; i++)
		cells[i].text = arena_copy(req->mem, table_cell(row, (int)i));
	for (size_t i = 0; i < line->problem_count; i++)
		if ((size_t)line->problems[i].column < width)
			cells[line->problems[i].column].problem = arena_copy(
			    req->mem, line->problems[i].text);
	out->rows[out->row_count++] = (ImportRow){.number = row->number,
	    .cells = cells,
	    .cell_count = width,
	    .result = num_text(req->mem, line->tco2e, 2)};
}

static void keep_line(Arena *mem, Reading *out, const ActivityLine *line)
{
	if (out->count == out->room) {
		size_t room = out->room ? out->room * 2 : 256;
		ActivityLine *larger = ARENA_ARRAY(mem, ActivityLine, room);
		if (out->count)
			memcpy(larger, out->lines, out->count * sizeof *larger);
		out->lines = larger;
		out->room = room;
	}
	out->lines[out->count++] = *line;
}

static void read_heads(Req *req, const TableScene *scene, const TableRow *first, Reading *out)
{
	int width = out->layout.columns;
	out->head_count = (size_t)(width > SHOWN_COLUMNS ? SHOWN_COLUMNS : width);
	for (size_t column = 0; column < out->head_count; column++) {
		out->heads[column] = "";
		for (int field = 0; field < TABLE_FIELDS; field++)
			if (out->layout.column_of[field] == (int)column)
				out->heads[column] = table_field_title(
				    req->mem, scene->inventory, field, req->lang);
	}
	for (int i = 0; i < out->layout.input_count; i++)
		if ((size_t)out->layout.inputs[i].column < out->head_count)
			out->heads[out->layout.inputs[i].column] = arena_copy(
			    req->mem, first->cells[out->layout.inputs[i].column]);
}

/* Copies what the arena of a row held into the request's: lines outlive their rows. */
static ActivityLine line_kept(Arena *mem, const ActivityLine *line)
{
	ActivityLine kept = *line;
	const char **texts[] = {&kept.label, &kept.amount_text, &kept.amount_unit, &kept.monthly,
	    &kept.factor_text, &kept.factor_unit, &kept.factor_source, &kept.note, &kept.inputs};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (**texts[i])
			*texts[i] = arena_copy(mem, *texts[i]);
	return kept;
}

static void read_rows(Req *req, const TableScene *scene, Table *table, Reading *out)
{
	TableRow row;
	bool is_first = true;
	Arena *scratch = arena_open();
	while (table_next(table, &row)) {
		if (is_first) {
			is_first = false;
			out->layout = table_layout(req->mem, scene, &row);
			read_heads(req, scene, &row, out);
			if (!out->layout.is_usable) {
				out->fault = SAY(req, W_calculator_import_no_head);
				break;
			}
			if (out->layout.has_head)
				continue;
		}
		TableLine line;
		table_line(scratch, scene, &out->layout, &row, &line);
		if (line.problem_count) {
			if (out->wrong_cells == 0)
				out->row_count = 0; /* from now on only rows with problems are shown */
			out->wrong_cells += line.problem_count;
			show_row(req, &row, &line, out);
		} else if (out->wrong_cells == 0) {
			show_row(req, &row, &line, out);
			ActivityLine kept = line_kept(req->mem, &line.line);
			keep_line(req->mem, out, &kept);
		}
		arena_reset(scratch);
	}
	arena_close(scratch);
	if (!out->fault && !out->wrong_cells && !out->count)
		out->fault = SAY(req, W_calculator_import_empty);
}

static TableScene scene_of(Req *req, const InventoryFrame *frame)
{
	const char *category = form_text(req, "category");
	return (TableScene){.ghg = frame->inventory->ghg,
	    .inventory = frame->inventory,
	    .facilities = frame->c->facilities,
	    .facility_count = frame->c->facility_count,
	    .category = inventory_category(frame->inventory->ghg, frame->inventory, category) ? category : "",
	    .lang = req->lang,
	    .named = ARENA_NEW(req->mem, NamedItems)};
}

static void read_table(Req *req, const TableScene *scene, const char *path, const char *pasted, Reading *out)
{
	Table *table;
	TableFault fault = {0};
	TableChoice choice = {
	    .max_rows = IMPORT_MAX_ROWS + 1, .max_columns = 64, .max_file_bytes = INVENTORY_IMPORT_MAX_BYTES};
	Err err;
	if (path) {
		err = table_open_file(req->mem, path, &choice, &table, &fault);
	} else {
		choice.kind = TABLE_PASTE;
		err = table_open_bytes(req->mem, pasted, strlen(pasted), &choice, &table, &fault);
	}
	if (!err) {
		read_rows(req, scene, table, out);
		bool stopped = out->fault != NULL;
		err = table_end(table);
		if (stopped)
			return;
	}
	if (err)
		out->fault = fault_text(req, &fault);
}

/* ---- the page ---- */

static void fill_categories(Req *req, ImportView *view)
{
	const GhgMethod *method = inventory_method(view->frame.inventory->ghg, view->frame.inventory);
	size_t count = method ? method->category_count : 0;
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++)
		choices[i] = (Choice){.value = method->categories[i].code,
		    .text = category_name(&method->categories[i], req->lang)};
	view->category = (FieldView){.name = "category",
	    .label = SAY(req, W_calculator_import_category),
	    .hint = SAY(req, W_calculator_import_category_hint),
	    .choices = choices,
	    .choice_count = count,
	    .placeholder = SAY(req, W_calculator_import_category_in_table),
	    .value = form_text(req, "category")};
}

static Err show_import(
    Req *req, int status, InventoryFrame *frame, const Reading *reading, const char *pasted)
{
	ImportView view = {.frame = *frame, .pasted = pasted, .key = id_new()};
	view.action = inventory_href(req->mem, frame->inventory->id, "import");
	view.template_xlsx = inventory_href(req->mem, frame->inventory->id, "import/template?format=xlsx");
	view.template_csv = inventory_href(req->mem, frame->inventory->id, "import/template?format=csv");
	fill_categories(req, &view);
	if (reading) {
		view.columns = reading->heads;
		view.column_count = reading->head_count;
		view.rows = reading->rows;
		view.row_count = reading->row_count;
		view.total_rows = reading->count;
		view.wrong_cells = reading->wrong_cells;
		view.fault = reading->fault;
		view.is_preview = !reading->fault && !reading->wrong_cells && reading->count;
	}
	Page page = inventory_page(req, frame, W_calculator_import);
	page.is_wide = reading != NULL;
	return show_page(req, status, &page, html_inventory_import, &view);
}

/* GET /me/calculator/enterprise/{id}/import */
Err import_show(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(req, STEP_SCOPE12, &frame);
	if (err)
		return err;
	return show_import(req, 200, &frame, NULL, "");
}

static Err load(Req *req, const InventoryFrame *frame, Reading *reading, const char *origin)
{
	for (size_t i = 0; i < reading->count; i++)
		reading->lines[i].id = id_new();
	int64_t key;
	if (reading->count && str_to_int(form_text(req, "key"), &key) && key > 0)
		reading->lines[0].id = key; /* sending the form twice breaks on it */
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), frame->inventory->id, &change);
	if (!err)
		err = inventory_change_end(
		    &change, lines_insert(&change, reading->lines, reading->count, origin));
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_calculator_too_many_lines));
	return err;
}

/* After a key that was taken: OK when the same form was loaded before, ERR_NOT_FOUND when it names no line of
 * ours and so nothing was loaded. */
static Err loaded_before(Req *req, const InventoryFrame *frame, const Reading *reading)
{
	ActivityLine first;
	return activity_line_of(
	    req->db, req->mem, req->who.org_id, frame->inventory->id, reading->lines[0].id, &first);
}

static const char *after_import(Req *req, const InventoryFrame *frame, const Reading *reading)
{
	bool is_scope3 = ghg_scope3_number(reading->lines[0].category) > 0;
	return arena_printf(req->mem, "%s#c-%s",
	    inventory_href(req->mem, frame->inventory->id, is_scope3 ? "scope3" : "scope12"),
	    reading->lines[0].category);
}

static void say_imported(Req *req, const Reading *reading)
{
	flash(req, SAY(req, W_calculator_imported, "n", arena_printf(req->mem, "%zu", reading->count)));
}

/* ---- cells pasted into the activity table itself ---- */

/* The version of a line that the page showed ("17:3,18:1"); the one in force when the page did not say. */
static int64_t version_shown(Req *req, const ActivityLine *line)
{
	const char *mark = arena_printf(req->mem, ",%lld:", (long long)line->id);
	const char *at = strstr(arena_printf(req->mem, ",%s", form_text(req, "versions")), mark);
	int64_t version = at ? strtoll(at + strlen(mark), NULL, 10) : 0;
	return version > 0 ? version : line->version;
}

/* A cell a line; `edits` has room for `most`. The number of cells, which may be more than that. */
static size_t column_edits(
    Req *req, const char *name, const char *tsv, const ActivityLine lines[], size_t most, LineEdit edits[])
{
	size_t cells = 0;
	for (const char *at = tsv; *at; cells++) {
		size_t len = strcspn(at, "\r\n");
		if (cells < most)
			edits[cells] = (LineEdit){.line_id = lines[cells].id,
			    .seen = version_shown(req, &lines[cells]),
			    .edit = {name, str_trim(req->mem, arena_copy_n(req->mem, at, len))}};
		at += len;
		at += *at == '\r';
		at += *at == '\n';
	}
	return cells;
}

/* One column of cells: they fill the same field of this line and those after it, all of them or none. */
static Err paste_down(
    Req *req, const InventoryFrame *frame, const ActivityLine *first, const char *name, const char *tsv)
{
	ActivityLine *lines;
	size_t count;
	LineCursor before = {first->position, first->id - 1};
	Err err = inventory_lines(req->db, req->mem, req->who.org_id, frame->inventory->id, first->category,
	    before, INVENTORY_PAGE_LINES, &lines, &count);
	if (err)
		return err;
	LineEdit edits[INVENTORY_PAGE_LINES];
	size_t cells = column_edits(req, name, tsv, lines, count, edits), stopped;
	if (cells > count)
		return answer_pasted(req, NULL,
		    SAY(req, W_calculator_paste_too_many, "n", arena_printf(req->mem, "%zu", cells), "lines",
			arena_printf(req->mem, "%zu", count)));
	LineSaved saved;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), frame->inventory->id, &change);
	if (err)
		return err;
	err = inventory_change_end(&change, lines_save_fields(&change, edits, cells, &stopped, &saved));
	if (err && err != ERR_CONFLICT)
		return err;
	if (err)
		return answer_pasted(req, NULL,
		    SAY(req, W_calculator_paste_refused, "n", arena_printf(req->mem, "%zu", stopped + 1),
			"problem", paste_stopped(req, &saved.merge)));
	return answer_pasted(req,
	    link_to(req, "%s#line-%lld",
		inventory_href(req->mem, frame->inventory->id,
		    ghg_scope3_number(first->category) ? "scope3" : "scope12"),
		(long long)first->id),
	    NULL);
}

static Err paste_cells(Req *req, const InventoryFrame *frame, const char *tsv)
{
	int64_t line_id = 0;
	ActivityLine first = {.category = ""};
	if (str_to_int(form_text(req, "line"), &line_id) && line_id) {
		Err err = activity_line_of(
		    req->db, req->mem, req->who.org_id, frame->inventory->id, line_id, &first);
		if (err)
			return err;
	}
	const char *name = form_text(req, "name");
	bool is_one_column = !strchr(tsv, '\t');
	if (is_one_column && line_id && (str_eq(name, "amount") || str_eq(name, "factor")))
		return paste_down(req, frame, &first, name, tsv);
	TableScene scene = scene_of(req, frame);
	if (!*scene.category)
		scene.category = first.category;
	Reading *reading = ARENA_NEW(req->mem, Reading);
	read_table(req, &scene, NULL, tsv, reading);
	if (reading->fault)
		return answer_pasted(req, NULL, reading->fault);
	if (reading->wrong_cells) {
		const ImportRow *row = &reading->rows[0];
		const char *problem = "";
		for (size_t i = 0; i < row->cell_count && !*problem; i++)
			if (row->cells[i].problem)
				problem = row->cells[i].problem;
		return answer_pasted(req, NULL,
		    SAY(req, W_calculator_paste_refused, "n",
			arena_printf(req->mem, "%lld", (long long)row->number), "problem", problem));
	}
	Err err = load(req, frame, reading, "paste");
	if (err)
		return err;
	say_imported(req, reading);
	return answer_pasted(req, link_to(req, "%s", after_import(req, frame, reading)), NULL);
}

/* POST /me/calculator/enterprise/{id}/import: a file, or pasted text (first a preview, then confirm=1), or
 * cells that the page's script caught (tsv). */
Err import_do(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(req, STEP_SCOPE12, &frame);
	if (err)
		return err;
	if (!frame.can_edit)
		return fail_shown(req, ERR_CONFLICT, frame.locked_text);
	if (req->wants_json && form_has(req, "tsv"))
		return paste_cells(req, &frame, form_text(req, "tsv"));

	TableScene scene = scene_of(req, &frame);
	const char *pasted = form_text(req, "pasted");
	bool is_file = upload_count(req) > 0 && upload_at(req, 0)->size > 0;
	Reading *reading = ARENA_NEW(req->mem, Reading);
	if (!is_file && strlen(pasted) > PASTE_MAX_BYTES)
		reading->fault = SAY(req, W_calculator_import_paste_too_long);
	else
		read_table(req, &scene, is_file ? upload_at(req, 0)->path : NULL, pasted, reading);
	bool is_wrong = reading->fault || reading->wrong_cells;
	if (is_wrong || (!is_file && !form_has(req, "confirm")))
		return show_import(req, is_wrong ? 422 : 200, &frame, reading, is_file ? "" : pasted);

	err = load(req, &frame, reading, is_file ? upload_at(req, 0)->name : "paste");
	if (err == ERR_CONFLICT)
		err = loaded_before(req, &frame, reading);
	else if (!err)
		say_imported(req, reading);
	if (err)
		return err;
	return see_other(req, "%s", after_import(req, &frame, reading));
}

/* ---- the template ---- */

/* The heads of further columns that a category can use. */
static const char *further_inputs(Req *req, const GhgCategory *category)
{
	Buf text = buf_in(req->mem, BUF_FIELDS_MAX);
	for (size_t i = 1; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		if (!str_eq(input->name, "factor"))
			buf_printf(&text, "%s%s", text.len ? ", " : "", ghg_words(input->label, req->lang));
	}
	return buf_take(&text);
}

static Err write_template(Req *req, const InventoryFrame *frame, Sheet *sheet)
{
	const Inventory *inventory = frame->inventory;
	int fields = TABLE_MONTH_1 + inventory->month_count;
	SheetColumn *columns = ARENA_ARRAY(req->mem, SheetColumn, (size_t)fields);
	for (int i = 0; i < fields; i++)
		columns[i] = (SheetColumn){.title = table_field_title(req->mem, inventory, i, req->lang),
		    .width = i < TABLE_AMOUNT ? 22 : 12};
	sheet_page(sheet, SAY(req, W_calculator_import_sheet), NULL, NULL, columns, fields, 2);
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	SheetColumn names[] = {{.title = SAY(req, W_inventory_line_category), .width = 28},
	    {.title = SAY(req, W_inventory_line_item), .width = 28},
	    {.title = SAY(req, W_inventory_line_unit), .width = 40},
	    {.title = SAY(req, W_calculator_import_further), .width = 60}};
	sheet_page(sheet, SAY(req, W_calculator_import_names), NULL, NULL, names, 4, 1);
	GhgSettings settings = inventory_settings(inventory);
	for (size_t c = 0; method && c < method->category_count; c++) {
		const GhgCategory *category = &method->categories[c];
		size_t count = 0;
		const GhgItem *items = category->items == GHG_NO_ITEM
					   ? NULL
					   : ghg_items(inventory->ghg, req->mem, &settings, category, &count);
		for (size_t i = 0; i < count || i == 0; i++) {
			const char *item = i < count ? items[i].code : NULL;
			Buf units = buf_in(req->mem, BUF_FIELDS_MAX);
			const char *const *offered = category->input_count
							 ? ghg_input_units(inventory->ghg, req->mem,
							       &settings, category, item,
							       &category->inputs[0])
							 : (const char *const[]){NULL};
			for (size_t u = 0; offered[u]; u++)
				buf_printf(&units, "%s%s", u ? ", " : "", offered[u]);
			sheet_text(sheet, category_name(category, req->lang));
			sheet_text(sheet, item ? ghg_words(items[i].name, req->lang) : "");
			sheet_text(sheet, buf_take(&units));
			sheet_text(sheet, i == 0 ? further_inputs(req, category) : "");
			sheet_row_end(sheet);
		}
	}
	return OK;
}

/* GET /me/calculator/enterprise/{id}/import/template?format=xlsx|csv */
Err import_template(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(req, STEP_SCOPE12, &frame);
	if (err)
		return err;
	const Inventory *inventory = frame.inventory;
	SheetFormat format = str_eq(query_text(req, "format"), "csv") ? SHEET_CSV : SHEET_XLSX;
	Sheet *sheet;
	err = sheet_open(
	    req->mem, format, &(SheetAbout){.title = SAY(req, W_calculator_import_sheet)}, &sheet);
	if (err)
		return err;
	if (format == SHEET_CSV) { /* the head alone: a second table in one CSV could not be read back */
		Buf head = buf_in(req->mem, BUF_FIELDS_MAX);
		sheet_drop(sheet);
		buf_text(&head, "\xEF\xBB\xBF");
		for (int i = 0; i < TABLE_MONTH_1 + inventory->month_count; i++) {
			if (i)
				buf_char(&head, ',');
			csv_field(&head, table_field_title(req->mem, inventory, i, req->lang));
		}
		buf_text(&head, "\r\n");
		answer_header(req, "Content-Disposition", "attachment; filename=\"activity-lines.csv\"");
		return answer_text(req, 200, sheet_media_type(SHEET_CSV), &head);
	}
	err = write_template(req, &frame, sheet);
	if (err)
		return err;
	Buf bytes = buf_in(req->mem, 4 * 1024 * 1024);
	err = sheet_finish_buf(sheet, &bytes);
	if (err)
		return err;
	answer_header(req, "Content-Disposition", "attachment; filename=\"activity-lines.xlsx\"");
	return answer_text(req, 200, sheet_media_type(SHEET_XLSX), &bytes);
}
