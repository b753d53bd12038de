/* How sure the values of a line are: a field for ± percent beside each value in use, with the default that
 * stands while nothing is stated. */
#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_line_view.h"
#include "html/html.h"
#include "insight/insight.h"
#include "inventory/inventory.po.h"

/* The field of one value; false when neither a default nor a stated percentage stands for it. */
static bool fill_field(Req *req, const LineView *view, const UncertaintyLine *line, const char *input,
    const char *label, FieldView *out)
{
	double percent = 0;
	const UncertaintyRule *rule = uncertainty_default(line, input, &percent);
	const char *name = arena_printf(req->mem, "input_%s_uncertainty", input);
	const char *typed = field_get(req->mem, &LINE_FORM, view->line, name);
	if (!rule && !*typed)
		return false;
	*out = (FieldView){.name = name,
	    .label = label,
	    .value = typed,
	    .suffix = "%",
	    .inputmode = "decimal",
	    .autocomplete = "off",
	    .maxlength = INVENTORY_TEXT_MAX,
	    .is_optional = true,
	    .save_url = view->can_edit ? view->save_url : NULL,
	    .version = view->line->version,
	    .is_disabled = !view->can_edit};
	for (size_t i = 0; i < view->field_note_count; i++)
		if (str_eq(view->field_notes[i].field_id, name))
			out->problem = view->field_notes[i].text;
	if (!rule)
		return true;
	out->placeholder = arena_printf(req->mem, "±%s", number_plain(req->mem, percent));
	out->hint = SAY(req, W_calculator_line_uncertainty_default, "percent",
	    number_plain(req->mem, percent), "rule", science_text(req->mem, ghg_words(rule->name, req->lang)),
	    "source", rule->source);
	return true;
}

void line_uncertainties_fill(
    Req *req, const LineScene *scene, const LineView *view, const LineResult *result, LinePageView *page)
{
	const GhgCategory *category = result->category;
	UncertaintyLine line = insight_uncertain_line(
	    req->mem, result, scene->frame->inventory->month_count, scene->links, scene->link_count);
	size_t count = category ? category->input_count : 0;
	FieldView *fields = ARENA_ARRAY(req->mem, FieldView, count + 2);
	for (size_t i = 0; i < count; i++)
		page->uncertainty_count += fill_field(req, view, &line, category->inputs[i].name,
		    ghg_words(category->inputs[i].label, req->lang), &fields[page->uncertainty_count]);
	if (*view->line->alloc_share_text)
		page->uncertainty_count += fill_field(req, view, &line, "share",
		    SAY(req, W_inventory_line_alloc_share), &fields[page->uncertainty_count]);
	for (size_t i = 0; i < page->uncertainty_count; i++)
		page->has_uncertainties |= *fields[i].value != '\0';
	page->uncertainties = fields;
}
