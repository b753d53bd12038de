/* Answers: the calls of http.h that set them, errors, validators, compression. */
#include "http/response.h"

#include "base/log.h"
#include "base/str.h"
#include "http/app.h"
#include "http/body.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
	GZIP_LEAST_BYTES = 1024,
	GZIP_LEVEL = 1,
	PROBLEM_MAX_BYTES = 16 * 1024,
};

void answer_begin(Answer *answer)
{
	*answer = (Answer){.fd = -1};
}

void answer_discard(Answer *answer)
{
	if (answer->fd >= 0)
		close(answer->fd);
	answer_begin(answer);
}

/* ---- what handlers call ---- */

void answer_header(Req *req, const char *name, const char *value)
{
	Answer *answer = req->answer;
	if (answer->header_count == ANSWER_HEADERS_MAX) {
		log_event(LOG_ERROR, "answer_header_dropped", "name", name, NULL);
		return;
	}
	answer->headers[answer->header_count++] = (AnswerHeader){name, arena_copy(req->mem, value)};
}

void answer_allow_wasm(Req *req)
{
	req->answer->allows_wasm = true;
}

const char *cookie_line(Arena *mem, const char *name, const char *value, int64_t max_age_s, bool is_secure)
{
	char age[40] = "";
	if (max_age_s >= 0)
		snprintf(age, sizeof age, "; Max-Age=%lld", (long long)max_age_s);
	return arena_printf(
	    mem, "%s=%s; Path=/%s; HttpOnly; SameSite=Lax%s", name, value, age, is_secure ? "; Secure" : "");
}

void answer_cookie(Req *req, const char *name, const char *value, int64_t max_age_s)
{
	req->answer->has_cookies = true;
	answer_header(req, "Set-Cookie", cookie_line(req->mem, name, value, max_age_s, req->app->is_tls));
}

void answer_public(Req *req, int max_age_s)
{
	req->answer->is_public = true;
	req->answer->max_age_s = max_age_s;
}

Err answer_bytes(Req *req, int status, const char *type, const char *bytes, size_t len)
{
	Answer *answer = req->answer;
	answer->status = status;
	answer->type = type;
	answer->bytes = bytes;
	answer->len = len;
	return OK;
}

Err answer_text(Req *req, int status, const char *type, Buf *text)
{
	if (text->overflow)
		return fail(req, ERR_INTERNAL, "the answer exceeds its maximum of %zu bytes", text->max);
	return answer_bytes(req, status, type, buf_take(text), text->len);
}

static const char *link_in(Req *req, const char *format, va_list args)
{
	const char *path = arena_vprintf(req->mem, format, args);
	if (req->is_api || path_has_no_language(path))
		return path;
	return arena_printf(req->mem, "/%s%s", req->lang == EN ? "en" : "zh", path);
}

const char *link_to(Req *req, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *link = link_in(req, format, args);
	va_end(args);
	return link;
}

Err see_other(Req *req, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *link = link_in(req, format, args);
	va_end(args);
	if (strpbrk(link, "\r\n"))
		return fail(req, ERR_INTERNAL, "a redirect with a line break");
	answer_header(req, "Location", link);
	return answer_bytes(req, 303, NULL, "", 0);
}

/* filename= for old readers, filename* (RFC 8187) for Chinese names. */
static const char *disposition(Arena *mem, const char *name)
{
	char *plain = arena_copy(mem, name);
	for (char *c = plain; *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7E || strchr("\"\\%", *c))
			*c = '_';
	return arena_printf(
	    mem, "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, percent_encode(mem, name));
}

Err answer_file(Req *req, const char *path, const char *type, const char *download_name, bool remove)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	if (fd < 0 || fstat(fd, &about) < 0 || !S_ISREG(about.st_mode)) {
		int why = errno;
		if (fd >= 0)
			close(fd);
		return fail(req, ERR_INTERNAL, "cannot open %s: %s", path, strerror(why));
	}
	if (remove)
		unlink(path);
	Answer *answer = req->answer;
	if (answer->fd >= 0)
		close(answer->fd);
	answer->status = 200;
	answer->type = type;
	answer->fd = fd;
	answer->len = (size_t)about.st_size;
	if (download_name)
		answer_header(req, "Content-Disposition", disposition(req->mem, download_name));
	return OK;
}

/* ---- errors ---- */

