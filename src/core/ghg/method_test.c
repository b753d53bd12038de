/* Method files: what is refused, with file, line and column; editions; what is loaded is whole. */
#include "ghg/ghg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

#define HEAD                                                                                                   \
	"method x\nname : 甲 | X\ntitle : 指南 | Guide\nvalid 2020-01-01\nfuels NDRC-steel-2013\ngwp AR5\n" \
	"category c\n\tname : 类 | C\n\tscope 1\n"

static const Ghg *load(Arena *mem, const char *method, GhgLoadError *error)
{
	GhgFile file = {"methods/x.method", method, strlen(method), NULL};
	return ghg_with_method(ghg_embedded(), mem, &file, error);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text;
		int line, column;
		const char *message; /* begins so */
	} CASES[] = {
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = a\n", 11, 14,
		"the result is t, but tCO2 is expected"},
	    {HEAD "\titems fuels\n\tinput a [ITEM] required : 量 | A\n\tinput n [GJ/ITEM] default item.ncv : "
		  "热 | N\n"
		  "\temits CO2 = a * n * 44/12 [tCO2/tC]\n",
		13, 14, "the result is GJ·tCO2/tC, but tCO2 is expected"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = a + 1\n", 11, 16, "cannot add t and 1"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = b * 2\n", 11, 14, "no input is called b"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = (a\n", 11, 16, "a closing parenthesis"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = a * 1/0\n", 11, 18, "division by zero"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = a * 2 [foo]\n", 11, 20,
		"foo is not a unit"},
	    {HEAD "\tinput a [t] required : 量 | A\n\temits CO2 = a $ 2\n", 11, 16,
		"an operator is expected"},
	    {HEAD "\tinput a [tons of it] required : 量 | A\n", 10, 0, "tons of it is not a unit"},
	    {HEAD "\tinput a [t, m3] required : 量 | A\n", 10, 0, "t and m3 are of different dimensions"},
	    {HEAD "\tinput a [t] default row no.such.row : 量 | A\n", 10, 0,
		"no factor has the id no.such.row"},
	    {HEAD "\tinput a [t] default row heat.ef.default : 量 | A\n", 10, 0,
		"heat.ef.default has dimension tCO2/GJ, but the input is t"},
	    {HEAD "\tinput a [t] sometimes : 量 | A\n", 10, 0, "required, optional, default"},
	    {HEAD "\tinput a [t] required : 量\n", 10, 0, "': Chinese | English'"},
	    {HEAD "\tinput a [t] required : 量 | \n", 10, 0, "both the Chinese and the English"},
	    {HEAD "\tinput a [t] required : 量 | A\n\tinput a [t] required : 量 | A\n", 11, 0,
		"a name is expected that no other"},
	    {HEAD "\tinput a [tCO2] required unless b : 量 | A\n\temits CO2 = a\n", 11, 0,
		"unless: no input is called b"},
	    {HEAD "\tfoo bar\n", 10, 2, "foo is no keyword of a category"},
	    {HEAD "\tscope 4\n", 10, 0, "the scope is 1, 2 or 3"},
	    {HEAD, 9, 0, "the category c above lacks"},
	    {HEAD "\tinput a [tCO2] required : 量 | A\n\temits CO2 = a\ncategory c\n", 12, 0,
		"the category c stands twice"},
	    {"method x\nuse combustion from nowhere\n", 2, 0, "method, name, title"},
	    {"foo\n", 1, 1, "foo is no keyword of a method"},
	    {"valid 2020-02-31\n", 1, 0, "a day such as"},
	    {"gwp AR7\n", 1, 0, "no such assessment"},
	    {"fuels none\n", 1, 0, "no such set"},
	    {"", 0, 0, "method, name, title"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Arena *mem = arena_open();
		GhgLoadError error = {0};
		const Ghg *ghg = load(mem, CASES[i].text, &error);
		bool is_right = !ghg && error.message && strcmp(error.file, "methods/x.method") == 0 &&
				error.line == CASES[i].line &&
				(CASES[i].column == 0 || error.column == CASES[i].column) &&
				str_starts(error.message, CASES[i].message);
		if (!is_right)
			fail_msg("case %zu: %s:%d:%d: %s", i, error.file, error.line, error.column,
			    error.message ? error.message : "loaded");
		arena_close(mem);
	}
}

