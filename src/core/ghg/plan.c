/* The plan: each reason against the next level has its cure; where there are ways to choose between (which
 * set the energy check uses, how level 2 is reached) all are tried and the smallest wins. Nothing is promised
 * that was not simulated. */
#include "ghg/plan.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

enum {
	ROUNDS_MAX = 8,
	/* lines x actions up to which each action is simulated on its own */
	SIMULATED_MAX = 400000,
};

/* ---- doing an action on a copy of the facts ---- */

typedef struct Draft {
	Arena *mem;
	const QualityRules *rules;
	QualityFacts facts;
	QualityLine *lines;
	QualityCheckRow *b205, *second;
	QualityFinding *findings;
	QualityFacts before; /* as they were when the turn began */
	int64_t next_id;     /* of lines that do not exist yet: -1, -2 … */
} Draft;

static void *copied(Arena *mem, const void *items, size_t size, size_t count, size_t more)
{
	char *copy = arena_array(mem, size, count + more + 1);
	if (count > 0)
		memcpy(copy, items, size * count);
	return copy;
}

/* Room for what `actions` actions may add: a line each, and a row each or one for every line of a check done.
 */
static Draft draft_of(
    Arena *mem, const QualityFacts *facts, const QualityRules *rules, size_t actions, bool fills_set)
{
	size_t rows = actions + (fills_set ? facts->line_count + actions + 1 : 0);
	Draft draft = {.mem = mem, .rules = rules, .facts = *facts, .next_id = -1};
	draft.lines = copied(mem, facts->lines, sizeof *draft.lines, facts->line_count, actions);
	draft.b205 = copied(mem, facts->b205, sizeof *draft.b205, facts->b205_count, rows);
	draft.second = copied(mem, facts->second, sizeof *draft.second, facts->second_count, rows);
	draft.findings = copied(mem, facts->findings, sizeof *draft.findings, facts->finding_count, 0);
	draft.facts.lines = draft.lines;
	draft.facts.b205 = draft.b205;
	draft.facts.second = draft.second;
	draft.facts.findings = draft.findings;
	return draft;
}

static QualityLine *draft_line(Draft *draft, int64_t id)
{
	for (size_t i = 0; i < draft->facts.line_count; i++) {
		if (draft->lines[i].id == id)
			return &draft->lines[i];
	}
	return NULL;
}

static QualityCheckRow *draft_rows(Draft *draft, QualitySource set)
{
	return set == QUALITY_B205 ? draft->b205 : draft->second;
}

static void add_row(
    Draft *draft, QualitySource set, const char *energy, const char *label, QualityAmount amount)
{
	size_t *count = set == QUALITY_B205 ? &draft->facts.b205_count : &draft->facts.second_count;
	draft_rows(draft, set)[(*count)++] = (QualityCheckRow){
	    .code = "", .energy = energy, .label = label, .amount = amount, .has_evidence = true};
}

static const QualityPair *pair_in(Draft *draft, const QualityFacts *facts, const QualityReason *reason)
{
	size_t count;
	QualityPair *pairs = quality_pairs(draft->mem, facts, reason->set, draft->rules, &count);
	for (size_t i = 0; i < count; i++) {
		if (str_eq(pairs[i].energy, reason->energy))
			return &pairs[i];
	}
	return NULL;
}

static const QualityPair *draft_pair(Draft *draft, const PlanAction *action)
{
	return pair_in(draft, &draft->facts, &action->reason);
}

static void prove_line(QualityLine *line, Months months)
{
	line->proven |= months;
	line->has_evidence = true;
}

static void cover_months(QualityLine *line, Months months)
{
	if (line->months != 0)
		line->months |= months;
	prove_line(line, months);
}

/* A check done: a row with a file for every main source, each as the lines have it. */
static void fill_set(Draft *draft, const PlanAction *action)
{
	QualitySource set = action->reason.set;
	size_t count;
	QualityPair *pairs = quality_pairs(draft->mem, &draft->facts, set, draft->rules, &count);
	size_t added = 0;
	for (size_t i = 0; i < count; i++) {
		if (!pairs[i].has_line || !pairs[i].is_main || pairs[i].has_row)
			continue;
		add_row(draft, set, pairs[i].energy, pairs[i].label, pairs[i].ours);
		added++;
	}
	if (added == 0 && count > 0 && pairs[0].has_line && !pairs[0].has_row)
		add_row(draft, set, pairs[0].energy, pairs[0].label, pairs[0].ours);
	else if (added == 0)
		add_row(draft, set, "ELECTRICITY", "", (QualityAmount){0, dim_of(DIM_ENERGY)});
	if (set == QUALITY_B205) {
		draft->facts.is_b205_proven = true;
		draft->facts.b205_same_file_as = NULL;
	}
	if (action->reason.blocks >= 3)
		draft->facts.source = set;
}

