/* A state machine over the bytes. The delimiter is CRLF "--" boundary; CR stands nowhere else in it, so that
 * after a mismatch only the byte at hand can begin a new match. */
#include "http/multipart.h"

#include "base/buf.h"
#include "base/str.h"

#include <string.h>
#include <strings.h>

typedef enum State {
	IN_DELIMITER_START, /* the very first delimiter, whose CRLF is left out */
	AFTER_DELIMITER,    /* CRLF: a part follows; "--": the end */
	IN_HEAD,
	IN_FIELD,
	IN_FILE,
	AFTER_END, /* the closing delimiter is there: CRLF or nothing */
	CLOSED,	   /* and now nothing */
} State;

struct Multipart {
	Arena *mem;
	const MultipartSink *sink;
	void *with;
	State state;
	FormFault fault;
	char delimiter[MULTIPART_BOUNDARY_MAX + 8];
	size_t delimiter_len;
	size_t matched; /* bytes of the delimiter seen so far */
	char tail[2];	/* the bytes behind a delimiter */
	size_t tail_len;
	char head[MULTIPART_HEAD_MAX_BYTES + 1];
	size_t head_len;
	int parts;
	const char *name; /* of the part at hand */
	Buf value;	  /* of the field at hand */
};

/* bchars of RFC 2046 without the space. */
static bool boundary_is_plain(const char *text, size_t len)
{
	if (len == 0 || len > MULTIPART_BOUNDARY_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool is_alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!is_alnum && (c == '\0' || !strchr("'()+_,-./:=?", c)))
			return false;
	}
	return true;
}

static const char *boundary_of(const char *content_type, size_t *len)
{
	static const char type[] = "multipart/form-data";
	if (strncasecmp(content_type, type, sizeof type - 1) != 0)
		return NULL;
	const char *at = content_type + sizeof type - 1;
	at += strspn(at, " \t");
	if (*at++ != ';')
		return NULL;
	at += strspn(at, " \t");
	if (strncasecmp(at, "boundary=", 9) != 0)
		return NULL;
	at += 9;
	bool is_quoted = *at == '"';
	at += is_quoted;
	*len = strcspn(at, is_quoted ? "\"" : "; \t");
	const char *end = at + *len;
	if (is_quoted && *end++ != '"')
		return NULL;
	return *end == '\0' && boundary_is_plain(at, *len) ? at : NULL;
}

Multipart *multipart_in(Arena *mem, const char *content_type, const MultipartSink *sink, void *with)
{
	size_t len;
	const char *boundary = boundary_of(content_type, &len);
	if (!boundary)
		return NULL;
	Multipart *multipart = ARENA_NEW(mem, Multipart);
	multipart->mem = mem;
	multipart->sink = sink;
	multipart->with = with;
	multipart->name = "";
	memcpy(multipart->delimiter, "\r\n--", 4);
	memcpy(multipart->delimiter + 4, boundary, len);
	multipart->delimiter_len = len + 4;
	multipart->matched = 2;
	return multipart;
}

/* The value of `key="…"` at *at, unquoted; moves *at behind it. A browser writes %22, %0D and %0A for what
 * cannot stand in quotes, curl writes \" and \\. */
static char *quoted_value(Arena *mem, const char **at)
{
	if (**at != '"')
		return NULL;
	const char *from = *at + 1;
	char *out = arena_alloc(mem, strlen(from) + 1);
	size_t used = 0;
	for (; *from && *from != '"'; from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		if (strncmp(from, "%22", 3) == 0) {
			out[used++] = '"';
			from += 2;
		} else {
			out[used++] = *from;
		}
	}
	if (*from != '"')
		return NULL;
	*at = from + 1;
	return out;
}

typedef struct Disposition {
	const char *name;
	const char *file_name; /* NULL: a field */
} Disposition;

static bool read_disposition(Arena *mem, const char *at, Disposition *out)
{
	if (strncasecmp(at, "form-data", 9) != 0)
		return false;
	at += 9;
	while (*at) {
		at += strspn(at, " \t");
		if (*at++ != ';')
			return false;
		at += strspn(at, " \t");
		size_t key_len = strcspn(at, "=");
		const char *key = at;
		at += key_len;
		if (*at++ != '=')
			return false;
		const char *value = quoted_value(mem, &at);
		if (!value)
			return false;
		if (key_len == 4 && strncasecmp(key, "name", 4) == 0 && !out->name)
			out->name = value;
		else if (key_len == 8 && strncasecmp(key, "filename", 8) == 0 && !out->file_name)
			out->file_name = value;
		else
			return false;
	}
	return out->name != NULL;
}

/* One header line of a part. Encodings other than the plain ones are deprecated by RFC 7578 section 4.7. */
static bool read_head_line(Arena *mem, char *line, Disposition *out)
{
	char *colon = strchr(line, ':');
	if (!colon || colon == line)
		return false;
	*colon = '\0';
	const char *value = colon + 1 + strspn(colon + 1, " \t");
	if (strcasecmp(line, "Content-Disposition") == 0)
		return !out->name && read_disposition(mem, value, out);
	if (strcasecmp(line, "Content-Transfer-Encoding") == 0)
		return strcasecmp(value, "binary") == 0 || strcasecmp(value, "8bit") == 0 ||
		       strcasecmp(value, "7bit") == 0;
	return true;
}

