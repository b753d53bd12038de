/* Trees: every sum adds up to what stands above it, every figure of a result has one, and a line opens into
 * all that it was computed from. */
#include "ghg/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ghg/uncertainty.h"

enum { MANY = 90 };

typedef struct Made {
	GhgSettings settings;
	GhgResult results[MANY + 8];
	GhgTreeLine lines[MANY + 8];
	size_t count;
	GhgTotals totals;
	GhgMarket market;
	Uncertainty uncertainty;
	GhgTreeScene scene;
} Made;

static void add_line(Arena *mem, Made *made, GhgLine line, const char *facility)
{
	made->results[made->count] = ghg_calculate(ghg_embedded(), mem, &made->settings, &line);
	made->lines[made->count] = (GhgTreeLine){
	    arena_printf(mem, "line %zu", made->count), "", facility, &made->results[made->count]};
	made->count++;
}

static GhgGiven *amount(Arena *mem, double value, const char *unit)
{
	GhgGiven *given = ARENA_ARRAY(mem, GhgGiven, 3);
	given[0] = (GhgGiven){.name = "amount", .value = value, .unit = unit};
	return given;
}

/* Ninety kinds of size, all three scopes, a blend, steam between two points, litres, a biogenic fuel, a line
 * that cannot be computed. */
static void fill_lines(Arena *mem, Made *made)
{
	for (int i = 0; i < MANY; i++)
		add_line(mem, made,
		    (GhgLine){.category = "combustion",
			.item = i % 3 ? "DIESEL" : "NATURAL_GAS",
			.given = amount(mem, 0.1 + i * 7 % 13, i % 3 ? "L" : "万Nm3"),
			.given_count = 1},
		    i % 2 ? "A" : "B");
	add_line(mem, made,
	    (GhgLine){.category = "electricity", .given = amount(mem, 2610, "MWh"), .given_count = 1}, "A");
	GhgGiven *steam = amount(mem, 1000, "t");
	steam[1] = (GhgGiven){.name = "pressure", .value = 1.03, .unit = "MPa"};
	add_line(mem, made, (GhgLine){.category = "steam", .given = steam, .given_count = 2}, "");
	add_line(mem, made,
	    (GhgLine){.category = "gas_release",
		.item = "R-410A",
		.given = amount(mem, 120, "kg"),
		.given_count = 1},
	    "");
	add_line(mem, made,
	    (GhgLine){.category = "combustion",
		.item = "FUELWOOD",
		.given = amount(mem, 300, "GJ"),
		.given_count = 1},
	    "");
	add_line(mem, made, (GhgLine){.category = "combustion", .item = "DIESEL"}, "");
}

static Made *make(Arena *mem, double coal_rate, bool is_brief)
{
	static const GhgContract CONTRACTS[] = {{500, 0}, {4000, 0.3}};
	static const GhgTreeContract NAMED[] = {{"1", "certificate", 500, 0}, {"2", "contract", 4000, 0.3}};
	Made *made = ARENA_NEW(mem, Made);
	made->settings = (GhgSettings){
	    .method = "general", .on = {2025, 1, 1}, .gwp_set = "AR5", .coal_rate_kgce_per_kwh = coal_rate};
	fill_lines(mem, made);
	const GhgResult *results[MANY + 8];
	const char *facilities[MANY + 8];
	UncertaintyLine *unsure = ARENA_ARRAY(mem, UncertaintyLine, made->count);
	for (size_t i = 0; i < made->count; i++) {
		results[i] = &made->results[i];
		facilities[i] = made->lines[i].facility;
		unsure[i] = (UncertaintyLine){.result = &made->results[i], .id = made->lines[i].id};
	}
	made->totals = ghg_totals(mem, results, facilities, made->count);
	made->market = ghg_market_based(ghg_embedded(), &made->totals, 2025, CONTRACTS, 2);
	made->uncertainty = uncertainty_of(mem, unsure, made->count);
	made->scene = (GhgTreeScene){.ghg = ghg_embedded(),
	    .lang = EN,
	    .is_brief = is_brief,
	    .coal_rate_kgce_per_kwh = coal_rate,
	    .lines = made->lines,
	    .line_count = made->count,
	    .totals = &made->totals,
	    .market = &made->market,
	    .contracts = NAMED,
	    .contract_count = 2,
	    .output = 100,
	    .revenue = 250,
	    .uncertainty = &made->uncertainty};
	return made;
}

