/* Chunks that double; big requests get a chunk of their own. AddressSanitizer poisons the unused tail. */
#include "base/arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ /* clang 14 says it in its own way */
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define GAP 16 /* poisoned bytes behind every block */
#else
#define GAP 0
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024, ALIGNMENT = 16 };

typedef struct Chunk {
	struct Chunk *older;
	size_t cap;
	size_t used;
	_Alignas(16) char bytes[];
} Chunk;

typedef struct Ending {
	struct Ending *older;
	void (*end)(void *with);
	void *with;
} Ending;

struct Arena {
	Chunk *newest;
	Chunk *first;
	Ending *endings; /* in the arena itself */
	size_t used;
};

static Chunk *chunk_new(size_t cap, Chunk *older)
{
	Chunk *chunk = malloc(sizeof *chunk + cap);
	if (!chunk)
		abort();
	chunk->older = older;
	chunk->cap = cap;
	chunk->used = 0;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, cap);
	return chunk;
}

static void chunk_free(Chunk *chunk)
{
	ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->cap);
	free(chunk);
}

Arena *arena_open(void)
{
	Arena *mem = calloc(1, sizeof *mem);
	if (!mem)
		abort();
	mem->first = mem->newest = chunk_new(FIRST_CHUNK, NULL);
	return mem;
}

void arena_at_end(Arena *mem, void (*end)(void *with), void *with)
{
	Ending *ending = ARENA_NEW(mem, Ending);
	*ending = (Ending){mem->endings, end, with};
	mem->endings = ending;
}

void arena_reset(Arena *mem)
{
	for (Ending *ending = mem->endings; ending; ending = ending->older)
		ending->end(ending->with);
	mem->endings = NULL;
	while (mem->newest != mem->first) {
		Chunk *older = mem->newest->older;
		chunk_free(mem->newest);
		mem->newest = older;
	}
	ASAN_POISON_MEMORY_REGION(mem->first->bytes, mem->first->cap);
	mem->first->used = 0;
	mem->used = 0;
}

void arena_close(Arena *mem)
{
	if (!mem)
		return;
	arena_reset(mem);
	chunk_free(mem->first);
	free(mem);
}

/* What the newest chunk still has room for. */
static size_t room_of(const Arena *mem)
{
	size_t room = mem->newest->cap - mem->newest->used;
	return room > GAP ? room - GAP : 0;
}

/* As arena_alloc, with whatever bytes were there before. */
static char *take(Arena *mem, size_t size)
{
	assert(size < SIZE_MAX / 2);
	size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
	Chunk *chunk = mem->newest;
	if (chunk->cap - chunk->used < rounded) {
		size_t cap = chunk->cap * 2 > LARGEST_CHUNK ? LARGEST_CHUNK : chunk->cap * 2;
		chunk = mem->newest = chunk_new(rounded > cap ? rounded : cap, chunk);
	}
	char *at = chunk->bytes + chunk->used;
	chunk->used += rounded;
	mem->used += rounded;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	return at;
}

void *arena_alloc(Arena *mem, size_t size)
{
	return memset(take(mem, size), 0, size);
}

void *arena_array(Arena *mem, size_t size, size_t count)
{
	size_t bytes;
	if (__builtin_mul_overflow(size, count, &bytes))
		abort();
	return arena_alloc(mem, bytes);
}

char *arena_copy_n(Arena *mem, const char *text, size_t len)
{
	char *copy = take(mem, len + 1);
	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *arena_copy(Arena *mem, const char *text)
{
	return text ? arena_copy_n(mem, text, strlen(text)) : arena_alloc(mem, 1);
}

/* Written where it will stand when there is room, which there nearly always is; else once more. */
char *arena_vprintf(Arena *mem, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	char *at = mem->newest->bytes + mem->newest->used;
	size_t room = room_of(mem);
	ASAN_UNPOISON_MEMORY_REGION(at, room);
	int len = vsnprintf(at, room, format, again);
	ASAN_POISON_MEMORY_REGION(at, room);
	va_end(again);
	if (len < 0)
		abort();
	bool fits = (size_t)len < room;
	char *text = take(mem, (size_t)len + 1);
	assert(!fits || text == at);
	if (!fits)
		vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(Arena *mem, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(mem, format, args);
	va_end(args);
	return text;
}

size_t arena_used(const Arena *mem)
{
	return mem->used;
}
