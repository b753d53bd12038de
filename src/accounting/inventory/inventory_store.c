/* All SQL of inventories: the row, its facilities, lists, copies, and the wizard's scope 3 screening. Lines
 * and renewables are in inventory_line_store.c and inventory_renewable_store.c. */
#include <assert.h>
#include <string.h>

#include "audit/audit.h"
#include "base/date.h"
#include "base/list.h"
#include "base/rand.h"
#include "base/str.h"
#include "edition/edition.h"
#include "evidence/evidence.h"
#include "inventory/inventory_rows.h"
#include "media/media.h"
#include "organisation/organisation.h"

#define INVENTORY_COLUMNS                                                                                    \
	"i.id, i.org_id, i.period_start, i.period_end, i.method, i.gwp_set, i.approach, i.grid_choice,"      \
	" i.output_text, i.output_unit, i.output_name, i.revenue_text, i.headcount_text, i.coal_rate_text, " \
	"i.note,"                                                                                            \
	" i.status, i.copied_from, i.created_by, u.name, i.created_at, i.updated_at, i.version, "            \
	"i.content_version, i.months_from, i.edition"                                                        \
	" FROM inventory i JOIN user_account u ON u.id = i.created_by"

static const char *const STATUS_NAMES[] = {"open", "done", "published"};

static InventoryStatus status_of(const char *name)
{
	if (str_eq(name, "done"))
		return INVENTORY_DONE;
	return str_eq(name, "published") ? INVENTORY_PUBLISHED : INVENTORY_OPEN;
}

static Inventory inventory_row(Rows *rows, Arena *mem)
{
	int at = 0;
	Inventory inventory = {.id = db_int(rows, at++), .org_id = db_int(rows, at++)};
	const char **texts[] = {&inventory.start_text, &inventory.end_text, &inventory.method,
	    &inventory.gwp_set, &inventory.approach, &inventory.grid_choice, &inventory.output_text,
	    &inventory.output_unit, &inventory.output_name, &inventory.revenue_text,
	    &inventory.headcount_text, &inventory.coal_rate_text, &inventory.note};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = arena_copy(mem, db_text(rows, at++));
	inventory.status = status_of(db_text(rows, at++));
	inventory.copied_from = db_int(rows, at++);
	inventory.created_by = db_int(rows, at++);
	inventory.created_by_name = mask_mobile(mem, arena_copy(mem, db_text(rows, at++)));
	inventory.created_at = db_int(rows, at++);
	inventory.updated_at = db_int(rows, at++);
	inventory.version = db_int(rows, at++);
	inventory.content_version = db_int(rows, at++);
	inventory.months_from = arena_copy(mem, db_text(rows, at++));
	inventory.edition = arena_copy(mem, db_text(rows, at++));
	inventory_read_period(&inventory);
	return inventory;
}

/* The one row of a query; ERR_NOT_FOUND when there is none. */
static Err one_inventory(Db *db, Rows *rows, Arena *mem, Inventory *out)
{
	bool found = db_next(rows);
	if (found)
		*out = inventory_row(rows, mem);
	Err err = db_end_found(rows, found);
	if (err)
		return err;
	return edition_of(db, mem, out->edition, &out->ghg);
}

static Err many_inventories(Db *db, Rows *rows, Arena *mem, int most, Inventory **out, size_t *count)
{
	Inventory *list = NULL;
	size_t n = 0, cap = 0;
	while (n < (size_t)most && db_next(rows)) {
		LIST_ROOM(mem, list, n, cap);
		list[n++] = inventory_row(rows, mem);
	}
	*out = list;
	*count = n;
	Err err = db_end(rows);
	for (size_t i = 0; i < n && !err; i++)
		err = edition_of(db, mem, list[i].edition, &list[i].ghg);
	return err;
}

static const char SQL_INVENTORY[] = "SELECT " INVENTORY_COLUMNS
				    " WHERE i.id = $1 AND i.org_id = $2 AND i.is_deleted = 0";

Err inventory_of_org(Db *db, Arena *mem, int64_t org_id, int64_t id, Inventory *out)
{
	return one_inventory(db, db_query(db, SQL_INVENTORY, INT(id), INT(org_id)), mem, out);
}

