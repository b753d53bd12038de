/* All SQL of activity lines. Saving one line reads and writes that line, never the others. */
#include <assert.h>
#include <string.h>

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "evidence/evidence.h"
#include "inventory/inventory_rows.h"
#include "organisation/organisation.h"

#define LINE_COLUMNS                                                                                         \
	"id, inventory_id, category, position, facility_id, item, label, amount_text, amount_unit, "         \
	"monthly, months,"                                                                                   \
	" inputs, factor_text, factor_unit, factor_source, factor_choice, alloc_total_text, "                \
	"alloc_share_text,"                                                                                  \
	" alloc_basis, alloc_note, note, version, updated_by, updated_at"

static ActivityLine line_row(Rows *rows, Arena *mem)
{
	ActivityLine line = {
	    .id = db_int(rows, 0),
	    .inventory_id = db_int(rows, 1),
	    .category = arena_copy(mem, db_text(rows, 2)),
	    .position = db_int(rows, 3),
	    .facility_id = db_int(rows, 4),
	    .months = db_int(rows, 10),
	    .version = db_int(rows, 21),
	    .updated_by = db_int(rows, 22),
	    .updated_at = db_int(rows, 23),
	};
	const char **texts[] = {&line.item, &line.label, &line.amount_text, &line.amount_unit, &line.monthly,
	    NULL, &line.inputs, &line.factor_text, &line.factor_unit, &line.factor_source,
	    &line.factor_choice, &line.alloc_total_text, &line.alloc_share_text, &line.alloc_basis,
	    &line.alloc_note, &line.note};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!texts[i])
			continue;
		const char *text = db_text(rows, 5 + (int)i);
		*texts[i] = *text ? arena_copy(mem, text) : "";
	}
	return line;
}

static const char SQL_LINE[] = "SELECT " LINE_COLUMNS
			       " FROM activity_line WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err activity_line_of(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t line_id, ActivityLine *out)
{
	Rows *rows = db_query(db, SQL_LINE, INT(line_id), INT(inventory_id), INT(org_id));
	bool found = db_next(rows);
	if (found)
		*out = line_row(rows, mem);
	Err err = db_end(rows);
	if (err)
		return err;
	return found ? OK : ERR_NOT_FOUND;
}

/* Lists of unknown length: the array doubles in the arena. */
static Err many_lines(Rows *rows, Arena *mem, size_t most, ActivityLine **out, size_t *count)
{
	size_t room = 64;
	*out = ARENA_ARRAY(mem, ActivityLine, room);
	*count = 0;
	bool is_too_many = false;
	while (db_next(rows)) {
		if (*count == most) {
			is_too_many = true;
			break;
		}
		if (*count == room) {
			ActivityLine *larger = ARENA_ARRAY(mem, ActivityLine, room * 2);
			memcpy(larger, *out, room * sizeof *larger);
			*out = larger;
			room *= 2;
		}
		(*out)[(*count)++] = line_row(rows, mem);
	}
	Err err = db_end(rows);
	if (err)
		return err;
	return is_too_many ? ERR_TOO_LARGE : OK;
}

static const char SQL_LINES[] =
    "SELECT " LINE_COLUMNS " FROM activity_line WHERE inventory_id = $1 AND org_id = $2 AND category = $3"
    " AND (position, id) > ($4, $5) ORDER BY position, id LIMIT $6";

Err inventory_lines(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const char *category,
    LineCursor after, int limit, ActivityLine **out, size_t *count)
{
	Rows *rows = db_query(db, SQL_LINES, INT(inventory_id), INT(org_id), TEXT(category),
	    INT(after.position), INT(after.id), INT(limit));
	return many_lines(rows, mem, (size_t)limit, out, count);
}

static const char SQL_ALL_LINES[] = "SELECT " LINE_COLUMNS " FROM activity_line WHERE org_id = $1"
				    " AND inventory_id IN ($2, $3, $4, $5, $6, $7, $8, $9)"
				    " ORDER BY inventory_id, category, position, id";

