/* 可再生能源: own generation, green power contracts, green certificates; scope 2 by both methods side by
 * side. */
#include <math.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_renewables.html.h"
#include "calculator/calculator_web.h"
#include "form/form.po.h"
#include "form/form_page.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"
#include "wizard/wizard_words.h"

/* The first thing wrong with a field; NULL when fine. */
static const char *field_problem(Req *req, const RenewableRecord *record, unsigned faults, const char *name)
{
	const char *problem = NULL;
	for (int fault = RENEWABLE_FINE + 1; !problem && fault < RENEWABLE_NO_EVIDENCE; fault++)
		if (str_eq(renewable_fault_field((RenewableFault)fault), name))
			problem = renewable_problem(req, record, faults, (RenewableFault)fault);
	return problem;
}

/* ---- the page ---- */

typedef struct RecordScene {
	const InventoryFrame *frame;
	const EvidenceLink *links;
	size_t link_count;
} RecordScene;

static void set_energy_units(Req *req, FieldView *field)
{
	static const char *const UNITS[] = {"MWh", "kWh", "万kWh", "GWh"};
	Choice *choices = ARENA_ARRAY(req->mem, Choice, 4);
	for (size_t i = 0; i < 4; i++)
		choices[i] = (Choice){.value = UNITS[i], .text = unit_label(req->mem, req->lang, UNITS[i])};
	field->choices = choices;
	field->choice_count = 4;
}

static void fill_state(Req *req, unsigned faults, RenewableView *view)
{
	bool wants_proof = view->is_certificate || view->is_contract;
	if (renewable_is_untouched(view->record)) {
		view->state = SAY(req, W_calculator_renewable_empty);
		view->tone = TONE_PLAIN;
	} else if (wants_proof && view->record->counts) {
		view->state = SAY(req, W_calculator_renewable_counts);
		view->tone = TONE_GOOD;
	} else if (wants_proof) {
		bool lacks_only_evidence = faults == 1u << RENEWABLE_NO_EVIDENCE;
		view->state = lacks_only_evidence ? SAY(req, W_calculator_renewable_unproven)
						  : SAY(req, W_calculator_renewable_counts_not);
		view->tone = TONE_WARN;
	} else {
		view->state = SAY(req, W_calculator_renewable_information);
		view->tone = TONE_INFO;
	}
}

static void fill_record(
    Req *req, const RecordScene *scene, const RenewableRecord *stored, RenewableView *view)
{
	RenewableRecord *record = ARENA_NEW(req->mem, RenewableRecord);
	*record = *stored;
	*view = (RenewableView){.record = record};
	view->evidence = (EvidenceCell){.inventory_id = scene->frame->inventory->id,
	    .target = "renewable",
	    .target_id = record->id,
	    .month_count = scene->frame->inventory->month_count,
	    .first_month = scene->frame->inventory->first_month,
	    .can_edit = scene->frame->can_edit};
	view->evidence.link_count = evidence_slice(
	    scene->links, scene->link_count, "renewable", record->id, &view->evidence.links);
	record->has_evidence = view->evidence.link_count > 0;
	unsigned faults = renewable_check(record);
	unsigned doubts = renewable_doubts(
	    record, scene->frame->inventory->start, scene->frame->inventory->end);
	const char *base = arena_printf(req->mem, "%s/%lld",
	    inventory_href(req->mem, scene->frame->inventory->id, "renewables"), (long long)record->id);
	view->kind_text = choice_text(req->lang, RENEWABLE_KINDS, record->kind);
	view->action = base;
	view->delete_action = arena_printf(req->mem, "%s/delete", base);
	view->seen = form_seen(req->mem, &RENEWABLE_FORM, record, NULL);
	view->is_certificate = str_eq(record->kind, "certificate");
	view->is_contract = str_eq(record->kind, "contract");
	const FieldsShown how = {.save_url = arena_printf(req->mem, "%s/field", base),
	    .version = record->version,
	    .key = arena_printf(req->mem, "%lld", (long long)record->id),
	    .is_disabled = !scene->frame->can_edit};
	form_views(req, &RENEWABLE_FORM, record, &how, view->fields);
	for (int i = 0; i < RENEWABLE_FIELDS; i++)
		view->fields[i].problem = field_problem(req, record, faults | doubts, view->fields[i].name);
	set_energy_units(req, &view->fields[RENEWABLE_UNIT]);
	fill_state(req, faults, view);
}

