/* What compiled templates write to, and the words they say.
 *
 * A template file (src/<wing>/<room>/x.html) is compiled at build time by tools/template.c into x.html.c and
 * its prototypes "room/x.html.h". Directives:
 *   {{use "account/account_view.h"}}            the header with the view structs; first lines
 *   {{use "html/parts.html.h"}}                 another file of templates that {{call}} names
 *   {{use "account/account.po.h"}}              the words that {{t}} names
 *   {{template sign_in(const SignInView *v)}}    begins `void html_sign_in(Html *out, const SignInView *v)`;
 * a file may hold several
 *   {{v->name}}                                  any C expression: text is escaped; integers are printed; a
 * double does not compile
 *   {{num v->tco2e 2}}                           a double, grouped by thin space, 2 decimals; NaN prints "-"
 *   {{raw v->svg}}                               not escaped: only for what this process made itself
 *   {{t account.sign_in.title}}                  the word in the reader's language, escaped; unknown keys do
 * not compile
 *   {{t inventory.saved_at time=v->saved_at n=v->count}}   with {time} and {n} replaced (texts or integers),
 * escaped
 *   {{word v->label}}                            a Word chosen at run time
 *   {{if COND}} {{else if COND}} {{else}} {{end}}
 *   {{each Line *line in v->lines v->line_count}} … {{end}}      line points at each element; `line_i` is the
 * index
 *   {{call level_badge(v->level)}}               another template (Html *out is passed first)
 *   {{href "/me/inventories/%lld" (long long)v->id}}   a path with the language prefix, escaped
 *   {{csrf}}                                     the hidden field with the session's token
 *   {{url v->source_url}}                        an address from outside (http, https, mailto, or a path),
 * else "#"
 *   {{asset "qingce.css"}}                       the hashed path of an asset; an unknown one fails the build
 *   {{icon upload}} {{icon_of v->icon}}          <svg><use> from the sprite (names in assets/icons.txt); an
 * unknown one fails the build; icon_of takes an Icon of html/assets.h
 *   {{zh}} … {{end}} / {{en}} … {{end}}          long prose of one language (help pages)
 *   {{# a remark that is not written #}}
 * White space at line starts is squeezed; lines of Chinese prose are joined without a space. Attribute values
 * must be quoted. A template without parameters is {{template about()}}. An address in href, action or src
 * begins with literal text, {{href}}, {{url}} or {{asset}}. Inline style and script do not compile. */
#ifndef QINGCE_HTML_HTML_H
#define QINGCE_HTML_HTML_H

#include <string.h>

#include "base/buf.h"
#include "base/word.h"
#include "http/http.h"

#define CSRF_FIELD "csrf"

typedef struct Html {
	Buf buf;
	Req *req;
	Lang lang;
} Html;

/* Escapes & < > " ' . */
void html_escape(Html *out, const char *text);
void html_raw(Html *out, const char *text);
void html_int(Html *out, long long value);
void html_num(Html *out, double value, int decimals);
void html_word(Html *out, Word word);

/* 1 234 567.80 grouped by thin space (U+2009), "-" for NaN: the text that {{num}} writes. */
char *num_text(Arena *mem, double value, int decimals);

/* A text as it is printed: CO2 as CO₂, CH4, N2O, SF6, NF3 … likewise, m3 as m³. Words and units only, never
 * what goes back into a form. */
const char *science_text(Arena *mem, const char *text);

/* A text as one part of an address: everything but letters, digits and -._~ becomes %XX. */
char *url_part(Arena *mem, const char *text);

/* ---- what compiled templates call ---- */

