/* `qingce calc`: reading the document and running the core on it. */
#include "calc/calc_inner.h"

#include <math.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"

#define TEXT_MAX 400
#define GIVEN_MAX 32
#define SHORT_MAX 10 /* factors by gas, a factor, a reported amount, a share */
#define EXPECT_MAX 1000

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

Err calc_document_read(Calc *calc, const char *json, size_t len)
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

void calc_compute(Calc *calc)
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
