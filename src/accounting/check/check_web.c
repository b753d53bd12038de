/* Step 4 of the wizard, 能耗数据: which source, and the second set of documents. Form B205-1: b205_web.c. */
#include "check/check_page.h"

#include "base/str.h"
#include "evidence/evidence_rules.h"
#include "html/templates.h"
#include "calculator/calculator_line_view.h"
#include "json/json.h"
#include "level/level_words.h"
#include "calculator/calculator_evidence.h"
#include "check/check_web.h"
#include "check/energy_form.h"
#include "energy/energy_store.h"
#include "wizard/wizard.h"
#include "show/amount.h"
#include "show/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words for numbers ---- */

const char *energy_typed_problem(Req *req, const char *text)
{
	double value;
	switch (number_parse(text, &value)) {
	case NUMBER_OK:
		return value < 0 ? SAY(req, W_evidence_number_negative, "given", text) : NULL;
	case NUMBER_EMPTY:
		return NULL;
	case NUMBER_TOO_LARGE:
		return SAY(req, W_evidence_number_too_large, "given", text);
	case NUMBER_AMBIGUOUS_COMMA:
		return SAY(req, W_evidence_number_comma, "given", text);
	case NUMBER_NOT_A_NUMBER:
		break;
	}
	return SAY(req, W_evidence_number_bad, "given", text);
}

const char *energy_typed_text(Req *req, const char *name)
{
	return str_trim(req->mem, form_text(req, name));
}

/* ---- the pair behind a row ---- */

EnergyVerdict energy_verdict(const QualityPair *pair, const QualityRules *rules)
{
	if (!pair || !pair->has_row || isnan(pair->theirs.value))
		return (EnergyVerdict){"open", W_evidence_verdict_open};
	if (!pair->has_line)
		return (EnergyVerdict){"warn", W_evidence_verdict_no_line};
	if (isnan(pair->deviation))
		return (EnergyVerdict){"warn", W_evidence_verdict_units};
	if (pair->deviation > rules->deviation_fail)
		return (EnergyVerdict){"warn", W_evidence_verdict_fails};
	if (pair->deviation > rules->deviation_explain && !pair->is_explained)
		return (EnergyVerdict){"warn", W_evidence_verdict_explain};
	return (EnergyVerdict){"done", W_evidence_verdict_passes};
}

const char *energy_amount_text(Arena *mem, const QualityAmount *amount, const char *energy)
{
	return isnan(amount->value) ? "-" : level_amount_text(mem, amount->value, amount->dim, energy);
}

const char *energy_percent_text(Arena *mem, double share)
{
	return isnan(share) ? "-" : arena_printf(mem, "%s %%", number_text(mem, share * 100, 2));
}

const QualityPair *energy_pair_of(const QualityPair *pairs, size_t count, const char *energy)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(pairs[i].energy, energy))
			return &pairs[i];
	return NULL;
}

/* ---- the second set ---- */

static const ChoiceView *unit_choices(
    Req *req, const Inventory *inventory, const char *energy, const char *chosen, size_t *count)
{
	static const char *const electricity[] = {"MWh", "kWh", "万kWh", "GJ", NULL};
	static const char *const heat[] = {"GJ", "百万千焦", "MJ", "Gcal", "MWh", NULL};
	const char *const *units = electricity;
	if (str_eq(energy, "HEAT")) {
		units = heat;
	} else if (!str_eq(energy, "ELECTRICITY")) {
		const GhgMethod *method = inventory_method(inventory->ghg, inventory);
		const GhgCategory *fuels = method ? ghg_category(method, "combustion") : NULL;
		GhgSettings settings = inventory_settings(inventory);
		if (fuels)
			units = ghg_input_units(
			    inventory->ghg, req->mem, &settings, fuels, energy, &fuels->inputs[0]);
	}
	size_t n = 0;
	while (units[n])
		n++;
	ChoiceView *choices = ARENA_ARRAY(req->mem, ChoiceView, n + 1);
	for (size_t i = 0; i < n; i++)
		choices[i] = (ChoiceView){
		    units[i], unit_short_label(req->mem, req->lang, units[i]), str_eq(units[i], chosen)};
	*count = n;
	return choices;
}

