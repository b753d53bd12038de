/* The compiler of method files on a hostile text, beside the real tables and methods, which it may use.
 * What it accepts must compute: every category with its first item and 1 (or one half) in every input. */
#include "base/str.h"
#include "fuzz.h"
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_MAX = 1 << 20 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* The method is read over tables that are loaded once: a hundred times as many inputs a second. */
static const Ghg *load(Arena *mem, const char *text, size_t size)
{
	GhgFile file = {"methods/x.method", text, size, NULL};
	GhgLoadError error;
	const Ghg *ghg = ghg_with_method(ghg_embedded(), mem, &file, &error);
	check(ghg || (error.message && *error.message && error.line >= 0 && error.column >= 0));
	return ghg;
}

static GhgGiven given_of(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category,
    const char *item, const GhgInput *input)
{
	const char *const *units = ghg_input_units(ghg, mem, settings, category, item, input);
	check(units != NULL);
	return (GhgGiven){.name = input->name,
	    .value = input->is_fraction ? 0.5 : 1,
	    .unit = units[0] ? units[0] : "",
	    .source = "报告"};
}

static void check_line(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgLine *line)
{
	GhgResult result = ghg_calculate(ghg, mem, settings, line);
	check(result.is_known == (isfinite(result.tco2e) != 0));
	check(result.is_known || result.problem_count > 0);
	for (size_t i = 0; i < result.problem_count; i++)
		check(*ghg_problem_text(ghg, mem, &result.problems[i], result.category, ZH));
	Buf tree = buf_in(mem, TREE_MAX);
	ghg_explain(ghg, &tree, &result, ZH);
	ghg_explain(ghg, &tree, &result, EN);
	check(ghg_explain_short(mem, &result, ZH) != NULL);
}

static void check_category(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category)
{
	size_t items;
	const GhgItem *first = ghg_items(ghg, mem, settings, category, &items);
	const char *item = items > 0 ? first[0].code : NULL;
	GhgGiven *given = ARENA_ARRAY(mem, GhgGiven, category->input_count + 1);
	GhgColumn *columns = ARENA_ARRAY(mem, GhgColumn, category->input_count + 1);
	static const double halves[] = {0.5, 0.25, 0.125};
	double tonnes[3];
	for (size_t i = 0; i < category->input_count; i++) {
		given[i] = given_of(ghg, mem, settings, category, item, &category->inputs[i]);
		columns[i] = (GhgColumn){halves, (int)(i % 2)};
	}
	GhgLine line = {.category = category->code, .item = item, .year = 2025, .given = given};
	for (line.given_count = 0; line.given_count <= category->input_count; line.given_count++)
		check_line(ghg, mem, settings, &line);
	for (int formula = 0; formula < category->program->emission_count; formula++)
		ghg_batch(category, formula, columns, 3, tonnes);
}

static void check_method(const Ghg *ghg, Arena *mem, const GhgMethod *method)
{
	GhgSettings settings = {.method = method->code, .on = method->valid_from};
	if (ghg_method(ghg, method->code, method->valid_from) != method)
		return; /* a later edition of `general` */
	for (size_t i = 0; i < method->category_count; i++)
		check_category(ghg, mem, &settings, &method->categories[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	const Ghg *ghg = load(mem, (const char *)bytes, size);
	for (size_t i = 0; ghg && i < ghg->method_count; i++)
		if (str_eq(ghg->methods[i].file, "methods/x.method"))
			check_method(ghg, mem, &ghg->methods[i]);
	arena_reset(mem);
	return 0;
}
