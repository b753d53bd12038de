/* The answer while a handler puts it together, and what becomes of errors. The server turns it into bytes. */
#ifndef QINGCE_HTTP_RESPONSE_H
#define QINGCE_HTTP_RESPONSE_H

#include "http/http.h"

enum { ANSWER_HEADERS_MAX = 24 };

typedef struct AnswerHeader {
	const char *name;
	const char *value;
} AnswerHeader;

typedef struct Answer {
	int status; /* 0: nothing set yet */
	const char *type;
	const char *bytes; /* in the request's arena, or static */
	size_t len;
	int fd; /* a file instead of bytes; -1: none */
	AnswerHeader headers[ANSWER_HEADERS_MAX];
	size_t header_count;
	bool has_cookies;
	bool is_public;
	bool allows_wasm;
	int max_age_s;
	const char *etag;  /* with its quotes; NULL: none */
	bool must_close;   /* the connection ends after this answer */
	const char *shown; /* words for the reader from fail_shown */
} Answer;

/* Shows an error as a page in the reader's language; src/platform/html has it, a test may have its own. */
typedef Err ErrorPage(Req *req, int status, const char *words);

/* Forgets all that has been set so far, so that a request can be run again. */
void answer_begin(Answer *answer);
void answer_discard(Answer *answer);

/* The problem as RFC 9457 for programs and as a page for people. `words` may be NULL. */
void answer_error(Req *req, ErrorPage *page, int status, const char *words);

/* The reason phrase of a status, in English. */
const char *status_phrase(int status);

/* Headers, validators and compression that depend on the finished answer: If-None-Match, Cache-Control, gzip.
 */
void answer_finish(Req *req);

/* Turns an answer with an entity tag into a 304 when the reader has it already. */
void answer_validate(Req *req);

/* A cookie line: HttpOnly, SameSite=Lax, Path=/, Secure under TLS. max_age_s < 0: a session cookie; 0:
 * forget. */
const char *cookie_line(Arena *mem, const char *name, const char *value, int64_t max_age_s, bool is_secure);

/* Does an If-None-Match header name this entity tag (weak comparison, RFC 9110 section 13.1.2)? */
bool etag_matches(const char *if_none_match, const char *etag);

/* Does an Accept-Encoding header take this coding (no q=0)? */
bool accepts_encoding(const char *accept_encoding, const char *coding);

#endif
