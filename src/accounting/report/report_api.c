/* JSON of inventories. Keys name their units; published figures are decimal texts of six places, null = not
 * reported. */
#include <math.h>

#include "base/str.h"
#include "consumption/consumption.h"
#include "inventory/inventory_store.h"
#include "report/report_web.h"
#include "json/json.h"
#include "kept/kept.h"

enum { API_ROWS = 50, API_MAX_BYTES = 64 * 1024 * 1024 };

static void put_figure(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_decimal(json, key, value, 6);
	else
		json_field_null(json, key);
}

static double when(bool has, double value)
{
	return has ? value : NAN;
}

static const char *status_name(InventoryStatus status)
{
	static const char *const NAMES[] = {
	    [INVENTORY_OPEN] = "open", [INVENTORY_DONE] = "done", [INVENTORY_PUBLISHED] = "published"};
	return NAMES[status];
}

static void put_totals(JsonOut *json, const InventoryResult *r)
{
	const GhgTotals *t = &r->totals;
	bool has12 = t->has_scope[1] || t->has_scope[2];
	json_key(json, "totals");
	json_object_begin(json);
	put_figure(json, "scope1_tco2e", when(t->has_scope[1], t->scope1));
	put_figure(json, "scope2_location_tco2e", when(t->has_scope[2], t->scope2));
	put_figure(json, "scope2_market_tco2e", when(r->has_market, r->market.scope2));
	put_figure(json, "scope3_tco2e", when(t->has_scope[3], t->scope3));
	put_figure(json, "scope12_tco2e", when(has12, t->scope12));
	put_figure(json, "scope123_tco2e", when(has12 || t->has_scope[3], t->scope123));
	put_figure(json, "biogenic_tco2", t->biogenic_tco2);
	put_figure(json, "electricity_mwh", t->electricity_mwh);
	put_figure(json, "energy_gj", t->energy_gj);
	put_figure(json, "energy_tce_equal", t->tce_equal + r->media_tce);
	put_figure(json, "energy_tce_equivalent", t->tce_equivalent + r->media_tce);
	put_figure(json, "intensity_tco2e_per_output", r->intensity_output);
	put_figure(json, "intensity_tco2e_per_10k_cny", r->intensity_revenue);
	json_field_int(json, "lines_counted", (int64_t)t->known);
	json_field_int(json, "lines_not_reported", (int64_t)t->unknown);
	json_object_end(json);
}

/* The categories of scope 3 with figures, and what these rest on. */
static void put_scope3(JsonOut *json, const InventoryResult *r)
{
	json_key(json, "scope3");
	json_object_begin(json);
	put_figure(json, "primary_share", r->scope3.primary_share);
	json_key(json, "categories");
	json_list_begin(json);
	for (int i = 1; i <= SCOPE3_CATEGORIES; i++) {
		const GhgScope3Part *part = &r->scope3.parts[i];
		if (!part->has_lines)
			continue;
		json_object_begin(json);
		json_field_int(json, "category", i);
		put_figure(json, "tco2e", part->tco2e);
		put_figure(json, "primary_tco2e", part->by_basis[GHG_BASIS_PRIMARY]);
		put_figure(json, "physical_tco2e", part->by_basis[GHG_BASIS_PHYSICAL]);
		put_figure(json, "spend_tco2e", part->by_basis[GHG_BASIS_SPEND]);
		json_object_end(json);
	}
	json_list_end(json);
	json_object_end(json);
}

static void put_inventory(JsonOut *json, const Inventory *inventory, const InventoryResult *result, int level)
{
	json_field_id(json, "id", inventory->id);
	json_field_text(json, "period_start", inventory->start_text);
	json_field_text(json, "period_end", inventory->end_text);
	json_field_text(json, "method", inventory->method);
	json_field_text(json, "gwp_set", inventory->gwp_set);
	json_field_text(json, "grid_choice", inventory->grid_choice);
	json_field_text(json, "status", status_name(inventory->status));
	if (level)
		json_field_int(json, "data_quality_level", level);
	json_field_time(json, "updated_at", inventory->updated_at);
	json_field_int(json, "version", inventory->version);
	json_field_int(json, "content_version", inventory->content_version);
	put_totals(json, result);
	put_scope3(json, result);
}