static const char SQL_FIRST_INVENTORIES[] = "SELECT " INVENTORY_COLUMNS
					    " WHERE i.org_id = $1 AND i.is_deleted = 0"
					    " ORDER BY i.period_start DESC, i.id DESC LIMIT $2";
static const char SQL_NEXT_INVENTORIES[] =
    "SELECT " INVENTORY_COLUMNS " WHERE i.org_id = $1 AND i.is_deleted = 0"
    " AND (i.period_start, i.id) < (SELECT period_start, id FROM inventory WHERE id = $3 AND org_id = $1)"
    " ORDER BY i.period_start DESC, i.id DESC LIMIT $2";

Err inventory_list(
    Db *db, Arena *mem, int64_t org_id, int64_t after_id, int limit, Inventory **out, size_t *count)
{
	Rows *rows = after_id ? db_query(db, SQL_NEXT_INVENTORIES, INT(org_id), INT(limit), INT(after_id))
			      : db_query(db, SQL_FIRST_INVENTORIES, INT(org_id), INT(limit));
	return many_inventories(db, rows, mem, limit, out, count);
}

static const char SQL_OVERLAPPING[] =
    "SELECT " INVENTORY_COLUMNS " WHERE i.org_id = $1 AND i.is_deleted = 0 AND i.id <> $4"
    " AND i.period_start <= $3 AND i.period_end >= $2 ORDER BY i.period_start, i.id LIMIT 10";

Err inventories_overlapping(Db *db, Arena *mem, int64_t org_id, const char *start, const char *end,
    int64_t except_id, Inventory **out, size_t *count)
{
	return many_inventories(db,
	    db_query(db, SQL_OVERLAPPING, INT(org_id), TEXT(start), TEXT(end), INT(except_id)), mem, 10, out,
	    count);
}

/* The last days that a year before may have; false when the inventory is no full year. */
static bool ends_before(const Inventory *inventory, Date *eve, Date *year_ago)
{
	if (!inventory_is_full_year(inventory))
		return false;
	*eve = date_of_days(date_days(inventory->start) - 1);
	*year_ago = inventory->end;
	year_ago->year--;
	if (!date_is_valid(*year_ago))
		year_ago->day--; /* 29 February */
	return true;
}

const Inventory *inventory_before(const Inventory *inventory, const Inventory others[], size_t count)
{
	const Inventory *latest = NULL;
	Date eve, year_ago;
	if (!ends_before(inventory, &eve, &year_ago))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const Inventory *other = &others[i];
		int64_t end = date_is_none(other->end) ? 0 : date_days(other->end);
		bool is_before = other->id != inventory->id && inventory_is_full_year(other) &&
				 (end == date_days(eve) || end == date_days(year_ago));
		bool is_later = !latest || other->updated_at > latest->updated_at ||
				(other->updated_at == latest->updated_at && other->id > latest->id);
		if (is_before && is_later)
			latest = other;
	}
	return latest;
}

static const char SQL_BESIDE[] =
    "SELECT " INVENTORY_COLUMNS " WHERE i.org_id = $1 AND i.is_deleted = 0 AND i.id <> $2"
    " AND (i.period_end = $3 OR i.period_end = $4 OR i.id IN ($5, $6, $7, $8, $9, $10))"
    " ORDER BY i.updated_at DESC, i.id DESC LIMIT $11";
enum { BESIDE_READ = 32 };

static Err read_beside(Db *db, Arena *mem, int64_t org_id, int64_t except_id, const char *last_day,
    const char *other_last_day, const int64_t ids[], size_t id_count, Inventory **out, size_t *count)
{
	assert(id_count <= INVENTORIES_BESIDE);
	int64_t id[INVENTORIES_BESIDE] = {0};
	for (size_t i = 0; i < id_count; i++)
		id[i] = ids[i];
	Rows *rows = db_query(db, SQL_BESIDE, INT(org_id), INT(except_id), TEXT(last_day),
	    TEXT(other_last_day), INT(id[0]), INT(id[1]), INT(id[2]), INT(id[3]), INT(id[4]), INT(id[5]),
	    INT(BESIDE_READ));
	return many_inventories(db, rows, mem, BESIDE_READ, out, count);
}

