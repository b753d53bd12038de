/* What the templates of accounts show. */
#ifndef QINGCE_ACCOUNT_ACCOUNT_VIEW_H
#define QINGCE_ACCOUNT_ACCOUNT_VIEW_H

#include "account/account_store.h"
#include "account/demo_users.h"
#include "html/parts.h"

/* A form with few fields: as typed, with what is wrong beside each. Passwords never come back. */
enum { ACCOUNT_FIELDS_MAX = 4 };
typedef struct AccountForm {
	FieldView fields[ACCOUNT_FIELDS_MAX];
	size_t count;
	Problem problems[ACCOUNT_FIELDS_MAX]; /* for the summary above */
	size_t problem_count;
	const char *next;	  /* where to go afterwards, "" = the usual */
	const char *sign_in_href; /* with the same next */
	const char *sign_up_href;
	const char *notice; /* above the form: too many tries, link expired; NULL = none */
	const char *token;  /* of a reset link */
	bool is_demo;	    /* offer the demo people */
} AccountForm;

enum { SIGN_UP_NAME, SIGN_UP_LOGIN, SIGN_UP_PASSWORD };
enum { SIGN_IN_LOGIN, SIGN_IN_PASSWORD };
enum { FORGOT_LOGIN };
enum { RESET_PASSWORD };
enum { PROFILE_NAME, PROFILE_EMAIL, PROFILE_MOBILE, PROFILE_PASSWORD };
enum { CHANGE_OLD, CHANGE_NEW };

typedef struct SessionRow {
	int64_t id;
	const char *peer;
	const char *agent;
	const char *since;
	const char *seen;
	bool is_this;
} SessionRow;

typedef struct OwnAccountView {
	AccountForm profile;
	AccountForm password;
	const char *mobile_masked;
	FieldView language;
	const SessionRow *sessions;
	size_t session_count;
} OwnAccountView;

/* Common to the handlers. */
FieldView account_field(Req *req, const char *name, bool is_secret);
/* What the person sees and the browser knows of a field; `hint`, `type` and `autocomplete` may be NULL. */
void field_about(
    FieldView *field, const char *label, const char *hint, const char *type, const char *autocomplete);
/* Collects the problems for the summary. */
void form_sum_up(AccountForm *form);
bool form_has_problems(const AccountForm *form);
const char *password_problem(Req *req, const char *password, const char *name, const char *login);
/* Sets Retry-After too. */
const char *too_many_tries(Req *req, int64_t retry_after_s);
/* The mail that tells of a changed password. */
Letter account_password_notice(Req *req, const User *user);

#endif
