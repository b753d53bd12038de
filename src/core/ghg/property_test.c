/* What must hold of every line and every inventory, tried on random ones of all methods, categories, items
 * and units (any_line.h), always the same ones. */
#include "ghg/any_line.h"
#include "ghg/core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

enum { LINES = 12000, INVENTORIES = 40, INVENTORY_LINES = 250, FACILITIES = 5, TREE_MAX_BYTES = 1 << 20 };

/* Relative to the sum of the absolute terms: what a difference of large amounts can keep. */
#define CLOSE 1e-12

typedef struct Scene {
	Any any;
	Arena *mem;
	const Ghg *ghg;
} Scene;

static Scene scene_of(uint64_t seed)
{
	return (Scene){.any = {.state = seed}, .mem = arena_open(), .ghg = ghg_embedded()};
}

static AnyLine *next_line(Scene *s)
{
	AnyLine *line = ARENA_NEW(s->mem, AnyLine);
	const GhgMethod *method = any_method(&s->any, s->ghg);
	GhgSettings settings = any_settings(&s->any, s->ghg, method);
	any_line(&s->any, s->mem, s->ghg, method, &settings, line);
	return line;
}

static GhgResult result_of(Scene *s, const AnyLine *line)
{
	return ghg_calculate(s->ghg, s->mem, &line->settings, &line->line);
}

/* Copies with their own given values, so that these may be changed. */
static AnyLine *copy_of(Scene *s, const AnyLine *line)
{
	AnyLine *copy = ARENA_NEW(s->mem, AnyLine);
	*copy = *line;
	copy->line.given = copy->given;
	return copy;
}

static void fail_line(const AnyLine *line, const char *what, double got, double wanted)
{
	for (size_t i = 0; i < line->line.given_count; i++)
		print_message(
		    "  %s = %.17g %s\n", line->given[i].name, line->given[i].value, line->given[i].unit);
	fail_msg("%s/%s/%s/%s: %s: %.17g, expected %.17g", line->method->file, line->category->code,
	    line->line.item ? line->line.item : "", line->line.region ? line->line.region : "", what, got,
	    wanted);
}

static double gross_of(const Formula *formula, const GhgResult *result)
{
	double base[CATEGORY_INPUTS] = {0};
	for (size_t i = 0; i < result->used_count; i++) {
		const GhgInput *input = ghg_input(result->category, result->used[i].name);
		if (input)
			base[input - result->category->inputs] = result->used[i].base;
	}
	return formula_size(formula, base);
}

/* The amounts of a result, and how large the terms behind each are. */
enum { FIGURES = 9 };
typedef struct Figures {
	double value[FIGURES], gross[FIGURES];
} Figures;
static const char *const FIGURE_NAMES[FIGURES] = {"tco2e", "biogenic_tco2", "activity", "electricity_mwh",
    "energy_gj", "tce_equal", "tce_equivalent", "tonnes of the first gas", "tco2e of the first gas"};

static Figures figures_of(const GhgResult *r)
{
	const struct GhgProgram *program = r->category->program;
	double main = gross_of(&program->emissions[r->formula].formula, r), tonnes = 0, energy = 0;
	for (int i = 0; i < program->emission_count; i++) {
		double size = gross_of(&program->emissions[i].formula, r);
		tonnes += isfinite(size) ? size
					 : 0; /* a formula not taken may divide by what was not given */
	}
	if (program->energy.text)
		energy = gross_of(&program->energy, r);
	double gwp = 1;
	for (int g = 0; g < r->gas_count; g++)
		gwp = fmax(gwp, r->gases[g].gwp);
	double activity = gross_of(&program->activity, r);
	return (Figures){{r->tco2e, r->biogenic_tco2, r->activity, r->electricity_mwh, r->energy_gj,
			     r->tce_equal, isnan(r->tce_equivalent) ? 0 : r->tce_equivalent,
			     r->gas_count ? r->gases[0].tonnes : 0, r->gas_count ? r->gases[0].tco2e : 0},
	    {tonnes * gwp, tonnes, activity, energy, energy, energy + activity, energy + activity, main,
		main * gwp}};
}

