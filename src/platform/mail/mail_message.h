/* A mail as RFC 5322 text. Pure. */
#ifndef QINGCE_MAIL_MAIL_MESSAGE_H
#define QINGCE_MAIL_MAIL_MESSAGE_H

#include "base/arena.h"

/* The bare address of "青册 <no-reply@example.cn>" or "no-reply@example.cn", without control characters. */
char *mail_address(Arena *mem, const char *who);

/* Headers and a base64 body in UTF-8 with CR LF line ends. Line breaks in a header value become spaces. `id`
 * makes the Message-ID unique together with the domain of `from`. */
char *mail_message(Arena *mem, const char *from, const char *to, const char *subject, const char *body,
    int64_t at_ms, int64_t id);

#endif