static const char *factor_words(Req *req, const GhgFactor *factor)
{
	if (!factor)
		return "-";
	return arena_printf(
	    req->mem, "%s kgCO₂/kWh · %s", number_plain(req->mem, factor->value), factor->source_title);
}

static void fill_sides(Req *req, RenewablesPageView *view)
{
	const InventoryResult *r = &view->frame.totals;
	bool has = r->totals.has_scope[2];
	view->purchased_mwh = r->totals.electricity_mwh;
	view->covered_mwh = r->market.covered_mwh;
	view->residual_mwh = r->market.residual_mwh;
	view->location = has ? r->totals.scope2 : NAN;
	view->market = has ? r->market.scope2 : NAN;
	view->residual_factor = factor_words(req, r->market.residual);
	view->location_factor = factor_words(
	    req, ghg_grid(view->frame.inventory->ghg, "CN", view->frame.inventory->start.year));
	double green = r->own_used_mwh + r->contract_mwh + r->certificate_mwh;
	double all = r->totals.electricity_mwh + r->own_used_mwh;
	view->kpis[0] = (Kpi){.label = SAY(req, W_inventory_scope2_location),
	    .value = num_text(req->mem, view->location, 2),
	    .unit = "tCO₂e"};
	view->kpis[1] = (Kpi){.label = SAY(req, W_wizard_scope2_market),
	    .value = num_text(req->mem, view->market, 2),
	    .unit = "tCO₂e"};
	view->kpis[2] = (Kpi){.label = SAY(req, W_calculator_renewable_total),
	    .value = num_text(req->mem, green, 2),
	    .unit = "MWh"};
	view->kpis[3] = (Kpi){.label = SAY(req, W_calculator_renewable_share),
	    .value = num_text(req->mem, all > 0 ? green / all * 100 : NAN, 1),
	    .unit = "%"};
}

static Err show_renewables(Req *req, int status, int64_t record_id, const RenewableSaved *saved)
{
	RenewablesPageView view = {.keys = {id_new(), id_new(), id_new(), id_new()}};
	Err err = inventory_frame(req, STEP_RENEWABLES, &view.frame);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	const RenewableRecord *records = view.frame.c->renewables;
	view.count = view.frame.c->renewable_count;
	RecordScene scene = {.frame = &view.frame};
	EvidenceLink *links;
	err = evidence_of_inventory(
	    req->db, req->mem, inventory->org_id, inventory->id, &links, &scene.link_count);
	if (err)
		return err;
	scene.links = links;
	RenewableView *views = ARENA_ARRAY(req->mem, RenewableView, view.count + 1);
	for (size_t i = 0; i < view.count; i++) {
		fill_record(req, &scene, &records[i], &views[i]);
		if (saved && records[i].id == record_id)
			views[i].conflict = form_conflict(req, &RENEWABLE_FORM, &saved->merge,
			    &(FormNotice){.action = views[i].action,
				.version = saved->record.version,
				.views = views[i].fields,
				.view_count = RENEWABLE_FIELDS});
	}
	view.records = views;
	view.add_action = inventory_href(req->mem, inventory->id, "renewables");
	fill_sides(req, &view);
	Page page = inventory_page(req, &view.frame, W_wizard_step_renewables);
	page.script = "autosave.js";
	return show_page(req, status, &page, html_renewables, &view);
}

