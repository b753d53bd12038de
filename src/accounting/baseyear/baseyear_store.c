/* All SQL of the base year. */
#include "baseyear/baseyear_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"

enum { MAX_FILES = 200, MAX_ITEMS = BASE_MAX_CHANGES };

/* ---- the choice ---- */

static const char SQL_YEAR[] =
    "SELECT y.series, y.kind, y.source, y.inventories, y.year_text, y.scope1_text, y.scope2_text,"
    " y.market2_text, y.scope3_text, y.reason, y.threshold_text, y.scopes, y.policy, y.version, u.name,"
    " y.updated_at FROM base_year y JOIN user_account u ON u.id = y.updated_by WHERE y.org_id = $1";

Err base_year_of_org(Db *db, Arena *mem, int64_t org_id, BaseYear *out)
{
	Rows *rows = db_query(db, SQL_YEAR, INT(org_id));
	bool found = db_next(rows);
	if (found) {
		*out = (BaseYear){
		    .series = db_int(rows, 0),
		    .kind = arena_copy(mem, db_text(rows, 1)),
		    .source = arena_copy(mem, db_text(rows, 2)),
		    .inventories = arena_copy(mem, db_text(rows, 3)),
		    .year_text = arena_copy(mem, db_text(rows, 4)),
		    .reason = arena_copy(mem, db_text(rows, 9)),
		    .threshold_text = arena_copy(mem, db_text(rows, 10)),
		    .scopes = arena_copy(mem, db_text(rows, 11)),
		    .policy = arena_copy(mem, db_text(rows, 12)),
		    .version = db_int(rows, 13),
		    .updated_by_name = arena_copy(mem, db_text(rows, 14)),
		    .updated_at = db_int(rows, 15),
		};
		for (int p = 0; p < BASE_PARTS; p++)
			out->amounts[p] = arena_copy(mem, db_text(rows, 5 + p));
	}
	return db_end_found(rows, found);
}

static const char SQL_YEAR_ADD[] =
    "INSERT INTO base_year (id, org_id, series, kind, source, inventories, year_text, scope1_text,"
    " scope2_text, market2_text, scope3_text, reason, threshold_text, scopes, policy, updated_by, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    " ON CONFLICT (org_id) DO NOTHING";

static const char SQL_YEAR_CHANGE[] =
    "UPDATE base_year SET series = $3, kind = $4, source = $5, inventories = $6, year_text = $7,"
    " scope1_text = $8, scope2_text = $9, market2_text = $10, scope3_text = $11, reason = $12,"
    " threshold_text = $13, scopes = $14, policy = $15, updated_by = $16, updated_at = $17,"
    " version = version + 1 WHERE org_id = $1 AND version = $2";

static const char SQL_YEAR_KEEP[] =
    "INSERT INTO base_year_version (org_id, version, series, kind, source, inventories, year_text,"
    " scope1_text, scope2_text, market2_text, scope3_text, reason, threshold_text, scopes, policy,"
    " changed_by, changed_at)"
    " SELECT org_id, version, series, kind, source, inventories, year_text, scope1_text, scope2_text,"
    " market2_text, scope3_text, reason, threshold_text, scopes, policy, updated_by, updated_at"
    " FROM base_year WHERE org_id = $1";

static Err write_year(Scope by, const BaseYear *y, int64_t *changed)
{
	const char *const *a = y->amounts;
	if (!y->version)
		return db_exec_changed(by.db, changed, SQL_YEAR_ADD, INT(id_new()), INT(by.org_id),
		    INT(y->series), TEXT(y->kind), TEXT(y->source), TEXT(y->inventories), TEXT(y->year_text),
		    TEXT(a[0]), TEXT(a[1]), TEXT(a[2]), TEXT(a[3]), TEXT(y->reason), TEXT(y->threshold_text),
		    TEXT(y->scopes), TEXT(y->policy), INT(by.user_id), INT(now_ms()));
	return db_exec_changed(by.db, changed, SQL_YEAR_CHANGE, INT(by.org_id), INT(y->version),
	    INT(y->series), TEXT(y->kind), TEXT(y->source), TEXT(y->inventories), TEXT(y->year_text),
	    TEXT(a[0]), TEXT(a[1]), TEXT(a[2]), TEXT(a[3]), TEXT(y->reason), TEXT(y->threshold_text),
	    TEXT(y->scopes), TEXT(y->policy), INT(by.user_id), INT(now_ms()));
}

Err base_year_save(Scope by, const BaseYear *year)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = write_year(by, year, &changed);
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = db_exec(by.db, SQL_YEAR_KEEP, INT(by.org_id));
	if (!err)
		err = audit_add(by, year->version ? "base_year.change" : "base_year.choose", "base_year",
		    by.org_id, year->reason);
	return db_finish(by.db, err);
}

