/* `qingce calc`: one line: read, cut by its period and shares, computed. */
#include "calc/calc_inner.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

#define GIVEN_MAX 32
#define SHORT_MAX 10 /* factors by gas, a factor, a reported amount, a share */

/* ---- periods and shares ---- */

static GhgGiven *given_named(GhgGiven given[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(given[i].name, name))
			return &given[i];
	return NULL;
}

static void multiply_share(GhgGiven given[], size_t *count, double by)
{
	GhgGiven *share = given_named(given, *count, "share");
	if (share)
		share->value *= by;
	else
		given[(*count)++] = (GhgGiven){.name = "share", .value = by, .unit = "1", .source = ""};
}

static void bound_by_period(Calc *calc, const Json *period, GhgGiven given[], size_t *count, CalcLine *out)
{
	static const char *const KNOWN[] = {"start", "end", NULL};
	json_only_known(&calc->in, period, KNOWN);
	Date first = json_get_date(&calc->in, period, "start"),
	     last = json_get_date(&calc->in, period, "end");
	if (calc->in.fault)
		return;
	if (date_is_none(calc->end) || date_days(last) < date_days(first)) {
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, period,
		    "a start and a later end, and a period of the whole inventory to cut by");
		return;
	}
	out->days = boundary_days(first, last, calc->settings.on, calc->end, calc->share_places);
	multiply_share(given, count, out->days.share);
}

/* "40 %", {"value": 40, "unit": "%"} or 0.4. */
static double fraction_of(Calc *calc, const Json *value)
{
	GhgGiven given = calc_given(calc, value, "share");
	Unit unit = {.scale = 1};
	bool is_plain = (str_is_empty(given.unit) || unit_parse(given.unit, &unit)) && dim_is_none(unit.dim);
	double share = given.value * unit.scale;
	if (is_plain && share >= 0 && share <= 1)
		return share;
	json_fault_at(&calc->in, JSON_OUT_OF_RANGE, value, "a share such as \"40 %\" or 0.4");
	return 0;
}

/* The line's own period and the consolidation of its facility, into its share. */
static void bound_line(Calc *calc, const Json *object, GhgGiven given[], size_t *count, CalcLine *out)
{
	const Json *period = json_find(object, "period"), *own = json_find(object, "consolidation");
	const Json *share = own ? own : json_find(calc->consolidation, out->facility);
	if (period)
		bound_by_period(calc, period, given, count, out);
	if (share)
		multiply_share(given, count, fraction_of(calc, share));
}

/* ---- reading ---- */

/* "amount" and "unit" stand for the main input of the category. */
static GhgGiven amount_of(Calc *calc, const Json *object, const Json *amount)
{
	GhgGiven given = {.name = "amount",
	    .value = calc_number(calc, amount),
	    .unit = json_get_text_or(&calc->in, object, "unit", CALC_TEXT_MAX, ""),
	    .source = json_get_text_or(&calc->in, object, "source", CALC_TEXT_MAX, "")};
	calc_unit_replace(calc, &given);
	return given;
}

/* The given density turns a mass into a volume, and a volume into a mass. */
static void apply_density(Calc *calc, const Json *object, GhgGiven *amount)
{
	double density = calc_quantity(calc, object, "density", "t/m3");
	Unit unit;
	if (isnan(density) || !unit_parse(amount->unit, &unit))
		return;
	bool is_mass = dim_equal(unit.dim, dim_of(DIM_MASS));
	if (!(density > 0) || !(is_mass || dim_equal(unit.dim, dim_of(DIM_VOLUME)))) {
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, json_find(object, "density"),
		    "a density above 0 beside a mass or a volume");
		return;
	}
	amount->value = is_mass ? amount->value * unit.scale / density : amount->value * unit.scale * density;
	amount->unit = is_mass ? "m3" : "t";
}