int err_status(Err err)
{
	switch (err) {
	case OK:
		return 200;
	case ERR_INPUT:
		return 400;
	case ERR_SIGN_IN:
		return 401;
	case ERR_FORBIDDEN:
		return 403;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_CONFLICT:
		return 409;
	case ERR_TOO_LARGE:
		return 413;
	case ERR_RATE:
		return 429;
	case ERR_INTERNAL:
		return 500;
	case ERR_UNAVAILABLE:
	case ERR_RETRY:
		return 503;
	}
	return 500;
}

const char *status_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
	    {400, "Bad Request"},
	    {401, "Unauthorized"},
	    {403, "Forbidden"},
	    {404, "Not Found"},
	    {405, "Method Not Allowed"},
	    {408, "Request Timeout"},
	    {409, "Conflict"},
	    {413, "Content Too Large"},
	    {414, "URI Too Long"},
	    {415, "Unsupported Media Type"},
	    {422, "Unprocessable Content"},
	    {429, "Too Many Requests"},
	    {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"},
	    {501, "Not Implemented"},
	    {503, "Service Unavailable"},
	    {505, "HTTP Version Not Supported"},
	};
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return status < 500 ? "Error" : "Server Error";
}

Err fail(Req *req, Err err, const char *log_format, ...)
{
	va_list args;
	va_start(args, log_format);
	const char *why = arena_vprintf(req->mem, log_format, args);
	va_end(args);
	int status = err_status(err);
	log_event(status >= 500 ? LOG_ERROR : LOG_INFO, "request_failed", "path", req->path, "status",
	    arena_printf(req->mem, "%d", status), "why", why, NULL);
	return err;
}

Err fail_shown(Req *req, Err err, const char *words)
{
	req->answer->shown = words;
	return err;
}

