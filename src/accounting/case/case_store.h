/* The rows of a case that stand in small tables. */
#ifndef QINGCE_CASE_CASE_STORE_H
#define QINGCE_CASE_CASE_STORE_H

#include "case/case.h"

/* CASE_ROWS of these cases of one organisation, at most INVENTORIES_AT_ONCE, in one statement. */
Err case_rows_read(Db *db, Arena *mem, InventoryCase *const cases[], size_t count);

#endif
