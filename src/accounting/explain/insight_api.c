/* JSON of why an inventory differs from another. */
#include <math.h>

#include "explain/insight_case.h"
#include "explain/insight_web.h"
#include "json/json.h"
#include "result/result.h"

enum { API_MAX_BYTES = 64 * 1024 * 1024 };

static const char *const EFFECT_KEYS[CHANGE_EFFECTS] = {[CHANGE_ACTIVITY] = "activity_tco2e",
    [CHANGE_FACTOR] = "factor_tco2e",
    [CHANGE_GWP] = "gwp_tco2e",
    [CHANGE_BOUNDARY] = "boundary_tco2e",
    [CHANGE_CORRECTION] = "correction_tco2e"};

static void put_tonnes(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_decimal(json, key, value, 6);
	else
		json_field_null(json, key);
}

static void put_effects(JsonOut *json, const double effects[CHANGE_EFFECTS])
{
	for (int e = 0; e < CHANGE_EFFECTS; e++)
		put_tonnes(json, EFFECT_KEYS[e], effects[e]);
}

static void put_row(JsonOut *json, const ChangeRow *row)
{
	json_object_begin(json);
	json_field_text(json, "category", row->category);
	json_field_text(json, "item", row->item);
	json_field_text(json, "facility_id", *row->facility ? row->facility : NULL);
	json_field_int(json, "scope", row->scope);
	put_tonnes(json, "before_tco2e", row->before);
	put_tonnes(json, "after_tco2e", row->after);
	put_tonnes(json, "activity_before", row->activity_before);
	put_tonnes(json, "activity_after", row->activity_after);
	json_field_text(json, "activity_unit", row->unit);
	put_tonnes(json, "difference_tco2e", row->difference);
	put_effects(json, row->effects);
	json_object_end(json);
}

static void put_change(JsonOut *json, const char *key, const Change *change)
{
	json_key(json, key);
	json_object_begin(json);
	put_tonnes(json, "before_tco2e", change->before);
	put_tonnes(json, "after_tco2e", change->after);
	put_tonnes(json, "difference_tco2e", change->difference);
	put_effects(json, change->effects);
	json_key(json, "rows");
	json_list_begin(json);
	for (size_t i = 0; i < change->row_count; i++)
		put_row(json, &change->rows[i]);
	json_list_end(json);
	json_object_end(json);
}

/* GET /api/v1/inventories/{id}/change?against={id} */
Err inventory_change_api(Req *req)
{
	InsightCase *of = ARENA_NEW(req->mem, InsightCase);
	Err err = insight_case(req, NULL, 0, of);
	if (err)
		return err;
	InventoryResult result;
	ChangeSet change;
	inventory_compute(req->mem, of->c.inventory.ghg, &of->c, &result);
	change_set_of(req->mem, &result, of->past, of->first, &change);
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_id(&json, "inventory_id", of->c.inventory.id);
	json_key(&json, "against_id");
	json_put_text(&json,
	    change.has_past ? arena_printf(req->mem, "%lld", (long long)change.past->inventory.id) : NULL);
	if (change.has_past) {
		json_field_bool(&json, "against_is_corrected", change.is_corrected);
		put_change(&json, "location_based", &change.location);
	}
	if (change.has_past && change.has_market)
		put_change(&json, "market_based", &change.market);
	json_object_end(&json);
	json_end(&json);
	if (text.overflow)
		return ERR_TOO_LARGE;
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}
