/* Escaping, numbers, words with their placeholders, links, and what the parts make of odd input. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "html/assets.h"
#include "html/parts.h"
#include "html/parts.html.h"
#include "html/parts.po.h"
#include "http/asset.h"

#include <cmocka.h> /* last: it has a macro named fail */

static Arena *mem;
static Req req;

static int set_up(void **state)
{
	mem = arena_open();
	req = (Req){.mem = mem, .who = {.csrf = "to\"ken"}};
	return 0;
}

static int tear_down(void **state)
{
	arena_close(mem);
	return 0;
}

static Html begin(Lang lang)
{
	return (Html){.buf = buf_in(mem, 1024 * 1024), .req = &req, .lang = lang};
}

static void escapes_what_ends_text_or_an_attribute(void **state)
{
	static const struct {
		const char *text, *html;
	} CASES[] = {
	    {"", ""},
	    {"plain 青册", "plain 青册"},
	    {"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
	    {"\" onclick=\"x", "&quot; onclick=&quot;x"},
	    {"a&b&amp;", "a&amp;b&amp;amp;"},
	    {"<", "&lt;"},
	    {"x>", "x&gt;"},
	    {NULL, ""},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Html out = begin(ZH);
		html_escape(&out, CASES[i].text);
		assert_string_equal(buf_take(&out.buf), CASES[i].html);
	}
}

#define THIN "\xE2\x80\x89"
#define MINUS "\xE2\x88\x92"

static void numbers_are_grouped_by_thin_space(void **state)
{
	static const struct {
		double value;
		int decimals;
		const char *text;
	} CASES[] = {
	    {0, 2, "0.00"},
	    {-0.0, 2, "0.00"},
	    {-0.001, 2, "0.00"},
	    {1, 0, "1"},
	    {999, 0, "999"},
	    {1000, 0, "1" THIN "000"},
	    {158556.82, 2, "158" THIN "556.82"},
	    {1234567.891, 3, "1" THIN "234" THIN "567.891"},
	    {-1234.5, 1, MINUS "1" THIN "234.5"},
	    {0.125, 2, "0.12"},
	    {1e15, 0, "1" THIN "000" THIN "000" THIN "000" THIN "000" THIN "000"},
	    {NAN, 2, "-"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Html out = begin(ZH);
		html_num(&out, CASES[i].value, CASES[i].decimals);
		assert_string_equal(buf_take(&out.buf), CASES[i].text);
		assert_string_equal(num_text(mem, CASES[i].value, CASES[i].decimals), CASES[i].text);
	}
	Html out = begin(ZH);
	html_num(&out, 1.7976931348623157e308, 12);
	assert_true(out.buf.len > 400);
	html_num(&out, -INFINITY, 2);
	assert_non_null(strstr(buf_take(&out.buf), "inf"));
}

static void integers_keep_their_ends(void **state)
{
	Html out = begin(ZH);
	html_int(&out, 0);
	html_raw(&out, " ");
	html_int(&out, INT64_MAX);
	html_raw(&out, " ");
	html_int(&out, INT64_MIN);
	assert_string_equal(buf_take(&out.buf), "0 9223372036854775807 -9223372036854775808");
}

static void words_take_their_values(void **state)
{
	assert_string_equal(say(mem, ZH, W_parts_problems, "n", "2", NULL), "有 2 处需要改正");
	assert_string_equal(
	    say(mem, EN, W_parts_problems, "n", "2", NULL), "There are 2 problems to correct");
	assert_string_equal(say(mem, EN, W_parts_problems, "n", "1", NULL), "There is 1 problem to correct");
	assert_string_equal(say(mem, ZH, W_parts_keep, NULL), "保留");
	assert_string_equal(say(mem, EN, W_parts_level, "other", "2", NULL), "Level {level}");
	assert_string_equal(say(mem, EN, W_parts_level, "level", "{level}", NULL), "Level {level}");
	assert_string_equal(word_text(ZH, W_NONE), "");

	Html out = begin(EN);
	html_say(&out, W_parts_kept_because, 1, (const HtmlArg[]){html_arg("reason", "<b> & 'x'")});
	assert_string_equal(buf_take(&out.buf), "Kept: &lt;b&gt; &amp; &#39;x&#39;");
	out = begin(EN);
	html_say(&out, W_parts_problems, 1, (const HtmlArg[]){html_arg("n", (size_t)1)});
	assert_string_equal(buf_take(&out.buf), "There is 1 problem to correct");
}

static void links_have_their_language_and_no_scripts(void **state)
{
	Html out = begin(EN);
	html_href(&out, "/me/%lld?q=%s", 7LL, "\"><script>");
	assert_string_equal(buf_take(&out.buf), "/en/me/7?q=&quot;&gt;&lt;script&gt;");
	static const struct {
		const char *address, *written;
	} CASES[] = {
	    {"https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"},
	    {"javascript:alert(1)", "#"},
	    {"JaVaScRiPt:alert(1)", "#"},
	    {"data:text/html,x", "#"},
	    {"//evil.example", "#"},
	    {"/\\evil.example", "#"},
	    {"/zh/me", "/zh/me"},
	    {"#here", "#here"},
	    {NULL, "#"},
	    {"", "#"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		out = begin(ZH);
		html_url(&out, CASES[i].address);
		assert_string_equal(buf_take(&out.buf), CASES[i].written);
	}
	assert_string_equal(url_part(mem, "a b/青?~"), "a%20b%2F%E9%9D%92%3F~");
	assert_string_equal(url_part(mem, NULL), "");
}

static void csrf_is_a_field(void **state)
{
	Html out = begin(ZH);
	html_csrf(&out);
	assert_string_equal(
	    buf_take(&out.buf), "<input type=\"hidden\" name=\"csrf\" value=\"to&quot;ken\">");
}

static void level_badges_are_digit_and_word(void **state)
{
	static const struct {
		Lang lang;
		int level;
		const char *html;
	} CASES[] = {
	    {ZH, 1, "<span class=\"lv lv1\">1 级</span>"},
	    {EN, 5, "<span class=\"lv lv5\">Level 5</span>"},
	    {ZH, 0, "<span class=\"lv lv0\">-</span>"},
	    {ZH, 6, "<span class=\"lv lv0\">-</span>"},
	    {ZH, -1, "<span class=\"lv lv0\">-</span>"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Html out = begin(CASES[i].lang);
		html_level_badge(&out, CASES[i].level);
		assert_string_equal(buf_take(&out.buf), CASES[i].html);
	}
}

static void a_field_keeps_what_was_typed(void **state)
{
	Html out = begin(ZH);
	html_field_text(&out,
	    &(FieldView){.name = "amount", .label = "用量", .value = "12,5x\"<", .problem = "不是数字"});
	assert_non_null(strstr(buf_take(&out.buf), "value=\"12,5x&quot;&lt;\""));
	assert_non_null(strstr(buf_take(&out.buf), "aria-invalid=\"true\""));
	assert_non_null(strstr(buf_take(&out.buf), "aria-describedby=\" amount-problem\""));
	assert_non_null(strstr(buf_take(&out.buf), "id=\"amount-problem\""));
	out = begin(ZH);
	html_field_text(&out, &(FieldView){.name = "amount", .label = "用量"});
	assert_null(strstr(buf_take(&out.buf), "aria-invalid"));
}

static void an_error_summary_links_to_the_fields(void **state)
{
	Html out = begin(EN);
	html_error_summary(&out, NULL, 0);
	assert_int_equal(out.buf.len, 0);
	html_error_summary(&out, (Problem[]){{"name", "Name: empty"}, {NULL, "Nothing <chosen>"}}, 2);
	assert_non_null(strstr(buf_take(&out.buf), "<a href=\"#name\">Name: empty</a>"));
	assert_non_null(strstr(buf_take(&out.buf), "<li>Nothing &lt;chosen&gt;</li>"));
	assert_non_null(strstr(buf_take(&out.buf), "There are 2 problems"));
}

static void a_table_has_scope_and_figures_to_the_right(void **state)
{
	Html out = begin(ZH);
	static const TableColumn COLUMNS[] = {{"年份", false}, {"范围 1", true}};
	static const char *const CELLS[] = {"2024", "1.00", "2025", "-"};
	html_data_table(&out,
	    &(DataTable){
		.caption = "历年", .columns = COLUMNS, .column_count = 2, .cells = CELLS, .row_count = 2});
	assert_non_null(strstr(buf_take(&out.buf), "<caption>历年</caption>"));
	assert_non_null(strstr(buf_take(&out.buf), "<th scope=\"col\" class=\"num\">范围 1</th>"));
	assert_non_null(
	    strstr(buf_take(&out.buf), "<tr><th scope=\"row\">2025</th><td class=\"num\">-</td></tr>"));
	assert_null(strstr(buf_take(&out.buf), "<tfoot>"));
}

static void assets_are_found_by_path_and_name(void **state)
{
	assert_true(ASSET_COUNT >= 4);
	for (size_t i = 0; i < ASSET_COUNT; i++) {
		/* by content: beside a shared library a program has a table of its own */
		const Asset *found = asset_at(ASSETS[i].path);
		assert_non_null(found);
		assert_string_equal(found->path, ASSETS[i].path);
		assert_int_equal(found->len, ASSETS[i].len);
		assert_true(ASSETS[i].len > 0);
		assert_true(!ASSETS[i].brotli || ASSETS[i].brotli_len < ASSETS[i].len);
		assert_true(!ASSETS[i].gzip || (ASSETS[i].gzip[0] == 0x1f && ASSETS[i].gzip[1] == 0x8b));
	}
	const Asset *style = asset_named("qingce.css");
	assert_non_null(style);
	assert_string_equal(style->path, ASSET_qingce_css);
	assert_null(asset_named("nothing.css"));
	assert_null(asset_named("qingce"));
	assert_null(asset_at("/assets/qingce.css"));
	assert_null(asset_at(""));
}

/* The budgets of the look: a form page has at most 25 KB of style and 35 KB of script, compressed. */
static void style_and_scripts_are_small(void **state)
{
	size_t script = 0;
	static const char *const SCRIPTS[] = {"base.js", "autosave.js", "upload.js", "sheet.js"};
	for (size_t i = 0; i < sizeof SCRIPTS / sizeof SCRIPTS[0]; i++)
		script += asset_named(SCRIPTS[i])->brotli_len;
	assert_true(script <= 35 * 1024);
	assert_true(asset_named("qingce.css")->gzip_len <= 25 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_what_ends_text_or_an_attribute),
	    cmocka_unit_test(numbers_are_grouped_by_thin_space),
	    cmocka_unit_test(integers_keep_their_ends),
	    cmocka_unit_test(words_take_their_values),
	    cmocka_unit_test(links_have_their_language_and_no_scripts),
	    cmocka_unit_test(csrf_is_a_field),
	    cmocka_unit_test(level_badges_are_digit_and_word),
	    cmocka_unit_test(a_field_keeps_what_was_typed),
	    cmocka_unit_test(an_error_summary_links_to_the_fields),
	    cmocka_unit_test(a_table_has_scope_and_figures_to_the_right),
	    cmocka_unit_test(assets_are_found_by_path_and_name),
	    cmocka_unit_test(style_and_scripts_are_small),
	};
	return cmocka_run_group_tests_name("html", tests, set_up, tear_down);
}
