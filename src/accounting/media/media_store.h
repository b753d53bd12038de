/* All SQL of 综合能耗. Every change is within the caller's transaction, with its audit row. */
#ifndef QINGCE_MEDIA_MEDIA_STORE_H
#define QINGCE_MEDIA_MEDIA_STORE_H

#include "media/media.h"

/* ERR_TOO_LARGE beyond CONSUMPTION_MAX_MEDIA. `id` chosen by the form: sending it twice is ERR_CONFLICT. */
Err medium_insert(Db *db, MediumEditor by, int64_t inventory_id, const MediumRow *row);
/* ERR_CONFLICT when the row is no longer at row->version. */
Err medium_update(Db *db, MediumEditor by, int64_t inventory_id, const MediumRow *row);
/* ERR_NOT_FOUND when the inventory has no such row. */
Err medium_delete(Db *db, MediumEditor by, int64_t inventory_id, int64_t id);

#endif
