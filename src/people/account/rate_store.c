/* All SQL of the rate windows. */
#include "account/rate.h"

#include "base/date.h"
#include "base/rand.h"

#include <string.h>

#define RATE_KEPT_MS (24LL * 3600 * 1000) /* the longest window */

static const char *bucket_of(Arena *mem, Rate rate)
{
	return arena_printf(mem, "%s:%.32s", rate.what, sha256_hex(mem, rate.whom, strlen(rate.whom)));
}

static const char SQL_RATE_COUNT[] =
    "INSERT INTO rate_window (bucket, window_start, tries) VALUES ($1, $2, 1)"
    " ON CONFLICT (bucket) DO UPDATE SET"
    " tries = CASE WHEN rate_window.window_start <= $3 THEN 1 ELSE rate_window.tries + 1 END,"
    " window_start = CASE WHEN rate_window.window_start <= $3 THEN $2 ELSE rate_window.window_start END";
static const char SQL_RATE_READ[] = "SELECT window_start, tries FROM rate_window WHERE bucket = $1";
static const char SQL_RATE_SWEEP[] = "DELETE FROM rate_window WHERE window_start < $1";

/* Within a transaction: one try in one window. */
static Err count_one(Db *db, Arena *mem, Rate rate, int64_t now, int64_t *retry_after_s)
{
	const char *bucket = bucket_of(mem, rate);
	Err err = db_exec(db, SQL_RATE_COUNT, TEXT(bucket), INT(now), INT(now - rate.window_ms));
	if (err)
		return err;
	int64_t start = now, tries = 0;
	Rows *rows = db_query(db, SQL_RATE_READ, TEXT(bucket));
	if (db_next(rows)) {
		start = db_int(rows, 0);
		tries = db_int(rows, 1);
	}
	err = db_end(rows);
	if (!err && tries == 1)
		err = db_exec(db, SQL_RATE_SWEEP, INT(now - RATE_KEPT_MS));
	if (!err && tries > rate.tries_max) {
		int64_t wait_s = (start + rate.window_ms - now) / 1000 + 1;
		*retry_after_s = wait_s > *retry_after_s ? wait_s : *retry_after_s;
	}
	return err;
}

Err rate_count(Db *db, Arena *mem, const Rate *rates, size_t count, int64_t *retry_after_s)
{
	*retry_after_s = 0;
	Err err = db_begin(db);
	if (err)
		return err;
	int64_t now = now_ms();
	for (size_t i = 0; i < count && !err; i++)
		err = count_one(db, mem, rates[i], now, retry_after_s);
	return db_finish(db, err);
}

static const char SQL_RATE_FORGET[] = "DELETE FROM rate_window WHERE bucket = $1";

Err rate_forget(Db *db, Arena *mem, Rate rate)
{
	Err err = db_begin(db);
	if (err)
		return err;
	return db_finish(db, db_exec(db, SQL_RATE_FORGET, TEXT(bucket_of(mem, rate))));
}