static const char NO_DAY[] = "-"; /* on which no period ends */

Err inventories_of_ids(
    Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count, Inventory **out, size_t *count)
{
	*out = NULL;
	*count = 0;
	return id_count ? read_beside(db, mem, org_id, 0, NO_DAY, NO_DAY, ids, id_count, out, count) : OK;
}

Err inventories_beside(Db *db, Arena *mem, const Inventory *inventory, const int64_t ids[], size_t id_count,
    Inventory **out, size_t *count)
{
	Date eve, year_ago;
	if (!ends_before(inventory, &eve, &year_ago))
		return inventories_of_ids(db, mem, inventory->org_id, ids, id_count, out, count);
	return read_beside(db, mem, inventory->org_id, inventory->id, date_text(mem, eve),
	    date_text(mem, year_ago), ids, id_count, out, count);
}

/* ---- facilities ---- */

/* A row a facility and inventory that has it in its boundary; one without inventory when none has. */
static const char SQL_FACILITIES[] =
    "SELECT f.id, f.name_zh, f.name_en, f.province, b.inventory_id FROM facility f"
    " LEFT JOIN inventory_facility b ON b.facility_id = f.id"
    " AND b.inventory_id IN ($2, $3, $4, $5, $6, $7, $8, $9)"
    " WHERE f.org_id = $1 ORDER BY f.id";

static InventoryFacility facility_row(Rows *rows, Arena *mem, Lang lang)
{
	const char *name_en = db_text(rows, 2);
	return (InventoryFacility){
	    .id = db_int(rows, 0),
	    .name = arena_copy(mem, lang == EN && *name_en ? name_en : db_text(rows, 1)),
	    .province = arena_copy(mem, db_text(rows, 3)),
	};
}

Err inventories_facilities(Db *db, Arena *mem, const Inventory *const inventories[], size_t inventory_count,
    Lang lang, InventoryFacility *out[], size_t counts[])
{
	assert(inventory_count > 0 && inventory_count <= INVENTORIES_AT_ONCE);
	int64_t ids[INVENTORIES_AT_ONCE] = {0};
	size_t rooms[INVENTORIES_AT_ONCE] = {0};
	for (size_t i = 0; i < inventory_count; i++) {
		ids[i] = inventories[i]->id;
		out[i] = NULL;
		counts[i] = 0;
	}
	Rows *rows = db_query(db, SQL_FACILITIES, INT(inventories[0]->org_id), INT(ids[0]), INT(ids[1]),
	    INT(ids[2]), INT(ids[3]), INT(ids[4]), INT(ids[5]), INT(ids[6]), INT(ids[7]));
	while (db_next(rows)) {
		bool is_next = !counts[0] || out[0][counts[0] - 1].id != db_int(rows, 0);
		InventoryFacility facility = is_next ? facility_row(rows, mem, lang) : out[0][counts[0] - 1];
		for (size_t i = 0; i < inventory_count; i++) {
			if (is_next) {
				LIST_ROOM(mem, out[i], counts[i], rooms[i]);
				facility.grid = grid_region(inventories[i]->grid_choice, facility.province);
				out[i][counts[i]++] = facility;
			}
			out[i][counts[i] - 1].is_within |= db_int(rows, 4) == ids[i];
		}
	}
	return db_end(rows);
}

Err inventory_facilities(
    Db *db, Arena *mem, const Inventory *inventory, Lang lang, InventoryFacility **out, size_t *count)
{
	return inventories_facilities(db, mem, &inventory, 1, lang, out, count);
}

/* ---- writing the row ---- */

static const char SQL_INSERT[] = "INSERT INTO inventory (id, org_id, period_start, period_end, method, "
				 "gwp_set, approach, grid_choice, output_text,"
				 " output_unit, output_name, revenue_text, headcount_text, coal_rate_text, "
				 "note, copied_from, created_by, created_at,"
				 " updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
				 "$13, $14, $15, $16, $17, $18, $18)"
				 " ON CONFLICT (id) DO NOTHING";

/* Fields that the maker of an inventory left out are empty, not NULL. */
#define OR_EMPTY(text) TEXT((text) ? (text) : "")

