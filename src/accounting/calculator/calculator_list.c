/* 碳计算器: the list 我的核算数据 with its four tabs, deleting, finishing and reopening. */
#include <math.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_list.html.h"
#include "calculator/calculator_view.h"
#include "calculator/calculator_web.h"
#include "factors/factors.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "level/level.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

enum { LIST_ROWS = 20 };

static const struct {
	const char *name;
	Word title;
	Word text;
} TABS[CALCULATOR_TABS] = {
    {"", W_calculator_tab_enterprise, W_inventory_list_empty},
    {"product", W_calculator_tab_product, W_calculator_tab_product_text},
    {"project", W_calculator_tab_project, W_calculator_tab_project_text},
    {"event", W_calculator_tab_event, W_calculator_tab_event_text},
};

static void fill_tabs(Req *req, TabView tabs[CALCULATOR_TABS], int current)
{
	for (int i = 0; i < CALCULATOR_TABS; i++) {
		tabs[i] = (TabView){
		    .text = word_text(req->lang, TABS[i].title),
		    .href = arena_printf(
			req->mem, "/me/calculator%s%s", *TABS[i].name ? "/" : "", TABS[i].name),
		    .is_current = i == current,
		};
	}
}

static Page list_page(Req *req)
{
	static const char TITLE_HREF[] = "/me";
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 3);
	crumbs[0] = (Crumb){SAY(req, W_inventory_crumb_me), TITLE_HREF};
	crumbs[1] = (Crumb){SAY(req, W_inventory_crumb_calculator), NULL};
	return (Page){.title = SAY(req, W_inventory_list_title), .section = "me", .crumbs = crumbs};
}

static double when_reported(const GhgTotals *totals, int scope, double value)
{
	return totals->has_scope[scope] ? value : NAN;
}

static bool may_edit(const Req *req)
{
	return *req->who.org_role && !str_eq(req->who.org_role, "viewer");
}

static Err fill_row(Req *req, const Inventory *inventory, size_t number, InventoryRow *row)
{
	static const Word STATUS[] = {
	    [INVENTORY_OPEN] = W_inventory_status_open,
	    [INVENTORY_DONE] = W_inventory_status_done,
	    [INVENTORY_PUBLISHED] = W_inventory_status_published,
	};
	static const Tone TONES[] = {
	    [INVENTORY_OPEN] = TONE_INFO, [INVENTORY_DONE] = TONE_GOOD, [INVENTORY_PUBLISHED] = TONE_GOOD};
	InventoryResult result;
	Err err = inventory_totals(req->db, req->mem, inventory->ghg, inventory, &result);
	if (err)
		return err;
	const GhgTotals *t = &result.totals;
	*row = (InventoryRow){
	    .inventory = inventory,
	    .number = number,
	    .scope1 = when_reported(t, 1, t->scope1),
	    .scope2 = when_reported(t, 2, t->scope2),
	    .scope3 = when_reported(t, 3, t->scope3),
	    .scope12 = t->has_scope[1] || t->has_scope[2] ? t->scope12 : NAN,
	    .status = word_text(req->lang, STATUS[inventory->status]),
	    .tone = TONES[inventory->status],
	    .view_href = inventory_href(req->mem, inventory->id, "result"),
	    .edit_href = inventory_href(req->mem, inventory->id, "scope12"),
	    .copy_href = arena_printf(
		req->mem, "/me/calculator/enterprise/new?from=%lld", (long long)inventory->id),
	    .delete_href = inventory_href(req->mem, inventory->id, "delete"),
	    .plan_href = inventory_href(req->mem, inventory->id, "plan"),
	};
	if (inventory->status == INVENTORY_PUBLISHED)
		row->locked_text = SAY(req, W_wizard_locked_published);
	return level_digit(req->db, req->mem, inventory, &row->level);
}

