/* Propagation: each line is taken apart into its unknowns with their slopes, unknowns of the same key are put
 * together, and their effects are added in quadrature. Monte Carlo draws the same unknowns. */
#include "ghg/sample.h"
#include "ghg/uncertainty_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Half a 95 % range in standard deviations. */
#define HALF_WIDTH 1.959963984540054
/* IPCC 2006 vol. 1 ch. 3: beyond a relative deviation of 30 % a lognormal stands for the value better. */
#define WIDE 0.3

enum { AT_SHARE = -1, AT_GWP = -2, AT_WHOLE = -3 };

/* One value of one line: `input` of the formula (or AT_…) goes with unknown `cause` to the power. */
typedef struct Term {
	int input;
	int power;
	size_t cause;
	double deviation; /* relative standard deviation */
	double mu, sigma; /* of the lognormal; sigma 0 = normal */
	double slope;	  /* tCO2e of the line by the relative change of the unknown */
} Term;

/* A line ready to be computed again. */
typedef struct Model {
	const UncertaintyLine *line;
	const Formula
	    *formulas[GHG_LINE_GASES]; /* of each gas; the first NULL: the line counts as one product */
	double base[CATEGORY_INPUTS];
	size_t first, count; /* its terms */
} Model;

struct UncertaintyModel {
	const Model *models;
	size_t line_count;
	const Term *terms;
	const UncertaintyCause *causes; /* by first appearance */
	size_t cause_count;
};

typedef struct Builder {
	Arena *mem;
	Model *models;
	Term *terms;
	size_t term_count;
	UncertaintyCause *causes;
	size_t *last_lines; /* the line + 1 that met the cause last */
	size_t cause_count;
	Index by_key;
} Builder;

/* ---- the formulas behind a result ---- */

static void read_base(Model *model)
{
	const GhgResult *result = model->line->result;
	for (size_t i = 0; i < result->used_count; i++) {
		const GhgInput *input = ghg_input(result->category, result->used[i].name);
		if (input)
			model->base[input - result->category->inputs] = result->used[i].base;
	}
}

static bool is_near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b));
}

/* The emission that gave the gas: of the same name with the same tonnes. The category's own formula first. */
static const Formula *formula_of_gas(const Model *model, int gas, unsigned *taken)
{
	const GhgResult *result = model->line->result;
	const struct GhgProgram *program = result->category->program;
	for (int i = -1; i < program->emission_count; i++) {
		int at = i < 0 ? result->formula : i;
		const Emission *emission = &program->emissions[at];
		bool is_named = same(emission->gas, result->gases[gas].gas) || same(emission->gas, "item");
		double tonnes = formula_run(&emission->formula, model->base) * result->share;
		if (is_named && !(*taken >> at & 1) && is_near(tonnes, result->gases[gas].tonnes)) {
			*taken |= 1u << at;
			return &emission->formula;
		}
	}
	return NULL;
}

static Model model_of(const UncertaintyLine *line)
{
	Model model = {.line = line};
	unsigned taken = 0;
	if (!line->result->is_known)
		return model;
	read_base(&model);
	for (int g = 0; g < line->result->gas_count; g++) {
		model.formulas[g] = formula_of_gas(&model, g, &taken);
		if (!model.formulas[g]) {
			model.formulas[0] = NULL;
			break;
		}
	}
	return model;
}

/* The derivative of a formula by one of its inputs, carried forward beside the values. */
static double slope_of(const Formula *formula, const double inputs[], int at)
{
	double value[FORMULA_REGISTERS], slope[FORMULA_REGISTERS] = {0};
	memcpy(value, inputs, (size_t)formula->input_count * sizeof *value);
	memcpy(value + formula->input_count, formula->constants,
	    (size_t)formula->constant_count * sizeof *value);
	slope[at] = 1;
	for (int i = 0; i < formula->op_count; i++) {
		Op op = formula->ops[i];
		double a = value[op.a], b = value[op.b], da = slope[op.a], db = slope[op.b];
		switch ((OpCode)op.code) {
		case OP_ADD:
			value[op.to] = a + b, slope[op.to] = da + db;
			break;
		case OP_SUB:
			value[op.to] = a - b, slope[op.to] = da - db;
			break;
		case OP_MUL:
			value[op.to] = a * b, slope[op.to] = da * b + a * db;
			break;
		case OP_DIV:
			value[op.to] = a / b, slope[op.to] = (da - a / b * db) / b;
			break;
		case OP_NEG:
			value[op.to] = -a, slope[op.to] = -da;
			break;
		}
	}
	return slope[formula->result];
}

