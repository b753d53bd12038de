/* Organisations, facilities, members and invitations on both engines. */
#include "organisation/organisation_store.h"

#include "account/account_store.h"
#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "db/db_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static Scope a_person(TestStore *on, const char *email)
{
	int64_t id;
	NewUser user = {.name = "王丽", .email = email, .password_hash = "h"};
	assert_int_equal(account_create(test_scope(on, PLATFORM, 0), &user, &id), OK);
	return test_scope(on, PLATFORM, id);
}

static int64_t an_org(TestStore *on, Scope by, const char *prefix17)
{
	int64_t id;
	Organisation org = {.name_zh = "太湖玻璃",
	    .name_en = "",
	    .uscc = uscc_make(on->mem, prefix17),
	    .industry = "30",
	    .province = "32",
	    .city = "无锡市",
	    .address = ""};
	assert_int_equal(organisation_create(by, &org, &id), OK);
	return id;
}

static void two_edits_of_one_organisation(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t id = an_org(on, by, "91320205MA1TAHU07");
	Organisation mine, theirs;
	assert_int_equal(org_by_id(on->db, on->mem, id, &mine), OK);
	theirs = mine;
	theirs.city = "苏州市";
	assert_int_equal(organisation_change(by, &theirs), OK);
	mine.city = "常州市";
	assert_int_equal(organisation_change(by, &mine), ERR_CONFLICT);
	assert_int_equal(org_by_uscc(on->db, on->mem, mine.uscc, &mine), OK);
	assert_string_equal(mine.city, "苏州市");
	assert_int_equal(mine.version, 2);

	Organisation same = mine;
	int64_t other;
	assert_int_equal(organisation_create(by, &same, &other), ERR_CONFLICT);
	bool intact;
	int64_t broken_at;
	assert_int_equal(audit_verify(on->db, id, &intact, &broken_at), OK);
	assert_true(intact);
}

