/* 参考因子: finding one and taking it onto a line; and the operator's page on which tables are loaded and
 * taken back. */
#include "reference/reference_web.h"

#include "admin/admin.po.h"
#include "base/date.h"
#include "base/str.h"
#include "edition/edition.po.h"
#include "factors/factors.po.h"
#include "http/app.h"
#include "inventory/inventory.h"
#include "inventory/inventory.po.h"
#include "json/json.h"
#include "reference/reference.html.h"
#include "reference/reference.po.h"
#include "reference/reference_rules.h"
#include "reference/reference_store.h"
#include "reference/reference_view.h"
#include "result/result.h"
#include "show/amount.h"
#include "show/links.h"

#include <stdlib.h>
#include <string.h>

enum { QUERY_MAX = 100, API_MAX_BYTES = 512 * 1024, API_AGE_S = 300 };

/* ---- finding ---- */

static int by_length(const void *a, const void *b)
{
	size_t x = strlen(*(const char *const *)a), y = strlen(*(const char *const *)b);
	return (x < y) - (x > y);
}

static Err find(Req *req, const char *query, int limit, ReferenceFactor **out, size_t *count)
{
	const char *words[REFERENCE_QUERY_WORDS];
	size_t word_count = reference_words(req->mem, query, words, REFERENCE_QUERY_WORDS);
	*count = 0;
	if (*query && !word_count) /* nothing that could be found */
		return OK;
	qsort(words, word_count, sizeof *words, by_length);
	return reference_find(
	    req->db, req->mem, words, word_count, query_int(req, "after", 0), limit, out, count);
}

static const char *query_of(Req *req)
{
	const char *query = str_trim(req->mem, query_text(req, "q"));
	return str_chars(query) <= QUERY_MAX ? query : "";
}

/* The line that the query names, when it is the asker's and may be changed. */
static Err fill_line(Req *req, ReferenceListView *view)
{
	int64_t inventory_id = query_int(req, "inventory", 0), line_id = query_int(req, "line", 0);
	if (!inventory_id || !line_id)
		return OK;
	Inventory inventory;
	ActivityLine line;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, inventory_id, &inventory);
	if (!err)
		err = activity_line_of(req->db, req->mem, req->who.org_id, inventory_id, line_id, &line);
	if (err)
		return err;
	bool may = *req->who.org_role && !str_eq(req->who.org_role, "viewer") &&
		   inventory_is_open(&inventory);
	if (!may)
		return OK;
	LineResult result = line_compute(inventory.ghg, req->mem, &inventory, NULL, 0, &line, req->lang);
	view->line_title = result.title;
	view->line_href = line_href(req->mem, inventory_id, line_id, "factor");
	view->line_action = arena_printf(req->mem, "/me/calculator/enterprise/%lld/lines/%lld",
	    (long long)inventory_id, (long long)line_id);
	view->line_version = line.version;
	view->line_id = line_id;
	view->inventory_id = inventory_id;
	return OK;
}

static const char *page_href(Req *req, const ReferenceListView *view, int64_t after)
{
	const char *line = view->line_action ? arena_printf(req->mem, "&inventory=%lld&line=%lld",
						   (long long)view->inventory_id, (long long)view->line_id)
					     : "";
	const char *from = after ? arena_printf(req->mem, "&after=%lld", (long long)after) : "";
	return arena_printf(
	    req->mem, "/factors/reference?q=%s%s%s", url_part(req->mem, view->query), line, from);
}

static Err any_tables(Req *req, bool *has)
{
	ReferenceBatch *batches;
	size_t count;
	Err err = reference_batches(req->db, req->mem, &batches, &count);
	*has = count > 0;
	return err;
}

