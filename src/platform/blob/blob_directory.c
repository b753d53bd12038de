/* Blobs as files of a directory: sha256/ab/cdef…, synced with their directory before they count. */
#include "blob/blob.h"

#include "base/date.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIRECTORY_MAX = 3500, PATH_CAP = DIRECTORY_MAX + 100, READ_BYTES = 128 * 1024 };

typedef struct DirectoryBlobs {
	Blobs base;
	/* Held shared from the rename to its sync, alone while the sweep decides on a file and takes it away.
	 */
	pthread_rwlock_t sweeping;
	char root[DIRECTORY_MAX + 1];
	char temp[PATH_CAP];
} DirectoryBlobs;

static Err failure(const char *what, const char *path)
{
	int code = errno;
	log_event(LOG_ERROR, "file store failure", "what", what, "path", path, "why", strerror(code), NULL);
	return code == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE;
}

static Err hash_descriptor(int fd, char sha256[65], int64_t *size)
{
	unsigned char digest[32];
	unsigned char *bytes = malloc(READ_BYTES);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!bytes || !context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
		abort();
	*size = 0;
	ssize_t got;
	while ((got = read(fd, bytes, READ_BYTES)) > 0 || (got < 0 && errno == EINTR)) {
		if (got < 0)
			continue;
		EVP_DigestUpdate(context, bytes, (size_t)got);
		*size += got;
	}
	EVP_DigestFinal_ex(context, digest, NULL);
	EVP_MD_CTX_free(context);
	free(bytes);
	for (int i = 0; i < 32; i++)
		snprintf(sha256 + 2 * i, 3, "%02x", digest[i]);
	return got == 0 ? OK : ERR_UNAVAILABLE;
}

Err blob_hash_file(const char *path, char sha256[65], int64_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failure("open", path);
	Err err = hash_descriptor(fd, sha256, size);
	if (err)
		failure("read", path);
	close(fd);
	return err;
}

static void path_of(const DirectoryBlobs *blobs, const char *sha256, char out[PATH_CAP])
{
	snprintf(out, PATH_CAP, "%s/sha256/%.2s/%s", blobs->root, sha256, sha256 + 2);
}

static Err sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return failure("open", path);
	Err err = fsync(fd) == 0 ? OK : failure("fsync", path);
	close(fd);
	return err;
}

/* Makes sha256/ab when it is not there; its name is synced, too. */
static Err make_shelf(const DirectoryBlobs *blobs, const char *sha256, char shelf[PATH_CAP])
{
	snprintf(shelf, PATH_CAP, "%s/sha256/%.2s", blobs->root, sha256);
	if (mkdir(shelf, 0700) != 0)
		return errno == EEXIST ? OK : failure("mkdir", shelf);
	char above[PATH_CAP];
	snprintf(above, sizeof above, "%s/sha256", blobs->root);
	return sync_directory(above);
}

/* Is this what was announced, and is it on the disk? Kept read-only from here on. */
static Err check_and_sync(const char *path, const char *sha256, int64_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failure("open", path);
	char found[65];
	int64_t found_size;
	Err err = hash_descriptor(fd, found, &found_size);
	if (err)
		failure("read", path);
	else if (found_size != size || strcmp(found, sha256) != 0)
		err = ERR_INPUT;
	else if (fchmod(fd, 0440) != 0 || fsync(fd) != 0)
		err = failure("fsync", path);
	close(fd);
	return err;
}

/* A blob that is there already is replaced by the same bytes: that mends a damaged one, and its new time
 * keeps the sweep away until the row is committed. */
static Err directory_put_file(Blobs *base, const char *tmp_path, const char *sha256, int64_t size)
{
	DirectoryBlobs *blobs = (DirectoryBlobs *)base;
	Err err = check_and_sync(tmp_path, sha256, size);
	if (err)
		return err;
	char shelf[PATH_CAP], path[PATH_CAP];
	err = make_shelf(blobs, sha256, shelf);
	if (err)
		return err;
	path_of(blobs, sha256, path);
	pthread_rwlock_rdlock(&blobs->sweeping);
	err = rename(tmp_path, path) == 0 ? sync_directory(shelf) : failure("rename", path);
	pthread_rwlock_unlock(&blobs->sweeping);
	return err;
}

static bool directory_exists(Blobs *base, const char *sha256)
{
	char path[PATH_CAP];
	path_of((DirectoryBlobs *)base, sha256, path);
	return access(path, F_OK) == 0;
}

static Err directory_read(Blobs *base, const char *sha256, int *fd, int64_t *size)
{
	char path[PATH_CAP];
	path_of((DirectoryBlobs *)base, sha256, path);
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : failure("open", path);
	struct stat about;
	if (fstat(*fd, &about) != 0) {
		Err err = failure("stat", path);
		close(*fd);
		*fd = -1;
		return err;
	}
	if (size)
		*size = about.st_size;
	return OK;
}

static const char *directory_path(Blobs *base, Arena *mem, const char *sha256)
{
	char path[PATH_CAP];
	path_of((DirectoryBlobs *)base, sha256, path);
	return arena_copy(mem, path);
}

static const char *directory_temp_dir(const Blobs *base)
{
	return ((const DirectoryBlobs *)base)->temp;
}

/* Walks ----------------------------------------------------------------------------------------------- */

typedef Err BlobVisit(DirectoryBlobs *blobs, void *with, const char *sha256, const char *path);

