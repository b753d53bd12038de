/* A hash index from text to pointer, open addressing, filled once at load. */
#include "ghg/core.h"

static uint64_t hash_of(const char *key, const char *part)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 1099511628211u;
	hash = (hash ^ 0x1f) * 1099511628211u;
	for (; *part; part++)
		hash = (hash ^ (unsigned char)*part) * 1099511628211u;
	return hash ^ (hash >> 29);
}

Index index_for(Arena *mem, size_t most)
{
	size_t size = 16;
	while (size < most * 2)
		size *= 2;
	return (Index){.slots = ARENA_ARRAY(mem, IndexSlot, size), .mask = size - 1};
}

static IndexSlot *slot_of(const Index *index, const char *key, const char *part)
{
	size_t at = (size_t)hash_of(key, part) & index->mask;
	while (
	    index->slots[at].key && !(same(index->slots[at].key, key) && same(index->slots[at].part, part)))
		at = (at + 1) & index->mask;
	return &index->slots[at];
}

bool index_put(Index *index, const char *key, const char *part, const void *value)
{
	IndexSlot *slot = slot_of(index, key, part);
	if (slot->key)
		return false;
	*slot = (IndexSlot){key, part, value};
	index->count++;
	return true;
}

const void *index_get(const Index *index, const char *key, const char *part)
{
	if (!index->slots || !key || !part)
		return NULL;
	return slot_of(index, key, part)->value;
}
