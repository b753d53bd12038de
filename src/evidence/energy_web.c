/* Step 4 of the wizard, 能耗数据: form B205-1, a second set of documents, or none with the reason. */
#include "evidence/evidence_web.h"

#include "base/str.h"
#include "doc/sheet.h"
#include "doc/table.h"
#include "evidence/evidence_rules.h"
#include "evidence/evidence_store.h"
#include "evidence/evidence_view.h"
#include "ghg/b205.h"
#include "html/templates.h"
#include "inventory/inventory_line_view.h"
#include "json/json.h"
#include "level/level_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What was just sent and could not be kept, shown again as typed. */
typedef struct EnergyTry {
	const char *none_problem;
	int64_t row_id; /* of the row that was sent; 0 = none */
	EnergyRow row;
	const char *const *b205_problems;
	size_t b205_problem_count;
	const B205Row *b205; /* the rows of the form that this person changed; none = NULL */
	size_t b205_count;
	const EnergyCheck *check; /* NULL */
	const char *conflict;
} EnergyTry;

/* ---- words for numbers ---- */

static const char *typed_problem(Req *req, const char *text)
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

static const char *typed_text(Req *req, const char *name)
{
	return str_trim(req->mem, form_text(req, name));
}

/* ---- the pair behind a row ---- */

typedef struct Verdict {
	const char *mark;
	Word word;
} Verdict;

static Verdict verdict_of(const QualityPair *pair, const QualityRules *rules)
{
	if (!pair || !pair->has_row || isnan(pair->theirs.value))
		return (Verdict){"open", W_evidence_verdict_open};
	if (!pair->has_line)
		return (Verdict){"warn", W_evidence_verdict_no_line};
	if (isnan(pair->deviation))
		return (Verdict){"warn", W_evidence_verdict_units};
	if (pair->deviation > rules->deviation_fail)
		return (Verdict){"warn", W_evidence_verdict_fails};
	if (pair->deviation > rules->deviation_explain && !pair->is_explained)
		return (Verdict){"warn", W_evidence_verdict_explain};
	return (Verdict){"done", W_evidence_verdict_passes};
}

static const char *amount_text_of(Arena *mem, const QualityAmount *amount, const char *energy)
{
	return isnan(amount->value) ? "-" : level_amount_text(mem, amount->value, amount->dim, energy);
}

static const char *percent_text(Arena *mem, double share)
{
	return isnan(share) ? "-" : arena_printf(mem, "%s %%", number_text(mem, share * 100, 2));
}

static const QualityPair *pair_of(const QualityPair *pairs, size_t count, const char *energy)
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
		const GhgMethod *method = inventory_method(req->app->ghg, inventory);
		const GhgCategory *fuels = method ? ghg_category(method, "combustion") : NULL;
		GhgSettings settings = inventory_settings(inventory);
		if (fuels)
			units = ghg_input_units(
			    req->app->ghg, req->mem, &settings, fuels, energy, &fuels->inputs[0]);
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
	Verdict verdict = verdict_of(pair, quality_rules());
	EnergyRowView view = {
	    .row = *row,
	    .name = energy_name(req->app->ghg, inventory, row->energy, req->lang),
	    .action = arena_printf(req->mem, "/me/calculator/enterprise/%lld/energy/rows/%lld",
		(long long)inventory->id, (long long)row->id),
	    .problem = typed_problem(req, row->amount_text),
	    .ours = pair && pair->has_line ? amount_text_of(req->mem, &pair->ours, row->energy) : "-",
	    .theirs = pair ? amount_text_of(req->mem, &pair->theirs, row->energy) : "-",
	    .deviation = pair ? percent_text(req->mem, pair->deviation) : "-",
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
	const GhgMethod *method = inventory_method(req->app->ghg, inventory);
	const GhgCategory *combustion = method ? ghg_category(method, "combustion") : NULL;
	GhgSettings settings = inventory_settings(inventory);
	size_t item_count = 0;
	const GhgItem *items = combustion
				   ? ghg_items(req->app->ghg, req->mem, &settings, combustion, &item_count)
				   : NULL;
	ChoiceView *choices = ARENA_ARRAY(req->mem, ChoiceView, pair_count + item_count + 3);
	size_t n = 0;
	for (size_t i = 0; i < pair_count; i++)
		if (*pairs[i].energy && !has_row_of(rows, row_count, pairs[i].energy))
			choices[n++] = (ChoiceView){pairs[i].energy,
			    energy_name(req->app->ghg, inventory, pairs[i].energy, req->lang), false};
	static const char *const always[] = {"ELECTRICITY", "HEAT"};
	for (size_t i = 0; i < 2; i++)
		if (!pair_of(pairs, pair_count, always[i]))
			choices[n++] = (ChoiceView){
			    always[i], energy_name(req->app->ghg, inventory, always[i], req->lang), false};
	for (size_t i = 0; i < item_count; i++) {
		const char *energy = energy_of_item(req->mem, items[i].code);
		bool is_listed = pair_of(pairs, pair_count, energy) != NULL;
		for (size_t k = 0; k < n && !is_listed; k++)
			is_listed = str_eq(choices[k].code, energy);
		if (!is_listed)
			choices[n++] = (ChoiceView){
			    energy, energy_name(req->app->ghg, inventory, energy, req->lang), false};
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
		views[i] = row_view(req, inventory, level, row, pair_of(pairs, pair_count, row->energy),
		    fact_of_row(level, row->id), view->frame.can_edit);
	}
	MissingEnergyView *missing = ARENA_ARRAY(req->mem, MissingEnergyView, pair_count + 1);
	size_t missing_count = 0;
	for (size_t i = 0; i < pair_count; i++)
		if (pairs[i].is_main && pairs[i].has_line && !has_row_of(rows, count, pairs[i].energy))
			missing[missing_count++] = (MissingEnergyView){
			    .energy = pairs[i].energy,
			    .name = energy_name(req->app->ghg, inventory, pairs[i].energy, req->lang),
			    .ours = amount_text_of(req->mem, &pairs[i].ours, pairs[i].energy),
			    .share = percent_text(req->mem, pairs[i].share),
			};
	view->rows = views;
	view->row_count = count;
	view->missing = missing;
	view->missing_count = missing_count;
	view->energies = energy_choices(req, inventory, pairs, pair_count, rows, count, &view->energy_count);
	return OK;
}