static void check_scaled(
    const AnyLine *line, const GhgResult *from, const GhgResult *to, double scale, double close)
{
	Figures a = figures_of(from), b = figures_of(to);
	for (int i = 0; i < FIGURES; i++) {
		double wanted = a.value[i] * scale;
		if (!(fabs(b.value[i] - wanted) <= close * (fabs(wanted) + a.gross[i] * scale)))
			fail_line(line, FIGURE_NAMES[i], b.value[i], wanted);
	}
}

/* ---- one line ---- */

static void check_text(const AnyLine *line, const char *text, size_t len)
{
	if (!str_is_clean_utf8(text, len))
		fail_line(line, "an explanation that is no UTF-8", (double)len, 0);
}

static void check_words(Scene *s, const AnyLine *line, const GhgResult *r)
{
	for (int lang = ZH; lang < LANG_COUNT; lang++) {
		Buf tree = buf_in(s->mem, TREE_MAX_BYTES);
		ghg_explain(s->ghg, &tree, r, (Lang)lang);
		assert_true(tree.len > 0 && !tree.overflow);
		check_text(line, buf_take(&tree), tree.len);
		const char *brief = ghg_explain_short(s->mem, r, (Lang)lang);
		check_text(line, brief, strlen(brief));
		for (size_t i = 0; i < r->problem_count; i++)
			assert_true(
			    *ghg_problem_text(s->ghg, s->mem, &r->problems[i], r->category, (Lang)lang));
	}
}

static void check_known(const AnyLine *line, const GhgResult *r)
{
	GhgSum sum = {0};
	Figures f = figures_of(r);
	for (int i = 0; i < FIGURES; i++)
		if (!isfinite(f.value[i]))
			fail_line(line, FIGURE_NAMES[i], f.value[i], 0);
	for (int g = 0; g < r->gas_count; g++) {
		assert_true(isfinite(r->gases[g].tonnes) && r->gases[g].gwp > 0);
		ghg_sum_add(&sum, r->gases[g].tco2e);
	}
	if (r->tco2e != ghg_sum_value(&sum))
		fail_line(line, "tco2e is the sum of its gases", r->tco2e, ghg_sum_value(&sum));
	if (line->category->is_deduction ? r->tco2e > 0 : r->tco2e < 0)
		fail_line(line, "the sign", r->tco2e, 0);
	bool has_rate = line->settings.coal_rate_kgce_per_kwh > 0;
	if (isnan(r->tce_equivalent) && (has_rate || r->category->energy != GHG_ENERGY_ELECTRICITY))
		fail_line(line, "tce_equivalent", r->tce_equivalent, 0);
}

/* A result is known and finite throughout, or says what stops it. */
static void test_known_or_said(void **state)
{
	Scene s = scene_of(1);
	size_t known = 0;
	for (int i = 0; i < LINES; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s);
		GhgResult r = result_of(&s, line);
		bool stops = false;
		for (size_t p = 0; p < r.problem_count; p++)
			stops = stops || ghg_stops(r.problems[p].code);
		if (r.is_known != (isfinite(r.tco2e) != 0) || r.is_known == stops)
			fail_line(line, "known, or a problem that stops", r.tco2e, stops);
		if (r.is_known)
			check_known(line, &r);
		if (i % 16 == 0)
			check_words(&s, line, &r);
		known += r.is_known;
	}
	assert_true(known > LINES / 2); /* else the others prove little */
	arena_close(s.mem);
}

/* The lines reach every category of every method with a known result. */
static void test_all_reached(void **state)
{
	Scene s = scene_of(2);
	size_t count;
	const GhgMethod *methods = ghg_methods(s.ghg, &count);
	for (size_t m = 0; m < count; m++)
		for (size_t c = 0; c < methods[m].category_count; c++) {
			GhgMethod one = methods[m];
			one.categories = &methods[m].categories[c];
			one.category_count = 1;
			bool is_reached = false;
			for (int tries = 0; tries < 200 && !is_reached; tries++) {
				GhgSettings settings = any_settings(&s.any, s.ghg, &one);
				AnyLine line;
				any_line(&s.any, s.mem, s.ghg, &one, &settings, &line);
				is_reached = result_of(&s, &line).is_known;
				arena_reset(s.mem);
			}
			if (!is_reached)
				fail_msg("%s: no known line of %s", one.file, one.categories->code);
		}
	arena_close(s.mem);
}

