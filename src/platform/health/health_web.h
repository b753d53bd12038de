/* Handlers for those who watch the process; for src/app/routes.c. */
#ifndef QINGCE_HEALTH_HEALTH_WEB_H
#define QINGCE_HEALTH_HEALTH_WEB_H

#include "http/http.h"

Handler health_live;	/* GET /healthz */
Handler health_ready;	/* GET /readyz */
Handler health_metrics; /* GET /metrics */

#endif
