/* Factor tables: reading the CSV files of data/factors, and finding the row that applies. The rules of choice
 * are those of data/factors/README.md (D1 ... D19). */
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const GWP_SETS[] = {"NDRC-guides", "SAR", "TAR", "AR4", "AR5", "AR6", NULL};

static bool load_error(GhgLoadError *error, const char *file, int line, const char *message)
{
	*error = (GhgLoadError){.file = file, .line = line, .message = message};
	return false;
}

bool factor_unit(const char *text, Unit *out)
{
	if (unit_parse(text, out))
		return true;
	char plain[80];
	size_t len = 0;
	for (const char *at = text; *at && len < sizeof plain - 1;) {
		size_t part = strcspn(at, "/");
		size_t space = strcspn(at, " ");
		size_t take = part;
		if (space < part) { /* "t clinker": the unit, then words */
			char head[80];
			Unit unit;
			memcpy(head, at, space);
			head[space] = '\0';
			if (unit_parse(head, &unit))
				take = space;
		}
		if (len + take + 1 >= sizeof plain)
			return false;
		memcpy(plain + len, at, take);
		len += take;
		at += part;
		if (*at == '/')
			plain[len++] = *at++;
	}
	plain[len] = '\0';
	return unit_parse(plain, out);
}

static GhgConfidence confidence_of(const char *text)
{
	return same(text, "verified2")	 ? GHG_VERIFIED2
	       : same(text, "verified1") ? GHG_VERIFIED1
					 : GHG_KNOWLEDGE;
}

static void read_grid(Csv *csv, GhgFactor *factor)
{
	factor->code = factor->region = csv_cell(csv, "geo_code");
	factor->set = csv_cell(csv, "factor_type");
	factor->year = atoi(csv_cell(csv, "data_year"));
	factor->is_trap = strncmp(factor->set, "trap_", 5) == 0;
}

static void read_fuel(Csv *csv, GhgFactor *factor)
{
	factor->code = csv_cell(csv, "fuel_code");
	factor->set = csv_cell(csv, "method_set");
	factor->per_unit = csv_cell(csv, "physical_unit");
	factor->ncv = csv_number(csv, "ncv_gj_per_unit");
	factor->carbon = csv_number(csv, "carbon_tc_per_gj");
	factor->oxidation = csv_number(csv, "oxidation");
	factor->ch4_kg_per_tj = csv_number(csv, "ch4_kg_per_tj");
	factor->n2o_kg_per_tj = csv_number(csv, "n2o_kg_per_tj");
	factor->phase = csv_cell(csv, "phase");
	factor->equipment = csv_cell(csv, "equipment");
	factor->is_biogenic = same(csv_cell(csv, "biogenic"), "1");
}

static void read_scope3(Csv *csv, GhgFactor *factor)
{
	double year = csv_number(csv, "data_year"), prices = csv_number(csv, "currency_year");
	factor->set = csv_cell(csv, "group");
	factor->region = csv_cell(csv, "region");
	factor->year = year > 0 && year < 10000 ? (int)year : 0;
	factor->currency_year = prices > 0 && prices < 10000 ? (int)prices : 0;
	factor->gases = csv_cell(csv, "gases");
	factor->licence = csv_cell(csv, "licence");
}

static void read_gwp(Arena *mem, Csv *csv, GhgFactor *factor)
{
	const char *zh = csv_cell(csv, "name_zh");
	factor->code = csv_cell(csv, "gas");
	factor->set = csv_cell(csv, "assessment");
	factor->phase = csv_cell(csv, "kind");
	factor->equipment = csv_cell(csv, "basis");
	factor->name = (GhgWords){
	    *zh ? arena_printf(mem, "%s (%s)", zh, factor->code) : factor->code, factor->code};
}