/* A second edition of a guide begins on its day; a period before takes the first. */
static void test_editions(void **state)
{
	Arena *mem = arena_open();
	GhgLoadError error = {0};
	const Ghg *ghg = load(mem,
	    "method 07\nname : 玻璃 | Glass\ntitle : 新版 | New\nvalid 2026-01-01\nfuels "
	    "NDRC-steel-2013\ngwp AR5\n"
	    "use combustion electricity from general\n",
	    &error);
	if (!ghg)
		fail_msg("%s:%d: %s", error.file, error.line, error.message);
	assert_string_equal(ghg_method(ghg, "07", (Date){2025, 12, 31})->gwp_set, "SAR");
	assert_string_equal(ghg_method(ghg, "07", (Date){2026, 1, 1})->gwp_set, "AR5");
	assert_string_equal(ghg_method(ghg, "07", (Date){0})->gwp_set, "AR5");
	assert_string_equal(ghg_method(ghg, "07", (Date){1999, 1, 1})->gwp_set, "SAR");
	assert_null(ghg_method(ghg, "99", (Date){0}));
	arena_close(mem);

	mem = arena_open();
	ghg = load(mem,
	    "method 07\nname : 玻璃 | Glass\ntitle : 同 | Same\nvalid 2013-10-15\nfuels NDRC-steel-2013\ngwp "
	    "AR5\n",
	    &error);
	assert_null(ghg);
	assert_string_equal(error.message, "another file has the same method and first day");
	arena_close(mem);
}

/* Every shipped category has words, units for each input, and items where it asks for one. */
static void test_shipped(void **state)
{
	Arena *mem = arena_open();
	const Ghg *ghg = ghg_embedded();
	size_t count, items;
	const GhgMethod *methods = ghg_methods(ghg, &count);
	assert_int_equal(count, 30);
	for (size_t m = 0; m < count; m++) {
		GhgSettings settings = {.method = methods[m].code, .on = methods[m].valid_from};
		for (size_t c = 0; c < methods[m].category_count; c++) {
			const GhgCategory *category = &methods[m].categories[c];
			const GhgItem *list = ghg_items(ghg, mem, &settings, category, &items);
			assert_true(*category->name.zh && *category->name.en && *category->clause.zh &&
				    *category->formula.zh);
			assert_true((items > 0) == (category->items != GHG_NO_ITEM));
			for (size_t i = 0; i < category->input_count; i++) {
				const char *const *units = ghg_input_units(ghg, mem, &settings, category,
				    items ? list[0].code : NULL, &category->inputs[i]);
				Unit unit;
				assert_non_null(units[0]);
				for (; *units; units++)
					assert_true(unit_parse(*units, &unit));
			}
		}
	}
	assert_string_equal(ghg_category(ghg_method(ghg, "general", (Date){0}), "combustion")->formula.zh,
	    "消费量 × 低位发热量 × 单位热值含碳量 × 碳氧化率 × 44/12");
	arena_close(mem);
}

/* Every problem has its sentence in both languages. */
static void test_words(void **state)
{
	Arena *mem = arena_open();
	for (int code = GHG_UNKNOWN_METHOD; code <= GHG_PRICE_YEAR; code++) {
		GhgProblem problem = {(GhgProblemCode)code, "share", "GIVEN", "EXPECTED", 2};
		for (int lang = ZH; lang < LANG_COUNT && code != GHG_STOPPING_PROBLEMS; lang++) {
			char *text = ghg_problem_text(ghg_embedded(), mem, &problem, NULL, (Lang)lang);
			if (strstr(text, "problem.") || strchr(text, '{'))
				fail_msg("problem %d: %s", code, text);
		}
	}
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_editions),
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
