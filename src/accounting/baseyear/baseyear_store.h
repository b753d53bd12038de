/* The store of the base year. Everything that writes adds its audit row in the same transaction. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_STORE_H
#define QINGCE_BASEYEAR_BASEYEAR_STORE_H

#include "baseyear/baseyear.h"
#include "organisation/organisation.h"

/* ERR_NOT_FOUND when none was chosen. */
Err base_year_of_org(Db *db, Arena *mem, int64_t org_id, BaseYear *out);
/* The first choice, or a change of version `year->version`. ERR_CONFLICT when somebody saved meanwhile. A
 * greater series begins an empty register. */
Err base_year_save(Scope by, const BaseYear *year);

/* The register of a series, by day and id. */
Err base_entries_of(Db *db, Arena *mem, int64_t org_id, int64_t series, BaseEntry **out, size_t *count);
Err base_entry_of_org(Db *db, Arena *mem, int64_t org_id, int64_t id, BaseEntry *out);
/* ERR_TOO_LARGE beyond BASE_MAX_CHANGES; ERR_NOT_FOUND when facility or file are another organisation's. */
Err base_entry_add(Scope by, const BaseEntry *entry);
/* ERR_CONFLICT when the version is another, or a recalculation has taken it in. */
Err base_entry_change(Scope by, const BaseEntry *entry);
Err base_entry_delete(Scope by, int64_t id);

/* With their items, oldest first. */
Err base_recalculations_of(
    Db *db, Arena *mem, int64_t org_id, int64_t series, BaseRecalculation **out, size_t *count);
/* Writes number `made->number` and marks its items' changes as taken in. ERR_CONFLICT when that number is
 * there already, or a change is no longer open. */
Err base_recalculation_add(Scope by, int64_t series, const BaseRecalculation *made);

/* Documents to choose as evidence, the newest first. */
typedef struct BaseFile {
	int64_t id;
	const char *name;
	int64_t uploaded_at;
} BaseFile;
Err base_files_of(Db *db, Arena *mem, int64_t org_id, BaseFile **out, size_t *count);

#endif
