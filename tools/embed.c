/* embed OUT.c SYMBOL FILE…: writes a C table of the files' names and bytes, in the order given:
 *   const Embedded SYMBOL[] = {{"name", bytes, len}, …, {NULL, NULL, 0}};   (src/base/embed.h)
 * embed --numbered OUT.c SYMBOL FILE…: in the order of the numbers that the names begin with (0012_note.sql),
 * wherever the files stand; two files with one number are refused. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what, const char *path)
{
	fprintf(stderr, "embed: ");
	fprintf(stderr, what, path);
	fprintf(stderr, "\n");
	exit(1);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* An array of numbers: C limits the length of string literals, not of arrays. */
static size_t write_bytes(FILE *out, const char *path, int number)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		die("cannot read %s", path);
	fprintf(out, "static const char file_%d[] = {", number);
	size_t len = 0;
	for (int c; (c = getc(in)) != EOF; len++)
		fprintf(out, "%s%d,", len % 32 == 0 ? "\n" : "", (signed char)c);
	fprintf(out, "\n0};\n\n");
	fclose(in);
	return len;
}

static int number_of(const char *path)
{
	return atoi(name_of(path));
}

static int by_number(const void *a, const void *b)
{
	return number_of(*(char *const *)a) - number_of(*(char *const *)b);
}

static void sort_by_number(char **files, int count)
{
	qsort(files, (size_t)count, sizeof *files, by_number);
	for (int i = 0; i < count; i++) {
		if (number_of(files[i]) == 0)
			die("no number begins the name of %s", files[i]);
		if (i > 0 && number_of(files[i]) == number_of(files[i - 1]))
			die("another file has the number of %s", files[i]);
	}
}

int main(int argc, char **argv)
{
	bool is_numbered = argc > 1 && strcmp(argv[1], "--numbered") == 0;
	if (is_numbered)
		argv++, argc--;
	if (argc < 3)
		die("usage: embed OUT.c SYMBOL FILE%s", "...");
	if (is_numbered)
		sort_by_number(argv + 3, argc - 3);
	FILE *out = fopen(argv[1], "w");
	if (!out)
		die("cannot write %s", argv[1]);
	size_t *lens = calloc((size_t)argc, sizeof *lens);
	if (!lens)
		abort();

	fprintf(out, "/* Made by tools/embed.c. */\n#include \"base/embed.h\"\n\n");
	for (int i = 3; i < argc; i++)
		lens[i] = write_bytes(out, argv[i], i);
	fprintf(out, "extern const Embedded %s[];\nconst Embedded %s[] = {\n", argv[2], argv[2]);
	for (int i = 3; i < argc; i++)
		fprintf(out, "\t{\"%s\", file_%d, %zu},\n", name_of(argv[i]), i, lens[i]);
	fprintf(out, "\t{NULL, NULL, 0},\n};\n");
	free(lens);
	if (fclose(out) != 0)
		die("cannot write %s", argv[1]);
	return 0;
}