static EnergyRowView row_view(Req *req, const Inventory *inventory, const LevelOutcome *level,
    const EnergyRow *row, const QualityPair *pair, const QualityCheckRow *fact, bool can_edit)
{
	EnergyVerdict verdict = energy_verdict(pair, quality_rules());
	EnergyRowView view = {
	    .row = *row,
	    .name = energy_name(inventory->ghg, inventory, row->energy, req->lang),
	    .action = arena_printf(req->mem, "/me/calculator/enterprise/%lld/energy/rows/%lld",
		(long long)inventory->id, (long long)row->id),
	    .problem = energy_typed_problem(req, row->amount_text),
	    .ours = pair && pair->has_line ? energy_amount_text(req->mem, &pair->ours, row->energy) : "-",
	    .theirs = pair ? energy_amount_text(req->mem, &pair->theirs, row->energy) : "-",
	    .deviation = pair ? energy_percent_text(req->mem, pair->deviation) : "-",
	    .mark = verdict.mark,
	    .verdict = verdict.word,
	    .wants_explanation = pair && ((!isnan(pair->deviation) &&
					      pair->deviation > quality_rules()->deviation_explain) ||
					     !pair->has_line),
	    .same_file_as = fact ? fact->same_file_as : NULL,
	};
	view.units = unit_choices(req, inventory, row->energy, row->amount_unit, &view.unit_count);
	const EvidenceLink *links = NULL;
	size_t count = evidence_slice(level->links, level->link_count, "energy", row->id, &links);
	view.cell = (EvidenceCell){.inventory_id = inventory->id,
	    .target = "energy",
	    .target_id = row->id,
	    .links = links,
	    .link_count = count,
	    .month_count = inventory->month_count,
	    .first_month = inventory->first_month,
	    .can_edit = can_edit};
	return view;
}

static const QualityCheckRow *fact_of_row(const LevelOutcome *level, int64_t row_id)
{
	for (size_t i = 0; i < level->facts.second_count; i++)
		if (level->facts.second[i].id == row_id)
			return &level->facts.second[i];
	return NULL;
}

static bool has_row_of(const EnergyRow *rows, size_t count, const char *energy)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].energy, energy))
			return true;
	return false;
}

/* Energies a new row may name: electricity, heat, then every fuel of the tables, those of the inventory's
 * lines first. */
static const ChoiceView *energy_choices(Req *req, const Inventory *inventory, const QualityPair *pairs,
    size_t pair_count, const EnergyRow *rows, size_t row_count, size_t *count)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	const GhgCategory *combustion = method ? ghg_category(method, "combustion") : NULL;
	GhgSettings settings = inventory_settings(inventory);
	size_t item_count = 0;
	const GhgItem *items = combustion
				   ? ghg_items(inventory->ghg, req->mem, &settings, combustion, &item_count)
				   : NULL;
	ChoiceView *choices = ARENA_ARRAY(req->mem, ChoiceView, pair_count + item_count + 3);
	size_t n = 0;
	for (size_t i = 0; i < pair_count; i++)
		if (*pairs[i].energy && !has_row_of(rows, row_count, pairs[i].energy))
			choices[n++] = (ChoiceView){pairs[i].energy,
			    energy_name(inventory->ghg, inventory, pairs[i].energy, req->lang), false};
	static const char *const always[] = {"ELECTRICITY", "HEAT"};
	for (size_t i = 0; i < 2; i++)
		if (!energy_pair_of(pairs, pair_count, always[i]))
			choices[n++] = (ChoiceView){
			    always[i], energy_name(inventory->ghg, inventory, always[i], req->lang), false};
	for (size_t i = 0; i < item_count; i++) {
		const char *energy = energy_of_item(req->mem, items[i].code);
		bool is_listed = energy_pair_of(pairs, pair_count, energy) != NULL;
		for (size_t k = 0; k < n && !is_listed; k++)
			is_listed = str_eq(choices[k].code, energy);
		if (!is_listed)
			choices[n++] = (ChoiceView){
			    energy, energy_name(inventory->ghg, inventory, energy, req->lang), false};
	}
	*count = n;
	return choices;
}

