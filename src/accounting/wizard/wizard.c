/* What every page of the wizard begins with: the inventory, its steps with computed marks, its totals. */
#include <assert.h>
#include <math.h>

#include "base/str.h"
#include "ghg/quality.h"
#include "inventory/inventory.po.h"
#include "organisation/organisation.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

static const struct {
	Word name;
	const char *page;
} STEPS[STEP_COUNT] = {
    [STEP_INFO] = {W_wizard_step_info, "info"},
    [STEP_SCOPE12] = {W_wizard_step_scope12, "scope12"},
    [STEP_SCOPE3] = {W_wizard_step_scope3, "scope3"},
    [STEP_RENEWABLES] = {W_wizard_step_renewables, "renewables"},
    [STEP_ENERGY] = {W_wizard_step_energy, "energy"},
    [STEP_RESULT] = {W_wizard_step_result, "result"},
};

static const char *count_text(Arena *mem, size_t count)
{
	return arena_printf(mem, "%zu", count);
}

static void mark(StepperStep *step, Tone tone, const char *note)
{
	step->mark = tone;
	step->note = note;
}

static void mark_info(Req *req, const InventoryCase *c, StepperStep *step)
{
	const Inventory *inventory = &c->inventory;
	size_t within = 0;
	for (size_t i = 0; i < c->facility_count; i++)
		within += c->facilities[i].is_within;
	bool is_fine = inventory_period_is_valid(inventory) && inventory_method(inventory->ghg, inventory);
	if (!is_fine)
		mark(step, TONE_WARN, SAY(req, W_wizard_step_info_wrong));
	else if (within == 0 && c->facility_count > 0)
		mark(step, TONE_WARN, SAY(req, W_wizard_step_no_facility));
	else
		mark(step, TONE_GOOD,
		    SAY(req, W_wizard_step_info_note, "facilities", count_text(req->mem, within), "months",
			count_text(req->mem, (size_t)inventory->month_count)));
}

static void mark_scope12(Req *req, const InventoryResult *totals, StepperStep *step)
{
	if (totals->scope12_lines == 0)
		mark(step, TONE_PLAIN, SAY(req, W_wizard_step_no_lines));
	else if (totals->scope12_unknown > 0)
		mark(step, TONE_WARN,
		    SAY(req, W_wizard_step_unknown_lines, "n", count_text(req->mem, totals->scope12_lines),
			"open", count_text(req->mem, totals->scope12_unknown)));
	else
		mark(step, TONE_GOOD,
		    SAY(req, W_wizard_step_lines, "n", count_text(req->mem, totals->scope12_lines)));
}

static void mark_scope3(Req *req, const InventoryResult *totals, StepperStep *step)
{
	const char *note = SAY(
	    req, W_wizard_step_screened, "n", count_text(req->mem, totals->scope3_screened));
	bool is_done = totals->scope3_screened == SCOPE3_CATEGORIES && totals->scope3_unknown == 0;
	mark(step, is_done ? TONE_GOOD : totals->scope3_unknown ? TONE_WARN : TONE_PLAIN, note);
}

static void mark_renewables(Req *req, const InventoryResult *totals, StepperStep *step)
{
	size_t unproven = 0;
	for (size_t i = 0; i < totals->renewable_count; i++) {
		const char *kind = totals->renewables[i].kind;
		bool wants_proof = str_eq(kind, "contract") || str_eq(kind, "certificate");
		unproven += wants_proof && !totals->renewables[i].counts;
	}
	double mwh = totals->own_used_mwh + totals->contract_mwh + totals->certificate_mwh;
	if (unproven)
		mark(step, TONE_WARN, SAY(req, W_wizard_step_unproven, "n", count_text(req->mem, unproven)));
	else if (totals->renewable_count)
		mark(step, TONE_GOOD,
		    SAY(req, W_wizard_step_renewable_mwh, "mwh", num_text(req->mem, mwh, 0)));
	else
		mark(step, TONE_PLAIN, SAY(req, W_wizard_step_may_skip));
}

static void mark_energy(Req *req, const EnergyCheck *check, const InventoryResult *totals, StepperStep *step)
{
	bool is_wanted = totals->totals.scope12 > quality_rules()->check_above_tco2e;
	if (str_eq(check->source, "b205_1"))
		mark(step, TONE_GOOD, SAY(req, W_wizard_step_b205));
	else if (str_eq(check->source, "second"))
		mark(step, TONE_GOOD, SAY(req, W_wizard_step_second));
	else if (is_wanted)
		mark(step, TONE_WARN, SAY(req, W_wizard_step_check_wanted));
	else
		mark(step, TONE_PLAIN, SAY(req, W_wizard_step_may_skip));
}

static void mark_result(
    Req *req, const Inventory *inventory, const InventoryResult *totals, StepperStep *step)
{
	const GhgTotals *t = &totals->totals;
	double shown = t->has_scope[1] || t->has_scope[2] ? t->scope12 : NAN;
	mark(step, inventory->status == INVENTORY_OPEN ? TONE_PLAIN : TONE_GOOD,
	    SAY(req, W_wizard_step_total, "total", num_text(req->mem, shown, 2)));
}

