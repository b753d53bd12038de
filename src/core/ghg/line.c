/* One line of an inventory: from what the user gave to tonnes. The steps stand in ghg_calculate; each leaves
 * what it found in Work and its complaints in the list of problems. */
#include "ghg/core.h"

#include <math.h>
#include <string.h>

#define PROBLEMS_MAX 48
/* Beyond any amount on earth: sums of results stay finite. */
#define TONNES_MAX 1e15
/* Amounts that cancel out to this part of themselves are in balance: 0.3 - 0.1 - 0.2 is nothing. */
#define BALANCED 1e-12

typedef struct Work {
	const Ghg *ghg;
	Arena *mem;
	const GhgSettings *settings;
	const GhgLine *line;
	const GhgMethod *method;
	const GhgCategory *category;
	const struct GhgProgram *program;
	const GhgFactor *item;	 /* the row of the item */
	const GhgFactor *chosen; /* the row of line->factor_id */
	Dim item_dim;		 /* what DIM_ITEM stands for here */
	bool has_item_dim;
	double base[CATEGORY_INPUTS];
	const GhgGiven *given[CATEGORY_INPUTS];
	Unit given_unit[CATEGORY_INPUTS];
	GhgUsed used[CATEGORY_INPUTS]; /* .name NULL = no value */
	GhgUsed bridge;		       /* the density that turned litres into tonnes; .name NULL */
	const GhgGiven *own_gwp;
	double share;
	const GhgGiven *share_given;
	GhgProblem *problems; /* room for PROBLEMS_MAX */
	size_t problem_count;
	bool is_stopped;
} Work;

static void complain(Work *w, GhgProblemCode code, const char *field, const char *given, const char *expected)
{
	w->is_stopped = w->is_stopped || ghg_stops(code);
	if (w->problem_count < PROBLEMS_MAX)
		w->problems[w->problem_count++] = (GhgProblem){
		    code, field, given ? given : "", expected ? expected : "", 0};
}

static void complain_number(Work *w, GhgProblemCode code, const char *field, double given)
{
	complain(w, code, field, number_plain(w->mem, given), "");
}

static const char *joined(Arena *mem, const char *const *texts)
{
	Buf out = buf_in(mem, BUF_FIELDS_MAX);
	for (; texts && *texts; texts++) {
		if (out.len)
			buf_text(&out, ", ");
		buf_text(&out, *texts);
	}
	return buf_take(&out);
}

static const char *units_wanted(Work *w, const GhgInput *input)
{
	return joined(
	    w->mem, ghg_input_units(w->ghg, w->mem, w->settings, w->category, w->line->item, input));
}

static const char *names_of_inputs(Work *w)
{
	const char *names[CATEGORY_INPUTS + 3];
	size_t count = 0;
	for (; count < w->category->input_count; count++)
		names[count] = w->category->inputs[count].name;
	names[count++] = "share";
	if (!same(w->category->gas, "CO2") && !same(w->category->gas, "CO2e"))
		names[count++] = "gwp";
	names[count] = NULL;
	return joined(w->mem, names);
}

/* ---- method, category, sets ---- */

static int activity_year(const Work *w)
{
	return w->line->year ? w->line->year : w->settings->on.year ? w->settings->on.year : 9999;
}

static void check_validity(Work *w)
{
	const GhgMethod *m = w->method;
	Date on = w->settings->on;
	if (date_is_none(on))
		return;
	bool is_early = date_is_before(on, m->valid_from);
	bool is_late = !date_is_none(m->valid_to) && date_is_before(m->valid_to, on);
	if (is_early || is_late)
		complain(w, GHG_METHOD_NOT_IN_FORCE, "method", date_text(w->mem, on),
		    arena_printf(w->mem, "%s – %s", date_text(w->mem, m->valid_from),
			date_is_none(m->valid_to) ? "" : date_text(w->mem, m->valid_to)));
}

static void find_method(Work *w)
{
	w->method = ghg_method(w->ghg, w->settings->method, w->settings->on);
	if (!w->method) {
		complain(w, GHG_UNKNOWN_METHOD, "method", w->settings->method, "");
		return;
	}
	w->category = ghg_category(w->method, w->line->category);
	if (!w->category) {
		complain(w, GHG_UNKNOWN_CATEGORY, "category", w->line->category, "");
		return;
	}
	w->program = w->category->program;
	check_validity(w);
	/* those of the method itself were checked when it was loaded */
	const char *gwp_set = w->settings->gwp_set, *fuel_set = w->settings->fuel_set;
	if (gwp_set && *gwp_set && !is_gwp_set(gwp_set))
		complain(w, GHG_UNKNOWN_SET, "gwp_set", w->settings->gwp_set, joined(w->mem, ghg_gwp_sets()));
	if (fuel_set && *fuel_set && !is_fuel_set(w->ghg, fuel_set))
		complain(w, GHG_UNKNOWN_SET, "fuel_set", w->settings->fuel_set,
		    joined(w->mem, ghg_fuel_sets(w->ghg)));
}

