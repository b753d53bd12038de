/* The gate as tables: what passes, what is refused and with which status. */
#include "http/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define HOST                                                                                                 \
	{                                                                                                    \
		"Host", "test.example"                                                                       \
	}

typedef struct GateCase {
	const char *method, *target, *version;
	Header headers[4]; /* ends with a NULL name */
	int status;
} GateCase;

static const GateCase CASES[] = {
    {"GET", "/", "HTTP/1.1", {HOST}, 0},
    {"GET", "/zh/me?a=%00", "HTTP/1.0", {HOST}, 0}, /* the query is read later, by field */
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "0"}}, 0},
    {"POST", "/x", "HTTP/1.1", {HOST, {"transfer-encoding", "CHUNKED"}}, 0},
    {"GET", "/x", "HTTP/1.1", {{"Host", "[::1]:8080"}}, 0},
    {"GET", "/%E9%9D%92%E5%86%8C", "HTTP/1.1", {HOST, {"X", "\xE4\xBD\xA0\t"}}, 0},
    {"GET", "/a%20b/c", "HTTP/1.1", {HOST}, 0},
    {"GET", "/x", "HTTP/2.0", {HOST}, 505},
    {"GET", "/x", "", {HOST}, 505},
    {"GET", "/x", "http/1.1", {HOST}, 505},
    {"get", "/x", "HTTP/1.1", {HOST}, 501},
    {"TRACE", "/x", "HTTP/1.1", {HOST}, 501},
    {"CONNECT", "a:443", "HTTP/1.1", {HOST}, 501},
    {"OPTIONS", "*", "HTTP/1.1", {HOST}, 400},
    {"GET", "", "HTTP/1.1", {HOST}, 400},
    {"GET", "x", "HTTP/1.1", {HOST}, 400},
    {"GET", "http://a/x", "HTTP/1.1", {HOST}, 400},
    {"GET", "//a", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a//b", "HTTP/1.1", {HOST}, 400},
    {"GET", "/.", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a/..", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a/%2E%2e/b", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%2Fb", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%5cb", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a\\b", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a#b", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a b", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%4", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%4g", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%00", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%0d%0ab", "HTTP/1.1", {HOST}, 400},
    {"GET", "/a%7f", "HTTP/1.1", {HOST}, 400},
    {"GET", "/%c0%ae", "HTTP/1.1", {HOST}, 400},
    {"GET", "/%ed%a0%80", "HTTP/1.1", {HOST}, 400},
    {"GET", "/\xE4\xBD\xA0", "HTTP/1.1", {HOST}, 400},
    {"GET", "/x", "HTTP/1.1", {{NULL, NULL}}, 400},
    {"GET", "/x", "HTTP/1.1", {HOST, HOST}, 400},
    {"GET", "/x", "HTTP/1.1", {{"Host", ""}}, 400},
    {"GET", "/x", "HTTP/1.1", {{"Host", "a@b"}}, 400},
    {"GET", "/x", "HTTP/1.1", {HOST, {"A b", "c"}}, 400},
    {"GET", "/x", "HTTP/1.1", {HOST, {"", "c"}}, 400},
    {"GET", "/x", "HTTP/1.1", {HOST, {"A", "b\rc"}}, 400},
    {"GET", "/x", "HTTP/1.1", {HOST, {"A", "b\x7f"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "1"}, {"content-length", "1"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
	400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Transfer-Encoding", "identity"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Transfer-Encoding", "chunked "}}, 400},
    {"POST", "/x", "HTTP/1.0", {HOST, {"Transfer-Encoding", "chunked"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", ""}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "1 "}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "-1"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "1e3"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content-Length", "9999999999999999999"}}, 400},
    {"POST", "/x", "HTTP/1.1", {HOST, {"Content_Length", "1"}}, 400},
};

static size_t count_of(const Header *headers)
{
	size_t count = 0;
	while (count < 4 && headers[count].name)
		count++;
	return count;
}

static void passes_and_refuses(void **state)
{
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const GateCase *c = &CASES[i];
		GateRequest request = {c->method, c->target, c->version, c->headers, count_of(c->headers)};
		Gate gate = gate_check(mem, &request);
		if (gate.status != c->status)
			fail_msg("case %zu, %s %s: %d (%s) instead of %d", i, c->method, c->target,
			    gate.status, gate.reason ? gate.reason : "", c->status);
	}
	arena_close(mem);
}

