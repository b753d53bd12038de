/* Loops, workers, and a request's way between them. A loop's thread parses, checks the gate, finds the route
 * and takes the body in; then the connection is suspended and a worker runs the request; then the loop sends
 * the answer. */
#include "http/server.h"

#include "base/date.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/asset.h"
#include "http/app.h"
#include "http/call.h"
#include "http/kept.h"
#include "http/metrics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	ARENAS_KEPT = 64,
	LISTEN_BACKLOG = 4096,
	FILES_SPARE = 256, /* descriptors for everything that is no connection */
	CONNECTION_MEMORY_BYTES = 32 * 1024,
	CONNECTION_MEMORY_STEP = 8 * 1024,
	OVERRUN_DISCARD_BYTES = 1024 * 1024, /* of a chunked body beyond its limit, before the line is cut */
	REAPER_INTERVAL_MS = 500,
	WORKER_LAST_WAIT_S = 5,
	WORKERS_MAX = 256,
	CALL_ID_LEN = 16,
	CALL_COUNT_BITS = 24, /* of a request id, below the ones that differ between processes */
};

struct Server {
	ServerConf conf;
	struct MHD_Daemon *daemon;
	Reaper *reaper;
	CallQueue queue;
	pthread_t workers[WORKERS_MAX];
	int worker_count;
	int port;
	_Atomic uint64_t next_call;
	pthread_mutex_t arena_lock;
	Arena *arenas[ARENAS_KEPT];
	int arena_count;
};

/* ---- memory of requests ---- */

static Arena *arena_take(Server *server)
{
	pthread_mutex_lock(&server->arena_lock);
	Arena *mem = server->arena_count > 0 ? server->arenas[--server->arena_count] : NULL;
	pthread_mutex_unlock(&server->arena_lock);
	return mem ? mem : arena_open();
}

static void arena_give(Server *server, Arena *mem)
{
	arena_reset(mem);
	pthread_mutex_lock(&server->arena_lock);
	bool is_kept = server->arena_count < ARENAS_KEPT;
	if (is_kept)
		server->arenas[server->arena_count++] = mem;
	pthread_mutex_unlock(&server->arena_lock);
	if (!is_kept)
		arena_close(mem);
}

/* ---- a request arrives (on the loop's thread) ---- */

static void on_connection(void *with, struct MHD_Connection *connection, void **socket_context,
    enum MHD_ConnectionNotificationCode code)
{
	Server *server = with;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket_context = reaper_add(server->reaper, info->connect_fd, server->conf.head_timeout_ms);
		metrics_add_connections(1);
	} else if (*socket_context) {
		reaper_remove(server->reaper, *socket_context);
		*socket_context = NULL;
		metrics_add_connections(-1);
	}
}

/* Ids of requests: what is random stands for the process, the rest counts. */
static void name_call(Server *server, Call *call)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t number = atomic_fetch_add(&server->next_call, 1);
	for (int i = CALL_ID_LEN; i-- > 0; number >>= 4)
		call->id[i] = digits[number & 15];
}

static void *on_request_line(void *with, const char *target, struct MHD_Connection *connection)
{
	Server *server = with;
	Arena *mem = arena_take(server);
	Call *call = ARENA_NEW(mem, Call);
	call->server = server;
	call->connection = connection;
	call->target_at = target;
	call->started_ns = tick_ns();
	call->peer = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	name_call(server, call);
	answer_begin(&call->answer);
	call->req = (Req){
	    .mem = mem,
	    .app = server->conf.site.app,
	    .target = arena_copy(mem, target),
	    .path = "",
	    .method = "",
	    .peer = "",
	    .id = call->id,
	    .body = &call->body,
	    .answer = &call->answer,
	    .who = {.name = "", .org_name = "", .csrf = ""},
	};
	peer_deadline(call->peer, server->conf.head_timeout_ms);
	metrics_add_in_flight(1);
	return call;
}

typedef struct HeaderList {
	Header items[GATE_HEADERS_MAX + 1];
	size_t count;
} HeaderList;

/* Collects one more than allowed, so that the gate sees the excess. */
static enum MHD_Result on_header(void *with, enum MHD_ValueKind kind, const char *name, const char *value)
{
	HeaderList *list = with;
	if (list->count <= GATE_HEADERS_MAX)
		list->items[list->count++] = (Header){name, value ? value : ""};
	return MHD_YES;
}

static bool is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

/* What the proxy itself has seen is the last address of the last such header: nginx adds to the header that
 * the client sent, HAProxy adds a header behind it. */
