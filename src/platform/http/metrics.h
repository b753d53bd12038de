/* What the process has counted since it started, for /metrics. One set per process; all calls are safe from
 * every thread. */
#ifndef QINGCE_HTTP_METRICS_H
#define QINGCE_HTTP_METRICS_H

#include "base/buf.h"

void metrics_count_request(int status, int64_t took_us, int64_t bytes);
void metrics_add_in_flight(int change);
int64_t metrics_in_flight(void);
void metrics_add_queued(int change);
void metrics_add_connections(int change);
void metrics_count_reaped(void);
void metrics_count_refused(void); /* by the gate */

/* The server is finishing up: /readyz answers 503. */
void metrics_set_draining(void);
bool metrics_is_draining(void);

/* Prometheus text format. */
void metrics_write(Buf *out);

#endif
