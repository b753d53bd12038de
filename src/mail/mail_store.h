/* The rows of the outbox, for the sender and for /admin/mail. */
#ifndef QINGCE_MAIL_MAIL_STORE_H
#define QINGCE_MAIL_MAIL_STORE_H

#include "mail/mail.h"

typedef struct Mail {
	int64_t id;
	const char *recipient;
	const char *subject;
	const char *body;  /* "" once sent: links in it are secrets */
	const char *state; /* waiting | sent | kept | failed */
	int64_t created_at;
	int64_t next_at;
	int64_t sent_at; /* 0 = not yet */
	int64_t attempts;
	const char *last_error;
} Mail;

/* Mails that are due, the oldest first. */
Err mail_due(Db *db, Arena *mem, int64_t now, int limit, Mail **out, size_t *count);

/* Takes a due mail for this process until `until`; `mine` is false when another process was first. */
Err mail_claim(Db *db, const Mail *mail, int64_t until, bool *mine);

/* How it went: state "sent" (the body is forgotten), "kept", "failed", or "waiting" until next_at. */
Err mail_settle(
    Db *db, int64_t id, const char *state, int64_t next_at, int64_t sent_at, const char *last_error);

/* The newest first, those before `before_id` (0 = from the newest). */
Err mail_list(Db *db, Arena *mem, int64_t before_id, int limit, Mail **out, size_t *count);
Err mail_by_id(Db *db, Arena *mem, int64_t id, Mail *out);
Err mail_count_waiting(Db *db, int64_t *waiting, int64_t *failed);

#endif
