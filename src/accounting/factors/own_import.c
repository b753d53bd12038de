/* Own factors from a spreadsheet: the table is read whole and shown with what is wrong in which cell; nothing
 * is stored before the second click. */
#include "account/account.po.h"
#include "base/rand.h"
#include "base/str.h"
#include "doc/sheet.h"
#include "factors/factors.po.h"
#include "factors/factors_web.h"
#include "factors/own_factors.html.h"
#include "factors/own_form.h"
#include "factors/own_table.h"

#include <string.h>

enum { SHOWN_ROWS = 100, MAX_ROWS = 1000, TEXT_MAX_BYTES = 2 * 1024 * 1024 };

/* What reading a table gave. */
typedef struct Reading {
	OwnLayout layout;
	OwnFactor *factors;
	const OwnFactor **others; /* those in use, then those of the table */
	size_t other_count;
	size_t count;
	OwnImportRow rows[SHOWN_ROWS]; /* the first ones, or the first with problems */
	size_t row_count;
	size_t wrong_cells;
	const char *fault;
} Reading;

static OwnTitles titles_of(Req *req)
{
	OwnTitles titles;
	Req zh = *req, en = *req;
	zh.lang = ZH;
	en.lang = EN;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		titles.of[0][field] = own_field_label(&zh, field);
		titles.of[1][field] = own_field_label(&en, field);
		titles.of[2][field] = own_field_name(field);
	}
	return titles;
}

static const char *fault_text(Req *req, const TableFault *fault)
{
	static const Word WORDS[] = {TABLE_FAULT_WORDS};
	return SAY(req, WORDS[fault->kind], "cell", fault->cell ? fault->cell : "", "row",
	    arena_printf(req->mem, "%lld", (long long)fault->row), "detail",
	    fault->detail ? fault->detail : "", "limit",
	    arena_printf(req->mem, "%lld", (long long)fault->limit));
}

static void show_row(
    Req *req, Reading *out, int64_t number, const OwnFactor *factor, const OwnProblem problems[OWN_FIELDS])
{
	if (out->row_count == SHOWN_ROWS)
		return;
	OwnFactor copy = *factor;
	OwnImportCell *cells = ARENA_ARRAY(req->mem, OwnImportCell, OWN_FIELDS);
	int wrong = 0;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		const char *text = *own_field_text(&copy, field);
		cells[field].text = field == OWN_PURPOSE ? own_purpose_text(req, text) : text;
		cells[field].problem = own_problem_text(req, factor, field, problems[field]);
		wrong += cells[field].problem != NULL;
	}
	bool is_bad = false;
	const char *doubt = wrong ? NULL : own_doubt_text(req, factor, &is_bad);
	out->rows[out->row_count++] = (OwnImportRow){number, cells, is_bad ? doubt : NULL};
}

static void take_row(Req *req, const TableRow *row, Reading *out)
{
	OwnFactor *factor = &out->factors[out->count];
	OwnProblem problems[OWN_FIELDS];
	int wrong = own_table_row(
	    req->mem, &out->layout, row, out->others, out->other_count, factor, problems);
	if (wrong && out->wrong_cells == 0)
		out->row_count = 0; /* from now on only rows with problems are shown */
	out->wrong_cells += (size_t)wrong;
	if (wrong || out->wrong_cells == 0)
		show_row(req, out, row->number, factor, problems);
	out->others[out->other_count++] = factor;
	out->count++;
}

static void read_rows(Req *req, Table *table, Reading *out)
{
	OwnTitles titles = titles_of(req);
	TableRow row;
	bool is_first = true;
	while (!out->fault && table_next(table, &row)) {
		if (is_first)
			out->layout = own_layout(&titles, &row);
		bool is_head = is_first && out->layout.has_head;
		is_first = false;
		if (out->layout.missing != OWN_FIELDS)
			out->fault = SAY(req, W_factors_own_import_missing, "field",
			    own_field_label(req, out->layout.missing));
		else if (!is_head && out->count == MAX_ROWS)
			out->fault = SAY(
			    req, W_factors_own_import_rows, "max", arena_printf(req->mem, "%d", MAX_ROWS));
		else if (!is_head)
			take_row(req, &row, out);
	}
	if (!out->fault && out->count == 0)
		out->fault = SAY(req, W_factors_own_import_empty);
}

static Err read_table(Req *req, const char *path, const char *pasted, Reading *out)
{
	OwnFactor *in_use;
	size_t count;
	Err err = own_factors_in_use(req->db, req->mem, req->who.org_id, &in_use, &count);
	if (err)
		return err;
	out->factors = ARENA_ARRAY(req->mem, OwnFactor, MAX_ROWS + 1);
	out->others = ARENA_ARRAY(req->mem, const OwnFactor *, count + MAX_ROWS + 1);
	for (size_t i = 0; i < count; i++)
		out->others[out->other_count++] = &in_use[i];

	Table *table;
	TableFault fault = {0};
	TableChoice choice = {.kind = path ? TABLE_SNIFF : TABLE_PASTE,
	    .max_rows = MAX_ROWS + 2,
	    .max_columns = 64,
	    .max_file_bytes = OWN_IMPORT_MAX_BYTES};
	Err reading = path ? table_open_file(req->mem, path, &choice, &table, &fault)
			   : table_open_bytes(req->mem, pasted, strlen(pasted), &choice, &table, &fault);
	if (!reading) {
		read_rows(req, table, out);
		reading = table_end(table);
	}
	if (fault.kind && (!out->fault || out->count == 0))
		out->fault = fault_text(req, &fault);
	return fault.kind ? OK : reading;
}

/* ---- the page ---- */

