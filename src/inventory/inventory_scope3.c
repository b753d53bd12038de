/* 价值链排放: the fifteen categories of scope 3, each screened, with its lines. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "html/templates.h"
#include "inventory/inventory_line_view.h"
#include "inventory/inventory_reply.h"
#include "inventory/inventory_store.h"
#include "inventory/inventory_web.h"

static void fill_screening(
    Req *req, const InventoryFrame *frame, const Scope3Screening *screening, CategoryView *view)
{
	static const Word LABELS[] = {W_inventory_screening_estimated, W_inventory_screening_not_relevant,
	    W_inventory_screening_not_estimated};
	static const Tone TONES[] = {TONE_GOOD, TONE_PLAIN, TONE_WARN};
	Choice *choices = ARENA_ARRAY(req->mem, Choice, 3);
	view->screening_text = SAY(req, W_inventory_screening_open);
	for (size_t i = 0; i < 3; i++) {
		choices[i] = (Choice){
		    .value = SCREENING_STATUSES[i], .text = word_text(req->lang, LABELS[i])};
		if (str_eq(SCREENING_STATUSES[i], screening->status)) {
			view->screening_text = choices[i].text;
			view->screening_tone = TONES[i];
		}
	}
	bool wants_reason = str_eq(screening->status, "not_relevant") ||
			    str_eq(screening->status, "not_estimated");
	view->status = (FieldView){.id = arena_printf(req->mem, "status-%d", view->number),
	    .name = "status",
	    .label = SAY(req, W_inventory_screening),
	    .value = screening->status,
	    .choices = choices,
	    .choice_count = 3,
	    .placeholder = SAY(req, W_inventory_screening_choose),
	    .is_disabled = !frame->can_edit};
	view->reason = (FieldView){.id = arena_printf(req->mem, "reason-%d", view->number),
	    .name = "reason",
	    .label = SAY(req, W_inventory_screening_reason),
	    .value = screening->reason,
	    .maxlength = INVENTORY_NOTE_MAX,
	    .is_disabled = !frame->can_edit,
	    .problem = wants_reason && str_is_empty(screening->reason)
			   ? SAY(req, W_inventory_screening_reason_wanted)
			   : NULL};
	if (str_eq(screening->status, "estimated") && view->total_lines == 0)
		view->status.problem = SAY(req, W_inventory_screening_no_lines);
	view->screening_version = screening->version;
	view->screening_action = inventory_href(
	    req->mem, frame->inventory->id, arena_printf(req->mem, "scope3/%s", screening->category));
}

static Err show_scope3(Req *req, int status)
{
	Inventory inventory;
	ActivityPageView view = {0};
	Err err = inventory_frame(req, STEP_SCOPE3, &inventory, &view.frame);
	if (err)
		return err;
	Scope3Screening screenings[SCOPE3_CATEGORIES];
	err = scope3_screenings(req->db, req->mem, inventory.org_id, inventory.id, screenings);
	if (err)
		return err;
	CategoryView *categories = ARENA_ARRAY(req->mem, CategoryView, SCOPE3_CATEGORIES);
	for (int i = 0; i < SCOPE3_CATEGORIES; i++) {
		const GhgCategory *category = inventory_category(
		    inventory.ghg, &inventory, screenings[i].category);
		if (!category)
			continue;
		CategoryView *made = &categories[view.category_count++];
		*made = category_view(req, &view.frame, category);
		fill_screening(req, &view.frame, &screenings[i], made);
		err = made->total_lines ? category_lines(req, &view.frame, "scope3", made) : OK;
		if (err)
			return err;
	}
	view.categories = categories;
	view.can_edit = view.frame.can_edit;
	view.import_href = inventory_href(req->mem, inventory.id, "import");
	view.totals_url = inventory_href(req->mem, inventory.id, "totals?step=scope3");
	view.scope3_total = view.frame.totals.totals.has_scope[3] ? view.frame.totals.totals.scope3 : NAN;
	err = page_facilities(req, &view);
	if (err)
		return err;
	Page page = inventory_page(req, &view.frame, W_inventory_step_scope3);
	page.script = "autosave.js sheet.js inventory.js";
	return show_page(req, status, &page, html_scope3, &view);
}

/* GET /me/calculator/enterprise/{id}/scope3 */
Err scope3_show(Req *req)
{
	return show_scope3(req, 200);
}

/* POST /me/calculator/enterprise/{id}/scope3/{category}: is the category estimated, and if not, why? */
Err scope3_screening_do(Req *req)
{
	Scope3Screening screening = {
	    .category = path_text(req, "category"),
	    .status = form_text(req, "status"),
	    .reason = str_trim(req->mem, form_text(req, "reason")),
	};
	str_to_int(form_text(req, "version"), &screening.version);
	int number = scope3_number(screening.category);
	if (!number)
		return ERR_NOT_FOUND;
	if ((*screening.status && !text_is_one_of(screening.status, SCREENING_STATUSES)) ||
	    str_chars(screening.reason) > INVENTORY_NOTE_MAX)
		return fail_shown(req, ERR_INPUT, SAY(req, W_inventory_field_refused));
	int64_t id = path_id(req, "id");
	Err err = scope3_screening_save(req->db, req->mem, editor_of(req), id, &screening);
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_inventory_screening_conflict));
	if (err)
		return err;
	return see_other(req, "%s#c-%s", inventory_href(req->mem, id, "scope3"), screening.category);
}
