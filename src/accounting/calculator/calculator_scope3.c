/* 价值链排放: the fifteen categories of scope 3, each screened, with its lines by approach, and how good the
 * data behind the figure are. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_live.h"
#include "calculator/calculator_scope3.html.h"
#include "calculator/calculator_scope3_view.h"
#include "calculator/calculator_web.h"
#include "form/form.po.h"
#include "form/form_page.h"
#include "ghg/scope3.h"
#include "html/table_maker.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

static const char *percent_text(Req *req, double part, double whole)
{
	if (!(whole > 0) || isnan(part))
		return "-";
	return arena_printf(req->mem, "%s %%", num_text(req->mem, 100 * part / whole, 1));
}

/* ---- screening ---- */

static const char *criterion_text(Req *req, size_t index)
{
	static const Word TEXTS[] = {W_calculator_criterion_size, W_calculator_criterion_influence,
	    W_calculator_criterion_risk, W_calculator_criterion_stakeholders,
	    W_calculator_criterion_outsourcing, W_calculator_criterion_sector, W_calculator_criterion_other};
	return word_text(req->lang, TEXTS[index]);
}

static void fill_criteria(Req *req, const Scope3Screening *screening, Scope3CategoryView *view)
{
	CriterionView *criteria = ARENA_ARRAY(req->mem, CriterionView, CRITERIA_MAX);
	for (size_t i = 0; SCOPE3_CRITERIA[i]; i++) {
		bool is_met = names_have(screening->criteria, SCOPE3_CRITERIA[i]);
		view->criteria_met += is_met;
		criteria[view->criterion_count++] = (CriterionView){
		    SCOPE3_CRITERIA[i], criterion_text(req, i), is_met};
	}
	view->criteria = criteria;
	if (view->criteria_met && str_eq(screening->status, "not_relevant"))
		view->criteria_problem = SAY(req, W_calculator_criteria_problem);
}

static void fill_status(Req *req, const Scope3Screening *screening, Scope3CategoryView *view)
{
	static const Tone TONES[] = {TONE_GOOD, TONE_PLAIN, TONE_WARN};
	view->status = (FieldView){.id = arena_printf(req->mem, "status-%d", view->number),
	    .name = "status",
	    .label = SAY(req, W_calculator_screening),
	    .value = screening->status,
	    .placeholder = SAY(req, W_calculator_screening_choose)};
	field_choose(req, &view->status, SCREENING_STATUSES);
	view->screening_text = SAY(req, W_calculator_screening_open);
	for (size_t i = 0; i < view->status.choice_count; i++)
		if (str_eq(SCREENING_STATUSES[i].value, screening->status)) {
			view->screening_text = view->status.choices[i].text;
			view->screening_tone = TONES[i];
		}
	bool has_figure = view->total_lines > 0 || screening->derives;
	if (str_eq(screening->status, "estimated") && !has_figure)
		view->status.problem = SAY(req, W_calculator_screening_no_lines);
}

static void fill_screening(
    Req *req, const InventoryFrame *frame, const Scope3Screening *screening, Scope3CategoryView *view)
{
	bool wants_reason = str_eq(screening->status, "not_relevant") ||
			    str_eq(screening->status, "not_estimated");
	fill_status(req, screening, view);
	view->reason = (FieldView){.id = arena_printf(req->mem, "reason-%d", view->number),
	    .name = "reason",
	    .label = SAY(req, W_calculator_screening_reason),
	    .value = screening->reason,
	    .maxlength = INVENTORY_NOTE_MAX,
	    .problem = wants_reason && str_is_empty(screening->reason)
			   ? SAY(req, W_calculator_screening_reason_wanted)
			   : NULL};
	fill_criteria(req, screening, view);
	view->screening_version = screening->version;
	view->screening_action = inventory_href(
	    req->mem, frame->inventory->id, arena_printf(req->mem, "scope3/%s", screening->category));
}

static const char *approach_text(Req *req, const Inventory *inventory, const char *code)
{
	return ghg_words(ghg_scope3_approach_name(inventory->ghg, ghg_scope3_approach(code)), req->lang);
}

/* ---- category 3 from scopes 1 and 2 ---- */

static const char *place_name(const InventoryFacility *facilities, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (facilities[i].id == id)
			return facilities[i].name;
	return NULL;
}

