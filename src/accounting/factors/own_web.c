/* 本企业的因子: the list, and the page on which one is added, changed and retired. */
#include "account/account.po.h"
#include "base/rand.h"
#include "base/str.h"
#include "factors/factors.po.h"
#include "factors/factors_web.h"
#include "factors/own_factors.html.h"
#include "factors/own_form.h"

static Page own_page(Req *req, const char *title)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 4);
	crumbs[0] = (Crumb){SAY(req, W_account_crumb_me), "/me"};
	crumbs[1] = (Crumb){SAY(req, W_factors_own_title), title ? "/me/factors" : NULL};
	crumbs[2] = (Crumb){title, NULL};
	return (Page){
	    .title = title ? title : SAY(req, W_factors_own_title), .section = "me", .crumbs = crumbs};
}

/* GET /me/factors?retired=1 */
Err own_list_show(Req *req)
{
	enum { PAGE_ROWS = 50 };
	OwnListView view = {.shows_retired = str_eq(query_text(req, "retired"), "1"),
	    .can_edit = !str_eq(req->who.org_role, "viewer")};
	int64_t before = query_int(req, "before", 0);
	OwnFactor *factors;
	size_t count;
	Err err = own_factor_counts(req->db, req->who.org_id, &view.in_use, &view.retired);
	if (!err)
		err = own_factors_page(req->db, req->mem, req->who.org_id, view.shows_retired, before,
		    PAGE_ROWS + 1, &factors, &count);
	if (err)
		return err;
	view.row_count = count > PAGE_ROWS ? PAGE_ROWS : count;
	OwnRow *rows = ARENA_ARRAY(req->mem, OwnRow, view.row_count + 1);
	for (size_t i = 0; i < view.row_count; i++)
		rows[i] = own_row(req, &factors[i]);
	view.rows = rows;
	const char *path = view.shows_retired ? "/me/factors?retired=1" : "/me/factors";
	view.pager.first_href = before ? path : NULL;
	if (count > PAGE_ROWS)
		view.pager.next_href = arena_printf(req->mem, "/me/factors?retired=%d&before=%lld",
		    view.shows_retired, (long long)factors[PAGE_ROWS - 1].id);
	Page page = own_page(req, NULL);
	page.sub = SAY(req, W_factors_own_sub);
	page.action_text = view.can_edit ? SAY(req, W_factors_own_add) : NULL;
	page.action_href = "/me/factors/new";
	return show_page(req, 200, &page, html_own_list, &view);
}

static Err show_form(Req *req, int status, const OwnFormView *form)
{
	Page page = own_page(req, form->id ? form->row.factor->name : SAY(req, W_factors_own_add));
	page.is_narrow = form->id == 0;
	if (form->id && form->is_retired)
		page.sub = SAY(req, W_factors_own_retired);
	return show_page(req, status, &page, html_own_form, form);
}

/* GET /me/factors/new */
Err own_new_show(Req *req)
{
	OwnFactor empty = {.file_name = ""};
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		*own_field_text(&empty, field) = "";
	OwnFormView form;
	Err err = own_form_of(req, &empty, false, &form);
	if (err)
		return err;
	return show_form(req, 200, &form);
}

/* POST /me/factors/new. The form carries the id of the factor it makes: what is sent twice is there already.
 */
Err own_create(Req *req)
{
	OwnFactor factor, there;
	OwnFormView form;
	int64_t key = 0;
	if (!str_to_int(form_text(req, "key"), &key) || key <= 0)
		key = id_new();
	Err err = own_factor_of_org(req->db, req->mem, req->who.org_id, key, &there);
	if (!err)
		return see_other(req, "/me/factors/%lld", (long long)key);
	if (err == ERR_NOT_FOUND)
		err = own_form_read(req, NULL, &factor);
	if (!err)
		err = own_form_of(req, &factor, true, &form);
	if (err)
		return err;
	if (form.problem_count > 0)
		return show_form(req, 422, &form);

	factor.id = key;
	err = own_factors_add(scope_of(req), &factor, 1, "form");
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_factors_own_too_many));
	if (err && err != ERR_CONFLICT) /* the other click was quicker */
		return err;
	flash(req, SAY(req, W_factors_own_added, "name", factor.name));
	return see_other(req, "/me/factors/%lld", (long long)factor.id);
}

/* GET /me/factors/{id} */
Err own_show(Req *req)
{
	OwnFactor factor;
	OwnFormView form;
	Err err = own_factor_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &factor);
	if (!err)
		err = own_form_of(req, &factor, false, &form);
	if (err)
		return err;
	return show_form(req, 200, &form);
}

/* What is saved now stands beside the form, whatever was sent. */
static Err show_conflict(Req *req, const OwnFactor *sent, const OwnFactor *saved)
{
	OwnFormView form;
	Err err = own_form_of(req, sent, false, &form);
	if (err)
		return err;
	form.row = own_row(req, saved);
	own_form_conflict(req, &form, sent, saved);
	return show_form(req, 409, &form);
}

/* POST /me/factors/{id} */
Err own_save(Req *req)
{
	OwnFactor saved, sent;
	OwnFormView form;
	Err err = own_factor_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &saved);
	if (!err)
		err = own_form_read(req, &saved, &sent);
	if (err)
		return err;
	if (sent.version != saved.version)
		return show_conflict(req, &sent, &saved);
	err = own_form_of(req, &sent, true, &form);
	if (err)
		return err;
	if (form.problem_count > 0)
		return show_form(req, 422, &form);

	err = own_factor_change(scope_of(req), &sent);
	if (err == ERR_CONFLICT) { /* saved between our reading and our writing */
		err = own_factor_of_org(req->db, req->mem, req->who.org_id, sent.id, &saved);
		return err ? err : show_conflict(req, &sent, &saved);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_factors_own_saved));
	return see_other(req, "/me/factors/%lld", (long long)sent.id);
}

/* POST /me/factors/{id}/retire: retired=1, or 0 to take it back into use. */
Err own_retire_do(Req *req)
{
	bool retired = str_eq(form_text(req, "retired"), "1");
	int64_t id = path_id(req, "id");
	Err err = own_factor_retire(scope_of(req), id, retired);
	if (err)
		return err;
	flash(req, SAY(req, retired ? W_factors_own_is_retired : W_factors_own_is_back));
	return see_other(req, "/me/factors/%lld", (long long)id);
}
