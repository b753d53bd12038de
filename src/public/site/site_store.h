/* The headline counts of the home page. */
#ifndef QINGCE_SITE_SITE_STORE_H
#define QINGCE_SITE_SITE_STORE_H

#include "db/db.h"

typedef struct SiteCounts {
	int64_t disclosing_organisations; /* with a published inventory */
	int64_t published_inventories;
	int64_t organisations; /* signed up */
	int64_t inventories;   /* started, not deleted */
} SiteCounts;

/* Counted at most once a minute in this process. */
Err site_counts(Db *db, SiteCounts *out);

/* Counted now. */
Err site_counts_fresh(Db *db, SiteCounts *out);

#endif
