/* The word compiler: locale/zh/x.po and locale/en/x.po become html/words.h and html/words.c.
 * usage: words OUT.h OUT.c DEPFILE LOCALE_DIRECTORY
 * A key missing in one language, a key given twice, or placeholders that differ between the languages fail
 * the build with the key and the file. A placeholder is {name}, or {name|one|many} for a plural. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGS = 2, MAX_WORDS = 20000, MAX_KEY = 120, MAX_TEXT = 8192, MAX_PATH = 1024, MAX_FILES = 256 };
static const char *const LANG_NAMES[LANGS] = {"zh", "en"};

typedef struct Entry {
	char *key;
	char *text;
	char *file;
	int line;
} Entry;

typedef struct Table {
	Entry entries[MAX_WORDS];
	int count;
} Table;

static Table tables[LANGS];
static char *read_files[MAX_FILES];
static int read_file_count;
static int problem_count;

static void problem(const char *file, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "%s:%d: error: ", file, line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	problem_count++;
}

static void die(const char *what, const char *name)
{
	fprintf(stderr, "words: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static char *copy(const char *text)
{
	char *made = strdup(text);
	if (!made)
		die("no memory for", text);
	return made;
}

static bool key_is_valid(const char *key)
{
	if (!islower((unsigned char)*key))
		return false;
	for (const char *p = key; *p; p++) {
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '_' && *p != '.')
			return false;
	}
	return true;
}

/* ---- reading PO ---- */

typedef enum Part { PART_NONE, PART_ID, PART_STR } Part;

typedef struct Reader {
	Table *table;
	const char *file;
	int line;
	Part part;
	int id_line;
	char id[MAX_TEXT];
	char str[MAX_TEXT];
} Reader;

/* Ends the entry that was being read. The first entry of a PO file, with an empty msgid, is its head. */
static void finish_entry(Reader *reader)
{
	if (reader->part == PART_NONE)
		return;
	if (reader->part == PART_ID)
		problem(reader->file, reader->id_line, "\"%s\" has no msgstr", reader->id);
	reader->part = PART_NONE;
	if (!*reader->id)
		return;
	if (!key_is_valid(reader->id) || strlen(reader->id) >= MAX_KEY)
		problem(reader->file, reader->id_line, "the key \"%s\" is not made of a-z, 0-9, '_' and '.'",
		    reader->id);
	if (!*reader->str)
		problem(reader->file, reader->id_line, "the word of %s is empty", reader->id);
	if (reader->table->count == MAX_WORDS) {
		problem(reader->file, reader->id_line, "more than %d words", MAX_WORDS);
		return;
	}
	reader->table->entries[reader->table->count++] = (Entry){
	    .key = copy(reader->id),
	    .text = copy(reader->str),
	    .file = copy(reader->file),
	    .line = reader->id_line,
	};
}

/* Appends the text between the quotes of a line. */
static void add_quoted(Reader *reader, char *into, const char *from)
{
	while (isspace((unsigned char)*from))
		from++;
	size_t len = strlen(into);
	if (*from++ != '"') {
		problem(reader->file, reader->line, "expected a text in quotes");
		return;
	}
	while (*from && *from != '"') {
		char c = *from++;
		if (c == '\\') {
			char next = *from ? *from++ : '\0';
			if (next == 'n')
				c = '\n';
			else if (next == 't')
				c = '\t';
			else if (next == '"' || next == '\\')
				c = next;
			else {
				problem(reader->file, reader->line, "\\%c is not an escape", next);
				return;
			}
		}
		if (len + 2 > MAX_TEXT) {
			problem(reader->file, reader->line, "longer than %d bytes", MAX_TEXT);
			return;
		}
		into[len++] = c;
		into[len] = '\0';
	}
	if (*from != '"')
		problem(reader->file, reader->line, "the quote is not closed");
}

static void read_line(Reader *reader, const char *line)
{
	while (isspace((unsigned char)*line))
		line++;
	if (!*line) {
		finish_entry(reader);
	} else if (*line == '#') {
		if (reader->part == PART_STR)
			finish_entry(reader);
	} else if (strncmp(line, "msgid ", 6) == 0) {
		finish_entry(reader);
		reader->part = PART_ID;
		reader->id_line = reader->line;
		reader->id[0] = reader->str[0] = '\0';
		add_quoted(reader, reader->id, line + 6);
	} else if (strncmp(line, "msgstr ", 7) == 0 && reader->part == PART_ID) {
		reader->part = PART_STR;
		add_quoted(reader, reader->str, line + 7);
	} else if (*line == '"' && reader->part != PART_NONE) {
		add_quoted(reader, reader->part == PART_ID ? reader->id : reader->str, line);
	} else {
		problem(reader->file, reader->line, "not msgid, msgstr, a text in quotes or a comment");
	}
}