/* tCO2e of the line by the relative change of what stands at `input`. */
static double line_slope(const Model *model, int input)
{
	const GhgResult *result = model->line->result;
	if (input < 0 || !model->formulas[0])
		return input == AT_GWP ? result->gases[0].tco2e : result->tco2e;
	double slope = 0;
	for (int g = 0; g < result->gas_count; g++)
		slope += slope_of(model->formulas[g], model->base, input) * result->gases[g].gwp;
	return slope * model->base[input] * result->share;
}

/* ---- the unknowns of a line ---- */

static size_t cause_named(Builder *b, UncertaintyCause first)
{
	const UncertaintyCause *found = index_get(&b->by_key, first.key, "");
	if (!found) {
		found = &b->causes[b->cause_count++];
		b->causes[found - b->causes] = first;
		index_put(&b->by_key, first.key, "", found);
	}
	return (size_t)(found - b->causes);
}

static double stated_percent(const UncertaintyLine *line, const char *name)
{
	for (size_t i = 0; i < line->stated_count; i++)
		if (same(line->stated[i].name, name))
			return line->stated[i].percent;
	return NAN;
}

/* A row without a seen source counts for worse. A fraction cannot lie far above 1: it only takes twice the
 * rule. */
static double raised_percent(double percent, bool is_fraction)
{
	bool is_enough = is_fraction || 2 * percent > UNCERTAINTY_KNOWLEDGE_PERCENT;
	return is_enough ? 2 * percent : UNCERTAINTY_KNOWLEDGE_PERCENT;
}

/* The percent that the user states, else the rule's. */
static void settle_percent(const UncertaintyLine *line, UncertaintyCause *cause)
{
	double stated = stated_percent(line, cause->input);
	if (stated >= 0 && stated <= 1e6) {
		cause->percent = stated;
		cause->rule = NULL;
		return;
	}
	const GhgInput *input = ghg_input(line->result->category, cause->input);
	cause->percent = cause->rule->percent;
	cause->is_raised = cause->factor && cause->factor->confidence == GHG_KNOWLEDGE;
	if (cause->is_raised)
		cause->percent = raised_percent(cause->percent, input && input->is_fraction);
}

const UncertaintyRule *uncertainty_default(const UncertaintyLine *line, const char *input, double *percent)
{
	const GhgResult *result = line->result;
	UncertaintyLine unstated = *line;
	unstated.stated_count = 0;
	UncertaintyCause cause = {.input = input};
	if (result->is_known && same(input, "share"))
		cause.rule = uncertainty_rule(line->is_share_metered ? RULE_SHARE_METERED : RULE_SHARE);
	for (size_t i = 0; result->is_known && i < result->used_count; i++) {
		const GhgUsed *used = &result->used[i];
		const GhgInput *of = ghg_input(result->category, used->name);
		if (!same(used->name, input) || !of || used->origin == GHG_FROM_ABSENT)
			continue;
		cause.factor = used->factor;
		cause.rule = uncertainty_rule_of(result, of, used, line->basis);
	}
	if (!cause.rule)
		return NULL;
	const UncertaintyRule *rule = cause.rule;
	settle_percent(&unstated, &cause);
	*percent = cause.percent;
	return rule;
}

static void add_term(Builder *b, Model *model, UncertaintyCause cause, int input, int power)
{
	double slope = line_slope(model, input) * power;
	settle_percent(model->line, &cause);
	if (slope == 0 || cause.percent == 0)
		return;
	Term term = {
	    .input = input, .power = power, .slope = slope, .deviation = cause.percent / 100 / HALF_WIDTH};
	if (term.deviation > WIDE) {
		term.sigma = sqrt(sample_log(1 + term.deviation * term.deviation));
		term.mu = -term.sigma * term.sigma / 2;
	}
	cause.line = (size_t)(model - b->models);
	term.cause = cause_named(b, cause);
	b->causes[term.cause].lines += b->last_lines[term.cause] != cause.line + 1;
	b->last_lines[term.cause] = cause.line + 1;
	b->terms[b->term_count++] = term;
	model->count++;
}

