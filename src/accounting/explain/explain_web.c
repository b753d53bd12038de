/* The page and the JSON of explanations: one figure, or one line, as a tree. */
#include "explain/explain_web.h"

#include <math.h>

#include "base/str.h"
#include "consumption/consumption.h"
#include "explain/explain.h"
#include "explain/explain.html.h"
#include "explain/explain.po.h"
#include "insight/insight.h"
#include "inventory/inventory.po.h"
#include "json/json_tree.h"
#include "show/links.h"
#include "show/show_tree.h"
#include "wizard/wizard.h"

enum { OPEN_LEVELS = 2, API_MAX_BYTES = 16 * 1024 * 1024 };

/* ---- the scene ---- */

static const char *id_text(Arena *mem, int64_t id)
{
	return id ? arena_printf(mem, "%lld", (long long)id) : "";
}

static const GhgTreeLine *scene_lines(Arena *mem, const InventoryResult *result)
{
	GhgTreeLine *lines = ARENA_ARRAY(mem, GhgTreeLine, result->line_count + 1);
	for (size_t i = 0; i < result->line_count; i++) {
		const LineResult *line = &result->lines[i];
		lines[i] = (GhgTreeLine){id_text(mem, line->line->id), line->title,
		    id_text(mem, line->line->facility_id), &line->result};
	}
	return lines;
}

static const char *contract_title(Req *req, const RenewableRecord *record)
{
	bool is_certificate = str_eq(record->kind, "certificate");
	const char *kind = word_text(
	    req->lang, is_certificate ? W_inventory_renewable_certificate : W_inventory_renewable_contract);
	const char *more = is_certificate ? record->certificate_first_text : record->note;
	return *more ? arena_printf(req->mem, "%s · %s", kind, more) : kind;
}

/* In the order in which inventory_compute gave them to the core. */
static const GhgTreeContract *scene_contracts(Req *req, const InventoryResult *result, size_t *count)
{
	GhgTreeContract *list = ARENA_ARRAY(req->mem, GhgTreeContract, result->renewable_count + 1);
	*count = 0;
	for (size_t i = 0; i < result->renewable_count; i++) {
		const RenewableRecord *record = &result->renewables[i];
		if (!record->counts)
			continue;
		double factor = inventory_number(record->factor_text);
		bool is_contract = str_eq(record->kind, "contract");
		list[(*count)++] = (GhgTreeContract){.id = id_text(req->mem, record->id),
		    .title = contract_title(req, record),
		    .mwh = record->mwh,
		    .tco2_per_mwh = is_contract && !isnan(factor) ? factor : 0};
	}
	return list;
}

static const GhgTreePlace *scene_places(Arena *mem, const InventoryCase *c)
{
	GhgTreePlace *places = ARENA_ARRAY(mem, GhgTreePlace, c->facility_count + 1);
	for (size_t i = 0; i < c->facility_count; i++)
		places[i] = (GhgTreePlace){id_text(mem, c->facilities[i].id), c->facilities[i].name};
	return places;
}

GhgTreeScene explain_scene(Req *req, const InventoryCase *c, const InventoryResult *result)
{
	GhgSettings settings = inventory_settings(&c->inventory);
	Uncertainty *uncertainty = ARENA_NEW(req->mem, Uncertainty);
	*uncertainty = insight_uncertainty(req->mem, c, result);
	GhgTreeScene scene = {.ghg = c->inventory.ghg,
	    .lang = req->lang,
	    .coal_rate_kgce_per_kwh = settings.coal_rate_kgce_per_kwh,
	    .lines = scene_lines(req->mem, result),
	    .line_count = result->line_count,
	    .totals = &result->totals,
	    .market = result->has_market ? &result->market : NULL,
	    .places = scene_places(req->mem, c),
	    .place_count = c->facility_count,
	    .energy_more = consumption_tree(req, c),
	    .more_tce_equal = result->media_tce,
	    .more_tce_equivalent = result->media_tce,
	    .output = result->output,
	    .revenue = result->revenue,
	    .output_unit = c->inventory.output_unit,
	    .uncertainty = uncertainty};
	scene.contracts = scene_contracts(req, result, &scene.contract_count);
	return scene;
}

/* ---- the page ---- */

