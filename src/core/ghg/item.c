/* What can be chosen in a category, and in which units it is counted. */
#include "ghg/core.h"

#include <string.h>

const char *settings_fuel_set(const GhgMethod *method, const GhgSettings *settings)
{
	return settings->fuel_set && *settings->fuel_set ? settings->fuel_set : method->fuel_set;
}

const char *settings_gwp_set(const GhgMethod *method, const GhgSettings *settings)
{
	return settings->gwp_set && *settings->gwp_set ? settings->gwp_set : method->gwp_set;
}

bool has_item_dim(const GhgCategory *category, const GhgFactor *item)
{
	if (item && item == category->program->other && !*item->per_unit)
		return false;
	return category->items == GHG_FUELS ||
	       (category->items == GHG_ROWS && category->program->row_unit.dim.of[DIM_ITEM]);
}

Dim item_dim(const GhgCategory *category, const GhgFactor *factor)
{
	Unit unit;
	Dim dim = category->program->row_unit.dim;
	bool is_counted = factor && (factor->kind == GHG_FUEL || factor == category->program->other);
	if (is_counted && unit_parse(factor->per_unit, &unit))
		return unit.dim;
	bool is_row = factor && (factor->kind == GHG_PROCESS || factor->kind == GHG_SCOPE3);
	if (!is_row || !factor_unit(factor->unit, &unit))
		return (Dim){{0}};
	dim.of[DIM_ITEM] = 0;
	return dim_times(dim, unit.dim, -1);
}

GhgWords name_of_item(const GhgCategory *category, const GhgFactor *item)
{
	const struct GhgProgram *program = category->program;
	for (int i = 0; i < program->item_name_count; i++)
		if (same(program->item_names[i].code, item->code))
			return program->item_names[i].words;
	return item->name;
}

static const GhgFactor *fuel_of(
    const Ghg *ghg, const char *set, const char *equipment, const char *code, bool *is_fallback)
{
	const GhgFactor *row = NULL;
	if (*equipment && !strchr(code, '.')) { /* the kiln's row before the boiler's */
		char with_equipment[96];
		size_t len = strlen(code), more = strlen(equipment);
		if (len + more + 2 <= sizeof with_equipment) {
			memcpy(with_equipment, code, len);
			with_equipment[len] = '.';
			memcpy(with_equipment + len + 1, equipment, more + 1);
			row = index_get(&ghg->fuels, set, with_equipment);
		}
	}
	row = row ? row : index_get(&ghg->fuels, set, code);
	*is_fallback = !row;
	return row ? row : index_get(&ghg->default_fuels, code, "");
}

static const GhgFactor *row_of(const GhgCategory *category, const char *code)
{
	if (category->program->other && same(code, "OTHER"))
		return category->program->other;
	return category->program->row_count ? index_get(&category->program->rows, code, "") : NULL;
}

const GhgFactor *item_factor(const Ghg *ghg, const GhgMethod *method, const GhgSettings *settings,
    const GhgCategory *category, const char *item, bool *is_fallback)
{
	*is_fallback = false;
	if (!item || !*item)
		return NULL;
	const GhgFactor *row = NULL;
	switch (category->items) {
	case GHG_FUELS:
		row = row_of(category, item);
		return row ? row
			   : fuel_of(ghg, settings_fuel_set(method, settings), method->equipment, item,
				 is_fallback);
	case GHG_GASES:
		return gwp_of(
		    ghg, settings_gwp_set(method, settings), item, category->program->is_non_fossil);
	case GHG_ROWS:
		return row_of(category, item);
	case GHG_NO_ITEM:
		break;
	}
	return NULL;
}

/* A fuel row's item code: its id without the set, so that equipment is told apart. */
static GhgItem fuel_item(const Ghg *ghg, Arena *mem, const GhgFactor *row)
{
	GhgItem item = {row->id + strlen(row->set) + 1, row->name, row, row->phase};
	if (!same(row->equipment, "all")) {
		const char *key = arena_printf(mem, "equipment.%s", row->equipment);
		item.name.zh = arena_printf(mem, "%s（%s）", row->name.zh, core_word(ghg, key, ZH));
		item.name.en = arena_printf(mem, "%s (%s)", row->name.en, core_word(ghg, key, EN));
	}
	return item;
}

static bool has_fuel(const GhgItem *items, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (same(items[i].factor->code, code))
			return true;
	return false;
}

/* The set's fuels, those for the method's own equipment first, then the defaults of what the set lacks. */
static size_t list_fuels(const Ghg *ghg, Arena *mem, const char *set, const char *equipment, GhgItem *items)
{
	const Table *fuels = &ghg->tables[GHG_FUEL];
	size_t count = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < fuels->count; i++) {
			const GhgFactor *row = &fuels->rows[i];
			bool is_usual = same(row->equipment, "all") || same(row->equipment, equipment);
			if (same(row->set, set) && is_usual == (pass == 0))
				items[count++] = fuel_item(ghg, mem, row);
		}
	size_t of_set = count;
	for (size_t i = 0; i < fuels->count; i++)
		if (fuels->rows[i].is_default && !has_fuel(items, of_set, fuels->rows[i].code)) {
			items[count] = fuel_item(ghg, mem, &fuels->rows[i]);
			items[count++].code = fuels->rows[i].code;
		}
	return count;
}

