/* Scope 3 by its fifteen categories: see scope3.h. */
#include "ghg/scope3.h"

#include <math.h>
#include <string.h>

#include "ghg/core.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int ghg_scope3_number(const char *category)
{
	if (!category || strncmp(category, "s3.", 3) != 0 || category[3] == '0')
		return 0;
	int number = 0;
	const char *at = category + 3;
	for (; is_digit(*at) && number < 100; at++)
		number = number * 10 + (*at - '0');
	bool is_whole = *at == '\0' || (*at == '.' && at[1]);
	return is_whole && number >= 1 && number <= GHG_SCOPE3_CATEGORIES ? number : 0;
}

const char *ghg_scope3_approach(const char *category)
{
	if (!ghg_scope3_number(category))
		return "";
	const char *point = strchr(category + 3, '.');
	return point ? point + 1 : "supplier";
}

GhgWords ghg_scope3_approach_name(const Ghg *ghg, const char *approach)
{
	char key[60] = "approach.";
	size_t len = strlen(key);
	if (len + strlen(approach) >= sizeof key)
		return (GhgWords){approach, approach};
	memcpy(key + len, approach, strlen(approach) + 1);
	const WordRow *row = index_get(&ghg->words, key, "");
	return row ? row->words : (GhgWords){approach, approach};
}

GhgScope3Basis ghg_scope3_basis(const char *category)
{
	const char *approach = ghg_scope3_approach(category);
	if (same(approach, "supplier") || same(approach, "equity"))
		return GHG_BASIS_PRIMARY;
	return same(approach, "spend") ? GHG_BASIS_SPEND : GHG_BASIS_PHYSICAL;
}

const char *ghg_scope3_basis_key(GhgScope3Basis basis)
{
	static const char *const KEYS[GHG_BASES] = {"primary", "physical", "spend"};
	return KEYS[basis];
}

/* The sums while they grow. */
typedef struct Growing {
	GhgSum part[GHG_SCOPE3_CATEGORIES + 1], basis[GHG_SCOPE3_CATEGORIES + 1][GHG_BASES];
	GhgSum all, sizes, sizes_of[GHG_BASES];
} Growing;

static void add_line(Growing *sums, GhgScope3Part *part, int number, const char *category, double tco2e)
{
	GhgScope3Basis basis = ghg_scope3_basis(category);
	part->has_lines = true;
	part->lines++;
	ghg_sum_add(&sums->part[number], tco2e);
	ghg_sum_add(&sums->basis[number][basis], tco2e);
	ghg_sum_add(&sums->all, tco2e);
	ghg_sum_add(&sums->sizes, fabs(tco2e));
	ghg_sum_add(&sums->sizes_of[basis], fabs(tco2e));
}

GhgScope3 ghg_scope3_totals(const GhgResult *const results[], const char *const categories[], size_t count)
{
	GhgScope3 out = {0};
	Growing sums = {0};
	for (size_t i = 0; i < count; i++) {
		const GhgResult *line = results[i];
		const char *code = categories ? categories[i] : line->category ? line->category->code : NULL;
		int number = ghg_scope3_number(code);
		if (number && line->is_known)
			add_line(&sums, &out.parts[number], number, code, line->tco2e);
		else if (number)
			out.parts[number].unknown++;
	}
	for (int n = 1; n <= GHG_SCOPE3_CATEGORIES; n++) {
		out.parts[n].tco2e = ghg_sum_value(&sums.part[n]);
		for (int b = 0; b < GHG_BASES; b++)
			out.parts[n].by_basis[b] = ghg_sum_value(&sums.basis[n][b]);
	}
	double size = ghg_sum_value(&sums.sizes);
	for (int b = 0; b < GHG_BASES; b++)
		out.shares[b] = size > 0 ? ghg_sum_value(&sums.sizes_of[b]) / size : NAN;
	out.primary_share = out.shares[GHG_BASIS_PRIMARY];
	out.tco2e = ghg_sum_value(&sums.all);
	return out;
}

/* ---- category 3 from scopes 1 and 2 ---- */

/* The amount of a burned fuel in what the row counts: as it is, by energy, or by density. */
static bool count_fuel(
    const Ghg *ghg, const GhgResult *result, const char *fuel, Dim wanted, GhgUpstream *out)
{
	Unit unit;
	const GhgFactor *density = fuel_density(ghg, fuel);
	if (dim_equal(wanted, dim_of(DIM_ENERGY))) {
		out->amount = result->energy_gj;
		out->unit = "GJ";
		return true;
	}
	if (!unit_parse(result->activity_unit, &unit))
		return false;
	out->amount = result->activity;
	out->unit = result->activity_unit;
	if (dim_equal(unit.dim, wanted))
		return true;
	if (density && dim_equal(wanted, dim_of(DIM_VOLUME)) && dim_equal(unit.dim, dim_of(DIM_MASS))) {
		out->amount = result->activity / density->value;
		out->unit = "m3";
		return true;
	}
	return false;
}

/* "DIESEL.cement_kiln" -> DIESEL */
static const char *fuel_code(const GhgResult *result, char code[60])
{
	size_t len = result->item ? strcspn(result->item, ".") : 0;
	if (len >= 60)
		len = 0;
	memcpy(code, result->item ? result->item : "", len);
	code[len] = '\0';
	return code;
}

static size_t upstream_of_fuel(const Ghg *ghg, const GhgResult *result, GhgUpstream *out)
{
	char code[60];
	const GhgCategory *category = ghg_category(result->method, "s3.3.fuel");
	if (!category || !category->program->row_count || !(result->energy_gj > 0))
		return 0;
	const GhgFactor *row = index_get(&category->program->rows, fuel_code(result, code), "");
	if (!row || !count_fuel(ghg, result, row->code, item_dim(category, row), out))
		return 0;
	out->category = category->code;
	out->item = row->code;
	out->factor = row;
	return 1;
}

/* The first row of the list is the one preselected. */
static size_t upstream_of_power(const GhgResult *result, const char *code, GhgUpstream *out)
{
	const GhgCategory *category = ghg_category(result->method, code);
	if (!category || !category->program->row_count || !(result->electricity_mwh > 0))
		return 0;
	const GhgFactor *row = category->program->row_list[0];
	*out = (GhgUpstream){category->code, row->code, result->electricity_mwh, "MWh", row};
	return 1;
}

size_t ghg_scope3_upstream(const Ghg *ghg, const GhgResult *result, GhgUpstream out[GHG_UPSTREAM_MOST])
{
	if (!result->is_known || !result->category)
		return 0;
	if (result->scope == 1 && result->category->energy == GHG_ENERGY_FUEL)
		return upstream_of_fuel(ghg, result, out);
	if (result->scope != 2 || result->category->energy != GHG_ENERGY_ELECTRICITY)
		return 0;
	size_t count = upstream_of_power(result, "s3.3.upstream", out);
	return count + upstream_of_power(result, "s3.3.loss", out + count);
}
