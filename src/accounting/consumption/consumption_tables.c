/* The tables and the JSON of 综合能耗. See consumption.h. */
#include "consumption/consumption.h"

#include <math.h>

#include "base/str.h"
#include "calculator/calculator_line_view.h"
#include "consumption/consumption.po.h"
#include "factors/factors.h"
#include "html/table_maker.h"
#include "media/media.h"
#include "show/amount.h"
#include "show/links.h"

static ConsumptionRow *rows_of(Req *req, const InventoryResult *result, size_t *count)
{
	const GhgResult **results = ARENA_ARRAY(req->mem, const GhgResult *, result->line_count + 1);
	for (size_t i = 0; i < result->line_count; i++)
		results[i] = &result->lines[i].result;
	return consumption_rows(req->mem, results, result->line_count, count);
}

static const char *coefficient_text(Req *req, const ConsumptionRow *row)
{
	if (row->factor)
		return arena_printf(req->mem, "%s %s", number_plain(req->mem, row->factor->value),
		    unit_label(req->mem, req->lang, row->factor->unit));
	double mean = row->gj / row->amount;
	return isfinite(mean) ? arena_printf(req->mem, "%s GJ/%s", num_text(req->mem, mean, 4),
				    unit_short_label(req->mem, req->lang, row->unit))
			      : "-";
}

static const char *rank_text(Req *req, ConsumptionRank rank)
{
	static const Word RANKS[] = {[CONSUMPTION_MEASURED] = W_consumption_rank_measured,
	    [CONSUMPTION_ANNEX] = W_consumption_rank_annex,
	    [CONSUMPTION_TABLE] = W_consumption_rank_table};
	return word_text(req->lang, RANKS[rank]);
}

static const char *tce_text(Req *req, double value)
{
	return num_text(req->mem, value, 2);
}

static void kinds_foot(Req *req, const InventoryResult *r, DataTable *out)
{
	const char **foot = ARENA_ARRAY(req->mem, const char *, 7);
	foot[0] = SAY(req, W_consumption_total);
	foot[1] = foot[2] = foot[3] = "";
	foot[4] = num_text(req->mem, r->totals.energy_gj, 2);
	foot[5] = tce_text(req, r->totals.tce_equal + r->media_tce);
	foot[6] = tce_text(req, r->totals.tce_equivalent + r->media_tce);
	out->foot = foot;
}

static void fill_kinds(Req *req, const InventoryResult *result, DataTable *out)
{
	const TableColumn columns[] = {{SAY(req, W_consumption_energy), false},
	    {SAY(req, W_consumption_amount), true}, {SAY(req, W_consumption_coefficient), true},
	    {SAY(req, W_consumption_rank), false}, {"GJ", true}, {SAY(req, W_consumption_tce_equal), true},
	    {SAY(req, W_consumption_tce_equivalent), true}};
	size_t count;
	ConsumptionRow *rows = rows_of(req, result, &count);
	TableMaker maker = table_begin(req, out, SAY(req, W_consumption_report_energy),
	    SAY(req, W_consumption_report_energy_note), columns, 7, count + 1);
	for (size_t i = 0; i < count; i++) {
		const char *cells[] = {ghg_words(rows[i].name, req->lang),
		    arena_printf(req->mem, "%s %s", num_text(req->mem, rows[i].amount, 2),
			unit_short_label(req->mem, req->lang, rows[i].unit)),
		    coefficient_text(req, &rows[i]), rank_text(req, rows[i].rank),
		    num_text(req->mem, rows[i].gj, 2), tce_text(req, rows[i].tce_equal),
		    tce_text(req, rows[i].tce_equivalent)};
		table_add_row(&maker, cells);
		if (rows[i].factor)
			table_link(&maker, 2, factor_href(req->mem, rows[i].factor->id));
	}
	if (result->media_count) {
		const char *cells[] = {SAY(req, W_consumption_media), "", "", "", "",
		    tce_text(req, result->media_tce), tce_text(req, result->media_tce)};
		table_add_row(&maker, cells);
	}
	if (count || result->media_count)
		kinds_foot(req, result, out);
}

static const char *origin_text(Req *req, MediumOrigin origin)
{
	static const Word ORIGINS[] = {[MEDIUM_BOUGHT] = W_consumption_bought,
	    [MEDIUM_MADE] = W_consumption_made,
	    [MEDIUM_SOLD] = W_consumption_sold};
	return word_text(req->lang, ORIGINS[origin]);
}

