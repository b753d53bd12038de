/* Energy by kind and energy-carrying media. See consumption.h. */
#include "ghg/consumption.h"

#include <math.h>
#include <string.h>

#include "base/list.h"
#include "ghg/core.h"

#define ANNEX_B "2020.B."
#define AMOUNT_MAX 1e15

/* ---- energy by kind ---- */

static ConsumptionRank rank_of(const GhgResult *r)
{
	if (r->tce_factor)
		return CONSUMPTION_ANNEX;
	for (size_t i = 0; i < r->used_count; i++)
		if (same(r->used[i].name, "ncv") && r->used[i].origin == GHG_FROM_GIVEN)
			return CONSUMPTION_MEASURED;
	return CONSUMPTION_TABLE;
}

static ConsumptionRow row_of(const GhgResult *r)
{
	ConsumptionRow row = {.kind = r->category->energy,
	    .item = r->item,
	    .name = r->item_name,
	    .unit = r->activity_unit,
	    .rank = rank_of(r),
	    .factor = r->tce_factor};
	if (row.kind == GHG_ENERGY_FUEL)
		return row;
	row.item = "";
	bool is_power = row.kind == GHG_ENERGY_ELECTRICITY;
	row.name = is_power ? (GhgWords){"电力", "Electricity"} : (GhgWords){"热力", "Heat"};
	row.unit = is_power ? "MWh" : "GJ";
	return row;
}

static double amount_of(const GhgResult *r)
{
	if (r->category->energy == GHG_ENERGY_ELECTRICITY)
		return r->electricity_mwh;
	return r->category->energy == GHG_ENERGY_HEAT ? r->energy_gj : r->activity;
}

static bool is_same_row(const ConsumptionRow *a, const ConsumptionRow *b)
{
	return a->kind == b->kind && a->rank == b->rank && a->factor == b->factor && same(a->item, b->item) &&
	       same(a->unit, b->unit);
}

typedef struct RowSums {
	GhgSum amount, gj, equal, equivalent;
} RowSums;

static void add_to_row(RowSums *sums, const GhgResult *r)
{
	ghg_sum_add(&sums->amount, r->energy_gj < 0 ? -fabs(amount_of(r)) : amount_of(r));
	ghg_sum_add(&sums->gj, r->energy_gj);
	ghg_sum_add(&sums->equal, r->tce_equal);
	ghg_sum_add(&sums->equivalent, r->tce_equivalent);
}

ConsumptionRow *consumption_rows(
    Arena *mem, const GhgResult *const results[], size_t count, size_t *row_count)
{
	ConsumptionRow *rows = NULL;
	RowSums *sums = NULL;
	size_t n = 0, rows_cap = 0, sums_cap = 0;
	for (size_t i = 0; i < count; i++) {
		const GhgResult *r = results[i];
		if (!r->is_known || r->scope == 3 || r->energy_gj == 0)
			continue;
		ConsumptionRow row = row_of(r);
		size_t at = 0;
		while (at < n && !is_same_row(&rows[at], &row))
			at++;
		if (at == n) {
			LIST_ROOM(mem, rows, n, rows_cap);
			LIST_ROOM(mem, sums, n, sums_cap);
			sums[n] = (RowSums){0};
			rows[n++] = row;
		}
		rows[at].lines++;
		add_to_row(&sums[at], r);
	}
	for (size_t i = 0; i < n; i++) {
		rows[i].amount = ghg_sum_value(&sums[i].amount);
		rows[i].gj = ghg_sum_value(&sums[i].gj);
		rows[i].tce_equal = ghg_sum_value(&sums[i].equal);
		rows[i].tce_equivalent = ghg_sum_value(&sums[i].equivalent);
	}
	*row_count = n;
	return rows;
}

/* ---- energy-carrying media ---- */

const GhgFactor **consumption_media(const Ghg *ghg, Arena *mem, size_t *count)
{
	const Table *table = &ghg->tables[GHG_TCE];
	const GhgFactor **list = ARENA_ARRAY(mem, const GhgFactor *, table->count + 1);
	*count = 0;
	for (size_t i = 0; i < table->count; i++)
		if (strncmp(table->rows[i].id, ANNEX_B, strlen(ANNEX_B)) == 0)
			list[(*count)++] = &table->rows[i];
	return list;
}