static void choose_set(Draft *draft, const PlanAction *action)
{
	draft->facts.source = action->reason.set;
}

static void add_energy_row(Draft *draft, const PlanAction *action)
{
	const QualityPair *pair = draft_pair(draft, action);
	if (pair && !pair->has_row)
		add_row(draft, action->reason.set, pair->energy, pair->label, pair->ours);
}

/* The line that an energy of the check stands for, with what it would emit and evidence for the whole period.
 */
static void add_energy_line(Draft *draft, const PlanAction *action)
{
	const QualityPair *pair = pair_in(draft, &draft->before, &action->reason);
	if (!pair || pair->has_line)
		return;
	const QualityCheckRow *rows = draft_rows(draft, action->reason.set);
	double tco2e = 0;
	for (size_t i = 0; i < pair->row_count; i++)
		tco2e += rows[pair->rows[i]].tco2e > 0 ? rows[pair->rows[i]].tco2e : 0;
	bool is_bought = str_eq(pair->energy, "ELECTRICITY") || str_eq(pair->energy, "HEAT");
	draft->lines[draft->facts.line_count++] = (QualityLine){
	    .id = draft->next_id--,
	    .category = "",
	    .item = pair->energy,
	    .label = pair->label,
	    .source_name = pair->label,
	    .scope = is_bought ? 2 : 1,
	    .tco2e = tco2e,
	    .proven = months_all(draft->facts.months),
	    .has_evidence = true,
	    .energy = pair->energy,
	    .amount = pair->theirs,
	};
}

/* Both sides agree: the rows take what the lines have. Without a line the rows are brought to one unit. */
static void agree(Draft *draft, const PlanAction *action)
{
	const QualityPair *pair = draft_pair(draft, action);
	if (!pair || pair->row_count == 0)
		return;
	QualityCheckRow *rows = draft_rows(draft, action->reason.set);
	bool is_first = true;
	QualityAmount sum = pair->ours;
	for (size_t i = 0; i < pair->row_count; i++) {
		QualityAmount *amount = &rows[pair->rows[i]].amount;
		if (isnan(amount->value))
			continue;
		if (is_first && !pair->has_line)
			sum = *amount;
		*amount = (QualityAmount){is_first ? sum.value : 0, sum.dim};
		is_first = false;
	}
}

static void explain(Draft *draft, const PlanAction *action)
{
	const QualityPair *pair = draft_pair(draft, action);
	QualityCheckRow *rows = draft_rows(draft, action->reason.set);
	for (size_t i = 0; pair && i < pair->row_count; i++)
		rows[pair->rows[i]].is_explained = true;
}

static void attach_to_check(Draft *draft, const PlanAction *action)
{
	if (action->reason.set == QUALITY_B205) {
		draft->facts.is_b205_proven = true;
		draft->facts.b205_same_file_as = NULL;
		return;
	}
	for (size_t i = 0; i < draft->facts.second_count; i++) {
		QualityCheckRow *row = &draft->second[i];
		if (row->id != action->reason.row)
			continue;
		row->has_evidence = true;
		row->same_file_as = NULL;
	}
}

static void answer_finding(Draft *draft, const PlanAction *action)
{
	for (size_t i = 0; i < draft->facts.finding_count; i++) {
		if (str_eq(draft->findings[i].key, action->reason.finding))
			draft->findings[i].is_answered = true;
	}
}

