/* All SQL of answers to findings. */
#include "level/level_store.h"

#include "audit/audit.h"
#include "base/date.h"

static const char SQL_ANSWER_UPSERT[] =
    "INSERT INTO finding_answer (inventory_id, finding_key, org_id, reason, answered_by, answered_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (inventory_id, finding_key) DO UPDATE SET reason = excluded.reason,"
    " answered_by = excluded.answered_by, answered_at = excluded.answered_at";

Err finding_answer_save(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id,
    const FindingAnswer *answer, const char *request_id)
{
	Err err = db_exec(db, SQL_ANSWER_UPSERT, INT(inventory_id), TEXT(answer->key), INT(org_id),
	    TEXT(answer->reason), INT(user_id), INT(now_ms()));
	if (err)
		return err;
	return audit_add(
	    db, org_id, user_id, "finding.keep", "inventory", inventory_id, answer->key, request_id);
}
