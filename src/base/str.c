/* Small questions about text. */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool str_eq(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool str_is_empty(const char *text)
{
	return !text || !*text;
}

bool str_starts(const char *text, const char *prefix)
{
	return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t len = text ? strlen(text) : 0;
	size_t end = strlen(suffix);
	return len >= end && memcmp(text + len - end, suffix, end) == 0;
}

/* The bytes of the space that begins at `at`, 0 when there is none. U+3000 is the ideographic space. */
static size_t space_at(const char *at, size_t left)
{
	if (left >= 1 && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
		return 1;
	if (left >= 3 && memcmp(at, "\xE3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

char *str_trim(Arena *mem, const char *text)
{
	if (!text)
		return arena_copy(mem, "");
	size_t len = strlen(text);
	for (size_t n; (n = space_at(text, len)) > 0; len -= n)
		text += n;
	while (len > 0) {
		if (space_at(text + len - 1, 1))
			len -= 1;
		else if (len >= 3 && space_at(text + len - 3, 3) == 3)
			len -= 3;
		else
			break;
	}
	return arena_copy_n(mem, text, len);
}

char *str_cut(Arena *mem, const char *text, size_t most)
{
	static const char MORE[] = "…";
	if (str_chars(text) <= most)
		return arena_copy(mem, text);
	const char *end = text;
	for (size_t chars = 0; chars < most; chars++)
		do
			end++;
		while (((unsigned char)*end & 0xC0) == 0x80);
	size_t len = (size_t)(end - text);
	char *cut = arena_alloc(mem, len + sizeof MORE);
	memcpy(cut, text, len);
	memcpy(cut + len, MORE, sizeof MORE);
	return cut;
}

char *str_lower(Arena *mem, const char *text)
{
	char *copy = arena_copy(mem, text);
	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
	return copy;
}

bool str_is_clean_utf8(const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;
	const unsigned char *end = at + len;
	while (at < end) {
		unsigned char c = *at;
		if (c < 0x80) {
			if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F)
				return false;
			at++;
			continue;
		}
		int more = c >= 0xC2 && c <= 0xDF   ? 1
			   : c >= 0xE0 && c <= 0xEF ? 2
			   : c >= 0xF0 && c <= 0xF4 ? 3
						    : 0;
		if (more == 0 || end - at <= more)
			return false;
		unsigned char second = at[1];
		if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) ||
		    (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F))
			return false;
		for (int i = 1; i <= more; i++)
			if ((at[i] & 0xC0) != 0x80)
				return false;
		at += more + 1;
	}
	return true;
}

size_t str_chars(const char *text)
{
	size_t count = 0;
	for (const char *c = text ? text : ""; *c; c++)
		count += ((unsigned char)*c & 0xC0) != 0x80;
	return count;
}

char *str_hex(Arena *mem, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;
	char *hex = arena_alloc(mem, len * 2 + 1);
	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[from[i] >> 4];
		hex[2 * i + 1] = digits[from[i] & 15];
	}
	return hex;
}

bool str_to_int(const char *text, int64_t *out)
{
	if (str_is_empty(text) || !((*text >= '0' && *text <= '9') || *text == '-'))
		return false;
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno || *end)
		return false;
	*out = value;
	return true;
}
