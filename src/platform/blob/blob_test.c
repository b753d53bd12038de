/* The file store: put, the same bytes twice, damage, sweep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "blob/blob.h"

#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Place {
	char directory[128];
	Blobs *blobs;
	Arena *mem;
} Place;

static int set_up(void **state)
{
	Place *at = calloc(1, sizeof *at);
	rand_init();
	log_set_level(LOG_ERROR + 1);
	strcpy(at->directory, "/tmp/qingce-blob.XXXXXX");
	assert_non_null(mkdtemp(at->directory));
	at->mem = arena_open();
	assert_int_equal(
	    blob_open_directory(arena_printf(at->mem, "%s/deep/er", at->directory), &at->blobs), OK);
	*state = at;
	return 0;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	Place *at = *state;
	blob_close(at->blobs);
	arena_close(at->mem);
	nftw(at->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	free(at);
	return 0;
}

static const char *temp_file(Place *at, const char *bytes)
{
	static int count;
	int number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
	const char *path = arena_printf(at->mem, "%s/upload-%d", blob_temp_dir(at->blobs), number);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(bytes, out);
	fclose(out);
	return path;
}

/* Puts the text and returns its digest. */
static const char *put(Place *at, const char *bytes)
{
	const char *sha256 = sha256_hex(at->mem, bytes, strlen(bytes));
	const char *path = temp_file(at, bytes);
	assert_int_equal(blob_put_file(at->blobs, path, sha256, (int64_t)strlen(bytes)), OK);
	assert_int_not_equal(access(path, F_OK), 0);
	return sha256;
}

static void assert_holds(Place *at, const char *sha256, const char *bytes)
{
	int fd;
	int64_t size;
	char found[256] = "";
	assert_true(blob_exists(at->blobs, sha256));
	assert_int_equal(blob_read(at->blobs, sha256, &fd, &size), OK);
	assert_int_equal(size, strlen(bytes));
	assert_int_equal(read(fd, found, sizeof found - 1), size);
	assert_string_equal(found, bytes);
	close(fd);
}

static void put_and_read(void **state)
{
	Place *at = *state;
	const char *sha256 = put(at, "a bill");
	assert_holds(at, sha256, "a bill");
	const char *path = blob_path(at->blobs, at->mem, sha256);
	assert_true(str_ends(path, arena_printf(at->mem, "/sha256/%.2s/%s", sha256, sha256 + 2)));
	assert_int_equal(access(path, R_OK), 0);
	assert_holds(at, put(at, ""), "");
}

static void unknown_is_not_found(void **state)
{
	Place *at = *state;
	static const char *const names[] = {
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "00000000000000000000000000000000000000000000000000000000000000",
	    "../../../../../../../../../../../../../../../../../../etc/passwd",
	    "A000000000000000000000000000000000000000000000000000000000000000",
	    "",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		int fd;
		assert_false(blob_exists(at->blobs, names[i]));
		assert_int_equal(blob_read(at->blobs, names[i], &fd, NULL), ERR_NOT_FOUND);
	}
	assert_null(blob_path(at->blobs, at->mem, names[2]));
	assert_int_equal(blob_put_file(at->blobs, temp_file(at, "x"), names[2], 1), ERR_INPUT);
}

static void false_digest_is_refused(void **state)
{
	Place *at = *state;
	const char *sha256 = sha256_hex(at->mem, "real", 4);
	const char *path = temp_file(at, "fake");
	assert_int_equal(blob_put_file(at->blobs, path, sha256, 4), ERR_INPUT);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(blob_put_file(at->blobs, temp_file(at, "real"), sha256, 5), ERR_INPUT);
	assert_false(blob_exists(at->blobs, sha256));
}

static void same_bytes_are_one_file(void **state)
{
	Place *at = *state;
	const char *first = put(at, "the same");
	const char *second = put(at, "the same");
	assert_string_equal(first, second);
	int64_t checked, bad;
	assert_int_equal(blob_check(at->blobs, NULL, NULL, &checked, &bad), OK);
	assert_int_equal(checked, 1);
	assert_int_equal(bad, 0);
}