/* GET /api/v1/inventories?after={id} */
Err inventories_api(Req *req)
{
	Inventory *inventories;
	size_t count;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, query_int(req, "after", 0), API_ROWS + 1,
	    &inventories, &count);
	if (err)
		return err;
	bool has_more = count > API_ROWS;
	if (has_more)
		count = API_ROWS;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_key(&json, "inventories");
	json_list_begin(&json);
	for (size_t i = 0; i < count; i++) {
		InventoryResult result;
		int level = 0;
		err = inventory_totals(req->db, req->mem, inventories[i].ghg, &inventories[i], &result);
		if (!err)
			err = level_digit(req->db, req->mem, &inventories[i], &level);
		if (err)
			return err;
		json_object_begin(&json);
		put_inventory(&json, &inventories[i], &result, level);
		json_object_end(&json);
	}
	json_list_end(&json);
	json_key(&json, "next");
	json_put_text(&json, has_more ? arena_printf(req->mem, "/api/v1/inventories?after=%lld",
					    (long long)inventories[count - 1].id)
				      : NULL);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}

static void put_line(JsonOut *json, const LineResult *line)
{
	json_object_begin(json);
	if (line->is_derived)
		json_field_null(json, "id"); /* follows from scopes 1 and 2 */
	else
		json_field_id(json, "id", line->line->id);
	json_field_text(json, "category", line->line->category);
	json_field_text(json, "item", line->line->item);
	json_field_text(json, "label", line->title);
	if (line->line->facility_id)
		json_field_id(json, "facility_id", line->line->facility_id);
	json_field_text(json, "amount_typed", line->line->amount_text);
	put_figure(json, "amount", line->amount);
	json_field_text(json, "amount_unit", line->line->amount_unit);
	put_figure(json, "tco2e", line->result.tco2e);
	json_field_text(
	    json, "factor_id", line->is_known && line->result.factor ? line->result.factor->id : NULL);
	json_field_int(json, "version", line->line->version);
	json_key(json, "problems");
	json_list_begin(json);
	for (size_t i = 0; i < line->problem_count; i++)
		if (line->problems[i].stops)
			json_put_text(json, line->problems[i].field);
	json_list_end(json);
	json_object_end(json);
}

/* The level rests on much more than the lines: it is computed only when it is not kept. */
static Err compute_with_level(Req *req, InventoryCase *c, InventoryResult *result, int *level)
{
	bool is_kept = level_find(c, level);
	Err err = case_read(req->db, req->mem, is_kept ? CASE_ROWS | CASE_LINES : CASE_WHOLE, c);
	if (err)
		return err;
	if (is_kept) {
		inventory_compute(req->mem, c->inventory.ghg, c, result);
		return OK;
	}
	LevelOutcome outcome;
	level_of_case(req->mem, c, &outcome);
	level_keep(&outcome);
	*level = outcome.result.level;
	*result = outcome.inventory;
	return OK;
}

/* GET /api/v1/inventories/{id}: with its lines. */
Err inventory_api(Req *req)
{
	InventoryCase c;
	InventoryResult result;
	int level;
	Err err = inventory_case(
	    req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang, CASE_PAST, &c);
	if (!err)
		err = compute_with_level(req, &c, &result, &level);
	if (err)
		return err;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	put_inventory(&json, &c.inventory, &result, level);
	consumption_put_json(req, &c, &result, &json);
	json_key(&json, "lines");
	json_list_begin(&json);
	for (size_t i = 0; i < result.line_count; i++)
		put_line(&json, &result.lines[i]);
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
	if (text.overflow)
		return ERR_TOO_LARGE;
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}
