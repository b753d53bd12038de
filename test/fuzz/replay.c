/* A fuzz target without libFuzzer: every file of test/fuzz/corpus/NAME, whole and cut in the middle, as a
 * test that prints TAP. Whatever the fuzzer finds is added there and stays found. Runs from the root of the
 * source tree. */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CORPUS "test/fuzz/corpus/" FUZZ_NAME

enum { FILE_MAX_BYTES = 1 << 20 };

/* The bytes lie at the end of their block, so that AddressSanitizer sees one byte read too many. */
static void feed(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static bool feed_file(const char *name)
{
	static unsigned char bytes[FILE_MAX_BYTES];
	char path[512];
	snprintf(path, sizeof path, CORPUS "/%s", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	size_t size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	feed(bytes, size);
	feed(bytes, size / 2);
	return true;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(void)
{
	struct dirent **entries;
	int count = scandir(CORPUS, &entries, is_visible, alphasort), failed = 0;
	if (count < 1) {
		printf("not ok 1 - no files in " CORPUS "\n1..1\n");
		return 1;
	}
	feed((const unsigned char *)"", 0);
	for (int i = 0; i < count; i++) {
		bool is_fed = feed_file(entries[i]->d_name);
		printf("%sok %d - %s\n", is_fed ? "" : "not ", i + 1, entries[i]->d_name);
		failed += !is_fed;
		free(entries[i]);
	}
	free(entries);
	printf("1..%d\n", count);
	return failed ? 1 : 0;
}