static Err insert_row(Scope by, const Inventory *v)
{
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_INSERT, INT(v->id), INT(by.org_id),
	    OR_EMPTY(v->start_text), OR_EMPTY(v->end_text), OR_EMPTY(v->method), OR_EMPTY(v->gwp_set),
	    OR_EMPTY(v->approach), OR_EMPTY(v->grid_choice), OR_EMPTY(v->output_text),
	    OR_EMPTY(v->output_unit), OR_EMPTY(v->output_name), OR_EMPTY(v->revenue_text),
	    OR_EMPTY(v->headcount_text), OR_EMPTY(v->coal_rate_text), OR_EMPTY(v->note),
	    ID_OR_NIL(v->copied_from), INT(by.user_id), INT(now_ms()));
	if (err)
		return err;
	return changed ? OK : ERR_CONFLICT;
}

static const char SQL_ADD_FACILITY[] =
    "INSERT INTO inventory_facility (inventory_id, facility_id, org_id)"
    " SELECT CAST($1 AS bigint), id, org_id FROM facility WHERE id = $2 AND org_id = $3"
    " ON CONFLICT (inventory_id, facility_id) DO NOTHING";
static const char SQL_DROP_FACILITY[] =
    "DELETE FROM inventory_facility WHERE inventory_id = $1 AND facility_id = $2 AND org_id = $3";

Err inventory_insert(Scope by, const Inventory *inventory, const int64_t facilities[], size_t facility_count)
{
	OpenChange change;
	Err err = change_begin(by, inventory->id, &change);
	if (err)
		return err;
	err = insert_row(by, inventory);
	for (size_t i = 0; !err && i < facility_count; i++) {
		err = facility_exists(by.db, by.org_id, facilities[i]);
		if (!err)
			err = db_exec(
			    by.db, SQL_ADD_FACILITY, INT(inventory->id), INT(facilities[i]), INT(by.org_id));
	}
	if (!err)
		err = audit_add(by, "inventory.create", "inventory", inventory->id, inventory->start_text);
	return change_end(&change, err);
}

Err inventory_set_facility(const OpenChange *change, int64_t facility_id, bool is_within)
{
	Scope by = change_by(change);
	Err err = facility_exists(by.db, by.org_id, facility_id);
	if (!err)
		err = db_exec(by.db, is_within ? SQL_ADD_FACILITY : SQL_DROP_FACILITY, INT(change->id),
		    INT(facility_id), INT(by.org_id));
	if (err)
		return err;
	return audit_add(
	    by, is_within ? "inventory.facility_in" : "inventory.facility_out", "facility", facility_id, "");
}

/* ---- saving fields ---- */

static const char SQL_UPDATE[] =
    "UPDATE inventory SET period_start = $3, period_end = $4, method = $5, gwp_set = $6, approach = $7, "
    "grid_choice = $8,"
    " output_text = $9, output_unit = $10, output_name = $11, revenue_text = $12, headcount_text = $13,"
    " coal_rate_text = $14, note = $15, months_from = $17, version = version + 1"
    " WHERE id = $1 AND version = $2 AND org_id = $16";

static Err update_row(Scope by, const Inventory *v)
{
	int64_t changed = 0;
	Err err = db_exec_changed(by.db, &changed, SQL_UPDATE, INT(v->id), INT(v->version),
	    TEXT(v->start_text), TEXT(v->end_text), TEXT(v->method), TEXT(v->gwp_set), TEXT(v->approach),
	    TEXT(v->grid_choice), TEXT(v->output_text), TEXT(v->output_unit), TEXT(v->output_name),
	    TEXT(v->revenue_text), TEXT(v->headcount_text), TEXT(v->coal_rate_text), TEXT(v->note),
	    INT(by.org_id), TEXT(v->months_from));
	if (err)
		return err;
	return changed ? OK : ERR_RETRY;
}

/* Keeps what lines and documents say of months with the calendar when the period begins in another month. */
static Err move_months(const OpenChange *change, const Inventory *inventory, int months)
{
	if (months == 0)
		return OK;
	Scope by = change_by(change);
	size_t lines = 0, links = 0;
	Err err = lines_move_months(change, inventory, months, &lines);
	if (!err)
		err = evidence_move_months(change, months, inventory->month_count, &links);
	if (err || lines + links == 0)
		return err;
	return audit_add(by, "inventory.months", "inventory", change->id,
	    arena_printf(by.mem, "%d months: %zu lines, %zu documents", months, lines, links));
}

