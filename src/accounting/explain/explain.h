/* 数字的来龙去脉: every figure of a result and every line opened into formula, values, units, factors and
 * sources, as page and as JSON. */
#ifndef QINGCE_EXPLAIN_EXPLAIN_H
#define QINGCE_EXPLAIN_EXPLAIN_H

#include "explain/explain_view.h"
#include "result/result.h"

/* What the core needs for the trees of a computed case with CASE_EVIDENCE. Both must outlive it. */
GhgTreeScene explain_scene(Req *req, const InventoryCase *c, const InventoryResult *result);

#endif
