/* argon2id by libsodium, at most two at once: each takes 64 MB and a core for some tens of milliseconds. */
#include "account/account.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE_MAX = 2 };

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_open = PTHREAD_COND_INITIALIZER;
static int running;

static void enter(void)
{
	pthread_mutex_lock(&gate_lock);
	while (running >= AT_ONCE_MAX)
		pthread_cond_wait(&gate_open, &gate_lock);
	running++;
	pthread_mutex_unlock(&gate_lock);
}

static void leave(void)
{
	pthread_mutex_lock(&gate_lock);
	running--;
	pthread_cond_signal(&gate_open);
	pthread_mutex_unlock(&gate_lock);
}

const char *account_hash_password(Arena *mem, const char *password)
{
	char *hash = arena_alloc(mem, crypto_pwhash_STRBYTES);
	enter();
	int failed = crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE);
	leave();
	if (failed)
		abort(); /* out of memory */
	return hash;
}

/* Of a password that nobody has: what an unknown login is measured against. */
static char nobody_hash[crypto_pwhash_STRBYTES];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void make_nobody(void)
{
	unsigned char secret[32];
	randombytes_buf(secret, sizeof secret);
	if (crypto_pwhash_str(nobody_hash, (const char *)secret, sizeof secret,
		crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE))
		abort();
}

bool account_password_fits(const char *hash, const char *password)
{
	pthread_once(&nobody_once, make_nobody);
	enter();
	int differs = crypto_pwhash_str_verify(hash ? hash : nobody_hash, password, strlen(password));
	leave();
	return hash && differs == 0;
}
