/* The word compiler: x.zh.po and x.en.po become x.po.h and x.po.c, one constant a word (src/base/word.h).
 * usage: words OUT.h OUT.c x.zh.po x.en.po
 * A key missing in one language, a key given twice or not begun by the file's name, or placeholders that
 * differ between the languages fail the build with the key and the file. A placeholder is {name}, or
 * {name|one|many} for a plural. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made_file.h"

enum { LANGS = 2, MAX_WORDS = 5000, MAX_KEY = 120, MAX_TEXT = 8192 };

typedef struct Entry {
	char *key;
	char *text;
	char *file;
	int line;
} Entry;

typedef struct Table {
	const char *file;
	Entry entries[MAX_WORDS];
	int count;
} Table;

static Table tables[LANGS];
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

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The keys of note.zh.po are note.title, note.is_saved …: a name in C says where its word stands. */
static bool key_is_of_file(const char *key, const char *path)
{
	const char *name = name_of(path);
	size_t len = strcspn(name, ".");
	return strncmp(key, name, len) == 0 && key[len] == '.';
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
	else if (!key_is_of_file(reader->id, reader->file))
		problem(reader->file, reader->id_line, "the key %s does not begin with the name of its file",
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
	table->file = file;
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
			problem(zh->file, zh->line, "%s is missing in %s", zh->key, name_of(tables[1].file));
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
			problem(en->file, en->line, "%s is missing in %s", en->key, name_of(tables[0].file));
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

/* W_x_TAKES_a_b exists so that a template that names other placeholders does not compile. */
static void write_header(FILE *out, const char *path, const Table *table)
{
	fprintf(out, "/* The words of %s, made by tools/words.c. */\n#ifndef ", name_of(table->file));
	write_guard_name(out, path);
	fputs("\n#define ", out);
	write_guard_name(out, path);
	fputs("\n\n#include \"base/word.h\"\n\n", out);
	for (int i = 0; i < table->count; i++) {
		fputs("extern const WordText ", out);
		write_name(out, table->entries[i].key);
		fputs("[1];\n", out);
	}
	fputs("\nenum {\n", out);
	for (int i = 0; i < table->count; i++) {
		char names[MAX_KEY * 4];
		placeholders(&table->entries[i], names, sizeof names);
		fputc('\t', out);
		write_name(out, table->entries[i].key);
		fprintf(out, "_TAKES%s,\n", names);
	}
	fputs("};\n\n#endif\n", out);
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

static void write_word(FILE *out, const Entry *zh, const Entry *en)
{
	char *zh_html = escaped(zh->text), *en_html = escaped(en->text);
	fputs("const WordText ", out);
	write_name(out, zh->key);
	fputs("[1] = {{\n\t{", out);
	write_text(out, zh->text);
	fputs(", ", out);
	write_text(out, en->text);
	fputs("},\n\t{", out);
	write_text(out, zh_html);
	fputs(", ", out);
	write_text(out, en_html);
	fprintf(out, "},\n\t{%zu, %zu},\n}};\n\n", strlen(zh_html), strlen(en_html));
	free(zh_html);
	free(en_html);
}

static void write_source(FILE *out, const char *header)
{
	fprintf(out, "/* Made by tools/words.c. */\n#include \"%s\"\n\n", name_of(header));
	for (int i = 0; i < tables[0].count; i++)
		write_word(out, &tables[0].entries[i], &tables[1].entries[i]);
}

static void keep(MadeFile *made, const char *path)
{
	if (!made_keep(made, path))
		die("cannot write", path);
}

int main(int argc, char **argv)
{
	if (argc != 3 + LANGS) {
		fprintf(stderr, "usage: words OUT.h OUT.c x.zh.po x.en.po\n");
		return 2;
	}
	for (int lang = 0; lang < LANGS; lang++) {
		read_po(&tables[lang], argv[3 + lang]);
		qsort(tables[lang].entries, (size_t)tables[lang].count, sizeof(Entry), by_key);
		refuse_duplicates(&tables[lang]);
	}
	compare_languages();
	refuse_equal_names(&tables[0]);
	if (problem_count > 0)
		return 1;
	MadeFile header, source;
	if (!made_open(&header) || !made_open(&source))
		die("no memory for", argv[1]);
	write_header(header.out, argv[1], &tables[0]);
	write_source(source.out, argv[1]);
	keep(&header, argv[1]);
	keep(&source, argv[2]);
	return 0;
}
