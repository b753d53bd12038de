/* Figures of the base year into words and cells. Everything is rounded only here. */
#include "baseyear/baseyear_words.h"

#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "baseyear/baseyear.po.h"
#include "doc/chart.h"
#include "html/table_maker.h"
#include "inventory/inventory.po.h"

/* ---- words ---- */

const char *base_kind_text(Req *req, const char *key)
{
	static const Word WORDS[BASE_CHANGE_KINDS] = {
	    [BASE_ACQUIRED] = W_baseyear_kind_acquired,
	    [BASE_DIVESTED] = W_baseyear_kind_divested,
	    [BASE_MERGED] = W_baseyear_kind_merged,
	    [BASE_OUTSOURCED] = W_baseyear_kind_outsourced,
	    [BASE_INSOURCED] = W_baseyear_kind_insourced,
	    [BASE_METHOD] = W_baseyear_kind_method,
	    [BASE_FACTOR] = W_baseyear_kind_factor,
	    [BASE_GWP] = W_baseyear_kind_gwp,
	    [BASE_ERROR] = W_baseyear_kind_error,
	};
	BaseChangeKind kind = base_change_of(key);
	return kind == BASE_CHANGE_KINDS ? key : word_text(req->lang, WORDS[kind]);
}

const char *base_choice_text(Req *req, const char *value)
{
	static const struct {
		const char *value;
		Word word;
	} WORDS[] = {{"fixed", W_baseyear_choice_fixed}, {"average", W_baseyear_choice_average},
	    {"rolling", W_baseyear_choice_rolling}, {"inventory", W_baseyear_choice_inventory},
	    {"typed", W_baseyear_choice_typed}, {"12", W_baseyear_choice_scope12},
	    {"123", W_baseyear_choice_scope123}};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (str_eq(WORDS[i].value, value))
			return word_text(req->lang, WORDS[i].word);
	return value;
}

const char *base_part_text(Req *req, BasePart part)
{
	static const Word WORDS[BASE_PARTS] = {[BASE_SCOPE1] = W_inventory_scope1,
	    [BASE_SCOPE2] = W_inventory_scope2_location,
	    [BASE_MARKET2] = W_baseyear_market2,
	    [BASE_SCOPE3] = W_inventory_scope3};
	return word_text(req->lang, WORDS[part]);
}

const char *base_label(Req *req, const BaseState *state)
{
	if (str_eq(state->year.source, "typed"))
		return state->year.year_text;
	Buf years = buf_in(req->mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < state->inventory_count; i++)
		buf_printf(&years, "%s%s", i ? SAY(req, W_baseyear_between) : "",
		    base_period_text(req->mem, &state->inventories[i]->inventory));
	const char *text = buf_take(&years);
	return state->inventory_count > 1 ? SAY(req, W_baseyear_mean_of, "years", text) : text;
}

const char *base_when_text(Arena *mem, int64_t ms)
{
	const char *text = time_text(mem, ms);
	return arena_printf(mem, "%.10s %.5s UTC", text, text + 11);
}

const char *base_percent(Req *req, double percent)
{
	return isfinite(percent) ? arena_printf(req->mem, "%s %%", num_text(req->mem, percent, 2)) : "-";
}

static const char *kg_text(Req *req, int64_t kg)
{
	return num_text(req->mem, (double)kg / 1000, 3);
}

static const char *signed_kg(Req *req, int64_t kg)
{
	const char *sign = kg < 0 ? "−" : kg > 0 ? "+" : "";
	return arena_printf(req->mem, "%s%s", sign, kg_text(req, llabs(kg)));
}

const char *base_tonnes(Req *req, const BaseAmounts *amounts, BasePart part)
{
	return amounts->is_known[part] ? kg_text(req, amounts->kg[part]) : "-";
}

const char *base_signed(Req *req, const BaseAmounts *amounts, BasePart part)
{
	return amounts->is_known[part] ? signed_kg(req, amounts->kg[part]) : "-";
}

static const char *signed_percent(Req *req, int64_t part_kg, int64_t whole_kg)
{
	if (whole_kg == 0)
		return "-";
	double percent = (double)part_kg / fabs((double)whole_kg) * 100;
	const char *sign = percent < -0.005 ? "−" : percent > 0.005 ? "+" : "";
	return arena_printf(req->mem, "%s%s %%", sign, num_text(req->mem, fabs(percent), 2));
}

static const char *total_title(Req *req, const BaseState *state)
{
	return state->with_scope3 ? SAY(req, W_inventory_scope123) : SAY(req, W_inventory_scope12);
}

static const char *column_title(Req *req, const char *text)
{
	return arena_printf(req->mem, "%s tCO₂e", text);
}