/* ---- item and chosen row ---- */

static const GhgGiven *given_named(const Work *w, const char *name)
{
	for (size_t i = 0; i < w->line->given_count; i++)
		if (same(w->line->given[i].name, name))
			return &w->line->given[i];
	return NULL;
}

static bool is_row_of_input(const GhgFactor *row, DefaultFrom from, Dim dim)
{
	Unit unit;
	bool is_kind = from == DEFAULT_GRID ? row->kind == GHG_GRID
					    : from == DEFAULT_ROW && row->kind != GHG_FUEL;
	return is_kind && factor_unit(row->unit, &unit) && dim_equal(unit.dim, dim) && isfinite(row->value);
}

/* The row named by factor_id may stand in for the item's row, or for one input's default. */
static void find_chosen(Work *w)
{
	const char *id = w->line->factor_id;
	if (!id || !*id)
		return;
	const GhgFactor *row = ghg_factor(w->ghg, id);
	if (row && row->is_trap) {
		complain(w, GHG_TRAP_FACTOR, "factor_id", id, row->note);
		return;
	}
	bool fits = false;
	if (row && w->category->items == GHG_FUELS && row->kind == GHG_FUEL)
		fits = !w->line->item || !*w->line->item || same(row->code, w->line->item) ||
		       same(row->id + strlen(row->set) + 1, w->line->item);
	else if (row && row->kind == GHG_PROCESS)
		fits = row_is_item(w->category, row);
	else if (row && row->kind == GHG_SCOPE3)
		fits = row_is_item(w->category, row) &&
		       (!w->line->item || !*w->line->item || same(row->code, w->line->item));
	for (size_t i = 0; row && !fits && i < w->category->input_count; i++)
		fits = is_row_of_input(row, w->program->rules[i].from, w->category->inputs[i].dim);
	if (fits)
		w->chosen = row;
	else
		complain(w, GHG_UNKNOWN_FACTOR, "factor_id", id, "");
}

static void find_item(Work *w)
{
	GhgItems items = w->category->items;
	const char *item = w->line->item;
	if (items == GHG_NO_ITEM)
		return;
	bool is_chosen = w->chosen && ((items == GHG_FUELS && w->chosen->kind == GHG_FUEL) ||
					  row_is_item(w->category, w->chosen));
	bool is_fallback = false;
	w->item = is_chosen ? w->chosen
			    : item_factor(w->ghg, w->method, w->settings, w->category, item, &is_fallback);
	if (is_fallback && w->item)
		complain(
		    w, GHG_FACTOR_FALLBACK, "item", w->item->set, settings_fuel_set(w->method, w->settings));
	bool is_own = w->program->other && !*w->program->other->per_unit && given_named(w, "factor");
	if (!w->item && (!item || !*item) && is_own) /* a factor of one's own needs no item */
		w->item = w->program->other;
	if (!w->item && (!item || !*item)) {
		complain(w, GHG_MISSING_INPUT, "item", "", "");
		return;
	}
	bool is_own_gas = items == GHG_GASES && given_named(w, "gwp");
	if (!w->item && !is_own_gas) {
		bool is_gas_elsewhere = false;
		for (const char *const *set = ghg_gwp_sets(); items == GHG_GASES && *set; set++)
			is_gas_elsewhere = is_gas_elsewhere || ghg_gwp(w->ghg, *set, item);
		complain(w, is_gas_elsewhere ? GHG_NO_FACTOR : GHG_UNKNOWN_ITEM, "item", item, "");
	}
	if (w->item && has_item_dim(w->category, w->item)) {
		w->item_dim = item_dim(w->category, w->item);
		w->has_item_dim = true;
	}
}

/* ---- what the user gave ---- */

static bool is_finite_given(Work *w, const GhgGiven *given)
{
	if (isfinite(given->value))
		return true;
	complain(w, GHG_NOT_FINITE, given->name, "", "");
	return false;
}

/* A plain number such as share or gwp: in "", 1, % or one other unit. */
static double plain_given(Work *w, const GhgGiven *given, const char *unit_allowed)
{
	Unit unit = {.scale = 1}, allowed;
	if (!is_finite_given(w, given))
		return NAN;
	if (given->unit && *given->unit && !unit_parse(given->unit, &unit)) {
		complain(w, GHG_UNKNOWN_UNIT, given->name, given->unit, unit_allowed);
		return NAN;
	}
	bool is_plain = dim_is_none(unit.dim);
	if (!is_plain && !(unit_parse(unit_allowed, &allowed) && dim_equal(unit.dim, allowed.dim))) {
		complain(w, GHG_WRONG_DIMENSION, given->name, given->unit, unit_allowed);
		return NAN;
	}
	if (given->value < 0)
		complain_number(w, GHG_NEGATIVE, given->name, given->value);
	return given->value * unit.scale;
}

