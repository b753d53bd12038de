/* Explanation trees as JSON. See json_tree.h. */
#include "json/json_tree.h"

#include <math.h>

static void field_unless_empty(JsonOut *json, const char *key, const char *text)
{
	if (text && *text)
		json_field_text(json, key, text);
}

static void put_source(JsonOut *json, const GhgFactor *factor)
{
	static const char *const CONFIDENCE[] = {
	    [GHG_KNOWLEDGE] = "knowledge", [GHG_VERIFIED1] = "verified1", [GHG_VERIFIED2] = "verified2"};
	json_key(json, "source");
	json_object_begin(json);
	json_field_text(json, "factor_id", factor->id);
	json_field_text(json, "title", factor->source_title);
	field_unless_empty(json, "table", factor->source_table);
	field_unless_empty(json, "year", factor->source_year);
	json_field_text(json, "confidence", CONFIDENCE[factor->confidence]);
	field_unless_empty(json, "file", factor->file);
	field_unless_empty(json, "sha256", factor->sha256);
	field_unless_empty(json, "note", factor->note);
	json_object_end(json);
}

void json_put_tree(JsonOut *json, const GhgNode *node)
{
	json_object_begin(json);
	json_field_text(json, "key", node->key);
	field_unless_empty(json, "ref", node->ref);
	json_field_text(json, "label", node->label);
	if (isfinite(node->value))
		json_field_real(json, "value", node->value);
	else
		json_field_null(json, "value");
	json_field_text(json, "unit", node->unit ? node->unit : "");
	field_unless_empty(json, "text", node->text);
	field_unless_empty(json, "formula", node->formula);
	field_unless_empty(json, "values", node->values);
	field_unless_empty(json, "note", node->note);
	if (node->factor)
		put_source(json, node->factor);
	if (node->is_sum)
		json_field_bool(json, "is_sum", true);
	if (node->count) {
		json_key(json, "children");
		json_list_begin(json);
		for (size_t i = 0; i < node->count; i++)
			json_put_tree(json, &node->children[i]);
		json_list_end(json);
	}
	json_object_end(json);
}