/* The members all tables share, then those of the kind. */
static void read_factor(Arena *mem, Csv *csv, const GhgFile *file, GhgFactorKind kind, GhgFactor *factor)
{
	*factor = (GhgFactor){
	    .id = csv_cell(csv, "id"),
	    .kind = kind,
	    .code = csv_cell(csv, "code"),
	    .name = {csv_cell(csv, "name_zh"), csv_cell(csv, "name_en")},
	    .value = csv_number(csv, "value"),
	    .unit = csv_cell(csv, "unit"),
	    .set = "",
	    .region = "",
	    .gases = "",
	    .licence = "",
	    .per_unit = "",
	    .ncv = NAN,
	    .carbon = NAN,
	    .oxidation = NAN,
	    .ch4_kg_per_tj = NAN,
	    .n2o_kg_per_tj = NAN,
	    .phase = "",
	    .equipment = "",
	    .is_default = same(csv_cell(csv, "is_default"), "1"),
	    .confidence = confidence_of(csv_cell(csv, "confidence")),
	    .source_title = csv_cell(csv, "source_title"),
	    .source_table = csv_cell(csv, "source_table"),
	    .source_year = csv_cell(csv, "source_year"),
	    .note = csv_cell(csv, "note"),
	    .file = file->name,
	    .sha256 = file->sha256,
	};
	if (kind == GHG_GRID) {
		read_grid(csv, factor);
	} else if (kind == GHG_FUEL) {
		read_fuel(csv, factor);
	} else if (kind == GHG_GWP) {
		read_gwp(mem, csv, factor);
	} else if (kind == GHG_HEAT) {
		factor->code = factor->set = csv_cell(csv, "topic");
		factor->is_trap = same(factor->code, "trap");
	} else if (kind == GHG_PROCESS) {
		factor->set = arena_printf(
		    mem, "%s.%s", csv_cell(csv, "industry"), csv_cell(csv, "category"));
	} else if (kind == GHG_TCE) {
		factor->set = csv_cell(csv, "edition");
		factor->per_unit = csv_cell(csv, "physical_unit");
	} else if (kind == GHG_SCOPE3) {
		read_scope3(csv, factor);
	}
}

static size_t count_lines(const GhgFile *file)
{
	size_t lines = 1;
	for (size_t i = 0; i < file->len; i++)
		lines += file->text[i] == '\n';
	return lines;
}

/* Items of fuels are their ids without the set: "SET.CODE" or "SET.CODE.equipment". */
static bool fuel_id_fits(const GhgFactor *fuel)
{
	size_t len = strlen(fuel->set);
	return *fuel->set && strncmp(fuel->id, fuel->set, len) == 0 && fuel->id[len] == '.' &&
	       fuel->id[len + 1];
}

static bool read_table(Ghg *ghg, const GhgFile *file, GhgFactorKind kind, GhgLoadError *error)
{
	Table *table = &ghg->tables[kind];
	GhgFactor *rows = ARENA_ARRAY(ghg->mem, GhgFactor, table->count + count_lines(file));
	if (table->count)
		memcpy(rows, table->rows, table->count * sizeof *rows);
	table->rows = rows;
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	while (csv_next(&csv)) {
		GhgFactor *factor = &table->rows[table->count++];
		read_factor(ghg->mem, &csv, file, kind, factor);
		if (!*factor->id || !*factor->code)
			return load_error(error, file->name, csv.line, "a row without id or code");
		if (kind == GHG_FUEL && !fuel_id_fits(factor))
			return load_error(error, file->name, csv.line,
			    "the id of a fuel is its method_set, a point and its code");
	}
	return csv.problem ? load_error(error, file->name, csv.line, csv.problem) : true;
}

static bool read_saturated(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	ghg->saturated = ARENA_ARRAY(ghg->mem, SteamPoint, count_lines(file));
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	while (csv_next(&csv)) {
		SteamPoint point = {
		    csv_number(&csv, "pressure_mpa"), csv_number(&csv, "t_sat_c"), csv_number(&csv, "value")};
		bool rises = ghg->saturated_count == 0 ||
			     point.pressure > ghg->saturated[ghg->saturated_count - 1].pressure;
		if (!rises || !isfinite(point.temperature + point.enthalpy))
			return load_error(
			    error, file->name, csv.line, "pressures must rise and every cell hold a number");
		ghg->saturated[ghg->saturated_count++] = point;
	}
	return csv.problem ? load_error(error, file->name, csv.line, csv.problem) : true;
}

static void add_axis(double axis[], size_t *count, double value)
{
	size_t at = *count;
	for (size_t i = 0; i < *count; i++)
		if (axis[i] == value)
			return;
	for (; at > 0 && axis[at - 1] > value; at--)
		axis[at] = axis[at - 1];
	axis[at] = value;
	*count += 1;
}

