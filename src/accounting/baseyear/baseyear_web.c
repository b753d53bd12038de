/* 基准年: the page, the choice, and recalculating. */
#include "baseyear/baseyear_web.h"

#include "account/account.po.h"
#include "base/str.h"
#include "baseyear/baseyear.html.h"
#include "baseyear/baseyear.po.h"
#include "baseyear/baseyear_form.h"
#include "baseyear/baseyear_page.h"
#include "baseyear/baseyear_words.h"
#include "kept/kept.h"
#include "organisation/organisation.po.h"

enum { YEARS_SHOWN = 20 };

Page base_page(Req *req, const char *title)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 4);
	crumbs[0] = (Crumb){SAY(req, W_account_crumb_me), "/me"};
	crumbs[1] = (Crumb){SAY(req, W_organisation_baseyear_title), title ? "/me/base-year" : NULL};
	crumbs[2] = (Crumb){title, NULL};
	return (Page){.title = title ? title : SAY(req, W_organisation_baseyear_title),
	    .section = "me",
	    .crumbs = crumbs};
}

bool base_may_edit(const Req *req)
{
	return *req->who.org_role && !str_eq(req->who.org_role, "viewer");
}

Err base_state_here(Req *req, BaseState *out)
{
	return base_state_of(req->db, req->mem, req->who.org_id, out);
}

/* ---- the page ---- */

static void fill_kpis(Req *req, const BaseState *state, BaseYearView *view)
{
	const char *scopes = base_choice_text(req, state->year.scopes);
	int64_t original = base_total_kg(
	    state->recalculation_count ? &state->recalculations[0].original : &state->original,
	    state->with_scope3);
	int64_t in_force = base_total_kg(&state->in_force, state->with_scope3);
	view->kpis[0] = (Kpi){.label = SAY(req, W_organisation_baseyear_title),
	    .value = base_label(req, state),
	    .note = base_choice_text(req, state->year.kind)};
	view->kpis[1] = (Kpi){.label = SAY(req, W_baseyear_kpi_original),
	    .value = num_text(req->mem, (double)original / 1000, 3),
	    .unit = "tCO₂e",
	    .note = scopes};
	view->kpis[2] = (Kpi){.label = SAY(req, W_baseyear_in_force),
	    .value = num_text(req->mem, (double)in_force / 1000, 3),
	    .unit = "tCO₂e",
	    .note = state->recalculation_count
			? SAY(req, W_baseyear_times, "n",
			      arena_printf(req->mem, "%zu", state->recalculation_count))
			: SAY(req, W_baseyear_never)};
}

static void fill_verdict(Req *req, const BaseState *state, BaseYearView *view)
{
	const BaseVerdict *verdict = &state->verdict;
	const char *percent = base_percent(req, verdict->cumulative_percent);
	const char *threshold = base_percent(req, state->threshold_percent);
	view->verdict_tone = !state->open_count ? TONE_GOOD : verdict->is_required ? TONE_WARN : TONE_INFO;
	view->verdict_title = !state->open_count     ? SAY(req, W_baseyear_verdict_none)
			      : verdict->is_required ? SAY(req, W_baseyear_verdict_required)
						     : SAY(req, W_baseyear_verdict_optional);
	view->verdict_text = state->open_count
				 ? SAY(req, W_baseyear_verdict_text, "n",
				       arena_printf(req->mem, "%zu", state->open_count), "percent", percent,
				       "threshold", threshold, "scopes",
				       base_choice_text(req, state->year.scopes))
				 : SAY(req, W_baseyear_verdict_none_text, "threshold", threshold);
}

static const char *facility_of(const Facility *all, size_t count, int64_t id, Lang lang)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].id == id)
			return facility_name(&all[i], lang);
	return NULL;
}

static BaseEntryRow entry_row(Req *req, const BaseState *state, size_t i)
{
	const BaseEntry *entry = &state->entries[i];
	const BaseAmounts *change = &state->changes[i];
	const BaseVerdict *verdict = &state->verdicts[i];
	bool is_open = entry->recalculation == 0;
	const char *href = arena_printf(req->mem, "/me/base-year/changes/%lld", (long long)entry->id);
	return (BaseEntryRow){.entry = entry,
	    .href = href,
	    .delete_action = arena_printf(req->mem, "%s/delete", href),
	    .kind = base_kind_text(req, entry->kind),
	    .scope1 = base_signed(req, change, BASE_SCOPE1),
	    .scope2 = base_signed(req, change, BASE_SCOPE2),
	    .market2 = base_signed(req, change, BASE_MARKET2),
	    .scope3 = base_signed(req, change, BASE_SCOPE3),
	    .percent = is_open ? base_percent(req, verdict->percent) : "-",
	    .cumulative = is_open ? base_percent(req, verdict->cumulative_percent) : "-",
	    .verdict = !is_open		      ? SAY(req, W_baseyear_in_number, "number",
						    arena_printf(req->mem, "%lld", (long long)entry->recalculation))
		       : verdict->is_required ? SAY(req, W_baseyear_required)
					      : SAY(req, W_baseyear_optional),
	    .tone = !is_open		   ? TONE_GOOD
		    : verdict->is_required ? TONE_WARN
					   : TONE_INFO,
	    .is_open = is_open};
}

