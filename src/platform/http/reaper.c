/* A list under a lock that is taken once per connection and once per look; deadlines themselves are atomic.
 */
#include "http/reaper.h"

#include "base/date.h"
#include "http/metrics.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct Reaper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closing;
	int interval_ms;
	Peer list; /* a ring; the head carries no connection */
};

/* Shutting down makes the loop see the end of the connection and close it itself. */
static void reap_overdue(Reaper *reaper)
{
	int64_t now = tick_ns();
	for (Peer *peer = reaper->list.next; peer != &reaper->list; peer = peer->next) {
		if (atomic_load(&peer->deadline_ns) > now)
			continue;
		shutdown(peer->fd, SHUT_RDWR);
		peer_no_deadline(peer);
		metrics_count_reaped();
	}
}

static void *reaper_main(void *with)
{
	Reaper *reaper = with;
	pthread_mutex_lock(&reaper->lock);
	while (!reaper->closing) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += (long)reaper->interval_ms * 1000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&reaper->wake, &reaper->lock, &until);
		reap_overdue(reaper);
	}
	pthread_mutex_unlock(&reaper->lock);
	return NULL;
}

Reaper *reaper_open(int interval_ms)
{
	Reaper *reaper = calloc(1, sizeof *reaper);
	if (!reaper)
		abort();
	reaper->interval_ms = interval_ms;
	reaper->list.next = reaper->list.previous = &reaper->list;
	pthread_mutex_init(&reaper->lock, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&reaper->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&reaper->thread, NULL, reaper_main, reaper) != 0)
		abort();
	return reaper;
}

void reaper_close(Reaper *reaper)
{
	pthread_mutex_lock(&reaper->lock);
	reaper->closing = true;
	pthread_cond_signal(&reaper->wake);
	pthread_mutex_unlock(&reaper->lock);
	pthread_join(reaper->thread, NULL);
	pthread_cond_destroy(&reaper->wake);
	pthread_mutex_destroy(&reaper->lock);
	free(reaper);
}

Peer *reaper_add(Reaper *reaper, int fd, int64_t in_ms)
{
	Peer *peer = calloc(1, sizeof *peer);
	if (!peer)
		abort();
	peer->fd = fd;
	peer_deadline(peer, in_ms);
	pthread_mutex_lock(&reaper->lock);
	peer->next = reaper->list.next;
	peer->previous = &reaper->list;
	peer->next->previous = peer->previous->next = peer;
	pthread_mutex_unlock(&reaper->lock);
	return peer;
}

void reaper_remove(Reaper *reaper, Peer *peer)
{
	pthread_mutex_lock(&reaper->lock);
	peer->next->previous = peer->previous;
	peer->previous->next = peer->next;
	pthread_mutex_unlock(&reaper->lock);
	free(peer);
}

void peer_deadline(Peer *peer, int64_t in_ms)
{
	atomic_store(&peer->deadline_ns, tick_ns() + in_ms * 1000000);
}

void peer_no_deadline(Peer *peer)
{
	atomic_store(&peer->deadline_ns, INT64_MAX);
}