/* What stands for the item where a category has none: the own factor tells steel from paper. */
static const char *thing_of(Arena *mem, const GhgResult *result)
{
	if (result->item && *result->item)
		return result->item;
	for (size_t i = 0; i < result->used_count; i++)
		if (same(result->used[i].name, "factor") && result->used[i].origin == GHG_FROM_GIVEN)
			return arena_printf(
			    mem, "%s %s", number_plain(mem, result->used[i].value), result->used[i].unit);
	return "";
}

/* Lines of the same category, item and facility: their amounts come from the same meters. */
static const char *group_key(Arena *mem, const UncertaintyLine *line, const char *input)
{
	const GhgResult *result = line->result;
	return arena_printf(mem, "%s|%s|%s|%s", line->facility ? line->facility : "", result->category->code,
	    thing_of(mem, result), input);
}

/* The same row, or the same own value from the same source, is the same unknown wherever it is used. */
static const char *value_key(
    Arena *mem, const UncertaintyLine *line, const GhgInput *input, const GhgUsed *used)
{
	if (used->factor)
		return arena_printf(mem, "%s|%s", used->factor->id, used->name);
	if (used->origin == GHG_FROM_STEAM)
		return arena_printf(mem, "%s|%s", used->source, used->name);
	if (used->origin == GHG_FROM_CONSTANT)
		return arena_printf(
		    mem, "%s|%s|%s", line->result->method->code, line->result->category->code, used->name);
	if ((input && uncertainty_is_activity(line->result->category, input)) || !*used->source)
		return group_key(mem, line, used->name);
	return arena_printf(
	    mem, "%s|%s|%s %s", used->source, used->name, number_plain(mem, used->value), used->unit);
}

static UncertaintyCause cause_of(Builder *b, const Model *model, const GhgInput *input, const GhgUsed *used)
{
	const UncertaintyLine *line = model->line;
	return (UncertaintyCause){.key = value_key(b->mem, line, input, used),
	    .input = used->name,
	    .label = used->label,
	    .factor = used->factor,
	    .rule = uncertainty_rule_of(line->result, input, used, line->basis)};
}

/* Was the amount given as energy or litres? Then the heat value or the density stands in it too. */
static void add_conversion(Builder *b, Model *model, const GhgInput *input, const GhgUsed *used, int at)
{
	const GhgResult *result = model->line->result;
	int power = input->dim.of[DIM_ITEM];
	Unit unit;
	if (power == 0 || used->origin != GHG_FROM_GIVEN || !unit_parse(used->unit, &unit) ||
	    is_near(unit_base(unit, used->value), used->base))
		return;
	bool is_energy = unit.dim.of[DIM_ENERGY] != input->dim.of[DIM_ENERGY];
	for (size_t i = 0; i < result->used_count; i++)
		if (same(result->used[i].name, is_energy ? "ncv" : "density")) {
			const GhgInput *other = is_energy ? ghg_input(result->category, "ncv") : NULL;
			add_term(b, model, cause_of(b, model, other, &result->used[i]), at,
			    is_energy ? -power : power);
		}
}

static void add_share(Builder *b, Model *model)
{
	const UncertaintyLine *line = model->line;
	if (line->result->share == 1 && isnan(stated_percent(line, "share")))
		return;
	UncertaintyCause share = {.key = group_key(b->mem, line, "share"),
	    .input = "share",
	    .label = {"分摊比例", "share"},
	    .rule = uncertainty_rule(line->is_share_metered ? RULE_SHARE_METERED : RULE_SHARE)};
	add_term(b, model, share, AT_SHARE, 1);
}

static void add_gwp(Builder *b, Model *model, const GhgUsed *used)
{
	UncertaintyCause gwp = {.key = value_key(b->mem, model->line, NULL, used),
	    .input = "gwp",
	    .label = used->label,
	    .rule = uncertainty_rule(*used->source ? RULE_OWN_FACTOR : RULE_OWN_NO_SOURCE)};
	if (model->line->result->gas_count)
		add_term(b, model, gwp, AT_GWP, 1);
}

static void take_apart(Builder *b, Model *model)
{
	const GhgResult *result = model->line->result;
	model->first = b->term_count;
	for (size_t i = 0; result->is_known && i < result->used_count; i++) {
		const GhgUsed *used = &result->used[i];
		const GhgInput *input = ghg_input(result->category, used->name);
		if (!input && same(used->name, "gwp"))
			add_gwp(b, model, used);
		if (!input || used->origin == GHG_FROM_ABSENT)
			continue;
		int at = (int)(input - result->category->inputs);
		add_term(b, model, cause_of(b, model, input, used), at, 1);
		add_conversion(b, model, input, used, at);
	}
	if (result->is_known)
		add_share(b, model);
}

