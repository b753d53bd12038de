/* An explanation tree as a page shows it: nested disclosures that work without script. */
#ifndef QINGCE_EXPLAIN_EXPLAIN_VIEW_H
#define QINGCE_EXPLAIN_EXPLAIN_VIEW_H

#include "ghg/tree.h"
#include "inventory/inventory.h"
#include "wizard/wizard.h"
#include "show/show_tree.h"

/* template: explain_tree(const ExplainNode *v) */

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
