/* The WebAssembly module as the page sees it: room for bytes, loading the tables once, one request after
 * another. */
#include <stdlib.h>
#include <string.h>

#include "live/live.h"

#define EXPORT(name) __attribute__((export_name(name), used))

static const Ghg *ghg;
static Arena *answers; /* reset for each request */
static char *room;
static Buf answer;

/* Where to put `len` bytes for the next call. What an earlier call gave is then gone. */
EXPORT("room") char *module_room(size_t len);
char *module_room(size_t len)
{
	static Arena *tables;
	if (!tables)
		tables = arena_open();
	if (!answers && ghg)
		answers = arena_open();
	if (answers)
		arena_reset(answers);
	room = arena_alloc(answers ? answers : tables, len + 1);
	return room;
}

/* Loads the bundle of `len` bytes in the room; 1 when it is fine. Once. */
EXPORT("load") int module_load(size_t len);
int module_load(size_t len)
{
	if (!ghg && room)
		ghg = live_load(arena_open(), room, len);
	return ghg != NULL;
}

/* Answers the request of `len` bytes in the room: the answer's first byte; its length is answer_length(). */
EXPORT("ask") const char *module_ask(size_t len);
const char *module_ask(size_t len)
{
	if (!ghg || !answers)
		abort();
	answer = live_answer(ghg, answers, room, len);
	return buf_take(&answer);
}

EXPORT("answer_length") size_t module_answer_length(void);
size_t module_answer_length(void)
{
	return answer.len;
}