static void do_action(Draft *draft, const PlanAction *action)
{
	QualityLine *line = draft_line(draft, action->reason.line);
	switch (action->kind) {
	case PLAN_ADD_EVIDENCE:
		if (line)
			prove_line(line, action->reason.months);
		break;
	case PLAN_COVER_MONTHS:
		if (line)
			cover_months(line, action->reason.months);
		break;
	case PLAN_MEASURE:
		if (line)
			line->has_measured_ncv = line->has_measured_carbon = line->has_laboratory_report =
			    true;
		break;
	case PLAN_ADD_LABORATORY:
		if (line)
			line->has_laboratory_report = true;
		break;
	case PLAN_ANSWER_FINDING:
		answer_finding(draft, action);
		break;
	case PLAN_DO_CHECK:
		fill_set(draft, action);
		break;
	case PLAN_CHOOSE_SET:
		choose_set(draft, action);
		break;
	case PLAN_ADD_ROW:
		add_energy_row(draft, action);
		break;
	case PLAN_ADD_LINE:
		add_energy_line(draft, action);
		break;
	case PLAN_PROVE_ROW:
	case PLAN_OTHER_FILE:
		attach_to_check(draft, action);
		break;
	case PLAN_SAME_UNIT:
	case PLAN_LOWER_DEVIATION:
		agree(draft, action);
		break;
	case PLAN_EXPLAIN:
		explain(draft, action);
		break;
	case PLAN_VERIFY:
		draft->facts.is_verified = true;
		break;
	case PLAN_ENTER_LINES:
	case PLAN_COMPLETE_LINE:
	case PLAN_KINDS:
		break; /* what they bring is not known */
	}
}

/* Units first, then lines, then rows for them, then what refers to both (units again, now that there is a
 * line): so the order of the list does not matter. */
static bool is_turn_of(PlanKind kind, int turn)
{
	switch (kind) {
	case PLAN_SAME_UNIT:
		return turn == 0 || turn == 3;
	case PLAN_ADD_LINE:
		return turn == 1;
	case PLAN_ADD_ROW:
	case PLAN_DO_CHECK:
		return turn == 2;
	default:
		return turn == 3;
	}
}

QualityFacts plan_apply(Arena *mem, const QualityFacts *facts, const QualityRules *rules,
    const PlanAction actions[], size_t count)
{
	bool fills_set = false;
	for (size_t i = 0; i < count; i++)
		fills_set = fills_set || actions[i].kind == PLAN_DO_CHECK;
	Draft draft = draft_of(mem, facts, rules, count, fills_set);
	for (int turn = 0; turn <= 3; turn++) {
		draft.before = draft.facts;
		for (size_t i = 0; i < count; i++) {
			if (is_turn_of(actions[i].kind, turn))
				do_action(&draft, &actions[i]);
		}
	}
	return draft.facts;
}

/* ---- from reasons to actions ---- */

static PlanKind cure_of(const QualityReason *reason)
{
	static const PlanKind CURES[QUALITY_CODES] = {
	    [QUALITY_NO_LINES] = PLAN_ENTER_LINES,
	    [QUALITY_LINE_INCOMPLETE] = PLAN_COMPLETE_LINE,
	    [QUALITY_LINE_UNPROVEN] = PLAN_ADD_EVIDENCE,
	    [QUALITY_LINE_MONTHS] = PLAN_ADD_EVIDENCE,
	    [QUALITY_FINDING_OPEN] = PLAN_ANSWER_FINDING,
	    [QUALITY_CHECK_MISSING] = PLAN_DO_CHECK,
	    [QUALITY_CHECK_NONE] = PLAN_DO_CHECK,
	    [QUALITY_CHECK_EMPTY] = PLAN_DO_CHECK,
	    [QUALITY_CHECK_UNPROVEN] = PLAN_PROVE_ROW,
	    [QUALITY_CHECK_SAME_FILE] = PLAN_OTHER_FILE,
	    [QUALITY_ENERGY_NO_ROW] = PLAN_ADD_ROW,
	    [QUALITY_ENERGY_NO_LINE] = PLAN_ADD_LINE,
	    [QUALITY_ENERGY_UNITS] = PLAN_SAME_UNIT,
	    [QUALITY_DEVIATION_FAILS] = PLAN_LOWER_DEVIATION,
	    [QUALITY_DEVIATION_UNEXPLAINED] = PLAN_EXPLAIN,
	    [QUALITY_DEVIATION_WIDE] = PLAN_LOWER_DEVIATION,
	    [QUALITY_SOURCE_MONTHS] = PLAN_COVER_MONTHS,
	    [QUALITY_NOT_MEASURED] = PLAN_MEASURE,
	    [QUALITY_NO_LABORATORY] = PLAN_ADD_LABORATORY,
	    [QUALITY_NO_MAIN_FUEL] = PLAN_KINDS,
	    [QUALITY_NOT_VERIFIED] = PLAN_VERIFY,
	};
	return CURES[reason->code];
}

