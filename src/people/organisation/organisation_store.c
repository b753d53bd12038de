/* All SQL of organisations, facilities, members and invitations. Changes carry their audit row on the chain
 * of the organisation. */
#include "organisation/organisation_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "mail/mail.h"
#include "organisation/organisation_rules.h"

/* ---- organisations ---- */

#define ORG_COLUMNS                                                                                          \
	"id, name_zh, name_en, uscc, industry, province, city, address, is_demo, version, created_at"

static Organisation org_of_row(Arena *mem, Rows *rows)
{
	return (Organisation){
	    .id = db_int(rows, 0),
	    .name_zh = arena_copy(mem, db_text(rows, 1)),
	    .name_en = arena_copy(mem, db_text(rows, 2)),
	    .uscc = arena_copy(mem, db_text(rows, 3)),
	    .industry = arena_copy(mem, db_text(rows, 4)),
	    .province = arena_copy(mem, db_text(rows, 5)),
	    .city = arena_copy(mem, db_text(rows, 6)),
	    .address = arena_copy(mem, db_text(rows, 7)),
	    .is_demo = db_int(rows, 8),
	    .version = db_int(rows, 9),
	    .created_at = db_int(rows, 10),
	};
}

static Err one_org(Rows *rows, Arena *mem, Organisation *out)
{
	bool found = db_next(rows);
	if (found)
		*out = org_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_ORG_BY_ID[] = "SELECT " ORG_COLUMNS " FROM organisation WHERE id = $1";

Err org_by_id(Db *db, Arena *mem, int64_t org_id, Organisation *out)
{
	return one_org(db_query(db, SQL_ORG_BY_ID, INT(org_id)), mem, out);
}

static const char SQL_ORG_BY_USCC[] = "SELECT " ORG_COLUMNS " FROM organisation WHERE uscc = $1";

Err org_by_uscc(Db *db, Arena *mem, const char *uscc, Organisation *out)
{
	return one_org(db_query(db, SQL_ORG_BY_USCC, TEXT(uscc)), mem, out);
}

static Err count_of(Rows *rows, int64_t *count)
{
	*count = db_next(rows) ? db_int(rows, 0) : 0;
	return db_end(rows);
}

/* One more where there may be `most`? ERR_TOO_LARGE when not. */
static Err room_for_one(Rows *rows, int64_t most)
{
	int64_t there;
	Err err = count_of(rows, &there);
	return !err && there >= most ? ERR_TOO_LARGE : err;
}

static const char SQL_OWN_COUNT[] = "SELECT COUNT(*) FROM membership WHERE user_id = $1";
static const char SQL_ORG_INSERT[] = "INSERT INTO organisation (id, name_zh, name_en, uscc, industry, "
				     "province, city, address, is_demo, created_at)"
				     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char SQL_MEMBER_INSERT[] =
    "INSERT INTO membership (org_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)";

Err organisation_create(Scope by, const Organisation *org, int64_t *id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	*id = id_new();
	int64_t now = now_ms();
	err = room_for_one(db_query(by.db, SQL_OWN_COUNT, INT(by.user_id)), OWN_ORGS_MAX);
	if (!err)
		err = db_exec(by.db, SQL_ORG_INSERT, INT(*id), TEXT(org->name_zh), TEXT(org->name_en),
		    TEXT(org->uscc), TEXT(org->industry), TEXT(org->province), TEXT(org->city),
		    TEXT(org->address), INT(org->is_demo), INT(now));
	if (!err)
		err = db_exec(by.db, SQL_MEMBER_INSERT, INT(*id), INT(by.user_id), TEXT("owner"), INT(now));
	if (!err)
		err = audit_add(scope_in(by, *id), "organisation.create", "organisation", *id, org->name_zh);
	return db_finish(by.db, err);
}

static const char SQL_ORG_UPDATE[] = "UPDATE organisation SET name_zh = $3, name_en = $4, uscc = $5, "
				     "industry = $6, province = $7, city = $8, address = $9,"
				     " version = version + 1 WHERE id = $1 AND version = $2";

Err organisation_change(Scope by, const Organisation *org)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_ORG_UPDATE, INT(org->id), INT(org->version),
	    TEXT(org->name_zh), TEXT(org->name_en), TEXT(org->uscc), TEXT(org->industry), TEXT(org->province),
	    TEXT(org->city), TEXT(org->address));
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = audit_add(scope_in(by, org->id), "organisation.change", "organisation", org->id,
		    arena_printf(by.mem, "%s %s", org->uscc, org->name_zh));
	return db_finish(by.db, err);
}

