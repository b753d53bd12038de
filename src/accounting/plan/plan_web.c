/* 我要提升等级: the level, why, the plan to the next with links that land on the field, and the findings. */
#include "plan/plan_web.h"

#include "base/str.h"
#include "evidence/evidence.po.h"
#include "inventory/inventory_change.h"
#include "level/level.h"
#include "level/level_store.h"
#include "level/level_words.h"
#include "plan/plan.html.h"
#include "plan/plan.po.h"
#include "plan/plan_view.h"
#include "show/links.h"

#include <math.h>

enum { ANSWER_MAX = 2000 };

/* ---- where a reason is cured ---- */

static const char *evidence_href(Arena *mem, int64_t inventory_id, const char *target, int64_t target_id)
{
	return arena_printf(mem, "/me/calculator/enterprise/%lld/evidence/%s/%lld", (long long)inventory_id,
	    target, (long long)target_id);
}

static const char *check_href(Arena *mem, int64_t inventory_id, const QualityReason *reason)
{
	const char *page = inventory_href(mem, inventory_id, "energy");
	if (reason->row)
		return arena_printf(mem, "%s#row-%lld", page, (long long)reason->row);
	if (reason->set == QUALITY_B205)
		return arena_printf(mem, "%s#b205", page);
	return reason->set == QUALITY_SECOND ? arena_printf(mem, "%s#second", page)
					     : arena_printf(mem, "%s#source", page);
}

static const char *reason_href(Arena *mem, int64_t inventory_id, const QualityReason *reason)
{
	switch (reason->code) {
	case QUALITY_NO_LINES:
		return inventory_href(mem, inventory_id, "scope12");
	case QUALITY_LINE_UNPROVEN:
	case QUALITY_LINE_MONTHS:
	case QUALITY_SOURCE_MONTHS:
	case QUALITY_NO_LABORATORY:
		return evidence_href(mem, inventory_id, "line", reason->line);
	case QUALITY_LINE_INCOMPLETE:
		return line_href(mem, inventory_id, reason->line, "amount");
	case QUALITY_NOT_MEASURED:
		return line_href(mem, inventory_id, reason->line, "input_ncv");
	case QUALITY_FINDING_OPEN:
		return reason->line
			   ? line_href(mem, inventory_id, reason->line, reason->field)
			   : arena_printf(mem, "%s#findings", inventory_href(mem, inventory_id, "plan"));
	case QUALITY_CHECK_UNPROVEN:
	case QUALITY_CHECK_SAME_FILE:
		return reason->row ? evidence_href(mem, inventory_id, "energy", reason->row)
				   : evidence_href(mem, inventory_id, "b205", inventory_id);
	case QUALITY_NOT_VERIFIED:
		return evidence_href(mem, inventory_id, "verification", inventory_id);
	case QUALITY_NO_MAIN_FUEL:
	case QUALITY_CODES:
		return NULL;
	default:
		return check_href(mem, inventory_id, reason);
	}
}

static const char *action_href(Arena *mem, int64_t inventory_id, const PlanAction *action)
{
	switch (action->kind) {
	case PLAN_ADD_EVIDENCE:
	case PLAN_ADD_LABORATORY:
		return evidence_href(mem, inventory_id, "line", action->reason.line);
	case PLAN_COVER_MONTHS:
		return line_href(mem, inventory_id, action->reason.line, "months");
	case PLAN_ANSWER_FINDING:
		return arena_printf(
		    mem, "%s#finding-%s", inventory_href(mem, inventory_id, "plan"), action->reason.finding);
	case PLAN_DO_CHECK:
	case PLAN_CHOOSE_SET:
		return arena_printf(mem, "%s#source", inventory_href(mem, inventory_id, "energy"));
	case PLAN_ADD_LINE:
		return inventory_href(mem, inventory_id, "scope12");
	default:
		return reason_href(mem, inventory_id, &action->reason);
	}
}

/* ---- views ---- */

