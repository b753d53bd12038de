/* Reading what was typed, and the base year that follows from it. */
#include "baseyear/baseyear_rules.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

const char *const BASE_YEAR_KINDS[] = {"fixed", "average", "rolling", NULL};
const char *const BASE_YEAR_SOURCES[] = {"inventory", "typed", NULL};
const char *const BASE_YEAR_SCOPES[] = {"12", "123", NULL};

static const char *const AMOUNT_NAMES[BASE_PARTS] = {
    [BASE_SCOPE1] = "scope1", [BASE_SCOPE2] = "scope2", [BASE_MARKET2] = "market2", [BASE_SCOPE3] = "scope3"};

static bool is_among(const char *const choices[], const char *text)
{
	for (size_t i = 0; choices[i]; i++)
		if (str_eq(choices[i], text))
			return true;
	return false;
}

static BaseFault check_text(const char *text, size_t most, bool is_required)
{
	if (str_is_empty(text))
		return is_required ? BASE_EMPTY : BASE_FINE;
	return str_chars(text) > most ? BASE_TOO_LONG : BASE_FINE;
}

static BaseFault read_number(const char *typed, double *out)
{
	*out = NAN;
	switch (number_parse(typed, out)) {
	case NUMBER_OK:
	case NUMBER_EMPTY:
		return BASE_FINE;
	case NUMBER_AMBIGUOUS_COMMA:
		return BASE_COMMA;
	case NUMBER_TOO_LARGE:
		return BASE_TOO_LARGE;
	case NUMBER_NOT_A_NUMBER:
		break;
	}
	return BASE_NOT_A_NUMBER;
}

/* An empty text is not known, which is no fault. */
static BaseFault read_amount(const char *typed, bool may_be_negative, BaseAmounts *out, BasePart part)
{
	double tco2e;
	BaseFault fault = read_number(typed, &tco2e);
	if (!fault && tco2e < 0 && !may_be_negative)
		fault = BASE_NEGATIVE;
	if (!fault && !base_amount_set(out, part, tco2e))
		fault = BASE_TOO_LARGE;
	return fault;
}

static bool knows_any(const BaseAmounts *amounts)
{
	return amounts->is_known[BASE_SCOPE1] || amounts->is_known[BASE_SCOPE2] ||
	       amounts->is_known[BASE_MARKET2] || amounts->is_known[BASE_SCOPE3];
}

/* ---- the choice ---- */

const char *base_field_name(BaseField field)
{
	static const char *const NAMES[BASE_FIELDS] = {[BASE_KIND] = "kind",
	    [BASE_SOURCE] = "source",
	    [BASE_INVENTORIES] = "inventory",
	    [BASE_YEAR_TEXT] = "year",
	    [BASE_REASON] = "reason",
	    [BASE_THRESHOLD] = "threshold",
	    [BASE_SCOPES] = "scopes",
	    [BASE_POLICY] = "policy"};
	bool is_amount = field >= BASE_AMOUNT && field < BASE_REASON;
	return is_amount ? AMOUNT_NAMES[field - BASE_AMOUNT] : NAMES[field];
}

const char **base_field_text(BaseYear *year, BaseField field)
{
	const char **texts[BASE_FIELDS] = {[BASE_KIND] = &year->kind,
	    [BASE_SOURCE] = &year->source,
	    [BASE_INVENTORIES] = &year->inventories,
	    [BASE_YEAR_TEXT] = &year->year_text,
	    [BASE_REASON] = &year->reason,
	    [BASE_THRESHOLD] = &year->threshold_text,
	    [BASE_SCOPES] = &year->scopes,
	    [BASE_POLICY] = &year->policy};
	bool is_amount = field >= BASE_AMOUNT && field < BASE_REASON;
	return is_amount ? &year->amounts[field - BASE_AMOUNT] : texts[field];
}

static BaseFault check_threshold(const char *typed)
{
	double percent;
	BaseFault fault = read_number(typed, &percent);
	if (fault)
		return fault;
	if (isnan(percent))
		return BASE_EMPTY;
	return percent < 0 ? BASE_NEGATIVE : percent > 100 ? BASE_OVER_100 : BASE_FINE;
}

