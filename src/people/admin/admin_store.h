/* What administrators see and change across organisations. Only for src/people/admin and its tests. */
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

typedef enum UserFlag { FLAG_ADMIN, FLAG_REVIEWER, FLAG_DISABLED } UserFlag;

/* Sets a flag and ends the sessions of who is disabled. ERR_CONFLICT: no able administrator would be left.
 * ERR_NOT_FOUND: no such person. */
Err admin_set_flag(Db *db, Actor by, int64_t user_id, UserFlag flag, bool on);
Err admin_end_sessions(Db *db, Actor by, int64_t user_id);

/* A one-time password for who cannot be reached by mail: ends all sessions. */
Err admin_set_one_time_password(Db *db, Actor by, int64_t user_id, const char *hash);

#endif
