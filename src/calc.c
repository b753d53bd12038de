/* `qingce calc`: reading the document, running the core on it, writing the results. */
#include "calc_inner.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "ghg/tree.h"
#include "json/json_tree.h"

#define TEXT_MAX 400
#define GIVEN_MAX 32
#define SHORT_MAX 10 /* factors by gas, a factor, a reported amount, a share */
#define EXPECT_MAX 1000
#define OUT_MAX ((size_t)512 << 20)
#define CAUSES_SHOWN 20

/* ---- reading ---- */

/* A number, or the text a person would type. */
double calc_number(Calc *calc, const Json *value)
{
	double number = NAN;
	bool is_number = value && (value->type == JSON_IS_INT || value->type == JSON_IS_REAL);
	if (is_number)
		return value->real;
	bool is_typed = value && value->type == JSON_IS_TEXT &&
			number_parse(value->text, &number) == NUMBER_OK;
	if (!is_typed)
		json_fault_at(&calc->in, JSON_WRONG_TYPE, value,
		    "a number, or a text such as \"2 610\" or \"1,384.9\"");
	return number;
}

/* "200 L": a number and a unit in one text. */
static bool is_amount_text(Calc *calc, const Json *value, GhgGiven *out)
{
	if (value->type != JSON_IS_TEXT)
		return false;
	size_t len = strspn(value->text, "0123456789.,+- ");
	const char *number = str_trim(calc->mem, arena_copy_n(calc->mem, value->text, len));
	const char *unit = str_trim(calc->mem, value->text + len);
	if (!*unit || number_parse(number, &out->value) != NUMBER_OK)
		return false;
	out->unit = unit;
	calc_unit_replace(calc, out);
	return true;
}

GhgGiven calc_given(Calc *calc, const Json *value, const char *name)
{
	static const char *const KNOWN[] = {"value", "unit", "source", "uncertainty", NULL};
	GhgGiven given = {.name = name, .unit = "", .source = ""};
	if (is_amount_text(calc, value, &given))
		return given;
	if (value->type != JSON_IS_OBJECT) {
		given.value = calc_number(calc, value);
		return given;
	}
	json_only_known(&calc->in, value, KNOWN);
	const Json *number = json_find(value, "value");
	if (!number)
		json_fault_at(&calc->in, JSON_MISSING, value, "a member \"value\"");
	else
		given.value = calc_number(calc, number);
	given.unit = json_get_text_or(&calc->in, value, "unit", TEXT_MAX, "");
	given.source = json_get_text_or(&calc->in, value, "source", TEXT_MAX, "");
	calc_unit_replace(calc, &given);
	return given;
}

/* "amount" and "unit" stand for the main input of the category. */
static GhgGiven amount_of(Calc *calc, const Json *object, const Json *amount)
{
	GhgGiven given = {.name = "amount",
	    .value = calc_number(calc, amount),
	    .unit = json_get_text_or(&calc->in, object, "unit", TEXT_MAX, ""),
	    .source = json_get_text_or(&calc->in, object, "source", TEXT_MAX, "")};
	calc_unit_replace(calc, &given);
	return given;
}

double calc_quantity(Calc *calc, const Json *object, const char *key, const char *unit)
{
	const Json *value = json_find(object, key);
	Unit from, wanted;
	double out = NAN;
	if (!value)
		return NAN;
	GhgGiven given = calc_given(calc, value, key);
	bool is_unit = unit_parse(*given.unit ? given.unit : unit, &from) && unit_parse(unit, &wanted);
	if (!is_unit || !unit_convert(given.value, from, wanted, &out) || !isfinite(out))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, value,
		    arena_printf(calc->mem, "an amount in %s or another unit of its kind", unit));
	return out;
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
	const char *unit = json_get_text_or(&calc->in, object, "unit", TEXT_MAX, "");
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
	return general ? json_get_text_or(&calc->in, object, "category", TEXT_MAX, general)
		       : json_get_text(&calc->in, object, "category", TEXT_MAX);
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
	const char *text = json_get_text_or(&calc->in, object, "basis", TEXT_MAX, "");
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
		series.unit = json_get_text_or(&calc->in, value, "unit", TEXT_MAX, "");
		series.source = json_get_text_or(&calc->in, value, "source", TEXT_MAX, "");
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
	    .amount_unit = json_get_text_or(&calc->in, object, "unit", TEXT_MAX, ""),
	    .amount_source = json_get_text_or(&calc->in, object, "source", TEXT_MAX, ""),
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
	out->id = json_get_text_or(&calc->in, object, "id", TEXT_MAX, "");
	out->facility = json_get_text_or(&calc->in, object, "facility", TEXT_MAX, "");
	out->derive = json_find(object, "derive");
	out->partner = json_get_text_or(&calc->in, object, "partner", TEXT_MAX, "");
	out->is_own_asset = json_get_bool_or(&calc->in, object, "own_asset", false);
	calc_line_bound(calc, object, given, &count, out);
	out->line = (GhgLine){.category = category_of(calc, object, category),
	    .item = json_get_text_or(&calc->in, object, "item", TEXT_MAX, NULL),
	    .region = json_get_text_or(&calc->in, object, "region", TEXT_MAX, NULL),
	    .factor_id = json_get_text_or(&calc->in, object, "factor_id", TEXT_MAX, NULL),
	    .year = (int)json_get_int_or(&calc->in, object, "year", 1990, 2100, 0),
	    .given = given,
	    .given_count = count};
}