static FormFault begin_part(Multipart *multipart)
{
	Disposition disposition = {0};
	char *at = multipart->head;
	if (!str_is_clean_utf8(at, multipart->head_len) || strchr(at, '\t'))
		return FORM_BROKEN;
	while (*at) {
		char *end = strstr(at, "\r\n");
		*end = '\0';
		if (strpbrk(at, "\r\n") || !read_head_line(multipart->mem, at, &disposition))
			return FORM_BROKEN;
		at = end + 2;
	}
	if (!disposition.name || !*disposition.name || strlen(disposition.name) > FORM_NAME_MAX_BYTES)
		return FORM_BROKEN;
	multipart->name = disposition.name;
	if (disposition.file_name) {
		multipart->state = IN_FILE;
		return multipart->sink->file_begin(multipart->with, disposition.name, disposition.file_name);
	}
	multipart->state = IN_FIELD;
	multipart->value = buf_in(multipart->mem, FORM_FIELD_MAX_BYTES);
	return FORM_FINE;
}

static FormFault part_bytes(Multipart *multipart, const char *bytes, size_t len)
{
	if (len == 0)
		return FORM_FINE;
	if (multipart->state == IN_FILE)
		return multipart->sink->file_bytes(multipart->with, bytes, len);
	buf_add(&multipart->value, bytes, len);
	return multipart->value.overflow ? FORM_TOO_LARGE : FORM_FINE;
}

static FormFault end_part(Multipart *multipart)
{
	if (multipart->state == IN_FILE)
		return multipart->sink->file_end(multipart->with);
	Buf *value = &multipart->value;
	if (!str_is_clean_utf8(buf_take(value), value->len))
		return FORM_UNCLEAN;
	return multipart->sink->field(multipart->with, multipart->name, buf_take(value), value->len);
}

/* Content of a part up to the next delimiter; returns how many bytes it took. */
static size_t take_content(Multipart *multipart, const char *bytes, size_t len)
{
	size_t at = 0;
	if (multipart->matched == 0) {
		const char *cr = memchr(bytes, '\r', len);
		size_t plain = cr ? (size_t)(cr - bytes) : len;
		multipart->fault = part_bytes(multipart, bytes, plain);
		at = plain;
	}
	while (at < len && !multipart->fault) {
		if (bytes[at] == multipart->delimiter[multipart->matched]) {
			at++;
			if (++multipart->matched == multipart->delimiter_len) {
				multipart->fault = end_part(multipart);
				multipart->state = AFTER_DELIMITER;
				multipart->tail_len = 0;
				return at;
			}
		} else if (multipart->matched > 0) {
			multipart->fault = part_bytes(multipart, multipart->delimiter, multipart->matched);
			multipart->matched = 0;
		} else {
			return at;
		}
	}
	return at;
}

static FormFault take_tail(Multipart *multipart, char c)
{
	multipart->tail[multipart->tail_len++] = c;
	if (multipart->tail_len < 2)
		return FORM_FINE;
	multipart->tail_len = 0;
	bool is_line_end = memcmp(multipart->tail, "\r\n", 2) == 0;
	if (multipart->state == AFTER_END) {
		multipart->state = CLOSED;
		return is_line_end ? FORM_FINE : FORM_BROKEN;
	}
	if (memcmp(multipart->tail, "--", 2) == 0) {
		multipart->state = AFTER_END;
		return FORM_FINE;
	}
	if (!is_line_end)
		return FORM_BROKEN;
	if (++multipart->parts > MULTIPART_PARTS_MAX)
		return FORM_TOO_MANY;
	multipart->state = IN_HEAD;
	multipart->head_len = 0;
	multipart->name = "";
	return FORM_FINE;
}

static FormFault take_head(Multipart *multipart, char c)
{
	if (c == '\0' || multipart->head_len == MULTIPART_HEAD_MAX_BYTES)
		return FORM_BROKEN;
	multipart->head[multipart->head_len++] = c;
	multipart->head[multipart->head_len] = '\0';
	if (!str_ends(multipart->head + (multipart->head_len < 4 ? 0 : multipart->head_len - 4), "\r\n\r\n"))
		return FORM_FINE;
	multipart->head_len -= 2;
	multipart->head[multipart->head_len] = '\0';
	multipart->matched = 0;
	return begin_part(multipart);
}

FormFault multipart_add(Multipart *multipart, const char *bytes, size_t len)
{
	for (size_t at = 0; at < len && !multipart->fault;) {
		switch (multipart->state) {
		case IN_DELIMITER_START:
			if (bytes[at++] != multipart->delimiter[multipart->matched++]) {
				multipart->fault = FORM_BROKEN;
			} else if (multipart->matched == multipart->delimiter_len) {
				multipart->state = AFTER_DELIMITER;
			}
			break;
		case AFTER_DELIMITER:
		case AFTER_END:
			multipart->fault = take_tail(multipart, bytes[at++]);
			break;
		case IN_HEAD:
			multipart->fault = take_head(multipart, bytes[at++]);
			break;
		case CLOSED:
			multipart->fault = FORM_BROKEN;
			break;
		case IN_FIELD:
		case IN_FILE:
			at += take_content(multipart, bytes + at, len - at);
			break;
		}
	}
	return multipart->fault;
}

FormFault multipart_end(Multipart *multipart)
{
	bool is_whole = multipart->state == CLOSED ||
			(multipart->state == AFTER_END && multipart->tail_len == 0);
	if (!multipart->fault && !is_whole)
		multipart->fault = FORM_BROKEN;
	return multipart->fault;
}

const char *multipart_field(const Multipart *multipart)
{
	return multipart->name;
}
