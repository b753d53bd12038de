/* The template compiler: what it writes, and what it refuses. */
int template_main(int argc, char **argv);
#define main template_main
#include "template.c"
#undef main

#include <fcntl.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Outcome {
	int problems;
	char *c;      /* what was written, without #line */
	char *header; /* its prototypes */
	char *errors; /* what was said */
} Outcome;

static char source_path[] = "/tmp/template_test_XXXXXX";

static char *without_lines(const char *text)
{
	char *kept = need(calloc(strlen(text) + 1, 1));
	size_t len = 0;
	while (*text) {
		size_t line = strcspn(text, "\n") + 1;
		if (strncmp(text, "#line", 5) != 0) {
			memcpy(kept + len, text, line);
			len += line;
		}
		text += line;
	}
	return kept;
}

static Outcome compile_text(const char *source)
{
	FILE *in = fopen(source_path, "w");
	assert_non_null(in);
	fputs(source, in);
	fclose(in);
	Outcome outcome = {0};
	char *made = NULL;
	size_t made_size = 0, header_size = 0, error_size = 0;
	FILE *out = open_memstream(&made, &made_size);
	FILE *header = open_memstream(&outcome.header, &header_size);
	FILE *said = stderr;
	stderr = open_memstream(&outcome.errors, &error_size);
	outcome.problems = compile(source_path, header, out);
	fclose(stderr);
	stderr = said;
	fclose(out);
	fclose(header);
	outcome.c = without_lines(made);
	free(made);
	return outcome;
}

static void forget(Outcome *outcome)
{
	free(outcome->c);
	free(outcome->header);
	free(outcome->errors);
}

/* Bodies of {{template x(const V *v)}}: each must compile and its C must hold the text. */
static void accepts(void **state)
{
	static const struct {
		const char *body, *holds;
	} CASES[] = {
	    {"<p>a</p>", "html_literal(out, \"<p>a</p>\", 8);"},
	    {"<p>{{v->name}}</p>", "html_put(out, (v->name));"},
	    {"<p title=\"{{v->name}}\">", "html_put(out, (v->name));"},
	    {"{{num v->a + 1 2}}", "html_num(out, (v->a + 1 ), 2);"},
	    {"{{raw v->svg}}", "html_raw(out, (v->svg));"},
	    {"{{t a.b_c.d}}", "(void)W_a_b_c_d_TAKES;\n\thtml_word(out, W_a_b_c_d);"},
	    {"{{t a.b time=v->at n=f(1, 2)}}", "(void)W_a_b_TAKES_n_time;\n\thtml_say(out, W_a_b, 2, (const "
					       "HtmlArg[]){html_arg(\"time\", (v->at)), "
					       "html_arg(\"n\", (f(1, 2)))});"},
	    {"{{word v->w}}", "html_word(out, (v->w));"},
	    {"{{if a && b}}x{{else if c}}y{{else}}z{{end}}",
		"\t} else if (c) {\n\thtml_literal(out, \"y\", 1);\n\t} else {"},
	    {"{{each Line *line in v->lines v->count}}{{line_i}}{{end}}",
		"for (size_t line_i = 0; line_i < (size_t)(v->count); line_i++) {\n\tLine *line = &(v->lines "
		")[line_i];"},
	    {"{{call part(v->x, 3)}}", "html_part(out, v->x, 3);"},
	    {"{{call part((int[]){1, 2})}}", "html_part(out, (int[]){1, 2});"},
	    {"<a href=\"{{href \"/me/%lld\" (long long)v->id}}\">",
		"html_href(out, \"/me/%lld\", (long long)v->id);"},
	    {"<a href=\"{{href \"/a/%s/%d\" v->a, v->b}}\">", "html_href(out, \"/a/%s/%d\", v->a, v->b);"},
	    {"<a href=\"{{href v->path}}\">", "html_href_text(out, (v->path));"},
	    {"<a href=\"{{url v->far}}\">", "html_url(out, (v->far));"},
	    {"<a href=\"#{{v->id}}\">", "html_put(out, (v->id));"},
	    {"<a href=\"{{if a}}{{href \"/x\"}}{{else}}{{href \"/y\"}}{{end}}\">",
		"html_href_text(out, \"/y\");"},
	    {"<link href=\"{{asset \"a-b.css\"}}\">", "html_raw(out, ASSET_a_b_css);"},
	    {"{{icon circle-check}}", "html_icon(out, ICON_circle_check);"},
	    {"{{csrf}}", "html_csrf(out);"},
	    {"{{zh}}好{{end}}{{en}}good{{end}}", "if (out->lang == EN) {\n\thtml_literal(out, \"good\", 4);"},
	    {"a{{# {{not}} a word #}}", "html_literal(out, \"a\", 1);"},
	    {"<tr{{if a}} class=\"now\"{{end}}>", "html_literal(out, \" class=\\\"now\\\"\", 12);"},
	    {"<input{{if a}} checked{{end}}>", "html_literal(out, \" checked\", 8);"},
	    {"{{\"}}\"}}", "html_put(out, (\"}}\"));"},
	    {"<script src=\"{{asset \"a.js\"}}\"></script>", "html_raw(out, ASSET_a_js);"},
	    /* white space */
	    {"<p>\n\t\t<b>x</b>\n\n</p>",
		"html_literal(out, \"<p>\\n\"\n\t    \"<b>x</b>\\n\"\n\t    \"</p>\", 17);"},
	    {"中文\n\t连着", "html_literal(out, \"中文连着\", 12);"},
	    {"two\n  words", "\"two\\n\"\n\t    \"words\", 9"},
	    {"<p\n   class=\"a\">", "\"<p class=\\\"a\\\">\""},
	    {"<pre>a\n  b</pre>", "\"<pre>a\\n\"\n\t    \"  b</pre>\""},
	    {"say \"?\"\\", "\"say \\\"\\077\\\"\\\\\""},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		char source[1024];
		snprintf(source, sizeof source, "{{template x(const V *v)}}\n%s\n", CASES[i].body);
		Outcome outcome = compile_text(source);
		if (outcome.problems > 0 || !strstr(outcome.c, CASES[i].holds))
			fail_msg("%s\ngave %s%s", CASES[i].body, outcome.errors, outcome.c);
		forget(&outcome);
	}
}

