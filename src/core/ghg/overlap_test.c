/* Double counting: each rule with what it finds, and the neighbour that is none. */
#include "ghg/overlap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct Case {
	OverlapLine lines[2];
	OverlapRule rule; /* OVERLAP_RULES = nothing is found */
	size_t line, other;
} Case;

#define LINE(category, item, facility, partner, scope)                                                       \
	{                                                                                                    \
		category, item, facility, partner, false, false, scope                                       \
	}
#define OWN(category, scope)                                                                                 \
	{                                                                                                    \
		category, "", "", "", true, false, scope                                                     \
	}
#define DERIVED(category, item)                                                                              \
	{                                                                                                    \
		category, item, "", "", false, true, 3                                                       \
	}

static const Case CASES[] = {
    {{LINE("combustion", "DIESEL", "fleet", "", 1), OWN("s3.4.distance", 3)}, OVERLAP_OWN_VEHICLES, 1,
	SIZE_MAX},
    {{LINE("combustion", "DIESEL", "fleet", "", 1), LINE("s3.4.distance", "truck", "", "carrier", 3)},
	OVERLAP_RULES, 0, 0},
    {{LINE("electricity", NULL, "office", "", 2), LINE("s3.8.electricity", NULL, "office", "", 3)},
	OVERLAP_LEASED_ASSET, 1, 0},
    {{LINE("electricity", NULL, "plant", "", 2), LINE("s3.8.electricity", NULL, "office", "", 3)},
	OVERLAP_RULES, 0, 0},
    {{LINE("electricity", NULL, "", "", 2), LINE("s3.8.electricity", NULL, "", "", 3)}, OVERLAP_RULES, 0, 0},
    {{DERIVED("s3.3.upstream", "ELECTRICITY"), LINE("s3.3.upstream", "ELECTRICITY", "", "", 3)},
	OVERLAP_UPSTREAM_TWICE, 1, 0},
    {{DERIVED("s3.3.fuel", "DIESEL"), LINE("s3.3.fuel", "GASOLINE", "", "", 3)}, OVERLAP_RULES, 0, 0},
    {{LINE("s3.1.average", "steel", "", "mill", 3), LINE("s3.1.spend", "metal", "", "mill", 3)},
	OVERLAP_TWO_APPROACHES, 1, 0},
    {{LINE("s3.1.average", "steel", "", "mill", 3), LINE("s3.1.spend", "metal", "", "other", 3)},
	OVERLAP_RULES, 0, 0},
    {{LINE("s3.1.average", "steel", "", "", 3), LINE("s3.1.spend", "steel", "", "", 3)}, OVERLAP_RULES, 0, 0},
    {{LINE("s3.1.average", "press", "", "maker", 3), LINE("s3.2.average", "press", "", "maker", 3)},
	OVERLAP_GOODS_AND_CAPITAL, 1, 0},
    {{LINE("combustion", "DIESEL", "", "", 1), LINE("s3.1.average", "DIESEL", "", "", 3)},
	OVERLAP_FUEL_BOUGHT, 1, 0},
    {{LINE("combustion", "DIESEL", "", "", 1), LINE("s3.1.average", "steel", "", "", 3)}, OVERLAP_RULES, 0,
	0},
    {{LINE("wastewater", "", "plant", "", 1), LINE("s3.5.water", "treatment", "plant", "", 3)},
	OVERLAP_WATER_ON_SITE, 1, 0},
    {{LINE("wastewater", "", "plant", "", 1), LINE("s3.5.water", "treatment", "office", "", 3)},
	OVERLAP_RULES, 0, 0},
    {{LINE("s3.4.distance", "truck", "", "carrier", 3), LINE("s3.9.distance", "truck", "", "carrier", 3)},
	OVERLAP_BOTH_WAYS, 1, 0},
};

static void test_rules(void **state)
{
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const Case *c = &CASES[i];
		Arena *mem = arena_open();
		size_t count;
		Overlap *found = overlaps_of(mem, c->lines, 2, &count);
		bool wants_none = c->rule == OVERLAP_RULES;
		bool is_right = wants_none ? count == 0
					   : count == 1 && found[0].rule == c->rule &&
						 found[0].line == c->line && found[0].other == c->other;
		if (!is_right)
			fail_msg("case %zu: %zu found, the first %s", i, count,
			    count ? overlap_key(found[0].rule) : "none");
		arena_close(mem);
	}
}

static void test_keys(void **state)
{
	for (int i = 0; i < OVERLAP_RULES; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(overlap_key((OverlapRule)i), overlap_key((OverlapRule)j));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules), cmocka_unit_test(test_keys)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
