/* What the templates of the administration show. */
#ifndef QINGCE_ADMIN_ADMIN_VIEW_H
#define QINGCE_ADMIN_ADMIN_VIEW_H

#include "account/account_view.h"
#include "html/parts.h"
#include "organisation/organisation_view.h"

#include <string.h>

typedef struct AdminTab {
	const char *path;
	Word title;
} AdminTab;
extern const AdminTab ADMIN_TABS[];
extern const size_t ADMIN_TAB_COUNT;

typedef struct HealthRow {
	Word what;
	const char *value;
	Tone tone;
} HealthRow;

typedef struct AdminHome {
	const Kpi *cards;
	size_t card_count;
	const HealthRow *health;
	size_t health_count;
} AdminHome;

typedef struct AdminUserRow {
	int64_t id;
	const char *name;
	const char *login; /* the address, or the masked number */
	const char *since;
	bool is_admin;
	bool is_reviewer;
	bool is_disabled;
} AdminUserRow;

typedef struct AdminUsers {
	const char *sought;
	const AdminUserRow *rows;
	size_t count;
	Pager pager;
} AdminUsers;

typedef struct AdminMembershipRow {
	int64_t org_id;
	const char *org;
	Word role_word;
} AdminMembershipRow;

typedef struct AdminUser {
	AdminUserRow row;
	const char *email;
	const char *mobile; /* masked */
	bool must_change_password;
	bool is_self;
	const AdminMembershipRow *memberships;
	size_t membership_count;
	const SessionRow *sessions;
	size_t session_count;
} AdminUser;

typedef struct AdminOrgRow {
	int64_t id;
	const char *name;
	const char *uscc;
	const char *place;
	const char *industry;
	const char *since;
	bool is_demo;
} AdminOrgRow;

typedef struct AdminOrgs {
	const char *sought;
	const AdminOrgRow *rows;
	size_t count;
	Pager pager;
} AdminOrgs;

typedef struct AdminOrg {
	AdminOrgRow row;
	const MemberRow *members;
	size_t member_count;
	const FacilityRow *facilities;
	size_t facility_count;
} AdminOrg;

typedef struct AdminMailRow {
	int64_t id;
	const char *recipient;
	const char *subject;
	const char *time;
	Word state_word;
	Tone tone;
	const char *last_error; /* "" = none */
} AdminMailRow;

typedef struct AdminMails {
	const AdminMailRow *rows;
	size_t count;
	Pager pager;
	bool is_kept_here; /* no SMTP server is set */
} AdminMails;

typedef struct AdminMail {
	AdminMailRow row;
	const char *body; /* "" when it is a secret or forgotten */
	const char *link; /* the first link in the body, NULL = none */
} AdminMail;

#endif