static size_t axis_at(const double axis[], size_t count, double value)
{
	size_t at = 0;
	while (at < count && axis[at] != value)
		at++;
	return at;
}

static bool read_superheated(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	size_t most = count_lines(file), count = 0;
	SteamPoint *points = ARENA_ARRAY(ghg->mem, SteamPoint, most);
	ghg->pressures = ARENA_ARRAY(ghg->mem, double, most);
	ghg->temperatures = ARENA_ARRAY(ghg->mem, double, most);
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	while (csv_next(&csv)) {
		SteamPoint point = {.pressure = csv_number(&csv, "pressure_mpa"),
		    .temperature = csv_number(&csv, "temperature_c"),
		    .enthalpy = csv_number(&csv, "value")};
		if (!isfinite(point.pressure + point.temperature + point.enthalpy))
			return load_error(error, file->name, csv.line, "every cell must hold a number");
		add_axis(ghg->pressures, &ghg->pressure_count, point.pressure);
		add_axis(ghg->temperatures, &ghg->temperature_count, point.temperature);
		points[count++] = point;
	}
	if (csv.problem)
		return load_error(error, file->name, csv.line, csv.problem);
	size_t cells = ghg->pressure_count * ghg->temperature_count;
	if (cells > count) /* before its room is taken: 20 000 odd rows would make 400 million cells */
		return load_error(error, file->name, 0,
		    arena_printf(ghg->mem,
			"%zu pressures and %zu temperatures make %zu enthalpies: found %zu",
			ghg->pressure_count, ghg->temperature_count, cells, count));
	ghg->enthalpies = ARENA_ARRAY(ghg->mem, double, cells);
	for (size_t i = 0; i < cells; i++)
		ghg->enthalpies[i] = NAN;
	for (size_t i = 0; i < count; i++) {
		size_t p = axis_at(ghg->pressures, ghg->pressure_count, points[i].pressure);
		size_t t = axis_at(ghg->temperatures, ghg->temperature_count, points[i].temperature);
		ghg->enthalpies[p * ghg->temperature_count + t] = points[i].enthalpy;
	}
	for (size_t i = 0; i < cells; i++)
		if (!isfinite(ghg->enthalpies[i]))
			return load_error(
			    error, file->name, 0, "a pressure and temperature without enthalpy");
	return true;
}

static bool read_b205(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	ghg->b205 = ARENA_ARRAY(ghg->mem, GhgB205Row, count_lines(file));
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	while (csv_next(&csv)) {
		const char *code = csv_cell(&csv, "code");
		const NamedUnit *unit = unit_named(csv_cell(&csv, "physical_unit"));
		if (!unit)
			return load_error(error, file->name, csv.line, "unknown unit");
		ghg->b205[ghg->b205_count++] = (GhgB205Row){
		    .code = code,
		    .name = {csv_cell(&csv, "name_zh"), csv_cell(&csv, "name_en")},
		    .unit = unit->name,
		    .tce_per_unit = csv_number(&csv, "value"),
		    .tce_low = csv_number(&csv, "coef_low"),
		    .tce_high = csv_number(&csv, "coef_high"),
		    .fuel_code = same(code, "33")   ? "ELECTRICITY"
				 : same(code, "32") ? "HEAT"
						    : csv_cell(&csv, "fuel_code"),
		    .is_code_sure = !same(csv_cell(&csv, "code_confidence"), "knowledge"),
		    .confidence = confidence_of(csv_cell(&csv, "confidence")),
		    .note = csv_cell(&csv, "note"),
		};
	}
	return csv.problem ? load_error(error, file->name, csv.line, csv.problem) : true;
}

bool factors_read(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	static const struct {
		const char *name;
		GhgFactorKind kind;
	} TABLES[] = {
	    {"factors/fuels_cn.csv", GHG_FUEL},
	    {"factors/grid_cn.csv", GHG_GRID},
	    {"factors/grid_refused.csv", GHG_GRID},
	    {"factors/heat_cn.csv", GHG_HEAT},
	    {"factors/process_cn.csv", GHG_PROCESS},
	    {"factors/gwp.csv", GHG_GWP},
	    {"factors/tce_gbt2589_2020.csv", GHG_TCE},
	    {"factors/scope3.csv", GHG_SCOPE3},
	};
	for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++)
		if (same(file->name, TABLES[i].name))
			return read_table(ghg, file, TABLES[i].kind, error);
	if (same(file->name, "factors/steam_saturated.csv"))
		return read_saturated(ghg, file, error);
	if (same(file->name, "factors/steam_superheated.csv"))
		return read_superheated(ghg, file, error);
	if (same(file->name, "factors/b205_1.csv"))
		return read_b205(ghg, file, error);
	return true; /* for people and for other programs: unit_traps, industries, columns */
}

