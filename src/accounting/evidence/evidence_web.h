/* The handlers of evidence and of the energy check, for src/app/routes.c. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_WEB_H
#define QINGCE_EVIDENCE_EVIDENCE_WEB_H

#include "http/http.h"

enum { EVIDENCE_TEXT_MAX = 200, EVIDENCE_NOTE_MAX = 2000 }; /* characters */

/* ERR_INPUT, with words for the reader, when a field of the form is longer than that. */
Err evidence_fields_fit(Req *req);

Handler evidence_show, evidence_upload;
Handler evidence_link_edit, evidence_link_take_away;
Handler evidence_library, evidence_download;

Handler energy_show, energy_choose_source;
Handler energy_row_create, energy_row_edit, energy_row_field, energy_row_take_away;
Handler b205_save, b205_field, b205_template, b205_import;

#endif