static const char *percent(Arena *mem, double share)
{
	return isnan(share) || share < 0.0005 ? NULL
					      : arena_printf(mem, "%s %%", number_text(mem, share * 100, 1));
}

static const ActionView *action_views(Req *req, const Inventory *inventory, const Plan *plan)
{
	ActionView *views = ARENA_ARRAY(req->mem, ActionView, plan->action_count + 1);
	for (size_t i = 0; i < plan->action_count; i++) {
		const PlanAction *action = &plan->actions[i];
		views[i] = (ActionView){
		    .text = level_action_text(req->mem, req->lang, action, inventory->start),
		    .share = percent(req->mem, action->share),
		    .minutes = action->minutes,
		    .level_alone = action->level_alone,
		    .level_so_far = action->level_so_far,
		    .href = action_href(req->mem, inventory->id, action),
		};
	}
	return views;
}

static const char *answer_to(const InventoryCase *c, const char *key)
{
	for (size_t i = 0; i < c->answer_count; i++)
		if (str_eq(c->answers[i].key, key))
			return c->answers[i].reason;
	return "";
}

static const LineResult *line_of(const LevelOutcome *level, int64_t line_id)
{
	for (size_t i = 0; i < level->inventory.line_count; i++)
		if (level->inventory.lines[i].line->id == line_id)
			return &level->inventory.lines[i];
	return NULL;
}

/* Amounts typed by month keep their months: there a correction can only change the unit. */
static bool can_fix(const Finding *finding, const LineResult *line)
{
	return finding->has_fix && line &&
	       (!*line->line->monthly ||
		   fabs(finding->fix_value - line->amount) <= 1e-9 * fabs(line->amount));
}

static const char *finding_href(Arena *mem, int64_t inventory_id, const Finding *finding)
{
	if (finding->row)
		return arena_printf(
		    mem, "%s#row-%lld", inventory_href(mem, inventory_id, "energy"), (long long)finding->row);
	if (finding->b205_code && *finding->b205_code)
		return arena_printf(
		    mem, "%s#b205-%s", inventory_href(mem, inventory_id, "energy"), finding->b205_code);
	if (finding->line && str_eq(finding->field, "evidence"))
		return evidence_href(mem, inventory_id, "line", finding->line);
	if (finding->line)
		return line_href(mem, inventory_id, finding->line, finding->field);
	return inventory_href(mem, inventory_id, str_eq(finding->field, "period_end") ? "info" : "scope12");
}

static void fill_findings(Req *req, const LevelOutcome *level, PlanView *view)
{
	const Inventory *inventory = &level->c->inventory;
	FindingView *views = ARENA_ARRAY(req->mem, FindingView, level->finding_count + 1);
	for (size_t i = 0; i < level->finding_count; i++) {
		const Finding *finding = &level->findings[i];
		const LineResult *line = line_of(level, finding->line);
		views[i] = (FindingView){
		    .key = finding->key,
		    .text = level_finding_text(req->mem, req->lang, finding, inventory->start),
		    .href = finding_href(req->mem, inventory->id, finding),
		    .blocks = finding->blocks,
		    .is_answered = level->states[i].is_answered,
		    .can_answer = finding->can_answer,
		    .fix_text = can_fix(finding, line) ? level_finding_fix_text(req->mem, req->lang, finding)
						       : NULL,
		    .answer = answer_to(level->c, finding->key),
		    .line = finding->line,
		    .line_version = line ? line->line->version : 0,
		    .fixes_amount = line && !*line->line->monthly,
		    .fix_value = finding->has_fix ? number_plain(req->mem, finding->fix_value) : "",
		    .fix_unit = finding->has_fix ? finding->fix_unit : "",
		};
	}
	view->findings = views;
	view->finding_count = level->finding_count;
}

