/* 综合能耗: the page of energy by kind and of energy-carrying media, which are typed here. */
#include "consumption/consumption_web.h"

#include <math.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator_line_view.h"
#include "calculator/calculator_evidence.h"
#include "check/check.po.h"
#include "check/energy_form.h"
#include "consumption/consumption.html.h"
#include "consumption/consumption.po.h"
#include "consumption/consumption_view.h"
#include "evidence/evidence.h"
#include "evidence/evidence.po.h"
#include "factors/factors.h"
#include "form/form.po.h"
#include "html/table_maker.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_change.h"
#include "media/media_rules.h"
#include "media/media_store.h"
#include "show/amount.h"
#include "show/links.h"

static const FieldChoice ORIGINS[] = {{"bought", W_consumption_bought, W_NONE},
    {"made", W_consumption_made, W_NONE}, {"sold", W_consumption_sold, W_NONE}, {0}};

static const Field MEDIUM_TABLE[] = {
    {"origin", offsetof(MediumRow, origin), FIELD_CHOICE, .choices = ORIGINS, .label = W_consumption_origin,
	.must_choose = true},
    {"amount", offsetof(MediumRow, amount_text), FIELD_NUMBER, .label = W_check_amount},
    {"unit", offsetof(MediumRow, amount_unit), FIELD_CHOICE, .label = W_check_unit},
    {"note", offsetof(MediumRow, note), FIELD_TEXT, .max = EVIDENCE_NOTE_MAX, .label = W_consumption_note},
};
static const FormTable MEDIUM_FORM = {FORM_TABLE(MEDIUM_TABLE), .trims = true};
enum { MEDIUM_FIELDS = sizeof MEDIUM_TABLE / sizeof *MEDIUM_TABLE };

/* ---- the page ---- */

static const MediumChoice *origin_choices(Req *req, const char *chosen)
{
	MediumChoice *list = ARENA_ARRAY(req->mem, MediumChoice, 3);
	for (int i = 0; i < 3; i++)
		list[i] = (MediumChoice){ORIGINS[i].value, word_text(req->lang, ORIGINS[i].text),
		    str_eq(ORIGINS[i].value, chosen)};
	return list;
}

static void fill_units(Req *req, MediumView *view)
{
	static const char *const NONE[] = {NULL};
	const GhgFactor *factor = view->row->result.factor;
	const char *const *units = factor ? consumption_medium_units(factor) : NONE;
	MediumChoice *list = ARENA_ARRAY(req->mem, MediumChoice, 8);
	for (; units[view->unit_count]; view->unit_count++) {
		const char *unit = units[view->unit_count];
		list[view->unit_count] = (MediumChoice){
		    unit, unit_short_label(req->mem, req->lang, unit), str_eq(unit, view->row->amount_unit)};
	}
	view->units = list;
}

static const char *medium_reason(Req *req, const MediumRow *row)
{
	static const Word REASONS[] = {[MEDIUM_BOUGHT] = W_consumption_reason_bought,
	    [MEDIUM_MADE] = W_consumption_reason_made,
	    [MEDIUM_SOLD] = W_consumption_reason_sold};
	return word_text(req->lang, REASONS[row->reading.origin]);
}

static MediumView medium_view(Req *req, const Inventory *inventory, const MediumRow *row)
{
	const GhgFactor *factor = row->result.factor;
	bool is_fine = row->result.fault == MEDIUM_FINE;
	MediumView view = {.row = row,
	    .name = factor ? ghg_words(factor->name, req->lang) : row->medium,
	    .action = arena_printf(
		req->mem, "%s/%lld", inventory_href(req->mem, inventory->id, "media"), (long long)row->id),
	    .origins = origin_choices(req, row->origin),
	    .origin_count = 3,
	    .problem = energy_typed_problem(req, row->amount_text),
	    .tce = is_fine ? num_text(req->mem, row->result.tce, 4) : "-",
	    .reason = medium_reason(req, row)};
	if (row->result.fault == MEDIUM_WRONG_UNIT)
		view.problem = SAY(req, W_consumption_wrong_unit, "given", row->amount_unit);
	if (row->result.fault == MEDIUM_TOO_LARGE)
		view.problem = SAY(req, W_check_number_too_large, "given", row->amount_text);
	if (factor) {
		view.factor = arena_printf(req->mem, "%s %s", number_plain(req->mem, factor->value),
		    unit_label(req->mem, req->lang, factor->unit));
		view.factor_href = factor_href(req->mem, factor->id);
	}
	fill_units(req, &view);
	return view;
}

