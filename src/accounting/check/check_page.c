/* The page of step 4, 能耗数据: which source, the second set of documents, and form B205-1 (b205_view.c). */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.html.h"
#include "check/check.po.h"
#include "check/energy_form.h"
#include "energy/energy_store.h"
#include "evidence/evidence_rules.h"
#include "level/level_words.h"
#include "show/amount.h"
#include "show/links.h"

#include <math.h>

/* ---- the second set ---- */

const ChoiceView *energy_unit_choices(
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

EnergyRowView energy_row_view(Req *req, const LevelOutcome *level, const EnergyRow *row,
    const QualityPair *pair, const QualityCheckRow *fact, bool can_edit)
{
	const Inventory *inventory = &level->c->inventory;
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
	view.units = energy_unit_choices(req, inventory, row->energy, row->amount_unit, &view.unit_count);
	const EvidenceLink *links = NULL;
	size_t count = case_links(level->c, "energy", row->id, &links);
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

const QualityCheckRow *energy_fact_of_row(const LevelOutcome *level, int64_t row_id)
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

static void second_set_view(Req *req, const LevelOutcome *level, const EnergyTry *tried, EnergyPageView *view)
{
	const Inventory *inventory = &level->c->inventory;
	const EnergyRow *rows = level->c->energy_rows;
	size_t count = level->c->energy_row_count, pair_count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level->facts, QUALITY_SECOND, quality_rules(), &pair_count);
	EnergyRowView *views = ARENA_ARRAY(req->mem, EnergyRowView, count + 1);
	for (size_t i = 0; i < count; i++) {
		const EnergyRow *row = tried && tried->row_id == rows[i].id ? &tried->row : &rows[i];
		views[i] = energy_row_view(req, level, row, energy_pair_of(pairs, pair_count, row->energy),
		    energy_fact_of_row(level, row->id), view->frame.can_edit);
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
}

/* ---- the page ---- */

Err energy_show_page(Req *req, int status, const EnergyTry *tried)
{
	EnergyPageView view = {0};
	LevelOutcome level;
	Err err = inventory_frame_level(req, STEP_ENERGY, &view.frame, &level);
	if (err)
		return err;
	view.check = level.c->check;
	view.is_wanted = level.result.is_check_wanted;
	view.total_text = number_text(req->mem, level.result.tco2e, 2);
	view.action = inventory_href(req->mem, view.frame.inventory->id, "energy");
	second_set_view(req, &level, tried, &view);
	b205_fill_view(req, &level, tried, &view);
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
	Page page = inventory_page(req, &view.frame, W_check_energy_title);
	page.is_wide = str_eq(view.check.source, "b205_1");
	page.script = "autosave.js sheet.js";
	return show_page(req, status, &page, html_energy_page, &view);
}

Err energy_back(Req *req, const Inventory *inventory, const char *fragment)
{
	return see_other(req, "/me/calculator/enterprise/%lld/energy%s", (long long)inventory->id, fragment);
}

Err energy_conflict_page(Req *req)
{
	EnergyTry tried = {.conflict = word_text(req->lang, W_check_conflict)};
	return energy_show_page(req, 409, &tried);
}
