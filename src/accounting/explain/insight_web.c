/* 不确定性与变化原因: how far off the result may be and because of what, why it differs from the year before,
 * and the same gases under other GWPs. */
#include "explain/insight_web.h"

#include <math.h>

#include "base/str.h"
#include "explain/explain.po.h"
#include "explain/insight.html.h"
#include "explain/insight_case.h"
#include "explain/insight_tables.h"
#include "insight/insight.h"
#include "show/links.h"
#include "wizard/wizard.h"

enum { SCOPES_ALL = 1 << 1 | 1 << 2 | 1 << 3, SAMPLES_USUAL = 10000 };

/* ---- uncertainty ---- */

static void show_uncertainty(
    Req *req, const InventoryCase *c, const InventoryResult *result, InsightView *view)
{
	Uncertainty uncertainty = insight_uncertainty(req->mem, c, result);
	insight_fill_uncertainty(req, result, &uncertainty, view);
	if (str_is_empty(view->samples.value))
		return;
	double samples = insight_number(view->samples.value, 100, UNCERTAINTY_MAX_SAMPLES, SAMPLES_USUAL);
	double seed = insight_number(view->seed.value, 0, 999999999, 1);
	UncertaintyDraws draws = uncertainty_draw(
	    req->mem, &uncertainty, SCOPES_ALL, (uint64_t)seed, (size_t)samples);
	insight_fill_draws(req, &draws, view);
}

/* ---- change ---- */

static const char *gwp_set_of(Req *req, const Inventory *inventory)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	return *inventory->gwp_set || !method ? inventory->gwp_set : method->gwp_set;
}

static GwpRecalculation under_set(
    Req *req, const Inventory *inventory, const InventoryResult *result, const char *set)
{
	const GhgResult **lines = ARENA_ARRAY(req->mem, const GhgResult *, result->line_count + 1);
	for (size_t i = 0; i < result->line_count; i++)
		lines[i] = &result->lines[i].result;
	return change_gwp(inventory->ghg, req->mem, set, lines, result->line_count);
}

static const char *period_of(Req *req, const Inventory *inventory)
{
	return arena_printf(req->mem, "%s ~ %s", inventory->start_text, inventory->end_text);
}

/* Every other inventory may stand against this one; the chosen one, or the year before, is marked. */
static Err fill_against(Req *req, const Inventory *inventory, const ChangeSet *change, InsightView *view)
{
	enum { OFFERED = 100 };
	Inventory *all;
	size_t count, made = 0;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, OFFERED, &all, &count);
	if (err)
		return err;
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (all[i].id != inventory->id)
			choices[made++] = (Choice){
			    .value = arena_printf(req->mem, "%lld", (long long)all[i].id),
			    .text = period_of(req, &all[i])};
	}
	view->against = (FieldView){.name = "against",
	    .label = SAY(req, W_explain_against),
	    .value = change->past ? arena_printf(req->mem, "%lld", (long long)change->past->inventory.id)
				  : "",
	    .placeholder = SAY(req, W_explain_against_none),
	    .choices = choices,
	    .choice_count = made};
	view->has_others = made > 0;
	return OK;
}

static Err show_change(Req *req, const InsightCase *of, const InventoryResult *result, InsightView *view)
{
	ChangeSet change;
	change_set_of(req->mem, result, of->past, of->first, &change);
	Err err = fill_against(req, &of->c.inventory, &change, view);
	if (err || !change.has_past)
		return err;
	view->has_past = true;
	view->past_title = period_of(req, &change.past->inventory);
	view->past_href = inventory_href(req->mem, change.past->inventory.id, "result");
	view->restated_text = change.is_corrected ? SAY(req, W_explain_restated) : NULL;
	insight_fill_change(req, &change, of->c.facilities, of->c.facility_count, view);
	return OK;
}

/* ---- the page ---- */