static void fill_derived(Req *req, const InventoryFrame *frame, Scope3CategoryView *view)
{
	const InventoryResult *totals = &frame->totals;
	const TableColumn columns[] = {{SAY(req, W_calculator_line_source), false},
	    {SAY(req, W_inventory_line_facility), false}, {SAY(req, W_inventory_line_amount), true},
	    {"tCO₂e", true}};
	TableMaker maker = table_begin(req, &view->derived, SAY(req, W_calculator_derived_caption), NULL,
	    columns, 4, totals->derived_count);
	for (size_t i = 0; i < totals->derived_count; i++) {
		const DerivedLine *line = &totals->derived[i];
		const GhgCategory *category = inventory_category(
		    frame->inventory->ghg, frame->inventory, line->category);
		const char *name = place_name(
		    frame->c->facilities, frame->c->facility_count, line->facility_id);
		const char *cells[] = {
		    arena_printf(req->mem, "%s · %s", approach_text(req, frame->inventory, line->category),
			inventory_item_name(frame->inventory->ghg, req->mem, frame->inventory, category,
			    line->item, req->lang)),
		    name ? name : SAY(req, W_inventory_whole_company),
		    arena_printf(req->mem, "%s %s", num_text(req->mem, line->amount, 2),
			unit_label(req->mem, req->lang, line->unit)),
		    num_text(req->mem, line->tco2e, 2)};
		table_add_row(&maker, cells);
	}
}

/* ---- what may be counted twice ---- */

static const char *overlap_text(Req *req, OverlapRule rule, const char *line, const char *other)
{
	static const Word TEXTS[OVERLAP_RULES] = {
	    [OVERLAP_OWN_VEHICLES] = W_calculator_overlap_own_vehicles,
	    [OVERLAP_LEASED_ASSET] = W_calculator_overlap_leased_asset,
	    [OVERLAP_UPSTREAM_TWICE] = W_calculator_overlap_upstream_twice,
	    [OVERLAP_TWO_APPROACHES] = W_calculator_overlap_two_approaches,
	    [OVERLAP_GOODS_AND_CAPITAL] = W_calculator_overlap_goods_and_capital,
	    [OVERLAP_FUEL_BOUGHT] = W_calculator_overlap_fuel_bought,
	    [OVERLAP_WATER_ON_SITE] = W_calculator_overlap_water_on_site,
	    [OVERLAP_BOTH_WAYS] = W_calculator_overlap_both_ways,
	};
	return SAY(req, TEXTS[rule], "line", line, "other", other);
}

/* The words for a line; of one that is derived, or gone meanwhile, what it is. */
static Err line_words(Req *req, const InventoryFrame *frame, int64_t line_id, const char **out)
{
	*out = SAY(req, W_calculator_derived_line);
	if (line_id == 0)
		return OK;
	ActivityLine line;
	Err err = activity_line_of(
	    req->db, req->mem, frame->inventory->org_id, frame->inventory->id, line_id, &line);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	const GhgCategory *category = inventory_category(
	    frame->inventory->ghg, frame->inventory, line.category);
	*out = *line.label ? line.label
	       : category && category->items != GHG_NO_ITEM
		   ? inventory_item_name(
			 frame->inventory->ghg, req->mem, frame->inventory, category, line.item, req->lang)
	       : category ? category_name(category, req->lang)
			  : line.category;
	return OK;
}

static Err fill_overlaps(Req *req, const InventoryFrame *frame, Scope3PageView *view)
{
	const InventoryResult *totals = &frame->totals;
	Scope3NoteView *notes = ARENA_ARRAY(req->mem, Scope3NoteView, totals->overlap_count + 1);
	for (size_t i = 0; i < totals->overlap_count; i++) {
		const OverlapNote *found = &totals->overlaps[i];
		const char *line, *other;
		Err err = line_words(req, frame, found->line_id, &line);
		if (!err)
			err = line_words(req, frame, found->other_id, &other);
		if (err)
			return err;
		notes[view->note_count++] = (Scope3NoteView){
		    .text = overlap_text(req, found->rule, line, other),
		    .href = line_href(req->mem, frame->inventory->id, found->line_id, NULL),
		    .link_text = SAY(req, W_calculator_overlap_open)};
	}
	view->notes = notes;
	return OK;
}

/* ---- one category ---- */

