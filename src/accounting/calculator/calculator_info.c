/* 核算信息: making an inventory, from nothing or from an earlier one, and its boundary, period, method and
 * choices. */
#include <math.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_info.html.h"
#include "calculator/calculator_view.h"
#include "calculator/calculator_web.h"
#include "form/form_page.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_store.h"
#include "organisation/organisation.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"
#include "wizard/wizard_words.h"

static bool is_about_start(PeriodFault fault)
{
	return fault == PERIOD_NO_START || fault == PERIOD_START_NOT_A_DAY;
}

/* ---- choices ---- */

/* One entry a method: its newest edition names it. */
static size_t method_choices(Req *req, Choice **out)
{
	size_t count, made = 0;
	const GhgMethod *methods = ghg_methods(req->ghg, &count);
	*out = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (made && str_eq((*out)[made - 1].value, methods[i].code))
			continue;
		(*out)[made++] = (Choice){
		    .value = methods[i].code,
		    .text = ghg_words(methods[i].name, req->lang),
		    .hint = arena_printf(
			req->mem, "%s %s", ghg_words(methods[i].title, req->lang), methods[i].doc_no),
		};
	}
	return made;
}

static size_t gwp_choices(Req *req, const Inventory *inventory, Choice **out)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	const char *const *sets = ghg_gwp_sets();
	size_t count = 0;
	while (sets[count])
		count++;
	*out = ARENA_ARRAY(req->mem, Choice, count + 1);
	(*out)[0] = (Choice){
	    .value = "", .text = SAY(req, W_calculator_gwp_by_method, "set", method ? method->gwp_set : "-")};
	for (size_t i = 0; i < count; i++)
		(*out)[i + 1] = (Choice){.value = sets[i], .text = sets[i]};
	return count + 1;
}

static FacilityChoice *facility_choices(Req *req, const InventoryFacility *facilities, size_t count)
{
	FacilityChoice *choices = ARENA_ARRAY(req->mem, FacilityChoice, count + 1);
	for (size_t i = 0; i < count; i++)
		choices[i] = (FacilityChoice){
		    .id = facilities[i].id,
		    .name = facilities[i].name,
		    .place = province_name(facilities[i].province, req->lang),
		    .is_within = facilities[i].is_within,
		};
	return choices;
}

/* ---- a new one ---- */

typedef struct NewForm {
	int64_t key;
	const char *start, *end, *method;
	int64_t from_id;
	bool keep_amounts;
	PeriodFault period;
	bool is_method_known;
	Date start_day;
} NewForm;

static NewForm new_form_read(Req *req)
{
	NewForm form = {
	    .start = str_trim(req->mem, form_text(req, "start")),
	    .end = str_trim(req->mem, form_text(req, "end")),
	    .method = form_text(req, "method"),
	    .keep_amounts = str_eq(form_text(req, "amounts"), "keep"),
	};
	if (!str_to_int(form_text(req, "key"), &form.key) || form.key <= 0)
		form.key = id_new();
	str_to_int(form_text(req, "from"), &form.from_id);
	Date end;
	form.period = period_check(form.start, form.end, &form.start_day, &end);
	form.is_method_known = ghg_method(req->ghg, form.method, (Date){0}) != NULL;
	return form;
}

/* The year after `from` when that lasted a year, else the last calendar year. */
static void propose_period(Req *req, const Inventory *from, NewForm *form)
{
	Date start = {date_today_utc().year - 1, 1, 1}, end = {date_today_utc().year - 1, 12, 31};
	if (from && inventory_is_full_year(from)) {
		start = date_of_days(date_days(from->end) + 1);
		end = date_of_days(date_days((Date){start.year + 1, start.month, start.day}) - 1);
	}
	form->start = date_text(req->mem, start);
	form->end = date_text(req->mem, end);
}

static Err from_choices(Req *req, const NewForm *form, Choice **out, size_t *count)
{
	Inventory *past;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, 50, &past, count);
	if (err)
		return err;
	*out = ARENA_ARRAY(req->mem, Choice, *count + 1);
	(*out)[0] = (Choice){.value = "", .text = SAY(req, W_calculator_from_nothing)};
	for (size_t i = 0; i < *count; i++)
		(*out)[i + 1] = (Choice){
		    .value = arena_printf(req->mem, "%lld", (long long)past[i].id),
		    .text = SAY(
			req, W_calculator_from_period, "start", past[i].start_text, "end", past[i].end_text),
		};
	(*count)++;
	return OK;
}