static bool is_water(const GhgFactor *medium)
{
	return same(medium->per_unit, "t");
}

const char *const *consumption_medium_units(const GhgFactor *medium)
{
	static const char *const WATER[] = {"t", "m3", "万t", "万m3", NULL};
	static const char *const GAS[] = {"m3", "万m3", "Nm3", "万Nm3", NULL};
	static const char *const SOLID[] = {"t", "kg", NULL};
	return is_water(medium) ? WATER : same(medium->per_unit, "m3") ? GAS : SOLID;
}

/* In what the coefficient is per; NaN when the unit is of something else. Litres of water weigh a kilogram,
 * and cubic metres of a medium are those of the standard's conditions. */
static double amount_in(const GhgFactor *medium, double amount, const char *text)
{
	Unit unit, per;
	if (!unit_parse(text, &unit) || !unit_parse(medium->per_unit, &per))
		return NAN;
	bool is_volume = dim_equal(unit.dim, dim_of(DIM_VOLUME));
	bool fits = dim_equal(unit.dim, per.dim) || (is_water(medium) && is_volume) ||
		    (dim_equal(per.dim, dim_of(DIM_VOLUME)) && dim_equal(unit.dim, dim_of(DIM_GAS)));
	return fits ? amount * unit.scale / per.scale : NAN;
}

MediumResult consumption_medium(const Ghg *ghg, const Medium *medium)
{
	char id[64] = ANNEX_B;
	MediumResult result = {.tce_of_amount = NAN};
	size_t len = strlen(medium->code);
	if (len && len < sizeof id - sizeof ANNEX_B) {
		memcpy(id + strlen(ANNEX_B), medium->code, len + 1);
		result.factor = ghg_factor(ghg, id);
	}
	double in_unit = result.factor ? amount_in(result.factor, medium->amount, medium->unit) : NAN;
	result.fault = !result.factor		  ? MEDIUM_UNKNOWN
		       : isnan(medium->amount)	  ? MEDIUM_NO_AMOUNT
		       : medium->amount < 0	  ? MEDIUM_NEGATIVE
		       : isnan(in_unit)		  ? MEDIUM_WRONG_UNIT
		       : !(in_unit <= AMOUNT_MAX) ? MEDIUM_TOO_LARGE
						  : MEDIUM_FINE;
	if (result.fault != MEDIUM_FINE)
		return result;
	result.tce_of_amount = in_unit * result.factor->value / 1000;
	static const double COUNTS[] = {[MEDIUM_BOUGHT] = 1, [MEDIUM_MADE] = 0, [MEDIUM_SOLD] = -1};
	result.tce = COUNTS[medium->origin] * result.tce_of_amount;
	return result;
}

GhgNode consumption_media_tree(
    const Ghg *ghg, Arena *mem, const Medium media[], const MediumResult results[], size_t count, Lang lang)
{
	static const char *const NOTES[] = {[MEDIUM_BOUGHT] = "tree.medium_bought",
	    [MEDIUM_MADE] = "tree.medium_made",
	    [MEDIUM_SOLD] = "tree.medium_sold"};
	GhgNode node = tree_node("media", core_word(ghg, "tree.media", lang));
	GhgSum sum = {0};
	for (size_t i = 0; i < count; i++) {
		if (results[i].fault != MEDIUM_FINE)
			continue;
		const GhgFactor *factor = results[i].factor;
		GhgNode part = tree_node(
		    arena_printf(mem, "medium:%s", factor->code), ghg_words(factor->name, lang));
		part.value = results[i].tce;
		part.unit = "tce";
		part.values = arena_printf(mem, "%s × %s", tree_value(mem, media[i].amount, media[i].unit),
		    tree_value(mem, factor->value, factor->unit));
		part.factor = factor;
		part.note = core_word(ghg, NOTES[media[i].origin], lang);
		ghg_sum_add(&sum, part.value);
		tree_add(mem, &node, part);
	}
	node.value = ghg_sum_value(&sum);
	node.unit = "tce";
	node.is_sum = true;
	return node;
}
