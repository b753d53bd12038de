/* Units as people read them: in their language, with powers as powers, however long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "show/amount.h"

#include <cmocka.h> /* last: it defines `fail` */

static void test_unit_labels(void **state)
{
	static const struct {
		Lang lang;
		const char *unit, *label;
	} CASES[] = {
	    {EN, "t/元", "t/CNY"},
	    {EN, "kgCO2e/m3", "kgCO₂e/m³"},
	    {EN, "kgCO2e/万元", "kgCO₂e/10⁴ CNY"},
	    {ZH, "kgCO2e/USD", "kgCO₂e/美元"},
	    {ZH, "kgCO2e/10^4 m3", "kgCO₂e/万m³"},
	    {ZH, "", ""},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_string_equal(unit_label(*state, CASES[i].lang, CASES[i].unit), CASES[i].label);
}

/* A label can be longer than its key; what was typed as a unit can hold many of them. */
static void test_labels_of_many_parts_are_whole(void **state)
{
	enum { PARTS = 400 };
	Buf unit = buf_in(*state, BUF_FIELDS_MAX), label = buf_in(*state, BUF_FIELDS_MAX);
	for (int i = 0; i < PARTS; i++) {
		buf_text(&unit, "m3/USD*");
		buf_text(&label, "m³/美元*");
	}
	assert_string_equal(unit_label(*state, ZH, buf_take(&unit)), buf_take(&label));
}

static int setup(void **state)
{
	*state = arena_open();
	return 0;
}

static int teardown(void **state)
{
	arena_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_unit_labels, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_labels_of_many_parts_are_whole, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
