/* What of a record belongs to the reporter: the days within the reporting period, and the share of a joint
 * facility. Pure. Sources: GHG Protocol Corporate Standard, chapters 3 and 4. */
#ifndef QINGCE_GHG_BOUNDARY_H
#define QINGCE_GHG_BOUNDARY_H

#include "base/date.h"

typedef struct DayShare {
	int64_t days, of; /* within the window; of the record. Both ends count */
	double share;	  /* 0..1 */
} DayShare;

/* The part of a record from `first` to `last` that lies in the window; an amount is taken to be spread
 * evenly. `places` > 0 rounds the share to so many decimal places first, half away from zero; 0 keeps it
 * exact. */
DayShare boundary_days(Date first, Date last, Date window_first, Date window_last, int places);

#endif
