/* The trees of the figures of a result: scopes, categories, gases, facilities, energy, intensities, range.
 * Parts are listed down to the lines, the largest first; what is not listed stands as one part, so that every
 * sum still adds up. */
#include "ghg/tree.h"

#include <math.h>
#include <string.h>

#include "ghg/core.h"
#include "ghg/uncertainty.h"

#define CAUSES_LISTED 20

typedef struct Builder {
	const GhgTreeScene *scene;
	Arena *mem;
	size_t opened;
} Builder;

static const char *word(const Builder *b, const char *key)
{
	return core_word(b->scene->ghg, key, b->scene->lang);
}

static GhgNode figure_node(
    const Builder *b, const char *key, const char *label, double value, const char *unit)
{
	(void)b;
	GhgNode node = tree_node(key, label);
	node.value = value;
	node.unit = unit;
	return node;
}

/* ---- which lines make up a figure, and with what ---- */

typedef enum Measure {
	BY_TCO2E,
	BY_GAS,
	BY_BIOGENIC,
	BY_MWH,
	BY_GJ,
	BY_TCE_EQUAL,
	BY_TCE_EQUIVALENT
} Measure;

typedef struct Pick {
	Measure measure;
	int scope;	       /* 0 = any */
	const char *category;  /* NULL = any */
	const char *facility;  /* NULL = any */
	const char *gas;       /* BY_GAS */
	bool is_without_power; /* all of scope 2 but electricity */
	bool is_of_energy;     /* of that kind and item only */
	GhgEnergyKind energy;
	const char *item;
} Pick;

static double gas_of_line(const GhgResult *r, const char *gas)
{
	GhgSum sum = {0};
	for (int i = 0; i < r->gas_count; i++)
		if (same(r->gases[i].gas, gas))
			ghg_sum_add(&sum, r->gases[i].tco2e);
	return ghg_sum_value(&sum);
}

static double measured(const GhgResult *r, const Pick *pick)
{
	switch (pick->measure) {
	case BY_TCO2E:
		return r->tco2e;
	case BY_GAS:
		return gas_of_line(r, pick->gas);
	case BY_BIOGENIC:
		return r->biogenic_tco2;
	case BY_MWH:
		return r->electricity_mwh;
	case BY_GJ:
		return r->energy_gj;
	case BY_TCE_EQUAL:
		return r->tce_equal;
	case BY_TCE_EQUIVALENT:
		return r->tce_equivalent;
	}
	return NAN;
}

static bool is_picked(const GhgTreeLine *line, const Pick *pick, double *value)
{
	const GhgResult *r = line->result;
	if (!r->is_known || (pick->scope && r->scope != pick->scope))
		return false;
	if (pick->category && !same(r->category->code, pick->category))
		return false;
	if (pick->facility && !same(line->facility, pick->facility))
		return false;
	if (pick->is_without_power && r->category->energy == GHG_ENERGY_ELECTRICITY)
		return false;
	bool is_energy = pick->measure >= BY_MWH;
	if (is_energy && r->scope == 3)
		return false;
	if (pick->measure == BY_MWH && r->scope != 2)
		return false;
	if (pick->is_of_energy && (r->category->energy != pick->energy || !same(r->item, pick->item)))
		return false;
	*value = measured(r, pick);
	return pick->measure == BY_TCO2E || *value != 0;
}

/* ---- one line under a figure ---- */

static const char *energy_values(const Builder *b, const GhgResult *r, Measure measure)
{
	Arena *mem = b->mem;
	bool is_power = r->category->energy == GHG_ENERGY_ELECTRICITY;
	if (measure == BY_MWH || measure == BY_GJ) {
		Buf values = buf_in(mem, BUF_FIELDS_MAX);
		explain_side(
		    &values, mem, r, r->category->program->energy.text, SIDE_VALUES, b->scene->lang, "");
		return buf_take(&values);
	}
	if (measure == BY_TCE_EQUIVALENT && is_power && !(b->scene->coal_rate_kgce_per_kwh > 0))
		return tree_value(mem, r->electricity_mwh, "MWh");
	if (measure == BY_TCE_EQUIVALENT && is_power)
		return arena_printf(mem, "%s × %s", tree_value(mem, r->electricity_mwh, "MWh"),
		    tree_value(mem, b->scene->coal_rate_kgce_per_kwh, "kgce/kWh"));
	if (!r->tce_factor)
		return arena_printf(mem, "%s ÷ 29.307 GJ/tce", tree_value(mem, r->energy_gj, "GJ"));
	const char *amount = is_power ? tree_value(mem, r->electricity_mwh, "MWh")
			     : r->category->energy == GHG_ENERGY_HEAT
				 ? tree_value(mem, r->energy_gj, "GJ")
				 : tree_value(mem, fabs(r->activity), r->activity_unit);
	return arena_printf(
	    mem, "%s × %s", amount, tree_value(mem, r->tce_factor->value, r->tce_factor->unit));
}

