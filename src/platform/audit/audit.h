/* Who did what, in a chain that shows when a row was changed or taken away. Every change of data adds its
 * audit row inside its own transaction. One chain an organisation; organisation 0 is the platform itself. */
#ifndef QINGCE_AUDIT_AUDIT_H
#define QINGCE_AUDIT_AUDIT_H

#include "base/buf.h"
#include "db/scope.h"

typedef struct AuditRow {
	int64_t org_id;
	int64_t seq; /* 1, 2, 3 … without a gap */
	int64_t at_ms;
	int64_t user_id;	  /* 0 = nobody signed in, or the system */
	const char *action;	  /* "inventory.publish" */
	const char *subject_type; /* "inventory" */
	int64_t subject_id;
	const char *detail;	/* text or JSON; "" for none */
	const char *request_id; /* "" outside a request */
	const char *hash;	/* 64 hexadecimal digits */
} AuditRow;

/* Adds a row to the chain of by.org_id. Only inside a transaction; texts may be NULL. Take it as the last
 * step before db_finish: on PostgreSQL the chain's head is locked from here to the commit. ERR_TOO_LARGE when
 * the detail is longer than AUDIT_DETAIL_MAX bytes. */
Err audit_add(Scope by, const char *action, const char *subject_type, int64_t subject_id, const char *detail);

enum { AUDIT_DETAIL_MAX = 64 * 1024 };

/* "amount=2610; note=…": what was saved. A value for which there is no room any more stands as "…", a name
 * likewise, so that a detail never gets too long and never hides that something is missing. */
Buf audit_detail(Arena *mem);
void audit_detail_add(Buf *detail, const char *name, const char *value);

/* The hash a row must carry after the row with hash `previous` ("" for the first). */
char *audit_row_hash(Arena *mem, const char *previous, const AuditRow *row);

/* Walks the whole chain. `broken_at` gets the number of the first row that is missing or does not fit, 0 when
 * the chain is intact. */
Err audit_verify(Db *db, int64_t org_id, bool *intact, int64_t *broken_at);

/* The next organisation behind `after` that has a chain (-1 = from the first); for a walk over all chains. */
Err audit_next_chain(Db *db, int64_t after, bool *found, int64_t *org_id);

/* The newest rows first, those before number `before_seq` (0 = from the newest). `out` lives in `mem`. */
Err audit_list(
    Db *db, Arena *mem, int64_t org_id, int64_t before_seq, int limit, AuditRow **out, size_t *count);

#endif
