/* One activity line: its page with every field, saving it whole or field by field, copying and deleting it.
 */
#include <math.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line.html.h"
#include "calculator/calculator_lines.html.h"
#include "calculator/calculator_list.html.h"
#include "calculator/calculator_live.h"
#include "calculator/calculator_months.h"
#include "calculator/calculator_web.h"
#include "form/form_page.h"
#include "ghg/weighted.h"
#include "inventory/inventory_store.h"
#include "show/amount.h"
#include "show/links.h"
#include "show/show_tree.h"
#include "show/show_tree.html.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"

/* 16 of the line, its months, and of each input text, unit, source, uncertainty and months */
enum { LINE_NAMES_MAX = 24 + INVENTORY_MAX_MONTHS + (4 + INVENTORY_MAX_MONTHS) * LINE_MAX_INPUTS };

static const char *page_of(const ActivityLine *line)
{
	return ghg_scope3_number(line->category) ? "scope3" : "scope12";
}

/* The names of all fields that the form of a line can hold. */
static size_t line_names(
    Req *req, const Inventory *inventory, const GhgCategory *category, const char *names[LINE_NAMES_MAX])
{
	size_t count = fields_names(req->mem, &LINE_FORM, NULL, names);
	for (int i = 0; i < inventory->month_count; i++)
		names[count++] = arena_printf(req->mem, "month_%d", i + 1);
	names[count++] = "input_share_uncertainty";
	names[count++] = "input_factor_valid_from";
	names[count++] = "input_factor_valid_to";
	for (size_t i = 0; category && i < category->input_count && i < LINE_MAX_INPUTS; i++) {
		const GhgInput *input = &category->inputs[i];
		names[count++] = arena_printf(req->mem, "input_%s_uncertainty", input->name);
		if (i == 0)
			continue;
		names[count++] = arena_printf(req->mem, "input_%s", input->name);
		names[count++] = arena_printf(req->mem, "input_%s_unit", input->name);
		names[count++] = arena_printf(req->mem, "input_%s_source", input->name);
		for (int m = 0; m < inventory->month_count && ghg_is_monthly(category, input); m++)
			names[count++] = arena_printf(req->mem, "input_%s_month_%d", input->name, m + 1);
	}
	return count;
}

/* ---- the page ---- */

static const char *problem_of_name(const LineView *line, const char *name)
{
	for (size_t i = 0; i < line->problem_count; i++)
		if (str_eq(line->problems[i].field_id, name))
			return line->problems[i].text;
	for (size_t i = 0; i < line->field_note_count; i++)
		if (str_starts(name, "input_factor_valid_") && str_eq(line->field_notes[i].field_id, name))
			return line->field_notes[i].text;
	return NULL;
}

static FieldView line_text(Req *req, const LinePageView *view, const char *name)
{
	const FieldsShown how = {.save_url = view->line.save_url,
	    .version = view->line.line->version,
	    .is_disabled = !view->line.can_edit};
	FieldView field = field_view(req, &LINE_FORM, view->line.line, name, &how);
	field.problem = problem_of_name(&view->line, name);
	return field;
}

static FieldView line_number(Req *req, const LinePageView *view, const char *name)
{
	FieldView field = line_text(req, view, name);
	field.inputmode = "decimal";
	field.autocomplete = "off";
	return field;
}

static const Choice *choices_of(Req *req, const OptionGroup *groups, size_t group_count, size_t *count)
{
	size_t most = 0;
	for (size_t g = 0; g < group_count; g++)
		most += groups[g].count;
	Choice *choices = ARENA_ARRAY(req->mem, Choice, most + 1);
	*count = 0;
	for (size_t g = 0; g < group_count; g++)
		for (size_t i = 0; i < groups[g].count; i++)
			choices[(*count)++] = (Choice){
			    .value = groups[g].options[i].value, .text = groups[g].options[i].text};
	return choices;
}

