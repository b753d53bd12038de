/* Reference tables in the store. */
#ifndef QINGCE_REFERENCE_REFERENCE_STORE_H
#define QINGCE_REFERENCE_REFERENCE_STORE_H

#include "reference/reference.h"

Err reference_batches(Db *db, Arena *mem, ReferenceBatch **out, size_t *count);

/* The whole batch in one transaction; its id is in `batch`. */
Err reference_add(Db *db, Arena *mem, const ReferenceBatch *batch, const ReferenceFactor factors[],
    size_t count, int64_t user_id, const char *request_id);

/* Takes a batch back; lines that took a factor keep what they copied. ERR_NOT_FOUND. */
Err reference_remove(Db *db, Arena *mem, int64_t batch_id, int64_t user_id, const char *request_id);

/* Those in which all `words` occur (all rows without words), by id behind `after`; at most `limit`. */
Err reference_find(Db *db, Arena *mem, const char *const words[], size_t word_count, int64_t after, int limit,
    ReferenceFactor **out, size_t *count);

#endif
