/* All SQL of what administrators change of people: flags, sessions, one-time passwords. Changes stand on the
 * chain of the platform. */
#include "account/account.h"
#include "audit/audit.h"

static const char SQL_SET_ADMIN[] = "UPDATE user_account SET is_admin = $2 WHERE id = $1";
static const char SQL_SET_REVIEWER[] = "UPDATE user_account SET is_reviewer = $2 WHERE id = $1";
static const char SQL_SET_DISABLED[] = "UPDATE user_account SET is_disabled = $2 WHERE id = $1";
static const char SQL_END_SESSIONS[] = "DELETE FROM session WHERE user_id = $1";

/* Every administrator's row is touched before they are counted: on PostgreSQL the row locks make two who
 * demote each other take turns. */
static const char SQL_HOLD_ADMINS[] = "UPDATE user_account SET is_admin = 1 WHERE is_admin = 1";
static const char SQL_ABLE_ADMINS[] =
    "SELECT COUNT(*) FROM user_account WHERE is_admin = 1 AND is_disabled = 0";

static Err able_admins(Db *db, int64_t *count)
{
	Rows *rows = db_query(db, SQL_ABLE_ADMINS);
	*count = db_next(rows) ? db_int(rows, 0) : 0;
	return db_end(rows);
}

static Err set_flag(Db *db, int64_t user_id, UserFlag flag, bool on)
{
	static const char *const sql[] = {SQL_SET_ADMIN, SQL_SET_REVIEWER, SQL_SET_DISABLED};
	int64_t changed = 0, able = 0;
	Err err = db_exec(db, SQL_HOLD_ADMINS);
	if (!err)
		err = db_exec_changed(db, &changed, sql[flag], INT(user_id), INT(on));
	if (!err && changed != 1)
		err = ERR_NOT_FOUND;
	if (!err && flag == FLAG_DISABLED && on)
		err = db_exec(db, SQL_END_SESSIONS, INT(user_id));
	if (!err)
		err = able_admins(db, &able);
	return !err && able == 0 ? ERR_CONFLICT : err;
}

Err account_set_flag(Scope by, int64_t user_id, UserFlag flag, bool on)
{
	static const char *const names[] = {"admin", "reviewer", "disabled"};
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = set_flag(by.db, user_id, flag, on);
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), on ? "admin.grant" : "admin.revoke", "user", user_id,
		    names[flag]);
	return db_finish(by.db, err);
}

Err account_end_sessions(Scope by, int64_t user_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_END_SESSIONS, INT(user_id));
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "admin.end_sessions", "user", user_id, "");
	return db_finish(by.db, err);
}

static const char SQL_ONE_TIME_PASSWORD[] =
    "UPDATE user_account SET password_hash = $2, must_change_password = 1 WHERE id = $1";

Err account_set_one_time_password(Scope by, int64_t user_id, const char *hash)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_ONE_TIME_PASSWORD, INT(user_id), TEXT(hash));
	if (!err && changed != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_exec(by.db, SQL_END_SESSIONS, INT(user_id));
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "admin.one_time_password", "user", user_id, "");
	return db_finish(by.db, err);
}
