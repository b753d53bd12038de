/* Styles, scripts and icons, embedded in the binary under names that carry a digest of their content, so that
 * a cache can keep them for ever and is never stale. The table is made by tools/assets.mjs. */
#ifndef QINGCE_HTTP_ASSET_H
#define QINGCE_HTTP_ASSET_H

#include <stddef.h>

#include "base/arena.h"

typedef struct Asset {
	const char *path; /* "/assets/qingce.3f2a1b9c.css" */
	const char *type; /* "text/css; charset=utf-8" */
	const unsigned char *bytes;
	size_t len;
	const unsigned char *gzip; /* NULL when compression does not pay */
	size_t gzip_len;
	const unsigned char *brotli; /* NULL likewise */
	size_t brotli_len;
	const char *etag; /* with its quotes; the digest of the plain bytes */
} Asset;

/* Sorted by path. */
extern const Asset ASSETS[];
extern const size_t ASSET_COUNT;

/* The asset at a path (without language prefix or query), NULL when there is none. */
const Asset *asset_at(const char *path);

/* The asset of a plain name ("wizard.js"), NULL when there is none. */
const Asset *asset_named(const char *name);

/* The file an asset was made from, for builds that serve assets/ as it is at each request (`./dev watch`);
 * NULL otherwise, and for what the build makes itself (the sprite, the live module). */
const char *asset_source(Arena *mem, const Asset *asset);

#endif
