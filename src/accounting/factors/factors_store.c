/* All SQL of own factors. */
#include "factors/factors_store.h"

#include "audit/audit.h"
#include "base/date.h"

#include <string.h>

enum { MAX_VERSIONS = 100, MAX_FILES = 200 };

#define OWN_COLUMNS                                                                                          \
	"f.id, f.name, f.purpose, f.value_text, f.unit, f.source, f.source_year, f.valid_from, f.valid_to,"  \
	" f.note, f.file_id, e.name, f.is_retired, f.version, u.name, f.updated_at"
#define OWN_TABLES                                                                                           \
	" FROM own_factor f JOIN user_account u ON u.id = f.updated_by"                                      \
	" LEFT JOIN evidence_file e ON e.id = f.file_id AND e.org_id = f.org_id"

static OwnFactor own_of_row(Arena *mem, Rows *rows)
{
	return (OwnFactor){
	    .id = db_int(rows, 0),
	    .name = arena_copy(mem, db_text(rows, 1)),
	    .purpose = arena_copy(mem, db_text(rows, 2)),
	    .value_text = arena_copy(mem, db_text(rows, 3)),
	    .unit = arena_copy(mem, db_text(rows, 4)),
	    .source = arena_copy(mem, db_text(rows, 5)),
	    .source_year = arena_copy(mem, db_text(rows, 6)),
	    .valid_from = arena_copy(mem, db_text(rows, 7)),
	    .valid_to = arena_copy(mem, db_text(rows, 8)),
	    .note = arena_copy(mem, db_text(rows, 9)),
	    .file_id = db_int(rows, 10),
	    .file_name = arena_copy(mem, db_text(rows, 11)),
	    .is_retired = db_int(rows, 12),
	    .version = db_int(rows, 13),
	    .updated_by_name = arena_copy(mem, db_text(rows, 14)),
	    .updated_at = db_int(rows, 15),
	};
}

