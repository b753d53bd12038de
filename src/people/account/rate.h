/* How often something may be tried: fixed windows counted in the store, so that all processes count together.
 */
#ifndef QINGCE_ACCOUNT_RATE_H
#define QINGCE_ACCOUNT_RATE_H

#include "db/db.h"

typedef struct Rate {
	const char *what; /* "sign_in_account" */
	int tries_max;
	int64_t window_ms; /* at most a day */
	const char *whom;  /* an address, a login: kept as a digest */
} Rate;

/* Counts one try in each of the windows, in a transaction of its own. `retry_after_s` becomes 0 when all are
 * within their limit, otherwise the seconds until the last of the full ones ends. */
Err rate_count(Db *db, Arena *mem, const Rate *rates, size_t count, int64_t *retry_after_s);

/* Forgets the tries: after a success. */
Err rate_forget(Db *db, Arena *mem, Rate rate);

#endif
