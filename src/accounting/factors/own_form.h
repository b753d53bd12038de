/* The form of an own factor: read, checked, compared with what somebody else saved; and what is wrong with a
 * field, in words. */
#ifndef QINGCE_FACTORS_OWN_FORM_H
#define QINGCE_FACTORS_OWN_FORM_H

#include "factors/factors_view.h"

const char *own_purpose_text(Req *req, const char *purpose);
const char *own_field_label(Req *req, OwnField field);

/* "不认识单位…，可用：…" */
const char *own_problem_text(Req *req, const OwnFactor *factor, OwnField field, OwnProblem problem);

/* What to say beside a factor; NULL for nothing. *is_bad (may be NULL): it is about the value itself. */
const char *own_doubt_text(Req *req, const OwnFactor *factor, bool *is_bad);

OwnRow own_row(Req *req, const OwnFactor *factor);

/* What was sent, by the form or by the conflict notice; what was not sent is as in `current` (NULL: empty).
 */
Err own_form_read(Req *req, const OwnFactor *current, OwnFactor *out);

/* A form that shows `factor`; its problems are those of own_factor_check when `is_sent`. Adds what its page
 * shows besides. */
Err own_form_of(Req *req, const OwnFactor *factor, bool is_sent, OwnFormView *out);

/* Somebody saved `theirs` since: shows what differs; the next save is over its version. */
void own_form_conflict(Req *req, OwnFormView *form, const OwnFactor *mine, const OwnFactor *theirs);

#endif
