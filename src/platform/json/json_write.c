/* JSON out, straight into a Buf. The order of calls is asserted; numbers and escapes follow RFC 8785. */
#include "json/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

JsonOut json_out(Buf *out)
{
	return (JsonOut){.out = out};
}

void json_end(const JsonOut *json)
{
	assert(json->done && json->depth == 0);
	(void)json;
}

/* Before each value: the comma in a list; in an object the key must have come. */
static void begin_value(JsonOut *json)
{
	assert(!json->done);
	if (json->depth == 0)
		return;
	int level = json->depth - 1;
	if (json->in_object[level]) {
		assert(json->after_key);
		json->after_key = false;
		return;
	}
	if (json->has_items[level])
		buf_char(json->out, ',');
	json->has_items[level] = true;
}

static void end_value(JsonOut *json)
{
	json->done = json->depth == 0;
}

static void open_level(JsonOut *json, bool is_object)
{
	begin_value(json);
	assert(json->depth < JSON_MAX_DEPTH);
	json->in_object[json->depth] = is_object;
	json->has_items[json->depth] = false;
	json->depth++;
	buf_char(json->out, is_object ? '{' : '[');
}

static void close_level(JsonOut *json, bool is_object)
{
	assert(json->depth > 0 && json->in_object[json->depth - 1] == is_object && !json->after_key);
	json->depth--;
	buf_char(json->out, is_object ? '}' : ']');
	end_value(json);
}

void json_object_begin(JsonOut *json)
{
	open_level(json, true);
}

void json_object_end(JsonOut *json)
{
	close_level(json, true);
}

void json_list_begin(JsonOut *json)
{
	open_level(json, false);
}

void json_list_end(JsonOut *json)
{
	close_level(json, false);
}

/* Bytes of the well-formed UTF-8 character at `at` (RFC 3629), 0 when there is none. */
static size_t char_bytes(const unsigned char *at)
{
	unsigned char c = at[0];
	if (c < 0x80)
		return 1;
	size_t len = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
	for (size_t i = 1; i < len; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F) || (c == 0xF0 && at[1] < 0x90) ||
	    (c == 0xF4 && at[1] > 0x8F))
		return 0;
	return len;
}

static void add_escape(Buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t";
	static const char to[] = "\"\\bfnrt";
	const char *at = strchr(from, c);
	if (at)
		buf_printf(out, "\\%c", to[at - from]);
	else
		buf_printf(out, "\\u%04x", c);
}

