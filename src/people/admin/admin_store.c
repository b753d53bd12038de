/* All SQL of the administration. Changes stand on the chain of the platform (0). */
#include "admin/admin_store.h"

#include "audit/audit.h"
#include "base/str.h"

#include <string.h>

enum { PLATFORM = 0 };

/* %sought% for LIKE … ESCAPE '!', in lower case. */
static const char *pattern_of(Arena *mem, const char *sought)
{
	char *pattern = arena_alloc(mem, 2 * strlen(sought) + 3), *to = pattern;
	*to++ = '%';
	for (const char *c = str_lower(mem, sought); *c; c++) {
		if (*c == '%' || *c == '_' || *c == '!')
			*to++ = '!';
		*to++ = *c;
	}
	*to = '%';
	return pattern;
}

static int64_t before(int64_t id)
{
	return id > 0 ? id : INT64_MAX;
}

static const char SQL_USERS[] = "SELECT id, email, mobile, name, lang, is_admin, is_reviewer, "
				"must_change_password, is_disabled, created_at"
				" FROM user_account WHERE id < $1 AND (LOWER(name) LIKE $2 ESCAPE '!' OR "
				"COALESCE(email, '') LIKE $2 ESCAPE '!'"
				" OR COALESCE(mobile, '') LIKE $2 ESCAPE '!') ORDER BY id DESC LIMIT $3";

Err admin_users(Db *db, Arena *mem, const char *sought, int64_t before_id, User **out, size_t *count)
{
	User *list = ARENA_ARRAY(mem, User, ADMIN_PAGE);
	size_t n = 0;
	Rows *rows = db_query(
	    db, SQL_USERS, INT(before(before_id)), TEXT(pattern_of(mem, sought)), INT(ADMIN_PAGE));
	while (db_next(rows)) {
		list[n++] = (User){
		    .id = db_int(rows, 0),
		    .email = arena_copy(mem, db_text(rows, 1)),
		    .mobile = arena_copy(mem, db_text(rows, 2)),
		    .name = arena_copy(mem, db_text(rows, 3)),
		    .lang = arena_copy(mem, db_text(rows, 4)),
		    .is_admin = db_int(rows, 5),
		    .is_reviewer = db_int(rows, 6),
		    .must_change_password = db_int(rows, 7),
		    .is_disabled = db_int(rows, 8),
		    .created_at = db_int(rows, 9),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_ORGS[] =
    "SELECT id, name_zh, name_en, uscc, industry, province, city, is_demo, created_at FROM organisation"
    " WHERE id < $1 AND (LOWER(name_zh) LIKE $2 ESCAPE '!' OR LOWER(name_en) LIKE $2 ESCAPE '!'"
    " OR LOWER(uscc) LIKE $2 ESCAPE '!') ORDER BY id DESC LIMIT $3";

Err admin_orgs(Db *db, Arena *mem, const char *sought, int64_t before_id, Organisation **out, size_t *count)
{
	Organisation *list = ARENA_ARRAY(mem, Organisation, ADMIN_PAGE);
	size_t n = 0;
	Rows *rows = db_query(
	    db, SQL_ORGS, INT(before(before_id)), TEXT(pattern_of(mem, sought)), INT(ADMIN_PAGE));
	while (db_next(rows)) {
		list[n++] = (Organisation){
		    .id = db_int(rows, 0),
		    .name_zh = arena_copy(mem, db_text(rows, 1)),
		    .name_en = arena_copy(mem, db_text(rows, 2)),
		    .uscc = arena_copy(mem, db_text(rows, 3)),
		    .industry = arena_copy(mem, db_text(rows, 4)),
		    .province = arena_copy(mem, db_text(rows, 5)),
		    .city = arena_copy(mem, db_text(rows, 6)),
		    .is_demo = db_int(rows, 7),
		    .created_at = db_int(rows, 8),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_COUNTS[] = "SELECT (SELECT COUNT(*) FROM user_account), (SELECT COUNT(*) FROM "
				 "organisation), (SELECT COUNT(*) FROM facility),"
				 " (SELECT COUNT(*) FROM session WHERE expires_at > $1)";

Err admin_counts(Db *db, int64_t now, AdminCounts *out)
{
	*out = (AdminCounts){0};
	Rows *rows = db_query(db, SQL_COUNTS, INT(now));
	if (db_next(rows))
		*out = (AdminCounts){db_int(rows, 0), db_int(rows, 1), db_int(rows, 2), db_int(rows, 3)};
	return db_end(rows);
}

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

Err admin_set_flag(Db *db, Actor by, int64_t user_id, UserFlag flag, bool on)
{
	static const char *const names[] = {"admin", "reviewer", "disabled"};
	Err err = db_begin(db);
	if (err)
		return err;
	err = set_flag(db, user_id, flag, on);
	if (!err)
		err = audit_add(db, PLATFORM, by.user_id, on ? "admin.grant" : "admin.revoke", "user",
		    user_id, names[flag], by.request_id);
	return db_finish(db, err);
}

Err admin_end_sessions(Db *db, Actor by, int64_t user_id)
{
	Err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(db, SQL_END_SESSIONS, INT(user_id));
	if (!err)
		err = audit_add(
		    db, PLATFORM, by.user_id, "admin.end_sessions", "user", user_id, "", by.request_id);
	return db_finish(db, err);
}

static const char SQL_ONE_TIME_PASSWORD[] =
    "UPDATE user_account SET password_hash = $2, must_change_password = 1 WHERE id = $1";

Err admin_set_one_time_password(Db *db, Actor by, int64_t user_id, const char *hash)
{
	Err err = db_begin(db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(db, &changed, SQL_ONE_TIME_PASSWORD, INT(user_id), TEXT(hash));
	if (!err && changed != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_exec(db, SQL_END_SESSIONS, INT(user_id));
	if (!err)
		err = audit_add(
		    db, PLATFORM, by.user_id, "admin.one_time_password", "user", user_id, "", by.request_id);
	return db_finish(db, err);
}
