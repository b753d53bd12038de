/* The template compiler: x.html becomes x.html.c, which writes the page into a buffer, and x.html.h, its
 * prototypes. The language is described in src/platform/html/html.h. usage: template OUT.h OUT.c IN.html It
 * follows the HTML while it reads: output is escaped and stands only in text or in a quoted attribute, a link
 * is never a bare expression, and inline script and style do not compile. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made_file.h"

enum { MAX_SOURCE = 1 << 20, MAX_NAME = 64, MAX_DEPTH = 64, MAX_ARGS = 16 };

/* Where in the HTML the text stands. */
typedef enum Place { TEXT, TAG_START, TAG_NAME, IN_TAG, ATTRIBUTE, BEFORE_VALUE, VALUE, COMMENT } Place;
static const char *const PLACE_NAMES[] = {
    "text",
    "the start of a tag",
    "a tag's name",
    "a tag",
    "an attribute's name",
    "an attribute before its value",
    "an attribute's value",
    "a comment",
};

typedef struct Html {
	Place place;
	char quote;
	bool is_closing_tag;
	bool value_has_begun;
	bool in_pre; /* white space is kept in <pre> and <textarea> */
	char tag[MAX_NAME];
	char attribute[MAX_NAME];
} Html;

typedef enum BlockKind { BLOCK_IF, BLOCK_EACH, BLOCK_LANG } BlockKind;

typedef struct Block {
	BlockKind kind;
	int line;
	Html html; /* where it began: each branch must end in the same place */
	bool has_else;
} Block;

typedef struct Compiler {
	const char *file;
	const char *at; /* what is left of the source */
	int line;
	FILE *header; /* prototypes */
	FILE *out;    /* what they do */
	bool in_template;
	int template_line;
	Html html;
	Block blocks[MAX_DEPTH];
	int depth;
	char *literal; /* text that was not yet written as C */
	size_t literal_len;
	int last; /* the last byte written into the page, 0 when not known */
	int problems;
} Compiler;

static void problem(Compiler *c, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "%s:%d: error: ", c->file, line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	c->problems++;
}

static void *need(void *memory)
{
	if (!memory) {
		fprintf(stderr, "template: out of memory\n");
		exit(1);
	}
	return memory;
}

/* ---- C out ---- */

static void emit(Compiler *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vfprintf(c->out, format, args);
	va_end(args);
}

static void emit_string(FILE *out, const char *text, size_t len)
{
	fputc('"', out);
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (byte == '\n')
			fputs(i + 1 < len ? "\\n\"\n\t    \"" : "\\n", out);
		else if (byte == '"' || byte == '\\')
			fprintf(out, "\\%c", byte);
		else if (byte < ' ' || byte == '?')
			fprintf(out, "\\%03o", byte);
		else
			fputc(byte, out);
	}
	fputc('"', out);
}

/* Adjacent literal text becomes one copy. */
static void flush_literal(Compiler *c)
{
	if (c->literal_len > 0) {
		fputs("\thtml_literal(out, ", c->out);
		emit_string(c->out, c->literal, c->literal_len);
		fprintf(c->out, ", %zu);\n", c->literal_len);
	}
	c->literal_len = 0;
}

static void put_byte(Compiler *c, char byte)
{
	c->literal[c->literal_len++] = byte;
	c->last = (unsigned char)byte;
}

/* A statement that comes from the directive on `line`. */
static void begin_statement(Compiler *c, int line)
{
	flush_literal(c);
	emit(c, "#line %d \"%s\"\n", line, c->file);
}

/* ---- following the HTML ---- */

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++) {
		if (strcmp(name, *list) == 0)
			return true;
	}
	return false;
}

static bool is_link_attribute(const char *name)
{
	static const char *const LINKS[] = {
	    "href", "action", "formaction", "src", "poster", "data", "xlink:href", NULL};
	return is_one_of(name, LINKS);
}

