/* What a page of activity lines tells its script, so that the core in the browser (src/core/live) computes a
 * line as one types: the request of src/core/live/live.h in two parts. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_LIVE_H
#define QINGCE_CALCULATOR_CALCULATOR_LIVE_H

#include "calculator/calculator_view.h"
#include "wizard/wizard.h"

/* What the lines of an inventory have in common; NULL when the tables in the browser are not the inventory's.
 */
const char *inventory_live_settings(Arena *mem, const Inventory *inventory, Lang lang);

/* One line as it is stored; NULL when it cannot be told (a control character in a field). */
const char *line_live_fields(
    Arena *mem, const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line);

/* The bits of a result, to compare with; "" of a line without one. */
const char *line_live_bits(Arena *mem, const LineResult *result);

/* The page runs the module and its script. Of an editable inventory only. */
void page_goes_live(Req *req, InventoryFrame *frame, Page *page);

#endif