static size_t list_gases(const Ghg *ghg, const char *set, GhgItem *items)
{
	const Table *gwps = &ghg->tables[GHG_GWP];
	size_t count = 0;
	for (size_t i = 0; i < gwps->count; i++) {
		const GhgFactor *row = &gwps->rows[i];
		if (row->is_default && ghg_gwp(ghg, set, row->code) == row)
			items[count++] = (GhgItem){row->code, row->name, row, row->phase};
	}
	return count;
}

/* The rows the method file lists, then "other". */
static size_t list_rows(const GhgCategory *category, GhgItem *items)
{
	const struct GhgProgram *program = category->program;
	const GhgFactor *other = program->other;
	size_t count = 0;
	for (; count < program->row_count; count++) {
		const GhgFactor *row = program->row_list[count];
		items[count] = (GhgItem){
		    row->code, name_of_item(category, row), row, row->kind == GHG_SCOPE3 ? row->set : ""};
	}
	if (other)
		items[count++] = (GhgItem){other->code, other->name, other, ""};
	return count;
}

const GhgItem *ghg_items(
    const Ghg *ghg, Arena *mem, const GhgSettings *settings, const GhgCategory *category, size_t *count)
{
	const GhgMethod *method = ghg_method(ghg, settings->method, settings->on);
	*count = 0;
	if (!method || category->items == GHG_NO_ITEM)
		return NULL;
	size_t rows = category->program->row_count + 1;
	size_t most = category->items == GHG_FUELS   ? ghg->tables[GHG_FUEL].count * 2 + rows
		      : category->items == GHG_GASES ? ghg->tables[GHG_GWP].count
						     : rows;
	GhgItem *items = ARENA_ARRAY(mem, GhgItem, most);
	if (category->items == GHG_FUELS) {
		*count = list_fuels(ghg, mem, settings_fuel_set(method, settings), method->equipment, items);
		*count += list_rows(category, items + *count);
	} else if (category->items == GHG_GASES) {
		*count = list_gases(ghg, settings_gwp_set(method, settings), items);
	} else {
		*count = list_rows(category, items);
	}
	return items;
}

/* ---- units ---- */

/* Anything can be counted in a category that takes the user's own factor. */
static const char *const COUNTED[] = {"t", "kg", "m3", "kWh", "MWh", "GJ", "元", "万元", "件", "台", "人",
    "人·km", "t·km", "km", "m2", "间夜", "d", "L", NULL};

static const char *const *counted_units(Arena *mem, int power)
{
	if (power > 0)
		return COUNTED;
	size_t count = sizeof COUNTED / sizeof COUNTED[0];
	const char **list = ARENA_ARRAY(mem, const char *, count);
	for (size_t i = 0; i + 1 < count; i++)
		list[i] = arena_printf(mem, "kgCO2e/%s", COUNTED[i]);
	return list;
}

/* Liquid fuels whose density is tabulated are bought by the litre. */
static const char *const *with_litres(Arena *mem, const char *const *units)
{
	size_t count = 0;
	while (units[count])
		count++;
	const char **list = ARENA_ARRAY(mem, const char *, count + 3);
	memcpy(list, units, count * sizeof *list);
	list[count++] = "L";
	list[count] = "m3";
	return list;
}

/* What stands per ITEM and something else, [ITEM/次]: the item's units with the rest of the text. */
static const char *const *with_rest(Arena *mem, const char *const *units, const char *rest)
{
	size_t count = 0;
	while (units[count])
		count++;
	const char **list = ARENA_ARRAY(mem, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		list[i] = arena_printf(mem, "%s%s", units[i], rest);
	return list;
}

const char *const *ghg_input_units(const Ghg *ghg, Arena *mem, const GhgSettings *settings,
    const GhgCategory *category, const char *item, const GhgInput *input)
{
	static const char *const NUMBER[] = {"1", NULL};
	const InputRule *rule = &category->program->rules[input - category->inputs];
	int power = input->dim.of[DIM_ITEM];
	if (power == 0 && rule->units)
		return rule->units;
	const GhgMethod *method = ghg_method(ghg, settings->method, settings->on);
	bool is_fallback;
	const GhgFactor *factor = method ? item_factor(ghg, method, settings, category, item, &is_fallback)
					 : NULL;
	Dim dim = input->dim;
	if (power != 0) {
		if (!factor || !has_item_dim(category, factor))
			return rule->units ? rule->units : counted_units(mem, power);
		if (power == 1 && strncmp(rule->unit, "ITEM/", 5) == 0) {
			const char *const *units = units_offered(item_dim(category, factor));
			return units ? with_rest(mem, units, rule->unit + 4) : counted_units(mem, power);
		}
		dim.of[DIM_ITEM] = 0;
		dim = dim_times(dim, item_dim(category, factor), power);
	}
	/* Tonnes of CH4 and of N2O share a dimension, so that its list would name the wrong gas. */
	const char *const *units = power == 0 && dim.of[DIM_EMITTED] ? NULL : units_offered(dim);
	if (power == 1 && units && fuel_density(ghg, factor->code))
		return with_litres(mem, units);
	if (units)
		return units;
	if (dim_is_none(dim))
		return NUMBER;
	const char **own = ARENA_ARRAY(mem, const char *, 2);
	own[0] = rule->unit;
	return own;
}
