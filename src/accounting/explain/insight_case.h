/* An inventory with what stands against it. */
#ifndef QINGCE_EXPLAIN_INSIGHT_CASE_H
#define QINGCE_EXPLAIN_INSIGHT_CASE_H

#include "http/http.h"
#include "insight/insight_change.h"

typedef struct InsightCase {
	InventoryCase c;
	InventoryCase *past;  /* of ?against=, else of the year before; NULL */
	InventoryCase *first; /* the version that the past corrects; NULL */
} InsightCase;

/* The inventory of the path's {id} and its past with their rows and lines; of the inventory the evidence too.
 * `others`: more cases to find beside it. ERR_NOT_FOUND when ?against= names none of the organisation. */
Err insight_case(Req *req, const int64_t others[], size_t other_count, InsightCase *out);

#endif