static Err list_of(Rows *rows, Arena *mem, size_t most, OwnFactor **out, size_t *count)
{
	OwnFactor *list = ARENA_ARRAY(mem, OwnFactor, most + 1);
	size_t n = 0;
	while (n < most && db_next(rows))
		list[n++] = own_of_row(mem, rows);
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_PAGE[] =
    "SELECT " OWN_COLUMNS OWN_TABLES
    " WHERE f.org_id = $1 AND f.is_retired = $2 AND (CAST($3 AS bigint) = 0 OR f.id < CAST($3 AS bigint))"
    " ORDER BY f.id DESC LIMIT $4";

Err own_factors_page(Db *db, Arena *mem, int64_t org_id, bool retired, int64_t before_id, int limit,
    OwnFactor **out, size_t *count)
{
	Rows *rows = db_query(db, SQL_PAGE, INT(org_id), INT(retired), INT(before_id), INT(limit));
	return list_of(rows, mem, (size_t)limit, out, count);
}

static const char SQL_IN_USE[] = "SELECT " OWN_COLUMNS OWN_TABLES
				 " WHERE f.org_id = $1 AND f.is_retired = 0 ORDER BY f.name, f.id LIMIT $2";

Err own_factors_in_use(Db *db, Arena *mem, int64_t org_id, OwnFactor **out, size_t *count)
{
	Rows *rows = db_query(db, SQL_IN_USE, INT(org_id), INT(OWN_FACTORS_MAX));
	return list_of(rows, mem, OWN_FACTORS_MAX, out, count);
}

Err own_factors_for(Db *db, Arena *mem, int64_t org_id, Dim dim, OwnFactor **out, size_t *count)
{
	OwnFactor *all;
	size_t all_count;
	Err err = own_factors_in_use(db, mem, org_id, &all, &all_count);
	*out = all;
	*count = 0;
	if (err)
		return err;
	for (size_t i = 0; i < all_count; i++) {
		Unit unit;
		if (unit_parse(all[i].unit, &unit) && dim_equal(unit.dim, dim))
			all[(*count)++] = all[i];
	}
	return OK;
}

static const char SQL_COUNTS[] =
    "SELECT COUNT(*), COALESCE(SUM(is_retired), 0) FROM own_factor WHERE org_id = $1";

Err own_factor_counts(Db *db, int64_t org_id, int64_t *in_use, int64_t *retired)
{
	int64_t all = 0;
	*retired = 0;
	Rows *rows = db_query(db, SQL_COUNTS, INT(org_id));
	if (db_next(rows)) {
		all = db_int(rows, 0);
		*retired = db_int(rows, 1);
	}
	*in_use = all - *retired;
	return db_end(rows);
}

static const char SQL_OF_ORG[] = "SELECT " OWN_COLUMNS OWN_TABLES " WHERE f.org_id = $1 AND f.id = $2";

Err own_factor_of_org(Db *db, Arena *mem, int64_t org_id, int64_t factor_id, OwnFactor *out)
{
	Rows *rows = db_query(db, SQL_OF_ORG, INT(org_id), INT(factor_id));
	bool found = db_next(rows);
	if (found)
		*out = own_of_row(mem, rows);
	Err err = db_end(rows);
	if (err)
		return err;
	return found ? OK : ERR_NOT_FOUND;
}

static const char SQL_VERSIONS[] =
    "SELECT v.name, v.value_text, v.unit, v.source, v.source_year, v.valid_from, v.valid_to, v.is_retired,"
    " v.version, u.name, v.changed_at FROM own_factor_version v JOIN user_account u ON u.id = v.changed_by"
    " WHERE v.org_id = $1 AND v.factor_id = $2 ORDER BY v.version DESC LIMIT $3";

Err own_factor_versions(
    Db *db, Arena *mem, int64_t org_id, int64_t factor_id, OwnVersion **out, size_t *count)
{
	OwnVersion *list = ARENA_ARRAY(mem, OwnVersion, MAX_VERSIONS + 1);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_VERSIONS, INT(org_id), INT(factor_id), INT(MAX_VERSIONS));
	while (db_next(rows)) {
		list[n++].as = (OwnFactor){
		    .id = factor_id,
		    .name = arena_copy(mem, db_text(rows, 0)),
		    .value_text = arena_copy(mem, db_text(rows, 1)),
		    .unit = arena_copy(mem, db_text(rows, 2)),
		    .source = arena_copy(mem, db_text(rows, 3)),
		    .source_year = arena_copy(mem, db_text(rows, 4)),
		    .valid_from = arena_copy(mem, db_text(rows, 5)),
		    .valid_to = arena_copy(mem, db_text(rows, 6)),
		    .is_retired = db_int(rows, 7),
		    .version = db_int(rows, 8),
		    .updated_by_name = arena_copy(mem, db_text(rows, 9)),
		    .updated_at = db_int(rows, 10),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_SUPERSEDED[] =
    "SELECT f.id, v.name, v.value_text, v.unit, v.source, v.source_year, f.name, f.value_text, f.unit,"
    " f.source, f.source_year FROM own_factor f JOIN own_factor_version v ON v.factor_id = f.id"
    " AND v.org_id = f.org_id WHERE f.org_id = $1 AND f.is_retired = 0 AND v.version < f.version"
    " AND (v.value_text <> f.value_text OR v.unit <> f.unit) ORDER BY f.id, v.version DESC LIMIT $2";

static OwnFactor short_row(Arena *mem, Rows *rows, int at)
{
	return (OwnFactor){
	    .id = db_int(rows, 0),
	    .name = arena_copy(mem, db_text(rows, at)),
	    .value_text = arena_copy(mem, db_text(rows, at + 1)),
	    .unit = arena_copy(mem, db_text(rows, at + 2)),
	    .source = arena_copy(mem, db_text(rows, at + 3)),
	    .source_year = arena_copy(mem, db_text(rows, at + 4)),
	};
}

Err own_factors_superseded(Db *db, Arena *mem, int64_t org_id, OwnSuperseded **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, OwnSuperseded, OWN_SUPERSEDED_MAX);
	*count = 0;
	Rows *rows = db_query(db, SQL_SUPERSEDED, INT(org_id), INT(OWN_SUPERSEDED_MAX));
	while (*count < OWN_SUPERSEDED_MAX && db_next(rows))
		(*out)[(*count)++] = (OwnSuperseded){
		    .before = short_row(mem, rows, 1), .now = short_row(mem, rows, 6)};
	return db_end(rows);
}

/* ---- writing ---- */

static const char SQL_FILE_OF_ORG[] = "SELECT 1 FROM evidence_file WHERE org_id = $1 AND id = $2";

static Err check_file(Db *db, int64_t org_id, int64_t file_id)
{
	if (!file_id)
		return OK;
	Rows *rows = db_query(db, SQL_FILE_OF_ORG, INT(org_id), INT(file_id));
	bool found = db_next(rows);
	Err err = db_end(rows);
	if (err)
		return err;
	return found ? OK : ERR_NOT_FOUND;
}

static const char SQL_KEEP_VERSION[] =
    "INSERT INTO own_factor_version (factor_id, version, org_id, name, value_text, unit, source, source_year,"
    " valid_from, valid_to, is_retired, changed_by, changed_at)"
    " SELECT id, version, org_id, name, value_text, unit, source, source_year, valid_from, valid_to,"
    " is_retired, updated_by, updated_at FROM own_factor WHERE org_id = $1 AND id = $2";

static const char SQL_INSERT[] =
    "INSERT INTO own_factor (id, org_id, name, purpose, value_text, unit, source, source_year, valid_from,"
    " valid_to, note, file_id, updated_by, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

static Err insert_one(Scope by, const OwnFactor *factor)
{
	Err err = check_file(by.db, by.org_id, factor->file_id);
	if (!err)
		err = db_exec(by.db, SQL_INSERT, INT(factor->id), INT(by.org_id), TEXT(factor->name),
		    TEXT(factor->purpose), TEXT(factor->value_text), TEXT(factor->unit), TEXT(factor->source),
		    TEXT(factor->source_year), TEXT(factor->valid_from), TEXT(factor->valid_to),
		    TEXT(factor->note), ID_OR_NIL(factor->file_id), INT(by.user_id), INT(now_ms()));
	if (!err)
		err = db_exec(by.db, SQL_KEEP_VERSION, INT(by.org_id), INT(factor->id));
	return err;
}

static const char *said(Arena *mem, const OwnFactor *factor)
{
	return arena_printf(mem, "%s = %s %s", factor->name, factor->value_text, factor->unit);
}

Err own_factors_add(Scope by, const OwnFactor *factors, size_t count, const char *origin)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t in_use, retired;
	err = own_factor_counts(by.db, by.org_id, &in_use, &retired);
	if (!err && in_use + retired + (int64_t)count > OWN_FACTORS_MAX)
		err = ERR_TOO_LARGE;
	for (size_t i = 0; i < count && !err; i++)
		err = insert_one(by, &factors[i]);
	const char *detail = count == 1 ? said(by.mem, &factors[0])
					: arena_printf(by.mem, "%zu (%s)", count, origin);
	if (!err && count)
		err = audit_add(
		    by, count == 1 ? "factor.create" : "factor.import", "own_factor", factors[0].id, detail);
	return db_finish(by.db, err);
}

static const char SQL_UPDATE[] =
    "UPDATE own_factor SET name = $4, purpose = $5, value_text = $6, unit = $7, source = $8,"
    " source_year = $9, valid_from = $10, valid_to = $11, note = $12, file_id = CAST($13 AS bigint),"
    " updated_by = $14, updated_at = $15, version = version + 1"
    " WHERE org_id = $1 AND id = $2 AND version = $3";

Err own_factor_change(Scope by, const OwnFactor *factor)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = check_file(by.db, by.org_id, factor->file_id);
	if (!err)
		err = db_exec_changed(by.db, &changed, SQL_UPDATE, INT(by.org_id), INT(factor->id),
		    INT(factor->version), TEXT(factor->name), TEXT(factor->purpose), TEXT(factor->value_text),
		    TEXT(factor->unit), TEXT(factor->source), TEXT(factor->source_year),
		    TEXT(factor->valid_from), TEXT(factor->valid_to), TEXT(factor->note),
		    ID_OR_NIL(factor->file_id), INT(by.user_id), INT(now_ms()));
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = db_exec(by.db, SQL_KEEP_VERSION, INT(by.org_id), INT(factor->id));
	if (!err)
		err = audit_add(by, "factor.change", "own_factor", factor->id, said(by.mem, factor));
	return db_finish(by.db, err);
}

