/* Figures into words and cells. Everything is rounded only here. */
#include "explain/insight_tables.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "doc/chart.h"
#include "explain/explain.po.h"
#include "html/table_maker.h"
#include "inventory/inventory.po.h"
#include "show/amount.h"

enum { CAUSES_SHOWN = 15, CAUSES_REPORTED = 8, CAUSES_DRAWN = 8, ROWS_SHOWN = 50 };

/* ---- tables ---- */

/* Columns first_figure … last_figure hold numbers. */
static TableMaker table_of(Req *req, DataTable *table, Word caption, const Word titles[], size_t count,
    size_t first_figure, size_t last_figure, size_t most_rows)
{
	TableColumn *columns = ARENA_ARRAY(req->mem, TableColumn, count);
	for (size_t i = 0; i < count; i++)
		columns[i] = (TableColumn){
		    word_text(req->lang, titles[i]), i >= first_figure && i <= last_figure};
	return table_begin(req, table, word_text(req->lang, caption), NULL, columns, count, most_rows);
}

static const char *tonnes(Req *req, double value)
{
	return num_text(req->mem, value, 2);
}

static const char *signed_tonnes(Req *req, double value)
{
	const char *text = num_text(req->mem, fabs(value), 2);
	bool is_nothing = fabs(value) < 0.005;
	return is_nothing ? text : arena_printf(req->mem, "%s%s", value < 0 ? "−" : "+", text);
}

static const char *percent(Req *req, double value)
{
	return isnan(value) ? "-" : arena_printf(req->mem, "%s %%", num_text(req->mem, value, 1));
}

static const char *plus_minus(Req *req, double value)
{
	return isnan(value) ? "-" : arena_printf(req->mem, "±%s %%", num_text(req->mem, value, 1));
}

static const char *signed_percent(Req *req, double part, double whole)
{
	if (whole == 0)
		return "-";
	double value = part / fabs(whole) * 100;
	return arena_printf(req->mem, "%s%s %%",
	    value < -0.05  ? "−"
	    : value > 0.05 ? "+"
			   : "",
	    num_text(req->mem, fabs(value), 1));
}

static const char *bars(Req *req, const Chart *chart)
{
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	chart_bars(&svg, chart);
	return buf_take(&svg);
}

/* ---- uncertainty ---- */

static void range_row(TableMaker *maker, const char *name, const UncertaintyRange *range)
{
	Req *req = maker->req;
	if (!range->lines)
		return;
	table_add_row(maker, (const char *const[]){name, tonnes(req, range->tco2e), tonnes(req, range->low),
				 tonnes(req, range->high), plus_minus(req, range->percent)});
}

static void fill_ranges(Req *req, const Uncertainty *u, InsightView *view)
{
	static const Word SCOPES[] = {
	    W_explain_scope, W_explain_tco2e, W_explain_low, W_explain_high, W_explain_percent};
	static const Word PARTS[] = {
	    W_explain_category, W_explain_tco2e, W_explain_low, W_explain_high, W_explain_percent};
	TableMaker scopes = table_of(req, &view->scopes, W_explain_by_scope, SCOPES, 5, 1, 4, 5);
	range_row(&scopes, SAY(req, W_inventory_scope1), &u->scopes[1]);
	range_row(&scopes, SAY(req, W_inventory_scope2_location), &u->scopes[2]);
	range_row(&scopes, SAY(req, W_inventory_scope3), &u->scopes[3]);
	range_row(&scopes, SAY(req, W_inventory_scope12), &u->scope12);
	if (u->scopes[3].lines)
		range_row(&scopes, SAY(req, W_inventory_scope123), &u->total);
	TableMaker parts = table_of(
	    req, &view->categories, W_explain_by_category, PARTS, 5, 1, 4, u->category_count);
	for (size_t i = 0; i < u->category_count; i++)
		range_row(&parts, ghg_words(u->categories[i].name, req->lang), &u->categories[i].range);
}

/* 天然气 · 低位发热量, or 外购电力 · 消费量. */
static const char *cause_text(Req *req, const InventoryResult *inventory, const UncertaintyCause *cause)
{
	Lang lang = req->lang;
	const char *thing = cause->factor ? ghg_words(cause->factor->name, lang)
					  : inventory->lines[cause->line].title;
	const char *input = str_eq(cause->input, "share") ? SAY(req, W_explain_share)
							  : ghg_words(cause->label, lang);
	return str_eq(thing, input) ? thing : arena_printf(req->mem, "%s · %s", thing, input);
}