Err inventories_all_lines(Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count,
    const ActivityLine *out[], size_t counts[])
{
	assert(id_count <= INVENTORIES_AT_ONCE);
	int64_t id[INVENTORIES_AT_ONCE] = {0};
	for (size_t i = 0; i < id_count; i++)
		id[i] = ids[i];
	ActivityLine *lines;
	size_t count, at = 0;
	Err err = many_lines(db_query(db, SQL_ALL_LINES, INT(org_id), INT(id[0]), INT(id[1]), INT(id[2]),
				 INT(id[3]), INT(id[4]), INT(id[5]), INT(id[6]), INT(id[7])),
	    mem, INVENTORY_MAX_LINES * id_count, &lines, &count);
	for (size_t i = 0; i < id_count; i++) {
		out[i] = NULL;
		counts[i] = 0;
	}
	for (; !err && at < count; at++)
		for (size_t i = 0; i < id_count; i++) {
			if (lines[at].inventory_id != ids[i])
				continue;
			if (!counts[i]++)
				out[i] = &lines[at];
			if (counts[i] > INVENTORY_MAX_LINES)
				return ERR_TOO_LARGE;
		}
	return err;
}

Err inventory_all_lines(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, ActivityLine **out, size_t *count)
{
	return many_lines(db_query(db, SQL_ALL_LINES, INT(org_id), INT(inventory_id), INT(0), INT(0), INT(0),
			      INT(0), INT(0), INT(0), INT(0)),
	    mem, INVENTORY_MAX_LINES, out, count);
}

static const char SQL_LINE_HEADS[] = "SELECT id, version, category FROM activity_line"
				     " WHERE inventory_id = $1 AND org_id = $2"
				     " ORDER BY category, position, id LIMIT $3";

Err inventory_line_heads(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, LineHead **out, size_t *count)
{
	size_t room = 4096;
	*out = ARENA_ARRAY(mem, LineHead, room);
	*count = 0;
	const char *category = "";
	Rows *rows = db_query(
	    db, SQL_LINE_HEADS, INT(inventory_id), INT(org_id), INT(INVENTORY_MAX_LINES + 1));
	while (db_next(rows)) {
		if (*count == room) {
			LineHead *larger = ARENA_ARRAY(mem, LineHead, room * 2);
			memcpy(larger, *out, room * sizeof *larger);
			*out = larger;
			room *= 2;
		}
		if (!str_eq(category, db_text(rows, 2)))
			category = arena_copy(mem, db_text(rows, 2));
		(*out)[(*count)++] = (LineHead){db_int(rows, 0), db_int(rows, 1), category};
	}
	Err err = db_end(rows);
	if (err)
		return err;
	return *count > INVENTORY_MAX_LINES ? ERR_TOO_LARGE : OK;
}

static const char SQL_SOME_LINES[] =
    "SELECT " LINE_COLUMNS " FROM activity_line WHERE inventory_id = $1 AND org_id = $2"
    " AND id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
enum { LINES_AT_ONCE = 16 };

Err inventory_lines_of_ids(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const int64_t ids[],
    size_t id_count, ActivityLine out[], size_t *count)
{
	*count = 0;
	for (size_t at = 0; at < id_count; at += LINES_AT_ONCE) {
		DbValue values[2 + LINES_AT_ONCE] = {INT(inventory_id), INT(org_id)};
		for (size_t i = 0; i < LINES_AT_ONCE; i++)
			values[2 + i] = INT(at + i < id_count ? ids[at + i] : 0);
		Rows *rows = db_query_values(db, SQL_SOME_LINES, values, 2 + LINES_AT_ONCE);
		while (*count < id_count && db_next(rows))
			out[(*count)++] = line_row(rows, mem);
		Err err = db_end(rows);
		if (err)
			return err;
	}
	return OK;
}

/* ---- saving ---- */

static const char SQL_UPDATE_LINE[] =
    "UPDATE activity_line SET category = $4, facility_id = $5, item = $6, label = $7, amount_text = $8,"
    " amount_unit = $9, monthly = $10, months = $11, inputs = $12, factor_text = $13, factor_unit = $14,"
    " factor_source = $15, factor_choice = $16, alloc_total_text = $17, alloc_share_text = $18, alloc_basis "
    "= $19,"
    " alloc_note = $20, note = $21, updated_by = $22, updated_at = $23, version = version + 1"
    " WHERE id = $1 AND org_id = $2 AND version = $3";

static Err update_line(Scope by, const ActivityLine *v)
{
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_UPDATE_LINE, INT(v->id), INT(by.org_id),
	    INT(v->version), TEXT(v->category), ID_OR_NIL(v->facility_id), TEXT(v->item), TEXT(v->label),
	    TEXT(v->amount_text), TEXT(v->amount_unit), TEXT(v->monthly), INT(v->months), TEXT(v->inputs),
	    TEXT(v->factor_text), TEXT(v->factor_unit), TEXT(v->factor_source), TEXT(v->factor_choice),
	    TEXT(v->alloc_total_text), TEXT(v->alloc_share_text), TEXT(v->alloc_basis), TEXT(v->alloc_note),
	    TEXT(v->note), INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return changed ? OK : ERR_RETRY;
}