static Err walk_shelf(DirectoryBlobs *blobs, const char *prefix, BlobVisit *visit, void *with)
{
	char shelf[PATH_CAP];
	snprintf(shelf, sizeof shelf, "%s/sha256/%s", blobs->root, prefix);
	DIR *entries = opendir(shelf);
	if (!entries)
		return errno == ENOENT ? OK : failure("opendir", shelf);
	Err err = OK;
	for (struct dirent *entry; !err && (entry = readdir(entries));) {
		if (strlen(entry->d_name) != 62)
			continue;
		char sha256[65], path[PATH_CAP];
		snprintf(sha256, sizeof sha256, "%.2s%.62s", prefix, entry->d_name);
		path_of(blobs, sha256, path);
		err = visit(blobs, with, sha256, path);
	}
	closedir(entries);
	return err;
}

static Err walk_blobs(DirectoryBlobs *blobs, BlobVisit *visit, void *with)
{
	Err err = OK;
	for (int shelf = 0; !err && shelf < 256; shelf++) {
		char prefix[3];
		snprintf(prefix, sizeof prefix, "%02x", (unsigned)shelf);
		err = walk_shelf(blobs, prefix, visit, with);
	}
	return err;
}

typedef struct Sweep {
	BlobIsReferenced *is_referenced;
	void *with;
	int64_t before_ms; /* only what was last written before this moment */
	int64_t *removed;
} Sweep;

static bool is_older(const char *path, int64_t before_ms)
{
	struct stat about;
	if (stat(path, &about) != 0)
		return false;
	return (int64_t)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000 < before_ms;
}

static Err sweep_one(DirectoryBlobs *blobs, void *with, const char *sha256, const char *path)
{
	Sweep *sweep = with;
	if (!is_older(path, sweep->before_ms) || sweep->is_referenced(sweep->with, sha256))
		return OK;
	/* The same bytes may have been put again while we asked. */
	pthread_rwlock_wrlock(&blobs->sweeping);
	if (is_older(path, sweep->before_ms) && unlink(path) == 0)
		(*sweep->removed)++;
	pthread_rwlock_unlock(&blobs->sweeping);
	return OK;
}

static Err sweep_temp(DirectoryBlobs *blobs, const Sweep *sweep)
{
	DIR *entries = opendir(blobs->temp);
	if (!entries)
		return failure("opendir", blobs->temp);
	for (struct dirent *entry; (entry = readdir(entries));) {
		char path[PATH_CAP + 256];
		snprintf(path, sizeof path, "%s/%s", blobs->temp, entry->d_name);
		if (entry->d_name[0] != '.' && is_older(path, sweep->before_ms) && unlink(path) == 0)
			(*sweep->removed)++;
	}
	closedir(entries);
	return OK;
}

static Err directory_sweep(
    Blobs *base, BlobIsReferenced *is_referenced, void *with, int64_t older_than_ms, int64_t *removed)
{
	Sweep sweep = {is_referenced, with, now_ms() - older_than_ms, removed};
	Err err = walk_blobs((DirectoryBlobs *)base, sweep_one, &sweep);
	return err ? err : sweep_temp((DirectoryBlobs *)base, &sweep);
}

typedef struct Check {
	BlobDamaged *damaged;
	void *with;
	int64_t *checked;
	int64_t *bad;
} Check;

static Err check_one(DirectoryBlobs *blobs, void *with, const char *sha256, const char *path)
{
	(void)blobs;
	Check *check = with;
	char found[65];
	int64_t size;
	Err err = blob_hash_file(path, found, &size);
	if (err == ERR_NOT_FOUND)
		return OK; /* swept meanwhile */
	(*check->checked)++;
	if (err || strcmp(found, sha256) != 0) {
		(*check->bad)++;
		log_event(LOG_ERROR, "a stored file is damaged", "path", path, NULL);
		if (check->damaged)
			check->damaged(check->with, sha256);
	}
	return OK;
}

static Err directory_check(Blobs *base, BlobDamaged *damaged, void *with, int64_t *checked, int64_t *bad)
{
	Check check = {damaged, with, checked, bad};
	return walk_blobs((DirectoryBlobs *)base, check_one, &check);
}

/* Opening and closing ---------------------------------------------------------------------------------- */

static void directory_close(Blobs *base)
{
	DirectoryBlobs *blobs = (DirectoryBlobs *)base;
	pthread_rwlock_destroy(&blobs->sweeping);
	free(blobs);
}

static const BlobCalls DIRECTORY_CALLS = {
    .close = directory_close,
    .temp_dir = directory_temp_dir,
    .put_file = directory_put_file,
    .exists = directory_exists,
    .read = directory_read,
    .path = directory_path,
    .sweep = directory_sweep,
    .check = directory_check,
};

static Err make_directory(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ? OK : failure("mkdir", path);
}

/* Makes `path` and what is missing above it. */
static Err make_directories(const char *path)
{
	char part[DIRECTORY_MAX + 1];
	Err err = OK;
	size_t len = strlen(path);
	for (size_t i = 1; !err && i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		err = make_directory(part);
	}
	return err;
}

Err blob_open_directory(const char *directory, Blobs **out)
{
	*out = NULL;
	size_t len = strlen(directory);
	if (len == 0 || len > DIRECTORY_MAX)
		return ERR_INPUT;
	DirectoryBlobs *blobs = calloc(1, sizeof *blobs);
	if (!blobs)
		abort();
	blobs->base.calls = &DIRECTORY_CALLS;
	pthread_rwlock_init(&blobs->sweeping, NULL);
	memcpy(blobs->root, directory, len + 1);
	snprintf(blobs->temp, sizeof blobs->temp, "%s/temp", blobs->root);
	char shelves[PATH_CAP];
	snprintf(shelves, sizeof shelves, "%s/sha256", blobs->root);
	Err err = make_directories(directory);
	if (!err)
		err = make_directory(blobs->temp);
	if (!err)
		err = make_directory(shelves);
	if (!err)
		err = sync_directory(directory);
	if (err) {
		directory_close(&blobs->base);
		return err;
	}
	*out = &blobs->base;
	return OK;
}