static void describe_energy(const Builder *b, const GhgResult *r, Measure measure, GhgNode *node)
{
	node->unit = measure == BY_MWH ? "MWh" : measure == BY_GJ ? "GJ" : "tce";
	node->formula = "";
	node->values = energy_values(b, r, measure);
	bool is_power = r->category->energy == GHG_ENERGY_ELECTRICITY;
	if (measure == BY_TCE_EQUIVALENT && is_power)
		node->note = word(b, isnan(r->tce_equivalent) ? "tree.no_coal_rate" : "tree.coal_rate");
	if (measure < BY_TCE_EQUAL || (measure == BY_TCE_EQUIVALENT && is_power))
		return;
	node->factor = r->tce_factor;
	node->note = r->tce_factor ? "" : word(b, "tree.tce_by_heat");
}

static void describe_gas(const Builder *b, const GhgResult *r, const char *gas, GhgNode *node)
{
	node->formula = "";
	for (int i = 0; i < r->gas_count; i++) {
		if (!same(r->gases[i].gas, gas))
			continue;
		node->factor = r->gases[i].gwp_factor;
		node->values = tree_value(b->mem, r->gases[i].tonnes, "t");
		if (r->gases[i].gwp != 1)
			node->values = arena_printf(
			    b->mem, "%s × GWP %s", node->values, explain_number(b->mem, r->gases[i].gwp));
	}
}

static GhgNode line_under(Builder *b, const GhgTreeLine *line, const Pick *pick, double value)
{
	const GhgTreeScene *s = b->scene;
	bool is_opened = pick->measure == BY_TCO2E && !s->is_brief && b->opened < TREE_OPENED;
	b->opened += is_opened;
	GhgNode node = is_opened
			   ? tree_of_line(s->ghg, b->mem, line->id, line->title, line->result, s->lang)
			   : tree_brief_line(s->ghg, b->mem, line->id, line->title, line->result, s->lang);
	node.value = value;
	if (pick->measure == BY_GAS)
		describe_gas(b, line->result, pick->gas, &node);
	if (pick->measure == BY_BIOGENIC)
		node.unit = "tCO2";
	if (pick->measure >= BY_MWH)
		describe_energy(b, line->result, pick->measure, &node);
	return node;
}

/* ---- the lines of a figure, the largest first ---- */

typedef struct Listed {
	size_t line;
	double value;
} Listed;

/* Keeps `listed` ordered by size, the earlier line first among equals; true when the line found a place. */
static void keep_largest(Listed listed[], size_t *count, Listed one)
{
	if (*count == TREE_LINES && !(fabs(one.value) > fabs(listed[TREE_LINES - 1].value)))
		return;
	size_t at = *count < TREE_LINES ? (*count)++ : TREE_LINES - 1;
	for (; at > 0 && fabs(listed[at - 1].value) < fabs(one.value); at--)
		listed[at] = listed[at - 1];
	listed[at] = one;
}

static void add_rest(
    Builder *b, const Pick *pick, const Listed listed[], size_t count, size_t all, GhgNode *parent)
{
	GhgSum rest = {0};
	bool *is_listed = ARENA_ARRAY(b->mem, bool, b->scene->line_count + 1);
	for (size_t i = 0; i < count; i++)
		is_listed[listed[i].line] = true;
	for (size_t i = 0; i < b->scene->line_count; i++) {
		double value;
		if (!is_listed[i] && is_picked(&b->scene->lines[i], pick, &value))
			ghg_sum_add(&rest, value);
	}
	const char *n = arena_printf(b->mem, "%zu", all - count);
	GhgNode node = tree_node(
	    "rest", core_say(b->scene->ghg, b->mem, b->scene->lang, "tree.rest", "n", n, NULL));
	node.value = ghg_sum_value(&rest);
	node.unit = parent->unit;
	tree_add(b->mem, parent, node);
}