/* Where factors are given by gas without one for CO2, there is none: CH4 and N2O of a vehicle per mile. */
static GhgGiven no_co2(Calc *calc, const Json *object)
{
	const char *unit = json_get_text_or(&calc->in, object, "unit", CALC_TEXT_MAX, "");
	const char *form = strchr(unit, '/') ? "tCO2/(%s)" : "tCO2/%s";
	GhgGiven given = {
	    .name = "co2", .value = 0, .unit = arena_printf(calc->mem, form, unit), .source = ""};
	calc_unit_replace(calc, &given);
	return given;
}

/* "uncertainty" of an object, in ± percent, for the value `name`. */
static void read_stated(Calc *calc, const Json *object, const char *name, CalcLine *out)
{
	if (object->type != JSON_IS_OBJECT || !json_find(object, "uncertainty"))
		return;
	double percent = json_get_real(&calc->in, object, "uncertainty", 0, 1000);
	out->stated[out->stated_count++] = (UncertaintyStated){name, percent};
}

static GhgGiven short_value(Calc *calc, const Json *value, const char *input, CalcLine *out)
{
	read_stated(calc, value, input, out);
	return calc_given(calc, value, input);
}

/* A factor of one's own, as one or by gas, and amounts as others reported them. */
static void read_short(Calc *calc, const Json *object, GhgGiven given[], size_t *count, CalcLine *out)
{
	static const struct {
		const char *gas, *input;
	} GASES[] = {
	    {"CO2e", "factor"}, {"CO2", "co2"}, {"CH4", "ch4"}, {"N2O", "n2o"}, {"biogenic", "biogenic"}};
	static const char *const KNOWN[] = {"CO2e", "CO2", "CH4", "N2O", "biogenic", NULL};
	const Json *factors = json_find(object, "factors"), *factor = json_find(object, "factor");
	if (factors)
		json_only_known(&calc->in, factors, KNOWN);
	for (size_t i = 0; i < sizeof GASES / sizeof GASES[0]; i++)
		if (json_find(factors, GASES[i].gas))
			given[(*count)++] = short_value(
			    calc, json_find(factors, GASES[i].gas), GASES[i].input, out);
	if (factors && !json_find(factors, "CO2e") && !json_find(factors, "CO2"))
		given[(*count)++] = no_co2(calc, object);
	if (factor)
		given[(*count)++] = short_value(calc, factor, "factor", out);
	const Json *reported = json_find(object, "reported");
	if (!reported)
		return;
	GhgGiven tonnes = short_value(calc, reported, "reported", out);
	tonnes.unit = *tonnes.unit ? tonnes.unit : "tCO2e";
	given[(*count)++] = tonnes;
}

/* Its category, or the general one of its scope: own factors, reported amounts. */
static const char *category_of(Calc *calc, const Json *object, const char *fallback)
{
	int64_t scope = json_get_int_or(&calc->in, object, "scope", 1, 3, 0);
	const char *general = scope == 1 ? "direct" : scope == 2 ? "indirect" : fallback;
	return general ? json_get_text_or(&calc->in, object, "category", CALC_TEXT_MAX, general)
		       : json_get_text(&calc->in, object, "category", CALC_TEXT_MAX);
}

static void only_known(Calc *calc, const Json *object, const char *const *known, const char *const *more)
{
	const char *all[64];
	size_t count = 0;
	for (; *known && count < 63; known++)
		all[count++] = *known;
	for (; more && *more && count < 63; more++)
		all[count++] = *more;
	all[count] = NULL;
	json_only_known(&calc->in, object, all);
}

/* {"uncertainty": 5}: of a default, without a value of one's own. */
static bool is_stated_alone(const Json *value)
{
	return value->type == JSON_IS_OBJECT && value->count == 1 && json_find(value, "uncertainty");
}

