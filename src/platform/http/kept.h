/* Public answers kept for a moment: what strangers (no cookie) asked for and was marked by answer_public is
 * given again by the loop's thread, without a worker. Not older than KEPT_MS, which what other processes
 * write may take to show; what this process changed shows at once, since any request but GET and HEAD forgets
 * all that was kept. */
#ifndef QINGCE_HTTP_KEPT_H
#define QINGCE_HTTP_KEPT_H

#include "http/response.h"

enum { KEPT_MS = 250 };

/* Gives the kept answer of this request; false when there is none. */
bool kept_answer(Req *req);

/* The state to keep the answer under; taken before the request runs. */
uint64_t kept_state(void);

/* After the request has run: keeps its finished answer, or forgets all others. */
void kept_note(Req *req, uint64_t state);

#endif
