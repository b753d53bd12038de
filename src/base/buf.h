/* Text or bytes that grow in an arena up to a stated maximum. An overflow sticks to the buffer and is
 * checked once, at the end; `data` always ends in a NUL. */
#ifndef QINGCE_BASE_BUF_H
#define QINGCE_BASE_BUF_H

#include "base/arena.h"

typedef struct Buf {
	Arena *mem;
	char *data;
	size_t len;
	size_t cap;
	size_t max;
	bool overflow; /* something did not fit; what was added since is lost */
} Buf;

Buf buf_in(Arena *mem, size_t max);
void buf_add(Buf *buf, const void *bytes, size_t len);
void buf_text(Buf *buf, const char *text);
void buf_char(Buf *buf, char c);
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_clear(Buf *buf);

#endif
