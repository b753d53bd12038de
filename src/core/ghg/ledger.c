/* Inventories in columns: see ledger.h. A group holds the lines that are computed alike: same category, same
 * formulas, same way to tonnes of standard coal. */
#include "ghg/ledger.h"

#include "ghg/core.h"

#include <math.h>
#include <string.h>

/* How a group comes to tce; see run_energy in line.c, whose operations and order are kept here. */
typedef enum TceWay {
	TCE_NONE,
	TCE_BY_TABLE, /* fuels of Annex A: activity / scale * value / 1000 */
	TCE_BY_HEAT,  /* energy / 29.307 */
	TCE_PER_GJ,   /* heat: energy * value */
	TCE_PER_MWH,  /* electricity */
} TceWay;

/* Columns of a group, one value a line. */
typedef enum Column {
	IN_SHARE,
	IN_TCE_VALUE,
	IN_TCE_SCALE,
	IN_GWP, /* one a gas */
	OUT_TONNES = IN_GWP + GHG_LINE_GASES,
	OUT_GAS = OUT_TONNES + GHG_LINE_GASES, /* tCO2e of each */
	OUT_TCO2E = OUT_GAS + GHG_LINE_GASES,
	OUT_BIOGENIC,
	OUT_ACTIVITY,
	OUT_ENERGY,
	OUT_MWH,
	OUT_EQUAL,
	OUT_EQUIVALENT,
	OUT_MAIN, /* CO2 of biomass */
	COLUMNS,
} Column;

typedef struct Group {
	const GhgCategory *category;
	int formula, gas_count;
	unsigned emissions;
	bool is_biogenic; /* the main gas is CO2 of biomass, which is none of the gases */
	TceWay tce;
	const Formula *formulas[GHG_LINE_GASES]; /* of each gas */
	uint32_t part;				 /* of the category */
	size_t count, room;
	double *inputs[CATEGORY_INPUTS], *columns[COLUMNS];
	uint32_t *rows;
} Group;

enum { NO_GROUP = UINT32_MAX };

/* Where a row's line stands. */
typedef struct Place {
	uint32_t group, at;
	uint32_t facility, gases[GHG_LINE_GASES]; /* numbers of names */
} Place;

/* Texts numbered by first appearance. */
typedef struct Names {
	const char **texts;
	size_t count, room;
	Index numbers; /* text -> its place in `texts` */
} Names;

struct GhgLedger {
	Arena *mem;
	double coal_rate;
	Group *groups;
	size_t group_count, group_room;
	Place *places;
	size_t place_room;
	Names categories, gases, facilities;
};

/* ---- room ---- */

static void *larger(Arena *mem, const void *from, size_t size, size_t count, size_t room)
{
	void *to = arena_array(mem, size, room);
	if (count)
		memcpy(to, from, size * count);
	return to;
}

static uint32_t number_of(Arena *mem, Names *names, const char *text)
{
	const char *const *found = index_get(&names->numbers, text, "");
	if (found)
		return (uint32_t)(found - names->texts);
	if (names->count == names->room) {
		names->room = names->room ? names->room * 2 : 16;
		names->texts = larger(mem, names->texts, sizeof *names->texts, names->count, names->room);
		names->numbers = index_for(mem, names->room);
		for (size_t i = 0; i < names->count; i++)
			index_put(&names->numbers, names->texts[i], "", &names->texts[i]);
	}
	const char **place = &names->texts[names->count];
	*place = arena_copy(mem, text);
	index_put(&names->numbers, *place, "", place);
	return (uint32_t)names->count++;
}

static void make_room(Arena *mem, Group *group)
{
	if (group->count < group->room)
		return;
	size_t room = group->room ? group->room * 2 : 16;
	for (size_t i = 0; i < group->category->input_count; i++)
		group->inputs[i] = larger(mem, group->inputs[i], sizeof(double), group->count, room);
	for (int c = 0; c < COLUMNS; c++)
		group->columns[c] = larger(mem, group->columns[c], sizeof(double), group->count, room);
	group->rows = larger(mem, group->rows, sizeof *group->rows, group->count, room);
	group->room = room;
}

