/* Files that tools/embed.c puts into the binary: a table that ends with a NULL name. */
#ifndef QINGCE_BASE_EMBED_H
#define QINGCE_BASE_EMBED_H

#include <stddef.h>

typedef struct Embedded {
	const char *name;  /* without directories */
	const char *bytes; /* a NUL follows the last byte */
	size_t len;
} Embedded;

#endif