static Err second_set_view(Req *req, const Inventory *inventory, const LevelOutcome *level,
    const EnergyTry *tried, EnergyPageView *view)
{
	EnergyRow *rows;
	size_t count;
	Err err = energy_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &rows, &count);
	if (err)
		return err;
	size_t pair_count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level->facts, QUALITY_SECOND, quality_rules(), &pair_count);
	EnergyRowView *views = ARENA_ARRAY(req->mem, EnergyRowView, count + 1);
	for (size_t i = 0; i < count; i++) {
		const EnergyRow *row = tried && tried->row_id == rows[i].id ? &tried->row : &rows[i];
		views[i] = row_view(req, inventory, level, row,
		    energy_pair_of(pairs, pair_count, row->energy), fact_of_row(level, row->id),
		    view->frame.can_edit);
	}
	MissingEnergyView *missing = ARENA_ARRAY(req->mem, MissingEnergyView, pair_count + 1);
	size_t missing_count = 0;
	for (size_t i = 0; i < pair_count; i++)
		if (pairs[i].is_main && pairs[i].has_line && !has_row_of(rows, count, pairs[i].energy))
			missing[missing_count++] = (MissingEnergyView){
			    .energy = pairs[i].energy,
			    .name = energy_name(inventory->ghg, inventory, pairs[i].energy, req->lang),
			    .ours = energy_amount_text(req->mem, &pairs[i].ours, pairs[i].energy),
			    .share = energy_percent_text(req->mem, pairs[i].share),
			};
	view->rows = views;
	view->row_count = count;
	view->missing = missing;
	view->missing_count = missing_count;
	view->energies = energy_choices(req, inventory, pairs, pair_count, rows, count, &view->energy_count);
	return OK;
}

/* ---- the page ---- */

Err energy_show_page(Req *req, int status, const EnergyTry *tried)
{
	Inventory inventory;
	EnergyPageView view = {0};
	Err err = inventory_frame(req, STEP_ENERGY, &inventory, &view.frame);
	if (err)
		return err;
	LevelOutcome level;
	err = level_of_inventory(req->db, req->mem, inventory.ghg, &inventory, req->lang, &level);
	if (err)
		return err;
	err = energy_check_of(req->db, req->mem, req->who.org_id, inventory.id, &view.check);
	if (err)
		return err;
	view.is_wanted = level.result.is_check_wanted;
	view.total_text = number_text(req->mem, level.result.tco2e, 2);
	view.action = inventory_href(req->mem, inventory.id, "energy");
	err = second_set_view(req, &inventory, &level, tried, &view);
	if (err)
		return err;
	err = b205_fill_view(req, &inventory, &level, tried, &view);
	if (err)
		return err;
	if (tried) {
		view.none_problem = tried->none_problem;
		view.b205_problems = tried->b205_problems;
		view.b205_problem_count = tried->b205_problem_count;
		view.conflict = tried->conflict;
	}
	if (tried && tried->check) {
		view.check.source = tried->check->source;
		view.check.none_reason = tried->check->none_reason;
	}
	Page page = inventory_page(req, &view.frame, W_evidence_energy_title);
	page.is_wide = str_eq(view.check.source, "b205_1");
	page.script = "autosave.js sheet.js";
	return show_page(req, status, &page, html_energy_page, &view);
}

/* GET …/energy */
Err energy_show(Req *req)
{
	return energy_show_page(req, 200, NULL);
}