static UncertaintyBasis read_basis(Calc *calc, const Json *object)
{
	static const char *const NAMES[] = {[UNCERTAINTY_UNKNOWN] = "",
	    [UNCERTAINTY_METERED] = "metered",
	    [UNCERTAINTY_LEDGER] = "ledger",
	    [UNCERTAINTY_ESTIMATE] = "estimate"};
	const char *text = json_get_text_or(&calc->in, object, "basis", CALC_TEXT_MAX, "");
	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (str_eq(text, NAMES[i]))
			return (UncertaintyBasis)i;
	json_fault_at(&calc->in, JSON_OUT_OF_RANGE, json_find(object, "basis"),
	    "\"metered\", \"ledger\" or \"estimate\"");
	return UNCERTAINTY_UNKNOWN;
}

/* [1000, null, "2 000"]: one a month, null where there is none. */
static const double *month_values(Calc *calc, const Json *list, size_t count)
{
	double *values = ARENA_ARRAY(calc->mem, double, count + 1);
	if (!list || list->type != JSON_IS_LIST || list->count != count) {
		json_fault_at(&calc->in, JSON_WRONG_TYPE, list, "as many values as months.amount has");
		return values;
	}
	size_t m = 0;
	for (const Json *value = list->first; value; value = value->next)
		values[m++] = value->type == JSON_IS_NULL ? NAN : calc_number(calc, value);
	return values;
}

/* {"values": [24.1, …], "unit": "GJ/t", "source": "laboratory"} or just the list. */
static GhgSeries series_of(Calc *calc, const Json *value, size_t count)
{
	static const char *const KNOWN[] = {"values", "unit", "source", NULL};
	GhgSeries series = {.name = value->key, .unit = "", .source = ""};
	const Json *list = value;
	if (value->type == JSON_IS_OBJECT) {
		json_only_known(&calc->in, value, KNOWN);
		list = json_find(value, "values");
		series.unit = json_get_text_or(&calc->in, value, "unit", CALC_TEXT_MAX, "");
		series.source = json_get_text_or(&calc->in, value, "source", CALC_TEXT_MAX, "");
	}
	series.values = month_values(calc, list, count);
	return series;
}

/* "months" of a line: the amounts and own measured values, one a month. */
static void read_months(Calc *calc, const Json *object, CalcLine *out)
{
	const Json *months = json_find(object, "months");
	const Json *amounts = months ? json_find(months, "amount") : NULL;
	if (!months)
		return;
	if (!amounts || amounts->type != JSON_IS_LIST || amounts->count < 1 ||
	    amounts->count > GHG_MONTHS_MAX || json_find(object, "amount")) {
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, months,
		    "\"amount\" with 1 to 13 values, instead of the amount of the line");
		return;
	}
	GhgSeries *series = ARENA_ARRAY(calc->mem, GhgSeries, GHG_SERIES_MAX);
	out->months = (GhgMonths){.count = amounts->count,
	    .amounts = month_values(calc, amounts, amounts->count),
	    .amount_unit = json_get_text_or(&calc->in, object, "unit", CALC_TEXT_MAX, ""),
	    .amount_source = json_get_text_or(&calc->in, object, "source", CALC_TEXT_MAX, ""),
	    .series = series};
	for (const Json *value = months->first; value && !calc->in.fault; value = value->next) {
		if (value == amounts)
			continue;
		if (out->months.series_count == GHG_SERIES_MAX) {
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, value, "at most 16 monthly values");
			return;
		}
		series[out->months.series_count++] = series_of(calc, value, amounts->count);
	}
}