static Err show_new(Req *req, int status, const NewForm *form)
{
	NewInventoryView view = {.key = form->key, .from_id = form->from_id};
	const char *period = status == 200 ? NULL : period_problem(req, form->period, form->start, form->end);
	Problem *problems = ARENA_ARRAY(req->mem, Problem, 2);
	const Inventory typed = {.start_text = form->start, .end_text = form->end, .method = form->method};
	const FieldsShown how = {0};
	view.start = field_view(req, &INVENTORY_FORM, &typed, "start", &how);
	view.end = field_view(req, &INVENTORY_FORM, &typed, "end", &how);
	view.method = field_view(req, &INVENTORY_FORM, &typed, "method", &how);
	view.start.is_required = view.end.is_required = true;
	if (is_about_start(form->period))
		view.start.problem = period;
	else
		view.end.problem = period;
	Choice *choices;
	view.method.choice_count = method_choices(req, &choices);
	view.method.choices = choices;
	if (status != 200 && !form->is_method_known)
		view.method.problem = SAY(req, W_calculator_method_unknown);
	view.from = (FieldView){.name = "from",
	    .label = SAY(req, W_calculator_from),
	    .hint = SAY(req, W_calculator_from_hint),
	    .value = form->from_id ? arena_printf(req->mem, "%lld", (long long)form->from_id) : ""};
	Err err = from_choices(req, form, &choices, &view.from.choice_count);
	if (err)
		return err;
	view.from.choices = choices;
	static const FieldChoice AMOUNTS[] = {
	    {"empty", W_calculator_amounts_empty, W_calculator_amounts_empty_hint},
	    {"keep", W_calculator_amounts_keep, W_calculator_amounts_keep_hint}, {0}};
	view.amounts = (FieldView){.name = "amounts",
	    .label = SAY(req, W_calculator_amounts),
	    .value = form->keep_amounts ? "keep" : "empty"};
	field_choose(req, &view.amounts, AMOUNTS);
	InventoryFacility *facilities;
	err = inventory_facilities(req->db, req->mem,
	    &(Inventory){.id = 0, .org_id = req->who.org_id, .grid_choice = "nation"}, req->lang, &facilities,
	    &view.facility_count);
	if (err)
		return err;
	for (size_t i = 0; i < view.facility_count; i++)
		facilities[i].is_within = true;
	view.facilities = facility_choices(req, facilities, view.facility_count);
	if (view.start.problem || view.end.problem)
		problems[view.problem_count++] = (Problem){view.start.problem ? "start" : "end", period};
	if (view.method.problem)
		problems[view.problem_count++] = (Problem){"method", view.method.problem};
	view.problems = problems;
	Crumb crumbs[] = {{SAY(req, W_inventory_crumb_me), "/me"},
	    {SAY(req, W_inventory_crumb_calculator), "/me/calculator"},
	    {SAY(req, W_inventory_new_title), NULL}, {0}};
	Page page = {.title = SAY(req, W_inventory_new_title),
	    .sub = SAY(req, W_calculator_new_sub),
	    .section = "me",
	    .crumbs = crumbs,
	    .is_narrow = true};
	return show_page(req, status, &page, html_inventory_new, &view);
}

/* The method of the newest inventory; unchanged when there is none. */
static Err usual_method(Req *req, const char **method)
{
	Inventory *newest;
	size_t count;
	Err err = inventory_list(req->db, req->mem, req->who.org_id, 0, 1, &newest, &count);
	if (!err && count)
		*method = newest[0].method;
	return err;
}

/* GET /me/calculator/enterprise/new?from={id} */
Err inventory_new_show(Req *req)
{
	NewForm form = {.key = id_new(), .method = "general", .from_id = query_int(req, "from", 0)};
	Inventory from;
	Err err = form.from_id ? inventory_of_org(req->db, req->mem, req->who.org_id, form.from_id, &from)
			       : OK;
	if (err)
		return err;
	if (form.from_id)
		form.method = from.method;
	else
		err = usual_method(req, &form.method);
	if (err)
		return err;
	propose_period(req, form.from_id ? &from : NULL, &form);
	return show_new(req, 200, &form);
}

static int64_t *facility_ids(Req *req, size_t *count)
{
	*count = 0;
	size_t most = form_count(req, "facility");
	int64_t *ids = ARENA_ARRAY(req->mem, int64_t, most + 1);
	for (size_t i = 0; i < most; i++)
		if (str_to_int(form_text_at(req, "facility", i), &ids[*count]))
			(*count)++;
	return ids;
}

static Inventory inventory_of_form(Req *req, const NewForm *form, const Inventory *from)
{
	Inventory made = from ? *from
			      : (Inventory){.gwp_set = "",
				    .approach = "operational",
				    .grid_choice = "nation",
				    .output_unit = "",
				    .output_name = ""};
	made.id = form->key;
	made.start_text = form->start;
	made.end_text = form->end;
	made.method = form->method;
	made.output_text = made.revenue_text = made.headcount_text = made.coal_rate_text = made.note = "";
	made.copied_from = form->from_id;
	return made;
}