static const char *forwarded_for(const Call *call)
{
	const Body *body = &call->body;
	const char *last = "";
	for (size_t i = 0; i < body->header_count; i++)
		if (strcasecmp(body->headers[i].name, "X-Forwarded-For") == 0)
			last = body->headers[i].value;
	const char *comma = strrchr(last, ',');
	return str_trim(call->req.mem, comma ? comma + 1 : last);
}

static const char *peer_address(Call *call)
{
	char text[INET6_ADDRSTRLEN] = "";
	const struct sockaddr *address =
	    MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
	else if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, sizeof text);
	const char *proxy = call->server->conf.trusted_proxy;
	const char *forwarded = proxy && str_eq(proxy, text) ? forwarded_for(call) : "";
	return is_address(forwarded) ? forwarded : arena_copy(call->req.mem, text);
}

/* Answers before the body has been read: the library then closes the connection. */
static enum MHD_Result refuse_now(Call *call, int status, const char *reason)
{
	dispatch_refuse(&call->server->conf.site, &call->req, status, status == 413 ? NULL : reason);
	call->response = call_response(call);
	call->stage = STAGE_ANSWERED;
	metrics_count_refused();
	log_set_request(call->id);
	log_event(LOG_INFO, "request_refused", "why", reason, NULL);
	log_set_request("");
	return call->response ? MHD_queue_response(call->connection, (unsigned)status, call->response)
			      : MHD_NO;
}

static GateRequest read_head(Call *call, const char *method, const char *version)
{
	HeaderList *list = ARENA_NEW(call->req.mem, HeaderList);
	MHD_get_connection_values(call->connection, MHD_HEADER_KIND, on_header, list);
	return (GateRequest){
	    .method = method,
	    .target = call->req.target,
	    .version = version,
	    .headers = list->items,
	    .header_count = list->count,
	};
}

static bool is_framed_strictly(const Call *call, const GateRequest *head)
{
	size_t head_bytes = MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
				->header_size;
	return call->server->conf.framing != FRAMING_BY_LAYOUT ||
	       gate_lines_are_strict(head, call->target_at, head_bytes);
}

/* Only who could be signed in may fill the disk: a stranger's body stays in memory. */
static bool is_too_much_for_stranger(Call *call)
{
	const Site *site = &call->server->conf.site;
	Req *req = &call->req;
	bool is_stranger = site->session_cookie && !*cookie_text(req, site->session_cookie);
	if (!is_stranger || !req->route || req->route->role == ROLE_PUBLIC)
		return false;
	if (call->body.max_bytes > BODY_IN_MEMORY_MAX_BYTES)
		call->body.max_bytes = BODY_IN_MEMORY_MAX_BYTES;
	return call->gate.content_length > call->body.max_bytes;
}

/* Headers are complete: the gate, the route, and whether the body may come. */
static enum MHD_Result arrive(Call *call, const char *method, const char *version)
{
	const ServerConf *conf = &call->server->conf;
	Req *req = &call->req;
	GateRequest head = read_head(call, method, version);
	body_begin(&call->body, req->mem, conf->temp_dir, head.headers, head.header_count, 0);
	req->method = method;
	call->gate = gate_check(req->mem, &head);
	if (call->gate.status)
		return refuse_now(call, call->gate.status, call->gate.reason);
	if (!is_framed_strictly(call, &head))
		return refuse_now(call, 400, "a line does not end in CRLF");
	req->peer = peer_address(call);
	dispatch_find(&conf->site, req, call->gate.path, &call->match);
	call->body.max_bytes = req->route ? req->route->body_max_bytes : 0;

	bool has_body = call->gate.is_chunked || call->gate.content_length > 0;
	if (has_body && !req->route)
		return refuse_now(call, call->match.path_is_known ? 405 : 404, "a body for no route");
	if (has_body && (call->body.max_bytes == 0 || call->gate.content_length > call->body.max_bytes))
		return refuse_now(call, 413, "the body is larger than this route takes");
	if (is_too_much_for_stranger(call))
		return refuse_now(call, 401, "a large body without a session");
	call->stage = STAGE_RECEIVING;
	peer_deadline(call->peer, conf->body_grace_ms);
	return MHD_YES;
}

static enum MHD_Result receive(Call *call, const char *bytes, size_t *len)
{
	const ServerConf *conf = &call->server->conf;
	bool fits = body_receive(&call->body, bytes, *len);
	*len = 0;
	if (!fits && call->body.received > call->body.max_bytes + OVERRUN_DISCARD_BYTES)
		return MHD_NO;
	/* The deadline moves with what has come, so that a trickle never gets far. */
	int64_t earned_ms = call->body.received * 1000 / conf->body_least_rate;
	int64_t spent_ms = (tick_ns() - call->started_ns) / 1000000;
	peer_deadline(call->peer, conf->body_grace_ms + earned_ms - spent_ms);
	return MHD_YES;
}

