/* Strict JSON in: jansson parses, the tree is copied into the arena. Getters keep the first fault. */
#include "json/json.h"

#include "base/str.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static bool fault(JsonIn *in, JsonFault kind, const char *path, const char *expected)
{
	if (in->fault)
		return false;
	in->fault = kind;
	in->path = path;
	in->expected = expected;
	return false;
}

/* The deepest nesting, counted before jansson recurses. Brackets within texts do not count. */
static int depth_of(const char *bytes, size_t len)
{
	int depth = 0, deepest = 0;
	bool in_text = false;
	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];
		if (in_text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == '{' || c == '[') {
			depth++;
			deepest = depth > deepest ? depth : deepest;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return deepest;
}

static void copy_value(Arena *mem, json_t *from, Json *to);

static Json *copy_item(Arena *mem, json_t *from, Json *parent, Json *previous)
{
	Json *item = ARENA_NEW(mem, Json);
	item->parent = parent;
	item->index = parent->count++;
	if (previous)
		previous->next = item;
	else
		parent->first = item;
	copy_value(mem, from, item);
	return item;
}

static void copy_items(Arena *mem, json_t *from, Json *to)
{
	Json *previous = NULL;
	if (json_is_array(from)) {
		for (size_t i = 0; i < json_array_size(from); i++)
			previous = copy_item(mem, json_array_get(from, i), to, previous);
		return;
	}
	for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		previous = copy_item(mem, json_object_iter_value(at), to, previous);
		previous->key = arena_copy_n(mem, json_object_iter_key(at), json_object_iter_key_len(at));
	}
}

static void copy_value(Arena *mem, json_t *from, Json *to)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		to->type = json_is_object(from) ? JSON_IS_OBJECT : JSON_IS_LIST;
		copy_items(mem, from, to);
		break;
	case JSON_STRING:
		to->type = JSON_IS_TEXT;
		to->text_len = json_string_length(from);
		to->text = arena_copy_n(mem, json_string_value(from), to->text_len);
		break;
	case JSON_INTEGER:
		to->type = JSON_IS_INT;
		to->whole = json_integer_value(from);
		to->real = (double)to->whole;
		break;
	case JSON_REAL:
		to->type = JSON_IS_REAL;
		to->real = json_real_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->type = JSON_IS_BOOL;
		to->truth = json_is_true(from);
		break;
	case JSON_NULL:
		to->type = JSON_IS_NULL;
		break;
	}
}

Err json_read(JsonIn *in, Arena *mem, const char *bytes, size_t len, size_t max_bytes, const Json **root)
{
	*in = (JsonIn){.mem = mem, .path = "", .expected = "", .detail = ""};
	*root = NULL;
	if (len > max_bytes) {
		fault(in, JSON_TOO_LARGE, "", "a shorter document");
		return ERR_TOO_LARGE;
	}
	if (depth_of(bytes, len) > JSON_MAX_DEPTH) {
		fault(in, JSON_TOO_DEEP, "", "at most 64 levels");
		return ERR_INPUT;
	}
	json_error_t error;
	json_t *tree = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!tree) {
		fault(in, JSON_SYNTAX, "", "a JSON document");
		in->line = error.line;
		in->column = error.column;
		in->detail = str_is_clean_utf8(error.text, strlen(error.text)) ? arena_copy(mem, error.text)
									       : "invalid text";
		return ERR_INPUT;
	}
	Json *copy = ARENA_NEW(mem, Json);
	copy_value(mem, tree, copy);
	json_decref(tree);
	*root = copy;
	return OK;
}

Err json_in_err(const JsonIn *in)
{
	if (in->fault == JSON_TOO_LARGE)
		return ERR_TOO_LARGE;
	return in->fault ? ERR_INPUT : OK;
}

const char *json_in_message(const JsonIn *in)
{
	const char *where = str_is_empty(in->path) ? "the document" : in->path;
	switch (in->fault) {
	case JSON_FINE:
		return "";
	case JSON_TOO_LARGE:
		return "The document is larger than allowed.";
	case JSON_TOO_DEEP:
		return arena_printf(in->mem, "The document is nested deeper than %d levels.", JSON_MAX_DEPTH);
	case JSON_SYNTAX:
		return arena_printf(in->mem, "Not a JSON document: line %d, column %d: %s.", in->line,
		    in->column, in->detail);
	case JSON_MISSING:
		return arena_printf(in->mem, "%s is missing; expected %s.", where, in->expected);
	case JSON_WRONG_TYPE:
		return arena_printf(in->mem, "%s has the wrong type; expected %s.", where, in->expected);
	case JSON_OUT_OF_RANGE:
		return arena_printf(in->mem, "%s is not allowed; expected %s.", where, in->expected);
	case JSON_UNKNOWN:
		return arena_printf(in->mem, "%s is not a known field.", where);
	}
	return "";
}