/* ---- facilities ---- */

#define FACILITY_COLUMNS                                                                                     \
	"id, org_id, name_zh, name_en, province, city, address, is_closed, version, created_at"

static Facility facility_of_row(Arena *mem, Rows *rows)
{
	return (Facility){
	    .id = db_int(rows, 0),
	    .org_id = db_int(rows, 1),
	    .name_zh = arena_copy(mem, db_text(rows, 2)),
	    .name_en = arena_copy(mem, db_text(rows, 3)),
	    .province = arena_copy(mem, db_text(rows, 4)),
	    .city = arena_copy(mem, db_text(rows, 5)),
	    .address = arena_copy(mem, db_text(rows, 6)),
	    .is_closed = db_int(rows, 7),
	    .version = db_int(rows, 8),
	    .created_at = db_int(rows, 9),
	};
}

static const char SQL_FACILITY_COUNT[] = "SELECT COUNT(*) FROM facility WHERE org_id = $1";

static const char SQL_FACILITIES[] = "SELECT " FACILITY_COLUMNS
				     " FROM facility WHERE org_id = $1 ORDER BY id LIMIT $2";

Err org_facilities(Db *db, Arena *mem, int64_t org_id, Facility **out, size_t *count)
{
	*out = NULL;
	*count = 0;
	int64_t room = 0;
	Err err = count_of(db_query(db, SQL_FACILITY_COUNT, INT(org_id)), &room);
	if (err)
		return err;
	Facility *list = ARENA_ARRAY(mem, Facility, (size_t)room + 1);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_FACILITIES, INT(org_id), INT(room));
	while (db_next(rows))
		list[n++] = facility_of_row(mem, rows);
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_FACILITY_OF_ORG[] = "SELECT " FACILITY_COLUMNS
					  " FROM facility WHERE org_id = $1 AND id = $2";

Err facility_of_org(Db *db, Arena *mem, int64_t org_id, int64_t facility_id, Facility *out)
{
	Rows *rows = db_query(db, SQL_FACILITY_OF_ORG, INT(org_id), INT(facility_id));
	bool found = db_next(rows);
	if (found)
		*out = facility_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_FACILITY_EXISTS[] = "SELECT 1 FROM facility WHERE org_id = $1 AND id = $2";

Err facility_exists(Db *db, int64_t org_id, int64_t facility_id)
{
	Rows *rows = db_query(db, SQL_FACILITY_EXISTS, INT(org_id), INT(facility_id));
	bool found = db_next(rows);
	return db_end_found(rows, found);
}

static const char SQL_FACILITY_INSERT[] =
    "INSERT INTO facility (id, org_id, name_zh, name_en, province, city, address, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err facility_create(Scope by, const Facility *facility, int64_t *id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	*id = id_new();
	err = room_for_one(db_query(by.db, SQL_FACILITY_COUNT, INT(facility->org_id)), ORG_FACILITIES_MAX);
	if (!err)
		err = db_exec(by.db, SQL_FACILITY_INSERT, INT(*id), INT(facility->org_id),
		    TEXT(facility->name_zh), TEXT(facility->name_en), TEXT(facility->province),
		    TEXT(facility->city), TEXT(facility->address), INT(now_ms()));
	if (!err)
		err = audit_add(
		    scope_in(by, facility->org_id), "facility.create", "facility", *id, facility->name_zh);
	return db_finish(by.db, err);
}

static const char SQL_FACILITY_UPDATE[] = "UPDATE facility SET name_zh = $4, name_en = $5, province = $6, "
					  "city = $7, address = $8, version = version + 1"
					  " WHERE org_id = $1 AND id = $2 AND version = $3";