/* GET /me/calculator: the inventories of the organisation, newest period first. */
Err inventory_list_show(Req *req)
{
	int64_t after = query_int(req, "after", 0);
	Inventory *inventories;
	size_t count;
	Err err = inventory_list(
	    req->db, req->mem, req->who.org_id, after, LIST_ROWS + 1, &inventories, &count);
	if (err)
		return err;
	bool has_more = count > LIST_ROWS;
	if (has_more)
		count = LIST_ROWS;
	size_t before = (size_t)query_int(req, "n", 0);
	InventoryRow *rows = ARENA_ARRAY(req->mem, InventoryRow, count + 1);
	for (size_t i = 0; !err && i < count; i++)
		err = fill_row(req, &inventories[i], before + i + 1, &rows[i]);
	if (err)
		return err;
	InventoryListView view = {.rows = rows, .count = count, .can_edit = may_edit(req)};
	fill_tabs(req, view.tabs, 0);
	if (after)
		view.pager.first_href = "/me/calculator";
	if (has_more)
		view.pager.next_href = arena_printf(req->mem, "/me/calculator?after=%lld&n=%zu",
		    (long long)inventories[count - 1].id, before + count);
	view.empty = (EmptyState){
	    .title = SAY(req, W_calculator_list_empty_title),
	    .text = SAY(req, W_inventory_list_empty),
	    .action_text = SAY(req, W_inventory_new_title),
	    .action_href = "/me/calculator/enterprise/new",
	    .reason = view.can_edit ? NULL : SAY(req, W_wizard_locked_viewer),
	};
	Page page = list_page(req);
	page.sub = SAY(req, W_calculator_list_sub);
	if (view.can_edit && count) {
		page.action_text = SAY(req, W_inventory_new_title);
		page.action_href = "/me/calculator/enterprise/new";
	}
	return show_page(req, 200, &page, html_inventory_list, &view);
}

/* GET /me/calculator/product | project | event: what will be there. */
Err calculator_other_show(Req *req)
{
	int tab = 1;
	while (tab < CALCULATOR_TABS && !str_eq(TABS[tab].name, path_text(req, "tab")))
		tab++;
	if (tab == CALCULATOR_TABS)
		return ERR_NOT_FOUND;
	OtherTabView view = {
	    .title = word_text(req->lang, TABS[tab].title), .text = word_text(req->lang, TABS[tab].text)};
	fill_tabs(req, view.tabs, tab);
	Page page = list_page(req);
	return show_page(req, 200, &page, html_calculator_other, &view);
}

/* GET /me/calculator/enterprise/{id}: on to where the work goes on. */
Err inventory_show(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	bool is_open = inventory_is_open(&inventory) && may_edit(req);
	const char *page = !is_open ? "result" : inventory_period_is_valid(&inventory) ? "scope12" : "info";
	return see_other(req, "%s", inventory_href(req->mem, inventory.id, page));
}

/* GET /me/calculator/enterprise/{id}/delete: asks. */
Err inventory_delete_show(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(req, STEP_NONE, &frame);
	if (err)
		return err;
	const Inventory *inventory = frame.inventory;
	DeleteView view = {
	    .what = SAY(req, W_calculator_delete_what, "period", frame.title),
	    .loses = SAY(
		req, W_calculator_delete_loses, "n", arena_printf(req->mem, "%zu", frame.totals.line_count)),
	    .action = inventory_href(req->mem, inventory->id, "delete"),
	    .back_href = "/me/calculator",
	};
	if (inventory->status == INVENTORY_PUBLISHED)
		view.refused = SAY(req, W_wizard_locked_published);
	Page page = inventory_page(req, &frame, W_calculator_delete_title);
	page.is_narrow = true;
	return show_page(req, 200, &page, html_inventory_delete, &view);
}

/* POST /me/calculator/enterprise/{id}/delete */
Err inventory_delete_do(Req *req)
{
	Err err = inventory_delete(scope_of(req), path_id(req, "id"));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_published));
	if (err)
		return err;
	flash(req, SAY(req, W_calculator_deleted));
	return see_other(req, "/me/calculator");
}

/* POST /me/calculator/enterprise/{id}/status: to=done finishes, to=open reopens. */
Err inventory_status_do(Req *req)
{
	bool finishes = str_eq(form_text(req, "to"), "done");
	int64_t id = path_id(req, "id");
	Err err = inventory_set_status(scope_of(req), id, finishes ? INVENTORY_OPEN : INVENTORY_DONE,
	    finishes ? INVENTORY_DONE : INVENTORY_OPEN);
	if (err && err != ERR_CONFLICT) /* sent twice: it stands there already */
		return err;
	Inventory inventory;
	err = inventory_of_org(req->db, req->mem, req->who.org_id, id, &inventory);
	if (!err && finishes)
		err = factor_uses_keep(req->db, req->mem, &inventory);
	if (err)
		return err;
	flash(req, finishes ? SAY(req, W_calculator_finished) : SAY(req, W_calculator_reopened));
	return see_other(req, "%s", inventory_href(req->mem, id, finishes ? "result" : "scope12"));
}
