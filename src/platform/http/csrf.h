/* Forged requests: the token of the session in every unsafe form, and what the browser says about where a
 * request comes from. Pure but for the randomness of masks. */
#ifndef QINGCE_HTTP_CSRF_H
#define QINGCE_HTTP_CSRF_H

#include "base/arena.h"

/* The token under a fresh mask, so that compressed pages never repeat it (BREACH); "" for "". */
const char *csrf_mask(Arena *mem, const char *token);

/* Is `given` the token, masked or plain? Compared in constant time; an empty token fits nothing. */
bool csrf_fits(Arena *mem, const char *token, const char *given);

/* Does the request come from this site, by Sec-Fetch-Site and Origin ("" = not sent, which older browsers
 * do)? */
bool origin_is_own(const char *sec_fetch_site, const char *origin, const char *host);

#endif
