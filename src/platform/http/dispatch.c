/* The straight line from route row to answer. */
#include "http/dispatch.h"

#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"
#include "http/body.h"
#include "http/csrf.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	ATTEMPTS_MAX = 4, /* of a request that meets serialisation failures */
	LANG_COOKIE_AGE_S = 365 * 24 * 3600,
};

static Lang language_of(Req *req)
{
	const char *cookie = cookie_text(req, LANG_COOKIE);
	if (str_eq(cookie, "zh"))
		return ZH;
	if (str_eq(cookie, "en"))
		return EN;
	return language_accepted(header_text(req, "Accept-Language"));
}

void dispatch_find(const Site *site, Req *req, const char *path, RouteMatch *match)
{
	bool has_language = path_language(path, &req->path, &req->lang);
	if (!has_language) {
		req->path = path;
		req->lang = language_of(req);
	}
	req->is_api = str_starts(req->path, "/api/");
	req->wants_json = strstr(header_text(req, "Accept"), "application/json") != NULL;
	*match = (RouteMatch){.allow = "", .has_language = has_language};
	if (has_language == path_has_no_language(req->path)) {
		/* A page without its language, or a file with one: dispatch_run redirects or says 404. */
		return;
	}
	*match = route_find(req->mem, site->routes, site->route_count, req->method, req->path);
	match->has_language = has_language;
	req->route = match->route;
	memcpy(req->body->params, match->params, sizeof match->params);
	req->body->param_count = match->param_count;
}

static bool is_safe(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 || strcmp(method, "OPTIONS") == 0;
}

/* A page asked for without its language goes to the one the reader prefers. */
static bool redirect_to_language(const Site *site, Req *req)
{
	if (path_has_no_language(req->path) || !is_safe(req->method))
		return false;
	RouteMatch match = route_find(req->mem, site->routes, site->route_count, "GET", req->path);
	if (!match.route)
		return false;
	answer_header(
	    req, "Location", arena_printf(req->mem, "/%s%s", req->lang == EN ? "en" : "zh", req->target));
	answer_header(req, "Vary", "Cookie, Accept-Language");
	answer_bytes(req, 302, NULL, "", 0);
	return true;
}

/* "/me/" means "/me". */
static bool redirect_without_slash(const Site *site, Req *req)
{
	size_t len = strlen(req->path);
	if (len < 2 || req->path[len - 1] != '/' || !is_safe(req->method))
		return false;
	const char *shorter = arena_copy_n(req->mem, req->path, len - 1);
	if (!route_find(req->mem, site->routes, site->route_count, "GET", shorter).route)
		return false;
	const char *query = strchr(req->target, '?');
	answer_header(req, "Location",
	    arena_printf(
		req->mem, "%s%s", link_to(req, "%s", percent_encode(req->mem, shorter)), query ? query : ""));
	answer_bytes(req, 308, NULL, "", 0);
	return true;
}

static bool role_allows(const Who *who, Role role)
{
	bool is_owner = str_eq(who->org_role, "owner");
	switch (role) {
	case ROLE_PUBLIC:
		return true;
	case ROLE_USER:
		return who->user_id != 0;
	case ROLE_VIEWER:
		return who->org_id != 0 && who->org_role[0];
	case ROLE_PREPARER:
		return who->org_id != 0 &&
		       (is_owner || str_eq(who->org_role, "preparer") || str_eq(who->org_role, "signatory"));
	case ROLE_OWNER:
		return who->org_id != 0 && is_owner;
	case ROLE_REVIEWER:
		return who->is_reviewer;
	case ROLE_ADMIN:
		return who->is_admin;
	}
	return false;
}

static bool is_org_role(Role role)
{
	return role == ROLE_VIEWER || role == ROLE_PREPARER || role == ROLE_OWNER;
}

/* ERR_SIGN_IN and ERR_FORBIDDEN, or OK; a page may have been answered with a redirect instead. */
static Err check_role(const Site *site, Req *req)
{
	Role role = req->route->role;
	if (role_allows(&req->who, role))
		return OK;
	if (req->who.user_id == 0)
		return ERR_SIGN_IN;
	bool lacks_org = is_org_role(role) && req->who.org_id == 0;
	if (lacks_org && site->no_org_path && !req->is_api && !req->wants_json)
		return see_other(req, "%s", site->no_org_path);
	return ERR_FORBIDDEN;
}

static Err check_forgery(Req *req, const char *token)
{
	if (req->route->csrf != CSRF_TOKEN || is_safe(req->method))
		return OK;
	const char *origin = header_text(req, "Origin");
	if (!origin_is_own(header_text(req, "Sec-Fetch-Site"), origin, header_text(req, "Host")) &&
	    !(*origin && str_eq(origin, req->app->public_url)))
		return fail(req, ERR_FORBIDDEN, "asked from another site");
	const char *given = header_text(req, "X-CSRF-Token");
	if (!*given)
		given = form_has(req, "_csrf") ? form_text(req, "_csrf") : form_text(req, "csrf");
	if (!csrf_fits(req->mem, token, given))
		return fail(req, ERR_FORBIDDEN, "the CSRF token does not fit the session");
	return OK;
}

static void pause_before_retry(int attempt)
{
	struct timespec pause = {.tv_nsec = (1L << attempt) * 2000000L};
	nanosleep(&pause, NULL);
}

