/* Year against year, other GWPs. The split is computed in double and then put on a grid that makes
 * its sums exact. */
#include "ghg/change.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ghg/core.h"

/* ---- lines of the same key together ---- */

/* One gas of a row in a year. */
typedef struct RowGas {
	const char *gas;
	double tonnes, tco2e;
} RowGas;

typedef enum Side { BEFORE, RESTATED, AFTER, SIDES } Side;

/* A row in one of the years. */
typedef struct RowSide {
	bool stands;
	double activity;
	RowGas gases[2 * CATEGORY_EMISSIONS]; /* the guide may have changed between the years */
	int gas_count;
} RowSide;

typedef struct Row {
	const GhgResult *result; /* one of its lines: names and codes */
	const char *facility;
	RowSide sides[SIDES];
} Row;

typedef struct Rows {
	Arena *mem;
	Row *rows;
	size_t count;
	Index by_key;
} Rows;

static Row *row_of(Rows *rows, const GhgResult *result, const char *facility)
{
	const char *item = result->item ? result->item : "";
	const char *unit = result->activity_unit ? result->activity_unit : "";
	const char *key = arena_printf(
	    rows->mem, "%s|%s|%s|%s", result->category->code, item, facility, unit);
	const Row *found = index_get(&rows->by_key, key, "");
	if (!found) {
		found = &rows->rows[rows->count];
		rows->rows[rows->count++] = (Row){.result = result, .facility = facility};
		index_put(&rows->by_key, key, "", found);
	}
	return &rows->rows[found - rows->rows];
}

static RowGas *gas_of(RowSide *side, const char *name)
{
	for (int i = 0; i < side->gas_count; i++)
		if (same(side->gases[i].gas, name))
			return &side->gases[i];
	assert(side->gas_count < 2 * CATEGORY_EMISSIONS);
	side->gases[side->gas_count] = (RowGas){.gas = name};
	return &side->gases[side->gas_count++];
}

static void gather(Rows *rows, Side which, const ChangeLine lines[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const GhgResult *result = lines[i].result;
		if (!result->is_known)
			continue;
		RowSide *side = &row_of(rows, result, lines[i].facility ? lines[i].facility : "")
				     ->sides[which];
		side->stands = true;
		side->activity += result->activity;
		for (int g = 0; g < result->gas_count; g++) {
			RowGas *gas = gas_of(side, result->gases[g].gas);
			gas->tonnes += result->gases[g].tonnes;
			gas->tco2e += result->gases[g].tco2e;
		}
	}
}

static double tco2e_of(const RowSide *side)
{
	GhgSum sum = {0};
	for (int i = 0; i < side->gas_count; i++)
		ghg_sum_add(&sum, side->gases[i].tco2e);
	return ghg_sum_value(&sum);
}

/* ---- the split ---- */

/* activity x factor x gwp of a gas in a year */
typedef struct Product {
	double activity, factor, gwp;
} Product;

/* The part of the difference that goes with `x`, of x * y * z: its mean over all orders. */
static double mean_effect(double x0, double x1, double y0, double y1, double z0, double z1)
{
	return (x1 - x0) * ((y0 * z0 + y1 * z1) / 3 + (y0 * z1 + y1 * z0) / 6);
}

/* What a year lacks is taken from the other year: then it explains nothing. Without activity in both, all of
 * it is a matter of the factor. */
static void complete(Product *year, const RowGas *gas, const Product *other, const RowGas *other_gas,
    double activity, bool has_activity)
{
	bool has_gas = gas->tonnes != 0;
	year->activity = has_activity ? activity : 1;
	year->gwp = has_gas		     ? gas->tco2e / gas->tonnes
		    : other_gas->tonnes != 0 ? other_gas->tco2e / other_gas->tonnes
					     : 0;
	year->factor = has_activity && activity == 0 ? other->factor : gas->tonnes / year->activity;
}

static void split_gas(const RowSide *before, const RowGas *gas0, const RowSide *after, const RowGas *gas1,
    double effects[CHANGE_EFFECTS])
{
	/* An amount of 0 with emissions is no measure of them; nor is NaN. */
	bool is_measure = !(before->activity == 0 && gas0->tonnes != 0) &&
			  !(after->activity == 0 && gas1->tonnes != 0) && isfinite(before->activity) &&
			  isfinite(after->activity);
	Product p0 = {0}, p1 = {0};
	complete(&p0, gas0, &p1, gas1, before->activity, is_measure);
	complete(&p1, gas1, &p0, gas0, after->activity, is_measure);
	if (is_measure && before->activity == 0)
		p0.factor = p1.factor;
	effects[CHANGE_ACTIVITY] += mean_effect(
	    p0.activity, p1.activity, p0.factor, p1.factor, p0.gwp, p1.gwp);
	effects[CHANGE_FACTOR] += mean_effect(p0.factor, p1.factor, p0.activity, p1.activity, p0.gwp, p1.gwp);
	effects[CHANGE_GWP] += mean_effect(p0.gwp, p1.gwp, p0.activity, p1.activity, p0.factor, p1.factor);
}

