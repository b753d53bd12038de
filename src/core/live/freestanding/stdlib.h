/* Memory for base/arena.c, and the few calls the core makes. */
#ifndef QINGCE_FREESTANDING_STDLIB_H
#define QINGCE_FREESTANDING_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *at);
_Noreturn void abort(void);

int atoi(const char *text);
double strtod(const char *text, char **end);
long long strtoll(const char *text, char **end, int base); /* declared for base/str.c alone */

/* In place, by insertion: for the thirty methods. */
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
