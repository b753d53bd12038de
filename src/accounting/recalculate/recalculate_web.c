/* 重新计算: what a newer edition of the factor tables would change of an inventory, line by line, and taking
 * it. Nothing changes before somebody asks for it here. */
#include "edition/edition_store.h"
#include "recalculate/recalculate_view.h"
#include "recalculate/recalculate_web.h"
#include "recalculate/recalculate_rules.h"

#include "base/date.h"
#include "base/str.h"
#include "calculator/calculator_line_view.h"
#include "factors/factors.h"
#include "inventory/inventory.h"
#include "inventory/inventory.po.h"
#include "recalculate/recalculate.html.h"
#include "recalculate/recalculate.po.h"
#include "show/amount.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

#include <math.h>

enum { SHOWN_ROWS = 300, SHOWN_NEWS = 5, DAY = 10 /* of 2026-11-22T10:24:31Z */ };

static bool may_edit(const Req *req)
{
	return *req->who.org_role && !str_eq(req->who.org_role, "viewer");
}

/* The inventory computed with the current edition beside `before`; *has_newer is false when it has that one.
 */
static Err compare(Req *req, const InventoryCase *c, const InventoryResult *before, const char **digest,
    InventoryResult *after, bool *has_newer)
{
	const Inventory *inventory = &c->inventory;
	*after = *before;
	Err err = edition_current(req->db, req->mem, digest);
	*has_newer = !err && *inventory->edition && !str_eq(*digest, inventory->edition);
	if (err || !*has_newer)
		return err;
	const Ghg *ghg;
	err = edition_of(req->db, req->mem, *digest, &ghg);
	if (!err)
		inventory_compute(req->mem, ghg, c, after);
	return err;
}

static const char *button_text(Req *req, const Recalculation *news)
{
	if (!news->year)
		return SAY(req, W_recalculate_recalculate);
	return SAY(req, W_recalculate_recalculate_year, "year", arena_printf(req->mem, "%d", news->year));
}

static const char *factor_text(Req *req, const GhgFactor *factor)
{
	const char *name = ghg_words(factor->name, req->lang);
	const char *year = factor->year ? arena_printf(req->mem, " %d", factor->year) : "";
	return arena_printf(
	    req->mem, "%s%s  %s", name, year, quantity_text(req, factor->value, factor->unit));
}

static size_t news_of(Req *req, const Recalculation *news, const char *const **out)
{
	const char **texts = ARENA_ARRAY(req->mem, const char *, SHOWN_NEWS);
	size_t count = news->factor_count < SHOWN_NEWS ? news->factor_count : SHOWN_NEWS;
	for (size_t i = 0; i < count; i++)
		texts[i] = factor_text(req, news->factors[i]);
	*out = texts;
	return count;
}

Err recalculation_offer(
    Req *req, const InventoryCase *c, const InventoryResult *result, RecalculationOffer *out)
{
	*out = (RecalculationOffer){0};
	InventoryResult after;
	const char *digest;
	bool has_newer;
	Err err = compare(req, c, result, &digest, &after, &has_newer);
	if (err || !has_newer)
		return err;
	Recalculation news = recalculation_of(req->mem, result, &after);
	out->is_made = news.changes_totals;
	out->button = button_text(req, &news);
	out->href = inventory_href(req->mem, c->inventory.id, "recalculate");
	out->lines = SAY(req, W_recalculate_lines_change, "n", arena_printf(req->mem, "%zu", news.count));
	out->news_count = news_of(req, &news, &out->news);
	return OK;
}

/* ---- the page ---- */

static FactorSide side_of(
    Req *req, double value, const char *unit, const GhgFactor *factor, const char *source)
{
	FactorSide side = {.value = quantity_text(req, value, unit), .source = source ? source : ""};
	if (!factor)
		return side;
	side.source = *factor->source_year
			  ? arena_printf(req->mem, "%s (%s)", factor->source_title, factor->source_year)
			  : factor->source_title;
	side.href = factor_href(req->mem, factor->id);
	return side;
}

static FactorSide used_side(Req *req, const GhgUsed *used)
{
	if (!used)
		return (FactorSide){.value = "-", .source = ""};
	return side_of(req, used->value, used->unit, used->factor, used->source);
}

