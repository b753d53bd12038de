/* Product carbon footprint and project estimate: see footprint.h. */
#include "ghg/footprint.h"

#include <math.h>
#include <string.h>

#define PRICE_RATIO_MAX 5 /* PACT Methodology v3, allocation */
#define WORST_SCORE 5

static const char *const KIND_KEYS[FOOTPRINT_KINDS] = {"fossil", "biogenic", "land_use", "removal"};

const char *footprint_kind_key(FootprintKind kind)
{
	return KIND_KEYS[kind];
}

FootprintKind footprint_kind_of(const char *key)
{
	for (int i = 0; i < FOOTPRINT_KINDS; i++)
		if (strcmp(KIND_KEYS[i], key) == 0)
			return (FootprintKind)i;
	return FOOTPRINT_KINDS;
}

double footprint_uptake(double biogenic_carbon_kg)
{
	return biogenic_carbon_kg > 0 ? -biogenic_carbon_kg * 44 / 12 : 0;
}

/* The mean of values weighted by the size of the contributions. */
typedef struct Weighing {
	GhgSum sizes, weighted;
} Weighing;

static void weigh(Weighing *w, double kgco2e, double value)
{
	ghg_sum_add(&w->sizes, fabs(kgco2e));
	ghg_sum_add(&w->weighted, fabs(kgco2e) * value);
}

static double weighed(const Weighing *w)
{
	double size = ghg_sum_value(&w->sizes);
	return size > 0 ? ghg_sum_value(&w->weighted) / size : NAN;
}

Footprint footprint_of(const FootprintPart parts[], size_t count, double uptake_kg)
{
	Footprint out = {.uptake = uptake_kg};
	GhgSum all = {0}, kinds[FOOTPRINT_KINDS] = {{0}};
	Weighing primary = {0}, quality[FOOTPRINT_DIMENSIONS] = {0};
	for (size_t i = 0; i < count; i++) {
		const FootprintPart *part = &parts[i];
		if (!isfinite(part->kgco2e)) {
			out.unknown++;
			continue;
		}
		ghg_sum_add(&all, part->kgco2e);
		ghg_sum_add(&kinds[part->kind], part->kgco2e);
		weigh(&primary, part->kgco2e, isnan(part->primary_share) ? 0 : part->primary_share);
		for (int d = 0; d < FOOTPRINT_DIMENSIONS; d++)
			weigh(&quality[d], part->kgco2e,
			    isnan(part->quality[d]) ? WORST_SCORE : part->quality[d]);
	}
	for (int k = 0; k < FOOTPRINT_KINDS; k++)
		out.by_kind[k] = out.unknown ? NAN : ghg_sum_value(&kinds[k]);
	out.excluding_uptake = out.unknown ? NAN : ghg_sum_value(&all);
	ghg_sum_add(&all, uptake_kg);
	out.including_uptake = out.unknown ? NAN : ghg_sum_value(&all);
	out.primary_share = out.unknown ? NAN : weighed(&primary);
	for (int d = 0; d < FOOTPRINT_DIMENSIONS; d++)
		out.quality[d] = out.unknown ? NAN : weighed(&quality[d]);
	return out;
}

double allocation_price_ratio(const CoProduct products[], size_t count)
{
	double lowest = INFINITY, highest = 0;
	for (size_t i = 0; i < count; i++) {
		if (!(products[i].price >= 0))
			return NAN;
		lowest = products[i].price < lowest ? products[i].price : lowest;
		highest = products[i].price > highest ? products[i].price : highest;
	}
	return count && highest > 0 ? highest / lowest : NAN;
}

Allocation allocation_rule(const CoProduct products[], size_t count, bool is_physical)
{
	bool is_uneven = allocation_price_ratio(products, count) > PRICE_RATIO_MAX;
	return is_uneven || !is_physical ? ALLOCATION_ECONOMIC : ALLOCATION_MASS;
}

static double key_of(Allocation by, const CoProduct *product)
{
	return by == ALLOCATION_MASS ? product->mass : product->quantity * product->price;
}

bool allocation_shares(Allocation by, const CoProduct products[], size_t count, double shares[])
{
	GhgSum sum = {0};
	for (size_t i = 0; i < count; i++) {
		double key = key_of(by, &products[i]);
		if (!(key >= 0) || isinf(key))
			return false;
		ghg_sum_add(&sum, key);
	}
	double all = ghg_sum_value(&sum);
	for (size_t i = 0; i < count && all > 0; i++)
		shares[i] = key_of(by, &products[i]) / all;
	return all > 0 && isfinite(all);
}

ProjectEstimate project_estimate(double mwh, double tco2_per_mwh, double project_tco2e, double leakage_tco2e)
{
	ProjectEstimate out = {.mwh = mwh, .baseline = mwh * tco2_per_mwh};
	out.reduction = out.baseline - project_tco2e - leakage_tco2e;
	out.issued = out.reduction > 0 ? floor(out.reduction + 1e-9) : 0;
	return out;
}

double project_combined_margin(double operating, double build, double operating_weight)
{
	return operating_weight * operating + (1 - operating_weight) * build;
}
