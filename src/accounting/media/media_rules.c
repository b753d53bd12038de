/* From typed media to tce. See media_rules.h. */
#include "media/media_rules.h"

#include <math.h>

#include "base/str.h"

const char *const MEDIUM_ORIGINS[3] = {
    [MEDIUM_BOUGHT] = "bought", [MEDIUM_MADE] = "made", [MEDIUM_SOLD] = "sold"};

int medium_origin(const char *text)
{
	for (int i = 0; i < 3; i++)
		if (str_eq(MEDIUM_ORIGINS[i], text))
			return i;
	return -1;
}

void medium_read(const Ghg *ghg, MediumRow *row)
{
	int origin = medium_origin(row->origin);
	row->reading = (Medium){
	    row->medium, NAN, row->amount_unit, origin < 0 ? MEDIUM_BOUGHT : (MediumOrigin)origin};
	double amount;
	if (number_parse(row->amount_text, &amount) == NUMBER_OK)
		row->reading.amount = amount;
	row->result = consumption_medium(ghg, &row->reading);
}

double consumption_media_tce(const MediumRow rows[], size_t count)
{
	GhgSum sum = {0};
	for (size_t i = 0; i < count; i++)
		ghg_sum_add(&sum, rows[i].result.tce);
	return ghg_sum_value(&sum);
}
