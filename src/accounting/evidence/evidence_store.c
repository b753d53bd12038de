/* All SQL of evidence files, their links and the energy check. */
#include "evidence/evidence_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/list.h"
#include "base/rand.h"
#include "evidence/evidence_rules.h"

#include <string.h>

enum { MAX_LINKS_AN_INVENTORY = 200000 };

/* ---- files ---- */

static const char SQL_FILE_BY_DIGEST[] = "SELECT id FROM evidence_file WHERE org_id = $1 AND sha256 = $2";
static const char SQL_FILE_INSERT[] =
    "INSERT INTO evidence_file (id, org_id, sha256, name, media_type, bytes, pages, uploaded_by, uploaded_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, sha256) DO NOTHING";

Err evidence_file_add(Scope by, const EvidenceFile *file, int64_t *file_id)
{
	Err err = db_exec(by.db, SQL_FILE_INSERT, INT(id_new()), INT(by.org_id), TEXT(file->sha256),
	    TEXT(file->name), TEXT(file->media_type), INT(file->bytes), INT(file->pages), INT(by.user_id),
	    INT(now_ms()));
	if (err)
		return err;
	Rows *rows = db_query(by.db, SQL_FILE_BY_DIGEST, INT(by.org_id), TEXT(file->sha256));
	if (db_next(rows))
		*file_id = db_int(rows, 0);
	err = db_end(rows);
	if (err)
		return err;
	return audit_add(by, "evidence.upload", "evidence_file", *file_id, file->sha256);
}

static const char SQL_FILE_OF_ORG[] =
    "SELECT id, sha256, name, media_type, bytes, pages, uploaded_at FROM evidence_file"
    " WHERE org_id = $1 AND id = $2";

static EvidenceFile file_row(Rows *rows, Arena *mem)
{
	return (EvidenceFile){
	    .id = db_int(rows, 0),
	    .sha256 = arena_copy(mem, db_text(rows, 1)),
	    .name = arena_copy(mem, db_text(rows, 2)),
	    .media_type = arena_copy(mem, db_text(rows, 3)),
	    .bytes = db_int(rows, 4),
	    .pages = db_int(rows, 5),
	    .uploaded_at = db_int(rows, 6),
	};
}

Err evidence_file_of_org(Db *db, Arena *mem, int64_t org_id, int64_t file_id, EvidenceFile *out)
{
	Rows *rows = db_query(db, SQL_FILE_OF_ORG, INT(org_id), INT(file_id));
	bool found = db_next(rows);
	if (found)
		*out = file_row(rows, mem);
	return db_end_found(rows, found);
}

static const char SQL_DIGEST_USED[] = "SELECT 1 FROM evidence_file WHERE sha256 = $1 LIMIT 1";

Err evidence_digest_is_used(Db *db, const char *sha256, bool *is_used)
{
	Rows *rows = db_query(db, SQL_DIGEST_USED, TEXT(sha256));
	*is_used = db_next(rows);
	return db_end(rows);
}

static const char SQL_FILES_PAGE[] =
    "SELECT id, sha256, name, media_type, bytes, pages, uploaded_at FROM evidence_file"
    " WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

