/* One's own account: profile, password, the browsers that are signed in. */
#include "account/account_view.h"
#include "account/account_web.h"

#include "account/account.po.h"
#include "account/account_rules.h"
#include "account/own_account.html.h"
#include "account/rate.h"
#include "base/date.h"
#include "base/str.h"
#include "mail/mail.h"

#define QUARTER_MS (15LL * 60 * 1000)

static AccountForm profile_of(const User *user)
{
	return (AccountForm){
	    .fields = {{.name = "name", .value = user->name}, {.name = "email", .value = user->email},
		{.name = "mobile", .value = ""}, {.name = "password", .value = ""}},
	    .count = 4,
	};
}

static AccountForm empty_change(void)
{
	return (AccountForm){
	    .fields = {{.name = "old_password", .value = ""}, {.name = "new_password", .value = ""}},
	    .count = 2};
}

static Err session_rows(Req *req, OwnAccountView *view)
{
	Session *list;
	Err err = session_list(req->db, req->mem, req->who.user_id, now_ms(), &list, &view->session_count);
	if (err)
		return err;
	SessionRow *rows = ARENA_ARRAY(req->mem, SessionRow, view->session_count + 1);
	for (size_t i = 0; i < view->session_count; i++) {
		rows[i] = (SessionRow){
		    .id = list[i].id,
		    .peer = list[i].peer,
		    .agent = list[i].agent,
		    .since = time_text(req->mem, list[i].created_at),
		    .seen = time_text(req->mem, list[i].seen_at),
		    .is_this = list[i].id == req->who.session_id,
		};
	}
	view->sessions = rows;
	return OK;
}

static void about_fields(Req *req, OwnAccountView *view, const User *user)
{
	FieldView *profile = view->profile.fields, *change = view->password.fields;
	field_about(&profile[PROFILE_NAME], SAY(req, W_account_name), NULL, NULL, "name");
	field_about(&profile[PROFILE_EMAIL], SAY(req, W_account_email), NULL, "email", "email");
	field_about(&profile[PROFILE_MOBILE], SAY(req, W_account_mobile),
	    *user->mobile ? SAY(req, W_account_mobile_kept, "mobile", mobile_masked(req->mem, user->mobile))
			  : SAY(req, W_account_mobile_hint),
	    "tel", "tel");
	field_about(&profile[PROFILE_PASSWORD], SAY(req, W_account_password_now),
	    SAY(req, W_account_password_now_hint), "password", "current-password");
	profile[PROFILE_EMAIL].is_optional = profile[PROFILE_MOBILE].is_optional = true;
	profile[PROFILE_PASSWORD].is_optional = true;
	field_about(
	    &change[CHANGE_OLD], SAY(req, W_account_password_now), NULL, "password", "current-password");
	field_about(&change[CHANGE_NEW], SAY(req, W_account_new_password), SAY(req, W_account_password_hint),
	    "password", "new-password");

	static const Choice languages[] = {
	    {.value = "zh", .text = "中文"}, {.value = "en", .text = "English"}};
	view->language = (FieldView){
	    .name = "lang",
	    .value = form_has(req, "lang") ? form_text(req, "lang") : user->lang,
	    .label = SAY(req, W_account_lang),
	    .hint = SAY(req, W_account_lang_hint),
	    .choices = languages,
	    .choice_count = 2,
	};
	form_sum_up(&view->profile);
	form_sum_up(&view->password);
}

static Err show_own_account(
    Req *req, int status, const User *user, const AccountForm *profile, const AccountForm *change)
{
	OwnAccountView view = {
	    .profile = *profile,
	    .password = *change,
	    .mobile_masked = mobile_masked(req->mem, user->mobile),
	};
	about_fields(req, &view, user);
	Err err = session_rows(req, &view);
	if (err)
		return err;
	const Crumb crumbs[] = {
	    {SAY(req, W_account_crumb_me), "/me"}, {SAY(req, W_account_own_title), NULL}, {0}};
	Page page = {.title = SAY(req, W_account_own_title), .section = "me", .crumbs = crumbs};
	return show_page(req, status, &page, html_own_account, &view);
}

/* GET /me/account */
Err own_account(Req *req)
{
	User user;
	Err err = account_by_id(req->db, req->mem, req->who.user_id, &user);
	if (err)
		return err;
	AccountForm profile = profile_of(&user), change = empty_change();
	return show_own_account(req, 200, &user, &profile, &change);
}

/* The password again, before what signs one in may change; counted, so that a stolen session cannot guess. */
static Err password_again(Req *req, const char *typed, const char **problem)
{
	Rate rate = {
	    "password_again", 10, QUARTER_MS, arena_printf(req->mem, "%lld", (long long)req->who.user_id)};
	int64_t retry_after_s;
	const char *hash;
	*problem = NULL;
	Err err = rate_count(req->db, req->mem, &rate, 1, &retry_after_s);
	if (err)
		return err;
	if (retry_after_s) {
		*problem = too_many_tries(req, retry_after_s);
		return OK;
	}
	err = account_password_hash(req->db, req->mem, req->who.user_id, &hash);
	if (!err && !account_password_fits(hash, typed))
		*problem = SAY(req, W_account_problem_old_password);
	return err;
}