/* ---- form B205-1 ---- */

static const B205Row *b205_row_of(const B205Row *rows, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].code, code))
			return &rows[i];
	return NULL;
}

static bool b205_differs(const B205Row *saved, const B205Row *sent)
{
	if (!str_eq(saved ? saved->explanation : "", sent->explanation))
		return true;
	for (int c = 0; c < B205_COLUMNS; c++)
		if (!str_eq(saved ? saved->columns[c] : "", sent->columns[c]))
			return true;
	return false;
}

/* FNV-1a of the cells: tells an edited row from one that was left alone. */
static const char *b205_digest(Arena *mem, const B205Row *row)
{
	uint64_t hash = 14695981039346656037u;
	for (int c = 0; c <= B205_COLUMNS; c++) {
		const char *text = !row ? "" : c < B205_COLUMNS ? row->columns[c] : row->explanation;
		for (; *text; text++)
			hash = (hash ^ (unsigned char)*text) * 1099511628211u;
		hash = (hash ^ 0xff) * 1099511628211u;
	}
	return arena_printf(mem, "%016llx", (unsigned long long)hash);
}

/* "4: 480, 10: 0.7143": the cells that somebody else saved otherwise than they were sent; NULL when there are
 * none. */
static const char *b205_theirs(Req *req, const B205Row *saved, const B205Row *sent)
{
	if (!saved || saved->version == sent->version || !b205_differs(saved, sent))
		return NULL;
	Buf cells = buf_in(req->mem, 16 * 1024);
	for (int c = 0; c < B205_COLUMNS; c++)
		if (!str_eq(saved->columns[c], sent->columns[c]))
			buf_printf(&cells, "%s%d: %s", cells.len ? ", " : "", c + 1,
			    *saved->columns[c] ? saved->columns[c] : "-");
	if (!str_eq(saved->explanation, sent->explanation))
		buf_printf(&cells, "%s%s: %s", cells.len ? ", " : "",
		    word_text(req->lang, W_evidence_explanation),
		    *saved->explanation ? saved->explanation : "-");
	return SAY(req, W_evidence_b205_conflict, "theirs", cells.data);
}

static const char *b205_row_problem(Req *req, const B205Row *row)
{
	for (int c = 0; row && c < B205_COLUMNS; c++) {
		const char *problem = typed_problem(req, row->columns[c]);
		if (problem)
			return SAY(req, W_evidence_b205_column, "column", arena_printf(req->mem, "%d", c + 1),
			    "problem", problem);
	}
	return NULL;
}