static void read_monte_carlo(Calc *calc, const Json *object)
{
	static const char *const KNOWN[] = {"samples", "seed", NULL};
	json_only_known(&calc->in, object, KNOWN);
	calc->samples = (size_t)json_get_int_or(
	    &calc->in, object, "samples", 100, UNCERTAINTY_MAX_SAMPLES, 10000);
	calc->seed = (uint64_t)json_get_int_or(&calc->in, object, "seed", 0, INT64_MAX, 1);
}

static void read_contracts(Calc *calc, const Json *list)
{
	static const char *const KNOWN[] = {"mwh", "tco2_per_mwh", "note", NULL};
	if (!list)
		return;
	calc->contracts = ARENA_ARRAY(calc->mem, GhgContract, list->count + 1);
	for (const Json *item = list->first; item && !calc->in.fault; item = item->next) {
		json_only_known(&calc->in, item, KNOWN);
		calc->contracts[calc->contract_count++] = (GhgContract){
		    json_get_real(&calc->in, item, "mwh", 0, 1e12),
		    json_get_real_or(&calc->in, item, "tco2_per_mwh", 0, 10, 0)};
	}
}

static void read_settings(Calc *calc, const Json *root)
{
	const Json *period = json_find(root, "period");
	calc->settings = (GhgSettings){
	    .method = json_get_text(&calc->in, root, "method", TEXT_MAX),
	    .gwp_set = json_get_text_or(&calc->in, root, "gwp_set", TEXT_MAX, NULL),
	    .fuel_set = json_get_text_or(&calc->in, root, "fuel_set", TEXT_MAX, NULL),
	    .coal_rate_kgce_per_kwh = json_get_real_or(&calc->in, root, "coal_rate_kgce_per_kwh", 0, 10, 0),
	};
	if (!period)
		return;
	calc->settings.on = json_get_date(&calc->in, period, "start");
	Date end = json_get_date(&calc->in, period, "end");
	calc->end = end;
	if (!calc->in.fault && date_days(end) < date_days(calc->settings.on))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, period, "an end that is not before the start");
}

static const Json *list_or_none(Calc *calc, const Json *root, const char *key)
{
	return json_find(root, key) ? json_get_list(&calc->in, root, key, CALC_LIST_MAX) : NULL;
}

static const Json *object_or_none(Calc *calc, const Json *root, const char *key)
{
	return json_find(root, key) ? json_get_object(&calc->in, root, key) : NULL;
}

static void read_beside(Calc *calc, const Json *root)
{
	calc_units_read(calc, json_find(root, "units"));
	calc->share_places = (int)json_get_int_or(&calc->in, root, "share_places", 0, 12, 0);
	calc->consolidation = object_or_none(calc, root, "consolidation");
	calc->adjustments = list_or_none(calc, root, "adjustments");
	calc->exclusions = list_or_none(calc, root, "exclusions");
	calc->convert = list_or_none(calc, root, "convert");
	calc->scope3 = object_or_none(calc, root, "scope3");
	calc->base_year = object_or_none(calc, root, "base_year");
	calc->project = object_or_none(calc, root, "project");
}

/* The lines, with room for those that they bring with them. */
static void read_lines(Calc *calc, const Json *root)
{
	bool is_beside = json_find(root, "product") || calc->base_year || calc->project || calc->convert;
	if (is_beside && !json_find(root, "lines"))
		return;
	const Json *lines = json_get_list(&calc->in, root, "lines", CALC_MAX_LINES);
	size_t most = 1;
	for (const Json *line = lines ? lines->first : NULL; line; line = line->next)
		most += json_find(line, "derive") ? 1 + GHG_UPSTREAM_MOST : 1;
	calc->lines = ARENA_ARRAY(calc->mem, CalcLine, most);
	for (const Json *line = lines ? lines->first : NULL; line && !calc->in.fault; line = line->next)
		calc_line_read(calc, line, NULL, NULL, &calc->lines[calc->line_count++]);
}

