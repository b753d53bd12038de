/* People, their passwords and their sessions: what the server and other features may ask of accounts.
 * Sessions are random tokens, stored as SHA-256; passwords are argon2id. */
#ifndef QINGCE_ACCOUNT_ACCOUNT_H
#define QINGCE_ACCOUNT_ACCOUNT_H

#include "account/account_rules.h" /* how logins and passwords are read, for forms of other features */
#include "account/rate.h"	   /* how often, for every feature that limits tries */
#include "http/http.h"

#define SESSION_COOKIE "qc_session"
#define VISIT_COOKIE "qc_visit"

/* Fills req->who from the session cookie: the user, the organisation the session works in with the role as
 * the database has it now, names in the language of the request, and the CSRF token that the form field
 * `csrf` must carry. Nobody signed in is no error: user_id stays 0 and csrf belongs to the visit cookie (""
 * when there is none, which no form matches). Organisation 0: the user belongs to none. */
Err account_session(Req *req);

/* For public pages that hold a form (sign-in, sign-up, reset, invitation): makes sure that who.csrf is set,
 * with a visit cookie when nobody is signed in. Call before the page is shown. */
void account_visit(Req *req);

typedef struct User {
	int64_t id;
	const char *email;  /* lower case; "" = none */
	const char *mobile; /* 11 digits; "" = none */
	const char *name;
	const char *lang; /* "zh" or "en" */
	bool is_admin;
	bool is_reviewer;
	bool must_change_password;
	bool is_disabled;
	int64_t created_at;
} User;

/* What a person must give. Checked by account_rules.h before it comes here. */
typedef struct NewUser {
	const char *name;
	const char *email;	   /* normalised; NULL or "" = none */
	const char *mobile;	   /* normalised; NULL or "" = none */
	const char *password_hash; /* of account_hash_password */
	Lang lang;
	bool is_admin;
	bool must_change_password;
} NewUser;

/* argon2id of a password; at most two run at once in this process. Takes tens of milliseconds and 64 MB:
 * never call it inside a transaction. */
const char *account_hash_password(Arena *mem, const char *password);

/* Does `password` belong to `hash`? NULL hash burns the same time and answers false. */
bool account_password_fits(const char *hash, const char *password);

/* Makes a user with its audit row in a transaction of its own. ERR_CONFLICT: the address or number is taken.
 */
Err account_create(Scope by, const NewUser *user, int64_t *id);

/* ERR_NOT_FOUND when there is none. */
Err account_by_id(Db *db, Arena *mem, int64_t id, User *out);
Err account_by_login(
    Db *db, Arena *mem, const char *email, const char *mobile, User *out, const char **password_hash);

/* ---- what administrators change of people ---- */

typedef enum UserFlag { FLAG_ADMIN, FLAG_REVIEWER, FLAG_DISABLED } UserFlag;

/* Sets a flag and ends the sessions of who is disabled. ERR_CONFLICT: no able administrator would be left.
 * ERR_NOT_FOUND: no such person. */
Err account_set_flag(Scope by, int64_t user_id, UserFlag flag, bool on);
Err account_end_sessions(Scope by, int64_t user_id);

/* A one-time password for who cannot be reached by mail: ends all sessions. */
Err account_set_one_time_password(Scope by, int64_t user_id, const char *hash);

/* ---- sessions ---- */

/* Signs `user_id` in: a fresh session and its cookie; the old session of this browser ends. Working in
 * `org_id` (0: the organisation joined first). */
Err account_sign_in(Req *req, int64_t user_id, int64_t org_id);

/* The session goes on in another organisation. The caller has checked the membership. */
Err account_work_in(Db *db, int64_t session_id, int64_t org_id);

/* `next` when it is a path of this site ("/me/…"), otherwise `otherwise`. */
const char *account_next(const char *next, const char *otherwise);

/* qingce init --db ADDRESS [--email E] [--name N]: migrates, makes the first administrator and prints its
 * one-time password. Exit code 0, 1 refused, 2 wrong use. */
int init_main(int argc, char **argv);

#endif
