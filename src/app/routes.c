/* The one table of routes: what each needs stands here, so that handlers need not check it again. A row is
 *   {METHOD, PATH, ROLE, CSRF, BODY LIMIT, HANDLER}
 * {x} in a path matches one segment; a literal segment wins over it. GET rows answer HEAD too. */
#include "account/account_web.h"
#include "admin/admin_web.h"
#include "baseyear/baseyear_web.h"
#include "consumption/consumption_web.h"
#include "dashboard/dashboard_web.h"
#include "recalculate/recalculate_web.h"
#include "calculator/calculator_evidence.h"
#include "check/check_web.h"
#include "explain/explain_web.h"
#include "factors/factors_web.h"
#include "health/health_web.h"
#include "http/http.h"
#include "explain/insight_web.h"
#include "evidence/evidence.h"
#include "inventory/inventory.h"
#include "report/report_web.h"
#include "calculator/calculator_web.h"
#include "plan/plan_web.h"
#include "organisation/organisation_web.h"
#include "reference/reference_web.h"
#include "site/site_web.h"

enum {
	NO_BODY = 0,
	FORM = 64 * 1024,	      /* an ordinary form */
	LARGE_FORM = 2 * 1024 * 1024, /* a table pasted from a spreadsheet */
	UPLOAD = 200 * 1024 * 1024 + LARGE_FORM,
};

