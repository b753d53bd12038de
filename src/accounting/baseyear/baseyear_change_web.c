/* 变更登记: the register of changes that make the base year incomparable. */
#include "base/rand.h"
#include "base/str.h"
#include "baseyear/baseyear.html.h"
#include "baseyear/baseyear.po.h"
#include "baseyear/baseyear_form.h"
#include "baseyear/baseyear_page.h"
#include "baseyear/baseyear_web.h"

static Err show_form(Req *req, int status, const BaseEntryForm *form)
{
	Page page = base_page(
	    req, form->id ? SAY(req, W_baseyear_change_edit) : SAY(req, W_baseyear_add_change));
	page.is_narrow = true;
	return show_page(req, status, &page, html_base_change_form, form);
}

/* A register needs a base year. */
static Err chosen_state(Req *req, BaseState **out)
{
	*out = ARENA_NEW(req->mem, BaseState);
	Err err = base_state_here(req, *out);
	if (err)
		return err;
	return (*out)->is_chosen ? OK : fail_shown(req, ERR_NOT_FOUND, SAY(req, W_baseyear_empty));
}

/* GET /me/base-year/changes/new */
Err base_change_new_show(Req *req)
{
	BaseState *state;
	Err err = chosen_state(req, &state);
	if (err)
		return err;
	BaseEntry empty = {.kind = "",
	    .occurred_on = "",
	    .title = "",
	    .amounts = {"", "", "", ""},
	    .explanation = "",
	    .file_name = ""};
	BaseEntryForm form;
	err = base_entry_form(req, state, &empty, false, &form);
	return err ? err : show_form(req, 200, &form);
}

/* The figures of the facility in the base inventories, put into the fields: nothing is saved yet. */
static Err show_computed(Req *req, const BaseState *state, BaseEntry *entry)
{
	BaseAmounts amounts;
	BaseEntryForm form;
	Err err;
	if (!entry->facility_id) {
		err = base_entry_form(req, state, entry, false, &form);
		form.facility.problem = SAY(req, W_baseyear_problem_facility);
		form.problems[form.problem_count++] = (Problem){"facility", form.facility.problem};
		return err ? err : show_form(req, 422, &form);
	}
	err = base_facility_amounts(req->db, req->mem, state, entry->facility_id, &amounts);
	if (err)
		return err;
	bool is_any = amounts.is_known[BASE_SCOPE1] || amounts.is_known[BASE_SCOPE2] ||
		      amounts.is_known[BASE_SCOPE3];
	if (is_any) {
		base_entry_set_amounts(req->mem, entry, &amounts);
		if (str_is_empty(entry->explanation))
			entry->explanation = SAY(req, W_baseyear_computed_explanation);
	}
	err = base_entry_form(req, state, entry, false, &form);
	if (err)
		return err;
	form.computed_text = is_any ? SAY(req, W_baseyear_computed) : SAY(req, W_baseyear_computed_none);
	return show_form(req, 200, &form);
}

static bool wants_computing(Req *req)
{
	return *form_text(req, "compute") != '\0';
}

/* POST /me/base-year/changes/new. The form carries the id it makes: sent twice it is there already. */
Err base_change_new_do(Req *req)
{
	BaseState *state;
	BaseEntry entry, there;
	BaseEntryForm form;
	Err err = chosen_state(req, &state);
	if (err)
		return err;
	base_entry_read(req, NULL, &entry);
	if (wants_computing(req))
		return show_computed(req, state, &entry);
	err = base_entry_form(req, state, &entry, true, &form);
	if (err)
		return err;
	if (form.problem_count > 0)
		return show_form(req, 422, &form);

	if (!str_to_int(form_text(req, "key"), &entry.id) || entry.id <= 0)
		entry.id = id_new();
	err = base_entry_of_org(req->db, req->mem, req->who.org_id, entry.id, &there);
	if (!err)
		return see_other(req, "/me/base-year#changes");
	entry.series = state->year.series;
	err = base_entry_add(scope_of(req), &entry);
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_baseyear_too_many));
	if (err && err != ERR_CONFLICT) /* the other click was quicker */
		return err;
	flash(req, SAY(req, W_baseyear_change_added));
	return see_other(req, "/me/base-year#changes");
}