static void take_share(Work *w, const GhgGiven *given)
{
	if (w->share_given)
		complain(w, GHG_TWICE, "share", "", "");
	w->share_given = given;
	w->share = plain_given(w, given, "%");
	if (w->share > 1)
		complain(w, GHG_SHARE_OVER_100, "share",
		    arena_printf(w->mem, "%s%%", number_plain(w->mem, w->share * 100)), "");
}

static void take_given(Work *w, const GhgGiven *given)
{
	if (same(given->name, "share")) {
		take_share(w, given);
		return;
	}
	if (same(given->name, "gwp") && !same(w->category->gas, "CO2") && !same(w->category->gas, "CO2e")) {
		if (w->own_gwp)
			complain(w, GHG_TWICE, "gwp", "", "");
		w->own_gwp = given;
		return;
	}
	const GhgInput *input = ghg_input(w->category, given->name);
	if (!input) {
		complain(w, GHG_UNKNOWN_INPUT, given->name, given->name, names_of_inputs(w));
		return;
	}
	size_t at = (size_t)(input - w->category->inputs);
	if (w->given[at]) {
		complain(w, GHG_TWICE, input->name, "", "");
		return;
	}
	if (!is_finite_given(w, given))
		return;
	if (given->value < 0 && !input->may_be_negative) {
		complain_number(w, GHG_NEGATIVE, input->name, given->value);
		return;
	}
	const char *text = given->unit ? given->unit : "";
	bool is_count = dim_equal(input->dim, dim_of(DIM_COUNT));
	if (!*text && (is_count || dim_is_none(input->dim) || input->dim.of[DIM_ITEM])) {
		w->given_unit[at] = (Unit){.dim = is_count ? input->dim : (Dim){{0}}, .scale = 1};
	} else if (!unit_parse(text, &w->given_unit[at]) || w->given_unit[at].dim.of[DIM_ITEM]) {
		complain(w, GHG_UNKNOWN_UNIT, input->name, text, units_wanted(w, input));
		return;
	}
	w->given[at] = given;
}

/* `given` in units of `input` tells what ITEM is: 2 kWh of [ITEM] or 0.5 kgCO2e/kWh of [tCO2e/ITEM]. */
static bool item_dim_of_given(const GhgInput *input, Dim given, Dim *out)
{
	int power = input->dim.of[DIM_ITEM];
	Dim rest = input->dim;
	rest.of[DIM_ITEM] = 0;
	if (power != 1 && power != -1)
		return false;
	*out = power == 1 ? dim_times(given, rest, -1) : dim_times(rest, given, -1);
	for (int i = 0; i < DIM_BASES; i++)
		if (out->of[i] < 0)
			return false;
	return true;
}

/* Where the category counts anything (scope 3), the unit of the amount decides what, else that of the own
 * factor. */
static void settle_item_dim(Work *w)
{
	for (size_t i = 0; i < w->category->input_count && !w->has_item_dim; i++)
		w->has_item_dim = w->given[i] && item_dim_of_given(&w->category->inputs[i],
						     w->given_unit[i].dim, &w->item_dim);
}

static Dim without_item(Work *w, Dim dim)
{
	int power = dim.of[DIM_ITEM];
	dim.of[DIM_ITEM] = 0;
	return dim_times(dim, w->item_dim, power);
}

/* Metered cubic metres of gas counted as Nm3. */
static bool is_gas_by_volume(Dim given, Dim wanted)
{
	int gas = wanted.of[DIM_GAS];
	if (gas == 0 || given.of[DIM_VOLUME] != gas || given.of[DIM_GAS] != 0)
		return false;
	given.of[DIM_GAS] = (signed char)gas;
	given.of[DIM_VOLUME] = 0;
	return dim_equal(given, wanted);
}

/* The dimension of `wanted` with the item counted otherwise: tonnes as litres, or anything as its energy. */
static Dim counted_as(const GhgInput *input, DimBase base)
{
	Dim dim = input->dim;
	int power = dim.of[DIM_ITEM];
	dim.of[DIM_ITEM] = 0;
	return dim_times(dim, dim_of(base), power);
}

static int input_number(const Work *w, const char *name)
{
	const GhgInput *input = ghg_input(w->category, name);
	return input ? (int)(input - w->category->inputs) : -1;
}

static double power_of(double x, int power)
{
	double result = 1;
	for (int i = 0; i < (power < 0 ? -power : power); i++)
		result *= x;
	return power < 0 ? 1 / result : result;
}

/* A given value in base units of its input; NaN with a problem when it does not fit. `ncv` in GJ per base
 * unit of the item, NaN while unknown. */