/* ---- putting together ---- */

/* Sums over some lines: the effect of each unknown, then all in quadrature. */
typedef struct Tally {
	Arena *mem;
	const struct UncertaintyModel *model;
	double *effects; /* standard deviations in tCO2e by cause; zero between uses */
	bool *is_touched;
	size_t *touched;
	size_t touched_count;
	GhgSum tco2e;
	size_t lines;
} Tally;

static Tally tally_for(Arena *mem, const struct UncertaintyModel *model)
{
	return (Tally){.mem = mem,
	    .model = model,
	    .effects = ARENA_ARRAY(mem, double, model->cause_count + 1),
	    .is_touched = ARENA_ARRAY(mem, bool, model->cause_count + 1),
	    .touched = ARENA_ARRAY(mem, size_t, model->cause_count + 1)};
}

static void tally_add(Tally *tally, size_t line)
{
	const Model *model = &tally->model->models[line];
	if (!model->line->result->is_known)
		return;
	tally->lines++;
	ghg_sum_add(&tally->tco2e, model->line->result->tco2e);
	for (size_t t = model->first; t < model->first + model->count; t++) {
		const Term *term = &tally->model->terms[t];
		if (!tally->is_touched[term->cause])
			tally->touched[tally->touched_count++] = term->cause;
		tally->is_touched[term->cause] = true;
		tally->effects[term->cause] += term->slope * term->deviation;
	}
}

static double tally_variance(const Tally *tally)
{
	GhgSum variance = {0};
	for (size_t i = 0; i < tally->touched_count; i++) {
		double effect = tally->effects[tally->touched[i]];
		ghg_sum_add(&variance, effect * effect);
	}
	return ghg_sum_value(&variance);
}

/* Symmetric, or of the lognormal with the same mean and deviation when it is wide. */
static UncertaintyRange range_of(double tco2e, double deviation, size_t lines)
{
	UncertaintyRange range = {.tco2e = tco2e, .lines = lines};
	double half = HALF_WIDTH * deviation;
	range.low = tco2e - half;
	range.high = tco2e + half;
	range.percent = half == 0 ? 0 : tco2e == 0 ? NAN : half / fabs(tco2e) * 100;
	double relative = deviation / tco2e;
	if (!(tco2e > 0 && relative > WIDE))
		return range;
	double sigma = sqrt(sample_log(1 + relative * relative));
	range.low = tco2e * sample_exp(-sigma * sigma / 2 - HALF_WIDTH * sigma);
	range.high = tco2e * sample_exp(-sigma * sigma / 2 + HALF_WIDTH * sigma);
	return range;
}

/* The range of what was added, and an empty tally. */
static UncertaintyRange tally_take(Tally *tally)
{
	double deviation = sqrt(tally_variance(tally));
	UncertaintyRange range = range_of(ghg_sum_value(&tally->tco2e), deviation, tally->lines);
	for (size_t i = 0; i < tally->touched_count; i++) {
		tally->effects[tally->touched[i]] = 0;
		tally->is_touched[tally->touched[i]] = false;
	}
	tally->touched_count = 0;
	tally->tco2e = (GhgSum){0};
	tally->lines = 0;
	return range;
}

static UncertaintyRange range_of_scopes(Tally *tally, unsigned scopes)
{
	for (size_t i = 0; i < tally->model->line_count; i++)
		if (scopes >> tally->model->models[i].line->result->scope & 1)
			tally_add(tally, i);
	return tally_take(tally);
}

static const UncertaintyRange *line_ranges(Tally *tally)
{
	UncertaintyRange *ranges = ARENA_ARRAY(tally->mem, UncertaintyRange, tally->model->line_count + 1);
	for (size_t i = 0; i < tally->model->line_count; i++) {
		tally_add(tally, i);
		ranges[i] = tally_take(tally);
		if (!tally->model->models[i].line->result->is_known)
			ranges[i].tco2e = ranges[i].low = ranges[i].high = ranges[i].percent = NAN;
	}
	return ranges;
}

