/* How activity lines are shown: a row of the activity table, with its units, echo, factor, result and
 * explanation. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_LINE_VIEW_H
#define QINGCE_CALCULATOR_CALCULATOR_LINE_VIEW_H

#include "form/form_page.h"
#include "calculator/calculator_view.h"
#include "wizard/wizard.h"

/* What the lines of one page have in common. */
typedef struct LineScene {
	const InventoryFrame *frame;
	const InventoryFacility *facilities;
	size_t facility_count;
	const EvidenceLink *links;
	size_t link_count;
} LineScene;

/* Facilities, and the evidence of these lines. */
Err line_scene(
    Req *req, const InventoryFrame *frame, const ActivityLine lines[], size_t count, LineScene *out);

void line_view(Req *req, const LineScene *scene, const ActivityLine *line, LineView *out);

/* The row as it stands after a field was saved, for autosave.js. */
Err line_row_fragments(
    Req *req, const InventoryFrame *frame, const ActivityLine *line, const Fragment **out, size_t *count);

/* The fields for what people know of the uncertainty of the line's values. */
void line_uncertainties_fill(
    Req *req, const LineScene *scene, const LineView *view, const LineResult *result, LinePageView *page);

/* Units offered for an input of a line, with the one in use among them. */
size_t unit_options(Req *req, const Inventory *inventory, const GhgCategory *category, const char *item,
    const GhgInput *input, const char *used, const Option **out);
/* The unit of an own factor that goes with an amount in `amount_unit`: "tCO2e/t" for t; else the first one.
 * NULL when none is offered. */
const char *fitting_factor_unit(const Option *options, size_t count, const char *amount_unit);

/* What may be chosen as item, in groups; the one in use is selected. */
size_t item_groups(Req *req, const Inventory *inventory, const GhgCategory *category, const char *used,
    const OptionGroup **out);
size_t facility_groups(Req *req, const LineScene *scene, int64_t used, const OptionGroup **out);

/* ---- the tables of an activity page, `page` being "scope12" or "scope3" ---- */

/* A category with its words, subtotal and what adding a line needs; without its lines. */
CategoryView category_view(Req *req, const InventoryFrame *frame, const GhgCategory *category);
/* Its lines: the page that the query asks for, else the first. */
Err category_lines(Req *req, const InventoryFrame *frame, const char *page, CategoryView *view);
/* The facilities that a new line may stand at. */
Err page_facilities(Req *req, ActivityPageView *view);

#endif