static double given_base(Work *w, size_t at, double ncv)
{
	const GhgInput *input = &w->category->inputs[at];
	const GhgFactor *density = w->item ? fuel_density(w->ghg, w->item->code) : NULL;
	Unit unit = w->given_unit[at];
	Dim wanted = without_item(w, input->dim);
	double value = unit_base(unit, w->given[at]->value);
	int power = input->dim.of[DIM_ITEM];
	if (dim_equal(unit.dim, wanted))
		return value;
	if (is_gas_by_volume(unit.dim, wanted)) {
		complain(w, GHG_GAS_CONDITIONS, input->name, w->given[at]->unit, "Nm3, m3(20℃)");
		return value;
	}
	bool is_energy = power != 0 && dim_equal(unit.dim, counted_as(input, DIM_ENERGY));
	if (is_energy && isfinite(ncv) && ncv > 0)
		return value * power_of(ncv, -power);
	bool is_volume = power != 0 && density && dim_equal(unit.dim, counted_as(input, DIM_VOLUME));
	if (is_volume && dim_equal(w->item_dim, dim_of(DIM_MASS))) {
		w->bridge = (GhgUsed){.name = "density",
		    .label = density->name,
		    .value = density->value,
		    .unit = density->unit,
		    .base = density->value,
		    .origin = GHG_FROM_FACTOR,
		    .factor = density,
		    .source = ""};
		return value * power_of(density->value, power);
	}
	complain(w, GHG_WRONG_DIMENSION, input->name, w->given[at]->unit, units_wanted(w, input));
	return NAN;
}

static void use_given(Work *w, size_t at, double ncv)
{
	const GhgInput *input = &w->category->inputs[at];
	const GhgGiven *given = w->given[at];
	double base = given_base(w, at, ncv);
	if (input->is_fraction && base > 1)
		complain_number(w, GHG_SHARE_OVER_100, input->name, given->value);
	if (isnan(base))
		return;
	w->base[at] = base;
	w->used[at] = (GhgUsed){.name = input->name,
	    .label = input->label,
	    .value = given->value,
	    .unit = given->unit ? given->unit : "",
	    .base = base,
	    .origin = GHG_FROM_GIVEN,
	    .source = given->source ? given->source : ""};
}

/* ---- defaults ---- */

static void use_row(Work *w, size_t at, const GhgFactor *row, double value, const char *unit_text)
{
	Unit unit = {.scale = 1};
	if (!isfinite(value) || !factor_unit(unit_text, &unit))
		return;
	w->base[at] = value * unit.scale;
	w->used[at] = (GhgUsed){.name = w->category->inputs[at].name,
	    .label = w->category->inputs[at].label,
	    .value = value,
	    .unit = unit_text,
	    .base = w->base[at],
	    .origin = GHG_FROM_FACTOR,
	    .factor = row,
	    .source = ""};
}

static void use_grid(Work *w, size_t at)
{
	int year = activity_year(w);
	bool is_chosen = w->chosen && w->chosen->kind == GHG_GRID;
	const GhgFactor *row = is_chosen ? w->chosen : ghg_grid(w->ghg, w->line->region, year);
	if (!row) {
		complain(w, GHG_NO_FACTOR, "region", w->line->region, "");
		return;
	}
	const GhgFactor *fits = is_chosen ? ghg_grid(w->ghg, row->region, year) : row;
	if (fits && fits->year != row->year)
		complain(w, GHG_FACTOR_OTHER_YEAR, "factor_id", core_whole(w->mem, row->year),
		    arena_printf(w->mem, "%d (%s)", fits->year, fits->id));
	else if (row->year != year && year != 9999)
		complain(
		    w, GHG_FACTOR_OLD, "factor", core_whole(w->mem, row->year), core_whole(w->mem, year));
	use_row(w, at, row, row->value, row->unit);
}

/* Enthalpy by pressure alone (saturated) or by pressure and temperature (superheated). */
static void use_steam(Work *w, size_t at)
{
	int p = input_number(w, "pressure"), t = input_number(w, "temperature");
	if (!w->used[p].name)
		return;
	double kj_per_kg;
	bool is_superheated = w->used[t].name != NULL;
	bool is_found = is_superheated ? ghg_steam_superheated(w->ghg, w->base[p], w->base[t], &kj_per_kg)
				       : ghg_steam_saturated(w->ghg, w->base[p], &kj_per_kg);
	if (!is_found) {
		complain(w, GHG_OUTSIDE_TABLE, is_superheated ? "temperature" : "pressure",
		    is_superheated ? arena_printf(w->mem, "%s MPa, %s ℃", number_plain(w->mem, w->base[p]),
					 number_plain(w->mem, w->base[t]))
				   : arena_printf(w->mem, "%s MPa", number_plain(w->mem, w->base[p])),
		    is_superheated ? "0.01–30 MPa, ≤ 600 ℃" : "0.001–22 MPa");
		return;
	}
	w->base[at] = kj_per_kg * 1e-3;
	w->used[at] = (GhgUsed){.name = w->category->inputs[at].name,
	    .label = w->category->inputs[at].label,
	    .value = kj_per_kg,
	    .unit = "kJ/kg",
	    .base = w->base[at],
	    .origin = GHG_FROM_STEAM,
	    .source = is_superheated ? "factors/steam_superheated.csv" : "factors/steam_saturated.csv"};
}

