/* The handlers of explanations, for src/app/routes.c. */
#ifndef QINGCE_EXPLAIN_EXPLAIN_WEB_H
#define QINGCE_EXPLAIN_EXPLAIN_WEB_H

#include "http/http.h"

/* GET /me/calculator/enterprise/{id}/explain?figure=scope1   viewer */
Handler explain_show;

/* GET /api/v1/inventories/{id}/explain?figure=scope1   viewer; without a figure the list of those there are
 * GET /api/v1/inventories/{id}/lines/{line}/explain    viewer */
Handler explain_figure_api, explain_line_api;

#endif
