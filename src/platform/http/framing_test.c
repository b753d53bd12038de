/* What is concluded from the trials, and that the library at hand is one the server may start with. */
#include "http/framing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct JudgeCase {
	FramingTrial trials[3];
	Framing framing;
} JudgeCase;

/* {is_plain, is_passed, is_strict} */
static const JudgeCase CASES[] = {
    {{{true, true, true}, {false, false, false}, {false, false, false}}, FRAMING_BY_LIBRARY},
    {{{true, true, false}, {false, false, false}, {false, false, true}}, FRAMING_BY_LIBRARY},
    {{{true, true, true}, {false, true, false}, {false, false, false}}, FRAMING_BY_LAYOUT},
    {{{true, true, false}, {false, true, false}, {false, false, false}}, FRAMING_BY_NOBODY},
    {{{true, true, true}, {false, true, true}, {false, false, false}}, FRAMING_BY_NOBODY},
    {{{true, false, true}, {false, false, false}, {false, false, false}}, FRAMING_BY_NOBODY},
};

static void judges(void **state)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		if (framing_judge(CASES[i].trials, 3) != CASES[i].framing)
			fail_msg("case %zu", i);
	assert_int_equal(framing_judge(CASES[0].trials, 0), FRAMING_BY_NOBODY);
}

static void knows_this_library(void **state)
{
	Framing framing = framing_try();
	assert_true(framing == FRAMING_BY_LIBRARY || framing == FRAMING_BY_LAYOUT);
	assert_int_equal(framing_try(), framing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judges),
	    cmocka_unit_test(knows_this_library),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