/* tC per unit of a fuel, without the dust of the product (0.6739173500000001) that people would see. */
static double carbon_content(const GhgFactor *fuel)
{
	return round(fuel->ncv * fuel->carbon * 1e12) / 1e12;
}

static void use_default(Work *w, size_t at)
{
	const GhgInput *input = &w->category->inputs[at];
	const InputRule *rule = &w->program->rules[at];
	const GhgFactor *item = w->item;
	bool replaces = w->chosen && is_row_of_input(w->chosen, rule->from, input->dim);
	switch (rule->from) {
	case DEFAULT_NONE:
		return;
	case DEFAULT_CONSTANT:
		if (input->dim.of[DIM_ITEM] && !dim_is_none(without_item(w, input->dim)))
			return; /* an exchange rate is 1 only when the factor is in the same money */
		w->base[at] = rule->constant * rule->base.scale;
		w->used[at] = (GhgUsed){.name = input->name,
		    .label = input->label,
		    .value = rule->constant,
		    .unit = rule->unit,
		    .base = w->base[at],
		    .origin = GHG_FROM_CONSTANT,
		    .source = ""};
		return;
	case DEFAULT_ITEM_VALUE:
		if (item)
			use_row(w, at, item, item->value, item->unit);
		return;
	case DEFAULT_ITEM_NCV:
		if (item)
			use_row(w, at, item, item->ncv, core_joined(w->mem, "GJ/", item->per_unit));
		return;
	case DEFAULT_ITEM_CARBON:
		if (item)
			use_row(w, at, item, item->carbon, "tC/GJ");
		return;
	case DEFAULT_ITEM_OXIDATION:
		if (item)
			use_row(w, at, item, item->oxidation, "1");
		return;
	case DEFAULT_ITEM_CONTENT:
		if (item && item->kind == GHG_FUEL)
			use_row(
			    w, at, item, carbon_content(item), core_joined(w->mem, "tC/", item->per_unit));
		else if (item)
			use_row(w, at, item, item->value, item->unit);
		return;
	case DEFAULT_ITEM_CH4:
		if (item)
			use_row(w, at, item, item->ch4_kg_per_tj, "kgCH4/TJ");
		return;
	case DEFAULT_ITEM_N2O:
		if (item)
			use_row(w, at, item, item->n2o_kg_per_tj, "kgN2O/TJ");
		return;
	case DEFAULT_ROW: {
		const GhgFactor *row = replaces ? w->chosen : rule->row;
		use_row(w, at, row, row->value, row->unit);
		return;
	}
	case DEFAULT_ROW_OF_ITEM: {
		const GhgFactor *row = item ? item_row(w->ghg, rule->prefix, item) : NULL;
		if (row)
			use_row(w, at, row, row->value, row->unit);
		return;
	}
	case DEFAULT_GRID:
		use_grid(w, at);
		return;
	case DEFAULT_STEAM:
		use_steam(w, at);
		return;
	}
}

static bool is_required(const Work *w, size_t at)
{
	const InputRule *rule = &w->program->rules[at];
	if (w->category->inputs[at].need != GHG_REQUIRED)
		return false;
	for (size_t i = 0; i < w->category->input_count; i++)
		if ((rule->unless_inputs >> i & 1) && w->given[i])
			return false;
	return rule->with_input < 0 || w->given[rule->with_input];
}

/* Given values first, then defaults; what is given per energy waits for the heat value. */
static void settle_inputs(Work *w)
{
	size_t count = w->category->input_count;
	int ncv_at = input_number(w, "ncv");
	double ncv = NAN;
	if (ncv_at >= 0) {
		if (w->given[ncv_at])
			use_given(w, (size_t)ncv_at, NAN);
		else
			use_default(w, (size_t)ncv_at);
		ncv = w->used[ncv_at].name ? w->base[ncv_at] : NAN;
	}
	for (size_t i = 0; i < count; i++)
		if (w->given[i] && (int)i != ncv_at)
			use_given(w, i, ncv);
	for (size_t i = 0; i < count; i++)
		if (!w->given[i] && (int)i != ncv_at)
			use_default(w, i);
	for (size_t i = 0; i < count; i++)
		if (!w->given[i] && is_required(w, i))
			complain(w, GHG_MISSING_INPUT, w->category->inputs[i].name, "",
			    units_wanted(w, &w->category->inputs[i]));
}

/* ---- formulas ---- */

static bool is_wanted(const Work *w, const Emission *emission)
{
	for (int i = 0; emission->with[i] >= 0; i++)
		if (!w->given[emission->with[i]])
			return false;
	return true;
}

/* The last formula of the main gas whose conditions are met. */
static int choose_formula(const Work *w)
{
	int chosen = 0;
	for (int i = 0; i < w->program->emission_count; i++)
		if (w->program->emissions[i].is_main && is_wanted(w, &w->program->emissions[i]))
			chosen = i;
	return chosen;
}

