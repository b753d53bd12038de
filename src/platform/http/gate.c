/* Checks in the order in which a request is read: method, version, target, headers, framing. */
#include "http/gate.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

static Gate refuse(int status, const char *reason)
{
	return (Gate){.status = status, .reason = reason, .content_length = -1};
}

static bool is_one_of(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* tchar of RFC 9110 section 5.6.2. */
static bool is_token(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++) {
		bool is_alnum = (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') ||
				(*text >= 'A' && *text <= 'Z');
		if (!is_alnum && !strchr("!#$%&'*+-.^_`|~", *text))
			return false;
	}
	return true;
}

static bool has_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if ((*c < 0x20 && *c != '\t') || *c == 0x7F)
			return true;
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *percent_decode(Arena *mem, const char *bytes, size_t len, bool plus_is_space)
{
	char *out = arena_alloc(mem, len + 1);
	size_t used = 0;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '%') {
			int high = len - i > 2 ? hex_digit(bytes[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(bytes[i + 2]) : -1;
			if (low < 0)
				return NULL;
			out[used++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[used++] = plus_is_space && bytes[i] == '+' ? ' ' : bytes[i];
		}
	}
	out[used] = '\0';
	return str_is_clean_utf8(out, used) ? out : NULL;
}

char *percent_encode(Arena *mem, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(mem, strlen(text) * 3 + 1);
	size_t used = 0;
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		bool is_alnum = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
				(*c >= 'A' && *c <= 'Z');
		if (is_alnum || strchr("-._~/", *c)) {
			out[used++] = (char)*c;
		} else {
			out[used++] = '%';
			out[used++] = digits[*c >> 4];
			out[used++] = digits[*c & 15];
		}
	}
	return out;
}

/* Segments: none empty but the last, none "." or "..", and no separator smuggled in by an escape. */
static bool path_is_plain(const char *path)
{
	if (path[0] != '/')
		return false;
	for (const char *at = path + 1;; at++) {
		size_t len = strcspn(at, "/");
		bool is_last = at[len] == '\0';
		bool is_dots = (len == 1 && at[0] == '.') || (len == 2 && at[0] == '.' && at[1] == '.');
		if (is_dots || (len == 0 && !is_last))
			return false;
		if (is_last)
			break;
		at += len;
	}
	return !strchr(path, '\\') && !strpbrk(path, "\t\r\n");
}

static bool has_escaped_separator(const char *raw, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		int high = raw[i] == '%' ? hex_digit(raw[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(raw[i + 2]) : -1;
		if (low >= 0 && (high * 16 + low == '/' || high * 16 + low == '\\'))
			return true;
	}
	return false;
}

static Gate check_target(Arena *mem, const char *target)
{
	size_t len = strlen(target);
	if (len > GATE_TARGET_MAX_BYTES)
		return refuse(414, "the address is longer than 8192 bytes");
	for (size_t i = 0; i < len; i++)
		if (target[i] <= 0x20 || target[i] == 0x7F || target[i] == '#' || target[i] == '\\')
			return refuse(400, "the address holds a byte that must be percent-encoded");
	size_t path_len = strcspn(target, "?");
	char *path = percent_decode(mem, target, path_len, false);
	if (!path || has_escaped_separator(target, path_len) || !path_is_plain(path))
		return refuse(400, "the path is not plain");
	const char *query = target[path_len] ? target + path_len + 1 : "";
	return (Gate){.path = path, .query = query, .content_length = -1};
}

static bool host_is_plain(const char *host)
{
	size_t len = strlen(host);
	if (len == 0 || len > 255)
		return false;
	for (const char *c = host; *c; c++) {
		bool is_alnum = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
				(*c >= 'A' && *c <= 'Z');
		if (!is_alnum && !strchr("-._:[]", *c))
			return false;
	}
	return true;
}

/* 1 to 18 digits. */
static bool length_is_plain(const char *text, int64_t *out)
{
	size_t len = strlen(text);
	if (len == 0 || len > 18 || strspn(text, "0123456789") != len)
		return false;
	return str_to_int(text, out);
}

typedef struct Framing {
	int host, length, encoding;
} Framing;

static const char *check_header(const Header *header, Framing *seen, Gate *gate)
{
	if (!is_token(header->name))
		return "a header name is not a token";
	if (has_control(header->value))
		return "a header value has a control byte";
	if (strcasecmp(header->name, "Host") == 0) {
		seen->host++;
		if (!host_is_plain(header->value))
			return "the Host header is not a host";
	} else if (strcasecmp(header->name, "Content-Length") == 0) {
		seen->length++;
		if (!length_is_plain(header->value, &gate->content_length))
			return "Content-Length is not a number";
	} else if (strcasecmp(header->name, "Transfer-Encoding") == 0) {
		seen->encoding++;
		if (strcasecmp(header->value, "chunked") != 0)
			return "Transfer-Encoding is not chunked";
		gate->is_chunked = true;
	} else if (strcasecmp(header->name, "Content_Length") == 0 ||
		   strcasecmp(header->name, "Transfer_Encoding") == 0) {
		return "a header name imitates a framing header";
	}
	return NULL;
}

static Gate check_headers(const GateRequest *request, Gate gate)
{
	if (request->header_count > GATE_HEADERS_MAX)
		return refuse(431, "more than 100 headers");
	Framing seen = {0};
	for (size_t i = 0; i < request->header_count; i++) {
		const char *reason = check_header(&request->headers[i], &seen, &gate);
		if (reason)
			return refuse(400, reason);
	}
	if (seen.host != 1)
		return refuse(400, "there must be exactly one Host header");
	if (seen.length > 1)
		return refuse(400, "more than one Content-Length");
	if (seen.encoding > 1)
		return refuse(400, "more than one Transfer-Encoding");
	if (seen.encoding && seen.length)
		return refuse(400, "Content-Length together with Transfer-Encoding");
	if (seen.encoding && strcmp(request->version, "HTTP/1.0") == 0)
		return refuse(400, "Transfer-Encoding in HTTP/1.0");
	return gate;
}

Gate gate_check(Arena *mem, const GateRequest *request)
{
	static const char *const methods[] = {
	    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", NULL};
	static const char *const versions[] = {"HTTP/1.1", "HTTP/1.0", NULL};
	if (!is_one_of(request->version, versions))
		return refuse(505, "not HTTP/1.1 or HTTP/1.0");
	if (!is_one_of(request->method, methods))
		return refuse(501, "an unknown method");
	Gate gate = check_target(mem, request->target);
	return gate.status ? gate : check_headers(request, gate);
}

bool gate_lines_are_strict(const GateRequest *request, const char *target_at, size_t head_bytes)
{
	if (target_at != request->method + strlen(request->method) + 1)
		return false;
	if (request->version != target_at + strlen(request->target) + 1)
		return false;
	const char *at = request->version;
	for (size_t i = 0; i < request->header_count; i++) {
		const Header *header = &request->headers[i];
		if (header->name != at + strlen(at) + 2)
			return false;
		if (header->value < header->name + strlen(header->name) + 1)
			return false;
		at = header->value;
	}
	return at + strlen(at) + 4 == request->method + head_bytes;
}
