/* JSON from strangers: what is read is written again and must read as the same tree. */
#include "fuzz.h"
#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 1024 * 1024 };

/* RFC 8785 lays these out as whole numbers, which then exceed the 64 bits that the reader allows. */
static bool reads_back_as_too_large(double value)
{
	return fabs(value) >= 9.2e18 && fabs(value) < 1e21;
}

static void write_value(JsonOut *out, const Json *value)
{
	switch (value->type) {
	case JSON_IS_NULL:
		json_put_null(out);
		break;
	case JSON_IS_BOOL:
		json_put_bool(out, value->truth);
		break;
	case JSON_IS_INT:
		json_put_id(out, value->whole);
		break;
	case JSON_IS_REAL:
		json_put_real(out, reads_back_as_too_large(value->real) ? 0.5 : value->real);
		break;
	case JSON_IS_TEXT:
		json_put_text(out, value->text);
		break;
	case JSON_IS_LIST:
	case JSON_IS_OBJECT:
		value->type == JSON_IS_LIST ? json_list_begin(out) : json_object_begin(out);
		for (const Json *item = value->first; item; item = item->next) {
			if (item->key)
				json_key(out, item->key);
			write_value(out, item);
		}
		value->type == JSON_IS_LIST ? json_list_end(out) : json_object_end(out);
		break;
	}
}

/* Whole numbers were written as ids, and whole reals read back as whole numbers: types may differ there
 * alone. */
static bool is_same(const Json *a, const Json *b)
{
	if (a->count != b->count || (a->key && strcmp(a->key, b->key) != 0))
		return false;
	if (a->type == JSON_IS_REAL)
		return (b->type == JSON_IS_REAL || b->type == JSON_IS_INT) &&
		       (a->real == b->real || reads_back_as_too_large(a->real));
	if (a->type == JSON_IS_INT)
		return b->type == JSON_IS_TEXT && strtoll(b->text, NULL, 10) == a->whole;
	if (a->type != b->type || a->truth != b->truth)
		return false;
	if (a->type == JSON_IS_TEXT && strcmp(a->text, b->text) != 0)
		return false;
	const Json *y = b->first;
	for (const Json *x = a->first; x; x = x->next, y = y->next)
		if (!is_same(x, y))
			return false;
	return true;
}

static void ask(JsonIn *in, const Json *root)
{
	json_get_text_or(in, root, "a", 10, "");
	json_get_list(in, root, "b", 3);
	json_get_date(in, root, "c");
	json_get_id(in, root, "d");
	json_only_known(in, root, (const char *const[]){"a", "b", "c", "d", NULL});
	if ((json_in_err(in) != OK) != (in->fault != JSON_FINE) ||
	    !*json_in_message(in) != (in->fault == JSON_FINE))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	Arena *mem = arena_open();
	JsonIn in;
	const Json *root;
	Err err = json_read(&in, mem, (const char *)bytes, len, MAX_BYTES, &root);
	if ((err == OK) != (root != NULL) || (err != OK && in.fault == JSON_FINE))
		abort();
	if (err == OK) {
		Buf out = buf_in(mem, 16 * MAX_BYTES);
		JsonOut json = json_out(&out);
		write_value(&json, root);
		json_end(&json);
		JsonIn again;
		const Json *copy;
		if (json_read(&again, mem, buf_take(&out), out.len, 16 * MAX_BYTES, &copy) != OK ||
		    !is_same(root, copy))
			abort();
	}
	ask(&in, root);
	arena_close(mem);
	return 0;
}
