/* A slot for each of the last sessions, by the hash of the token; the later of two that meet stays. */
#include "account/session_cache.h"

#include "base/str.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 256, TEXTS = 5, TEXTS_MAX_BYTES = 1024, HASH_MAX_BYTES = 72 };

typedef struct KeptSession {
	uint64_t mark; /* 0 = free */
	char token_hash[HASH_MAX_BYTES];
	Session session; /* its texts stand in `texts`, one after another */
	char texts[TEXTS_MAX_BYTES];
	size_t texts_len;
} KeptSession;

static KeptSession slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The hash of a token is hexadecimal: its first byte chooses as well as any. */
static KeptSession *slot_of(const char *token_hash)
{
	char first[3] = "";
	strncpy(first, token_hash, 2);
	return &slots[strtoul(first, NULL, 16) % SLOTS];
}

static const char **text_at(Session *session, int i)
{
	const char **texts[TEXTS] = {&session->org_role, &session->org_name_zh, &session->org_name_en,
	    &session->csrf, &session->user_name};
	return texts[i];
}

bool session_recall(Arena *mem, uint64_t mark, const char *token_hash, Session *out)
{
	KeptSession *slot = slot_of(token_hash);
	pthread_mutex_lock(&lock);
	bool is_kept = mark && slot->mark == mark && str_eq(slot->token_hash, token_hash);
	const char *texts = is_kept ? arena_copy_n(mem, slot->texts, slot->texts_len) : NULL;
	if (is_kept)
		*out = slot->session;
	pthread_mutex_unlock(&lock);
	for (int i = 0; is_kept && i < TEXTS; i++) {
		*text_at(out, i) = texts;
		texts += strlen(texts) + 1;
	}
	return is_kept;
}

void session_keep(uint64_t mark, const char *token_hash, const Session *session)
{
	KeptSession kept = {.mark = mark, .session = *session};
	for (int i = 0; i < TEXTS; i++) {
		const char *text = *text_at(&kept.session, i);
		size_t size = strlen(text) + 1;
		if (size > sizeof kept.texts - kept.texts_len)
			return;
		memcpy(kept.texts + kept.texts_len, text, size);
		kept.texts_len += size;
	}
	size_t hash_len = strlen(token_hash);
	if (!mark || hash_len >= sizeof kept.token_hash)
		return;
	memcpy(kept.token_hash, token_hash, hash_len);
	pthread_mutex_lock(&lock);
	*slot_of(token_hash) = kept;
	pthread_mutex_unlock(&lock);
}
