/* The rows of own factors and their versions. Only for src/accounting/factors. Functions that write make a
 * transaction of their own with its audit row on the chain of the organisation. */
#ifndef QINGCE_FACTORS_FACTORS_STORE_H
#define QINGCE_FACTORS_FACTORS_STORE_H

#include "factors/factors.h"
#include "organisation/organisation.h"

/* Newest first, those before `before_id` (0 = from the newest); retired ones or those in use. */
Err own_factors_page(Db *db, Arena *mem, int64_t org_id, bool retired, int64_t before_id, int limit,
    OwnFactor **out, size_t *count);
/* All that are in use, by name: to see whether a new one is there already. */
Err own_factors_in_use(Db *db, Arena *mem, int64_t org_id, OwnFactor **out, size_t *count);
/* How many there are, retired ones apart. */
Err own_factor_counts(Db *db, int64_t org_id, int64_t *in_use, int64_t *retired);
/* ERR_NOT_FOUND: none, or of another organisation. */
Err own_factor_of_org(Db *db, Arena *mem, int64_t org_id, int64_t factor_id, OwnFactor *out);

typedef struct OwnVersion {
	OwnFactor as; /* name, value, unit, source, years, retired, version, updated_* */
} OwnVersion;
/* Newest first; at most 100. */
Err own_factor_versions(
    Db *db, Arena *mem, int64_t org_id, int64_t factor_id, OwnVersion **out, size_t *count);

/* Adds factors whose id is set, all or none. ERR_TOO_LARGE: more than OWN_FACTORS_MAX. ERR_NOT_FOUND: an
 * evidence file that is not the organisation's. ERR_CONFLICT: an id that is there already (a form sent
 * twice). `origin` is noted in the audit row: "form", or the name of the imported file. */
Err own_factors_add(Scope by, const OwnFactor *factors, size_t count, const char *origin);
/* Saves over `factor->version`. ERR_CONFLICT: somebody saved meanwhile. */
Err own_factor_change(Scope by, const OwnFactor *factor);
/* Retires a factor or takes it back into use. Lines that used it keep what they hold. */
Err own_factor_retire(Scope by, int64_t factor_id, bool retired);

/* Lines of the organisation that hold this value in this unit, and the inventories they stand in. */
Err own_factor_uses(Db *db, int64_t org_id, const OwnFactor *factor, int64_t *lines, int64_t *inventories);

/* Evidence files of the library to choose from, newest first; at most 200. */
typedef struct OwnFile {
	int64_t id;
	const char *name;
	int64_t uploaded_at;
} OwnFile;
Err own_files(Db *db, Arena *mem, int64_t org_id, OwnFile **out, size_t *count);

/* Replaces what is noted of an inventory. ERR_NOT_FOUND when it is not this organisation's. */
Err factor_uses_write(Db *db, int64_t org_id, int64_t inventory_id, const char *const ids[], size_t count);

#endif
