/* The base year on both engines: of one organisation alone, versions kept, conflicts told, a recalculation
 * whole or not at all. */
#include "baseyear/baseyear_store.h"

#include "account/account_store.h"
#include "audit/audit.h"
#include "base/rand.h"
#include "base/str.h"
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
	    .city = "",
	    .address = ""};
	assert_int_equal(organisation_create(by, &org, &id), OK);
	return id;
}

static BaseYear a_year(void)
{
	return (BaseYear){.series = 1,
	    .kind = "fixed",
	    .source = "typed",
	    .inventories = "",
	    .year_text = "2020",
	    .amounts = {"20.93", "7", "", "1 200"},
	    .reason = "第一个完整核算年",
	    .threshold_text = "5",
	    .scopes = "12",
	    .policy = ""};
}

static BaseEntry an_entry(const char *day, int64_t facility_id)
{
	return (BaseEntry){.id = id_new(),
	    .series = 1,
	    .kind = "divested",
	    .occurred_on = day,
	    .facility_id = facility_id,
	    .title = "二分厂",
	    .amounts = {"1.33", "", "", ""},
	    .explanation = "按台账"};
}

static void a_base_year_belongs_to_one_organisation(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t mine = an_org(on, by, "91320205MA1TAHU07"), other = an_org(on, by, "91320205MA1TAHU08");
	BaseYear year = a_year(), found;
	assert_int_equal(base_year_of_org(on->db, on->mem, mine, &found), ERR_NOT_FOUND);
	assert_int_equal(base_year_save(scope_in(by, mine), &year), OK);
	assert_int_equal(base_year_of_org(on->db, on->mem, other, &found), ERR_NOT_FOUND);
	assert_int_equal(base_year_of_org(on->db, on->mem, mine, &found), OK);
	assert_string_equal(found.amounts[BASE_SCOPE3], "1 200");
	assert_string_equal(found.updated_by_name, "王丽");
	assert_int_equal(found.version, 1);
	assert_int_equal(base_year_save(scope_in(by, mine), &year), ERR_CONFLICT); /* chosen twice */
	found.threshold_text = "3";
	assert_int_equal(base_year_save(scope_in(by, mine), &found), OK);
	assert_int_equal(base_year_save(scope_in(by, mine), &found), ERR_CONFLICT); /* of version 1 */
	assert_int_equal(base_year_of_org(on->db, on->mem, mine, &found), OK);
	assert_string_equal(found.threshold_text, "3");
	assert_int_equal(found.version, 2);

	BaseEntry entry = an_entry("2025-06-30", 0), read, *list;
	size_t count;
	assert_int_equal(base_entry_add(scope_in(by, mine), &entry), OK);
	assert_int_equal(base_entry_of_org(on->db, on->mem, other, entry.id, &read), ERR_NOT_FOUND);
	assert_int_equal(base_entry_delete(scope_in(by, other), entry.id), ERR_CONFLICT);
	assert_int_equal(base_entries_of(on->db, on->mem, other, 1, &list, &count), OK);
	assert_int_equal(count, 0);
	BaseEntry borrowed = an_entry("2025-06-30", id_new());
	assert_int_equal(base_entry_add(scope_in(by, mine), &borrowed), ERR_NOT_FOUND); /* no such facility */
}

