/* Randomness, ids and digests. */
#ifndef QINGCE_BASE_RAND_H
#define QINGCE_BASE_RAND_H

#include "base/arena.h"

/* Must be called once before the first use, from one thread. */
void rand_init(void);

void rand_bytes(void *out, size_t len);

/* A positive 64-bit id that grows with time: 43 bits of milliseconds, 20 bits that make it unique in this
 * process and unlikely to meet another process's. In JSON ids travel as strings. */
int64_t id_new(void);

/* 32 random bytes in base64url: session tokens, reset links, invitations. */
char *rand_token(Arena *mem);

/* SHA-256 of `len` bytes, as 64 lower-case hexadecimal digits. */
char *sha256_hex(Arena *mem, const void *bytes, size_t len);

#endif