static void add_lines(Builder *b, const Pick *pick, GhgNode *parent)
{
	Listed *listed = ARENA_ARRAY(b->mem, Listed, TREE_LINES);
	size_t count = 0, all = 0;
	for (size_t i = 0; i < b->scene->line_count; i++) {
		double value;
		if (!is_picked(&b->scene->lines[i], pick, &value))
			continue;
		all++;
		keep_largest(listed, &count, (Listed){i, value});
	}
	parent->is_sum = true;
	if (!*parent->formula)
		parent->formula = word(b, "tree.sum_lines");
	for (size_t i = 0; i < count; i++)
		tree_add(
		    b->mem, parent, line_under(b, &b->scene->lines[listed[i].line], pick, listed[i].value));
	if (all > count)
		add_rest(b, pick, listed, count, all, parent);
}

/* ---- scopes and their parts ---- */

/* A figure within another one: where each stands for itself, only its value. */
static GhgNode nested(const Builder *b, GhgNode node)
{
	if (b->scene->is_brief) {
		node.count = 0;
		node.is_sum = false;
	}
	return node;
}

static GhgNode category_figure(Builder *b, const GhgPart *part)
{
	const char *key = arena_printf(b->mem, "category:%s", part->key);
	GhgNode node = figure_node(b, key, ghg_words(part->name, b->scene->lang), part->tco2e, "tCO2e");
	const Pick pick = {.measure = BY_TCO2E, .category = part->key};
	add_lines(b, &pick, &node);
	return node;
}

static GhgNode scope_figure(Builder *b, int scope)
{
	static const char *const KEYS[] = {"", "scope1", "scope2_location", "scope3"};
	const GhgTotals *t = b->scene->totals;
	const double values[] = {NAN, t->scope1, t->scope2, t->scope3};
	const char *label = word(b, arena_printf(b->mem, "tree.%s", KEYS[scope]));
	GhgNode node = figure_node(b, KEYS[scope], label, t->has_scope[scope] ? values[scope] : NAN, "tCO2e");
	node.formula = word(b, "tree.sum_categories");
	node.is_sum = t->has_scope[scope];
	for (size_t i = 0; i < t->category_count; i++)
		if (t->categories[i].scope == scope)
			tree_add(b->mem, &node, nested(b, category_figure(b, &t->categories[i])));
	return node;
}

static GhgNode scopes_figure(Builder *b, const char *key, int last)
{
	const GhgTotals *t = b->scene->totals;
	bool has = t->has_scope[1] || t->has_scope[2] || (last == 3 && t->has_scope[3]);
	double value = last == 3 ? t->scope123 : t->scope12;
	GhgNode node = figure_node(
	    b, key, word(b, arena_printf(b->mem, "tree.%s", key)), has ? value : NAN, "tCO2e");
	node.formula = word(b, last == 3 ? "tree.sum_scope123" : "tree.sum_scope12");
	node.is_sum = has;
	for (int scope = 1; scope <= last; scope++)
		if (t->has_scope[scope])
			tree_add(b->mem, &node, nested(b, scope_figure(b, scope)));
	return node;
}

/* Contracts and cancelled certificates in their order, the rest of the purchase by the residual mix, heat as
 * it is: the arithmetic of ghg_market_based. */
