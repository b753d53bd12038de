/* What an amount of an energy means: comparable, and as emissions by default factors. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "energy/energy.h"
#include "energy/energy.po.h"
#include "html/html.h"

static GhgEnergyKind kind_of_energy(const char *energy)
{
	if (str_is_empty(energy))
		return GHG_ENERGY_NONE;
	if (str_eq(energy, "ELECTRICITY"))
		return GHG_ENERGY_ELECTRICITY;
	return str_eq(energy, "HEAT") ? GHG_ENERGY_HEAT : GHG_ENERGY_FUEL;
}

/* An amount of an energy computed as a line of one category, by default factors alone. */
static GhgResult compute_energy(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const GhgCategory *category, const char *energy, double typed, const char *unit)
{
	GhgSettings settings = inventory_settings(inventory);
	GhgGiven given = {.name = category->inputs[0].name, .value = typed, .unit = unit};
	GhgLine line = {
	    .category = category->code,
	    .item = category->energy == GHG_ENERGY_FUEL ? energy : NULL,
	    .year = inventory->start.year,
	    .given = &given,
	    .given_count = 1,
	};
	return ghg_calculate(ghg, mem, &settings, &line);
}

EnergyReading energy_read(const Ghg *ghg, Arena *mem, const Inventory *inventory, const char *energy,
    const char *amount_text, const char *unit)
{
	EnergyReading reading = {.typed = NAN, .amount = {.value = NAN}};
	double typed;
	if (number_parse(amount_text, &typed) != NUMBER_OK)
		return reading;
	reading.typed = typed;
	if (typed < 0)
		return reading;
	quality_amount(typed, unit, &reading.amount);

	/* The first category that can tell: that of coal in power plants knows no diesel. */
	GhgEnergyKind kind = kind_of_energy(energy);
	const GhgMethod *method = inventory_method(ghg, inventory);
	for (size_t i = 0; method && kind != GHG_ENERGY_NONE && i < method->category_count; i++) {
		const GhgCategory *category = &method->categories[i];
		if (category->energy != kind || category->is_deduction)
			continue;
		GhgResult result = compute_energy(ghg, mem, inventory, category, energy, typed, unit);
		if (!result.is_known)
			continue;
		reading.tco2e = result.tco2e;
		if (kind == GHG_ENERGY_FUEL)
			quality_amount(result.activity, result.activity_unit, &reading.amount);
		break;
	}
	return reading;
}

const char *energy_name(const Ghg *ghg, const Inventory *inventory, const char *energy, Lang lang)
{
	switch (kind_of_energy(energy)) {
	case GHG_ENERGY_NONE:
		return "";
	case GHG_ENERGY_ELECTRICITY:
		return word_text(lang, W_energy_energy_electricity);
	case GHG_ENERGY_HEAT:
		return word_text(lang, W_energy_energy_heat);
	case GHG_ENERGY_FUEL:
		break;
	}
	const GhgFactor *fuel = ghg_fuel(ghg, NULL, energy);
	return fuel ? ghg_words(fuel->name, lang) : energy;
}

/* "BITUMINOUS.cement_kiln" burns BITUMINOUS: equipment tells factors apart, not energies. */
const char *energy_of_item(Arena *mem, const char *item)
{
	const char *dot = strchr(item, '.');
	return dot ? arena_copy_n(mem, item, (size_t)(dot - item)) : item;
}
