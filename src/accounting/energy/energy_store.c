/* All SQL of the energy check: its choice, the rows of the second set, and form B205-1. */
#include "energy/energy_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/list.h"
#include "base/rand.h"
#include "base/str.h"
#include "evidence/evidence.h"

static const char SQL_CHECK_INSERT[] =
    "INSERT INTO energy_check (inventory_id, org_id, source, none_reason, version, updated_by, updated_at)"
    " VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (inventory_id) DO NOTHING";
static const char SQL_CHECK_UPDATE[] = "UPDATE energy_check SET source = $1, none_reason = $2, version = "
				       "version + 1, updated_by = $3, updated_at = $4"
				       " WHERE inventory_id = $5 AND org_id = $6 AND version = $7";

Err energy_check_save(const OpenChange *change, const EnergyCheck *check)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = check->version == 0
		      ? db_exec_changed(by.db, &changed, SQL_CHECK_INSERT, INT(change->id), INT(by.org_id),
			    TEXT(check->source), TEXT(check->none_reason), INT(by.user_id), INT(now_ms()))
		      : db_exec_changed(by.db, &changed, SQL_CHECK_UPDATE, TEXT(check->source),
			    TEXT(check->none_reason), INT(by.user_id), INT(now_ms()), INT(change->id),
			    INT(by.org_id), INT(check->version));
	if (err)
		return err;
	if (changed == 0)
		return ERR_CONFLICT;
	return audit_add(by, "energy_check.source", "inventory", change->id, check->source);
}

static const char SQL_ENERGY_ROWS[] =
    "SELECT id, energy, amount_text, amount_unit, explanation, version FROM energy_check_row"
    " WHERE inventory_id = $1 AND org_id = $2 ORDER BY position, id LIMIT $3";

Err energy_rows_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, EnergyRow **out, size_t *count)
{
	EnergyRow *list = NULL;
	size_t n = 0, cap = 0;
	Rows *rows = db_query(
	    db, SQL_ENERGY_ROWS, INT(inventory_id), INT(org_id), INT(ENERGY_CHECK_MAX_ROWS));
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = (EnergyRow){
		    .id = db_int(rows, 0),
		    .energy = arena_copy(mem, db_text(rows, 1)),
		    .amount_text = arena_copy(mem, db_text(rows, 2)),
		    .amount_unit = arena_copy(mem, db_text(rows, 3)),
		    .explanation = arena_copy(mem, db_text(rows, 4)),
		    .version = db_int(rows, 5),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_ENERGY_ROW_COUNT[] =
    "SELECT COUNT(*) FROM energy_check_row WHERE inventory_id = $1 AND org_id = $2";
static const char SQL_ENERGY_ROW_INSERT[] =
    "INSERT INTO energy_check_row (id, org_id, inventory_id, position, energy, amount_text, amount_unit, "
    "explanation,"
    " updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

Err energy_row_add(const OpenChange *change, const EnergyRow *row, int64_t *row_id)
{
	Scope by = change_by(change);
	int64_t have = 0;
	Rows *rows = db_query(by.db, SQL_ENERGY_ROW_COUNT, INT(change->id), INT(by.org_id));
	if (db_next(rows))
		have = db_int(rows, 0);
	Err err = db_end(rows);
	if (err)
		return err;
	if (have >= ENERGY_CHECK_MAX_ROWS)
		return ERR_TOO_LARGE;
	*row_id = id_new();
	err = db_exec(by.db, SQL_ENERGY_ROW_INSERT, INT(*row_id), INT(by.org_id), INT(change->id), INT(have),
	    TEXT(row->energy), TEXT(row->amount_text), TEXT(row->amount_unit), TEXT(row->explanation),
	    INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return audit_add(by, "energy_check.add", "energy_check_row", *row_id, row->energy);
}

static const char SQL_ENERGY_ROW_UPDATE[] =
    "UPDATE energy_check_row SET energy = $1, amount_text = $2, amount_unit = $3, explanation = $4,"
    " version = version + 1, updated_by = $5, updated_at = $6"
    " WHERE id = $7 AND inventory_id = $8 AND org_id = $9 AND version = $10";

Err energy_row_save(const OpenChange *change, const EnergyRow *row)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_ENERGY_ROW_UPDATE, TEXT(row->energy),
	    TEXT(row->amount_text), TEXT(row->amount_unit), TEXT(row->explanation), INT(by.user_id),
	    INT(now_ms()), INT(row->id), INT(change->id), INT(by.org_id), INT(row->version));
	if (err)
		return err;
	if (changed == 0)
		return ERR_CONFLICT;
	return audit_add(by, "energy_check.edit", "energy_check_row", row->id, row->energy);
}

static const char SQL_ENERGY_ROW_DELETE[] =
    "DELETE FROM energy_check_row WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err energy_row_remove(const OpenChange *change, int64_t row_id)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = db_exec_changed(
	    by.db, &changed, SQL_ENERGY_ROW_DELETE, INT(row_id), INT(change->id), INT(by.org_id));
	if (err)
		return err;
	if (changed == 0)
		return ERR_NOT_FOUND;
	err = evidence_forget_target(change, "energy", row_id);
	if (err)
		return err;
	return audit_add(by, "energy_check.remove", "energy_check_row", row_id, "");
}

