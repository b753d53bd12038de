/* A small text file as it was uploaded. */
#ifndef QINGCE_DOC_TEXT_FILE_H
#define QINGCE_DOC_TEXT_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The bytes of a file, with a NUL behind them, CR LF as LF and without byte order mark. ERR_TOO_LARGE beyond
 * `max_bytes`, ERR_INPUT when it cannot be read or is no clean UTF-8. */
Err text_file_read(Arena *mem, const char *path, size_t max_bytes, const char **text, size_t *len);

#endif
