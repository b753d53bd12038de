/* 我要提升等级: the smallest set of actions that reaches the next data-quality level, each with what it
 * concerns and the level it would bring. The promise is kept by construction: the plan is simulated on the
 * facts before it is shown. */
#ifndef QINGCE_GHG_PLAN_H
#define QINGCE_GHG_PLAN_H

#include "ghg/quality.h"

enum { PLAN_ACTIONS_MAX = 500 }; /* a longer plan shows its first actions and stays open */

typedef enum PlanKind {
	PLAN_ENTER_LINES,    /* enter the first source; how far it leads is not known before */
	PLAN_COMPLETE_LINE,  /* line: complete or remove it; the same */
	PLAN_ADD_EVIDENCE,   /* line, months */
	PLAN_ANSWER_FINDING, /* finding: correct the value or say why it is right */
	PLAN_DO_CHECK,	     /* set: fill the energy check, with files */
	PLAN_CHOOSE_SET,     /* set: it is filled already, choose it */
	PLAN_ADD_ROW,	     /* set, energy: add this main source, with a file */
	PLAN_ADD_LINE,	 /* set, row, energy: add the source to the inventory with evidence, or explain it in
			    the check */
	PLAN_PROVE_ROW,	 /* set, row: attach the file */
	PLAN_OTHER_FILE, /* set, row, other_line: attach a different file */
	PLAN_SAME_UNIT,	 /* set, row: give the amount in a unit that can be compared, so that both agree */
	PLAN_EXPLAIN,	 /* set, row: say where the deviation comes from */
	PLAN_LOWER_DEVIATION, /* set, row, limit: find the cause and bring both within the limit */
	PLAN_COVER_MONTHS,    /* line (first of the source), months: lines and evidence for these months */
	PLAN_MEASURE,	      /* line: measured heat value and carbon content, with laboratory report */
	PLAN_ADD_LABORATORY,  /* line: laboratory report */
	PLAN_VERIFY,	      /* verification statement */
	PLAN_KINDS,
} PlanKind;

typedef struct PlanAction {
	PlanKind kind;
	QualityReason reason; /* the (first) reason it cures: subject, label, months, amounts */
	double share;	      /* of scope 1 + 2 it concerns */
	int minutes;	      /* estimate */
	int level_alone;      /* if only this is done */
	int level_so_far;     /* if this and those above are done */
} PlanAction;

typedef struct Plan {
	int level;		   /* now */
	int target;		   /* the next level; 0 when the level is 1 already */
	int promised;		   /* with all actions done; target or better unless is_open */
	bool is_open;		   /* values are missing: what remains shows when they are there */
	const PlanAction *actions; /* quick and weighty ones first */
	size_t action_count;
	int minutes;
} Plan;

Plan plan_make(Arena *mem, const QualityFacts *facts, const QualityRules *rules);

/* The facts with some actions done. What an action brings beyond its subject is taken from the facts: a row
 * added agrees with the lines, evidence covers the months asked for. */
QualityFacts plan_apply(Arena *mem, const QualityFacts *facts, const QualityRules *rules,
    const PlanAction actions[], size_t count);

/* "add_evidence": for JSON and word keys (quality.action.add_evidence). */
const char *plan_kind_key(PlanKind kind);

#endif