static void add_quoted(Buf *out, const char *text)
{
	buf_char(out, '"');
	const unsigned char *at = (const unsigned char *)text;
	while (*at) {
		const unsigned char *plain = at;
		while (*at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\')
			at++;
		buf_add(out, plain, (size_t)(at - plain));
		if (!*at)
			break;
		size_t len = char_bytes(at);
		if (len > 1)
			buf_add(out, at, len);
		else if (len == 1)
			add_escape(out, *at);
		else
			buf_text(out, "\xEF\xBF\xBD");
		at += len ? len : 1;
	}
	buf_char(out, '"');
}

void json_key(JsonOut *json, const char *key)
{
	assert(json->depth > 0 && json->in_object[json->depth - 1] && !json->after_key);
	int level = json->depth - 1;
	if (json->has_items[level])
		buf_char(json->out, ',');
	json->has_items[level] = true;
	json->after_key = true;
	add_quoted(json->out, key);
	buf_char(json->out, ':');
}

void json_put_text(JsonOut *json, const char *text)
{
	if (!text) {
		json_put_null(json);
		return;
	}
	begin_value(json);
	add_quoted(json->out, text);
	end_value(json);
}

void json_put_id(JsonOut *json, int64_t id)
{
	begin_value(json);
	buf_char(json->out, '"');
	buf_int(json->out, id);
	buf_char(json->out, '"');
	end_value(json);
}

void json_put_int(JsonOut *json, int64_t value)
{
	assert(value <= (INT64_C(1) << 53) && value >= -(INT64_C(1) << 53));
	begin_value(json);
	buf_int(json->out, value);
	end_value(json);
}

/* Splits "d.ddde±x" into its digits and exponent; returns how many digits. */
static int split_digits(const char *scientific, char digits[20], int *exponent)
{
	int count = 0;
	const char *at = scientific;
	for (; *at && *at != 'e'; at++)
		if (*at != '.' && *at != '-')
			digits[count++] = *at;
	*exponent = atoi(at + 1);
	return count;
}

static void repeat(char **at, char c, int times)
{
	for (; times > 0; times--)
		*(*at)++ = c;
}

static void copy(char **at, const char *from, int count)
{
	memcpy(*at, from, (size_t)count);
	*at += count;
}

/* ECMAScript Number::toString: the shortest digits that read back the same; exponents from 1e21 and below
 * 1e-6. */
void json_real_text(double value, char text[JSON_REAL_BYTES])
{
	assert(isfinite(value));
	if (value == 0) {
		memcpy(text, "0", 2);
		return;
	}
	char scientific[32];
	for (int precision = 0; precision <= 16; precision++) {
		snprintf(scientific, sizeof scientific, "%.*e", precision, value);
		if (strtod(scientific, NULL) == value)
			break;
	}
	char digits[20];
	int exponent;
	int count = split_digits(scientific, digits, &exponent);
	int point = exponent + 1; /* digits before the decimal point */
	char *at = text;
	if (value < 0)
		*at++ = '-';
	if (point >= count && point <= 21) {
		copy(&at, digits, count);
		repeat(&at, '0', point - count);
	} else if (point > 0 && point < count) {
		copy(&at, digits, point);
		*at++ = '.';
		copy(&at, digits + point, count - point);
	} else if (point > -6 && point <= 0) {
		copy(&at, "0.", 2);
		repeat(&at, '0', -point);
		copy(&at, digits, count);
	} else {
		copy(&at, digits, 1);
		if (count > 1) {
			*at++ = '.';
			copy(&at, digits + 1, count - 1);
		}
		at += snprintf(at, 8, "e%+d", exponent);
	}
	*at = '\0';
}

void json_put_real(JsonOut *json, double value)
{
	char text[JSON_REAL_BYTES];
	json_real_text(value, text);
	begin_value(json);
	buf_text(json->out, text);
	end_value(json);
}

/* |value| * 10^places as a whole number, rounded half to even like "%.*f"; false when it takes more than 63
 * bits. Exact: a double is m * 2^e with m < 2^53, and m * 10^15 < 2^103. */
static bool scaled(double value, int places, uint64_t *out)
{
	enum { MANTISSA_BITS = 53 };
	int exponent;
	double fraction = frexp(fabs(value), &exponent);
	int shift = MANTISSA_BITS - exponent;
	if (shift <= 0)
		return false;
	unsigned __int128 product = (uint64_t)ldexp(fraction, MANTISSA_BITS);
	for (int i = 0; i < places; i++)
		product *= 10;
	*out = 0;
	if (shift > 104) /* less than a half */
		return true;
	unsigned __int128 half = (unsigned __int128)1 << (shift - 1), whole = product >> shift;
	unsigned __int128 rest = product - (whole << shift);
	whole += rest > half || (rest == half && whole % 2 == 1);
	*out = (uint64_t)whole;
	return whole <= INT64_MAX;
}

/* The digits of `units`, the last `places` of them behind the point. */
static const char *point_text(uint64_t units, int places, bool is_negative, char text[32])
{
	char *at = text + 31;
	*at = '\0';
	for (int digits = 0; digits <= places || units > 0; digits++, units /= 10) {
		if (digits == places && places > 0)
			*--at = '.';
		*--at = (char)('0' + units % 10);
	}
	if (is_negative)
		*--at = '-';
	return at;
}

void json_put_decimal(JsonOut *json, double value, int places)
{
	assert(isfinite(value) && places >= 0 && places <= 15);
	char text[400];
	uint64_t units;
	const char *at = text;
	if (scaled(value, places, &units))
		at = point_text(units, places, value < 0 && units > 0, text);
	else
		snprintf(text, sizeof text, "%.*f", places, value);
	begin_value(json);
	buf_char(json->out, '"');
	buf_text(json->out, at);
	buf_char(json->out, '"');
	end_value(json);
}

void json_put_bool(JsonOut *json, bool value)
{
	begin_value(json);
	buf_text(json->out, value ? "true" : "false");
	end_value(json);
}

void json_put_null(JsonOut *json)
{
	begin_value(json);
	buf_text(json->out, "null");
	end_value(json);
}

void json_put_date(JsonOut *json, Date date)
{
	json_put_text(json, date_is_none(date) ? NULL : date_text(json->out->mem, date));
}

void json_put_time(JsonOut *json, int64_t ms)
{
	json_put_text(json, time_text(json->out->mem, ms));
}

void json_field_text(JsonOut *json, const char *key, const char *text)
{
	json_key(json, key);
	json_put_text(json, text);
}

void json_field_id(JsonOut *json, const char *key, int64_t id)
{
	json_key(json, key);
	json_put_id(json, id);
}

void json_field_int(JsonOut *json, const char *key, int64_t value)
{
	json_key(json, key);
	json_put_int(json, value);
}

void json_field_real(JsonOut *json, const char *key, double value)
{
	json_key(json, key);
	json_put_real(json, value);
}

void json_field_decimal(JsonOut *json, const char *key, double value, int places)
{
	json_key(json, key);
	json_put_decimal(json, value, places);
}

void json_field_bool(JsonOut *json, const char *key, bool value)
{
	json_key(json, key);
	json_put_bool(json, value);
}

void json_field_null(JsonOut *json, const char *key)
{
	json_key(json, key);
	json_put_null(json);
}

void json_field_date(JsonOut *json, const char *key, Date date)
{
	json_key(json, key);
	json_put_date(json, date);
}

void json_field_time(JsonOut *json, const char *key, int64_t ms)
{
	json_key(json, key);
	json_put_time(json, ms);
}