static void fill_choices(Req *req, const Inventory *inventory, ConsumptionView *view)
{
	const GhgFactor **media = consumption_media(inventory->ghg, req->mem, &view->choice_count);
	MediumChoice *list = ARENA_ARRAY(req->mem, MediumChoice, view->choice_count + 1);
	for (size_t i = 0; i < view->choice_count; i++)
		list[i] = (MediumChoice){media[i]->code, ghg_words(media[i]->name, req->lang), false};
	view->choices = list;
	view->origins = origin_choices(req, "bought");
	view->origin_count = 3;
	view->key = id_new();
}

/* GB/T 2589-2020, clause 6.2: per output value and per product. */
static void fill_intensities(
    Req *req, const Inventory *inventory, const InventoryResult *result, ConsumptionView *view)
{
	const TableColumn columns[] = {{SAY(req, W_inventory_report_indicator), false},
	    {SAY(req, W_consumption_tce_equal), true}, {SAY(req, W_consumption_tce_equivalent), true},
	    {SAY(req, W_inventory_line_unit), false}};
	TableMaker maker = table_begin(
	    req, &view->intensities, SAY(req, W_consumption_intensity), NULL, columns, 4, 2);
	double equal = result->totals.tce_equal + result->media_tce;
	double equivalent = result->totals.tce_equivalent + result->media_tce;
	double output = result->output > 0 ? result->output : NAN;
	double revenue = result->revenue > 0 ? result->revenue : NAN;
	const char *unit = *inventory->output_unit ? inventory->output_unit
						   : SAY(req, W_inventory_output_unit);
	const char *rows[][4] = {
	    {SAY(req, W_consumption_report_energy_per_output), num_text(req->mem, equal / output, 4),
		num_text(req->mem, equivalent / output, 4), arena_printf(req->mem, "tce/%s", unit)},
	    {SAY(req, W_consumption_report_energy_per_revenue), num_text(req->mem, equal / revenue, 4),
		num_text(req->mem, equivalent / revenue, 4), SAY(req, W_consumption_report_tce_per_wan_yuan)},
	};
	for (size_t i = 0; i < 2; i++)
		table_add_row(&maker, rows[i]);
}

/* Electricity from own renewables is consumed too, at its heat (GB/T 2589-2020, Annex A). */
static const char *own_renewable_text(Req *req, const Inventory *inventory, const InventoryResult *result)
{
	const GhgFactor *heat = ghg_factor(inventory->ghg, "2020.A.ELEC_EQUIV"); /* kgce/kWh = tce/MWh */
	if (!heat || !(result->own_used_mwh > 0))
		return NULL;
	double tce = result->own_used_mwh * heat->value;
	return SAY(req, W_consumption_own_renewable, "mwh", num_text(req->mem, result->own_used_mwh, 2),
	    "tce", num_text(req->mem, tce, 2), "total",
	    num_text(req->mem, result->totals.tce_equal + result->media_tce + tce, 2));
}

static Err show_consumption(Req *req, int status, const char *conflict)
{
	ConsumptionView view = {.conflict = conflict};
	Err err = inventory_frame_computed(req, STEP_NONE, 0, &view.frame);
	if (err)
		return err;
	const InventoryCase *c = view.frame.c;
	const Inventory *inventory = view.frame.inventory;
	const InventoryResult *result = &view.frame.totals;
	consumption_tables(req, c, result, &view.kinds, &view.media_table);
	view.medium_count = c->medium_count;
	MediumView *media = ARENA_ARRAY(req->mem, MediumView, view.medium_count + 1);
	for (size_t i = 0; i < view.medium_count; i++)
		media[i] = medium_view(req, inventory, &c->media[i]);
	view.media = media;
	view.has_energy = view.kinds.row_count > 0;
	view.action = inventory_href(req->mem, inventory->id, "media");
	view.frame.back_href = inventory_href(req->mem, inventory->id, "result");
	view.equal_href = explain_href(req->mem, inventory->id, "tce_equal");
	view.equivalent_href = explain_href(req->mem, inventory->id, "tce_equivalent");
	if (isnan(result->totals.tce_equivalent))
		view.coal_rate_note = SAY(req, W_consumption_report_no_coal_rate);
	view.renewable_text = own_renewable_text(req, inventory, result);
	fill_choices(req, inventory, &view);
	fill_intensities(req, inventory, result, &view);
	Page page = inventory_page(req, &view.frame, W_consumption_title);
	page.script = "autosave.js";
	return show_page(req, status, &page, html_consumption_page, &view);
}

