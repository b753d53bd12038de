/* Changes of an inventory: the row that is held and touched, and which fields of its rows were changed by
 * whom. See inventory_change.h. */
#include "inventory/inventory_change.h"

#include "base/date.h"
#include "inventory/inventory_rules.h"

static const char SQL_TOUCH[] = "UPDATE inventory SET content_version = content_version + 1, updated_at = $3"
				" WHERE id = $1 AND org_id = $2 AND is_deleted = 0 AND status = 'open'";
static const char SQL_STATUS[] =
    "SELECT status FROM inventory WHERE id = $1 AND org_id = $2 AND is_deleted = 0";

Err inventory_refusal(Scope by, int64_t inventory_id)
{
	Rows *rows = db_query(by.db, SQL_STATUS, INT(inventory_id), INT(by.org_id));
	bool found = db_next(rows);
	Err err = db_end(rows);
	if (err)
		return err;
	return found ? ERR_CONFLICT : ERR_NOT_FOUND;
}

static Err touch(Scope by, int64_t inventory_id)
{
	int64_t changed = 0;
	Err err = db_exec_changed(
	    by.db, &changed, SQL_TOUCH, INT(inventory_id), INT(by.org_id), INT(now_ms()));
	if (err)
		return err;
	return changed ? OK : inventory_refusal(by, inventory_id);
}

Err inventory_change_begin(Scope by, int64_t inventory_id, OpenChange *out)
{
	Err err = change_begin(by, inventory_id, out);
	if (err)
		return err;
	err = touch(by, inventory_id);
	return err ? change_end(out, err) : OK;
}

Err inventory_change_end(OpenChange *change, Err err)
{
	return change_end(change, err);
}

/* ---- fields ---- */

static const char SQL_CHANGES[] =
    "SELECT c.fields, u.name, c.changed_at FROM field_change c JOIN user_account u ON u.id = c.changed_by"
    " WHERE c.row_id = $1 AND c.org_id = $2 AND c.version > $3 ORDER BY c.version DESC LIMIT $4";
enum { CHANGES_READ = 500 };

Err fields_changed_since(
    const OpenChange *change, int64_t row_id, int64_t version, int64_t seen, FieldChanges *out)
{
	Scope by = change_by(change);
	*out = (FieldChanges){.names = "", .who = ""};
	if (version == seen)
		return OK;
	Buf names = buf_in(by.mem, 64 * 1024);
	int count = 0;
	Rows *rows = db_query(by.db, SQL_CHANGES, INT(row_id), INT(by.org_id), INT(seen), INT(CHANGES_READ));
	while (db_next(rows)) {
		buf_text(&names, db_text(rows, 0));
		buf_char(&names, ',');
		if (count++)
			continue;
		out->who = mask_mobile(by.mem, arena_copy(by.mem, db_text(rows, 1)));
		out->when_ms = db_int(rows, 2);
	}
	out->names = count < CHANGES_READ && !names.overflow ? buf_take(&names) : EVERY_FIELD;
	return db_end(rows);
}

static const char SQL_CHANGE[] =
    "INSERT INTO field_change (row_id, version, org_id, fields, changed_by, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

Err fields_note_change(const OpenChange *change, int64_t row_id, int64_t version, const char *fields)
{
	Scope by = change_by(change);
	return db_exec(by.db, SQL_CHANGE, INT(row_id), INT(version), INT(by.org_id), TEXT(fields),
	    INT(by.user_id), INT(now_ms()));
}

static const char SQL_FORGET_CHANGES[] = "DELETE FROM field_change WHERE row_id = $1 AND org_id = $2";

Err fields_forget_changes(const OpenChange *change, int64_t row_id)
{
	Scope by = change_by(change);
	return db_exec(by.db, SQL_FORGET_CHANGES, INT(row_id), INT(by.org_id));
}
