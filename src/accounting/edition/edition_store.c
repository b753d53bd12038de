/* All SQL of editions. */
#include "edition/edition_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "edition/edition_rules.h"

#include <string.h>

static const char SQL_CURRENT[] = "SELECT digest FROM data_current WHERE one = 1";

Err edition_read_current(Db *db, char digest[EDITION_DIGEST + 1])
{
	digest[0] = '\0';
	Rows *rows = db_query(db, SQL_CURRENT);
	if (db_next(rows)) {
		strncpy(digest, db_text(rows, 0), EDITION_DIGEST);
		digest[EDITION_DIGEST] = '\0';
	}
	return db_end(rows);
}

static const char SQL_FILES[] =
    "SELECT f.name, f.sha256, d.body FROM data_edition_file f JOIN data_file d ON d.sha256 = f.sha256"
    " WHERE f.digest = $1 ORDER BY f.position, f.name LIMIT $2";

Err edition_files(Db *db, Arena *mem, const char *digest, GhgFile **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, GhgFile, EDITION_MAX_FILES);
	*count = 0;
	Rows *rows = db_query(db, SQL_FILES, TEXT(digest), INT(EDITION_MAX_FILES));
	while (*count < EDITION_MAX_FILES && db_next(rows)) {
		size_t len;
		const char *body = db_blob(rows, 2, &len);
		(*out)[(*count)++] = (GhgFile){
		    .name = arena_copy(mem, db_text(rows, 0)),
		    .text = arena_copy_n(mem, body, len),
		    .len = len,
		    .sha256 = arena_copy(mem, db_text(rows, 1)),
		};
	}
	return db_end_found(rows, *count > 0);
}

#define EDITION_COLUMNS                                                                                      \
	"e.digest, e.id, e.origin, e.based_on, e.file_name, e.note, COALESCE(u.name, ''), e.added_at,"       \
	" e.used_since, CASE WHEN c.digest IS NULL THEN 0 ELSE 1 END,"                                       \
	" (SELECT COUNT(*) FROM inventory i WHERE i.edition = e.digest AND i.is_deleted = 0)"                \
	" FROM data_edition e LEFT JOIN user_account u ON u.id = e.added_by"                                 \
	" LEFT JOIN data_current c ON c.digest = e.digest"

static Edition edition_row(Rows *rows, Arena *mem)
{
	return (Edition){
	    .digest = arena_copy(mem, db_text(rows, 0)),
	    .id = db_int(rows, 1),
	    .is_program = str_eq(db_text(rows, 2), "program"),
	    .based_on = arena_copy(mem, db_text(rows, 3)),
	    .file_name = arena_copy(mem, db_text(rows, 4)),
	    .note = arena_copy(mem, db_text(rows, 5)),
	    .added_by_name = arena_copy(mem, db_text(rows, 6)),
	    .added_at = db_int(rows, 7),
	    .used_since = db_int(rows, 8),
	    .is_current = db_int(rows, 9) != 0,
	    .inventories = db_int(rows, 10),
	};
}

static const char SQL_LIST[] = "SELECT " EDITION_COLUMNS " ORDER BY e.id DESC LIMIT $1";

Err edition_list(Db *db, Arena *mem, Edition **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, Edition, EDITIONS_MAX);
	*count = 0;
	Rows *rows = db_query(db, SQL_LIST, INT(EDITIONS_MAX));
	while (*count < EDITIONS_MAX && db_next(rows))
		(*out)[(*count)++] = edition_row(rows, mem);
	return db_end(rows);
}

static const char SQL_ONE[] = "SELECT " EDITION_COLUMNS " WHERE e.digest = $1";

Err edition_by_digest(Db *db, Arena *mem, const char *digest, Edition *out)
{
	Rows *rows = db_query(db, SQL_ONE, TEXT(digest));
	bool found = db_next(rows);
	if (found)
		*out = edition_row(rows, mem);
	return db_end_found(rows, found);
}