/* GET …/consumption */
Err consumption_show(Req *req)
{
	return show_consumption(req, 200, NULL);
}

static Err back_to(Req *req, const Inventory *inventory, int64_t row_id)
{
	return see_other(req, "%s#m-%lld", consumption_href(req->mem, inventory->id), (long long)row_id);
}

/* ---- changes ---- */

/* POST …/media: an empty row of a medium. */
Err medium_add_do(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	MediumRow row = {.medium = form_text(req, "medium"),
	    .origin = form_text(req, "origin"),
	    .amount_text = energy_typed_text(req, "amount"),
	    .note = ""};
	size_t count;
	const GhgFactor **media = consumption_media(inventory.ghg, req->mem, &count);
	row.amount_unit = NULL;
	for (size_t i = 0; i < count; i++)
		if (str_eq(media[i]->code, row.medium))
			row.amount_unit = consumption_medium_units(media[i])[0];
	if (!row.amount_unit || medium_origin(row.origin) < 0)
		return fail_shown(req, ERR_INPUT, SAY(req, W_form_refused));
	if (!str_to_int(form_text(req, "key"), &row.id) || row.id <= 0)
		row.id = id_new();
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, medium_insert(&change, &row));
	if (err && err != ERR_CONFLICT) /* the form was sent twice */
		return err;
	return back_to(req, &inventory, row.id);
}

static Err row_of_id(Req *req, const Inventory *inventory, int64_t id, MediumRow *out)
{
	MediumRow *rows;
	size_t count;
	Err err = consumption_media_of(
	    req->db, req->mem, inventory->ghg, req->who.org_id, inventory->id, &rows, &count);
	for (size_t i = 0; !err && i < count; i++)
		if (rows[i].id == id) {
			*out = rows[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

/* Saves what was edited in a row upon the version that the form showed; nothing when some of it is in
 * conflict. */
static Err save_row(Req *req, const Inventory *inventory, const FieldEdit edits[], size_t count,
    MediumRow *row, FieldMerge *merge)
{
	int64_t seen;
	form_version(req, &seen);
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	err = row_of_id(req, inventory, path_id(req, "row"), row);
	if (!err) {
		FieldChanges others = field_changes_of(row->version, seen, "", 0);
		*merge = fields_merge(req->mem, &MEDIUM_FORM, row, &others, edits, count);
		if (*merge->saved && !merge->conflict_count && !merge->fault) {
			err = medium_update(&change, row);
			row->version++;
		}
	}
	return inventory_change_end(&change, err);
}

/* POST …/media/{row}: what was typed is kept, also when it is no number yet. */
Err medium_save_do(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	MediumRow row;
	FieldMerge merge;
	FieldEdit edits[MEDIUM_FIELDS];
	size_t count = form_edits(req, &MEDIUM_FORM, NULL, edits);
	err = save_row(req, &inventory, edits, count, &row, &merge);
	if (err)
		return err;
	if (merge.conflict_count)
		return show_consumption(req, 409, SAY(req, W_check_conflict));
	if (merge.fault)
		return fail_shown(req, ERR_INPUT, field_fault_text(req, merge.fault));
	flash(req, word_text(req->lang, W_evidence_saved));
	return back_to(req, &inventory, row.id);
}

/* POST …/media/{row}/field */
Err medium_field_do(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	MediumRow row;
	FieldMerge merge;
	FieldEdit edit = field_posted(req, &MEDIUM_FORM);
	err = save_row(req, &inventory, &edit, 1, &row, &merge);
	if (err)
		return err;
	medium_read(inventory.ghg, &row);
	MediumView view = medium_view(req, &inventory, &row);
	const Fragment state = {arena_printf(req->mem, "state-%lld", (long long)row.id),
	    fragment_text(req, html_medium_state, &view)};
	FieldReply reply = {.form = &MEDIUM_FORM,
	    .name = edit.field,
	    .version = row.version,
	    .merge = &merge,
	    .problem = str_eq(edit.field, "amount") ? view.problem : NULL,
	    .fragments = &state,
	    .fragment_count = 1};
	return answer_saved(req, &reply);
}

/* POST …/media/{row}/remove */
Err medium_remove_do(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, medium_delete(&change, path_id(req, "row")));
	if (err)
		return err;
	return see_other(req, "%s#media", consumption_href(req->mem, inventory.id));
}