Err facility_change(Scope by, const Facility *facility)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_FACILITY_UPDATE, INT(facility->org_id), INT(facility->id),
	    INT(facility->version), TEXT(facility->name_zh), TEXT(facility->name_en),
	    TEXT(facility->province), TEXT(facility->city), TEXT(facility->address));
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = audit_add(scope_in(by, facility->org_id), "facility.change", "facility", facility->id,
		    facility->name_zh);
	return db_finish(by.db, err);
}

static const char SQL_FACILITY_CLOSE[] =
    "UPDATE facility SET is_closed = $3, version = version + 1 WHERE org_id = $1 AND id = $2";

Err facility_close(Scope by, int64_t facility_id, bool closed)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(
	    by.db, &changed, SQL_FACILITY_CLOSE, INT(by.org_id), INT(facility_id), INT(closed));
	if (!err && changed != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = audit_add(
		    by, closed ? "facility.close" : "facility.reopen", "facility", facility_id, "");
	return db_finish(by.db, err);
}

/* ---- members ---- */

static const char SQL_MEMBERS[] =
    "SELECT u.id, u.name, u.email, u.mobile, m.role, u.is_disabled, m.created_at"
    " FROM membership m JOIN user_account u ON u.id = m.user_id"
    " WHERE m.org_id = $1 ORDER BY m.created_at, u.id LIMIT $2";

