/* Kinds of change, sums of whole kilograms, significance. */
#include "ghg/base_year.h"

#include <math.h>

#include "ghg/core.h"

static const struct {
	const char *key;
	int sign;
} KINDS[BASE_CHANGE_KINDS] = {
    [BASE_ACQUIRED] = {"acquired", 1},
    [BASE_DIVESTED] = {"divested", -1},
    [BASE_MERGED] = {"merged", 1},
    [BASE_OUTSOURCED] = {"outsourced", 0}, /* scope 1 falls, scope 3 may rise by as much */
    [BASE_INSOURCED] = {"insourced", 0},
    [BASE_METHOD] = {"method", 0},
    [BASE_FACTOR] = {"factor", 0},
    [BASE_GWP] = {"gwp", 0},
    [BASE_ERROR] = {"error", 0},
};

const char *base_change_key(BaseChangeKind kind)
{
	return kind < BASE_CHANGE_KINDS ? KINDS[kind].key : "";
}

BaseChangeKind base_change_of(const char *key)
{
	int kind = 0;
	while (kind < BASE_CHANGE_KINDS && !same(KINDS[kind].key, key))
		kind++;
	return (BaseChangeKind)kind;
}

int base_change_sign(BaseChangeKind kind)
{
	return kind < BASE_CHANGE_KINDS ? KINDS[kind].sign : 0;
}

/* ---- amounts ---- */

bool base_amount_set(BaseAmounts *amounts, BasePart part, double tco2e)
{
	amounts->kg[part] = 0;
	amounts->is_known[part] = false;
	if (isnan(tco2e))
		return true;
	if (!(fabs(tco2e) <= BASE_MOST_TCO2E))
		return false;
	double kg = floor(fabs(tco2e) * 1000 + 0.5);
	amounts->kg[part] = (int64_t)(tco2e < 0 ? -kg : kg);
	amounts->is_known[part] = true;
	return true;
}

double base_amount(const BaseAmounts *amounts, BasePart part)
{
	return amounts->is_known[part] ? (double)amounts->kg[part] / 1000 : NAN;
}

int64_t base_total_kg(const BaseAmounts *amounts, bool with_scope3)
{
	return amounts->kg[BASE_SCOPE1] + amounts->kg[BASE_SCOPE2] +
	       (with_scope3 ? amounts->kg[BASE_SCOPE3] : 0);
}

BaseAmounts base_sum(const BaseAmounts *a, const BaseAmounts *b)
{
	BaseAmounts sum;
	for (int p = 0; p < BASE_PARTS; p++) {
		sum.kg[p] = a->kg[p] + b->kg[p];
		sum.is_known[p] = a->is_known[p] || b->is_known[p];
	}
	return sum;
}

BaseAmounts base_difference(const BaseAmounts *a, const BaseAmounts *b)
{
	BaseAmounts difference;
	for (int p = 0; p < BASE_PARTS; p++) {
		difference.is_known[p] = a->is_known[p] && b->is_known[p];
		difference.kg[p] = difference.is_known[p] ? a->kg[p] - b->kg[p] : 0;
	}
	return difference;
}

/* Half away from zero, as people round. */
static int64_t divide_rounded(int64_t sum, int64_t count)
{
	int64_t half = count / 2;
	return sum < 0 ? -((-sum + half) / count) : (sum + half) / count;
}

BaseAmounts base_mean(const BaseAmounts years[], size_t count)
{
	BaseAmounts mean = {0};
	for (int p = 0; p < BASE_PARTS && count > 0; p++) {
		int64_t sum = 0;
		mean.is_known[p] = true;
		for (size_t i = 0; i < count; i++) {
			sum += years[i].kg[p];
			mean.is_known[p] = mean.is_known[p] && years[i].is_known[p];
		}
		mean.kg[p] = mean.is_known[p] ? divide_rounded(sum, (int64_t)count) : 0;
	}
	return mean;
}

/* ---- significance ---- */

void base_year_judge(
    double base, double threshold_percent, const double changes[], size_t count, BaseVerdict out[])
{
	GhgSum together = {0};
	for (size_t i = 0; i < count; i++) {
		double size = fabs(changes[i]);
		ghg_sum_add(&together, size);
		double all = ghg_sum_value(&together);
		bool has_base = base != 0;
		out[i] = (BaseVerdict){
		    .percent = has_base	  ? size / fabs(base) * 100
			       : size > 0 ? NAN
					  : 0,
		    .cumulative_percent = has_base  ? all / fabs(base) * 100
					  : all > 0 ? NAN
						    : 0,
		    .is_required = all > 0 && (!has_base || all * 100 >= threshold_percent * fabs(base)),
		};
	}
}
