/* The sessions last asked for, as the store told them, each for as long as nothing is committed to it
 * (db_mark): who signs out, is disabled or loses a membership is gone with that commit. */
#ifndef QINGCE_ACCOUNT_SESSION_CACHE_H
#define QINGCE_ACCOUNT_SESSION_CACHE_H

#include "account/account_store.h"

/* The session of a token as it was kept under this mark; false when it was not. It may have expired since. */
bool session_recall(Arena *mem, uint64_t mark, const char *token_hash, Session *out);

/* Nothing is kept under mark 0. */
void session_keep(uint64_t mark, const char *token_hash, const Session *session);

#endif
