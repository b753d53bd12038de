/* All SQL of answers to findings. */
#include "level/level_store.h"

#include "audit/audit.h"
#include "base/date.h"

static const char SQL_ANSWER_UPSERT[] =
    "INSERT INTO finding_answer (inventory_id, finding_key, org_id, reason, answered_by, answered_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (inventory_id, finding_key) DO UPDATE SET reason = excluded.reason,"
    " answered_by = excluded.answered_by, answered_at = excluded.answered_at";

Err finding_answer_save(const OpenChange *change, const FindingAnswer *answer)
{
	Scope by = change_by(change);
	Err err = db_exec(by.db, SQL_ANSWER_UPSERT, INT(change->id), TEXT(answer->key), INT(by.org_id),
	    TEXT(answer->reason), INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return audit_add(by, "finding.keep", "inventory", change->id, answer->key);
}
