/* Three fictitious organisations, marked 演示, with inventories at different levels: made once, when `serve
 * --demo` meets an empty store, by the calls that real use makes. */
#ifndef QINGCE_DEMO_DEMO_H
#define QINGCE_DEMO_DEMO_H

#include "http/app.h"

/* Nothing happens when the demo is there already. ERR_CONFLICT in a store that other people use. */
Err demo_load(const App *app, Db *db);

#endif
