/* The calls of blob.h, handed to the kind of store in use after the name was checked. */
#include "blob/blob.h"

#include <string.h>

/* A name goes into paths: nothing but 64 digits gets that far. */
static bool is_digest(const char *sha256)
{
	return sha256 && strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

void blob_close(Blobs *blobs)
{
	if (blobs)
		blobs->calls->close(blobs);
}

const char *blob_temp_dir(const Blobs *blobs)
{
	return blobs->calls->temp_dir(blobs);
}

Err blob_put_file(Blobs *blobs, const char *tmp_path, const char *sha256, int64_t size)
{
	return is_digest(sha256) ? blobs->calls->put_file(blobs, tmp_path, sha256, size) : ERR_INPUT;
}

bool blob_exists(Blobs *blobs, const char *sha256)
{
	return is_digest(sha256) && blobs->calls->exists(blobs, sha256);
}

Err blob_read(Blobs *blobs, const char *sha256, int *fd, int64_t *size)
{
	return is_digest(sha256) ? blobs->calls->read(blobs, sha256, fd, size) : ERR_NOT_FOUND;
}

const char *blob_path(Blobs *blobs, Arena *mem, const char *sha256)
{
	return is_digest(sha256) ? blobs->calls->path(blobs, mem, sha256) : NULL;
}

Err blob_sweep(
    Blobs *blobs, BlobIsReferenced *is_referenced, void *with, int64_t older_than_ms, int64_t *removed)
{
	int64_t count = 0;
	Err err = blobs->calls->sweep(blobs, is_referenced, with, older_than_ms, &count);
	if (removed)
		*removed = count;
	return err;
}

Err blob_check(Blobs *blobs, BlobDamaged *damaged, void *with, int64_t *checked, int64_t *bad)
{
	int64_t all = 0, wrong = 0;
	Err err = blobs->calls->check(blobs, damaged, with, &all, &wrong);
	if (checked)
		*checked = all;
	if (bad)
		*bad = wrong;
	return err;
}