static void set_unit_choices(Req *req, const Inventory *inventory, const GhgCategory *category,
    const char *item, const GhgInput *input, FieldView *field)
{
	const Option *options;
	size_t count = unit_options(req, inventory, category, item, input, field->value, &options);
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++)
		choices[i] = (Choice){.value = options[i].value, .text = options[i].text};
	field->choices = choices;
	field->choice_count = count;
}

/* The regions whose grid factor may be chosen instead of that of the place; "" = by the place. */
static void set_region_choices(Req *req, FieldView *field)
{
	size_t count;
	const GhgRegion *regions = ghg_regions(req->ghg, &count);
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	choices[0] = (Choice){.value = "", .text = SAY(req, W_calculator_line_region_by_place)};
	for (size_t i = 0; i < count; i++)
		choices[i + 1] = (Choice){
		    .value = regions[i].code, .text = ghg_words(regions[i].name, req->lang)};
	field->choices = choices;
	field->choice_count = count + 1;
}

static void set_category_choices(Req *req, const Inventory *inventory, FieldView *field)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	size_t count = method ? method->category_count : 0;
	bool is_scope3 = ghg_scope3_number(field->value) > 0;
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	field->choice_count = 0;
	bool is_known = false;
	for (size_t i = 0; i < count; i++) {
		const GhgCategory *category = &method->categories[i];
		if ((category->scope == 3) != is_scope3)
			continue;
		is_known |= str_eq(category->code, field->value);
		choices[field->choice_count++] = (Choice){
		    .value = category->code, .text = category_name(category, req->lang)};
	}
	if (!is_known)
		choices[field->choice_count++] = (Choice){.value = field->value,
		    .text = SAY(req, W_calculator_stranger_name, "code", field->value)};
	field->choices = choices;
}

static void fill_source_fields(
    Req *req, const LineScene *scene, const GhgCategory *category, LinePageView *view)
{
	const Inventory *inventory = view->frame.inventory;
	const ActivityLine *line = view->line.line;
	view->category = line_text(req, view, "category");
	set_category_choices(req, inventory, &view->category);
	view->item = line_text(req, view, "item");
	if (category && category_item_is_region(category)) {
		view->item.label = SAY(req, W_calculator_line_region);
		view->item.hint = SAY(req, W_calculator_line_region_hint);
		set_region_choices(req, &view->item);
		view->wants_item = true;
	} else if (category && category->items != GHG_NO_ITEM) {
		const OptionGroup *groups;
		size_t group_count = item_groups(req, inventory, category, line->item, &groups);
		view->item.choices = choices_of(req, groups, group_count, &view->item.choice_count);
		if (!*line->item)
			view->item.placeholder = SAY(req, W_calculator_line_choose_item);
		view->wants_item = true;
	}
	view->facility = line_text(req, view, "facility");
	const OptionGroup *facilities;
	size_t facility_count = facility_groups(req, scene, line->facility_id, &facilities);
	view->facility.choices = choices_of(req, facilities, facility_count, &view->facility.choice_count);
	view->label = line_text(req, view, "label");
	view->note = line_text(req, view, "note");
}

static void fill_amount_fields(Req *req, const GhgCategory *category, LinePageView *view)
{
	const Inventory *inventory = view->frame.inventory;
	const ActivityLine *line = view->line.line;
	const GhgInput *input = category && category->input_count ? &category->inputs[0] : NULL;
	view->amount = line_number(req, view, "amount");
	if (input)
		view->amount.label = ghg_words(input->label, req->lang);
	view->amount_unit = line_text(req, view, "amount_unit");
	set_unit_choices(
	    req, inventory, category, *line->item ? line->item : NULL, input, &view->amount_unit);
	view->is_monthly = line_is_monthly(line);
	view->month_count = (size_t)inventory->month_count;
	for (size_t i = 0; i < view->month_count; i++) {
		int year, month;
		inventory_month(inventory, (int)i, &year, &month);
		const char *name = arena_printf(req->mem, "%04d-%02d", year, month);
		view->months[i] = line_number(req, view, arena_printf(req->mem, "month_%zu", i + 1));
		view->months[i].label = name;
		view->covered[i].name = name;
		view->covered[i].bit = 1 << i;
		view->covered[i].is_covered = !line->months || (line->months >> i & 1);
	}
}

