/* `qingce calc`: reading the document and running the core on it. */
#include "calc/calc_inner.h"

#include "base/str.h"

#define EXPECT_MAX 1000

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
	    .method = json_get_text(&calc->in, root, "method", CALC_TEXT_MAX),
	    .gwp_set = json_get_text_or(&calc->in, root, "gwp_set", CALC_TEXT_MAX, NULL),
	    .fuel_set = json_get_text_or(&calc->in, root, "fuel_set", CALC_TEXT_MAX, NULL),
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