Err evidence_files_page(
    Db *db, Arena *mem, int64_t org_id, int64_t before_id, int limit, EvidenceFile **out, size_t *count)
{
	EvidenceFile *list = NULL;
	size_t n = 0, cap = 0;
	Rows *rows = db_query(
	    db, SQL_FILES_PAGE, INT(org_id), INT(before_id ? before_id : INT64_MAX), INT(limit));
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = file_row(rows, mem);
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

/* ---- links ---- */

#define LINK_COLUMNS                                                                                         \
	"l.id, l.file_id, l.target, l.target_id, l.kind, l.months, l.document_amount_text, l.document_unit," \
	" l.note, l.version, f.sha256, f.name, f.media_type, f.bytes, f.pages, f.uploaded_at"

static EvidenceLink link_row(Rows *rows, Arena *mem)
{
	return (EvidenceLink){
	    .id = db_int(rows, 0),
	    .file_id = db_int(rows, 1),
	    .target = arena_copy(mem, db_text(rows, 2)),
	    .target_id = db_int(rows, 3),
	    .kind = arena_copy(mem, db_text(rows, 4)),
	    .months = db_int(rows, 5),
	    .document_amount_text = arena_copy(mem, db_text(rows, 6)),
	    .document_unit = arena_copy(mem, db_text(rows, 7)),
	    .note = arena_copy(mem, db_text(rows, 8)),
	    .version = db_int(rows, 9),
	    .sha256 = arena_copy(mem, db_text(rows, 10)),
	    .name = arena_copy(mem, db_text(rows, 11)),
	    .media_type = arena_copy(mem, db_text(rows, 12)),
	    .bytes = db_int(rows, 13),
	    .pages = db_int(rows, 14),
	    .uploaded_at = db_int(rows, 15),
	};
}

static Err links_read(Rows *rows, Arena *mem, EvidenceLink **out, size_t *count)
{
	EvidenceLink *list = NULL;
	size_t n = 0, cap = 0;
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = link_row(rows, mem);
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_LINKS_OF_INVENTORY[] =
    "SELECT " LINK_COLUMNS " FROM evidence_link l JOIN evidence_file f ON f.id = l.file_id"
    " WHERE l.inventory_id = $1 AND l.org_id = $2 ORDER BY l.target, l.target_id, l.id LIMIT $3";

Err evidence_of_inventory(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, EvidenceLink **out, size_t *count)
{
	return links_read(
	    db_query(db, SQL_LINKS_OF_INVENTORY, INT(inventory_id), INT(org_id), INT(MAX_LINKS_AN_INVENTORY)),
	    mem, out, count);
}

static const char SQL_LINKS_OF_LINES[] =
    "SELECT " LINK_COLUMNS " FROM evidence_link l JOIN evidence_file f ON f.id = l.file_id"
    " WHERE l.inventory_id = $1 AND l.org_id = $2 AND l.target = 'line' AND l.target_id BETWEEN $3 AND $4"
    " ORDER BY l.target_id, l.id LIMIT $5";

Err evidence_of_lines(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t first_line_id,
    int64_t last_line_id, EvidenceLink **out, size_t *count)
{
	return links_read(db_query(db, SQL_LINKS_OF_LINES, INT(inventory_id), INT(org_id), INT(first_line_id),
			      INT(last_line_id), INT(MAX_LINKS_AN_INVENTORY)),
	    mem, out, count);
}

static const char SQL_LINKS_OF_TARGET[] =
    "SELECT " LINK_COLUMNS " FROM evidence_link l JOIN evidence_file f ON f.id = l.file_id"
    " WHERE l.target = $1 AND l.target_id = $2 AND l.org_id = $3 ORDER BY l.id LIMIT $4";

Err evidence_of_target(Db *db, Arena *mem, int64_t org_id, const char *target, int64_t target_id,
    EvidenceLink **out, size_t *count)
{
	return links_read(db_query(db, SQL_LINKS_OF_TARGET, TEXT(target), INT(target_id), INT(org_id),
			      INT(EVIDENCE_FILES_A_TARGET)),
	    mem, out, count);
}

static const char SQL_LINK_OF_ORG[] =
    "SELECT " LINK_COLUMNS ", l.inventory_id FROM evidence_link l JOIN evidence_file f ON f.id = l.file_id"
    " WHERE l.id = $1 AND l.org_id = $2";

Err evidence_link_of_org(
    Db *db, Arena *mem, int64_t org_id, int64_t link_id, EvidenceLink *out, int64_t *inventory_id)
{
	Rows *rows = db_query(db, SQL_LINK_OF_ORG, INT(link_id), INT(org_id));
	bool found = db_next(rows);
	if (found) {
		*out = link_row(rows, mem);
		*inventory_id = db_int(rows, 16);
	}
	return db_end_found(rows, found);
}

/* The link that already uses the same bytes on the other side of the energy check (different-file rule). */
static const char SQL_DIGEST_ON_SIDE[] =
    "SELECT " LINK_COLUMNS " FROM evidence_link l JOIN evidence_file f ON f.id = l.file_id"
    " WHERE l.inventory_id = $1 AND l.org_id = $2 AND f.sha256 = $3"
    " AND (($4 = 1 AND l.target IN ('energy', 'b205')) OR ($4 = 0 AND l.target = 'line'))"
    " ORDER BY l.id LIMIT 1";

Err evidence_same_bytes(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const char *sha256,
    bool among_energy, EvidenceLink *out, bool *found)
{
	Rows *rows = db_query(
	    db, SQL_DIGEST_ON_SIDE, INT(inventory_id), INT(org_id), TEXT(sha256), INT(among_energy ? 1 : 0));
	*found = db_next(rows);
	if (*found)
		*out = link_row(rows, mem);
	return db_end(rows);
}

/* Does the other side of the energy check use the file? The same bytes are one file. */
static const char SQL_FILE_ON_OTHER_SIDE[] =
    "SELECT 1 FROM evidence_link WHERE inventory_id = $1 AND org_id = $2 AND file_id = $3"
    " AND (($4 = 1 AND target IN ('energy', 'b205')) OR ($4 = 0 AND target = 'line')) LIMIT 1";

static Err check_other_side(Db *db, int64_t org_id, int64_t inventory_id, int64_t file_id, const char *target)
{
	bool is_line = strcmp(target, "line") == 0;
	if (!is_line && strcmp(target, "energy") != 0 && strcmp(target, "b205") != 0)
		return OK;
	Rows *rows = db_query(
	    db, SQL_FILE_ON_OTHER_SIDE, INT(inventory_id), INT(org_id), INT(file_id), INT(is_line ? 1 : 0));
	bool clashes = db_next(rows);
	Err err = db_end(rows);
	if (err)
		return err;
	return clashes ? ERR_CONFLICT : OK;
}

static const char SQL_LINKS_COUNT[] =
    "SELECT COUNT(*) FROM evidence_link WHERE target = $1 AND target_id = $2 AND org_id = $3"
    " AND file_id <> $4";

static Err check_room(Db *db, int64_t org_id, const EvidenceLink *link, int64_t file_id)
{
	Rows *rows = db_query(
	    db, SQL_LINKS_COUNT, TEXT(link->target), INT(link->target_id), INT(org_id), INT(file_id));
	bool is_full = db_next(rows) && db_int(rows, 0) >= EVIDENCE_FILES_A_TARGET;
	Err err = db_end(rows);
	if (err)
		return err;
	return is_full ? ERR_TOO_LARGE : OK;
}

static const char SQL_LINK_INSERT[] =
    "INSERT INTO evidence_link (id, org_id, inventory_id, file_id, target, target_id, kind, months,"
    " document_amount_text, document_unit, note, linked_by, linked_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " ON CONFLICT (target, target_id, file_id) DO NOTHING";

Err evidence_link_add(const OpenChange *change, int64_t file_id, const EvidenceLink *link)
{
	Scope by = change_by(change);
	Err err = evidence_target_exists(by.db, by.org_id, change->id, link->target, link->target_id);
	if (err)
		return err;
	err = check_other_side(by.db, by.org_id, change->id, file_id, link->target);
	if (err)
		return err;
	err = check_room(by.db, by.org_id, link, file_id);
	if (err)
		return err;
	int64_t added = 0;
	int64_t id = id_new();
	err = db_exec_changed(by.db, &added, SQL_LINK_INSERT, INT(id), INT(by.org_id), INT(change->id),
	    INT(file_id), TEXT(link->target), INT(link->target_id), TEXT(link->kind), INT(link->months),
	    TEXT(link->document_amount_text), TEXT(link->document_unit), TEXT(link->note), INT(by.user_id),
	    INT(now_ms()));
	if (err || added == 0)
		return err;
	return audit_add(by, "evidence.link", link->target, link->target_id, "");
}

static const char SQL_LINK_UPDATE[] =
    "UPDATE evidence_link SET kind = $1, months = $2, document_amount_text "
    "= $3, document_unit = $4, note = $5,"
    " version = version + 1 WHERE id = $6 AND org_id = $7 AND version = $8 AND inventory_id = $9";

Err evidence_link_update(const OpenChange *change, const EvidenceLink *link)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_LINK_UPDATE, TEXT(link->kind), INT(link->months),
	    TEXT(link->document_amount_text), TEXT(link->document_unit), TEXT(link->note), INT(link->id),
	    INT(by.org_id), INT(link->version), INT(change->id));
	if (err)
		return err;
	if (changed == 0)
		return ERR_CONFLICT;
	return audit_add(by, "evidence.edit", "evidence_link", link->id, "");
}

