/* The store of the energy check. Functions that write run inside an open transaction and add their audit row.
 */
#ifndef QINGCE_ENERGY_ENERGY_STORE_H
#define QINGCE_ENERGY_ENERGY_STORE_H

#include "energy/energy.h"

Err energy_check_save(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id, const EnergyCheck *check,
    const char *request_id);
Err energy_row_add(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id, const EnergyRow *row,
    const char *request_id, int64_t *row_id);
Err energy_row_save(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id, const EnergyRow *row,
    const char *request_id);
Err energy_row_remove(
    Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id, int64_t row_id, const char *request_id);
Err b205_row_save(Db *db, int64_t org_id, int64_t user_id, int64_t inventory_id, const B205Row *row,
    const char *request_id);

#endif