/* "amount=2610; amount_unit=MWh" for the audit row. */
static const char *saved_values(
    Arena *mem, const ActivityLine *line, const FieldMerge *merge, const FieldEdit edits[], size_t count)
{
	Buf detail = audit_detail(mem);
	for (size_t i = 0; i < count; i++)
		if (names_have(merge->saved, edits[i].field))
			audit_detail_add(&detail, edits[i].field, edits[i].value);
	return buf_take(&detail);
}

/* The edits but those that name a facility the organisation has not got. */
static Err edits_of_ours(Scope by, const FieldEdit edits[], size_t count, FieldEdit **out, size_t *out_count)
{
	*out = ARENA_ARRAY(by.mem, FieldEdit, count + 1);
	*out_count = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t facility = 0;
		if (str_eq(edits[i].field, "facility"))
			str_to_int(edits[i].value, &facility);
		Err err = facility ? facility_exists(by.db, by.org_id, facility) : OK;
		if (err && err != ERR_NOT_FOUND)
			return err;
		if (!err)
			(*out)[(*out_count)++] = edits[i];
	}
	return OK;
}

Err line_save_fields(const OpenChange *change, int64_t line_id, int64_t seen, const FieldEdit edits[],
    size_t count, LineSaved *out)
{
	Scope by = change_by(change);
	*out = (LineSaved){0};
	Err err = activity_line_of(by.db, by.mem, by.org_id, change->id, line_id, &out->line);
	if (err)
		return err;
	FieldChanges others;
	err = fields_changed_since(change, line_id, out->line.version, seen, &others);
	FieldEdit *ours;
	size_t ours_count;
	if (!err)
		err = edits_of_ours(by, edits, count, &ours, &ours_count);
	if (err)
		return err;
	out->merge = fields_merge(by.mem, &LINE_FORM, &out->line, &others, ours, ours_count);
	if (ours_count < count) {
		out->merge.fault = FIELD_REFUSED;
		out->merge.fault_field = "facility";
	}
	if (!*out->merge.saved)
		return OK;
	err = update_line(by, &out->line);
	if (err)
		return err;
	out->line.version++;
	err = fields_note_change(change, line_id, out->line.version, out->merge.saved);
	if (err)
		return err;
	return audit_add(by, "line.change", "activity_line", line_id,
	    saved_values(by.mem, &out->line, &out->merge, edits, count));
}

Err lines_save_fields(
    const OpenChange *change, const LineEdit edits[], size_t count, size_t *stopped, LineSaved *out)
{
	Err err = OK;
	for (*stopped = 0; *stopped < count; (*stopped)++) {
		const LineEdit *at = &edits[*stopped];
		err = line_save_fields(change, at->line_id, at->seen, &at->edit, 1, out);
		if (!err && (out->merge.conflict_count || out->merge.fault))
			err = ERR_CONFLICT;
		if (err)
			break;
	}
	return err;
}

/* ---- months when the period begins elsewhere ---- */

static const char SQL_LINES_WITH_MONTHS[] =
    "SELECT " LINE_COLUMNS " FROM activity_line WHERE inventory_id = $1 AND org_id = $2"
    " AND (months <> 0 OR monthly <> '' OR inputs LIKE '%\"months\"%') ORDER BY category, position, id";
Err lines_move_months(const OpenChange *change, const Inventory *inventory, int months, size_t *moved)
{
	Scope by = change_by(change);
	ActivityLine *lines;
	size_t count;
	*moved = 0;
	Err err = many_lines(db_query(by.db, SQL_LINES_WITH_MONTHS, INT(inventory->id), INT(by.org_id)),
	    by.mem, INVENTORY_MAX_LINES, &lines, &count);
	for (size_t i = 0; !err && i < count; i++) {
		const char *fields = line_month_fields(by.mem, &lines[i]);
		if (!line_move_months(by.mem, &lines[i], months, inventory->month_count))
			continue;
		err = update_line(by, &lines[i]);
		if (!err)
			err = fields_note_change(change, lines[i].id, lines[i].version + 1, fields);
		(*moved)++;
	}
	return err;
}

/* ---- adding ---- */

