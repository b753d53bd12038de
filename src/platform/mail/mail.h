/* Mail: a row written in the transaction that causes it, sent afterwards by a thread. Without an SMTP server
 * it is kept: written to DATA_DIR/mail and shown at /admin/mail. */
#ifndef QINGCE_MAIL_MAIL_H
#define QINGCE_MAIL_MAIL_H

#include "http/app.h"

/* Inside the caller's transaction. Plain text in UTF-8; the body has at most MAIL_BODY_MAX bytes. */
enum { MAIL_BODY_MAX = 16384 };
Err mail_add(Db *db, const char *recipient, const char *subject, const char *body);

/* ---- for /admin/mail ---- */

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

/* The newest first, those before `before_id` (0 = from the newest). */
Err mail_list(Db *db, Arena *mem, int64_t before_id, int limit, Mail **out, size_t *count);
Err mail_by_id(Db *db, Arena *mem, int64_t id, Mail *out);
Err mail_count_waiting(Db *db, int64_t *waiting, int64_t *failed);

/* The sender. One thread a process; several processes share the queue. */
typedef struct MailSender MailSender;
Err mail_sender_open(const App *app, MailSender **out);
void mail_sender_close(MailSender *sender);

/* Something may be waiting: look now, not at the next tick. May be called from any thread, also when no
 * sender runs. */
void mail_wake(void);

#endif