static GhgNode market_figure(Builder *b)
{
	const GhgTreeScene *s = b->scene;
	GhgNode node = figure_node(
	    b, "scope2_market", word(b, "tree.scope2_market"), s->market->scope2, "tCO2e");
	node.formula = word(b, "tree.market_formula");
	node.is_sum = true;
	double left = s->totals->electricity_mwh > 0 ? s->totals->electricity_mwh : 0;
	for (size_t i = 0; i < s->contract_count; i++) {
		const GhgTreeContract *c = &s->contracts[i];
		if (!(c->mwh > 0) || !isfinite(c->tco2_per_mwh))
			continue;
		double mwh = c->mwh < left ? c->mwh : left;
		left -= mwh;
		GhgNode part = figure_node(b, "contract", c->title, mwh * c->tco2_per_mwh, "tCO2e");
		part.ref = c->id;
		part.values = arena_printf(b->mem, "%s × %s", tree_value(b->mem, mwh, "MWh"),
		    tree_value(b->mem, c->tco2_per_mwh, "tCO2/MWh"));
		part.note = mwh < c->mwh ? word(b, "tree.contract_cut") : "";
		tree_add(b->mem, &node, part);
	}
	double residual = s->market->residual ? s->market->residual->value : NAN;
	GhgNode rest = figure_node(b, "residual", word(b, "tree.residual"), left * residual, "tCO2e");
	rest.values = arena_printf(b->mem, "%s × %s", tree_value(b->mem, left, "MWh"),
	    tree_value(b->mem, residual, s->market->residual ? s->market->residual->unit : ""));
	rest.factor = s->market->residual;
	tree_add(b->mem, &node, rest);
	if (s->totals->heat_tco2 != 0) {
		GhgNode heat = figure_node(b, "heat", word(b, "tree.heat"), s->totals->heat_tco2, "tCO2e");
		const Pick pick = {.measure = BY_TCO2E, .scope = 2, .is_without_power = true};
		add_lines(b, &pick, &heat);
		tree_add(b->mem, &node, heat);
	}
	return node;
}

static const char *place_name(const Builder *b, const char *key)
{
	for (size_t i = 0; i < b->scene->place_count; i++)
		if (same(b->scene->places[i].key, key))
			return b->scene->places[i].name;
	return *key ? key : word(b, "tree.whole_company");
}

static GhgNode gas_figure(Builder *b, const GhgPart *part)
{
	GhgNode node = figure_node(
	    b, arena_printf(b->mem, "gas:%s", part->key), part->key, part->tco2e, "tCO2e");
	node.formula = word(b, "tree.gas_formula");
	node.values = tree_value(b->mem, part->tonnes, "t");
	const Pick pick = {.measure = BY_GAS, .gas = part->key};
	add_lines(b, &pick, &node);
	return node;
}

static GhgNode facility_figure(Builder *b, const GhgPart *part)
{
	GhgNode node = figure_node(b, arena_printf(b->mem, "facility:%s", part->key),
	    place_name(b, part->key), part->tco2e, "tCO2e");
	const Pick pick = {.measure = BY_TCO2E, .facility = part->key};
	add_lines(b, &pick, &node);
	return node;
}

static GhgNode lines_figure(Builder *b, const char *key, Measure measure, double value, const char *unit)
{
	GhgNode node = figure_node(b, key, word(b, arena_printf(b->mem, "tree.%s", key)), value, unit);
	const Pick pick = {.measure = measure};
	add_lines(b, &pick, &node);
	return node;
}

/* ---- energy ---- */

static GhgNode energy_figure(Builder *b, const char *key)
{
	const GhgTreeScene *s = b->scene;
	bool is_equal = same(key, "tce_equal");
	double lines = is_equal ? s->totals->tce_equal : s->totals->tce_equivalent;
	double more = is_equal ? s->more_tce_equal : s->more_tce_equivalent;
	GhgNode node = lines_figure(b, key, is_equal ? BY_TCE_EQUAL : BY_TCE_EQUIVALENT,
	    s->energy_more ? lines + more : lines, "tce");
	if (isnan(node.value))
		node.note = word(b, "tree.no_coal_rate");
	if (s->energy_more)
		tree_add(b->mem, &node, *s->energy_more);
	return node;
}

/* ---- intensities and the range ---- */

static const char *output_unit(const Builder *b)
{
	const char *unit = b->scene->output_unit;
	return unit && *unit ? unit : word(b, "tree.unit");
}

