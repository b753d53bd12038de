/* From a complete request to its answer, on the worker: language, route row, session, role, forged requests,
 * handler, errors. Knows nothing of sockets. */
#ifndef QINGCE_HTTP_DISPATCH_H
#define QINGCE_HTTP_DISPATCH_H

#include "http/forms.h"
#include "http/response.h"
#include "http/router.h"

/* What the server needs of the rooms above it. */
typedef struct Site {
	const App *app;
	const Route *routes;
	size_t route_count;
	bool has_store;	       /* without a Db only probes are answered */
	Handler *session;      /* fills req->who: account_session */
	ErrorPage *error_page; /* show_error_page */
	/* Says in the reader's language what is wrong with a form; `field` may be "". */
	const char *(*fault_words)(Req *req, FormFault fault, const char *field);
	const char *sign_in_path;   /* "/sign-in" */
	const char *session_cookie; /* who sends none is a stranger: no large body of theirs is received */
	const char *no_org_path;    /* where a user without an organisation goes: "/me/organisations/new" */
} Site;

#define LANG_COOKIE "qc_lang"

/* Which row and language a path means. Needs req->mem, method, body->headers and the gate's path; fills
 * req->path, lang, is_api, wants_json, route and the path parts. */
void dispatch_find(const Site *site, Req *req, const char *path, RouteMatch *match);

/* Runs the request; afterwards req->answer is complete. Never fails: what goes wrong becomes an answer. */
void dispatch_run(const Site *site, Req *req, const RouteMatch *match);

/* An answer for a request that was refused before its body was read. */
void dispatch_refuse(const Site *site, Req *req, int status, const char *words);

#endif
