/* The headline counts, and their copy in this process. */
#include "site/site_store.h"

#include <pthread.h>

#include "base/date.h"

static const char SQL_COUNTS[] =
    "SELECT (SELECT COUNT(DISTINCT org_id) FROM inventory WHERE status = 'published' AND is_deleted = 0),"
    " (SELECT COUNT(*) FROM inventory WHERE status = 'published' AND is_deleted = 0),"
    " (SELECT COUNT(*) FROM organisation),"
    " (SELECT COUNT(*) FROM inventory WHERE is_deleted = 0)";

Err site_counts_fresh(Db *db, SiteCounts *out)
{
	Rows *rows = db_query(db, SQL_COUNTS);
	if (db_next(rows)) {
		*out = (SiteCounts){
		    .disclosing_organisations = db_int(rows, 0),
		    .published_inventories = db_int(rows, 1),
		    .organisations = db_int(rows, 2),
		    .inventories = db_int(rows, 3),
		};
	}
	return db_end(rows);
}

static const int64_t KEPT_NS = 60 * INT64_C(1000000000);
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static SiteCounts kept;
static int64_t kept_until_ns;

static bool take_kept(SiteCounts *out)
{
	pthread_mutex_lock(&kept_lock);
	bool is_fresh = tick_ns() < kept_until_ns;
	if (is_fresh)
		*out = kept;
	pthread_mutex_unlock(&kept_lock);
	return is_fresh;
}

Err site_counts(Db *db, SiteCounts *out)
{
	if (take_kept(out))
		return OK;
	Err err = site_counts_fresh(db, out);
	if (err)
		return err;
	pthread_mutex_lock(&kept_lock);
	kept = *out;
	kept_until_ns = tick_ns() + KEPT_NS;
	pthread_mutex_unlock(&kept_lock);
	return OK;
}
