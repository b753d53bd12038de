/* The energy-carrying media of an inventory: what was typed, and what it adds to 综合能耗. The rules are
 * those of ghg/consumption.h. */
#ifndef QINGCE_MEDIA_MEDIA_H
#define QINGCE_MEDIA_MEDIA_H

#include "audit/change.h"
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

/* The media of an inventory for the one that is being made of it, with or without amounts. */
Err media_copy(const OpenChange *change, int64_t from_id, bool keep_amounts);

/* What media add to 综合能耗, in tce: bought plus, made on site 0, supplied outside minus. */
double consumption_media_tce(const MediumRow rows[], size_t count);

#endif