/* "= 0.5306 kgCO2/kWh · 全国 2023": the value in force where no own one is typed. */
static const char *in_force(Req *req, const LineResult *result, const GhgInput *input)
{
	for (size_t i = 0; result->is_known && i < result->result.used_count; i++) {
		const GhgUsed *used = &result->result.used[i];
		if (!str_eq(used->name, input->name) || used->origin == GHG_FROM_GIVEN ||
		    used->origin == GHG_FROM_ABSENT)
			continue;
		const char *source = !used->factor		      ? SAY(req, W_calculator_origin_constant)
				     : used->factor->kind == GHG_FUEL ? used->factor->set
								      : used->factor->source_title;
		const char *value = input->is_fraction ? arena_printf(req->mem, "%s %%",
							     number_plain(req->mem, used->value * 100))
						       : quantity_text(req, used->value, used->unit);
		return SAY(req, W_calculator_line_in_force, "value", value, "source", source);
	}
	return NULL;
}

/* The mean that stands instead of one value of the year; NULL when no month has one. */
static const char *weighted_hint(Req *req, const LineResult *result, const GhgInput *input)
{
	const GhgWeighted *weighted = result->is_known ? result->result.weighted : NULL;
	for (size_t i = 0; weighted && i < weighted->input_count; i++)
		if (weighted->inputs[i].input == input)
			return SAY(req, W_calculator_months_mean_hint, "mean",
			    arena_printf(req->mem, "%s %s", num_text(req->mem, weighted->inputs[i].mean, 6),
				unit_label(req->mem, req->lang, weighted->inputs[i].unit)));
	return NULL;
}

static void fill_inputs(Req *req, const GhgCategory *category, const LineResult *result, LinePageView *view)
{
	size_t count = category ? category->input_count : 0;
	InputView *inputs = ARENA_ARRAY(req->mem, InputView, count + 1);
	const ActivityLine *line = view->line.line;
	for (size_t i = 1; i < count; i++) {
		const GhgInput *input = &category->inputs[i];
		if (str_eq(input->name, "factor"))
			continue;
		InputView *made = &inputs[view->input_count++];
		const char *field = arena_printf(req->mem, "input_%s", input->name);
		made->text = line_number(req, view, field);
		made->label = science_text(req->mem, ghg_words(input->label, req->lang));
		made->text.label = made->label;
		made->text.is_optional = input->need != GHG_REQUIRED;
		made->text.hint = made->in_force = in_force(req, result, input);
		if (weighted_hint(req, result, input))
			made->text.hint = weighted_hint(req, result, input);
		made->unit = line_text(req, view, arena_printf(req->mem, "%s_unit", field));
		set_unit_choices(req, view->frame.inventory, category, *line->item ? line->item : NULL, input,
		    &made->unit);
		made->is_measured = input->is_measured;
		made->source = line_text(req, view, arena_printf(req->mem, "%s_source", field));
		view->has_own_inputs |= *made->text.value != '\0';
	}
	view->inputs = inputs;
}

static FactorChoiceView factor_choice_view(Req *req, const GhgFactor *row, const ActivityLine *line)
{
	return (FactorChoiceView){
	    .id = row->id,
	    .text = arena_printf(req->mem, "%s %s · %s %d", number_plain(req->mem, row->value),
		unit_label(req->mem, req->lang, row->unit), ghg_words(row->name, req->lang), row->year),
	    .source = row->source_title,
	    .is_selected = str_eq(row->id, line->factor_choice),
	    .is_uncertain = row->confidence == GHG_KNOWLEDGE,
	};
}