/* ---- original, adjustments, recalculated ---- */

enum { BUILT_COLUMNS = 3 + BASE_PARTS };

static void built_cells(Req *req, const BaseState *state, const char *name, const char *day,
    const BaseAmounts *amounts, bool is_change, const char *cells[BUILT_COLUMNS])
{
	int64_t total = base_total_kg(amounts, state->with_scope3);
	cells[0] = name;
	cells[1] = day;
	for (int p = 0; p < BASE_PARTS; p++)
		cells[2 + p] = is_change ? base_signed(req, amounts, (BasePart)p)
					 : base_tonnes(req, amounts, (BasePart)p);
	cells[2 + BASE_PARTS] = is_change ? signed_kg(req, total) : kg_text(req, total);
}

void base_fill_built(Req *req, const BaseState *state, DataTable *out)
{
	TableColumn columns[BUILT_COLUMNS] = {
	    {SAY(req, W_baseyear_adjustment), false}, {SAY(req, W_baseyear_day), false}};
	for (int p = 0; p < BASE_PARTS; p++)
		columns[2 + p] = (TableColumn){column_title(req, base_part_text(req, (BasePart)p)), true};
	columns[2 + BASE_PARTS] = (TableColumn){column_title(req, total_title(req, state)), true};
	const BaseRecalculation *last = state->recalculation_count
					    ? &state->recalculations[state->recalculation_count - 1]
					    : NULL;
	size_t items = last ? last->item_count : 0;
	TableMaker maker = table_begin(req, out, SAY(req, W_baseyear_built), SAY(req, W_baseyear_built_note),
	    columns, BUILT_COLUMNS, items + 1);
	const char *cells[BUILT_COLUMNS];
	built_cells(req, state, SAY(req, W_baseyear_original, "year", base_label(req, state)), "",
	    last ? &last->original : &state->original, false, cells);
	table_add_row(&maker, cells);
	for (size_t i = 0; i < items; i++) {
		const BaseItem *item = &last->items[i];
		built_cells(req, state,
		    arena_printf(req->mem, "%s · %s", base_kind_text(req, item->kind), item->title),
		    item->occurred_on, &item->change, true, cells);
		table_add_row(&maker, cells);
	}
	const char **foot = ARENA_ARRAY(req->mem, const char *, BUILT_COLUMNS);
	built_cells(req, state, SAY(req, W_baseyear_in_force), "", &state->in_force, false, foot);
	out->foot = foot;
}

ChartFigure base_built_chart(Req *req, const BaseState *state)
{
	const BaseRecalculation *last = &state->recalculations[state->recalculation_count - 1];
	size_t steps = last->item_count + 2;
	if (steps > CHART_MAX_LABELS)
		return (ChartFigure){.svg = "", .caption = SAY(req, W_baseyear_built)};
	const char **labels = ARENA_ARRAY(req->mem, const char *, steps);
	double *values = ARENA_ARRAY(req->mem, double, steps);
	labels[0] = SAY(req, W_baseyear_original, "year", base_label(req, state));
	values[0] = (double)base_total_kg(&last->original, state->with_scope3) / 1000;
	for (size_t i = 0; i < last->item_count; i++) {
		labels[i + 1] = last->items[i].title;
		values[i + 1] = (double)base_total_kg(&last->items[i].change, state->with_scope3) / 1000;
	}
	labels[steps - 1] = SAY(req, W_baseyear_in_force);
	values[steps - 1] = (double)base_total_kg(&last->total, state->with_scope3) / 1000;
	Chart chart = {.id = "base-built",
	    .title = arena_printf(req->mem, "%s (%s)", SAY(req, W_baseyear_built), total_title(req, state)),
	    .unit = "tCO₂e",
	    .labels = labels,
	    .label_count = (int)steps,
	    .series_count = 1,
	    .values = values,
	    .places = 3};
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	chart_waterfall(&svg, &chart);
	return (ChartFigure){.svg = buf_take(&svg), .caption = chart.title};
}

/* ---- policy, history ---- */

