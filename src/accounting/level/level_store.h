/* The answers to findings: what the preparer said of a value that looks wrong. */
#ifndef QINGCE_LEVEL_LEVEL_STORE_H
#define QINGCE_LEVEL_LEVEL_STORE_H

#include "audit/change.h"
#include "case/case.h"

Err finding_answer_save(const OpenChange *change, const FindingAnswer *answer);

#endif