/* Table rows that may stand instead of the default. */
static void fill_factors(Req *req, const GhgCategory *category, const LineResult *result, LinePageView *view)
{
	const ActivityLine *line = view->line.line;
	const GhgFactor *in_use = result->is_known ? result->result.factor : NULL;
	if (!category || !category->wants_region || !in_use || in_use->kind != GHG_GRID)
		return;
	size_t count;
	const GhgFactor **rows = ghg_grid_choices(
	    view->frame.inventory->ghg, req->mem, in_use->region, view->frame.inventory->start.year, &count);
	FactorChoiceView *factors = ARENA_ARRAY(req->mem, FactorChoiceView, count + 1);
	bool has_chosen = !*line->factor_choice;
	for (size_t i = 0; i < count; i++) {
		factors[view->factor_count++] = factor_choice_view(req, rows[i], line);
		has_chosen |= factors[i].is_selected;
	}
	if (!has_chosen) /* of another year or place: it stays to be seen */
		factors[view->factor_count++] = factor_choice_view(req, in_use, line);
	for (size_t i = 0; i < result->problem_count; i++)
		if (str_eq(result->problems[i].field, "factor_choice"))
			view->factor_choice_problem = line_problem_text(
			    req->mem, req->lang, view->frame.inventory->ghg, category, &result->problems[i]);
	view->factors = factors;
}

static void fill_factor_fields(
    Req *req, const GhgCategory *category, const LineResult *result, LinePageView *view)
{
	const GhgInput *input = category ? ghg_input(category, "factor") : NULL;
	view->has_factor_field = input != NULL;
	view->factor = line_number(req, view, "factor");
	if (input)
		view->factor.label = science_text(req->mem, ghg_words(input->label, req->lang));
	view->factor.is_optional = !input || input->need != GHG_REQUIRED;
	view->factor_unit = line_text(req, view, "factor_unit");
	const char *item = *view->line.line->item && view->wants_item ? view->line.line->item : NULL;
	if (input)
		set_unit_choices(req, view->frame.inventory, category, item, input, &view->factor_unit);
	view->factor_source = line_text(req, view, "factor_source");
	view->valid_from = line_text(req, view, "input_factor_valid_from");
	view->valid_to = line_text(req, view, "input_factor_valid_to");
	view->valid_from.is_optional = view->valid_to.is_optional = true;
	view->valid_from.placeholder = view->valid_to.placeholder = "2025-01-01";
	fill_factors(req, category, result, view);
}

/* The organisation's own factors of the dimension that this line's factor has. */
static Err fill_own_factors(Req *req, const Inventory *inventory, LinePageView *view)
{
	const FieldView *field = &view->factor_unit;
	const char *text = !str_is_empty(field->value) ? field->value
			   : field->choice_count       ? field->choices[0].value
						       : "";
	Unit unit;
	if (!view->has_factor_field || !view->line.can_edit || !unit_parse(text, &unit))
		return OK;
	if (ghg_scope3_number(view->line.line->category))
		view->reference_href = arena_printf(req->mem, "/factors/reference?inventory=%lld&line=%lld",
		    (long long)inventory->id, (long long)view->line.line->id);
	OwnFactor *factors;
	size_t count;
	Err err = own_factors_for(req->db, req->mem, inventory->org_id, unit.dim, &factors, &count);
	if (err)
		return err;
	view->own_factors = (OwnFactorPicker){.action = view->line.action,
	    .version = view->line.line->version,
	    .factors = factors,
	    .count = count};
	return OK;
}

static void fill_allocation(Req *req, const LineResult *result, LinePageView *view)
{
	view->alloc_total = line_number(req, view, "alloc_total");
	view->alloc_share = line_number(req, view, "alloc_share");
	view->alloc_basis = line_text(req, view, "alloc_basis");
	view->alloc_basis.placeholder = SAY(req, W_calculator_screening_choose);
	view->alloc_note = line_text(req, view, "alloc_note");
	const ActivityLine *line = view->line.line;
	view->has_allocation = *line->alloc_total_text || *line->alloc_share_text || *line->alloc_basis ||
			       *line->alloc_note;
	double product = result->alloc_total * result->alloc_share / 100;
	if (!isnan(product))
		view->allocation_text = arena_printf(req->mem, "%s × %s %% = %s %s",
		    num_text(req->mem, result->alloc_total, 2), number_plain(req->mem, result->alloc_share),
		    num_text(req->mem, product, 2), unit_label(req->mem, req->lang, line->amount_unit));
}

