/* What both engines use of each other's ground: memory and the log of failures. */
#include "db/engine.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

void *db_alloc(size_t size)
{
	void *at = calloc(1, size);
	if (!at)
		abort();
	return at;
}

void db_log_failure(Err err, const char *engine, const char *sql, const char *why)
{
	LogLevel level = err == ERR_CONFLICT ? LOG_DEBUG : err == ERR_RETRY ? LOG_WARN : LOG_ERROR;
	char head[300];
	snprintf(head, sizeof head, "%s", sql ? sql : "");
	log_event(level, "store failure", "engine", engine, "why", why, "sql", head, NULL);
}