static const char SQL_LAST_POSITION[] = "SELECT position FROM activity_line WHERE inventory_id = $1 AND "
					"category = $2 ORDER BY position DESC LIMIT 1";

static Err last_position(Db *db, int64_t inventory_id, const char *category, int64_t *position)
{
	Rows *rows = db_query(db, SQL_LAST_POSITION, INT(inventory_id), TEXT(category));
	*position = db_next(rows) ? db_int(rows, 0) : 0;
	return db_end(rows);
}

static const char SQL_COUNT_LINES[] = "SELECT COUNT(*) FROM activity_line WHERE inventory_id = $1";

static Err room_for(Db *db, int64_t inventory_id, size_t more)
{
	Rows *rows = db_query(db, SQL_COUNT_LINES, INT(inventory_id));
	size_t count = db_next(rows) ? (size_t)db_int(rows, 0) : 0;
	Err err = db_end(rows);
	if (err)
		return err;
	return count + more > INVENTORY_MAX_LINES ? ERR_TOO_LARGE : OK;
}

#define LINE_INSERT_COLUMNS                                                                                  \
	"id, org_id, inventory_id, category, position, facility_id, item, label, amount_text, amount_unit, " \
	"monthly,"                                                                                           \
	" months, inputs, factor_text, factor_unit, factor_source, factor_choice, alloc_total_text, "        \
	"alloc_share_text,"                                                                                  \
	" alloc_basis, alloc_note, note, updated_by, updated_at"
enum { LINE_INSERT_COUNT = 24 };

static void line_values(DbValue values[LINE_INSERT_COUNT], Scope by, const ActivityLine *v, int64_t now)
{
	const DbValue all[LINE_INSERT_COUNT] = {INT(v->id), INT(by.org_id), INT(v->inventory_id),
	    TEXT(v->category), INT(v->position), ID_OR_NIL(v->facility_id), TEXT(v->item), TEXT(v->label),
	    TEXT(v->amount_text), TEXT(v->amount_unit), TEXT(v->monthly), INT(v->months), TEXT(v->inputs),
	    TEXT(v->factor_text), TEXT(v->factor_unit), TEXT(v->factor_source), TEXT(v->factor_choice),
	    TEXT(v->alloc_total_text), TEXT(v->alloc_share_text), TEXT(v->alloc_basis), TEXT(v->alloc_note),
	    TEXT(v->note), INT(by.user_id), INT(now)};
	memcpy(values, all, sizeof all);
}

static const char SQL_INSERT_LINE[] =
    "INSERT INTO activity_line (" LINE_INSERT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
    " $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) ON CONFLICT (id) DO NOTHING";

static Err insert_line(Scope by, const ActivityLine *line)
{
	DbValue values[LINE_INSERT_COUNT];
	line_values(values, by, line, now_ms());
	int64_t changed = 0;
	Err err = db_exec_values(by.db, &changed, SQL_INSERT_LINE, values, LINE_INSERT_COUNT);
	if (err)
		return err;
	if (!changed)
		return ERR_CONFLICT;
	return audit_add(by, "line.add", "activity_line", line->id, line->category);
}

Err line_insert(const OpenChange *change, const ActivityLine *line)
{
	Scope by = change_by(change);
	assert(line->inventory_id == change->id);
	ActivityLine placed = *line;
	Err err = line->facility_id ? facility_exists(by.db, by.org_id, line->facility_id) : OK;
	if (!err)
		err = room_for(by.db, change->id, 1);
	if (!err)
		err = last_position(by.db, change->id, line->category, &placed.position);
	placed.position++;
	return err ? err : insert_line(by, &placed);
}

Err line_insert_copy(const OpenChange *change, int64_t line_id, int64_t new_id)
{
	Scope by = change_by(change);
	ActivityLine line;
	Err err = room_for(by.db, change->id, 1);
	if (!err)
		err = activity_line_of(by.db, by.mem, by.org_id, change->id, line_id, &line);
	if (err)
		return err;
	line.id = new_id; /* ids grow: at the same position it stands after the original */
	return insert_line(by, &line);
}

static Err bulk_lines(Scope by, ActivityLine lines[], size_t count)
{
	DbBulk *bulk;
	Err err = db_bulk_begin(by.db, "activity_line", LINE_INSERT_COLUMNS, LINE_INSERT_COUNT, &bulk);
	if (err)
		return err;
	int64_t now = now_ms();
	for (size_t i = 0; !err && i < count; i++) {
		DbValue values[LINE_INSERT_COUNT];
		line_values(values, by, &lines[i], now);
		err = db_bulk_row(bulk, values);
	}
	Err end = db_bulk_end(bulk);
	return err ? err : end;
}