static const char SQL_RETIRE[] = "UPDATE own_factor SET is_retired = $3, updated_by = $4, updated_at = $5,"
				 " version = version + 1 WHERE org_id = $1 AND id = $2 AND is_retired <> $3";

Err own_factor_retire(Scope by, int64_t factor_id, bool retired)
{
	OwnFactor factor;
	Err err = own_factor_of_org(by.db, by.mem, by.org_id, factor_id, &factor);
	if (err || factor.is_retired == retired)
		return err;
	err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_RETIRE, INT(by.org_id), INT(factor_id), INT(retired),
	    INT(by.user_id), INT(now_ms()));
	if (!err && changed)
		err = db_exec(by.db, SQL_KEEP_VERSION, INT(by.org_id), INT(factor_id));
	if (!err && changed)
		err = audit_add(by, retired ? "factor.retire" : "factor.restore", "own_factor", factor_id,
		    said(by.mem, &factor));
	return db_finish(by.db, err);
}

/* ---- what stands around them ---- */

static const char SQL_USES[] =
    "SELECT COUNT(*), COUNT(DISTINCT l.inventory_id) FROM activity_line l"
    " JOIN inventory i ON i.id = l.inventory_id AND i.org_id = l.org_id AND i.is_deleted = 0"
    " WHERE l.org_id = $1 AND i.org_id = $1 AND l.factor_text = $2 AND l.factor_unit = $3";

