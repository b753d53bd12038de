/* The rows of the outbox, for the sender. */
#ifndef QINGCE_MAIL_MAIL_STORE_H
#define QINGCE_MAIL_MAIL_STORE_H

#include "mail/mail.h"

/* Mails that are due, the oldest first. */
Err mail_due(Db *db, Arena *mem, int64_t now, int limit, Mail **out, size_t *count);

/* Takes a due mail for this process until `until`; `mine` is false when another process was first. */
Err mail_claim(Db *db, const Mail *mail, int64_t until, bool *mine);

/* How it went: state "sent" (the body is forgotten), "kept", "failed", or "waiting" until next_at. */
Err mail_settle(
    Db *db, int64_t id, const char *state, int64_t next_at, int64_t sent_at, const char *last_error);

#endif
