/* The data-quality level of an inventory, why, and the plan to the next. Gathers the facts of its case and
 * asks the rules in ghg/quality.h, ghg/findings.h and ghg/plan.h. No Db, no Req. */
#ifndef QINGCE_LEVEL_LEVEL_H
#define QINGCE_LEVEL_LEVEL_H

#include "ghg/findings.h"
#include "ghg/plan.h"
#include "ghg/quality.h"
#include "result/result.h"

typedef struct LevelOutcome {
	const InventoryCase *c;
	InventoryResult inventory; /* what it was computed from */
	InventoryResult past;	   /* of the year before, when the case has it */
	QualityFacts facts;
	QualityResult result;
	const Finding *findings; /* those that block first */
	size_t finding_count;
	const QualityFinding *states; /* states[i] tells whether findings[i] is answered */
} LevelOutcome;

/* Computes the case (CASE_WHOLE) and decides. Labels are in its language. */
void level_of_case(Arena *mem, const InventoryCase *c, LevelOutcome *out);

#endif