static const UncertaintyPart *category_parts(Tally *tally, size_t *count)
{
	const struct UncertaintyModel *all = tally->model;
	UncertaintyPart *parts = ARENA_ARRAY(tally->mem, UncertaintyPart, all->line_count + 1);
	size_t *next = ARENA_ARRAY(
	    tally->mem, size_t, all->line_count + 1); /* line + 1 of the same category */
	size_t *last = ARENA_ARRAY(tally->mem, size_t, all->line_count + 1);
	size_t *first = ARENA_ARRAY(tally->mem, size_t, all->line_count + 1);
	Index by_code = index_for(tally->mem, all->line_count + 1);
	*count = 0;
	for (size_t i = 0; i < all->line_count; i++) {
		const GhgResult *result = all->models[i].line->result;
		if (!result->is_known)
			continue;
		const UncertaintyPart *found = index_get(&by_code, result->category->code, "");
		size_t at = found ? (size_t)(found - parts) : (*count)++;
		if (found) {
			next[last[at]] = i + 1;
		} else {
			parts[at] = (UncertaintyPart){.category = result->category->code,
			    .name = result->category->name,
			    .scope = result->scope};
			index_put(&by_code, result->category->code, "", &parts[at]);
			first[at] = i + 1;
		}
		last[at] = i;
	}
	for (size_t p = 0; p < *count; p++) {
		for (size_t line = first[p]; line; line = next[line - 1])
			tally_add(tally, line - 1);
		parts[p].range = tally_take(tally);
	}
	return parts;
}

/* ---- the main causes ---- */

/* By share; by key between equals, so that the order of lines does not matter. */
static int by_share(const void *a, const void *b)
{
	const UncertaintyCause *x = a, *y = b;
	if (x->share != y->share)
		return x->share < y->share ? 1 : -1;
	return strcmp(x->key, y->key);
}

static const UncertaintyCause *causes_of_total(Tally *tally)
{
	const struct UncertaintyModel *all = tally->model;
	UncertaintyCause *causes = ARENA_ARRAY(tally->mem, UncertaintyCause, all->cause_count + 1);
	for (size_t i = 0; i < all->line_count; i++)
		tally_add(tally, i);
	double variance = tally_variance(tally);
	for (size_t c = 0; c < all->cause_count; c++) {
		causes[c] = all->causes[c];
		causes[c].tco2e = HALF_WIDTH * fabs(tally->effects[c]);
		causes[c].share = variance > 0 ? tally->effects[c] * tally->effects[c] / variance : 0;
	}
	tally_take(tally);
	qsort(causes, all->cause_count, sizeof *causes, by_share);
	return causes;
}

static struct UncertaintyModel *build(Arena *mem, const UncertaintyLine lines[], size_t count)
{
	size_t most = 1;
	for (size_t i = 0; i < count; i++)
		most += lines[i].result->is_known ? 2 * lines[i].result->used_count + 1 : 0;
	Builder b = {.mem = mem,
	    .models = ARENA_ARRAY(mem, Model, count + 1),
	    .terms = ARENA_ARRAY(mem, Term, most),
	    .causes = ARENA_ARRAY(mem, UncertaintyCause, most),
	    .last_lines = ARENA_ARRAY(mem, size_t, most),
	    .by_key = index_for(mem, most)};
	for (size_t i = 0; i < count; i++) {
		b.models[i] = model_of(&lines[i]);
		take_apart(&b, &b.models[i]);
	}
	struct UncertaintyModel *model = ARENA_NEW(mem, struct UncertaintyModel);
	*model = (struct UncertaintyModel){.models = b.models,
	    .line_count = count,
	    .terms = b.terms,
	    .causes = b.causes,
	    .cause_count = b.cause_count};
	return model;
}

Uncertainty uncertainty_of(Arena *mem, const UncertaintyLine lines[], size_t count)
{
	Uncertainty out = {.model = build(mem, lines, count)};
	Tally tally = tally_for(mem, out.model);
	for (int scope = 1; scope <= 3; scope++)
		out.scopes[scope] = range_of_scopes(&tally, 1u << scope);
	out.scope12 = range_of_scopes(&tally, 1u << 1 | 1u << 2);
	out.total = range_of_scopes(&tally, 1u << 1 | 1u << 2 | 1u << 3);
	out.lines = line_ranges(&tally);
	out.categories = category_parts(&tally, &out.category_count);
	out.causes = causes_of_total(&tally);
	out.cause_count = out.model->cause_count;
	return out;
}

/* ---- Monte Carlo ---- */

/* Draws go by the key of the unknown, not by its place: the order of lines does not matter. */
static uint64_t stream_of(const char *key)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 1099511628211u;
	return hash;
}

