/* The activity tables, a category at a time and at most INVENTORY_PAGE_LINES lines of each; the page
 * 企业内部排放, and adding a line. */
#include <math.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_lines.html.h"
#include "calculator/calculator_live.h"
#include "calculator/calculator_web.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "level/level.h"
#include "level/level_words.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

/* ---- one category ---- */

static const CategoryLines *counted(const InventoryResult *totals, const char *code)
{
	for (size_t i = 0; i < totals->category_count; i++)
		if (str_eq(totals->categories[i].category, code))
			return &totals->categories[i];
	return NULL;
}

static double subtotal_of(const InventoryResult *totals, const char *code)
{
	for (size_t i = 0; i < totals->totals.category_count; i++)
		if (str_eq(totals->totals.categories[i].key, code))
			return totals->totals.categories[i].lines ? totals->totals.categories[i].tco2e : NAN;
	return NAN;
}

Err category_lines(Req *req, const InventoryFrame *frame, const char *page, CategoryView *view)
{
	LineCursor after = {0};
	bool is_asked = str_eq(query_text(req, "category"), view->code);
	if (is_asked)
		after = (LineCursor){query_int(req, "position", 0), query_int(req, "after", 0)};
	ActivityLine *lines;
	size_t count;
	Err err = inventory_lines(req->db, req->mem, frame->inventory->org_id, frame->inventory->id,
	    view->code, after, INVENTORY_PAGE_LINES + 1, &lines, &count);
	if (err)
		return err;
	if (count > INVENTORY_PAGE_LINES) {
		count = INVENTORY_PAGE_LINES;
		view->next_href = arena_printf(req->mem, "%s?category=%s&position=%lld&after=%lld#c-%s",
		    inventory_href(req->mem, frame->inventory->id, page), view->code,
		    (long long)lines[count - 1].position, (long long)lines[count - 1].id, view->code);
	}
	if (after.id)
		view->first_href = arena_printf(
		    req->mem, "%s#c-%s", inventory_href(req->mem, frame->inventory->id, page), view->code);
	LineScene scene;
	err = line_scene(req, frame, lines, count, &scene);
	if (err)
		return err;
	LineView *rows = ARENA_ARRAY(req->mem, LineView, count + 1);
	for (size_t i = 0; i < count; i++)
		line_view(req, &scene, &lines[i], &rows[i]);
	view->lines = rows;
	view->line_count = count;
	return OK;
}

CategoryView category_view(Req *req, const InventoryFrame *frame, const GhgCategory *category)
{
	const InventoryResult *totals = &frame->totals;
	const CategoryLines *lines = counted(totals, category->code);
	static const Word SCOPES[] = {
	    [1] = W_inventory_scope1, [2] = W_inventory_scope2_location, [3] = W_inventory_scope3};
	CategoryView view = {
	    .category = category,
	    .code = category->code,
	    .name = ghg_words(category->name, req->lang),
	    .hint = science_text(req->mem, ghg_words(category->hint, req->lang)),
	    .clause = ghg_words(category->clause, req->lang),
	    .scope_text = word_text(req->lang, SCOPES[category->scope]),
	    .total_lines = lines ? lines->lines : 0,
	    .unknown = lines ? lines->unknown : 0,
	    .subtotal = subtotal_of(totals, category->code),
	    .wants_item = category->items != GHG_NO_ITEM,
	    .key = id_new(),
	    .add_action = inventory_href(req->mem, frame->inventory->id, "lines"),
	};
	view.item_group_count = item_groups(req, frame->inventory, category, NULL, &view.items);
	if (category->input_count)
		view.add_amount_name = ghg_words(category->inputs[0].label, req->lang);
	return view;
}

/* Lines of categories that the method does not have: after a change of method, or of an edition. */
static Err add_strangers(
    Req *req, const InventoryFrame *frame, const GhgMethod *method, CategoryView *views, size_t *count)
{
	for (size_t i = 0; i < frame->totals.category_count; i++) {
		const char *code = frame->totals.categories[i].category;
		if ((method && ghg_category(method, code)) || ghg_scope3_number(code))
			continue;
		CategoryView *view = &views[(*count)++];
		*view = (CategoryView){
		    .code = code,
		    .name = SAY(req, W_calculator_stranger_name, "code", code),
		    .hint = SAY(req, W_calculator_stranger_hint),
		    .scope_text = "",
		    .total_lines = frame->totals.categories[i].lines,
		    .unknown = frame->totals.categories[i].unknown,
		    .subtotal = NAN,
		};
		Err err = category_lines(req, frame, "scope12", view);
		if (err)
			return err;
	}
	return OK;
}

static Err fill_level(Req *req, ActivityPageView *view)
{
	const Inventory *inventory = view->frame.inventory;
	Err err = level_digit(req->db, req->mem, inventory, &view->level);
	if (err)
		return err;
	view->level_meaning = view->level ? level_meaning(req->lang, view->level) : "";
	view->plan_href = inventory_href(req->mem, inventory->id, "plan");
	view->totals_url = inventory_href(req->mem, inventory->id, "totals");
	return OK;
}