static B205RowView b205_view_of(
    Req *req, const GhgB205Row *form, const B205Row *saved, const QualityPair *pair)
{
	Verdict verdict = verdict_of(pair, quality_rules());
	B205RowView view = {
	    .code = form->code,
	    .name = ghg_words(form->name, req->lang == EN ? GHG_EN : GHG_ZH),
	    .unit = form->unit,
	    .reference = form->tce_low == form->tce_high || isnan(form->tce_low) || isnan(form->tce_high)
			     ? number_plain(req->mem, form->tce_per_unit)
			     : arena_printf(req->mem, "%s–%s", number_plain(req->mem, form->tce_low),
				   number_plain(req->mem, form->tce_high)),
	    .explanation = saved ? saved->explanation : "",
	    .version = saved ? saved->version : 0,
	    .ours = pair && pair->has_line ? amount_text_of(req->mem, &pair->ours, form->fuel_code) : "-",
	    .deviation = pair ? percent_text(req->mem, pair->deviation) : "-",
	    .mark = verdict.mark,
	    .verdict = verdict.word,
	    .wants_explanation = pair && pair->has_row &&
				 ((!isnan(pair->deviation) &&
				      pair->deviation > quality_rules()->deviation_explain) ||
				     !pair->has_line),
	    .is_unsure = !form->is_code_sure,
	    .problem = b205_row_problem(req, saved),
	    .digest = b205_digest(req->mem, saved),
	};
	for (int c = 0; c < B205_COLUMNS; c++)
		view.columns[c] = saved ? saved->columns[c] : "";
	return view;
}

/* The rows as numbers; the reference coefficient where none is typed. */
static B205Line *b205_lines(Req *req, const GhgB205Row *forms, size_t form_count, const B205Row *rows,
    size_t count, size_t *line_count)
{
	B205Line *lines = ARENA_ARRAY(req->mem, B205Line, form_count + 1);
	size_t n = 0;
	for (size_t i = 0; i < form_count; i++) {
		const B205Row *row = b205_row_of(rows, count, forms[i].code);
		if (!row)
			continue;
		B205Line *line = &lines[n++];
		*line = (B205Line){.code = forms[i].code,
		    .tce_low = isnan(forms[i].tce_low) ? 0 : forms[i].tce_low,
		    .tce_high = isnan(forms[i].tce_high) ? 0 : forms[i].tce_high};
		for (int c = 0; c < B205_COLUMNS; c++)
			if (number_parse(row->columns[c], &line->column[c]) != NUMBER_OK)
				line->column[c] = c == B205_COLUMNS - 1 ? forms[i].tce_per_unit : NAN;
	}
	*line_count = n;
	return lines;
}

/* What the arithmetic of the form says of a row, when its cells are numbers. */
static const char *b205_arithmetic(Req *req, const B205Problem *problems, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(problems[i].code, code))
			return level_b205_text(req->mem, req->lang, &problems[i]);
	return NULL;
}

/* Shows what was sent in the cells of a row, with the version in force: saving again decides for it. */
static void show_sent_row(Req *req, const B205Row *saved, const B205Row *sent, B205RowView *view)
{
	const char *theirs = b205_theirs(req, saved, sent);
	for (int c = 0; c < B205_COLUMNS; c++)
		view->columns[c] = sent->columns[c];
	view->explanation = sent->explanation;
	view->problem = theirs ? theirs : b205_row_problem(req, sent);
}

