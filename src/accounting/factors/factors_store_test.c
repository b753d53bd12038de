/* Own factors on both engines: of one organisation alone, each version kept, nothing half added. */
#include "factors/factors_store.h"

#include "account/account_store.h"
#include "audit/audit.h"
#include "base/rand.h"
#include "db/db_test.h"
#include "evidence/evidence_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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

static OwnFactor a_factor(const char *name, const char *value, const char *unit)
{
	return (OwnFactor){.id = id_new(),
	    .name = name,
	    .purpose = "fuel",
	    .value_text = value,
	    .unit = unit,
	    .source = "检测报告",
	    .source_year = "2025",
	    .valid_from = "2025-01-01",
	    .valid_to = "",
	    .note = ""};
}

static void a_factor_belongs_to_one_organisation(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t mine = an_org(on, by, "91320205MA1TAHU07"), other = an_org(on, by, "91320205MA1TAHU08");
	OwnFactor factor = a_factor("天然气", "21.62", "tCO2/万Nm3"), found, *list;
	size_t count;
	assert_int_equal(own_factors_add(scope_in(by, mine), &factor, 1, "form"), OK);
	assert_int_equal(own_factors_add(scope_in(by, mine), &factor, 1, "form"), ERR_CONFLICT);

	assert_int_equal(own_factor_of_org(on->db, on->mem, mine, factor.id, &found), OK);
	assert_string_equal(found.value_text, "21.62");
	assert_string_equal(found.updated_by_name, "王丽");
	assert_int_equal(found.version, 1);
	assert_int_equal(own_factor_of_org(on->db, on->mem, other, factor.id, &found), ERR_NOT_FOUND);
	assert_int_equal(own_factor_retire(scope_in(by, other), factor.id, true), ERR_NOT_FOUND);
	factor.version = 1;
	assert_int_equal(own_factor_change(scope_in(by, other), &factor), ERR_CONFLICT);
	assert_int_equal(own_factors_page(on->db, on->mem, other, false, 0, 10, &list, &count), OK);
	assert_int_equal(count, 0);
	OwnVersion *versions;
	assert_int_equal(own_factor_versions(on->db, on->mem, other, factor.id, &versions, &count), OK);
	assert_int_equal(count, 0);
}

static void two_edits_and_every_version_is_kept(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07");
	OwnFactor factor = a_factor("天然气", "21.62", "tCO2/万Nm3"), mine, theirs;
	assert_int_equal(own_factors_add(scope_in(by, org), &factor, 1, "form"), OK);
	assert_int_equal(own_factor_of_org(on->db, on->mem, org, factor.id, &mine), OK);
	theirs = mine;
	theirs.value_text = "21.7";
	assert_int_equal(own_factor_change(scope_in(by, org), &theirs), OK);
	mine.value_text = "21.9";
	assert_int_equal(own_factor_change(scope_in(by, org), &mine), ERR_CONFLICT);
	assert_int_equal(own_factor_retire(scope_in(by, org), factor.id, true), OK);
	assert_int_equal(own_factor_retire(scope_in(by, org), factor.id, true), OK); /* once only */

	OwnVersion *versions;
	size_t count;
	assert_int_equal(own_factor_versions(on->db, on->mem, org, factor.id, &versions, &count), OK);
	assert_int_equal(count, 3);
	assert_true(versions[0].as.is_retired);
	assert_string_equal(versions[1].as.value_text, "21.7");
	assert_string_equal(versions[2].as.value_text, "21.62");
	int64_t in_use, retired, broken_at;
	bool intact;
	assert_int_equal(own_factor_counts(on->db, org, &in_use, &retired), OK);
	assert_int_equal(in_use, 0);
	assert_int_equal(retired, 1);
	assert_int_equal(audit_verify(on->db, org, &intact, &broken_at), OK);
	assert_true(intact);
	AuditRow *rows;
	assert_int_equal(audit_list(on->db, on->mem, org, 0, 10, &rows, &count), OK);
	assert_int_equal(count, 4); /* organisation, factor, change, retire */
	assert_string_equal(rows[0].action, "factor.retire");
}

static void an_import_is_whole_or_not_at_all(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07"), in_use, retired;
	OwnFactor factors[] = {
	    a_factor("一", "1", "tCO2/t"), a_factor("二", "2", "tCO2/t"), a_factor("三", "3", "tCO2/t")};
	factors[2].file_id = 77; /* nobody's */
	assert_int_equal(own_factors_add(scope_in(by, org), factors, 3, "table.csv"), ERR_NOT_FOUND);
	assert_int_equal(own_factor_counts(on->db, org, &in_use, &retired), OK);
	assert_int_equal(in_use, 0);
	factors[2].file_id = 0;
	assert_int_equal(own_factors_add(scope_in(by, org), factors, 3, "table.csv"), OK);
	assert_int_equal(own_factor_counts(on->db, org, &in_use, &retired), OK);
	assert_int_equal(in_use, 3);

	OwnFactor *many = ARENA_ARRAY(on->mem, OwnFactor, OWN_FACTORS_MAX);
	for (size_t i = 0; i < OWN_FACTORS_MAX; i++)
		many[i] = a_factor("多", "1", "tCO2/t");
	assert_int_equal(own_factors_add(scope_in(by, org), many, OWN_FACTORS_MAX, "t"), ERR_TOO_LARGE);
}

