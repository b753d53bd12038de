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
	EnergyCheck check = {.source = source,
	    .none_reason = energy_typed_text(req, "none_reason"),
	    .version = energy_form_version(req)};
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

static bool is_same_row(const EnergyRow *a, const EnergyRow *b)
{
	return str_eq(a->energy, b->energy) && str_eq(a->amount_text, b->amount_text) &&
	       str_eq(a->amount_unit, b->amount_unit) && str_eq(a->explanation, b->explanation);
}

/* Saves the row unless it stands so already: its fields may have been saved one by one before. */
static Err save_row(Req *req, const Inventory *inventory, const EnergyRow *sent)
{
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	EnergyRow stands;
	if (!err)
		err = row_of_id(req, inventory->id, sent->id, &stands);
	if (!err && !is_same_row(&stands, sent))
		err = energy_row_save(&change, sent);
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
	tried.row = (EnergyRow){
	    .id = tried.row_id,
	    .energy = energy_typed_text(req, "energy"),
	    .amount_text = energy_typed_text(req, "amount"),
	    .amount_unit = energy_typed_text(req, "unit"),
	    .explanation = energy_typed_text(req, "explanation"),
	    .version = energy_form_version(req),
	};
	err = save_row(req, &inventory, &tried.row);
	if (err == ERR_CONFLICT) {
		tried.conflict = word_text(req->lang, W_check_conflict_typed);
		return energy_show_page(req, 409, &tried);
	}
	if (err)
		return err;
	if (energy_typed_problem(req, tried.row.amount_text)) {
		tried.row.version++;
		return energy_show_page(req, 422, &tried);
	}
	flash(req, word_text(req->lang, W_evidence_saved));
	return energy_back(req, &inventory, arena_printf(req->mem, "#row-%lld", (long long)tried.row_id));
}

/* ---- fields saved as they are typed, for autosave.js ---- */

static const char **row_field(EnergyRow *row, const char *name)
{
	if (str_eq(name, "amount"))
		return &row->amount_text;
	if (str_eq(name, "unit"))
		return &row->amount_unit;
	return str_eq(name, "explanation") ? &row->explanation : NULL;
}

/* Sets one field of the row that the store has. The row of the inventory is held meanwhile, so that nobody
 * comes between. */
static Err set_row_field(Req *req, const Inventory *inventory, EnergyFieldSaved *saved, EnergyRow *row)
{
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	if (!err)
		err = row_of_id(req, inventory->id, path_id(req, "row"), row);
	const char **field = err ? NULL : row_field(row, saved->name);
	if (!err && !field)
		err = ERR_INPUT;
	if (!err && energy_takes_edit(req, saved, field, row->version)) {
		err = energy_row_save(&change, row);
		row->version++;
	}
	saved->version = err ? 0 : row->version;
	return inventory_change_end(&change, err);
}

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
	EnergyFieldSaved saved = {.name = form_text(req, "name"), .mine = energy_typed_text(req, "value")};
	err = set_row_field(req, &inventory, &saved, &row);
	if (err)
		return err;
	if (!saved.theirs) {
		saved.problem = str_eq(saved.name, "amount") ? energy_typed_problem(req, row.amount_text)
							     : NULL;
		saved.fragment_id = arena_printf(req->mem, "state-%lld", (long long)row.id);
		err = row_state(req, &inventory, &row, &saved.fragment);
	}
	return err ? err : energy_answer_field(req, &saved);
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
