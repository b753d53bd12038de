/* A change: the open transaction in which something of one owner (an inventory, later a filing, a product) is
 * changed. Whatever writes an owner's rows takes it, so that nobody can write without having begun one. The
 * owner's room begins it, and checks there whose it is and whether it may be changed (inventory_change_begin
 * in src/accounting/inventory). */
#ifndef QINGCE_AUDIT_CHANGE_H
#define QINGCE_AUDIT_CHANGE_H

#include "db/scope.h"

#include <assert.h>

typedef struct OpenChange {
	Scope by;
	int64_t id; /* of the owner */
	bool is_open;
} OpenChange;

/* For the room of an owner alone. After an error nothing is open. */
Err change_begin(Scope by, int64_t id, OpenChange *out);
/* Commits when `err` is OK, else takes all of it back; returns the error that decided. */
Err change_end(OpenChange *change, Err err);

/* In whose name a writer writes. */
static inline Scope change_by(const OpenChange *change)
{
	assert(change->is_open);
	return change->by;
}

#endif