static Err show_import(Req *req, int status, const Reading *reading, const char *pasted)
{
	const char **heads = ARENA_ARRAY(req->mem, const char *, OWN_FIELDS);
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		heads[field] = own_field_label(req, field);
	OwnImportView view = {.pasted = pasted, .key = id_new(), .heads = heads, .head_count = OWN_FIELDS};
	if (reading) {
		view.fault = reading->fault;
		view.rows = reading->rows;
		view.row_count = reading->row_count;
		view.total_rows = reading->count;
		view.wrong_cells = reading->wrong_cells;
		view.is_preview = !reading->fault && !reading->wrong_cells;
	}
	if (view.is_preview) {
		view.pasted = own_table_text(req->mem, reading->factors, reading->count, TEXT_MAX_BYTES);
		if (!view.pasted)
			return ERR_TOO_LARGE;
	}
	const Crumb crumbs[] = {{SAY(req, W_account_crumb_me), "/me"},
	    {SAY(req, W_factors_own_title), "/me/factors"}, {SAY(req, W_factors_own_import), NULL}, {0}};
	Page page = {.title = SAY(req, W_factors_own_import),
	    .sub = SAY(req, W_factors_own_import_sub),
	    .section = "me",
	    .crumbs = crumbs,
	    .is_wide = reading && reading->row_count};
	return show_page(req, status, &page, html_own_import, &view);
}

/* GET /me/factors/import */
Err own_import_show(Req *req)
{
	return show_import(req, 200, NULL, "");
}

static void set_ids(Req *req, Reading *reading)
{
	int64_t key;
	for (size_t i = 0; i < reading->count; i++)
		reading->factors[i].id = id_new();
	if (str_to_int(form_text(req, "key"), &key) && key > 0)
		reading->factors[0].id = key; /* sending the form twice breaks on it */
}

/* After the same table was stored already its names are taken: that is the second click of a double click. */
static Err answer_if_done(Req *req, bool *is_done)
{
	int64_t key = 0;
	OwnFactor first;
	str_to_int(form_text(req, "key"), &key);
	Err err = own_factor_of_org(req->db, req->mem, req->who.org_id, key, &first);
	*is_done = !err;
	return err == ERR_NOT_FOUND ? OK : err;
}

/* POST /me/factors/import: a file or pasted text is shown; with confirm=1 what was shown is stored. */
Err own_import_do(Req *req)
{
	bool is_file = upload_count(req) > 0 && upload_at(req, 0)->size > 0;
	bool is_confirmed = form_has(req, "confirm") && !is_file;
	const char *pasted = form_text(req, "pasted");
	if (is_confirmed) {
		bool is_done;
		Err err = answer_if_done(req, &is_done);
		if (err)
			return err;
		if (is_done)
			return see_other(req, "/me/factors");
	}
	Reading *reading = ARENA_NEW(req->mem, Reading);
	Err err = read_table(req, is_file ? upload_at(req, 0)->path : NULL, pasted, reading);
	if (err)
		return err;
	bool is_wrong = reading->fault || reading->wrong_cells;
	if (is_wrong || !is_confirmed)
		return show_import(req, is_wrong ? 422 : 200, reading, is_file ? "" : pasted);

	set_ids(req, reading);
	err = own_factors_add(scope_of(req), reading->factors, reading->count, "table");
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_factors_own_too_many));
	if (err && err != ERR_CONFLICT)
		return err;
	flash(req, SAY(req, W_factors_own_imported, "n", arena_printf(req->mem, "%zu", reading->count)));
	return see_other(req, "/me/factors");
}

/* ---- the template ---- */

static void write_units(Req *req, Sheet *sheet)
{
	SheetColumn columns[] = {{.title = SAY(req, W_factors_own_purpose), .width = 16},
	    {.title = SAY(req, W_factors_own_unit), .width = 20}};
	sheet_page(sheet, SAY(req, W_factors_own_import_units), NULL, NULL, columns, 2, 1);
	for (size_t p = 0; OWN_PURPOSES[p]; p++) {
		for (const char *const *unit = own_units(OWN_PURPOSES[p]); *unit; unit++) {
			sheet_text(sheet, own_purpose_text(req, OWN_PURPOSES[p]));
			sheet_text(sheet, *unit);
			sheet_row_end(sheet);
		}
	}
}

/* GET /me/factors/import/template?format=xlsx|csv */
Err own_import_template(Req *req)
{
	bool is_csv = str_eq(query_text(req, "format"), "csv");
	SheetFormat format = is_csv ? SHEET_CSV : SHEET_XLSX;
	SheetColumn columns[OWN_FIELDS];
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		columns[field] = (SheetColumn){.title = own_field_label(req, field),
		    .width = field == OWN_NAME || field == OWN_SOURCE || field == OWN_NOTE ? 30 : 14};
	Sheet *sheet;
	Err err = sheet_open(req->mem, format, &(SheetAbout){.title = SAY(req, W_factors_own_title)}, &sheet);
	if (err)
		return err;
	sheet_page(sheet, SAY(req, W_factors_own_title), NULL, NULL, columns, OWN_FIELDS, 1);
	if (!is_csv) /* a second table in one CSV could not be read back */
		write_units(req, sheet);
	Buf bytes = buf_in(req->mem, 1024 * 1024);
	err = sheet_finish_buf(sheet, &bytes);
	if (err)
		return err;
	answer_header(req, "Content-Disposition",
	    is_csv ? "attachment; filename=\"own-factors.csv\""
		   : "attachment; filename=\"own-factors.xlsx\"");
	return answer_text(req, 200, sheet_media_type(format), &bytes);
}
