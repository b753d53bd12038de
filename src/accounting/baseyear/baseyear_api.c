/* JSON of the base year. Keys name their units; amounts are decimal texts, null = not known. */
#include <math.h>

#include "base/str.h"
#include "baseyear/baseyear_page.h"
#include "baseyear/baseyear_web.h"
#include "json/json.h"

enum { API_MAX_BYTES = 4 * 1024 * 1024 };

static void put_amounts(JsonOut *json, const char *key, const BaseAmounts *amounts)
{
	static const char *const KEYS[BASE_PARTS] = {[BASE_SCOPE1] = "scope1_tco2e",
	    [BASE_SCOPE2] = "scope2_location_tco2e",
	    [BASE_MARKET2] = "scope2_market_tco2e",
	    [BASE_SCOPE3] = "scope3_tco2e"};
	json_key(json, key);
	json_object_begin(json);
	for (int p = 0; p < BASE_PARTS; p++) {
		if (amounts->is_known[p])
			json_field_decimal(json, KEYS[p], base_amount(amounts, (BasePart)p), 3);
		else
			json_field_null(json, KEYS[p]);
	}
	json_field_decimal(json, "scope12_tco2e", (double)base_total_kg(amounts, false) / 1000, 3);
	json_field_decimal(json, "scope123_tco2e", (double)base_total_kg(amounts, true) / 1000, 3);
	json_object_end(json);
}

static void put_percent(JsonOut *json, const char *key, double percent)
{
	if (isfinite(percent))
		json_field_decimal(json, key, percent, 4);
	else
		json_field_null(json, key);
}

static void put_verdict(JsonOut *json, const BaseVerdict *verdict)
{
	put_percent(json, "significance_percent", verdict->percent);
	put_percent(json, "cumulative_percent", verdict->cumulative_percent);
	json_field_text(json, "recalculation", verdict->is_required ? "required" : "optional");
}

static void put_changes(JsonOut *json, const BaseState *state)
{
	json_key(json, "changes");
	json_list_begin(json);
	for (size_t i = 0; i < state->entry_count; i++) {
		const BaseEntry *entry = &state->entries[i];
		json_object_begin(json);
		json_field_id(json, "id", entry->id);
		json_field_text(json, "kind", entry->kind);
		json_field_text(json, "occurred_on", entry->occurred_on);
		json_field_text(json, "title", entry->title);
		if (entry->facility_id)
			json_field_id(json, "facility_id", entry->facility_id);
		put_amounts(json, "change", &state->changes[i]);
		if (entry->recalculation)
			json_field_int(json, "taken_in_by", entry->recalculation);
		else
			put_verdict(json, &state->verdicts[i]);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_items(JsonOut *json, const BaseRecalculation *recalculation)
{
	json_key(json, "adjustments");
	json_list_begin(json);
	for (size_t i = 0; i < recalculation->item_count; i++) {
		const BaseItem *item = &recalculation->items[i];
		json_object_begin(json);
		json_field_id(json, "change_id", item->change_id);
		json_field_int(json, "since_recalculation", item->since_number);
		json_field_text(json, "kind", item->kind);
		json_field_text(json, "occurred_on", item->occurred_on);
		json_field_text(json, "title", item->title);
		put_amounts(json, "change", &item->change);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_recalculations(JsonOut *json, const BaseState *state)
{
	json_key(json, "recalculations");
	json_list_begin(json);
	for (size_t i = 0; i < state->recalculation_count; i++) {
		const BaseRecalculation *r = &state->recalculations[i];
		json_object_begin(json);
		json_field_int(json, "number", r->number);
		json_field_text(json, "why", r->why);
		json_field_time(json, "made_at", r->created_at);
		json_field_text(json, "made_by", r->by_name);
		put_amounts(json, "original", &r->original);
		put_items(json, r);
		put_amounts(json, "recalculated", &r->total);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_choice(JsonOut *json, const BaseState *state)
{
	const BaseYear *year = &state->year;
	json_field_text(json, "kind", year->kind);
	json_field_text(json, "source", year->source);
	if (str_eq(year->source, "typed"))
		json_field_text(json, "year", year->year_text);
	json_key(json, "inventory_ids");
	json_list_begin(json);
	for (size_t i = 0; i < state->inventory_count; i++)
		json_put_id(json, state->inventories[i]->inventory.id);
	json_list_end(json);
	json_field_text(json, "reason", year->reason);
	json_field_decimal(json, "threshold_percent", state->threshold_percent, 4);
	json_field_text(json, "threshold_scopes", year->scopes);
	json_field_text(json, "policy", year->policy);
	json_field_int(json, "version", year->version);
	json_field_time(json, "updated_at", year->updated_at);
}

/* GET /api/v1/base-year */
Err base_year_api(Req *req)
{
	BaseState *state = ARENA_NEW(req->mem, BaseState);
	Err err = base_state_here(req, state);
	if (err)
		return err;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_bool(&json, "is_chosen", state->is_chosen);
	if (state->is_chosen) {
		put_choice(&json, state);
		put_amounts(&json, "original", &state->original);
		put_amounts(&json, "in_force", &state->in_force);
		json_key(&json, "open_changes");
		json_object_begin(&json);
		json_field_int(&json, "count", (int64_t)state->open_count);
		if (state->open_count)
			put_verdict(&json, &state->verdict);
		json_object_end(&json);
		put_changes(&json, state);
		put_recalculations(&json, state);
	}
	json_object_end(&json);
	json_end(&json);
	if (text.overflow)
		return ERR_TOO_LARGE;
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}
