/* 管理 › 因子表: the editions of the data, a new version of a table or method tried out, compared with what
 * is in force and put into force; and the way back. */
#include "edition/edition_rules.h"
#include "edition/edition_store.h"
#include "recalculate/recalculate_view.h"
#include "recalculate/recalculate_web.h"
#include "edition/table_rules.h"

#include "admin/admin.po.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "doc/text_file.h"
#include "edition/edition.po.h"
#include "inventory/inventory.h"
#include "recalculate/data.html.h"
#include "recalculate/recalculate.po.h"
#include "show/amount.h"

#include <string.h>

enum {
	NOTE_MAX = 200,
	SHORT_DIGEST = 12,
	SHOWN_DIFFERENCES = 200,
	LOOKED_AT_MAX = 100,
	LOOKED_AT_LINES = 20000
};

static const char METHOD[] = "method";

/* ---- rows ---- */

static EditionRow edition_row(Req *req, const Edition *edition)
{
	return (EditionRow){
	    .href = arena_printf(req->mem, "/admin/data/%s", edition->digest),
	    .name = edition->is_program ? SAY(req, W_recalculate_of_program, "version", edition->note)
					: edition->file_name,
	    .note = edition->is_program ? "" : edition->note,
	    .by = *edition->added_by_name ? edition->added_by_name : SAY(req, W_recalculate_by_program),
	    .when = time_text(req->mem, edition->added_at),
	    .short_digest = arena_copy_n(req->mem, edition->digest, SHORT_DIGEST),
	    .inventories = edition->inventories,
	    .is_current = edition->is_current,
	    .is_draft = !edition->used_since,
	};
}

static bool is_table(const char *name)
{
	return str_starts(name, "factors/");
}

static size_t rows_of(const GhgFile *file)
{
	size_t lines = 0;
	for (size_t i = 0; i < file->len; i++)
		lines += file->text[i] == '\n';
	return is_table(file->name) && lines ? lines - 1 : lines;
}

static bool is_in(const GhgFile files[], size_t count, const GhgFile *file)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i].name, file->name) && str_eq(files[i].sha256, file->sha256))
			return true;
	return false;
}

static const DataFileRow *file_rows(
    Req *req, const GhgFile files[], size_t count, const GhgFile current[], size_t current_count)
{
	DataFileRow *rows = ARENA_ARRAY(req->mem, DataFileRow, count + 1);
	for (size_t i = 0; i < count; i++)
		rows[i] = (DataFileRow){
		    .name = files[i].name,
		    .href = arena_printf(req->mem, "/admin/data/files/%s", files[i].sha256),
		    .short_digest = arena_copy_n(req->mem, files[i].sha256, SHORT_DIGEST),
		    .rows = rows_of(&files[i]),
		    .is_other = !is_in(current, current_count, &files[i]),
		};
	return rows;
}

static const Crumb *crumbs_of(Req *req, const char *title)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 4);
	crumbs[0] = (Crumb){SAY(req, W_admin_title), "/admin"};
	crumbs[1] = (Crumb){SAY(req, W_admin_data), title ? "/admin/data" : NULL};
	crumbs[2] = (Crumb){title, NULL};
	return crumbs;
}

/* The files in force. */
static Err current_files(Req *req, GhgFile **files, size_t *count)
{
	const char *digest;
	Err err = edition_current(req->db, req->mem, &digest);
	if (err)
		return err;
	return edition_files(req->db, req->mem, digest, files, count);
}

/* ---- the page ---- */

