/* Reading an uploaded text file whole. */
#include "doc/text_file.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

static size_t without_cr(char *text, size_t len)
{
	size_t kept = 0;
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
			text[kept++] = text[i];
	text[kept] = '\0';
	return kept;
}

Err text_file_read(Arena *mem, const char *path, size_t max_bytes, const char **text, size_t *len)
{
	static const char BOM[] = "\xEF\xBB\xBF";
	FILE *file = fopen(path, "re");
	if (!file)
		return ERR_INPUT;
	char *bytes = arena_alloc(mem, max_bytes + 2);
	size_t n = fread(bytes, 1, max_bytes + 1, file);
	bool is_read = !ferror(file);
	fclose(file);
	if (n > max_bytes)
		return ERR_TOO_LARGE;
	if (!is_read || !str_is_clean_utf8(bytes, n))
		return ERR_INPUT;
	*len = without_cr(bytes, n);
	bool has_bom = *len >= 3 && memcmp(bytes, BOM, 3) == 0;
	*text = bytes + (has_bom ? 3 : 0);
	*len -= has_bom ? 3 : 0;
	return OK;
}