static void split_row(Row *row, double effects[CHANGE_EFFECTS])
{
	RowSide *before = &row->sides[RESTATED], *after = &row->sides[AFTER];
	if (!before->stands || !after->stands) {
		effects[CHANGE_BOUNDARY] = tco2e_of(after) - tco2e_of(before);
		return;
	}
	for (int i = 0; i < before->gas_count; i++)
		split_gas(before, &before->gases[i], after, gas_of(after, before->gases[i].gas), effects);
	for (int i = 0; i < after->gas_count; i++) {
		int known = before->gas_count;
		RowGas *gas = gas_of(before, after->gases[i].gas);
		if (before->gas_count > known)
			split_gas(before, gas, after, &after->gases[i], effects);
	}
}

/* ---- exact sums ---- */

/* A power of two so small that 2^50 of it are more than `sum`: sums of its multiples up to `sum` are exact.
 */
static double grid_for(double sum)
{
	double grid = 0x1p-40;
	while (grid * 0x1p50 < sum)
		grid *= 2;
	return grid;
}

static double on_grid(double value, double grid)
{
	return floor(value / grid + 0.5) * grid;
}

/* What rounding left goes to the largest effect. */
static void settle(double effects[CHANGE_EFFECTS], double difference, double grid)
{
	int largest = 0;
	double sum = 0;
	for (int e = 0; e < CHANGE_CORRECTION; e++) {
		effects[e] = on_grid(effects[e], grid);
		sum += effects[e];
		largest = fabs(effects[e]) > fabs(effects[largest]) ? e : largest;
	}
	effects[largest] += difference - sum;
}

static ChangeRow shown_row(const Row *row)
{
	const GhgResult *result = row->result;
	const RowSide *sides = row->sides;
	return (ChangeRow){
	    .category = result->category->code,
	    .item = result->item ? result->item : "",
	    .facility = row->facility,
	    .unit = result->activity_unit ? result->activity_unit : "",
	    .category_name = result->category->name,
	    .item_name = result->item_name,
	    .scope = result->scope,
	    .activity_before = sides[RESTATED].stands ? sides[RESTATED].activity : NAN,
	    .activity_after = sides[AFTER].stands ? sides[AFTER].activity : NAN,
	};
}

static void finish_row(const Row *row, double grid, ChangeRow *out)
{
	double before = on_grid(tco2e_of(&row->sides[BEFORE]), grid);
	double restated = on_grid(tco2e_of(&row->sides[RESTATED]), grid);
	double after = on_grid(tco2e_of(&row->sides[AFTER]), grid);
	settle(out->effects, after - restated, grid);
	out->effects[CHANGE_CORRECTION] = restated - before;
	out->difference = after - before;
	out->before = row->sides[BEFORE].stands ? before : NAN;
	out->after = row->sides[AFTER].stands ? after : NAN;
}

static int by_difference(const void *a, const void *b)
{
	const ChangeRow *x = a, *y = b;
	double left = fabs(x->difference), right = fabs(y->difference);
	if (left != right)
		return left < right ? 1 : -1;
	int order = strcmp(x->category, y->category);
	order = order ? order : strcmp(x->item, y->item);
	return order ? order : strcmp(x->facility, y->facility);
}

static void add_up(Change *change)
{
	for (size_t i = 0; i < change->row_count; i++) {
		const ChangeRow *row = &change->rows[i];
		change->before += isnan(row->before) ? 0 : row->before;
		change->after += isnan(row->after) ? 0 : row->after;
		change->difference += row->difference;
		for (int e = 0; e < CHANGE_EFFECTS; e++)
			change->effects[e] += row->effects[e];
	}
}

/* Which facilities stand in a year. */
static Index facilities_of(Arena *mem, const Rows *rows, Side side)
{
	Index found = index_for(mem, rows->count + 1);
	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i].sides[side].stands)
			index_put(&found, rows->rows[i].facility, "", &rows->rows[i]);
	return found;
}

static void find_moves(Arena *mem, const Rows *rows, double grid, Change *change)
{
	Index before = facilities_of(mem, rows, RESTATED), after = facilities_of(mem, rows, AFTER);
	for (size_t i = 0; i < rows->count; i++) {
		const Row *row = &rows->rows[i];
		if (!*row->facility)
			continue;
		if (!index_get(&before, row->facility, ""))
			change->facilities_joined += on_grid(tco2e_of(&row->sides[AFTER]), grid);
		if (!index_get(&after, row->facility, ""))
			change->facilities_left -= on_grid(tco2e_of(&row->sides[RESTATED]), grid);
	}
}

