/* 企业与成员: the organisation one works in, its facilities, and moving between organisations. */
#include "organisation/place_form.h"

#include "account/account.h"
#include "account/account.po.h"
#include "base/date.h"
#include "base/str.h"
#include "organisation/organisation.po.h"
#include "organisation/organisation_web.h"
#include "organisation/place_form.html.h"

/* GET /me/organisation */
Err organisation_page(Req *req)
{
	if (!req->who.org_id)
		return see_other(req, "/me/organisation/new");
	OrganisationView view = {.invite_email = {.name = "email", .value = ""},
	    .invite_role = {.name = "role", .value = "preparer"}};
	return show_organisation(req, 200, &view);
}

/* POST /me/organisation/switch */
Err organisation_switch(Req *req)
{
	int64_t org_id = 0;
	const char *role;
	str_to_int(form_text(req, "org"), &org_id);
	Err err = membership_role(req->db, req->mem, org_id, req->who.user_id, &role);
	if (err)
		return err;
	err = account_work_in(req->db, req->who.session_id, org_id);
	if (err)
		return err;
	return see_other(req, "%s", account_next(form_text(req, "next"), "/me/organisation"));
}

/* ---- the organisation itself ---- */

static Err show_place(Req *req, int status, PlaceForm *form, const char *title)
{
	place_form_about(req, form);
	const Crumb crumbs[] = {{SAY(req, W_account_crumb_me), "/me"},
	    {SAY(req, W_organisation_title), form->is_first ? NULL : "/me/organisation"},
	    {form->is_first ? NULL : title, NULL}, {0}};
	Page page = {.title = title,
	    .section = "me",
	    .crumbs = crumbs,
	    .is_narrow = true,
	    .sub = form->is_first ? SAY(req, W_organisation_new_sub) : NULL};
	return show_page(req, status, &page, html_place_form, form);
}

static Err show_new(Req *req, int status, PlaceForm *form)
{
	form->post = "/me/organisation/new";
	form->is_first = req->who.org_id == 0;
	return show_place(req, status, form, SAY(req, W_organisation_new_title));
}

/* GET /me/organisation/new */
Err organisation_new_form(Req *req)
{
	PlaceForm form = place_form_of(&(PlaceValues){0}, 0, false);
	return show_new(req, 200, &form);
}

/* POST /me/organisation/new */
Err organisation_new(Req *req)
{
	PlaceForm form = place_form_read(req, NULL, false);
	if (place_form_has_problems(&form))
		return show_new(req, 422, &form);

	int64_t id;
	bool is_first = req->who.org_id == 0;
	Organisation org = org_of_form(&form, 0);
	Err err = organisation_create(scope_of(req), &org, &id);
	if (err == ERR_CONFLICT) {
		form.fields[PLACE_USCC].problem = SAY(req, W_organisation_problem_uscc_taken);
		return show_new(req, 409, &form);
	}
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_organisation_problem_own_max));
	if (err)
		return err;
	err = account_work_in(req->db, req->who.session_id, id);
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_created, "name", org.name_zh));
	return see_other(req, is_first ? "/me/organisation/facilities/new?first=1" : "/me/organisation");
}

static Err show_edit(Req *req, int status, PlaceForm *form)
{
	form->id = req->who.org_id;
	form->post = "/me/organisation/edit";
	return show_place(req, status, form, SAY(req, W_organisation_edit_title));
}

/* GET /me/organisation/edit */
Err organisation_edit_form(Req *req)
{
	Organisation org;
	Err err = org_by_id(req->db, req->mem, req->who.org_id, &org);
	if (err)
		return err;
	PlaceValues values = values_of_org(&org);
	PlaceForm form = place_form_of(&values, org.version, false);
	return show_edit(req, 200, &form);
}

/* The code belongs to another organisation? */
static Err uscc_is_taken(Req *req, const Organisation *org, bool *taken)
{
	Organisation other;
	Err err = org_by_uscc(req->db, req->mem, org->uscc, &other);
	*taken = !err && other.id != org->id;
	return err == ERR_NOT_FOUND ? OK : err;
}

