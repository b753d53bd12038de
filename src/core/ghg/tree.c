/* The tree of one line, and trees as text. See tree.h; figures of a result are tree_figure.c. */
#include "ghg/tree.h"

#include <math.h>
#include <string.h>

#include "base/list.h"
#include "ghg/core.h"
#include "ghg/weighted.h"

GhgNode tree_node(const char *key, const char *label)
{
	return (GhgNode){.key = key,
	    .ref = "",
	    .label = label,
	    .value = NAN,
	    .unit = "",
	    .text = "",
	    .formula = "",
	    .values = "",
	    .note = ""};
}

GhgNode *tree_add(Arena *mem, GhgNode *parent, GhgNode child)
{
	LIST_ROOM(mem, parent->children, parent->count, parent->cap);
	parent->children[parent->count] = child;
	return &parent->children[parent->count++];
}

static bool is_plain_unit(const char *unit)
{
	return !unit || !*unit || same(unit, "1") || same(unit, "fraction");
}

const char *tree_value(Arena *mem, double value, const char *unit)
{
	if (!isfinite(value))
		return "-";
	const char *number = explain_number(mem, value);
	if (is_plain_unit(unit))
		return number;
	return arena_printf(mem, "%s%s%s", number, same(unit, "%") ? "" : " ", unit);
}

const char *tree_source(const Ghg *ghg, Arena *mem, const GhgFactor *factor, Lang lang)
{
	static const char *const CONFIDENCE[] = {
	    "confidence.knowledge", "confidence.verified1", "confidence.verified2"};
	return core_say(ghg, mem, lang, "explain.source", "title", factor->source_title, "table",
	    *factor->source_table ? factor->source_table : "-", "year",
	    *factor->source_year ? factor->source_year : "-", "id", factor->id, "confidence",
	    core_word(ghg, CONFIDENCE[factor->confidence], lang), NULL);
}

/* ---- a line ---- */

/* What the parts of a line's tree are made from. */
typedef struct LineScene {
	const Ghg *ghg;
	Arena *mem;
	const GhgResult *result;
	Lang lang;
} LineScene;

static const char *word(const LineScene *s, const char *key)
{
	return core_word(s->ghg, key, s->lang);
}

static void add_method(const LineScene *s, GhgNode *line)
{
	const GhgResult *r = s->result;
	GhgNode node = tree_node("method", word(s, "explain.method"));
	node.text = arena_printf(s->mem, "%s %s · %s", ghg_words(r->method->title, s->lang),
	    r->method->doc_no, ghg_words(r->category->clause, s->lang));
	tree_add(s->mem, line, node);
}

static const GhgUsed *used_named(const GhgResult *result, const char *name)
{
	for (size_t i = 0; i < result->used_count; i++)
		if (same(result->used[i].name, name))
			return &result->used[i];
	return NULL;
}

/* "2610000 kWh = 9396 GJ": what was computed with, when that is another unit. A value counted otherwise than
 * its item (litres, GJ of a fuel) went over the density or the heat value. */
static void add_conversion(const LineScene *s, const GhgUsed *used, GhgNode *node)
{
	Unit unit;
	if (!factor_unit(used->unit, &unit) || dim_is_none(unit.dim))
		return;
	double direct = unit_base(unit, used->value);
	bool is_direct = fabs(direct - used->base) <= 1e-12 * fabs(used->base);
	const char *bridge = NULL;
	if (is_direct && unit.scale == 1 && unit.offset == 0)
		return;
	GhgNode child = tree_node("conversion", word(s, "tree.conversion"));
	const char *base = dim_text(s->mem, unit.dim);
	if (!is_direct) {
		const GhgUsed *by = used_named(s->result, "density");
		by = by ? by : used_named(s->result, "ncv");
		bridge = by ? ghg_words(by->label, s->lang) : NULL;
		bool is_main = s->result->category->inputs &&
			       same(used->name, s->result->category->inputs[0].name);
		base = is_main ? s->result->activity_unit : "";
	}
	child.value = used->base;
	child.unit = base;
	child.values = arena_printf(s->mem, "%s%s%s", tree_value(s->mem, used->value, used->unit),
	    bridge ? " → " : "", bridge ? bridge : "");
	tree_add(s->mem, node, child);
}

