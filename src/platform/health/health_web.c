/* /healthz, /readyz and /metrics: probes of load balancers and the figures of Prometheus. */
#include "health/health_web.h"

#include "http/metrics.h"

#include <string.h>

enum { METRICS_MAX_BYTES = 64 * 1024 };

static Err say_plain(Req *req, int status, const char *words)
{
	return answer_bytes(req, status, "text/plain; charset=utf-8", words, strlen(words));
}

/* GET /healthz: the process runs and a worker is free. */
Err health_live(Req *req)
{
	return say_plain(req, 200, "ok\n");
}

/* GET /readyz: send requests here. Not while finishing up, nor without the store. */
Err health_ready(Req *req)
{
	if (metrics_is_draining())
		return say_plain(req, 503, "draining\n");
	if (!req->db || db_ping(req->db) != OK)
		return say_plain(req, 503, "the store does not answer\n");
	return say_plain(req, 200, "ready\n");
}

/* GET /metrics */
Err health_metrics(Req *req)
{
	Buf text = buf_in(req->mem, METRICS_MAX_BYTES);
	metrics_write(&text);
	return answer_text(req, 200, "text/plain; version=0.0.4; charset=utf-8", &text);
}