static const char SQL_INVENTORIES[] =
    "SELECT COALESCE(SUM(CASE WHEN edition = '' THEN 1 ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN edition = '' THEN 0 ELSE 1 END), 0) FROM inventory WHERE is_deleted = 0";

Err edition_count_inventories(Db *db, int64_t *floating, int64_t *pinned)
{
	*floating = *pinned = 0;
	Rows *rows = db_query(db, SQL_INVENTORIES);
	if (db_next(rows)) {
		*floating = db_int(rows, 0);
		*pinned = db_int(rows, 1);
	}
	return db_end(rows);
}

static const char SQL_NEWEST[] =
    "SELECT id, org_id FROM inventory WHERE is_deleted = 0 ORDER BY updated_at DESC, id DESC LIMIT $1";

Err edition_inventories(Db *db, Arena *mem, int limit, InventoryRef **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, InventoryRef, (size_t)limit);
	*count = 0;
	Rows *rows = db_query(db, SQL_NEWEST, INT(limit));
	while (*count < (size_t)limit && db_next(rows))
		(*out)[(*count)++] = (InventoryRef){db_int(rows, 0), db_int(rows, 1)};
	return db_end(rows);
}

static const char SQL_WITH_FILE[] =
    "SELECT e.digest, COALESCE(f.sha256, ''), e.used_since, CASE WHEN c.digest IS NULL THEN 0 ELSE 1 END"
    " FROM data_edition e LEFT JOIN data_edition_file f ON f.digest = e.digest AND f.name = $1"
    " LEFT JOIN data_current c ON c.digest = e.digest"
    " WHERE e.used_since IS NOT NULL ORDER BY e.used_since DESC, e.id DESC LIMIT $2";

Err editions_with_file(Db *db, Arena *mem, const char *name, EditionWithFile **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, EditionWithFile, EDITIONS_MAX);
	*count = 0;
	Rows *rows = db_query(db, SQL_WITH_FILE, TEXT(name), INT(EDITIONS_MAX));
	while (*count < EDITIONS_MAX && db_next(rows))
		(*out)[(*count)++] = (EditionWithFile){arena_copy(mem, db_text(rows, 0)),
		    arena_copy(mem, db_text(rows, 1)), db_int(rows, 2), db_int(rows, 3) != 0};
	return db_end(rows);
}

static const char SQL_FILE[] = "SELECT name, body FROM data_file WHERE sha256 = $1";

Err edition_file(Db *db, Arena *mem, const char *sha256, GhgFile *out)
{
	Rows *rows = db_query(db, SQL_FILE, TEXT(sha256));
	bool found = db_next(rows);
	if (found) {
		size_t len;
		const char *body = db_blob(rows, 1, &len);
		*out = (GhgFile){arena_copy(mem, db_text(rows, 0)), arena_copy_n(mem, body, len), len,
		    arena_copy(mem, sha256)};
	}
	return db_end_found(rows, found);
}

/* ---- writing ---- */

static const char SQL_COUNT[] = "SELECT COUNT(*) FROM data_edition";

static Err check_room(Db *db)
{
	Rows *rows = db_query(db, SQL_COUNT);
	bool is_full = db_next(rows) && db_int(rows, 0) >= EDITIONS_MAX;
	Err err = db_end(rows);
	if (err)
		return err;
	return is_full ? ERR_TOO_LARGE : OK;
}

static const char SQL_ADD[] =
    "INSERT INTO data_edition (digest, id, origin, based_on, file_name, note, added_by, added_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING";
static const char SQL_ADD_FILE[] = "INSERT INTO data_file (sha256, name, body, added_at)"
				   " VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING";
static const char SQL_ADD_MEMBER[] = "INSERT INTO data_edition_file (digest, position, name, sha256)"
				     " VALUES ($1, $2, $3, $4) ON CONFLICT (digest, name) DO NOTHING";

