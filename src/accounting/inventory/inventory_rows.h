/* What the stores of lines and of renewable records do for the store of inventories; nobody else includes
 * this. */
#ifndef QINGCE_INVENTORY_INVENTORY_ROWS_H
#define QINGCE_INVENTORY_INVENTORY_ROWS_H

#include "inventory/inventory_store.h"

/* line_move_months for the lines of an inventory whose period now begins `by` months later; a line that is
 * moved counts as changed, so that a form which showed the old months meets a conflict. */
Err lines_move_months(const OpenChange *change, const Inventory *inventory, int months, size_t *moved);

Err lines_copy(const OpenChange *change, int64_t from_id, bool keep_amounts);
Err renewables_copy(const OpenChange *change, int64_t from_id, bool keep_amounts);

#endif