static const char *cause_origin(Req *req, const UncertaintyCause *cause)
{
	if (!cause->rule)
		return SAY(req, W_explain_stated);
	const char *rule = science_text(req->mem, ghg_words(cause->rule->name, req->lang));
	return cause->is_raised ? SAY(req, W_explain_raised, "rule", rule) : rule;
}

static void fill_cause_chart(
    Req *req, const InventoryResult *inventory, const Uncertainty *u, InsightView *view)
{
	const char **labels = ARENA_ARRAY(req->mem, const char *, CAUSES_DRAWN + 1);
	double *shares = ARENA_ARRAY(req->mem, double, CAUSES_DRAWN + 1);
	double left = 100;
	int count = 0;
	for (size_t i = 0; i < u->cause_count && count < CAUSES_DRAWN && u->causes[i].share >= 0.005; i++) {
		labels[count] = cause_text(req, inventory, &u->causes[i]);
		shares[count] = u->causes[i].share * 100;
		left -= shares[count++];
	}
	if (left >= 0.05) {
		labels[count] = SAY(req, W_explain_others);
		shares[count++] = left;
	}
	Chart chart = {.id = "causes",
	    .title = SAY(req, W_explain_causes_chart),
	    .unit = "%",
	    .labels = labels,
	    .label_count = count,
	    .series_count = 1,
	    .values = shares,
	    .places = 1};
	view->cause_chart = (ChartFigure){.svg = bars(req, &chart), .caption = chart.title};
}

static void fill_causes(
    Req *req, const InventoryResult *inventory, const Uncertainty *u, size_t most, InsightView *view)
{
	static const Word TITLES[] = {W_explain_cause, W_explain_own_percent, W_explain_effect,
	    W_explain_share_of_all, W_explain_lines, W_explain_origin};
	TableMaker maker = table_of(req, &view->causes, W_explain_causes, TITLES, 6, 1, 4, most);
	for (size_t i = 0; i < u->cause_count && i < most; i++) {
		const UncertaintyCause *cause = &u->causes[i];
		table_add_row(&maker,
		    (const char *const[]){cause_text(req, inventory, cause), plus_minus(req, cause->percent),
			tonnes(req, cause->tco2e), percent(req, cause->share * 100),
			arena_printf(req->mem, "%zu", cause->lines), cause_origin(req, cause)});
	}
}

static void fill_rules(Req *req, InsightView *view)
{
	static const Word TITLES[] = {
	    W_explain_rule, W_explain_own_percent, W_explain_rule_kind, W_explain_rule_source};
	size_t count;
	const UncertaintyRule *rules = uncertainty_rules(&count);
	TableMaker maker = table_of(req, &view->rules, W_explain_rules, TITLES, 4, 1, 1, count);
	for (size_t i = 0; i < count; i++) {
		Word kind = rules[i].is_assumption		   ? W_explain_assumption
			    : rules[i].confidence == GHG_KNOWLEDGE ? W_explain_from_knowledge
								   : W_explain_published;
		table_add_row(&maker,
		    (const char *const[]){science_text(req->mem, ghg_words(rules[i].name, req->lang)),
			plus_minus(req, rules[i].percent), word_text(req->lang, kind), rules[i].source});
	}
}

void insight_fill_uncertainty(
    Req *req, const InventoryResult *inventory, const Uncertainty *u, InsightView *view)
{
	const UncertaintyRange *range = u->scopes[3].lines ? &u->total : &u->scope12;
	Word of = u->scopes[3].lines ? W_inventory_scope123 : W_inventory_scope12;
	view->kpis[0] = (Kpi){.label = SAY(req, W_explain_range),
	    .value = arena_printf(
		req->mem, "%s – %s", num_text(req->mem, range->low, 0), num_text(req->mem, range->high, 0)),
	    .unit = "tCO₂e",
	    .note = word_text(req->lang, of)};
	view->kpis[1] = (Kpi){.label = SAY(req, W_explain_percent),
	    .value = plus_minus(req, range->percent),
	    .note = SAY(req, W_explain_of, "total", tonnes(req, range->tco2e))};
	view->kpis[2] = (Kpi){.label = SAY(req, W_explain_main),
	    .value = u->cause_count ? percent(req, u->causes[0].share * 100) : "-",
	    .note = u->cause_count ? cause_text(req, inventory, &u->causes[0]) : NULL};
	fill_ranges(req, u, view);
	fill_causes(req, inventory, u, CAUSES_SHOWN, view);
	view->has_causes = u->cause_count > 0;
	if (view->has_causes)
		fill_cause_chart(req, inventory, u, view);
	fill_rules(req, view);
}