/* POST /me/organisation/edit */
Err organisation_edit(Req *req)
{
	Organisation current;
	bool taken;
	Err err = org_by_id(req->db, req->mem, req->who.org_id, &current);
	if (err)
		return err;
	PlaceValues values = values_of_org(&current);
	PlaceForm form = place_form_read(req, &values, false);
	if (place_form_has_problems(&form))
		return show_edit(req, 422, &form);

	Organisation org = org_of_form(&form, current.id);
	err = uscc_is_taken(req, &org, &taken);
	if (err)
		return err;
	if (taken) {
		form.fields[PLACE_USCC].problem = SAY(req, W_organisation_problem_uscc_taken);
		return show_edit(req, 409, &form);
	}
	err = organisation_change(scope_of(req), &org);
	if (err == ERR_CONFLICT) {
		err = org_by_id(req->db, req->mem, req->who.org_id, &current);
		if (err)
			return err;
		values = values_of_org(&current);
		place_form_conflict(req, &form, &values, current.version);
		return show_edit(req, 409, &form);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_saved));
	return see_other(req, "/me/organisation");
}

/* ---- facilities ---- */

static Err show_facility_new(Req *req, int status, PlaceForm *form)
{
	bool is_first = *query_text(req, "first") || form_has(req, "first");
	form->post = is_first ? "/me/organisation/facilities/new?first=1" : "/me/organisation/facilities/new";
	return show_place(req, status, form, SAY(req, W_organisation_facility_new_title));
}

/* GET /me/organisation/facilities/new: the organisation's place is offered. */
Err facility_new_form(Req *req)
{
	Organisation org;
	Err err = org_by_id(req->db, req->mem, req->who.org_id, &org);
	if (err)
		return err;
	PlaceValues values = {.at = {[PLACE_PROVINCE] = org.province, [PLACE_CITY] = org.city}};
	PlaceForm form = place_form_of(&values, 0, true);
	return show_facility_new(req, 200, &form);
}

/* POST /me/organisation/facilities/new */
Err facility_new(Req *req)
{
	PlaceForm form = place_form_read(req, NULL, true);
	if (place_form_has_problems(&form))
		return show_facility_new(req, 422, &form);

	int64_t id;
	Facility facility = facility_of_form(&form, req->who.org_id, 0);
	Err err = facility_create(scope_of(req), &facility, &id);
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_organisation_problem_facilities_max));
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_facility_created, "name", facility.name_zh));
	return see_other(
	    req, form_has(req, "another") ? "/me/organisation/facilities/new" : "/me/organisation");
}

static Err show_facility_edit(Req *req, int status, PlaceForm *form, const Facility *facility)
{
	form->id = facility->id;
	form->is_closed = facility->is_closed;
	form->post = arena_printf(req->mem, "/me/organisation/facilities/%lld", (long long)facility->id);
	return show_place(req, status, form, facility_name(facility, req->lang));
}

/* GET /me/organisation/facilities/{id} */
Err facility_edit_form(Req *req)
{
	Facility facility;
	Err err = facility_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &facility);
	if (err)
		return err;
	PlaceValues values = values_of_facility(&facility);
	PlaceForm form = place_form_of(&values, facility.version, true);
	return show_facility_edit(req, 200, &form, &facility);
}

/* POST /me/organisation/facilities/{id} */
Err facility_edit(Req *req)
{
	Facility current;
	Err err = facility_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &current);
	if (err)
		return err;
	PlaceValues values = values_of_facility(&current);
	PlaceForm form = place_form_read(req, &values, true);
	if (place_form_has_problems(&form))
		return show_facility_edit(req, 422, &form, &current);

	Facility facility = facility_of_form(&form, req->who.org_id, current.id);
	err = facility_change(scope_of(req), &facility);
	if (err == ERR_CONFLICT) {
		err = facility_of_org(req->db, req->mem, req->who.org_id, current.id, &current);
		if (err)
			return err;
		values = values_of_facility(&current);
		place_form_conflict(req, &form, &values, current.version);
		return show_facility_edit(req, 409, &form, &current);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_saved));
	return see_other(req, "/me/organisation");
}

static Err set_closed(Req *req, bool closed)
{
	Err err = facility_close(scope_of(req), path_id(req, "id"), closed);
	if (err)
		return err;
	flash(req,
	    closed ? SAY(req, W_organisation_facility_closed) : SAY(req, W_organisation_facility_reopened));
	return see_other(req, "/me/organisation");
}

/* POST /me/organisation/facilities/{id}/close: it stays in earlier inventories. */
Err facility_close_post(Req *req)
{
	return set_closed(req, true);
}

/* POST /me/organisation/facilities/{id}/reopen */
Err facility_reopen_post(Req *req)
{
	return set_closed(req, false);
}