Err org_members(Db *db, Arena *mem, int64_t org_id, Member **out, size_t *count)
{
	Member *list = ARENA_ARRAY(mem, Member, ORG_MEMBERS_MAX);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_MEMBERS, INT(org_id), INT(ORG_MEMBERS_MAX));
	while (db_next(rows)) {
		list[n++] = (Member){
		    .user_id = db_int(rows, 0),
		    .name = arena_copy(mem, db_text(rows, 1)),
		    .email = arena_copy(mem, db_text(rows, 2)),
		    .mobile = arena_copy(mem, db_text(rows, 3)),
		    .role = arena_copy(mem, db_text(rows, 4)),
		    .is_disabled = db_int(rows, 5),
		    .created_at = db_int(rows, 6),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_OWN_ORGS[] =
    "SELECT o.id, o.name_zh, o.name_en, m.role FROM membership m JOIN organisation o ON o.id = m.org_id"
    " WHERE m.user_id = $1 ORDER BY m.created_at, m.org_id LIMIT $2";

Err own_orgs(Db *db, Arena *mem, int64_t user_id, OwnOrg **out, size_t *count)
{
	OwnOrg *list = ARENA_ARRAY(mem, OwnOrg, OWN_ORGS_MAX);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_OWN_ORGS, INT(user_id), INT(OWN_ORGS_MAX));
	while (db_next(rows)) {
		list[n++] = (OwnOrg){
		    .id = db_int(rows, 0),
		    .name_zh = arena_copy(mem, db_text(rows, 1)),
		    .name_en = arena_copy(mem, db_text(rows, 2)),
		    .role = arena_copy(mem, db_text(rows, 3)),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_MEMBER_ROLE[] = "SELECT role FROM membership WHERE org_id = $1 AND user_id = $2";

Err membership_role(Db *db, Arena *mem, int64_t org_id, int64_t user_id, const char **role)
{
	Rows *rows = db_query(db, SQL_MEMBER_ROLE, INT(org_id), INT(user_id));
	bool found = db_next(rows);
	if (found)
		*role = arena_copy(mem, db_text(rows, 0));
	return db_end_found(rows, found);
}

/* Touches the row of the organisation first: on PostgreSQL its lock makes two owners who step down at once
 * take turns, so that the second sees that it is the last. */
static const char SQL_ORG_HOLD[] = "UPDATE organisation SET created_at = created_at WHERE id = $1";
static const char SQL_OWNER_COUNT[] =
    "SELECT COUNT(*) FROM membership m JOIN user_account u ON u.id = m.user_id"
    " WHERE m.org_id = $1 AND m.role = 'owner' AND u.is_disabled = 0";
static const char SQL_MEMBER_UPDATE[] = "UPDATE membership SET role = $3 WHERE org_id = $1 AND user_id = $2";
static const char SQL_MEMBER_DELETE[] = "DELETE FROM membership WHERE org_id = $1 AND user_id = $2";

Err membership_change(Scope by, int64_t user_id, const char *role)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	const char *role_now = "";
	int64_t owners = 0;
	err = db_exec(by.db, SQL_ORG_HOLD, INT(by.org_id));
	if (!err)
		err = membership_role(by.db, by.mem, by.org_id, user_id, &role_now);
	if (!err)
		err = count_of(db_query(by.db, SQL_OWNER_COUNT, INT(by.org_id)), &owners);
	if (!err && !owner_may_go(role_now, role, (int)owners))
		err = ERR_CONFLICT;
	if (!err)
		err = *role ? db_exec(by.db, SQL_MEMBER_UPDATE, INT(by.org_id), INT(user_id), TEXT(role))
			    : db_exec(by.db, SQL_MEMBER_DELETE, INT(by.org_id), INT(user_id));
	if (!err)
		err = audit_add(by, *role ? "member.change_role" : "member.remove", "user", user_id,
		    *role ? arena_printf(by.mem, "%s > %s", role_now, role) : role_now);
	return db_finish(by.db, err);
}

Err organisation_add_member(Scope by, int64_t user_id, const char *role)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_MEMBER_INSERT, INT(by.org_id), INT(user_id), TEXT(role), INT(now_ms()));
	if (!err)
		err = audit_add(by, "member.add", "user", user_id, role);
	return db_finish(by.db, err);
}

/* ---- invitations ---- */

#define INVITATION_SELECT                                                                                    \
	"SELECT i.id, i.org_id, o.name_zh, o.name_en, i.email, i.role, u.name, i.created_at, i.expires_at"   \
	" FROM invitation i JOIN organisation o ON o.id = i.org_id JOIN user_account u ON u.id = "           \
	"i.invited_by"

static Invitation invitation_of_row(Arena *mem, Rows *rows)
{
	return (Invitation){
	    .id = db_int(rows, 0),
	    .org_id = db_int(rows, 1),
	    .org_name_zh = arena_copy(mem, db_text(rows, 2)),
	    .org_name_en = arena_copy(mem, db_text(rows, 3)),
	    .email = arena_copy(mem, db_text(rows, 4)),
	    .role = arena_copy(mem, db_text(rows, 5)),
	    .invited_by = arena_copy(mem, db_text(rows, 6)),
	    .created_at = db_int(rows, 7),
	    .expires_at = db_int(rows, 8),
	};
}

static const char SQL_INVITATIONS[] = INVITATION_SELECT
    " WHERE i.org_id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2 ORDER BY i.id DESC LIMIT $3";

Err invitation_list(Db *db, Arena *mem, int64_t org_id, int64_t now, Invitation **out, size_t *count)
{
	Invitation *list = ARENA_ARRAY(mem, Invitation, INVITATIONS_MAX);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_INVITATIONS, INT(org_id), INT(now), INT(INVITATIONS_MAX));
	while (db_next(rows))
		list[n++] = invitation_of_row(mem, rows);
	*out = list;
	*count = n;
	return db_end(rows);
}

/* Only what is open counts; what ended goes. */
static const char SQL_INVITATIONS_SWEEP[] =
    "DELETE FROM invitation WHERE org_id = $1 AND accepted_at IS NULL AND (expires_at < $2 OR email = $3)";
static const char SQL_INVITATION_COUNT[] =
    "SELECT (SELECT COUNT(*) FROM invitation WHERE org_id = $1 AND accepted_at IS NULL),"
    " (SELECT COUNT(*) FROM membership WHERE org_id = $1)";
static const char SQL_INVITATION_INSERT[] =
    "INSERT INTO invitation (id, org_id, email, role, token_hash, invited_by, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

static Err room_for_invitation(Db *db, int64_t org_id)
{
	Rows *rows = db_query(db, SQL_INVITATION_COUNT, INT(org_id));
	bool has_room = db_next(rows) && db_int(rows, 0) < INVITATIONS_MAX &&
			db_int(rows, 1) < ORG_MEMBERS_MAX;
	Err err = db_end(rows);
	if (err)
		return err;
	return has_room ? OK : ERR_TOO_LARGE;
}