static void fill_forms(Req *req, const Inventory *inventory, InsightView *view)
{
	static const Choice SAMPLES[] = {{.value = "1000", .text = "1 000"},
	    {.value = "10000", .text = "10 000"}, {.value = "100000", .text = "100 000"}};
	view->action = inventory_href(req->mem, inventory->id, "insight");
	view->samples = (FieldView){.name = "samples",
	    .label = SAY(req, W_explain_samples),
	    .value = query_text(req, "samples"),
	    .choices = SAMPLES,
	    .choice_count = 3,
	    .is_short = true};
	const char *seed = query_text(req, "seed");
	view->seed = (FieldView){.name = "seed",
	    .label = SAY(req, W_explain_seed),
	    .value = *seed ? seed : "1",
	    .inputmode = "numeric",
	    .maxlength = 9,
	    .is_short = true};
	if (insight_number(view->seed.value, 0, 999999999, -1) < 0)
		view->seed.problem = SAY(req, W_explain_seed_wrong);
	const char *const *sets = ghg_gwp_sets();
	Choice *choices = ARENA_ARRAY(req->mem, Choice, 16);
	size_t count = 0;
	for (; count < 16 && sets[count]; count++)
		choices[count] = (Choice){.value = sets[count], .text = sets[count]};
	const char *chosen = query_text(req, "gwp");
	view->gwp = (FieldView){.name = "gwp",
	    .label = SAY(req, W_explain_gwp_set),
	    .value = *chosen ? chosen : gwp_set_of(req, inventory),
	    .choices = choices,
	    .choice_count = count,
	    .is_short = true};
}

static void show_gwp(Req *req, const Inventory *inventory, const InventoryResult *result, InsightView *view)
{
	const char *chosen = query_text(req, "gwp");
	for (const char *const *set = ghg_gwp_sets(); *set; set++) {
		if (!str_eq(*set, chosen))
			continue;
		GwpRecalculation other = under_set(req, inventory, result, chosen);
		insight_fill_gwp(req, result, chosen, &other, view);
	}
}

/* The case with the base year, and its result. */
static Err read_case(Req *req, BaseState *base, InsightCase *of, InventoryResult *result)
{
	int64_t chosen[BASE_MAX_YEARS];
	Err err = base_rows_of(req->db, req->mem, req->who.org_id, base);
	if (!err)
		err = insight_case(req, chosen, base_chosen(base, chosen), of);
	if (err)
		return err;
	inventory_compute(req->mem, of->c.inventory.ghg, &of->c, result);
	totals_keep(&of->c, result);
	return base_state_finish(req->db, req->mem, of->c.others, of->c.other_count, base);
}

Err insight_show(Req *req)
{
	InsightView view = {0};
	InsightCase *of = ARENA_NEW(req->mem, InsightCase);
	BaseState *base = ARENA_NEW(req->mem, BaseState);
	InventoryResult result;
	Err err = read_case(req, base, of, &result);
	if (err)
		return err;
	const Inventory *inventory = &of->c.inventory;
	inventory_frame_of(req, STEP_NONE, &of->c, &result, &view.frame);
	view.frame.back_href = inventory_href(req->mem, inventory->id, "result");
	view.has_result = result.totals.known > 0;
	view.empty = (EmptyState){.title = SAY(req, W_explain_empty_title),
	    .text = SAY(req, W_explain_empty),
	    .action_text = SAY(req, W_explain_empty_go),
	    .action_href = inventory_href(req->mem, inventory->id, "scope12")};
	fill_forms(req, inventory, &view);
	if (view.has_result) {
		show_uncertainty(req, &of->c, &result, &view);
		base_section(req, base, inventory, &result, &view.base);
		err = show_change(req, of, &result, &view);
	}
	if (err)
		return err;
	show_gwp(req, inventory, &result, &view);
	Page page = inventory_page(req, &view.frame, W_explain_title);
	return show_page(req, 200, &page, html_insight_page, &view);
}
