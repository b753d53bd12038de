/* The handlers of uncertainty and change, for src/app/routes.c. */
#ifndef QINGCE_EXPLAIN_INSIGHT_WEB_H
#define QINGCE_EXPLAIN_INSIGHT_WEB_H

#include "http/http.h"

/* GET /me/calculator/enterprise/{id}/insight   viewer   ?samples=&seed= draws, ?gwp= recalculates,
 * ?against= another inventory than the year before */
Handler insight_show;
/* GET /api/v1/inventories/{id}/change   viewer   ?against= another inventory */
Handler inventory_change_api;

#endif