static void append(char *name, char byte)
{
	size_t len = strlen(name);
	if (len + 1 < MAX_NAME) {
		name[len] = (char)tolower((unsigned char)byte);
		name[len + 1] = '\0';
	}
}

static void check_attribute(Compiler *c)
{
	const char *name = c->html.attribute;
	if (strcmp(name, "style") == 0)
		problem(c, c->line, "inline style: the content security policy refuses it; use a class");
	if (strncmp(name, "on", 2) == 0)
		problem(c, c->line, "%s: inline script: the content security policy refuses it", name);
}

static void end_tag(Compiler *c)
{
	Html *html = &c->html;
	static const char *const KEEPS_SPACE[] = {"pre", "textarea", NULL};
	if (is_one_of(html->tag, KEEPS_SPACE))
		html->in_pre = !html->is_closing_tag;
	if (strcmp(html->tag, "style") == 0)
		problem(c, c->line,
		    "<style>: the content security policy refuses it; use a style sheet in assets/");
	if (strcmp(html->tag, "script") == 0 && !html->is_closing_tag &&
	    strncmp(c->at, "></script>", 10) != 0)
		problem(
		    c, c->line, "<script> with text: the content security policy refuses it; use assets/");
	html->place = TEXT;
}

static void begin_value(Compiler *c)
{
	static const char *const PAGES[] = {"href", "action", "formaction", NULL};
	c->html.place = VALUE;
	c->html.value_has_begun = false;
	if (is_one_of(c->html.attribute, PAGES) && c->at[1] == '/')
		problem(c, c->line, "a path of this site needs its language: write {{href \"/…\"}}");
}

/* Moves over one byte of literal text; c->at points at it. */
static void follow(Compiler *c, char byte)
{
	Html *html = &c->html;
	switch (html->place) {
	case TEXT:
		if (byte == '<')
			html->place = TAG_START;
		break;
	case TAG_START:
		html->tag[0] = '\0';
		html->is_closing_tag = byte == '/';
		if (byte == '!' && strncmp(c->at, "!--", 3) == 0)
			html->place = COMMENT;
		else if (byte == '/' || byte == '!')
			html->place = TAG_NAME;
		else if (isalpha((unsigned char)byte)) {
			html->place = TAG_NAME;
			append(html->tag, byte);
		} else {
			problem(c, c->line, "'<' that begins no tag: write &lt;");
			html->place = TEXT;
		}
		break;
	case TAG_NAME:
		if (byte == '>')
			end_tag(c);
		else if (isspace((unsigned char)byte) || byte == '/')
			html->place = IN_TAG;
		else
			append(html->tag, byte);
		break;
	case IN_TAG:
		if (byte == '>') {
			end_tag(c);
		} else if (!isspace((unsigned char)byte) && byte != '/') {
			html->attribute[0] = '\0';
			append(html->attribute, byte);
			html->place = ATTRIBUTE;
		}
		break;
	case ATTRIBUTE:
		if (byte == '=' || byte == '>' || isspace((unsigned char)byte))
			check_attribute(c);
		if (byte == '=')
			html->place = BEFORE_VALUE;
		else if (byte == '>')
			end_tag(c);
		else if (isspace((unsigned char)byte))
			html->place = IN_TAG;
		else
			append(html->attribute, byte);
		break;
	case BEFORE_VALUE:
		if (byte == '"' || byte == '\'') {
			html->quote = byte;
			begin_value(c);
		} else {
			problem(c, c->line, "the value of %s is not quoted", html->attribute);
			html->place = IN_TAG;
		}
		break;
	case VALUE:
		if (byte == html->quote)
			html->place = IN_TAG;
		else
			html->value_has_begun = true;
		break;
	case COMMENT:
		if (byte == '>' && c->literal_len >= 2 && c->literal[c->literal_len - 2] == '-')
			html->place = TEXT;
		break;
	}
}

/* A Chinese, Japanese or full-width character begins or ends with such a byte pair: lines of Chinese prose
 * are joined without a space. */