static void add_steam_points(const LineScene *s, GhgNode *node)
{
	const GhgUsed *pressure = used_named(s->result, "pressure");
	const GhgUsed *temperature = used_named(s->result, "temperature");
	if (!pressure)
		return;
	bool is_superheated = temperature && temperature->origin == GHG_FROM_GIVEN;
	SteamPoints list = steam_points(s->ghg, pressure->base, is_superheated ? temperature->base : NAN);
	for (int i = 0; i < list.count; i++) {
		const SteamPoint *at = &list.points[i];
		const char *key = list.is_saturated[i] ? "tree.steam_saturated" : "tree.steam_superheated";
		GhgNode point = tree_node("steam_point",
		    core_say(s->ghg, s->mem, s->lang, key, "mpa", explain_number(s->mem, at->pressure), "c",
			explain_number(s->mem, at->temperature), NULL));
		point.value = at->enthalpy;
		point.unit = "kJ/kg";
		tree_add(s->mem, node, point);
	}
}

static const char *origin_note(const LineScene *s, const GhgUsed *used)
{
	switch (used->origin) {
	case GHG_FROM_GIVEN:
		return *used->source
			   ? core_say(s->ghg, s->mem, s->lang, "explain.given", "source", used->source, NULL)
			   : word(s, "tree.typed");
	case GHG_FROM_STEAM:
		return core_say(s->ghg, s->mem, s->lang, "explain.steam", "file", used->source, NULL);
	case GHG_FROM_CONSTANT:
		return word(s, "explain.constant");
	case GHG_FROM_ABSENT:
	case GHG_FROM_FACTOR:
		break;
	}
	return "";
}

static void add_used(const LineScene *s, const GhgUsed *used, GhgNode *line)
{
	GhgNode node = tree_node(used->name, ghg_words(used->label, s->lang));
	node.value = used->value;
	node.unit = used->unit;
	node.factor = used->factor;
	node.note = origin_note(s, used);
	add_conversion(s, used, &node);
	if (used->origin == GHG_FROM_STEAM)
		add_steam_points(s, &node);
	tree_add(s->mem, line, node);
}

static void add_share(const LineScene *s, GhgNode *line)
{
	if (s->result->share == 1)
		return;
	GhgNode node = tree_node("share", word(s, "field.share"));
	node.value = s->result->share * 100;
	node.unit = "%";
	node.note = word(s, "tree.typed");
	tree_add(s->mem, line, node);
}

/* Mass share times GWP of each component; the blend's own GWP is their sum. */
static void add_blend(const LineScene *s, const GhgFactor *blend, GhgNode *gwp)
{
	size_t count;
	const GhgBlendPart *parts = ghg_blend(s->ghg, s->mem, blend, &count);
	gwp->is_sum = count > 0;
	for (size_t i = 0; i < count; i++) {
		double value = parts[i].gwp ? parts[i].gwp->value : 0;
		bool is_unknown = !parts[i].gwp && strchr("HCP", parts[i].gas[0]);
		GhgNode part = tree_node(arena_printf(s->mem, "part:%s", parts[i].gas), parts[i].gas);
		part.value = is_unknown ? NAN : parts[i].percent / 100 * value;
		part.values = arena_printf(s->mem, "%s%% × GWP %s", explain_number(s->mem, parts[i].percent),
		    explain_number(s->mem, value));
		part.factor = parts[i].gwp;
		part.note = parts[i].gwp ? "" : word(s, is_unknown ? "tree.no_gwp" : "tree.zero_gwp");
		gwp->is_sum = gwp->is_sum && !is_unknown;
		tree_add(s->mem, gwp, part);
	}
}

static void add_gas(const LineScene *s, const GhgGasAmount *gas, GhgNode *line)
{
	GhgNode node = tree_node(arena_printf(s->mem, "gas:%s", gas->gas), gas->gas);
	node.value = gas->tco2e;
	node.unit = "tCO2e";
	if (gas->gwp == 1) {
		tree_add(s->mem, line, node);
		return;
	}
	node.values = arena_printf(
	    s->mem, "%s t × GWP %s", explain_number(s->mem, gas->tonnes), explain_number(s->mem, gas->gwp));
	const char *set = gas->gwp_factor ? gas->gwp_factor->set : "-";
	GhgNode gwp = tree_node("gwp", arena_printf(s->mem, "GWP (%s)", set));
	gwp.value = gas->gwp;
	gwp.unit = "tCO2e/t";
	gwp.factor = gas->gwp_factor;
	if (gas->gwp_factor && same(gas->gwp_factor->phase, "blend"))
		add_blend(s, gas->gwp_factor, &gwp);
	tree_add(s->mem, &node, gwp);
	tree_add(s->mem, line, node);
}