static void check_typed(const BaseYear *year, BaseFault faults[BASE_FIELDS])
{
	int64_t number;
	bool is_year = str_to_int(year->year_text, &number) && number >= 1900 && number <= 2999;
	faults[BASE_YEAR_TEXT] = is_year ? BASE_FINE : BASE_NO_YEAR;
	BaseAmounts amounts = {0};
	bool is_wrong = false;
	for (int p = 0; p < BASE_PARTS; p++) {
		BaseFault fault = read_amount(year->amounts[p], true, &amounts, (BasePart)p);
		faults[BASE_AMOUNT + p] = fault;
		is_wrong |= fault != BASE_FINE;
	}
	if (!is_wrong && !amounts.is_known[BASE_SCOPE1] && !amounts.is_known[BASE_SCOPE2])
		faults[BASE_AMOUNT] = BASE_NO_AMOUNT;
}

static bool has_too_many(const char *ids)
{
	size_t count = 1;
	for (; *ids; ids++)
		count += *ids == ',';
	return count > BASE_MAX_YEARS;
}

static BaseFault check_inventories(const BaseYear *year)
{
	int64_t ids[BASE_MAX_YEARS];
	size_t count = base_inventory_ids(year->inventories, ids);
	if (count == 0)
		return BASE_NO_INVENTORY;
	if (str_eq(year->kind, "average"))
		return count < 2 || has_too_many(year->inventories) ? BASE_SEVERAL_INVENTORIES : BASE_FINE;
	return count > 1 ? BASE_ONE_INVENTORY : BASE_FINE;
}

void base_year_check(const BaseYear *year, BaseFault faults[BASE_FIELDS])
{
	memset(faults, 0, BASE_FIELDS * sizeof *faults);
	faults[BASE_KIND] = is_among(BASE_YEAR_KINDS, year->kind) ? BASE_FINE : BASE_UNKNOWN_CHOICE;
	faults[BASE_SOURCE] = is_among(BASE_YEAR_SOURCES, year->source) ? BASE_FINE : BASE_UNKNOWN_CHOICE;
	faults[BASE_SCOPES] = is_among(BASE_YEAR_SCOPES, year->scopes) ? BASE_FINE : BASE_UNKNOWN_CHOICE;
	if (str_eq(year->source, "typed"))
		check_typed(year, faults);
	else if (!faults[BASE_SOURCE])
		faults[BASE_INVENTORIES] = check_inventories(year);
	faults[BASE_REASON] = check_text(year->reason, BASE_TEXT_MAX, true);
	faults[BASE_POLICY] = check_text(year->policy, BASE_TEXT_MAX, false);
	faults[BASE_THRESHOLD] = check_threshold(year->threshold_text);
}

bool base_year_is_other(const BaseYear *a, const BaseYear *b)
{
	if (!str_eq(a->kind, b->kind) || !str_eq(a->source, b->source))
		return true;
	if (!str_eq(a->source, "typed"))
		return !str_eq(a->inventories, b->inventories);
	BaseAmounts x = base_typed_amounts(a), y = base_typed_amounts(b);
	for (int p = 0; p < BASE_PARTS; p++)
		if (x.kg[p] != y.kg[p] || x.is_known[p] != y.is_known[p])
			return true;
	return !str_eq(a->year_text, b->year_text);
}

size_t base_inventory_ids(const char *text, int64_t ids[BASE_MAX_YEARS])
{
	size_t count = 0;
	const char *at = text ? text : "";
	while (*at && count < BASE_MAX_YEARS) {
		int64_t id = 0;
		for (; *at >= '0' && *at <= '9' && id < INT64_MAX / 10 - 1; at++)
			id = id * 10 + (*at - '0');
		if (id > 0)
			ids[count++] = id;
		at += strcspn(at, ",");
		at += *at == ',';
	}
	return count;
}

bool base_may_be(const Inventory *inventory)
{
	if (inventory_is_open(inventory) || date_is_none(inventory->start) || date_is_none(inventory->end))
		return false;
	int64_t days = date_days(inventory->end) - date_days(inventory->start) + 1;
	return days == 365 || days == 366;
}

const char *base_period_text(Arena *mem, const Inventory *inventory)
{
	Date from = inventory->start, to = inventory->end;
	if (from.month == 1 && from.day == 1 && to.year == from.year)
		return arena_printf(mem, "%d", from.year);
	return arena_printf(mem, "%.7s ~ %.7s", inventory->start_text, inventory->end_text);
}

/* ---- the register ---- */

const char *base_entry_field_name(BaseEntryField field)
{
	static const char *const NAMES[ENTRY_FIELDS] = {[ENTRY_KIND] = "kind",
	    [ENTRY_DAY] = "occurred_on",
	    [ENTRY_TITLE] = "title",
	    [ENTRY_EXPLANATION] = "explanation"};
	bool is_amount = field >= ENTRY_AMOUNT && field < ENTRY_EXPLANATION;
	return is_amount ? AMOUNT_NAMES[field - ENTRY_AMOUNT] : NAMES[field];
}