static void mark_steps(Req *req, const InventoryCase *c, InventoryStep current, InventoryFrame *out)
{
	out->steps = ARENA_ARRAY(req->mem, StepperStep, STEP_COUNT);
	for (int i = 0; i < STEP_COUNT; i++) {
		out->steps[i] = (StepperStep){
		    .href = inventory_href(req->mem, c->inventory.id, STEPS[i].page),
		    .title = word_text(req->lang, STEPS[i].name),
		    .is_current = i == (int)current,
		};
	}
	out->stepper = (Stepper){SAY(req, W_wizard_steps), out->steps, STEP_COUNT};
	mark_info(req, c, &out->steps[STEP_INFO]);
	mark_scope12(req, &out->totals, &out->steps[STEP_SCOPE12]);
	mark_scope3(req, &out->totals, &out->steps[STEP_SCOPE3]);
	mark_renewables(req, &out->totals, &out->steps[STEP_RENEWABLES]);
	mark_result(req, &c->inventory, &out->totals, &out->steps[STEP_RESULT]);
	mark_energy(req, &c->check, &out->totals, &out->steps[STEP_ENERGY]);
}

/* "演示·太湖玻璃有限公司 · 平板玻璃生产 · GWP SAR" */
static const char *about_text(Req *req, const Inventory *inventory)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	const char *method_name = method ? ghg_words(method->name, req->lang) : inventory->method;
	const char *gwp_set = *inventory->gwp_set ? inventory->gwp_set : method ? method->gwp_set : "";
	return arena_printf(
	    req->mem, "%s · %s · GWP %s", req->who.org_name ? req->who.org_name : "", method_name, gwp_set);
}

static const char *locked_text(Req *req, const Inventory *inventory)
{
	if (inventory->status == INVENTORY_PUBLISHED)
		return SAY(req, W_wizard_locked_published);
	if (inventory->status == INVENTORY_DONE)
		return SAY(req, W_wizard_locked_done);
	if (str_eq(req->who.org_role, "viewer"))
		return SAY(req, W_wizard_locked_viewer);
	return NULL;
}

static const Crumb *crumbs_of(Req *req, const InventoryFrame *frame)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 5);
	crumbs[0] = (Crumb){SAY(req, W_inventory_crumb_me), "/me"};
	crumbs[1] = (Crumb){SAY(req, W_inventory_crumb_calculator), "/me/calculator"};
	crumbs[2] = (Crumb){frame->title, inventory_href(req->mem, frame->inventory->id, "result")};
	return crumbs;
}

void inventory_frame_of(
    Req *req, InventoryStep current, InventoryCase *c, const InventoryResult *totals, InventoryFrame *out)
{
	const Inventory *inventory = &c->inventory;
	assert(c->parts & CASE_ROWS);
	*out = (InventoryFrame){.c = c, .inventory = inventory, .totals = *totals};
	mark_steps(req, c, current, out);
	out->title = arena_printf(req->mem, "%s ~ %s", inventory->start_text, inventory->end_text);
	out->about = about_text(req, inventory);
	out->crumbs = crumbs_of(req, out);
	out->locked_text = locked_text(req, inventory);
	out->can_edit = !out->locked_text;
	if (current > STEP_INFO && current < STEP_COUNT)
		out->back_href = out->steps[current - 1].href;
	if (current < STEP_RESULT)
		out->next_href = out->steps[current + 1].href;
}

Err inventory_frame(Req *req, InventoryStep current, InventoryFrame *out)
{
	InventoryCase *c = ARENA_NEW(req->mem, InventoryCase);
	InventoryResult totals;
	Err err = inventory_case(
	    req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang, CASE_ROWS, c);
	if (!err)
		err = case_totals(req->db, req->mem, c->inventory.ghg, c, &totals);
	if (!err)
		inventory_frame_of(req, current, c, &totals, out);
	return err;
}

Err inventory_frame_computed(Req *req, InventoryStep current, unsigned parts, InventoryFrame *out)
{
	InventoryCase *c = ARENA_NEW(req->mem, InventoryCase);
	InventoryResult result;
	Err err = inventory_case(req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang,
	    CASE_ROWS | CASE_LINES | parts, c);
	if (err)
		return err;
	inventory_compute(req->mem, c->inventory.ghg, c, &result);
	totals_keep(c, &result);
	inventory_frame_of(req, current, c, &result, out);
	return OK;
}

Err inventory_frame_level(Req *req, InventoryStep current, InventoryFrame *out, LevelOutcome *level)
{
	InventoryCase *c = ARENA_NEW(req->mem, InventoryCase);
	Err err = inventory_case(
	    req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang, CASE_WHOLE, c);
	if (err)
		return err;
	level_of_case(req->mem, c, level);
	level_keep(level);
	inventory_frame_of(req, current, c, &level->inventory, out);
	return OK;
}

Page inventory_page(Req *req, const InventoryFrame *frame, Word title)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 5);
	for (int i = 0; i < 3; i++)
		crumbs[i] = frame->crumbs[i];
	crumbs[3] = (Crumb){word_text(req->lang, title), NULL};
	return (Page){
	    .title = word_text(req->lang, title),
	    .sub = frame->about,
	    .section = "me",
	    .crumbs = crumbs,
	};
}
