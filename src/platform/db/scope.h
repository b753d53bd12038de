/* In whose name something is done: the five things that travel together from a request down to the rows it
 * changes. A handler makes it with scope_of (http/http.h), a command or a test by hand. */
#ifndef QINGCE_DB_SCOPE_H
#define QINGCE_DB_SCOPE_H

#include "db/db.h"

typedef struct Scope {
	Db *db;
	Arena *mem;
	int64_t org_id;		/* the organisation it happens in; PLATFORM = none of them */
	int64_t user_id;	/* 0 = nobody signed in, or the program itself */
	const char *request_id; /* "" outside a request */
} Scope;

/* As org_id: what belongs to the platform itself, the people and the data among it. */
enum { PLATFORM = 0 };

/* The same hand at work in another organisation. */
static inline Scope scope_in(Scope by, int64_t org_id)
{
	by.org_id = org_id;
	return by;
}

/* The same work in another person's name: who is not signed in yet, or an account that is just being made. */
static inline Scope scope_as(Scope by, int64_t user_id)
{
	by.user_id = user_id;
	return by;
}

#endif
