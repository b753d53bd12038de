/* `qingce calc`: writing the results as JSON. */
#include "calc/calc_inner.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

#define OUT_MAX ((size_t)512 << 20)
#define CAUSES_SHOWN 20

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
	json_field_text(json, "explanation", ghg_explain_short(calc->mem, result, EN));
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
void calc_check_beside(Calc *calc)
{
	Buf out = buf_in(calc->mem, OUT_MAX);
	JsonOut json = json_out(&out);
	json_object_begin(&json);
	calc_put_net(&json, calc);
	put_beside(&json, calc);
	json_object_end(&json);
}

void calc_put_results(Calc *calc, Buf *out)
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
