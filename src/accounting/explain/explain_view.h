/* An explanation tree as a page shows it: nested disclosures that work without script. */
#ifndef QINGCE_EXPLAIN_EXPLAIN_VIEW_H
#define QINGCE_EXPLAIN_EXPLAIN_VIEW_H

#include "ghg/tree.h"
#include "inventory/inventory.h"

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
/* template: explain_tree(const ExplainNode *v) */

/* Texts in the reader's language and links; the first `open_depth` levels are open. */
const ExplainNode *explain_view(Req *req, int64_t inventory_id, const GhgNode *tree, int open_depth);

typedef struct FigureLink {
	const char *text, *href;
	bool is_current;
} FigureLink;

typedef struct ExplainPageView {
	InventoryFrame frame;
	const ExplainNode *tree;
	const FigureLink *figures;
	size_t figure_count;
	const char *api_href;
	const char *back_href;
} ExplainPageView;

#endif
