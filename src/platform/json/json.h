/* JSON in and out. In: jansson reads strictly and the tree is copied into the arena, so nothing needs
 * freeing; typed getters note the first field that is missing or wrong. Out: a streaming writer over Buf that
 * escapes and asserts that it is used in a legal order. (jansson owns names such as json_real and json_null;
 * ours differ.) */
#ifndef QINGCE_JSON_JSON_H
#define QINGCE_JSON_JSON_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

typedef enum JsonType {
	JSON_IS_NULL,
	JSON_IS_BOOL,
	JSON_IS_INT,
	JSON_IS_REAL,
	JSON_IS_TEXT,
	JSON_IS_LIST,
	JSON_IS_OBJECT
} JsonType;

typedef struct Json {
	JsonType type;
	const char *key;  /* its name within an object, otherwise NULL */
	const char *text; /* JSON_IS_TEXT: UTF-8 without NUL */
	size_t text_len;
	int64_t whole; /* JSON_IS_INT */
	double real;   /* JSON_IS_INT and JSON_IS_REAL */
	bool truth;    /* JSON_IS_BOOL */
	const struct Json *parent;
	const struct Json *first; /* JSON_IS_LIST, JSON_IS_OBJECT: items in the order sent */
	const struct Json *next;
	size_t index; /* position in the parent */
	size_t count; /* items in a list or object */
} Json;

typedef enum JsonFault {
	JSON_FINE = 0,
	JSON_TOO_LARGE, /* more bytes than allowed */
	JSON_TOO_DEEP,	/* nested beyond JSON_MAX_DEPTH */
	JSON_SYNTAX,  /* not JSON, a name twice in one object, a number out of range; see line, column, detail
		       */
	JSON_MISSING, /* a required field is absent or null; see path */
	JSON_WRONG_TYPE,   /* see path, expected */
	JSON_OUT_OF_RANGE, /* right type, value not allowed; see path, expected */
	JSON_UNKNOWN,	   /* a field nobody knows; see path */
} JsonFault;

enum { JSON_MAX_DEPTH = 64 };

/* One reading. The first fault sticks; getters after it return empty values, so that a reader asks for all
 * its fields in a row and checks `fault` once. */
typedef struct JsonIn {
	Arena *mem;
	JsonFault fault;
	const char *path;     /* RFC 6901 pointer of the faulty value: /lines/3/amount; "" for the document */
	const char *expected; /* "text", "a whole number", … in English */
	const char *detail;   /* JSON_SYNTAX: what the parser said, in English */
	int line;	      /* JSON_SYNTAX: from 1 */
	int column;
} JsonIn;

/* Reads a whole document (any value at the top). ERR_TOO_LARGE beyond `max_bytes`, ERR_INPUT when it is not
 * strict JSON in UTF-8; `in` tells more in both cases. */
Err json_read(JsonIn *in, Arena *mem, const char *bytes, size_t len, size_t max_bytes, const Json **root);

/* ERR_INPUT when any getter has found a fault, otherwise OK. */
Err json_in_err(const JsonIn *in);

/* One English sentence about the fault for logs and API problem details; "" when fine. */
const char *json_in_message(const JsonIn *in);

/* Required fields: absent or null is JSON_MISSING. Text without control characters but tab, CR, LF; at most
 * `max_chars` characters. They return "", 0, false, NULL or no date after a fault. */
const char *json_get_text(JsonIn *in, const Json *object, const char *key, size_t max_chars);
int64_t json_get_int(JsonIn *in, const Json *object, const char *key, int64_t least, int64_t most);
double json_get_real(JsonIn *in, const Json *object, const char *key, double least, double most);
bool json_get_bool(JsonIn *in, const Json *object, const char *key);
int64_t json_get_id(
    JsonIn *in, const Json *object, const char *key); /* a positive whole number sent as text */
Date json_get_date(JsonIn *in, const Json *object, const char *key); /* "YYYY-MM-DD" */
const Json *json_get_object(JsonIn *in, const Json *object, const char *key);
const Json *json_get_list(JsonIn *in, const Json *object, const char *key, size_t max_items);

/* Optional fields: absent or null gives `fallback`; a wrong type is still a fault. */
const char *json_get_text_or(
    JsonIn *in, const Json *object, const char *key, size_t max_chars, const char *fallback);
int64_t json_get_int_or(
    JsonIn *in, const Json *object, const char *key, int64_t least, int64_t most, int64_t fallback);
double json_get_real_or(
    JsonIn *in, const Json *object, const char *key, double least, double most, double fallback);
bool json_get_bool_or(JsonIn *in, const Json *object, const char *key, bool fallback);

/* The value under `key`, or NULL. Also NULL when `object` is NULL or no object. */
const Json *json_find(const Json *object, const char *key);

/* Faults the first field whose name is not in `known` (a list that ends with NULL). */
void json_only_known(JsonIn *in, const Json *object, const char *const *known);

/* Notes a fault that the caller found itself in `value`. The first fault wins. */
void json_fault_at(JsonIn *in, JsonFault fault, const Json *value, const char *expected);

/* The RFC 6901 pointer of a value. */
const char *json_path(Arena *mem, const Json *value);

/* ---- Writing. Order of calls is a belief of the program and asserted: a key before every value in an
 * object, no key in a list, everything closed at the end. Check `out->overflow` once. */
typedef struct JsonOut {
	Buf *out;
	int depth;
	bool in_object[JSON_MAX_DEPTH];
	bool has_items[JSON_MAX_DEPTH];
	bool after_key;
	bool done; /* the one value at the top is complete */
} JsonOut;

JsonOut json_out(Buf *out);
void json_end(const JsonOut *json); /* asserts that the document is complete */

void json_object_begin(JsonOut *json);
void json_object_end(JsonOut *json);
void json_list_begin(JsonOut *json);
void json_list_end(JsonOut *json);
void json_key(JsonOut *json, const char *key);

void json_put_text(
    JsonOut *json, const char *text);		 /* NULL writes null; bytes that are no UTF-8 become U+FFFD */
void json_put_id(JsonOut *json, int64_t id);	 /* "123": ids exceed what JavaScript numbers hold */
void json_put_int(JsonOut *json, int64_t value); /* assert: |value| <= 2^53 */
void json_put_real(
    JsonOut *json, double value); /* shortest that reads back the same, laid out as RFC 8785 wants; finite */
void json_put_decimal(JsonOut *json, double value, int places); /* "12.340000" as text: published results */
void json_put_bool(JsonOut *json, bool value);
void json_put_null(JsonOut *json);
void json_put_date(JsonOut *json, Date date);  /* "2025-02-28", null for no date */
void json_put_time(JsonOut *json, int64_t ms); /* "2025-02-28T10:24:31Z" */

/* Key and value in one call. */
void json_field_text(JsonOut *json, const char *key, const char *text);
void json_field_id(JsonOut *json, const char *key, int64_t id);
void json_field_int(JsonOut *json, const char *key, int64_t value);
void json_field_real(JsonOut *json, const char *key, double value);
void json_field_decimal(JsonOut *json, const char *key, double value, int places);
void json_field_bool(JsonOut *json, const char *key, bool value);
void json_field_null(JsonOut *json, const char *key);
void json_field_date(JsonOut *json, const char *key, Date date);
void json_field_time(JsonOut *json, const char *key, int64_t ms);

/* The number as RFC 8785 (ECMAScript) lays it out; 32 bytes hold it. */
enum { JSON_REAL_BYTES = 32 };
void json_real_text(double value, char text[JSON_REAL_BYTES]);

#endif
