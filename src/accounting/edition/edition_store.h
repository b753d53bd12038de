/* The editions in the store, for the files of this feature. */
#ifndef QINGCE_EDITION_EDITION_STORE_H
#define QINGCE_EDITION_EDITION_STORE_H

#include "db/scope.h"
#include "edition/edition.h"

typedef struct Edition {
	const char *digest;
	int64_t id;
	bool is_program;
	const char *based_on, *file_name, *note;
	const char *added_by_name; /* "" = the program */
	int64_t added_at;
	int64_t used_since; /* 0 = only tried */
	bool is_current;
	int64_t inventories; /* that are pinned to it */
} Edition;

/* The current digest, "" when there is none. */
Err edition_read_current(Db *db, char digest[EDITION_DIGEST + 1]);

/* The files in the order of loading, with their texts. ERR_NOT_FOUND when there is no such edition. */
Err edition_files(Db *db, Arena *mem, const char *digest, GhgFile **out, size_t *count);

/* The newest first. */
Err edition_list(Db *db, Arena *mem, Edition **out, size_t *count);
Err edition_by_digest(Db *db, Arena *mem, const char *digest, Edition *out);

/* What an edition is besides its files. */
typedef struct EditionOrigin {
	bool is_program;
	const char *based_on, *file_name, *note;
} EditionOrigin;

/* Keeps the files as an edition; known already: nothing happens and *is_new is false. ERR_TOO_LARGE beyond
 * EDITIONS_MAX. */
Err edition_add(
    Scope by, const GhgFile files[], size_t count, EditionOrigin origin, const char **digest, bool *is_new);

/* How many inventories go with the current edition, and how many stay with one of their own. */
Err edition_count_inventories(Db *db, int64_t *floating, int64_t *pinned);

/* The inventories changed last, of all organisations: for the administrator who tries an edition. */
typedef struct InventoryRef {
	int64_t id, org_id;
} InventoryRef;
Err edition_inventories(Db *db, Arena *mem, int limit, InventoryRef **out, size_t *count);

/* Editions that were in force, the newest first, with the digest of one of their files ("" = they lack it).
 */
typedef struct EditionWithFile {
	const char *digest, *sha256;
	int64_t since;
	bool is_current;
} EditionWithFile;
Err editions_with_file(Db *db, Arena *mem, const char *name, EditionWithFile **out, size_t *count);

/* One file as it is kept. */
Err edition_file(Db *db, Arena *mem, const char *sha256, GhgFile *out);

/* Makes it the current one; edition_make_current says it to this process, too. */
Err edition_set_current(Scope by, const char *digest);

/* Forgets one that was never current and that nothing is based on; ERR_CONFLICT otherwise. */
Err edition_forget(Scope by, const char *digest);

#endif