/* ---- form B205-1 ---- */

static const char SQL_B205_ROWS[] = "SELECT code, col1, col2, col3, col4, col5, col6, col7, col8, col9, "
				    "col10, explanation, version FROM b205_row"
				    " WHERE inventory_id = $1 AND org_id = $2 ORDER BY code LIMIT 100";

Err b205_rows_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, B205Row **out, size_t *count)
{
	B205Row *list = NULL;
	size_t n = 0, cap = 0;
	Rows *rows = db_query(db, SQL_B205_ROWS, INT(inventory_id), INT(org_id));
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		B205Row *row = &list[n++];
		*row = (B205Row){
		    .code = arena_copy(mem, db_text(rows, 0)),
		    .explanation = arena_copy(mem, db_text(rows, 11)),
		    .version = db_int(rows, 12),
		};
		for (int c = 0; c < 10; c++)
			row->columns[c] = arena_copy(mem, db_text(rows, 1 + c));
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_B205_INSERT[] =
    "INSERT INTO b205_row (inventory_id, code, org_id, col1, col2, col3, col4, col5, col6, col7, col8, col9, "
    "col10,"
    " explanation, version, updated_by, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16)"
    " ON CONFLICT (inventory_id, code) DO NOTHING";
static const char SQL_B205_UPDATE[] =
    "UPDATE b205_row SET col1 = $1, col2 = $2, col3 = $3, col4 = $4, col5 = $5, col6 = $6, col7 = $7, col8 = "
    "$8,"
    " col9 = $9, col10 = $10, explanation = $11, version = version + 1, updated_by = $12, updated_at = $13"
    " WHERE inventory_id = $14 AND code = $15 AND org_id = $16 AND version = $17";

Err b205_row_save(const OpenChange *change, const B205Row *row)
{
	Scope by = change_by(change);
	const char *const *col = row->columns;
	int64_t changed = 0;
	Err err = row->version == 0
		      ? db_exec_changed(by.db, &changed, SQL_B205_INSERT, INT(change->id), TEXT(row->code),
			    INT(by.org_id), TEXT(col[0]), TEXT(col[1]), TEXT(col[2]), TEXT(col[3]),
			    TEXT(col[4]), TEXT(col[5]), TEXT(col[6]), TEXT(col[7]), TEXT(col[8]),
			    TEXT(col[9]), TEXT(row->explanation), INT(by.user_id), INT(now_ms()))
		      : db_exec_changed(by.db, &changed, SQL_B205_UPDATE, TEXT(col[0]), TEXT(col[1]),
			    TEXT(col[2]), TEXT(col[3]), TEXT(col[4]), TEXT(col[5]), TEXT(col[6]),
			    TEXT(col[7]), TEXT(col[8]), TEXT(col[9]), TEXT(row->explanation), INT(by.user_id),
			    INT(now_ms()), INT(change->id), TEXT(row->code), INT(by.org_id),
			    INT(row->version));
	if (err)
		return err;
	if (changed == 0)
		return ERR_CONFLICT;
	return audit_add(by, "b205.edit", "inventory", change->id, row->code);
}
