/* Bytes, text and a little arithmetic of the WebAssembly module. With bulk memory the first three are one
 * instruction each. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "live/decimal.h"

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	return __builtin_memcpy(to, from, len);
}

void *memmove(void *to, const void *from, size_t len)
{
	return __builtin_memmove(to, from, len);
}

void *memset(void *to, int byte, size_t len)
{
	return __builtin_memset(to, byte, len);
}

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *x = a, *y = b;
	for (; len > 0; len--, x++, y++)
		if (*x != *y)
			return *x < *y ? -1 : 1;
	return 0;
}

void *memchr(const void *at, int byte, size_t len)
{
	for (const unsigned char *from = at; len > 0; len--, from++)
		if (*from == (unsigned char)byte)
			return (void *)from;
	return NULL;
}

size_t strlen(const char *text)
{
	size_t len = 0;
	while (text[len])
		len++;
	return len;
}

int strncmp(const char *a, const char *b, size_t len)
{
	for (; len > 0; len--, a++, b++) {
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		if (!*a)
			break;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, (size_t)-1);
}

char *strchr(const char *text, int c)
{
	for (; *text != (char)c; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

char *strrchr(const char *text, int c)
{
	const char *last = NULL;
	for (;; text++) {
		if (*text == (char)c)
			last = text;
		if (!*text)
			return (char *)last;
	}
}

char *strstr(const char *text, const char *part)
{
	size_t len = strlen(part);
	for (; strncmp(text, part, len) != 0; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

static bool is_in(char c, const char *set)
{
	while (*set && *set != c)
		set++;
	return *set != '\0';
}

size_t strspn(const char *text, const char *set)
{
	size_t len = 0;
	while (text[len] && is_in(text[len], set))
		len++;
	return len;
}

size_t strcspn(const char *text, const char *set)
{
	size_t len = 0;
	while (text[len] && !is_in(text[len], set))
		len++;
	return len;
}

/* ---- numbers ---- */

int atoi(const char *text)
{
	int value = 0;
	bool is_negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	for (; *text >= '0' && *text <= '9' && value < 100000000; text++)
		value = value * 10 + (*text - '0');
	return is_negative ? -value : value;
}

double strtod(const char *text, char **end)
{
	const char *stop;
	double value = decimal_read(text, &stop);
	if (end)
		*end = (char *)stop;
	return value;
}

double round(double value)
{
	double whole = __builtin_trunc(value);
	return fabs(value - whole) >= 0.5 ? whole + __builtin_copysign(1, value) : whole;
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	char *rows = base;
	for (size_t i = 1; i < count; i++)
		for (size_t at = i; at > 0 && compare(rows + (at - 1) * size, rows + at * size) > 0; at--)
			for (size_t byte = 0; byte < size; byte++) {
				char *low = rows + (at - 1) * size + byte, kept = *low;
				*low = low[size];
				low[size] = kept;
			}
}