static void pages_go_from_the_newest_on(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07"), before = 0;
	OwnFactor factors[5], *list;
	for (int i = 0; i < 5; i++)
		factors[i] = a_factor(arena_printf(on->mem, "因子 %d", i), "1", "tCO2/t");
	assert_int_equal(own_factors_add(scope_in(by, org), factors, 5, "t"), OK);
	size_t count, seen = 0;
	do {
		assert_int_equal(own_factors_page(on->db, on->mem, org, false, before, 2, &list, &count), OK);
		for (size_t i = 0; i < count; i++)
			assert_true(list[i].id == factors[4 - seen++].id);
		before = count ? list[count - 1].id : 0;
	} while (count == 2);
	assert_int_equal(seen, 5);
}

static void a_line_is_offered_factors_of_its_dimension(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t org = an_org(on, by, "91320205MA1TAHU07");
	OwnFactor factors[] = {a_factor("甲 气", "21.62", "tCO2/万Nm3"), a_factor("丙 煤", "2.5", "tCO2/t"),
	    a_factor("乙 气", "2.162", "kgCO2/Nm3"), a_factor("丁 气", "2.2", "kgCO2/Nm3")};
	assert_int_equal(own_factors_add(scope_in(by, org), factors, 4, "t"), OK);
	assert_int_equal(own_factor_retire(scope_in(by, org), factors[3].id, true), OK);
	Unit unit;
	OwnFactor *list;
	size_t count;
	assert_true(unit_parse("tCO2/Nm3", &unit));
	assert_int_equal(own_factors_for(on->db, on->mem, org, unit.dim, &list, &count), OK);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_non_null(strstr(list[i].unit, "Nm3"));
	assert_true(unit_parse("tCO2/GJ", &unit));
	assert_int_equal(own_factors_for(on->db, on->mem, org, unit.dim, &list, &count), OK);
	assert_int_equal(count, 0);
}

static void evidence_is_a_file_of_the_own_library(TestStore *on)
{
	Scope by = a_person(on, "a@b.cn");
	int64_t mine = an_org(on, by, "91320205MA1TAHU07"), other = an_org(on, by, "91320205MA1TAHU08"),
		file_id;
	EvidenceFile file = {.sha256 = "ab", .name = "报告.pdf", .media_type = "application/pdf", .bytes = 9};
	assert_int_equal(db_begin(on->db), OK);
	Err err = evidence_file_add(scope_in(by, other), &file, &file_id);
	assert_int_equal(db_finish(on->db, err), OK);
	OwnFactor factor = a_factor("天然气", "21.62", "tCO2/万Nm3"), found;
	factor.file_id = file_id;
	assert_int_equal(own_factors_add(scope_in(by, mine), &factor, 1, "form"), ERR_NOT_FOUND);
	assert_int_equal(own_factors_add(scope_in(by, other), &factor, 1, "form"), OK);
	assert_int_equal(own_factor_of_org(on->db, on->mem, other, factor.id, &found), OK);
	assert_string_equal(found.file_name, "报告.pdf");
	found.file_id = 0;
	assert_int_equal(own_factor_change(scope_in(by, other), &found), OK);
	OwnFile *files;
	size_t count;
	assert_int_equal(own_files(on->db, on->mem, other, &files, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(own_files(on->db, on->mem, mine, &files, &count), OK);
	assert_int_equal(count, 0);
	int64_t lines, inventories;
	assert_int_equal(own_factor_uses(on->db, other, &factor, &lines, &inventories), OK);
	assert_int_equal(lines, 0);
}

#define ON_EACH_ENGINE(test)                                                                                 \
	static void test##_on_each(void **state)                                                             \
	{                                                                                                    \
		on_each_engine(test);                                                                        \
	}
ON_EACH_ENGINE(a_factor_belongs_to_one_organisation)
ON_EACH_ENGINE(two_edits_and_every_version_is_kept)
ON_EACH_ENGINE(an_import_is_whole_or_not_at_all)
ON_EACH_ENGINE(pages_go_from_the_newest_on)
ON_EACH_ENGINE(a_line_is_offered_factors_of_its_dimension)
ON_EACH_ENGINE(evidence_is_a_file_of_the_own_library)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_factor_belongs_to_one_organisation_on_each),
	    cmocka_unit_test(two_edits_and_every_version_is_kept_on_each),
	    cmocka_unit_test(an_import_is_whole_or_not_at_all_on_each),
	    cmocka_unit_test(pages_go_from_the_newest_on_on_each),
	    cmocka_unit_test(a_line_is_offered_factors_of_its_dimension_on_each),
	    cmocka_unit_test(evidence_is_a_file_of_the_own_library_on_each),
	};
	rand_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