/* A default that no table holds is missing as soon as the formula reads it. */
static void check_reads(Work *w, const Formula *formula)
{
	for (size_t i = 0; i < w->category->input_count; i++) {
		const GhgInput *input = &w->category->inputs[i];
		bool is_lacking = (formula->reads >> i & 1) && !w->used[i].name &&
				  input->need == GHG_DEFAULTED;
		if (!is_lacking || w->is_stopped)
			continue;
		bool by_steam = w->program->rules[i].from == DEFAULT_STEAM;
		complain(
		    w, GHG_MISSING_INPUT, by_steam ? "pressure" : input->name, "", units_wanted(w, input));
	}
}

static double run(const Work *w, const Formula *formula)
{
	return formula_run(formula, w->base);
}

/* The guides of 2013-2015 name gases that SAR does not know yet (NF3): said where it is used. README D11. */
static const GhgFactor *gwp_of_later_set(Work *w, const char *set, const char *gas)
{
	static const char *const LATER[] = {"NDRC-guides", "AR5", "AR6", "AR4", NULL};
	for (const char *const *later = LATER; *later; later++) {
		const GhgFactor *row = ghg_gwp(w->ghg, *later, gas);
		if (!row)
			continue;
		complain(w, GHG_FACTOR_FALLBACK, "gwp_set", *later, set);
		return row;
	}
	return NULL;
}

static const char *gas_of_item(const Work *w)
{
	if (w->category->items != GHG_ROWS)
		return w->line->item;
	return gas_of_row(w->category, w->item->code);
}

/* One gas of the line: its GWP from the set, or the user's own. */
static void add_gas(Work *w, GhgResult *result, const char *gas, double tonnes)
{
	GhgGasAmount amount = {.gas = gas, .tonnes = tonnes, .gwp = 1};
	bool is_co2 = same(gas, "CO2") || same(gas, "CO2e");
	bool is_main = result->gas_count == 0;
	if (!is_co2 && is_main && w->own_gwp) {
		amount.gwp = plain_given(w, w->own_gwp, "kgCO2e/kg");
		if (!w->own_gwp->source || !*w->own_gwp->source)
			complain(w, GHG_FACTOR_NO_SOURCE, "gwp", "", "");
	} else if (!is_co2) {
		const char *set = settings_gwp_set(w->method, w->settings);
		bool is_item = w->category->items == GHG_GASES && is_main;
		amount.gwp_factor = is_item ? w->item : gwp_of(w->ghg, set, gas, w->program->is_non_fossil);
		if (!amount.gwp_factor && same(w->category->gas, "item"))
			amount.gwp_factor = gwp_of_later_set(w, set, gas);
		if (!amount.gwp_factor) {
			complain(w, GHG_NO_FACTOR, "gwp_set", gas, set);
			return;
		}
		amount.gwp = amount.gwp_factor->value;
	}
	amount.tco2e = tonnes * amount.gwp;
	if (!(fabs(amount.tco2e) <= TONNES_MAX)) {
		complain(w, GHG_NOT_FINITE, w->category->inputs[0].name, "", "");
		return;
	}
	result->gases[result->gas_count++] = amount;
}

static void run_emissions(Work *w, GhgResult *result)
{
	const Emission *main = &w->program->emissions[result->formula];
	double tonnes = run(w, &main->formula) * w->share;
	bool is_biogenic = w->item && w->item->is_biogenic;
	if (!isfinite(tonnes) || fabs(tonnes) > TONNES_MAX) {
		complain(w, GHG_NOT_FINITE, w->category->inputs[0].name, "", "");
		return;
	}
	if (tonnes < 0 && !w->category->is_deduction) {
		if (tonnes < -BALANCED * formula_size(&main->formula, w->base) * w->share) {
			complain_number(w, GHG_NEGATIVE_RESULT, w->category->inputs[0].name, tonnes);
			return;
		}
		tonnes = 0;
	}
	result->biogenic_tco2 = w->program->biogenic.text ? run(w, &w->program->biogenic) * w->share : 0;
	if (is_biogenic && same(main->gas, "CO2"))
		result->biogenic_tco2 += tonnes;
	else
		add_gas(w, result, same(main->gas, "item") ? gas_of_item(w) : main->gas, tonnes);
	for (int i = 0; i < w->program->emission_count; i++) {
		const Emission *other = &w->program->emissions[i];
		bool is_other = !other->is_main && is_wanted(w, other);
		double more = is_other ? run(w, &other->formula) * w->share : 0;
		if (more == 0 || result->gas_count == GHG_LINE_GASES)
			continue;
		add_gas(w, result, other->gas, more);
		result->emissions |= 1u << i;
	}
	GhgSum sum = {0};
	for (int i = 0; i < result->gas_count; i++)
		ghg_sum_add(&sum, result->gases[i].tco2e);
	result->tco2e = ghg_sum_value(&sum);
}