static bool index_ids(Ghg *ghg, GhgLoadError *error)
{
	size_t all = 0;
	for (int kind = 0; kind < GHG_KINDS; kind++)
		all += ghg->tables[kind].count;
	ghg->by_id = index_for(ghg->mem, all);
	for (int kind = 0; kind < GHG_KINDS; kind++) {
		const Table *table = &ghg->tables[kind];
		for (size_t i = 0; i < table->count; i++)
			if (!index_put(&ghg->by_id, table->rows[i].id, "", &table->rows[i]))
				return load_error(error, table->rows[i].file, 0,
				    arena_printf(ghg->mem, "the id %s stands twice", table->rows[i].id));
	}
	return true;
}

/* A set's row for a fuel is found by the code alone when it is for all equipment, and by "CODE.equipment". */
static void index_fuels(Ghg *ghg)
{
	const Table *fuels = &ghg->tables[GHG_FUEL];
	size_t sets = 0;
	Index seen = index_for(ghg->mem, fuels->count);
	ghg->fuels = index_for(ghg->mem, fuels->count * 2);
	ghg->default_fuels = index_for(ghg->mem, fuels->count);
	ghg->fuel_sets = ARENA_ARRAY(ghg->mem, const char *, fuels->count + 1);
	for (size_t i = 0; i < fuels->count; i++) {
		const GhgFactor *row = &fuels->rows[i];
		index_put(&ghg->fuels, row->set, row->id + strlen(row->set) + 1, row);
		if (row->is_default)
			index_put(&ghg->default_fuels, row->code, "", row);
		if (index_put(&seen, row->set, "", row))
			ghg->fuel_sets[sets++] = row->set;
	}
	for (size_t i = 0; i < fuels->count; i++)
		index_put(&ghg->fuels, fuels->rows[i].set, fuels->rows[i].code, &fuels->rows[i]);
}

static void index_gwps(Ghg *ghg)
{
	const Table *gwps = &ghg->tables[GHG_GWP];
	ghg->gwps = index_for(ghg->mem, gwps->count);
	for (size_t i = 0; i < gwps->count; i++)
		if (gwps->rows[i].is_default)
			index_put(&ghg->gwps, gwps->rows[i].code, gwps->rows[i].set, &gwps->rows[i]);
}

static void index_tces(Ghg *ghg)
{
	const Table *tces = &ghg->tables[GHG_TCE];
	ghg->tces = index_for(ghg->mem, tces->count);
	for (size_t i = 0; i < tces->count; i++)
		if (tces->rows[i].is_default && isfinite(tces->rows[i].value))
			index_put(&ghg->tces, tces->rows[i].code, "", &tces->rows[i]);
}

static RowChain *chain_under(Arena *mem, Index *index, const char *key, const char *part)
{
	const RowChain *found = index_get(index, key, part);
	if (found)
		return (RowChain *)found;
	RowChain *chain = ARENA_NEW(mem, RowChain);
	index_put(index, key, part, chain);
	return chain;
}

/* Of the same year the first in the file counts. */
static void add_by_year(Arena *mem, RowChain *chain, const GhgFactor *row)
{
	RowLink **at = &chain->first;
	while (*at && (*at)->row->year > row->year)
		at = &(*at)->next;
	if (*at && (*at)->row->year == row->year)
		return;
	RowLink *link = ARENA_NEW(mem, RowLink);
	*link = (RowLink){row, *at};
	*at = link;
}

static void index_grids(Ghg *ghg)
{
	const Table *grid = &ghg->tables[GHG_GRID];
	ghg->grids = index_for(ghg->mem, grid->count);
	for (size_t i = 0; i < grid->count; i++) {
		const GhgFactor *row = &grid->rows[i];
		if (row->confidence != GHG_KNOWLEDGE)
			add_by_year(ghg->mem, chain_under(ghg->mem, &ghg->grids, row->region, row->set), row);
	}
}

