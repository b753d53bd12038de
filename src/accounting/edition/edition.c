/* The editions loaded in this process: the few used last, each held by the arenas that use it; and which one
 * is current, asked of the store when what is known is CURRENT_AGE_MS old: with KEPT_MS of a kept answer on
 * top every process shows a change within a second. */
#include "edition/edition_store.h"

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "edition/edition_rules.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* ---- what is loaded ---- */

static char program_digest[EDITION_DIGEST + 1];

static void find_program_digest(void)
{
	Arena *mem = arena_open();
	size_t count;
	const GhgFile *files = ghg_embedded_files(&count);
	memcpy(program_digest, edition_digest(mem, files, count), sizeof program_digest);
	arena_close(mem);
}

static bool is_of_program(const char *digest)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, find_program_digest);
	return str_eq(digest, program_digest);
}

enum { RESIDENT_MAX = 8 };
/* What anybody may ask for of earlier editions stays loaded beside the current one. */
static_assert(
    (int)EDITION_VALUES_MAX < (int)RESIDENT_MAX, "a factor's page would load every edition each time");

typedef struct Resident {
	char digest[EDITION_DIGEST + 1];
	const Ghg *ghg; /* NULL = free */
	Arena *mem;
	int holders;
	uint64_t used;
} Resident;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Resident residents[RESIDENT_MAX];
static uint64_t clock_ticks;

static void let_go(void *with)
{
	Resident *resident = with;
	pthread_mutex_lock(&lock);
	assert(resident->holders > 0);
	resident->holders--;
	pthread_mutex_unlock(&lock);
}

static void close_with(void *with)
{
	arena_close(with);
}

/* Under the lock. */
static const Ghg *hold(Resident *resident, Arena *mem)
{
	resident->holders++;
	resident->used = ++clock_ticks;
	arena_at_end(mem, let_go, resident);
	return resident->ghg;
}

/* Under the lock; NULL when it is not loaded. */
static const Ghg *hold_digest(Arena *mem, const char *digest)
{
	for (size_t i = 0; i < RESIDENT_MAX; i++)
		if (residents[i].ghg && str_eq(residents[i].digest, digest))
			return hold(&residents[i], mem);
	return NULL;
}

static const Ghg *find_resident(Arena *mem, const char *digest)
{
	pthread_mutex_lock(&lock);
	const Ghg *found = hold_digest(mem, digest);
	pthread_mutex_unlock(&lock);
	return found;
}

bool edition_hold(Arena *mem, const Ghg *ghg)
{
	bool is_held = ghg == ghg_embedded();
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < RESIDENT_MAX && !is_held; i++) {
		is_held = residents[i].ghg == ghg;
		if (is_held)
			hold(&residents[i], mem);
	}
	pthread_mutex_unlock(&lock);
	return is_held;
}

/* Under the lock: a free place, else that of the edition used longest ago and held by nobody; NULL when all
 * are held. */
static Resident *place(void)
{
	Resident *best = NULL;
	for (size_t i = 0; i < RESIDENT_MAX; i++) {
		Resident *here = &residents[i];
		if (!here->ghg)
			return here;
		if (here->holders == 0 && (!best || here->used < best->used))
			best = here;
	}
	return best;
}

/* `data` is the arena of `ghg`. Without a place for it it lives and dies with `mem`; another thread may have
 * loaded the same meanwhile. */
static const Ghg *keep(Arena *mem, const char *digest, const Ghg *ghg, Arena *data)
{
	pthread_mutex_lock(&lock);
	const Ghg *same = hold_digest(mem, digest);
	Resident *resident = same ? NULL : place();
	Arena *leaves = same ? data : resident ? resident->mem : NULL;
	if (resident) {
		*resident = (Resident){.ghg = ghg, .mem = data};
		memcpy(resident->digest, digest, EDITION_DIGEST);
		hold(resident, mem);
	} else if (!same) {
		arena_at_end(mem, close_with, data);
	}
	pthread_mutex_unlock(&lock);
	arena_close(leaves);
	return same ? same : ghg;
}

static Err read_edition(Db *db, const char *digest, Arena *data, const Ghg **out)
{
	Arena *scratch = arena_open();
	GhgFile *files;
	size_t count;
	GhgLoadError error = {0};
	Err err = edition_files(db, scratch, digest, &files, &count);
	*out = err ? NULL : edition_load(data, files, count, &error);
	if (!err && !*out) {
		char at[40];
		snprintf(at, sizeof at, "%d:%d", error.line, error.column);
		log_event(LOG_ERROR, "edition_not_loaded", "digest", digest, "file", error.file, "at", at,
		    "why", error.message, NULL);
		err = ERR_INTERNAL;
	}
	arena_close(scratch);
	return err;
}

Err edition_of(Db *db, Arena *mem, const char *digest, const Ghg **out)
{
	*out = ghg_embedded();
	if (!*digest) {
		Err err = edition_current(db, mem, &digest);
		if (err)
			return err;
	}
	if (!*digest || is_of_program(digest))
		return OK;
	*out = find_resident(mem, digest);
	if (*out)
		return OK;
	Arena *data = arena_open();
	Err err = read_edition(db, digest, data, out);
	if (err)
		arena_close(data);
	else
		*out = keep(mem, digest, *out, data);
	return err;
}

/* ---- which one is current ---- */

typedef struct Current {
	uint64_t store;
	int64_t read_at;
	char digest[EDITION_DIGEST + 1];
} Current;