static void note_damaged(void *with, const char *sha256)
{
	snprintf(with, 65, "%s", sha256);
}

static void damage_is_found_and_mended(void **state)
{
	Place *at = *state;
	put(at, "good");
	const char *sha256 = put(at, "to be damaged");
	const char *path = blob_path(at->blobs, at->mem, sha256);
	assert_int_equal(chmod(path, 0600), 0);
	int fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "T", 1, 0), 1);
	close(fd);

	char damaged[65] = "";
	int64_t checked, bad;
	assert_int_equal(blob_check(at->blobs, note_damaged, damaged, &checked, &bad), OK);
	assert_int_equal(checked, 2);
	assert_int_equal(bad, 1);
	assert_string_equal(damaged, sha256);

	put(at, "to be damaged");
	assert_int_equal(blob_check(at->blobs, NULL, NULL, &checked, &bad), OK);
	assert_int_equal(bad, 0);
}

static bool is_kept(void *with, const char *sha256)
{
	return str_eq(sha256, with);
}

static void age(const char *path, int seconds)
{
	struct timespec then;
	clock_gettime(CLOCK_REALTIME, &then);
	then.tv_sec -= seconds;
	assert_int_equal(utimensat(AT_FDCWD, path, (struct timespec[]){then, then}, 0), 0);
}

static void sweep_takes_old_orphans(void **state)
{
	Place *at = *state;
	const char *referenced = put(at, "has a row");
	const char *fresh = put(at, "its row comes soon");
	const char *orphan = put(at, "nobody's");
	const char *old_upload = temp_file(at, "given up");
	const char *new_upload = temp_file(at, "on its way");
	age(blob_path(at->blobs, at->mem, referenced), 7200);
	age(blob_path(at->blobs, at->mem, orphan), 7200);
	age(old_upload, 7200);

	int64_t removed;
	assert_int_equal(blob_sweep(at->blobs, is_kept, (void *)referenced, 3600 * 1000, &removed), OK);
	assert_int_equal(removed, 2);
	assert_true(blob_exists(at->blobs, referenced));
	assert_true(blob_exists(at->blobs, fresh));
	assert_false(blob_exists(at->blobs, orphan));
	assert_int_not_equal(access(old_upload, F_OK), 0);
	assert_int_equal(access(new_upload, F_OK), 0);
}

/* An old orphan whose bytes are put again is young again. */
static void put_again_escapes_the_sweep(void **state)
{
	Place *at = *state;
	const char *sha256 = put(at, "twice");
	age(blob_path(at->blobs, at->mem, sha256), 7200);
	put(at, "twice");
	int64_t removed;
	assert_int_equal(blob_sweep(at->blobs, is_kept, "", 3600 * 1000, &removed), OK);
	assert_int_equal(removed, 0);
	assert_true(blob_exists(at->blobs, sha256));
}

static void *put_many(void *with)
{
	Place at = {.blobs = with, .mem = arena_open()};
	int failures = 0;
	for (int i = 0; i < 40; i++) {
		const char *bytes = arena_printf(at.mem, "shared %d", i);
		const char *sha256 = sha256_hex(at.mem, bytes, strlen(bytes));
		failures += blob_put_file(at.blobs, temp_file(&at, bytes), sha256, (int64_t)strlen(bytes)) !=
			    OK;
		failures += !blob_exists(at.blobs, sha256);
	}
	arena_close(at.mem);
	return failures ? with : NULL;
}

static void threads_put_the_same(void **state)
{
	Place *at = *state;
	pthread_t threads[8];
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, put_many, at->blobs), 0);
	for (int i = 0; i < 8; i++) {
		void *failed;
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	int64_t checked, bad;
	assert_int_equal(blob_check(at->blobs, NULL, NULL, &checked, &bad), OK);
	assert_int_equal(checked, 40);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
	    cmocka_unit_test_setup_teardown(put_and_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(unknown_is_not_found, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(false_digest_is_refused, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(same_bytes_are_one_file, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(damage_is_found_and_mended, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(sweep_takes_old_orphans, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(put_again_escapes_the_sweep, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(threads_put_the_same, set_up, tear_down),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