void insight_result_tables(
    Req *req, const InventoryCase *c, const InventoryResult *result, InsightTables *out)
{
	*out = (InsightTables){0};
	if (!result->totals.known)
		return;
	InsightView view = {0};
	Uncertainty u = insight_uncertainty(req->mem, c, result);
	fill_ranges(req, &u, &view);
	fill_causes(req, result, &u, CAUSES_REPORTED, &view);
	out->ranges = view.scopes;
	out->causes = view.causes;
	if (u.scope12.lines)
		out->range_text = SAY(req, W_explain_range_text, "low", num_text(req->mem, u.scope12.low, 0),
		    "high", num_text(req->mem, u.scope12.high, 0), "percent",
		    plus_minus(req, u.scope12.percent));
}

void insight_fill_draws(Req *req, const UncertaintyDraws *draws, InsightView *view)
{
	static const Word TITLES[] = {W_explain_indicator, W_explain_tco2e};
	TableMaker maker = table_of(req, &view->draws, W_explain_draws, TITLES, 2, 1, 1, 5);
	view->draws.note = SAY(req, W_explain_draws_note, "samples",
	    arena_printf(req->mem, "%zu", draws->samples), "seed",
	    arena_printf(req->mem, "%llu", (unsigned long long)draws->seed));
	const struct {
		Word name;
		double value;
	} rows[] = {{W_explain_low, draws->low}, {W_explain_middle, draws->middle},
	    {W_explain_high, draws->high}, {W_explain_mean, draws->mean},
	    {W_explain_deviation, draws->deviation}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		table_add_row(&maker,
		    (const char *const[]){word_text(req->lang, rows[i].name), tonnes(req, rows[i].value)});
	view->has_draws = true;
}

/* ---- change ---- */

static const Word EFFECTS[CHANGE_EFFECTS] = {[CHANGE_ACTIVITY] = W_explain_effect_activity,
    [CHANGE_FACTOR] = W_explain_effect_factor,
    [CHANGE_GWP] = W_explain_effect_gwp,
    [CHANGE_BOUNDARY] = W_explain_effect_boundary,
    [CHANGE_CORRECTION] = W_explain_effect_correction};
/* Rounded as change_printed does, so that before + effects = after on paper. */
static const char *printed_tonnes(Req *req, double value)
{
	return isnan(value) ? "-" : tonnes(req, (double)change_hundredths(value) / 100);
}

/* Printed so that before + effects = after: see change_printed. */
static const char *signed_hundredths(Req *req, int64_t hundredths)
{
	return signed_tonnes(req, (double)hundredths / 100);
}

/* What is printed of the difference is the difference of what is printed. */
static double printed_difference(const Change *change)
{
	int64_t parts[CHANGE_EFFECTS], sum = 0;
	change_printed(change->before, change->after, change->effects, parts);
	for (int e = 0; e < CHANGE_EFFECTS; e++)
		sum += parts[e];
	return (double)sum / 100;
}

static void fill_effect_chart(Req *req, const ChangeSet *set, InsightView *view)
{
	enum { STEPS = CHANGE_EFFECTS + 2 };
	const Change *change = &set->location;
	const char **labels = ARENA_ARRAY(req->mem, const char *, STEPS);
	double *values = ARENA_ARRAY(req->mem, double, STEPS);
	labels[0] = view->past_title;
	values[0] = change->before;
	for (int e = 0; e < CHANGE_EFFECTS; e++) {
		labels[e + 1] = word_text(req->lang, EFFECTS[e]);
		values[e + 1] = change->effects[e];
	}
	labels[STEPS - 1] = view->frame.title;
	values[STEPS - 1] = change->after;
	Chart chart = {.id = "effects",
	    .title = SAY(req, W_explain_effects_chart),
	    .unit = "tCO₂e",
	    .labels = labels,
	    .label_count = STEPS,
	    .series_count = 1,
	    .values = values,
	    .places = 2};
	Buf svg = buf_in(req->mem, CHART_MAX_BYTES);
	chart_waterfall(&svg, &chart);
	view->effect_chart = (ChartFigure){.svg = buf_take(&svg), .caption = chart.title};
}

static void fill_effects(Req *req, const ChangeSet *set, InsightView *view)
{
	static const Word TITLES[] = {W_explain_effect_name, W_explain_change_tco2e, W_explain_change_percent,
	    W_explain_change_market, W_explain_change_percent};
	const Change *change = &set->location, *market = &set->market;
	size_t columns = set->has_market ? 5 : 3;
	TableMaker maker = table_of(
	    req, &view->effects, W_explain_effects, TITLES, columns, 1, columns - 1, CHANGE_EFFECTS);
	int64_t parts[CHANGE_EFFECTS], market_parts[CHANGE_EFFECTS];
	change_printed(change->before, change->after, change->effects, parts);
	change_printed(market->before, market->after, market->effects, market_parts);
	for (int e = 0; e < CHANGE_EFFECTS; e++)
		table_add_row(&maker,
		    (const char *const[]){word_text(req->lang, EFFECTS[e]), signed_hundredths(req, parts[e]),
			signed_percent(req, change->effects[e], change->before),
			signed_hundredths(req, market_parts[e]),
			signed_percent(req, market->effects[e], market->before)});
	const char **foot = ARENA_ARRAY(req->mem, const char *, 5);
	foot[0] = SAY(req, W_explain_difference);
	foot[1] = signed_tonnes(req, printed_difference(change));
	foot[2] = signed_percent(req, change->difference, change->before);
	foot[3] = signed_tonnes(req, printed_difference(market));
	foot[4] = signed_percent(req, market->difference, market->before);
	view->effects.foot = foot;
}

static const char *facility_name(Req *req, const char *key, const InventoryFacility *facilities, size_t count)
{
	int64_t id;
	for (size_t i = 0; str_to_int(key, &id) && i < count; i++)
		if (facilities[i].id == id)
			return facilities[i].name;
	return SAY(req, W_inventory_whole_company);
}

static const char *row_text(Req *req, const ChangeRow *row)
{
	Lang lang = req->lang;
	const char *category = ghg_words(row->category_name, lang), *item = ghg_words(row->item_name, lang);
	return str_is_empty(item) ? category : arena_printf(req->mem, "%s · %s", category, item);
}

static void fill_rows(
    Req *req, const Change *change, const InventoryFacility *facilities, size_t count, InsightView *view)
{
	static const Word TITLES[] = {W_explain_source, W_inventory_line_facility, W_explain_before,
	    W_explain_after, W_explain_difference, W_explain_effect_activity, W_explain_effect_factor,
	    W_explain_effect_gwp, W_explain_effect_boundary, W_explain_effect_correction};
	TableMaker maker = table_of(req, &view->rows, W_explain_rows, TITLES, 10, 2, 9, ROWS_SHOWN);
	for (size_t i = 0; i < change->row_count && i < ROWS_SHOWN; i++) {
		const ChangeRow *row = &change->rows[i];
		int64_t parts[CHANGE_EFFECTS], sum = 0;
		change_printed(row->before, row->after, row->effects, parts);
		const char *cells[10] = {row_text(req, row),
		    facility_name(req, row->facility, facilities, count), printed_tonnes(req, row->before),
		    printed_tonnes(req, row->after)};
		for (int e = 0; e < CHANGE_EFFECTS; e++) {
			cells[5 + e] = signed_hundredths(req, parts[e]);
			sum += parts[e];
		}
		cells[4] = signed_hundredths(req, sum);
		table_add_row(&maker, cells);
	}
	int64_t parts[CHANGE_EFFECTS];
	change_printed(change->before, change->after, change->effects, parts);
	const char **foot = ARENA_ARRAY(req->mem, const char *, 10);
	foot[0] = SAY(req, W_explain_total);
	foot[1] = "";
	foot[2] = printed_tonnes(req, change->before);
	foot[3] = printed_tonnes(req, change->after);
	foot[4] = signed_tonnes(req, printed_difference(change));
	for (int e = 0; e < CHANGE_EFFECTS; e++)
		foot[5 + e] = signed_hundredths(req, parts[e]);
	view->rows.foot = foot;
	if (change->row_count > ROWS_SHOWN)
		view->rows.note = SAY(req, W_explain_first_rows, "shown",
		    arena_printf(req->mem, "%d", ROWS_SHOWN), "all",
		    arena_printf(req->mem, "%zu", change->row_count));
}

static const char *change_text(Req *req, Word word, const Change *change)
{
	return SAY(req, word, "before", printed_tonnes(req, change->before), "after",
	    printed_tonnes(req, change->after), "difference", signed_tonnes(req, printed_difference(change)),
	    "percent", signed_percent(req, change->difference, change->before));
}

void insight_fill_change(Req *req, const ChangeSet *set, const InventoryFacility *facilities,
    size_t facility_count, InsightView *view)
{
	const Change *change = &set->location;
	view->change_text = change_text(req, W_explain_change_text, change);
	view->market_text = set->has_market ? change_text(req, W_explain_change_market_text, &set->market)
					    : NULL;
	if (change->facilities_joined != 0 || change->facilities_left != 0)
		view->moves_text = SAY(req, W_explain_moves, "joined",
		    signed_tonnes(req, change->facilities_joined), "left",
		    signed_tonnes(req, change->facilities_left));
	fill_effects(req, set, view);
	fill_effect_chart(req, set, view);
	fill_rows(req, change, facilities, facility_count, view);
}

/* ---- other GWPs ---- */

/* CO2 and the lines beyond the table, so that the rows add up to the total below them. */
static void add_gwp_rest(
    Req *req, TableMaker *maker, const GwpRecalculation *other, double before, double after)
{
	double rest_before = other->before - before, rest_after = other->after - after;
	table_add_row(maker, (const char *const[]){SAY(req, W_explain_gwp_rest), "", "", "", "",
				 printed_tonnes(req, rest_before), printed_tonnes(req, rest_after),
				 signed_tonnes(req, rest_after - rest_before)});
	const char **foot = ARENA_ARRAY(req->mem, const char *, 8);
	const char *const cells[] = {SAY(req, W_inventory_scope123), "", "", "", "",
	    printed_tonnes(req, other->before), printed_tonnes(req, other->after),
	    signed_tonnes(req, other->after - other->before)};
	memcpy(foot, cells, sizeof cells);
	maker->table->foot = foot;
}

void insight_fill_gwp(Req *req, const InventoryResult *inventory, const char *set,
    const GwpRecalculation *other, InsightView *view)
{
	static const Word TITLES[] = {W_explain_line, W_explain_gas, W_explain_gas_tonnes,
	    W_explain_gwp_before, W_explain_gwp_after, W_explain_before_set, W_explain_after_set,
	    W_explain_difference};
	TableMaker maker = table_of(
	    req, &view->gwp_rows, W_explain_gwp_rows, TITLES, 8, 2, 7, ROWS_SHOWN + 1);
	GhgSum before = {0}, after = {0};
	for (size_t i = 0; i < other->row_count && i < ROWS_SHOWN; i++) {
		const GwpChange *row = &other->rows[i];
		const LineResult *line = &inventory->lines[row->line];
		const char *gwp = num_text(req->mem, row->gwp_after, 1);
		table_add_row(
		    &maker, (const char *const[]){line->title,
				science_text(req->mem, line->result.gases[row->gas].gas),
				num_text(req->mem, row->tonnes, 4), num_text(req->mem, row->gwp_before, 1),
				row->is_missing ? SAY(req, W_explain_gwp_missing, "gwp", gwp) : gwp,
				printed_tonnes(req, row->before), printed_tonnes(req, row->after),
				signed_tonnes(req, row->after - row->before)});
		ghg_sum_add(&before, row->before);
		ghg_sum_add(&after, row->after);
	}
	add_gwp_rest(req, &maker, other, ghg_sum_value(&before), ghg_sum_value(&after));
	view->has_gwp = other->row_count > 0;
	view->gwp_text = other->row_count
			     ? SAY(req, W_explain_gwp_text, "set", set, "before", tonnes(req, other->before),
				   "after", tonnes(req, other->after), "difference",
				   signed_tonnes(req, other->after - other->before))
			     : SAY(req, W_explain_gwp_only_co2);
}
