/* Deadlines of connections. Whoever trickles headers or a body, or reads the answer drop by drop, loses the
 * connection when the deadline of what it is doing has passed; libmicrohttpd's own timeout sees only silence.
 */
#ifndef QINGCE_HTTP_REAPER_H
#define QINGCE_HTTP_REAPER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Peer {
	int fd;
	_Atomic int64_t deadline_ns; /* on the clock of tick_ns */
	struct Peer *next, *previous;
} Peer;

typedef struct Reaper Reaper;

/* Looks every `interval_ms`; starts a thread. */
Reaper *reaper_open(int interval_ms);
void reaper_close(Reaper *reaper);

/* A connection came, with this much time for its first request. */
Peer *reaper_add(Reaper *reaper, int fd, int64_t in_ms);
/* It is gone: must be called before its descriptor is closed. */
void reaper_remove(Reaper *reaper, Peer *peer);

void peer_deadline(Peer *peer, int64_t in_ms);
void peer_no_deadline(Peer *peer);

#endif