/* Amounts: a fraction, a ratio, a temperature or a pressure is none. */
static bool is_extensive(const GhgInput *input)
{
	int bases = 0;
	for (int i = 0; i < DIM_BASES; i++) {
		if (input->dim.of[i] < 0)
			return false;
		bases += input->dim.of[i];
	}
	return bases > 0 && !input->dim.of[DIM_TEMPERATURE] && !input->dim.of[DIM_PRESSURE];
}

/* Tonnes moved grow with the business, the way of each does not: beside the main amount lengths and times are
 * held, but for the whole distance driven. */
static bool grows(const GhgCategory *category, const GhgInput *input)
{
	bool is_held = dim_equal(input->dim, dim_of(DIM_LENGTH)) || dim_equal(input->dim, dim_of(DIM_TIME));
	return input == category->inputs ||
	       (is_extensive(input) && (!is_held || str_eq(input->name, "driven")));
}

static AnyLine *scaled(Scene *s, const AnyLine *line, double scale, bool main_only)
{
	AnyLine *copy = copy_of(s, line);
	for (size_t i = 0; i < copy->line.given_count; i++) {
		const GhgInput *input = ghg_input(line->category, copy->given[i].name);
		if (input && grows(line->category, input) && (!main_only || input == line->category->inputs))
			copy->given[i].value *= scale;
	}
	return copy;
}

/* Twice the amounts are exactly twice the result in every figure; 3.7 times to 1e-12. Where two amounts are
 * multiplied (tonnes by kilometres) the first counts as the activity. */
static void test_linear(void **state)
{
	Scene s = scene_of(3);
	for (int i = 0; i < LINES; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s);
		GhgResult r = result_of(&s, line);
		if (!r.is_known || figures_of(&r).gross[0] > 1e14) /* beyond 1e15 t the core refuses */
			continue;
		GhgResult twice = result_of(&s, scaled(&s, line, 2, false));
		bool is_product = twice.is_known && r.tco2e != 0 && twice.tco2e == 4 * r.tco2e;
		if (is_product)
			twice = result_of(&s, scaled(&s, line, 2, true));
		GhgResult more = result_of(&s, scaled(&s, line, 3.7, is_product));
		if (!twice.is_known || !more.is_known)
			fail_line(line, "still known when scaled", more.tco2e, r.tco2e);
		check_scaled(line, &r, &twice, 2, 0);
		check_scaled(line, &r, &more, 3.7, CLOSE);
	}
	arena_close(s.mem);
}

/* One given value in another unit that is offered for it. */
static void check_units(Scene *s, const AnyLine *line, const GhgResult *r, size_t at)
{
	const GhgInput *input = ghg_input(line->category, line->given[at].name);
	Unit from, to;
	if (!input || !unit_parse(line->given[at].unit, &from))
		return;
	const char *const *units = ghg_input_units(
	    s->ghg, s->mem, &line->settings, line->category, line->line.item, input);
	for (; *units; units++) {
		AnyLine *other = copy_of(s, line);
		if (!unit_parse(*units, &to) ||
		    !unit_convert(line->given[at].value, from, to, &other->given[at].value))
			continue; /* litres beside tonnes, or another thing that is counted */
		other->given[at].unit = *units;
		GhgResult same_again = result_of(s, other);
		if (same_again.is_known != r->is_known)
			fail_line(other, "known in another unit too", same_again.tco2e, r->tco2e);
		if (r->is_known)
			check_scaled(other, r, &same_again, 1, CLOSE);
	}
}

static void test_units(void **state)
{
	Scene s = scene_of(4);
	for (int i = 0; i < LINES / 3; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s);
		GhgResult r = result_of(&s, line);
		for (size_t g = 0; g < line->line.given_count; g++)
			check_units(&s, line, &r, g);
	}
	arena_close(s.mem);
}