static GhgNode per_figure(Builder *b, const char *key)
{
	const GhgTreeScene *s = b->scene;
	bool is_tce = same(key, "tce_per_output") || same(key, "tce_per_revenue");
	bool is_output = same(key, "tce_per_output") || same(key, "intensity_output");
	double divisor = is_output ? s->output : s->revenue;
	GhgNode over = is_tce ? energy_figure(b, "tce_equal") : scopes_figure(b, "scope12", 2);
	const char *per = is_output ? output_unit(b) : word(b, "tree.revenue_unit");
	GhgNode node = figure_node(b, key, word(b, arena_printf(b->mem, "tree.%s", key)),
	    over.value / divisor, arena_printf(b->mem, "%s/%s", is_tce ? "tce" : "tCO2e", per));
	GhgNode under = figure_node(b, is_output ? "output" : "revenue",
	    word(b, is_output ? "tree.output" : "tree.revenue"), divisor, per);
	under.note = word(b, "tree.typed");
	node.formula = arena_printf(b->mem, "%s ÷ %s", over.label, under.label);
	node.values = arena_printf(
	    b->mem, "%s ÷ %s", tree_value(b->mem, over.value, over.unit), tree_value(b->mem, divisor, per));
	tree_add(b->mem, &node, nested(b, over));
	tree_add(b->mem, &node, under);
	return node;
}

static void add_cause(Builder *b, const UncertaintyCause *cause, GhgNode *parent)
{
	const GhgTreeScene *s = b->scene;
	const GhgTreeLine *line = cause->line < s->line_count ? &s->lines[cause->line] : NULL;
	const char *of = cause->factor ? ghg_words(cause->factor->name, s->lang)
			 : line
			     ? tree_brief_line(s->ghg, b->mem, line->id, line->title, line->result, s->lang)
				   .label
			     : "";
	GhgNode node = figure_node(b, "cause",
	    arena_printf(b->mem, "%s · %s", ghg_words(cause->label, s->lang), of), cause->tco2e, "tCO2e");
	node.values = arena_printf(b->mem, "±%s%%", explain_number(b->mem, cause->percent));
	node.note = cause->rule ? ghg_words(cause->rule->name, s->lang) : word(b, "tree.stated");
	node.factor = cause->factor;
	node.ref = !cause->factor && line && line->id ? line->id : "";
	tree_add(b->mem, parent, node);
}

static GhgNode uncertainty_figure(Builder *b)
{
	const Uncertainty *u = b->scene->uncertainty;
	GhgNode node = tree_node("uncertainty", word(b, "tree.uncertainty"));
	node.value = u->total.tco2e;
	node.unit = "tCO2e";
	node.text = arena_printf(b->mem, "%s – %s (±%s%%)", tree_value(b->mem, u->total.low, ""),
	    tree_value(b->mem, u->total.high, "tCO2e"), number_text(b->mem, u->total.percent, 1));
	node.formula = word(b, "tree.uncertainty_formula");
	for (size_t i = 0; i < u->cause_count && i < CAUSES_LISTED; i++)
		add_cause(b, &u->causes[i], &node);
	return node;
}

/* ---- by key ---- */

static const char *after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);
	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static const GhgPart *part_of(const GhgPart *parts, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (same(parts[i].key, key))
			return &parts[i];
	return NULL;
}

static bool has_figure(const GhgTreeScene *s, const char *key)
{
	const GhgTotals *t = s->totals;
	bool has12 = t->has_scope[1] || t->has_scope[2];
	bool has_tce = t->tce_equal != 0 || s->energy_more;
	const struct {
		const char *key;
		bool has;
	} FIGURES[] = {
	    {"scope1", t->has_scope[1]},
	    {"scope2_location", t->has_scope[2]},
	    {"scope2_market", s->market && t->has_scope[2]},
	    {"scope3", t->has_scope[3]},
	    {"scope12", has12},
	    {"scope123", has12 || t->has_scope[3]},
	    {"biogenic", t->biogenic_tco2 != 0},
	    {"electricity_mwh", t->electricity_mwh != 0},
	    {"energy_gj", t->energy_gj != 0},
	    {"tce_equal", has_tce},
	    {"tce_equivalent", t->tce_equivalent != 0 || s->energy_more},
	    {"intensity_output", has12 && s->output > 0},
	    {"intensity_revenue", has12 && s->revenue > 0},
	    {"tce_per_output", has_tce && s->output > 0},
	    {"tce_per_revenue", has_tce && s->revenue > 0},
	    {"uncertainty", s->uncertainty && s->uncertainty->total.lines > 0},
	};
	for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++)
		if (same(FIGURES[i].key, key))
			return FIGURES[i].has;
	return false;
}

