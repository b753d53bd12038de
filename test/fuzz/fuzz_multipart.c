/* Multipart bodies: the first byte picks a piece size, the first line is the content type, the rest the body.
 * What is heard must not depend on how the body was cut, and calls must come in their order. */
#include "base/buf.h"
#include "base/str.h"
#include "fuzz.h"
#include "http/multipart.h"

#include <stdlib.h>
#include <string.h>

typedef struct Heard {
	Buf text;
	bool in_file;
	int parts;
} Heard;

static void check(bool holds)
{
	if (!holds)
		abort();
}

static FormFault on_field(void *with, const char *name, const char *value, size_t len)
{
	Heard *heard = with;
	check(!heard->in_file && strlen(value) == len && len <= FORM_FIELD_MAX_BYTES);
	check(str_is_clean_utf8(value, len) && str_is_clean_utf8(name, strlen(name)) && *name);
	heard->parts++;
	buf_printf(&heard->text, "[%s]=[%s]", name, value);
	return FORM_FINE;
}

static FormFault on_begin(void *with, const char *field, const char *file_name)
{
	Heard *heard = with;
	check(!heard->in_file && *field && str_is_clean_utf8(file_name, strlen(file_name)));
	heard->in_file = true;
	heard->parts++;
	buf_printf(&heard->text, "<%s %s ", field, file_name);
	return FORM_FINE;
}

static FormFault on_bytes(void *with, const char *bytes, size_t len)
{
	Heard *heard = with;
	check(heard->in_file && len > 0);
	buf_add(&heard->text, bytes, len);
	return FORM_FINE;
}

static FormFault on_end(void *with)
{
	Heard *heard = with;
	check(heard->in_file);
	heard->in_file = false;
	buf_char(&heard->text, '>');
	return FORM_FINE;
}

static const MultipartSink SINK = {on_field, on_begin, on_bytes, on_end};

static FormFault take(Arena *mem, const char *type, const char *body, size_t len, size_t step, Heard *heard)
{
	*heard = (Heard){.text = buf_in(mem, len * 2 + 64)};
	Multipart *multipart = multipart_in(mem, type, &SINK, heard);
	if (!multipart)
		return FORM_BROKEN;
	for (size_t at = 0; at < len; at += step)
		multipart_add(multipart, body + at, len - at < step ? len - at : step);
	FormFault fault = multipart_end(multipart);
	check(fault || !heard->in_file);
	check(heard->parts <= MULTIPART_PARTS_MAX);
	check(str_is_clean_utf8(multipart_field(multipart), strlen(multipart_field(multipart))));
	return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	const char *line = (const char *)bytes + 1;
	const char *line_end = size > 1 ? memchr(line, '\n', size - 1) : NULL;
	if (!line_end)
		return 0;
	const char *type = arena_copy_n(mem, line, (size_t)(line_end - line));
	const char *body = line_end + 1;
	size_t len = size - (size_t)(body - (const char *)bytes);
	Heard whole, cut;
	FormFault fault = take(mem, type, body, len, len ? len : 1, &whole);
	FormFault again = take(mem, type, body, len, (size_t)bytes[0] % 67 + 1, &cut);
	check(fault == again && whole.parts == cut.parts);
	check(whole.text.len == cut.text.len &&
	      memcmp(buf_take(&whole.text), buf_take(&cut.text), cut.text.len) == 0);
	arena_reset(mem);
	return 0;
}