static Err add_files(Db *db, const GhgFile files[], size_t count, const char *digest)
{
	Err err = OK;
	for (size_t i = 0; i < count && !err; i++) {
		if (str_starts(files[i].name, "words/"))
			continue;
		err = db_exec(db, SQL_ADD_FILE, TEXT(files[i].sha256), TEXT(files[i].name),
		    BLOB(files[i].text, files[i].len), INT(now_ms()));
		if (!err)
			err = db_exec(db, SQL_ADD_MEMBER, TEXT(digest), INT((int64_t)i), TEXT(files[i].name),
			    TEXT(files[i].sha256));
	}
	return err;
}

static Err add_edition(
    Scope by, const GhgFile files[], size_t count, EditionOrigin origin, const char *digest, bool *is_new)
{
	int64_t added = 0;
	Err err = check_room(by.db);
	if (!err)
		err = db_exec_changed(by.db, &added, SQL_ADD, TEXT(digest), INT(id_new()),
		    TEXT(origin.is_program ? "program" : "upload"), TEXT(origin.based_on),
		    TEXT(origin.file_name), TEXT(origin.note), INT(by.user_id), INT(now_ms()));
	*is_new = added > 0;
	if (err || !added)
		return err;
	err = add_files(by.db, files, count, digest);
	if (err)
		return err;
	return audit_add(scope_in(by, PLATFORM), "data.edition", "data_edition", 0,
	    arena_printf(by.mem, "%s %s", digest, origin.file_name));
}

Err edition_add(
    Scope by, const GhgFile files[], size_t count, EditionOrigin origin, const char **digest, bool *is_new)
{
	*digest = edition_digest(by.mem, files, count);
	Edition known;
	*is_new = false;
	Err err = edition_by_digest(by.db, by.mem, *digest, &known);
	if (err != ERR_NOT_FOUND)
		return err;
	err = db_begin(by.db);
	if (err)
		return err;
	return db_finish(by.db, add_edition(by, files, count, origin, *digest, is_new));
}

static const char SQL_SET_CURRENT[] =
    "INSERT INTO data_current (one, digest, changed_by, changed_at) VALUES (1, $1, $2, $3)"
    " ON CONFLICT (one) DO UPDATE SET digest = $1, changed_by = $2, changed_at = $3";
static const char SQL_FIRST_USE[] =
    "UPDATE data_edition SET used_since = $2 WHERE digest = $1 AND used_since IS NULL";

Err edition_set_current(Scope by, const char *digest)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_SET_CURRENT, TEXT(digest), INT(by.user_id), INT(now_ms()));
	if (!err)
		err = db_exec(by.db, SQL_FIRST_USE, TEXT(digest), INT(now_ms()));
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "data.current", "data_edition", 0, digest);
	return db_finish(by.db, err);
}

static const char SQL_FORGET_FILES[] =
    "DELETE FROM data_edition_file WHERE digest = (SELECT e.digest FROM data_edition e WHERE e.digest = $1"
    " AND e.used_since IS NULL AND NOT EXISTS (SELECT 1 FROM data_edition b WHERE b.based_on = e.digest)"
    " AND NOT EXISTS (SELECT 1 FROM inventory i WHERE i.edition = e.digest))";
static const char SQL_FORGET[] = "DELETE FROM data_edition WHERE digest = $1";
static const char SQL_FORGET_BODIES[] = "DELETE FROM data_file WHERE NOT EXISTS (SELECT 1 FROM "
					"data_edition_file d WHERE d.sha256 = data_file.sha256)";

Err edition_forget(Scope by, const char *digest)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t forgotten = 0;
	err = db_exec_changed(by.db, &forgotten, SQL_FORGET_FILES, TEXT(digest));
	if (!err && !forgotten)
		err = ERR_CONFLICT;
	if (!err)
		err = db_exec(by.db, SQL_FORGET, TEXT(digest));
	if (!err)
		err = db_exec(by.db, SQL_FORGET_BODIES);
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "data.forget", "data_edition", 0, digest);
	return db_finish(by.db, err);
}