Err page_facilities(Req *req, ActivityPageView *view)
{
	LineScene scene;
	Err err = line_scene(req, &view->frame, NULL, 0, &scene);
	if (err)
		return err;
	size_t within = 0;
	int64_t only = 0;
	for (size_t i = 0; i < scene.facility_count; i++) {
		within += scene.facilities[i].is_within;
		if (scene.facilities[i].is_within)
			only = scene.facilities[i].id;
	}
	view->facility_group_count = facility_groups(req, &scene, within == 1 ? only : 0, &view->facilities);
	return OK;
}

/* GET /me/calculator/enterprise/{id}/scope12 */
Err scope12_show(Req *req)
{
	ActivityPageView view = {0};
	Err err = inventory_frame(req, STEP_SCOPE12, &view.frame);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	size_t most = (method ? method->category_count : 0) + view.frame.totals.category_count;
	CategoryView *full = ARENA_ARRAY(req->mem, CategoryView, most + 1);
	CategoryView *empty = ARENA_ARRAY(req->mem, CategoryView, most + 1);
	for (size_t i = 0; method && i < method->category_count; i++) {
		if (method->categories[i].scope == 3)
			continue;
		CategoryView category = category_view(req, &view.frame, &method->categories[i]);
		if (!category.total_lines) {
			empty[view.other_count++] = category;
			continue;
		}
		err = category_lines(req, &view.frame, "scope12", &category);
		if (err)
			return err;
		full[view.category_count++] = category;
	}
	err = add_strangers(req, &view.frame, method, full, &view.category_count);
	if (err)
		return err;
	view.categories = full;
	view.others = empty;
	view.can_edit = view.frame.can_edit;
	view.import_href = inventory_href(req->mem, inventory->id, "import");
	err = page_facilities(req, &view);
	if (err)
		return err;
	err = fill_level(req, &view);
	if (err)
		return err;
	Page page = inventory_page(req, &view.frame, W_wizard_step_scope12);
	page.script = "autosave.js sheet.js inventory.js";
	page_goes_live(req, &view.frame, &page);
	if (view.can_edit) {
		page.action_text = SAY(req, W_calculator_import);
		page.action_href = view.import_href;
	}
	return show_page(req, 200, &page, html_scope12, &view);
}

/* GET /me/calculator/enterprise/{id}/totals: the aside's totals and the foot of each table, for the page's
 * script. */
Err inventory_totals_show(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(
	    req, str_eq(query_text(req, "step"), "scope3") ? STEP_SCOPE3 : STEP_SCOPE12, &frame);
	if (err)
		return err;
	return show_fragment(req, 200, html_inventory_live, &frame);
}

/* ---- adding a line ---- */

/* The unit that was chosen for this item before, else the most familiar one. */
static Err first_unit(Req *req, const Inventory *inventory, const GhgCategory *category, ActivityLine *line)
{
	Err err = line_last_unit(
	    req->db, req->mem, inventory, line->category, line->item, &line->amount_unit);
	if (err || *line->amount_unit || !category || !category->input_count)
		return err;
	GhgSettings settings = inventory_settings(inventory);
	const char *const *units = ghg_input_units(inventory->ghg, req->mem, &settings, category,
	    *line->item ? line->item : NULL, &category->inputs[0]);
	if (units[0])
		line->amount_unit = units[0];
	return OK;
}

static Err refuse_field(Req *req, FieldFault fault, const char *name)
{
	return fail_shown(req, ERR_INPUT, field_fault_named(req, &LINE_FORM, fault, name));
}

/* POST /me/calculator/enterprise/{id}/lines: an empty line of a category, to be filled in its row. */
Err line_add(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	const char *code = form_text(req, "category");
	const GhgCategory *category = inventory_category(inventory.ghg, &inventory, code);
	if (!category)
		return fail_shown(req, ERR_INPUT, SAY(req, W_calculator_unknown_category, "given", code));
	int64_t key;
	if (!str_to_int(form_text(req, "key"), &key) || key <= 0)
		key = id_new();
	ActivityLine line = line_blank(key, inventory.id, category->code);
	static const char *const NAMES[] = {
	    "item", "facility", "label", "amount", "amount_unit", "factor", "factor_unit", "factor_source"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		FieldFault fault = field_set(req->mem, &LINE_FORM, &line, NAMES[i], form_text(req, NAMES[i]));
		if (fault)
			return refuse_field(req, fault, NAMES[i]);
	}
	if (!*line.amount_unit)
		err = first_unit(req, &inventory, category, &line);
	OpenChange change;
	if (!err)
		err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, line_insert(&change, &line));
	if (err == ERR_NOT_FOUND && line.facility_id)
		return refuse_field(req, FIELD_REFUSED, "facility");
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_calculator_too_many_lines));
	if (err == ERR_CONFLICT &&
	    inventory_is_open(&inventory)) /* the form was sent twice, or it is no line of ours */
		err = activity_line_of(req->db, req->mem, req->who.org_id, inventory.id, key, &line);
	if (err)
		return err;
	return see_other(req, "%s#a-%lld",
	    inventory_href(req->mem, inventory.id, category->scope == 3 ? "scope3" : "scope12"),
	    (long long)key);
}
