/* A file that a build tool makes: written in memory first, and on the disk only when it says something else
 * than what is there. What depends on an unchanged file is not made again (ninja looks at its time
 * afterwards). */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct MadeFile {
	FILE *out; /* to write to */
	char *text;
	size_t len;
} MadeFile;

static bool made_open(MadeFile *made)
{
	*made = (MadeFile){0};
	made->out = open_memstream(&made->text, &made->len);
	return made->out;
}

static bool is_there_already(const char *path, const MadeFile *made)
{
	FILE *in = fopen(path, "rb");
	char *old = in ? malloc(made->len + 1) : NULL;
	bool is_same = old && fread(old, 1, made->len + 1, in) == made->len &&
		       memcmp(old, made->text, made->len) == 0;
	free(old);
	if (in)
		fclose(in);
	return is_same;
}

static void made_forget(MadeFile *made)
{
	if (made->out)
		fclose(made->out);
	free(made->text);
	*made = (MadeFile){0};
}

/* Puts the text at `path` and forgets it; false: not written, errno says why. */
static bool made_keep(MadeFile *made, const char *path)
{
	bool is_kept = fflush(made->out) == 0;
	if (is_kept && !is_there_already(path, made)) {
		FILE *out = fopen(path, "wb");
		is_kept = out && fwrite(made->text, 1, made->len, out) == made->len;
		if (out && fclose(out) != 0)
			is_kept = false;
	}
	made_forget(made);
	return is_kept;
}

/* The name in the `#ifndef` of a header: QINGCE_ROOM_FILE_H from its path. */
static void write_guard_name(FILE *out, const char *path)
{
	const char *name = strrchr(path, '/');
	while (name && name > path && name[-1] != '/')
		name--;
	fputs("QINGCE_", out);
	for (const char *p = name ? name : path; *p; p++) {
		bool is_letter = *p >= 'a' && *p <= 'z';
		fputc(is_letter ? *p - 'a' + 'A' : strchr("./-", *p) ? '_' : *p, out);
	}
}
