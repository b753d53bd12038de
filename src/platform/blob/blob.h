/* Files kept by what they contain: the SHA-256 of the bytes is the name, so that the same bytes are one file.
 * An upload is written into blob_temp_dir, then blob_put_file checks, syncs and renames it; only then may a
 * row that names it be committed. A file without a row is an orphan and is swept. */
#ifndef QINGCE_BLOB_BLOB_H
#define QINGCE_BLOB_BLOB_H

#include "base/arena.h"
#include "base/err.h"

typedef struct Blobs Blobs; /* one per process; safe to use from every thread */

/* Files under `directory` (made when missing): sha256/ab/cdef…, and temp/ for uploads on the same file
 * system. */
Err blob_open_directory(const char *directory, Blobs **out);
void blob_close(Blobs *blobs);

/* Where uploads are to be written, so that the rename stays within one file system. */
const char *blob_temp_dir(const Blobs *blobs);

/* Makes the finished file `tmp_path` the blob `sha256` (64 lower-case hexadecimal digits) of `size` bytes and
 * takes the temporary file away. Returns when the bytes and the name are on the disk. ERR_INPUT, with the
 * temporary file left alone, when size or digest are not what the file holds. */
Err blob_put_file(Blobs *blobs, const char *tmp_path, const char *sha256, int64_t size);

/* The SHA-256 (64 lower-case hexadecimal digits and a NUL) and size of any file. */
Err blob_hash_file(const char *path, char sha256[65], int64_t *size);

bool blob_exists(Blobs *blobs, const char *sha256);

/* Opens a blob for reading: a descriptor the caller closes, and its size (may be NULL). ERR_NOT_FOUND when
 * there is none. */
Err blob_read(Blobs *blobs, const char *sha256, int *fd, int64_t *size);

/* The path of a blob, for a child process that reads it; NULL when the store has no local files. */
const char *blob_path(Blobs *blobs, Arena *mem, const char *sha256);

/* Takes away blobs that nothing refers to and temporary files, both older than `older_than_ms` (so that an
 * upload whose row is not yet committed stays). `removed` (may be NULL) counts them. */
typedef bool BlobIsReferenced(void *with, const char *sha256);
Err blob_sweep(
    Blobs *blobs, BlobIsReferenced *is_referenced, void *with, int64_t older_than_ms, int64_t *removed);

/* Hashes every blob again and calls `damaged` for each whose bytes are not what its name says. `checked` and
 * `bad` (may be NULL) count them. */
typedef void BlobDamaged(void *with, const char *sha256);
Err blob_check(Blobs *blobs, BlobDamaged *damaged, void *with, int64_t *checked, int64_t *bad);

/* What a kind of store gives; blob_directory.c is the one that keeps files in a directory. */
typedef struct BlobCalls {
	void (*close)(Blobs *blobs);
	const char *(*temp_dir)(const Blobs *blobs);
	Err (*put_file)(Blobs *blobs, const char *tmp_path, const char *sha256, int64_t size);
	bool (*exists)(Blobs *blobs, const char *sha256);
	Err (*read)(Blobs *blobs, const char *sha256, int *fd, int64_t *size);
	const char *(*path)(Blobs *blobs, Arena *mem, const char *sha256);
	Err (*sweep)(Blobs *blobs, BlobIsReferenced *is_referenced, void *with, int64_t older_than_ms,
	    int64_t *removed);
	Err (*check)(Blobs *blobs, BlobDamaged *damaged, void *with, int64_t *checked, int64_t *bad);
} BlobCalls;

struct Blobs {
	const BlobCalls *calls;
};

#endif