static const ExplainNode *line_tree(Req *req, const Inventory *inventory, const LineResult *result)
{
	GhgNode tree = tree_of_line(inventory->ghg, req->mem, "", result->title, &result->result, req->lang);
	return explain_view(req, inventory->id, &tree, 1);
}

/* A field that could not be set is one more problem of the page. */
static void add_fault(Req *req, const FieldMerge *merge, LineView *line)
{
	Problem *problems = ARENA_ARRAY(req->mem, Problem, line->problem_count + 1);
	problems[0] = (Problem){
	    merge->fault_field, field_fault_named(req, &LINE_FORM, merge->fault, merge->fault_field)};
	for (size_t i = 0; i < line->problem_count; i++)
		problems[i + 1] = line->problems[i];
	line->problems = problems;
	line->problem_count++;
}

static Err show_line(Req *req, int status, const LineSaved *saved)
{
	LinePageView view = {0};
	Err err = inventory_frame(req, STEP_SCOPE12, &view.frame);
	if (err)
		return err;
	const Inventory *inventory = view.frame.inventory;
	ActivityLine line;
	err = activity_line_of(
	    req->db, req->mem, inventory->org_id, inventory->id, path_id(req, "line"), &line);
	if (err)
		return err;
	LineScene scene;
	err = line_scene(req, &view.frame, &line, 1, &scene);
	if (err)
		return err;
	line_view(req, &scene, &line, &view.line);
	if (saved && saved->merge.fault)
		add_fault(req, &saved->merge, &view.line);
	LineResult result = line_compute(
	    inventory->ghg, req->mem, inventory, scene.facilities, scene.facility_count, &line, req->lang);
	const GhgCategory *category = result.category;
	const char *names[LINE_NAMES_MAX];
	size_t name_count = line_names(req, inventory, category, names);
	view.line.seen = fields_seen(req->mem, &LINE_FORM, &line, names, name_count);
	view.tree = line_tree(req, inventory, &result);
	view.category_name = category ? category_name(category, req->lang) : line.category;
	view.hint = category ? science_text(req->mem, ghg_words(category->hint, req->lang))
			     : SAY(req, W_calculator_stranger_hint);
	view.problems = view.line.problems;
	view.problem_count = view.line.problem_count;
	fill_source_fields(req, &scene, category, &view);
	fill_amount_fields(req, category, &view);
	line_months_fill(req, &scene, &view.line, &result, &view.by_month);
	fill_inputs(req, category, &result, &view);
	fill_factor_fields(req, category, &result, &view);
	err = fill_own_factors(req, inventory, &view);
	if (err)
		return err;
	fill_allocation(req, &result, &view);
	line_uncertainties_fill(req, &scene, &view.line, &result, &view);
	if (saved) {
		const FieldView choosing[] = {view.category, view.item, view.facility, view.amount_unit};
		view.conflict = form_conflict(req, &LINE_FORM, &saved->merge,
		    &(FormNotice){.action = view.line.action,
			.version = saved->line.version,
			.views = choosing,
			.view_count = sizeof choosing / sizeof *choosing});
	}
	view.copy_action = arena_printf(req->mem, "%s/copy", view.line.href);
	view.delete_href = arena_printf(req->mem, "%s/delete", view.line.href);
	view.back_href = arena_printf(req->mem, "%s#line-%lld",
	    inventory_href(req->mem, inventory->id, page_of(&line)), (long long)line.id);
	Page page = inventory_page(req, &view.frame, W_calculator_line_title);
	page.title = arena_printf(req->mem, "%s · %s", view.line.title, view.category_name);
	page.script = "autosave.js sheet.js inventory.js";
	page_goes_live(req, &view.frame, &page);
	return show_page(req, status, &page, html_line_page, &view);
}

/* GET /me/calculator/enterprise/{id}/lines/{line} */
Err line_show(Req *req)
{
	return show_line(req, 200, NULL);
}