void base_fill_policy(Req *req, const BaseState *state, DataTable *out)
{
	const BaseYear *year = &state->year;
	const TableColumn columns[] = {
	    {SAY(req, W_baseyear_policy_item), false}, {SAY(req, W_baseyear_policy_choice), false}};
	TableMaker maker = table_begin(
	    req, out, SAY(req, W_baseyear_policy_title), SAY(req, W_baseyear_policy_source), columns, 2, 8);
	const char *rows[][2] = {
	    {SAY(req, W_baseyear_year_field), base_label(req, state)},
	    {SAY(req, W_baseyear_kind_field), base_choice_text(req, year->kind)},
	    {SAY(req, W_baseyear_source_field), base_choice_text(req, year->source)},
	    {SAY(req, W_baseyear_reason), year->reason},
	    {SAY(req, W_baseyear_threshold), SAY(req, W_baseyear_threshold_text, "percent",
						 num_text(req->mem, state->threshold_percent, 2), "scopes",
						 base_choice_text(req, year->scopes))},
	    {SAY(req, W_baseyear_triggers), SAY(req, W_baseyear_triggers_text)},
	    {SAY(req, W_baseyear_no_trigger), SAY(req, W_baseyear_no_trigger_text)},
	    {SAY(req, W_baseyear_policy), year->policy},
	};
	size_t count = sizeof rows / sizeof *rows - (*year->policy == '\0');
	for (size_t i = 0; i < count; i++)
		table_add_row(&maker, rows[i]);
}

void base_fill_history(Req *req, const BaseState *state, DataTable *out)
{
	const TableColumn columns[] = {{SAY(req, W_baseyear_number), false},
	    {SAY(req, W_baseyear_when), false}, {SAY(req, W_baseyear_who), false},
	    {SAY(req, W_baseyear_why), false}, {SAY(req, W_baseyear_taken_in), true},
	    {column_title(req, SAY(req, W_baseyear_before)), true},
	    {column_title(req, SAY(req, W_baseyear_after)), true}};
	TableMaker maker = table_begin(req, out, SAY(req, W_baseyear_history),
	    SAY(req, W_baseyear_history_note), columns, 7, state->recalculation_count);
	for (size_t i = state->recalculation_count; i-- > 0;) {
		const BaseRecalculation *r = &state->recalculations[i];
		const BaseAmounts *before = i ? &state->recalculations[i - 1].total : &r->original;
		size_t taken = 0;
		for (size_t k = 0; k < r->item_count; k++)
			taken += r->items[k].since_number == r->number;
		table_add_row(
		    &maker, (const char *const[]){arena_printf(req->mem, "%lld", (long long)r->number),
				base_when_text(req->mem, r->created_at), r->by_name, r->why,
				arena_printf(req->mem, "%zu", taken),
				kg_text(req, base_total_kg(before, state->with_scope3)),
				kg_text(req, base_total_kg(&r->total, state->with_scope3))});
	}
}

/* ---- years beside the base year ---- */

static void fill_years_chart(
    Req *req, const BaseState *state, const BaseYearAmounts years[], size_t count, BaseYearView *view)
{
	static const BasePart SHOWN[] = {BASE_SCOPE1, BASE_SCOPE2, BASE_SCOPE3};
	bool has_scope3 = state->in_force.is_known[BASE_SCOPE3];
	for (size_t i = 0; i < count; i++)
		has_scope3 |= years[i].amounts.is_known[BASE_SCOPE3];
	int shown = has_scope3 ? 3 : 2;
	const BaseRecalculation *last = state->recalculation_count
					    ? &state->recalculations[state->recalculation_count - 1]
					    : NULL;
	size_t bases = last ? 2 : 1, n = count + bases;
	const char **labels = ARENA_ARRAY(req->mem, const char *, n),
		   **series = ARENA_ARRAY(req->mem, const char *, 3);
	double *values = ARENA_ARRAY(req->mem, double, n * 3);
	for (size_t i = 0; i < n; i++) {
		const BaseAmounts *amounts = i == 0	 ? last ? &last->original : &state->original
					     : i < bases ? &state->in_force
							 : &years[i - bases].amounts;
		labels[i] = i == 0	? SAY(req, W_baseyear_chart_original)
			    : i < bases ? SAY(req, W_baseyear_chart_recalculated)
					: years[i - bases].label;
		for (int s = 0; s < shown; s++)
			values[i * (size_t)shown + (size_t)s] = base_amount(amounts, SHOWN[s]);
	}
	for (int s = 0; s < shown; s++)
		series[s] = base_part_text(req, SHOWN[s]);
	Chart chart = {.id = "base-years",
	    .title = SAY(req, W_baseyear_years_chart),
	    .unit = "tCO₂e",
	    .labels = labels,
	    .label_count = (int)n,
	    .series = series,
	    .series_count = shown,
	    .values = values,
	    .places = 2};
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	chart_columns(&svg, &chart);
	view->years_chart = (ChartFigure){.svg = buf_take(&svg), .caption = chart.title};
}

