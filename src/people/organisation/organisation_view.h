/* What the templates of organisations show. */
#ifndef QINGCE_ORGANISATION_ORGANISATION_VIEW_H
#define QINGCE_ORGANISATION_ORGANISATION_VIEW_H

#include "html/parts.h"
#include "organisation/organisation_store.h"

#include <string.h>

/* Organisation and facility are edited by one kind of form, with its fields in this order. A facility has no
 * code and no industry. */
enum {
	PLACE_NAME_ZH,
	PLACE_NAME_EN,
	PLACE_USCC,
	PLACE_INDUSTRY,
	PLACE_PROVINCE,
	PLACE_CITY,
	PLACE_ADDRESS,
	PLACE_FIELDS
};

typedef struct PlaceForm {
	FieldView fields[PLACE_FIELDS];
	Problem problems[PLACE_FIELDS];
	size_t problem_count;
	ConflictField differing[PLACE_FIELDS];
	Conflict conflict; /* count 0 = none */
	bool has_conflict;
	int64_t version;
	int64_t id;	  /* 0 = new */
	const char *post; /* path of the form */
	bool is_facility;
	bool is_closed;
	bool is_first; /* the steps after sign-up */
} PlaceForm;

typedef struct MemberRow {
	int64_t user_id;
	const char *name;
	const char *email;
	const char *mobile; /* masked */
	const char *role;
	Word role_word;
	const char *since;
	FieldView role_field;
	bool is_self;
	bool is_last_owner;
	bool is_disabled;
} MemberRow;

typedef struct InvitationRow {
	int64_t id;
	const char *email;
	Word role_word;
	const char *invited_by;
	const char *until;
} InvitationRow;

typedef struct FacilityRow {
	int64_t id;
	const char *name;
	const char *place;
	bool is_closed;
} FacilityRow;

typedef struct OrgRow {
	int64_t id;
	const char *name;
	Word role_word;
	bool is_current;
} OrgRow;

typedef struct OrganisationView {
	Organisation org;
	const char *name;
	const char *industry;
	const char *place;
	Word own_role;
	bool is_owner;
	bool is_last_owner; /* cannot leave */
	bool is_preparer;   /* may edit facilities */
	const FacilityRow *facilities;
	size_t facility_count;
	const MemberRow *members;
	size_t member_count;
	const InvitationRow *invitations;
	size_t invitation_count;
	const OrgRow *own;
	size_t own_count;
	FieldView invite_email;
	FieldView invite_role;
} OrganisationView;

typedef struct InviteView {
	bool is_open; /* false: unknown, used or expired */
	bool is_signed_in;
	const char *token;
	const char *org;
	const char *invited_by;
	const char *email;
	const char *who; /* the name of who is signed in */
	Word role_word;
} InviteView;

typedef struct LogRow {
	int64_t seq;
	const char *time;
	const char *who;
	const char *action;
	const char *detail;
	const char *hash;
} LogRow;

typedef struct LogView {
	const LogRow *rows;
	size_t count;
	int64_t next_before; /* 0 = no older ones */
	const char *path;    /* of this page, without language */
	bool is_verified;    /* the chain was walked for this answer */
	bool is_intact;
	int64_t broken_at;
} LogView;

Word role_word(const char *role);

/* The newest LOG_PAGE rows of a chain before `before_seq`, with names and words; walks the chain when
 * `verify`. Used by /admin too. */
enum { LOG_PAGE = 50 };
Err log_view_of(Req *req, int64_t org_id, int64_t before_seq, bool verify, const char *path, LogView *out);

#endif