/* ---- the register ---- */

#define ENTRY_COLUMNS                                                                                        \
	"c.id, c.series, c.kind, c.occurred_on, c.facility_id, c.title, c.scope1_text, c.scope2_text,"       \
	" c.market2_text, c.scope3_text, c.explanation, c.file_id, e.name, c.recalculation, c.version,"      \
	" u.name, c.updated_at FROM base_change c JOIN user_account u ON u.id = c.updated_by"                \
	" LEFT JOIN evidence_file e ON e.id = c.file_id AND e.org_id = c.org_id"

static BaseEntry entry_of_row(Arena *mem, Rows *rows)
{
	BaseEntry entry = {
	    .id = db_int(rows, 0),
	    .series = db_int(rows, 1),
	    .kind = arena_copy(mem, db_text(rows, 2)),
	    .occurred_on = arena_copy(mem, db_text(rows, 3)),
	    .facility_id = db_int(rows, 4),
	    .title = arena_copy(mem, db_text(rows, 5)),
	    .explanation = arena_copy(mem, db_text(rows, 10)),
	    .file_id = db_int(rows, 11),
	    .file_name = arena_copy(mem, db_text(rows, 12)),
	    .recalculation = db_int(rows, 13),
	    .version = db_int(rows, 14),
	    .updated_by_name = arena_copy(mem, db_text(rows, 15)),
	    .updated_at = db_int(rows, 16),
	};
	for (int p = 0; p < BASE_PARTS; p++)
		entry.amounts[p] = arena_copy(mem, db_text(rows, 6 + p));
	return entry;
}

static const char SQL_ENTRIES[] = "SELECT " ENTRY_COLUMNS
				  " WHERE c.org_id = $1 AND c.series = $2 AND c.is_deleted = 0"
				  " ORDER BY c.occurred_on, c.id LIMIT $3";

Err base_entries_of(Db *db, Arena *mem, int64_t org_id, int64_t series, BaseEntry **out, size_t *count)
{
	BaseEntry *list = ARENA_ARRAY(mem, BaseEntry, BASE_MAX_CHANGES + 1);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_ENTRIES, INT(org_id), INT(series), INT(BASE_MAX_CHANGES));
	while (n < BASE_MAX_CHANGES && db_next(rows))
		list[n++] = entry_of_row(mem, rows);
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_ENTRY[] = "SELECT " ENTRY_COLUMNS
				" WHERE c.org_id = $1 AND c.id = $2 AND c.is_deleted = 0";

Err base_entry_of_org(Db *db, Arena *mem, int64_t org_id, int64_t id, BaseEntry *out)
{
	Rows *rows = db_query(db, SQL_ENTRY, INT(org_id), INT(id));
	bool found = db_next(rows);
	if (found)
		*out = entry_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_FILE[] = "SELECT 1 FROM evidence_file WHERE org_id = $1 AND id = $2";

static Err file_exists(Db *db, int64_t org_id, int64_t file_id)
{
	Rows *rows = db_query(db, SQL_FILE, INT(org_id), INT(file_id));
	bool found = db_next(rows);
	return db_end_found(rows, found);
}

static Err check_references(Db *db, int64_t org_id, const BaseEntry *entry)
{
	Err err = entry->facility_id ? facility_exists(db, org_id, entry->facility_id) : OK;
	return err || !entry->file_id ? err : file_exists(db, org_id, entry->file_id);
}

static const char SQL_ENTRY_COUNT[] =
    "SELECT COUNT(*) FROM base_change WHERE org_id = $1 AND series = $2 AND is_deleted = 0";

static Err check_room(Db *db, int64_t org_id, int64_t series)
{
	Rows *rows = db_query(db, SQL_ENTRY_COUNT, INT(org_id), INT(series));
	bool is_full = db_next(rows) && db_int(rows, 0) >= BASE_MAX_CHANGES;
	Err err = db_end(rows);
	if (err)
		return err;
	return is_full ? ERR_TOO_LARGE : OK;
}

static const char SQL_ENTRY_ADD[] =
    "INSERT INTO base_change (id, org_id, series, kind, occurred_on, facility_id, title, scope1_text,"
    " scope2_text, market2_text, scope3_text, explanation, file_id, updated_by, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, CAST($6 AS bigint), $7, $8, $9, $10, $11, $12, CAST($13 AS bigint), $14,"
    " $15)";

Err base_entry_add(Scope by, const BaseEntry *e)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = check_references(by.db, by.org_id, e);
	if (!err)
		err = check_room(by.db, by.org_id, e->series);
	if (!err)
		err = db_exec(by.db, SQL_ENTRY_ADD, INT(e->id), INT(by.org_id), INT(e->series), TEXT(e->kind),
		    TEXT(e->occurred_on), ID_OR_NIL(e->facility_id), TEXT(e->title), TEXT(e->amounts[0]),
		    TEXT(e->amounts[1]), TEXT(e->amounts[2]), TEXT(e->amounts[3]), TEXT(e->explanation),
		    ID_OR_NIL(e->file_id), INT(by.user_id), INT(now_ms()));
	if (!err)
		err = audit_add(by, "base_change.add", "base_change", e->id, e->title);
	return db_finish(by.db, err);
}

