/* All SQL of renewable records and of claims on certificate numbers. */
#include <math.h>

#include "audit/audit.h"
#include "base/date.h"
#include "base/list.h"
#include "base/rand.h"
#include "base/str.h"
#include "evidence/evidence.h"
#include "inventory/inventory_rows.h"

#define RENEWABLE_COLUMNS                                                                                    \
	"id, kind, position, amount_text, amount_unit, factor_text, certificate_prefix, "                    \
	"certificate_first_text,"                                                                            \
	" certificate_last_text, certificate_first, certificate_last, generation_year, cancelled_on, note, " \
	"version"

static RenewableRecord renewable_row(Rows *rows, Arena *mem)
{
	RenewableRecord record = {
	    .id = db_int(rows, 0),
	    .kind = arena_copy(mem, db_text(rows, 1)),
	    .position = db_int(rows, 2),
	    .amount_text = arena_copy(mem, db_text(rows, 3)),
	    .amount_unit = arena_copy(mem, db_text(rows, 4)),
	    .factor_text = arena_copy(mem, db_text(rows, 5)),
	    .certificate_prefix = arena_copy(mem, db_text(rows, 6)),
	    .certificate_first_text = arena_copy(mem, db_text(rows, 7)),
	    .certificate_last_text = arena_copy(mem, db_text(rows, 8)),
	    .certificate_first = db_int(rows, 9),
	    .certificate_last = db_int(rows, 10),
	    .generation_year = arena_copy(mem, db_text(rows, 11)),
	    .cancelled_on = arena_copy(mem, db_text(rows, 12)),
	    .note = arena_copy(mem, db_text(rows, 13)),
	    .version = db_int(rows, 14),
	};
	renewable_check(&record);
	return record;
}

static const char SQL_RENEWABLES[] = "SELECT " RENEWABLE_COLUMNS
				     " FROM renewable_record WHERE inventory_id = $1 AND org_id = $2"
				     " ORDER BY position, id LIMIT $3";

