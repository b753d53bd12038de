/* What the handlers of the base year share. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_PAGE_H
#define QINGCE_BASEYEAR_BASEYEAR_PAGE_H

#include "baseyear/baseyear_state.h"
#include "html/html.h"

/* The head of a page; `title` NULL: of the base year itself. */
Page base_page(Req *req, const char *title);
bool base_may_edit(const Req *req);
/* Of the organisation of the session. */
Err base_state_here(Req *req, BaseState *out);
const char *base_proposal_title(Req *req, const BaseProposal *proposal);

#endif