static void list_regions(Ghg *ghg)
{
	const Table *grid = &ghg->tables[GHG_GRID];
	ghg->regions = ARENA_ARRAY(ghg->mem, GhgRegion, grid->count);
	Index seen = index_for(ghg->mem, grid->count);
	for (size_t i = 0; i < grid->count; i++) {
		const GhgFactor *row = &grid->rows[i];
		bool is_listed = !row->is_trap && same(row->set, "average") &&
				 row->confidence != GHG_KNOWLEDGE;
		if (is_listed && index_put(&seen, row->region, "", row))
			ghg->regions[ghg->region_count++] = (GhgRegion){row->region, row->name};
	}
}

/* A blend is the mass-weighted sum of its components in the same assessment; hydrocarbons (no GWP there)
 * count as 0, as the rows say. The printed value stays when a fluorinated part is unknown. */
static void compute_blend(const Ghg *ghg, GhgFactor *blend, const BlendPart *part)
{
	GhgSum value = {0}, share = {0};
	for (; part; part = part->next) {
		const GhgFactor *gwp = index_get(&ghg->gwps, part->component, blend->set);
		bool is_fluorinated = strchr("HCP", part->component[0]) != NULL;
		if (!gwp && is_fluorinated)
			return;
		ghg_sum_add(&share, part->percent);
		ghg_sum_add(&value, gwp ? part->percent / 100 * gwp->value : 0);
	}
	if (fabs(ghg_sum_value(&share) - 100) < 0.01)
		blend->value = ghg_sum_value(&value);
}

typedef struct BlendChain {
	const BlendPart *first;
} BlendChain;

/* The parts of each blend hung together: blend -> BlendChain. */
static Index chain_parts(Arena *mem, BlendPart parts[], size_t count)
{
	Index chains = index_for(mem, count);
	for (size_t i = count; i-- > 0;) {
		BlendChain *chain = (BlendChain *)index_get(&chains, parts[i].blend, "");
		if (!chain) {
			chain = ARENA_NEW(mem, BlendChain);
			index_put(&chains, parts[i].blend, "", chain);
		}
		parts[i].next = chain->first;
		chain->first = &parts[i];
	}
	return chains;
}

static bool compute_blends(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	Table *gwps = &ghg->tables[GHG_GWP];
	BlendPart *parts = ARENA_ARRAY(ghg->mem, BlendPart, count_lines(file));
	size_t count = 0;
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	while (csv_next(&csv))
		parts[count++] = (BlendPart){.blend = csv_cell(&csv, "blend"),
		    .component = csv_cell(&csv, "component"),
		    .percent = csv_number(&csv, "value")};
	if (csv.problem)
		return load_error(error, file->name, csv.line, csv.problem);
	ghg->blend_parts = parts;
	ghg->blend_part_count = count;
	Index chains = chain_parts(ghg->mem, parts, count);
	for (size_t i = 0; i < gwps->count; i++) {
		const BlendChain *chain = index_get(&chains, gwps->rows[i].code, "");
		if (chain && same(gwps->rows[i].phase, "blend"))
			compute_blend(ghg, &gwps->rows[i], chain->first);
	}
	return true;
}

bool factors_finish(Ghg *ghg, GhgLoadError *error)
{
	if (!index_ids(ghg, error))
		return false;
	index_fuels(ghg);
	index_gwps(ghg);
	index_tces(ghg);
	index_grids(ghg);
	list_regions(ghg);
	ghg->density_diesel = ghg_factor(ghg, "22.density.diesel");
	ghg->density_gasoline = ghg_factor(ghg, "22.density.gasoline");
	for (size_t i = 0; i < ghg->file_count; i++)
		if (same(ghg->files[i].name, "factors/gwp_blend_composition.csv"))
			return compute_blends(ghg, &ghg->files[i], error);
	return true;
}

/* ---- finding ---- */

const GhgFactor *ghg_factor(const Ghg *ghg, const char *id)
{
	return id && *id ? index_get(&ghg->by_id, id, "") : NULL;
}