static Err read_document(Calc *calc, const char *json, size_t len)
{
	static const char *const KNOWN[] = {"format", "method", "period", "gwp_set", "fuel_set",
	    "coal_rate_kgce_per_kwh", "lines", "contracts", "monte_carlo", "expect", "title", "source",
	    "note", "units", "share_places", "consolidation", "adjustments", "scope3", "exclusions",
	    "base_year", "project", "convert", "product", NULL};
	const Json *root;
	Err err = json_read(&calc->in, calc->mem, json, len, CALC_MAX_BYTES, &root);
	if (err)
		return err;
	json_only_known(&calc->in, root, KNOWN);
	if (!str_eq(json_get_text(&calc->in, root, "format", 40), "qingce-calc/1"))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, json_find(root, "format"), "\"qingce-calc/1\"");
	read_settings(calc, root);
	read_beside(calc, root);
	if (calc->in.fault)
		return ERR_INPUT;
	read_lines(calc, root);
	if (json_find(root, "product") && !calc->in.fault)
		calc->product = calc_product_read(calc, json_find(root, "product"));
	if (json_find(root, "contracts") && !calc->in.fault)
		read_contracts(calc, json_get_list(&calc->in, root, "contracts", 10000));
	if (json_find(root, "monte_carlo") && !calc->in.fault)
		read_monte_carlo(calc, json_find(root, "monte_carlo"));
	if (json_find(root, "expect") && !calc->in.fault)
		calc->expect = json_get_list(&calc->in, root, "expect", EXPECT_MAX);
	return json_in_err(&calc->in);
}

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

static void compute_uncertainty(Calc *calc)
{
	UncertaintyLine *lines = ARENA_ARRAY(calc->mem, UncertaintyLine, calc->line_count + 1);
	for (size_t i = 0; i < calc->line_count; i++) {
		const CalcLine *line = &calc->lines[i];
		lines[i] = (UncertaintyLine){.result = &line->result,
		    .id = line->id,
		    .facility = line->facility,
		    .basis = line->basis,
		    .stated = line->stated,
		    .stated_count = line->stated_count};
	}
	calc->uncertainty = uncertainty_of(calc->mem, lines, calc->line_count);
	if (calc->samples)
		calc->draws = uncertainty_draw(
		    calc->mem, &calc->uncertainty, 1u << 1 | 1u << 2 | 1u << 3, calc->seed, calc->samples);
}

void calc_line_compute(Calc *calc, CalcLine *line)
{
	line->result = line->months.count ? ghg_calculate_months(calc->ghg, calc->mem, &calc->settings,
						&line->line, &line->months)
					  : ghg_calculate(calc->ghg, calc->mem, &calc->settings, &line->line);
	check_stated(calc, line);
	check_series(calc, line);
}

static void compute(Calc *calc)
{
	size_t given = calc->line_count;
	for (size_t i = 0; i < given; i++)
		calc_line_compute(calc, &calc->lines[i]);
	for (size_t i = 0; i < given; i++)
		calc_derive(calc, i);
	const GhgResult **results = ARENA_ARRAY(calc->mem, const GhgResult *, calc->line_count + 1);
	const char **facilities = ARENA_ARRAY(calc->mem, const char *, calc->line_count + 1);
	for (size_t i = 0; i < calc->line_count; i++) {
		results[i] = &calc->lines[i].result;
		facilities[i] = calc->lines[i].facility;
	}
	if (calc->product)
		calc_product_compute(calc, calc->product);
	int year = calc->settings.on.year ? calc->settings.on.year : 9999;
	calc->totals = ghg_totals(calc->mem, results, facilities, calc->line_count);
	calc->market = ghg_market_based(
	    calc->ghg, &calc->totals, year, calc->contracts, calc->contract_count);
	compute_uncertainty(calc);
}

/* ---- writing ---- */

/* null for what is not known: "-" is not 0. */
void calc_put_real(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_real(json, key, value);
	else
		json_field_null(json, key);
}

static void put_used(JsonOut *json, const GhgUsed *used)
{
	static const char *const ORIGINS[] = {"given", "factor", "steam_table", "constant"};
	json_object_begin(json);
	json_field_text(json, "name", used->name);
	calc_put_real(json, "value", used->value);
	json_field_text(json, "unit", used->unit);
	json_field_text(json, "origin", ORIGINS[used->origin]);
	if (used->factor)
		json_field_text(json, "factor", used->factor->id);
	if (!str_is_empty(used->source))
		json_field_text(json, "source", used->source);
	json_object_end(json);
}

static void put_gas(JsonOut *json, const GhgGasAmount *gas)
{
	json_object_begin(json);
	json_field_text(json, "gas", gas->gas);
	calc_put_real(json, "tonnes", gas->tonnes);
	calc_put_real(json, "gwp", gas->gwp);
	if (gas->gwp_factor)
		json_field_text(json, "gwp_factor", gas->gwp_factor->id);
	calc_put_real(json, "tco2e", gas->tco2e);
	json_object_end(json);
}

