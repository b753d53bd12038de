/* A linear walk over the table: most rows differ within their first bytes. */
#include "http/router.h"

#include "base/buf.h"
#include "base/str.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Does the path fit the pattern? */
static bool fits(const char *pattern, const char *path)
{
	while (*pattern && *path) {
		if (*pattern == '{') {
			size_t len = strcspn(path, "/");
			if (len == 0)
				return false;
			pattern += strcspn(pattern, "}") + 1;
			path += len;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*pattern && !*path;
}

/* Both fit the same path: the one that is literal where they first differ is the nearer one. */
static bool is_nearer(const char *pattern, const char *than)
{
	while (*pattern && *pattern == *than) {
		pattern++;
		than++;
	}
	return *than == '{';
}

static void read_params(Arena *mem, const char *pattern, const char *path, RouteMatch *match)
{
	while (*pattern) {
		if (*pattern != '{') {
			pattern++;
			path++;
			continue;
		}
		size_t name_len = strcspn(pattern, "}") - 1;
		size_t value_len = strcspn(path, "/");
		assert(match->param_count < ROUTE_PARAMS_MAX);
		match->params[match->param_count++] = (RouteParam){
		    .name = arena_copy_n(mem, pattern + 1, name_len),
		    .value = arena_copy_n(mem, path, value_len),
		};
		pattern += name_len + 2;
		path += value_len;
	}
}

static const char *methods_of(Arena *mem, const Route *routes, size_t count, const char *path)
{
	Buf allow = buf_in(mem, 256);
	for (size_t i = 0; i < count; i++) {
		if (!fits(routes[i].path, path) || strstr(buf_take(&allow), routes[i].method))
			continue;
		buf_printf(&allow, "%s%s", allow.len ? ", " : "", routes[i].method);
		if (strcmp(routes[i].method, "GET") == 0)
			buf_text(&allow, ", HEAD");
	}
	return buf_take(&allow);
}

RouteMatch route_find(Arena *mem, const Route *routes, size_t count, const char *method, const char *path)
{
	RouteMatch match = {.allow = ""};
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
	for (size_t i = 0; i < count; i++) {
		if (!fits(routes[i].path, path))
			continue;
		match.path_is_known = true;
		if (strcmp(routes[i].method, wanted) != 0)
			continue;
		if (!match.route || is_nearer(routes[i].path, match.route->path))
			match.route = &routes[i];
	}
	if (match.route)
		read_params(mem, match.route->path, path, &match);
	else if (match.path_is_known)
		match.allow = methods_of(mem, routes, count, path);
	return match;
}

bool path_language(const char *path, const char **rest, Lang *lang)
{
	bool is_zh = str_starts(path, "/zh");
	if (!is_zh && !str_starts(path, "/en"))
		return false;
	if (path[3] != '\0' && path[3] != '/')
		return false;
	*rest = path[3] ? path + 3 : "/";
	*lang = is_zh ? ZH : EN;
	return true;
}

bool path_has_no_language(const char *path)
{
	static const char *const files[] = {"/healthz", "/readyz", "/metrics", "/favicon.ico", "/robots.txt"};
	if (str_starts(path, "/api/") || str_starts(path, "/assets/"))
		return true;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strcmp(path, files[i]) == 0)
			return true;
	return false;
}

/* The weight of one range such as "en-GB;q=0.8" in thousandths. */
static int weight_of(const char *range, size_t len)
{
	for (size_t i = 0; i + 3 < len; i++)
		if (range[i] == ';' && strncmp(range + i + 1 + strspn(range + i + 1, " "), "q=", 2) == 0)
			return (int)(strtod(strchr(range + i, '=') + 1, NULL) * 1000);
	return 1000;
}

Lang language_accepted(const char *accept_language)
{
	int best[LANG_COUNT] = {0};
	for (const char *at = accept_language ? accept_language : ""; *at;) {
		at += strspn(at, " ,\t");
		size_t len = strcspn(at, ",");
		int weight = weight_of(at, len);
		if (strncasecmp(at, "zh", 2) == 0 && weight > best[ZH])
			best[ZH] = weight;
		if (strncasecmp(at, "en", 2) == 0 && weight > best[EN])
			best[EN] = weight;
		at += len;
	}
	return best[EN] > best[ZH] ? EN : ZH;
}
