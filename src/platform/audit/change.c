/* The transaction of a change. See change.h. */
#include "audit/change.h"

Err change_begin(Scope by, int64_t id, OpenChange *out)
{
	*out = (OpenChange){.by = by, .id = id};
	Err err = db_begin(by.db);
	out->is_open = !err;
	return err;
}

Err change_end(OpenChange *change, Err err)
{
	assert(change->is_open);
	change->is_open = false;
	return db_finish(change->by.db, err);
}