/* The value of a term relative to its middle, for a standard normal z. Never negative. */
static double factor_of(const Term *term, double z)
{
	double factor = term->sigma > 0 ? sample_exp(term->mu + term->sigma * z) : 1 + term->deviation * z;
	return factor > 0 ? factor : 0;
}

/* The tCO2e of a line with its values drawn. Values that others are divided by stay above 0. */
static double draw_line(const Model *model, const Term terms[], const double z[])
{
	const GhgResult *result = model->line->result;
	double base[CATEGORY_INPUTS], share = result->share, gwp = 1, whole = 1;
	memcpy(base, model->base, sizeof base);
	for (size_t t = model->first; t < model->first + model->count; t++) {
		const Term *term = &terms[t];
		double factor = factor_of(term, z[term->cause]);
		factor = term->power == 1    ? factor
			 : term->power == -1 ? 1 / (factor > 0.01 ? factor : 0.01)
					     : 1;
		if (term->input == AT_SHARE)
			share *= factor;
		else if (term->input == AT_GWP)
			gwp *= factor;
		else
			base[term->input] *= factor;
		whole *= factor;
	}
	if (!model->formulas[0])
		return result->tco2e * whole;
	double tco2e = 0;
	for (int g = 0; g < result->gas_count; g++)
		tco2e += formula_run(model->formulas[g], base) * share * result->gases[g].gwp *
			 (g == 0 ? gwp : 1);
	return isfinite(tco2e) ? tco2e : result->tco2e;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Between the two nearest of the sorted numbers. */
static double percentile(const double *numbers, size_t count, double p)
{
	double place = p * (double)(count - 1);
	size_t below = (size_t)place;
	double part = place - (double)below;
	return below + 1 < count ? numbers[below] + part * (numbers[below + 1] - numbers[below])
				 : numbers[below];
}

static UncertaintyDraws summary_of(double *totals, size_t samples, uint64_t seed)
{
	GhgSum sum = {0}, squares = {0};
	for (size_t s = 0; s < samples; s++)
		ghg_sum_add(&sum, totals[s]);
	double mean = ghg_sum_value(&sum) / (double)samples;
	for (size_t s = 0; s < samples; s++)
		ghg_sum_add(&squares, (totals[s] - mean) * (totals[s] - mean));
	qsort(totals, samples, sizeof *totals, by_size);
	return (UncertaintyDraws){.samples = samples,
	    .seed = seed,
	    .mean = mean,
	    .deviation = sqrt(ghg_sum_value(&squares) / (double)(samples - 1)),
	    .low = percentile(totals, samples, 0.025),
	    .middle = percentile(totals, samples, 0.5),
	    .high = percentile(totals, samples, 0.975)};
}

static size_t samples_within(size_t wanted, size_t values)
{
	size_t most = UNCERTAINTY_MAX_DRAWS / (values + 1);
	size_t samples = wanted < UNCERTAINTY_MAX_SAMPLES ? wanted : UNCERTAINTY_MAX_SAMPLES;
	samples = samples < most ? samples : most;
	return samples > 100 ? samples : 100;
}

UncertaintyDraws uncertainty_draw(
    Arena *mem, const Uncertainty *uncertainty, unsigned scopes, uint64_t seed, size_t samples)
{
	const struct UncertaintyModel *all = uncertainty->model;
	size_t values = all->cause_count;
	for (size_t i = 0; i < all->line_count; i++)
		values += all->models[i].count;
	samples = samples_within(samples, values);
	double *totals = ARENA_ARRAY(mem, double, samples),
	       *z = ARENA_ARRAY(mem, double, all->cause_count + 1);
	uint64_t *streams = ARENA_ARRAY(mem, uint64_t, all->cause_count + 1);
	for (size_t c = 0; c < all->cause_count; c++)
		streams[c] = stream_of(all->causes[c].key);
	for (size_t s = 0; s < samples; s++) {
		for (size_t c = 0; c < all->cause_count; c++)
			z[c] = sample_normal(seed, streams[c], s);
		GhgSum sum = {0};
		for (size_t i = 0; i < all->line_count; i++) {
			const Model *model = &all->models[i];
			if (model->line->result->is_known && scopes >> model->line->result->scope & 1)
				ghg_sum_add(&sum, draw_line(model, all->terms, z));
		}
		totals[s] = ghg_sum_value(&sum);
	}
	return summary_of(totals, samples, seed);
}