void calc_line_read(
    Calc *calc, const Json *object, const char *const *more, const char *category, CalcLine *out)
{
	static const char *const KNOWN[] = {"id", "facility", "category", "item", "region", "year",
	    "factor_id", "amount", "unit", "source", "uncertainty", "basis", "values", "share", "months",
	    "note", "scope", "factor", "factors", "reported", "density", "period", "consolidation", "derive",
	    "partner", "own_asset", NULL};
	GhgGiven *given = ARENA_ARRAY(calc->mem, GhgGiven, GIVEN_MAX + SHORT_MAX);
	size_t count = 0;
	only_known(calc, object, KNOWN, more);
	*out = (CalcLine){.stated = ARENA_ARRAY(calc->mem, UncertaintyStated, GIVEN_MAX + SHORT_MAX),
	    .basis = read_basis(calc, object)};
	const Json *amount = json_find(object, "amount"), *share = json_find(object, "share");
	bool is_reported = !amount && json_find(object, "reported");
	read_stated(calc, object, is_reported ? "reported" : "amount", out);
	if (amount) {
		given[count] = amount_of(calc, object, amount);
		apply_density(calc, object, &given[count++]);
	}
	if (share) {
		given[count++] = calc_given(calc, share, "share");
		read_stated(calc, share, "share", out);
	}
	const Json *values = json_find(object, "values");
	if (values && values->type != JSON_IS_OBJECT)
		json_fault_at(&calc->in, JSON_WRONG_TYPE, values, "an object");
	out->values = values;
	for (const Json *value = values ? values->first : NULL; value; value = value->next) {
		if (count == GIVEN_MAX || out->stated_count == GIVEN_MAX) {
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, values, "at most 30 values");
			break;
		}
		read_stated(calc, value, value->key, out);
		if (!is_stated_alone(value))
			given[count++] = calc_given(calc, value, value->key);
	}
	read_short(calc, object, given, &count, out);
	read_months(calc, object, out);
	out->id = json_get_text_or(&calc->in, object, "id", CALC_TEXT_MAX, "");
	out->facility = json_get_text_or(&calc->in, object, "facility", CALC_TEXT_MAX, "");
	out->derive = json_find(object, "derive");
	out->partner = json_get_text_or(&calc->in, object, "partner", CALC_TEXT_MAX, "");
	out->is_own_asset = json_get_bool_or(&calc->in, object, "own_asset", false);
	bound_line(calc, object, given, &count, out);
	out->line = (GhgLine){.category = category_of(calc, object, category),
	    .item = json_get_text_or(&calc->in, object, "item", CALC_TEXT_MAX, NULL),
	    .region = json_get_text_or(&calc->in, object, "region", CALC_TEXT_MAX, NULL),
	    .factor_id = json_get_text_or(&calc->in, object, "factor_id", CALC_TEXT_MAX, NULL),
	    .year = (int)json_get_int_or(&calc->in, object, "year", 1990, 2100, 0),
	    .given = given,
	    .given_count = count};
}

/* ---- computing ---- */

/* A slip in the name of a default whose uncertainty is stated: the core never saw it. */
static void check_stated(Calc *calc, const CalcLine *line)
{
	const GhgCategory *category = line->result.category;
	for (const Json *value = line->values ? line->values->first : NULL; value && category;
	     value = value->next)
		if (is_stated_alone(value) && !str_eq(value->key, "gwp") && !ghg_input(category, value->key))
			json_fault_at(
			    &calc->in, JSON_OUT_OF_RANGE, value, "the name of an input of the category");
}

/* Only measured values can be given by month: an amount or a slip in the name would be passed over. */
static void check_series(Calc *calc, const CalcLine *line)
{
	const GhgCategory *category = line->result.category;
	for (size_t i = 0; category && i < line->months.series_count; i++) {
		const GhgInput *input = ghg_input(category, line->months.series[i].name);
		if (!input || !ghg_is_monthly(category, input))
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, NULL,
			    arena_printf(calc->mem, "months of a measured input of the category, not \"%s\"",
				line->months.series[i].name));
	}
}

void calc_line_compute(Calc *calc, CalcLine *line)
{
	line->result = line->months.count ? ghg_calculate_months(calc->ghg, calc->mem, &calc->settings,
						&line->line, &line->months)
					  : ghg_calculate(calc->ghg, calc->mem, &calc->settings, &line->line);
	check_stated(calc, line);
	check_series(calc, line);
}