static const char SQL_LINK_DELETE[] =
    "DELETE FROM evidence_link WHERE id = $1 AND org_id = $2 AND inventory_id = $3";

Err evidence_link_remove(const OpenChange *change, const EvidenceLink *link)
{
	Scope by = change_by(change);
	Err err = db_exec(by.db, SQL_LINK_DELETE, INT(link->id), INT(by.org_id), INT(change->id));
	if (err)
		return err;
	return audit_add(by, "evidence.unlink", link->target, link->target_id, link->sha256);
}

static const char SQL_LINKS_WITH_MONTHS[] = "SELECT id, months FROM evidence_link WHERE inventory_id = $1 "
					    "AND org_id = $2 AND months <> 0 ORDER BY id";
static const char SQL_LINK_MONTHS[] =
    "UPDATE evidence_link SET months = $3, version = version + 1 WHERE id = $1 AND org_id = $2";

Err evidence_move_months(const OpenChange *change, int months, int month_count, size_t *moved)
{
	Scope by = change_by(change);
	EvidenceLink *list = NULL;
	size_t n = 0, cap = 0;
	*moved = 0;
	Rows *rows = db_query(by.db, SQL_LINKS_WITH_MONTHS, INT(change->id), INT(by.org_id));
	while (db_next(rows)) {
		LIST_ROOM(by.mem, list, n, cap);
		list[n++] = (EvidenceLink){.id = db_int(rows, 0), .months = db_int(rows, 1)};
	}
	Err err = db_end(rows);
	for (size_t i = 0; !err && i < n; i++) {
		int64_t mask = evidence_months_moved(list[i].months, months, month_count);
		if (mask == list[i].months)
			continue;
		err = db_exec(by.db, SQL_LINK_MONTHS, INT(list[i].id), INT(by.org_id), INT(mask));
		(*moved)++;
	}
	return err;
}

