/* The calculation core on one core: every shape of formula over a million lines beside a loop written by hand
 * over the same arrays, one line at a time, and an inventory of 50 000 lines computed again.
 *   bench_ghg          figures
 *   bench_ghg lines    only lines a second one at a time, as "shape lines/s", for other programs */
#include "base/date.h"
#include "base/str.h"
#include "ghg/ledger.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINES = 1000000, ROUNDS = 15, SINGLE = 100000, INVENTORY = 50000, PASSES = 40, INPUTS = 16 };

typedef void Loop(const double *const c[], size_t n, double *restrict tonnes);

#define LOOP(name, expression)                                                                               \
	static void name(const double *const c[], size_t n, double *restrict tonnes)                         \
	{                                                                                                    \
		const double *restrict a = c[0], *restrict b = c[1], *restrict d = c[2], *restrict e = c[3], \
				       *restrict f = c[4], *restrict g = c[5], *restrict h = c[6];           \
		(void)a, (void)b, (void)d, (void)e, (void)f, (void)g, (void)h;                               \
		for (size_t i = 0; i < n; i++)                                                               \
			tonnes[i] = (expression);                                                            \
	}

LOOP(by_heat_value, a[i] * b[i] * d[i] * e[i] * (44.0 / 12.0))
LOOP(by_two, a[i] * b[i])
LOOP(by_net, (a[i] - b[i]) * d[i])
LOOP(by_three, a[i] * b[i] * d[i])
LOOP(by_carbon, a[i] * b[i] * (44.0 / 12.0))
LOOP(by_refill, a[i] - b[i] - d[i])
LOOP(by_steam, a[i] * (b[i] - d[i]) * e[i])
LOOP(by_hot_water, a[i] * (b[i] - d[i]) * e[i] * f[i])
LOOP(by_waste_water, (a[i] * (b[i] - d[i]) - e[i]) * f[i] * g[i] - h[i])
LOOP(by_clinker, (a[i] + b[i] + d[i]) * ((e[i] - f[i]) * (44.0 / 56.0) + (g[i] - h[i]) * (44.0 / 40.0)))

/* A formula of the data, the inputs its loop reads in that order, and a line as a person gives it. */
typedef struct Shape {
	const char *name, *method, *category;
	int formula;
	const char *inputs[8];
	Loop *loop;
	const char *item, *region;
	GhgGiven given[6];
} Shape;

static const Shape SHAPES[] = {
    {"combustion: ncv, carbon, oxidation", "general", "combustion", 0,
	{"amount", "ncv", "carbon", "oxidation"}, by_heat_value, "DIESEL", NULL,
	{{"amount", 36.2, "t", NULL}}},
    {"combustion: own factor", "general", "combustion", 1, {"amount", "factor"}, by_two, "DIESEL", NULL,
	{{"amount", 36.2, "t", NULL}, {"factor", 3.1, "tCO2/t", "meter"}}},
    {"electricity", "general", "electricity", 0, {"amount", "factor"}, by_two, NULL, "EC",
	{{"amount", 2610, "MWh", NULL}}},
    {"electricity bought and sold", "general", "electricity", 1, {"amount", "sold", "factor"}, by_net, NULL,
	"EC", {{"amount", 2610, "MWh", NULL}, {"sold", 110, "MWh", NULL}}},
    {"carbonate", "general", "carbonate", 0, {"amount", "factor", "purity"}, by_three, "CaCO3", NULL,
	{{"amount", 120, "t", NULL}}},
    {"carbon balance", "13", "process", 0, {"amount", "carbon"}, by_carbon, "methanol", NULL,
	{{"amount", 120, "t", NULL}, {"carbon", 0.37, "tC/t", "laboratory"}}},
    {"clinker", "08", "clinker", 0, {"amount", "dust", "bypass", "cao", "cao_nc", "mgo", "mgo_nc"},
	by_clinker, NULL, NULL,
	{{"amount", 9000, "t", NULL}, {"cao", 65, "%", "laboratory"}, {"mgo", 2, "%", "laboratory"}}},
    {"waste water", "general", "wastewater", 0,
	{"volume", "cod_in", "cod_out", "sludge", "b0", "mcf", "recovered"}, by_waste_water,
	"MCF_sea_river_lake", NULL,
	{{"volume", 9000, "m3", NULL}, {"cod_in", 2000, "mg/L", NULL}, {"cod_out", 90, "mg/L", NULL}}},
    {"gas release", "general", "gas_release", 2, {"amount", "stock_change", "recovered"}, by_refill, "R-410A",
	NULL, {{"amount", 30, "kg", NULL}, {"stock_change", 2, "kg", NULL}, {"recovered", 5, "kg", NULL}}},
    {"steam", "general", "steam", 0, {"amount", "enthalpy", "feedwater", "factor"}, by_steam, NULL, NULL,
	{{"amount", 500, "t", NULL}, {"pressure", 1, "MPa", NULL}}},
    {"hot water", "general", "hot_water", 0, {"amount", "temperature", "reference", "capacity", "factor"},
	by_hot_water, NULL, NULL, {{"amount", 500, "t", NULL}, {"temperature", 80, "℃", NULL}}},
    {"scope 3: t·km and own factor", "general", "s3.4", 0, {"amount", "factor"}, by_two, NULL, NULL,
	{{"amount", 500, "t·km", NULL}, {"factor", 0.1, "kgCO2e/t·km", "carrier"}}},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES };

static void die(const char *what, const char *name)
{
	fprintf(stderr, "bench_ghg: %s: %s\n", what, name);
	exit(1);
}

static void print_figure(const char *name, double value, const char *unit, double baseline, const char *aim)
{
	printf("%-44s %14.3g %-10s %14.3g %8.2f  %s\n", name, value, unit, baseline, value / baseline, aim);
}

/* Of this program alone: the machine may be busy with other things. */
static int64_t cpu_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static double seconds_since(int64_t begin)
{
	return (double)(cpu_ns() - begin) / 1e9;
}

static const GhgCategory *category_of(const Shape *shape)
{
	const GhgMethod *method = ghg_method(ghg_embedded(), shape->method, (Date){2023, 1, 1});
	const GhgCategory *category = method ? ghg_category(method, shape->category) : NULL;
	if (!category || category->input_count > INPUTS)
		die("no such category", shape->name);
	return category;
}

static GhgLine line_of(const Shape *shape)
{
	GhgLine line = {.category = shape->category,
	    .item = shape->item,
	    .region = shape->region,
	    .year = 2023,
	    .given = shape->given};
	while (line.given_count < 6 && shape->given[line.given_count].name)
		line.given_count++;
	return line;
}

/* ---- a million lines ---- */

static void bench_batch(Arena *mem, const Shape *shape)
{
	const GhgCategory *category = category_of(shape);
	double *columns[INPUTS] = {0}, *ours = ARENA_ARRAY(mem, double, LINES),
	       *theirs = ARENA_ARRAY(mem, double, LINES);
	GhgColumn inputs[INPUTS] = {0};
	const double *by_hand[8];
	for (size_t c = 0; c < category->input_count; c++) {
		columns[c] = ARENA_ARRAY(mem, double, LINES);
		for (size_t i = 0; i < LINES; i++)
			columns[c][i] = 0.5 + (double)((i * 7919 + c * 104729) % 1000) / 1000;
		inputs[c] = (GhgColumn){columns[c], 1};
	}
	for (int k = 0; k < 8; k++) {
		const GhgInput *input = shape->inputs[k] ? ghg_input(category, shape->inputs[k])
							 : category->inputs;
		if (!input)
			die("no such input", shape->inputs[k]);
		by_hand[k] = columns[input - category->inputs];
	}
	double batch = INFINITY, loop = INFINITY;
	for (int r = 0; r < ROUNDS; r++) { /* in turn, the best of each */
		int64_t begin = cpu_ns();
		ghg_batch(category, shape->formula, inputs, LINES, ours);
		batch = fmin(batch, seconds_since(begin));
		begin = cpu_ns();
		shape->loop(by_hand, LINES, theirs);
		loop = fmin(loop, seconds_since(begin));
	}
	for (size_t i = 0; i < LINES; i++)
		if (fabs(ours[i] - theirs[i]) > 1e-12 * (1 + fabs(theirs[i])))
			die("the loop by hand gives another number", shape->name);
	char name[80];
	snprintf(name, sizeof name, "1M lines, %s", shape->name);
	print_figure(name, LINES / batch, "lines/s", LINES / loop, "vs a loop by hand, >= 0.50");
}

/* ---- one at a time ---- */

static double bench_single(const Shape *shape)
{
	GhgSettings settings = {.method = shape->method, .on = {2023, 1, 1}};
	GhgLine line = line_of(shape);
	Arena *each = arena_open();
	int64_t begin = cpu_ns();
	for (int i = 0; i < SINGLE; i++) {
		GhgResult result = ghg_calculate(ghg_embedded(), each, &settings, &line);
		if (!result.is_known)
			die(ghg_problem_key(result.problems[0].code), shape->name);
		if (i % 16 == 15)
			arena_reset(each);
	}
	double rate = SINGLE / seconds_since(begin);
	arena_close(each);
	return rate;
}

/* ---- an inventory of 50 000 lines ---- */

/* The shapes of the general method by turns. */
static size_t shapes_of_inventory(const Shape *shapes[SHAPE_COUNT])
{
	size_t count = 0;
	for (size_t s = 0; s < SHAPE_COUNT; s++)
		if (str_eq(SHAPES[s].method, "general"))
			shapes[count++] = &SHAPES[s];
	return count;
}

