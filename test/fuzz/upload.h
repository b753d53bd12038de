/* Bytes as the server hands on an upload: a file with a path. */
#ifndef QINGCE_TEST_FUZZ_UPLOAD_H
#define QINGCE_TEST_FUZZ_UPLOAD_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The path of a file of these bytes, until the next call. */
static inline const char *upload_of(const void *bytes, size_t size)
{
	static FILE *file;
	static char path[40];
	file = file ? file : tmpfile();
	if (!file || ftruncate(fileno(file), 0) != 0)
		abort();
	if (size && pwrite(fileno(file), bytes, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
	return path;
}

#endif