static void fill_form(Req *req, const GhgFile files[], size_t count, DataView *view)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (is_table(files[i].name))
			choices[n++] = (Choice){.value = files[i].name, .text = files[i].name};
	choices[n++] = (Choice){.value = METHOD, .text = SAY(req, W_recalculate_method_file)};
	view->table = (FieldView){.name = "table",
	    .label = SAY(req, W_recalculate_table),
	    .value = form_text(req, "table"),
	    .choices = choices,
	    .choice_count = n};
	view->file = (FieldView){.name = "file",
	    .label = SAY(req, W_recalculate_file),
	    .hint = SAY(req, W_recalculate_file_hint),
	    .accept = ".csv,.xlsx,.method",
	    .is_required = true};
	view->note = (FieldView){.name = "note",
	    .label = SAY(req, W_recalculate_note),
	    .hint = SAY(req, W_recalculate_note_hint),
	    .value = form_text(req, "note"),
	    .maxlength = NOTE_MAX,
	    .is_optional = true};
}

static Err show_data(Req *req, int status, DataView *view)
{
	Edition *editions;
	GhgFile *files;
	Err err = edition_list(req->db, req->mem, &editions, &view->edition_count);
	if (!err)
		err = current_files(req, &files, &view->file_count);
	if (err)
		return err;
	EditionRow *rows = ARENA_ARRAY(req->mem, EditionRow, view->edition_count + 1);
	for (size_t i = 0; i < view->edition_count; i++)
		rows[i] = edition_row(req, &editions[i]);
	view->editions = rows;
	view->files = file_rows(req, files, view->file_count, files, view->file_count);
	fill_form(req, files, view->file_count, view);
	Page page = {.title = SAY(req, W_admin_data),
	    .sub = SAY(req, W_recalculate_data_sub),
	    .crumbs = crumbs_of(req, NULL),
	    .is_wide = true};
	return show_page(req, status, &page, html_data_page, view);
}

/* GET /admin/data */
Err data_show(Req *req)
{
	DataView view = {0};
	return show_data(req, 200, &view);
}

/* GET /admin/data/files/{sha256}: a table or method as it is kept, to begin a new version with. */
Err data_file_show(Req *req)
{
	GhgFile file;
	Err err = edition_file(req->db, req->mem, path_text(req, "sha256"), &file);
	if (err)
		return err;
	const char *name = strrchr(file.name, '/');
	answer_header(req, "Content-Disposition",
	    arena_printf(req->mem, "attachment; filename=\"%s\"", name ? name + 1 : file.name));
	const char *type = is_table(file.name) ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8";
	return answer_bytes(req, 200, type, file.text, file.len);
}

/* ---- a new version ---- */

static const char *expected_text(Req *req, const CellWrong *wrong)
{
	static const Word WORDS[] = {
	    [CELL_MISSING] = W_recalculate_wrong_missing,
	    [CELL_NO_NUMBER] = W_recalculate_wrong_number,
	    [CELL_NO_FLAG] = W_recalculate_wrong_flag,
	    [CELL_NO_UNIT] = W_recalculate_wrong_unit,
	    [CELL_NO_YEAR] = W_recalculate_wrong_year,
	    [CELL_NO_CHOICE] = W_recalculate_wrong_confidence,
	    [CELL_TWICE] = W_recalculate_wrong_twice,
	    [COLUMN_MISSING] = W_recalculate_wrong_no_column,
	    [COLUMN_UNKNOWN] = W_recalculate_wrong_unknown_column,
	    [COLUMN_TWICE] = W_recalculate_wrong_column_twice,
	};
	return SAY(req, WORDS[wrong->fault], "example", wrong->expected);
}

static Err show_wrong_cells(Req *req, const char *name, const TableReading *reading)
{
	CellWrongRow *rows = ARENA_ARRAY(req->mem, CellWrongRow, reading->shown + 1);
	for (size_t i = 0; i < reading->shown; i++) {
		const CellWrong *wrong = &reading->problems[i];
		rows[i] = (CellWrongRow){wrong->row, wrong->column, wrong->given, expected_text(req, wrong)};
	}
	DataView view = {.wrong = rows,
	    .wrong_count = reading->shown,
	    .wrong_all = reading->problem_count,
	    .wrong_of = name};
	return show_data(req, 422, &view);
}