static void read_po(Table *table, const char *file)
{
	static Reader reader;
	FILE *in = fopen(file, "r");
	if (!in)
		die("cannot read", file);
	memset(&reader, 0, sizeof reader);
	reader.table = table;
	reader.file = file;
	char line[MAX_TEXT];
	while (fgets(line, sizeof line, in)) {
		reader.line++;
		read_line(&reader, line);
	}
	finish_entry(&reader);
	reader.file = NULL; /* the caller's */
	fclose(in);
}

static int is_po(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	return entry->d_name[0] != '.' && len > 3 && strcmp(entry->d_name + len - 3, ".po") == 0;
}

static void remember_input(const char *path)
{
	if (read_file_count == MAX_FILES) {
		fprintf(stderr, "words: more than %d files\n", MAX_FILES);
		exit(1);
	}
	read_files[read_file_count++] = copy(path);
}

static void read_language(Table *table, const char *directory)
{
	struct dirent **names;
	int count = scandir(directory, &names, is_po, alphasort);
	if (count < 0)
		die("cannot read", directory);
	remember_input(directory);
	for (int i = 0; i < count; i++) {
		char path[MAX_PATH + 300];
		snprintf(path, sizeof path, "%s/%s", directory, names[i]->d_name);
		remember_input(path);
		read_po(table, path);
		free(names[i]);
	}
	free(names);
}

/* ---- checking ---- */

static int by_key(const void *a, const void *b)
{
	return strcmp(((const Entry *)a)->key, ((const Entry *)b)->key);
}

static void refuse_duplicates(const Table *table)
{
	for (int i = 1; i < table->count; i++) {
		const Entry *a = &table->entries[i - 1];
		const Entry *b = &table->entries[i];
		if (strcmp(a->key, b->key) == 0)
			problem(b->file, b->line, "%s is there already, at %s:%d", b->key, a->file, a->line);
	}
}

static Entry *find(Table *table, const char *key)
{
	Entry wanted = {.key = (char *)key};
	return bsearch(&wanted, table->entries, (size_t)table->count, sizeof(Entry), by_key);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The placeholder names of a text, sorted, each once, joined by '_'. */
static void placeholders(const Entry *entry, char *out, size_t size)
{
	char *names[32];
	int count = 0;
	for (const char *p = strchr(entry->text, '{'); p; p = strchr(p + 1, '{')) {
		size_t len = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
		if (len == 0 || (p[1 + len] != '}' && p[1 + len] != '|') || !strchr(p, '}')) {
			problem(entry->file, entry->line, "%s: '{' does not begin a placeholder", entry->key);
			continue;
		}
		if (count < 32)
			names[count++] = strndup(p + 1, len);
	}
	qsort(names, (size_t)count, sizeof names[0], by_text);
	size_t len = 0;
	out[0] = '\0';
	for (int i = 0; i < count; i++) {
		bool is_new = i == 0 || strcmp(names[i], names[i - 1]) != 0;
		if (is_new && len < size)
			len += (size_t)snprintf(out + len, size - len, "_%s", names[i]);
	}
	for (int i = 0; i < count; i++)
		free(names[i]);
}

static void compare_languages(void)
{
	for (int i = 0; i < tables[0].count; i++) {
		const Entry *zh = &tables[0].entries[i];
		const Entry *en = find(&tables[1], zh->key);
		if (!en) {
			problem(zh->file, zh->line, "%s is missing in locale/en", zh->key);
			continue;
		}
		char of_zh[MAX_KEY * 4], of_en[MAX_KEY * 4];
		placeholders(zh, of_zh, sizeof of_zh);
		placeholders(en, of_en, sizeof of_en);
		if (strcmp(of_zh, of_en) != 0)
			problem(en->file, en->line, "%s: the placeholders differ: zh has (%s), en has (%s)",
			    en->key, of_zh[0] ? of_zh + 1 : "none", of_en[0] ? of_en + 1 : "none");
	}
	for (int i = 0; i < tables[1].count; i++) {
		const Entry *en = &tables[1].entries[i];
		if (!find(&tables[0], en->key))
			problem(en->file, en->line, "%s is missing in locale/zh", en->key);
	}
}

/* ---- writing ---- */

static void write_name(FILE *out, const char *key)
{
	fputs("W_", out);
	for (; *key; key++)
		fputc(*key == '.' ? '_' : *key, out);
}

static void refuse_equal_names(const Table *table)
{
	for (int i = 0; i < table->count; i++) {
		for (int j = i + 1; j < table->count; j++) {
			const char *a = table->entries[i].key, *b = table->entries[j].key;
			while (*a && (*a == *b || (strchr("._", *a) && *b && strchr("._", *b))))
				a++, b++;
			if (!*a && !*b)
				problem(table->entries[j].file, table->entries[j].line,
				    "%s and %s become one name in C", table->entries[i].key,
				    table->entries[j].key);
		}
	}
}

static FILE *create(const char *path)
{
	FILE *out = fopen(path, "w");
	if (!out)
		die("cannot write", path);
	return out;
}

/* W_x_TAKES_a_b exists so that a template that names other placeholders does not compile. */
static void write_header(const char *path, const Table *table)
{
	FILE *out = create(path);
	fputs("/* Made by tools/words.c from locale/. */\n#ifndef QINGCE_HTML_WORDS_H\n#define "
	      "QINGCE_HTML_WORDS_H\n\n"
	      "typedef enum Word {\n\tW_NONE, /* the empty text */\n",
	    out);
	for (int i = 0; i < table->count; i++) {
		fputc('\t', out);
		write_name(out, table->entries[i].key);
		fputs(",\n", out);
	}
	fputs("\tWORD_COUNT\n} Word;\n\nenum {\n\tW_NONE_TAKES,\n", out);
	for (int i = 0; i < table->count; i++) {
		char names[MAX_KEY * 4];
		placeholders(&table->entries[i], names, sizeof names);
		fputc('\t', out);
		write_name(out, table->entries[i].key);
		fprintf(out, "_TAKES%s,\n", names);
	}
	fputs("};\n\n"
	      "extern const char *const WORD_TEXTS[2][WORD_COUNT];\n"
	      "/* The same, escaped for HTML. */\n"
	      "extern const char *const WORD_HTML[2][WORD_COUNT];\n"
	      "extern const unsigned short WORD_HTML_LENGTHS[2][WORD_COUNT];\n\n#endif\n",
	    out);
	fclose(out);
}

static void write_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p == '\n')
			fputs("\\n", out);
		else if (*p == '?' || *p < ' ')
			fprintf(out, "\\%03o", *p);
		else
			fputc(*p, out);
	}
	fputc('"', out);
}

