/* What the page 我要提升等级 shows. */
#ifndef QINGCE_PLAN_PLAN_VIEW_H
#define QINGCE_PLAN_PLAN_VIEW_H

#include "inventory/inventory.h"
#include "wizard/wizard.h"

typedef struct ActionView {
	const char *text;
	const char *share; /* "12.5 %"; NULL when it concerns no part of the emissions */
	int minutes;
	int level_alone, level_so_far;
	const char *href; /* without language; lands on the field */
} ActionView;

typedef struct ReasonView {
	const char *text;
	const char *href; /* NULL */
} ReasonView;

typedef struct LadderView {
	int level; /* 4 … 1 */
	const char *meaning;
	bool is_reached;
	const ReasonView *reasons; /* what still stands before it */
	size_t reason_count;
} LadderView;

typedef struct FindingView {
	const char *key;
	const char *text;
	const char *href; /* to the field */
	bool blocks, is_answered, can_answer;
	const char *fix_text; /* "2610 MWh"; NULL */
	const char *answer;   /* the reason given; "" */
	int64_t line;
	int64_t line_version;
	bool fixes_amount; /* false: amounts stand by month, only the unit changes */
	const char *fix_value, *fix_unit;
} FindingView;

typedef struct PlanView {
	InventoryFrame frame;
	int level, target, promised;
	bool is_open; /* values are missing: the rest shows later */
	int minutes;
	const char *level_meaning;
	const ActionView *actions;
	size_t action_count;
	const FindingView *findings;
	size_t finding_count;
	const InputFault *faults; /* what was typed and cannot be right */
	size_t fault_count;
	const char *more_faults; /* how many more there are; NULL */
	const LadderView *ladder;
	size_t ladder_count;
	const char *total_text;
	bool is_check_wanted;
	const char *rules;	 /* version of the thresholds */
	const char *action;	 /* where answers are posted */
	const char *problem_key; /* of an answer without words; NULL */
	const char *verification_href;
} PlanView;

#endif
