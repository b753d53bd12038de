/* Flags, searches and one-time passwords on both engines. */
#include "admin/admin_store.h"

#include "account/account_store.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int64_t a_user(TestStore *on, const char *name, const char *email, const char *mobile, bool is_admin)
{
	int64_t id;
	NewUser user = {
	    .name = name, .email = email, .mobile = mobile, .password_hash = "h", .is_admin = is_admin};
	assert_int_equal(account_create(on->db, on->mem, &user, "", &id), OK);
	return id;
}

static void an_administrator_always_stays(TestStore *on)
{
	int64_t first = a_user(on, "甲", "a@b.cn", NULL, true),
		second = a_user(on, "乙", "b@b.cn", NULL, false);
	Actor by = {first, ""};
	assert_int_equal(admin_set_flag(on->db, by, first, FLAG_ADMIN, false), ERR_CONFLICT);
	assert_int_equal(admin_set_flag(on->db, by, first, FLAG_DISABLED, true), ERR_CONFLICT);
	assert_int_equal(admin_set_flag(on->db, by, first + 1000, FLAG_REVIEWER, true), ERR_NOT_FOUND);
	assert_int_equal(admin_set_flag(on->db, by, second, FLAG_ADMIN, true), OK);
	assert_int_equal(admin_set_flag(on->db, by, first, FLAG_ADMIN, false), OK);
	User user;
	assert_int_equal(account_by_id(on->db, on->mem, first, &user), OK);
	assert_false(user.is_admin);
	assert_int_equal(admin_set_flag(on->db, by, first, FLAG_REVIEWER, true), OK);
	assert_int_equal(account_by_id(on->db, on->mem, first, &user), OK);
	assert_true(user.is_reviewer);
}

static void who_is_disabled_is_signed_out(TestStore *on)
{
	int64_t admin = a_user(on, "甲", "a@b.cn", NULL, true),
		user = a_user(on, "乙", "b@b.cn", NULL, false);
	Actor by = {admin, ""};
	int64_t now = now_ms();
	Session session = {.id = id_new(),
		    .user_id = user,
		    .csrf = "c",
		    .peer = "",
		    .agent = "",
		    .created_at = now},
		found;
	assert_int_equal(session_start(on->db, on->mem, &session, "t", 0, ""), OK);
	assert_int_equal(admin_set_flag(on->db, by, user, FLAG_DISABLED, true), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t", now, &found), ERR_NOT_FOUND);
	assert_int_equal(session_start(on->db, on->mem, &session, "u", 0, ""), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), ERR_NOT_FOUND);

	assert_int_equal(admin_set_flag(on->db, by, user, FLAG_DISABLED, false), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), OK);
	assert_int_equal(admin_set_one_time_password(on->db, by, user, "once"), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), ERR_NOT_FOUND);
	User read;
	assert_int_equal(account_by_id(on->db, on->mem, user, &read), OK);
	assert_true(read.must_change_password);
}

static void people_and_organisations_are_found(TestStore *on)
{
	for (int i = 0; i < ADMIN_PAGE + 5; i++)
		a_user(on, "Many", arena_printf(on->mem, "many%d@b.cn", i), NULL, false);
	int64_t wang = a_user(on, "Wang_Li 100%", NULL, "18512345791", false);
	User *list;
	size_t count;
	static const struct {
		const char *sought;
		size_t count;
	} cases[] = {{"", ADMIN_PAGE}, {"wang", 1}, {"5791", 1}, {"100%", 1}, {"g_L", 1}, {"g%L", 0},
	    {"many3@", 1}, {"!", 0}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(admin_users(on->db, on->mem, cases[i].sought, 0, &list, &count), OK);
		if (count != cases[i].count)
			fail_msg("%s: \"%s\" finds %zu", on->engine, cases[i].sought, count);
	}
	assert_int_equal(admin_users(on->db, on->mem, "", 0, &list, &count), OK);
	assert_int_equal(list[0].id, wang);
	assert_int_equal(admin_users(on->db, on->mem, "", list[count - 1].id, &list, &count), OK);
	assert_int_equal(count, 6);

	int64_t id;
	Organisation org = {.name_zh = "太湖玻璃",
			 .name_en = "Taihu Glass",
			 .uscc = uscc_make(on->mem, "91320205MA1TAHU07"),
			 .industry = "",
			 .province = "",
			 .city = "",
			 .address = ""},
		     *orgs;
	assert_int_equal(organisation_create(on->db, on->mem, (Actor){wang, ""}, &org, &id), OK);
	assert_int_equal(admin_orgs(on->db, on->mem, "taihu", 0, &orgs, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(admin_orgs(on->db, on->mem, "玻璃", 0, &orgs, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(admin_orgs(on->db, on->mem, "91320205ma1", 0, &orgs, &count), OK);
	assert_int_equal(count, 1);
	AdminCounts counts;
	assert_int_equal(admin_counts(on->db, now_ms(), &counts), OK);
	assert_int_equal(counts.users, ADMIN_PAGE + 6);
	assert_int_equal(counts.organisations, 1);
}

static void stores_on_each_engine(void **state)
{
	on_each_engine(an_administrator_always_stays);
	on_each_engine(who_is_disabled_is_signed_out);
	on_each_engine(people_and_organisations_are_found);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stores_on_each_engine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
