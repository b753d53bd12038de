/* The answers to findings: what the preparer said of a value that looks wrong. */
#ifndef QINGCE_LEVEL_LEVEL_STORE_H
#define QINGCE_LEVEL_LEVEL_STORE_H

#include "case/case.h"

Err finding_answer_save(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id,
    const FindingAnswer *answer, const char *request_id);

#endif
