/* The page's own reading of a line (src/core/live) against the server's: random lines through line_compute
 * and through the request that the page would make. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "ghg/weighted.h"
#include "calculator/calculator_live.h"
#include "live/live.h"

#include <cmocka.h> /* last: it defines `fail` */

enum { LINES = 20000 };

static uint32_t state = 20261122;

static size_t below(size_t most)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % most;
}

#define ONE_OF(list) ((list)[below(sizeof(list) / sizeof *(list))])

static const char *typed(void)
{
	static const char *const TEXTS[] = {"", "", "1", "12.5", "1,234.5", "0", "-3", "0.9419", "12,5", "x",
	    "100", "101", "1e400", "42.7", "0.98", "250"};
	return ONE_OF(TEXTS);
}

static const InventoryFacility FACILITIES[] = {
    {.id = 4, .name = "一号厂", .province = "32", .grid = "EC", .is_within = true},
    {.id = 5, .name = "二号厂", .province = "42", .grid = "42", .is_within = true},
};

static ActivityLine random_line(Arena *mem, const GhgMethod *method)
{
	static const char *const ITEMS[] = {"", "DIESEL", "NATURAL_GAS", "CaCO3", "EC", "R-410A", "OTHER"};
	static const char *const UNITS[] = {
	    "t", "kg", "MWh", "GJ", "m3", "Nm3", "L", "", "bla", "万kWh", "%"};
	static const char *const NAMES[] = {"ncv", "carbon", "oxidation", "factor", "share", "pressure",
	    "temperature", "gwp", "amount", "none"};
	static const char *const SOURCES[] = {"", "检测报告", "contract 7"};
	static const char *const CHOICES[] = {"", "", "", "nation.CN.2023.average", "none"};
	static const int64_t PLACES[] = {0, 4, 5, 99};
	static const char MEASURED[] = "40.1|41|x||42.5|40|39|41|42|40||44.5|43";
	ActivityLine line = line_blank(1, 7, method->categories[below(method->category_count)].code);
	LineInput inputs[3];
	const char *months[INVENTORY_MAX_MONTHS];
	line.item = ONE_OF(ITEMS);
	line.facility_id = ONE_OF(PLACES);
	line.factor_choice = ONE_OF(CHOICES);
	line.amount_text = typed();
	line.amount_unit = ONE_OF(UNITS);
	line.alloc_total_text = below(4) ? "" : typed();
	line.alloc_share_text = below(4) ? "" : typed();
	line.factor_text = below(4) ? "" : typed();
	line.factor_unit = ONE_OF(UNITS);
	line.factor_source = ONE_OF(SOURCES);
	for (size_t i = 0; i < 3; i++)
		inputs[i] = (LineInput){.name = NAMES[(below(3) * 3 + i) % 10],
		    .text = typed(),
		    .unit = ONE_OF(UNITS),
		    .source = ONE_OF(SOURCES),
		    .months = below(3) ? "" : MEASURED,
		    .uncertainty = "",
		    .valid_from = "",
		    .valid_to = ""};
	line.inputs = below(2) ? "" : line_inputs_write(mem, inputs, 3);
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++)
		months[i] = i < 12 ? typed() : "";
	line.monthly = below(6) ? "" : line_months_write(mem, months);
	return line;
}

/* Amounts and one measured value for every month, in the first unit offered. */
static void take_months(Arena *mem, const GhgCategory *category, ActivityLine *line)
{
	LineInput input = {.text = "",
	    .unit = "",
	    .source = "",
	    .months = "0.5|0.6|0.55|0.5|0.6|0.7||0.9",
	    .uncertainty = "",
	    .valid_from = "",
	    .valid_to = ""};
	line->monthly = "10|20|30.5|4|5|6|7|8|9|10|11|12";
	line->inputs = "";
	for (size_t i = 1; i < category->input_count && !*line->inputs; i++) {
		input.name = category->inputs[i].name;
		input.unit = ghg_input_units(ghg_embedded(), mem, &(GhgSettings){.method = "general"},
		    category, *line->item ? line->item : NULL, &category->inputs[i])[0];
		if (ghg_is_monthly(category, &category->inputs[i]))
			line->inputs = line_inputs_write(mem, &input, 1);
	}
}

