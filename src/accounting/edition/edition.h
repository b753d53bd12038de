/* Editions of the factor tables and methods: an edition is a set of data files, known by the digest of their
 * names and digests. One is current: open inventories are computed with it. A finished inventory stays with
 * the edition it was finished with, so that a new table never changes a result that stands. */
#ifndef QINGCE_EDITION_EDITION_H
#define QINGCE_EDITION_EDITION_H

#include "db/scope.h"
#include "ghg/ghg.h"

enum {
	EDITION_DIGEST = 64, /* hexadecimal digits */
	EDITION_MAX_FILES = 200,
	EDITION_FILE_MAX_BYTES = 4 * 1024 * 1024,
	EDITIONS_MAX = 500, /* in a store */
};

/* The data of an edition, usable for as long as `mem` is neither reset nor closed. "" is the current one.
 * Loaded once a process; the few used last stay. ERR_NOT_FOUND when the store does not know the digest,
 * ERR_INTERNAL when this program cannot read its files (logged with file, line and column). */
Err edition_of(Db *db, Arena *mem, const char *digest, const Ghg **out);

/* Data that edition_of gave stays usable for as long as `mem` too: for what is kept beyond a request. False
 * when it was too many at once to stay; then it goes with the arena it was given for. */
bool edition_hold(Arena *mem, const Ghg *ghg);

/* Which one is current: read from the store at most once a second. "" before anything was recorded. */
Err edition_current(Db *db, Arena *mem, const char **digest);

/* What a row held in the editions that were in force, the newest first; runs of the same value are one entry
 * with the day it began. At most EDITION_VALUES_MAX different ones are looked up. */
enum { EDITION_VALUES_MAX = 6 };
typedef struct EditionValue {
	const char *digest;
	int64_t since;
	bool is_current;
	const char *value; /* as a plain number; "" = the table had no such row */
	const char *unit;
} EditionValue;
Err edition_values(
    Db *db, Arena *mem, const char *factor_id, const char *file, EditionValue **out, size_t *count);

/* The newest edition but the current one that was in force and has the row; `ghg` is its data. At most
 * EDITION_VALUES_MAX editions with different tables are looked up. ERR_NOT_FOUND: none has it. */
typedef struct EditionFactor {
	const char *digest;
	int64_t since;
	const Ghg *ghg;
	const GhgFactor *factor;
} EditionFactor;
Err edition_row_before(Db *db, Arena *mem, const char *factor_id, EditionFactor *out);

/* At start, after the migrations: what is built into this program becomes an edition of the store. It becomes
 * current when there is none, or when the current one came with an earlier version of the program; an edition
 * that an administrator made stays. */
Err edition_record_program(Db *db);

/* Makes it the current one, in the store and for the next request of this process. */
Err edition_make_current(Scope by, const char *digest);

/* The next reading of the current edition asks the store again. */
void edition_changed(Db *db);

#endif
