/* What is kept depends on the places of the facilities as well: they choose the factors of electricity. */
#ifndef QINGCE_KEPT_KEPT_KEY_H
#define QINGCE_KEPT_KEPT_KEY_H

#include "case/case.h"

/* FNV-1a over the facilities, their grids and the boundary. */
uint64_t kept_places(const InventoryCase *c);

#endif