Err inventory_save_fields(
    const OpenChange *change, int64_t seen, const FieldEdit edits[], size_t count, InfoSaved *out)
{
	Scope by = change_by(change);
	*out = (InfoSaved){0};
	Err err = inventory_of_org(by.db, by.mem, by.org_id, change->id, &out->inventory);
	if (err)
		return err;
	FieldChanges others;
	err = fields_changed_since(change, change->id, out->inventory.version, seen, &others);
	if (err)
		return err;
	Inventory before = out->inventory;
	out->merge = fields_merge(by.mem, &INVENTORY_FORM, &out->inventory, &others, edits, count);
	if (!*out->merge.saved)
		return OK;
	inventory_read_period(&out->inventory);
	int months = inventory_months_moved(by.mem, &before, &out->inventory);
	err = update_row(by, &out->inventory);
	if (!err)
		err = move_months(change, &out->inventory, months);
	if (err)
		return err;
	out->inventory.version++;
	err = fields_note_change(change, change->id, out->inventory.version, out->merge.saved);
	if (err)
		return err;
	return audit_add(by, "inventory.change", "inventory", change->id, out->merge.saved);
}

/* What is finished stays with the edition in force. Opened again it still does, until somebody asks for the
 * newer one: nothing changes without that. */
static const char SQL_SET_STATUS[] =
    "UPDATE inventory SET status = $4, updated_at = $5, edition = CASE WHEN $4 <> 'open' AND edition = ''"
    " THEN COALESCE((SELECT digest FROM data_current WHERE one = 1), '') ELSE edition END"
    " WHERE id = $1 AND org_id = $2 AND is_deleted = 0 AND status = $3";

Err inventory_set_status(Scope by, int64_t id, InventoryStatus from, InventoryStatus to)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_SET_STATUS, INT(id), INT(by.org_id),
	    TEXT(STATUS_NAMES[from]), TEXT(STATUS_NAMES[to]), INT(now_ms()));
	if (!err && !changed)
		err = inventory_refusal(by, id);
	if (!err)
		err = audit_add(by, "inventory.status", "inventory", id, STATUS_NAMES[to]);
	return db_finish(by.db, err);
}

static const char SQL_PIN_FINISHED[] =
    "UPDATE inventory SET edition = (SELECT digest FROM data_current WHERE one = 1)"
    " WHERE edition = '' AND status <> 'open' AND EXISTS (SELECT 1 FROM data_current WHERE one = 1)";

Err inventory_pin_finished(Db *db)
{
	Err err = db_begin(db);
	if (err)
		return err;
	return db_finish(db, db_exec(db, SQL_PIN_FINISHED));
}

static const char SQL_TAKE_EDITION[] =
    "UPDATE inventory SET edition = CASE WHEN status = 'open' THEN '' ELSE $4 END, updated_at = $5,"
    " content_version = content_version + 1"
    " WHERE id = $1 AND org_id = $2 AND edition = $3 AND is_deleted = 0 AND status <> 'published'";

Err inventory_take_edition(Scope by, const Inventory *inventory, const char *digest)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_TAKE_EDITION, INT(inventory->id), INT(by.org_id),
	    TEXT(inventory->edition), TEXT(digest), INT(now_ms()));
	if (!err && !changed)
		err = inventory_refusal(by, inventory->id);
	if (!err)
		err = audit_add(by, "inventory.recalculate", "inventory", inventory->id,
		    arena_printf(by.mem, "%s -> %s", inventory->edition, digest));
	return db_finish(by.db, err);
}

static const char SQL_DELETE[] =
    "UPDATE inventory SET is_deleted = 1, updated_at = $3"
    " WHERE id = $1 AND org_id = $2 AND is_deleted = 0 AND status <> 'published'";
static const char SQL_FREE_CERTIFICATES[] =
    "UPDATE renewable_record SET certificate_first = NULL, certificate_last = NULL"
    " WHERE inventory_id = $1 AND org_id = $2";

