/* /admin: people, organisations, mail, the audit log, health. Every route row requires an administrator. */
#include "admin/admin_web.h"

#include "admin/admin_store.h"
#include "admin/admin_view.h"

#include "account/account.h"
#include "admin/admin.html.h"
#include "admin/admin.po.h"
#include "base/date.h"
#include "base/str.h"
#include "http/app.h"
#include "mail/mail.h"
#include "organisation/log.html.h"
#include "organisation/organisation.h"

#include <string.h>
#include <sys/statvfs.h>

enum { SOUGHT_MAX = 100, MAIL_PAGE = 50, HEALTH_ROWS = 6 };

#define GIB (1024.0 * 1024 * 1024)

const AdminTab ADMIN_TABS[] = {
    {"/admin", W_admin_home},
    {"/admin/users", W_admin_users},
    {"/admin/organisations", W_admin_organisations},
    {"/admin/data", W_admin_data},
    {"/admin/mail", W_admin_mail},
    {"/admin/audit", W_admin_log},
};
const size_t ADMIN_TAB_COUNT = sizeof ADMIN_TABS / sizeof ADMIN_TABS[0];

static const Crumb *crumbs_to(Req *req, const char *title)
{
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 3);
	crumbs[0] = (Crumb){SAY(req, W_admin_title), "/admin"};
	crumbs[1] = (Crumb){title, NULL};
	return crumbs;
}

static const char *sought_of(Req *req)
{
	const char *sought = str_trim(req->mem, query_text(req, "q"));
	return str_chars(sought) <= SOUGHT_MAX ? sought : "";
}

static const char *number(Req *req, int64_t value)
{
	return arena_printf(req->mem, "%lld", (long long)value);
}

/* The next page starts below the last id; the search goes along. */
static Pager pager_of(
    Req *req, const char *path, const char *sought, size_t count, size_t page, int64_t last_id)
{
	const char *q = *sought ? arena_printf(req->mem, "q=%s&", url_part(req->mem, sought)) : "";
	Pager pager = {0};
	if (query_int(req, "before", 0) > 0)
		pager.first_href = *sought
				       ? arena_printf(req->mem, "%s?q=%s", path, url_part(req->mem, sought))
				       : path;
	if (count == page)
		pager.next_href = arena_printf(req->mem, "%s?%sbefore=%lld", path, q, (long long)last_id);
	return pager;
}

/* ---- home ---- */

static HealthRow disk_health(Req *req)
{
	struct statvfs disk;
	HealthRow row = {W_admin_health_disk, SAY(req, W_admin_health_none), TONE_PLAIN};
	if (!req->app->data_dir || statvfs(req->app->data_dir, &disk) != 0)
		return row;
	double free_gib = (double)disk.f_bavail * (double)disk.f_frsize / GIB;
	row.value = arena_printf(req->mem, "%.1f GiB", free_gib);
	row.tone = free_gib < 1 ? TONE_BAD : free_gib < 5 ? TONE_WARN : TONE_GOOD;
	return row;
}

static Err read_health(Req *req, AdminHome *view)
{
	int applied = 0, embedded = 0;
	int64_t waiting, failed;
	Err err = db_ping(req->db);
	if (!err)
		err = db_schema_version(req->db, &applied, &embedded);
	if (!err)
		err = mail_count_waiting(req->db, &waiting, &failed);
	if (err)
		return err;
	HealthRow *rows = ARENA_ARRAY(req->mem, HealthRow, HEALTH_ROWS);
	rows[0] = (HealthRow){W_admin_health_version, QINGCE_VERSION, TONE_PLAIN};
	rows[1] = (HealthRow){
	    W_admin_health_store, store_is_sqlite(req->app->store) ? "SQLite" : "PostgreSQL", TONE_GOOD};
	rows[2] = (HealthRow){W_admin_health_schema, arena_printf(req->mem, "%d / %d", applied, embedded),
	    applied == embedded ? TONE_GOOD : TONE_WARN};
	rows[3] = (HealthRow){W_admin_health_mail,
	    SAY(req, W_admin_health_mail_value, "waiting", number(req, waiting), "failed",
		number(req, failed)),
	    failed ? TONE_WARN : TONE_GOOD};
	rows[4] = disk_health(req);
	rows[5] = (HealthRow){W_admin_health_smtp,
	    req->app->smtp_url ? SAY(req, W_admin_health_smtp_set) : SAY(req, W_admin_health_smtp_none),
	    req->app->smtp_url || req->app->is_demo ? TONE_GOOD : TONE_WARN};
	view->health = rows;
	view->health_count = HEALTH_ROWS;
	return OK;
}

