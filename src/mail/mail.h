/* Mail: a row written in the transaction that causes it, sent afterwards by a thread. Without an SMTP server
 * it is kept: written to DATA_DIR/mail and shown at /admin/mail. */
#ifndef QINGCE_MAIL_MAIL_H
#define QINGCE_MAIL_MAIL_H

#include "http/app.h"

/* Inside the caller's transaction. Plain text in UTF-8; the body has at most MAIL_BODY_MAX bytes. */
enum { MAIL_BODY_MAX = 16384 };
Err mail_add(Db *db, const char *recipient, const char *subject, const char *body);

/* The sender. One thread a process; several processes share the queue. */
typedef struct MailSender MailSender;
Err mail_sender_open(const App *app, MailSender **out);
void mail_sender_close(MailSender *sender);

/* Something may be waiting: look now, not at the next tick. May be called from any thread, also when no
 * sender runs. */
void mail_wake(void);

#endif
