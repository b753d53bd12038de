/* A slot for each address by its hash; the later of two that meet stays. */
#include "http/kept.h"

#include "base/date.h"
#include "base/str.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

enum { SLOTS = 128, ANSWER_MAX_BYTES = 128 * 1024, ADDRESS_MAX_BYTES = 1024 };

typedef struct Kept {
	Arena *mem; /* of all below */
	const char *address;
	Answer answer;
	uint64_t state;
	int64_t at_ns;
} Kept;

static Kept slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint64_t changes;

uint64_t kept_state(void)
{
	return changes;
}

/* All that a public answer may depend on; NULL when this request is none of those that are kept. */
static const char *address_of(Req *req)
{
	bool is_asked_by_stranger = strcmp(req->method, "GET") == 0 && !*header_text(req, "Cookie") &&
				    !*header_text(req, "Authorization");
	if (!is_asked_by_stranger || !req->route || strlen(req->target) > ADDRESS_MAX_BYTES)
		return NULL;
	return arena_printf(req->mem, "%d %d %d %s", req->lang, req->wants_json,
	    accepts_encoding(header_text(req, "Accept-Encoding"), "gzip"), req->target);
}

static Kept *slot_of(const char *address)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES];
	unsigned char digest[crypto_shorthash_BYTES];
	crypto_shorthash(digest, (const unsigned char *)address, strlen(address), key);
	return &slots[digest[0] % SLOTS];
}

static Answer copy_answer(Arena *mem, const Answer *from)
{
	Answer copy = *from;
	copy.type = arena_copy(mem, from->type);
	copy.bytes = arena_copy_n(mem, from->bytes, from->len);
	copy.etag = arena_copy(mem, from->etag);
	for (size_t i = 0; i < from->header_count; i++)
		copy.headers[i] = (AnswerHeader){
		    arena_copy(mem, from->headers[i].name), arena_copy(mem, from->headers[i].value)};
	return copy;
}

bool kept_answer(Req *req)
{
	const char *address = address_of(req);
	if (!address)
		return false;
	Kept *slot = slot_of(address);
	pthread_mutex_lock(&lock);
	bool is_good = slot->state == changes && str_eq(slot->address, address) &&
		       tick_ns() - slot->at_ns < KEPT_MS * INT64_C(1000000);
	if (is_good)
		*req->answer = copy_answer(req->mem, &slot->answer);
	pthread_mutex_unlock(&lock);
	if (is_good)
		answer_validate(req);
	return is_good;
}

static void keep(const char *address, const Answer *answer, uint64_t state)
{
	Kept *slot = slot_of(address);
	pthread_mutex_lock(&lock);
	if (slot->mem)
		arena_reset(slot->mem);
	else
		slot->mem = arena_open();
	slot->address = arena_copy(slot->mem, address);
	slot->answer = copy_answer(slot->mem, answer);
	slot->state = state;
	slot->at_ns = tick_ns();
	pthread_mutex_unlock(&lock);
}

void kept_note(Req *req, uint64_t state)
{
	if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0) {
		changes++;
		return;
	}
	const Answer *answer = req->answer;
	bool is_public = answer->is_public && !answer->has_cookies && !req->who.user_id;
	bool is_whole = answer->status == 200 && answer->fd < 0 && answer->etag && !answer->must_close;
	const char *address = is_public && is_whole && answer->len <= ANSWER_MAX_BYTES ? address_of(req)
										       : NULL;
	if (address)
		keep(address, answer, state);
}