/* Rough minutes for somebody who has the documents at hand. */
static int minutes_of(PlanKind kind, Months months)
{
	static const int MINUTES[PLAN_KINDS] = {
	    [PLAN_ENTER_LINES] = 20,
	    [PLAN_COMPLETE_LINE] = 5,
	    [PLAN_ADD_EVIDENCE] = 3,
	    [PLAN_ANSWER_FINDING] = 3,
	    [PLAN_DO_CHECK] = 20,
	    [PLAN_CHOOSE_SET] = 1,
	    [PLAN_ADD_ROW] = 8,
	    [PLAN_ADD_LINE] = 15,
	    [PLAN_PROVE_ROW] = 5,
	    [PLAN_OTHER_FILE] = 10,
	    [PLAN_SAME_UNIT] = 5,
	    [PLAN_EXPLAIN] = 5,
	    [PLAN_LOWER_DEVIATION] = 30,
	    [PLAN_COVER_MONTHS] = 5,
	    [PLAN_MEASURE] = 60,
	    [PLAN_ADD_LABORATORY] = 10,
	    [PLAN_VERIFY] = 480,
	};
	int each_month = kind == PLAN_ADD_EVIDENCE || kind == PLAN_COVER_MONTHS ? 2 : 0;
	return MINUTES[kind] + each_month * months_number(months);
}

typedef struct Actions {
	Arena *mem;
	PlanAction *of;
	size_t count, cap;
	int minutes;
	bool is_reached;
} Actions;

static bool is_same_action(const PlanAction *a, PlanKind kind, const QualityReason *reason)
{
	return a->kind == kind && a->reason.set == reason->set && a->reason.line == reason->line &&
	       a->reason.row == reason->row && str_eq(a->reason.energy, reason->energy) &&
	       str_eq(a->reason.finding, reason->finding);
}

/* Adds what cures a reason, once. Returns whether it is new. */
static bool actions_add(Actions *actions, PlanKind kind, const QualityReason *reason)
{
	for (size_t i = 0; i < actions->count; i++) {
		PlanAction *action = &actions->of[i];
		if (is_same_action(action, kind, reason)) {
			bool is_new = (reason->months & ~action->reason.months) != 0;
			action->reason.months |= reason->months;
			return is_new;
		}
	}
	if (actions->count == PLAN_ACTIONS_MAX)
		return false;
	if (actions->count == actions->cap) {
		size_t cap = actions->cap ? actions->cap * 2 : 16;
		PlanAction *more = ARENA_ARRAY(actions->mem, PlanAction, cap);
		if (actions->count > 0)
			memcpy(more, actions->of, actions->count * sizeof *more);
		actions->of = more;
		actions->cap = cap;
	}
	actions->of[actions->count++] = (PlanAction){.kind = kind, .reason = *reason, .share = reason->share};
	return true;
}

/* ---- choices ---- */

typedef struct Task {
	const QualityFacts *facts;
	const QualityRules *rules;
	int target;
} Task;

/* Which set the check uses (the chosen one: QUALITY_NOT_CHOSEN) and which way leads to level 2. */
typedef struct Choice {
	QualitySource set;
	QualityWay way;
} Choice;

static bool has_amounts(const QualityFacts *facts, QualitySource set)
{
	const QualityCheckRow *rows = set == QUALITY_B205 ? facts->b205 : facts->second;
	size_t count = set == QUALITY_B205 ? facts->b205_count : facts->second_count;
	for (size_t i = 0; i < count; i++) {
		if (!isnan(rows[i].amount.value))
			return true;
	}
	return false;
}

static void turn_to_set(const Task *task, QualitySource set, Actions *actions)
{
	QualityReason reason = {.code = QUALITY_CHECK_EMPTY,
	    .blocks = task->target,
	    .set = set,
	    .share = 1,
	    .b205_code = "",
	    .energy = "",
	    .finding = "",
	    .field = "",
	    .label = "",
	    .other_label = "",
	    .text = "",
	    .given = NAN,
	    .expected = NAN,
	    .deviation = NAN,
	    .limit = NAN};
	actions_add(actions, has_amounts(task->facts, set) ? PLAN_CHOOSE_SET : PLAN_DO_CHECK, &reason);
}

