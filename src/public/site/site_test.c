/* The search over help and sections, and that every section and question is complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "site/site_rules.h"

#include <cmocka.h> /* last: it has a macro named fail */

static void score_counts_pieces_found(void **state)
{
	static const struct {
		const char *query, *text;
		int score;
	} CASES[] = {
	    {"", "发票太多", 0},
	    {"？！", "发票？！", 0},
	    {"发票", "发票太多，必须一张张上传吗？", 100},
	    {"发票太多", "上传发票", 33},
	    {"发 票", "上传发票", 100},
	    {"电", "电力", 100},
	    {"PRTR", "怎样同时填报 prtr", 100},
	    {"prtr 填报", "怎样同时填报 PRTR", 100},
	    {"level 5", "My LEVEL is 4", 50},
	    {"综合能耗怎么计算", "综合能耗怎么计算？", 100},
	    {"<script>", "script", 100},
	    {"水质", "温室气体", 0},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		int score = search_score(CASES[i].query, CASES[i].text);
		if (score != CASES[i].score)
			fail_msg("\"%s\" in \"%s\": %d, expected %d", CASES[i].query, CASES[i].text, score,
			    CASES[i].score);
	}
}

static void search_puts_the_best_first(void **state)
{
	static const struct {
		Lang lang;
		const char *query, *href;
	} CASES[] = {
	    {ZH, "综合能耗怎么计算", "/help#energy"},
	    {ZH, "发票太多", "/help#invoices"},
	    {ZH, "没有可以选择的年份", "/help#year"},
	    {ZH, "同时填报 PRTR", "/help#prtr"},
	    {EN, "too many invoices", "/help#invoices"},
	    {EN, "wrong unit", "/help#units"},
	    {EN, "biodiversity", "/biodiversity"},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		SearchHit hits[SEARCH_MAX_HITS];
		size_t count = search_site(mem, CASES[i].lang, CASES[i].query, hits);
		if (count == 0 || !str_eq(hits[0].href, CASES[i].href))
			fail_msg("\"%s\" finds %s first", CASES[i].query, count ? hits[0].href : "nothing");
		for (size_t j = 1; j < count; j++)
			assert_true(hits[j - 1].score >= hits[j].score);
		assert_true(count <= SEARCH_MAX_HITS);
	}
	SearchHit hits[SEARCH_MAX_HITS];
	assert_int_equal(search_site(mem, ZH, "", hits), 0);
	assert_int_equal(search_site(mem, ZH, "企鹅", hits), 0);
	arena_close(mem);
}

static void every_parent_is_a_page(void **state)
{
	for (size_t i = 0; i < SITE_SECTION_COUNT; i++) {
		const Section *section = &SITE_SECTIONS[i];
		assert_ptr_equal(section_at(section->path), section);
		assert_true(
		    !section->parent || str_eq(section->parent, "/about") || section_at(section->parent));
	}
	assert_null(section_at("/nowhere"));
	assert_null(section_at(""));
	for (size_t i = 0; i < HELP_ENTRY_COUNT; i++) {
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(HELP_ENTRIES[i].id, HELP_ENTRIES[j].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(score_counts_pieces_found),
	    cmocka_unit_test(search_puts_the_best_first),
	    cmocka_unit_test(every_parent_is_a_page),
	};
	return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}