/* Litres are tonnes by the density of the table. */
static void test_litres(void **state)
{
	Scene s = scene_of(5);
	static const char *const LIQUIDS[] = {"DIESEL", "GASOLINE"};
	for (int i = 0; i < 2; i++) {
		const GhgFactor *density = fuel_density(s.ghg, LIQUIDS[i]);
		GhgGiven tonnes = {"amount", 12.5, "t", NULL},
			 litres = {"amount", 12.5 / density->value * 1000, "L", NULL};
		GhgSettings settings = {.method = "general"};
		GhgLine line = {
		    .category = "combustion", .item = LIQUIDS[i], .given = &tonnes, .given_count = 1};
		double by_mass = ghg_calculate(s.ghg, s.mem, &settings, &line).tco2e;
		line.given = &litres;
		double by_volume = ghg_calculate(s.ghg, s.mem, &settings, &line).tco2e;
		assert_true(by_mass > 30 && fabs(by_volume - by_mass) <= CLOSE * by_mass);
	}
	arena_close(s.mem);
}

/* The order in which values are given changes nothing, to the last bit. */
static void test_order_of_values(void **state)
{
	Scene s = scene_of(6);
	for (int i = 0; i < LINES / 3; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s), *turned = copy_of(&s, line);
		for (size_t g = 0; g < line->line.given_count; g++)
			turned->given[g] = line->given[line->line.given_count - 1 - g];
		GhgResult a = result_of(&s, line), b = result_of(&s, turned);
		assert_int_equal(a.is_known, b.is_known);
		if (a.is_known)
			check_scaled(line, &a, &b, 1, 0);
	}
	arena_close(s.mem);
}

/* More of the first input is not less emission; of a deduction, not less deducted. */
static void test_monotone(void **state)
{
	Scene s = scene_of(7);
	for (int i = 0; i < LINES; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s), *more = copy_of(&s, line);
		GhgResult r = result_of(&s, line);
		if (!r.is_known || !line->line.given_count || line->given[0].value < 0 ||
		    !str_eq(line->given[0].name, line->category->inputs[0].name))
			continue;
		more->given[0].value *= 1.5;
		GhgResult grown = result_of(&s, more);
		if (!grown.is_known)
			continue;
		double gain = line->category->is_deduction ? r.tco2e - grown.tco2e : grown.tco2e - r.tco2e;
		if (gain < -CLOSE * (fabs(r.tco2e) + figures_of(&grown).gross[0]))
			fail_line(line, "more of the first input", grown.tco2e, r.tco2e);
	}
	arena_close(s.mem);
}

/* ---- inventories ---- */

typedef struct AnyInventory {
	AnyLine *lines[INVENTORY_LINES];
	GhgResult results[INVENTORY_LINES];
	const GhgResult *order[INVENTORY_LINES];
	const char *facilities[INVENTORY_LINES];
} AnyInventory;

static AnyInventory *next_inventory(Scene *s)
{
	static const char *const PLACES[FACILITIES] = {"一厂", "二厂", "三厂", "", "仓库"};
	AnyInventory *out = ARENA_NEW(s->mem, AnyInventory);
	const GhgMethod *method = any_method(&s->any, s->ghg);
	GhgSettings settings = any_settings(&s->any, s->ghg, method);
	for (int i = 0; i < INVENTORY_LINES; i++) {
		out->lines[i] = ARENA_NEW(s->mem, AnyLine);
		any_line(&s->any, s->mem, s->ghg, method, &settings, out->lines[i]);
		out->results[i] = result_of(s, out->lines[i]);
		out->order[i] = &out->results[i];
		out->facilities[i] = PLACES[any_below(&s->any, FACILITIES)];
	}
	return out;
}

enum { SUMS = 13 };
typedef struct Sums13 {
	double value[SUMS];
} Sums13;