static Err b205_view(Req *req, const Inventory *inventory, const LevelOutcome *level, const EnergyTry *tried,
    EnergyPageView *view)
{
	B205Row *rows;
	size_t count;
	Err err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &rows, &count);
	if (err)
		return err;
	size_t form_count, pair_count;
	const GhgB205Row *forms = ghg_b205(req->app->ghg, &form_count);
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level->facts, QUALITY_B205, quality_rules(), &pair_count);
	size_t line_count, problem_count;
	const B205Line *lines = b205_lines(req, forms, form_count, rows, count, &line_count);
	const B205Problem *problems = b205_check(req->mem, lines, line_count, &problem_count);
	B205RowView *views = ARENA_ARRAY(req->mem, B205RowView, form_count + 1);
	size_t shown = 0;
	view->shows_all_b205 = str_eq(query_text(req, "all"), "1");
	for (size_t i = 0; i < form_count; i++) {
		const B205Row *saved = b205_row_of(rows, count, forms[i].code);
		const QualityPair *pair = *forms[i].fuel_code ? pair_of(pairs, pair_count, forms[i].fuel_code)
							      : NULL;
		const B205Row *sent = tried ? b205_row_of(tried->b205, tried->b205_count, forms[i].code)
					    : NULL;
		bool is_main = saved || sent || (pair && pair->has_line) || str_eq(forms[i].code, "33");
		if (str_eq(forms[i].code, "40") || (!is_main && !view->shows_all_b205))
			continue;
		B205RowView *shown_row = &views[shown++];
		*shown_row = b205_view_of(req, &forms[i], saved, pair);
		if (sent)
			show_sent_row(req, saved, sent, shown_row);
		if (!shown_row->problem)
			shown_row->problem = b205_arithmetic(req, problems, problem_count, forms[i].code);
	}
	double total = b205_total_tce(lines, line_count, B205_CONSUMPTION + 1);
	const EvidenceLink *links = NULL;
	size_t link_count = evidence_slice(level->links, level->link_count, "b205", inventory->id, &links);
	view->b205 = views;
	view->b205_count = shown;
	view->b205_total = isnan(total) ? "-"
					: arena_printf(req->mem, "%s tce", number_text(req->mem, total, 2));
	view->b205_same_file_as = level->facts.b205_same_file_as;
	view->b205_cell = (EvidenceCell){.inventory_id = inventory->id,
	    .target = "b205",
	    .target_id = inventory->id,
	    .links = links,
	    .link_count = link_count,
	    .month_count = inventory->month_count,
	    .first_month = inventory->first_month,
	    .can_edit = view->frame.can_edit};
	return OK;
}

/* ---- the page ---- */

static Err show_energy_page(Req *req, int status, const EnergyTry *tried)
{
	Inventory inventory;
	EnergyPageView view = {0};
	Err err = inventory_frame(req, STEP_ENERGY, &inventory, &view.frame);
	if (err)
		return err;
	LevelOutcome level;
	err = level_of_inventory(req->db, req->mem, req->app->ghg, &inventory, req->lang, &level);
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
	err = b205_view(req, &inventory, &level, tried, &view);
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
	return show_energy_page(req, 200, NULL);
}

/* The inventory of the path, open for changes by this member. */
static Err open_inventory(Req *req, Inventory *inventory)
{
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), inventory);
	if (err)
		return err;
	if (!inventory_is_open(inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	return evidence_fields_fit(req);
}

static Err back_to_energy(Req *req, const Inventory *inventory, const char *fragment)
{
	return see_other(req, "/me/calculator/enterprise/%lld/energy%s", (long long)inventory->id, fragment);
}

static Err conflict_page(Req *req)
{
	EnergyTry tried = {.conflict = word_text(req->lang, W_evidence_conflict)};
	return show_energy_page(req, 409, &tried);
}

static int64_t form_version(Req *req)
{
	int64_t version = 0;
	str_to_int(form_text(req, "version"), &version);
	return version;
}

/* POST …/energy: which of the three. "None" wants a reason; without one it is saved and said. */
Err energy_choose_source(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	const char *source = form_text(req, "source");
	if (!str_eq(source, "b205_1") && !str_eq(source, "second") && !str_eq(source, "none"))
		return back_to_energy(req, &inventory, "");
	EnergyCheck check = {
	    .source = source, .none_reason = typed_text(req, "none_reason"), .version = form_version(req)};
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
		return show_energy_page(req, 409, &tried);
	}
	if (err)
		return err;
	if (str_eq(source, "none") && str_is_empty(check.none_reason)) {
		EnergyTry tried = {.none_problem = word_text(req->lang, W_evidence_none_needs_reason)};
		return show_energy_page(req, 422, &tried);
	}
	flash(req, word_text(req->lang, W_evidence_saved));
	return back_to_energy(req, &inventory, "");
}

/* POST …/energy/rows: a new row of the second set. */
Err energy_row_create(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyRow row = {
	    .energy = typed_text(req, "energy"),
	    .amount_text = typed_text(req, "amount"),
	    .amount_unit = typed_text(req, "unit"),
	    .explanation = "",
	};
	if (str_is_empty(row.energy))
		return back_to_energy(req, &inventory, "#second");
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
	return back_to_energy(req, &inventory, arena_printf(req->mem, "#row-%lld", (long long)row_id));
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
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyTry tried = {.row_id = path_id(req, "row")};
	tried.row = (EnergyRow){
	    .id = tried.row_id,
	    .energy = typed_text(req, "energy"),
	    .amount_text = typed_text(req, "amount"),
	    .amount_unit = typed_text(req, "unit"),
	    .explanation = typed_text(req, "explanation"),
	    .version = form_version(req),
	};
	err = save_row(req, &inventory, &tried.row);
	if (err == ERR_CONFLICT) {
		tried.conflict = word_text(req->lang, W_evidence_conflict_typed);
		return show_energy_page(req, 409, &tried);
	}
	if (err)
		return err;
	if (typed_problem(req, tried.row.amount_text)) {
		tried.row.version++;
		return show_energy_page(req, 422, &tried);
	}
	flash(req, word_text(req->lang, W_evidence_saved));
	return back_to_energy(req, &inventory, arena_printf(req->mem, "#row-%lld", (long long)tried.row_id));
}