static void add_figure(const LineScene *s, GhgNode *parent, const char *key, const char *name, double value,
    const char *unit, const GhgFactor *factor)
{
	GhgNode node = tree_node(key, word(s, name));
	node.value = value;
	node.unit = unit;
	node.factor = factor;
	tree_add(s->mem, parent, node);
}

static void add_energy(const LineScene *s, GhgNode *line)
{
	const GhgResult *r = s->result;
	if (r->energy_gj == 0)
		return;
	GhgNode energy = tree_node("energy", word(s, "explain.energy"));
	energy.value = r->energy_gj;
	energy.unit = "GJ";
	add_figure(s, &energy, "tce_equal", "tree.tce_equal", r->tce_equal, "tce", r->tce_factor);
	add_figure(s, &energy, "tce_equivalent", "tree.tce_equivalent", r->tce_equivalent, "tce", NULL);
	energy.children[0].note = r->tce_factor ? "" : word(s, "tree.tce_by_heat");
	if (isnan(r->tce_equivalent))
		energy.children[1].note = word(s, "tree.no_coal_rate");
	tree_add(s->mem, line, energy);
}

static void add_problems(const LineScene *s, GhgNode *line)
{
	for (size_t i = 0; i < s->result->problem_count; i++) {
		const GhgProblem *problem = &s->result->problems[i];
		GhgNode node = tree_node(ghg_stops(problem->code) ? "problem" : "hint",
		    word(s, ghg_stops(problem->code) ? "tree.problem" : "tree.hint"));
		node.text = ghg_problem_text(s->ghg, s->mem, problem, s->result->category, s->lang);
		tree_add(s->mem, line, node);
	}
}

static const char *line_label(const LineScene *s, const char *title)
{
	const GhgResult *r = s->result;
	if (!r->category)
		return title && *title ? title : "-";
	const char *name = ghg_words(r->category->name, s->lang);
	if (title && *title)
		return arena_printf(s->mem, "%s · %s", title, name);
	if (r->item && *r->item)
		return arena_printf(s->mem, "%s · %s", name, ghg_words(r->item_name, s->lang));
	return name;
}

static void add_formulas(const LineScene *s, GhgNode *line)
{
	const char *text = s->result->category->program->emissions[s->result->formula].formula.text;
	Buf names = buf_in(s->mem, BUF_FIELDS_MAX), values = buf_in(s->mem, BUF_FIELDS_MAX);
	explain_side(&names, s->mem, s->result, text, SIDE_NAMES, s->lang, word(s, "field.share"));
	explain_side(&values, s->mem, s->result, text, SIDE_VALUES, s->lang, "");
	line->formula = buf_take(&names);
	line->values = buf_take(&values);
}

GhgNode tree_brief_line(
    const Ghg *ghg, Arena *mem, const char *id, const char *title, const GhgResult *result, Lang lang)
{
	const LineScene s = {ghg, mem, result, lang};
	GhgNode line = tree_node("line", line_label(&s, title));
	line.ref = id ? id : "";
	line.unit = "tCO2e";
	line.value = result->is_known ? result->tco2e : NAN;
	if (result->category)
		line.note = word(&s, arena_printf(mem, "scope.%d", result->category->scope));
	if (result->is_known)
		add_formulas(&s, &line);
	else
		line.text = word(&s, "explain.unknown");
	return line;
}

static GhgNode month_node(const LineScene *s, const GhgWeighted *weighted, size_t m)
{
	Buf values = buf_in(s->mem, BUF_FIELDS_MAX);
	buf_text(&values, tree_value(s->mem, weighted->amounts[m], weighted->amount_unit));
	for (size_t i = 0; i < weighted->input_count; i++) {
		const GhgWeightedInput *input = &weighted->inputs[i];
		const GhgMonthValue *value = &input->months[m];
		if (isnan(value->value))
			continue;
		buf_printf(&values, " · %s %s", ghg_words(input->input->label, s->lang),
		    tree_value(s->mem, value->value, input->unit));
		if (!value->is_measured)
			buf_printf(&values, " (%s)", word(s, "explain.month_default"));
	}
	GhgNode node = tree_node("month", ghg_month_name(s->mem, weighted->start, m));
	node.value = weighted->tco2e[m];
	node.unit = "tCO2e";
	node.values = buf_take(&values);
	return node;
}