/* Each must be refused with a message that holds the text; all on line 2. */
static void refuses(void **state)
{
	static const struct {
		const char *body, *says;
	} CASES[] = {
	    {"<p class={{v->x}}>", "is not quoted"},
	    {"<p class=a>", "is not quoted"},
	    {"<p {{v->x}}>", "stands in a tag"},
	    {"<{{v->x}}>", "stands in the start of a tag"},
	    {"<p title{{v->x}}>", "stands in an attribute's name"},
	    {"<!-- {{v->x}} -->", "stands in a comment"},
	    {"<p style=\"color:red\">", "inline style"},
	    {"<p onclick=\"x()\">", "inline script"},
	    {"<script>x()</script>", "<script> with text"},
	    {"<style>p{}</style>", "<style>"},
	    {"<a href=\"{{v->x}}\">", "begins the address"},
	    {"<img src=\"{{t a.b}}\">", "begins the address"},
	    {"<a href=\"/me\">", "needs its language"},
	    {"<form action=\"/me\">", "needs its language"},
	    {"<a title=\"{{raw v->x}}\">", "only in text"},
	    {"<a title=\"{{icon check}}\">", "only in text"},
	    {"<p>{{href \"/x\"}}</p>", "start of a quoted attribute"},
	    {"{{if a}}<p title=\"{{end}}x\">", "the branch begins in text"},
	    {"{{if a}}x", "has no {{end}}"},
	    {"x{{end}}", "{{end}} without a block"},
	    {"{{else}}", "{{else}} without a block"},
	    {"{{each Line *l in v->a v->n}}{{else}}{{end}}", "does not belong to an {{if}}"},
	    {"{{each Line l in v->a v->n}}{{end}}", "expected {{each"},
	    {"{{each Line *l in v->a}}{{end}}", "expected {{each"},
	    {"{{num v->x}}", "expected {{num"},
	    {"{{t}}", "expected {{t"},
	    {"{{t a.b v->x}}", "is not name=expression"},
	    {"{{call part}}", "expected {{call"},
	    {"{{}}", "is empty"},
	    {"{{v->x", "is not closed"},
	    {"<p title=\"x", "the template ends in an attribute's value"},
	    {"a < b", "begins no tag"},
	    {"{{use \"x.h\"}}", "stands in the first lines"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		char source[1024], place[64];
		snprintf(source, sizeof source, "{{template x(const V *v)}}\n%s", CASES[i].body);
		snprintf(place, sizeof place, "%s:2: error: ", source_path);
		Outcome outcome = compile_text(source);
		if (outcome.problems == 0 || !strstr(outcome.errors, CASES[i].says) ||
		    !strstr(outcome.errors, place))
			fail_msg(
			    "%s\ngave %s", CASES[i].body, outcome.problems ? outcome.errors : "no error");
		forget(&outcome);
	}
}

static void refuses_what_stands_outside(void **state)
{
	static const char *const CASES[] = {
	    "text", "{{v->x}}", "{{if a}}", "{{template}}", "{{template 1x()}}", "{{use x.h}}"};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Outcome outcome = compile_text(CASES[i]);
		if (outcome.problems == 0)
			fail_msg("%s compiled", CASES[i]);
		forget(&outcome);
	}
}