/* Places the new lines behind those there are; one look at the store a category. */
static Err place_lines(Db *db, int64_t inventory_id, ActivityLine lines[], size_t count)
{
	struct {
		const char *category;
		int64_t position;
	} last[64];
	size_t known = 0;
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (at < known && !str_eq(last[at].category, lines[i].category))
			at++;
		if (at == sizeof last / sizeof *last)
			return ERR_TOO_LARGE;
		if (at == known) {
			last[at].category = lines[i].category;
			Err err = last_position(db, inventory_id, lines[i].category, &last[at].position);
			if (err)
				return err;
			known++;
		}
		lines[i].position = ++last[at].position;
	}
	return OK;
}

Err lines_insert(const OpenChange *change, ActivityLine lines[], size_t count, const char *origin)
{
	Scope by = change_by(change);
	Err err = room_for(by.db, change->id, count);
	if (!err)
		err = place_lines(by.db, change->id, lines, count);
	if (!err)
		err = bulk_lines(by, lines, count);
	if (err)
		return err;
	return audit_add(by, "line.import", "inventory", change->id,
	    arena_printf(by.mem, "%zu lines from %s", count, origin));
}

Err lines_copy(const OpenChange *change, int64_t from_id, bool keep_amounts)
{
	Scope by = change_by(change);
	ActivityLine *lines;
	size_t count;
	Err err = inventory_all_lines(by.db, by.mem, by.org_id, from_id, &lines, &count);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		lines[i].id = id_new();
		lines[i].inventory_id = change->id;
		if (!keep_amounts)
			line_forget_amounts(by.mem, &lines[i]);
	}
	return count ? bulk_lines(by, lines, count) : OK;
}

/* ---- deleting ---- */

static const char SQL_DELETE_LINE[] =
    "DELETE FROM activity_line WHERE id = $1 AND inventory_id = $2 AND org_id = $3";

Err line_delete(const OpenChange *change, int64_t line_id)
{
	Scope by = change_by(change);
	ActivityLine line;
	Err err = activity_line_of(by.db, by.mem, by.org_id, change->id, line_id, &line);
	if (!err)
		err = evidence_forget_target(change, "line", line_id);
	if (!err)
		err = db_exec(by.db, SQL_DELETE_LINE, INT(line_id), INT(change->id), INT(by.org_id));
	if (!err)
		err = fields_forget_changes(change, line_id);
	if (err)
		return err;
	return audit_add(by, "line.delete", "activity_line", line_id,
	    arena_printf(
		by.mem, "%s %s %s %s", line.category, line.item, line.amount_text, line.amount_unit));
}

/* ---- remembered units ---- */

static const char SQL_UNIT_HERE[] = "SELECT amount_unit FROM activity_line WHERE inventory_id = $1 AND "
				    "org_id = $2 AND category = $3 AND item = $4"
				    " AND amount_unit <> '' ORDER BY position DESC, id DESC LIMIT 1";
static const char SQL_UNIT_BEFORE[] =
    "SELECT l.amount_unit FROM activity_line l JOIN inventory i ON i.id = l.inventory_id"
    " WHERE l.inventory_id IN (SELECT id FROM inventory WHERE org_id = $1 AND is_deleted = 0 AND id <> $2"
    " ORDER BY updated_at DESC LIMIT 3)"
    " AND l.org_id = $1 AND l.category = $3 AND l.item = $4 AND l.amount_unit <> ''"
    " ORDER BY i.updated_at DESC, l.position DESC LIMIT 1";

static Err one_text(Rows *rows, Arena *mem, const char **out)
{
	*out = db_next(rows) ? arena_copy(mem, db_text(rows, 0)) : "";
	return db_end(rows);
}

Err line_last_unit(
    Db *db, Arena *mem, const Inventory *inventory, const char *category, const char *item, const char **unit)
{
	Err err = one_text(db_query(db, SQL_UNIT_HERE, INT(inventory->id), INT(inventory->org_id),
			       TEXT(category), TEXT(item)),
	    mem, unit);
	if (err || **unit)
		return err;
	return one_text(db_query(db, SQL_UNIT_BEFORE, INT(inventory->org_id), INT(inventory->id),
			    TEXT(category), TEXT(item)),
	    mem, unit);
}
