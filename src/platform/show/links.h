/* Where things have their pages, without language prefix: a room links to a page without including the room
 * that shows it. */
#ifndef QINGCE_SHOW_LINKS_H
#define QINGCE_SHOW_LINKS_H

#include "base/arena.h"

/* Pages of the wizard, without language: "/me/calculator/enterprise/7/scope12". */
const char *inventory_href(Arena *mem, int64_t inventory_id, const char *page);
/* The edit page of a line, landing on a field (NULL: the line itself). */
const char *line_href(Arena *mem, int64_t inventory_id, int64_t line_id, const char *field);
/* The page of a figure, without language: "/me/calculator/enterprise/7/explain?figure=scope1". */
const char *explain_href(Arena *mem, int64_t inventory_id, const char *figure);
/* "/me/calculator/enterprise/7/consumption" */
const char *consumption_href(Arena *mem, int64_t inventory_id);
/* Where the library shows a row of data/factors: "/factors/nation.CN.2023.average", without language. */
const char *factor_href(Arena *mem, const char *factor_id);

#endif