/* The text as HTML; to be freed. */
static char *escaped(const char *text)
{
	static const char *const ENTITIES[256] = {
	    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
	size_t len = 0;
	char *html = malloc(strlen(text) * 6 + 1);
	if (!html)
		die("no memory for", text);
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (ENTITIES[*p])
			len += (size_t)sprintf(html + len, "%s", ENTITIES[*p]);
		else
			html[len++] = (char)*p;
	}
	html[len] = '\0';
	return html;
}

static void write_texts(FILE *out, const char *name, bool is_html)
{
	fprintf(out, "const char *const %s[2][WORD_COUNT] = {\n", name);
	for (int lang = 0; lang < LANGS; lang++) {
		fputs("\t{\n\t\t\"\",\n", out);
		for (int i = 0; i < tables[lang].count; i++) {
			char *html = is_html ? escaped(tables[lang].entries[i].text) : NULL;
			fputs("\t\t", out);
			write_text(out, is_html ? html : tables[lang].entries[i].text);
			fputs(",\n", out);
			free(html);
		}
		fputs("\t},\n", out);
	}
	fputs("};\n\n", out);
}

static void write_lengths(FILE *out, const char *name)
{
	fprintf(out, "const unsigned short %s[2][WORD_COUNT] = {\n", name);
	for (int lang = 0; lang < LANGS; lang++) {
		fputs("\t{0", out);
		for (int i = 0; i < tables[lang].count; i++) {
			char *html = escaped(tables[lang].entries[i].text);
			fprintf(out, ",%s%zu", i % 20 == 0 ? "\n\t " : " ", strlen(html));
			free(html);
		}
		fputs("},\n", out);
	}
	fputs("};\n", out);
}

static void write_source(const char *path)
{
	FILE *out = create(path);
	fputs("/* Made by tools/words.c from locale/. */\n#include \"html/words.h\"\n\n", out);
	write_texts(out, "WORD_TEXTS", false);
	write_texts(out, "WORD_HTML", true);
	write_lengths(out, "WORD_HTML_LENGTHS");
	fclose(out);
}

static void write_depfile(const char *path, const char *target)
{
	FILE *out = create(path);
	fprintf(out, "%s:", target);
	for (int i = 0; i < read_file_count; i++)
		fprintf(out, " %s", read_files[i]);
	fputc('\n', out);
	fclose(out);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: words OUT.h OUT.c DEPFILE LOCALE_DIRECTORY\n");
		return 2;
	}
	for (int lang = 0; lang < LANGS; lang++) {
		char directory[MAX_PATH];
		snprintf(directory, sizeof directory, "%s/%s", argv[4], LANG_NAMES[lang]);
		read_language(&tables[lang], directory);
		qsort(tables[lang].entries, (size_t)tables[lang].count, sizeof(Entry), by_key);
		refuse_duplicates(&tables[lang]);
	}
	compare_languages();
	refuse_equal_names(&tables[0]);
	if (problem_count > 0)
		return 1;
	write_header(argv[1], &tables[0]);
	write_source(argv[2]);
	write_depfile(argv[3], argv[1]);
	return 0;
}