/* What the method offers, half of the time: otherwise few random lines have a result. */
static void take_offers(Arena *mem, const Inventory *inventory, ActivityLine *line)
{
	GhgSettings settings = inventory_settings(inventory);
	const GhgCategory *category = inventory_category(inventory->ghg, inventory, line->category);
	size_t count;
	const GhgItem *items = ghg_items(inventory->ghg, mem, &settings, category, &count);
	if (count)
		line->item = items[below(count)].code;
	const char *item = count ? line->item : NULL;
	line->amount_unit = ghg_input_units(
	    inventory->ghg, mem, &settings, category, item, &category->inputs[0])[0];
	line->amount_text = "1,234.5";
	line->factor_text = line->factor_choice = line->alloc_share_text = line->alloc_total_text = "";
	if (below(2))
		line->inputs = line->monthly = "";
	else if (below(2))
		take_months(mem, category, line);
}

static const char *answered_bits(Arena *mem, const char *answer)
{
	const char *at = strstr(answer, "\ntco2e\t");
	const char *tab = at ? strchr(at + strlen("\ntco2e\t"), '\t') : NULL;
	return tab ? arena_copy_n(mem, tab + 1, 16) : "";
}

static size_t stopping(const LineResult *result)
{
	size_t count = 0;
	for (size_t i = 0; i < result->problem_count; i++)
		count += result->problems[i].stops;
	return count;
}

static size_t times(const char *text, const char *part)
{
	size_t count = 0;
	while ((text = strstr(text, part)))
		count++, text += strlen(part);
	return count;
}

static bool compare(Arena *mem, const Inventory *inventory, const ActivityLine *line)
{
	LineResult result = line_compute(ghg_embedded(), mem, inventory, FACILITIES, 2, line, EN);
	const char *fields = line_live_fields(mem, FACILITIES, 2, line);
	const char *request = arena_printf(
	    mem, "%sline\t\n%s", inventory_live_settings(mem, inventory, EN), fields);
	Buf text = live_answer(ghg_embedded(), mem, request, strlen(request));
	const char *answer = buf_take(&text);
	bool is_same = str_eq(answered_bits(mem, answer), line_live_bits(mem, &result)) &&
		       times(answer, "\nproblem\tstops\t") == stopping(&result);
	if (!is_same)
		fail_msg("the server has %s and %zu problems, the page\n%s%s", line_live_bits(mem, &result),
		    stopping(&result), request, answer);
	return result.is_known;
}

static void test_page_and_server_read_alike(void **unused)
{
	static const char *const METHODS[] = {"general", "07", "14", "17", "08"};
	Arena *mem = arena_open();
	size_t known = 0;
	for (int i = 0; i < LINES; i++) {
		Inventory inventory = {.method = ONE_OF(METHODS),
		    .start = {2025, 1, 1},
		    .gwp_set = below(2) ? "" : "AR5",
		    .coal_rate_text = typed(),
		    .month_count = below(3) ? 12 : 5,
		    .ghg = ghg_embedded()};
		ActivityLine line = random_line(
		    mem, ghg_method(ghg_embedded(), inventory.method, inventory.start));
		if (below(2))
			take_offers(mem, &inventory, &line);
		known += compare(mem, &inventory, &line);
		arena_reset(mem);
	}
	if (known < LINES / 20)
		fail_msg("only %zu lines with a result", known);
	arena_close(mem);
}

static void test_what_cannot_be_told_is_left_out(void **unused)
{
	Arena *mem = arena_open();
	ActivityLine line = line_blank(1, 7, "electricity");
	assert_string_equal(line_live_fields(mem, NULL, 0, &line), "category\telectricity\nregion\tCN\n");
	line.amount_text = "1\n2";
	assert_null(line_live_fields(mem, NULL, 0, &line));
	Inventory inventory = {.method = "07",
	    .start = {2025, 1, 1},
	    .gwp_set = "",
	    .coal_rate_text = "",
	    .month_count = 12,
	    .ghg = ghg_embedded()};
	assert_string_equal(inventory_live_settings(mem, &inventory, ZH),
	    "lang\tzh\nmethod\t07\non\t2025-01-01\nmonths\t12\n");
	inventory.ghg = NULL;
	assert_null(inventory_live_settings(mem, &inventory, ZH));
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_page_and_server_read_alike),
	    cmocka_unit_test(test_what_cannot_be_told_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