enum { STORES_MAX = 8, CURRENT_AGE_MS = 750 };
static Current currents[STORES_MAX];

static Current *current_of(Db *db)
{
	return &currents[store_serial(db_store(db)) % STORES_MAX];
}

static bool is_fresh(const Current *current, uint64_t store, int64_t now)
{
	return current->store == store && now >= current->read_at && now - current->read_at < CURRENT_AGE_MS;
}

Err edition_current(Db *db, Arena *mem, const char **digest)
{
	uint64_t store = store_serial(db_store(db));
	Current *current = current_of(db);
	int64_t now = now_ms();
	pthread_mutex_lock(&lock);
	bool is_known = is_fresh(current, store, now);
	*digest = is_known ? arena_copy(mem, current->digest) : "";
	pthread_mutex_unlock(&lock);
	if (is_known)
		return OK;
	Current read = {store, now, ""};
	Err err = edition_read_current(db, read.digest);
	if (err)
		return err;
	pthread_mutex_lock(&lock);
	*current = read;
	pthread_mutex_unlock(&lock);
	*digest = arena_copy(mem, read.digest);
	return OK;
}

void edition_changed(Db *db)
{
	pthread_mutex_lock(&lock);
	current_of(db)->read_at = 0;
	pthread_mutex_unlock(&lock);
}

Err edition_make_current(Scope by, const char *digest)
{
	Err err = edition_set_current(by, digest);
	edition_changed(by.db);
	return err;
}

/* ---- what came with the program ---- */

static Err record_program(Scope by)
{
	size_t count;
	const GhgFile *files = ghg_embedded_files(&count);
	const EditionOrigin origin = {
	    .is_program = true, .based_on = "", .file_name = "", .note = QINGCE_VERSION};
	char before[EDITION_DIGEST + 1];
	const char *digest;
	bool is_new;
	Err err = edition_read_current(by.db, before);
	if (!err)
		err = edition_add(by, files, count, origin, &digest, &is_new);
	if (err)
		return err;
	Edition current = {.is_program = true};
	if (*before)
		err = edition_by_digest(by.db, by.mem, before, &current);
	bool is_wanted = !*before || (is_new && current.is_program);
	if (err || !is_wanted)
		return err;
	return edition_make_current(by, digest);
}

Err edition_record_program(Db *db)
{
	Arena *mem = arena_open();
	Err err = record_program((Scope){.db = db, .mem = mem, .request_id = ""});
	arena_close(mem);
	return err;
}

/* ---- the history of a row ---- */

static Err value_in(Db *db, Arena *mem, const char *factor_id, const char *digest, EditionValue *out)
{
	const Ghg *ghg;
	Err err = edition_of(db, mem, digest, &ghg);
	if (err)
		return err == ERR_INTERNAL ? OK : err; /* an edition this program cannot read says nothing */
	const GhgFactor *factor = ghg_factor(ghg, factor_id);
	out->value = factor && isfinite(factor->value) ? number_plain(mem, factor->value) : "";
	out->unit = factor ? arena_copy(mem, factor->unit) : "";
	return OK;
}

static bool same_value(const EditionValue *a, const EditionValue *b)
{
	return str_eq(a->value, b->value) && str_eq(a->unit, b->unit);
}

Err edition_values(
    Db *db, Arena *mem, const char *factor_id, const char *file, EditionValue **out, size_t *count)
{
	EditionWithFile *editions;
	size_t all, looked_up = 0;
	*count = 0;
	Err err = editions_with_file(db, mem, file, &editions, &all);
	*out = ARENA_ARRAY(mem, EditionValue, EDITION_VALUES_MAX + 1);
	for (size_t i = 0; i < all && !err; i++) {
		const EditionWithFile *edition = &editions[i];
		EditionValue *last = *count ? &(*out)[*count - 1] : NULL;
		bool is_same_file = i > 0 && str_eq(edition->sha256, editions[i - 1].sha256);
		EditionValue value = {
		    .digest = edition->digest, .since = edition->since, .value = "", .unit = ""};
		if (is_same_file) {
			last->since = edition->since;
			last->is_current = last->is_current || edition->is_current;
			continue;
		}
		if (looked_up++ == EDITION_VALUES_MAX)
			break;
		err = value_in(db, mem, factor_id, edition->digest, &value);
		value.is_current = edition->is_current;
		if (last && same_value(last, &value)) {
			last->since = value.since;
			last->is_current = last->is_current || value.is_current;
		} else {
			(*out)[(*count)++] = value;
		}
	}
	return err;
}

Err edition_row_before(Db *db, Arena *mem, const char *factor_id, EditionFactor *out)
{
	EditionWithFile *editions;
	size_t count, looked_up = 0;
	Err err = editions_with_file(db, mem, "", &editions, &count);
	for (size_t i = 0; i < count && !err && looked_up < EDITION_VALUES_MAX; i++) {
		const EditionWithFile *edition = &editions[i];
		if (edition->is_current)
			continue;
		looked_up++;
		*out = (EditionFactor){.digest = edition->digest, .since = edition->since};
		err = edition_of(db, mem, edition->digest, &out->ghg);
		out->factor = err ? NULL : ghg_factor(out->ghg, factor_id);
		if (out->factor)
			return OK;
		err = err == ERR_INTERNAL ? OK : err; /* an edition this program cannot read says nothing */
	}
	return err ? err : ERR_NOT_FOUND;
}