const char **base_entry_text(BaseEntry *entry, BaseEntryField field)
{
	const char **texts[ENTRY_FIELDS] = {[ENTRY_KIND] = &entry->kind,
	    [ENTRY_DAY] = &entry->occurred_on,
	    [ENTRY_TITLE] = &entry->title,
	    [ENTRY_EXPLANATION] = &entry->explanation};
	bool is_amount = field >= ENTRY_AMOUNT && field < ENTRY_EXPLANATION;
	return is_amount ? &entry->amounts[field - ENTRY_AMOUNT] : texts[field];
}

static BaseFault check_day(const char *typed, Date today)
{
	Date day;
	if (!date_parse(typed, &day))
		return BASE_NO_DAY;
	return date_days(day) > date_days(today) + 1 ? BASE_DAY_AHEAD : BASE_FINE;
}

void base_entry_check(const BaseEntry *entry, Date today, BaseFault faults[ENTRY_FIELDS])
{
	memset(faults, 0, ENTRY_FIELDS * sizeof *faults);
	BaseChangeKind kind = base_change_of(entry->kind);
	faults[ENTRY_KIND] = kind == BASE_CHANGE_KINDS ? BASE_UNKNOWN_CHOICE : BASE_FINE;
	faults[ENTRY_DAY] = check_day(entry->occurred_on, today);
	faults[ENTRY_TITLE] = check_text(entry->title, BASE_TITLE_MAX, true);
	/* The figure needs a document or a reason why there is none. */
	faults[ENTRY_EXPLANATION] = check_text(entry->explanation, BASE_TEXT_MAX, entry->file_id == 0);
	BaseAmounts amounts = {0};
	bool is_wrong = false;
	for (int p = 0; p < BASE_PARTS; p++) {
		BaseFault fault = read_amount(
		    entry->amounts[p], base_change_sign(kind) == 0, &amounts, (BasePart)p);
		faults[ENTRY_AMOUNT + p] = fault;
		is_wrong |= fault != BASE_FINE;
	}
	if (!is_wrong && !knows_any(&amounts))
		faults[ENTRY_AMOUNT] = BASE_NO_AMOUNT;
}

BaseAmounts base_entry_change_of(const BaseEntry *entry)
{
	int sign = base_change_sign(base_change_of(entry->kind));
	BaseAmounts out = {0};
	for (int p = 0; p < BASE_PARTS; p++) {
		if (read_amount(entry->amounts[p], sign == 0, &out, (BasePart)p) == BASE_FINE && sign < 0)
			out.kg[p] = -out.kg[p];
	}
	return out;
}

BaseAmounts base_typed_amounts(const BaseYear *year)
{
	BaseAmounts out = {0};
	for (int p = 0; p < BASE_PARTS; p++)
		read_amount(year->amounts[p], true, &out, (BasePart)p);
	return out;
}

void base_entry_set_amounts(Arena *mem, BaseEntry *entry, const BaseAmounts *change)
{
	bool is_unsigned = base_change_sign(base_change_of(entry->kind)) != 0;
	for (int p = 0; p < BASE_PARTS; p++) {
		double tco2e = base_amount(change, (BasePart)p);
		if (isnan(tco2e))
			entry->amounts[p] = "";
		else
			entry->amounts[p] = arena_printf(mem, "%.3f", is_unsigned ? fabs(tco2e) : tco2e);
	}
}

/* ---- what follows ---- */

static bool same_amounts(const BaseAmounts *a, const BaseAmounts *b)
{
	for (int p = 0; p < BASE_PARTS; p++)
		if (a->kg[p] != b->kg[p] || a->is_known[p] != b->is_known[p])
			return false;
	return true;
}

static void judge_open(Arena *mem, BaseState *state)
{
	double *sizes = ARENA_ARRAY(mem, double, state->entry_count + 1);
	BaseVerdict *verdicts = ARENA_ARRAY(mem, BaseVerdict, state->entry_count + 1);
	for (size_t i = 0; i < state->entry_count; i++)
		if (!state->entries[i].recalculation)
			sizes[state->open_count++] = (double)base_total_kg(
			    &state->changes[i], state->with_scope3);
	base_year_judge((double)base_total_kg(&state->in_force, state->with_scope3), state->threshold_percent,
	    sizes, state->open_count, verdicts);
	if (state->open_count)
		state->verdict = verdicts[state->open_count - 1];
	size_t open = 0;
	for (size_t i = 0; i < state->entry_count; i++)
		if (!state->entries[i].recalculation)
			state->verdicts[i] = verdicts[open++];
}

