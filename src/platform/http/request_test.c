/* Routes, languages, cookies, tokens, validators: the small decisions about a request and its answer. */
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"
#include "http/body.h"
#include "http/csrf.h"
#include "http/response.h"
#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static Err nothing(Req *req)
{
	return OK;
}

static const Route TABLE[] = {
    {"GET", "/", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
    {"GET", "/me/{thing}", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
    {"GET", "/me/new", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
    {"POST", "/me/new", ROLE_PUBLIC, CSRF_TOKEN, 10, nothing},
    {"GET", "/me/{id}/lines/{line}", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
    {"GET", "/me/new/lines/{line}", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
    {"DELETE", "/me/{id}", ROLE_PUBLIC, CSRF_NONE, 0, nothing},
};

static void finds_the_nearest_route(void **state)
{
	static const struct {
		const char *method, *path, *pattern, *allow;
	} cases[] = {
	    {"GET", "/", "/", ""},
	    {"GET", "/me/7", "/me/{thing}", ""},
	    {"GET", "/me/new", "/me/new", ""},
	    {"HEAD", "/me/new", "/me/new", ""},
	    {"POST", "/me/new", "/me/new", ""},
	    {"DELETE", "/me/new", "/me/{id}", ""},
	    {"GET", "/me/7/lines/8", "/me/{id}/lines/{line}", ""},
	    {"GET", "/me/new/lines/8", "/me/new/lines/{line}", ""},
	    {"POST", "/me/7", NULL, "GET, HEAD, DELETE"},
	    {"PUT", "/", NULL, "GET, HEAD"},
	    {"GET", "/me", NULL, NULL},
	    {"GET", "/me/", NULL, NULL},
	    {"GET", "/me/7/", NULL, NULL},
	    {"GET", "/me/7/lines/", NULL, NULL},
	    {"GET", "/me/7/lines/8/9", NULL, NULL},
	    {"GET", "/mex", NULL, NULL},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		RouteMatch match = route_find(
		    mem, TABLE, sizeof TABLE / sizeof *TABLE, cases[i].method, cases[i].path);
		if (!str_eq(match.route ? match.route->path : NULL, cases[i].pattern))
			fail_msg("%s %s: %s", cases[i].method, cases[i].path,
			    match.route ? match.route->path : "none");
		assert_int_equal(match.path_is_known, cases[i].allow != NULL);
		assert_string_equal(match.allow, cases[i].allow ? cases[i].allow : "");
	}
	RouteMatch match = route_find(mem, TABLE, sizeof TABLE / sizeof *TABLE, "GET", "/me/a b/lines/8");
	assert_int_equal(match.param_count, 2);
	assert_string_equal(match.params[0].name, "id");
	assert_string_equal(match.params[0].value, "a b");
	assert_string_equal(match.params[1].value, "8");
	arena_close(mem);
}

static void reads_languages(void **state)
{
	static const struct {
		const char *accept;
		Lang lang;
	} cases[] = {
	    {"", ZH},
	    {"*", ZH},
	    {"fr", ZH},
	    {"en", EN},
	    {"en-GB,en;q=0.9,zh-CN;q=0.5", EN},
	    {"zh-CN,zh;q=0.9,en;q=0.8", ZH},
	    {"fr, en;q=0.3, zh;q=0.2", EN},
	    {"zh;q=0, en;q=0.1", EN},
	    {"en;q=x", ZH},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (language_accepted(cases[i].accept) != cases[i].lang)
			fail_msg("%s", cases[i].accept);
	const char *rest;
	Lang lang;
	assert_true(path_language("/zh", &rest, &lang) && lang == ZH);
	assert_string_equal(rest, "/");
	assert_true(path_language("/en/me", &rest, &lang) && lang == EN);
	assert_string_equal(rest, "/me");
	assert_false(path_language("/english", &rest, &lang));
	assert_false(path_language("/", &rest, &lang));
}

static Req request_with(
    Arena *mem, const App *app, Body *body, Answer *answer, const Header *headers, size_t count)
{
	body_begin(body, mem, ".", headers, count, 0);
	answer_begin(answer);
	return (Req){.mem = mem, .app = app, .body = body, .answer = answer, .path = "/", .id = "1"};
}

static void reads_cookies(void **state)
{
	static const Header headers[] = {
	    {"Cookie", "a=1; qc_session=abc=; xqc_session=no"},
	    {"cookie", "b=2 ;a=9;c="},
	};
	Arena *mem = arena_open();
	Body body;
	Answer answer;
	Req req = request_with(mem, NULL, &body, &answer, headers, 2);
	assert_string_equal(cookie_text(&req, "a"), "1");
	assert_string_equal(cookie_text(&req, "qc_session"), "abc=");
	assert_string_equal(cookie_text(&req, "b"), "2");
	assert_string_equal(cookie_text(&req, "c"), "");
	assert_string_equal(cookie_text(&req, "session"), "");
	arena_close(mem);
}

static void writes_cookies(void **state)
{
	Arena *mem = arena_open();
	assert_string_equal(cookie_line(mem, "a", "1", -1, false), "a=1; Path=/; HttpOnly; SameSite=Lax");
	assert_string_equal(
	    cookie_line(mem, "a", "1", 60, true), "a=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
	assert_string_equal(
	    cookie_line(mem, "a", "", 0, false), "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
	arena_close(mem);
}

static void fits_tokens(void **state)
{
	Arena *mem = arena_open();
	const char *token = "4c7a0f1e5b";
	const char *masked = csrf_mask(mem, token);
	assert_string_not_equal(masked, csrf_mask(mem, token));
	assert_true(csrf_fits(mem, token, masked));
	assert_true(csrf_fits(mem, token, token));
	assert_false(csrf_fits(mem, token, ""));
	assert_false(csrf_fits(mem, token, "4c7a0f1e5c"));
	assert_false(csrf_fits(mem, token, "4c7a0f1e5"));
	assert_false(csrf_fits(mem, token, csrf_mask(mem, "4c7a0f1e5c")));
	assert_false(csrf_fits(mem, token, arena_printf(mem, "%sA", masked)));
	assert_false(csrf_fits(mem, "", ""));
	assert_false(csrf_fits(mem, "", csrf_mask(mem, "")));
	assert_false(csrf_fits(mem, NULL, "x"));
	arena_close(mem);
}

static void knows_its_own_origin(void **state)
{
	static const struct {
		const char *site, *origin, *host;
		bool is_own;
	} cases[] = {
	    {"", "", "a", true},
	    {"same-origin", "http://a", "a", true},
	    {"none", "", "a", true},
	    {"", "https://A:8443", "a:8443", true},
	    {"same-site", "", "a", false},
	    {"cross-site", "http://a", "a", false},
	    {"", "http://b", "a", false},
	    {"", "http://a.evil", "a", false},
	    {"", "http://a:81", "a", false},
	    {"", "null", "a", false},
	    {"same-origin", "null", "a", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (origin_is_own(cases[i].site, cases[i].origin, cases[i].host) != cases[i].is_own)
			fail_msg("case %zu", i);
}

static void matches_validators(void **state)
{
	assert_true(etag_matches("*", "W/\"a\""));
	assert_true(etag_matches("\"a\"", "W/\"a\""));
	assert_true(etag_matches("W/\"b\", W/\"a\"", "W/\"a\""));
	assert_false(etag_matches("", "W/\"a\""));
	assert_false(etag_matches("\"ab\"", "\"a\""));
	assert_true(accepts_encoding("br, gzip;q=0.5", "gzip"));
	assert_true(accepts_encoding("GZIP", "gzip"));
	assert_false(accepts_encoding("gzip;q=0, br", "gzip"));
	assert_false(accepts_encoding("xgzip", "gzip"));
	assert_false(accepts_encoding("", "gzip"));
}

static const char *header_answered(const Answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->header_count; i++)
		if (strcmp(answer->headers[i].name, name) == 0)
			return answer->headers[i].value;
	return "";
}

static void caches_only_what_is_public(void **state)
{
	Arena *mem = arena_open();
	App app = {0};
	Body body;
	Answer answer;
	Req req = request_with(mem, &app, &body, &answer, NULL, 0);
	answer_bytes(&req, 200, "text/html", "x", 1);
	answer_finish(&req);
	assert_string_equal(header_answered(&answer, "Cache-Control"), "private, no-store");
	assert_string_equal(header_answered(&answer, "ETag"), "");

	req = request_with(mem, &app, &body, &answer, NULL, 0);
	answer_public(&req, 60);
	answer_bytes(&req, 200, "text/html", "x", 1);
	answer_finish(&req);
	assert_string_equal(header_answered(&answer, "Cache-Control"), "public, max-age=60");
	Header known = {"If-None-Match", header_answered(&answer, "ETag")};

	req = request_with(mem, &app, &body, &answer, &known, 1);
	answer_public(&req, 60);
	req.who.user_id = 7;
	answer_bytes(&req, 200, "text/html", "x", 1);
	answer_finish(&req);
	assert_string_equal(header_answered(&answer, "Cache-Control"), "private, no-cache");
	assert_int_equal(answer.status, 304);

	req = request_with(mem, &app, &body, &answer, NULL, 0);
	answer_public(&req, 60);
	answer_cookie(&req, "a", "1", 5);
	answer_bytes(&req, 200, "text/html", "x", 1);
	answer_finish(&req);
	assert_null(strstr(header_answered(&answer, "Cache-Control"), "public"));
	arena_close(mem);
}

static void redirects_within_the_language(void **state)
{
	Arena *mem = arena_open();
	App app = {0};
	Body body;
	Answer answer;
	Req req = request_with(mem, &app, &body, &answer, NULL, 0);
	req.lang = EN;
	assert_int_equal(see_other(&req, "/me/%d", 7), OK);
	assert_int_equal(answer.status, 303);
	assert_string_equal(header_answered(&answer, "Location"), "/en/me/7");
	assert_string_equal(link_to(&req, "/assets/a.css"), "/assets/a.css");
	assert_int_not_equal(see_other(&req, "/me\r\nX: y"), OK);
	arena_close(mem);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_nearest_route),
	    cmocka_unit_test(reads_languages),
	    cmocka_unit_test(reads_cookies),
	    cmocka_unit_test(writes_cookies),
	    cmocka_unit_test(fits_tokens),
	    cmocka_unit_test(knows_its_own_origin),
	    cmocka_unit_test(matches_validators),
	    cmocka_unit_test(caches_only_what_is_public),
	    cmocka_unit_test(redirects_within_the_language),
	};
	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
