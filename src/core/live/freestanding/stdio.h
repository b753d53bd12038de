/* Formatting into memory: %s %c %d %i %u %x %e %f %g with flag 0, width, precision, and l, ll, z before whole
 * numbers. */
#ifndef QINGCE_FREESTANDING_STDIO_H
#define QINGCE_FREESTANDING_STDIO_H

#include <stdarg.h>
#include <stddef.h>

int snprintf(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *out, size_t size, const char *format, va_list args) __attribute__((format(printf, 3, 0)));

#endif
