/* What administrators find, on both engines. */
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

static int64_t a_user(TestStore *on, const char *name, const char *email, const char *mobile)
{
	int64_t id;
	NewUser user = {.name = name, .email = email, .mobile = mobile, .password_hash = "h"};
	assert_int_equal(account_create(test_scope(on, PLATFORM, 0), &user, &id), OK);
	return id;
}

static void people_and_organisations_are_found(TestStore *on)
{
	for (int i = 0; i < ADMIN_PAGE + 5; i++)
		a_user(on, "Many", arena_printf(on->mem, "many%d@b.cn", i), NULL);
	int64_t wang = a_user(on, "Wang_Li 100%", NULL, "18512345791");
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
	assert_int_equal(organisation_create(test_scope(on, PLATFORM, wang), &org, &id), OK);
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