Err invitation_add(
    Scope by, const Invitation *invitation, const char *token_hash, const char *subject, const char *body)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t id = id_new(), now = invitation->created_at, org_id = invitation->org_id;
	err = db_exec(by.db, SQL_INVITATIONS_SWEEP, INT(org_id), INT(now), TEXT(invitation->email));
	if (!err)
		err = room_for_invitation(by.db, org_id);
	if (!err)
		err = db_exec(by.db, SQL_INVITATION_INSERT, INT(id), INT(org_id), TEXT(invitation->email),
		    TEXT(invitation->role), TEXT(token_hash), INT(by.user_id), INT(now),
		    INT(now + INVITATION_LIFE_MS));
	if (!err)
		err = mail_add(by.db, invitation->email, subject, body);
	if (!err)
		err = audit_add(scope_in(by, org_id), "member.invite", "invitation", id,
		    arena_printf(by.mem, "%s %s", invitation->role, invitation->email));
	return db_finish(by.db, err);
}

static const char SQL_INVITATION_CANCEL[] =
    "DELETE FROM invitation WHERE org_id = $1 AND id = $2 AND accepted_at IS NULL";

Err invitation_cancel(Scope by, int64_t invitation_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t cancelled = 0;
	err = db_exec_changed(by.db, &cancelled, SQL_INVITATION_CANCEL, INT(by.org_id), INT(invitation_id));
	if (!err && cancelled != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = audit_add(by, "member.cancel_invitation", "invitation", invitation_id, "");
	return db_finish(by.db, err);
}

static const char SQL_INVITATION_FIND[] = INVITATION_SELECT
    " WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2";

Err invitation_find(Db *db, Arena *mem, const char *token_hash, int64_t now, Invitation *out)
{
	Rows *rows = db_query(db, SQL_INVITATION_FIND, TEXT(token_hash), INT(now));
	bool found = db_next(rows);
	if (found)
		*out = invitation_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_INVITATION_ACCEPT[] =
    "UPDATE invitation SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL AND expires_at > $2";
/* Who is a member already keeps the role: an invitation never takes rights away. */
static const char SQL_MEMBER_JOIN[] =
    "INSERT INTO membership (org_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, user_id) DO NOTHING";

/* Lists show so many members and organisations: whom they left out could not be managed. */
static const char SQL_OTHER_MEMBERS[] = "SELECT COUNT(*) FROM membership WHERE org_id = $1 AND user_id <> $2";
static const char SQL_OTHER_ORGS[] = "SELECT COUNT(*) FROM membership WHERE user_id = $1 AND org_id <> $2";

static Err room_for_member(Db *db, int64_t org_id, int64_t user_id)
{
	Err err = db_exec(db, SQL_ORG_HOLD, INT(org_id));
	if (!err)
		err = room_for_one(
		    db_query(db, SQL_OTHER_MEMBERS, INT(org_id), INT(user_id)), ORG_MEMBERS_MAX);
	if (!err)
		err = room_for_one(db_query(db, SQL_OTHER_ORGS, INT(user_id), INT(org_id)), OWN_ORGS_MAX);
	return err;
}

Err invitation_accept(Scope by, const Invitation *invitation, int64_t now)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t accepted = 0;
	err = db_exec_changed(by.db, &accepted, SQL_INVITATION_ACCEPT, INT(invitation->id), INT(now));
	if (!err && accepted != 1)
		err = ERR_NOT_FOUND;
	if (!err)
		err = room_for_member(by.db, invitation->org_id, by.user_id);
	if (!err)
		err = db_exec(by.db, SQL_MEMBER_JOIN, INT(invitation->org_id), INT(by.user_id),
		    TEXT(invitation->role), INT(now));
	if (!err)
		err = audit_add(scope_in(by, invitation->org_id), "member.join", "invitation", invitation->id,
		    arena_printf(by.mem, "%s %s", invitation->role, invitation->email));
	return db_finish(by.db, err);
}
