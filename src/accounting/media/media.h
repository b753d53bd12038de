/* The energy-carrying media of an inventory: what was typed, and what it adds to 综合能耗. The rules are
 * those of ghg/consumption.h. */
#ifndef QINGCE_MEDIA_MEDIA_H
#define QINGCE_MEDIA_MEDIA_H

#include "db/db.h"
#include "ghg/consumption.h"

enum { CONSUMPTION_MAX_MEDIA = 100 };

/* A medium as typed, and what it means. */
typedef struct MediumRow {
	int64_t id;
	const char *medium, *origin, *amount_text, *amount_unit, *note;
	int64_t version;
	Medium reading; /* amount NaN: no number, or none yet */
	MediumResult result;
} MediumRow;

Err consumption_media_of(
    Db *db, Arena *mem, const Ghg *ghg, int64_t org_id, int64_t inventory_id, MediumRow **out, size_t *count);

typedef struct MediumEditor {
	int64_t org_id, user_id;
	const char *request_id;
} MediumEditor;

/* Within the caller's transaction: the media of an inventory for another one of the organisation, which has
 * none yet, with or without amounts. */
Err media_copy(Db *db, Arena *mem, MediumEditor by, int64_t from_id, int64_t to_id, bool keep_amounts);

/* What media add to 综合能耗, in tce: bought plus, made on site 0, supplied outside minus. */
double consumption_media_tce(const MediumRow rows[], size_t count);

#endif