/* ---- fields saved as they are typed, for autosave.js ---- */

/* What the reply says of one field; `theirs`: somebody else changed it meanwhile. */
typedef struct FieldSaved {
	const char *name;
	int64_t version;
	const char *problem;	   /* NULL */
	const char *mine, *theirs; /* theirs NULL: it was saved */
	const char *fragment_id, *fragment;
} FieldSaved;

static Err answer_field(Req *req, const FieldSaved *saved)
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

static const char **row_field(EnergyRow *row, const char *name)
{
	if (str_eq(name, "amount"))
		return &row->amount_text;
	if (str_eq(name, "unit"))
		return &row->amount_unit;
	return str_eq(name, "explanation") ? &row->explanation : NULL;
}

/* Sets one field of the row that the store has. With another version than the editor saw, a field that stands
 * otherwise is a conflict. The row of the inventory is held meanwhile, so that nobody comes between. */
static Err set_row_field(Req *req, const Inventory *inventory, FieldSaved *saved, EnergyRow *row)
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
	if (!err && !str_eq(*field, saved->mine)) {
		if (form_version(req) != row->version) {
			saved->theirs = *field;
		} else {
			*field = saved->mine;
			err = energy_row_save(
			    req->db, req->who.org_id, req->who.user_id, inventory->id, row, req->id);
			row->version++;
		}
	}
	saved->version = err ? 0 : row->version;
	return db_finish(req->db, err);
}

/* The line that compares the row with ours, after a change. */
static Err row_state(Req *req, const Inventory *inventory, const EnergyRow *row, const char **html)
{
	LevelOutcome level;
	Err err = level_of_inventory(req->db, req->mem, req->app->ghg, inventory, req->lang, &level);
	if (err)
		return err;
	size_t count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level.facts, QUALITY_SECOND, quality_rules(), &count);
	EnergyRowView view = row_view(req, inventory, &level, row, pair_of(pairs, count, row->energy),
	    fact_of_row(&level, row->id), true);
	*html = fragment_text(req, html_energy_state, &view);
	return OK;
}

/* POST …/energy/rows/{row}/field */
Err energy_row_field(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	EnergyRow row;
	FieldSaved saved = {.name = form_text(req, "name"), .mine = typed_text(req, "value")};
	err = set_row_field(req, &inventory, &saved, &row);
	if (err)
		return err;
	if (!saved.theirs) {
		saved.problem = str_eq(saved.name, "amount") ? typed_problem(req, row.amount_text) : NULL;
		saved.fragment_id = arena_printf(req->mem, "state-%lld", (long long)row.id);
		err = row_state(req, &inventory, &row, &saved.fragment);
	}
	return err ? err : answer_field(req, &saved);
}

/* POST …/energy/rows/{row}/remove */
Err energy_row_take_away(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
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
	return back_to_energy(req, &inventory, "#second");
}

/* ---- B205-1: saving and loading ---- */

static B205Row b205_row_of_form(Req *req, const char *code)
{
	B205Row row = {.code = code};
	for (int c = 0; c < B205_COLUMNS; c++)
		row.columns[c] = typed_text(req, arena_printf(req->mem, "c_%s_%d", code, c + 1));
	row.explanation = typed_text(req, arena_printf(req->mem, "e_%s", code));
	str_to_int(form_text(req, arena_printf(req->mem, "v_%s", code)), &row.version);
	return row;
}

