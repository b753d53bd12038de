/* The store of the energy check. What writes takes the change of the inventory and adds its audit row. */
#ifndef QINGCE_ENERGY_ENERGY_STORE_H
#define QINGCE_ENERGY_ENERGY_STORE_H

#include "energy/energy.h"
#include "inventory/inventory_change.h"

Err energy_check_save(const OpenChange *change, const EnergyCheck *check);
Err energy_row_add(const OpenChange *change, const EnergyRow *row, int64_t *row_id);
Err energy_row_save(const OpenChange *change, const EnergyRow *row);
Err energy_row_remove(const OpenChange *change, int64_t row_id);
Err b205_row_save(const OpenChange *change, const B205Row *row);

#endif
