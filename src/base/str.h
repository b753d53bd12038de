/* Small questions about text. Text is NUL-ended UTF-8; NULL counts as empty. */
#ifndef QINGCE_BASE_STR_H
#define QINGCE_BASE_STR_H

#include "base/arena.h"

bool str_eq(const char *a, const char *b);
bool str_is_empty(const char *text);
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* A copy without spaces (ASCII and U+3000) at either end. */
char *str_trim(Arena *mem, const char *text);

/* The first `most` characters, with … in place of the rest when there is more. */
char *str_cut(Arena *mem, const char *text, size_t most);

/* ASCII letters to lower case. */
char *str_lower(Arena *mem, const char *text);

/* Is this well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without NUL or other control
 * characters than tab, CR and LF? */
bool str_is_clean_utf8(const char *bytes, size_t len);

/* Characters (code points), not bytes. */
size_t str_chars(const char *text);

/* Lower-case hexadecimal of `len` bytes. */
char *str_hex(Arena *mem, const void *bytes, size_t len);

/* A whole decimal number and nothing else. */
bool str_to_int(const char *text, int64_t *out);

#endif
