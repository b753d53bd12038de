/* How an energy of the check compares with the inventory: the pair behind a row, its verdict and amounts. */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.po.h"
#include "level/level_words.h"

#include <math.h>

EnergyVerdict energy_verdict(const QualityPair *pair, const QualityRules *rules)
{
	if (!pair || !pair->has_row || isnan(pair->theirs.value))
		return (EnergyVerdict){"open", W_check_verdict_open};
	if (!pair->has_line)
		return (EnergyVerdict){"warn", W_check_verdict_no_line};
	if (isnan(pair->deviation))
		return (EnergyVerdict){"warn", W_check_verdict_units};
	if (pair->deviation > rules->deviation_fail)
		return (EnergyVerdict){"warn", W_check_verdict_fails};
	if (pair->deviation > rules->deviation_explain && !pair->is_explained)
		return (EnergyVerdict){"warn", W_check_verdict_explain};
	return (EnergyVerdict){"done", W_check_verdict_passes};
}

const char *energy_amount_text(Arena *mem, const QualityAmount *amount, const char *energy)
{
	return isnan(amount->value) ? "-" : level_amount_text(mem, amount->value, amount->dim, energy);
}

const char *energy_percent_text(Arena *mem, double share)
{
	return isnan(share) ? "-" : arena_printf(mem, "%s %%", number_text(mem, share * 100, 2));
}

const QualityPair *energy_pair_of(const QualityPair *pairs, size_t count, const char *energy)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(pairs[i].energy, energy))
			return &pairs[i];
	return NULL;
}