/* The change of the path, while it may be edited. */
static Err open_entry(Req *req, BaseState **state, BaseEntry *entry)
{
	Err err = chosen_state(req, state);
	if (!err)
		err = base_entry_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), entry);
	if (!err && (entry->recalculation || entry->series != (*state)->year.series))
		return fail_shown(req, ERR_CONFLICT, SAY(req, W_baseyear_change_taken));
	return err;
}

/* GET /me/base-year/changes/{id} */
Err base_change_show(Req *req)
{
	BaseState *state;
	BaseEntry entry;
	BaseEntryForm form;
	Err err = open_entry(req, &state, &entry);
	if (!err)
		err = base_entry_form(req, state, &entry, false, &form);
	return err ? err : show_form(req, 200, &form);
}

static Err show_conflict(Req *req, const BaseState *state, const BaseEntry *sent, const BaseEntry *saved)
{
	BaseEntryForm form;
	Err err = base_entry_form(req, state, sent, false, &form);
	if (err)
		return err;
	base_entry_conflict(req, &form, sent, saved);
	return show_form(req, 409, &form);
}

/* POST /me/base-year/changes/{id} */
Err base_change_do(Req *req)
{
	BaseState *state;
	BaseEntry saved, sent;
	BaseEntryForm form;
	Err err = open_entry(req, &state, &saved);
	if (err)
		return err;
	base_entry_read(req, &saved, &sent);
	if (wants_computing(req))
		return show_computed(req, state, &sent);
	if (sent.version != saved.version)
		return show_conflict(req, state, &sent, &saved);
	err = base_entry_form(req, state, &sent, true, &form);
	if (err)
		return err;
	if (form.problem_count > 0)
		return show_form(req, 422, &form);

	err = base_entry_change(scope_of(req), &sent);
	if (err == ERR_CONFLICT) { /* saved or taken in between our reading and our writing */
		err = open_entry(req, &state, &saved);
		return err ? err : show_conflict(req, state, &sent, &saved);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_baseyear_change_saved));
	return see_other(req, "/me/base-year#changes");
}

/* POST /me/base-year/changes/{id}/delete */
Err base_change_delete(Req *req)
{
	BaseState *state;
	BaseEntry entry;
	Err err = open_entry(req, &state, &entry);
	if (!err)
		err = base_entry_delete(scope_of(req), entry.id);
	if (err)
		return err;
	flash(req, SAY(req, W_baseyear_change_deleted));
	return see_other(req, "/me/base-year#changes");
}

/* POST /me/base-year/proposals: what was computed goes into the register. */
Err base_proposal_do(Req *req)
{
	BaseState *state;
	BaseProposal found[BASE_PROPOSALS];
	size_t count;
	Err err = chosen_state(req, &state);
	if (!err)
		err = base_proposals_of(req->db, req->mem, state, found, &count);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(found[i].key, form_text(req, "key")))
			continue;
		const char *title = *found[i].title ? found[i].title : base_proposal_title(req, &found[i]);
		BaseEntry entry = {.id = id_new(),
		    .series = state->year.series,
		    .kind = base_change_key(found[i].kind),
		    .occurred_on = date_text(req->mem, date_today_utc()),
		    .title = title,
		    .explanation = SAY(
			req, W_baseyear_proposal_explanation, "what", base_proposal_title(req, &found[i]))};
		base_entry_set_amounts(req->mem, &entry, &found[i].change);
		err = base_entry_add(scope_of(req), &entry);
		if (err == ERR_TOO_LARGE)
			return fail_shown(req, err, SAY(req, W_baseyear_too_many));
		if (err)
			return err;
		flash(req, SAY(req, W_baseyear_change_added));
		return see_other(req, "/me/base-year#changes");
	}
	flash(req, SAY(req, W_baseyear_meanwhile));
	return see_other(req, "/me/base-year");
}
