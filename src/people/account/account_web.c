/* Sign-up, sign-in, sign-out. */
#include "account/account_view.h"
#include "account/account_web.h"

#include "account/account.html.h"
#include "account/account.po.h"
#include "account/account_rules.h"
#include "account/rate.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"

#include <string.h>

#define QUARTER_MS (15LL * 60 * 1000)
#define HOUR_MS (60LL * 60 * 1000)

FieldView account_field(Req *req, const char *name, bool is_secret)
{
	const char *typed = form_text(req, name);
	return (FieldView){.name = name, .value = is_secret ? "" : str_trim(req->mem, typed)};
}

void field_about(
    FieldView *field, const char *label, const char *hint, const char *type, const char *autocomplete)
{
	field->label = label;
	field->hint = hint;
	field->type = type;
	field->autocomplete = autocomplete;
}

void form_sum_up(AccountForm *form)
{
	form->problem_count = 0;
	for (size_t i = 0; i < form->count; i++) {
		const FieldView *field = &form->fields[i];
		if (field->problem)
			form->problems[form->problem_count++] = (Problem){
			    field->id ? field->id : field->name, field->problem};
	}
}

bool form_has_problems(const AccountForm *form)
{
	for (size_t i = 0; i < form->count; i++) {
		if (form->fields[i].problem)
			return true;
	}
	return false;
}

const char *password_problem(Req *req, const char *password, const char *name, const char *login)
{
	switch (password_check(req->mem, password, name, login)) {
	case PASSWORD_SHORT:
		return *password ? SAY(req, W_account_problem_password_short)
				 : SAY(req, W_account_problem_password_empty);
	case PASSWORD_LONG:
		return SAY(req, W_account_problem_password_long);
	case PASSWORD_COMMON:
		return SAY(req, W_account_problem_password_common);
	case PASSWORD_PERSONAL:
		return SAY(req, W_account_problem_password_personal);
	case PASSWORD_FINE:
		break;
	}
	return NULL;
}

const char *too_many_tries(Req *req, int64_t retry_after_s)
{
	answer_header(req, "Retry-After", arena_printf(req->mem, "%lld", (long long)retry_after_s));
	return SAY(req, W_account_problem_too_many, "minutes",
	    arena_printf(req->mem, "%lld", (long long)(retry_after_s + 59) / 60));
}

/* Where one goes afterwards survives the change between signing in and signing up. */
static const char *with_next(Req *req, const char *path, const char *next)
{
	return *next ? arena_printf(req->mem, "%s?next=%s", path, url_part(req->mem, next)) : path;
}

/* ---- sign-up ---- */

static Err show_sign_up(Req *req, int status, AccountForm *form)
{
	account_visit(req);
	field_about(&form->fields[SIGN_UP_NAME], SAY(req, W_account_name), SAY(req, W_account_name_hint),
	    NULL, "name");
	field_about(&form->fields[SIGN_UP_LOGIN], SAY(req, W_account_login), SAY(req, W_account_login_hint),
	    NULL, "username");
	field_about(&form->fields[SIGN_UP_PASSWORD], SAY(req, W_account_password),
	    SAY(req, W_account_password_hint), "password", "new-password");
	form_sum_up(form);
	form->sign_in_href = with_next(req, "/sign-in", form->next);
	Page page = {.title = SAY(req, W_account_sign_up_title),
	    .sub = SAY(req, W_account_sign_up_sub),
	    .is_narrow = true};
	return show_page(req, status, &page, html_sign_up, form);
}

/* GET /sign-up */
Err sign_up_form(Req *req)
{
	if (req->who.user_id)
		return see_other(req, "%s", account_next(query_text(req, "next"), "/me"));
	AccountForm form = {
	    .fields = {{.name = "name", .value = ""}, {.name = "login", .value = query_text(req, "login")},
		{.name = "password", .value = ""}},
	    .count = 3,
	    .next = query_text(req, "next"),
	};
	return show_sign_up(req, 200, &form);
}

static AccountForm sign_up_read(Req *req, NewUser *user)
{
	AccountForm form = {
	    .fields = {account_field(req, "name", false), account_field(req, "login", false),
		account_field(req, "password", true)},
	    .count = 3,
	    .next = form_text(req, "next"),
	};
	FieldView *fields = form.fields;
	const char *login;
	*user = (NewUser){.name = fields[SIGN_UP_NAME].value, .lang = req->lang};

	if (!*user->name)
		fields[SIGN_UP_NAME].problem = SAY(req, W_account_problem_name_empty);
	else if (str_chars(user->name) > PERSON_NAME_MAX)
		fields[SIGN_UP_NAME].problem = SAY(req, W_account_problem_name_long);

	switch (login_read(req->mem, fields[SIGN_UP_LOGIN].value, &login)) {
	case LOGIN_EMAIL:
		user->email = login;
		break;
	case LOGIN_MOBILE:
		user->mobile = login;
		break;
	case LOGIN_NONE:
		fields[SIGN_UP_LOGIN].problem = *fields[SIGN_UP_LOGIN].value
						    ? SAY(req, W_account_problem_login_form)
						    : SAY(req, W_account_problem_login_empty);
	}
	fields[SIGN_UP_PASSWORD].problem = password_problem(
	    req, form_text(req, "password"), user->name, fields[SIGN_UP_LOGIN].value);
	return form;
}