Err inventory_delete(Scope by, int64_t id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t changed = 0;
	err = db_exec_changed(by.db, &changed, SQL_DELETE, INT(id), INT(by.org_id), INT(now_ms()));
	if (!err && !changed)
		err = inventory_refusal(by, id);
	if (!err)
		err = db_exec(by.db, SQL_FREE_CERTIFICATES, INT(id), INT(by.org_id));
	if (!err)
		err = audit_add(by, "inventory.delete", "inventory", id, "");
	return db_finish(by.db, err);
}

/* ---- copies ---- */

static const char SQL_COPY_FACILITIES[] = "INSERT INTO inventory_facility (inventory_id, facility_id, org_id)"
					  " SELECT CAST($1 AS bigint), facility_id, org_id FROM "
					  "inventory_facility WHERE inventory_id = $2 AND org_id = $3";
static const char SQL_COPY_SCREENING[] =
    "INSERT INTO scope3_screening (inventory_id, category, org_id, status, reason, criteria, derives)"
    " SELECT CAST($1 AS bigint), category, org_id, status, reason, criteria, derives FROM scope3_screening"
    " WHERE inventory_id = $2 AND org_id = $3";

static Err copy_all(const OpenChange *change, const Inventory *inventory, int64_t from_id, bool keep_amounts)
{
	Scope by = change_by(change);
	Inventory from;
	Err err = inventory_of_org(by.db, by.mem, by.org_id, from_id, &from);
	if (!err)
		err = insert_row(by, inventory);
	if (!err)
		err = db_exec(by.db, SQL_COPY_FACILITIES, INT(change->id), INT(from_id), INT(by.org_id));
	if (!err)
		err = db_exec(by.db, SQL_COPY_SCREENING, INT(change->id), INT(from_id), INT(by.org_id));
	if (!err)
		err = lines_copy(change, from_id, keep_amounts);
	if (!err)
		err = renewables_copy(change, from_id, keep_amounts);
	if (!err)
		err = media_copy(change, from_id, keep_amounts);
	if (err)
		return err;
	return audit_add(by, "inventory.copy", "inventory", change->id,
	    arena_printf(by.mem, "from %lld", (long long)from_id));
}

Err inventory_insert_copy(Scope by, const Inventory *inventory, int64_t from_id, bool keep_amounts)
{
	OpenChange change;
	Err err = change_begin(by, inventory->id, &change);
	if (err)
		return err;
	return change_end(&change, copy_all(&change, inventory, from_id, keep_amounts));
}

/* ---- scope 3 screening ---- */

const char *const SCOPE3_CRITERIA[] = {
    "size", "influence", "risk", "stakeholders", "outsourcing", "sector", "other", NULL};

static const char SQL_ADD_SCREENING[] =
    "INSERT INTO scope3_screening (inventory_id, category, org_id, status, reason, criteria, derives)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (inventory_id, category) DO NOTHING";
static const char SQL_CHANGE_SCREENING[] =
    "UPDATE scope3_screening SET status = $4, reason = $5, criteria = $6, derives = $7, version = version + 1"
    " WHERE inventory_id = $1 AND category = $2 AND org_id = $3"
    " AND (version = $8 OR (status = $4 AND reason = $5 AND criteria = $6 AND derives = $7))";

Err scope3_screening_save(const OpenChange *change, const Scope3Screening *s)
{
	Scope by = change_by(change);
	int64_t changed = 0;
	Err err = OK;
	if (s->version == 0)
		err = db_exec_changed(by.db, &changed, SQL_ADD_SCREENING, INT(change->id), TEXT(s->category),
		    INT(by.org_id), TEXT(s->status), TEXT(s->reason), TEXT(s->criteria), INT(s->derives));
	if (!err && !changed)
		err = db_exec_changed(by.db, &changed, SQL_CHANGE_SCREENING, INT(change->id),
		    TEXT(s->category), INT(by.org_id), TEXT(s->status), TEXT(s->reason), TEXT(s->criteria),
		    INT(s->derives), INT(s->version));
	if (err)
		return err;
	if (!changed)
		return ERR_CONFLICT;
	return audit_add(by, "inventory.scope3", "inventory", change->id,
	    arena_printf(by.mem, "%s %s", s->category, s->status));
}