static FactorSide gas_side(Req *req, const GhgGasAmount *gas)
{
	return side_of(req, gas->gwp, "", gas->gwp_factor, "");
}

static FactorSide method_side(Req *req, const LineResult *line)
{
	const GhgMethod *method = line->result.method;
	const char *name = method ? method->doc_no : "-";
	return (FactorSide){.value = name,
	    .source = method && method->sha256 ? arena_copy_n(req->mem, method->sha256, 12) : ""};
}

static RecalculationRow row_of(Req *req, const Inventory *inventory, const LineChange *change)
{
	Lang lang = req->lang;
	RecalculationRow row = {
	    .title = change->after->title,
	    .category = change->after->category ? ghg_words(change->after->category->name, lang) : "",
	    .href = line_href(req->mem, inventory->id, change->after->line->id, NULL),
	    .old_tco2e = change->before->result.tco2e,
	    .new_tco2e = change->after->result.tco2e,
	    .difference = change->difference,
	};
	if (change->used_after) {
		row.what = ghg_words(change->used_after->label, lang);
		row.before = used_side(req, change->used_before);
		row.after = used_side(req, change->used_after);
	} else if (change->gas_after) {
		row.what = arena_printf(req->mem, "GWP %s", change->gas_after->gas);
		row.before = gas_side(req, change->gas_before);
		row.after = gas_side(req, change->gas_after);
	} else {
		row.what = SAY(req, W_recalculate_method);
		row.before = method_side(req, change->before);
		row.after = method_side(req, change->after);
	}
	return row;
}

static void add_total(RecalculationView *view, RecalculationTotal *rows, const char *label, bool is_reported,
    double before, double after)
{
	if (is_reported)
		rows[view->total_count++] = (RecalculationTotal){label, before, after, after - before};
}

static void fill_totals(
    Req *req, const InventoryResult *before, const InventoryResult *after, RecalculationView *view)
{
	enum { TOTALS = 6 };
	const GhgTotals *a = &before->totals, *b = &after->totals;
	RecalculationTotal *rows = ARENA_ARRAY(req->mem, RecalculationTotal, TOTALS);
	bool has12 = b->has_scope[1] || b->has_scope[2];
	add_total(view, rows, SAY(req, W_inventory_scope1), b->has_scope[1], a->scope1, b->scope1);
	add_total(view, rows, SAY(req, W_inventory_scope2_location), b->has_scope[2], a->scope2, b->scope2);
	add_total(view, rows, SAY(req, W_wizard_scope2_market), after->has_market, before->market.scope2,
	    after->market.scope2);
	add_total(view, rows, SAY(req, W_inventory_scope12), has12, a->scope12, b->scope12);
	add_total(view, rows, SAY(req, W_inventory_scope3), b->has_scope[3], a->scope3, b->scope3);
	add_total(
	    view, rows, SAY(req, W_inventory_scope123), has12 || b->has_scope[3], a->scope123, b->scope123);
	view->totals = rows;
}

static bool takes(const ActivityLine *line, const char *source, const OwnSuperseded *own)
{
	return str_eq(line->factor_text, own->before.value_text) &&
	       str_eq(line->factor_unit, own->before.unit) && str_eq(line->factor_source, source);
}

/* Lines that took an own factor which has another value now: they keep the one they took. */
static Err fill_own(
    Req *req, const Inventory *inventory, const InventoryResult *result, RecalculationView *view)
{
	OwnSuperseded *own;
	size_t count;
	Err err = own_factors_superseded(req->db, req->mem, inventory->org_id, &own, &count);
	if (err || !count)
		return err;
	OwnChangeRow *rows = ARENA_ARRAY(req->mem, OwnChangeRow, SHOWN_ROWS);
	for (size_t k = 0; k < count; k++) {
		const char *source = own_factor_source(req->mem, &own[k].before);
		for (size_t i = 0; i < result->line_count && view->own_count < SHOWN_ROWS; i++) {
			const LineResult *line = &result->lines[i];
			if (!takes(line->line, source, &own[k]))
				continue;
			rows[view->own_count++] = (OwnChangeRow){
			    .title = line->title,
			    .href = line_href(req->mem, inventory->id, line->line->id, "factor"),
			    .before = arena_printf(req->mem, "%s %s", own[k].before.value_text,
				unit_label(req->mem, req->lang, own[k].before.unit)),
			    .after = arena_printf(req->mem, "%s %s", own[k].now.value_text,
				unit_label(req->mem, req->lang, own[k].now.unit)),
			    .factor = own[k].now.name,
			    .factor_href = arena_printf(
				req->mem, "/me/factors/%lld", (long long)own[k].now.id),
			};
		}
	}
	view->own = rows;
	return OK;
}