static Err save_b205_rows(Req *req, const Inventory *inventory, const B205Row *sent, size_t sent_count)
{
	B205Row *saved;
	size_t saved_count;
	Err err = db_begin(req->db);
	if (err)
		return err;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &saved, &saved_count);
	if (!err)
		err = inventory_touch(req->db, req->who.org_id, inventory->id);
	for (size_t i = 0; !err && i < sent_count; i++)
		if (b205_differs(b205_row_of(saved, saved_count, sent[i].code), &sent[i]))
			err = b205_row_save(
			    req->db, req->who.org_id, req->who.user_id, inventory->id, &sent[i], req->id);
	return db_finish(req->db, err);
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
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(req->app->ghg, &form_count);
	B205Row *sent = ARENA_ARRAY(req->mem, B205Row, form_count + 1);
	size_t count = 0;
	for (size_t i = 0; i < form_count; i++)
		if (form_has(req, arena_printf(req->mem, "v_%s", forms[i].code))) {
			sent[count] = b205_row_of_form(req, forms[i].code);
			count += b205_was_edited(req, &sent[count]);
		}
	err = save_b205_rows(req, &inventory, sent, count);
	if (err == ERR_CONFLICT) {
		EnergyTry tried = {.b205 = sent,
		    .b205_count = count,
		    .conflict = word_text(req->lang, W_evidence_conflict_typed)};
		return show_energy_page(req, 409, &tried);
	}
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		if (b205_row_problem(req, &sent[i]))
			return show_energy_page(req, 422, NULL);
	flash(req, word_text(req->lang, W_evidence_saved));
	return back_to_energy(req, &inventory, "#b205");
}

/* "c_33_4" is column 4 of row 33, "e_33" its explanation. */
static const char **b205_field_of(B205Row *row, const char *name)
{
	if (str_starts(name, "e_"))
		return &row->explanation;
	const char *last = strrchr(name, '_');
	int64_t column;
	if (!str_starts(name, "c_") || !str_to_int(last + 1, &column) || column < 1 || column > B205_COLUMNS)
		return NULL;
	return &row->columns[column - 1];
}

static Err set_b205_field(Req *req, const Inventory *inventory, FieldSaved *saved, B205Row *row)
{
	B205Row *rows;
	size_t count;
	Err err = db_begin(req->db);
	if (err)
		return err;
	err = inventory_touch(req->db, req->who.org_id, inventory->id);
	if (!err)
		err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory->id, &rows, &count);
	const B205Row *stands = err ? NULL : b205_row_of(rows, count, row->code);
	if (stands)
		*row = *stands;
	const char **field = b205_field_of(row, saved->name);
	if (!err && !field)
		err = ERR_INPUT;
	if (!err && !str_eq(*field, saved->mine)) {
		if (form_version(req) != row->version) {
			saved->theirs = *field;
		} else {
			*field = saved->mine;
			err = b205_row_save(
			    req->db, req->who.org_id, req->who.user_id, inventory->id, row, req->id);
			row->version++;
		}
	}
	saved->version = err ? 0 : row->version;
	return db_finish(req->db, err);
}

/* The cell that compares a row of the form with ours, after a change. */
static Err b205_state(
    Req *req, const Inventory *inventory, const GhgB205Row *form, const B205Row *row, const char **html)
{
	LevelOutcome level;
	Err err = level_of_inventory(req->db, req->mem, req->app->ghg, inventory, req->lang, &level);
	if (err)
		return err;
	size_t count;
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level.facts, QUALITY_B205, quality_rules(), &count);
	B205RowView view = b205_view_of(
	    req, form, row, *form->fuel_code ? pair_of(pairs, count, form->fuel_code) : NULL);
	*html = fragment_text(req, html_b205_state, &view);
	return OK;
}

/* POST …/energy/b205/{code}/field */
Err b205_field(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(req->app->ghg, &form_count), *form = NULL;
	for (size_t i = 0; i < form_count; i++)
		if (str_eq(forms[i].code, path_text(req, "code")))
			form = &forms[i];
	if (!form)
		return ERR_NOT_FOUND;
	B205Row row = {.code = form->code, .explanation = ""};
	for (int c = 0; c < B205_COLUMNS; c++)
		row.columns[c] = "";
	FieldSaved saved = {.name = form_text(req, "name"), .mine = typed_text(req, "value")};
	err = set_b205_field(req, &inventory, &saved, &row);
	if (err)
		return err;
	if (!saved.theirs) {
		saved.problem = str_starts(saved.name, "c_") ? typed_problem(req, saved.mine) : NULL;
		saved.fragment_id = arena_printf(req->mem, "state-b205-%s", form->code);
		err = b205_state(req, &inventory, form, &row, &saved.fragment);
	}
	return err ? err : answer_field(req, &saved);
}

static const Word B205_COLUMN_WORDS[B205_COLUMNS] = {W_evidence_b205_col1, W_evidence_b205_col2,
    W_evidence_b205_col3, W_evidence_b205_col4, W_evidence_b205_col5, W_evidence_b205_col6,
    W_evidence_b205_col7, W_evidence_b205_col8, W_evidence_b205_col9, W_evidence_b205_col10};