GhgLedger *ghg_ledger(Arena *mem, const GhgSettings *settings)
{
	GhgLedger *ledger = ARENA_NEW(mem, GhgLedger);
	double rate = settings->coal_rate_kgce_per_kwh;
	*ledger = (GhgLedger){.mem = mem, .coal_rate = rate > 0 && isfinite(rate) ? rate : NAN};
	return ledger;
}

/* ---- putting a line ---- */

static bool is_main_biogenic(const GhgResult *result)
{
	int others = 0;
	for (unsigned left = result->emissions; left; left &= left - 1)
		others++;
	return result->gas_count == others; /* the main gas is not among them */
}

static TceWay tce_way(const GhgResult *result)
{
	if (!result->category->program->energy.text)
		return TCE_NONE;
	bool has_row = result->tce_factor != NULL;
	switch (result->category->energy) {
	case GHG_ENERGY_FUEL:
		return has_row ? TCE_BY_TABLE : TCE_BY_HEAT;
	case GHG_ENERGY_ELECTRICITY:
		return TCE_PER_MWH;
	case GHG_ENERGY_HEAT:
	case GHG_ENERGY_NONE:
		break;
	}
	return TCE_PER_GJ;
}

static Group group_like(const GhgResult *result)
{
	const struct GhgProgram *program = result->category->program;
	Group group = {.category = result->category,
	    .formula = result->formula,
	    .gas_count = result->gas_count,
	    .emissions = result->emissions,
	    .is_biogenic = is_main_biogenic(result),
	    .tce = tce_way(result)};
	int gas = 0;
	if (!group.is_biogenic)
		group.formulas[gas++] = &program->emissions[result->formula].formula;
	for (int i = 0; i < program->emission_count && gas < GHG_LINE_GASES; i++)
		if (result->emissions >> i & 1)
			group.formulas[gas++] = &program->emissions[i].formula;
	return group;
}

static uint32_t group_for(GhgLedger *ledger, const GhgResult *result)
{
	Group wanted = group_like(result);
	for (size_t i = 0; i < ledger->group_count; i++) {
		const Group *group = &ledger->groups[i];
		if (group->category == wanted.category && group->formula == wanted.formula &&
		    group->emissions == wanted.emissions && group->is_biogenic == wanted.is_biogenic &&
		    group->tce == wanted.tce)
			return (uint32_t)i;
	}
	if (ledger->group_count == ledger->group_room) {
		ledger->group_room = ledger->group_room ? ledger->group_room * 2 : 16;
		ledger->groups = larger(
		    ledger->mem, ledger->groups, sizeof(Group), ledger->group_count, ledger->group_room);
	}
	wanted.part = number_of(ledger->mem, &ledger->categories, wanted.category->code);
	ledger->groups[ledger->group_count] = wanted;
	return (uint32_t)ledger->group_count++;
}

/* The last line of the group takes the place of the one that leaves. */
static void take_out(GhgLedger *ledger, Place *place)
{
	if (place->group == NO_GROUP)
		return;
	Group *group = &ledger->groups[place->group];
	size_t at = place->at, last = --group->count;
	for (size_t i = 0; i < group->category->input_count; i++)
		group->inputs[i][at] = group->inputs[i][last];
	for (int c = 0; c < COLUMNS; c++)
		group->columns[c][at] = group->columns[c][last];
	group->rows[at] = group->rows[last];
	ledger->places[group->rows[at]].at = (uint32_t)at;
	place->group = NO_GROUP;
}

static void set_columns(Group *group, size_t at, const GhgResult *result)
{
	double **columns = group->columns;
	Unit per = {.scale = 1};
	for (size_t i = 0; i < group->category->input_count; i++)
		group->inputs[i][at] = result->base[i];
	if (group->tce == TCE_BY_TABLE)
		unit_parse(result->tce_factor->per_unit, &per);
	columns[IN_SHARE][at] = result->share;
	columns[IN_TCE_SCALE][at] = per.scale;
	columns[IN_TCE_VALUE][at] = result->tce_factor	       ? result->tce_factor->value
				    : group->tce == TCE_PER_GJ ? 1 / GJ_PER_TCE
							       : NAN;
	for (int g = 0; g < result->gas_count; g++) {
		columns[IN_GWP + g][at] = result->gases[g].gwp;
		columns[OUT_TONNES + g][at] = result->gases[g].tonnes;
		columns[OUT_GAS + g][at] = result->gases[g].tco2e;
	}
	columns[OUT_TCO2E][at] = result->tco2e;
	columns[OUT_BIOGENIC][at] = result->biogenic_tco2;
	columns[OUT_ACTIVITY][at] = result->activity;
	columns[OUT_ENERGY][at] = result->energy_gj;
	columns[OUT_MWH][at] = result->electricity_mwh;
	columns[OUT_EQUAL][at] = result->tce_equal;
	columns[OUT_EQUIVALENT][at] = result->tce_equivalent;
}

