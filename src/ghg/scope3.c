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
