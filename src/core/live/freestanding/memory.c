/* Memory of the WebAssembly module: a stack of blocks that grows with the module. Arenas give back their
 * chunks newest first, so that taking the top away is enough. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES = 65536, ALIGNMENT = 16 };

/* In front of every block. */
typedef struct Block {
	_Alignas(ALIGNMENT) struct Block *below;
	int is_free;
} Block;

extern char __heap_base; /* put there by the linker: the first byte after the data */

static Block *newest;
static uintptr_t top;

static int has_room(uintptr_t end)
{
	size_t pages = __builtin_wasm_memory_size(0);
	size_t wanted = (end + PAGE_BYTES - 1) / PAGE_BYTES;
	return wanted <= pages || __builtin_wasm_memory_grow(0, wanted - pages) != SIZE_MAX;
}

void *malloc(size_t size)
{
	uintptr_t at = top ? top : ((uintptr_t)&__heap_base + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > INT32_MAX || !has_room(at + sizeof(Block) + rounded))
		return NULL;
	Block *block = (Block *)at;
	*block = (Block){.below = newest};
	newest = block;
	top = at + sizeof(Block) + rounded;
	return block + 1;
}

void *calloc(size_t count, size_t size)
{
	void *at = count && size > SIZE_MAX / count ? NULL : malloc(count * size);
	return at ? memset(at, 0, count * size) : NULL;
}

void free(void *at)
{
	if (!at)
		return;
	((Block *)at - 1)->is_free = 1;
	while (newest && newest->is_free) {
		top = (uintptr_t)newest;
		newest = newest->below;
	}
}

void abort(void)
{
	__builtin_trap();
}
