/* Trying the library's framing. See framing.h. */
#include "http/framing.h"

#include "base/arena.h"
#include "http/gate.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- what is sent ---- */

typedef struct TriedHead {
	const char *bytes;
	size_t len;
	bool is_plain;
} TriedHead;

#define PLAIN(text)                                                                                          \
	{                                                                                                    \
		text, sizeof text - 1, true                                                                  \
	}
#define LAX(text)                                                                                            \
	{                                                                                                    \
		text, sizeof text - 1, false                                                                 \
	}

static const TriedHead HEADS[] = {
    PLAIN("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"),
    PLAIN("GET /a%20b?c=d HTTP/1.1\r\nHost:a\r\nX-A:   b\r\n\r\n"),
    PLAIN("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX-A: b\r\n\r\n"),
    LAX("GET /a HTTP/1.1\nHost: a\r\n\r\n"),
    LAX("GET /a HTTP/1.1\nHost: a\n\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\n\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\rX-B: c\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\tc\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\nX-B: d\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX\0A: b\r\n\r\n"),
    LAX("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
    LAX("GET /a  HTTP/1.1\r\nHost: a\r\n\r\n"),
    LAX("GET\t/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\nX-A\r\n\r\n"),
    LAX("GET /a HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
};
enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS, TURNS = 20 };

/* ---- what arrives ---- */

typedef struct Arrival {
	Arena *mem;
	const char *target_at, *target;
	Header headers[GATE_HEADERS_MAX];
	size_t header_count;
	bool is_passed, is_strict;
} Arrival;

static void *on_target(void *with, const char *target, struct MHD_Connection *connection)
{
	Arrival *arrival = with;
	arrival->target_at = target;
	arrival->target = arena_copy(arrival->mem, target); /* the library decodes in place */
	return arrival;
}

static enum MHD_Result on_header(void *with, enum MHD_ValueKind kind, const char *name, const char *value)
{
	Arrival *arrival = with;
	if (arrival->header_count < GATE_HEADERS_MAX)
		arrival->headers[arrival->header_count++] = (Header){name, value ? value : ""};
	return MHD_YES;
}

/* MHD_NO ends the connection: one head each. */
static enum MHD_Result on_request(void *with, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *bytes, size_t *len, void **context)
{
	Arrival *arrival = with;
	MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, arrival);
	GateRequest head = {method, arrival->target, version, arrival->headers, arrival->header_count};
	size_t head_bytes = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
				->header_size;
	arrival->is_passed = gate_check(arrival->mem, &head).status == 0;
	arrival->is_strict = gate_lines_are_strict(&head, arrival->target_at, head_bytes);
	return MHD_NO;
}

/* ---- trying ---- */

/* False when the head could not be sent at all. */
static bool try_head(struct MHD_Daemon *daemon, Arrival *arrival, const TriedHead *head, FramingTrial *out)
{
	static const struct sockaddr_in nowhere = {.sin_family = AF_INET};
	int ends[2];
	*arrival = (Arrival){.mem = arrival->mem};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	bool is_sent = write(ends[0], head->bytes, head->len) == (ssize_t)head->len &&
		       MHD_add_connection(
			   daemon, ends[1], (const struct sockaddr *)&nowhere, sizeof nowhere) == MHD_YES;
	for (int i = 0; is_sent && i < TURNS; i++)
		MHD_run(daemon);
	close(ends[0]);
	for (int i = 0; is_sent && i < TURNS; i++)
		MHD_run(daemon);
	*out = (FramingTrial){head->is_plain, arrival->is_passed, arrival->is_strict};
	return is_sent;
}

Framing framing_judge(const FramingTrial trials[], size_t count)
{
	bool by_library = count > 0, by_layout = count > 0;
	for (size_t i = 0; i < count; i++) {
		const FramingTrial *trial = &trials[i];
		by_library &= trial->is_passed == trial->is_plain;
		by_layout &= (trial->is_passed && trial->is_strict) == trial->is_plain;
	}
	return by_library ? FRAMING_BY_LIBRARY : by_layout ? FRAMING_BY_LAYOUT : FRAMING_BY_NOBODY;
}

Framing framing_try(void)
{
	FramingTrial trials[HEAD_COUNT];
	Arrival arrival = {.mem = arena_open()};
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, on_request,
	    &arrival, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, &arrival,
	    MHD_OPTION_END);
	bool is_tried = daemon != NULL;
	for (size_t i = 0; is_tried && i < HEAD_COUNT; i++)
		is_tried = try_head(daemon, &arrival, &HEADS[i], &trials[i]);
	if (daemon)
		MHD_stop_daemon(daemon);
	arena_close(arrival.mem);
	return is_tried ? framing_judge(trials, HEAD_COUNT) : FRAMING_BY_NOBODY;
}