static Err name_edition(Req *req, RecalculationView *view)
{
	Edition edition;
	Err err = edition_by_digest(req->db, req->mem, view->edition, &edition);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	view->edition_name = arena_printf(req->mem, "%s · %s",
	    edition.is_program ? SAY(req, W_recalculate_of_program, "version", edition.note)
			       : edition.file_name,
	    arena_copy_n(req->mem,
		time_text(req->mem, edition.used_since ? edition.used_since : edition.added_at), DAY));
	return OK;
}

static Err show_recalculation(Req *req, int status, const char *conflict)
{
	InventoryFrame frame;
	Err err = inventory_frame_computed(req, STEP_NONE, 0, &frame);
	if (err)
		return err;
	const Inventory *inventory = frame.inventory;
	const InventoryResult *before = &frame.totals;
	InventoryResult after;
	RecalculationView view = {.conflict = conflict, .edition_name = ""};
	err = compare(req, frame.c, before, &view.edition, &after, &view.has_newer);
	if (!err)
		err = fill_own(req, inventory, before, &view);
	if (!err)
		err = name_edition(req, &view);
	if (err)
		return err;
	Recalculation news = recalculation_of(req->mem, before, &after);
	RecalculationRow *rows = ARENA_ARRAY(req->mem, RecalculationRow, SHOWN_ROWS);
	for (; view.row_count < news.count && view.row_count < SHOWN_ROWS; view.row_count++)
		rows[view.row_count] = row_of(req, inventory, &news.changes[view.row_count]);
	view.rows = rows;
	view.more = news.count - view.row_count;
	view.same = news.same;
	view.button = button_text(req, &news);
	view.back_href = inventory_href(req->mem, inventory->id, "result");
	view.action = inventory_href(req->mem, inventory->id, "recalculate");
	view.copy_href = arena_printf(
	    req->mem, "/me/calculator/enterprise/new?from=%lld", (long long)inventory->id);
	view.is_published = inventory->status == INVENTORY_PUBLISHED;
	view.is_open = inventory_is_open(inventory);
	view.may_accept = view.has_newer && may_edit(req) && !view.is_published;
	fill_totals(req, before, &after, &view);
	Page page = inventory_page(req, &frame, W_recalculate_title);
	page.is_wide = true;
	return show_page(req, status, &page, html_recalculation, &view);
}

/* GET /me/calculator/enterprise/{id}/recalculate */
Err recalculate_show(Req *req)
{
	return show_recalculation(req, 200, NULL);
}

/* POST /me/calculator/enterprise/{id}/recalculate: edition = the digest of the difference that was shown. */
Err recalculate_do(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	const char *current = "";
	if (!err)
		err = edition_current(req->db, req->mem, &current);
	if (err)
		return err;
	if (!*inventory.edition || str_eq(inventory.edition, current)) /* sent twice: it has it already */
		return see_other(req, "%s", inventory_href(req->mem, inventory.id, "result"));
	if (inventory.status == INVENTORY_PUBLISHED)
		return fail_shown(req, ERR_CONFLICT, SAY(req, W_recalculate_published));
	if (!str_eq(current, form_text(req, "edition")))
		return show_recalculation(req, 409, SAY(req, W_recalculate_changed_again));
	err = inventory_take_edition(scope_of(req), &inventory, current);
	if (err)
		return err;
	err = inventory_of_org(req->db, req->mem, req->who.org_id, inventory.id, &inventory);
	if (!err && !inventory_is_open(&inventory))
		err = factor_uses_keep(req->db, req->mem, &inventory);
	if (err)
		return err;
	flash(req, SAY(req, W_recalculate_taken));
	return see_other(req, "%s", inventory_href(req->mem, inventory.id, "result"));
}
