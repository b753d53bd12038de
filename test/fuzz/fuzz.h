/* What every fuzz target defines: libFuzzer calls it, or replay.c with the files of the corpus. */
#ifndef QINGCE_TEST_FUZZ_H
#define QINGCE_TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Reads `size` hostile bytes and aborts when something that must hold does not. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
