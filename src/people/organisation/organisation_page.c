/* The page 企业与成员: the organisation, its facilities, members and open invitations, one's other
 * organisations.
 */
#include "organisation/organisation_web.h"

#include "account/account.po.h"
#include "account/account_rules.h"
#include "base/date.h"
#include "base/str.h"
#include "organisation/organisation.html.h"
#include "organisation/organisation.po.h"
#include "organisation/organisation_rules.h"

enum { ROLE_CHOICES = 4 };

Word role_word(const char *role)
{
	if (str_eq(role, "owner"))
		return W_organisation_role_owner;
	if (str_eq(role, "preparer"))
		return W_organisation_role_preparer;
	if (str_eq(role, "signatory"))
		return W_organisation_role_signatory;
	return W_organisation_role_viewer;
}

/* ---- its parts ---- */

static const char *place_text(Req *req, const char *province, const char *city)
{
	const char *name = province_name(province, req->lang);
	return arena_printf(req->mem, "%s%s%s", name, *name && *city ? " " : "", city);
}

static Err facility_rows(Req *req, OrganisationView *view)
{
	Facility *list;
	Err err = org_facilities(req->db, req->mem, req->who.org_id, &list, &view->facility_count);
	if (err)
		return err;
	FacilityRow *rows = ARENA_ARRAY(req->mem, FacilityRow, view->facility_count + 1);
	for (size_t i = 0; i < view->facility_count; i++)
		rows[i] = (FacilityRow){list[i].id, facility_name(&list[i], req->lang),
		    place_text(req, list[i].province, list[i].city), list[i].is_closed};
	view->facilities = rows;
	return OK;
}

static Err invitation_rows(Req *req, OrganisationView *view)
{
	Invitation *list;
	Err err = invitation_list(
	    req->db, req->mem, req->who.org_id, now_ms(), &list, &view->invitation_count);
	if (err)
		return err;
	InvitationRow *rows = ARENA_ARRAY(req->mem, InvitationRow, view->invitation_count + 1);
	for (size_t i = 0; i < view->invitation_count; i++)
		rows[i] = (InvitationRow){list[i].id, list[i].email, role_word(list[i].role),
		    list[i].invited_by, time_text(req->mem, list[i].expires_at)};
	view->invitations = rows;
	return OK;
}

static const Choice *role_choices(Req *req)
{
	static const char *const roles[ROLE_CHOICES] = {"viewer", "preparer", "signatory", "owner"};
	static const Word hints[ROLE_CHOICES] = {W_organisation_role_viewer_hint,
	    W_organisation_role_preparer_hint, W_organisation_role_signatory_hint,
	    W_organisation_role_owner_hint};
	Choice *choices = ARENA_ARRAY(req->mem, Choice, ROLE_CHOICES);
	for (int i = 0; i < ROLE_CHOICES; i++)
		choices[i] = (Choice){
		    .value = roles[i],
		    .text = word_text(req->lang, role_word(roles[i])),
		    .hint = word_text(req->lang, hints[i]),
		};
	return choices;
}

static void invite_about(Req *req, OrganisationView *view, const Choice *roles)
{
	FieldView *email = &view->invite_email, *role = &view->invite_role;
	email->label = SAY(req, W_account_email);
	email->hint = SAY(req, W_organisation_invite_hint);
	email->type = "email";
	role->label = SAY(req, W_organisation_role);
	role->choices = roles;
	role->choice_count = ROLE_CHOICES;
}

/* Members and open invitations of the organisation. */
static Err member_rows(Req *req, OrganisationView *view)
{
	const Choice *roles = role_choices(req);
	invite_about(req, view, roles);
	Member *list;
	int owners = 0;
	Err err = org_members(req->db, req->mem, req->who.org_id, &list, &view->member_count);
	if (err)
		return err;
	for (size_t i = 0; i < view->member_count; i++)
		owners += str_eq(list[i].role, "owner") && !list[i].is_disabled;
	MemberRow *rows = ARENA_ARRAY(req->mem, MemberRow, view->member_count + 1);
	for (size_t i = 0; i < view->member_count; i++) {
		bool is_last_owner = !owner_may_go(list[i].role, "", owners);
		view->is_last_owner |= is_last_owner && list[i].user_id == req->who.user_id;
		rows[i] = (MemberRow){
		    .user_id = list[i].user_id,
		    .name = list[i].name,
		    .email = list[i].email,
		    .mobile = mobile_masked(req->mem, list[i].mobile),
		    .role = list[i].role,
		    .role_word = role_word(list[i].role),
		    .since = time_text(req->mem, list[i].created_at),
		    .is_self = list[i].user_id == req->who.user_id,
		    .is_last_owner = is_last_owner,
		    .is_disabled = list[i].is_disabled,
		    .role_field = {.id = arena_printf(req->mem, "role-%zu", i),
			.name = "role",
			.value = list[i].role,
			.label = SAY(req, W_organisation_role_of, "name", list[i].name),
			.choices = roles,
			.choice_count = ROLE_CHOICES},
		};
	}
	view->members = rows;
	return invitation_rows(req, view);
}

static Err own_rows(Req *req, OrganisationView *view)
{
	OwnOrg *list;
	Err err = own_orgs(req->db, req->mem, req->who.user_id, &list, &view->own_count);
	if (err)
		return err;
	OrgRow *rows = ARENA_ARRAY(req->mem, OrgRow, view->own_count + 1);
	for (size_t i = 0; i < view->own_count; i++)
		rows[i] = (OrgRow){list[i].id,
		    req->lang == EN && *list[i].name_en ? list[i].name_en : list[i].name_zh,
		    role_word(list[i].role), list[i].id == req->who.org_id};
	view->own = rows;
	return OK;
}

/* ---- the page ---- */

Err show_organisation(Req *req, int status, OrganisationView *view)
{
	Err err = org_by_id(req->db, req->mem, req->who.org_id, &view->org);
	if (!err)
		err = facility_rows(req, view);
	if (!err)
		err = member_rows(req, view);
	if (!err)
		err = own_rows(req, view);
	if (err)
		return err;
	view->name = org_name(&view->org, req->lang);
	view->industry = industry_name(view->org.industry, req->lang);
	view->place = place_text(req, view->org.province, view->org.city);
	view->own_role = role_word(req->who.org_role);
	view->is_owner = str_eq(req->who.org_role, "owner");
	view->is_preparer = !str_eq(req->who.org_role, "viewer");
	const Crumb crumbs[] = {
	    {SAY(req, W_account_crumb_me), "/me"}, {SAY(req, W_organisation_title), NULL}, {0}};
	Page page = {
	    .title = view->name, .sub = SAY(req, W_organisation_title), .section = "me", .crumbs = crumbs};
	return show_page(req, status, &page, html_organisation, view);
}