static Sums13 sums_of(const GhgTotals *t)
{
	return (Sums13){{t->scope1, t->scope2, t->scope3, t->scope12, t->scope123, t->biogenic_tco2,
	    t->electricity_mwh, t->electricity_tco2, t->heat_tco2, t->energy_gj, t->tce_equal,
	    isnan(t->tce_equivalent) ? 0 : t->tce_equivalent, (double)t->known}};
}

static double gross_lines(const AnyInventory *inventory)
{
	double gross = 0;
	for (int i = 0; i < INVENTORY_LINES; i++)
		if (inventory->results[i].is_known)
			gross += figures_of(&inventory->results[i]).gross[0] +
				 fabs(inventory->results[i].energy_gj);
	return gross;
}

static const GhgPart *part_named(const GhgPart *parts, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(parts[i].key, key))
			return &parts[i];
	return NULL;
}

static void assert_same_parts(
    const GhgPart *a, size_t a_count, const GhgPart *b, size_t b_count, double close)
{
	assert_int_equal(a_count, b_count);
	for (size_t i = 0; i < a_count; i++) {
		const GhgPart *other = part_named(b, b_count, a[i].key);
		assert_non_null(other);
		assert_true(fabs(a[i].tco2e - other->tco2e) <= close);
		assert_true(fabs(a[i].tonnes - other->tonnes) <= close);
	}
}

/* The totals of the lines in another order: the same to 1e-15 of what was added, and as printed at 6 places.
 */
static void test_order_of_lines(void **state)
{
	Scene s = scene_of(8);
	for (int n = 0; n < INVENTORIES; n++, arena_reset(s.mem)) {
		AnyInventory *inventory = next_inventory(&s);
		GhgTotals before = ghg_totals(
		    s.mem, inventory->order, inventory->facilities, INVENTORY_LINES);
		for (size_t i = INVENTORY_LINES - 1; i > 0; i--) {
			size_t j = any_below(&s.any, i + 1);
			const GhgResult *result = inventory->order[i];
			const char *facility = inventory->facilities[i];
			inventory->order[i] = inventory->order[j];
			inventory->facilities[i] = inventory->facilities[j];
			inventory->order[j] = result;
			inventory->facilities[j] = facility;
		}
		GhgTotals after = ghg_totals(s.mem, inventory->order, inventory->facilities, INVENTORY_LINES);
		double close = 1e-15 * gross_lines(inventory);
		Sums13 a = sums_of(&before), b = sums_of(&after);
		for (int i = 0; i < SUMS; i++) {
			assert_true(isfinite(a.value[i]) && fabs(a.value[i] - b.value[i]) <= close);
			assert_string_equal(
			    number_canonical(s.mem, a.value[i]), number_canonical(s.mem, b.value[i]));
		}
		assert_same_parts(
		    before.categories, before.category_count, after.categories, after.category_count, close);
		assert_same_parts(before.gases, before.gas_count, after.gases, after.gas_count, close);
		assert_same_parts(
		    before.facilities, before.facility_count, after.facilities, after.facility_count, close);
	}
	arena_close(s.mem);
}

/* A line cut in three is worth the whole line. */
static void test_split(void **state)
{
	Scene s = scene_of(9);
	for (int i = 0; i < LINES / 3; i++, arena_reset(s.mem)) {
		static const double PARTS[] = {0.125, 0.3, 0.575};
		AnyLine *line = next_line(&s);
		GhgResult r = result_of(&s, line), pieces[3];
		const GhgResult *whole[] = {&r}, *cut[] = {&pieces[0], &pieces[1], &pieces[2]};
		if (!r.is_known)
			continue;
		GhgResult twice = result_of(&s, scaled(&s, line, 2, false));
		bool is_product = r.tco2e != 0 && twice.tco2e == 4 * r.tco2e;
		for (int p = 0; p < 3; p++)
			pieces[p] = result_of(&s, scaled(&s, line, PARTS[p], is_product));
		GhgTotals a = ghg_totals(s.mem, whole, NULL, 1), b = ghg_totals(s.mem, cut, NULL, 3);
		Figures f = figures_of(&r);
		if (!(fabs(a.scope123 - b.scope123) <= CLOSE * (fabs(a.scope123) + f.gross[0])))
			fail_line(line, "cut in three", b.scope123, a.scope123);
		if (!(fabs(a.energy_gj - b.energy_gj) <= CLOSE * (fabs(a.energy_gj) + f.gross[4])))
			fail_line(line, "energy cut in three", b.energy_gj, a.energy_gj);
	}
	arena_close(s.mem);
}

