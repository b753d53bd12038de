/* Text or bytes that grow in an arena up to a stated maximum. An overflow sticks to the buffer and is
 * checked once, at the end. Whoever can be sent more than fits asks `overflow` then and answers
 * ERR_TOO_LARGE, or cuts with words; everybody else states a maximum that cannot be reached. So buf_take, the
 * only way to what a buffer holds (tools/check.mjs), can insist that nothing was lost. A maximum costs
 * nothing: room is made as it is needed. */
#ifndef QINGCE_BASE_BUF_H
#define QINGCE_BASE_BUF_H

#include "base/arena.h"

typedef struct Buf {
	Arena *mem;
	char *data; /* ends in a NUL; read with buf_take */
	size_t len;
	size_t cap;
	size_t max;
	bool overflow; /* something did not fit; what was added since is lost */
} Buf;

/* More than any text takes that is put together from fields and labels with maxima of their own: a message,
 * an explanation, a list of names. */
enum { BUF_FIELDS_MAX = 1024 * 1024 };

Buf buf_in(Arena *mem, size_t max);
void buf_add(Buf *buf, const void *bytes, size_t len);
void buf_text(Buf *buf, const char *text);
void buf_char(Buf *buf, char c);
void buf_int(Buf *buf, int64_t value);
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_clear(Buf *buf);

/* The whole text, or buf->len bytes with a NUL behind them; "" of a buffer that was never begun. It stands
 * where it is until the buffer grows. Asserts that nothing was lost. */
char *buf_take(const Buf *buf);

#endif
