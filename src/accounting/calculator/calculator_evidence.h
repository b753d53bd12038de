/* The handlers of evidence, for src/app/routes.c. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_EVIDENCE_H
#define QINGCE_CALCULATOR_CALCULATOR_EVIDENCE_H

#include "http/http.h"

enum { EVIDENCE_TEXT_MAX = 200, EVIDENCE_NOTE_MAX = 2000 }; /* characters */

/* ERR_INPUT, with words for the reader, when a field of the form is longer than that. */
Err evidence_fields_fit(Req *req);

Handler evidence_show, evidence_upload;
Handler evidence_link_edit, evidence_link_take_away;
Handler evidence_library, evidence_download;

#endif
