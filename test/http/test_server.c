/* A server with a few routes of its own, for the probes in test/http: the real loops, gate and workers, no
 * store. test_server TEMP_DIR [HEAD_TIMEOUT_MS BODY_GRACE_MS QUEUE_MAX WORKERS [CERT_FILE KEY_FILE]] prints
 * its port and runs until SIGTERM. TEST_UNFRAMED in the environment: as if the library left the framing
 * unchecked; TEST_PROXY: a trusted proxy. */
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"
#include "http/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SMALL = 64 * 1024, LARGE = 8 * 1024 * 1024, DRAIN_MS = 5000 };

static const char PAGE_ROW[] = "<tr><td>电力</td><td>2610</td><td>MWh</td><td>1384.866</td></tr>\n";

static Err say(Req *req, const char *text)
{
	return answer_bytes(req, 200, "text/html; charset=utf-8", text, strlen(text));
}

/* GET /: a page of about 6 kB, public. */
static Err page(Req *req)
{
	Buf text = buf_in(req->mem, SMALL);
	buf_printf(&text, "<!doctype html><title>%s</title><table>\n", req->lang == EN ? "Test" : "测试");
	for (int i = 0; i < 80; i++)
		buf_text(&text, PAGE_ROW);
	buf_text(&text, "</table>\n");
	answer_public(req, 60);
	return answer_text(req, 200, "text/html; charset=utf-8", &text);
}

/* GET /form: hands out the token of this visitor. */
static Err form_page(Req *req)
{
	return say(req, req->who.csrf);
}

/* POST /form: what has come, one `name=value` a line. */
static Err form_echo(Req *req)
{
	Buf text = buf_in(req->mem, LARGE);
	const char *name, *value;
	for (size_t i = 0; form_field(req, i, &name, &value); i++)
		buf_printf(&text, "%s=%s\n", name, value);
	for (size_t i = 0; i < upload_count(req); i++) {
		const Upload *upload = upload_at(req, i);
		buf_printf(&text, "file %s %s %lld %s\n", upload->field, upload->name,
		    (long long)upload->size, upload->sha256);
	}
	return answer_text(req, 200, "text/plain; charset=utf-8", &text);
}

/* POST /api/echo: the bytes. */
static Err echo(Req *req)
{
	size_t len;
	const char *bytes = body_bytes(req, &len);
	return answer_bytes(req, 200, "application/json", arena_copy_n(req->mem, bytes, len), len);
}

static Err json(Req *req)
{
	static const char bytes[] = "{\"id\":\"1\",\"tco2e\":\"1384.866000\"}";
	return answer_bytes(req, 200, "application/json", bytes, sizeof bytes - 1);
}

static Err slow(Req *req)
{
	struct timespec pause = {.tv_nsec = 300000000};
	nanosleep(&pause, NULL);
	return say(req, "slow");
}

static Err retry(Req *req)
{
	static int runs;
	answer_header(req, "X-Run", arena_printf(req->mem, "%d", ++runs));
	return runs % 3 ? ERR_RETRY : say(req, "at last");
}

/* GET /api/count: how often it has run, for everybody. */
static Err count(Req *req)
{
	static _Atomic int runs;
	const char *text = arena_printf(req->mem, "%d", ++runs);
	answer_public(req, 60);
	return answer_bytes(req, 200, "text/plain", text, strlen(text));
}

static Err missing(Req *req)
{
	return fail_shown(req, ERR_NOT_FOUND, "no such thing");
}

static Err silent(Req *req)
{
	return OK;
}

static Err download(Req *req)
{
	return answer_file(req, "/proc/self/exe", "application/octet-stream", "年报 2025.bin", false);
}

static Err secret(Req *req)
{
	return say(req, "secret");
}

static const Route TEST_ROUTES[] = {
    {"GET", "/", ROLE_PUBLIC, CSRF_NONE, 0, page},
    {"GET", "/form", ROLE_PUBLIC, CSRF_NONE, 0, form_page},
    {"POST", "/form", ROLE_PUBLIC, CSRF_TOKEN, LARGE, form_echo},
    {"POST", "/api/form", ROLE_PUBLIC, CSRF_NONE, LARGE, form_echo},
    {"POST", "/api/echo", ROLE_PUBLIC, CSRF_NONE, SMALL * 4, echo},
    {"GET", "/api/json", ROLE_PUBLIC, CSRF_NONE, 0, json},
    {"GET", "/api/count", ROLE_PUBLIC, CSRF_NONE, 0, count},
    {"GET", "/api/missing", ROLE_PUBLIC, CSRF_NONE, 0, missing},
    {"GET", "/slow", ROLE_PUBLIC, CSRF_NONE, 0, slow},
    {"GET", "/retry", ROLE_PUBLIC, CSRF_NONE, 0, retry},
    {"GET", "/silent", ROLE_PUBLIC, CSRF_NONE, 0, silent},
    {"GET", "/file", ROLE_PUBLIC, CSRF_NONE, 0, download},
    {"GET", "/secret", ROLE_USER, CSRF_NONE, 0, secret},
    {"GET", "/api/secret", ROLE_USER, CSRF_NONE, 0, secret},
    {"POST", "/api/secret", ROLE_USER, CSRF_NONE, LARGE, secret},
};

/* Everybody visits with the same token. */
static Err visit(Req *req)
{
	req->who.csrf = "0123456789abcdef0123456789abcdef";
	return OK;
}

static const char *text_of(const char *path)
{
	static char texts[2][SMALL];
	static int count;
	char *text = texts[count++];
	FILE *file = fopen(path, "re");
	if (!file || fread(text, 1, SMALL - 1, file) == 0)
		exit(2);
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	sigset_t stops;
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stops, NULL);
	rand_init();
	if (!getenv("TEST_SERVER_LOG"))
		log_set_level(LOG_ERROR);
	App app = {.public_url = "http://test.example", .is_tls = argc > 7};
	ServerConf conf = {
	    .listen = "127.0.0.1:0",
	    .temp_dir = argc > 1 ? argv[1] : ".",
	    .head_timeout_ms = argc > 2 ? atoi(argv[2]) : 0,
	    .body_grace_ms = argc > 3 ? atoi(argv[3]) : 0,
	    .queue_max = argc > 4 ? atoi(argv[4]) : 0,
	    .workers = argc > 5 ? atoi(argv[5]) : 0,
	    .framing = getenv("TEST_UNFRAMED") ? FRAMING_BY_NOBODY : FRAMING_UNTRIED,
	    .trusted_proxy = getenv("TEST_PROXY"),
	    .tls_cert = argc > 7 ? text_of(argv[6]) : NULL,
	    .tls_key = argc > 7 ? text_of(argv[7]) : NULL,
	    .site =
		{
		    .app = &app,
		    .routes = TEST_ROUTES,
		    .route_count = sizeof TEST_ROUTES / sizeof *TEST_ROUTES,
		    .session = visit,
		    .sign_in_path = "/sign-in",
		    .session_cookie = "qc_session",
		},
	};
	Server *server;
	if (server_open(&conf, &server) != OK)
		return 1;
	printf("%d\n", server_port(server));
	fflush(stdout);
	int number;
	sigwait(&stops, &number);
	return server_close(server, DRAIN_MS) ? 0 : 1;
}