static GhgResult inventory_line(Arena *mem, const Shape *shape, size_t i)
{
	GhgSettings settings = {.method = "general", .on = {2023, 1, 1}};
	GhgLine line = line_of(shape);
	GhgGiven given[6];
	memcpy(given, shape->given, sizeof given);
	given[0].value *= 1 + (double)(i * 7919 % 1000) / 1000;
	line.given = given;
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

static double one_by_one(GhgResult results[], const GhgResult *list[], double *tco2e)
{
	const Shape *shapes[SHAPE_COUNT];
	size_t count = shapes_of_inventory(shapes);
	Arena *mem = arena_open();
	int64_t begin = cpu_ns();
	for (size_t i = 0; i < INVENTORY; i++) {
		results[i] = inventory_line(mem, shapes[i % count], i);
		list[i] = &results[i];
	}
	*tco2e = ghg_totals(mem, list, NULL, INVENTORY).scope123;
	return seconds_since(begin) * 1e3;
}

/* The least a loop by hand does for as many lines: tonnes, times GWP, one plain sum. The ledger besides keeps
 * energy and standard coal, compensates its sums, and adds by category, gas and place. */
static double loop_ms(Arena *mem, const GhgResult results[], size_t count, double *tco2e)
{
	enum { EACH = INVENTORY / 8 };
	double *columns[INPUTS], *tonnes = ARENA_ARRAY(mem, double, EACH), best = INFINITY;
	const double *c[8];
	for (int k = 0; k < INPUTS; k++)
		columns[k] = ARENA_ARRAY(mem, double, EACH);
	for (int k = 0; k < 8; k++)
		c[k] = columns[k];
	for (size_t i = 0; i < EACH; i++)
		for (int k = 0; k < INPUTS; k++)
			columns[k][i] = results[i].tco2e + k;
	for (int pass = 0; pass < PASSES; pass++) {
		const Shape *shapes[SHAPE_COUNT];
		shapes_of_inventory(shapes);
		double scope = 0;
		int64_t begin = cpu_ns();
		for (size_t s = 0; s < count; s++) {
			size_t n = INVENTORY / count;
			shapes[s]->loop(c, n, tonnes);
			for (size_t i = 0; i < n; i++)
				scope += tonnes[i] * columns[7][i];
		}
		best = fmin(best, seconds_since(begin) * 1e3);
		*tco2e = scope;
	}
	return best;
}

static void bench_inventory(Arena *mem)
{
	const Shape *shapes[SHAPE_COUNT];
	size_t count = shapes_of_inventory(shapes);
	GhgSettings settings = {.method = "general", .on = {2023, 1, 1}};
	GhgResult *results = ARENA_ARRAY(mem, GhgResult, INVENTORY);
	const GhgResult **list = ARENA_ARRAY(mem, const GhgResult *, INVENTORY);
	double by_lines, by_hand, lines_ms = one_by_one(results, list, &by_lines);
	GhgLedger *ledger = ghg_ledger(mem, &settings);
	for (size_t i = 0; i < INVENTORY; i++) {
		results[i] = inventory_line(mem, shapes[i % count], i);
		ghg_ledger_put(ledger, i, &results[i], "");
	}
	double run_ms = INFINITY, change_ms = INFINITY, total = 0;
	for (int pass = 0; pass < PASSES; pass++) {
		int64_t begin = cpu_ns();
		ghg_ledger_run(ledger);
		total = ghg_ledger_totals(ledger, mem, NULL, INVENTORY).scope123;
		run_ms = fmin(run_ms, seconds_since(begin) * 1e3);
	}
	if (total != by_lines)
		die("the ledger gives another total", "50 000 lines");
	for (int pass = 0; pass < PASSES; pass++) {
		int64_t begin = cpu_ns();
		GhgResult changed = inventory_line(mem, shapes[7 % count], (size_t)pass);
		ghg_ledger_put(ledger, 7, &changed, "");
		ghg_ledger_totals(ledger, mem, NULL, INVENTORY);
		change_ms = fmin(change_ms, seconds_since(begin) * 1e3);
	}
	double hand_ms = loop_ms(mem, results, count, &by_hand);
	if (!isfinite(by_hand))
		die("the loop by hand gives no number", "50 000 lines");
	print_figure("50 000 lines computed again, vs a loop", run_ms, "ms", hand_ms, "< 5 ms");
	print_figure(
	    "50 000 lines, one changed, new totals", change_ms, "ms", run_ms, "vs all again, < 1 ms");
	print_figure("50 000 lines from texts, one by one", lines_ms, "ms", run_ms, "vs computed again");
}

int main(int argc, char **argv)
{
	bool only_lines = argc > 1 && str_eq(argv[1], "lines");
	for (size_t s = 0; s < SHAPE_COUNT; s++) {
		Arena *mem = arena_open();
		if (only_lines)
			printf("%s\t%.0f\n", SHAPES[s].name, bench_single(&SHAPES[s]));
		else
			bench_batch(mem, &SHAPES[s]);
		arena_close(mem);
	}
	if (only_lines)
		return 0;
	Arena *mem = arena_open();
	bench_inventory(mem);
	arena_close(mem);
	return 0;
}