static Err show_fault(Req *req, const char *words)
{
	DataView view = {.fault = words};
	return show_data(req, 422, &view);
}

static const char *table_fault_text(Req *req, const TableFault *fault)
{
	static const Word WORDS[] = {TABLE_FAULT_WORDS};
	return SAY(req, WORDS[fault->kind], "cell", fault->cell ? fault->cell : "", "row",
	    arena_printf(req->mem, "%lld", (long long)fault->row), "detail",
	    fault->detail ? fault->detail : "", "limit",
	    arena_printf(req->mem, "%lld", (long long)fault->limit));
}

static GhgFile *file_named(GhgFile files[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i].name, name))
			return &files[i];
	return NULL;
}

/* methods/07_2025.method for an upload of that name; NULL when it cannot be one. */
static const char *method_name(Req *req, const char *name)
{
	enum { NAME_MAX_BYTES = 40 };
	if (!str_ends(name, ".method") || strlen(name) > NAME_MAX_BYTES)
		return NULL;
	for (const char *c = name; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_.", *c))
			return NULL;
	return arena_printf(req->mem, "methods/%s", name);
}

/* Keeps the files with the new one and shows what it changes, or says where it is wrong. */
static Err try_edition(Req *req, GhgFile files[], size_t count, const GhgFile *new)
{
	GhgFile *place = file_named(files, count, new->name);
	if (!place)
		place = &files[count++];
	*place = *new;
	place->sha256 = sha256_hex(req->mem, new->text, new->len);
	Arena *scratch = arena_open();
	GhgLoadError error = {0};
	const Ghg *ghg = edition_load(scratch, files, count, &error);
	const char *fault = ghg ? NULL
				: SAY(req, W_recalculate_not_loaded, "file", error.file, "line",
				      arena_printf(req->mem, "%d", error.line), "column",
				      arena_printf(req->mem, "%d", error.column), "why",
				      error.message ? error.message : "");
	arena_close(scratch);
	if (fault)
		return show_fault(req, fault);

	const char *current, *digest;
	Err err = edition_current(req->db, req->mem, &current);
	if (err)
		return err;
	const EditionOrigin origin = {
	    .based_on = current, .file_name = new->name, .note = str_trim(req->mem, form_text(req, "note"))};
	bool is_new;
	err = edition_add(scope_of(req), files, count, origin, &digest, &is_new);
	if (err == ERR_TOO_LARGE)
		return show_fault(req, SAY(req, W_recalculate_too_many));
	if (err)
		return err;
	if (str_eq(digest, current))
		flash(req, SAY(req, W_recalculate_nothing_new));
	return see_other(req, "/admin/data/%s", digest);
}

static Err upload_table(Req *req, GhgFile files[], size_t count, const GhgFile *old)
{
	const Upload *upload = upload_at(req, 0);
	TableProfile *profile = ARENA_NEW(req->mem, TableProfile);
	TableReading reading;
	table_profile(req->mem, old->text, old->len, profile);
	Err err = table_read(req->mem, profile, upload->path, &reading);
	if (err == ERR_TOO_LARGE)
		return show_fault(req, SAY(req, W_recalculate_too_large));
	if (err)
		return err;
	if (reading.fault.kind)
		return show_fault(req, table_fault_text(req, &reading.fault));
	if (reading.problem_count)
		return show_wrong_cells(req, upload->name, &reading);
	const GhgFile new = {.name = old->name, .text = reading.text, .len = reading.len};
	return try_edition(req, files, count, &new);
}

static Err upload_method(Req *req, GhgFile files[], size_t count)
{
	const Upload *upload = upload_at(req, 0);
	GhgFile new = {.name = method_name(req, upload->name)};
	if (!new.name)
		return show_fault(req, SAY(req, W_recalculate_method_name, "name", upload->name));
	if (count == EDITION_MAX_FILES)
		return show_fault(req, SAY(req, W_recalculate_too_many));
	Err err = text_file_read(req->mem, upload->path, EDITION_FILE_MAX_BYTES, &new.text, &new.len);
	if (err == ERR_TOO_LARGE)
		return show_fault(req, SAY(req, W_recalculate_too_large));
	if (err)
		return show_fault(req, SAY(req, W_recalculate_no_text));
	return try_edition(req, files, count, &new);
}

/* POST /admin/data: table = the name of a table in force, or "method"; file; note. */
Err data_upload(Req *req)
{
	if (upload_count(req) == 0 || upload_at(req, 0)->size == 0)
		return show_fault(req, SAY(req, W_edition_no_file));
	size_t note = str_chars(form_text(req, "note"));
	if (note > NOTE_MAX)
		return show_fault(
		    req, SAY(req, W_calculator_field_too_long, "n", arena_printf(req->mem, "%zu", note),
			     "most", arena_printf(req->mem, "%d", NOTE_MAX)));
	GhgFile *files;
	size_t count;
	Err err = current_files(req, &files, &count);
	if (err)
		return err;
	GhgFile *all = ARENA_ARRAY(req->mem, GhgFile, count + 1);
	memcpy(all, files, count * sizeof *files);
	const char *table = form_text(req, "table");
	if (str_eq(table, METHOD))
		return upload_method(req, all, count);
	const GhgFile *old = file_named(files, count, table);
	if (!old || !is_table(old->name))
		return show_fault(req, SAY(req, W_recalculate_no_table));
	return upload_table(req, all, count, old);
}

/* ---- one edition ---- */

static const char *value_text(Req *req, const GhgFactor *factor)
{
	return factor ? quantity_text(req, factor->value, factor->unit) : "-";
}

static void fill_differences(Req *req, const Ghg *before, const Ghg *after, EditionView *view)
{
	FactorDifference *list;
	size_t count = factor_differences(req->mem, before, after, &list);
	FactorDifferenceRow *rows = ARENA_ARRAY(req->mem, FactorDifferenceRow, SHOWN_DIFFERENCES);
	Lang lang = req->lang;
	for (size_t i = 0; i < count; i++) {
		const GhgFactor *old = list[i].before, *new = list[i].after, *shown = new ? new : old;
		view->added += !old;
		view->removed += !new;
		view->changed += old && new;
		if (view->row_count == SHOWN_DIFFERENCES)
			continue;
		rows[view->row_count++] = (FactorDifferenceRow){
		    .id = shown->id,
		    .name = ghg_words(shown->name, lang),
		    .what = !old   ? SAY(req, W_recalculate_row_added)
			    : !new ? SAY(req, W_recalculate_row_removed)
				   : SAY(req, W_recalculate_row_changed),
		    .tone = !old ? TONE_GOOD : TONE_WARN,
		    .before = value_text(req, old),
		    .after = value_text(req, new),
		    .source = arena_printf(req->mem, "%s (%s)", shown->source_title,
			*shown->source_year ? shown->source_year : "-"),
		};
	}
	view->rows = rows;
	view->more = count - view->row_count;
	view->is_risky = view->changed + view->removed > 0;
}

/* How many of the inventories changed last would have another total with `after`. */
static Err fill_affected(Req *req, const Ghg *after, EditionView *view)
{
	InventoryRef *refs;
	size_t count, lines = 0;
	Err err = edition_count_inventories(req->db, &view->floating, &view->pinned);
	if (!err)
		err = edition_inventories(req->db, req->mem, LOOKED_AT_MAX, &refs, &count);
	Arena *scratch = arena_open();
	for (size_t i = 0; !err && i < count && lines < LOOKED_AT_LINES; i++) {
		Inventory inventory;
		InventoryResult now, then;
		arena_reset(scratch);
		err = inventory_of_org(req->db, scratch, refs[i].org_id, refs[i].id, &inventory);
		if (!err)
			err = inventory_totals_once(req->db, scratch, inventory.ghg, &inventory, &now);
		if (!err)
			err = inventory_totals_once(req->db, scratch, after, &inventory, &then);
		if (err)
			break;
		lines += now.line_count;
		view->looked_at++;
		bool differs = now.totals.scope123 != then.totals.scope123 ||
			       now.totals.known != then.totals.known;
		view->affected += differs && !*inventory.edition;
		view->affected_pinned += differs && *inventory.edition;
	}
	arena_close(scratch);
	return err;
}

static Err fill_edition(Req *req, const Edition *edition, EditionView *view)
{
	GhgFile *files, *current;
	size_t current_count;
	Err err = edition_files(req->db, req->mem, edition->digest, &files, &view->file_count);
	if (!err)
		err = current_files(req, &current, &current_count);
	if (err)
		return err;
	view->files = file_rows(req, files, view->file_count, current, current_count);
	const Ghg *ghg;
	err = edition_of(req->db, req->mem, edition->digest, &ghg);
	if (err == ERR_INTERNAL) {
		view->fault = SAY(req, W_recalculate_not_readable);
		return OK;
	}
	if (err || edition->is_current)
		return err;
	fill_differences(req, req->ghg, ghg, view);
	return fill_affected(req, ghg, view);
}

static Err show_edition(Req *req, int status)
{
	Edition edition;
	Err err = edition_by_digest(req->db, req->mem, path_text(req, "digest"), &edition);
	if (err)
		return err;
	EditionView view = {.edition = edition_row(req, &edition)};
	err = fill_edition(req, &edition, &view);
	if (err)
		return err;
	view.use_action = arena_printf(req->mem, "/admin/data/%s/use", edition.digest);
	view.forget_action = arena_printf(req->mem, "/admin/data/%s/forget", edition.digest);
	view.may_forget = !edition.used_since && !edition.inventories;
	Page page = {.title = view.edition.name,
	    .sub = arena_printf(req->mem, "%.10s · %s", view.edition.when, view.edition.short_digest),
	    .crumbs = crumbs_of(req, view.edition.name),
	    .is_wide = true};
	return show_page(req, status, &page, html_data_edition, &view);
}

/* GET /admin/data/{digest} */
Err data_edition_show(Req *req)
{
	return show_edition(req, 200);
}

/* Does it change or take away released rows? */
static bool wants_confirmation(Req *req, const Ghg *ghg)
{
	FactorDifference *list;
	size_t count = factor_differences(req->mem, req->ghg, ghg, &list);
	for (size_t i = 0; i < count; i++)
		if (list[i].before)
			return true;
	return false;
}

/* POST /admin/data/{digest}/use: puts it into force; an earlier one too. */
Err data_edition_use(Req *req)
{
	const char *digest = path_text(req, "digest");
	Edition edition;
	Err err = edition_by_digest(req->db, req->mem, digest, &edition);
	if (err)
		return err;
	const Ghg *ghg;
	err = edition_of(req->db, req->mem, digest, &ghg);
	if (err == ERR_INTERNAL)
		return fail_shown(req, ERR_CONFLICT, SAY(req, W_recalculate_not_readable));
	if (err)
		return err;
	if (wants_confirmation(req, ghg) && !form_has(req, "sure"))
		return show_edition(req, 422);
	if (!edition.is_current)
		err = edition_make_current(scope_of(req), digest);
	if (err)
		return err;
	flash(req, SAY(req, W_recalculate_in_force));
	return see_other(req, "/admin/data");
}

/* POST /admin/data/{digest}/forget: one that was only tried. */
Err data_edition_forget(Req *req)
{
	Err err = edition_forget(scope_of(req), path_text(req, "digest"));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_recalculate_kept_anyway));
	if (err)
		return err;
	flash(req, SAY(req, W_recalculate_forgotten));
	return see_other(req, "/admin/data");
}