/* POST /me/calculator/enterprise/new */
Err inventory_create(Req *req)
{
	NewForm form = new_form_read(req);
	if (form.period || !form.is_method_known)
		return show_new(req, 422, &form);

	Inventory from;
	Err err = form.from_id ? inventory_of_org(req->db, req->mem, req->who.org_id, form.from_id, &from)
			       : OK;
	if (err)
		return err;
	Inventory made = inventory_of_form(req, &form, form.from_id ? &from : NULL);
	if (form.from_id) {
		err = inventory_insert_copy(scope_of(req), &made, form.from_id, form.keep_amounts);
	} else {
		size_t count;
		int64_t *ids = facility_ids(req, &count);
		err = inventory_insert(scope_of(req), &made, ids, count);
	}
	Inventory there;
	if (err == ERR_CONFLICT) /* the form was sent twice, or the id belongs to somebody else */
		err = inventory_of_org(req->db, req->mem, req->who.org_id, made.id, &there);
	else if (!err)
		flash(req, SAY(req, W_calculator_created));
	if (err)
		return err;
	return see_other(req, "%s", inventory_href(req->mem, made.id, "info"));
}

/* ---- 核算信息 of one ---- */

/* What a number of the page that is not empty but no number should say. */
static const char *number_problem(Req *req, const char *typed)
{
	double value;
	LineFault fault = number_fault(typed, &value);
	if (fault == LINE_FINE && value < 0)
		fault = LINE_NEGATIVE;
	if (fault == LINE_FINE || fault == LINE_NO_AMOUNT)
		return NULL;
	return line_problem_text(
	    req->mem, req->lang, req->ghg, NULL, &(LineProblem){.fault = fault, .field = "", .given = typed});
}

static const char *info_field_problem(Req *req, const Inventory *inventory, const char *name)
{
	Date start, end;
	PeriodFault period = period_check(inventory->start_text, inventory->end_text, &start, &end);
	const char *problem = period_problem(req, period, inventory->start_text, inventory->end_text);
	if (str_eq(name, "start"))
		return is_about_start(period) ? problem : NULL;
	if (str_eq(name, "end"))
		return is_about_start(period) ? NULL : problem;
	if (str_eq(name, "method"))
		return inventory_method(inventory->ghg, inventory) ? NULL
								   : SAY(req, W_calculator_method_unknown);
	const Field *field = field_named(&INVENTORY_FORM, name);
	bool is_number = field && field->kind == FIELD_NUMBER;
	return is_number ? number_problem(req, field_get(req->mem, &INVENTORY_FORM, inventory, name)) : NULL;
}

static void fill_info_fields(Req *req, InfoView *view)
{
	const Inventory *inventory = view->frame.inventory;
	const FieldsShown how = {
	    .save_url = view->save_url, .version = inventory->version, .is_disabled = !view->frame.can_edit};
	FieldView *fields = view->fields;
	form_views(req, &INVENTORY_FORM, inventory, &how, fields);
	for (int i = 0; i < INFO_FIELDS; i++)
		fields[i].problem = info_field_problem(req, inventory, fields[i].name);
	view->problem_count = form_problems(fields, INFO_FIELDS, view->problems);
	Choice *choices;
	fields[INFO_METHOD].choice_count = method_choices(req, &choices);
	fields[INFO_METHOD].choices = choices;
	fields[INFO_METHOD].problem = inventory_method_fault(req, inventory);
	fields[INFO_GWP_SET].choice_count = gwp_choices(req, inventory, &choices);
	fields[INFO_GWP_SET].choices = choices;
}

static Err fill_warnings(Req *req, InfoView *view)
{
	const Inventory *inventory = view->frame.inventory;
	const char **warnings = ARENA_ARRAY(req->mem, const char *, 16);
	view->warnings = warnings;
	if (!inventory_period_is_valid(inventory))
		return OK;
	if (date_days(inventory->end) > date_days(date_today_utc()))
		warnings[view->warning_count++] = SAY(
		    req, W_calculator_warn_future, "end", inventory->end_text);
	Inventory *others;
	size_t count;
	Err err = inventories_overlapping(req->db, req->mem, inventory->org_id, inventory->start_text,
	    inventory->end_text, inventory->id, &others, &count);
	for (size_t i = 0; !err && i < count; i++)
		warnings[view->warning_count++] = SAY(req, W_calculator_warn_overlap, "start",
		    others[i].start_text, "end", others[i].end_text, "by", others[i].created_by_name);
	return err;
}