/* A key is as long as its sender likes; the path shows so many characters of it. */
enum { KEY_SHOWN = 60, PATH_MAX_BYTES = JSON_MAX_DEPTH * (KEY_SHOWN * 4 + 8) };

/* RFC 6901: ~ is written ~0, / is written ~1. */
static void add_step(Buf *out, const char *key)
{
	buf_char(out, '/');
	for (key = str_cut(out->mem, key, KEY_SHOWN); *key; key++) {
		if (*key == '~' || *key == '/')
			buf_text(out, *key == '~' ? "~0" : "~1");
		else
			buf_char(out, *key);
	}
}

static void add_path(Buf *out, const Json *value)
{
	if (!value || !value->parent)
		return;
	add_path(out, value->parent);
	if (value->key)
		add_step(out, value->key);
	else
		buf_printf(out, "/%zu", value->index);
}

const char *json_path(Arena *mem, const Json *value)
{
	Buf path = buf_in(mem, PATH_MAX_BYTES);
	add_path(&path, value);
	return buf_take(&path);
}

static const char *path_below(Arena *mem, const Json *object, const char *key)
{
	Buf path = buf_in(mem, PATH_MAX_BYTES);
	add_path(&path, object);
	add_step(&path, key);
	return buf_take(&path);
}

void json_fault_at(JsonIn *in, JsonFault kind, const Json *value, const char *expected)
{
	if (!in->fault)
		fault(in, kind, json_path(in->mem, value), expected);
}

const Json *json_find(const Json *object, const char *key)
{
	if (!object || object->type != JSON_IS_OBJECT)
		return NULL;
	for (const Json *item = object->first; item; item = item->next)
		if (strcmp(item->key, key) == 0)
			return item;
	return NULL;
}

void json_only_known(JsonIn *in, const Json *object, const char *const *known)
{
	if (in->fault || !object || object->type != JSON_IS_OBJECT)
		return;
	for (const Json *item = object->first; item; item = item->next) {
		bool is_known = false;
		for (const char *const *name = known; *name && !is_known; name++)
			is_known = strcmp(*name, item->key) == 0;
		if (!is_known)
			json_fault_at(in, JSON_UNKNOWN, item, "a known field");
	}
}

/* The value under `key`, NULL when it is absent or null; a parent that is no object is a fault. */
static const Json *present(JsonIn *in, const Json *object, const char *key)
{
	if (in->fault)
		return NULL;
	if (!object || object->type != JSON_IS_OBJECT) {
		json_fault_at(in, JSON_WRONG_TYPE, object, "an object");
		return NULL;
	}
	const Json *value = json_find(object, key);
	return value && value->type != JSON_IS_NULL ? value : NULL;
}

static const Json *required(JsonIn *in, const Json *object, const char *key, const char *expected)
{
	const Json *value = present(in, object, key);
	if (!value && !in->fault)
		fault(in, JSON_MISSING, path_below(in->mem, object, key), expected);
	return value;
}

static bool is_of(JsonIn *in, const Json *value, JsonType type, const char *expected)
{
	if (!value)
		return false;
	if (value->type == type)
		return true;
	json_fault_at(in, JSON_WRONG_TYPE, value, expected);
	return false;
}

static const char *text_of(JsonIn *in, const Json *value, size_t max_chars)
{
	if (!is_of(in, value, JSON_IS_TEXT, "text"))
		return "";
	if (!str_is_clean_utf8(value->text, value->text_len)) {
		json_fault_at(in, JSON_OUT_OF_RANGE, value, "text without control characters");
		return "";
	}
	if (str_chars(value->text) > max_chars) {
		json_fault_at(
		    in, JSON_OUT_OF_RANGE, value, arena_printf(in->mem, "at most %zu characters", max_chars));
		return "";
	}
	return value->text;
}