/* ---- answers ---- */

static enum MHD_Result send_answer(Call *call)
{
	call->stage = STAGE_ANSWERED;
	if (!call->response)
		return MHD_NO;
	const ServerConf *conf = &call->server->conf;
	int64_t size_ms = (int64_t)call->answer_bytes * 1000 / conf->body_least_rate;
	peer_deadline(call->peer, conf->body_grace_ms + size_ms);
	return MHD_queue_response(call->connection, (unsigned)call->status, call->response);
}

/* Styles, scripts and icons need no worker. */
static bool answer_asset(Call *call)
{
	Req *req = &call->req;
	if (!str_starts(req->path, "/assets/") ||
	    (!str_eq(req->method, "GET") && !str_eq(req->method, "HEAD")))
		return false;
	const Asset *asset = asset_at(req->path);
	if (!asset)
		return false;
	const char *source = asset_source(req->mem, asset);
	if (source) {
		answer_header(req, "Cache-Control", "no-store");
		answer_file(req, source, asset->type, NULL, false);
		return true;
	}
	const char *accepted = header_text(req, "Accept-Encoding");
	const unsigned char *bytes = asset->bytes;
	size_t len = asset->len;
	if (asset->brotli && accepts_encoding(accepted, "br")) {
		bytes = asset->brotli;
		len = asset->brotli_len;
		answer_header(req, "Content-Encoding", "br");
	} else if (asset->gzip && accepts_encoding(accepted, "gzip")) {
		bytes = asset->gzip;
		len = asset->gzip_len;
		answer_header(req, "Content-Encoding", "gzip");
	}
	bool is_unchanged = etag_matches(header_text(req, "If-None-Match"), asset->etag);
	answer_bytes(req, is_unchanged ? 304 : 200, asset->type, (const char *)bytes, is_unchanged ? 0 : len);
	answer_header(req, "ETag", asset->etag);
	answer_header(req, "Vary", "Accept-Encoding");
	answer_header(req, "Cache-Control", "public, max-age=31536000, immutable");
	return true;
}

static enum MHD_Result complete(Call *call)
{
	Server *server = call->server;
	if (answer_asset(call) || kept_answer(&call->req)) {
		call->response = call_response(call);
		return send_answer(call);
	}
	if (queue_is_full(&server->queue)) {
		dispatch_refuse(&server->conf.site, &call->req, 503, NULL);
		call->response = call_response(call);
		return send_answer(call);
	}
	peer_no_deadline(call->peer);
	call->stage = STAGE_WORKING;
	MHD_suspend_connection(call->connection);
	queue_push(&server->queue, call);
	return MHD_YES;
}

static enum MHD_Result on_request(void *with, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *bytes, size_t *len, void **context)
{
	Call *call = *context;
	switch (call->stage) {
	case STAGE_ARRIVING:
		return arrive(call, method, version);
	case STAGE_RECEIVING:
		return *len > 0 ? receive(call, bytes, len) : complete(call);
	case STAGE_WORKING:
		return send_answer(call);
	case STAGE_ANSWERED:
		*len = 0;
		return MHD_YES;
	}
	return MHD_NO;
}

/* The path as asked, without the query, which may hold what no log should. A token in a path (a reset link,
 * an invitation) is a secret: the pattern of its row stands for it. */
static const char *logged_path(Call *call)
{
	const Route *route = call->req.route;
	if (route && strstr(route->path, "{token}"))
		return route->path;
	size_t len = strcspn(call->req.target, "?");
	return arena_copy_n(call->req.mem, call->req.target, len < 512 ? len : 512);
}

static void log_call(Call *call, int64_t took_us, enum MHD_RequestTerminationCode how)
{
	char status[16], us[24], bytes[24], sql[24], user[24];
	snprintf(status, sizeof status, "%d", call->status);
	snprintf(us, sizeof us, "%lld", (long long)took_us);
	snprintf(bytes, sizeof bytes, "%zu", call->answer_bytes);
	snprintf(sql, sizeof sql, "%lld", (long long)call->statements);
	snprintf(user, sizeof user, "%lld", (long long)call->req.who.user_id);
	log_set_request(call->id);
	log_event(LOG_INFO, "request", "method", call->req.method, "path", logged_path(call), "status",
	    status, "us", us, "bytes", bytes, "sql", sql, "user", user, "ended",
	    how == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "sent" : "cut", NULL);
	log_set_request("");
}