static bool is_wide_start(const char *at)
{
	unsigned char byte = (unsigned char)*at;
	return (byte >= 0xE3 && byte <= 0xE9) || byte == 0xEF;
}

static bool ends_wide(const Compiler *c)
{
	return c->literal_len >= 3 && is_wide_start(c->literal + c->literal_len - 3) &&
	       (unsigned char)c->literal[c->literal_len - 1] >= 0x80;
}

/* A line break with the white space around it: one byte, or none where it would only repeat. */
static void take_line_break(Compiler *c)
{
	while (c->literal_len > 0 && (c->last == ' ' || c->last == '\t')) {
		c->literal_len--;
		c->last = c->literal_len > 0 ? (unsigned char)c->literal[c->literal_len - 1] : 0;
	}
	while (isspace((unsigned char)*c->at)) {
		if (*c->at == '\n')
			c->line++;
		c->at++;
	}
	bool is_joined = c->html.place == TEXT && ends_wide(c) && is_wide_start(c->at);
	char byte = c->html.place == TEXT ? '\n' : ' ';
	if (c->last == '\n' || c->last == ' ' || is_joined)
		return;
	put_byte(c, byte);
	if (c->html.place != TEXT) {
		const char *at = c->at;
		c->at = " ";
		follow(c, ' ');
		c->at = at;
	}
}

static void take_text(Compiler *c)
{
	while (*c->at && strncmp(c->at, "{{", 2) != 0) {
		if (!c->in_template) {
			if (!isspace((unsigned char)*c->at)) {
				problem(c, c->line,
				    "text outside of a template: begin with {{template name(…)}}");
				c->in_template = true;
			}
			c->line += *c->at == '\n';
			c->at++;
			continue;
		}
		if (*c->at == '\n' && !c->html.in_pre && c->html.place != COMMENT) {
			take_line_break(c);
			continue;
		}
		c->line += *c->at == '\n';
		put_byte(c, *c->at);
		follow(c, *c->at);
		c->at++;
	}
}

/* ---- pieces of directives ---- */

static const char *skip_space(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Past a string or character literal that begins at `at`. */
static const char *skip_quoted(const char *at)
{
	char quote = *at++;
	while (*at && *at != quote)
		at += *at == '\\' && at[1] ? 2 : 1;
	return *at ? at + 1 : at;
}

/* Cuts `text` at each `separator` (' ' stands for any white space) that is outside of brackets and quotes. */
static int split(char *text, char separator, char **parts, int max)
{
	int count = 0, depth = 0;
	char *begin = (char *)skip_space(text);
	for (char *p = begin;; p++) {
		if (*p == '"' || *p == '\'') {
			p = (char *)skip_quoted(p) - 1;
			continue;
		}
		if (*p && strchr("([{", *p))
			depth++;
		if (*p && strchr(")]}", *p))
			depth--;
		bool is_cut = *p && depth == 0 &&
			      (separator == ' ' ? isspace((unsigned char)*p) : *p == separator);
		if (!is_cut && *p)
			continue;
		bool is_last = !*p;
		*p = '\0';
		if (*begin && count < max)
			parts[count++] = begin;
		if (is_last)
			return count;
		p = (char *)skip_space(p + 1) - 1;
		begin = p + 1;
	}
}

static bool is_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	for (; *text; text++) {
		if (!isalnum((unsigned char)*text) && *text != '_')
			return false;
	}
	return true;
}

static void expect_text_or_value(Compiler *c, const char *what)
{
	Html *html = &c->html;
	if (html->place != TEXT && html->place != VALUE)
		problem(c, c->line, "%s stands in %s: only in text or in a quoted attribute", what,
		    PLACE_NAMES[html->place]);
	if (html->place == VALUE && !html->value_has_begun && is_link_attribute(html->attribute))
		problem(c, c->line,
		    "%s begins the address in %s: write {{href \"/…\"}}, {{asset \"…\"}} or {{url …}}", what,
		    html->attribute);
	html->value_has_begun = true;
}

