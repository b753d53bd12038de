/* The gate: what a request must look like before anything else reads it. It refuses whatever two parsers
 * could understand differently (request smuggling, RFC 9112 section 11.2) and whatever a path can be abused
 * for. Pure. */
#ifndef QINGCE_HTTP_GATE_H
#define QINGCE_HTTP_GATE_H

#include "base/arena.h"

enum {
	GATE_TARGET_MAX_BYTES = 8192,
	GATE_HEADERS_MAX = 100,
};

typedef struct Header {
	const char *name;
	const char *value;
} Header;

/* A request as the server library split it. */
typedef struct GateRequest {
	const char *method;
	const char *target;
	const char *version;
	const Header *headers;
	size_t header_count;
} GateRequest;

typedef struct Gate {
	int status;	    /* 0: may pass; otherwise the HTTP status of the refusal */
	const char *reason; /* in English, for the log and the answer */
	const char *path;   /* percent-decoded, clean UTF-8, begins with "/", no empty, "." or ".." segment */
	const char *query;  /* raw, behind the "?"; "" when there is none */
	int64_t content_length; /* -1: not given */
	bool is_chunked;
} Gate;

Gate gate_check(Arena *mem, const GateRequest *request);

/* Do request line and header lines stand in memory one after another, each ended by exactly CRLF, over
 * `head_bytes` bytes? A bare LF, a NUL and a folded line break this. It can tell as long as the library
 * parses in place (framing.h tries that). `target_at` is where the address stood, its length that of
 * request->target, which may be a copy. */
bool gate_lines_are_strict(const GateRequest *request, const char *target_at, size_t head_bytes);

/* `%41` to `A` (and `+` to a space when asked). NULL when an escape is broken or the result is not clean
 * UTF-8 (str_is_clean_utf8) or has a NUL. */
char *percent_decode(Arena *mem, const char *bytes, size_t len, bool plus_is_space);

/* Everything but letters, digits, "-", ".", "_", "~" and "/" as %XX. */
char *percent_encode(Arena *mem, const char *text);

#endif