/* GET /factors/reference?q=&after=&inventory=&line= */
Err reference_list_show(Req *req)
{
	ReferenceListView view = {.query = query_of(req)};
	ReferenceFactor *factors;
	size_t count;
	Err err = any_tables(req, &view.has_tables);
	if (!err)
		err = fill_line(req, &view);
	if (!err)
		err = find(req, view.query, REFERENCE_PAGE + 1, &factors, &count);
	if (err)
		return err;
	view.row_count = count > REFERENCE_PAGE ? REFERENCE_PAGE : count;
	ReferenceRow *rows = ARENA_ARRAY(req->mem, ReferenceRow, view.row_count + 1);
	for (size_t i = 0; i < view.row_count; i++)
		rows[i] = (ReferenceRow){.factor = &factors[i],
		    .unit = factors[i].is_usable ? unit_label(req->mem, req->lang, factors[i].unit)
						 : factors[i].unit,
		    .source = reference_source(req->mem, &factors[i])};
	view.rows = rows;
	view.api_href = arena_printf(
	    req->mem, "/api/v1/reference-factors?q=%s", url_part(req->mem, view.query));
	view.pager.first_href = query_int(req, "after", 0) ? page_href(req, &view, 0) : NULL;
	if (count > REFERENCE_PAGE)
		view.pager.next_href = page_href(req, &view, factors[REFERENCE_PAGE - 1].id);
	const Crumb crumbs[] = {
	    {SAY(req, W_factors_title), "/factors"}, {SAY(req, W_inventory_reference_title), NULL}, {0}};
	Page page = {.title = SAY(req, W_inventory_reference_title),
	    .sub = SAY(req, W_reference_sub),
	    .section = "about",
	    .crumbs = crumbs,
	    .is_wide = true};
	return show_page(req, 200, &page, html_reference_list, &view);
}

/* GET /api/v1/reference-factors?q=&after= */
Err reference_api(Req *req)
{
	ReferenceFactor *factors;
	size_t count;
	const char *query = query_of(req);
	Err err = find(req, query, REFERENCE_PAGE + 1, &factors, &count);
	if (err)
		return err;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_key(&json, "factors");
	json_list_begin(&json);
	for (size_t i = 0; i < count && i < REFERENCE_PAGE; i++) {
		const ReferenceFactor *f = &factors[i];
		json_object_begin(&json);
		json_field_text(&json, "kind", "reference");
		json_field_text(&json, "code", f->code);
		json_field_text(&json, "name", f->name);
		json_field_text(&json, "value", f->value_text);
		json_field_text(&json, "unit", f->unit);
		json_field_text(&json, "year", f->year);
		json_field_text(&json, "note", f->note);
		json_field_text(&json, "source", f->title);
		json_field_text(&json, "licence", f->licence);
		json_object_end(&json);
	}
	json_list_end(&json);
	json_field_text(&json, "next",
	    count > REFERENCE_PAGE ? arena_printf(req->mem, "/api/v1/reference-factors?q=%s&after=%lld",
					 url_part(req->mem, query), (long long)factors[REFERENCE_PAGE - 1].id)
				   : NULL);
	json_object_end(&json);
	json_end(&json);
	answer_public(req, API_AGE_S);
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}

/* ---- loading ---- */

static FieldView field(Req *req, const char *name, Word label, Word hint)
{
	return (FieldView){.name = name,
	    .label = word_text(req->lang, label),
	    .hint = word_text(req->lang, hint),
	    .value = form_text(req, name),
	    .maxlength = REFERENCE_TEXT_MAX,
	    .is_required = true};
}

static Err show_admin(Req *req, int status, ReferenceAdminView *view)
{
	ReferenceBatch *batches;
	Err err = reference_batches(req->db, req->mem, &batches, &view->row_count);
	if (err)
		return err;
	ReferenceBatchRow *rows = ARENA_ARRAY(req->mem, ReferenceBatchRow, view->row_count + 1);
	for (size_t i = 0; i < view->row_count; i++)
		rows[i] = (ReferenceBatchRow){.batch = &batches[i],
		    .when = time_text(req->mem, batches[i].added_at),
		    .by = *batches[i].added_by_name ? batches[i].added_by_name
						    : SAY(req, W_reference_by_command),
		    .remove_action = arena_printf(
			req->mem, "/admin/data/reference/%lld/remove", (long long)batches[i].id)};
	view->rows = rows;
	view->file = field(req, "file", W_reference_file, W_reference_file_hint);
	view->file.accept = ".csv,.xlsx";
	view->title = field(req, "title", W_reference_source, W_reference_source_hint);
	view->licence = field(req, "licence", W_reference_licence, W_reference_licence_hint);
	view->retrieved = field(req, "retrieved", W_reference_retrieved, W_reference_retrieved_hint);
	view->retrieved.type = "date";
	view->retrieved.is_short = true;
	if (!*view->retrieved.value)
		view->retrieved.value = date_text(req->mem, date_today_utc());
	const char *title = SAY(req, W_reference_tables);
	const Crumb crumbs[] = {
	    {SAY(req, W_admin_title), "/admin"}, {SAY(req, W_admin_data), "/admin/data"}, {title, NULL}, {0}};
	Page page = {
	    .title = title, .sub = SAY(req, W_reference_tables_sub), .crumbs = crumbs, .is_wide = true};
	return show_page(req, status, &page, html_reference_admin, view);
}

