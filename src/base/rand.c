/* Randomness and digests by libsodium. */
#include "base/rand.h"

#include "base/date.h"
#include "base/str.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic uint64_t last_id;

void rand_init(void)
{
	if (sodium_init() < 0)
		abort();
}

void rand_bytes(void *out, size_t len)
{
	randombytes_buf(out, len);
}

/* A random start in each millisecond, counting from there: at most one call for randomness a millisecond. */
int64_t id_new(void)
{
	uint64_t now = ((uint64_t)now_ms() & ((UINT64_C(1) << 43) - 1)) << 20;
	uint64_t last = atomic_load(&last_id);
	uint64_t fresh = now > last ? now | randombytes_uniform(1 << 20) : 0;
	uint64_t next;
	do {
		next = fresh > last ? fresh : last + 1;
	} while (!atomic_compare_exchange_weak(&last_id, &last, next));
	return (int64_t)next;
}

char *rand_token(Arena *mem)
{
	unsigned char bytes[32];
	rand_bytes(bytes, sizeof bytes);
	size_t room = sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(mem, room);
	return sodium_bin2base64(text, room, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *sha256_hex(Arena *mem, const void *bytes, size_t len)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(digest, bytes, len);
	return str_hex(mem, digest, sizeof digest);
}