/* GET /me/calculator/enterprise/{id}/renewables */
Err renewables_show(Req *req)
{
	return show_renewables(req, 200, 0, NULL);
}

/* POST /me/calculator/enterprise/{id}/renewables: an empty record of a kind. */
Err renewable_add(Req *req)
{
	const char *kind = form_text(req, "kind");
	if (!choice_is_known(RENEWABLE_KINDS, kind))
		return fail_shown(req, ERR_INPUT, SAY(req, W_form_refused));
	int64_t key, id = path_id(req, "id");
	if (!str_to_int(form_text(req, "key"), &key) || key <= 0)
		key = id_new();
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, id, &inventory);
	if (err)
		return err;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, renewable_insert(&change, key, kind));
	RenewableRecord there;
	if (err == ERR_CONFLICT &&
	    inventory_is_open(&inventory)) /* the form was sent twice, or it is no record of ours */
		err = renewable_of(req->db, req->mem, req->who.org_id, id, key, &there);
	if (err)
		return err;
	return see_other(req, "%s#r-%lld", inventory_href(req->mem, id, "renewables"), (long long)key);
}

static const char *taken_words(Req *req, const RenewableSaved *saved)
{
	if (saved->own_inventory_id)
		return SAY(req, W_calculator_renewable_taken_own);
	return SAY(req, W_wizard_renewable_taken);
}

/* POST /me/calculator/enterprise/{id}/renewables/{record}: the whole record. A range that somebody holds is
 * refused; what was typed is kept. */
Err renewable_save(Req *req)
{
	int64_t id = path_id(req, "id"), record_id = path_id(req, "record"), seen;
	if (!form_version(req, &seen))
		return ERR_INPUT;
	FieldEdit edits[RENEWABLE_FIELDS];
	size_t count = form_edits(req, &RENEWABLE_FORM, NULL, edits);
	RenewableSaved saved;
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(
		    &change, renewable_save_fields(&change, record_id, seen, edits, count, &saved));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err)
		return err;
	if (saved.merge.conflict_count)
		return show_renewables(req, 409, record_id, &saved);
	if (saved.is_taken)
		return show_renewables(req, 422, record_id, &saved);
	flash(req, SAY(req, W_calculator_saved));
	return see_other(req, "%s#r-%lld", inventory_href(req->mem, id, "renewables"), (long long)record_id);
}

/* POST /me/calculator/enterprise/{id}/renewables/{record}/field: one field as typed, for autosave.js. */
Err renewable_field_save(Req *req)
{
	int64_t seen;
	if (!form_version(req, &seen))
		return ERR_INPUT;
	FieldEdit edit = {form_text(req, "name"), form_text(req, "value")};
	RenewableSaved saved;
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), path_id(req, "id"), &change);
	if (!err)
		err = inventory_change_end(
		    &change, renewable_save_fields(&change, path_id(req, "record"), seen, &edit, 1, &saved));
	if (err)
		return err;
	unsigned faults = renewable_check(&saved.record);
	Inventory inventory;
	err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	faults |= renewable_doubts(&saved.record, inventory.start, inventory.end);
	FieldReply reply = {
	    .form = &RENEWABLE_FORM,
	    .name = edit.field,
	    .version = saved.record.version,
	    .merge = &saved.merge,
	    .problem = field_problem(req, &saved.record, faults, edit.field),
	};
	if (saved.is_taken && str_starts(edit.field, "certificate_"))
		reply.problem = taken_words(req, &saved);
	return answer_saved(req, &reply);
}

/* POST /me/calculator/enterprise/{id}/renewables/{record}/delete */
Err renewable_delete_do(Req *req)
{
	int64_t id = path_id(req, "id");
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, renewable_delete(&change, path_id(req, "record")));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err)
		return err;
	flash(req, SAY(req, W_calculator_line_deleted));
	return see_other(req, "%s", inventory_href(req->mem, id, "renewables"));
}
