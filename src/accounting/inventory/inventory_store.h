/* What only the calculator itself asks of the store; what other features may ask stands in inventory.h. */
#ifndef QINGCE_INVENTORY_INVENTORY_STORE_H
#define QINGCE_INVENTORY_INVENTORY_STORE_H

#include "inventory/inventory_change.h"
#include "inventory/inventory_rules.h"

/* Inventories whose period shares a day with start..end, but not `except_id`. */
Err inventories_overlapping(Db *db, Arena *mem, int64_t org_id, const char *start, const char *end,
    int64_t except_id, Inventory **out, size_t *count);

/* A new inventory with its facilities. `inventory->id` is the key of the form it was made from, so that
 * sending a form twice makes one: then ERR_CONFLICT. Facilities of other organisations are passed over. */
Err inventory_insert(Scope by, const Inventory *inventory, const int64_t facilities[], size_t facility_count);

/* The same with the lines of `from_id` (of the same organisation), with or without amounts, scope 3
 * screening, contracts, own generation and energy-carrying media; evidence and certificates stay where they
 * are. */
Err inventory_insert_copy(Scope by, const Inventory *inventory, int64_t from_id, bool keep_amounts);

/* What came of saving fields: the merge and the row as it is now. */
typedef struct InfoSaved {
	FieldMerge merge;
	Inventory inventory;
} InfoSaved;
/* Edits of somebody who saw version `seen`. */
Err inventory_save_fields(
    const OpenChange *change, int64_t seen, const FieldEdit edits[], size_t count, InfoSaved *out);
Err inventory_set_facility(const OpenChange *change, int64_t facility_id, bool is_within);

/* open <-> done; ERR_CONFLICT when it does not stand where the move begins. */
Err inventory_set_status(Scope by, int64_t id, InventoryStatus from, InventoryStatus to);
/* ERR_CONFLICT when it is published. */
Err inventory_delete(Scope by, int64_t id);

typedef struct LineSaved {
	FieldMerge merge;
	ActivityLine line;
} LineSaved;
/* Edits of somebody who saw version `seen`. A facility that the organisation has not got is a fault of the
 * merge. */
Err line_save_fields(const OpenChange *change, int64_t line_id, int64_t seen, const FieldEdit edits[],
    size_t count, LineSaved *out);

/* One edit of a line that was seen at a version. */
typedef struct LineEdit {
	int64_t line_id;
	int64_t seen;
	FieldEdit edit;
} LineEdit;
/* All edits or none. The first that meets a conflict or cannot be set stops them with ERR_CONFLICT: *stopped
 * is its index and `out` says why. */
Err lines_save_fields(
    const OpenChange *change, const LineEdit edits[], size_t count, size_t *stopped, LineSaved *out);

/* A new line at the end of its category. ERR_CONFLICT when the id was used (the form was sent twice);
 * ERR_NOT_FOUND when its facility is not one of the organisation's; ERR_TOO_LARGE at INVENTORY_MAX_LINES. */
Err line_insert(const OpenChange *change, const ActivityLine *line);
/* Right after the original, without evidence. */
Err line_insert_copy(const OpenChange *change, int64_t line_id, int64_t new_id);
Err line_delete(const OpenChange *change, int64_t line_id);
/* All of them or none, each at the end of its category. Sets their positions. */
Err lines_insert(const OpenChange *change, ActivityLine lines[], size_t count, const char *origin);

/* Which lines there are, by category, position, id. Lines of the same category share its text. */
typedef struct LineHead {
	int64_t id, version;
	const char *category;
} LineHead;
Err inventory_line_heads(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, LineHead **out, size_t *count);

/* These lines, as far as they are there, in no order. `out` has room for all. */
Err inventory_lines_of_ids(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const int64_t ids[],
    size_t id_count, ActivityLine out[], size_t *count);

/* The unit that was last chosen for an item of a category, in this inventory or any of the organisation's
 * newest ones; "" = never. */
Err line_last_unit(Db *db, Arena *mem, const Inventory *inventory, const char *category, const char *item,
    const char **unit);

typedef struct Scope3Screening {
	const char *category; /* s3.1 … */
	const char *status;   /* "" | estimated | not_relevant | not_estimated */
	const char *reason;
	const char *criteria; /* of relevance that it meets, joined by ',': SCOPE3_CRITERIA */
	bool derives;	      /* s3.3: the upstream part of scope 1 and 2 energy is computed */
	int64_t version;      /* 0 = nothing saved yet */
} Scope3Screening;
extern const FieldChoice SCREENING_STATUSES[]; /* end with {0} */
/* GHG Protocol Scope 3 Standard, table 6.1: size, influence, risk, stakeholders, outsourcing, sector, other.
 */
extern const char *const SCOPE3_CRITERIA[];
/* ERR_CONFLICT when somebody changed it since `version`, unless it says the same already. */
Err scope3_screening_save(const OpenChange *change, const Scope3Screening *screening);

typedef struct RenewableSaved {
	FieldMerge merge;
	RenewableRecord record;
	bool is_taken; /* some number of the range is claimed already … */
	int64_t
	    own_inventory_id; /* … by this inventory of the same organisation; 0 = by another organisation */
} RenewableSaved;
Err renewable_of(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t id, RenewableRecord *out);
Err renewable_insert(const OpenChange *change, int64_t id, const char *kind);
/* Keeps what was typed; a certificate's range becomes a claim when nobody else holds any of its numbers. */
Err renewable_save_fields(const OpenChange *change, int64_t id, int64_t seen, const FieldEdit edits[],
    size_t count, RenewableSaved *out);
Err renewable_delete(const OpenChange *change, int64_t id);

#endif