static inline void html_literal(Html *out, const char *text, size_t len)
{
	Buf *buf = &out->buf;
	if (buf->overflow || len > buf->cap - buf->len) {
		buf_add(buf, text, len);
		return;
	}
	memcpy(buf->data + buf->len, text, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}
void html_href(Html *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void html_href_text(Html *out, const char *path);
void html_url(Html *out, const char *address);
void html_icon(Html *out, int icon); /* an Icon of html/assets.h */
void html_csrf(Html *out);	     /* <input type="hidden" name="csrf" …> */

typedef struct HtmlArg {
	const char *name;
	const char *text; /* NULL: the number */
	long long number;
} HtmlArg;
HtmlArg html_arg_text(const char *name, const char *text);
HtmlArg html_arg_int(const char *name, long long number);
#define html_arg(name, x)                                                                                    \
	_Generic((x), char *: html_arg_text, const char *: html_arg_text, int: html_arg_int, long: html_arg_int, \
	    long long: html_arg_int, unsigned: html_arg_int, unsigned long: html_arg_int)((name), (x))
void html_say(Html *out, Word word, int count, const HtmlArg *args);

/* {{expr}} by type. A double is refused: it needs its decimals. */
#define html_put(out, x)                                                                                     \
	_Generic((x), char *: html_escape, const char *: html_escape, int: html_int, long: html_int, \
	    long long: html_int, unsigned: html_int, unsigned long: html_int)((out), (x))

/* The word in a language; never NULL. */
const char *word_text(Lang lang, Word word);
/* With {name} replaced: say(req->mem, lang, W_x, "name", "value", "n", "3", NULL). Not escaped. In a word,
 * {n|line|lines} stands for the first text when n is "1", else for the second. */
const char *say(Arena *mem, Lang lang, Word word, ...) __attribute__((sentinel));
/* For error messages and the like inside a handler: say in the request's language. */
#define SAY(req, word, ...) say((req)->mem, (req)->lang, (word), ##__VA_ARGS__, NULL)

/* ---- the frame ---- */

typedef struct Crumb {
	const char *text;
	const char *href; /* path without language; NULL for the page itself */
} Crumb;

typedef struct Page {
	const char *title;   /* <title> and <h1> */
	const char *sub;     /* the line under the title; NULL for none */
	const char *section; /* which of the ten sections is current: "maps", "climate" …, or "me"; NULL */
	const Crumb *crumbs; /* ends with {0}; NULL for none */
	const char *script;  /* an asset beside base.js: "wizard.js"; NULL for none */
	const char *action_text; /* the one primary action in the head; NULL for none */
	const char *action_href; /* path without language */
	bool is_wide;		 /* tables as wide as they need */
	bool is_narrow;		 /* a form: 720 wide */
	bool hide_head;		 /* the template draws its own head */
	bool is_in_zh_only;	 /* no language switch */
	bool runs_wasm;		 /* its script compiles WebAssembly */
} Page;

/* Renders frame + template and answers with `status`:
 *   return show_page(req, 200, &(Page){.title = …}, html_sign_in, &view);
 * The template takes one `const View *`; the compiler checks that `view` is that. Page.script may name
 * several assets, with spaces between them: "autosave.js upload.js". The page is a variable, or stands in
 * brackets when it has several members: (&(Page){.title = …, .sub = …}). */
#define show_page(req, status, page, template, view)                                                         \
	((void)sizeof((template)(NULL, (view)), 0),                                                          \
	    show_page_with((req), (status), (page), template##_any, (view)))
Err show_page_with(
    Req *req, int status, const Page *page, void (*body)(Html *, const void *), const void *view);

/* The same for a template without parameters. */
#define show_plain_page(req, status, page, template)                                                         \
	show_page_with((req), (status), (page), template##_any, NULL)

/* A fragment without frame, for the page's own script. */
#define show_fragment(req, status, template, view)                                                           \
	((void)sizeof((template)(NULL, (view)), 0),                                                          \
	    show_fragment_with((req), (status), template##_any, (view)))
Err show_fragment_with(Req *req, int status, void (*body)(Html *, const void *), const void *view);

/* A template as text, to put into a JSON reply ({"fragments":{"totals":…}}): a part of a page, far below its
 * maximum. */
#define fragment_text(req, template, view)                                                                   \
	((void)sizeof((template)(NULL, (view)), 0), fragment_text_with((req), template##_any, (view)))
const char *fragment_text_with(Req *req, void (*body)(Html *, const void *), const void *view);

/* The page of a failed request: what happened, in `words` (may be NULL: the general words of the status), the
 * request id, and the way on. Works without a session or a database. */
Err show_error_page(Req *req, int status, const char *words);

/* A saved/notice line carried over a redirect in a short-lived cookie: shown once at the top of the next
 * page. */
void flash(Req *req, const char *words);

#endif