static const GhgNode *child(const GhgNode *node, const char *key)
{
	for (size_t i = 0; node && i < node->count; i++)
		if (strcmp(node->children[i].key, key) == 0)
			return &node->children[i];
	return NULL;
}

/* Every node that claims to be a sum is the sum of its children. */
static void check_sums(const GhgNode *node, size_t *sums)
{
	GhgSum sum = {0};
	for (size_t i = 0; i < node->count; i++) {
		ghg_sum_add(&sum, node->children[i].value);
		check_sums(&node->children[i], sums);
	}
	assert_non_null(node->label);
	if (!node->is_sum || isnan(node->value))
		return;
	*sums += 1;
	if (fabs(ghg_sum_value(&sum) - node->value) > 1e-12 * fabs(node->value))
		fail_msg("%s: %.17g in parts, %.17g above", node->key, ghg_sum_value(&sum), node->value);
}

static void test_figures_add_up(void **state)
{
	Arena *mem = arena_open();
	for (int is_brief = 0; is_brief < 2; is_brief++) {
		Made *made = make(mem, 0.305, is_brief);
		size_t count, sums = 0;
		const char *const *figures = tree_figures(mem, &made->scene, &count);
		assert_int_equal(count, 5 + 4 + 2 + 3 + 10);
		for (size_t i = 0; i < count; i++) {
			GhgNode node;
			assert_true(tree_of_figure(mem, &made->scene, figures[i], &node));
			assert_string_equal(node.key, figures[i]);
			assert_true(strlen(tree_figure_name(mem, &made->scene, figures[i])) > 0);
			assert_true(isfinite(node.value));
			check_sums(&node, &sums);
		}
		assert_true(sums >= 15);
	}
	arena_close(mem);
}

static double figure_value(Arena *mem, const Made *made, const char *figure)
{
	GhgNode node;
	assert_true(tree_of_figure(mem, &made->scene, figure, &node));
	return node.value;
}

static void test_figures_are_the_totals(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0.305, false);
	const GhgTotals *t = &made->totals;
	assert_true(figure_value(mem, made, "scope1") == t->scope1);
	assert_true(figure_value(mem, made, "scope2_location") == t->scope2);
	assert_true(figure_value(mem, made, "scope2_market") == made->market.scope2);
	assert_true(figure_value(mem, made, "scope12") == t->scope12);
	assert_true(figure_value(mem, made, "scope123") == t->scope123);
	assert_true(figure_value(mem, made, "biogenic") == t->biogenic_tco2);
	assert_true(figure_value(mem, made, "electricity_mwh") == 2610);
	assert_true(figure_value(mem, made, "tce_equal") == t->tce_equal);
	assert_true(figure_value(mem, made, "tce_equivalent") == t->tce_equivalent);
	assert_true(figure_value(mem, made, "intensity_output") == t->scope12 / 100);
	assert_true(figure_value(mem, made, "tce_per_revenue") == t->tce_equal / 250);
	assert_true(figure_value(mem, made, "facility:A") == t->facilities[1].tco2e);
	GhgNode node;
	static const char *const NONE[] = {
	    "", "scope3", "scope4", "category:", "gas:Xe", "facility:C", "scope"};
	for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
		assert_false(tree_of_figure(mem, &made->scene, NONE[i], &node));
	arena_close(mem);
}

/* Ninety lines of one category: fifty are listed, the rest is one part. */
static void test_long_lists_are_cut(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode node;
	assert_true(tree_of_figure(mem, &made->scene, "category:combustion", &node));
	assert_int_equal(node.count, TREE_LINES + 1);
	const GhgNode *rest = child(&node, "rest");
	assert_non_null(strstr(rest->label, "41 more lines"));
	for (size_t i = 0; i + 2 < node.count; i++)
		assert_true(fabs(node.children[i].value) >= fabs(node.children[i + 1].value));
	arena_close(mem);
}

static void test_market(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode node;
	assert_true(tree_of_figure(mem, &made->scene, "scope2_market", &node));
	assert_string_equal(node.children[0].label, "certificate");
	assert_string_equal(
	    node.children[1].values, "2110 MWh × 0.3 tCO2/MWh"); /* of 4000: the rest of the purchase */
	assert_true(node.children[1].value == 2110 * 0.3);
	assert_string_equal(child(&node, "residual")->factor->set, "average_excl_market_nonfossil");
	assert_true(child(&node, "heat")->value == made->totals.heat_tco2);
	arena_close(mem);
}

