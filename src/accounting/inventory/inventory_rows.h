/* What the store files of the calculator share among themselves; nobody else includes this. All within the
 * caller's transaction. */
#ifndef QINGCE_INVENTORY_INVENTORY_ROWS_H
#define QINGCE_INVENTORY_INVENTORY_ROWS_H

#include "inventory/inventory_store.h"

/* Which fields of a row, now in `version`, were changed after the version `seen`, by whom and when last. */
Err fields_changed_since(
    Db *db, Arena *mem, int64_t org_id, int64_t row_id, int64_t version, int64_t seen, FieldChanges *out);
Err fields_note_change(Db *db, Editor by, int64_t row_id, int64_t version, const char *fields);
Err fields_forget_changes(Db *db, Editor by, int64_t row_id);

/* line_move_months for the lines of an inventory whose period now begins `by` months later; a line that is
 * moved counts as changed, so that a form which showed the old months meets a conflict. */
Err lines_move_months(Db *db, Arena *mem, Editor by, const Inventory *inventory, int months, size_t *moved);

Err lines_copy(Db *db, Arena *mem, Editor by, int64_t from_id, int64_t to_id, bool keep_amounts);
Err renewables_copy(Db *db, Arena *mem, Editor by, int64_t from_id, int64_t to_id, bool keep_amounts);

#endif