static Err fill_register(Req *req, const BaseState *state, BaseYearView *view)
{
	Facility *facilities;
	size_t count;
	Err err = org_facilities(req->db, req->mem, req->who.org_id, &facilities, &count);
	BaseEntryRow *rows = ARENA_ARRAY(req->mem, BaseEntryRow, state->entry_count + 1);
	for (size_t i = 0; !err && i < state->entry_count; i++) {
		rows[i] = entry_row(req, state, i);
		rows[i].facility = facility_of(facilities, count, state->entries[i].facility_id, req->lang);
	}
	view->rows = rows;
	view->row_count = state->entry_count;
	return err;
}

const char *base_proposal_title(Req *req, const BaseProposal *proposal)
{
	if (proposal->kind == BASE_GWP || proposal->kind == BASE_METHOD)
		return proposal->title;
	if (proposal->kind == BASE_FACTOR)
		return SAY(req, W_baseyear_proposal_factors, "editions", proposal->about);
	return *proposal->about ? SAY(req, W_baseyear_proposal_correction, "period", proposal->about)
				: SAY(req, W_baseyear_proposal_origin);
}

static Err fill_proposals(Req *req, const BaseState *state, BaseYearView *view)
{
	BaseProposal found[BASE_PROPOSALS];
	Err err = base_proposals_of(req->db, req->mem, state, found, &view->proposal_count);
	BaseProposalRow *rows = ARENA_ARRAY(req->mem, BaseProposalRow, BASE_PROPOSALS);
	for (size_t i = 0; !err && i < view->proposal_count; i++) {
		int64_t kg = base_total_kg(&found[i].change, state->with_scope3);
		double base = (double)base_total_kg(&state->in_force, state->with_scope3), size = (double)kg;
		BaseVerdict verdict;
		base_year_judge(base, state->threshold_percent, &size, 1, &verdict);
		rows[i] = (BaseProposalRow){found[i].key, base_proposal_title(req, &found[i]),
		    SAY(req, W_baseyear_proposal_text, "change",
			arena_printf(req->mem, "%s%s", kg < 0 ? "−" : "+",
			    num_text(req->mem, (double)(kg < 0 ? -kg : kg) / 1000, 3)),
			"percent", base_percent(req, verdict.percent))};
	}
	view->proposals = rows;
	return err;
}

static Err fill_years(Req *req, const BaseState *state, BaseYearView *view)
{
	enum { READ = 100 };
	Inventory *all;
	size_t count, shown = 0;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, READ, &all, &count);
	BaseYearAmounts *years = ARENA_ARRAY(req->mem, BaseYearAmounts, YEARS_SHOWN);
	for (size_t i = count; !err && i-- > 0 && shown < YEARS_SHOWN;) {
		int64_t days = date_is_none(all[i].start) || date_is_none(all[i].end)
				   ? 0
				   : date_days(all[i].end) - date_days(all[i].start) + 1;
		bool is_base = state->inventory_count == 1 &&
			       state->inventories[0]->inventory.id == all[i].id;
		if ((days != 365 && days != 366) || is_base)
			continue;
		InventoryResult result;
		err = inventory_totals(req->db, req->mem, all[i].ghg, &all[i], &result);
		years[shown++] = (BaseYearAmounts){
		    base_period_text(req->mem, &all[i]), base_of_result(&result)};
	}
	if (!err)
		base_fill_years(req, state, years, shown, view);
	return err;
}

static void fill_tables(Req *req, const BaseState *state, BaseYearView *view)
{
	base_fill_policy(req, state, &view->policy);
	base_fill_built(req, state, &view->built);
	view->has_built = state->recalculation_count > 0;
	view->has_history = state->recalculation_count > 0;
	if (view->has_built) {
		view->built_chart = base_built_chart(req, state);
		base_fill_history(req, state, &view->history);
	}
	if (state->missing)
		view->missing_text = SAY(req, W_baseyear_missing);
	view->changed_text = SAY(req, W_baseyear_changed, "who", state->year.updated_by_name, "when",
	    base_when_text(req->mem, state->year.updated_at));
}