/* The inventory of the path, open for changes by this member. */
Err energy_open_inventory(Req *req, Inventory *inventory)
{
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), inventory);
	if (err)
		return err;
	if (!inventory_is_open(inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	return evidence_fields_fit(req);
}

Err energy_back(Req *req, const Inventory *inventory, const char *fragment)
{
	return see_other(req, "/me/calculator/enterprise/%lld/energy%s", (long long)inventory->id, fragment);
}

Err energy_conflict_page(Req *req)
{
	EnergyTry tried = {.conflict = word_text(req->lang, W_evidence_conflict)};
	return energy_show_page(req, 409, &tried);
}

int64_t energy_form_version(Req *req)
{
	int64_t version = 0;
	str_to_int(form_text(req, "version"), &version);
	return version;
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
	err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory.id);
	if (!err)
		err = energy_check_save(
		    req->db, req->who.org_id, req->who.user_id, inventory.id, &check, req->id);
	err = db_finish(req->db, err);
	if (err == ERR_CONFLICT) {
		EnergyTry tried = {
		    .check = &check, .conflict = word_text(req->lang, W_evidence_conflict_typed)};
		return energy_show_page(req, 409, &tried);
	}
	if (err)
		return err;
	if (str_eq(source, "none") && str_is_empty(check.none_reason)) {
		EnergyTry tried = {.none_problem = word_text(req->lang, W_evidence_none_needs_reason)};
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
		const ChoiceView *units = unit_choices(req, &inventory, row.energy, "", &count);
		row.amount_unit = count > 0 ? units[0].code : "";
	}
	int64_t row_id;
	err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory.id);
	if (!err)
		err = energy_row_add(
		    req->db, req->who.org_id, req->who.user_id, inventory.id, &row, req->id, &row_id);
	err = db_finish(req->db, err);
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
	Err err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory->id);
	EnergyRow stands;
	if (!err)
		err = row_of_id(req, inventory->id, sent->id, &stands);
	if (!err && !is_same_row(&stands, sent))
		err = energy_row_save(
		    req->db, req->who.org_id, req->who.user_id, inventory->id, sent, req->id);
	return db_finish(req->db, err);
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
		tried.conflict = word_text(req->lang, W_evidence_conflict_typed);
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

Err energy_answer_field(Req *req, const EnergyFieldSaved *saved)
{
	Buf text = buf_in(req->mem, 256 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_int(&json, "version", saved->version);
	if (saved->theirs) {
		json_key(&json, "conflicts");
		json_list_begin(&json);
		json_object_begin(&json);
		json_field_text(&json, "name", saved->name);
		json_field_text(&json, "mine", saved->mine);
		json_field_text(&json, "theirs", saved->theirs);
		json_object_end(&json);
		json_list_end(&json);
	} else {
		json_key(&json, "problems");
		json_object_begin(&json);
		json_field_text(&json, saved->name, saved->problem);
		json_object_end(&json);
		json_key(&json, "fragments");
		json_object_begin(&json);
		json_field_text(&json, saved->fragment_id, saved->fragment);
		json_object_end(&json);
	}
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, saved->theirs ? 409 : 200, "application/json; charset=utf-8", &text);
}

bool energy_takes_edit(Req *req, EnergyFieldSaved *saved, const char **field, int64_t version)
{
	if (str_eq(*field, saved->mine))
		return false;
	if (energy_form_version(req) != version) {
		saved->theirs = *field;
		return false;
	}
	*field = saved->mine;
	return true;
}

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
	Err err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory->id);
	if (!err)
		err = row_of_id(req, inventory->id, path_id(req, "row"), row);
	const char **field = err ? NULL : row_field(row, saved->name);
	if (!err && !field)
		err = ERR_INPUT;
	if (!err && energy_takes_edit(req, saved, field, row->version)) {
		err = energy_row_save(
		    req->db, req->who.org_id, req->who.user_id, inventory->id, row, req->id);
		row->version++;
	}
	saved->version = err ? 0 : row->version;
	return db_finish(req->db, err);
}

/* The line that compares the row with ours, after a change. */
static Err row_state(Req *req, const Inventory *inventory, const EnergyRow *row, const char **html)
{
	LevelOutcome level;
	Err err = level_of_inventory(req->db, req->mem, inventory->ghg, inventory, req->lang, &level);
	if (err)
		return err;
	size_t count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level.facts, QUALITY_SECOND, quality_rules(), &count);
	EnergyRowView view = row_view(req, inventory, &level, row, energy_pair_of(pairs, count, row->energy),
	    fact_of_row(&level, row->id), true);
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
	EnergyRow row;
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
	err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory.id);
	if (!err)
		err = energy_row_remove(
		    req->db, req->who.org_id, req->who.user_id, inventory.id, path_id(req, "row"), req->id);
	err = db_finish(req->db, err);
	if (err)
		return err;
	return energy_back(req, &inventory, "#second");
}
