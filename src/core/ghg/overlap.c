/* Double counting around scope 3: see overlap.h. Each line is filed under what identifies it, then every line
 * looks up whom it would meet. */
#include "ghg/overlap.h"

#include <string.h>

#include "ghg/core.h"
#include "ghg/scope3.h"

static const char *const KEYS[OVERLAP_RULES] = {"own_vehicles", "leased_asset", "upstream_twice",
    "two_approaches", "goods_and_capital", "fuel_bought", "water_on_site", "both_ways"};

const char *overlap_key(OverlapRule rule)
{
	return KEYS[rule];
}

typedef struct Filing {
	Arena *mem;
	const OverlapLine *lines;
	Index by_key; /* "kind facility …" -> the first such line */
	Overlap *found;
	size_t count;
} Filing;

static const char *text(const char *maybe)
{
	return maybe ? maybe : "";
}

static void file_line(Filing *f, const char *kind, const char *a, const char *b, size_t line)
{
	index_put(&f->by_key, arena_printf(f->mem, "%s\n%s", kind, text(a)), text(b), &f->lines[line]);
}

static size_t filed(const Filing *f, const char *kind, const char *a, const char *b)
{
	const OverlapLine *line = index_get(
	    &f->by_key, arena_printf(f->mem, "%s\n%s", kind, text(a)), text(b));
	return line ? (size_t)(line - f->lines) : SIZE_MAX;
}

static bool has_partner(const OverlapLine *line)
{
	return *text(line->partner) != '\0';
}

static bool is_spend(const OverlapLine *line)
{
	return ghg_scope3_basis(line->category) == GHG_BASIS_SPEND;
}

/* Under a partner: with its item, and whatever it supplies, since money often has no item. */
static void file_partner(Filing *f, const OverlapLine *line, size_t at)
{
	const char *basis = is_spend(line) ? "spend" : "quantity";
	int number = ghg_scope3_number(line->category);
	file_line(f, arena_printf(f->mem, "%d %s", number, basis), line->partner, "", at);
	file_line(f, arena_printf(f->mem, "%d", number), line->partner, line->item, at);
}

static void file_one(Filing *f, size_t at)
{
	const OverlapLine *line = &f->lines[at];
	int number = ghg_scope3_number(line->category);
	if (line->scope == 1 || line->scope == 2)
		file_line(f, "energy", line->facility, "", at);
	if (line->scope == 1) {
		file_line(f, "burned", line->item, "", at);
		bool is_water = strstr(line->category, "wastewater") || strstr(line->category, "waste_water");
		if (is_water)
			file_line(f, "water", line->facility, "", at);
	}
	if (number == 3 && line->is_derived)
		file_line(f, "derived", ghg_scope3_approach(line->category), line->item, at);
	if (number && has_partner(line))
		file_partner(f, line, at);
}

static void say(Filing *f, OverlapRule rule, size_t line, size_t other)
{
	if (other != line)
		f->found[f->count++] = (Overlap){rule, line, other};
}

static void meet(Filing *f, OverlapRule rule, size_t line, size_t other)
{
	if (other != SIZE_MAX)
		say(f, rule, line, other);
}

/* What a supplier delivers in category 1 meets itself by another approach, or in category 2. */
static void check_partner(Filing *f, const OverlapLine *line, int number, size_t at)
{
	if (!has_partner(line))
		return;
	if (is_spend(line))
		meet(f, OVERLAP_TWO_APPROACHES, at,
		    filed(f, arena_printf(f->mem, "%d quantity", number), line->partner, ""));
	if (number == 2)
		meet(f, OVERLAP_GOODS_AND_CAPITAL, at, filed(f, "1", line->partner, line->item));
	if (number == 9)
		meet(f, OVERLAP_BOTH_WAYS, at, filed(f, "4", line->partner, line->item));
}

static void check_one(Filing *f, size_t at)
{
	const OverlapLine *line = &f->lines[at];
	int number = ghg_scope3_number(line->category);
	bool is_transport = number == 4 || number == 6 || number == 7 || number == 9;
	bool is_lease = number == 8 || number == 13;
	size_t own = *text(line->facility) ? filed(f, "energy", line->facility, "") : SIZE_MAX;
	if (is_transport && line->is_own_asset)
		say(f, OVERLAP_OWN_VEHICLES, at, SIZE_MAX);
	if (is_lease && (line->is_own_asset || own != SIZE_MAX))
		say(f, OVERLAP_LEASED_ASSET, at, own);
	if (number == 3 && !line->is_derived)
		meet(f, OVERLAP_UPSTREAM_TWICE, at,
		    filed(f, "derived", ghg_scope3_approach(line->category), line->item));
	if (number == 1 && *text(line->item))
		meet(f, OVERLAP_FUEL_BOUGHT, at, filed(f, "burned", line->item, ""));
	bool is_water = same(ghg_scope3_approach(line->category), "water");
	if (is_water && (line->is_own_asset || filed(f, "water", line->facility, "") != SIZE_MAX))
		say(f, OVERLAP_WATER_ON_SITE, at, filed(f, "water", line->facility, ""));
	if (number)
		check_partner(f, line, number, at);
}

Overlap *overlaps_of(Arena *mem, const OverlapLine lines[], size_t count, size_t *found)
{
	enum { KEYS_A_LINE = 5 };
	Filing f = {.mem = mem,
	    .lines = lines,
	    .by_key = index_for(mem, count * KEYS_A_LINE + 1),
	    .found = ARENA_ARRAY(mem, Overlap, count * OVERLAP_RULES + 1)};
	for (size_t i = 0; i < count; i++)
		file_one(&f, i);
	for (size_t i = 0; i < count; i++)
		if (lines[i].scope == 3)
			check_one(&f, i);
	*found = f.count;
	return f.found;
}
