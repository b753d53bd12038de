/* The sweeper of evidence bytes. */
#include "evidence/evidence_sweep.h"

#include "base/log.h"
#include "blob/blob.h"
#include "evidence/evidence_store.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SWEEP_EVERY_S = 6 * 3600 };

struct EvidenceSweeper {
	const App *app;
	Db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping;
};

static bool is_referenced(void *with, const char *sha256)
{
	bool is_used = true;
	Err err = evidence_digest_is_used(with, sha256, &is_used);
	return err || is_used;
}

Err evidence_sweep(const App *app, Db *db, int64_t older_than_ms, int64_t *removed)
{
	return blob_sweep(app->blobs, is_referenced, db, older_than_ms, removed);
}

static void *sweep_on(void *context)
{
	EvidenceSweeper *sweeper = context;
	pthread_mutex_lock(&sweeper->lock);
	while (!sweeper->is_stopping) {
		pthread_mutex_unlock(&sweeper->lock);
		int64_t removed = 0;
		char count[24];
		Err err = evidence_sweep(sweeper->app, sweeper->db, EVIDENCE_SWEEP_AGE_MS, &removed);
		snprintf(count, sizeof count, "%lld", (long long)removed);
		if (err || removed > 0)
			log_event(err ? LOG_WARN : LOG_INFO, "evidence swept", "removed", count, NULL);
		pthread_mutex_lock(&sweeper->lock);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += SWEEP_EVERY_S;
		while (!sweeper->is_stopping &&
		       pthread_cond_timedwait(&sweeper->wake, &sweeper->lock, &until) == 0)
			;
	}
	pthread_mutex_unlock(&sweeper->lock);
	return NULL;
}

Err evidence_sweeper_open(const App *app, EvidenceSweeper **out)
{
	EvidenceSweeper *sweeper = calloc(1, sizeof *sweeper);
	if (!sweeper)
		abort();
	sweeper->app = app;
	pthread_mutex_init(&sweeper->lock, NULL);
	pthread_cond_init(&sweeper->wake, NULL);
	Err err = db_open(app->store, &sweeper->db);
	if (!err && pthread_create(&sweeper->thread, NULL, sweep_on, sweeper) != 0) {
		db_close(sweeper->db);
		err = ERR_INTERNAL;
	}
	if (err) {
		free(sweeper);
		return err;
	}
	*out = sweeper;
	return OK;
}

void evidence_sweeper_close(EvidenceSweeper *sweeper)
{
	if (!sweeper)
		return;
	pthread_mutex_lock(&sweeper->lock);
	sweeper->is_stopping = true;
	pthread_cond_signal(&sweeper->wake);
	pthread_mutex_unlock(&sweeper->lock);
	pthread_join(sweeper->thread, NULL);
	db_close(sweeper->db);
	pthread_mutex_destroy(&sweeper->lock);
	pthread_cond_destroy(&sweeper->wake);
	free(sweeper);
}
