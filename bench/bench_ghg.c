/* Lines of combustion calculated per second on one core: the flat program of a method file beside a loop
 * written by hand over the same arrays. */
#include "base/date.h"
#include "ghg/ghg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINES = 1000000, ROUNDS = 20 };

static void by_hand(const double *amount, const double *ncv, const double *carbon, const double *oxidation,
    size_t n, double *tonnes)
{
	for (size_t i = 0; i < n; i++)
		tonnes[i] = amount[i] * ncv[i] * carbon[i] * oxidation[i] * 44.0 / 12.0;
}

static void print_figure(const char *name, double value, double baseline, const char *aim)
{
	printf(
	    "%-44s %14.3g %-10s %14.3g %8.2f  %s\n", name, value, "lines/s", baseline, value / baseline, aim);
}

int main(void)
{
	Arena *mem = arena_open();
	const Ghg *ghg = ghg_embedded();
	const GhgMethod *method = ghg_method(ghg, "general", (Date){2025, 1, 1});
	const GhgCategory *combustion = method ? ghg_category(method, "combustion") : NULL;
	if (!combustion || combustion->input_count > 16)
		return 1;
	double *columns[16], *ours = ARENA_ARRAY(mem, double, LINES),
			     *theirs = ARENA_ARRAY(mem, double, LINES);
	GhgColumn inputs[16] = {0};
	for (size_t c = 0; c < combustion->input_count; c++) {
		columns[c] = ARENA_ARRAY(mem, double, LINES);
		for (size_t i = 0; i < LINES; i++)
			columns[c][i] = 0.5 + (double)((i * 7919 + c * 104729) % 1000) / 1000;
		inputs[c] = (GhgColumn){columns[c], 1};
	}
	int64_t begin = tick_ns();
	for (int r = 0; r < ROUNDS; r++)
		ghg_batch(combustion, 0, inputs, LINES, ours);
	double batch = (double)LINES * ROUNDS * 1e9 / (double)(tick_ns() - begin);

	const double *named[4] = {0};
	static const char *const names[] = {"amount", "ncv", "carbon", "oxidation"};
	for (size_t c = 0; c < combustion->input_count; c++)
		for (int k = 0; k < 4; k++)
			if (__builtin_strcmp(combustion->inputs[c].name, names[k]) == 0)
				named[k] = columns[c];
	if (!named[0] || !named[1] || !named[2] || !named[3])
		return 1;
	begin = tick_ns();
	for (int r = 0; r < ROUNDS; r++)
		by_hand(named[0], named[1], named[2], named[3], LINES, theirs);
	double loop = (double)LINES * ROUNDS * 1e9 / (double)(tick_ns() - begin);
	for (size_t i = 0; i < LINES; i++)
		if (fabs(ours[i] - theirs[i]) > 1e-12 * fabs(theirs[i])) {
			fprintf(stderr, "line %zu: %.17g, by hand %.17g\n", i, ours[i], theirs[i]);
			return 1;
		}
	print_figure("combustion lines, vs a loop by hand", batch, loop, ">= 2e7 lines/s, ratio >= 0.50");

	GhgSettings settings = {.method = "general", .on = {2025, 1, 1}};
	GhgGiven given[] = {{.name = "amount", .value = 36.2, .unit = "t"}};
	GhgLine line = {
	    .category = "combustion", .item = "DIESEL", .year = 2025, .given = given, .given_count = 1};
	enum { SINGLE = 200000 };
	Arena *each = arena_open();
	begin = tick_ns();
	for (int i = 0; i < SINGLE; i++) {
		GhgResult result = ghg_calculate(ghg, each, &settings, &line);
		if (!result.is_known)
			return 1;
		arena_reset(each);
	}
	print_figure(
	    "single lines with explanation kept", SINGLE * 1e9 / (double)(tick_ns() - begin), loop, "");
	arena_close(each);
	arena_close(mem);
	return 0;
}
