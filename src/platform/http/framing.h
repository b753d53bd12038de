/* Who sees to it that the lines of a head are framed as RFC 9112 has them: each ends in exactly CRLF, none is
 * folded, none holds a NUL. libmicrohttpd 0.9.75 lets all of that through, but leaves the lines where they
 * came in, so that gate_lines_are_strict can tell; other versions refuse by themselves, or may do neither.
 * What the library at hand does is not believed from its number but tried at start. */
#ifndef QINGCE_HTTP_FRAMING_H
#define QINGCE_HTTP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Framing {
	FRAMING_UNTRIED,
	FRAMING_BY_LIBRARY, /* it refuses such heads */
	FRAMING_BY_LAYOUT,  /* gate_lines_are_strict refuses them */
	FRAMING_BY_NOBODY,  /* only a proxy in front can */
} Framing;

/* What became of one head that was tried. */
typedef struct FramingTrial {
	bool is_plain;	/* it has to pass; the others must not */
	bool is_passed; /* by library and gate_check */
	bool is_strict; /* says gate_lines_are_strict */
} FramingTrial;

/* Pure: who refuses what must not pass and passes what must. */
Framing framing_judge(const FramingTrial trials[], size_t count);

/* Sends a score of heads through the library, without any network. A few milliseconds. */
Framing framing_try(void);

#endif
