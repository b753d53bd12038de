/* An audit chain as a page: names instead of ids, words instead of codes. */
#include "organisation/organisation_web.h"

#include "account/account.h"
#include "account/account.po.h"
#include "audit/audit.h"
#include "base/date.h"
#include "base/str.h"
#include "organisation/log.html.h"
#include "organisation/organisation.po.h"

/* What happened, in words; a code that is not here is shown as it is. */
static const struct {
	const char *action;
	Word word;
} ACTIONS[] = {
    {"account.create", W_organisation_log_account_create},
    {"account.create_admin", W_organisation_log_account_create_admin},
    {"account.change_profile", W_organisation_log_account_change_profile},
    {"account.change_password", W_organisation_log_account_change_password},
    {"account.ask_reset", W_organisation_log_account_ask_reset},
    {"account.reset_password", W_organisation_log_account_reset_password},
    {"account.sign_in", W_organisation_log_account_sign_in},
    {"account.sign_out", W_organisation_log_account_sign_out},
    {"account.sign_out_others", W_organisation_log_account_sign_out_others},
    {"admin.grant", W_organisation_log_admin_grant},
    {"admin.revoke", W_organisation_log_admin_revoke},
    {"admin.end_sessions", W_organisation_log_admin_end_sessions},
    {"admin.one_time_password", W_organisation_log_admin_one_time_password},
    {"organisation.create", W_organisation_log_organisation_create},
    {"organisation.change", W_organisation_log_organisation_change},
    {"facility.create", W_organisation_log_facility_create},
    {"facility.change", W_organisation_log_facility_change},
    {"facility.close", W_organisation_log_facility_close},
    {"facility.reopen", W_organisation_log_facility_reopen},
    {"member.add", W_organisation_log_member_add},
    {"member.invite", W_organisation_log_member_invite},
    {"member.cancel_invitation", W_organisation_log_member_cancel_invitation},
    {"member.join", W_organisation_log_member_join},
    {"member.change_role", W_organisation_log_member_change_role},
    {"member.remove", W_organisation_log_member_remove},
    {"inventory.create", W_organisation_log_inventory_create},
    {"inventory.change", W_organisation_log_inventory_change},
    {"inventory.copy", W_organisation_log_inventory_copy},
    {"inventory.recalculate", W_organisation_log_inventory_recalculate},
    {"data.edition", W_organisation_log_data_edition},
    {"data.current", W_organisation_log_data_current},
    {"reference.import", W_organisation_reference_log_import},
    {"reference.remove", W_organisation_log_remove},
    {"data.forget", W_organisation_log_data_forget},
    {"inventory.delete", W_organisation_log_inventory_delete},
    {"inventory.status", W_organisation_log_inventory_status},
    {"inventory.scope3", W_organisation_log_inventory_scope3},
    {"inventory.facility_in", W_organisation_log_inventory_facility_in},
    {"inventory.months", W_organisation_log_inventory_months},
    {"inventory.facility_out", W_organisation_log_inventory_facility_out},
    {"line.add", W_organisation_log_line_add},
    {"line.change", W_organisation_log_line_change},
    {"line.delete", W_organisation_log_line_delete},
    {"line.import", W_organisation_log_line_import},
    {"renewable.add", W_organisation_log_renewable_add},
    {"renewable.change", W_organisation_log_renewable_change},
    {"renewable.delete", W_organisation_log_renewable_delete},
    {"evidence.upload", W_organisation_log_evidence_upload},
    {"evidence.link", W_organisation_log_evidence_link},
    {"evidence.edit", W_organisation_log_evidence_edit},
    {"evidence.unlink", W_organisation_log_evidence_unlink},
    {"energy_check.source", W_organisation_log_energy_check_source},
    {"energy_check.add", W_organisation_log_energy_check_add},
    {"energy_check.edit", W_organisation_log_energy_check_edit},
    {"energy_check.remove", W_organisation_log_energy_check_remove},
    {"b205.edit", W_organisation_log_b205_edit},
    {"finding.keep", W_organisation_log_finding_keep},
    {"factor.create", W_organisation_log_create},
    {"factor.change", W_organisation_log_change},
    {"factor.import", W_organisation_log_import},
    {"factor.retire", W_organisation_log_retire},
    {"factor.restore", W_organisation_log_restore},
};

static const char *action_text(Req *req, const char *action)
{
	for (size_t i = 0; i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
		if (str_eq(ACTIONS[i].action, action))
			return word_text(req->lang, ACTIONS[i].word);
	}
	return action;
}

/* The name of who did it; rows of one page name few people, each is read once. */
static Err name_of(Req *req, const AuditRow *rows, LogRow *log, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (rows[j].user_id == rows[i].user_id) {
			log[i].who = log[j].who;
			return OK;
		}
	}
	User user;
	Err err = rows[i].user_id ? account_by_id(req->db, req->mem, rows[i].user_id, &user) : ERR_NOT_FOUND;
	if (err && err != ERR_NOT_FOUND)
		return err;
	log[i].who = err ? SAY(req, W_organisation_log_nobody) : user.name;
	return OK;
}

Err log_view_of(Req *req, int64_t org_id, int64_t before_seq, bool verify, const char *path, LogView *out)
{
	AuditRow *rows;
	size_t count;
	Err err = audit_list(req->db, req->mem, org_id, before_seq, LOG_PAGE, &rows, &count);
	if (err)
		return err;
	LogRow *log = ARENA_ARRAY(req->mem, LogRow, count + 1);
	for (size_t i = 0; i < count; i++) {
		err = name_of(req, rows, log, i);
		if (err)
			return err;
		log[i].seq = rows[i].seq;
		log[i].time = time_text(req->mem, rows[i].at_ms);
		log[i].action = action_text(req, rows[i].action);
		log[i].detail = rows[i].detail;
		log[i].hash = arena_printf(req->mem, "%.12s", rows[i].hash);
	}
	*out = (LogView){.rows = log, .count = count, .path = path, .is_verified = verify};
	if (count == LOG_PAGE && rows[count - 1].seq > 1)
		out->next_before = rows[count - 1].seq;
	return verify ? audit_verify(req->db, org_id, &out->is_intact, &out->broken_at) : OK;
}

/* GET /me/organisation/audit: what members did, newest first. */
Err organisation_log(Req *req)
{
	LogView view;
	Err err = log_view_of(req, req->who.org_id, query_int(req, "before", 0),
	    *query_text(req, "verify") != 0, "/me/organisation/audit", &view);
	if (err)
		return err;
	const Crumb crumbs[] = {{SAY(req, W_account_crumb_me), "/me"},
	    {SAY(req, W_organisation_title), "/me/organisation"}, {SAY(req, W_organisation_log_title), NULL},
	    {0}};
	Page page = {.title = SAY(req, W_organisation_log_title),
	    .sub = SAY(req, W_organisation_log_sub),
	    .section = "me",
	    .crumbs = crumbs,
	    .is_wide = true};
	return show_page(req, 200, &page, html_log_page, &view);
}
