/* Comparing two computations of the same lines. */
#include "recalculate/recalculate_rules.h"

#include "base/str.h"
#include "result/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool same_figures(const LineResult *a, const LineResult *b)
{
	return a->is_known == b->is_known && same_number(a->result.tco2e, b->result.tco2e) &&
	       same_number(a->result.biogenic_tco2, b->result.biogenic_tco2) &&
	       same_number(a->result.tce_equal, b->result.tce_equal);
}

static const GhgUsed *used_named(const GhgResult *result, const char *name)
{
	for (size_t i = 0; i < result->used_count; i++)
		if (str_eq(result->used[i].name, name))
			return &result->used[i];
	return NULL;
}

static bool same_used(const GhgUsed *a, const GhgUsed *b)
{
	const char *id_a = a->factor ? a->factor->id : "";
	const char *id_b = b->factor ? b->factor->id : "";
	return same_number(a->base, b->base) && str_eq(id_a, id_b);
}

static void find_used(LineChange *change)
{
	const GhgResult *before = &change->before->result, *after = &change->after->result;
	for (size_t i = 0; i < after->used_count; i++) {
		const GhgUsed *used = used_named(before, after->used[i].name);
		if (used && same_used(used, &after->used[i]))
			continue;
		change->used_before = used;
		change->used_after = &after->used[i];
		return;
	}
}

static void find_gas(LineChange *change)
{
	const GhgResult *before = &change->before->result, *after = &change->after->result;
	for (int i = 0; i < after->gas_count && i < before->gas_count; i++) {
		if (same_number(before->gases[i].gwp, after->gases[i].gwp))
			continue;
		change->gas_before = &before->gases[i];
		change->gas_after = &after->gases[i];
		return;
	}
}

static const GhgFactor *new_factor(const LineChange *change)
{
	if (change->used_after)
		return change->used_after->factor;
	return change->gas_after ? change->gas_after->gwp_factor : NULL;
}

static void note_factor(Recalculation *out, const GhgFactor *factor)
{
	for (size_t i = 0; i < out->factor_count; i++)
		if (out->factors[i] == factor)
			return;
	if (!factor)
		return;
	out->year = out->factor_count == 0 || out->year == factor->year ? factor->year : 0;
	out->factors[out->factor_count++] = factor;
}

static bool same_totals(const InventoryResult *a, const InventoryResult *b)
{
	return same_number(a->totals.scope12, b->totals.scope12) &&
	       same_number(a->totals.scope123, b->totals.scope123) &&
	       same_number(a->market.scope2, b->market.scope2);
}

/* ---- pairs ---- */

static void take_pair(
    Recalculation *out, LineChange *changes, const LineResult *before, const LineResult *after)
{
	if (same_figures(before, after)) {
		out->same++;
		return;
	}
	LineChange *change = &changes[out->count++];
	*change = (LineChange){.before = before, .after = after};
	change->difference = after->result.tco2e - before->result.tco2e;
	find_used(change);
	if (!change->used_after)
		find_gas(change);
	note_factor(out, new_factor(change));
}

/* Lines of the store come before those that are derived. */
static size_t stored_lines(const InventoryResult *result)
{
	size_t count = result->line_count;
	while (count && result->lines[count - 1].is_derived)
		count--;
	return count;
}

static int compare_derived(const LineResult *a, const LineResult *b)
{
	int by = strcmp(a->line->category, b->line->category);
	by = by ? by : strcmp(a->line->item, b->line->item);
	by = by ? by : strcmp(a->line->amount_unit, b->line->amount_unit);
	int64_t left = a->line->facility_id, right = b->line->facility_id;
	return by ? by : (left > right) - (left < right);
}

static int by_derived(const void *a, const void *b)
{
	return compare_derived(*(const LineResult *const *)a, *(const LineResult *const *)b);
}

static const LineResult **derived_of(Arena *mem, const InventoryResult *result, size_t *count)
{
	size_t stored = stored_lines(result);
	*count = result->line_count - stored;
	const LineResult **list = ARENA_ARRAY(mem, const LineResult *, *count + 1);
	for (size_t i = 0; i < *count; i++)
		list[i] = &result->lines[stored + i];
	qsort(list, *count, sizeof *list, by_derived);
	return list;
}

/* A derived line that only one of the two editions gives, as the other sees it. */
static const LineResult *not_there(Arena *mem, const LineResult *line)
{
	LineResult *none = ARENA_NEW(mem, LineResult);
	*none = *line;
	none->is_known = false;
	none->result = (GhgResult){.tco2e = NAN, .biogenic_tco2 = NAN, .tce_equal = NAN};
	return none;
}

static void take_derived(Arena *mem, Recalculation *out, LineChange *changes, const InventoryResult *before,
    const InventoryResult *after)
{
	size_t old_count, new_count;
	const LineResult **old = derived_of(mem, before, &old_count);
	const LineResult **new = derived_of(mem, after, &new_count);
	for (size_t i = 0, k = 0; i < old_count || k < new_count;) {
		int by = i == old_count ? 1 : k == new_count ? -1 : compare_derived(old[i], new[k]);
		const LineResult *was = by <= 0 ? old[i++] : not_there(mem, new[k]);
		take_pair(out, changes, was, by >= 0 ? new[k++] : not_there(mem, was));
	}
}

Recalculation recalculation_of(Arena *mem, const InventoryResult *before, const InventoryResult *after)
{
	size_t old_stored = stored_lines(before), stored = stored_lines(after);
	stored = old_stored < stored ? old_stored : stored;
	size_t most = before->line_count + after->line_count;
	LineChange *changes = ARENA_ARRAY(mem, LineChange, most + 1);
	Recalculation out = {.factors = ARENA_ARRAY(mem, const GhgFactor *, most + 2)};
	for (size_t i = 0; i < stored; i++)
		take_pair(&out, changes, &before->lines[i], &after->lines[i]);
	take_derived(mem, &out, changes, before, after);
	bool has_residual = before->market.residual && after->market.residual &&
			    !same_number(before->market.residual->value, after->market.residual->value);
	if (has_residual && !same_number(before->market.scope2, after->market.scope2))
		note_factor(&out, after->market.residual);
	out.changes = changes;
	out.changes_totals = out.count > 0 || !same_totals(before, after);
	return out;
}