static void expect_text(Compiler *c, const char *what)
{
	if (c->html.place != TEXT)
		problem(c, c->line, "%s stands in %s: only in text", what, PLACE_NAMES[c->html.place]);
}

static void expect_value(Compiler *c, const char *what)
{
	if (c->html.place != VALUE || c->html.value_has_begun)
		problem(c, c->line, "%s must be the start of a quoted attribute", what);
	c->html.value_has_begun = true;
}

/* ---- directives: `args` is what follows the keyword, and may be cut up ---- */

/* Prototypes need the structs of the view; words and other templates are needed inside alone: "x/y.po.h",
 * "x/y.html.h". */
static bool is_for_header(const char *quoted)
{
	const char *dot = strchr(quoted, '.');
	return dot && strcmp(dot, ".h\"") == 0;
}

static void do_use(Compiler *c, char *args, int line)
{
	if (c->in_template || args[0] != '"')
		problem(c, line, "{{use \"x/y.h\"}} stands in the first lines");
	else
		fprintf(is_for_header(args) ? c->header : c->out, "#include %s\n", args);
}

static void end_template(Compiler *c)
{
	if (!c->in_template)
		return;
	while (c->literal_len > 0 && c->literal[c->literal_len - 1] == '\n')
		c->literal_len--;
	flush_literal(c);
	if (c->depth > 0)
		problem(c, c->blocks[c->depth - 1].line, "this block has no {{end}}");
	if (c->html.place != TEXT)
		problem(c, c->line, "the template ends in %s", PLACE_NAMES[c->html.place]);
	emit(c, "}\n");
	c->depth = 0;
	c->in_template = false;
}

static bool has_comma(const char *parameters)
{
	return strchr(parameters, ',') != NULL;
}

static void do_template(Compiler *c, char *args, int line)
{
	end_template(c);
	char *open = strchr(args, '(');
	char *close = strrchr(args, ')');
	if (!open || !close || close < open || *skip_space(close + 1)) {
		problem(c, line, "expected {{template name(const View *v)}}");
		open = close = NULL;
	} else {
		*open = *close = '\0';
		char *end = open;
		while (end > args && isspace((unsigned char)end[-1]))
			*--end = '\0';
		if (!is_name(args))
			problem(c, line, "\"%s\" is not a name", args);
	}
	c->in_template = true;
	c->template_line = line;
	c->html = (Html){.place = TEXT};
	c->last = '\n';
	const char *parameters = open ? skip_space(open + 1) : "";
	bool has_view = strncmp(parameters, "const ", 6) == 0 && strchr(parameters, '*') &&
			!has_comma(parameters);
	const char *comma = *parameters ? ", " : "";
	fprintf(c->header, "void html_%s(Html *out%s%s);\n", args, comma, parameters);
	if (has_view || !*parameters) {
		fprintf(c->header, "void html_%s_any(Html *out, const void *view);\n", args);
		emit(c, "\nvoid html_%s_any(Html *out, const void *view)\n{\n\thtml_%s(out%s);\n}\n", args,
		    args, has_view ? ", view" : "");
	}
	emit(
	    c, "\n#line %d \"%s\"\nvoid html_%s(Html *out%s%s)\n{\n", line, c->file, args, comma, parameters);
}

static void do_num(Compiler *c, char *args, int line)
{
	expect_text_or_value(c, "a number");
	char *parts[MAX_ARGS];
	char *kept = need(strdup(args));
	int count = split(kept, ' ', parts, MAX_ARGS);
	if (count < 2) {
		problem(c, line, "expected {{num EXPRESSION DECIMALS}}");
	} else {
		size_t len = (size_t)(parts[count - 1] - kept);
		begin_statement(c, line);
		emit(c, "\thtml_num(out, (%.*s), %s);\n", (int)len, args, parts[count - 1]);
	}
	free(kept);
}