/* GET /admin */
Err admin_home(Req *req)
{
	AdminCounts counts;
	AdminHome view = {0};
	Err err = admin_counts(req->db, now_ms(), &counts);
	if (!err)
		err = read_health(req, &view);
	if (err)
		return err;
	const Kpi cards[] = {
	    {.label = SAY(req, W_admin_users),
		.value = number(req, counts.users),
		.href = "/admin/users",
		.href_text = SAY(req, W_admin_open)},
	    {.label = SAY(req, W_admin_organisations),
		.value = number(req, counts.organisations),
		.href = "/admin/organisations",
		.href_text = SAY(req, W_admin_open)},
	    {.label = SAY(req, W_admin_facilities), .value = number(req, counts.facilities)},
	    {.label = SAY(req, W_admin_sessions), .value = number(req, counts.sessions)},
	};
	view.cards = cards;
	view.card_count = sizeof cards / sizeof cards[0];
	Page page = {.title = SAY(req, W_admin_title)};
	return show_page(req, 200, &page, html_admin_home, &view);
}

/* ---- people ---- */

static AdminUserRow user_row(Req *req, const User *user)
{
	return (AdminUserRow){
	    .id = user->id,
	    .name = user->name,
	    .login = *user->email ? user->email : mobile_masked(req->mem, user->mobile),
	    .since = time_text(req->mem, user->created_at),
	    .is_admin = user->is_admin,
	    .is_reviewer = user->is_reviewer,
	    .is_disabled = user->is_disabled,
	};
}

/* GET /admin/users?q=&before= */
Err admin_users_page(Req *req)
{
	User *list;
	AdminUsers view = {.sought = sought_of(req)};
	Err err = admin_users(
	    req->db, req->mem, view.sought, query_int(req, "before", 0), &list, &view.count);
	if (err)
		return err;
	AdminUserRow *rows = ARENA_ARRAY(req->mem, AdminUserRow, view.count + 1);
	for (size_t i = 0; i < view.count; i++)
		rows[i] = user_row(req, &list[i]);
	view.rows = rows;
	view.pager = pager_of(req, "/admin/users", view.sought, view.count, ADMIN_PAGE,
	    view.count ? rows[view.count - 1].id : 0);
	const char *title = SAY(req, W_admin_users);
	Page page = {.title = title, .crumbs = crumbs_to(req, title), .is_wide = true};
	return show_page(req, 200, &page, html_admin_users, &view);
}

static Err user_memberships(Req *req, AdminUser *view)
{
	OwnOrg *list;
	Err err = own_orgs(req->db, req->mem, view->row.id, &list, &view->membership_count);
	if (err)
		return err;
	AdminMembershipRow *rows = ARENA_ARRAY(req->mem, AdminMembershipRow, view->membership_count + 1);
	for (size_t i = 0; i < view->membership_count; i++)
		rows[i] = (AdminMembershipRow){list[i].id, list[i].name_zh, role_word(list[i].role)};
	view->memberships = rows;
	return OK;
}

static Err user_sessions(Req *req, AdminUser *view)
{
	Session *list;
	Err err = session_list(req->db, req->mem, view->row.id, now_ms(), &list, &view->session_count);
	if (err)
		return err;
	SessionRow *rows = ARENA_ARRAY(req->mem, SessionRow, view->session_count + 1);
	for (size_t i = 0; i < view->session_count; i++)
		rows[i] = (SessionRow){list[i].id, list[i].peer, list[i].agent,
		    time_text(req->mem, list[i].created_at), time_text(req->mem, list[i].seen_at), false};
	view->sessions = rows;
	return OK;
}

/* GET /admin/users/{id} */
Err admin_user_page(Req *req)
{
	User user;
	Err err = account_by_id(req->db, req->mem, path_id(req, "id"), &user);
	if (err)
		return err;
	AdminUser view = {
	    .row = user_row(req, &user),
	    .email = user.email,
	    .mobile = mobile_masked(req->mem, user.mobile),
	    .must_change_password = user.must_change_password,
	    .is_self = user.id == req->who.user_id,
	};
	err = user_memberships(req, &view);
	if (!err)
		err = user_sessions(req, &view);
	if (err)
		return err;
	Page page = {.title = user.name, .crumbs = crumbs_to(req, user.name)};
	return show_page(req, 200, &page, html_admin_user, &view);
}

static Err to_user(Req *req, const char *words)
{
	flash(req, words);
	return see_other(req, "/admin/users/%lld", (long long)path_id(req, "id"));
}

static bool flag_named(const char *name, UserFlag *flag)
{
	static const char *const names[] = {"admin", "reviewer", "disabled"};
	for (int i = 0; i < 3; i++) {
		if (str_eq(names[i], name)) {
			*flag = (UserFlag)i;
			return true;
		}
	}
	return false;
}

