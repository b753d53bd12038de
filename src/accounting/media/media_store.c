/* The rows of energy-carrying media. See media_store.h. */
#include "media/media_store.h"

#include "audit/audit.h"
#include "base/list.h"
#include "base/rand.h"
#include "media/media_rules.h"

static const char SQL_MEDIA[] =
    "SELECT id, medium, origin, amount_text, amount_unit, note, version FROM energy_medium"
    " WHERE inventory_id = $1 AND org_id = $2 ORDER BY position, id LIMIT $3";

/* As typed; what they mean is left to medium_read. */
static Err typed_media(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, MediumRow **out, size_t *count)
{
	MediumRow *list = NULL;
	size_t n = 0, cap = 0;
	Rows *rows = db_query(db, SQL_MEDIA, INT(inventory_id), INT(org_id), INT(CONSUMPTION_MAX_MEDIA));
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = (MediumRow){
		    .id = db_int(rows, 0),
		    .medium = arena_copy(mem, db_text(rows, 1)),
		    .origin = arena_copy(mem, db_text(rows, 2)),
		    .amount_text = arena_copy(mem, db_text(rows, 3)),
		    .amount_unit = arena_copy(mem, db_text(rows, 4)),
		    .note = arena_copy(mem, db_text(rows, 5)),
		    .version = db_int(rows, 6),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

Err consumption_media_of(
    Db *db, Arena *mem, const Ghg *ghg, int64_t org_id, int64_t inventory_id, MediumRow **out, size_t *count)
{
	Err err = typed_media(db, mem, org_id, inventory_id, out, count);
	for (size_t i = 0; i < *count; i++)
		medium_read(ghg, &(*out)[i]);
	return err;
}

static const char SQL_COUNT[] =
    "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM energy_medium WHERE inventory_id = $1 AND org_id = $2";
static const char SQL_INSERT[] =
    "INSERT INTO energy_medium (id, org_id, inventory_id, position, medium, origin, amount_text, amount_unit,"
    " note, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

static Err insert_row(const OpenChange *change, int64_t position, const MediumRow *row)
{
	Scope by = change_by(change);
	return db_exec(by.db, SQL_INSERT, INT(row->id), INT(by.org_id), INT(change->id), INT(position),
	    TEXT(row->medium), TEXT(row->origin), TEXT(row->amount_text), TEXT(row->amount_unit),
	    TEXT(row->note), INT(by.user_id), INT(now_ms()));
}

Err medium_insert(const OpenChange *change, const MediumRow *row)
{
	Scope by = change_by(change);
	int64_t have = 0, last = 0;
	Rows *rows = db_query(by.db, SQL_COUNT, INT(change->id), INT(by.org_id));
	if (db_next(rows)) {
		have = db_int(rows, 0);
		last = db_int(rows, 1);
	}
	Err err = db_end(rows);
	if (err)
		return err;
	if (have >= CONSUMPTION_MAX_MEDIA)
		return ERR_TOO_LARGE;
	err = insert_row(change, last + 1, row);
	if (err)
		return err;
	return audit_add(by, "energy_medium.add", "energy_medium", row->id, row->medium);
}

Err media_copy(const OpenChange *change, int64_t from_id, bool keep_amounts)
{
	Scope by = change_by(change);
	MediumRow *rows;
	size_t count;
	Err err = typed_media(by.db, by.mem, by.org_id, from_id, &rows, &count);
	for (size_t i = 0; !err && i < count; i++) {
		rows[i].id = id_new();
		if (!keep_amounts)
			rows[i].amount_text = "";
		err = insert_row(change, (int64_t)i + 1, &rows[i]);
	}
	return err;
}

static const char SQL_UPDATE[] =
    "UPDATE energy_medium SET origin = $1, amount_text = $2, amount_unit = $3, note = $4,"
    " version = version + 1, updated_by = $5, updated_at = $6"
    " WHERE id = $7 AND inventory_id = $8 AND org_id = $9 AND version = $10";

Err medium_update(const OpenChange *change, const MediumRow *row)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_UPDATE, TEXT(row->origin), TEXT(row->amount_text),
	    TEXT(row->amount_unit), TEXT(row->note), INT(by.user_id), INT(now_ms()), INT(row->id),
	    INT(change->id), INT(by.org_id), INT(row->version));
	if (err)
		return err;
	if (changed == 0)
		return ERR_CONFLICT;
	return audit_add(by, "energy_medium.edit", "energy_medium", row->id, row->medium);
}

static const char SQL_DELETE[] =
    "DELETE FROM energy_medium WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err medium_delete(const OpenChange *change, int64_t id)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_DELETE, INT(id), INT(change->id), INT(by.org_id));
	if (err)
		return err;
	if (changed == 0)
		return ERR_NOT_FOUND;
	return audit_add(by, "energy_medium.remove", "energy_medium", id, "");
}
