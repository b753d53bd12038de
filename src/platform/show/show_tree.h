/* An explanation tree as a page shows it: nested disclosures that work without script. */
#ifndef QINGCE_SHOW_SHOW_TREE_H
#define QINGCE_SHOW_SHOW_TREE_H

#include "ghg/tree.h"
#include "html/html.h"
#include "http/http.h"

typedef struct ExplainNode {
	const char *label;
	const char *href;		     /* of a line: its page; of a figure: its own tree; NULL */
	const char *value;		     /* with unit, or words */
	const char *formula, *values, *note; /* "" = none */
	const char *source;		     /* "" = none */
	const char *source_href;	     /* in the factor library */
	const char *source_detail;	     /* file and SHA-256, confidence */
	bool is_unsure;			     /* no copy of the source was seen */
	bool is_problem;
	bool is_open;
	bool is_sum;
	const struct ExplainNode *children;
	size_t count;
} ExplainNode;
/* Texts in the reader's language and links; the first `open_depth` levels are open. */
const ExplainNode *explain_view(Req *req, int64_t inventory_id, const GhgNode *tree, int open_depth);

#endif
