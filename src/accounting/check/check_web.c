/* Step 4 of the wizard, 能耗数据: choosing the source, saving the second set of documents. Form B205-1:
 * b205_web.c. */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.html.h"
#include "check/check.po.h"
#include "check/check_web.h"
#include "check/energy_form.h"
#include "energy/energy_store.h"
#include "evidence/evidence.po.h"
#include "level/level_words.h"

/* GET …/energy */
Err energy_show(Req *req)
{
	return energy_show_page(req, 200, NULL);
}

/* POST …/energy: which of the three. "None" wants a reason; without one it is saved and said. */
Err energy_choose_source(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	const char *source = form_text(req, "source");
	if (!str_eq(source, "b205_1") && !str_eq(source, "second") && !str_eq(source, "none"))
		return energy_back(req, &inventory, "");
	EnergyCheck check = {.source = source, .none_reason = energy_typed_text(req, "none_reason")};
	form_version(req, &check.version);
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, energy_check_save(&change, &check));
	if (err == ERR_CONFLICT) {
		EnergyTry tried = {.check = &check, .conflict = word_text(req->lang, W_check_conflict_typed)};
		return energy_show_page(req, 409, &tried);
	}
	if (err)
		return err;
	if (str_eq(source, "none") && str_is_empty(check.none_reason)) {
		EnergyTry tried = {.none_problem = word_text(req->lang, W_check_none_needs_reason)};
		return energy_show_page(req, 422, &tried);
	}
	flash(req, word_text(req->lang, W_evidence_saved));
	return energy_back(req, &inventory, "");
}

/* POST …/energy/rows: a new row of the second set. */
Err energy_row_create(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyRow row = {
	    .energy = energy_typed_text(req, "energy"),
	    .amount_text = energy_typed_text(req, "amount"),
	    .amount_unit = energy_typed_text(req, "unit"),
	    .explanation = "",
	};
	if (str_is_empty(row.energy))
		return energy_back(req, &inventory, "#second");
	if (str_is_empty(row.amount_unit)) {
		size_t count;
		const ChoiceView *units = energy_unit_choices(req, &inventory, row.energy, "", &count);
		row.amount_unit = count > 0 ? units[0].code : "";
	}
	int64_t row_id = 0;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, energy_row_add(&change, &row, &row_id));
	if (err)
		return err;
	return energy_back(req, &inventory, arena_printf(req->mem, "#row-%lld", (long long)row_id));
}

/* The row as it stands; ERR_NOT_FOUND when the inventory has no such row. */
static Err row_of_id(Req *req, int64_t inventory_id, int64_t row_id, EnergyRow *out)
{
	EnergyRow *rows;
	size_t count;
	Err err = energy_rows_of(req->db, req->mem, req->who.org_id, inventory_id, &rows, &count);
	for (size_t i = 0; !err && i < count; i++)
		if (rows[i].id == row_id) {
			*out = rows[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

/* Saves what was edited in a row upon the version that the form showed; nothing when some of it is in
 * conflict. The row of the inventory is held meanwhile, so that nobody comes between. */
static Err save_row(Req *req, const Inventory *inventory, const FieldEdit edits[], size_t count,
    EnergyRow *row, FieldMerge *merge)
{
	int64_t seen;
	form_version(req, &seen);
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	err = row_of_id(req, inventory->id, path_id(req, "row"), row);
	if (!err) {
		EnergyRow merged = *row;
		FieldChanges others = field_changes_of(row->version, seen, "", 0);
		*merge = fields_merge(req->mem, &ENERGY_ROW_FORM, &merged, &others, edits, count);
		if (*merge->saved && !merge->conflict_count) {
			err = energy_row_save(&change, &merged);
			*row = merged;
			row->version++;
		}
	}
	return inventory_change_end(&change, err);
}

/* POST …/energy/rows/{row}: what was typed is kept, also when it is no number yet. */
Err energy_row_edit(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyTry tried = {.row_id = path_id(req, "row")};
	FieldMerge merge;
	FieldEdit edits[ENERGY_ROW_FIELDS];
	size_t count = form_edits(req, &ENERGY_ROW_FORM, NULL, edits);
	err = save_row(req, &inventory, edits, count, &tried.row, &merge);
	if (err)
		return err;
	if (merge.conflict_count) { /* shown as typed, upon the version in force: saving again decides for it
				     */
		fields_merge(
		    req->mem, &ENERGY_ROW_FORM, &tried.row, &(FieldChanges){.names = ""}, edits, count);
		tried.conflict = word_text(req->lang, W_check_conflict_typed);
		return energy_show_page(req, 409, &tried);
	}
	if (energy_typed_problem(req, tried.row.amount_text))
		return energy_show_page(req, 422, &tried);
	flash(req, word_text(req->lang, W_evidence_saved));
	return energy_back(req, &inventory, arena_printf(req->mem, "#row-%lld", (long long)tried.row_id));
}

/* ---- fields saved as they are typed, for autosave.js ---- */

/* The line that compares the row with ours, after a change. */
static Err row_state(Req *req, const Inventory *inventory, const EnergyRow *row, const char **html)
{
	InventoryCase c;
	LevelOutcome level;
	Err err = case_of_inventory(req->db, req->mem, inventory, req->lang, CASE_WHOLE, NULL, 0, &c);
	if (err)
		return err;
	level_of_case(req->mem, &c, &level);
	size_t count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level.facts, QUALITY_SECOND, quality_rules(), &count);
	EnergyRowView view = energy_row_view(req, &level, row, energy_pair_of(pairs, count, row->energy),
	    energy_fact_of_row(&level, row->id), true);
	*html = fragment_text(req, html_energy_state, &view);
	return OK;
}

/* POST …/energy/rows/{row}/field */
Err energy_row_field(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyRow row = {0};
	FieldMerge merge;
	FieldEdit edit = field_posted(req, &ENERGY_ROW_FORM);
	err = save_row(req, &inventory, &edit, 1, &row, &merge);
	if (err)
		return err;
	Fragment state = {.id = arena_printf(req->mem, "state-%lld", (long long)row.id)};
	err = row_state(req, &inventory, &row, &state.html);
	if (err)
		return err;
	bool is_amount = str_eq(edit.field, "amount");
	FieldReply reply = {.form = &ENERGY_ROW_FORM,
	    .name = edit.field,
	    .version = row.version,
	    .merge = &merge,
	    .problem = is_amount ? energy_typed_problem(req, row.amount_text) : NULL,
	    .fragments = &state,
	    .fragment_count = 1};
	return answer_saved(req, &reply);
}

/* POST …/energy/rows/{row}/remove */
Err energy_row_take_away(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, energy_row_remove(&change, path_id(req, "row")));
	if (err)
		return err;
	return energy_back(req, &inventory, "#second");
}
