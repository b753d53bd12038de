/* An explanation tree (ghg/tree.h) as JSON: the API and `qingce calc` answer with the same. */
#ifndef QINGCE_JSON_JSON_TREE_H
#define QINGCE_JSON_JSON_TREE_H

#include "ghg/tree.h"
#include "json/json.h"

/* {key, label, value, unit, formula, values, note, source, children}; value null = not known; empty texts and
 * empty lists are left out. */
void json_put_tree(JsonOut *json, const GhgNode *node);

#endif
