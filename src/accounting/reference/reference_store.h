/* Reference tables in the store. */
#ifndef QINGCE_REFERENCE_REFERENCE_STORE_H
#define QINGCE_REFERENCE_REFERENCE_STORE_H

#include "reference/reference.h"

Err reference_batches(Db *db, Arena *mem, ReferenceBatch **out, size_t *count);

/* The whole batch in one transaction; its id is in `batch`. */
Err reference_add(Scope by, const ReferenceBatch *batch, const ReferenceFactor factors[], size_t count);

/* Takes a batch back; lines that took a factor keep what they copied. ERR_NOT_FOUND. */
Err reference_remove(Scope by, int64_t batch_id);

/* Those in which all `words` occur (all rows without words), by id behind `after`; at most `limit`. */
Err reference_find(Db *db, Arena *mem, const char *const words[], size_t word_count, int64_t after, int limit,
    ReferenceFactor **out, size_t *count);

#endif