static Place *place_of(GhgLedger *ledger, size_t row)
{
	if (row >= ledger->place_room) {
		size_t room = ledger->place_room ? ledger->place_room : 64;
		while (room <= row)
			room *= 2;
		ledger->places = larger(ledger->mem, ledger->places, sizeof(Place), ledger->place_room, room);
		for (size_t i = ledger->place_room; i < room; i++)
			ledger->places[i].group = NO_GROUP;
		ledger->place_room = room;
	}
	return &ledger->places[row];
}

void ghg_ledger_put(GhgLedger *ledger, size_t row, const GhgResult *result, const char *facility)
{
	if (row >= GHG_LEDGER_MAX)
		return;
	Place *place = place_of(ledger, row);
	take_out(ledger, place);
	if (!result->is_known)
		return;
	place->group = group_for(ledger, result);
	Group *group = &ledger->groups[place->group];
	make_room(ledger->mem, group);
	place->at = (uint32_t)group->count++;
	group->rows[place->at] = (uint32_t)row;
	set_columns(group, place->at, result);
	place->facility = number_of(ledger->mem, &ledger->facilities, facility ? facility : "");
	for (int g = 0; g < result->gas_count; g++)
		place->gases[g] = number_of(ledger->mem, &ledger->gases, result->gases[g].gas);
}

/* ---- computing ---- */

static void run_formula(const Group *group, const Formula *formula, double out[])
{
	GhgColumn inputs[CATEGORY_INPUTS];
	for (size_t i = 0; i < group->category->input_count; i++)
		inputs[i] = (GhgColumn){group->inputs[i], 1};
	formula_run_columns(formula, inputs, group->count, out);
	const double *share = group->columns[IN_SHARE];
	for (size_t i = 0; i < group->count; i++)
		out[i] *= share[i];
}

/* What cancels out is nothing, as in a single line. */
static void balance(const Group *group, double tonnes[])
{
	if (group->category->is_deduction)
		return;
	for (size_t i = 0; i < group->count; i++)
		tonnes[i] = tonnes[i] < 0 ? 0 : tonnes[i];
}

static void run_gases(const Group *group)
{
	double *const *columns = group->columns, *sum = columns[OUT_TCO2E];
	for (int g = 0; g < group->gas_count; g++) {
		double *tonnes = columns[OUT_TONNES + g], *tco2e = columns[OUT_GAS + g];
		const double *gwp = columns[IN_GWP + g];
		run_formula(group, group->formulas[g], tonnes);
		if (g == 0 && !group->is_biogenic)
			balance(group, tonnes);
		for (size_t i = 0; i < group->count; i++)
			tco2e[i] = tonnes[i] * gwp[i];
	}
	if (group->gas_count == 1) {
		memcpy(sum, columns[OUT_GAS], group->count * sizeof *sum);
		return;
	}
	for (size_t i = 0; i < group->count; i++) {
		GhgSum line = {0};
		for (int g = 0; g < group->gas_count; g++)
			ghg_sum_add(&line, columns[OUT_GAS + g][i]);
		sum[i] = ghg_sum_value(&line);
	}
}

static void run_biogenic(const Group *group)
{
	const struct GhgProgram *program = group->category->program;
	double *biogenic = group->columns[OUT_BIOGENIC];
	if (program->biogenic.text)
		run_formula(group, &program->biogenic, biogenic);
	else
		memset(biogenic, 0, group->count * sizeof *biogenic);
	if (!group->is_biogenic)
		return;
	double *tonnes = group->columns[OUT_MAIN];
	run_formula(group, &program->emissions[group->formula].formula, tonnes);
	balance(group, tonnes);
	for (size_t i = 0; i < group->count; i++)
		biogenic[i] += tonnes[i];
}