static bool is_cure_wanted(const QualityReason *reason, const Task *task, Choice choice)
{
	if (reason->blocks < task->target || cure_of(reason) == PLAN_KINDS)
		return false;
	return reason->blocks != 2 || reason->way == choice.way;
}

/* All that stands against the target, cured; again while the cures bring up new reasons (a line that was
 * missing raises the total above 3000 t). */
static Actions actions_for(Arena *mem, const Task *task, Choice choice)
{
	Actions actions = {.mem = mem};
	Arena *scratch = arena_open();
	if (choice.set != QUALITY_NOT_CHOSEN)
		turn_to_set(task, choice.set, &actions);
	for (int round = 0; round < ROUNDS_MAX && !actions.is_reached; round++) {
		QualityFacts facts = plan_apply(scratch, task->facts, task->rules, actions.of, actions.count);
		QualityResult result = quality_level(scratch, &facts, task->rules);
		actions.is_reached = result.level <= task->target;
		bool is_new = false;
		for (size_t i = 0; i < result.reason_count && !actions.is_reached; i++) {
			if (is_cure_wanted(&result.reasons[i], task, choice))
				is_new |= actions_add(
				    &actions, cure_of(&result.reasons[i]), &result.reasons[i]);
		}
		if (!is_new)
			break;
	}
	arena_close(scratch);
	for (size_t i = 0; i < actions.count; i++) {
		PlanAction *action = &actions.of[i];
		action->minutes = minutes_of(action->kind, action->reason.months);
		actions.minutes += action->minutes;
	}
	return actions;
}

static int level_after(const Task *task, const PlanAction actions[], size_t count)
{
	Arena *scratch = arena_open();
	QualityFacts facts = plan_apply(scratch, task->facts, task->rules, actions, count);
	int level = quality_level(scratch, &facts, task->rules).level;
	arena_close(scratch);
	return level;
}

static bool is_simulated(const Task *task, size_t actions)
{
	return actions * (task->facts->line_count + 1) <= SIMULATED_MAX;
}

static bool drop_one_needless(const Task *task, Actions *actions)
{
	for (size_t i = actions->count; i-- > 0;) {
		PlanAction dropped = actions->of[i];
		size_t after = actions->count - i - 1;
		memmove(&actions->of[i], &actions->of[i + 1], after * sizeof dropped);
		if (level_after(task, actions->of, actions->count - 1) <= task->target) {
			actions->count--;
			actions->minutes -= dropped.minutes;
			return true;
		}
		memmove(&actions->of[i + 1], &actions->of[i], after * sizeof dropped);
		actions->of[i] = dropped;
	}
	return false;
}

/* A line added takes share from the others, and a unit corrected brings rows to agree: what was found before
 * may not be needed any more. */
static void drop_needless(const Task *task, Actions *actions)
{
	while (actions->is_reached && actions->count > 1 && is_simulated(task, actions->count)) {
		if (!drop_one_needless(task, actions))
			return;
	}
}

static bool is_better(const Actions *a, const Actions *b)
{
	if (a->is_reached != b->is_reached)
		return a->is_reached;
	if (!a->is_reached)
		return false;
	if (a->count != b->count)
		return a->count < b->count;
	return a->minutes < b->minutes;
}

static bool concerns_check(const QualityReason *reason, int target)
{
	return reason->blocks >= target && reason->blocks >= 3 && reason->code >= QUALITY_CHECK_MISSING &&
	       reason->code <= QUALITY_DEVIATION_WIDE;
}

/* The sets worth trying: the chosen one; another when it is filled already, or when none is chosen or filled.
 */
static bool is_set_worth_trying(const Task *task, QualitySource set)
{
	QualitySource now = task->facts->source;
	bool is_chosen = now == QUALITY_B205 || now == QUALITY_SECOND;
	if (is_chosen)
		return set != now && has_amounts(task->facts, set);
	return true;
}

