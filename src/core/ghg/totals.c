/* Totals of an inventory: compensated sums in the order of the lines, never from rounded parts. */
#include "ghg/core.h"

#include <math.h>
#include <string.h>

typedef struct Parts {
	Arena *mem;
	GhgPart *parts;
	GhgSum *tco2e, *tonnes;
	Index index;
	size_t count, most;
} Parts;

static Parts parts_for(Arena *mem, size_t most)
{
	return (Parts){mem, ARENA_ARRAY(mem, GhgPart, most), ARENA_ARRAY(mem, GhgSum, most),
	    ARENA_ARRAY(mem, GhgSum, most), index_for(mem, most), 0, most};
}

static void double_parts(Parts *parts)
{
	Parts larger = parts_for(parts->mem, parts->most * 2);
	larger.count = parts->count;
	memcpy(larger.parts, parts->parts, parts->count * sizeof *parts->parts);
	memcpy(larger.tco2e, parts->tco2e, parts->count * sizeof *parts->tco2e);
	memcpy(larger.tonnes, parts->tonnes, parts->count * sizeof *parts->tonnes);
	for (size_t i = 0; i < larger.count; i++)
		index_put(&larger.index, larger.parts[i].key, "", &larger.parts[i]);
	*parts = larger;
}

static void add_part(Parts *parts, const char *key, GhgPart first, double tco2e, double tonnes)
{
	const GhgPart *found = index_get(&parts->index, key, "");
	if (!found) {
		if (parts->count == parts->most)
			double_parts(parts);
		found = &parts->parts[parts->count++];
		parts->parts[found - parts->parts] = first;
		index_put(&parts->index, key, "", found);
	}
	size_t at = (size_t)(found - parts->parts);
	parts->parts[at].lines++;
	ghg_sum_add(&parts->tco2e[at], tco2e);
	ghg_sum_add(&parts->tonnes[at], tonnes);
}

static const GhgPart *finish_parts(Parts *parts, size_t *count)
{
	for (size_t i = 0; i < parts->count; i++) {
		parts->parts[i].tco2e = ghg_sum_value(&parts->tco2e[i]);
		parts->parts[i].tonnes = ghg_sum_value(&parts->tonnes[i]);
	}
	*count = parts->count;
	return parts->parts;
}

/* The sums while they grow. */
typedef struct Sums {
	GhgSum scope[4], biogenic, mwh, electricity, heat, energy, equal, equivalent;
} Sums;

static void add_line(Sums *sums, const GhgResult *line)
{
	ghg_sum_add(&sums->scope[line->scope], line->tco2e);
	ghg_sum_add(&sums->biogenic, line->biogenic_tco2);
	if (line->scope == 3)
		return;
	ghg_sum_add(&sums->energy, line->energy_gj);
	ghg_sum_add(&sums->equal, line->tce_equal);
	ghg_sum_add(&sums->equivalent, line->tce_equivalent);
	if (line->scope != 2)
		return;
	bool is_electricity = line->category->energy == GHG_ENERGY_ELECTRICITY;
	ghg_sum_add(is_electricity ? &sums->electricity : &sums->heat, line->tco2e);
	ghg_sum_add(&sums->mwh, line->electricity_mwh);
}

GhgTotals ghg_totals(
    Arena *mem, const GhgResult *const results[], const char *const facilities[], size_t count)
{
	GhgTotals totals = {0};
	Sums sums = {0};
	Parts categories = parts_for(mem, 32), gases = parts_for(mem, 32), places = parts_for(mem, 32);
	for (size_t i = 0; i < count; i++) {
		const GhgResult *line = results[i];
		if (!line->is_known) {
			totals.unknown++;
			continue;
		}
		totals.known++;
		totals.has_scope[line->scope] = true;
		add_line(&sums, line);
		GhgPart category = {
		    .key = line->category->code, .scope = line->scope, .name = line->category->name};
		add_part(&categories, category.key, category, line->tco2e, 0);
		for (int g = 0; g < line->gas_count; g++) {
			const GhgGasAmount *gas = &line->gases[g];
			add_part(&gases, gas->gas, (GhgPart){.key = gas->gas}, gas->tco2e, gas->tonnes);
		}
		const char *facility = facilities && facilities[i] ? facilities[i] : "";
		add_part(&places, facility, (GhgPart){.key = facility}, line->tco2e, 0);
	}
	totals.scope1 = ghg_sum_value(&sums.scope[1]);
	totals.scope2 = ghg_sum_value(&sums.scope[2]);
	totals.scope3 = ghg_sum_value(&sums.scope[3]);
	totals.scope12 = totals.scope1 + totals.scope2;
	totals.scope123 = totals.scope12 + totals.scope3;
	totals.biogenic_tco2 = ghg_sum_value(&sums.biogenic);
	totals.electricity_mwh = ghg_sum_value(&sums.mwh);
	totals.electricity_tco2 = ghg_sum_value(&sums.electricity);
	totals.heat_tco2 = ghg_sum_value(&sums.heat);
	totals.energy_gj = ghg_sum_value(&sums.energy);
	totals.tce_equal = ghg_sum_value(&sums.equal);
	totals.tce_equivalent = ghg_sum_value(&sums.equivalent);
	totals.categories = finish_parts(&categories, &totals.category_count);
	totals.gases = finish_parts(&gases, &totals.gas_count);
	totals.facilities = finish_parts(&places, &totals.facility_count);
	return totals;
}

GhgMarket ghg_market_based(
    const Ghg *ghg, const GhgTotals *totals, int year, const GhgContract contracts[], size_t count)
{
	GhgSum tco2 = {0}, covered = {0};
	double left = totals->electricity_mwh > 0 ? totals->electricity_mwh : 0;
	for (size_t i = 0; i < count; i++) {
		if (!(contracts[i].mwh > 0) || !isfinite(contracts[i].tco2_per_mwh))
			continue;
		double mwh = contracts[i].mwh < left ? contracts[i].mwh : left;
		left -= mwh;
		ghg_sum_add(&covered, mwh);
		ghg_sum_add(&tco2, mwh * contracts[i].tco2_per_mwh);
	}
	GhgMarket market = {.covered_mwh = ghg_sum_value(&covered), .residual_mwh = left};
	market.residual = ghg_grid_residual(ghg, year);
	ghg_sum_add(
	    &tco2, left * (market.residual ? market.residual->value : NAN)); /* kgCO2/kWh = tCO2/MWh */
	ghg_sum_add(&tco2, totals->heat_tco2);
	market.scope2 = ghg_sum_value(&tco2);
	return market;
}