/* The approaches of category `number`, in the order of the method file. */
static Err fill_approaches(
    Req *req, const InventoryFrame *frame, const GhgMethod *method, int number, Scope3CategoryView *view)
{
	ApproachView *approaches = ARENA_ARRAY(req->mem, ApproachView, method->category_count + 1);
	for (size_t i = 0; i < method->category_count; i++) {
		const GhgCategory *category = &method->categories[i];
		if (ghg_scope3_number(category->code) != number)
			continue;
		ApproachView *made = &approaches[view->approach_count++];
		made->table = category_view(req, frame, category);
		made->label = approach_text(req, frame->inventory, category->code);
		made->has_typed_factor = category->items == GHG_NO_ITEM && !category->wants_region;
		Err err = made->table.total_lines ? category_lines(req, frame, "scope3", &made->table) : OK;
		if (err)
			return err;
		view->total_lines += made->table.total_lines;
	}
	view->approaches = approaches;
	return OK;
}

static Err category_of(Req *req, const InventoryFrame *frame, const GhgMethod *method,
    const Scope3Screening *screening, int number, Scope3CategoryView *view)
{
	const GhgCategory *category = ghg_category(method, screening->category);
	const GhgScope3Part *part = &frame->totals.scope3.parts[number];
	*view = (Scope3CategoryView){
	    .number = number,
	    .code = screening->category,
	    .name = category ? ghg_words(category->name, req->lang) : "",
	    .hint = category ? science_text(req->mem, ghg_words(category->hint, req->lang)) : "",
	    .clause = category ? ghg_words(category->clause, req->lang) : "",
	    .subtotal = part->has_lines ? part->tco2e : NAN,
	};
	view->share = percent_text(req, view->subtotal, frame->totals.totals.scope3);
	Err err = fill_approaches(req, frame, method, number, view);
	if (err)
		return err;
	fill_screening(req, frame, screening, view);
	if (number == 3) {
		view->offers_derived = true;
		view->derives = screening->derives;
		fill_derived(req, frame, view);
	}
	view->is_estimated = str_eq(screening->status, "estimated");
	view->is_open = view->total_lines || view->derived.row_count || view->status.problem ||
			view->reason.problem || view->criteria_problem;
	return OK;
}

/* ---- the page ---- */

static const char *basis_text(Req *req, GhgScope3Basis basis)
{
	static const Word TEXTS[GHG_BASES] = {
	    [GHG_BASIS_PRIMARY] = W_calculator_basis_primary,
	    [GHG_BASIS_PHYSICAL] = W_calculator_basis_physical,
	    [GHG_BASIS_SPEND] = W_calculator_basis_spend,
	};
	return word_text(req->lang, TEXTS[basis]);
}

static const char *tonnes_text(Req *req, double tco2e)
{
	return num_text(req->mem, tco2e, 2);
}

/* Tonnes by what they rest on: a row a category that has lines. */
static void fill_quality(Req *req, const InventoryResult *totals, Scope3PageView *view)
{
	const GhgScope3 *s = &totals->scope3;
	TableColumn columns[GHG_BASES + 2] = {{SAY(req, W_inventory_line_category), false},
	    {arena_printf(req->mem, "%s tCO₂e", SAY(req, W_calculator_subtotal)), true}};
	for (int b = 0; b < GHG_BASES; b++)
		columns[b + 2] = (TableColumn){
		    arena_printf(req->mem, "%s tCO₂e", basis_text(req, (GhgScope3Basis)b)), true};
	TableMaker maker = table_begin(req, &view->quality, SAY(req, W_calculator_quality_caption),
	    SAY(req, W_calculator_quality_note), columns, GHG_BASES + 2, SCOPE3_CATEGORIES + 1);
	for (size_t i = 0; i < view->category_count; i++) {
		const GhgScope3Part *part = &s->parts[view->categories[i].number];
		if (!part->has_lines)
			continue;
		const char *cells[GHG_BASES + 2] = {
		    arena_printf(req->mem, "%d %s", view->categories[i].number, view->categories[i].name),
		    tonnes_text(req, part->tco2e)};
		for (int b = 0; b < GHG_BASES; b++)
			cells[b + 2] = part->by_basis[b] != 0 ? tonnes_text(req, part->by_basis[b]) : "-";
		table_add_row(&maker, cells);
	}
	view->has_quality = view->quality.row_count > 0;
	const char **foot = ARENA_ARRAY(req->mem, const char *, GHG_BASES + 2);
	foot[0] = SAY(req, W_calculator_scope3_share);
	foot[1] = percent_text(req, s->tco2e, s->tco2e);
	for (int b = 0; b < GHG_BASES; b++)
		foot[b + 2] = percent_text(req, s->shares[b], 1);
	view->quality.foot = foot;
}