static void facilities_belong_to_one_organisation(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t mine = an_org(on, by, "91320205MA1TAHU07"), other = an_org(on, by, "91320205MA1TAHU08"), kiln,
		store;
	Facility facility = {.org_id = mine,
	    .name_zh = "一号窑",
	    .name_en = "Kiln 1",
	    .province = "32",
	    .city = "",
	    .address = ""};
	assert_int_equal(facility_create(by, &facility, &kiln), OK);
	facility.name_zh = "仓库";
	assert_int_equal(facility_create(by, &facility, &store), OK);

	Facility *list, found;
	size_t count;
	assert_int_equal(org_facilities(on->db, on->mem, mine, &list, &count), OK);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name_zh, "一号窑");
	assert_int_equal(org_facilities(on->db, on->mem, other, &list, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(facility_of_org(on->db, on->mem, other, kiln, &found), ERR_NOT_FOUND);
	assert_int_equal(facility_close(scope_in(by, other), kiln, true), ERR_NOT_FOUND);

	assert_int_equal(facility_of_org(on->db, on->mem, mine, kiln, &found), OK);
	assert_string_equal(facility_name(&found, EN), "Kiln 1");
	found.org_id = other;
	assert_int_equal(facility_change(by, &found), ERR_CONFLICT);
	found.org_id = mine;
	assert_int_equal(facility_change(by, &found), OK);
	assert_int_equal(facility_change(by, &found), ERR_CONFLICT); /* the version has moved on */
	assert_int_equal(facility_close(scope_in(by, mine), kiln, true), OK);
	assert_int_equal(facility_of_org(on->db, on->mem, mine, kiln, &found), OK);
	assert_true(found.is_closed);
}

static void an_invitation_is_taken_once(TestStore *on)
{
	Scope owner = a_person(on, "a@b.cn"), guest = a_person(on, "guest@b.cn"),
	      third = a_person(on, "third@b.cn");
	int64_t org = an_org(on, owner, "91320205MA1TAHU07"), now = now_ms();
	Invitation ask = {.org_id = org, .email = "guest@b.cn", .role = "preparer", .created_at = now}, *list,
		   found;
	assert_int_equal(invitation_add(owner, &ask, "t1", "subject", "body"), OK);
	assert_int_equal(invitation_add(owner, &ask, "t2", "subject", "body"), OK);
	size_t count;
	assert_int_equal(invitation_list(on->db, on->mem, org, now, &list, &count), OK);
	assert_int_equal(count, 1); /* the second replaced the first */
	assert_int_equal(invitation_find(on->db, on->mem, "t1", now, &found), ERR_NOT_FOUND);
	assert_int_equal(
	    invitation_find(on->db, on->mem, "t2", now + INVITATION_LIFE_MS, &found), ERR_NOT_FOUND);
	assert_int_equal(invitation_find(on->db, on->mem, "t2", now, &found), OK);
	assert_string_equal(found.org_name_zh, "太湖玻璃");

	assert_int_equal(invitation_accept(guest, &found, now), OK);
	assert_int_equal(invitation_accept(third, &found, now), ERR_NOT_FOUND);
	const char *role;
	assert_int_equal(membership_role(on->db, on->mem, org, guest.user_id, &role), OK);
	assert_string_equal(role, "preparer");
	assert_int_equal(membership_role(on->db, on->mem, org, third.user_id, &role), ERR_NOT_FOUND);

	ask.email = "third@b.cn";
	assert_int_equal(invitation_add(owner, &ask, "t3", "subject", "body"), OK);
	assert_int_equal(invitation_find(on->db, on->mem, "t3", now, &found), OK);
	assert_int_equal(invitation_cancel(scope_in(owner, org + 1), found.id), ERR_NOT_FOUND);
	assert_int_equal(invitation_cancel(scope_in(owner, org), found.id), OK);
	assert_int_equal(invitation_accept(third, &found, now), ERR_NOT_FOUND);
}

static void one_owner_always_stays(TestStore *on)
{
	Scope owner = a_person(on, "a@b.cn"), second = a_person(on, "c@d.cn");
	int64_t org = an_org(on, owner, "91320205MA1TAHU07");
	assert_int_equal(membership_change(scope_in(owner, org), owner.user_id, "viewer"), ERR_CONFLICT);
	assert_int_equal(membership_change(scope_in(owner, org), owner.user_id, ""), ERR_CONFLICT);
	assert_int_equal(membership_change(scope_in(owner, org), second.user_id, "owner"), ERR_NOT_FOUND);
	assert_int_equal(organisation_add_member(scope_in(owner, org), second.user_id, "preparer"), OK);
	assert_int_equal(membership_change(scope_in(owner, org), owner.user_id, "viewer"), ERR_CONFLICT);
	assert_int_equal(membership_change(scope_in(owner, org), second.user_id, "owner"), OK);
	assert_int_equal(membership_change(scope_in(owner, org), owner.user_id, ""), OK);
	assert_int_equal(membership_change(scope_in(second, org), second.user_id, "viewer"), ERR_CONFLICT);

	OwnOrg *orgs;
	size_t count;
	assert_int_equal(own_orgs(on->db, on->mem, owner.user_id, &orgs, &count), OK);
	assert_int_equal(count, 0);
	Member *members;
	assert_int_equal(org_members(on->db, on->mem, org, &members, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(members[0].role, "owner");
}

static void a_session_works_in_an_organisation_of_its_person(TestStore *on)
{
	Scope owner = a_person(on, "a@b.cn"), stranger = a_person(on, "c@d.cn");
	int64_t first = an_org(on, owner, "91320205MA1TAHU07"),
		other = an_org(on, stranger, "91320205MA1TAHU08");
	int64_t now = now_ms();
	Session session = {.id = id_new(),
	    .user_id = owner.user_id,
	    .csrf = "c",
	    .peer = "",
	    .agent = "",
	    .created_at = now};
	assert_int_equal(session_start(test_scope(on, PLATFORM, 0), &session, "t", 0), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t", now, &session), OK);
	assert_int_equal(session.org_id, first);
	assert_string_equal(session.org_role, "owner");

	/* Even if the row named another's organisation, the membership decides. */
	assert_int_equal(account_work_in(on->db, session.id, other), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t", now, &session), OK);
	assert_int_equal(session.org_id, first);
}

/* Fills a company with members and a person with companies, as many as lists show. */
static void join(TestStore *on, int64_t org, int64_t user)
{
	assert_int_equal(
	    organisation_add_member(scope_in(test_scope(on, PLATFORM, user), org), user, "viewer"), OK);
}

static Err take_invitation(TestStore *on, Scope owner, int64_t org, Scope guest)
{
	Invitation ask = {.org_id = org, .email = "guest@b.cn", .role = "viewer", .created_at = now_ms()},
		   found;
	const char *token = arena_printf(on->mem, "%lld", (long long)id_new());
	assert_int_equal(invitation_add(owner, &ask, token, "s", "b"), OK);
	assert_int_equal(invitation_find(on->db, on->mem, token, now_ms(), &found), OK);
	return invitation_accept(guest, &found, now_ms());
}

static void nobody_joins_beyond_what_lists_show(TestStore *on)
{
	Scope owner = a_person(on, "a@b.cn"), guest = a_person(on, "guest@b.cn"),
	      busy = a_person(on, "c@b.cn");
	int64_t org = an_org(on, owner, "91320205MA1TAHU07"), id;
	for (int i = 0; i < OWN_ORGS_MAX; i++)
		an_org(on, busy, arena_printf(on->mem, "91320205MA1TA%04d", i));
	Organisation more = {.name_zh = "多",
	    .name_en = "",
	    .uscc = uscc_make(on->mem, "91320205MA1TAHU99"),
	    .industry = "",
	    .province = "",
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(busy, &more, &id), ERR_TOO_LARGE);
	assert_int_equal(take_invitation(on, owner, org, busy), ERR_TOO_LARGE);

	Invitation ask = {.org_id = org, .email = "guest@b.cn", .role = "viewer", .created_at = now_ms()},
		   found;
	assert_int_equal(invitation_add(owner, &ask, "t", "s", "b"), OK);
	assert_int_equal(invitation_find(on->db, on->mem, "t", now_ms(), &found), OK);
	for (int i = 1; i < ORG_MEMBERS_MAX; i++)
		join(on, org, a_person(on, arena_printf(on->mem, "m%d@b.cn", i)).user_id);
	assert_int_equal(invitation_accept(guest, &found, now_ms()), ERR_TOO_LARGE);
	assert_int_equal(membership_change(scope_in(owner, org), owner.user_id, "owner"), OK);
}

static void stores_on_each_engine(void **state)
{
	on_each_engine(two_edits_of_one_organisation);
	on_each_engine(facilities_belong_to_one_organisation);
	on_each_engine(an_invitation_is_taken_once);
	on_each_engine(nobody_joins_beyond_what_lists_show);
	on_each_engine(one_owner_always_stays);
	on_each_engine(a_session_works_in_an_organisation_of_its_person);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stores_on_each_engine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