/* ---- saving ---- */

/* Months ticked, as a mask; all of them is the whole period: 0. */
static const char *months_ticked(Req *req, const Inventory *inventory)
{
	int64_t mask = 0;
	for (size_t i = 0; i < form_count(req, "covered"); i++) {
		int64_t bit;
		if (str_to_int(form_text_at(req, "covered", i), &bit))
			mask |= bit & inventory_all_months(inventory);
	}
	if (mask == 0 || mask == inventory_all_months(inventory))
		return "";
	return arena_printf(req->mem, "%lld", (long long)mask);
}

/* POST /me/calculator/enterprise/{id}/lines/{line}: the row of the table or the whole page; also the answer
 * to a conflict. */
Err line_save(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	int64_t seen, line_id = path_id(req, "line");
	if (!form_version(req, &seen))
		return ERR_INPUT;
	ActivityLine line;
	err = activity_line_of(req->db, req->mem, inventory.org_id, inventory.id, line_id, &line);
	if (err)
		return err;
	const char *names[LINE_NAMES_MAX];
	size_t name_count = line_names(
	    req, &inventory, inventory_category(inventory.ghg, &inventory, line.category), names);
	FieldEdit edits[LINE_NAMES_MAX + 1];
	size_t count = fields_edited(req, &LINE_FORM, names, name_count, edits);
	if (form_has(req, "covered_shown")) {
		const char *months = months_ticked(req, &inventory);
		if (field_was_edited(req->mem, form_text(req, "seen"), "months", months))
			edits[count++] = (FieldEdit){"months", months};
	}
	LineSaved saved;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(
		    &change, line_save_fields(&change, line_id, seen, edits, count, &saved));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err)
		return err;
	if (saved.merge.conflict_count)
		return show_line(req, 409, &saved);
	if (saved.merge.fault)
		return show_line(req, 422, &saved);
	flash(req, SAY(req, W_calculator_saved));
	if (str_eq(form_text(req, "back"), "plan"))
		return see_other(req, "%s#findings", inventory_href(req->mem, inventory.id, "plan"));
	if (form_has(req, "back"))
		return see_other(req, "%s#line-%lld", inventory_href(req->mem, inventory.id, page_of(&line)),
		    (long long)line_id);
	return see_other(req, "%s", line_href(req->mem, inventory.id, line_id, NULL));
}

/* The facilities without any evidence: what computing a line takes. */
static Err places_scene(Req *req, const InventoryFrame *frame, LineScene *out)
{
	InventoryFacility *facilities;
	*out = (LineScene){.frame = frame};
	Err err = inventory_facilities(
	    req->db, req->mem, frame->inventory, req->lang, &facilities, &out->facility_count);
	out->facilities = facilities;
	return err;
}

static LineResult compute_in(Req *req, const LineScene *scene, const ActivityLine *line)
{
	const Inventory *inventory = scene->frame->inventory;
	return line_compute(
	    inventory->ghg, req->mem, inventory, scene->facilities, scene->facility_count, line, req->lang);
}

/* The cells of the row that follow from what was typed. */
static void add_row_fragments(Req *req, const LineScene *scene, const ActivityLine *line, FieldReply *reply)
{
	LineView *view = ARENA_NEW(req->mem, LineView);
	line_view(req, scene, line, view);
	Fragment *fragments = ARENA_ARRAY(req->mem, Fragment, 4);
	fragments[0] = (Fragment){arena_printf(req->mem, "r-%lld", (long long)line->id),
	    fragment_text(req, html_line_result, view)};
	fragments[1] = (Fragment){arena_printf(req->mem, "f-%lld", (long long)line->id),
	    fragment_text(req, html_line_factor, view)};
	fragments[2] = (Fragment){
	    arena_printf(req->mem, "e-%lld", (long long)line->id), fragment_text(req, html_line_echo, view)};
	LineResult result = compute_in(req, scene, line);
	fragments[3] = (Fragment){arena_printf(req->mem, "tree-%lld", (long long)line->id),
	    fragment_text(req, html_explain_tree, line_tree(req, scene->frame->inventory, &result))};
	reply->fragments = fragments;
	reply->fragment_count = 4;
}