static void run_tce(const Group *group, double coal_rate)
{
	double *const *columns = group->columns, *equal = columns[OUT_EQUAL],
		      *equivalent = columns[OUT_EQUIVALENT], *mwh = columns[OUT_MWH];
	const double *energy = columns[OUT_ENERGY], *activity = columns[OUT_ACTIVITY],
		     *value = columns[IN_TCE_VALUE], *scale = columns[IN_TCE_SCALE];
	size_t n = group->count;
	for (size_t i = 0; i < n && group->tce == TCE_BY_TABLE; i++) {
		double tce = activity[i] / scale[i] * value[i] / 1000;
		equal[i] = energy[i] < 0 ? -tce : tce;
	}
	for (size_t i = 0; i < n && group->tce == TCE_BY_HEAT; i++)
		equal[i] = energy[i] / GJ_PER_TCE;
	for (size_t i = 0; i < n && group->tce == TCE_PER_GJ; i++)
		equal[i] = energy[i] * value[i];
	memcpy(equivalent, equal, n * sizeof *equal);
	for (size_t i = 0; i < n && group->tce == TCE_PER_MWH; i++) {
		mwh[i] = energy[i] / 3.6;
		equal[i] = isnan(value[i]) ? energy[i] / GJ_PER_TCE : mwh[i] * value[i];
		equivalent[i] = mwh[i] * coal_rate;
	}
}

static void run_group(const Group *group, double coal_rate)
{
	const struct GhgProgram *program = group->category->program;
	run_formula(group, &program->activity, group->columns[OUT_ACTIVITY]);
	run_gases(group);
	run_biogenic(group);
	if (group->tce == TCE_NONE)
		return; /* no energy, and none was put */
	run_formula(group, &program->energy, group->columns[OUT_ENERGY]);
	run_tce(group, coal_rate);
}

void ghg_ledger_run(GhgLedger *ledger)
{
	for (size_t i = 0; i < ledger->group_count; i++)
		if (ledger->groups[i].count)
			run_group(&ledger->groups[i], ledger->coal_rate);
}

double ghg_ledger_tco2e(const GhgLedger *ledger, size_t row)
{
	if (row >= ledger->place_room || ledger->places[row].group == NO_GROUP)
		return NAN;
	const Place *place = &ledger->places[row];
	return ledger->groups[place->group].columns[OUT_TCO2E][place->at];
}

/* ---- totals ---- */

/* Parts by number of their name, and the order in which they first appear. */
typedef struct PartSums {
	GhgSum *tco2e, *tonnes;
	size_t *lines;
	uint32_t *order;
	size_t count;
} PartSums;

static PartSums parts_for(Arena *mem, const Names *names)
{
	size_t most = names->count + 1;
	return (PartSums){ARENA_ARRAY(mem, GhgSum, most), ARENA_ARRAY(mem, GhgSum, most),
	    ARENA_ARRAY(mem, size_t, most), ARENA_ARRAY(mem, uint32_t, most), 0};
}

static inline void add_part(PartSums *parts, uint32_t number, double tco2e, double tonnes)
{
	if (parts->lines[number]++ == 0)
		parts->order[parts->count++] = number;
	ghg_sum_add(&parts->tco2e[number], tco2e);
	if (tonnes != 0)
		ghg_sum_add(&parts->tonnes[number], tonnes);
}

static GhgPart *finish_parts(Arena *mem, const PartSums *sums, const Names *names, size_t *count)
{
	GhgPart *parts = ARENA_ARRAY(mem, GhgPart, sums->count + 1);
	for (size_t i = 0; i < sums->count; i++) {
		uint32_t number = sums->order[i];
		parts[i] = (GhgPart){.key = arena_copy(mem, names->texts[number]),
		    .tco2e = ghg_sum_value(&sums->tco2e[number]),
		    .tonnes = ghg_sum_value(&sums->tonnes[number]),
		    .lines = sums->lines[number]};
	}
	*count = sums->count;
	return parts;
}

/* What ghg_totals adds up beside the parts. */
typedef struct LineSums {
	GhgSum scope[4], biogenic, mwh, electricity, heat, energy, equal, equivalent;
	size_t known_in[4];
} LineSums;

