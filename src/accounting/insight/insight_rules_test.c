/* Which basis documents give, what counts for the base year, and what the query may say. */
#include "insight/insight_rules.h"
#include "ghg/uncertainty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_basis(void **state)
{
	enum { YEAR = 0xfff, FIRST = 0x03f, SECOND = 0xfc0 };
	static const struct {
		EvidenceLink links[2];
		size_t count;
		int64_t months;
		UncertaintyBasis basis;
	} CASES[] = {
	    {{{0}}, 0, YEAR, UNCERTAINTY_UNKNOWN},
	    {{{.kind = "invoice", .months = YEAR}}, 1, YEAR, UNCERTAINTY_METERED},
	    {{{.kind = "invoice", .months = 0}}, 1, YEAR, UNCERTAINTY_METERED}, /* 0: the whole period */
	    {{{.kind = "meter", .months = FIRST}, {.kind = "invoice", .months = SECOND}}, 2, YEAR,
		UNCERTAINTY_METERED},
	    {{{.kind = "invoice", .months = FIRST}, {.kind = "ledger", .months = SECOND}}, 2, YEAR,
		UNCERTAINTY_LEDGER},
	    {{{.kind = "ledger", .months = YEAR}}, 1, YEAR, UNCERTAINTY_LEDGER},
	    {{{.kind = "invoice", .months = FIRST}}, 1, YEAR, UNCERTAINTY_UNKNOWN},
	    {{{.kind = "invoice", .months = FIRST}}, 1, FIRST,
		UNCERTAINTY_METERED}, /* a line of those months */
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		if (insight_basis(CASES[i].links, CASES[i].count, CASES[i].months, 12) != CASES[i].basis)
			fail_msg("row %zu", i);
}

static void test_number(void **state)
{
	static const struct {
		const char *typed;
		double value;
	} CASES[] = {{"", 5}, {"7.5", 7.5}, {"-1", 5}, {"101", 5}, {"1e400", 5}, {"x", 5}, {"0", 0}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_true(insight_number(CASES[i].typed, 0, 100, 5) == CASES[i].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_basis),
	    cmocka_unit_test(test_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
