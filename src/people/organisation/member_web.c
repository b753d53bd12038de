/* Members, their roles, and invitations by mail. */
#include "organisation/organisation_web.h"

#include "account/account.h"
#include "account/account.po.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"
#include "mail/mail.h"
#include "organisation/invite.html.h"
#include "organisation/organisation.po.h"
#include "organisation/organisation_rules.h"

#include <string.h>

#define DAY_MS (24LL * 3600 * 1000)

/* ---- roles ---- */

static Err change_member(Req *req, int64_t user_id, const char *role, const char *done, const char *to)
{
	Err err = membership_change(scope_of(req), user_id, role);
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_organisation_problem_last_owner));
	if (err)
		return err;
	flash(req, done);
	return see_other(req, "%s", to);
}

/* POST /me/organisation/members/{id}/role */
Err member_role(Req *req)
{
	const char *role = form_text(req, "role");
	if (!role_is_known(role))
		return fail_shown(req, ERR_INPUT, SAY(req, W_organisation_problem_role));
	return change_member(
	    req, path_id(req, "id"), role, SAY(req, W_organisation_member_changed), "/me/organisation");
}

/* POST /me/organisation/members/{id}/remove */
Err member_remove(Req *req)
{
	return change_member(
	    req, path_id(req, "id"), "", SAY(req, W_organisation_member_removed), "/me/organisation");
}

/* POST /me/organisation/leave */
Err member_leave(Req *req)
{
	return change_member(
	    req, req->who.user_id, "", SAY(req, W_organisation_left, "name", req->who.org_name), "/me");
}

/* ---- invitations: given ---- */

static const char *invite_problem(Req *req, const char *typed, const char **email)
{
	if (!*typed)
		return SAY(req, W_organisation_problem_invite_empty);
	return email_read(req->mem, typed, email) ? NULL : SAY(req, W_account_problem_email_form);
}

static Err send_invitation(Req *req, const char *email, const char *role)
{
	const char *token = rand_token(req->mem);
	Invitation invitation = {
	    .org_id = req->who.org_id, .email = email, .role = role, .created_at = now_ms()};
	const char *link = arena_printf(
	    req->mem, "%s/%s/invite/%s", req->app->public_url, req->lang == EN ? "en" : "zh", token);
	const char *subject = SAY(
	    req, W_organisation_mail_invite_subject, "name", req->who.name, "org", req->who.org_name);
	const char *body = SAY(req, W_organisation_mail_invite_body, "name", req->who.name, "org",
	    req->who.org_name, "role", word_text(req->lang, role_word(role)), "link", link);
	Err err = invitation_add(
	    scope_of(req), &invitation, sha256_hex(req->mem, token, strlen(token)), subject, body);
	if (!err)
		mail_wake();
	return err;
}

/* POST /me/organisation/members */
Err member_invite(Req *req)
{
	const char *email = "", *role = form_text(req, "role");
	OrganisationView view = {
	    .invite_email = {.name = "email", .value = str_trim(req->mem, form_text(req, "email"))},
	    .invite_role = {.name = "role", .value = role_is_known(role) ? role : "viewer"},
	};
	view.invite_email.problem = invite_problem(req, view.invite_email.value, &email);
	if (view.invite_email.problem)
		return show_organisation(req, 422, &view);

	int64_t retry_after_s;
	Rate rate = {"invite_org", 100, DAY_MS, arena_printf(req->mem, "%lld", (long long)req->who.org_id)};
	Err err = rate_count(req->db, req->mem, &rate, 1, &retry_after_s);
	if (err)
		return err;
	if (retry_after_s) {
		answer_header(req, "Retry-After", arena_printf(req->mem, "%lld", (long long)retry_after_s));
		view.invite_email.problem = SAY(req, W_organisation_problem_invite_rate);
		return show_organisation(req, 429, &view);
	}
	err = send_invitation(req, email, view.invite_role.value);
	if (err == ERR_TOO_LARGE) {
		view.invite_email.problem = SAY(req, W_organisation_problem_invite_max);
		return show_organisation(req, 422, &view);
	}
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_invited, "email", email));
	return see_other(req, "/me/organisation");
}

/* POST /me/organisation/invitations/{id}/cancel */
Err member_invitation_cancel(Req *req)
{
	Err err = invitation_cancel(scope_of(req), path_id(req, "id"));
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_invitation_cancelled));
	return see_other(req, "/me/organisation");
}

/* ---- invitations: taken ---- */

static Err invitation_of_path(Req *req, Invitation *invitation)
{
	const char *token = path_text(req, "token");
	return invitation_find(
	    req->db, req->mem, sha256_hex(req->mem, token, strlen(token)), now_ms(), invitation);
}

static Err show_invite(Req *req, int status, const Invitation *invitation)
{
	account_visit(req);
	InviteView view = {
	    .token = path_text(req, "token"), .is_signed_in = req->who.user_id != 0, .who = req->who.name};
	if (invitation) {
		bool has_en = req->lang == EN && *invitation->org_name_en;
		view.is_open = true;
		view.org = has_en ? invitation->org_name_en : invitation->org_name_zh;
		view.invited_by = invitation->invited_by;
		view.email = invitation->email;
		view.role_word = role_word(invitation->role);
	}
	Page page = {.title = view.is_open ? SAY(req, W_organisation_invite_title, "org", view.org)
					   : SAY(req, W_organisation_invite_closed_title)};
	return show_page(req, status, &page, html_invite, &view);
}

/* GET /invite/{token}: anybody with the link; joining needs an account. */
Err invite_page(Req *req)
{
	Invitation invitation;
	Err err = invitation_of_path(req, &invitation);
	if (err == ERR_NOT_FOUND)
		return show_invite(req, 404, NULL);
	return err ? err : show_invite(req, 200, &invitation);
}

/* POST /invite/{token} */
Err invite_accept(Req *req)
{
	Invitation invitation;
	Err err = invitation_of_path(req, &invitation);
	if (!err)
		err = invitation_accept(scope_of(req), &invitation, now_ms());
	if (err == ERR_NOT_FOUND)
		return show_invite(req, 404, NULL);
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_organisation_problem_join_max));
	if (!err)
		err = account_work_in(req->db, req->who.session_id, invitation.org_id);
	if (err)
		return err;
	flash(req, SAY(req, W_organisation_joined, "name", invitation.org_name_zh));
	return see_other(req, "/me/organisation");
}