static int64_t int_of(JsonIn *in, const Json *value, int64_t least, int64_t most)
{
	if (!is_of(in, value, JSON_IS_INT, "a whole number"))
		return 0;
	if (value->whole >= least && value->whole <= most)
		return value->whole;
	json_fault_at(in, JSON_OUT_OF_RANGE, value,
	    arena_printf(in->mem, "a whole number from %lld to %lld", (long long)least, (long long)most));
	return 0;
}

static double real_of(JsonIn *in, const Json *value, double least, double most)
{
	if (!value)
		return 0;
	if (value->type != JSON_IS_INT && value->type != JSON_IS_REAL) {
		json_fault_at(in, JSON_WRONG_TYPE, value, "a number");
		return 0;
	}
	if (value->real >= least && value->real <= most)
		return value->real;
	json_fault_at(
	    in, JSON_OUT_OF_RANGE, value, arena_printf(in->mem, "a number from %g to %g", least, most));
	return 0;
}

const char *json_get_text(JsonIn *in, const Json *object, const char *key, size_t max_chars)
{
	return text_of(in, required(in, object, key, "text"), max_chars);
}

int64_t json_get_int(JsonIn *in, const Json *object, const char *key, int64_t least, int64_t most)
{
	return int_of(in, required(in, object, key, "a whole number"), least, most);
}

double json_get_real(JsonIn *in, const Json *object, const char *key, double least, double most)
{
	return real_of(in, required(in, object, key, "a number"), least, most);
}

bool json_get_bool(JsonIn *in, const Json *object, const char *key)
{
	const Json *value = required(in, object, key, "true or false");
	return is_of(in, value, JSON_IS_BOOL, "true or false") && value->truth;
}

int64_t json_get_id(JsonIn *in, const Json *object, const char *key)
{
	static const char expected[] = "an id: a positive whole number as text";
	const Json *value = required(in, object, key, expected);
	if (!is_of(in, value, JSON_IS_TEXT, expected))
		return 0;
	int64_t id;
	if (strlen(value->text) == value->text_len && str_to_int(value->text, &id) && id > 0)
		return id;
	json_fault_at(in, JSON_OUT_OF_RANGE, value, expected);
	return 0;
}

Date json_get_date(JsonIn *in, const Json *object, const char *key)
{
	static const char expected[] = "a date: YYYY-MM-DD";
	const Json *value = required(in, object, key, expected);
	Date date;
	if (!is_of(in, value, JSON_IS_TEXT, expected))
		return (Date){0};
	if (date_parse(value->text, &date))
		return date;
	json_fault_at(in, JSON_OUT_OF_RANGE, value, expected);
	return (Date){0};
}

const Json *json_get_object(JsonIn *in, const Json *object, const char *key)
{
	const Json *value = required(in, object, key, "an object");
	return is_of(in, value, JSON_IS_OBJECT, "an object") ? value : NULL;
}

const Json *json_get_list(JsonIn *in, const Json *object, const char *key, size_t max_items)
{
	const Json *value = required(in, object, key, "a list");
	if (!is_of(in, value, JSON_IS_LIST, "a list"))
		return NULL;
	if (value->count <= max_items)
		return value;
	json_fault_at(in, JSON_OUT_OF_RANGE, value, arena_printf(in->mem, "at most %zu items", max_items));
	return NULL;
}

const char *json_get_text_or(
    JsonIn *in, const Json *object, const char *key, size_t max_chars, const char *fallback)
{
	const Json *value = present(in, object, key);
	return value ? text_of(in, value, max_chars) : fallback;
}

int64_t json_get_int_or(
    JsonIn *in, const Json *object, const char *key, int64_t least, int64_t most, int64_t fallback)
{
	const Json *value = present(in, object, key);
	return value ? int_of(in, value, least, most) : fallback;
}

double json_get_real_or(
    JsonIn *in, const Json *object, const char *key, double least, double most, double fallback)
{
	const Json *value = present(in, object, key);
	return value ? real_of(in, value, least, most) : fallback;
}

bool json_get_bool_or(JsonIn *in, const Json *object, const char *key, bool fallback)
{
	const Json *value = present(in, object, key);
	if (!value)
		return fallback;
	return is_of(in, value, JSON_IS_BOOL, "true or false") && value->truth;
}
