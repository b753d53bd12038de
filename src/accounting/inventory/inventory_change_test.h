/* For tests: one writer in a change of its own. */
#ifndef QINGCE_INVENTORY_INVENTORY_CHANGE_TEST_H
#define QINGCE_INVENTORY_INVENTORY_CHANGE_TEST_H

#include "inventory/inventory_change.h"

/* The Err of the expression `write`, which names the open change: IN_CHANGE(by, id, line_delete(&change, 7)).
 */
#define IN_CHANGE(by, id, write)                                                                             \
	({                                                                                                   \
		OpenChange change;                                                                           \
		Err begun = inventory_change_begin((by), (id), &change);                                     \
		begun ? begun : inventory_change_end(&change, (write));                                      \
	})

#endif
