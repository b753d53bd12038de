/* Finding an embedded asset by its path. */
#include "http/asset.h"

#include <string.h>
#include <unistd.h>

const Asset *asset_at(const char *path)
{
	size_t low = 0, high = ASSET_COUNT;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(path, ASSETS[middle].path);
		if (order == 0)
			return &ASSETS[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

enum { DIGEST = 11 }; /* bytes of ".0123456789" in a path */

/* Is `path` "/assets/STEM.0123456789ENDING"? */
static int path_has_name(const char *path, const char *name)
{
	const char *ending = strrchr(name, '.');
	size_t stem_len = ending ? (size_t)(ending - name) : strlen(name);
	path += strlen("/assets/");
	return strlen(path) == strlen(name) + DIGEST && memcmp(path, name, stem_len) == 0 &&
	       path[stem_len] == '.' && ending && strcmp(path + stem_len + DIGEST, ending) == 0;
}

const Asset *asset_named(const char *name)
{
	for (size_t i = 0; i < ASSET_COUNT; i++) {
		if (path_has_name(ASSETS[i].path, name))
			return &ASSETS[i];
	}
	return NULL;
}

#ifdef ASSETS_DIRECTORY
const char *asset_source(Arena *mem, const Asset *asset)
{
	const char *name = asset->path + strlen("/assets/");
	const char *ending = strrchr(name, '.');
	int stem_len = (int)(ending - name) - DIGEST;
	const char *source = arena_printf(mem, "%s/%.*s%s", ASSETS_DIRECTORY, stem_len, name, ending);
	return access(source, R_OK) == 0 ? source : NULL;
}
#else
const char *asset_source(Arena *mem, const Asset *asset)
{
	return NULL;
}
#endif