static const LadderView *ladder_views(
    Req *req, const Inventory *inventory, const QualityResult *result, size_t *count)
{
	LadderView *ladder = ARENA_ARRAY(req->mem, LadderView, 4);
	for (int step = 0; step < 4; step++) {
		int level = 4 - step;
		ReasonView *reasons = ARENA_ARRAY(req->mem, ReasonView, result->reason_count + 1);
		size_t n = 0;
		for (size_t i = 0; i < result->reason_count; i++)
			if (result->reasons[i].blocks == level)
				reasons[n++] = (ReasonView){level_reason_text(req->mem, req->lang,
								&result->reasons[i], inventory->start),
				    reason_href(req->mem, inventory->id, &result->reasons[i])};
		ladder[step] = (LadderView){
		    .level = level,
		    .meaning = level_meaning(req->lang, level),
		    .is_reached = result->level <= level,
		    .reasons = reasons,
		    .reason_count = n,
		};
	}
	*count = 4;
	return ladder;
}

static void fill_faults(Req *req, const Inventory *inventory, const InventoryResult *result, PlanView *view)
{
	size_t count;
	view->faults = inventory_faults(req, inventory, result, &count);
	view->fault_count = count < INPUT_FAULTS_MAX ? count : INPUT_FAULTS_MAX;
	if (count > view->fault_count)
		view->more_faults = SAY(req, W_plan_input_faults_more, "n",
		    arena_printf(req->mem, "%zu", count - view->fault_count));
}

static Err show_plan(Req *req, int status, const char *problem_key)
{
	PlanView view = {.problem_key = problem_key};
	LevelOutcome level;
	Err err = inventory_frame_level(req, STEP_NONE, &view.frame, &level);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	Plan plan = plan_make(req->mem, &level.facts, quality_rules());
	view.level = level.result.level;
	view.target = plan.target;
	view.promised = plan.promised;
	view.is_open = plan.is_open;
	view.minutes = plan.minutes;
	view.level_meaning = level_meaning(req->lang, view.level);
	view.actions = action_views(req, inventory, &plan);
	view.action_count = plan.action_count;
	fill_findings(req, &level, &view);
	fill_faults(req, inventory, &level.inventory, &view);
	view.ladder = ladder_views(req, inventory, &level.result, &view.ladder_count);
	view.total_text = number_text(req->mem, level.result.tco2e, 2);
	view.is_check_wanted = level.result.is_check_wanted;
	view.rules = level.result.rules;
	view.action = inventory_href(req->mem, inventory->id, "findings");
	view.verification_href = evidence_href(req->mem, inventory->id, "verification", inventory->id);
	Page page = inventory_page(req, &view.frame, W_plan_plan_title);
	return show_page(req, status, &page, html_level_plan, &view);
}

/* GET …/plan */
Err level_plan_show(Req *req)
{
	return show_plan(req, 200, NULL);
}

/* Is it a finding of now that can be answered? Others would only pile up. */
static bool can_answer(const LevelOutcome *level, const char *key)
{
	for (size_t i = 0; i < level->finding_count; i++)
		if (level->findings[i].can_answer && str_eq(level->findings[i].key, key))
			return true;
	return false;
}

/* POST …/findings: keep the value, because … */
Err level_finding_answer(Req *req)
{
	InventoryCase c;
	Err err = inventory_case(
	    req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang, CASE_WHOLE, &c);
	if (err)
		return err;
	if (!inventory_is_open(&c.inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	FindingAnswer answer = {
	    .key = form_text(req, "key"), .reason = str_trim(req->mem, form_text(req, "reason"))};
	LevelOutcome level;
	level_of_case(req->mem, &c, &level);
	if (!can_answer(&level, answer.key))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_plan_finding_gone));
	if (str_is_empty(answer.reason) || str_chars(answer.reason) > ANSWER_MAX)
		return show_plan(req, 422, answer.key);
	OpenChange change;
	err = inventory_change_begin(scope_of(req), c.inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, finding_answer_save(&change, &answer));
	if (err)
		return err;
	flash(req, word_text(req->lang, W_evidence_saved));
	return see_other(req, "/me/calculator/enterprise/%lld/plan#findings", (long long)c.inventory.id);
}