static const char *problem_of_field(
    Req *req, const LineScene *scene, const ActivityLine *line, const char *name)
{
	LineResult result = compute_in(req, scene, line);
	for (size_t i = 0; i < result.problem_count; i++)
		if (str_eq(result.problems[i].field, name) && result.problems[i].fault != LINE_NO_AMOUNT)
			return line_problem_text(req->mem, req->lang, scene->frame->inventory->ghg,
			    result.category, &result.problems[i]);
	return NULL;
}

/* An own value comes with the unit that its list shows, even when only the number was typed. */
static Err add_first_unit(Req *req, const Inventory *inventory, FieldEdit edits[2], size_t *count)
{
	const char *field = edits[0].field, *month = strstr(field, "_month_");
	bool is_number = str_eq(field, "factor") ||
			 (str_starts(field, "input_") && !str_ends(field, "_unit") &&
			     !str_ends(field, "_source") && !str_ends(field, "_uncertainty") &&
			     !strstr(field, "_valid_"));
	if (month)
		field = arena_copy_n(req->mem, field, (size_t)(month - field));
	if (!is_number || !*edits[0].value)
		return OK;
	ActivityLine line;
	Err err = activity_line_of(
	    req->db, req->mem, inventory->org_id, inventory->id, path_id(req, "line"), &line);
	if (err)
		return err;
	const char *unit_field = arena_printf(req->mem, "%s_unit", field);
	const GhgCategory *category = inventory_category(inventory->ghg, inventory, line.category);
	const GhgInput *input = category ? ghg_input(category,
					       str_eq(field, "factor") ? field : field + strlen("input_"))
					 : NULL;
	if (!input || *field_get(req->mem, &LINE_FORM, &line, unit_field))
		return OK;
	const Option *options;
	const char *item = category->items == GHG_NO_ITEM || !*line.item ? NULL : line.item;
	size_t option_count = unit_options(req, inventory, category, item, input, "", &options);
	const char *unit = fitting_factor_unit(
	    options, option_count, str_eq(field, "factor") ? line.amount_unit : "");
	if (unit)
		edits[(*count)++] = (FieldEdit){unit_field, unit};
	return OK;
}

/* The foot of the months and the emission of each, as they are now. */
static void add_months_foot(Req *req, const LineScene *scene, const ActivityLine *line, FieldReply *reply)
{
	LineView view = {.line = line};
	LineResult result = compute_in(req, scene, line);
	MonthsView *months = ARENA_NEW(req->mem, MonthsView);
	line_months_fill(req, scene, &view, &result, months);
	if (!months->column_count)
		return;
	Fragment *fragments = ARENA_ARRAY(
	    req->mem, Fragment, reply->fragment_count + 1 + (size_t)scene->frame->inventory->month_count);
	memcpy(fragments, reply->fragments, reply->fragment_count * sizeof *fragments);
	for (size_t m = 0; m < months->row_count; m++)
		fragments[reply->fragment_count++] = (Fragment){
		    arena_printf(req->mem, "month-%zu-tco2e", m + 1), months->rows[m].tco2e};
	fragments[reply->fragment_count++] = (Fragment){
	    "months-foot", fragment_text(req, html_line_months_foot, months)};
	reply->fragments = fragments;
}