static void on_completed(
    void *with, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
	Server *server = with;
	Call *call = *context;
	if (!call)
		return;
	*context = NULL;
	if (call->status == 0) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_HTTP_STATUS);
		call->status = info ? (int)info->http_status : 0;
	}
	int64_t took_us = (tick_ns() - call->started_ns) / 1000;
	metrics_count_request(call->status, took_us, (int64_t)call->answer_bytes);
	log_call(call, took_us, how);
	peer_deadline(call->peer, server->conf.idle_timeout_ms);
	body_discard(&call->body);
	answer_discard(&call->answer);
	if (call->response)
		MHD_destroy_response(call->response);
	arena_give(server, call->req.mem);
	metrics_add_in_flight(-1);
}

/* ---- workers ---- */

static void work(Server *server, Call *call, Db **db)
{
	log_set_request(call->id);
	if (!*db && server->conf.store && db_open(server->conf.store, db) != OK)
		*db = NULL;
	call->req.db = *db;
	int64_t statements_before = *db ? db_statement_count(*db) : 0;
	uint64_t state = kept_state();
	dispatch_run(&server->conf.site, &call->req, &call->match);
	kept_note(&call->req, state);
	call->statements = *db ? db_statement_count(*db) - statements_before : 0;
	call->req.db = NULL;
	body_discard(&call->body);
	call->response = call_response(call);
	log_set_request("");
	MHD_resume_connection(call->connection);
}

static void *worker_main(void *with)
{
	Server *server = with;
	Db *db = NULL;
	for (Call *call; (call = queue_pop(&server->queue)) != NULL;)
		work(server, call, &db);
	db_close(db);
	return NULL;
}

/* ---- start and stop ---- */

static void on_library_message(void *with, const char *format, va_list args)
{
	char text[512];
	vsnprintf(text, sizeof text, format, args);
	text[strcspn(text, "\r\n")] = '\0';
	log_event(LOG_DEBUG, "microhttpd", "message", text, NULL);
}

/* "host:port" into its two; "[::1]:80" loses its brackets. */
static bool split_address(const char *listen_at, char host[256], char port[8])
{
	const char *colon = strrchr(listen_at, ':');
	if (!colon || strlen(colon + 1) > 5 || strlen(colon + 1) == 0)
		return false;
	size_t len = (size_t)(colon - listen_at);
	if (len >= 2 && listen_at[0] == '[' && listen_at[len - 1] == ']') {
		listen_at++;
		len -= 2;
	}
	if (len >= 256)
		return false;
	memcpy(host, listen_at, len);
	host[len] = '\0';
	snprintf(port, 8, "%s", colon + 1);
	return true;
}

static int socket_at(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, LISTEN_BACKLOG) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	if (getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return 0;
	return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
					      : ((struct sockaddr_in *)&at)->sin_port);
}

static int listen_on(const char *listen_at, int *port)
{
	char host[256], service[8];
	if (!split_address(listen_at, host, service)) {
		log_event(LOG_ERROR, "listen_failed", "address", listen_at, "why", "not host:port", NULL);
		return -1;
	}
	struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV},
			*found;
	int failed = getaddrinfo(*host ? host : NULL, service, &wanted, &found);
	if (failed) {
		log_event(
		    LOG_ERROR, "listen_failed", "address", listen_at, "why", gai_strerror(failed), NULL);
		return -1;
	}
	int fd = socket_at(found);
	if (fd < 0)
		log_event(LOG_ERROR, "listen_failed", "address", listen_at, "why", strerror(errno), NULL);
	else
		*port = port_of(fd);
	freeaddrinfo(found);
	return fd;
}

/* As many files as the process may open, and how many of them can be connections. */
static int connection_room(int wanted)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return wanted;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_NOFILE, &files);
	int64_t room = (int64_t)files.rlim_cur - FILES_SPARE;
	return room < wanted ? (room > 16 ? (int)room : 16) : wanted;
}

static void set_defaults(ServerConf *conf)
{
	int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
	conf->workers = conf->workers > 0 ? conf->workers : 2 * (cores > 0 ? cores : 1);
	conf->workers = conf->workers < WORKERS_MAX ? conf->workers : WORKERS_MAX;
	conf->loops = conf->loops > 0 ? conf->loops : 2;
	conf->queue_max = conf->queue_max > 0 ? conf->queue_max : 1024;
	conf->connections_max = connection_room(conf->connections_max > 0 ? conf->connections_max : 16384);
	conf->head_timeout_ms = conf->head_timeout_ms > 0 ? conf->head_timeout_ms : 10000;
	conf->body_grace_ms = conf->body_grace_ms > 0 ? conf->body_grace_ms : 30000;
	conf->body_least_rate = conf->body_least_rate > 0 ? conf->body_least_rate : 16384;
	conf->idle_timeout_ms = conf->idle_timeout_ms > 0 ? conf->idle_timeout_ms : 60000;
}

