/* A broken belief stops the module: the page then goes on without it. */
#ifndef QINGCE_FREESTANDING_ASSERT_H
#define QINGCE_FREESTANDING_ASSERT_H

#define assert(belief) ((belief) ? (void)0 : __builtin_trap())

#endif
