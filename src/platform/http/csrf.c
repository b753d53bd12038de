/* A masked token is base64url of pad and (token xor pad). */
#include "http/csrf.h"

#include "base/rand.h"
#include "base/str.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

enum { TOKEN_MAX = 128, POOL_BYTES = 1024, CODING = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* Pads need many random bytes in small pieces: a thread draws them from the system a kilobyte at a time, and
 * none is used twice. */
static void draw_pad(unsigned char *out, size_t len)
{
	static _Thread_local unsigned char pool[POOL_BYTES];
	static _Thread_local size_t left;
	if (left < len) {
		rand_bytes(pool, sizeof pool);
		left = sizeof pool;
	}
	left -= len;
	memcpy(out, pool + left, len);
	memset(pool + left, 0, len);
}

const char *csrf_mask(Arena *mem, const char *token)
{
	size_t len = token ? strlen(token) : 0;
	if (len == 0 || len > TOKEN_MAX)
		return "";
	unsigned char bytes[2 * TOKEN_MAX];
	draw_pad(bytes, len);
	for (size_t i = 0; i < len; i++)
		bytes[len + i] = bytes[i] ^ (unsigned char)token[i];
	size_t room = sodium_base64_encoded_len(2 * len, CODING);
	return sodium_bin2base64(arena_alloc(mem, room), room, bytes, 2 * len, CODING);
}

static bool equals(const char *token, size_t token_len, const unsigned char *given, size_t len)
{
	return len == token_len && sodium_memcmp(token, given, len) == 0;
}

bool csrf_fits(Arena *mem, const char *token, const char *given)
{
	size_t token_len = token ? strlen(token) : 0;
	if (token_len == 0 || token_len > TOKEN_MAX || str_is_empty(given))
		return false;
	if (equals(token, token_len, (const unsigned char *)given, strlen(given)))
		return true;
	unsigned char bytes[2 * TOKEN_MAX];
	size_t len;
	if (sodium_base642bin(bytes, sizeof bytes, given, strlen(given), NULL, &len, NULL, CODING) != 0)
		return false;
	if (len != 2 * token_len)
		return false;
	for (size_t i = 0; i < token_len; i++)
		bytes[token_len + i] ^= bytes[i];
	return equals(token, token_len, bytes + token_len, token_len);
}

bool origin_is_own(const char *sec_fetch_site, const char *origin, const char *host)
{
	if (*sec_fetch_site && strcmp(sec_fetch_site, "same-origin") != 0 &&
	    strcmp(sec_fetch_site, "none") != 0)
		return false;
	if (!*origin)
		return true;
	const char *named = strstr(origin, "://");
	return named && strcasecmp(named + 3, host) == 0;
}