static struct MHD_Daemon *start_daemon(Server *server, int listen_fd)
{
	ServerConf *conf = &server->conf;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
			 MHD_USE_ITC | MHD_USE_TURBO;
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)conf->tls_cert},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)conf->tls_key},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
	    {MHD_OPTION_END, 0, NULL},
	};
	if (conf->tls_cert)
		flags |= MHD_USE_TLS;
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER,
	    on_library_message, NULL, MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
	    (unsigned)conf->loops, MHD_OPTION_CONNECTION_LIMIT, (unsigned)conf->connections_max,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)conf->per_ip_max, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)(conf->idle_timeout_ms / 1000 + 1), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_CONNECTION_MEMORY_INCREMENT,
	    (size_t)CONNECTION_MEMORY_STEP, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, server, MHD_OPTION_URI_LOG_CALLBACK, on_request_line, server,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_ARRAY, conf->tls_cert ? tls : none,
	    MHD_OPTION_END);
}

static void start_workers(Server *server)
{
	for (int i = 0; i < server->conf.workers; i++) {
		if (pthread_create(&server->workers[i], NULL, worker_main, server) != 0)
			break;
		server->worker_count++;
	}
}

/* Without a check of the framing two parsers could read one connection as different requests: only a proxy
 * that checks it may then stand in front, never the network. */
static bool is_framing_safe(ServerConf *conf)
{
	if (conf->framing == FRAMING_UNTRIED)
		conf->framing = framing_try();
	if (conf->framing != FRAMING_BY_NOBODY)
		return true;
	log_event(conf->trusted_proxy ? LOG_WARN : LOG_ERROR, "framing_not_checked", "microhttpd",
	    MHD_get_version(), "why",
	    conf->trusted_proxy
		? "this version lets lax heads through: the proxy has to refuse them"
		: "this version lets lax heads through: start behind a proxy, with --trusted-proxy",
	    NULL);
	return conf->trusted_proxy != NULL;
}

Err server_open(const ServerConf *conf, Server **out)
{
	Server *server = calloc(1, sizeof *server);
	if (!server)
		abort();
	signal(SIGPIPE, SIG_IGN);
	server->conf = *conf;
	set_defaults(&server->conf);
	server->next_call = (uint64_t)id_new() << CALL_COUNT_BITS;
	int listen_fd = is_framing_safe(&server->conf) ? listen_on(conf->listen, &server->port) : -1;
	if (listen_fd < 0) {
		free(server);
		return ERR_UNAVAILABLE;
	}
	pthread_mutex_init(&server->arena_lock, NULL);
	queue_open(&server->queue, server->conf.queue_max);
	server->reaper = reaper_open(REAPER_INTERVAL_MS);
	start_workers(server);
	server->daemon = start_daemon(server, listen_fd);
	if (!server->daemon) {
		log_event(LOG_ERROR, "listen_failed", "address", conf->listen, "why",
		    conf->tls_cert ? "the certificate or its key was refused" : "microhttpd did not start",
		    NULL);
		close(listen_fd);
		server_close(server, 0);
		return ERR_UNAVAILABLE;
	}
	*out = server;
	return OK;
}

int server_port(const Server *server)
{
	return server->port;
}

static void wait_for_quiet(int wait_ms)
{
	int64_t until = tick_ns() + (int64_t)wait_ms * 1000000;
	struct timespec pause = {.tv_nsec = 10000000};
	while (metrics_in_flight() > 0 && tick_ns() < until)
		nanosleep(&pause, NULL);
}

static bool join_workers(Server *server)
{
	queue_close(&server->queue);
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WORKER_LAST_WAIT_S;
	for (int i = 0; i < server->worker_count; i++)
		if (pthread_timedjoin_np(server->workers[i], NULL, &until) != 0)
			return false;
	return true;
}

bool server_close(Server *server, int wait_ms)
{
	if (server->daemon) {
		metrics_set_draining();
		MHD_socket listening = MHD_quiesce_daemon(server->daemon);
		if (listening != MHD_INVALID_SOCKET)
			close(listening);
		wait_for_quiet(wait_ms);
	}
	if (!join_workers(server))
		return false;
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	reaper_close(server->reaper);
	queue_discard(&server->queue);
	for (int i = 0; i < server->arena_count; i++)
		arena_close(server->arenas[i]);
	pthread_mutex_destroy(&server->arena_lock);
	free(server);
	return true;
}
