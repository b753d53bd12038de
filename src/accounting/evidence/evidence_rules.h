/* Decisions about evidence: kinds, month masks, which file may prove what. No Db, no Req. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_RULES_H
#define QINGCE_EVIDENCE_EVIDENCE_RULES_H

#include "base/date.h"

/* The kinds of document, invoice first; ends with NULL. */
extern const char *const EVIDENCE_KINDS[];
bool evidence_kind_is_known(const char *kind);

/* The targets a link may have. */
bool evidence_target_is_known(const char *target);

/* Months touched by a period, 1..13 for at most 366 days. */
int evidence_month_count(Date start, Date end);

/* All months of the period. */
int64_t evidence_all_months(int month_count);

/* The mask of a link when the period begins `by` months later and touches `month_count` months. */
int64_t evidence_months_moved(int64_t mask, int by, int month_count);

/* "2025-03": the month at `index` of a period that begins at `start`. */
char *evidence_month_text(Arena *mem, Date start, int index);

/* The months that a file name speaks of: "2025-03", "202503", "3月", "1-6月", "Q2", "二季度" in a period that
 * begins at `start`; 0 when it names none. A guess that the preparer can change. */
int64_t evidence_months_of_name(const char *file_name, Date start, int month_count);

#endif
