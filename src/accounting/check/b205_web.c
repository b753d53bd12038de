/* Form B205-1 of step 4: saving its rows together or as they are typed. */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.html.h"
#include "check/check.po.h"
#include "check/check_web.h"
#include "check/energy_form.h"
#include "energy/energy_store.h"
#include "evidence/evidence.po.h"
#include "level/level_words.h"

#include <string.h>

static B205Row b205_row_of_form(Req *req, const char *code)
{
	B205Row row = {.code = code};
	for (int c = 0; c < B205_COLUMNS; c++)
		row.columns[c] = energy_typed_text(req, arena_printf(req->mem, "c_%s_%d", code, c + 1));
	row.explanation = energy_typed_text(req, arena_printf(req->mem, "e_%s", code));
	str_to_int(form_text(req, arena_printf(req->mem, "v_%s", code)), &row.version);
	return row;
}

Err b205_rows_save(Req *req, const Inventory *inventory, const B205Row *sent, size_t sent_count)
{
	B205Row *saved;
	size_t saved_count;
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &saved, &saved_count);
	for (size_t i = 0; !err && i < sent_count; i++)
		if (b205_differs(b205_row_with(saved, saved_count, sent[i].code), &sent[i]))
			err = b205_row_save(&change, &sent[i]);
	return inventory_change_end(&change, err);
}

/* Did this person change the row? A page that does not say what it showed is taken at its word. */
static bool b205_was_edited(Req *req, const B205Row *sent)
{
	const char *seen = form_text(req, arena_printf(req->mem, "s_%s", sent->code));
	return !*seen || !str_eq(seen, b205_digest(req->mem, sent));
}

/* POST …/energy/b205: the rows on the page that this person changed, all or none. */
Err b205_save(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(inventory.ghg, &form_count);
	B205Row *sent = ARENA_ARRAY(req->mem, B205Row, form_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < form_count; i++)
		if (form_has(req, arena_printf(req->mem, "v_%s", forms[i].code))) {
			sent[count] = b205_row_of_form(req, forms[i].code);
			count += b205_was_edited(req, &sent[count]);
		}
	err = b205_rows_save(req, &inventory, sent, count);
	if (err == ERR_CONFLICT) {
		EnergyTry tried = {.b205 = sent,
		    .b205_count = count,
		    .conflict = word_text(req->lang, W_check_conflict_typed)};
		return energy_show_page(req, 409, &tried);
	}
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		if (b205_row_problem(req, &sent[i]))
			return energy_show_page(req, 422, NULL);
	flash(req, word_text(req->lang, W_evidence_saved));
	return energy_back(req, &inventory, "#b205");
}

/* Saves one cell upon the version that the page showed. `row` is empty when nobody has typed into it yet. */
static Err save_cell(
    Req *req, const Inventory *inventory, const FieldEdit *edit, B205Row *row, FieldMerge *merge)
{
	B205Row *rows;
	size_t count;
	int64_t seen;
	form_version(req, &seen);
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	if (!err)
		err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &rows, &count);
	const B205Row *stands = err ? NULL : b205_row_with(rows, count, row->code);
	if (stands)
		*row = *stands;
	if (!err) {
		FieldChanges others = field_changes_of(row->version, seen, "", 0);
		*merge = fields_merge(req->mem, &B205_FORM, row, &others, edit, 1);
		if (*merge->saved) {
			err = b205_row_save(&change, row);
			row->version++;
		}
	}
	return inventory_change_end(&change, err);
}

/* The cell that compares a row of the form with ours, after a change. */
static Err b205_state(
    Req *req, const Inventory *inventory, const GhgB205Row *form, const B205Row *row, const char **html)
{
	InventoryCase c;
	LevelOutcome level;
	Err err = case_of_inventory(req->db, req->mem, inventory, req->lang, CASE_WHOLE, NULL, 0, &c);
	if (err)
		return err;
	level_of_case(req->mem, &c, &level);
	size_t count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level.facts, QUALITY_B205, quality_rules(), &count);
	B205RowView view = b205_view_of(
	    req, form, row, *form->fuel_code ? energy_pair_of(pairs, count, form->fuel_code) : NULL);
	*html = fragment_text(req, html_b205_state, &view);
	return OK;
}

/* POST …/energy/b205/{code}/field */
Err b205_field(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(inventory.ghg, &form_count), *form = NULL;
	for (size_t i = 0; i < form_count; i++)
		if (str_eq(forms[i].code, path_text(req, "code")))
			form = &forms[i];
	if (!form)
		return ERR_NOT_FOUND;
	B205Row row = {.code = form->code};
	fields_clear(&B205_FORM, &row);
	FieldMerge merge;
	FieldEdit edit = field_posted(req, &B205_FORM);
	err = save_cell(req, &inventory, &edit, &row, &merge);
	if (err)
		return err;
	Fragment state = {.id = arena_printf(req->mem, "state-b205-%s", form->code)};
	err = b205_state(req, &inventory, form, &row, &state.html);
	if (err)
		return err;
	FieldReply reply = {.form = &B205_FORM,
	    .name = edit.field,
	    .version = row.version,
	    .merge = &merge,
	    .problem = str_starts(edit.field, "c_") ? energy_typed_problem(req, edit.value) : NULL,
	    .fragments = &state,
	    .fragment_count = 1};
	return answer_saved(req, &reply);
}
