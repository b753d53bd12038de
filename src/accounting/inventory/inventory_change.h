/* Changes of an inventory: the one way to its rows. Lines, renewable records, screenings, media, evidence,
 * the energy check, answers to findings and the facilities in the boundary are written with the OpenChange
 * that inventory_change_begin hands out; it makes sure that the inventory is this organisation's and open,
 * and that everything computed of it before is known to be stale. */
#ifndef QINGCE_INVENTORY_INVENTORY_CHANGE_H
#define QINGCE_INVENTORY_INVENTORY_CHANGE_H

#include "audit/change.h"
#include "form/form.h"

/* ERR_NOT_FOUND when it is not there, ERR_CONFLICT when it is no longer open: then nothing is begun. The row
 * of the inventory is held until the end, so that nobody else changes anything of it between reading and
 * writing. */
Err inventory_change_begin(Scope by, int64_t inventory_id, OpenChange *out);
/* Commits when `err` is OK, else nothing of the change is kept; returns the error that decided. */
Err inventory_change_end(OpenChange *change, Err err);

/* Why an update of the row of an inventory found none to change: ERR_NOT_FOUND when it is not there,
 * ERR_CONFLICT when it does not stand as the update wants it. */
Err inventory_refusal(Scope by, int64_t inventory_id);

/* ---- who changed which fields of a row, for the rows of an inventory alone ---- */

/* Which fields of a row, now in `version`, were changed after the version `seen`, by whom and when last. */
Err fields_changed_since(
    const OpenChange *change, int64_t row_id, int64_t version, int64_t seen, FieldChanges *out);
Err fields_note_change(const OpenChange *change, int64_t row_id, int64_t version, const char *fields);
Err fields_forget_changes(const OpenChange *change, int64_t row_id);

#endif