static void add_line(LineSums *sums, const Group *group, size_t at)
{
	double *const *columns = group->columns;
	int scope = group->category->scope;
	sums->known_in[scope]++;
	ghg_sum_add(&sums->scope[scope], columns[OUT_TCO2E][at]);
	ghg_sum_add(&sums->biogenic, columns[OUT_BIOGENIC][at]);
	if (scope == 3)
		return;
	if (group->tce != TCE_NONE) { /* adding nothing changes no sum */
		ghg_sum_add(&sums->energy, columns[OUT_ENERGY][at]);
		ghg_sum_add(&sums->equal, columns[OUT_EQUAL][at]);
		ghg_sum_add(&sums->equivalent, columns[OUT_EQUIVALENT][at]);
	}
	if (scope != 2)
		return;
	bool is_electricity = group->category->energy == GHG_ENERGY_ELECTRICITY;
	ghg_sum_add(is_electricity ? &sums->electricity : &sums->heat, columns[OUT_TCO2E][at]);
	ghg_sum_add(&sums->mwh, columns[OUT_MWH][at]);
}

static GhgTotals totals_of(const LineSums *sums)
{
	GhgTotals totals = {.scope1 = ghg_sum_value(&sums->scope[1]),
	    .scope2 = ghg_sum_value(&sums->scope[2]),
	    .scope3 = ghg_sum_value(&sums->scope[3]),
	    .biogenic_tco2 = ghg_sum_value(&sums->biogenic),
	    .electricity_mwh = ghg_sum_value(&sums->mwh),
	    .electricity_tco2 = ghg_sum_value(&sums->electricity),
	    .heat_tco2 = ghg_sum_value(&sums->heat),
	    .energy_gj = ghg_sum_value(&sums->energy),
	    .tce_equal = ghg_sum_value(&sums->equal),
	    .tce_equivalent = ghg_sum_value(&sums->equivalent)};
	totals.scope12 = totals.scope1 + totals.scope2;
	totals.scope123 = totals.scope12 + totals.scope3;
	for (int scope = 1; scope <= 3; scope++) {
		totals.has_scope[scope] = sums->known_in[scope] > 0;
		totals.known += sums->known_in[scope];
	}
	return totals;
}

/* Scope and words of the categories, which a number alone does not tell. */
static void name_categories(const GhgLedger *ledger, GhgPart *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t g = 0; g < ledger->group_count; g++) {
			const GhgCategory *category = ledger->groups[g].category;
			if (!same(category->code, parts[i].key))
				continue;
			parts[i].scope = category->scope;
			parts[i].name = category->name;
			break;
		}
}

GhgTotals ghg_ledger_totals(const GhgLedger *ledger, Arena *mem, const uint32_t rows[], size_t count)
{
	LineSums sums = {0};
	PartSums categories = parts_for(mem, &ledger->categories), gases = parts_for(mem, &ledger->gases),
		 facilities = parts_for(mem, &ledger->facilities);
	for (size_t i = 0; i < count; i++) {
		size_t row = rows ? rows[i] : i;
		if (row >= ledger->place_room || ledger->places[row].group == NO_GROUP)
			continue;
		const Place *place = &ledger->places[row];
		const Group *group = &ledger->groups[place->group];
		double tco2e = group->columns[OUT_TCO2E][place->at];
		add_line(&sums, group, place->at);
		add_part(&categories, group->part, tco2e, 0);
		for (int g = 0; g < group->gas_count; g++)
			add_part(&gases, place->gases[g], group->columns[OUT_GAS + g][place->at],
			    group->columns[OUT_TONNES + g][place->at]);
		add_part(&facilities, place->facility, tco2e, 0);
	}
	GhgTotals totals = totals_of(&sums);
	GhgPart *named = finish_parts(mem, &categories, &ledger->categories, &totals.category_count);
	name_categories(ledger, named, totals.category_count);
	totals.categories = named;
	totals.gases = finish_parts(mem, &gases, &ledger->gases, &totals.gas_count);
	totals.facilities = finish_parts(mem, &facilities, &ledger->facilities, &totals.facility_count);
	totals.unknown = count - totals.known;
	return totals;
}
