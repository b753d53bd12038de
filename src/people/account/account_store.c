/* All SQL of people, sessions and resets. Changes carry their audit row on the chain of the platform (0). */
#include "account/account_store.h"

#include "account/session_cache.h"
#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "mail/mail.h"

/* On the chain of the platform, in the name of a person who need not be signed in yet. */
static Scope platform_as(Scope by, int64_t user_id)
{
	return scope_in(scope_as(by, user_id), PLATFORM);
}

/* NULL for "": the unique columns hold nothing rather than an empty text. */
static DbValue text_or_nil(const char *text)
{
	return str_is_empty(text) ? NIL : TEXT(text);
}

/* ---- people ---- */

static const char SQL_USER_INSERT[] = "INSERT INTO user_account (id, email, mobile, name, password_hash, "
				      "lang, is_admin, must_change_password, created_at)"
				      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

Err account_create(Scope by, const NewUser *user, int64_t *id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	*id = id_new();
	err = db_exec(by.db, SQL_USER_INSERT, INT(*id), text_or_nil(user->email), text_or_nil(user->mobile),
	    TEXT(user->name), TEXT(user->password_hash), TEXT(user->lang == EN ? "en" : "zh"),
	    INT(user->is_admin), INT(user->must_change_password), INT(now_ms()));
	if (!err)
		err = audit_add(platform_as(by, *id),
		    user->is_admin ? "account.create_admin" : "account.create", "user", *id, user->name);
	return db_finish(by.db, err);
}

#define USER_COLUMNS                                                                                         \
	"u.id, u.email, u.mobile, u.name, u.lang, u.is_admin, u.is_reviewer, u.must_change_password, "       \
	"u.is_disabled, u.created_at"

static User user_of_row(Arena *mem, Rows *rows)
{
	return (User){
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

static const char SQL_USER_BY_ID[] = "SELECT " USER_COLUMNS " FROM user_account u WHERE u.id = $1";

Err account_by_id(Db *db, Arena *mem, int64_t id, User *out)
{
	Rows *rows = db_query(db, SQL_USER_BY_ID, INT(id));
	bool found = db_next(rows);
	if (found)
		*out = user_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_USER_BY_EMAIL[] = "SELECT " USER_COLUMNS
					", u.password_hash FROM user_account u WHERE u.email = $1";
static const char SQL_USER_BY_MOBILE[] = "SELECT " USER_COLUMNS
					 ", u.password_hash FROM user_account u WHERE u.mobile = $1";

Err account_by_login(
    Db *db, Arena *mem, const char *email, const char *mobile, User *out, const char **password_hash)
{
	Rows *rows = str_is_empty(email) ? db_query(db, SQL_USER_BY_MOBILE, TEXT(mobile))
					 : db_query(db, SQL_USER_BY_EMAIL, TEXT(email));
	bool found = db_next(rows);
	if (found) {
		*out = user_of_row(mem, rows);
		*password_hash = arena_copy(mem, db_text(rows, 10));
	}
	return db_end_found(rows, found);
}

static const char SQL_PASSWORD_HASH[] = "SELECT password_hash FROM user_account WHERE id = $1";

Err account_password_hash(Db *db, Arena *mem, int64_t user_id, const char **hash)
{
	Rows *rows = db_query(db, SQL_PASSWORD_HASH, INT(user_id));
	bool found = db_next(rows);
	if (found)
		*hash = arena_copy(mem, db_text(rows, 0));
	return db_end_found(rows, found);
}

static const char SQL_ADMIN_EXISTS[] = "SELECT 1 FROM user_account WHERE is_admin = 1 LIMIT 1";

Err account_admin_exists(Db *db, bool *exists)
{
	Rows *rows = db_query(db, SQL_ADMIN_EXISTS);
	*exists = db_next(rows);
	return db_end(rows);
}

static const char SQL_PROFILE_UPDATE[] =
    "UPDATE user_account SET name = $2, email = $3, mobile = $4, lang = $5 WHERE id = $1";

Err account_change_profile(Scope by, const User *user)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_PROFILE_UPDATE, INT(user->id), TEXT(user->name), text_or_nil(user->email),
	    text_or_nil(user->mobile), TEXT(user->lang));
	if (!err)
		err = audit_add(platform_as(by, user->id), "account.change_profile", "user", user->id, "");
	return db_finish(by.db, err);
}

/* ---- passwords ---- */

static const char SQL_PASSWORD_UPDATE[] =
    "UPDATE user_account SET password_hash = $2, must_change_password = 0 WHERE id = $1";
static const char SQL_SESSIONS_DELETE[] = "DELETE FROM session WHERE user_id = $1";
static const char SQL_RESETS_DELETE[] = "DELETE FROM password_reset WHERE user_id = $1 AND used_at IS NULL";

/* Within a transaction: the new hash, no session, no open reset, a notice by mail. */
static Err set_password(Scope by, const char *hash, Letter notice, const char *action)
{
	Err err = db_exec(by.db, SQL_PASSWORD_UPDATE, INT(by.user_id), TEXT(hash));
	if (!err)
		err = db_exec(by.db, SQL_SESSIONS_DELETE, INT(by.user_id));
	if (!err)
		err = db_exec(by.db, SQL_RESETS_DELETE, INT(by.user_id));
	if (!err)
		err = mail_add(by.db, notice.recipient, notice.subject, notice.body);
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), action, "user", by.user_id, "");
	return err;
}