static Err show_info(Req *req, int status, const InfoSaved *saved)
{
	InfoView view = {0};
	Err err = inventory_frame(req, STEP_INFO, &view.frame);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	view.action = inventory_href(req->mem, inventory->id, "info");
	view.save_url = inventory_href(req->mem, inventory->id, "info/field");
	view.seen = form_seen(req->mem, &INVENTORY_FORM, inventory, NULL);
	view.version = inventory->version;
	fill_info_fields(req, &view);
	if (saved)
		view.conflict = form_conflict(req, &INVENTORY_FORM, &saved->merge,
		    &(FormNotice){.action = view.action,
			.version = saved->inventory.version,
			.views = view.fields,
			.view_count = INFO_FIELDS});
	view.facility_count = view.frame.c->facility_count;
	view.facilities = facility_choices(req, view.frame.c->facilities, view.facility_count);
	err = fill_warnings(req, &view);
	if (err)
		return err;
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	if (method) {
		view.method_title = ghg_words(method->title, req->lang);
		view.method_doc = method->doc_no;
		view.method_newer = method->newer;
	}
	Page page = inventory_page(req, &view.frame, W_wizard_step_info);
	page.script = "autosave.js";
	return show_page(req, status, &page, html_inventory_info, &view);
}

/* GET /me/calculator/enterprise/{id}/info */
Err inventory_info_show(Req *req)
{
	return show_info(req, 200, NULL);
}

/* Facilities ticked against those shown: only what this person changed is written. */
static Err save_facilities(Req *req, const OpenChange *change)
{
	size_t count;
	int64_t *ticked = facility_ids(req, &count);
	size_t shown = form_count(req, "facility_shown");
	for (size_t i = 0; i < shown; i++) {
		const char *entry = form_text_at(req, "facility_shown", i); /* "17:1" */
		int64_t facility;
		if (!str_to_int(arena_copy_n(req->mem, entry, strcspn(entry, ":")), &facility))
			continue;
		bool was_within = str_ends(entry, ":1");
		bool is_within = false;
		for (size_t t = 0; t < count; t++)
			is_within |= ticked[t] == facility;
		if (is_within == was_within)
			continue;
		Err err = inventory_set_facility(change, facility, is_within);
		if (err)
			return err;
	}
	return OK;
}

static Err save_info(
    Req *req, int64_t id, int64_t seen, const FieldEdit edits[], size_t count, InfoSaved *saved)
{
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), id, &change);
	if (err)
		return err;
	err = inventory_save_fields(&change, seen, edits, count, saved);
	if (!err)
		err = save_facilities(req, &change);
	return inventory_change_end(&change, err);
}

/* POST /me/calculator/enterprise/{id}/info: 保存 and 保存并下一步; also the answer to a conflict. */
Err inventory_info_save(Req *req)
{
	FieldEdit edits[INFO_FIELDS];
	size_t count = form_edits(req, &INVENTORY_FORM, NULL, edits);
	int64_t id = path_id(req, "id"), seen;
	if (!form_version(req, &seen))
		return ERR_INPUT;
	InfoSaved saved;
	Err err = save_info(req, id, seen, edits, count, &saved);
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err)
		return err;
	if (saved.merge.conflict_count)
		return show_info(req, 409, &saved);
	flash(req, SAY(req, W_calculator_saved));
	if (!inventory_period_is_valid(&saved.inventory) || !form_has(req, "next"))
		return see_other(req, "%s", inventory_href(req->mem, id, "info"));
	return see_other(req, "%s", inventory_href(req->mem, id, "scope12"));
}

/* POST /me/calculator/enterprise/{id}/info/field: one field as typed, for autosave.js. */
Err inventory_info_field(Req *req)
{
	int64_t id = path_id(req, "id");
	const char *name = form_text(req, "name");
	int64_t facility, seen;
	OpenChange change;
	Err err;
	if (str_starts(name, "facility_") && str_to_int(name + strlen("facility_"), &facility)) {
		bool is_within = !str_is_empty(form_text(req, "value"));
		err = inventory_change_begin(scope_of(req), id, &change);
		if (!err)
			err = inventory_change_end(
			    &change, inventory_set_facility(&change, facility, is_within));
		return err ? err : answer_saved(req, &(FieldReply){.name = name, .version = 0});
	}
	if (!form_version(req, &seen))
		return ERR_INPUT;
	FieldEdit edit = {name, form_text(req, "value")};
	InfoSaved saved;
	err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, inventory_save_fields(&change, seen, &edit, 1, &saved));
	if (err)
		return err;
	FieldReply reply = {
	    .form = &INVENTORY_FORM,
	    .name = name,
	    .version = saved.inventory.version,
	    .merge = &saved.merge,
	    .problem = info_field_problem(req, &saved.inventory, name),
	};
	return answer_saved(req, &reply);
}