Change change_between(Arena *mem, const ChangeLine before[], size_t before_count, const ChangeLine restated[],
    size_t restated_count, const ChangeLine after[], size_t after_count)
{
	size_t most = before_count + (restated ? restated_count : 0) + after_count + 1;
	Rows rows = {.mem = mem, .rows = ARENA_ARRAY(mem, Row, most), .by_key = index_for(mem, most)};
	gather(&rows, BEFORE, before, before_count);
	gather(&rows, RESTATED, restated ? restated : before, restated ? restated_count : before_count);
	gather(&rows, AFTER, after, after_count);

	ChangeRow *shown = ARENA_ARRAY(mem, ChangeRow, rows.count + 1);
	double size = 0;
	for (size_t i = 0; i < rows.count; i++) {
		shown[i] = shown_row(&rows.rows[i]);
		for (int side = 0; side < SIDES; side++)
			size += fabs(tco2e_of(&rows.rows[i].sides[side]));
		split_row(&rows.rows[i], shown[i].effects);
		for (int e = 0; e < CHANGE_EFFECTS; e++)
			size += fabs(shown[i].effects[e]);
	}
	double grid = grid_for(size);
	for (size_t i = 0; i < rows.count; i++)
		finish_row(&rows.rows[i], grid, &shown[i]);

	Change change = {.rows = shown, .row_count = rows.count};
	add_up(&change);
	find_moves(mem, &rows, grid, &change);
	qsort(shown, rows.count, sizeof *shown, by_difference);
	return change;
}

/* ---- as printed ---- */

int64_t change_hundredths(double tco2e)
{
	return isnan(tco2e) ? 0 : (int64_t)(tco2e * 100 + (tco2e < 0 ? -0.5 : 0.5));
}

void change_printed(
    double before, double after, const double effects[CHANGE_EFFECTS], int64_t hundredths[CHANGE_EFFECTS])
{
	int64_t left = change_hundredths(after) - change_hundredths(before);
	for (int e = 0; e < CHANGE_EFFECTS; e++) {
		hundredths[e] = change_hundredths(effects[e]);
		left -= hundredths[e];
	}
	for (int64_t step = left > 0 ? 1 : -1; left != 0; left -= step) {
		int best = 0;
		double furthest = -INFINITY;
		for (int e = 0; e < CHANGE_EFFECTS; e++) {
			double off = (effects[e] * 100 - (double)hundredths[e]) * (double)step;
			bool is_better = effects[e] != 0 && off > furthest;
			best = is_better ? e : best;
			furthest = is_better ? off : furthest;
		}
		hundredths[best] += step;
	}
}

/* ---- market-based ---- */

ChangeLine *change_market_lines(Arena *mem, const ChangeLine lines[], size_t count, double tco2_per_mwh)
{
	ChangeLine *out = ARENA_ARRAY(mem, ChangeLine, count + 1);
	for (size_t i = 0; i < count; i++) {
		const GhgResult *result = lines[i].result;
		out[i] = lines[i];
		if (!result->is_known || result->electricity_mwh == 0)
			continue;
		GhgResult *bought = ARENA_NEW(mem, GhgResult);
		*bought = *result;
		double tonnes = result->electricity_mwh * tco2_per_mwh;
		bought->tco2e = tonnes;
		bought->gas_count = 1;
		bought->gases[0] = (GhgGasAmount){.gas = "CO2", .tonnes = tonnes, .gwp = 1, .tco2e = tonnes};
		out[i].result = bought;
	}
	return out;
}

/* ---- other GWPs ---- */

static GwpChange recalculate(
    const Ghg *ghg, const char *set, const GhgResult *result, const GhgGasAmount *gas)
{
	GwpChange row = {.tonnes = gas->tonnes,
	    .gwp_before = gas->gwp,
	    .gwp_after = gas->gwp,
	    .before = gas->tco2e,
	    .after = gas->tco2e};
	if (!gas->gwp_factor)
		return row;
	const GhgFactor *factor = gwp_of(ghg, set, gas->gas, result->category->program->is_non_fossil);
	row.is_missing = !factor || !isfinite(factor->value);
	if (row.is_missing)
		return row;
	row.gwp_factor = factor;
	row.gwp_after = factor->value;
	row.after = gas->tonnes * factor->value;
	return row;
}

static bool is_co2(const char *gas)
{
	return same(gas, "CO2") || same(gas, "CO2e");
}

GwpRecalculation change_gwp(
    const Ghg *ghg, Arena *mem, const char *set, const GhgResult *const results[], size_t count)
{
	GwpChange *rows = ARENA_ARRAY(mem, GwpChange, count * GHG_LINE_GASES + 1);
	GwpRecalculation out = {.rows = rows};
	GhgSum before = {0}, after = {0};
	for (size_t i = 0; i < count; i++) {
		for (int g = 0; results[i]->is_known && g < results[i]->gas_count; g++) {
			const GhgGasAmount *gas = &results[i]->gases[g];
			GwpChange row = recalculate(ghg, set, results[i], gas);
			row.line = i;
			row.gas = (size_t)g;
			ghg_sum_add(&before, row.before);
			ghg_sum_add(&after, row.after);
			out.missing += row.is_missing;
			if (!is_co2(gas->gas))
				rows[out.row_count++] = row;
		}
	}
	out.before = ghg_sum_value(&before);
	out.after = ghg_sum_value(&after);
	return out;
}