/* A handler must leave nothing open on its Db. */
static void check_idle(Req *req)
{
	if (!req->db || db_is_idle(req->db))
		return;
	log_event(LOG_ERROR, "transaction_left_open", "path", req->path, NULL);
	db_rollback(req->db);
}

static Err run_handler(Req *req)
{
	Err err = OK;
	Answer before = *req->answer;
	for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
		if (attempt > 0) {
			answer_discard(req->answer);
			*req->answer = before;
			pause_before_retry(attempt);
		}
		err = req->route->handler(req);
		check_idle(req);
		if (err != ERR_RETRY)
			return err;
	}
	return err;
}

static Err read_query(Req *req, const char *query)
{
	Form *form = &req->body->query;
	if (!*query || form_parse(form, query, strlen(query)))
		return OK;
	return ERR_INPUT;
}

static void answer_sign_in(const Site *site, Req *req)
{
	if (req->is_api || req->wants_json) {
		answer_error(req, site->error_page, 401, NULL);
		return;
	}
	const char *next = is_safe(req->method) ? strchr(req->target + 1, '/') : NULL;
	if (next)
		see_other(req, "%s?next=%s", site->sign_in_path, percent_encode(req->mem, next));
	else
		see_other(req, "%s", site->sign_in_path);
}

static void answer_fault(const Site *site, Req *req, FormFault fault, const char *field)
{
	int status = fault == FORM_TOO_LARGE || fault == FORM_TOO_MANY ? 413 : 400;
	log_event(LOG_INFO, "form_refused", "path", req->path, "field", field, NULL);
	answer_error(
	    req, site->error_page, status, site->fault_words ? site->fault_words(req, fault, field) : NULL);
}

/* The page's language is remembered for addresses without one. */
static void remember_language(Req *req)
{
	Answer *answer = req->answer;
	bool is_page = answer->status == 200 && str_starts(answer->type, "text/html");
	if (!is_page || answer->is_public || path_has_no_language(req->path))
		return;
	const char *lang = req->lang == EN ? "en" : "zh";
	if (!str_eq(cookie_text(req, LANG_COOKIE), lang))
		answer_cookie(req, LANG_COOKIE, lang, LANG_COOKIE_AGE_S);
}

static void answer_unrouted(const Site *site, Req *req, const RouteMatch *match)
{
	if (match->path_is_known) {
		answer_header(req, "Allow", match->allow);
		if (str_eq(req->method, "OPTIONS"))
			answer_bytes(req, 204, NULL, "", 0);
		else
			answer_error(req, site->error_page, 405, NULL);
		return;
	}
	if (!match->has_language && redirect_to_language(site, req))
		return;
	if (match->has_language && redirect_without_slash(site, req))
		return;
	answer_error(req, site->error_page, 404, NULL);
}

/* The session, with its token under a mask for the forms of this answer; `token` gets the bare one. */
static Err find_session(const Site *site, Req *req, const char **token)
{
	req->who = (Who){.name = "", .org_name = "", .csrf = ""};
	*token = "";
	bool is_probe = path_has_no_language(req->path) && !req->is_api;
	if (!site->session || is_probe)
		return OK;
	if (site->has_store && !req->db)
		return ERR_UNAVAILABLE;
	Err err = site->session(req);
	if (err)
		return err;
	*token = req->who.csrf;
	if (!req->is_api)
		req->who.csrf = csrf_mask(req->mem, *token);
	return OK;
}

static void run(const Site *site, Req *req, const RouteMatch *match)
{
	const char *token;
	Err err = find_session(site, req, &token);
	if (err) {
		answer_error(req, site->error_page, err_status(err), NULL);
		return;
	}
	if (!req->route) {
		answer_unrouted(site, req, match);
		return;
	}
	FormFault fault = body_finish(req->body);
	if (fault) {
		answer_fault(site, req, fault, req->body->form.fault_field);
		return;
	}
	const char *query = strchr(req->target, '?');
	if (query && read_query(req, query + 1)) {
		answer_fault(site, req, req->body->query.fault, req->body->query.fault_field);
		return;
	}
	err = req->body->disk_failed ? ERR_UNAVAILABLE : check_role(site, req);
	if (!err && req->answer->status == 0)
		err = check_forgery(req, token);
	if (!err && req->answer->status == 0)
		err = run_handler(req);
	if (err == ERR_SIGN_IN)
		answer_sign_in(site, req);
	else if (err)
		answer_error(req, site->error_page, err_status(err), req->answer->shown);
}

void dispatch_run(const Site *site, Req *req, const RouteMatch *match)
{
	run(site, req, match);
	check_idle(req);
	if (req->answer->status == 0) {
		log_event(LOG_ERROR, "handler_gave_no_answer", "path", req->path, NULL);
		answer_error(req, site->error_page, 500, NULL);
	}
	remember_language(req);
	answer_finish(req);
}

void dispatch_refuse(const Site *site, Req *req, int status, const char *words)
{
	answer_begin(req->answer);
	req->answer->must_close = true;
	req->who = (Who){.name = "", .org_name = "", .csrf = ""};
	answer_error(req, status == 413 ? site->error_page : NULL, status, words);
	answer_finish(req);
}