void base_state_judge(Arena *mem, BaseState *state)
{
	state->with_scope3 = str_eq(state->year.scopes, "123");
	if (read_number(state->year.threshold_text, &state->threshold_percent) ||
	    isnan(state->threshold_percent))
		state->threshold_percent = 5;
	state->in_force = state->original;
	if (state->recalculation_count) {
		const BaseRecalculation *last = &state->recalculations[state->recalculation_count - 1];
		state->in_force = last->total;
		state->has_other_origin = !same_amounts(&last->original, &state->original);
	}
	state->changes = ARENA_ARRAY(mem, BaseAmounts, state->entry_count + 1);
	state->verdicts = ARENA_ARRAY(mem, BaseVerdict, state->entry_count + 1);
	for (size_t i = 0; i < state->entry_count; i++)
		state->changes[i] = base_entry_change_of(&state->entries[i]);
	judge_open(mem, state);
}

BaseRecalculation base_recalculate(Arena *mem, const BaseState *state, const char *why)
{
	const BaseRecalculation *last = state->recalculation_count
					    ? &state->recalculations[state->recalculation_count - 1]
					    : NULL;
	size_t taken = last ? last->item_count : 0, count = taken;
	BaseItem *items = ARENA_ARRAY(mem, BaseItem, taken + state->open_count + 1);
	if (taken)
		memcpy(items, last->items, taken * sizeof *items);
	BaseRecalculation made = {.number = last ? last->number + 1 : 1,
	    .why = why,
	    .threshold_text = state->year.threshold_text,
	    .scopes = state->year.scopes,
	    .original = last ? last->original : state->original,
	    .items = items};
	for (size_t i = 0; i < state->entry_count; i++) {
		const BaseEntry *entry = &state->entries[i];
		if (!entry->recalculation)
			items[count++] = (BaseItem){entry->id, made.number, entry->kind, entry->occurred_on,
			    entry->title, state->changes[i]};
	}
	made.item_count = count;
	made.total = made.original;
	for (size_t i = 0; i < count; i++)
		made.total = base_sum(&made.total, &items[i].change);
	return made;
}

/* ---- out of inventories ---- */

BaseAmounts base_of_result(const InventoryResult *result)
{
	const GhgTotals *t = &result->totals;
	BaseAmounts out = {0};
	base_amount_set(&out, BASE_SCOPE1, t->has_scope[1] ? t->scope1 : NAN);
	base_amount_set(&out, BASE_SCOPE2, t->has_scope[2] ? t->scope2 : NAN);
	base_amount_set(&out, BASE_MARKET2, result->has_market ? result->market.scope2 : NAN);
	base_amount_set(&out, BASE_SCOPE3, t->has_scope[3] ? t->scope3 : NAN);
	return out;
}

BaseAmounts base_of_facility(const InventoryResult *result, int64_t facility_id)
{
	const GhgTotals *t = &result->totals;
	double bought = result->market.scope2 - t->heat_tco2;
	double market_factor = t->electricity_mwh > 0 ? bought / t->electricity_mwh : 0;
	GhgSum sums[BASE_PARTS] = {0};
	bool has[4] = {false};
	for (size_t i = 0; i < result->line_count; i++) {
		const LineResult *line = &result->lines[i];
		const GhgResult *r = &line->result;
		if (!line->is_known || line->line->facility_id != facility_id || r->scope < 1 || r->scope > 3)
			continue;
		has[r->scope] = true;
		ghg_sum_add(&sums[r->scope == 1	  ? BASE_SCOPE1
				  : r->scope == 2 ? BASE_SCOPE2
						  : BASE_SCOPE3],
		    r->tco2e);
		if (r->scope == 2)
			ghg_sum_add(&sums[BASE_MARKET2],
			    r->electricity_mwh != 0 ? r->electricity_mwh * market_factor : r->tco2e);
	}
	BaseAmounts out = {0};
	base_amount_set(&out, BASE_SCOPE1, has[1] ? ghg_sum_value(&sums[BASE_SCOPE1]) : NAN);
	base_amount_set(&out, BASE_SCOPE2, has[2] ? ghg_sum_value(&sums[BASE_SCOPE2]) : NAN);
	base_amount_set(
	    &out, BASE_MARKET2, has[2] && result->has_market ? ghg_sum_value(&sums[BASE_MARKET2]) : NAN);
	base_amount_set(&out, BASE_SCOPE3, has[3] ? ghg_sum_value(&sums[BASE_SCOPE3]) : NAN);
	return out;
}
