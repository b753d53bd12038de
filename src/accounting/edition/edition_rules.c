/* What an edition is made of: the digest of its files, and loading them with what is the program's own. */
#include "edition/edition_rules.h"

#include "base/rand.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static int by_line(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *edition_digest(Arena *mem, const GhgFile files[], size_t count)
{
	const char **lines = ARENA_ARRAY(mem, const char *, count + 1);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (!str_starts(files[i].name, "words/"))
			lines[n++] = arena_printf(mem, "%s %s\n", files[i].name, files[i].sha256);
	qsort(lines, n, sizeof *lines, by_line);
	Buf text = buf_in(mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < n; i++)
		buf_text(&text, lines[i]);
	return sha256_hex(mem, buf_take(&text), text.len);
}

static bool has_file(const GhgFile files[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i].name, name))
			return true;
	return false;
}

/* Words, and tables that the program learnt to read after the edition was kept, are those of the program:
 * neither can change a figure that was computed without them. Methods are the edition's alone. */
const Ghg *edition_load(Arena *mem, const GhgFile kept[], size_t kept_count, GhgLoadError *error)
{
	size_t own_count, count = 0;
	const GhgFile *own = ghg_embedded_files(&own_count);
	GhgFile *files = ARENA_ARRAY(mem, GhgFile, kept_count + own_count);
	for (size_t i = 0; i < own_count; i++)
		if (!str_starts(own[i].name, "methods/") && !has_file(kept, kept_count, own[i].name))
			files[count++] = own[i];
	for (size_t i = 0; i < kept_count; i++)
		files[count++] = kept[i];
	return ghg_load(mem, files, count, error);
}
