/* Trees made ready for pages. See show_tree.h. */
#include "show/show_tree.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "show/amount.h"
#include "show/links.h"
#include "show/show.po.h"

/* Grouped, at most six decimals, without zeros at the end; small values as they are. */
static const char *number_shown(Req *req, double value)
{
	if (!isfinite(value))
		return "-";
	if (value != 0 && fabs(value) < 1e-3)
		return tree_value(req->mem, value, "");
	char *text = number_text(req->mem, value, 6);
	size_t len = strlen(text);
	while (text[len - 1] == '0')
		len--;
	len -= text[len - 1] == '.';
	return arena_copy_n(req->mem, text, len);
}

static const char *value_shown(Req *req, const GhgNode *node)
{
	if (*node->text)
		return unit_label(req->mem, req->lang, node->text);
	const char *number = number_shown(req, node->value);
	bool is_plain = str_is_empty(node->unit) || str_eq(node->unit, "1") || str_eq(node->unit, "fraction");
	if (is_plain || !isfinite(node->value))
		return number;
	const char *unit = str_starts(node->unit, "tCO2") ? science_text(req->mem, node->unit)
							  : unit_label(req->mem, req->lang, node->unit);
	return arena_printf(req->mem, "%s %s", number, unit);
}

static const char *source_title(Req *req, const GhgFactor *factor)
{
	return arena_printf(req->mem, "%s%s%s%s%s", factor->source_title, *factor->source_table ? " · " : "",
	    factor->source_table, *factor->source_year ? " · " : "", factor->source_year);
}

static const char *source_detail(Req *req, const GhgFactor *factor)
{
	static const Word CONFIDENCE[] = {[GHG_KNOWLEDGE] = W_show_confidence_knowledge,
	    [GHG_VERIFIED1] = W_show_confidence_verified1,
	    [GHG_VERIFIED2] = W_show_confidence_verified2};
	const char *digest = factor->sha256 ? arena_printf(req->mem, " · %s SHA-256 %.12s…", factor->file,
						  factor->sha256)
					    : "";
	return arena_printf(
	    req->mem, "%s · %s%s", factor->id, word_text(req->lang, CONFIDENCE[factor->confidence]), digest);
}

/* Figures within a figure have pages of their own; lines have theirs. */
static const char *node_href(Req *req, int64_t inventory_id, const GhgNode *node, bool is_top)
{
	int64_t line_id;
	if (*node->ref && !str_eq(node->key, "contract") && str_to_int(node->ref, &line_id))
		return line_href(req->mem, inventory_id, line_id, NULL);
	bool is_figure = str_starts(node->key, "scope") || str_starts(node->key, "category:") ||
			 str_eq(node->key, "tce_equal");
	return is_figure && !is_top ? explain_href(req->mem, inventory_id, node->key) : NULL;
}

static ExplainNode shown(Req *req, int64_t inventory_id, const GhgNode *node, int open_depth, bool is_top)
{
	ExplainNode out = {.label = science_text(req->mem, node->label),
	    .href = node_href(req, inventory_id, node, is_top),
	    .value = value_shown(req, node),
	    .formula = science_text(req->mem, node->formula),
	    .values = unit_label(req->mem, req->lang, node->values),
	    .note = node->note,
	    .source = "",
	    .source_detail = "",
	    .is_problem = str_eq(node->key, "problem"),
	    .is_open = open_depth > 0,
	    .is_sum = node->is_sum,
	    .count = node->count};
	if (node->factor) {
		out.source = source_title(req, node->factor);
		out.source_href = factor_href(req->mem, node->factor->id);
		out.source_detail = source_detail(req, node->factor);
		out.is_unsure = node->factor->confidence == GHG_KNOWLEDGE;
	}
	ExplainNode *children = ARENA_ARRAY(req->mem, ExplainNode, node->count + 1);
	for (size_t i = 0; i < node->count; i++)
		children[i] = shown(req, inventory_id, &node->children[i], open_depth - 1, false);
	out.children = children;
	return out;
}

const ExplainNode *explain_view(Req *req, int64_t inventory_id, const GhgNode *tree, int open_depth)
{
	ExplainNode *top = ARENA_NEW(req->mem, ExplainNode);
	*top = shown(req, inventory_id, tree, open_depth, true);
	return top;
}
