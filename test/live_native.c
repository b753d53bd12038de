/* The text protocol of src/core/live in this process, for test/e2e/live_test.mjs: requests on stdin, each as
 * its length, a newline and its bytes; answers likewise. `live_native catalogue` lists what can be asked:
 * methods with first day, their categories, items, and inputs with units, parted by tabs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/live.h"

static void list_units(const char *const *units)
{
	for (; *units; units++)
		printf("\t%s", *units);
	printf("\n");
}

static void list_category(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category)
{
	size_t count;
	const GhgItem *items = ghg_items(ghg, mem, settings, category, &count);
	printf("category\t%s\n", category->code);
	for (size_t i = 0; i < count; i++) {
		printf("item\t%s\t%s", items[i].code, items[i].factor ? items[i].factor->id : "");
		list_units(
		    ghg_input_units(ghg, mem, settings, category, items[i].code, &category->inputs[0]));
	}
	for (size_t i = 0; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		const char *item = count ? items[0].code : NULL;
		printf("input\t%s\t%s", input->name, input->need == GHG_REQUIRED ? "required" : "");
		list_units(ghg_input_units(ghg, mem, settings, category, item, input));
	}
}

static void list_all(const Ghg *ghg, Arena *mem)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg, &count);
	for (size_t m = 0; m < count; m++) {
		GhgSettings settings = {.method = methods[m].code, .on = methods[m].valid_from};
		printf("method\t%s\t%s\n", methods[m].code, date_text(mem, methods[m].valid_from));
		for (size_t i = 0; i < methods[m].category_count; i++)
			list_category(ghg, mem, &settings, &methods[m].categories[i]);
	}
	for (const char *const *set = ghg_fuel_sets(ghg); *set; set++)
		printf("fuel_set\t%s\n", *set);
	for (const char *const *set = ghg_gwp_sets(); *set; set++)
		printf("gwp_set\t%s\n", *set);
	const GhgRegion *regions = ghg_regions(ghg, &count);
	for (size_t i = 0; i < count; i++)
		printf("region\t%s\n", regions[i].code);
	const GhgFactor *grid = ghg_factors(ghg, GHG_GRID, &count);
	for (size_t i = 0; i < count; i++)
		printf("factor\t%s\n", grid[i].id);
}

static int answer_all(const Ghg *ghg, Arena *mem)
{
	static char request[LIVE_REQUEST_MAX + 1];
	size_t len;
	while (scanf("%zu", &len) == 1) {
		if (getchar() != '\n' || len > sizeof request || fread(request, 1, len, stdin) != len)
			return 1;
		Buf answer = live_answer(ghg, mem, request, len);
		printf("%zu\n", answer.len);
		fwrite(buf_take(&answer), 1, answer.len, stdout);
		fflush(stdout);
		arena_reset(mem);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const Ghg *ghg = ghg_embedded();
	Arena *mem = arena_open();
	int status = 0;
	if (argc > 1 && strcmp(argv[1], "catalogue") == 0)
		list_all(ghg, mem);
	else
		status = answer_all(ghg, mem);
	arena_close(mem);
	return status;
}