/* POST /sign-up */
Err sign_up(Req *req)
{
	NewUser user;
	AccountForm form = sign_up_read(req, &user);
	if (form_has_problems(&form))
		return show_sign_up(req, 422, &form);

	int64_t retry_after_s;
	Rate rate = {"sign_up_peer", 30, HOUR_MS, req->peer};
	Err err = rate_count(req->db, req->mem, &rate, 1, &retry_after_s);
	if (err)
		return err;
	if (retry_after_s) {
		form.notice = too_many_tries(req, retry_after_s);
		return show_sign_up(req, 429, &form);
	}

	int64_t id;
	user.password_hash = account_hash_password(req->mem, form_text(req, "password"));
	err = account_create(scope_of(req), &user, &id);
	if (err == ERR_CONFLICT) {
		form.fields[SIGN_UP_LOGIN].problem = SAY(req, W_account_problem_login_taken);
		return show_sign_up(req, 409, &form);
	}
	if (err)
		return err;

	err = account_sign_in(req, id, 0);
	if (err)
		return err;
	flash(req, SAY(req, W_account_sign_up_done, "name", user.name));
	return see_other(req, "%s", account_next(form.next, "/me/organisation/new"));
}

/* ---- sign-in ---- */

static Err show_sign_in(Req *req, int status, AccountForm *form)
{
	account_visit(req);
	field_about(&form->fields[SIGN_IN_LOGIN], SAY(req, W_account_login), NULL, NULL, "username");
	field_about(&form->fields[SIGN_IN_PASSWORD], SAY(req, W_account_password), NULL, "password",
	    "current-password");
	form_sum_up(form);
	form->is_demo = req->app->is_demo;
	form->sign_up_href = with_next(req, "/sign-up", form->next);
	Page page = {.title = SAY(req, W_account_sign_in_title), .is_narrow = true};
	return show_page(req, status, &page, html_sign_in, form);
}

/* GET /sign-in */
Err sign_in_form(Req *req)
{
	if (req->who.user_id)
		return see_other(req, "%s", account_next(query_text(req, "next"), "/me"));
	AccountForm form = {
	    .fields = {{.name = "login", .value = ""}, {.name = "password", .value = ""}},
	    .count = 2,
	    .next = query_text(req, "next"),
	};
	return show_sign_in(req, 200, &form);
}

static Err count_sign_in(Req *req, const char *login, int64_t *retry_after_s)
{
	const Rate rates[] = {
	    {"sign_in_login_peer", 10, QUARTER_MS, arena_printf(req->mem, "%s %s", login, req->peer)},
	    {"sign_in_login", 50, QUARTER_MS, login},
	    {"sign_in_peer", 200, QUARTER_MS, req->peer},
	};
	return rate_count(req->db, req->mem, rates, 3, retry_after_s);
}

/* The person whose login and password these are; 0 when they fit nobody, in the same time. */
static Err sign_in_check(Req *req, LoginKind kind, const char *login, User *user)
{
	const char *hash = NULL;
	const char *email = kind == LOGIN_EMAIL ? login : NULL, *mobile = kind == LOGIN_MOBILE ? login : NULL;
	Err err = kind == LOGIN_NONE ? ERR_NOT_FOUND
				     : account_by_login(req->db, req->mem, email, mobile, user, &hash);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!account_password_fits(hash, form_text(req, "password")) || user->is_disabled)
		*user = (User){0};
	return OK;
}

/* A one-time password opens nothing but the page where a new one is set. */
static Err to_new_password(Req *req, int64_t user_id)
{
	const char *token = rand_token(req->mem);
	Err err = reset_ask(scope_as(scope_of(req), user_id), sha256_hex(req->mem, token, strlen(token)),
	    now_ms(), (Letter){0});
	if (err)
		return err;
	flash(req, SAY(req, W_account_reset_one_time));
	return see_other(req, "/reset/%s", token);
}

/* POST /sign-in */
Err sign_in(Req *req)
{
	AccountForm form = {
	    .fields = {account_field(req, "login", false), account_field(req, "password", true)},
	    .count = 2,
	    .next = form_text(req, "next"),
	};
	if (!*form.fields[SIGN_IN_LOGIN].value)
		form.fields[SIGN_IN_LOGIN].problem = SAY(req, W_account_problem_login_empty);
	if (!*form_text(req, "password"))
		form.fields[SIGN_IN_PASSWORD].problem = SAY(req, W_account_problem_password_empty);
	if (form_has_problems(&form))
		return show_sign_in(req, 422, &form);

	const char *login;
	LoginKind kind = login_read(req->mem, form.fields[SIGN_IN_LOGIN].value, &login);
	const char *counted = kind == LOGIN_NONE ? form.fields[SIGN_IN_LOGIN].value : login;
	int64_t retry_after_s;
	Err err = count_sign_in(req, counted, &retry_after_s);
	if (err)
		return err;
	if (retry_after_s) {
		form.notice = too_many_tries(req, retry_after_s);
		return show_sign_in(req, 429, &form);
	}

	User user = {0};
	err = sign_in_check(req, kind, login, &user);
	if (err)
		return err;
	if (!user.id) {
		form.fields[SIGN_IN_PASSWORD].problem = SAY(req, W_account_problem_sign_in);
		return show_sign_in(req, 422, &form);
	}
	if (user.must_change_password)
		return to_new_password(req, user.id);

	err = account_sign_in(req, user.id, 0);
	if (err)
		return err;
	return see_other(req, "%s", account_next(form.next, "/me"));
}

/* POST /sign-out */
Err sign_out(Req *req)
{
	Err err = session_end(scope_of(req), req->who.session_id);
	if (err && err != ERR_NOT_FOUND)
		return err;
	answer_cookie(req, SESSION_COOKIE, "", 0);
	flash(req, SAY(req, W_account_sign_out_done));
	return see_other(req, "/");
}
