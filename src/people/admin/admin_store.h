/* What administrators see across organisations. Only for src/people/admin and its tests. */
#ifndef QINGCE_ADMIN_ADMIN_STORE_H
#define QINGCE_ADMIN_ADMIN_STORE_H

#include "account/account.h"
#include "organisation/organisation.h"

enum { ADMIN_PAGE = 50 };

/* People whose name, address or number contains `sought` ("" = all), the newest first, before `before_id` (0
 * = from the newest). */
Err admin_users(Db *db, Arena *mem, const char *sought, int64_t before_id, User **out, size_t *count);

/* Organisations whose name or code contains `sought`, likewise. */
Err admin_orgs(Db *db, Arena *mem, const char *sought, int64_t before_id, Organisation **out, size_t *count);

typedef struct AdminCounts {
	int64_t users;
	int64_t organisations;
	int64_t facilities;
	int64_t sessions; /* living */
} AdminCounts;
Err admin_counts(Db *db, int64_t now, AdminCounts *out);

#endif