const GhgFactor *item_row(const Ghg *ghg, const char *prefix, const GhgFactor *item)
{
	char id[120];
	size_t len = strlen(prefix), more = strlen(item->code);
	if (len + more >= sizeof id)
		return NULL;
	memcpy(id, prefix, len);
	memcpy(id + len, item->code, more + 1);
	return ghg_factor(ghg, id);
}

const GhgFactor *ghg_factors(const Ghg *ghg, GhgFactorKind kind, size_t *count)
{
	*count = ghg->tables[kind].count;
	return ghg->tables[kind].rows;
}

const GhgFactor *ghg_fuel(const Ghg *ghg, const char *set, const char *fuel_code)
{
	const GhgFactor *row = set && fuel_code ? index_get(&ghg->fuels, set, fuel_code) : NULL;
	if (!row && fuel_code)
		row = index_get(&ghg->default_fuels, fuel_code, "");
	return row;
}

bool is_gwp_set(const char *set)
{
	for (size_t i = 0; GWP_SETS[i]; i++)
		if (same(GWP_SETS[i], set))
			return true;
	return false;
}

bool is_fuel_set(const Ghg *ghg, const char *set)
{
	for (size_t i = 0; ghg->fuel_sets[i]; i++)
		if (same(ghg->fuel_sets[i], set))
			return true;
	return false;
}

const char *const *ghg_gwp_sets(void)
{
	return GWP_SETS;
}

const char *const *ghg_fuel_sets(const Ghg *ghg)
{
	return ghg->fuel_sets;
}

const GhgFactor *ghg_gwp(const Ghg *ghg, const char *set, const char *gas)
{
	if (!set || !gas)
		return NULL;
	const GhgFactor *row = index_get(&ghg->gwps, gas, set);
	if (!row && same(set, "NDRC-guides")) /* the guides' list is SAR, cut short (README D11) */
		row = index_get(&ghg->gwps, gas, "SAR");
	return row;
}

const GhgBlendPart *ghg_blend(const Ghg *ghg, Arena *mem, const GhgFactor *blend, size_t *count)
{
	GhgBlendPart *list = ARENA_ARRAY(mem, GhgBlendPart, ghg->blend_part_count + 1);
	*count = 0;
	for (size_t i = 0; i < ghg->blend_part_count; i++) {
		const BlendPart *part = &ghg->blend_parts[i];
		if (same(part->blend, blend->code))
			list[(*count)++] = (GhgBlendPart){part->component, part->percent,
			    index_get(&ghg->gwps, part->component, blend->set)};
	}
	return list;
}

const GhgFactor *gwp_of(const Ghg *ghg, const char *set, const char *gas, bool is_non_fossil)
{
	if (is_non_fossil && set && gas) {
		const Table *gwps = &ghg->tables[GHG_GWP];
		for (size_t i = 0; i < gwps->count; i++)
			if (same(gwps->rows[i].code, gas) && same(gwps->rows[i].set, set) &&
			    same(gwps->rows[i].equipment, "non_fossil"))
				return &gwps->rows[i];
	}
	return ghg_gwp(ghg, set, gas);
}

const GhgFactor *ghg_tce(const Ghg *ghg, const char *code)
{
	return code ? index_get(&ghg->tces, code, "") : NULL;
}

const GhgFactor *fuel_density(const Ghg *ghg, const char *fuel_code)
{
	return same(fuel_code, "DIESEL")     ? ghg->density_diesel
	       : same(fuel_code, "GASOLINE") ? ghg->density_gasoline
					     : NULL;
}

const GhgRegion *ghg_regions(const Ghg *ghg, size_t *count)
{
	*count = ghg->region_count;
	return ghg->regions;
}

const GhgB205Row *ghg_b205(const Ghg *ghg, size_t *count)
{
	*count = ghg->b205_count;
	return ghg->b205;
}

const GhgFile *ghg_files(const Ghg *ghg, size_t *count)
{
	*count = ghg->file_count;
	return ghg->files;
}

/* The value that was already valid by `year`: of the rows of that type the latest not after it, else the
 * earliest. Rows of which no source was seen are never taken unasked (README D15). */