static const char SQL_FORGET_TARGET[] =
    "DELETE FROM evidence_link WHERE target = $1 AND target_id = $2 AND org_id = $3 AND inventory_id = $4";

Err evidence_forget_target(const OpenChange *change, const char *target, int64_t target_id)
{
	Scope by = change_by(change);
	return db_exec(
	    by.db, SQL_FORGET_TARGET, TEXT(target), INT(target_id), INT(by.org_id), INT(change->id));
}

static const char SQL_ENERGY_ROW_EXISTS[] =
    "SELECT 1 FROM energy_check_row WHERE id = $1 AND inventory_id = $2 AND org_id = $3";
static const char SQL_LINE_EXISTS[] =
    "SELECT 1 FROM activity_line WHERE id = $1 AND inventory_id = $2 AND org_id = $3";
static const char SQL_RENEWABLE_EXISTS[] =
    "SELECT 1 FROM renewable_record WHERE id = $1 AND inventory_id = $2 AND org_id = $3";
static const char SQL_INVENTORY_EXISTS[] =
    "SELECT 1 FROM inventory WHERE id = $1 AND id = $2 AND org_id = $3";

Err evidence_target_exists(
    Db *db, int64_t org_id, int64_t inventory_id, const char *target, int64_t target_id)
{
	const char *sql = strcmp(target, "line") == 0	     ? SQL_LINE_EXISTS
			  : strcmp(target, "energy") == 0    ? SQL_ENERGY_ROW_EXISTS
			  : strcmp(target, "renewable") == 0 ? SQL_RENEWABLE_EXISTS
			  : strcmp(target, "b205") == 0 || strcmp(target, "verification") == 0
			      ? SQL_INVENTORY_EXISTS
			      : NULL;
	if (!sql)
		return ERR_NOT_FOUND;
	Rows *rows = db_query(db, sql, INT(target_id), INT(inventory_id), INT(org_id));
	bool found = db_next(rows);
	return db_end_found(rows, found);
}