/* ---- energy (GB/T 2589-2020) ---- */

/* Measured heat value first, then Annex A, then the heat value of the fuel table. */
static double fuel_tce(Work *w, GhgResult *result)
{
	int ncv_at = input_number(w, "ncv");
	bool is_measured = ncv_at >= 0 && w->given[ncv_at];
	const GhgFactor *row = is_measured || !w->item ? NULL : ghg_tce(w->ghg, w->item->code);
	Unit per;
	if (!row || !unit_parse(row->per_unit, &per))
		return result->energy_gj / GJ_PER_TCE;
	bool fits = dim_equal(per.dim, w->item_dim) ||
		    (dim_equal(per.dim, dim_of(DIM_VOLUME)) && dim_equal(w->item_dim, dim_of(DIM_GAS)));
	if (!fits)
		return result->energy_gj / GJ_PER_TCE;
	result->tce_factor = row;
	double tce = result->activity / per.scale * row->value / 1000;
	return result->energy_gj < 0 ? -tce : tce; /* what leaves as a product counts against what came in */
}

static void run_energy(Work *w, GhgResult *result)
{
	result->energy_gj = result->tce_equal = result->tce_equivalent = 0;
	result->electricity_mwh = 0;
	if (!w->program->energy.text)
		return;
	result->energy_gj = run(w, &w->program->energy) * w->share;
	if (w->category->energy == GHG_ENERGY_FUEL) {
		result->tce_equivalent = result->tce_equal = fuel_tce(w, result);
		return;
	}
	bool is_electricity = w->category->energy == GHG_ENERGY_ELECTRICITY;
	result->tce_factor = ghg_tce(w->ghg, is_electricity ? "ELEC_EQUIV" : "HEAT_EQUIV");
	if (!is_electricity) {
		double tce_per_gj = result->tce_factor ? result->tce_factor->value
						       : 1 / GJ_PER_TCE; /* kgce/MJ = tce/GJ */
		result->tce_equivalent = result->tce_equal = result->energy_gj * tce_per_gj;
		return;
	}
	double rate = w->settings->coal_rate_kgce_per_kwh;
	result->electricity_mwh = result->energy_gj / 3.6;
	result->tce_equal = result->tce_factor ? result->electricity_mwh * result->tce_factor->value
					       : result->energy_gj / GJ_PER_TCE;
	result->tce_equivalent = rate > 0 && isfinite(rate) ? result->electricity_mwh * rate : NAN;
}

/* ---- what is said beside the result ---- */

static void note_knowledge(Work *w, const GhgFactor *row, const char *field)
{
	if (row && row->confidence == GHG_KNOWLEDGE)
		complain(w, GHG_FACTOR_KNOWLEDGE, field, row->id, row->note);
}

static void note_own_factor(Work *w)
{
	int at = input_number(w, "factor");
	if (at < 0 || !w->given[at])
		return;
	if (!w->given[at]->source || !*w->given[at]->source)
		complain(w, GHG_FACTOR_NO_SOURCE, "factor", "", "");
	if (w->category->energy != GHG_ENERGY_ELECTRICITY)
		return;
	const GhgFactor *trap = ghg_grid_trap(w->ghg, w->base[at] * 3.6); /* tCO2/GJ -> tCO2/MWh */
	if (trap)
		complain(w, GHG_TRAP_VALUE, "factor", number_plain(w->mem, w->given[at]->value), trap->id);
}

static bool is_listed(const Work *w, size_t at, uint64_t reads)
{
	return w->used[at].name && ((reads >> at & 1) || w->given[at]);
}

/* Factors per money hold in the prices of their year. */
static void note_price_year(Work *w)
{
	int index = input_number(w, "deflator"), at = input_number(w, "factor");
	const GhgFactor *row = at >= 0 ? w->used[at].factor : NULL;
	int year = activity_year(w);
	bool is_other_year = row && row->currency_year && row->currency_year != year && year != 9999;
	if (index >= 0 && !w->given[index] && is_other_year)
		complain(w, GHG_PRICE_YEAR, "deflator", core_whole(w->mem, row->currency_year),
		    core_whole(w->mem, year));
}