static void makes_prototypes(void **state)
{
	static const char INSIDE[] = "#include \"a/a.po.h\"\n#include \"b/b.html.h\"\n";
	Outcome outcome = compile_text("{{use \"a/a.h\"}}\n{{use \"a/a.po.h\"}}\n{{use "
				       "\"b/b.html.h\"}}\n{{template one(const V *v)}}\nx\n"
				       "{{template two(int n, V *v)}}\n{{template three()}}\n");
	assert_int_equal(outcome.problems, 0);
	assert_string_equal(outcome.header, "#include \"a/a.h\"\n"
					    "void html_one(Html *out, const V *v);\n"
					    "void html_one_any(Html *out, const void *view);\n"
					    "void html_two(Html *out, int n, V *v);\n"
					    "void html_three(Html *out);\n"
					    "void html_three_any(Html *out, const void *view);\n");
	assert_int_equal(strncmp(outcome.c, INSIDE, strlen(INSIDE)), 0);
	forget(&outcome);
}

static void names_the_line_of_the_template(void **state)
{
	FILE *in = fopen(source_path, "w");
	fputs("{{template x(const V *v)}}\n\n{{v->a}}\n{{if b\n && c}}{{end}}\n", in);
	fclose(in);
	char *made = NULL, *prototypes = NULL, place[100];
	size_t size = 0, header_size = 0;
	FILE *out = open_memstream(&made, &size), *header = open_memstream(&prototypes, &header_size);
	assert_int_equal(compile(source_path, header, out), 0);
	fclose(out);
	fclose(header);
	free(prototypes);
	snprintf(place, sizeof place, "#line 3 \"%s\"\n\thtml_put(out, (v->a));", source_path);
	assert_non_null(strstr(made, place));
	snprintf(place, sizeof place, "#line 4 \"%s\"\n\tif (b\n && c) {", source_path);
	assert_non_null(strstr(made, place));
	free(made);
}

/* Runs the tool on a template; out.h and out.c stand beside it. */
static int run_tool(const char *source, const char *header_path, const char *c_path)
{
	FILE *in = fopen(source_path, "w");
	assert_non_null(in);
	fputs(source, in);
	fclose(in);
	char *arguments[] = {"template", (char *)header_path, (char *)c_path, source_path};
	return template_main(4, arguments);
}

static void age(const char *path)
{
	struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
}

static bool is_aged(const char *path)
{
	struct stat found;
	assert_int_equal(stat(path, &found), 0);
	return found.st_mtim.tv_sec == 1000;
}

/* Another text leaves the prototypes alone, so that what includes them is not compiled again. */
static void rewrites_only_what_changed(void **state)
{
	char header[64], c[64];
	snprintf(header, sizeof header, "%s.h", source_path);
	snprintf(c, sizeof c, "%s.c", source_path);
	assert_int_equal(run_tool("{{template x(const V *v)}}\none\n", header, c), 0);
	age(header);
	age(c);
	assert_int_equal(run_tool("{{template x(const V *v)}}\none\n", header, c), 0);
	assert_true(is_aged(header) && is_aged(c));
	assert_int_equal(run_tool("{{template x(const V *v)}}\ntwo\n", header, c), 0);
	assert_true(is_aged(header) && !is_aged(c));
	assert_int_equal(run_tool("{{template x(const W *v)}}\ntwo\n", header, c), 0);
	assert_false(is_aged(header));
	unlink(header);
	unlink(c);
}

int main(void)
{
	int file = mkstemp(source_path);
	if (file < 0)
		return 1;
	close(file);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(refuses_what_stands_outside),
	    cmocka_unit_test(makes_prototypes),
	    cmocka_unit_test(names_the_line_of_the_template),
	    cmocka_unit_test(rewrites_only_what_changed),
	};
	int failed = cmocka_run_group_tests_name("template", tests, NULL, NULL);
	unlink(source_path);
	return failed;
}