static Err show_base_year(Req *req, int status, const BaseState *state, const char *why, const char *problem)
{
	BaseYearView view = {.is_chosen = state->is_chosen, .can_edit = base_may_edit(req)};
	view.empty = (EmptyState){.title = SAY(req, W_baseyear_empty_title),
	    .text = SAY(req, W_baseyear_empty),
	    .action_text = SAY(req, W_baseyear_choose),
	    .action_href = "/me/base-year/edit",
	    .reason = view.can_edit ? NULL : SAY(req, W_baseyear_viewer)};
	Err err = OK;
	if (state->is_chosen) {
		fill_kpis(req, state, &view);
		fill_verdict(req, state, &view);
		fill_tables(req, state, &view);
		err = fill_register(req, state, &view);
		if (!err && view.can_edit)
			err = fill_proposals(req, state, &view);
		if (!err)
			err = fill_years(req, state, &view);
	}
	if (err)
		return err;
	view.may_recalculate = view.can_edit && state->open_count > 0 && !state->missing;
	view.next_number = (int64_t)state->recalculation_count + 1;
	view.why = (FieldView){.name = "why",
	    .label = SAY(req, W_baseyear_why),
	    .hint = SAY(req, W_baseyear_why_hint),
	    .value = why,
	    .problem = problem,
	    .maxlength = BASE_TEXT_MAX};
	view.problem = (Problem){"why", problem};
	Page page = base_page(req, NULL);
	page.sub = SAY(req, W_baseyear_sub);
	page.action_text = state->is_chosen && view.can_edit ? SAY(req, W_baseyear_add_change) : NULL;
	page.action_href = "/me/base-year/changes/new";
	return show_page(req, status, &page, html_base_year, &view);
}

/* GET /me/base-year */
Err base_year_show(Req *req)
{
	BaseState *state = ARENA_NEW(req->mem, BaseState);
	Err err = base_state_here(req, state);
	return err ? err : show_base_year(req, 200, state, "", NULL);
}

/* ---- the choice ---- */

static Err show_edit(Req *req, int status, const BaseYearForm *form)
{
	Page page = base_page(req, SAY(req, W_baseyear_edit));
	page.is_narrow = true;
	return show_page(req, status, &page, html_base_year_form, form);
}

/* GET /me/base-year/edit */
Err base_year_edit_show(Req *req)
{
	BaseYear year;
	BaseYearForm form;
	Err err = base_year_of_org(req->db, req->mem, req->who.org_id, &year);
	if (err == ERR_NOT_FOUND) {
		year = (BaseYear){.series = 1,
		    .kind = "fixed",
		    .source = "inventory",
		    .inventories = "",
		    .year_text = "",
		    .amounts = {"", "", "", ""},
		    .reason = "",
		    .threshold_text = "5",
		    .scopes = "12",
		    .policy = ""};
		err = OK;
	}
	if (!err)
		err = base_year_form(req, &year, false, NULL, false, &form);
	return err ? err : show_edit(req, 200, &form);
}

static Err show_year_conflict(Req *req, const BaseYear *sent)
{
	BaseYear saved;
	BaseYearForm form;
	Err err = base_year_of_org(req->db, req->mem, req->who.org_id, &saved);
	if (!err)
		err = base_year_form(req, sent, false, NULL, false, &form);
	if (err)
		return err;
	base_year_conflict(req, &form, sent, &saved);
	return show_edit(req, 409, &form);
}

/* POST /me/base-year/edit */
Err base_year_edit_do(Req *req)
{
	BaseState *state = ARENA_NEW(req->mem, BaseState);
	Err err = base_state_here(req, state);
	if (err)
		return err;
	const BaseYear *current = state->is_chosen ? &state->year : NULL;
	BaseYear sent;
	BaseYearForm form;
	err = base_year_read(req, current, &sent);
	if (err)
		return err;
	if (sent.version != (current ? current->version : 0))
		return show_year_conflict(req, &sent);
	err = base_year_form(req, &sent, true, current, state->recalculation_count > 0, &form);
	if (err)
		return err;
	if (form.problem_count > 0)
		return show_edit(req, 422, &form);

	if (current && state->recalculation_count > 0 && base_year_is_other(&sent, current))
		sent.series = current->series + 1;
	err = base_year_save(scope_of(req), &sent);
	if (err == ERR_CONFLICT)
		return show_year_conflict(req, &sent);
	if (err)
		return err;
	flash(req, SAY(req, W_baseyear_saved));
	return see_other(req, "/me/base-year");
}

/* ---- recalculating ---- */

/* POST /me/base-year/recalculate. The form names the number it makes: sent twice it is there already. */
Err base_recalculate_do(Req *req)
{
	BaseState *state = ARENA_NEW(req->mem, BaseState);
	Err err = base_state_here(req, state);
	if (err)
		return err;
	const char *why = str_trim(req->mem, form_text(req, "why"));
	int64_t number = 0;
	str_to_int(form_text(req, "number"), &number);
	bool is_next = number == (int64_t)state->recalculation_count + 1;
	if (!is_next || !state->open_count || state->missing) {
		flash(req, SAY(req, W_baseyear_meanwhile));
		return see_other(req, "/me/base-year");
	}
	if (str_is_empty(why) || str_chars(why) > BASE_TEXT_MAX)
		return show_base_year(req, 422, state, why, SAY(req, W_baseyear_problem_why));
	if (number > BASE_MAX_RECALCULATIONS)
		return fail_shown(req, ERR_TOO_LARGE, SAY(req, W_baseyear_too_many));

	BaseRecalculation made = base_recalculate(req->mem, state, why);
	err = base_recalculation_add(scope_of(req), state->year.series, &made);
	if (err && err != ERR_CONFLICT)
		return err;
	flash(req, err ? SAY(req, W_baseyear_meanwhile) : SAY(req, W_baseyear_recalculated));
	return see_other(req, "/me/base-year");
}
