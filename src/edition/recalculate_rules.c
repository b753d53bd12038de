/* Comparing two computations of the same lines. */
#include "edition/recalculate_rules.h"

#include "base/str.h"

#include <math.h>

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

Recalculation recalculation_of(Arena *mem, const InventoryResult *before, const InventoryResult *after)
{
	size_t lines = before->line_count < after->line_count ? before->line_count : after->line_count;
	LineChange *changes = ARENA_ARRAY(mem, LineChange, lines + 1);
	Recalculation out = {.factors = ARENA_ARRAY(mem, const GhgFactor *, lines + 2)};
	for (size_t i = 0; i < lines; i++) {
		if (same_figures(&before->lines[i], &after->lines[i])) {
			out.same++;
			continue;
		}
		LineChange *change = &changes[out.count++];
		*change = (LineChange){.before = &before->lines[i], .after = &after->lines[i]};
		change->difference = change->after->result.tco2e - change->before->result.tco2e;
		find_used(change);
		if (!change->used_after)
			find_gas(change);
		note_factor(&out, new_factor(change));
	}
	bool has_residual = before->market.residual && after->market.residual &&
			    !same_number(before->market.residual->value, after->market.residual->value);
	if (has_residual && !same_number(before->market.scope2, after->market.scope2))
		note_factor(&out, after->market.residual);
	out.changes = changes;
	out.changes_totals = out.count > 0 || !same_totals(before, after);
	return out;
}