/* GET …/energy/b205.xlsx: the form, with what is saved, to fill in a spreadsheet and load again. */
Err b205_template(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	B205Row *rows;
	size_t count, form_count;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory.id, &rows, &count);
	if (err)
		return err;
	const GhgB205Row *forms = ghg_b205(req->app->ghg, &form_count);
	Sheet *sheet;
	err = sheet_open(
	    req->mem, SHEET_XLSX, &(SheetAbout){.title = "B205-1", .company = req->who.org_name}, &sheet);
	if (err)
		return fail(req, err, "cannot begin the B205-1 workbook");
	SheetColumn columns[3 + B205_COLUMNS] = {
	    {.title = word_text(req->lang, W_evidence_b205_name), .width = 28},
	    {.title = word_text(req->lang, W_evidence_b205_unit), .width = 12},
	    {.title = word_text(req->lang, W_evidence_b205_code), .width = 8},
	};
	for (int c = 0; c < B205_COLUMNS; c++)
		columns[3 + c] = (SheetColumn){.title = arena_printf(req->mem, "%d %s", c + 1,
						   word_text(req->lang, B205_COLUMN_WORDS[c])),
		    .width = 18};
	sheet_page(sheet, "B205-1", NULL, NULL, columns, 3 + B205_COLUMNS, 3);
	for (size_t i = 0; i < form_count; i++) {
		const B205Row *saved = b205_row_of(rows, count, forms[i].code);
		sheet_text(sheet, ghg_words(forms[i].name, req->lang == EN ? GHG_EN : GHG_ZH));
		sheet_text(sheet, forms[i].unit);
		sheet_text(sheet, forms[i].code);
		for (int c = 0; c < B205_COLUMNS; c++) {
			double value;
			const char *typed = saved ? saved->columns[c] : "";
			if (number_parse(typed, &value) == NUMBER_OK)
				sheet_number(sheet, value);
			else
				sheet_text(sheet, typed);
		}
		sheet_row_end(sheet);
	}
	Buf out = buf_in(req->mem, 4 * 1024 * 1024);
	err = sheet_finish_buf(sheet, &out);
	if (err)
		return fail(req, err, "cannot finish the B205-1 workbook");
	answer_header(req, "Content-Disposition", "attachment; filename=\"B205-1.xlsx\"");
	return answer_bytes(req, 200, sheet_media_type(SHEET_XLSX), out.data, out.len);
}

static const char *code_of_cell(Arena *mem, const char *cell, const GhgB205Row *forms, size_t form_count)
{
	int64_t number;
	if (!str_to_int(cell, &number) || number < 1 || number > 99)
		return NULL;
	const char *code = arena_printf(mem, "%02d", (int)number);
	for (size_t i = 0; i < form_count; i++)
		if (str_eq(forms[i].code, code))
			return forms[i].code;
	return NULL;
}

enum { LOAD_MAX_PROBLEMS = 50, LOAD_MAX_ROWS = 500, LOAD_MAX_COLUMNS = 64 };

/* The row in which the printed form numbers its columns: 1 2 3 4 … */
static bool is_numbering(const TableRow *row)
{
	enum { IN_A_ROW = 4 };
	int64_t last = 0, number;
	int run = 0;
	for (int c = 0; c < row->count && run < IN_A_ROW; c++) {
		if (!str_to_int(table_cell(row, c), &number))
			number = 0;
		run = number > 0 && number == last + 1 ? run + 1 : 0;
		last = number;
	}
	return run == IN_A_ROW;
}

/* The column (0-based) of the line codes: the one with most different codes, the left one of equals, since
 * amounts may look like codes, too. -1: there is none. */
static int code_column_of(Arena *mem, const char *path, const GhgB205Row *forms, size_t form_count)
{
	uint64_t seen[LOAD_MAX_COLUMNS] = {0};
	Table *table;
	TableFault fault;
	if (table_open_file(mem, path, &(TableChoice){.max_rows = LOAD_MAX_ROWS}, &table, &fault) != OK)
		return -1; /* reading the rows says why */
	for (TableRow row; table_next(table, &row);)
		for (int c = 0; c < row.count && c < LOAD_MAX_COLUMNS && !is_numbering(&row); c++) {
			const char *code = code_of_cell(mem, table_cell(&row, c), forms, form_count);
			if (code)
				seen[c] |= UINT64_C(1) << ((code[0] - '0') * 10 + code[1] - '0');
		}
	table_end(table);
	int best = -1;
	for (int c = 0; c < LOAD_MAX_COLUMNS; c++)
		if (seen[c] && (best < 0 || __builtin_popcountll(seen[c]) > __builtin_popcountll(seen[best])))
			best = c;
	return best;
}

