/* What a typed medium means. No Db, no Req. */
#ifndef QINGCE_MEDIA_MEDIA_RULES_H
#define QINGCE_MEDIA_MEDIA_RULES_H

#include "media/media.h"

/* bought, made, sold: as stored. */
extern const char *const MEDIUM_ORIGINS[3];
/* -1 when it is none of them. */
int medium_origin(const char *text);

/* Fills `reading` and `result` from the texts. */
void medium_read(const Ghg *ghg, MediumRow *row);

#endif