/* RFC 9457. */
static void answer_problem(Req *req, int status, const char *words)
{
	Buf text = buf_in(req->mem, PROBLEM_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_text(&json, "type", "about:blank");
	json_field_text(&json, "title", status_phrase(status));
	json_field_int(&json, "status", status);
	if (!str_is_empty(words))
		json_field_text(&json, "detail", words);
	json_field_text(&json, "instance", arena_printf(req->mem, "urn:qingce:request:%s", req->id));
	json_object_end(&json);
	json_end(&json);
	answer_text(req, status, "application/problem+json; charset=utf-8", &text);
}

static void answer_plain(Req *req, int status, const char *words)
{
	const char *text = arena_printf(
	    req->mem, "%d %s\n%s\n", status, status_phrase(status), words ? words : "");
	answer_bytes(req, status, "text/plain; charset=utf-8", text, strlen(text));
}

/* Headers that a failed handler has set are dropped, but cookies and those of the dispatcher stay. */
static void keep_headers_for_error(Answer *answer)
{
	size_t kept = 0;
	for (size_t i = 0; i < answer->header_count; i++) {
		const char *name = answer->headers[i].name;
		if (strcmp(name, "Set-Cookie") == 0 || strcmp(name, "Allow") == 0 ||
		    strcmp(name, "Retry-After") == 0)
			answer->headers[kept++] = answer->headers[i];
	}
	answer->header_count = kept;
}

void answer_error(Req *req, ErrorPage *page, int status, const char *words)
{
	Answer *answer = req->answer;
	keep_headers_for_error(answer);
	if (answer->fd >= 0)
		close(answer->fd);
	answer->fd = -1;
	answer->is_public = false;
	answer->status = 0;
	if (status == 503 || status == 429)
		answer_header(req, "Retry-After", status == 503 ? "5" : "60");
	if (req->is_api || req->wants_json) {
		answer_problem(req, status, words);
		return;
	}
	if (!page || page(req, status, words) != OK || answer->status == 0)
		answer_plain(req, status, words);
}

/* ---- the finished answer ---- */

bool etag_matches(const char *if_none_match, const char *etag)
{
	if (str_eq(if_none_match, "*"))
		return true;
	const char *opaque = str_starts(etag, "W/") ? etag + 2 : etag;
	size_t len = strlen(opaque);
	for (const char *at = if_none_match; (at = strstr(at, opaque)) != NULL; at += len) {
		bool is_whole = at[len] == '\0' || at[len] == ',' || at[len] == ' ';
		if (is_whole)
			return true;
	}
	return false;
}

bool accepts_encoding(const char *accept_encoding, const char *coding)
{
	size_t coding_len = strlen(coding);
	for (const char *at = accept_encoding; *at;) {
		at += strspn(at, " ,\t");
		size_t len = strcspn(at, ",");
		size_t name_len = strcspn(at, ",; \t");
		if (name_len == coding_len && strncasecmp(at, coding, coding_len) == 0) {
			const char *weight = memchr(at, '=', len);
			return !weight || strtod(weight + 1, NULL) > 0;
		}
		at += len;
	}
	return false;
}

/* A weak entity tag: what is compressed on the way is the same entity. */
static const char *etag_of(Arena *mem, const Answer *answer)
{
	static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
	unsigned char digest[crypto_shorthash_siphashx24_BYTES];
	crypto_shorthash_siphashx24(digest, (const unsigned char *)answer->bytes, answer->len, key);
	return arena_printf(mem, "W/\"%s\"", str_hex(mem, digest, sizeof digest));
}

void answer_validate(Req *req)
{
	Answer *answer = req->answer;
	if (!etag_matches(header_text(req, "If-None-Match"), answer->etag))
		return;
	answer->status = 304;
	answer->bytes = "";
	answer->len = 0;
	answer->type = NULL;
}

static void set_caching(Req *req)
{
	Answer *answer = req->answer;
	if (!answer->is_public || answer->has_cookies) {
		answer_header(
		    req, "Cache-Control", answer->is_public ? "private, no-cache" : "private, no-store");
		return;
	}
	const char *policy = req->who.user_id
				 ? "private, no-cache"
				 : arena_printf(req->mem, "public, max-age=%d", answer->max_age_s);
	answer_header(req, "Cache-Control", policy);
	answer_header(req, "Vary", "Cookie, Accept-Encoding");
	if (answer->fd >= 0 || answer->status != 200)
		return;
	answer->etag = etag_of(req->mem, answer);
	answer_header(req, "ETag", answer->etag);
	answer_validate(req);
}

/* One compressor a thread, reset for each answer. */
static pthread_key_t deflater_key;
static pthread_once_t deflater_once = PTHREAD_ONCE_INIT;

static void deflater_free(void *stream)
{
	deflateEnd(stream);
	free(stream);
}

static void deflater_key_make(void)
{
	if (pthread_key_create(&deflater_key, deflater_free) != 0)
		abort();
}

static z_stream *deflater(void)
{
	enum { GZIP_WRAP = 16 };
	pthread_once(&deflater_once, deflater_key_make);
	z_stream *stream = pthread_getspecific(deflater_key);
	if (stream)
		return deflateReset(stream) == Z_OK ? stream : NULL;
	stream = calloc(1, sizeof *stream);
	if (!stream)
		abort();
	if (deflateInit2(stream, GZIP_LEVEL, Z_DEFLATED, MAX_WBITS + GZIP_WRAP, 8, Z_DEFAULT_STRATEGY) !=
	    Z_OK) {
		free(stream);
		return NULL;
	}
	pthread_setspecific(deflater_key, stream);
	return stream;
}

static bool is_worth_compressing(const Answer *answer)
{
	const char *type = answer->type ? answer->type : "";
	bool is_text = str_starts(type, "text/") || str_starts(type, "application/json") ||
		       str_starts(type, "application/problem+json") || str_starts(type, "image/svg+xml");
	return answer->fd < 0 && is_text && answer->len >= GZIP_LEAST_BYTES;
}

static void compress_answer(Req *req)
{
	Answer *answer = req->answer;
	if (!is_worth_compressing(answer))
		return;
	if (!answer->is_public)
		answer_header(req, "Vary", "Accept-Encoding");
	if (!accepts_encoding(header_text(req, "Accept-Encoding"), "gzip"))
		return;
	z_stream *stream = deflater();
	if (!stream)
		return;
	size_t room = deflateBound(stream, answer->len);
	unsigned char *out = arena_alloc(req->mem, room);
	stream->next_in = (unsigned char *)answer->bytes;
	stream->avail_in = (unsigned)answer->len;
	stream->next_out = out;
	stream->avail_out = (unsigned)room;
	if (deflate(stream, Z_FINISH) != Z_STREAM_END)
		return;
	answer->bytes = (const char *)out;
	answer->len = room - stream->avail_out;
	answer_header(req, "Content-Encoding", "gzip");
}

void answer_finish(Req *req)
{
	set_caching(req);
	compress_answer(req);
}