typedef struct B205Load {
	B205Row *rows;
	size_t count;
	const char **problems;
	size_t problem_count;
} B205Load;

static void load_row(Req *req, B205Load *load, const TableRow *row, int code_column, const char *code)
{
	B205Row *sent = &load->rows[load->count++];
	*sent = (B205Row){.code = code, .explanation = ""};
	for (int c = 0; c < B205_COLUMNS; c++) {
		int column = code_column + 1 + c;
		sent->columns[c] = arena_copy(req->mem, table_cell(row, column));
		const char *problem = typed_problem(req, sent->columns[c]);
		if (problem && load->problem_count < LOAD_MAX_PROBLEMS)
			load->problems[load->problem_count++] = SAY(req, W_evidence_b205_cell, "cell",
			    table_cell_name(req->mem, row->number, column + 1), "problem", problem);
	}
}

static void note_twice(Req *req, B205Load *load, const TableRow *row, int code_column, const char *code)
{
	if (load->problem_count < LOAD_MAX_PROBLEMS)
		load->problems[load->problem_count++] = SAY(req, W_evidence_b205_twice, "cell",
		    table_cell_name(req->mem, row->number, code_column + 1), "code", code);
}

static Err read_b205_table(
    Req *req, const Upload *upload, const GhgB205Row *forms, size_t form_count, B205Load *load)
{
	Table *table;
	TableFault fault;
	int code_column = code_column_of(req->mem, upload->path, forms, form_count);
	Err err = table_open_file(
	    req->mem, upload->path, &(TableChoice){.max_rows = LOAD_MAX_ROWS}, &table, &fault);
	if (err == OK) {
		for (TableRow row; table_next(table, &row);) {
			const char *code = code_column < 0
					       ? NULL
					       : code_of_cell(req->mem, table_cell(&row, code_column), forms,
						     form_count);
			if (code && b205_row_of(load->rows, load->count, code))
				note_twice(req, load, &row, code_column, code);
			else if (code)
				load_row(req, load, &row, code_column, code);
		}
		err = table_end(table);
	}
	if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
		static const Word words[] = {TABLE_FAULT_WORDS};
		const char *why = SAY(req, words[fault.kind], "cell", fault.cell, "row",
		    arena_printf(req->mem, "%lld", (long long)fault.row), "detail", fault.detail, "limit",
		    arena_printf(req->mem, "%lld", (long long)fault.limit));
		load->problems[load->problem_count++] = SAY(
		    req, W_evidence_b205_unreadable, "file", upload->name, "why", why);
		return OK;
	}
	return err;
}

/* POST …/energy/b205/import: the form from XLSX or CSV; with any wrong cell nothing is loaded. */
Err b205_import(Req *req)
{
	Inventory inventory;
	Err err = open_inventory(req, &inventory);
	if (err)
		return err;
	if (upload_count(req) == 0)
		return back_to_energy(req, &inventory, "#b205");
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(req->app->ghg, &form_count);
	B205Load load = {
	    .rows = ARENA_ARRAY(req->mem, B205Row, form_count + 1),
	    .problems = ARENA_ARRAY(req->mem, const char *, LOAD_MAX_PROBLEMS + 2),
	};
	err = read_b205_table(req, upload_at(req, 0), forms, form_count, &load);
	if (err)
		return fail(req, err, "cannot read the B205-1 upload");
	if (load.count == 0 && load.problem_count == 0)
		load.problems[load.problem_count++] = word_text(req->lang, W_evidence_b205_no_rows);
	if (load.problem_count > 0) {
		EnergyTry tried = {.b205_problems = load.problems, .b205_problem_count = load.problem_count};
		return show_energy_page(req, 422, &tried);
	}
	B205Row *saved;
	size_t saved_count;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory.id, &saved, &saved_count);
	if (err)
		return err;
	for (size_t i = 0; i < load.count; i++) {
		const B205Row *before = b205_row_of(saved, saved_count, load.rows[i].code);
		load.rows[i].version = before ? before->version : 0;
		load.rows[i].explanation = before ? before->explanation : "";
	}
	err = save_b205_rows(req, &inventory, load.rows, load.count);
	if (err == ERR_CONFLICT)
		return conflict_page(req);
	if (err)
		return err;
	flash(req, SAY(req, W_evidence_b205_loaded, "n", arena_printf(req->mem, "%zu", load.count)));
	return back_to_energy(req, &inventory, "?all=1#b205");
}