Err own_factor_uses(Db *db, int64_t org_id, const OwnFactor *factor, int64_t *lines, int64_t *inventories)
{
	*lines = *inventories = 0;
	Rows *rows = db_query(db, SQL_USES, INT(org_id), TEXT(factor->value_text), TEXT(factor->unit));
	if (db_next(rows)) {
		*lines = db_int(rows, 0);
		*inventories = db_int(rows, 1);
	}
	return db_end(rows);
}

static const char SQL_FILES[] =
    "SELECT id, name, uploaded_at FROM evidence_file WHERE org_id = $1 ORDER BY id DESC LIMIT $2";

Err own_files(Db *db, Arena *mem, int64_t org_id, OwnFile **out, size_t *count)
{
	OwnFile *list = ARENA_ARRAY(mem, OwnFile, MAX_FILES + 1);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_FILES, INT(org_id), INT(MAX_FILES));
	while (db_next(rows))
		list[n++] = (OwnFile){db_int(rows, 0), arena_copy(mem, db_text(rows, 1)), db_int(rows, 2)};
	*out = list;
	*count = n;
	return db_end(rows);
}

/* ---- which rows finished inventories rest on ---- */

static const char SQL_FORGET_USES[] =
    "DELETE FROM factor_use WHERE inventory_id = (SELECT id FROM inventory WHERE id = $1 AND org_id = $2)";
static const char SQL_ADD_USE[] =
    "INSERT INTO factor_use (inventory_id, factor_id) SELECT id, CAST($3 AS text) FROM inventory"
    " WHERE id = $1 AND org_id = $2 ON CONFLICT (inventory_id, factor_id) DO NOTHING";

Err factor_uses_write(Db *db, int64_t org_id, int64_t inventory_id, const char *const ids[], size_t count)
{
	Err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(db, SQL_FORGET_USES, INT(inventory_id), INT(org_id));
	for (size_t i = 0; i < count && !err; i++)
		err = db_exec(db, SQL_ADD_USE, INT(inventory_id), INT(org_id), TEXT(ids[i]));
	return db_finish(db, err);
}

static const char SQL_COUNT_USES[] =
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM factor_use u JOIN inventory i ON i.id = u.inventory_id"
    " WHERE u.factor_id = $1 AND i.is_deleted = 0 AND i.status <> 'open' LIMIT $2) counted";

Err factor_uses_count(Db *db, const char *factor_id, int64_t *count)
{
	*count = 0;
	Rows *rows = db_query(db, SQL_COUNT_USES, TEXT(factor_id), INT(FACTOR_USES_MAX));
	if (db_next(rows))
		*count = db_int(rows, 0);
	return db_end(rows);
}
