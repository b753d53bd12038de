/* The request as a feature sees it, the answers it can give, and the route row.
 *
 * The server parses and streams the body to disk, then hands the whole request to a worker, which runs the
 * gate, the route row (role, CSRF, body limit), the session and the handler on plain blocking code with its
 * own Db and arena. A handler returns OK after it has set an answer, or an Err, which the response module
 * turns into a page (or an RFC 9457 body for /api). */
#ifndef QINGCE_HTTP_HTTP_H
#define QINGCE_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "db/scope.h"

/* What a route needs of the asker. Organisation roles mean: of the organisation that the session works in. */
typedef enum Role {
	ROLE_PUBLIC,   /* anybody */
	ROLE_USER,     /* signed in */
	ROLE_VIEWER,   /* member of the current organisation, any role */
	ROLE_PREPARER, /* may edit: preparer, signatory or owner */
	ROLE_OWNER,    /* owner of the current organisation */
	ROLE_REVIEWER,
	ROLE_ADMIN,
} Role;

typedef enum Csrf { CSRF_NONE, CSRF_TOKEN } Csrf;

/* Who asks. Filled by the session step (account_session in src/people/account). user_id 0: not signed in. */
typedef struct Who {
	int64_t user_id;
	int64_t session_id;
	int64_t org_id;	   /* the organisation the session works in; 0 = none */
	char org_role[16]; /* owner | preparer | signatory | viewer | "" */
	bool is_admin;
	bool is_reviewer;
	const char *name;     /* to show */
	const char *org_name; /* in the language of the request */
	const char *csrf;     /* token for this session's forms */
} Who;

typedef struct Route Route;
typedef struct Server Server;
typedef struct App App; /* what every request can reach: conf, store, files, mail, ghg; see app.h */

/* A file part of a multipart body, already on disk; removed with the request unless it is moved away. */
typedef struct Upload {
	const char *field;
	const char *name; /* as the browser gave it, path stripped, cleaned */
	const char *path; /* the temporary file */
	int64_t size;
	const char *sha256; /* lower-case hex, computed while it streamed */
} Upload;

typedef struct Req {
	Arena *mem; /* dies with the request */
	Db *db;
	const App *app;
	const struct Ghg
	    *ghg; /* factors and methods in force (src/accounting/edition); of an inventory: inventory.ghg */
	const Route *route;
	Who who;
	Lang lang;
	const char *method;
	const char *path;      /* without the language prefix: /me/calculator */
	const char *target;    /* as asked, with language and query, for "back to here" links */
	const char *peer;      /* client address, for rate limits and the audit log */
	const char *id;	       /* request id, also in the X-Request-Id header */
	bool is_api;	       /* below /api/: JSON in, JSON or RFC 9457 out */
	bool wants_json;       /* the page's own script asks (Accept: application/json) */
	struct Body *body;     /* opaque: http/body.c */
	struct Answer *answer; /* opaque: http/response.c */
} Req;

/* In whose name a handler works. */
static inline Scope scope_of(const Req *req)
{
	return (Scope){req->db, req->mem, req->who.org_id, req->who.user_id, req->id};
}

typedef Err Handler(Req *req);

struct Route {
	const char *method; /* GET, POST, … */
	const char
	    *path; /* "/me/inventories/{id}/lines/{line}" ; {x} matches one segment; no language prefix */
	Role role;
	Csrf csrf;		/* CSRF_TOKEN on every unsafe form route */
	int64_t body_max_bytes; /* refused before it is read when Content-Length says more; 0 = no body */
	Handler *handler;
};

/* The one table, src/app/routes.c. */
extern const Route ROUTES[];
extern const size_t ROUTE_COUNT;

/* ---- what was sent ---- */

/* A path part as a positive id; 0 when it is not one (then the store finds nothing: 404). */
int64_t path_id(Req *req, const char *name);
const char *path_text(Req *req, const char *name);

/* "" when absent. Values are valid UTF-8 without control characters (else the gate answered 400). */
const char *query_text(Req *req, const char *name);
int64_t query_int(Req *req, const char *name, int64_t otherwise);

/* Fields of an urlencoded or multipart form; "" when absent. form_has tells "" from absent. */
const char *form_text(Req *req, const char *name);
bool form_has(Req *req, const char *name);
size_t form_count(Req *req, const char *name); /* repeated fields */
const char *form_text_at(Req *req, const char *name, size_t index);
/* Walks all fields in order of arrival; false past the end. */
bool form_field(Req *req, size_t index, const char **name, const char **value);
size_t upload_count(Req *req);
const Upload *upload_at(Req *req, size_t index);

/* The raw body of a JSON request (capped by the route's body_max_bytes). */
const char *body_bytes(Req *req, size_t *len);

const char *header_text(Req *req, const char *name);
const char *cookie_text(Req *req, const char *name);

/* ---- what is answered (exactly one of these per request) ---- */

/* 303 to a path without language prefix ("/me/calculator"); the prefix of the request is put before it. */
Err see_other(Req *req, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes in the request's arena. `type` with charset. */
Err answer_bytes(Req *req, int status, const char *type, const char *bytes, size_t len);
Err answer_text(Req *req, int status, const char *type, Buf *text);
/* A file on disk, streamed; `download_name` NULL shows it inline. When `remove` the file is unlinked after
 * opening. */
Err answer_file(Req *req, const char *path, const char *type, const char *download_name, bool remove);
void answer_header(Req *req, const char *name, const char *value);
/* HttpOnly, SameSite=Lax, Path=/, Secure under TLS. max_age_s < 0: a session cookie; 0: forget it. */
void answer_cookie(Req *req, const char *name, const char *value, int64_t max_age_s);
/* Public, cacheable read pages: Cache-Control public with this age and an ETag by content. Others are
 * private and no-store. */
void answer_public(Req *req, int max_age_s);

/* This page alone may compile WebAssembly ('wasm-unsafe-eval' in its content security policy). */
void answer_allow_wasm(Req *req);

/* Records why a request failed: logged once with the request id, and shown to the reader when `words` is
 * given in the reader's language (may be NULL). Returns `err`, so that a handler can `return fail(...)`. */
Err fail(Req *req, Err err, const char *log_format, ...) __attribute__((format(printf, 3, 4)));
Err fail_shown(Req *req, Err err, const char *words);

/* The HTTP status of an error. */
int err_status(Err err);

/* A link to a page in the request's language: "/zh" + path. */
const char *link_to(Req *req, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
