/* The one set of errors. Each has one meaning and one HTTP status; `err_status` in http/response.c is
 * the only place that knows the status. Expected outcomes (form problems, findings) are data, not Err. */
#ifndef QINGCE_BASE_ERR_H
#define QINGCE_BASE_ERR_H

typedef enum Err {
	OK = 0,
	ERR_INPUT,	 /* 400: what was sent cannot be read at all */
	ERR_SIGN_IN,	 /* 401: nobody is signed in (pages: redirect to sign-in) */
	ERR_FORBIDDEN,	 /* 403: signed in, but the role or the CSRF token does not allow it */
	ERR_NOT_FOUND,	 /* 404: no such thing, or it belongs to another organisation */
	ERR_CONFLICT,	 /* 409: somebody changed it meanwhile, or it exists already */
	ERR_TOO_LARGE,	 /* 413: beyond a stated maximum */
	ERR_RATE,	 /* 429: too many tries */
	ERR_INTERNAL,	 /* 500: our fault */
	ERR_UNAVAILABLE, /* 503: the store cannot be reached, or the server is draining */
	ERR_RETRY, /* 503: a serialisation failure (40001, 40P01); the dispatcher runs the request again */
} Err;

#endif