static const char SQL_ENTRY_CHANGE[] =
    "UPDATE base_change SET kind = $4, occurred_on = $5, facility_id = CAST($6 AS bigint), title = $7,"
    " scope1_text = $8, scope2_text = $9, market2_text = $10, scope3_text = $11, explanation = $12,"
    " file_id = CAST($13 AS bigint), updated_by = $14, updated_at = $15, version = version + 1"
    " WHERE org_id = $1 AND id = $2 AND version = $3 AND recalculation = 0 AND is_deleted = 0";

Err base_entry_change(Scope by, const BaseEntry *e)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = check_references(by.db, by.org_id, e);
	if (!err)
		err = db_exec_changed(by.db, &changed, SQL_ENTRY_CHANGE, INT(by.org_id), INT(e->id),
		    INT(e->version), TEXT(e->kind), TEXT(e->occurred_on), ID_OR_NIL(e->facility_id),
		    TEXT(e->title), TEXT(e->amounts[0]), TEXT(e->amounts[1]), TEXT(e->amounts[2]),
		    TEXT(e->amounts[3]), TEXT(e->explanation), ID_OR_NIL(e->file_id), INT(by.user_id),
		    INT(now_ms()));
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = audit_add(by, "base_change.change", "base_change", e->id, e->title);
	return db_finish(by.db, err);
}

static const char SQL_ENTRY_DELETE[] =
    "UPDATE base_change SET is_deleted = 1, updated_by = $3, updated_at = $4, version = version + 1"
    " WHERE org_id = $1 AND id = $2 AND recalculation = 0 AND is_deleted = 0";