/* POST /admin/users/{id}/flag: flag = admin | reviewer | disabled, on = 0 | 1 */
Err admin_user_flag(Req *req)
{
	UserFlag flag;
	if (!flag_named(form_text(req, "flag"), &flag))
		return fail(req, ERR_INPUT, "unknown flag");
	if (path_id(req, "id") == req->who.user_id && flag != FLAG_REVIEWER)
		return fail_shown(req, ERR_CONFLICT, SAY(req, W_admin_problem_self));
	Err err = account_set_flag(
	    scope_of(req), path_id(req, "id"), flag, str_eq(form_text(req, "on"), "1"));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_admin_problem_last_admin));
	if (err)
		return err;
	return to_user(req, SAY(req, W_admin_saved));
}

/* POST /admin/users/{id}/end-sessions */
Err admin_user_end_sessions(Req *req)
{
	User user;
	Err err = account_by_id(req->db, req->mem, path_id(req, "id"), &user);
	if (!err)
		err = account_end_sessions(scope_of(req), user.id);
	if (err)
		return err;
	return to_user(req, SAY(req, W_admin_sessions_ended));
}

/* POST /admin/users/{id}/one-time-password: shown once, in the line above the next page. */
Err admin_user_one_time_password(Req *req)
{
	User user;
	Err err = account_by_id(req->db, req->mem, path_id(req, "id"), &user);
	if (err)
		return err;
	if (user.id == req->who.user_id)
		return fail_shown(req, ERR_CONFLICT, SAY(req, W_admin_problem_self));
	const char *password = password_one_time(req->mem);
	err = account_set_one_time_password(
	    scope_of(req), user.id, account_hash_password(req->mem, password));
	if (err)
		return err;
	return to_user(req, SAY(req, W_admin_one_time_made, "name", user.name, "password", password));
}

/* ---- organisations ---- */

static AdminOrgRow org_row(Req *req, const Organisation *org)
{
	const char *province = province_name(org->province, req->lang);
	return (AdminOrgRow){
	    .id = org->id,
	    .name = org_name(org, req->lang),
	    .uscc = org->uscc,
	    .place = arena_printf(req->mem, "%s %s", province, org->city),
	    .industry = industry_name(org->industry, req->lang),
	    .since = time_text(req->mem, org->created_at),
	    .is_demo = org->is_demo,
	};
}

/* GET /admin/organisations?q=&before= */
Err admin_orgs_page(Req *req)
{
	Organisation *list;
	AdminOrgs view = {.sought = sought_of(req)};
	Err err = admin_orgs(req->db, req->mem, view.sought, query_int(req, "before", 0), &list, &view.count);
	if (err)
		return err;
	AdminOrgRow *rows = ARENA_ARRAY(req->mem, AdminOrgRow, view.count + 1);
	for (size_t i = 0; i < view.count; i++)
		rows[i] = org_row(req, &list[i]);
	view.rows = rows;
	view.pager = pager_of(req, "/admin/organisations", view.sought, view.count, ADMIN_PAGE,
	    view.count ? rows[view.count - 1].id : 0);
	const char *title = SAY(req, W_admin_organisations);
	Page page = {.title = title, .crumbs = crumbs_to(req, title), .is_wide = true};
	return show_page(req, 200, &page, html_admin_orgs, &view);
}

static Err org_people(Req *req, AdminOrg *view)
{
	Member *list;
	Err err = org_members(req->db, req->mem, view->row.id, &list, &view->member_count);
	if (err)
		return err;
	MemberRow *rows = ARENA_ARRAY(req->mem, MemberRow, view->member_count + 1);
	for (size_t i = 0; i < view->member_count; i++)
		rows[i] = (MemberRow){
		    .user_id = list[i].user_id,
		    .name = list[i].name,
		    .email = list[i].email,
		    .mobile = mobile_masked(req->mem, list[i].mobile),
		    .role_word = role_word(list[i].role),
		    .since = time_text(req->mem, list[i].created_at),
		    .is_disabled = list[i].is_disabled,
		};
	view->members = rows;
	return OK;
}

static Err org_places(Req *req, AdminOrg *view)
{
	Facility *list;
	Err err = org_facilities(req->db, req->mem, view->row.id, &list, &view->facility_count);
	if (err)
		return err;
	FacilityRow *rows = ARENA_ARRAY(req->mem, FacilityRow, view->facility_count + 1);
	for (size_t i = 0; i < view->facility_count; i++)
		rows[i] = (FacilityRow){list[i].id, facility_name(&list[i], req->lang),
		    arena_printf(req->mem, "%s %s", province_name(list[i].province, req->lang), list[i].city),
		    list[i].is_closed};
	view->facilities = rows;
	return OK;
}