static void fill_figures(Req *req, const Inventory *inventory, const GhgTreeScene *scene, const char *current,
    ExplainPageView *view)
{
	const char *const *figures = tree_figures(req->mem, scene, &view->figure_count);
	FigureLink *links = ARENA_ARRAY(req->mem, FigureLink, view->figure_count + 1);
	for (size_t i = 0; i < view->figure_count; i++)
		links[i] = (FigureLink){science_text(req->mem, tree_figure_name(req->mem, scene, figures[i])),
		    explain_href(req->mem, inventory->id, figures[i]), str_eq(figures[i], current)};
	view->figures = links;
}

/* GET /me/calculator/enterprise/{id}/explain?figure= */
Err explain_show(Req *req)
{
	ExplainPageView view = {0};
	Err err = inventory_frame_computed(req, STEP_NONE, CASE_EVIDENCE, &view.frame);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	GhgTreeScene scene = explain_scene(req, view.frame.c, &view.frame.totals);
	const char *figure = query_text(req, "figure");
	figure = *figure ? figure : "scope123";
	GhgNode tree;
	bool has_tree = tree_of_figure(req->mem, &scene, figure, &tree);
	if (has_tree)
		view.tree = explain_view(req, inventory->id, &tree, OPEN_LEVELS);
	fill_figures(req, inventory, &scene, figure, &view);
	view.frame.back_href = view.back_href = inventory_href(req->mem, inventory->id, "result");
	view.api_href = arena_printf(req->mem, "/api/v1/inventories/%lld/explain?figure=%s",
	    (long long)inventory->id, url_part(req->mem, figure));
	Page page = inventory_page(req, &view.frame, W_inventory_title);
	return show_page(req, has_tree ? 200 : 404, &page, html_explain_page, &view);
}

/* ---- JSON ---- */

static Err answer_tree(Req *req, const Inventory *inventory, const GhgNode *tree)
{
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_id(&json, "inventory_id", inventory->id);
	json_field_int(&json, "content_version", inventory->content_version);
	json_key(&json, "tree");
	json_put_tree(&json, tree);
	json_object_end(&json);
	json_end(&json);
	return text.overflow ? ERR_TOO_LARGE
			     : answer_text(req, 200, "application/json; charset=utf-8", &text);
}

static Err answer_figures(Req *req, const Inventory *inventory, const GhgTreeScene *scene)
{
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	size_t count;
	const char *const *figures = tree_figures(req->mem, scene, &count);
	json_object_begin(&json);
	json_field_id(&json, "inventory_id", inventory->id);
	json_key(&json, "figures");
	json_list_begin(&json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(&json);
		json_field_text(&json, "figure", figures[i]);
		json_field_text(&json, "label", tree_figure_name(req->mem, scene, figures[i]));
		json_field_text(&json, "href",
		    arena_printf(req->mem, "/api/v1/inventories/%lld/explain?figure=%s",
			(long long)inventory->id, url_part(req->mem, figures[i])));
		json_object_end(&json);
	}
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, 200, "application/json; charset=utf-8", &text);
}

/* GET /api/v1/inventories/{id}/explain?figure= */
Err explain_figure_api(Req *req)
{
	InventoryCase c;
	Err err = inventory_case(req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang,
	    CASE_ROWS | CASE_LINES | CASE_EVIDENCE, &c);
	if (err)
		return err;
	InventoryResult result;
	inventory_compute(req->mem, c.inventory.ghg, &c, &result);
	GhgTreeScene scene = explain_scene(req, &c, &result);
	const char *figure = query_text(req, "figure");
	if (!*figure)
		return answer_figures(req, &c.inventory, &scene);
	GhgNode tree;
	if (!tree_of_figure(req->mem, &scene, figure, &tree))
		return fail_shown(req, ERR_NOT_FOUND, SAY(req, W_explain_no_figure, "figure", figure));
	return answer_tree(req, &c.inventory, &tree);
}

/* GET /api/v1/inventories/{id}/lines/{line}/explain */
Err explain_line_api(Req *req)
{
	InventoryCase c;
	ActivityLine line;
	Err err = inventory_case(req->db, req->mem, req->who.org_id, path_id(req, "id"), req->lang, 0, &c);
	if (!err)
		err = activity_line_of(
		    req->db, req->mem, req->who.org_id, c.inventory.id, path_id(req, "line"), &line);
	if (err)
		return err;
	LineResult result = line_compute(
	    c.inventory.ghg, req->mem, &c.inventory, c.facilities, c.facility_count, &line, req->lang);
	GhgNode tree = tree_of_line(
	    c.inventory.ghg, req->mem, id_text(req->mem, line.id), result.title, &result.result, req->lang);
	return answer_tree(req, &c.inventory, &tree);
}
