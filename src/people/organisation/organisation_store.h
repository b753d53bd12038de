/* The rows of organisations, members and invitations. Only for src/people/organisation and its tests. */
#ifndef QINGCE_ORGANISATION_ORGANISATION_STORE_H
#define QINGCE_ORGANISATION_ORGANISATION_STORE_H

#include "organisation/organisation.h"

#define INVITATION_LIFE_MS (14LL * 24 * 3600 * 1000)
enum { INVITATIONS_MAX = 100 };

typedef struct Invitation {
	int64_t id;
	int64_t org_id;
	const char *org_name_zh;
	const char *org_name_en;
	const char *email;
	const char *role;
	const char *invited_by; /* name */
	int64_t created_at;
	int64_t expires_at;
} Invitation;

/* ERR_NOT_FOUND: not a member. */
Err membership_role(Db *db, Arena *mem, int64_t org_id, int64_t user_id, const char **role);

/* ERR_CONFLICT: it would leave the organisation without an owner. ERR_NOT_FOUND: not a member. `role` ""
 * removes. */
Err membership_change(Scope by, int64_t user_id, const char *role);

/* Open invitations, newest first. */
Err invitation_list(Db *db, Arena *mem, int64_t org_id, int64_t now, Invitation **out, size_t *count);

/* An earlier open invitation to the same address ends. ERR_TOO_LARGE: INVITATIONS_MAX are open, or the
 * organisation has ORG_MEMBERS_MAX members. */
Err invitation_add(
    Scope by, const Invitation *invitation, const char *token_hash, const char *subject, const char *body);
Err invitation_cancel(Scope by, int64_t invitation_id);

/* ERR_NOT_FOUND when unknown, used, cancelled or expired. */
Err invitation_find(Db *db, Arena *mem, const char *token_hash, int64_t now, Invitation *out);

/* Joins once; who is a member already keeps the role held. */
Err invitation_accept(Scope by, const Invitation *invitation, int64_t now);

Err facility_close(Scope by, int64_t facility_id, bool closed);

#endif