/* The inputs that mattered, in the order of the category. */
static void list_used(Work *w, GhgResult *result)
{
	uint64_t reads = w->program->emissions[result->formula].formula.reads;
	size_t count = 0;
	for (int i = 0; i < w->program->emission_count; i++)
		for (int g = 0; g < result->gas_count; g++)
			if (same(w->program->emissions[i].gas, result->gases[g].gas) &&
			    !w->program->emissions[i].is_main)
				reads |= w->program->emissions[i].formula.reads;
	size_t most = 2;
	for (size_t i = 0; i < w->category->input_count; i++)
		most += is_listed(w, i, reads);
	GhgUsed *list = ARENA_ARRAY(w->mem, GhgUsed, most);
	for (size_t i = 0; i < w->category->input_count; i++) {
		if (!is_listed(w, i, reads))
			continue;
		list[count++] = w->used[i];
		note_knowledge(w, w->used[i].factor, w->used[i].name);
	}
	if (w->bridge.name) {
		list[count++] = w->bridge;
		note_knowledge(w, w->bridge.factor, "density");
	}
	if (w->own_gwp)
		list[count++] = (GhgUsed){.name = "gwp",
		    .label = {core_word(w->ghg, "field.gwp", ZH), core_word(w->ghg, "field.gwp", EN)},
		    .value = w->own_gwp->value,
		    .unit = w->own_gwp->unit ? w->own_gwp->unit : "",
		    .base = w->own_gwp->value,
		    .origin = GHG_FROM_GIVEN,
		    .source = w->own_gwp->source ? w->own_gwp->source : ""};
	for (int g = 0; g < result->gas_count; g++)
		note_knowledge(w, result->gases[g].gwp_factor, "gwp_set");
	result->used = list;
	result->used_count = count;
}

/* The item's row; where only its carbon counts, with that as its value. */
static const GhgFactor *as_content(const Work *w)
{
	bool is_content = false;
	for (size_t i = 0; i < w->category->input_count; i++)
		is_content = is_content || w->program->rules[i].from == DEFAULT_ITEM_CONTENT;
	if (!is_content || w->item->kind != GHG_FUEL)
		return w->item;
	GhgFactor *row = ARENA_NEW(w->mem, GhgFactor);
	*row = *w->item;
	row->value = carbon_content(row);
	row->unit = core_joined(w->mem, "tC/", row->per_unit);
	return row;
}

/* The row that matters most: the item's for fuels and materials, else the one behind `factor`. */
static const GhgFactor *main_factor(const Work *w, const GhgResult *result)
{
	int at = input_number(w, "factor");
	if (at >= 0 && w->given[at])
		return NULL;
	if (w->item && w->item != w->program->other)
		return as_content(w);
	if (at >= 0 && w->used[at].factor)
		return w->used[at].factor;
	return result->gas_count ? result->gases[0].gwp_factor : NULL;
}

static void give_up(GhgResult *result)
{
	result->is_known = false;
	result->tco2e = result->biogenic_tco2 = result->activity = result->electricity_mwh = NAN;
	result->energy_gj = result->tce_equal = result->tce_equivalent = NAN;
	result->gas_count = 0;
}

static void compute(Work *w, GhgResult *result)
{
	result->formula = choose_formula(w);
	check_reads(w, &w->program->emissions[result->formula].formula);
	if (w->is_stopped)
		return;
	result->share = w->share;
	result->activity = run(w, &w->program->activity) * w->share;
	if (!(fabs(result->activity) <= 1e300)) {
		complain(w, GHG_NOT_FINITE, w->category->inputs[0].name, "", "");
		return;
	}
	run_emissions(w, result);
	run_energy(w, result);
	if (!(fabs(result->energy_gj) <= 1e300) || !(fabs(result->biogenic_tco2) <= TONNES_MAX))
		complain(w, GHG_NOT_FINITE, w->category->inputs[0].name, "", "");
	if (w->is_stopped)
		return;
	note_own_factor(w);
	note_price_year(w);
	list_used(w, result);
	result->factor = main_factor(w, result);
	double *base = ARENA_ARRAY(w->mem, double, w->category->input_count);
	memcpy(base, w->base, w->category->input_count * sizeof *base);
	result->base = base;
	result->is_known = true;
}

static void describe(Work *w, GhgResult *result)
{
	const GhgInput *first = &w->category->inputs[0];
	result->scope = w->category->scope;
	result->item = w->line->item ? w->line->item : "";
	result->item_name = w->item ? name_of_item(w->category, w->item)
				    : (GhgWords){result->item, result->item};
	result->gwp_set = settings_gwp_set(w->method, w->settings);
	result->activity_unit = dim_text(w->mem, without_item(w, first->dim));
}

GhgResult ghg_calculate(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgLine *line)
{
	GhgProblem problems[PROBLEMS_MAX];
	Work w = {
	    .ghg = ghg, .mem = mem, .settings = settings, .line = line, .share = 1, .problems = problems};
	GhgResult result = {0};
	find_method(&w);
	if (w.category)
		find_chosen(&w);
	if (w.category)
		find_item(&w);
	if (w.category) {
		for (size_t i = 0; i < line->given_count; i++)
			take_given(&w, &line->given[i]);
		settle_item_dim(&w);
		settle_inputs(&w);
		describe(&w, &result);
	}
	result.method = w.method;
	result.category = w.category;
	if (w.category && !w.is_stopped)
		compute(&w, &result);
	if (w.is_stopped || !result.is_known)
		give_up(&result);
	GhgProblem *kept = ARENA_ARRAY(mem, GhgProblem, w.problem_count + 1);
	memcpy(kept, w.problems, w.problem_count * sizeof *kept);
	result.problems = kept;
	result.problem_count = w.problem_count;
	return result;
}
