/* The growing buffer. */
#include "base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAP = 256 };

Buf buf_in(Arena *mem, size_t max)
{
	size_t cap = max < FIRST_CAP ? max : FIRST_CAP;
	return (Buf){.mem = mem, .data = arena_alloc(mem, cap + 1), .cap = cap, .max = max};
}

static bool has_room(Buf *buf, size_t more)
{
	if (buf->overflow)
		return false;
	if (more <= buf->cap - buf->len)
		return true;
	if (more > buf->max - buf->len) {
		buf->overflow = true;
		return false;
	}
	size_t cap = buf->cap;
	while (cap < buf->len + more)
		cap = cap > buf->max / 2 ? buf->max : cap * 2 + 1;
	char *data = arena_alloc(buf->mem, cap + 1);
	memcpy(data, buf->data, buf->len);
	buf->data = data;
	buf->cap = cap;
	return true;
}

void buf_add(Buf *buf, const void *bytes, size_t len)
{
	if (len == 0 || !has_room(buf, len))
		return;
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_text(Buf *buf, const char *text)
{
	if (text)
		buf_add(buf, text, strlen(text));
}

void buf_char(Buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_int(Buf *buf, int64_t value)
{
	char text[24], *at = text + sizeof text;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	buf_add(buf, at, (size_t)(text + sizeof text - at));
}

void buf_printf(Buf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char small[256];
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(small, sizeof small, format, args);
	if (len >= 0 && (size_t)len < sizeof small)
		buf_add(buf, small, (size_t)len);
	else if (len >= 0)
		buf_text(buf, arena_vprintf(buf->mem, format, again));
	va_end(again);
	va_end(args);
}

void buf_clear(Buf *buf)
{
	buf->len = 0;
	buf->overflow = false;
	buf->data[0] = '\0';
}

char *buf_take(const Buf *buf)
{
	static char nothing[1];
	assert(!buf->overflow);
	return buf->data ? buf->data : nothing;
}
