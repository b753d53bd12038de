/* 我的绿色选择: what is due, what is blocked and why, and one button to the next step; and the table
 * 数据填报情况. */
#include <math.h>

#include "base/str.h"
#include "dashboard/dashboard.html.h"
#include "dashboard/dashboard.po.h"
#include "dashboard/dashboard_view.h"
#include "dashboard/dashboard_web.h"
#include "inventory/inventory.h"
#include "inventory/inventory.po.h"
#include "kept/kept.h"
#include "organisation/organisation.h"
#include "show/links.h"

enum { RECENT = 6, TASKS_MAX = 24, YEARS_SHOWN = 4 };

/* The tasks as they are found; the first one that can be done is the next step. */
typedef struct Tasks {
	Req *req;
	TaskView *list;
	size_t count;
} Tasks;

static void add_task(
    Tasks *tasks, Tone tone, const char *what, const char *why, Word button, const char *href)
{
	if (tasks->count == TASKS_MAX)
		return;
	tasks->list[tasks->count] = (TaskView){.tone = tone,
	    .what = what,
	    .why = why,
	    .button = word_text(tasks->req->lang, button),
	    .href = href,
	    .is_first = tasks->count == 0};
	tasks->count++;
}

static bool may_edit(const Req *req)
{
	return *req->who.org_role && !str_eq(req->who.org_role, "viewer");
}

static const char *count_text(Req *req, size_t count)
{
	return arena_printf(req->mem, "%zu", count);
}

/* ---- one inventory ---- */

static const char *status_text(Req *req, const Inventory *inventory, Tone *tone)
{
	static const Word STATUS[] = {[INVENTORY_OPEN] = W_inventory_status_open,
	    [INVENTORY_DONE] = W_inventory_status_done,
	    [INVENTORY_PUBLISHED] = W_inventory_status_published};
	*tone = inventory->status == INVENTORY_OPEN ? TONE_INFO : TONE_GOOD;
	return word_text(req->lang, STATUS[inventory->status]);
}

/* What an inventory waits for: its tasks, the most basic first. */
static void inventory_tasks(
    Tasks *tasks, const Inventory *inventory, const InventoryResult *result, int level, const char *period)
{
	Req *req = tasks->req;
	size_t unknown = result->scope12_unknown + result->scope3_unknown;
	if (inventory->status != INVENTORY_OPEN) {
		if (level == 5)
			add_task(tasks, TONE_WARN, SAY(req, W_dashboard_level5, "period", period),
			    SAY(req, W_dashboard_level5_why), W_inventory_raise_level,
			    inventory_href(req->mem, inventory->id, "plan"));
		return;
	}
	if (result->scope12_lines == 0)
		add_task(tasks, TONE_INFO, SAY(req, W_dashboard_no_lines, "period", period),
		    SAY(req, W_dashboard_no_lines_why), W_dashboard_fill,
		    inventory_href(req->mem, inventory->id, "scope12"));
	else if (unknown)
		add_task(tasks, TONE_WARN,
		    SAY(req, W_dashboard_unknown, "period", period, "n", count_text(req, unknown)),
		    SAY(req, W_dashboard_unknown_why), W_dashboard_complete,
		    inventory_href(req->mem, inventory->id, "scope12"));
	else if (level == 5)
		add_task(tasks, TONE_WARN, SAY(req, W_dashboard_level5, "period", period),
		    SAY(req, W_dashboard_level5_why), W_inventory_raise_level,
		    inventory_href(req->mem, inventory->id, "plan"));
	else
		add_task(tasks, TONE_GOOD,
		    SAY(req, W_dashboard_ready, "period", period, "level", count_text(req, (size_t)level)),
		    SAY(req, W_dashboard_ready_why), W_inventory_finish,
		    inventory_href(req->mem, inventory->id, "result#status"));
}

static Err add_inventories(Tasks *tasks, const Inventory *inventories, size_t count, DashboardView *view)
{
	Req *req = tasks->req;
	RecentView *recent = ARENA_ARRAY(req->mem, RecentView, count + 1);
	for (size_t i = 0; i < count; i++) {
		InventoryResult result;
		int level = 0;
		Err err = inventory_totals(req->db, req->mem, inventories[i].ghg, &inventories[i], &result);
		if (!err)
			err = level_digit(req->db, req->mem, &inventories[i], &level);
		if (err)
			return err;
		const char *period = arena_printf(
		    req->mem, "%s ~ %s", inventories[i].start_text, inventories[i].end_text);
		size_t before = tasks->count;
		if (may_edit(req))
			inventory_tasks(tasks, &inventories[i], &result, level, period);
		bool has = result.totals.has_scope[1] || result.totals.has_scope[2];
		RecentView *row = &recent[view->recent_count++];
		*row = (RecentView){
		    .period = period,
		    .href = inventory_href(req->mem, inventories[i].id, "result"),
		    .level = level,
		    .plan_href = inventory_href(req->mem, inventories[i].id, "plan"),
		    .scope12 = has ? result.totals.scope12 : NAN,
		    .next = tasks->count > before ? tasks->list[before].what : NULL,
		};
		row->status = status_text(req, &inventories[i], &row->tone);
	}
	view->recent = recent;
	return OK;
}