/* GET /admin/organisations/{id} */
Err admin_org_page(Req *req)
{
	Organisation org;
	Err err = org_by_id(req->db, req->mem, path_id(req, "id"), &org);
	if (err)
		return err;
	AdminOrg view = {.row = org_row(req, &org)};
	err = org_people(req, &view);
	if (!err)
		err = org_places(req, &view);
	if (err)
		return err;
	Page page = {.title = view.row.name, .crumbs = crumbs_to(req, view.row.name)};
	return show_page(req, 200, &page, html_admin_org, &view);
}

/* ---- mail ---- */

static AdminMailRow mail_row(Req *req, const Mail *mail)
{
	AdminMailRow row = {
	    .id = mail->id,
	    .recipient = mail->recipient,
	    .subject = mail->subject,
	    .time = time_text(req->mem, mail->created_at),
	    .state_word = W_admin_mail_waiting,
	    .tone = TONE_INFO,
	    .last_error = mail->last_error,
	};
	if (str_eq(mail->state, "sent")) {
		row.state_word = W_admin_mail_sent;
		row.tone = TONE_GOOD;
	} else if (str_eq(mail->state, "kept")) {
		row.state_word = W_admin_mail_kept;
		row.tone = TONE_PLAIN;
	} else if (str_eq(mail->state, "failed")) {
		row.state_word = W_admin_mail_failed;
		row.tone = TONE_BAD;
	}
	return row;
}

/* GET /admin/mail?before= */
Err admin_mails_page(Req *req)
{
	Mail *list;
	AdminMails view = {.is_kept_here = req->app->smtp_url == NULL};
	Err err = mail_list(req->db, req->mem, query_int(req, "before", 0), MAIL_PAGE, &list, &view.count);
	if (err)
		return err;
	AdminMailRow *rows = ARENA_ARRAY(req->mem, AdminMailRow, view.count + 1);
	for (size_t i = 0; i < view.count; i++)
		rows[i] = mail_row(req, &list[i]);
	view.rows = rows;
	view.pager = pager_of(
	    req, "/admin/mail", "", view.count, MAIL_PAGE, view.count ? rows[view.count - 1].id : 0);
	const char *title = SAY(req, W_admin_mail);
	Page page = {.title = title, .crumbs = crumbs_to(req, title), .is_wide = true};
	return show_page(req, 200, &page, html_admin_mails, &view);
}

/* The first link in a body, as a path of this site; NULL when there is none. */
static const char *link_in(Req *req, const char *body)
{
	const char *base = req->app->public_url;
	const char *found = base && *base ? strstr(body, base) : NULL;
	if (!found)
		return NULL;
	const char *path = found + strlen(base);
	if (str_starts(path, "/zh/") || str_starts(path, "/en/"))
		path += 3;
	path = arena_copy_n(req->mem, path, strcspn(path, " \r\n\t"));
	return path_is_local(path) ? path : NULL;
}

/* GET /admin/mail/{id}: the words are shown only where no server sends them; elsewhere links in them are
 * another's secrets. */
Err admin_mail_page(Req *req)
{
	Mail mail;
	Err err = mail_by_id(req->db, req->mem, path_id(req, "id"), &mail);
	if (err)
		return err;
	bool may_be_read = req->app->smtp_url == NULL;
	AdminMail view = {
	    .row = mail_row(req, &mail),
	    .body = may_be_read ? mail.body : "",
	    .link = may_be_read ? link_in(req, mail.body) : NULL,
	};
	Page page = {.title = mail.subject, .crumbs = crumbs_to(req, SAY(req, W_admin_mail))};
	return show_page(req, 200, &page, html_admin_mail, &view);
}

/* ---- the audit log ---- */

/* GET /admin/audit, GET /admin/organisations/{id}/audit: the chain of the platform or of an organisation. */
Err admin_log_page(Req *req)
{
	LogView view;
	int64_t org_id = *path_text(req, "id") ? path_id(req, "id") : 0;
	const char *path = org_id
			       ? arena_printf(req->mem, "/admin/organisations/%lld/audit", (long long)org_id)
			       : "/admin/audit";
	const char *title = SAY(req, W_admin_log);
	if (*path_text(req, "id")) {
		Organisation org;
		Err err = org_by_id(req->db, req->mem, org_id, &org);
		if (err)
			return err;
		title = SAY(req, W_admin_log_of, "name", org_name(&org, req->lang));
	}
	Err err = log_view_of(
	    req, org_id, query_int(req, "before", 0), *query_text(req, "verify") != 0, path, &view);
	if (err)
		return err;
	Page page = {.title = title, .crumbs = crumbs_to(req, title), .is_wide = true};
	return show_page(req, 200, &page, html_log_page, &view);
}
