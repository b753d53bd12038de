/* The form of an organisation or a facility: read, checked, compared with what somebody else saved. */
#ifndef QINGCE_ORGANISATION_PLACE_FORM_H
#define QINGCE_ORGANISATION_PLACE_FORM_H

#include "organisation/organisation_view.h"

/* The values of a row in the order of the form's fields. */
typedef struct PlaceValues {
	const char *at[PLACE_FIELDS];
} PlaceValues;

PlaceValues values_of_org(const Organisation *org);
PlaceValues values_of_facility(const Facility *facility);
Organisation org_of_form(const PlaceForm *form, int64_t id);
Facility facility_of_form(const PlaceForm *form, int64_t org_id, int64_t id);

/* A form that shows `values` at `version`. */
PlaceForm place_form_of(const PlaceValues *values, int64_t version, bool is_facility);

/* What was sent, by the form or by the conflict notice (choice_NAME, mine_NAME). What was not sent, or was
 * chosen to be theirs, is as in `current` (NULL when there is none yet). */
PlaceForm place_form_read(Req *req, const PlaceValues *current, bool is_facility);
bool place_form_has_problems(const PlaceForm *form);

/* Somebody saved `current` since the form was read: shows what differs, and lets the next save be upon
 * `version`. */
void place_form_conflict(Req *req, PlaceForm *form, const PlaceValues *current, int64_t version);

/* Labels, hints, lists to choose from, and the summary of problems. */
void place_form_about(Req *req, PlaceForm *form);

#endif
