/* The rows of people, sessions, resets. Only for src/people/account and its tests; others use account.h. */
#ifndef QINGCE_ACCOUNT_ACCOUNT_STORE_H
#define QINGCE_ACCOUNT_ACCOUNT_STORE_H

#include "account/account.h"

enum { SESSIONS_MAX = 20 }; /* of one person; the oldest ends */

#define SESSION_IDLE_MS (12LL * 3600 * 1000)
#define SESSION_LIFE_MS (30LL * 24 * 3600 * 1000)
#define RESET_LIFE_MS (3600LL * 1000)

typedef struct Session {
	int64_t id;
	int64_t user_id;
	int64_t org_id;	      /* 0 = none chosen */
	const char *org_role; /* "" when not a member (any more) */
	const char *org_name_zh;
	const char *org_name_en;
	const char *csrf;
	const char *peer;
	const char *agent;
	const char *user_name;
	bool is_admin;
	bool is_reviewer;
	int64_t created_at;
	int64_t seen_at;
	int64_t expires_at;
} Session;

/* A mail that goes with a change; recipient "" = none. */
typedef struct Letter {
	const char *recipient;
	const char *subject;
	const char *body;
} Letter;

/* The living session of a token, of a person who is not disabled. Without a chosen (or with a lost)
 * organisation it works in the one joined first. ERR_NOT_FOUND otherwise. */
Err session_by_token(Db *db, Arena *mem, const char *token_hash, int64_t now, Session *out);
Err session_touch(Db *db, const Session *session, int64_t now);

/* Adds a session, ends `old_session_id` (0 = none) and what is expired or beyond SESSIONS_MAX. */
Err session_start(Scope by, const Session *fresh, const char *token_hash, int64_t old_session_id);

/* Of the person by.user_id. ERR_NOT_FOUND when it is not a session of theirs. */
Err session_end(Scope by, int64_t session_id);
Err session_end_others(Scope by, int64_t keep_session_id);
Err session_list(Db *db, Arena *mem, int64_t user_id, int64_t now, Session **out, size_t *count);

/* ERR_CONFLICT: the address or number belongs to somebody else. */
Err account_change_profile(Scope by, const User *user);
Err account_password_hash(Db *db, Arena *mem, int64_t user_id, const char **hash);

/* Sets the password, ends all sessions and open resets of the person by.user_id. */
Err account_change_password(Scope by, const char *hash, Letter notice);

/* Records that by.user_id asked for a reset. 0: nobody has that login; writes as much either way. */
Err reset_ask(Scope by, const char *token_hash, int64_t now, Letter letter);

/* The person an open reset belongs to; ERR_NOT_FOUND when it is unknown, used, expired or the person
 * disabled. */
Err reset_find(Db *db, Arena *mem, const char *token_hash, int64_t now, User *out);

/* Uses a reset of by.user_id once: as account_change_password. ERR_NOT_FOUND when it was used meanwhile. */
Err reset_use(Scope by, const char *token_hash, int64_t now, const char *hash, Letter notice);

/* Is there an administrator? For `qingce init`. */
Err account_admin_exists(Db *db, bool *exists);

#endif