static GhgNode line_tree(Arena *mem, const Made *made, size_t at)
{
	return tree_of_line(ghg_embedded(), mem, "7", "", &made->results[at], EN);
}

static void test_lines(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode litres = line_tree(mem, made, 1);
	assert_string_equal(litres.ref, "7");
	assert_string_equal(child(&litres, "density")->factor->id, "22.density.diesel");
	const GhgNode *converted = child(child(&litres, "amount"), "conversion");
	assert_string_equal(converted->unit, "t");
	assert_true(fabs(converted->value - 7.1e-3 * 0.84) < 1e-12);

	GhgNode steam = line_tree(mem, made, MANY + 1);
	const GhgNode *enthalpy = child(&steam, "enthalpy");
	size_t points = 0;
	for (size_t i = 0; i < enthalpy->count; i++)
		points += strcmp(enthalpy->children[i].key, "steam_point") == 0;
	assert_int_equal(points, 2); /* saturated: the pressures below and above */

	GhgNode unknown = line_tree(mem, made, made->count - 1);
	assert_true(isnan(unknown.value));
	assert_non_null(child(&unknown, "problem"));
	arena_close(mem);
}

/* R-410A is half HFC-32, half HFC-125 by mass (ASHRAE 34): in AR5 (677 + 3170) / 2. */
static void test_blend(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode line = line_tree(mem, made, MANY + 2);
	const GhgNode *gwp = child(child(&line, "gas:R-410A"), "gwp");
	assert_int_equal(gwp->count, 2);
	assert_true(gwp->is_sum);
	assert_true(fabs(gwp->value - 1923.5) < 1e-9);
	assert_true(fabs(child(gwp, "part:HFC-32")->value - 677 / 2.0) < 1e-9);
	assert_string_equal(child(gwp, "part:HFC-125")->factor->set, "AR5");
	arena_close(mem);
}

/* Without a coal rate the equivalent value of electricity is not known, and the tree says what to give. */
static void test_no_coal_rate(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode node;
	assert_true(tree_of_figure(mem, &made->scene, "tce_equivalent", &node));
	assert_true(isnan(node.value));
	assert_non_null(strstr(node.note, "coal rate"));
	arena_close(mem);
}

/* Where energy-carrying media are all the energy there is, the result page still leads to trees. */
static void test_energy_of_media_alone(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, false);
	GhgNode node, media = tree_node("media", "media");
	media.value = 4;
	media.unit = "tce";
	made->totals.tce_equal = 0;
	made->scene.line_count = 0;
	assert_false(tree_of_figure(mem, &made->scene, "tce_per_output", &node));
	made->scene.energy_more = &media;
	made->scene.more_tce_equal = media.value;
	assert_true(figure_value(mem, made, "tce_equal") == 4);
	assert_true(figure_value(mem, made, "tce_per_output") == 4.0 / 100);
	assert_true(figure_value(mem, made, "tce_per_revenue") == 4.0 / 250);
	arena_close(mem);
}

static void test_print(void **state)
{
	Arena *mem = arena_open();
	Made *made = make(mem, 0, true);
	GhgNode node = line_tree(mem, made, MANY);
	Buf out = buf_in(mem, 100000);
	tree_print(ghg_embedded(), &out, &node, EN);
	assert_non_null(strstr(buf_take(&out), "1384.866 tCO2e"));
	assert_non_null(strstr(buf_take(&out), "nation.CN.2023.average"));
	assert_non_null(strstr(buf_take(&out), "SHA-256"));
	assert_string_equal(tree_value(mem, NAN, "t"), "-");
	assert_string_equal(tree_value(mem, 12.5, "%"), "12.5%");
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_figures_add_up),
	    cmocka_unit_test(test_figures_are_the_totals),
	    cmocka_unit_test(test_long_lists_are_cut),
	    cmocka_unit_test(test_market),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_blend),
	    cmocka_unit_test(test_no_coal_rate),
	    cmocka_unit_test(test_energy_of_media_alone),
	    cmocka_unit_test(test_print),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