static size_t choices_of(const Task *task, const QualityResult *result, Choice choices[4])
{
	size_t count = 0;
	if (task->target == 2) {
		choices[count++] = (Choice){QUALITY_NOT_CHOSEN, QUALITY_TWO_SETS};
		choices[count++] = (Choice){QUALITY_NOT_CHOSEN, QUALITY_LABORATORY};
		return count;
	}
	QualitySource now = task->facts->source;
	bool asks_check = false;
	for (size_t i = 0; i < result->reason_count; i++)
		asks_check = asks_check || concerns_check(&result->reasons[i], task->target);
	if (!asks_check || now == QUALITY_B205 || now == QUALITY_SECOND)
		choices[count++] = (Choice){0};
	if (asks_check && is_set_worth_trying(task, QUALITY_SECOND))
		choices[count++] = (Choice){.set = QUALITY_SECOND};
	if (asks_check && is_set_worth_trying(task, QUALITY_B205))
		choices[count++] = (Choice){.set = QUALITY_B205};
	return count;
}

static Actions smallest(Arena *mem, const Task *task, const QualityResult *result)
{
	Choice choices[4];
	size_t count = choices_of(task, result, choices);
	Actions best = actions_for(mem, task, choices[0]);
	drop_needless(task, &best);
	for (size_t i = 1; i < count; i++) {
		Actions other = actions_for(mem, task, choices[i]);
		drop_needless(task, &other);
		if (is_better(&other, &best))
			best = other;
	}
	return best;
}

/* ---- the plan ---- */

/* What concerns much and takes little comes first; equal ones stay in order. */
static void sort_by_weight(PlanAction *actions, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		PlanAction moved = actions[i];
		size_t at = i;
		while (
		    at > 0 && moved.share / moved.minutes > actions[at - 1].share / actions[at - 1].minutes) {
			actions[at] = actions[at - 1];
			at--;
		}
		actions[at] = moved;
	}
}

/* With a set of actions of which each is needed, no part of it reaches the target: beyond SIMULATED_MAX the
 * levels are said without simulating each part. */
static void foresee(const Task *task, Plan *plan, PlanAction *actions)
{
	bool is_small = is_simulated(task, plan->action_count);
	for (size_t i = 0; i < plan->action_count; i++) {
		bool is_last = i + 1 == plan->action_count;
		actions[i].level_so_far = is_last    ? plan->promised
					  : is_small ? level_after(task, actions, i + 1)
						     : plan->level;
		actions[i].level_alone = plan->action_count == 1 ? plan->promised
					 : is_small		 ? level_after(task, &actions[i], 1)
								 : plan->level;
	}
}

Plan plan_make(Arena *mem, const QualityFacts *facts, const QualityRules *rules)
{
	QualityResult result = quality_level(mem, facts, rules);
	Plan plan = {.level = result.level, .promised = result.level};
	if (result.level == 1)
		return plan;

	Task task = {facts, rules, result.level - 1};
	Actions actions = smallest(mem, &task, &result);
	sort_by_weight(actions.of, actions.count);
	plan.target = task.target;
	plan.promised = level_after(&task, actions.of, actions.count);
	plan.is_open = plan.promised > plan.target;
	plan.actions = actions.of;
	plan.action_count = actions.count;
	plan.minutes = actions.minutes;
	foresee(&task, &plan, actions.of);
	return plan;
}

const char *plan_kind_key(PlanKind kind)
{
	static const char *const KEYS[PLAN_KINDS] = {
	    [PLAN_ENTER_LINES] = "enter_lines",
	    [PLAN_COMPLETE_LINE] = "complete_line",
	    [PLAN_ADD_EVIDENCE] = "add_evidence",
	    [PLAN_ANSWER_FINDING] = "answer_finding",
	    [PLAN_DO_CHECK] = "do_check",
	    [PLAN_CHOOSE_SET] = "choose_set",
	    [PLAN_ADD_ROW] = "add_row",
	    [PLAN_ADD_LINE] = "add_line",
	    [PLAN_PROVE_ROW] = "prove_row",
	    [PLAN_OTHER_FILE] = "other_file",
	    [PLAN_SAME_UNIT] = "same_unit",
	    [PLAN_EXPLAIN] = "explain",
	    [PLAN_LOWER_DEVIATION] = "lower_deviation",
	    [PLAN_COVER_MONTHS] = "cover_months",
	    [PLAN_MEASURE] = "measure",
	    [PLAN_ADD_LABORATORY] = "add_laboratory",
	    [PLAN_VERIFY] = "verify",
	};
	return KEYS[kind];
}
