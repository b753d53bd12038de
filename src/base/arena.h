/* Memory that lives and dies together: one arena a request, one for what is loaded at start.
 * Features allocate here and never call malloc or free. Running out of memory aborts. */
#ifndef QINGCE_BASE_ARENA_H
#define QINGCE_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

Arena *arena_open(void);
void arena_close(Arena *mem);

/* Forgets everything handed out, keeps the first chunk for the next request. */
void arena_reset(Arena *mem);

/* `size` zeroed bytes, aligned to 16. */
void *arena_alloc(Arena *mem, size_t size);

#define ARENA_NEW(mem, Type) ((Type *)arena_alloc((mem), sizeof(Type)))
#define ARENA_ARRAY(mem, Type, count) ((Type *)arena_array((mem), sizeof(Type), (count)))
void *arena_array(Arena *mem, size_t size, size_t count);

/* A copy of `text` (NULL gives ""). */
char *arena_copy(Arena *mem, const char *text);
char *arena_copy_n(Arena *mem, const char *text, size_t len);
char *arena_printf(Arena *mem, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *mem, const char *format, va_list args) __attribute__((nonnull(2)));

/* Calls `end(with)` when the arena is reset or closed, the last one asked for first: for what must be let go
 * with the memory of a request. */
void arena_at_end(Arena *mem, void (*end)(void *with), void *with);

/* Bytes handed out since the last reset. */
size_t arena_used(const Arena *mem);

#endif
