/* The handler of the page on uncertainty and change, for src/routes.c. */
#ifndef QINGCE_INSIGHT_INSIGHT_WEB_H
#define QINGCE_INSIGHT_INSIGHT_WEB_H

#include "http/http.h"

/* GET /me/calculator/enterprise/{id}/insight   viewer   ?samples=&seed= draws, ?gwp= recalculates,
 * ?threshold= in % */
Handler insight_show;

#endif