/* Reads the form over `user`; an empty mobile keeps the number (it is shown masked), "-" takes it away. */
static AccountForm profile_read(Req *req, User *user)
{
	AccountForm form = {
	    .fields = {account_field(req, "name", false), account_field(req, "email", false),
		account_field(req, "mobile", false), account_field(req, "password", true)},
	    .count = 4,
	};
	FieldView *fields = form.fields;
	user->name = fields[PROFILE_NAME].value;
	if (!*user->name)
		fields[PROFILE_NAME].problem = SAY(req, W_account_problem_name_empty);
	else if (str_chars(user->name) > PERSON_NAME_MAX)
		fields[PROFILE_NAME].problem = SAY(req, W_account_problem_name_long);

	if (!*fields[PROFILE_EMAIL].value)
		user->email = "";
	else if (!email_read(req->mem, fields[PROFILE_EMAIL].value, &user->email))
		fields[PROFILE_EMAIL].problem = SAY(req, W_account_problem_email_form);

	if (str_eq(fields[PROFILE_MOBILE].value, "-"))
		user->mobile = "";
	else if (*fields[PROFILE_MOBILE].value &&
		 !mobile_read(req->mem, fields[PROFILE_MOBILE].value, &user->mobile))
		fields[PROFILE_MOBILE].problem = SAY(req, W_account_problem_mobile_form);

	if (!form_has_problems(&form) && !*user->email && !*user->mobile)
		fields[PROFILE_EMAIL].problem = SAY(req, W_account_problem_no_login);
	user->lang = str_eq(form_text(req, "lang"), "en") ? "en" : "zh";
	return form;
}

/* POST /me/account */
Err own_account_change(Req *req)
{
	User before;
	Err err = account_by_id(req->db, req->mem, req->who.user_id, &before);
	if (err)
		return err;
	User user = before;
	AccountForm form = profile_read(req, &user), change = empty_change();
	bool changes_login = !str_eq(user.email, before.email) || !str_eq(user.mobile, before.mobile);
	if (!form_has_problems(&form) && changes_login) {
		err = password_again(req, form_text(req, "password"), &form.fields[PROFILE_PASSWORD].problem);
		if (err)
			return err;
	}
	if (form_has_problems(&form))
		return show_own_account(req, 422, &before, &form, &change);

	err = account_change_profile(scope_of(req), &user);
	if (err == ERR_CONFLICT) {
		form.fields[str_eq(user.email, before.email) ? PROFILE_MOBILE : PROFILE_EMAIL].problem = SAY(
		    req, W_account_problem_login_taken);
		return show_own_account(req, 409, &before, &form, &change);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_account_own_saved));
	return see_other(req, "/me/account");
}

/* POST /me/account/password: all sessions end, this browser gets a fresh one. */
Err own_password_change(Req *req)
{
	User user;
	Err err = account_by_id(req->db, req->mem, req->who.user_id, &user);
	if (err)
		return err;
	AccountForm profile = profile_of(&user), form = empty_change();
	const char *password = form_text(req, "new_password");
	form.fields[CHANGE_NEW].problem = password_problem(
	    req, password, user.name, *user.email ? user.email : user.mobile);
	if (!form_has_problems(&form)) {
		err = password_again(req, form_text(req, "old_password"), &form.fields[CHANGE_OLD].problem);
		if (err)
			return err;
	}
	if (form_has_problems(&form))
		return show_own_account(req, 422, &user, &profile, &form);

	int64_t org_id = req->who.org_id;
	const char *hash = account_hash_password(req->mem, password);
	err = account_change_password(scope_of(req), hash, account_password_notice(req, &user));
	if (err)
		return err;
	mail_wake();
	err = account_sign_in(req, user.id, org_id);
	if (err)
		return err;
	flash(req, SAY(req, W_account_own_password_changed));
	return see_other(req, "/me/account");
}

/* POST /me/account/sessions/{id}/end */
Err own_session_end(Req *req)
{
	Err err = session_end(scope_of(req), path_id(req, "id"));
	if (err)
		return err;
	flash(req, SAY(req, W_account_own_session_ended));
	return see_other(req, "/me/account");
}

/* POST /me/account/sessions/end-others */
Err own_sessions_end_others(Req *req)
{
	Err err = session_end_others(scope_of(req), req->who.session_id);
	if (err)
		return err;
	flash(req, SAY(req, W_account_own_others_ended));
	return see_other(req, "/me/account");
}
