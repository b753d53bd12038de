/* The forms of the base year and of a change in its register: read, checked, compared with what somebody else
 * saved. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_FORM_H
#define QINGCE_BASEYEAR_BASEYEAR_FORM_H

#include "baseyear/baseyear_view.h"

/* What was sent, by the form or by the conflict notice; what was not sent is as in `current` (NULL: none). */
Err base_year_read(Req *req, const BaseYear *current, BaseYear *out);
/* The form that shows `year`; with what is wrong when it was sent. `recalculated` from `current` needs a
 * confirmation once the base year is another. */
Err base_year_form(Req *req, const BaseYear *year, bool is_sent, const BaseYear *current, bool recalculated,
    BaseYearForm *out);
void base_year_conflict(Req *req, BaseYearForm *form, const BaseYear *mine, const BaseYear *theirs);

void base_entry_read(Req *req, const BaseEntry *current, BaseEntry *out);
Err base_entry_form(
    Req *req, const BaseState *state, const BaseEntry *entry, bool is_sent, BaseEntryForm *out);
void base_entry_conflict(Req *req, BaseEntryForm *form, const BaseEntry *mine, const BaseEntry *theirs);

#endif