static void fill_media(Req *req, const MediumRow rows[], size_t count, DataTable *out)
{
	const TableColumn columns[] = {{SAY(req, W_consumption_medium), false},
	    {SAY(req, W_consumption_origin), false}, {SAY(req, W_consumption_amount), true},
	    {SAY(req, W_consumption_coefficient), true}, {"tce", true}};
	TableMaker maker = table_begin(
	    req, out, SAY(req, W_consumption_media), SAY(req, W_consumption_media_note), columns, 5, count);
	for (size_t i = 0; i < count; i++) {
		const MediumRow *row = &rows[i];
		const GhgFactor *factor = row->result.factor;
		bool is_fine = row->result.fault == MEDIUM_FINE;
		const char *cells[] = {factor ? ghg_words(factor->name, req->lang) : row->medium,
		    origin_text(req, row->reading.origin),
		    arena_printf(req->mem, "%s %s", num_text(req->mem, row->reading.amount, 2),
			unit_label(req->mem, req->lang, row->amount_unit)),
		    factor ? arena_printf(req->mem, "%s %s", number_plain(req->mem, factor->value),
				 unit_label(req->mem, req->lang, factor->unit))
			   : "-",
		    is_fine ? tce_text(req, row->result.tce) : "-"};
		table_add_row(&maker, cells);
		if (factor)
			table_link(&maker, 3, factor_href(req->mem, factor->id));
	}
}

void consumption_tables(
    Req *req, const InventoryCase *c, const InventoryResult *result, DataTable *kinds, DataTable *media)
{
	fill_kinds(req, result, kinds);
	fill_media(req, c->media, c->medium_count, media);
}

/* ---- JSON ---- */

static void put_figure(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_decimal(json, key, value, 6);
	else
		json_field_null(json, key);
}

static void put_kind(JsonOut *json, const ConsumptionRow *row)
{
	static const char *const KINDS[] = {[GHG_ENERGY_NONE] = "",
	    [GHG_ENERGY_FUEL] = "fuel",
	    [GHG_ENERGY_ELECTRICITY] = "electricity",
	    [GHG_ENERGY_HEAT] = "heat"};
	static const char *const RANKS[] = {[CONSUMPTION_MEASURED] = "measured",
	    [CONSUMPTION_ANNEX] = "gbt2589_annex_a",
	    [CONSUMPTION_TABLE] = "fuel_table"};
	json_object_begin(json);
	json_field_text(json, "kind", KINDS[row->kind]);
	json_field_text(json, "item", row->item);
	json_field_text(json, "name_zh", row->name.zh);
	json_field_text(json, "name_en", row->name.en);
	put_figure(json, "amount", row->amount);
	json_field_text(json, "unit", row->unit);
	put_figure(json, "energy_gj", row->gj);
	put_figure(json, "tce_equal", row->tce_equal);
	put_figure(json, "tce_equivalent", row->tce_equivalent);
	json_field_text(json, "coefficient_from", RANKS[row->rank]);
	json_field_text(json, "factor_id", row->factor ? row->factor->id : NULL);
	json_object_end(json);
}

static void put_medium(JsonOut *json, const MediumRow *row)
{
	json_object_begin(json);
	json_field_id(json, "id", row->id);
	json_field_text(json, "medium", row->medium);
	json_field_text(json, "origin", row->origin);
	json_field_text(json, "amount_typed", row->amount_text);
	json_field_text(json, "unit", row->amount_unit);
	put_figure(json, "tce_of_amount", row->result.tce_of_amount);
	put_figure(json, "tce_counted", row->result.fault == MEDIUM_FINE ? row->result.tce : NAN);
	json_field_text(json, "factor_id", row->result.factor ? row->result.factor->id : NULL);
	json_object_end(json);
}

void consumption_put_json(Req *req, const InventoryCase *c, const InventoryResult *result, JsonOut *json)
{
	size_t row_count;
	ConsumptionRow *rows = rows_of(req, result, &row_count);
	json_key(json, "energy");
	json_object_begin(json);
	json_field_text(json, "standard", "GB/T 2589-2020");
	json_key(json, "by_kind");
	json_list_begin(json);
	for (size_t i = 0; i < row_count; i++)
		put_kind(json, &rows[i]);
	json_list_end(json);
	json_key(json, "media");
	json_list_begin(json);
	for (size_t i = 0; i < c->medium_count; i++)
		put_medium(json, &c->media[i]);
	json_list_end(json);
	put_figure(json, "media_tce", result->media_tce);
	put_figure(json, "own_renewable_mwh_not_included", result->own_used_mwh);
	put_figure(json, "tce_equal", result->totals.tce_equal + result->media_tce);
	put_figure(json, "tce_equivalent", result->totals.tce_equivalent + result->media_tce);
	json_object_end(json);
}

const GhgNode *consumption_tree(Req *req, const InventoryCase *c)
{
	size_t count = c->medium_count;
	if (!count)
		return NULL;
	Medium *media = ARENA_ARRAY(req->mem, Medium, count);
	MediumResult *results = ARENA_ARRAY(req->mem, MediumResult, count);
	for (size_t i = 0; i < count; i++) {
		media[i] = c->media[i].reading;
		results[i] = c->media[i].result;
	}
	GhgNode *node = ARENA_NEW(req->mem, GhgNode);
	*node = consumption_media_tree(c->inventory.ghg, req->mem, media, results, count, req->lang);
	return node;
}