static void add_year(TableMaker *maker, const BaseState *state, const char *label, const BaseAmounts *a)
{
	Req *req = maker->req;
	int64_t base = base_total_kg(&state->in_force, state->with_scope3);
	int64_t total = base_total_kg(a, state->with_scope3);
	table_add_row(maker,
	    (const char *const[]){label, base_tonnes(req, a, BASE_SCOPE1), base_tonnes(req, a, BASE_SCOPE2),
		base_tonnes(req, a, BASE_MARKET2), base_tonnes(req, a, BASE_SCOPE3), kg_text(req, total),
		a == &state->in_force ? "-" : signed_kg(req, total - base),
		a == &state->in_force ? "-" : signed_percent(req, total - base, base)});
}

void base_fill_years(
    Req *req, const BaseState *state, const BaseYearAmounts years[], size_t count, BaseYearView *view)
{
	enum { COLUMNS = BASE_PARTS + 4 };
	TableColumn columns[COLUMNS] = {{SAY(req, W_baseyear_year_field), false}};
	for (int p = 0; p < BASE_PARTS; p++)
		columns[1 + p] = (TableColumn){column_title(req, base_part_text(req, (BasePart)p)), true};
	columns[BASE_PARTS + 1] = (TableColumn){column_title(req, total_title(req, state)), true};
	columns[BASE_PARTS + 2] = (TableColumn){column_title(req, SAY(req, W_baseyear_against)), true};
	columns[BASE_PARTS + 3] = (TableColumn){SAY(req, W_baseyear_against_percent), true};
	TableMaker maker = table_begin(
	    req, &view->years, SAY(req, W_baseyear_years), NULL, columns, COLUMNS, count + 2);
	if (state->recalculation_count)
		add_year(&maker, state, SAY(req, W_baseyear_original, "year", base_label(req, state)),
		    &state->recalculations[state->recalculation_count - 1].original);
	add_year(&maker, state, SAY(req, W_baseyear_in_force), &state->in_force);
	for (size_t i = 0; i < count; i++)
		add_year(&maker, state, years[i].label, &years[i].amounts);
	view->has_years = count > 0;
	if (count > 0)
		fill_years_chart(req, state, years, count, view);
}

/* ---- for an inventory ---- */

static void fill_compared(
    Req *req, const BaseState *state, const BaseAmounts *now, const char *note, DataTable *out)
{
	const TableColumn columns[] = {{SAY(req, W_inventory_report_indicator), false},
	    {column_title(req, SAY(req, W_baseyear_in_force)), true},
	    {column_title(req, SAY(req, W_baseyear_report_this_period)), true},
	    {column_title(req, SAY(req, W_baseyear_against)), true},
	    {SAY(req, W_baseyear_against_percent), true}};
	TableMaker maker = table_begin(req, out, SAY(req, W_baseyear_compared), note, columns, 5, BASE_PARTS);
	BaseAmounts difference = base_difference(now, &state->in_force);
	for (int p = 0; p < BASE_PARTS; p++) {
		BasePart part = (BasePart)p;
		table_add_row(&maker,
		    (const char *const[]){base_part_text(req, part), base_tonnes(req, &state->in_force, part),
			base_tonnes(req, now, part), base_signed(req, &difference, part),
			difference.is_known[p] ? signed_percent(req, difference.kg[p], state->in_force.kg[p])
					       : "-"});
	}
	int64_t base = base_total_kg(&state->in_force, state->with_scope3);
	int64_t total = base_total_kg(now, state->with_scope3);
	const char **foot = ARENA_ARRAY(req->mem, const char *, 5);
	foot[0] = total_title(req, state);
	foot[1] = kg_text(req, base);
	foot[2] = kg_text(req, total);
	foot[3] = signed_kg(req, total - base);
	foot[4] = signed_percent(req, total - base, base);
	out->foot = foot;
}

void base_section(Req *req, const BaseState *state, const Inventory *inventory, const InventoryResult *result,
    BaseSection *out)
{
	*out = (BaseSection){0};
	if (!state->is_chosen || state->missing)
		return;
	out->has_base = true;
	BaseAmounts now = base_of_result(result);
	int64_t days = date_is_none(inventory->start) || date_is_none(inventory->end)
			   ? 0
			   : date_days(inventory->end) - date_days(inventory->start) + 1;
	out->text = state->recalculation_count
			? SAY(req, W_baseyear_section_recalculated, "year", base_label(req, state), "n",
			      arena_printf(req->mem, "%zu", state->recalculation_count), "reason",
			      state->year.reason)
			: SAY(req, W_baseyear_section_original, "year", base_label(req, state), "reason",
			      state->year.reason);
	fill_compared(req, state, &now, days == 365 || days == 366 ? NULL : SAY(req, W_baseyear_not_a_year),
	    &out->compared);
	base_fill_built(req, state, &out->built);
	base_fill_policy(req, state, &out->policy);
}