static bool covers_year(const Inventory *inventory, int year)
{
	const char *first = inventory->start_text, *last = inventory->end_text;
	return !date_is_none(inventory->start) && !date_is_none(inventory->end) &&
	       inventory->start.year <= year && inventory->end.year >= year && *first && *last;
}

static void add_due(Tasks *tasks, const Inventory *inventories, size_t count, size_t facility_count, int year)
{
	Req *req = tasks->req;
	if (!may_edit(req))
		return;
	if (facility_count == 0)
		add_task(tasks, TONE_INFO, SAY(req, W_dashboard_no_facility),
		    SAY(req, W_dashboard_no_facility_why), W_inventory_add_facility,
		    "/me/organisation/facilities/new");
	for (size_t i = 0; i < count; i++)
		if (covers_year(&inventories[i], year))
			return;
	add_task(tasks, TONE_INFO, SAY(req, W_dashboard_year_due, "year", arena_printf(req->mem, "%d", year)),
	    SAY(req, W_dashboard_year_due_why), W_inventory_new_title, "/me/calculator/enterprise/new");
}

/* GET /me */
Err dashboard_show(Req *req)
{
	DashboardView view = {.has_org = req->who.org_id != 0,
	    .org_name = req->who.org_name,
	    .year = date_today_utc().year - 1};
	view.no_org = (EmptyState){.title = SAY(req, W_dashboard_no_org),
	    .text = SAY(req, W_dashboard_no_org_text),
	    .action_text = SAY(req, W_dashboard_create_org),
	    .action_href = "/me/organisation/new"};
	Tasks tasks = {.req = req, .list = ARENA_ARRAY(req->mem, TaskView, TASKS_MAX)};
	if (view.has_org) {
		Inventory *inventories;
		Facility *facilities;
		size_t count, facility_count;
		Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, RECENT, &inventories, &count);
		if (!err)
			err = org_facilities(
			    req->db, req->mem, req->who.org_id, &facilities, &facility_count);
		if (err)
			return err;
		add_due(&tasks, inventories, count, facility_count, view.year);
		err = add_inventories(&tasks, inventories, count, &view);
		if (err)
			return err;
	}
	view.tasks = tasks.list;
	view.task_count = tasks.count;
	Page page = {.title = SAY(req, W_inventory_crumb_me), .sub = req->who.org_name, .section = "me"};
	return show_page(req, 200, &page, html_dashboard, &view);
}

/* ---- 数据填报情况 ---- */

/* The inventory of a year that would be disclosed: the one of the best level, finished before unfinished. */
static Err fill_year(Req *req, const Inventory *inventories, size_t count, FilingYear *out)
{
	const Inventory *best = NULL;
	int best_level = 0;
	for (size_t i = 0; i < count; i++) {
		if (!covers_year(&inventories[i], out->year))
			continue;
		int level = 0;
		Err err = level_digit(req->db, req->mem, &inventories[i], &level);
		if (err)
			return err;
		bool is_better = !best || level < best_level ||
				 (level == best_level && inventories[i].status > best->status);
		if (is_better) {
			best = &inventories[i];
			best_level = level;
		}
	}
	if (!best) {
		out->waits_for = SAY(req, W_dashboard_filing_no_inventory);
		out->cure = SAY(req, W_inventory_new_title);
		out->cure_href = "/me/calculator/enterprise/new";
		return OK;
	}
	out->inventory = arena_printf(req->mem, "%s ~ %s", best->start_text, best->end_text);
	out->href = inventory_href(req->mem, best->id, "result");
	out->level = best_level;
	if (best_level == 5) {
		out->waits_for = SAY(req, W_dashboard_filing_level5);
		out->cure = SAY(req, W_inventory_raise_level);
		out->cure_href = inventory_href(req->mem, best->id, "plan");
	} else if (best->status == INVENTORY_OPEN) {
		out->waits_for = SAY(req, W_dashboard_filing_open);
		out->cure = SAY(req, W_inventory_finish);
		out->cure_href = inventory_href(req->mem, best->id, "result#status");
	}
	return OK;
}

/* GET /me/filings */
Err filings_show(Req *req)
{
	Inventory *inventories;
	size_t count;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, 50, &inventories, &count);
	if (err)
		return err;
	FilingYear *years = ARENA_ARRAY(req->mem, FilingYear, YEARS_SHOWN);
	int this_year = date_today_utc().year;
	for (int i = 0; !err && i < YEARS_SHOWN; i++) {
		years[i].year = this_year - 1 - i;
		err = fill_year(req, inventories, count, &years[i]);
	}
	if (err)
		return err;
	FilingsView view = {.years = years, .count = YEARS_SHOWN};
	Crumb crumbs[] = {
	    {SAY(req, W_inventory_crumb_me), "/me"}, {SAY(req, W_dashboard_filings), NULL}, {0}};
	Page page = {.title = SAY(req, W_dashboard_filings_title),
	    .sub = req->who.org_name,
	    .section = "me",
	    .crumbs = crumbs};
	return show_page(req, 200, &page, html_filings, &view);
}
