/* The methods and factor tables built into the program (data/), loaded once. */
#include "ghg/ghg.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/embed.h"
#include "base/rand.h"
#include "base/str.h"

extern const Embedded DATA_FILES[]; /* data/meson.build */

enum { MOST_FILES = 200 };

static const Ghg *loaded;
static GhgFile files[MOST_FILES];
static size_t file_count;

/* "grid_cn.csv" -> "factors/grid_cn.csv": embedded files carry no directory. */
static char *name_in_data(Arena *mem, const char *name)
{
	const char *folder = str_ends(name, ".method")	? "methods"
			     : str_eq(name, "core.csv") ? "words"
							: "factors";
	return arena_printf(mem, "%s/%s", folder, name);
}

static void load(void)
{
	Arena *mem = arena_open();
	GhgLoadError error;
	for (const Embedded *file = DATA_FILES; file->name && file_count < MOST_FILES; file++)
		files[file_count++] = (GhgFile){name_in_data(mem, file->name), file->bytes, file->len,
		    sha256_hex(mem, file->bytes, file->len)};
	loaded = ghg_load(mem, files, file_count, &error);
	if (!loaded) { /* the tests load the same files: a build with wrong data does not ship */
		fprintf(stderr, "%s:%d:%d: %s\n", error.file, error.line, error.column, error.message);
		abort();
	}
}

const Ghg *ghg_embedded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load);
	return loaded;
}

const GhgFile *ghg_embedded_files(size_t *count)
{
	ghg_embedded();
	*count = file_count;
	return files;
}