static Err renewables_of(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, RenewableRecord **out, size_t *count)
{
	RenewableRecord *list = NULL;
	size_t n = 0, cap = 0;
	Rows *rows = db_query(
	    db, SQL_RENEWABLES, INT(inventory_id), INT(org_id), INT(INVENTORY_MAX_RENEWABLES));
	while (db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = renewable_row(rows, mem);
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_RENEWABLE[] =
    "SELECT " RENEWABLE_COLUMNS " FROM renewable_record WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err renewable_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t id, RenewableRecord *out)
{
	Rows *rows = db_query(db, SQL_RENEWABLE, INT(id), INT(inventory_id), INT(org_id));
	bool found = db_next(rows);
	if (found)
		*out = renewable_row(rows, mem);
	Err err = db_end(rows);
	if (err)
		return err;
	return found ? OK : ERR_NOT_FOUND;
}

static const char SQL_LAST_RENEWABLE[] =
    "SELECT COUNT(*), COALESCE(MAX(position), 0) FROM renewable_record WHERE inventory_id = $1";
static const char SQL_INSERT_RENEWABLE[] = "INSERT INTO renewable_record (id, org_id, inventory_id, kind, "
					   "position, amount_text, amount_unit, factor_text, note,"
					   " updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
					   "$9, $10, $11) ON CONFLICT (id) DO NOTHING";

static Err insert_renewable(Scope by, int64_t inventory_id, const RenewableRecord *r)
{
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_INSERT_RENEWABLE, INT(r->id), INT(by.org_id),
	    INT(inventory_id), TEXT(r->kind), INT(r->position), TEXT(r->amount_text), TEXT(r->amount_unit),
	    TEXT(r->factor_text), TEXT(r->note), INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return changed ? OK : ERR_CONFLICT;
}

Err renewable_insert(const OpenChange *change, int64_t id, const char *kind)
{
	Scope by = change_by(change);
	RenewableRecord record = {
	    .id = id, .kind = kind, .amount_text = "", .amount_unit = "MWh", .factor_text = "", .note = ""};
	Rows *rows = db_query(by.db, SQL_LAST_RENEWABLE, INT(change->id));
	bool is_full = db_next(rows) && db_int(rows, 0) >= INVENTORY_MAX_RENEWABLES;
	record.position = db_int(rows, 1) + 1;
	Err err = db_end(rows);
	if (!err && is_full)
		err = ERR_TOO_LARGE;
	if (!err)
		err = insert_renewable(by, change->id, &record);
	return err ? err : audit_add(by, "renewable.add", "renewable_record", id, kind);
}

Err renewables_copy(const OpenChange *change, int64_t from_id, bool keep_amounts)
{
	Scope by = change_by(change);
	RenewableRecord *records;
	size_t count;
	Err err = renewables_of(by.db, by.mem, by.org_id, from_id, &records, &count);
	for (size_t i = 0; !err && i < count; i++) {
		if (str_eq(records[i].kind, "certificate"))
			continue;
		records[i].id = id_new();
		if (!keep_amounts)
			records[i].amount_text = "";
		err = insert_renewable(by, change->id, &records[i]);
	}
	return err;
}

/* ---- claims ---- */

static const char SQL_QUEUE_FOR_SERIES[] =
    "INSERT INTO certificate_series (prefix, claims) VALUES ($1, 1)"
    " ON CONFLICT (prefix) DO UPDATE SET claims = certificate_series.claims + 1";
static const char SQL_CLAIMED[] =
    "SELECT r.org_id, r.inventory_id FROM renewable_record r WHERE r.certificate_prefix = $1 AND r.id <> $2"
    " AND r.certificate_first <= $4 AND r.certificate_last >= $3 LIMIT 1";

/* Takes the range when it is one and free. The series row makes claims of one series wait for each other. */
static Err claim_range(Scope by, RenewableSaved *saved)
{
	RenewableRecord *record = &saved->record;
	int64_t first, last;
	record->certificate_first = record->certificate_last = 0;
	if (!str_eq(record->kind, "certificate") ||
	    !certificate_range(record->certificate_first_text, record->certificate_last_text, &first, &last))
		return OK;
	Err err = db_exec(by.db, SQL_QUEUE_FOR_SERIES, TEXT(record->certificate_prefix));
	if (err)
		return err;
	Rows *rows = db_query(
	    by.db, SQL_CLAIMED, TEXT(record->certificate_prefix), INT(record->id), INT(first), INT(last));
	saved->is_taken = db_next(rows);
	if (saved->is_taken && db_int(rows, 0) == by.org_id)
		saved->own_inventory_id = db_int(rows, 1);
	err = db_end(rows);
	if (err || saved->is_taken)
		return err;
	record->certificate_first = first;
	record->certificate_last = last;
	return OK;
}

static const char SQL_UPDATE_RENEWABLE[] =
    "UPDATE renewable_record SET kind = $4, amount_text = $5, amount_unit = $6, factor_text = $7,"
    " certificate_prefix = $8, certificate_first_text = $9, certificate_last_text = $10, certificate_first = "
    "$11,"
    " certificate_last = $12, generation_year = $13, cancelled_on = $14, note = $15, updated_by = $16,"
    " updated_at = $17, version = version + 1 WHERE id = $1 AND org_id = $2 AND version = $3";

static Err update_renewable(Scope by, const RenewableRecord *v)
{
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_UPDATE_RENEWABLE, INT(v->id), INT(by.org_id),
	    INT(v->version), TEXT(v->kind), TEXT(v->amount_text), TEXT(v->amount_unit), TEXT(v->factor_text),
	    TEXT(v->certificate_prefix), TEXT(v->certificate_first_text), TEXT(v->certificate_last_text),
	    ID_OR_NIL(v->certificate_first), ID_OR_NIL(v->certificate_last), TEXT(v->generation_year),
	    TEXT(v->cancelled_on), TEXT(v->note), INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return changed ? OK : ERR_RETRY;
}

Err renewable_save_fields(const OpenChange *change, int64_t id, int64_t seen, const FieldEdit edits[],
    size_t count, RenewableSaved *out)
{
	Scope by = change_by(change);
	*out = (RenewableSaved){0};
	Err err = renewable_of(by.db, by.mem, by.org_id, change->id, id, &out->record);
	if (err)
		return err;
	FieldChanges others;
	err = fields_changed_since(change, id, out->record.version, seen, &others);
	if (err)
		return err;
	out->merge = fields_merge(by.mem, &RENEWABLE_FORM, &out->record, &others, edits, count);
	out->record.certificate_prefix = str_trim(by.mem, out->record.certificate_prefix);
	int64_t held = out->record.certificate_first;
	err = claim_range(by, out);
	if (err || (!*out->merge.saved && out->record.certificate_first == held))
		return err;
	err = update_renewable(by, &out->record);
	if (err)
		return err;
	out->record.version++;
	renewable_check(&out->record);
	err = fields_note_change(change, id, out->record.version, out->merge.saved);
	if (err)
		return err;
	return audit_add(by, "renewable.change", "renewable_record", id, out->merge.saved);
}

static const char SQL_DELETE_RENEWABLE[] =
    "DELETE FROM renewable_record WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err renewable_delete(const OpenChange *change, int64_t id)
{
	Scope by = change_by(change);
	RenewableRecord record;
	Err err = renewable_of(by.db, by.mem, by.org_id, change->id, id, &record);
	if (!err)
		err = evidence_forget_target(change, "renewable", id);
	if (!err)
		err = db_exec(by.db, SQL_DELETE_RENEWABLE, INT(id), INT(change->id), INT(by.org_id));
	if (!err)
		err = fields_forget_changes(change, id);
	if (err)
		return err;
	return audit_add(by, "renewable.delete", "renewable_record", id,
	    arena_printf(by.mem, "%s %s %s", record.kind, record.amount_text, record.amount_unit));
}