Err account_change_password(Scope by, const char *hash, Letter notice)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	return db_finish(by.db, set_password(by, hash, notice, "account.change_password"));
}

static const char SQL_RESETS_SWEEP[] = "DELETE FROM password_reset WHERE expires_at < $1";
static const char SQL_RESET_INSERT[] =
    "INSERT INTO password_reset (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)";

Err reset_ask(Scope by, const char *token_hash, int64_t now, Letter letter)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_RESETS_SWEEP, INT(now));
	if (!err && by.user_id)
		err = db_exec(by.db, SQL_RESET_INSERT, TEXT(token_hash), INT(by.user_id), INT(now),
		    INT(now + RESET_LIFE_MS));
	if (!err && by.user_id)
		err = mail_add(by.db, letter.recipient, letter.subject, letter.body);
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "account.ask_reset", "user", by.user_id, "");
	return db_finish(by.db, err);
}

static const char SQL_RESET_FIND[] =
    "SELECT " USER_COLUMNS " FROM password_reset r JOIN user_account u ON u.id = r.user_id"
    " WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2 AND u.is_disabled = 0";

Err reset_find(Db *db, Arena *mem, const char *token_hash, int64_t now, User *out)
{
	Rows *rows = db_query(db, SQL_RESET_FIND, TEXT(token_hash), INT(now));
	bool found = db_next(rows);
	if (found)
		*out = user_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_RESET_USE[] =
    "UPDATE password_reset SET used_at = $2"
    " WHERE token_hash = $1 AND user_id = $3 AND used_at IS NULL AND expires_at > $2";

Err reset_use(Scope by, const char *token_hash, int64_t now, const char *hash, Letter notice)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t used = 0;
	err = db_exec_changed(by.db, &used, SQL_RESET_USE, TEXT(token_hash), INT(now), INT(by.user_id));
	if (!err && used != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = set_password(by, hash, notice, "account.reset_password");
	return db_finish(by.db, err);
}

/* ---- sessions ---- */

/* A chosen organisation counts as long as the person is a member of it. */
static const char SQL_SESSION_BY_TOKEN[] =
    "SELECT s.id, s.user_id, COALESCE(m.org_id, 0), COALESCE(m.role, ''), COALESCE(o.name_zh, ''), "
    "COALESCE(o.name_en, ''),"
    " s.csrf, u.name, u.is_admin, u.is_reviewer, s.created_at, s.seen_at, s.expires_at"
    " FROM session s JOIN user_account u ON u.id = s.user_id"
    " LEFT JOIN membership m ON m.user_id = s.user_id AND m.org_id = s.org_id"
    " LEFT JOIN organisation o ON o.id = m.org_id"
    " WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.is_disabled = 0";

static const char SQL_FIRST_MEMBERSHIP[] =
    "SELECT m.org_id, m.role, o.name_zh, o.name_en FROM membership m JOIN organisation o ON o.id = m.org_id"
    " WHERE m.user_id = $1 ORDER BY m.created_at, m.org_id LIMIT 1";

static Err first_membership(Db *db, Arena *mem, Session *session)
{
	Rows *rows = db_query(db, SQL_FIRST_MEMBERSHIP, INT(session->user_id));
	if (db_next(rows)) {
		session->org_id = db_int(rows, 0);
		session->org_role = arena_copy(mem, db_text(rows, 1));
		session->org_name_zh = arena_copy(mem, db_text(rows, 2));
		session->org_name_en = arena_copy(mem, db_text(rows, 3));
	}
	return db_end(rows);
}

static Err read_session(Db *db, Arena *mem, const char *token_hash, int64_t now, Session *out)
{
	Rows *rows = db_query(db, SQL_SESSION_BY_TOKEN, TEXT(token_hash), INT(now));
	bool found = db_next(rows);
	if (found) {
		*out = (Session){
		    .id = db_int(rows, 0),
		    .user_id = db_int(rows, 1),
		    .org_id = db_int(rows, 2),
		    .org_role = arena_copy(mem, db_text(rows, 3)),
		    .org_name_zh = arena_copy(mem, db_text(rows, 4)),
		    .org_name_en = arena_copy(mem, db_text(rows, 5)),
		    .csrf = arena_copy(mem, db_text(rows, 6)),
		    .user_name = arena_copy(mem, db_text(rows, 7)),
		    .is_admin = db_int(rows, 8),
		    .is_reviewer = db_int(rows, 9),
		    .created_at = db_int(rows, 10),
		    .seen_at = db_int(rows, 11),
		    .expires_at = db_int(rows, 12),
		};
	}
	Err err = db_end(rows);
	if (err)
		return err;
	if (!found)
		return ERR_NOT_FOUND;
	return out->org_id ? OK : first_membership(db, mem, out);
}

Err session_by_token(Db *db, Arena *mem, const char *token_hash, int64_t now, Session *out)
{
	uint64_t mark = db_mark(db);
	if (session_recall(mem, mark, token_hash, out) && out->expires_at > now)
		return OK;
	Err err = read_session(db, mem, token_hash, now, out);
	if (!err)
		session_keep(mark, token_hash, out);
	return err;
}

static int64_t session_end_of(int64_t created_at, int64_t seen_at)
{
	int64_t idle = seen_at + SESSION_IDLE_MS, life = created_at + SESSION_LIFE_MS;
	return idle < life ? idle : life;
}

static const char SQL_SESSION_TOUCH[] = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1";

Err session_touch(Db *db, const Session *session, int64_t now)
{
	Err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(
	    db, SQL_SESSION_TOUCH, INT(session->id), INT(now), INT(session_end_of(session->created_at, now)));
	return db_finish(db, err);
}

static const char SQL_SESSION_INSERT[] = "INSERT INTO session (id, token_hash, user_id, org_id, csrf, peer, "
					 "agent, created_at, seen_at, expires_at)"
					 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
static const char SQL_SESSION_DELETE_ID[] = "DELETE FROM session WHERE id = $1";
static const char SQL_SESSIONS_SWEEP[] = "DELETE FROM session WHERE expires_at < $1";
static const char SQL_SESSIONS_TRIM[] =
    "DELETE FROM session WHERE user_id = $1 AND id NOT IN"
    " (SELECT id FROM session WHERE user_id = $1 ORDER BY id DESC LIMIT $2)";

Err session_start(Scope by, const Session *fresh, const char *token_hash, int64_t old_session_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t now = fresh->created_at;
	err = db_exec(by.db, SQL_SESSIONS_SWEEP, INT(now));
	if (!err && old_session_id)
		err = db_exec(by.db, SQL_SESSION_DELETE_ID, INT(old_session_id));
	if (!err)
		err = db_exec(by.db, SQL_SESSION_INSERT, INT(fresh->id), TEXT(token_hash),
		    INT(fresh->user_id), ID_OR_NIL(fresh->org_id), TEXT(fresh->csrf), TEXT(fresh->peer),
		    TEXT(fresh->agent), INT(now), INT(session_end_of(now, now)));
	if (!err)
		err = db_exec(by.db, SQL_SESSIONS_TRIM, INT(fresh->user_id), INT(SESSIONS_MAX));
	if (!err)
		err = audit_add(
		    platform_as(by, fresh->user_id), "account.sign_in", "session", fresh->id, fresh->peer);
	return db_finish(by.db, err);
}

static const char SQL_SESSION_DELETE[] = "DELETE FROM session WHERE id = $1 AND user_id = $2";

Err session_end(Scope by, int64_t session_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t ended = 0;
	err = db_exec_changed(by.db, &ended, SQL_SESSION_DELETE, INT(session_id), INT(by.user_id));
	if (!err && ended != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "account.sign_out", "session", session_id, "");
	return db_finish(by.db, err);
}

static const char SQL_SESSIONS_DELETE_OTHERS[] = "DELETE FROM session WHERE user_id = $1 AND id <> $2";

Err session_end_others(Scope by, int64_t keep_session_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_SESSIONS_DELETE_OTHERS, INT(by.user_id), INT(keep_session_id));
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "account.sign_out_others", "user", by.user_id, "");
	return db_finish(by.db, err);
}

static const char SQL_SESSION_LIST[] =
    "SELECT id, peer, agent, created_at, seen_at FROM session WHERE user_id = $1 AND expires_at > $2"
    " ORDER BY seen_at DESC, id DESC LIMIT $3";

Err session_list(Db *db, Arena *mem, int64_t user_id, int64_t now, Session **out, size_t *count)
{
	Session *list = ARENA_ARRAY(mem, Session, SESSIONS_MAX);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_SESSION_LIST, INT(user_id), INT(now), INT(SESSIONS_MAX));
	while (db_next(rows)) {
		list[n++] = (Session){
		    .id = db_int(rows, 0),
		    .user_id = user_id,
		    .peer = arena_copy(mem, db_text(rows, 1)),
		    .agent = arena_copy(mem, db_text(rows, 2)),
		    .created_at = db_int(rows, 3),
		    .seen_at = db_int(rows, 4),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_SESSION_WORK_IN[] = "UPDATE session SET org_id = $2 WHERE id = $1";

Err account_work_in(Db *db, int64_t session_id, int64_t org_id)
{
	Err err = db_begin(db);
	if (err)
		return err;
	return db_finish(db, db_exec(db, SQL_SESSION_WORK_IN, INT(session_id), INT(org_id)));
}