/* GET /admin/data/reference */
Err reference_admin_show(Req *req)
{
	ReferenceAdminView view = {0};
	return show_admin(req, 200, &view);
}

static const char *fault_text(Req *req, const ReferenceOutcome *outcome)
{
	static const Word TABLE_WORDS[] = {TABLE_FAULT_WORDS};
	const TableFault *fault = &outcome->table;
	switch (outcome->fault) {
	case REFERENCE_TABLE_FAULT:
		return SAY(req, TABLE_WORDS[fault->kind], "cell", fault->cell ? fault->cell : "", "row",
		    arena_printf(req->mem, "%lld", (long long)fault->row), "detail",
		    fault->detail ? fault->detail : "", "limit",
		    arena_printf(req->mem, "%lld", (long long)fault->limit));
	case REFERENCE_BAD_VALUE:
		return SAY(req, W_reference_bad_value, "row",
		    arena_printf(req->mem, "%lld", (long long)outcome->row), "given", outcome->given);
	case REFERENCE_NO_ROWS:
		return SAY(req, W_reference_no_rows);
	case REFERENCE_TOO_MANY_ROWS:
		return SAY(
		    req, W_reference_too_many_rows, "most", arena_printf(req->mem, "%d", REFERENCE_MAX_ROWS));
	case REFERENCE_LONG_TEXT:
		return SAY(
		    req, W_reference_long_text, "most", arena_printf(req->mem, "%d", REFERENCE_TEXT_MAX));
	case REFERENCE_NO_TABLE:
	case REFERENCE_FINE:
		break;
	}
	return SAY(req, W_reference_no_table);
}

static Err refuse(Req *req, const char *words)
{
	ReferenceAdminView view = {.fault = words};
	return show_admin(req, 422, &view);
}

/* POST /admin/data/reference */
Err reference_upload(Req *req)
{
	const ReferenceBatch batch = {
	    .title = str_trim(req->mem, form_text(req, "title")),
	    .licence = str_trim(req->mem, form_text(req, "licence")),
	    .retrieved = form_text(req, "retrieved"),
	    .file_name = upload_count(req) ? upload_at(req, 0)->name : "",
	};
	Date day;
	if (!*batch.title || !*batch.licence || !date_parse(batch.retrieved, &day))
		return refuse(req, SAY(req, W_reference_all_fields));
	if (upload_count(req) == 0 || upload_at(req, 0)->size == 0)
		return refuse(req, SAY(req, W_edition_no_file));
	ReferenceOutcome outcome;
	Err err = reference_import(scope_of(req), upload_at(req, 0)->path, &batch, &outcome);
	if (err == ERR_TOO_LARGE)
		return refuse(req, SAY(req, W_reference_too_many));
	if (err)
		return err;
	if (outcome.fault)
		return refuse(req, fault_text(req, &outcome));
	flash(req, SAY(req, W_reference_loaded, "n", arena_printf(req->mem, "%lld", (long long)outcome.rows),
		       "skipped", arena_printf(req->mem, "%lld", (long long)outcome.skipped)));
	return see_other(req, "/admin/data/reference");
}

/* POST /admin/data/reference/{id}/remove */
Err reference_remove_do(Req *req)
{
	Err err = reference_remove(scope_of(req), path_id(req, "id"));
	if (err && err != ERR_NOT_FOUND) /* sent twice */
		return err;
	flash(req, SAY(req, W_reference_removed));
	return see_other(req, "/admin/data/reference");
}