Err base_entry_delete(Scope by, int64_t id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(
	    by.db, &changed, SQL_ENTRY_DELETE, INT(by.org_id), INT(id), INT(by.user_id), INT(now_ms()));
	if (!err && changed != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = audit_add(by, "base_change.delete", "base_change", id, "");
	return db_finish(by.db, err);
}

/* ---- recalculations ---- */

static DbValue kg(const BaseAmounts *amounts, int part)
{
	return amounts->is_known[part] ? INT(amounts->kg[part]) : NIL;
}

static BaseAmounts amounts_of_row(Rows *rows, int first)
{
	BaseAmounts out = {0};
	for (int p = 0; p < BASE_PARTS; p++) {
		out.is_known[p] = !db_is_null(rows, first + p);
		out.kg[p] = db_int(rows, first + p);
	}
	return out;
}

/* A row an item, and one for a recalculation without items. */
static const char SQL_RECALCULATIONS[] =
    "SELECT r.id, r.number, r.why, r.threshold_text, r.scopes, r.original1_kg, r.original2_kg,"
    " r.original_market2_kg, r.original3_kg, r.total1_kg, r.total2_kg, r.total_market2_kg, r.total3_kg,"
    " u.name, r.created_at, i.change_id, i.since_number, i.kind, i.occurred_on, i.title, i.scope1_kg,"
    " i.scope2_kg, i.market2_kg, i.scope3_kg"
    " FROM base_recalculation r JOIN user_account u ON u.id = r.created_by"
    " LEFT JOIN base_recalculation_item i ON i.recalculation_id = r.id AND i.org_id = r.org_id"
    " WHERE r.org_id = $1 AND r.series = $2 ORDER BY r.number, i.position LIMIT $3";

static BaseRecalculation recalculation_of_row(Arena *mem, Rows *rows)
{
	return (BaseRecalculation){
	    .id = db_int(rows, 0),
	    .number = db_int(rows, 1),
	    .why = arena_copy(mem, db_text(rows, 2)),
	    .threshold_text = arena_copy(mem, db_text(rows, 3)),
	    .scopes = arena_copy(mem, db_text(rows, 4)),
	    .original = amounts_of_row(rows, 5),
	    .total = amounts_of_row(rows, 9),
	    .by_name = arena_copy(mem, db_text(rows, 13)),
	    .created_at = db_int(rows, 14),
	};
}

static BaseItem item_of_row(Arena *mem, Rows *rows)
{
	return (BaseItem){
	    .change_id = db_int(rows, 15),
	    .since_number = db_int(rows, 16),
	    .kind = arena_copy(mem, db_text(rows, 17)),
	    .occurred_on = arena_copy(mem, db_text(rows, 18)),
	    .title = arena_copy(mem, db_text(rows, 19)),
	    .change = amounts_of_row(rows, 20),
	};
}

Err base_recalculations_of(
    Db *db, Arena *mem, int64_t org_id, int64_t series, BaseRecalculation **out, size_t *count)
{
	BaseRecalculation *list = ARENA_ARRAY(mem, BaseRecalculation, BASE_MAX_RECALCULATIONS + 1);
	BaseItem *items = NULL; /* of the last one */
	size_t n = 0;
	Rows *rows = db_query(
	    db, SQL_RECALCULATIONS, INT(org_id), INT(series), INT(BASE_MAX_RECALCULATIONS * MAX_ITEMS));
	while (db_next(rows)) {
		bool is_next = !n || list[n - 1].id != db_int(rows, 0);
		if (is_next && n == BASE_MAX_RECALCULATIONS)
			break;
		if (is_next) {
			items = ARENA_ARRAY(mem, BaseItem, MAX_ITEMS);
			list[n] = recalculation_of_row(mem, rows);
			list[n++].items = items;
		}
		if (!db_is_null(rows, 15) && list[n - 1].item_count < MAX_ITEMS)
			items[list[n - 1].item_count++] = item_of_row(mem, rows);
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_RECALCULATION_ADD[] =
    "INSERT INTO base_recalculation (id, org_id, series, number, why, threshold_text, scopes, original1_kg,"
    " original2_kg, original_market2_kg, original3_kg, total1_kg, total2_kg, total_market2_kg, total3_kg,"
    " created_by, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS bigint), CAST($9 AS bigint), CAST($10 AS bigint),"
    " CAST($11 AS bigint), CAST($12 AS bigint), CAST($13 AS bigint), CAST($14 AS bigint),"
    " CAST($15 AS bigint), $16, $17)";

static const char SQL_ITEM_ADD[] =
    "INSERT INTO base_recalculation_item (recalculation_id, position, org_id, change_id, since_number, kind,"
    " occurred_on, title, scope1_kg, scope2_kg, market2_kg, scope3_kg)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CAST($9 AS bigint), CAST($10 AS bigint),"
    " CAST($11 AS bigint), CAST($12 AS bigint))";

static const char SQL_TAKE_IN[] = "UPDATE base_change SET recalculation = $3, version = version + 1"
				  " WHERE org_id = $1 AND id = $2 AND recalculation = 0 AND is_deleted = 0";

static Err add_item(
    Db *db, int64_t org_id, int64_t recalculation_id, int64_t number, int64_t position, const BaseItem *item)
{
	const BaseAmounts *c = &item->change;
	Err err = db_exec(db, SQL_ITEM_ADD, INT(recalculation_id), INT(position), INT(org_id),
	    INT(item->change_id), INT(item->since_number), TEXT(item->kind), TEXT(item->occurred_on),
	    TEXT(item->title), kg(c, 0), kg(c, 1), kg(c, 2), kg(c, 3));
	if (err || item->since_number != number)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(db, &changed, SQL_TAKE_IN, INT(org_id), INT(item->change_id), INT(number));
	return !err && changed != 1 ? ERR_CONFLICT : err;
}

Err base_recalculation_add(Scope by, int64_t series, const BaseRecalculation *made)
{
	int64_t id = id_new();
	const BaseAmounts *from = &made->original, *to = &made->total;
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = db_exec(by.db, SQL_RECALCULATION_ADD, INT(id), INT(by.org_id), INT(series), INT(made->number),
	    TEXT(made->why), TEXT(made->threshold_text), TEXT(made->scopes), kg(from, 0), kg(from, 1),
	    kg(from, 2), kg(from, 3), kg(to, 0), kg(to, 1), kg(to, 2), kg(to, 3), INT(by.user_id),
	    INT(now_ms()));
	for (size_t i = 0; !err && i < made->item_count; i++)
		err = add_item(by.db, by.org_id, id, made->number, (int64_t)i, &made->items[i]);
	if (!err)
		err = audit_add(by, "base_year.recalculate", "base_recalculation", id, made->why);
	return db_finish(by.db, err);
}

/* ---- evidence to choose from ---- */

static const char SQL_FILES[] =
    "SELECT id, name, uploaded_at FROM evidence_file WHERE org_id = $1 ORDER BY id DESC LIMIT $2";

Err base_files_of(Db *db, Arena *mem, int64_t org_id, BaseFile **out, size_t *count)
{
	BaseFile *list = ARENA_ARRAY(mem, BaseFile, MAX_FILES + 1);
	size_t n = 0;
	Rows *rows = db_query(db, SQL_FILES, INT(org_id), INT(MAX_FILES));
	while (n < MAX_FILES && db_next(rows))
		list[n++] = (BaseFile){db_int(rows, 0), arena_copy(mem, db_text(rows, 1)), db_int(rows, 2)};
	*out = list;
	*count = n;
	return db_end(rows);
}