/* The '=' that ends the name of NAME=EXPRESSION, NULL when the text has not that shape. */
static char *argument_sign(char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return len > 0 && text[len] == '=' && text[len + 1] != '=' ? text + len : NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void do_t(Compiler *c, char *args, int line)
{
	expect_text_or_value(c, "a word");
	char *parts[MAX_ARGS];
	int count = split(args, ' ', parts, MAX_ARGS);
	if (count == 0) {
		problem(c, line, "expected {{t the.key}}");
		return;
	}
	for (char *p = parts[0]; *p; p++) {
		if (*p == '.')
			*p = '_';
	}
	char *names[MAX_ARGS], *values[MAX_ARGS], *sorted[MAX_ARGS];
	int named = 0;
	for (int i = 1; i < count; i++) {
		char *sign = argument_sign(parts[i]);
		if (!sign) {
			problem(c, line,
			    "\"%s\" is not name=expression (an expression with spaces needs brackets)",
			    parts[i]);
			continue;
		}
		*sign = '\0';
		names[named] = sorted[named] = parts[i];
		values[named++] = sign + 1;
	}
	qsort(sorted, (size_t)named, sizeof sorted[0], by_name);
	begin_statement(c, line);
	emit(c, "\t(void)W_%s_TAKES", parts[0]);
	for (int i = 0; i < named; i++)
		emit(c, "_%s", sorted[i]);
	if (named == 0) {
		emit(c, ";\n\thtml_word(out, W_%s);\n", parts[0]);
		return;
	}
	emit(c, ";\n\thtml_say(out, W_%s, %d, (const HtmlArg[]){", parts[0], named);
	for (int i = 0; i < named; i++)
		emit(c, "%shtml_arg(\"%s\", (%s))", i ? ", " : "", names[i], values[i]);
	emit(c, "});\n");
}

static void do_word(Compiler *c, char *args, int line)
{
	expect_text_or_value(c, "a word");
	begin_statement(c, line);
	emit(c, "\thtml_word(out, (%s));\n", args);
}

static void do_raw(Compiler *c, char *args, int line)
{
	expect_text(c, "{{raw}}");
	begin_statement(c, line);
	emit(c, "\thtml_raw(out, (%s));\n", args);
}

static void do_call(Compiler *c, char *args, int line)
{
	expect_text(c, "{{call}}");
	char *open = strchr(args, '(');
	char *close = strrchr(args, ')');
	if (!open || !close || close < open) {
		problem(c, line, "expected {{call name(arguments)}}");
		return;
	}
	*open = *close = '\0';
	const char *arguments = skip_space(open + 1);
	begin_statement(c, line);
	emit(c, "\thtml_%s(out%s%s);\n", args, *arguments ? ", " : "", arguments);
	c->last = 0;
}

static void do_href(Compiler *c, char *args, int line)
{
	expect_value(c, "{{href}}");
	if (args[0] != '"' && strncmp(args, "(", 1) != 0 && !isalpha((unsigned char)args[0])) {
		problem(c, line, "expected {{href \"/path/%%s\" ARGUMENTS}}");
		return;
	}
	begin_statement(c, line);
	if (args[0] != '"') {
		emit(c, "\thtml_href_text(out, (%s));\n", args);
		return;
	}
	char *rest = (char *)skip_quoted(args);
	int format_len = (int)(rest - args);
	char *parts[MAX_ARGS];
	char *kept = need(strdup(rest));
	int count = split(kept, ',', parts, MAX_ARGS);
	if (count == 1) {
		strcpy(kept, rest);
		count = split(kept, ' ', parts, MAX_ARGS);
	}
	if (count == 0)
		emit(c, "\thtml_href_text(out, %.*s", format_len, args);
	else
		emit(c, "\thtml_href(out, %.*s", format_len, args);
	for (int i = 0; i < count; i++)
		emit(c, ", %s", parts[i]);
	emit(c, ");\n");
	free(kept);
}

static void do_url(Compiler *c, char *args, int line)
{
	expect_value(c, "{{url}}");
	begin_statement(c, line);
	emit(c, "\thtml_url(out, (%s));\n", args);
}

static void do_asset(Compiler *c, char *args, int line)
{
	expect_value(c, "{{asset}}");
	size_t len = strlen(args);
	if (len < 3 || args[0] != '"' || args[len - 1] != '"') {
		problem(c, line, "expected {{asset \"name.css\"}}");
		return;
	}
	for (char *p = args + 1; p < args + len - 1; p++) {
		if (!isalnum((unsigned char)*p))
			*p = '_';
	}
	begin_statement(c, line);
	emit(c, "\thtml_raw(out, ASSET_%.*s);\n", (int)len - 2, args + 1);
}

static void do_icon(Compiler *c, char *args, int line)
{
	expect_text(c, "{{icon}}");
	for (char *p = args; *p; p++) {
		if (*p == '-')
			*p = '_';
	}
	begin_statement(c, line);
	emit(c, "\thtml_icon(out, ICON_%s);\n", args);
}

static void do_icon_of(Compiler *c, char *args, int line)
{
	expect_text(c, "{{icon_of}}");
	begin_statement(c, line);
	emit(c, "\thtml_icon(out, (%s));\n", args);
}

static void do_csrf(Compiler *c, char *args, int line)
{
	expect_text(c, "{{csrf}}");
	begin_statement(c, line);
	emit(c, "\thtml_csrf(out);\n");
}

/* ---- blocks ---- */

/* A name ends where a directive begins: <tr{{if …}} class="now"{{end}}>. */
static void end_name(Compiler *c)
{
	if (c->html.place == ATTRIBUTE)
		check_attribute(c);
	if (c->html.place == ATTRIBUTE || (c->html.place == TAG_NAME && c->html.tag[0]))
		c->html.place = IN_TAG;
}

static void open_block(Compiler *c, BlockKind kind, int line)
{
	end_name(c);
	if (c->depth == MAX_DEPTH) {
		problem(c, line, "more than %d blocks in one another", MAX_DEPTH);
		exit(1);
	}
	c->blocks[c->depth++] = (Block){.kind = kind, .line = line, .html = c->html};
}

static void do_if(Compiler *c, char *args, int line)
{
	begin_statement(c, line);
	emit(c, "\tif (%s) {\n", args);
	open_block(c, BLOCK_IF, line);
	c->last = c->last == '\n' ? '\n' : 0;
}

static void do_lang(Compiler *c, const char *lang, int line)
{
	begin_statement(c, line);
	emit(c, "\tif (out->lang == %s) {\n", lang);
	open_block(c, BLOCK_LANG, line);
}

/* TYPE *name in ARRAY COUNT */
static void do_each(Compiler *c, char *args, int line)
{
	open_block(c, BLOCK_EACH, line);
	char *in = strstr(args, " in ");
	char *parts[MAX_ARGS];
	int count = 0;
	char *kept = need(strdup(in ? in + 4 : ""));
	if (in) {
		*in = '\0';
		count = split(kept, ' ', parts, MAX_ARGS);
	}
	char *name = args + strlen(args);
	while (name > args && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
		name--;
	char *star = name;
	while (star > args && isspace((unsigned char)star[-1]))
		star--;
	if (count < 2 || !is_name(name) || star == args || star[-1] != '*') {
		problem(c, line, "expected {{each Type *name in ARRAY COUNT}}");
	} else {
		int array_len = (int)(parts[count - 1] - kept);
		begin_statement(c, line);
		emit(c,
		    "\tfor (size_t %s_i = 0; %s_i < (size_t)(%s); %s_i++) {\n\t%s = "
		    "&(%.*s)[%s_i];\n\t(void)%s;\n",
		    name, name, parts[count - 1], name, args, array_len, in + 4, name, name);
	}
	free(kept);
}

static bool is_same_place(const Html *a, const Html *b)
{
	if (a->place != b->place)
		return false;
	return a->place != VALUE || (a->quote == b->quote && strcmp(a->attribute, b->attribute) == 0);
}

/* At {{else}} and {{end}}: the branch has come back to where the block began. */
static Block *check_branch(Compiler *c, int line, const char *what)
{
	if (c->depth == 0) {
		problem(c, line, "%s without a block", what);
		return NULL;
	}
	Block *block = &c->blocks[c->depth - 1];
	end_name(c);
	if (!is_same_place(&c->html, &block->html))
		problem(c, line, "the branch begins in %s (line %d) and ends in %s",
		    PLACE_NAMES[block->html.place], block->line, PLACE_NAMES[c->html.place]);
	flush_literal(c);
	return block;
}

static void do_else(Compiler *c, char *args, int line)
{
	Block *block = check_branch(c, line, "{{else}}");
	if (!block)
		return;
	if (block->kind != BLOCK_IF || block->has_else) {
		problem(c, line, "{{else}} does not belong to an {{if}}");
		return;
	}
	c->html = block->html;
	c->last = 0;
	if (strncmp(args, "if", 2) == 0 && isspace((unsigned char)args[2])) {
		emit(c, "#line %d \"%s\"\n\t} else if (%s) {\n", line, c->file, skip_space(args + 2));
		return;
	}
	if (*args)
		problem(c, line, "expected {{else}} or {{else if CONDITION}}");
	block->has_else = true;
	emit(c, "\t} else {\n");
}

static void do_end(Compiler *c, int line)
{
	Block *block = check_branch(c, line, "{{end}}");
	if (!block)
		return;
	c->html = block->html;
	if (block->kind == BLOCK_IF && c->html.place == VALUE)
		c->html.value_has_begun = true;
	c->depth--;
	emit(c, "\t}\n");
}

/* ---- the whole ---- */

static void do_expression(Compiler *c, char *text, int line)
{
	expect_text_or_value(c, "an expression");
	begin_statement(c, line);
	emit(c, "\thtml_put(out, (%s));\n", text);
	c->last = 0;
}

static bool is_keyword(const char *word)
{
	static const char *const KEYWORDS[] = {"use", "template", "num", "raw", "t", "word", "if", "else",
	    "end", "each", "call", "href", "url", "csrf", "asset", "icon", "icon_of", "zh", "en", NULL};
	return is_one_of(word, KEYWORDS);
}

static void run_directive(Compiler *c, const char *word, char *args, int line)
{
	if (strcmp(word, "use") == 0)
		do_use(c, args, line);
	else if (strcmp(word, "template") == 0)
		do_template(c, args, line);
	else if (!c->in_template)
		problem(c, line, "{{%s}} outside of a template", word);
	else if (strcmp(word, "if") == 0)
		do_if(c, args, line);
	else if (strcmp(word, "else") == 0)
		do_else(c, args, line);
	else if (strcmp(word, "end") == 0)
		do_end(c, line);
	else if (strcmp(word, "each") == 0)
		do_each(c, args, line);
	else if (strcmp(word, "zh") == 0)
		do_lang(c, "ZH", line);
	else if (strcmp(word, "en") == 0)
		do_lang(c, "EN", line);
	else if (strcmp(word, "call") == 0)
		do_call(c, args, line);
	else {
		static const struct {
			const char *word;
			void (*run)(Compiler *, char *, int);
		} OUTPUTS[] = {{"num", do_num}, {"raw", do_raw}, {"t", do_t}, {"word", do_word},
		    {"href", do_href}, {"url", do_url}, {"csrf", do_csrf}, {"asset", do_asset},
		    {"icon", do_icon}, {"icon_of", do_icon_of}};
		for (size_t i = 0; i < sizeof OUTPUTS / sizeof OUTPUTS[0]; i++) {
			if (strcmp(word, OUTPUTS[i].word) == 0)
				OUTPUTS[i].run(c, args, line);
		}
		c->last = 0;
	}
}

static void take_directive(Compiler *c)
{
	int line = c->line;
	const char *begin = c->at + 2;
	const char *end = begin;
	bool is_comment = *begin == '#';
	const char *close = is_comment ? "#}}" : "}}";
	int depth = 0; /* of braces in an expression: {{call x((int[]){1, 2})}} */
	while (*end && (depth > 0 || strncmp(end, close, strlen(close)) != 0)) {
		if (!is_comment && (*end == '"' || *end == '\'')) {
			end = skip_quoted(end);
			continue;
		}
		if (!is_comment && (*end == '{' || *end == '}'))
			depth += *end == '{' ? 1 : -1;
		end++;
	}
	for (const char *p = begin; p < end; p++)
		c->line += *p == '\n';
	if (!*end) {
		problem(c, line, "{{ is not closed");
		c->at = end;
		return;
	}
	c->at = end + strlen(close);
	if (is_comment)
		return;
	char *text = need(strndup(begin, (size_t)(end - begin)));
	char *trimmed = (char *)skip_space(text);
	for (size_t len = strlen(trimmed); len > 0 && isspace((unsigned char)trimmed[len - 1]); len--)
		trimmed[len - 1] = '\0';
	char word[MAX_NAME] = "";
	size_t word_len = strcspn(trimmed, " \t\n");
	if (word_len < sizeof word)
		memcpy(word, trimmed, word_len);
	if (!*trimmed)
		problem(c, line, "{{}} is empty");
	else if (is_keyword(word))
		run_directive(c, word, (char *)skip_space(trimmed + word_len), line);
	else if (!c->in_template)
		problem(c, line, "{{%s}} outside of a template", trimmed);
	else
		do_expression(c, trimmed, line);
	free(text);
}

static char *read_whole(const char *path)
{
	FILE *in = fopen(path, "rb");
	if (!in) {
		fprintf(stderr, "template: cannot read %s: %s\n", path, strerror(errno));
		exit(1);
	}
	char *text = need(malloc(MAX_SOURCE + 1));
	size_t len = fread(text, 1, MAX_SOURCE, in);
	text[len] = '\0';
	fclose(in);
	return text;
}

/* Returns the number of problems. */
static int compile(const char *path, FILE *header, FILE *out)
{
	char *source = read_whole(path);
	Compiler c = {
	    .file = path,
	    .at = source,
	    .line = 1,
	    .header = header,
	    .out = out,
	    .literal = need(malloc(MAX_SOURCE + 1)),
	};
	while (*c.at) {
		if (strncmp(c.at, "{{", 2) == 0)
			take_directive(&c);
		else
			take_text(&c);
	}
	end_template(&c);
	free(c.literal);
	free(source);
	return c.problems;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void begin_header(FILE *out, const char *path, const char *input)
{
	fprintf(out, "/* The prototypes of %s, made by tools/template.c. */\n#ifndef ", name_of(input));
	write_guard_name(out, path);
	fputs("\n#define ", out);
	write_guard_name(out, path);
	fputs("\n\n#include \"html/html.h\"\n", out);
}

static void begin_source(FILE *out, const char *header, const char *input)
{
	fprintf(out, "/* Made by tools/template.c from %s. */\n#include \"%s\"\n\n", name_of(input),
	    name_of(header));
	fputs(
	    "#include <math.h>\n#include <string.h>\n\n#include \"base/str.h\"\n#include \"html/assets.h\"\n",
	    out);
}

static bool keep(MadeFile *made, const char *path)
{
	bool is_kept = made_keep(made, path);
	if (!is_kept)
		fprintf(stderr, "template: cannot write %s: %s\n", path, strerror(errno));
	return is_kept;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: template OUT.h OUT.c IN.html\n");
		return 2;
	}
	MadeFile header, source;
	if (!made_open(&header) || !made_open(&source))
		need(NULL);
	begin_header(header.out, argv[1], argv[3]);
	begin_source(source.out, argv[1], argv[3]);
	int problems = compile(argv[3], header.out, source.out);
	fputs("\n#endif\n", header.out);
	if (problems > 0) {
		made_forget(&header);
		made_forget(&source);
		return 1;
	}
	bool header_is_kept = keep(&header, argv[1]);
	return keep(&source, argv[2]) && header_is_kept ? 0 : 1;
}
