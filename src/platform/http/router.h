/* Which row of the route table a request belongs to. Pure. */
#ifndef QINGCE_HTTP_ROUTER_H
#define QINGCE_HTTP_ROUTER_H

#include "http/http.h"

enum { ROUTE_PARAMS_MAX = 6 };

typedef struct RouteParam {
	const char *name;
	const char *value;
} RouteParam;

typedef struct RouteMatch {
	const Route *route; /* NULL: no row for this path and method */
	bool has_language;  /* the path began with /zh or /en */
	bool path_is_known; /* some row has this path with another method: 405 */
	const char *allow;  /* then: the methods it has, for the Allow header */
	size_t param_count;
	RouteParam params[ROUTE_PARAMS_MAX];
} RouteMatch;

/* A literal segment wins over {x}. HEAD is answered by the GET row. `path` has no language prefix. */
RouteMatch route_find(Arena *mem, const Route *routes, size_t count, const char *method, const char *path);

/* Takes a leading /zh or /en off: the rest ("/" at least) and the language; false when there is no prefix. */
bool path_language(const char *path, const char **rest, Lang *lang);

/* Paths that carry no language: /api/, /assets/, /healthz, /readyz, /metrics and the like. */
bool path_has_no_language(const char *path);

/* The better of Chinese and English by Accept-Language; Chinese when it says nothing. */
Lang language_accepted(const char *accept_language);

#endif