/* POST /me/calculator/enterprise/{id}/lines/{line}/field: one field as typed, for autosave.js. */
Err line_field_save(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	int64_t seen;
	if (!form_version(req, &seen))
		return ERR_INPUT;
	const char *name = form_text(req, "name");
	FieldEdit edit = {name, form_text(req, "value")};
	int64_t bit;
	if (str_starts(name, "covered_") && str_to_int(name + strlen("covered_"), &bit)) {
		ActivityLine line;
		err = activity_line_of(
		    req->db, req->mem, inventory.org_id, inventory.id, path_id(req, "line"), &line);
		if (err)
			return err;
		int64_t all = inventory_all_months(&inventory), mask = line.months ? line.months : all;
		mask = *edit.value ? mask | (bit & all) : mask & ~bit;
		edit = (FieldEdit){"months",
		    mask == all || mask == 0 ? "" : arena_printf(req->mem, "%lld", (long long)mask)};
	}
	FieldEdit edits[2] = {edit};
	size_t count = 1;
	err = add_first_unit(req, &inventory, edits, &count);
	if (err)
		return err;
	LineSaved saved;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(
		    &change, line_save_fields(&change, path_id(req, "line"), seen, edits, count, &saved));
	if (err)
		return err;
	InventoryFrame frame = {.inventory = &inventory, .can_edit = true};
	LineScene scene;
	err = places_scene(req, &frame, &scene);
	if (err)
		return err;
	FieldReply reply = {
	    .form = &LINE_FORM,
	    .name = name,
	    .version = saved.line.version,
	    .merge = &saved.merge,
	    .problem = problem_of_field(req, &scene, &saved.line, name),
	};
	add_row_fragments(req, &scene, &saved.line, &reply);
	add_months_foot(req, &scene, &saved.line, &reply);
	return answer_saved(req, &reply);
}

/* POST /me/calculator/enterprise/{id}/lines/{line}/copy */
Err line_copy(Req *req)
{
	int64_t id = path_id(req, "id"), copy = id_new();
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, line_insert_copy(&change, path_id(req, "line"), copy));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err == ERR_TOO_LARGE)
		return fail_shown(req, err, SAY(req, W_calculator_too_many_lines));
	if (err)
		return err;
	flash(req, SAY(req, W_calculator_line_copied));
	return see_other(req, "%s", line_href(req->mem, id, copy, NULL));
}

/* GET /me/calculator/enterprise/{id}/lines/{line}/delete: asks. */
Err line_delete_show(Req *req)
{
	InventoryFrame frame;
	Err err = inventory_frame(req, STEP_SCOPE12, &frame);
	if (err)
		return err;
	const Inventory *inventory = frame.inventory;
	ActivityLine line;
	err = activity_line_of(
	    req->db, req->mem, inventory->org_id, inventory->id, path_id(req, "line"), &line);
	if (err)
		return err;
	LineScene scene;
	err = line_scene(req, &frame, &line, 1, &scene);
	if (err)
		return err;
	LineView row;
	line_view(req, &scene, &line, &row);
	DeleteView view = {
	    .what = arena_printf(req->mem, "%s · %s · %s %s", row.title, row.place,
		row.amount_shown    ? row.amount_shown
		: *line.amount_text ? line.amount_text
				    : "-",
		unit_label(req->mem, req->lang, line.amount_unit)),
	    .loses = SAY(req, W_calculator_line_delete_loses, "n",
		arena_printf(req->mem, "%zu", row.evidence.link_count)),
	    .action = arena_printf(req->mem, "%s/delete", row.href),
	    .back_href = inventory_href(req->mem, inventory->id, page_of(&line)),
	    .refused = frame.locked_text,
	};
	Page page = inventory_page(req, &frame, W_calculator_line_delete);
	page.is_narrow = true;
	return show_page(req, 200, &page, html_inventory_delete, &view);
}

/* POST /me/calculator/enterprise/{id}/lines/{line}/delete */
Err line_delete_do(Req *req)
{
	int64_t id = path_id(req, "id");
	ActivityLine line;
	Err err = activity_line_of(req->db, req->mem, req->who.org_id, id, path_id(req, "line"), &line);
	if (err)
		return err;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), id, &change);
	if (!err)
		err = inventory_change_end(&change, line_delete(&change, line.id));
	if (err == ERR_CONFLICT)
		return fail_shown(req, err, SAY(req, W_wizard_locked_done));
	if (err)
		return err;
	flash(req, SAY(req, W_calculator_line_deleted));
	return see_other(req, "%s#c-%s", inventory_href(req->mem, id, page_of(&line)), line.category);
}
