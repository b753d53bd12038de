/* Sentences for the codes of ghg/quality.h, ghg/findings.h and ghg/plan.h, in the reader's language. Plain
 * text: templates escape it. */
#ifndef QINGCE_LEVEL_LEVEL_WORDS_H
#define QINGCE_LEVEL_LEVEL_WORDS_H

#include "ghg/b205.h"
#include "ghg/findings.h"
#include "ghg/plan.h"
#include "html/html.h"

/* "电力 · 一厂：缺少 2025-03 的证明文件（占范围一+二的 12.5 %）". `period_start` names the months. */
const char *level_reason_text(Arena *mem, Lang lang, const QualityReason *reason, Date period_start);

/* What looks wrong, what was given and what is likely. */
const char *level_finding_text(Arena *mem, Lang lang, const Finding *finding, Date period_start);

/* "2610 MWh": the label of the button that takes the correction; NULL when there is none. */
const char *level_finding_fix_text(Arena *mem, Lang lang, const Finding *finding);

/* What to do, as a sentence that begins with a verb. */
const char *level_action_text(Arena *mem, Lang lang, const PlanAction *action, Date period_start);

/* What contradicts what in form B205-1, with row and column. */
const char *level_b205_text(Arena *mem, Lang lang, const B205Problem *problem);

/* "3 级", and what the level means. */
const char *level_name(Lang lang, int level);
const char *level_meaning(Lang lang, int level);

/* An amount in base units as people know it: 9396 GJ of electricity -> "2 610 MWh". */
const char *level_amount_text(Arena *mem, double value, Dim dim, const char *energy);

#endif