static void the_register_keeps_days_and_versions(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07");
	BaseEntry late = an_entry("2025-09-30", 0), early = an_entry("2025-03-31", 0), read, *list;
	size_t count;
	assert_int_equal(base_entry_add(scope_in(by, org), &late), OK);
	assert_int_equal(base_entry_add(scope_in(by, org), &early), OK);
	assert_int_equal(base_entries_of(on->db, on->mem, org, 1, &list, &count), OK);
	assert_int_equal(count, 2);
	assert_true(list[0].id == early.id && list[1].id == late.id);
	read = list[0];
	read.amounts[BASE_SCOPE1] = "2";
	assert_int_equal(base_entry_change(scope_in(by, org), &read), OK);
	assert_int_equal(base_entry_change(scope_in(by, org), &read), ERR_CONFLICT);
	assert_int_equal(base_entry_of_org(on->db, on->mem, org, early.id, &read), OK);
	assert_string_equal(read.amounts[BASE_SCOPE1], "2");
	assert_int_equal(base_entry_delete(scope_in(by, org), late.id), OK);
	assert_int_equal(base_entry_delete(scope_in(by, org), late.id), ERR_CONFLICT);
	assert_int_equal(base_entries_of(on->db, on->mem, org, 1, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(base_entries_of(on->db, on->mem, org, 2, &list, &count), OK);
	assert_int_equal(count, 0);
	bool intact;
	int64_t broken;
	assert_int_equal(audit_verify(on->db, org, &intact, &broken), OK);
	assert_true(intact);
}

static void a_recalculation_is_whole_and_stays(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07");
	BaseEntry entry = an_entry("2025-06-30", 0), gone = an_entry("2025-07-31", 0);
	assert_int_equal(base_entry_add(scope_in(by, org), &entry), OK);
	BaseItem items[2] = {
	    {entry.id, 1, "divested", "2025-06-30", "二分厂",
		{.kg = {-1330, 0, 0, 0}, .is_known = {true, false, false, false}}},
	    {gone.id, 1, "divested", "2025-07-31", "三分厂", {.kg = {0}}},
	};
	BaseRecalculation made = {.number = 1,
	    .why = "转让",
	    .threshold_text = "3",
	    .scopes = "12",
	    .original = {.kg = {20930, 7000, 0, 0}, .is_known = {true, true, false, true}},
	    .total = {.kg = {19600, 7000, 0, 0}, .is_known = {true, true, false, true}},
	    .items = items,
	    .item_count = 2};
	BaseRecalculation *list;
	size_t count;
	assert_int_not_equal(base_recalculation_add(scope_in(by, org), 1, &made), OK); /* no such change */
	assert_int_equal(base_recalculations_of(on->db, on->mem, org, 1, &list, &count), OK);
	assert_int_equal(count, 0); /* and nothing of it is left */

	made.item_count = 1;
	assert_int_equal(base_recalculation_add(scope_in(by, org), 1, &made), OK);
	assert_int_equal(
	    base_recalculation_add(scope_in(by, org), 1, &made), ERR_CONFLICT); /* number 1 is there */
	assert_int_equal(base_recalculations_of(on->db, on->mem, org, 1, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_true(list[0].original.kg[BASE_SCOPE1] == 20930 && list[0].total.kg[BASE_SCOPE1] == 19600);
	assert_true(!list[0].total.is_known[BASE_MARKET2] && list[0].total.is_known[BASE_SCOPE3]);
	assert_int_equal(list[0].item_count, 1);
	assert_true(list[0].items[0].change.kg[BASE_SCOPE1] == -1330);
	assert_false(list[0].items[0].change.is_known[BASE_SCOPE2]);

	BaseEntry read;
	assert_int_equal(base_entry_of_org(on->db, on->mem, org, entry.id, &read), OK);
	assert_int_equal(read.recalculation, 1);
	assert_int_equal(base_entry_change(scope_in(by, org), &read), ERR_CONFLICT);
	assert_int_equal(base_entry_delete(scope_in(by, org), entry.id), ERR_CONFLICT);
	made.number = 2;
	items[0].since_number = 2;
	assert_int_equal(
	    base_recalculation_add(scope_in(by, org), 1, &made), ERR_CONFLICT); /* taken in twice */
}

static void the_register_has_a_maximum(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07");
	for (int i = 0; i < BASE_MAX_CHANGES; i++) {
		BaseEntry entry = an_entry("2025-06-30", 0);
		assert_int_equal(base_entry_add(scope_in(by, org), &entry), OK);
	}
	BaseEntry one_more = an_entry("2025-06-30", 0);
	assert_int_equal(base_entry_add(scope_in(by, org), &one_more), ERR_TOO_LARGE);
}

#define TEST(name)                                                                                           \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		on_each_engine(name);                                                                        \
	}
TEST(a_base_year_belongs_to_one_organisation)
TEST(the_register_keeps_days_and_versions)
TEST(a_recalculation_is_whole_and_stays)
TEST(the_register_has_a_maximum)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_base_year_belongs_to_one_organisation),
	    cmocka_unit_test(test_the_register_keeps_days_and_versions),
	    cmocka_unit_test(test_a_recalculation_is_whole_and_stays),
	    cmocka_unit_test(test_the_register_has_a_maximum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
