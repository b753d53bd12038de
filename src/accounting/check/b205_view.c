/* The rows of form B205-1 on the page: cells, arithmetic, how they compare with the inventory. */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.po.h"
#include "check/energy_form.h"
#include "energy/energy_store.h"
#include "evidence/evidence_rules.h"
#include "html/html.h"
#include "level/level_words.h"

#include <math.h>

const B205Row *b205_row_with(const B205Row *rows, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].code, code))
			return &rows[i];
	return NULL;
}

bool b205_differs(const B205Row *saved, const B205Row *sent)
{
	if (!str_eq(saved ? saved->explanation : "", sent->explanation))
		return true;
	for (int c = 0; c < B205_COLUMNS; c++)
		if (!str_eq(saved ? saved->columns[c] : "", sent->columns[c]))
			return true;
	return false;
}

/* FNV-1a of the cells: tells an edited row from one that was left alone. */
const char *b205_digest(Arena *mem, const B205Row *row)
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
	Buf cells = buf_in(req->mem, BUF_FIELDS_MAX);
	for (int c = 0; c < B205_COLUMNS; c++)
		if (!str_eq(saved->columns[c], sent->columns[c]))
			buf_printf(&cells, "%s%d: %s", cells.len ? ", " : "", c + 1,
			    *saved->columns[c] ? saved->columns[c] : "-");
	if (!str_eq(saved->explanation, sent->explanation))
		buf_printf(&cells, "%s%s: %s", cells.len ? ", " : "",
		    word_text(req->lang, W_check_explanation),
		    *saved->explanation ? saved->explanation : "-");
	return SAY(req, W_check_b205_conflict, "theirs", buf_take(&cells));
}

const char *b205_row_problem(Req *req, const B205Row *row)
{
	for (int c = 0; row && c < B205_COLUMNS; c++) {
		const char *problem = energy_typed_problem(req, row->columns[c]);
		if (problem)
			return SAY(req, W_check_b205_column, "column", arena_printf(req->mem, "%d", c + 1),
			    "problem", problem);
	}
	return NULL;
}

B205RowView b205_view_of(Req *req, const GhgB205Row *form, const B205Row *saved, const QualityPair *pair)
{
	EnergyVerdict verdict = energy_verdict(pair, quality_rules());
	B205RowView view = {
	    .code = form->code,
	    .name = ghg_words(form->name, req->lang),
	    .unit = form->unit,
	    .reference = form->tce_low == form->tce_high || isnan(form->tce_low) || isnan(form->tce_high)
			     ? number_plain(req->mem, form->tce_per_unit)
			     : arena_printf(req->mem, "%s–%s", number_plain(req->mem, form->tce_low),
				   number_plain(req->mem, form->tce_high)),
	    .explanation = saved ? saved->explanation : "",
	    .version = saved ? saved->version : 0,
	    .ours = pair && pair->has_line ? energy_amount_text(req->mem, &pair->ours, form->fuel_code) : "-",
	    .deviation = pair ? energy_percent_text(req->mem, pair->deviation) : "-",
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
		const B205Row *row = b205_row_with(rows, count, forms[i].code);
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

void b205_fill_view(Req *req, const LevelOutcome *level, const EnergyTry *tried, EnergyPageView *view)
{
	const Inventory *inventory = &level->c->inventory;
	const B205Row *rows = level->c->b205_rows;
	size_t count = level->c->b205_row_count, form_count, pair_count;
	const GhgB205Row *forms = ghg_b205(inventory->ghg, &form_count);
	const QualityPair *pairs = quality_pairs(
	    req->mem, &level->facts, QUALITY_B205, quality_rules(), &pair_count);
	size_t line_count, problem_count;
	const B205Line *lines = b205_lines(req, forms, form_count, rows, count, &line_count);
	const B205Problem *problems = b205_check(req->mem, lines, line_count, &problem_count);
	B205RowView *views = ARENA_ARRAY(req->mem, B205RowView, form_count + 1);
	size_t shown = 0;
	view->shows_all_b205 = str_eq(query_text(req, "all"), "1");
	for (size_t i = 0; i < form_count; i++) {
		const B205Row *saved = b205_row_with(rows, count, forms[i].code);
		const QualityPair *pair = *forms[i].fuel_code
					      ? energy_pair_of(pairs, pair_count, forms[i].fuel_code)
					      : NULL;
		const B205Row *sent = tried ? b205_row_with(tried->b205, tried->b205_count, forms[i].code)
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
	size_t link_count = case_links(level->c, "b205", inventory->id, &links);
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
}