/* What each month measured and came to. */
static void add_months(const LineScene *s, GhgNode *line)
{
	const GhgWeighted *weighted = s->result->weighted;
	if (!weighted)
		return;
	GhgNode node = tree_node("months", word(s, "tree.months"));
	GhgSum sum = {0};
	for (size_t m = 0; m < weighted->count; m++) {
		if (isnan(weighted->amounts[m]))
			continue;
		tree_add(s->mem, &node, month_node(s, weighted, m));
		ghg_sum_add(&sum, weighted->tco2e[m]);
	}
	Buf by = buf_in(s->mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < weighted->input_count; i++)
		buf_printf(&by, "%s%s", i ? "; " : "",
		    core_say(s->ghg, s->mem, s->lang, "explain.weighted_by", "field",
			ghg_words(weighted->inputs[i].input->label, s->lang), "by",
			ghg_words(weighted->inputs[i].by, s->lang), NULL));
	node.value = ghg_sum_value(&sum);
	node.unit = "tCO2e";
	node.is_sum = true;
	node.formula = buf_take(&by);
	node.note = weighted->is_summed ? word(s, "explain.months_summed") : "";
	tree_add(s->mem, line, node);
}

GhgNode tree_of_line(
    const Ghg *ghg, Arena *mem, const char *id, const char *title, const GhgResult *result, Lang lang)
{
	const LineScene s = {ghg, mem, result, lang};
	GhgNode line = tree_brief_line(ghg, mem, id, title, result, lang);
	if (result->category && result->method)
		add_method(&s, &line);
	if (result->is_known) {
		for (size_t i = 0; i < result->used_count; i++)
			add_used(&s, &result->used[i], &line);
		add_share(&s, &line);
		add_months(&s, &line);
		for (int i = 0; i < result->gas_count; i++)
			add_gas(&s, &result->gases[i], &line);
		if (result->biogenic_tco2 != 0)
			add_figure(
			    &s, &line, "biogenic", "explain.biogenic", result->biogenic_tco2, "tCO2", NULL);
		add_energy(&s, &line);
	}
	add_problems(&s, &line);
	return line;
}

/* ---- as text ---- */

typedef struct Printer {
	const Ghg *ghg;
	Buf *out;
	Lang lang;
	const GhgFactor *above; /* cited last: not cited twice in a row */
} Printer;

static void print_indent(Buf *out, int depth)
{
	for (int i = 1; i < depth; i++)
		buf_text(out, "│  ");
}

static void print_detail(Printer *p, int depth, const char *key, const char *text)
{
	if (!*text)
		return;
	print_indent(p->out, depth + 1);
	if (key)
		buf_printf(p->out, "%s: ", core_word(p->ghg, key, p->lang));
	buf_printf(p->out, "%s\n", text);
}

static void print_factor(Printer *p, int depth, const GhgFactor *factor)
{
	if (!factor)
		return;
	bool is_same = factor == p->above;
	p->above = factor;
	if (is_same) {
		print_detail(p, depth, NULL, core_word(p->ghg, "explain.same_source", p->lang));
		return;
	}
	print_detail(p, depth, NULL, tree_source(p->ghg, p->out->mem, factor, p->lang));
	if (factor->sha256)
		print_detail(p, depth, NULL,
		    arena_printf(p->out->mem, "%s · SHA-256 %s", factor->file, factor->sha256));
	if (*factor->note)
		print_detail(p, depth, NULL,
		    core_say(p->ghg, p->out->mem, p->lang, "explain.note", "note", factor->note, NULL));
}

static void print_node(Printer *p, const GhgNode *node, int depth)
{
	print_indent(p->out, depth);
	buf_printf(p->out, "%s%s: ", depth ? "├ " : "", node->label);
	buf_text(p->out, *node->text ? node->text : tree_value(p->out->mem, node->value, node->unit));
	buf_char(p->out, '\n');
	print_detail(p, depth, "explain.formula", node->formula);
	print_detail(p, depth, "explain.values", node->values);
	print_detail(p, depth, NULL, node->note);
	print_factor(p, depth, node->factor);
	for (size_t i = 0; i < node->count; i++)
		print_node(p, &node->children[i], depth + 1);
}

void tree_print(const Ghg *ghg, Buf *out, const GhgNode *node, Lang lang)
{
	Printer printer = {ghg, out, lang, NULL};
	print_node(&printer, node, 0);
}

void ghg_explain(const Ghg *ghg, Buf *out, const GhgResult *result, Lang lang)
{
	GhgNode line = tree_of_line(ghg, out->mem, NULL, NULL, result, lang);
	tree_print(ghg, out, &line, lang);
}
