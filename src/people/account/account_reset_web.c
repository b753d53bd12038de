/* A forgotten password: asked for by login, set by a link that works once within an hour. */
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
#include "mail/mail.h"

#include <string.h>

#define HOUR_MS (60LL * 60 * 1000)

static Lang lang_of(const User *user)
{
	return str_eq(user->lang, "en") ? EN : ZH;
}

/* ---- asking ---- */

static Err show_forgot(Req *req, int status, AccountForm *form)
{
	account_visit(req);
	field_about(&form->fields[FORGOT_LOGIN], SAY(req, W_account_login), NULL, NULL, "username");
	form_sum_up(form);
	Page page = {.title = SAY(req, W_account_forgot_title),
	    .sub = SAY(req, W_account_forgot_sub),
	    .is_narrow = true};
	return show_page(req, status, &page, html_forgot, form);
}

/* GET /forgot */
Err forgot_form(Req *req)
{
	AccountForm form = {.fields = {{.name = "login", .value = ""}}, .count = 1};
	return show_forgot(req, 200, &form);
}

/* GET /forgot/sent: the same whether or not somebody has that login. */
Err forgot_sent(Req *req)
{
	AccountForm form = {.is_demo = req->app->is_demo};
	Page page = {.title = SAY(req, W_account_forgot_sent_title), .is_narrow = true};
	return show_page(req, 200, &page, html_forgot_sent, &form);
}

static Letter reset_letter(Req *req, const User *user, const char *token)
{
	Lang lang = lang_of(user);
	const char *link = arena_printf(req->mem, "%s/%s/reset/%s", req->app->public_url, user->lang, token);
	return (Letter){
	    .recipient = user->email,
	    .subject = say(req->mem, lang, W_account_mail_reset_subject, NULL),
	    .body = say(req->mem, lang, W_account_mail_reset_body, "name", user->name, "link", link, NULL),
	};
}

/* POST /forgot */
Err forgot(Req *req)
{
	AccountForm form = {.fields = {account_field(req, "login", false)}, .count = 1};
	const char *login;
	LoginKind kind = login_read(req->mem, form.fields[FORGOT_LOGIN].value, &login);
	if (kind == LOGIN_NONE) {
		form.fields[FORGOT_LOGIN].problem = *form.fields[FORGOT_LOGIN].value
							? SAY(req, W_account_problem_login_form)
							: SAY(req, W_account_problem_login_empty);
		return show_forgot(req, 422, &form);
	}

	const Rate rates[] = {{"reset_login", 5, HOUR_MS, login}, {"reset_peer", 30, HOUR_MS, req->peer}};
	int64_t retry_after_s;
	Err err = rate_count(req->db, req->mem, rates, 2, &retry_after_s);
	if (err)
		return err;
	if (retry_after_s) {
		form.notice = too_many_tries(req, retry_after_s);
		return show_forgot(req, 429, &form);
	}

	User user = {0};
	const char *hash;
	err = account_by_login(req->db, req->mem, kind == LOGIN_EMAIL ? login : NULL,
	    kind == LOGIN_MOBILE ? login : NULL, &user, &hash);
	if (err && err != ERR_NOT_FOUND)
		return err;
	bool has_way = user.id && !user.is_disabled && *user.email;
	const char *token = rand_token(req->mem);
	Letter letter = has_way ? reset_letter(req, &user, token) : (Letter){0};
	err = reset_ask(scope_as(scope_of(req), has_way ? user.id : 0),
	    sha256_hex(req->mem, token, strlen(token)), now_ms(), letter);
	if (err)
		return err;
	mail_wake();
	return see_other(req, "/forgot/sent");
}

/* ---- setting ---- */

static Err show_reset(Req *req, int status, AccountForm *form)
{
	account_visit(req);
	field_about(&form->fields[RESET_PASSWORD], SAY(req, W_account_new_password),
	    SAY(req, W_account_password_hint), "password", "new-password");
	form_sum_up(form);
	Page page = {.title = SAY(req, W_account_reset_title), .is_narrow = true};
	return show_page(req, status, &page, html_reset, form);
}

static Err show_reset_expired(Req *req)
{
	AccountForm form = {0};
	Page page = {.title = SAY(req, W_account_reset_expired_title), .is_narrow = true};
	return show_page(req, 404, &page, html_reset_expired, &form);
}

static const char *token_hash_of(Req *req)
{
	const char *token = path_text(req, "token");
	return sha256_hex(req->mem, token, strlen(token));
}

/* GET /reset/{token} */
Err reset_form(Req *req)
{
	User user;
	Err err = reset_find(req->db, req->mem, token_hash_of(req), now_ms(), &user);
	if (err == ERR_NOT_FOUND)
		return show_reset_expired(req);
	if (err)
		return err;
	AccountForm form = {
	    .fields = {{.name = "password", .value = ""}}, .count = 1, .token = path_text(req, "token")};
	return show_reset(req, 200, &form);
}

Letter account_password_notice(Req *req, const User *user)
{
	Lang lang = lang_of(user);
	return (Letter){
	    .recipient = user->email,
	    .subject = say(req->mem, lang, W_account_mail_changed_subject, NULL),
	    .body = say(req->mem, lang, W_account_mail_changed_body, "name", user->name, "time",
		time_text(req->mem, now_ms()), "link",
		arena_printf(req->mem, "%s/%s/forgot", req->app->public_url, user->lang), NULL),
	};
}

/* POST /reset/{token} */
Err reset(Req *req)
{
	User user;
	int64_t now = now_ms();
	Err err = reset_find(req->db, req->mem, token_hash_of(req), now, &user);
	if (err == ERR_NOT_FOUND)
		return show_reset_expired(req);
	if (err)
		return err;

	const char *password = form_text(req, "password");
	AccountForm form = {
	    .fields = {account_field(req, "password", true)}, .count = 1, .token = path_text(req, "token")};
	form.fields[RESET_PASSWORD].problem = password_problem(
	    req, password, user.name, *user.email ? user.email : user.mobile);
	if (form_has_problems(&form))
		return show_reset(req, 422, &form);

	const char *hash = account_hash_password(req->mem, password);
	err = reset_use(scope_as(scope_of(req), user.id), token_hash_of(req), now, hash,
	    account_password_notice(req, &user));
	if (err == ERR_NOT_FOUND)
		return show_reset_expired(req);
	if (err)
		return err;
	mail_wake();
	err = account_sign_in(req, user.id, 0);
	if (err)
		return err;
	flash(req, SAY(req, W_account_reset_done));
	return see_other(req, "/me");
}
