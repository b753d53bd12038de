/* All SQL of 综合能耗. What writes takes the change of the inventory and adds its audit row. */
#ifndef QINGCE_MEDIA_MEDIA_STORE_H
#define QINGCE_MEDIA_MEDIA_STORE_H

#include "media/media.h"

/* ERR_TOO_LARGE beyond CONSUMPTION_MAX_MEDIA. `id` chosen by the form: sending it twice is ERR_CONFLICT. */
Err medium_insert(const OpenChange *change, const MediumRow *row);
/* ERR_CONFLICT when the row is no longer at row->version. */
Err medium_update(const OpenChange *change, const MediumRow *row);
/* ERR_NOT_FOUND when the inventory has no such row. */
Err medium_delete(const OpenChange *change, int64_t id);

#endif