static bool part_figure(Builder *b, const char *figure, GhgNode *out)
{
	const GhgTotals *t = b->scene->totals;
	const char *category = after(figure, "category:"), *gas = after(figure, "gas:");
	const char *facility = after(figure, "facility:");
	const GhgPart *part = category	 ? part_of(t->categories, t->category_count, category)
			      : gas	 ? part_of(t->gases, t->gas_count, gas)
			      : facility ? part_of(t->facilities, t->facility_count, facility)
					 : NULL;
	if (part)
		*out = category ? category_figure(b, part)
		       : gas	? gas_figure(b, part)
				: facility_figure(b, part);
	return part != NULL;
}

bool tree_of_figure(Arena *mem, const GhgTreeScene *scene, const char *figure, GhgNode *out)
{
	Builder builder = {.scene = scene, .mem = mem}, *b = &builder;
	const GhgTotals *t = scene->totals;
	if (!has_figure(scene, figure))
		return part_figure(b, figure, out);
	if (same(figure, "scope12") || same(figure, "scope123"))
		*out = scopes_figure(b, figure, same(figure, "scope12") ? 2 : 3);
	else if (same(figure, "scope2_market"))
		*out = market_figure(b);
	else if (after(figure, "scope"))
		*out = scope_figure(b, same(figure, "scope1") ? 1 : same(figure, "scope3") ? 3 : 2);
	else if (same(figure, "biogenic"))
		*out = lines_figure(b, figure, BY_BIOGENIC, t->biogenic_tco2, "tCO2");
	else if (same(figure, "electricity_mwh"))
		*out = lines_figure(b, figure, BY_MWH, t->electricity_mwh, "MWh");
	else if (same(figure, "energy_gj"))
		*out = lines_figure(b, figure, BY_GJ, t->energy_gj, "GJ");
	else if (same(figure, "tce_equal") || same(figure, "tce_equivalent"))
		*out = energy_figure(b, figure);
	else if (same(figure, "uncertainty"))
		*out = uncertainty_figure(b);
	else
		*out = per_figure(b, figure);
	return true;
}

static void list_parts(
    Arena *mem, const char *prefix, const GhgPart *parts, size_t part_count, const char **list, size_t *count)
{
	for (size_t i = 0; i < part_count && i < TREE_PARTS; i++)
		list[(*count)++] = arena_printf(mem, "%s:%s", prefix, parts[i].key);
}

const char *const *tree_figures(Arena *mem, const GhgTreeScene *scene, size_t *count)
{
	static const char *const FIRST[] = {
	    "scope1", "scope2_location", "scope2_market", "scope3", "scope12", "scope123"};
	static const char *const LAST[] = {"biogenic", "electricity_mwh", "energy_gj", "tce_equal",
	    "tce_equivalent", "intensity_output", "intensity_revenue", "tce_per_output", "tce_per_revenue",
	    "uncertainty"};
	const GhgTotals *t = scene->totals;
	const char **list = ARENA_ARRAY(mem, const char *, 3 * TREE_PARTS + 16);
	*count = 0;
	for (size_t i = 0; i < sizeof FIRST / sizeof FIRST[0]; i++)
		if (has_figure(scene, FIRST[i]))
			list[(*count)++] = FIRST[i];
	list_parts(mem, "category", t->categories, t->category_count, list, count);
	list_parts(mem, "gas", t->gases, t->gas_count, list, count);
	list_parts(mem, "facility", t->facilities, t->facility_count, list, count);
	for (size_t i = 0; i < sizeof LAST / sizeof LAST[0]; i++)
		if (has_figure(scene, LAST[i]))
			list[(*count)++] = LAST[i];
	return list;
}

const char *tree_figure_name(Arena *mem, const GhgTreeScene *scene, const char *figure)
{
	const Builder b = {.scene = scene, .mem = mem};
	const GhgTotals *t = scene->totals;
	const char *category = after(figure, "category:"), *gas = after(figure, "gas:");
	const char *facility = after(figure, "facility:");
	const GhgPart *part = category ? part_of(t->categories, t->category_count, category) : NULL;
	if (part)
		return ghg_words(part->name, scene->lang);
	if (gas || facility)
		return gas ? gas : place_name(&b, facility);
	return word(&b, arena_printf(mem, "tree.%s", figure));
}