/* One row a line. */
/* clang-format off */
const Route ROUTES[] = {
	/* For those who watch the process. */
	{"GET", "/healthz", ROLE_PUBLIC, CSRF_NONE, NO_BODY, health_live},
	{"GET", "/readyz", ROLE_PUBLIC, CSRF_NONE, NO_BODY, health_ready},
	{"GET", "/metrics", ROLE_PUBLIC, CSRF_NONE, NO_BODY, health_metrics},

	/* Public pages. */
	{"GET", "/", ROLE_PUBLIC, CSRF_NONE, NO_BODY, home_show},
	{"GET", "/search", ROLE_PUBLIC, CSRF_NONE, NO_BODY, search_show},
	{"GET", "/help", ROLE_PUBLIC, CSRF_NONE, NO_BODY, help_show},
	{"GET", "/about", ROLE_PUBLIC, CSRF_NONE, NO_BODY, about_show},
	{"GET", "/notices", ROLE_PUBLIC, CSRF_NONE, NO_BODY, notices_show},
	{"GET", "/maps", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/maps/ghg", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/maps/water", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/maps/air", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/maps/companies", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/climate", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/companies", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/supply-chain", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/finance", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/cities", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/participate", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/biodiversity", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/reports", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/open-data", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/developers", ROLE_PUBLIC, CSRF_NONE, NO_BODY, section_show},
	{"GET", "/review", ROLE_REVIEWER, CSRF_NONE, NO_BODY, section_show},

	/* The factor library. */
	{"GET", "/factors", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factor_list_show},
	{"GET", "/factors.csv", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factor_list_csv},
	{"GET", "/factors/reference", ROLE_PUBLIC, CSRF_NONE, NO_BODY, reference_list_show},
	{"GET", "/api/v1/reference-factors", ROLE_PUBLIC, CSRF_NONE, NO_BODY, reference_api},
	{"GET", "/factors/{id}", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factor_show},
	{"GET", "/api/v1/factors", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factors_api},
	{"GET", "/api/v1/factors/{id}/uses", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factor_uses_api},
	{"GET", "/api/v1/factors/{id}", ROLE_PUBLIC, CSRF_NONE, NO_BODY, factor_api},
	{"GET", "/me/factors", ROLE_VIEWER, CSRF_NONE, NO_BODY, own_list_show},
	{"GET", "/me/factors/new", ROLE_PREPARER, CSRF_NONE, NO_BODY, own_new_show},
	{"POST", "/me/factors/new", ROLE_PREPARER, CSRF_TOKEN, FORM, own_create},
	{"GET", "/me/factors/import", ROLE_PREPARER, CSRF_NONE, NO_BODY, own_import_show},
	{"POST", "/me/factors/import", ROLE_PREPARER, CSRF_TOKEN, OWN_IMPORT_MAX_BYTES, own_import_do},
	{"GET", "/me/factors/import/template", ROLE_PREPARER, CSRF_NONE, NO_BODY, own_import_template},
	{"GET", "/me/factors/{id}", ROLE_VIEWER, CSRF_NONE, NO_BODY, own_show},
	{"POST", "/me/factors/{id}", ROLE_PREPARER, CSRF_TOKEN, FORM, own_save},
	{"POST", "/me/factors/{id}/retire", ROLE_PREPARER, CSRF_TOKEN, FORM, own_retire_do},

	/* Accounts. */
	{"GET", "/sign-up", ROLE_PUBLIC, CSRF_NONE, NO_BODY, sign_up_form},
	{"POST", "/sign-up", ROLE_PUBLIC, CSRF_TOKEN, FORM, sign_up},
	{"GET", "/sign-in", ROLE_PUBLIC, CSRF_NONE, NO_BODY, sign_in_form},
	{"POST", "/sign-in", ROLE_PUBLIC, CSRF_TOKEN, FORM, sign_in},
	{"POST", "/sign-out", ROLE_USER, CSRF_TOKEN, FORM, sign_out},
	{"GET", "/forgot", ROLE_PUBLIC, CSRF_NONE, NO_BODY, forgot_form},
	{"POST", "/forgot", ROLE_PUBLIC, CSRF_TOKEN, FORM, forgot},
	{"GET", "/forgot/sent", ROLE_PUBLIC, CSRF_NONE, NO_BODY, forgot_sent},
	{"GET", "/reset/{token}", ROLE_PUBLIC, CSRF_NONE, NO_BODY, reset_form},
	{"POST", "/reset/{token}", ROLE_PUBLIC, CSRF_TOKEN, FORM, reset},
	{"GET", "/me/account", ROLE_USER, CSRF_NONE, NO_BODY, own_account},
	{"POST", "/me/account", ROLE_USER, CSRF_TOKEN, FORM, own_account_change},
	{"POST", "/me/account/password", ROLE_USER, CSRF_TOKEN, FORM, own_password_change},
	{"POST", "/me/account/sessions/end-others", ROLE_USER, CSRF_TOKEN, FORM, own_sessions_end_others},
	{"POST", "/me/account/sessions/{id}/end", ROLE_USER, CSRF_TOKEN, FORM, own_session_end},

	/* The organisation, its facilities and members. */
	{"GET", "/me/organisation", ROLE_USER, CSRF_NONE, NO_BODY, organisation_page},
	{"GET", "/me/organisation/new", ROLE_USER, CSRF_NONE, NO_BODY, organisation_new_form},
	{"POST", "/me/organisation/new", ROLE_USER, CSRF_TOKEN, FORM, organisation_new},
	{"POST", "/me/organisation/switch", ROLE_USER, CSRF_TOKEN, FORM, organisation_switch},
	{"GET", "/me/organisation/edit", ROLE_OWNER, CSRF_NONE, NO_BODY, organisation_edit_form},
	{"POST", "/me/organisation/edit", ROLE_OWNER, CSRF_TOKEN, FORM, organisation_edit},
	{"GET", "/me/organisation/facilities/new", ROLE_PREPARER, CSRF_NONE, NO_BODY, facility_new_form},
	{"POST", "/me/organisation/facilities/new", ROLE_PREPARER, CSRF_TOKEN, FORM, facility_new},
	{"GET", "/me/organisation/facilities/{id}", ROLE_PREPARER, CSRF_NONE, NO_BODY, facility_edit_form},
	{"POST", "/me/organisation/facilities/{id}", ROLE_PREPARER, CSRF_TOKEN, FORM, facility_edit},
	{"POST", "/me/organisation/facilities/{id}/close", ROLE_PREPARER, CSRF_TOKEN, FORM, facility_close_post},
	{"POST", "/me/organisation/facilities/{id}/reopen", ROLE_PREPARER, CSRF_TOKEN, FORM, facility_reopen_post},
	{"POST", "/me/organisation/members", ROLE_OWNER, CSRF_TOKEN, FORM, member_invite},
	{"POST", "/me/organisation/members/{id}/role", ROLE_OWNER, CSRF_TOKEN, FORM, member_role},
	{"POST", "/me/organisation/members/{id}/remove", ROLE_OWNER, CSRF_TOKEN, FORM, member_remove},
	{"POST", "/me/organisation/invitations/{id}/cancel", ROLE_OWNER, CSRF_TOKEN, FORM, member_invitation_cancel},
	{"POST", "/me/organisation/leave", ROLE_VIEWER, CSRF_TOKEN, FORM, member_leave},
	{"GET", "/me/organisation/audit", ROLE_VIEWER, CSRF_NONE, NO_BODY, organisation_log},
	{"GET", "/invite/{token}", ROLE_PUBLIC, CSRF_NONE, NO_BODY, invite_page},
	{"POST", "/invite/{token}", ROLE_USER, CSRF_TOKEN, FORM, invite_accept},

	/* The administration. */
	{"GET", "/admin", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_home},
	{"GET", "/admin/users", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_users_page},
	{"GET", "/admin/users/{id}", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_user_page},
	{"POST", "/admin/users/{id}/flag", ROLE_ADMIN, CSRF_TOKEN, FORM, admin_user_flag},
	{"POST", "/admin/users/{id}/end-sessions", ROLE_ADMIN, CSRF_TOKEN, FORM, admin_user_end_sessions},
	{"POST", "/admin/users/{id}/one-time-password", ROLE_ADMIN, CSRF_TOKEN, FORM, admin_user_one_time_password},
	{"GET", "/admin/organisations", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_orgs_page},
	{"GET", "/admin/organisations/{id}", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_org_page},
	{"GET", "/admin/organisations/{id}/audit", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_log_page},
	{"GET", "/admin/mail", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_mails_page},
	{"GET", "/admin/mail/{id}", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_mail_page},
	{"GET", "/admin/data", ROLE_ADMIN, CSRF_NONE, NO_BODY, data_show},
	{"POST", "/admin/data", ROLE_ADMIN, CSRF_TOKEN, DATA_UPLOAD_MAX_BYTES, data_upload},
	{"GET", "/admin/data/reference", ROLE_ADMIN, CSRF_NONE, NO_BODY, reference_admin_show},
	{"POST", "/admin/data/reference", ROLE_ADMIN, CSRF_TOKEN, REFERENCE_MAX_BYTES, reference_upload},
	{"POST", "/admin/data/reference/{id}/remove", ROLE_ADMIN, CSRF_TOKEN, FORM, reference_remove_do},
	{"GET", "/admin/data/files/{sha256}", ROLE_ADMIN, CSRF_NONE, NO_BODY, data_file_show},
	{"GET", "/admin/data/{digest}", ROLE_ADMIN, CSRF_NONE, NO_BODY, data_edition_show},
	{"POST", "/admin/data/{digest}/use", ROLE_ADMIN, CSRF_TOKEN, FORM, data_edition_use},
	{"POST", "/admin/data/{digest}/forget", ROLE_ADMIN, CSRF_TOKEN, FORM, data_edition_forget},
	{"GET", "/admin/audit", ROLE_ADMIN, CSRF_NONE, NO_BODY, admin_log_page},

	/* 我的绿色选择. */
	{"GET", "/me", ROLE_USER, CSRF_NONE, NO_BODY, dashboard_show},
	{"GET", "/me/filings", ROLE_VIEWER, CSRF_NONE, NO_BODY, filings_show},

	/* The enterprise calculator. */
	{"GET", "/me/calculator", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_list_show},
	{"GET", "/me/calculator/{tab}", ROLE_VIEWER, CSRF_NONE, NO_BODY, calculator_other_show},
	{"GET", "/me/calculator/enterprise/new", ROLE_PREPARER, CSRF_NONE, NO_BODY, inventory_new_show},
	{"POST", "/me/calculator/enterprise/new", ROLE_PREPARER, CSRF_TOKEN, FORM, inventory_create},
	{"GET", "/me/calculator/enterprise/{id}", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_show},
	{"GET", "/me/calculator/enterprise/{id}/info", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_info_show},
	{"POST", "/me/calculator/enterprise/{id}/info", ROLE_PREPARER, CSRF_TOKEN, FORM, inventory_info_save},
	{"POST", "/me/calculator/enterprise/{id}/info/field", ROLE_PREPARER, CSRF_TOKEN, FORM, inventory_info_field},
	{"GET", "/me/calculator/enterprise/{id}/delete", ROLE_PREPARER, CSRF_NONE, NO_BODY, inventory_delete_show},
	{"POST", "/me/calculator/enterprise/{id}/delete", ROLE_PREPARER, CSRF_TOKEN, FORM, inventory_delete_do},
	{"POST", "/me/calculator/enterprise/{id}/status", ROLE_PREPARER, CSRF_TOKEN, FORM, inventory_status_do},
	{"GET", "/me/calculator/enterprise/{id}/scope12", ROLE_VIEWER, CSRF_NONE, NO_BODY, scope12_show},
	{"GET", "/me/calculator/enterprise/{id}/totals", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_totals_show},
	{"POST", "/me/calculator/enterprise/{id}/lines", ROLE_PREPARER, CSRF_TOKEN, FORM, line_add},
	{"GET", "/me/calculator/enterprise/{id}/lines/{line}", ROLE_VIEWER, CSRF_NONE, NO_BODY, line_show},
	{"POST", "/me/calculator/enterprise/{id}/lines/{line}", ROLE_PREPARER, CSRF_TOKEN, FORM, line_save},
	{"POST", "/me/calculator/enterprise/{id}/lines/{line}/field", ROLE_PREPARER, CSRF_TOKEN, FORM, line_field_save},
	{"POST", "/me/calculator/enterprise/{id}/lines/{line}/months", ROLE_PREPARER, CSRF_TOKEN, FORM, line_months_paste},
	{"POST", "/me/calculator/enterprise/{id}/lines/{line}/copy", ROLE_PREPARER, CSRF_TOKEN, FORM, line_copy},
	{"GET", "/me/calculator/enterprise/{id}/lines/{line}/delete", ROLE_PREPARER, CSRF_NONE, NO_BODY, line_delete_show},
	{"POST", "/me/calculator/enterprise/{id}/lines/{line}/delete", ROLE_PREPARER, CSRF_TOKEN, FORM, line_delete_do},
	{"GET", "/me/calculator/enterprise/{id}/import", ROLE_PREPARER, CSRF_NONE, NO_BODY, import_show},
	{"POST", "/me/calculator/enterprise/{id}/import", ROLE_PREPARER, CSRF_TOKEN, INVENTORY_IMPORT_MAX_BYTES, import_do},
	{"GET", "/me/calculator/enterprise/{id}/import/template", ROLE_PREPARER, CSRF_NONE, NO_BODY, import_template},
	{"GET", "/me/calculator/enterprise/{id}/scope3", ROLE_VIEWER, CSRF_NONE, NO_BODY, scope3_show},
	{"POST", "/me/calculator/enterprise/{id}/scope3/{category}", ROLE_PREPARER, CSRF_TOKEN, FORM, scope3_screening_do},
	{"GET", "/me/calculator/enterprise/{id}/renewables", ROLE_VIEWER, CSRF_NONE, NO_BODY, renewables_show},
	{"POST", "/me/calculator/enterprise/{id}/renewables", ROLE_PREPARER, CSRF_TOKEN, FORM, renewable_add},
	{"POST", "/me/calculator/enterprise/{id}/renewables/{record}", ROLE_PREPARER, CSRF_TOKEN, FORM, renewable_save},
	{"POST", "/me/calculator/enterprise/{id}/renewables/{record}/field", ROLE_PREPARER, CSRF_TOKEN, FORM, renewable_field_save},
	{"POST", "/me/calculator/enterprise/{id}/renewables/{record}/delete", ROLE_PREPARER, CSRF_TOKEN, FORM, renewable_delete_do},
	{"GET", "/me/calculator/enterprise/{id}/result", ROLE_VIEWER, CSRF_NONE, NO_BODY, result_show},
	{"GET", "/me/calculator/enterprise/{id}/recalculate", ROLE_VIEWER, CSRF_NONE, NO_BODY, recalculate_show},
	{"POST", "/me/calculator/enterprise/{id}/recalculate", ROLE_PREPARER, CSRF_TOKEN, FORM, recalculate_do},
	{"GET", "/me/calculator/enterprise/{id}/insight", ROLE_VIEWER, CSRF_NONE, NO_BODY, insight_show},
	{"GET", "/me/calculator/enterprise/{id}/explain", ROLE_VIEWER, CSRF_NONE, NO_BODY, explain_show},
	{"GET", "/me/calculator/enterprise/{id}/consumption", ROLE_VIEWER, CSRF_NONE, NO_BODY, consumption_show},
	{"POST", "/me/calculator/enterprise/{id}/media", ROLE_PREPARER, CSRF_TOKEN, FORM, medium_add_do},
	{"POST", "/me/calculator/enterprise/{id}/media/{row}", ROLE_PREPARER, CSRF_TOKEN, FORM, medium_save_do},
	{"POST", "/me/calculator/enterprise/{id}/media/{row}/field", ROLE_PREPARER, CSRF_TOKEN, FORM, medium_field_do},
	{"POST", "/me/calculator/enterprise/{id}/media/{row}/remove", ROLE_PREPARER, CSRF_TOKEN, FORM, medium_remove_do},
	{"GET", "/me/calculator/enterprise/{id}/report.pdf", ROLE_VIEWER, CSRF_NONE, NO_BODY, report_pdf},
	{"GET", "/me/calculator/enterprise/{id}/report.xlsx", ROLE_VIEWER, CSRF_NONE, NO_BODY, report_xlsx},
	{"GET", "/api/v1/inventories", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventories_api},
	{"GET", "/api/v1/inventories/{id}", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_api},
	{"GET", "/api/v1/inventories/{id}/explain", ROLE_VIEWER, CSRF_NONE, NO_BODY, explain_figure_api},
	{"GET", "/api/v1/inventories/{id}/lines/{line}/explain", ROLE_VIEWER, CSRF_NONE, NO_BODY, explain_line_api},
	{"GET", "/api/v1/inventories/{id}/change", ROLE_VIEWER, CSRF_NONE, NO_BODY, inventory_change_api},

	/* The base year. */
	{"GET", "/me/base-year", ROLE_VIEWER, CSRF_NONE, NO_BODY, base_year_show},
	{"GET", "/me/base-year/edit", ROLE_PREPARER, CSRF_NONE, NO_BODY, base_year_edit_show},
	{"POST", "/me/base-year/edit", ROLE_PREPARER, CSRF_TOKEN, FORM, base_year_edit_do},
	{"GET", "/me/base-year/changes/new", ROLE_PREPARER, CSRF_NONE, NO_BODY, base_change_new_show},
	{"POST", "/me/base-year/changes/new", ROLE_PREPARER, CSRF_TOKEN, FORM, base_change_new_do},
	{"GET", "/me/base-year/changes/{id}", ROLE_PREPARER, CSRF_NONE, NO_BODY, base_change_show},
	{"POST", "/me/base-year/changes/{id}", ROLE_PREPARER, CSRF_TOKEN, FORM, base_change_do},
	{"POST", "/me/base-year/changes/{id}/delete", ROLE_PREPARER, CSRF_TOKEN, FORM, base_change_delete},
	{"POST", "/me/base-year/proposals", ROLE_PREPARER, CSRF_TOKEN, FORM, base_proposal_do},
	{"POST", "/me/base-year/recalculate", ROLE_PREPARER, CSRF_TOKEN, FORM, base_recalculate_do},
	{"GET", "/api/v1/base-year", ROLE_VIEWER, CSRF_NONE, NO_BODY, base_year_api},

	/* Evidence, the energy check, the level. */
	{"GET", "/me/calculator/enterprise/{id}/evidence/{target}/{target_id}", ROLE_VIEWER, CSRF_NONE, NO_BODY, evidence_show},
	{"POST", "/me/calculator/enterprise/{id}/evidence/{target}/{target_id}", ROLE_PREPARER, CSRF_TOKEN, EVIDENCE_FORM_MAX_BYTES, evidence_upload},
	{"POST", "/me/calculator/enterprise/{id}/evidence-links/{link}", ROLE_PREPARER, CSRF_TOKEN, FORM, evidence_link_edit},
	{"POST", "/me/calculator/enterprise/{id}/evidence-links/{link}/remove", ROLE_PREPARER, CSRF_TOKEN, FORM, evidence_link_take_away},
	{"GET", "/me/evidence", ROLE_VIEWER, CSRF_NONE, NO_BODY, evidence_library},
	{"GET", "/me/evidence/{file}", ROLE_VIEWER, CSRF_NONE, NO_BODY, evidence_download},
	{"GET", "/me/calculator/enterprise/{id}/energy", ROLE_VIEWER, CSRF_NONE, NO_BODY, energy_show},
	{"POST", "/me/calculator/enterprise/{id}/energy", ROLE_PREPARER, CSRF_TOKEN, FORM, energy_choose_source},
	{"POST", "/me/calculator/enterprise/{id}/energy/rows", ROLE_PREPARER, CSRF_TOKEN, FORM, energy_row_create},
	{"POST", "/me/calculator/enterprise/{id}/energy/rows/{row}", ROLE_PREPARER, CSRF_TOKEN, FORM, energy_row_edit},
	{"POST", "/me/calculator/enterprise/{id}/energy/rows/{row}/field", ROLE_PREPARER, CSRF_TOKEN, FORM, energy_row_field},
	{"POST", "/me/calculator/enterprise/{id}/energy/rows/{row}/remove", ROLE_PREPARER, CSRF_TOKEN, FORM, energy_row_take_away},
	{"POST", "/me/calculator/enterprise/{id}/energy/b205", ROLE_PREPARER, CSRF_TOKEN, FORM, b205_save},
	{"POST", "/me/calculator/enterprise/{id}/energy/b205/{code}/field", ROLE_PREPARER, CSRF_TOKEN, FORM, b205_field},
	{"GET", "/me/calculator/enterprise/{id}/energy/b205.xlsx", ROLE_VIEWER, CSRF_NONE, NO_BODY, b205_template},
	{"POST", "/me/calculator/enterprise/{id}/energy/b205/import", ROLE_PREPARER, CSRF_TOKEN, LARGE_FORM, b205_import},
	{"GET", "/me/calculator/enterprise/{id}/plan", ROLE_VIEWER, CSRF_NONE, NO_BODY, level_plan_show},
	{"POST", "/me/calculator/enterprise/{id}/findings", ROLE_PREPARER, CSRF_TOKEN, FORM, level_finding_answer},
};
/* clang-format on */

const size_t ROUTE_COUNT = sizeof ROUTES / sizeof *ROUTES;