static const GhgFactor *grid_by_year(const Ghg *ghg, const char *region, const char *type, int year)
{
	const RowChain *years = index_get(&ghg->grids, region, type);
	if (!years)
		return NULL;
	const RowLink *link = years->first;
	while (link->row->year > year && link->next)
		link = link->next;
	return link->row;
}

static const char *region_or_nation(const char *region)
{
	return region && *region ? region : "CN";
}

const GhgFactor *ghg_grid(const Ghg *ghg, const char *region, int year)
{
	region = region_or_nation(region);
	const GhgFactor *first = grid_by_year(ghg, region, "average", 0);
	if (same(region, "CN") && first && year < first->year) /* README D6: 0.6101 for reports to 2020 */
		return grid_by_year(ghg, "CN", "ets_report", year);
	return grid_by_year(ghg, region, "average", year);
}

const GhgFactor *ghg_grid_residual(const Ghg *ghg, int year)
{
	return grid_by_year(ghg, "CN", "average_excl_market_nonfossil", year);
}

static const struct {
	const char *province, *grid;
} GRID_OF_PROVINCE[] = {
    {"11", "NC"},
    {"12", "NC"},
    {"13", "NC"},
    {"14", "NC"},
    {"15", "NC"},
    {"37", "NC"},
    {"21", "NE"},
    {"22", "NE"},
    {"23", "NE"},
    {"31", "EC"},
    {"32", "EC"},
    {"33", "EC"},
    {"34", "EC"},
    {"35", "EC"},
    {"36", "CC"},
    {"41", "CC"},
    {"42", "CC"},
    {"43", "CC"},
    {"61", "NW"},
    {"62", "NW"},
    {"63", "NW"},
    {"64", "NW"},
    {"65", "NW"},
    {"44", "SG"},
    {"45", "SG"},
    {"46", "SG"},
    {"52", "SG"},
    {"53", "SG"},
    {"50", "SW"},
    {"51", "SW"},
};

static void offer(const GhgFactor **list, size_t *count, const GhgFactor *row)
{
	if (!row || row->is_trap)
		return;
	for (size_t i = 0; i < *count; i++)
		if (list[i] == row)
			return;
	list[(*count)++] = row;
}

const GhgFactor **ghg_grid_choices(const Ghg *ghg, Arena *mem, const char *region, int year, size_t *count)
{
	const Table *grid = &ghg->tables[GHG_GRID];
	const GhgFactor **list = ARENA_ARRAY(mem, const GhgFactor *, grid->count + 8);
	*count = 0;
	region = region_or_nation(region);
	const char *grid_region = "CN";
	const GhgFactor *prescribed = grid_by_year(ghg, "CN", "ets_report", year);
	const GhgFactor *newest = grid_by_year(ghg, "CN", "ets_report", 9999);
	for (size_t i = 0; i < sizeof GRID_OF_PROVINCE / sizeof GRID_OF_PROVINCE[0]; i++)
		if (same(GRID_OF_PROVINCE[i].province, region))
			grid_region = GRID_OF_PROVINCE[i].grid;
	offer(list, count, ghg_grid(ghg, region, year));
	offer(list, count, ghg_grid(ghg, "CN", year));
	offer(list, count, ghg_grid(ghg, grid_region, year));
	for (size_t i = 0; i < grid->count; i++) {
		const GhgFactor *row = &grid->rows[i];
		bool is_place = same(row->region, region) || same(row->region, "CN") ||
				same(row->region, grid_region);
		bool is_average = same(row->set, "average") && row->confidence != GHG_KNOWLEDGE &&
				  row->year >= year - 3;
		bool is_prescribed = row == prescribed && newest && year <= newest->year;
		if (is_place && row->year <= year && (is_average || is_prescribed))
			offer(list, count, row);
	}
	return list;
}

const GhgFactor *ghg_grid_trap(const Ghg *ghg, double tco2_per_mwh)
{
	const Table *grid = &ghg->tables[GHG_GRID];
	const GhgFactor *trap = NULL;
	for (size_t i = 0; i < grid->count; i++) {
		const GhgFactor *row = &grid->rows[i];
		if (!(fabs(row->value - tco2_per_mwh) < 5e-5))
			continue;
		if (!row->is_trap && row->confidence != GHG_KNOWLEDGE)
			return NULL; /* also a value in force somewhere */
		if (row->is_trap && !trap)
			trap = row;
	}
	return trap;
}
