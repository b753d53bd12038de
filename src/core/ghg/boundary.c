/* Days within the reporting period: see boundary.h. */
#include "ghg/boundary.h"

#include <math.h>

DayShare boundary_days(Date first, Date last, Date window_first, Date window_last, int places)
{
	int64_t from = date_days(first), to = date_days(last);
	int64_t window_from = date_days(window_first), window_to = date_days(window_last);
	DayShare out = {.of = to - from + 1};
	if (out.of < 1)
		return (DayShare){0};
	int64_t start = from > window_from ? from : window_from, end = to < window_to ? to : window_to;
	out.days = end >= start ? end - start + 1 : 0;
	out.share = (double)out.days / (double)out.of;
	double scale = 1;
	for (int i = 0; i < places; i++)
		scale *= 10;
	if (places > 0)
		out.share = round(out.share * scale) / scale;
	return out;
}