/* Totals come from unrounded parts. So the parts, added and then printed, are the printed total at the 2
 * places of pages (below 1e9 t, where a double still tells a hundredth from its neighbours); at any size they
 * agree to 1e-15 a part; and printed parts are off the printed total by no more than half a unit each. */
static void check_parts(Arena *mem, const GhgPart *parts, size_t count, double total)
{
	GhgSum sum = {0}, printed = {0}, size = {0};
	for (size_t i = 0; i < count; i++) {
		assert_true(isfinite(parts[i].tco2e));
		ghg_sum_add(&sum, parts[i].tco2e);
		ghg_sum_add(&size, fabs(parts[i].tco2e));
		ghg_sum_add(&printed, round(parts[i].tco2e * 100) / 100);
	}
	assert_true(fabs(ghg_sum_value(&sum) - total) <= 1e-15 * ghg_sum_value(&size));
	if (ghg_sum_value(&size) > 1e9)
		return;
	assert_string_equal(number_text(mem, ghg_sum_value(&sum), 2), number_text(mem, total, 2));
	double off = fabs(ghg_sum_value(&printed) - round(total * 100) / 100);
	assert_true(off <= ((double)count + 1) * 0.005 + 1e-15 * ghg_sum_value(&size));
}

static void test_parts_of_totals(void **state)
{
	Scene s = scene_of(10);
	for (int n = 0; n < INVENTORIES; n++, arena_reset(s.mem)) {
		AnyInventory *inventory = next_inventory(&s);
		GhgTotals t = ghg_totals(s.mem, inventory->order, inventory->facilities, INVENTORY_LINES);
		GhgPart scopes[] = {{.tco2e = t.scope1}, {.tco2e = t.scope2}, {.tco2e = t.scope3}};
		GhgPart bought[] = {{.tco2e = t.electricity_tco2}, {.tco2e = t.heat_tco2}};
		check_parts(s.mem, t.categories, t.category_count, t.scope123);
		check_parts(s.mem, t.gases, t.gas_count, t.scope123);
		check_parts(s.mem, t.facilities, t.facility_count, t.scope123);
		check_parts(s.mem, scopes, 3, t.scope123);
		check_parts(s.mem, scopes, 2, t.scope12);
		check_parts(s.mem, bought, 2, t.scope2);
		assert_int_equal(t.known + t.unknown, INVENTORY_LINES);
		size_t lines = 0;
		for (size_t i = 0; i < t.category_count; i++)
			lines += t.categories[i].lines;
		assert_int_equal(lines, t.known);
	}
	arena_close(s.mem);
}

/* Deductions alone, or larger than what they are taken from, give totals below nothing, never NaN. */
static void test_deductions(void **state)
{
	Scene s = scene_of(11);
	size_t met = 0;
	for (int i = 0; i < LINES; i++, arena_reset(s.mem)) {
		AnyLine *line = next_line(&s);
		GhgResult r = result_of(&s, line);
		const GhgResult *alone[] = {&r};
		if (!line->category->is_deduction)
			continue;
		GhgTotals t = ghg_totals(s.mem, alone, NULL, 1);
		assert_true(isfinite(t.scope123) && t.scope123 <= 0 && isfinite(t.energy_gj));
		met += r.is_known;
	}
	assert_true(met > 20);
	arena_close(s.mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_known_or_said),
	    cmocka_unit_test(test_all_reached),
	    cmocka_unit_test(test_linear),
	    cmocka_unit_test(test_units),
	    cmocka_unit_test(test_litres),
	    cmocka_unit_test(test_order_of_values),
	    cmocka_unit_test(test_monotone),
	    cmocka_unit_test(test_order_of_lines),
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_parts_of_totals),
	    cmocka_unit_test(test_deductions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