static void put_problem(
    JsonOut *json, const Calc *calc, const GhgProblem *problem, const GhgCategory *category)
{
	json_object_begin(json);
	json_field_text(json, "code", ghg_problem_key(problem->code));
	json_field_bool(json, "stops", ghg_stops(problem->code));
	json_field_text(json, "field", problem->field);
	json_field_text(json, "given", problem->given);
	json_field_text(json, "expected", problem->expected);
	json_field_text(json, "message", ghg_problem_text(calc->ghg, calc->mem, problem, category, GHG_EN));
	json_object_end(json);
}

void calc_put_problems(JsonOut *json, const Calc *calc, const GhgResult *result)
{
	json_key(json, "problems");
	json_list_begin(json);
	for (size_t i = 0; i < result->problem_count; i++)
		put_problem(json, calc, &result->problems[i], result->category);
	json_list_end(json);
}

/* The means and what each month took; "default" where no value was measured. */
static void put_weighted(JsonOut *json, const GhgWeighted *weighted)
{
	json_key(json, "months");
	json_list_begin(json);
	for (size_t i = 0; i < weighted->input_count; i++) {
		const GhgWeightedInput *input = &weighted->inputs[i];
		json_object_begin(json);
		json_field_text(json, "name", input->input->name);
		calc_put_real(json, "mean", input->mean);
		json_field_text(json, "unit", input->unit);
		json_field_text(json, "weighted_by", input->by.en);
		json_key(json, "values");
		json_list_begin(json);
		for (size_t m = 0; m < weighted->count; m++) {
			json_object_begin(json);
			calc_put_real(json, "amount", weighted->amounts[m]);
			calc_put_real(json, "value", input->months[m].value);
			json_field_bool(json, "measured", input->months[m].is_measured);
			calc_put_real(json, "tco2e", weighted->tco2e[m]);
			json_object_end(json);
		}
		json_list_end(json);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_lists(JsonOut *json, const Calc *calc, const GhgResult *result)
{
	json_key(json, "gases");
	json_list_begin(json);
	for (int i = 0; i < result->gas_count; i++)
		put_gas(json, &result->gases[i]);
	json_list_end(json);
	json_key(json, "used");
	json_object_begin(json);
	for (size_t i = 0; i < result->used_count; i++) {
		json_key(json, result->used[i].name);
		put_used(json, &result->used[i]);
	}
	json_object_end(json);
	if (result->weighted)
		put_weighted(json, result->weighted);
	calc_put_problems(json, calc, result);
}

static void put_line(JsonOut *json, const Calc *calc, const CalcLine *line)
{
	const GhgResult *result = &line->result;
	json_object_begin(json);
	json_field_text(json, "id", line->id);
	json_field_text(json, "category", line->line.category);
	json_field_text(json, "item", line->line.item ? line->line.item : "");
	json_field_int(json, "scope", result->scope);
	json_field_bool(json, "known", result->is_known);
	calc_put_real(json, "tco2e", result->tco2e);
	calc_put_real(json, "biogenic_tco2", result->biogenic_tco2);
	calc_put_real(json, "activity", result->activity);
	json_field_text(json, "activity_unit", result->activity_unit ? result->activity_unit : "");
	calc_put_real(json, "electricity_mwh", result->electricity_mwh);
	calc_put_real(json, "energy_gj", result->energy_gj);
	calc_put_real(json, "tce_equal", result->tce_equal);
	calc_put_real(json, "tce_equivalent", result->tce_equivalent);
	calc_put_real(json, "share", result->is_known ? result->share : NAN);
	if (line->days.of) {
		json_key(json, "period");
		json_object_begin(json);
		json_field_int(json, "days", line->days.days);
		json_field_int(json, "of", line->days.of);
		calc_put_real(json, "share", line->days.share);
		json_object_end(json);
	}
	if (line->derived_from)
		json_field_text(json, "derived_from", line->derived_from);
	json_field_text(json, "explanation", ghg_explain_short(calc->mem, result, GHG_EN));
	put_lists(json, calc, result);
	json_object_end(json);
}

static void put_scope(JsonOut *json, const char *key, const GhgTotals *totals, int scope, double value)
{
	calc_put_real(json, key, totals->has_scope[scope] ? value : NAN);
}

static void put_parts(JsonOut *json, const char *key, const GhgPart *parts, size_t count, bool has_tonnes)
{
	json_key(json, key);
	json_list_begin(json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(json);
		json_field_text(json, "key", parts[i].key);
		calc_put_real(json, "tco2e", parts[i].tco2e);
		if (has_tonnes)
			calc_put_real(json, "tonnes", parts[i].tonnes);
		json_field_int(json, "lines", (int64_t)parts[i].lines);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_totals(JsonOut *json, Calc *calc)
{
	const GhgTotals *totals = &calc->totals;
	json_key(json, "totals");
	json_object_begin(json);
	put_scope(json, "scope1", totals, 1, totals->scope1);
	put_scope(json, "scope2_location", totals, 2, totals->scope2);
	put_scope(json, "scope2_market", totals, 2, calc->market.scope2);
	put_scope(json, "scope3", totals, 3, totals->scope3);
	calc_put_real(json, "scope12", totals->scope12);
	calc_put_real(json, "scope123", totals->scope123);
	calc_put_net(json, calc);
	calc_put_real(json, "biogenic_tco2", totals->biogenic_tco2);
	calc_put_real(json, "electricity_mwh", totals->electricity_mwh);
	calc_put_real(json, "contract_mwh", calc->market.covered_mwh);
	calc_put_real(json, "energy_gj", totals->energy_gj);
	calc_put_real(json, "tce_equal", totals->tce_equal);
	calc_put_real(json, "tce_equivalent", totals->tce_equivalent);
	json_field_int(json, "known_lines", (int64_t)totals->known);
	json_field_int(json, "unknown_lines", (int64_t)totals->unknown);
	put_parts(json, "categories", totals->categories, totals->category_count, false);
	put_parts(json, "gases", totals->gases, totals->gas_count, true);
	put_parts(json, "facilities", totals->facilities, totals->facility_count, false);
	json_object_end(json);
}

static void put_range(JsonOut *json, const UncertaintyRange *range)
{
	calc_put_real(json, "low", range->low);
	calc_put_real(json, "high", range->high);
	calc_put_real(json, "percent", range->percent);
}

static void put_cause(JsonOut *json, const Calc *calc, const UncertaintyCause *cause)
{
	json_object_begin(json);
	json_field_text(json, "input", cause->input);
	if (cause->factor)
		json_field_text(json, "factor", cause->factor->id);
	else
		json_field_text(json, "line", calc->lines[cause->line].id);
	json_field_int(json, "lines", (int64_t)cause->lines);
	json_field_text(json, "rule", cause->rule ? cause->rule->id : "stated");
	calc_put_real(json, "percent", cause->percent);
	calc_put_real(json, "tco2e", cause->tco2e);
	calc_put_real(json, "share", cause->share);
	json_object_end(json);
}

static void put_draws(JsonOut *json, const UncertaintyDraws *draws)
{
	json_key(json, "monte_carlo");
	json_object_begin(json);
	json_field_int(json, "samples", (int64_t)draws->samples);
	json_field_int(json, "seed", (int64_t)draws->seed);
	calc_put_real(json, "mean", draws->mean);
	calc_put_real(json, "deviation", draws->deviation);
	calc_put_real(json, "p2_5", draws->low);
	calc_put_real(json, "p50", draws->middle);
	calc_put_real(json, "p97_5", draws->high);
	json_object_end(json);
}

static void put_uncertainty(JsonOut *json, const Calc *calc)
{
	const Uncertainty *u = &calc->uncertainty;
	json_key(json, "uncertainty");
	json_object_begin(json);
	put_range(json, &u->total);
	json_key(json, "scopes");
	json_object_begin(json);
	static const char *const SCOPES[] = {"", "scope1", "scope2_location", "scope3"};
	for (int scope = 1; scope <= 3; scope++) {
		if (!calc->totals.has_scope[scope])
			continue;
		json_key(json, SCOPES[scope]);
		json_object_begin(json);
		put_range(json, &u->scopes[scope]);
		json_object_end(json);
	}
	json_object_end(json);
	json_key(json, "contributors");
	json_list_begin(json);
	for (size_t i = 0; i < u->cause_count && i < CAUSES_SHOWN; i++)
		put_cause(json, calc, &u->causes[i]);
	json_list_end(json);
	if (calc->samples)
		put_draws(json, &calc->draws);
	json_object_end(json);
}

static void put_method(JsonOut *json, const Calc *calc)
{
	const GhgMethod *method = ghg_method(calc->ghg, calc->settings.method, calc->settings.on);
	json_key(json, "method");
	json_object_begin(json);
	json_field_text(json, "code", calc->settings.method);
	if (method) {
		json_field_text(json, "name_zh", method->name.zh);
		json_field_text(json, "name_en", method->name.en);
		json_field_text(json, "doc_no", method->doc_no);
		json_field_text(json, "file", method->file);
		json_field_text(json, "sha256", method->sha256);
		json_field_text(json, "gwp_set",
		    str_is_empty(calc->settings.gwp_set) ? method->gwp_set : calc->settings.gwp_set);
		json_field_text(json, "fuel_set",
		    str_is_empty(calc->settings.fuel_set) ? method->fuel_set : calc->settings.fuel_set);
	}
	json_object_end(json);
}

static void put_files(JsonOut *json, const Calc *calc)
{
	size_t count;
	const GhgFile *files = ghg_files(calc->ghg, &count);
	json_key(json, "files");
	json_object_begin(json);
	for (size_t i = 0; i < count; i++)
		json_field_text(json, files[i].name, files[i].sha256);
	json_object_end(json);
}

/* What stands beside the lines and totals. */
static void put_beside(JsonOut *json, Calc *calc)
{
	calc_put_scope3(json, calc);
	calc_put_overlaps(json, calc);
	if (calc->exclusions)
		calc_put_exclusions(json, calc);
	if (calc->base_year)
		calc_put_base_year(json, calc);
	if (calc->project)
		calc_put_project(json, calc);
	if (calc->convert)
		calc_put_conversions(json, calc);
	if (calc->product)
		calc_put_product(json, calc, calc->product);
}

/* Faults that only writing finds, before anything is written. */
static void check_beside(Calc *calc)
{
	Buf out = buf_in(calc->mem, OUT_MAX);
	JsonOut json = json_out(&out);
	json_object_begin(&json);
	calc_put_net(&json, calc);
	put_beside(&json, calc);
	json_object_end(&json);
}

static void put_results(Calc *calc, Buf *out)
{
	JsonOut json = json_out(out);
	json_object_begin(&json);
	json_field_text(&json, "format", "qingce-calc-result/1");
	put_method(&json, calc);
	json_key(&json, "lines");
	json_list_begin(&json);
	for (size_t i = 0; i < calc->line_count; i++)
		put_line(&json, calc, &calc->lines[i]);
	json_list_end(&json);
	put_totals(&json, calc);
	put_beside(&json, calc);
	put_uncertainty(&json, calc);
	put_files(&json, calc);
	json_object_end(&json);
	json_end(&json);
}

/* ---- running ---- */

static Err open_calc(Calc *calc, const Ghg *ghg, Arena *mem, const char *json, size_t len, Buf *out)
{
	*calc = (Calc){.ghg = ghg, .mem = mem};
	Err err = read_document(calc, json, len);
	if (err) {
		buf_text(out, json_in_message(&calc->in));
		return err;
	}
	compute(calc);
	check_beside(calc);
	if (calc->in.fault) {
		buf_text(out, json_in_message(&calc->in));
		return ERR_INPUT;
	}
	return OK;
}

Err calc_run(Arena *mem, const char *json, size_t len, Buf *out)
{
	Calc calc;
	Err err = open_calc(&calc, ghg_embedded(), mem, json, len, out);
	if (err)
		return err;
	put_results(&calc, out);
	return out->overflow ? ERR_TOO_LARGE : OK;
}

static const GhgTreeContract *tree_contracts(const Calc *calc)
{
	GhgTreeContract *list = ARENA_ARRAY(calc->mem, GhgTreeContract, calc->contract_count + 1);
	for (size_t i = 0; i < calc->contract_count; i++)
		list[i] = (GhgTreeContract){.id = "",
		    .title = arena_printf(calc->mem, "contracts/%zu", i),
		    .mwh = calc->contracts[i].mwh,
		    .tco2_per_mwh = calc->contracts[i].tco2_per_mwh};
	return list;
}

/* The lines stand before the figures, so that figures need not open them again. */
static GhgTreeScene tree_scene(const Calc *calc, GhgLang lang)
{
	GhgTreeLine *lines = ARENA_ARRAY(calc->mem, GhgTreeLine, calc->line_count + 1);
	for (size_t i = 0; i < calc->line_count; i++) {
		const CalcLine *line = &calc->lines[i];
		lines[i] = (GhgTreeLine){line->id, line->id, line->facility, &line->result};
	}
	return (GhgTreeScene){.ghg = calc->ghg,
	    .lang = lang,
	    .is_brief = true,
	    .coal_rate_kgce_per_kwh = calc->settings.coal_rate_kgce_per_kwh,
	    .lines = lines,
	    .line_count = calc->line_count,
	    .totals = &calc->totals,
	    .market = &calc->market,
	    .contracts = tree_contracts(calc),
	    .contract_count = calc->contract_count,
	    .uncertainty = &calc->uncertainty};
}

static GhgNode line_tree(const Calc *calc, const CalcLine *line, GhgLang lang)
{
	return tree_of_line(calc->ghg, calc->mem, line->id, line->id, &line->result, lang);
}

static void put_tree(const Calc *calc, GhgLang lang, Buf *out)
{
	for (size_t i = 0; i < calc->line_count; i++) {
		GhgNode node = line_tree(calc, &calc->lines[i], lang);
		tree_print(calc->ghg, out, &node, lang);
		buf_char(out, '\n');
	}
	GhgTreeScene scene = tree_scene(calc, lang);
	size_t count;
	const char *const *figures = tree_figures(calc->mem, &scene, &count);
	for (size_t i = 0; i < count && !out->overflow; i++) {
		GhgNode node;
		if (!tree_of_figure(calc->mem, &scene, figures[i], &node))
			continue;
		tree_print(calc->ghg, out, &node, lang);
		buf_char(out, '\n');
	}
}

static void put_json_tree(const Calc *calc, GhgLang lang, Buf *out)
{
	JsonOut json = json_out(out);
	json_object_begin(&json);
	json_field_text(&json, "format", "qingce-calc-tree/1");
	json_key(&json, "lines");
	json_list_begin(&json);
	for (size_t i = 0; i < calc->line_count; i++) {
		GhgNode node = line_tree(calc, &calc->lines[i], lang);
		json_put_tree(&json, &node);
	}
	json_list_end(&json);
	json_key(&json, "figures");
	json_list_begin(&json);
	GhgTreeScene scene = tree_scene(calc, lang);
	size_t count;
	const char *const *figures = tree_figures(calc->mem, &scene, &count);
	for (size_t i = 0; i < count && !out->overflow; i++) {
		GhgNode node;
		if (tree_of_figure(calc->mem, &scene, figures[i], &node))
			json_put_tree(&json, &node);
	}
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
}

Err calc_explain(Arena *mem, const char *json, size_t len, GhgLang lang, bool is_json, Buf *out)
{
	Calc calc;
	Err err = open_calc(&calc, ghg_embedded(), mem, json, len, out);
	if (err)
		return err;
	if (is_json)
		put_json_tree(&calc, lang, out);
	else
		put_tree(&calc, lang, out);
	return out->overflow ? ERR_TOO_LARGE : OK;
}

/* ---- expectations: examples carry their published numbers ---- */

/* The value an RFC 6901 pointer names; NULL when there is none. */
static const Json *json_at(const Json *root, const char *pointer)
{
	while (root && *pointer == '/') {
		char key[80];
		size_t len = strcspn(++pointer, "/");
		int64_t index;
		if (len >= sizeof key)
			return NULL;
		memcpy(key, pointer, len);
		key[len] = '\0';
		pointer += len;
		if (root->type == JSON_IS_LIST && str_to_int(key, &index)) {
			for (root = root->first; root && index > 0; index--)
				root = root->next;
		} else {
			root = json_find(root, key);
		}
	}
	return root;
}

/* A number within the tolerance, or the same text, truth or null. */
static bool is_met(Calc *calc, const Json *want, const Json *found)
{
	const Json *value = json_find(want, "value");
	if (!value || !found)
		return false;
	if (value->type == JSON_IS_NULL || value->type == JSON_IS_BOOL)
		return found->type == value->type && found->truth == value->truth;
	if (value->type == JSON_IS_TEXT)
		return found->type == JSON_IS_TEXT && str_eq(found->text, value->text);
	double number = json_get_real(&calc->in, want, "value", -1e300, 1e300);
	double tolerance = json_get_real_or(&calc->in, want, "tolerance", 0, 1e300, 1e-9);
	bool is_number = found->type == JSON_IS_INT || found->type == JSON_IS_REAL;
	return !calc->in.fault && is_number && fabs(found->real - number) <= tolerance;
}

static const char *shown(Arena *mem, const Json *value)
{
	if (!value || value->type == JSON_IS_LIST || value->type == JSON_IS_OBJECT)
		return "nothing";
	if (value->type == JSON_IS_TEXT)
		return value->text;
	if (value->type == JSON_IS_BOOL)
		return value->truth ? "true" : "false";
	return value->type == JSON_IS_NULL ? "null" : number_plain(mem, value->real);
}

/* Says what differs; the number of expectations that are not met. */
static int check_expectations(Calc *calc, const char *json, size_t len, Buf *report)
{
	static const char *const KNOWN[] = {"at", "value", "tolerance", "published", "note", NULL};
	JsonIn in;
	const Json *root;
	int wrong = 0;
	if (!calc->expect || json_read(&in, calc->mem, json, len, OUT_MAX, &root))
		return calc->expect ? 1 : 0;
	for (const Json *want = calc->expect->first; want; want = want->next) {
		json_only_known(&calc->in, want, KNOWN);
		const char *at = json_get_text(&calc->in, want, "at", TEXT_MAX);
		const Json *found = json_at(root, at);
		if (is_met(calc, want, found))
			continue;
		wrong++;
		buf_printf(report, "%s: %s expected, found %s\n", at,
		    shown(calc->mem, json_find(want, "value")), shown(calc->mem, found));
	}
	if (calc->in.fault)
		buf_printf(report, "%s\n", json_in_message(&calc->in));
	return wrong + (calc->in.fault != JSON_FINE);
}

int calc_check(Arena *mem, const char *json, size_t len, Buf *report)
{
	Calc calc;
	Buf out = buf_in(mem, OUT_MAX);
	if (open_calc(&calc, ghg_embedded(), mem, json, len, report) != OK)
		return -1;
	put_results(&calc, &out);
	return check_expectations(&calc, out.data, out.len, report);
}

/* ---- the subcommand ---- */

static bool read_stream(FILE *file, size_t max, Buf *out)
{
	char chunk[65536];
	*out = buf_in(out->mem, max);
	for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0 && !out->overflow;)
		buf_add(out, chunk, got);
	return !ferror(file) && !out->overflow;
}

static bool read_path(const char *path, size_t max, Buf *out)
{
	FILE *file = str_eq(path, "-") ? stdin : fopen(path, "rb");
	if (!file)
		return false;
	bool is_read = read_stream(file, max, out);
	if (file != stdin)
		fclose(file);
	return is_read;
}

/* The files of one folder of a data directory, in the order of their names. */
static size_t read_folder(
    Arena *mem, const char *dir, const char *folder, GhgFile *files, size_t count, size_t most)
{
	struct dirent **entries;
	int found = scandir(arena_printf(mem, "%s/%s", dir, folder), &entries, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		const char *name = entries[i]->d_name;
		Buf text = {.mem = mem};
		bool is_data = str_ends(name, ".csv") || str_ends(name, ".method");
		if (is_data && count < most &&
		    read_path(arena_printf(mem, "%s/%s/%s", dir, folder, name), 16 << 20, &text))
			files[count++] = (GhgFile){arena_printf(mem, "%s/%s", folder, name),
			    text.data ? text.data : "", text.len,
			    sha256_hex(mem, text.data ? text.data : "", text.len)};
		free(entries[i]);
	}
	if (found >= 0)
		free(entries);
	return count;
}

static const Ghg *load_directory(Arena *mem, const char *dir)
{
	GhgFile files[300];
	GhgLoadError error;
	size_t count = read_folder(mem, dir, "factors", files, 0, 300);
	count = read_folder(mem, dir, "methods", files, count, 300);
	count = read_folder(mem, dir, "words", files, count, 300);
	const Ghg *ghg = ghg_load(mem, files, count, &error);
	if (!ghg)
		fprintf(
		    stderr, "%s/%s:%d:%d: %s\n", dir, error.file, error.line, error.column, error.message);
	return ghg;
}

typedef struct Options {
	const char *path, *data;
	bool is_tree, is_json;
	GhgLang lang;
} Options;

static bool read_options(int argc, char **argv, Options *options)
{
	*options = (Options){.lang = GHG_ZH};
	for (int i = 1; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : "";
		if (str_eq(argv[i], "--explain")) {
			options->is_tree = true;
			bool has_lang = str_eq(next, "zh") || str_eq(next, "en");
			options->lang = str_eq(next, "en") ? GHG_EN : GHG_ZH;
			i += has_lang;
		} else if (str_eq(argv[i], "--json")) {
			options->is_json = true;
		} else if (str_eq(argv[i], "--data") && i + 1 < argc) {
			options->data = argv[++i];
		} else if (options->path || (argv[i][0] == '-' && argv[i][1])) {
			return false;
		} else {
			options->path = argv[i];
		}
	}
	return options->path != NULL && (options->is_tree || !options->is_json);
}

static int run_file(Arena *mem, const Options *options)
{
	const Ghg *ghg = options->data ? load_directory(mem, options->data) : ghg_embedded();
	Buf text = {.mem = mem}, out = buf_in(mem, OUT_MAX), tree = buf_in(mem, OUT_MAX);
	Calc calc;
	if (!ghg)
		return 2;
	if (!read_path(options->path, CALC_MAX_BYTES, &text)) {
		fprintf(stderr, "qingce calc: cannot read %s, or it is larger than 64 MB\n", options->path);
		return 2;
	}
	if (open_calc(&calc, ghg, mem, text.data ? text.data : "", text.len, &out) != OK) {
		fprintf(stderr, "qingce calc: %s: %s\n", options->path, out.data ? out.data : "");
		return 2;
	}
	put_results(&calc, &out);
	if (options->is_tree && options->is_json)
		put_json_tree(&calc, options->lang, &tree);
	else if (options->is_tree)
		put_tree(&calc, options->lang, &tree);
	if (out.overflow || tree.overflow)
		fprintf(stderr, "qingce calc: the result is larger than 512 MB\n");
	fputs(options->is_tree ? tree.data : out.data, stdout);
	fputs(options->is_tree && !options->is_json ? "" : "\n", stdout);
	Buf report = buf_in(mem, 1 << 20);
	int wrong = check_expectations(&calc, out.data, out.len, &report);
	fputs(report.data ? report.data : "", stderr);
	return wrong > 0 || calc.totals.unknown > 0 || calc_product_unknown(calc.product) > 0 || out.overflow
		   ? 1
		   : 0;
}

int calc_main(int argc, char **argv)
{
	Options options;
	if (!read_options(argc, argv, &options)) {
		fprintf(stderr, "usage: qingce calc [--explain [zh|en] [--json]] [--data DIR] FILE.json\n");
		return 2;
	}
	Arena *mem = arena_open();
	int code = run_file(mem, &options);
	arena_close(mem);
	return code;
}