static void fill_kpis(Req *req, const InventoryResult *totals, Scope3PageView *view)
{
	view->total = totals->totals.has_scope[3] ? totals->totals.scope3 : NAN;
	view->kpis[0] = (Kpi){.label = SAY(req, W_calculator_scope3_total),
	    .value = num_text(req->mem, view->total, 2),
	    .unit = "tCO₂e",
	    .note = SAY(req, W_calculator_scope3_of_all, "share",
		percent_text(req, view->total, totals->totals.scope123))};
	view->kpis[1] = (Kpi){.label = SAY(req, W_calculator_screening),
	    .value = arena_printf(req->mem, "%zu / %d", totals->scope3_screened, SCOPE3_CATEGORIES),
	    .note = SAY(req, W_calculator_screening_kpi_note)};
	view->kpis[2] = (Kpi){.label = SAY(req, W_calculator_primary_share),
	    .value = percent_text(req, totals->scope3.primary_share, 1),
	    .note = SAY(req, W_calculator_primary_share_note)};
}

static Err show_scope3(Req *req, int status)
{
	Scope3PageView view = {0};
	Err err = inventory_frame(req, STEP_SCOPE3, &view.activity.frame);
	if (err)
		return err;
	const Inventory *inventory = view.activity.frame.inventory;
	const InventoryFrame *frame = &view.activity.frame;
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	const Scope3Screening *screenings = frame->c->screenings;
	Scope3CategoryView *categories = ARENA_ARRAY(req->mem, Scope3CategoryView, SCOPE3_CATEGORIES);
	for (int i = 0; method && i < SCOPE3_CATEGORIES; i++) {
		err = category_of(req, frame, method, &screenings[i], i + 1, &categories[i]);
		if (err)
			return err;
		view.category_count++;
	}
	view.categories = categories;
	view.activity.can_edit = frame->can_edit;
	view.activity.import_href = inventory_href(req->mem, inventory->id, "import");
	view.activity.totals_url = inventory_href(req->mem, inventory->id, "totals?step=scope3");
	fill_kpis(req, &frame->totals, &view);
	fill_quality(req, &frame->totals, &view);
	err = fill_overlaps(req, frame, &view);
	if (err)
		return err;
	err = page_facilities(req, &view.activity);
	if (err)
		return err;
	Page page = inventory_page(req, frame, W_wizard_step_scope3);
	page.script = "autosave.js sheet.js inventory.js";
	page_goes_live(req, &view.activity.frame, &page);
	return show_page(req, status, &page, html_scope3, &view);
}

/* GET /me/calculator/enterprise/{id}/scope3 */
Err scope3_show(Req *req)
{
	return show_scope3(req, 200);
}

/* ---- saving the screening ---- */

static const char *criteria_sent(Req *req)
{
	Buf out = buf_in(req->mem, 200);
	for (size_t i = 0; SCOPE3_CRITERIA[i]; i++) {
		for (size_t c = 0; c < form_count(req, "criteria"); c++) {
			if (!str_eq(form_text_at(req, "criteria", c), SCOPE3_CRITERIA[i]))
				continue;
			buf_printf(&out, "%s%s", out.len ? "," : "", SCOPE3_CRITERIA[i]);
			break;
		}
	}
	return buf_take(&out);
}

/* POST /me/calculator/enterprise/{id}/scope3/{category}: is the category estimated, and if not, why? */
Err scope3_screening_do(Req *req)
{
	Scope3Screening screening = {
	    .category = path_text(req, "category"),
	    .status = form_text(req, "status"),
	    .reason = str_trim(req->mem, form_text(req, "reason")),
	    .criteria = criteria_sent(req),
	    .derives = form_has(req, "derives"),
	};
	str_to_int(form_text(req, "version"), &screening.version);
	int number = ghg_scope3_number(screening.category);
	if (!number || strchr(screening.category + strlen("s3."), '.'))
		return ERR_NOT_FOUND;
	if ((*screening.status && !choice_is_known(SCREENING_STATUSES, screening.status)) ||
	    str_chars(screening.reason) > INVENTORY_NOTE_MAX)
		return fail_shown(req, ERR_INPUT, SAY(req, W_form_refused));
	int64_t id = path_id(req, "id");
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, scope3_screening_save(&change, &screening));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_calculator_screening_conflict));
	if (err)
		return err;
	return see_other(req, "%s#c-%s", inventory_href(req->mem, id, "scope3"), screening.category);
}