static void takes_the_request_apart(void **state)
{
	Arena *mem = arena_open();
	Header headers[] = {HOST, {"Content-Length", "42"}};
	GateRequest request = {"POST", "/zh/%E9%9D%92%20x?a=%20&b", "HTTP/1.1", headers, 2};
	Gate gate = gate_check(mem, &request);
	assert_int_equal(gate.status, 0);
	assert_string_equal(gate.path, "/zh/青 x");
	assert_string_equal(gate.query, "a=%20&b");
	assert_int_equal(gate.content_length, 42);
	assert_false(gate.is_chunked);
	arena_close(mem);
}

static void has_maxima(void **state)
{
	Arena *mem = arena_open();
	Header headers[GATE_HEADERS_MAX + 1];
	for (int i = 0; i <= GATE_HEADERS_MAX; i++)
		headers[i] = (Header){"A", "b"};
	headers[0] = (Header)HOST;
	GateRequest request = {"GET", "/", "HTTP/1.1", headers, GATE_HEADERS_MAX};
	assert_int_equal(gate_check(mem, &request).status, 0);
	request.header_count++;
	assert_int_equal(gate_check(mem, &request).status, 431);

	char target[GATE_TARGET_MAX_BYTES + 2];
	memset(target, 'a', sizeof target);
	target[0] = '/';
	target[GATE_TARGET_MAX_BYTES] = '\0';
	request = (GateRequest){"GET", target, "HTTP/1.1", headers, 1};
	assert_int_equal(gate_check(mem, &request).status, 0);
	target[GATE_TARGET_MAX_BYTES] = 'a';
	target[GATE_TARGET_MAX_BYTES + 1] = '\0';
	assert_int_equal(gate_check(mem, &request).status, 414);
	arena_close(mem);
}

/* Lays a head out as the library leaves it: each separator and each line end is NULs in place. */
static bool is_strict(const char *bytes, size_t len)
{
	static char head[256];
	memcpy(head, bytes, len);
	head[len] = '\0';
	char *line_end = strpbrk(head, "\r\n");
	GateRequest request = {.method = head};
	Header headers[2];
	request.headers = headers;
	char *target = strchr(head, ' ') + 1;
	char *version = strchr(target, ' ') + 1;
	target[-1] = version[-1] = '\0';
	request.target = target;
	request.version = version;
	for (char *at = line_end; at; request.header_count++) {
		while (*at == '\r' || *at == '\n')
			*at++ = '\0';
		if (at >= head + len)
			break;
		char *colon = strchr(at, ':');
		*colon = '\0';
		headers[request.header_count] = (Header){at, colon + 1 + strspn(colon + 1, " ")};
		at = strpbrk(colon + 1, "\r\n");
	}
	return gate_lines_are_strict(&request, target, len);
}

static void wants_crlf_everywhere(void **state)
{
	static const struct {
		const char *head;
		bool is_strict;
	} cases[] = {
	    {"GET / HTTP/1.1\r\nHost: a\r\nX:b\r\n\r\n", true},
	    {"GET / HTTP/1.1\r\nHost:   a\r\n\r\n", true},
	    {"GET / HTTP/1.1\nHost: a\r\n\r\n", false},
	    {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", false},
	    {"GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n", false},
	    {"GET / HTTP/1.1\r\nHost: a\r\n\n", false},
	    {"GET / HTTP/1.1\nHost: a\n\n", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (is_strict(cases[i].head, strlen(cases[i].head)) != cases[i].is_strict)
			fail_msg("case %zu", i);
}

static void encodes_what_it_decodes(void **state)
{
	Arena *mem = arena_open();
	const char *text = "/me/电力 a+b%?&=\"'";
	char *encoded = percent_encode(mem, text);
	assert_null(strpbrk(encoded, " +?&=\"'"));
	assert_string_equal(percent_decode(mem, encoded, strlen(encoded), true), text);
	assert_string_equal(percent_decode(mem, "a+b", 3, true), "a b");
	assert_string_equal(percent_decode(mem, "a+b", 3, false), "a+b");
	assert_string_equal(percent_decode(mem, "a%41b", 2, false) ? "whole" : "broken", "broken");
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passes_and_refuses),
	    cmocka_unit_test(takes_the_request_apart),
	    cmocka_unit_test(has_maxima),
	    cmocka_unit_test(wants_crlf_everywhere),
	    cmocka_unit_test(encodes_what_it_decodes),
	};
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
