/* Lines as requests to the core in the browser. See calculator_live.h. */
#include "calculator/calculator_live.h"

#include <string.h>

#include "base/str.h"
#include "wizard/wizard.h"

#define FIELDS_MAX_BYTES (64 * 1024)

/* "KEY<tab>VALUE<newline>", nothing for an empty value. */
static void put(Buf *out, const char *key, const char *value)
{
	if (str_is_empty(value))
		return;
	if (strpbrk(value, "\n\r") || !str_is_clean_utf8(value, strlen(value)))
		out->overflow = true; /* sticks: the line is left to the server */
	buf_text(out, key);
	buf_char(out, '\t');
	buf_text(out, value);
	buf_char(out, '\n');
}

const char *inventory_live_settings(Arena *mem, const Inventory *inventory, Lang lang)
{
	if (!inventory->ghg || ghg_mark(inventory->ghg) != ghg_mark(ghg_embedded()))
		return NULL;
	Buf out = buf_in(mem, FIELDS_MAX_BYTES);
	put(&out, "lang", lang == EN ? "en" : "zh");
	put(&out, "method", inventory->method);
	put(&out, "on", date_text(mem, inventory->start));
	put(&out, "gwp_set", inventory->gwp_set);
	put(&out, "coal_rate", inventory->coal_rate_text);
	put(&out, "months", arena_printf(mem, "%d", inventory->month_count));
	return out.overflow ? NULL : buf_take(&out);
}

static const char *grid_of_line(
    const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line)
{
	for (size_t i = 0; i < facility_count; i++)
		if (facilities[i].id == line->facility_id)
			return facilities[i].grid;
	return "CN";
}

static void put_months(Buf *out, const char *name, const char *monthly)
{
	const char *months[INVENTORY_MAX_MONTHS];
	line_months_read(out->mem, monthly, months);
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++)
		put(out, arena_printf(out->mem, "%s%d", name, i + 1), months[i]);
}

static void put_inputs(Buf *out, const ActivityLine *line)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t count = line_inputs_read(out->mem, line->inputs, inputs);
	for (size_t i = 0; i < count; i++) {
		const char *field = arena_printf(out->mem, "input_%s", inputs[i].name);
		put(out, field, inputs[i].text);
		put(out, arena_printf(out->mem, "%s_unit", field), inputs[i].unit);
		put(out, arena_printf(out->mem, "%s_source", field), inputs[i].source);
		put_months(out, arena_printf(out->mem, "%s_month_", field), inputs[i].months);
	}
}

const char *line_live_fields(
    Arena *mem, const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line)
{
	Buf out = buf_in(mem, FIELDS_MAX_BYTES);
	put(&out, "category", line->category);
	put(&out, "item", line->item);
	put(&out, "region", grid_of_line(facilities, facility_count, line));
	put(&out, "factor_choice", line->factor_choice);
	put(&out, "amount", line->amount_text);
	put(&out, "amount_unit", line->amount_unit);
	put_months(&out, "month_", line->monthly);
	put(&out, "alloc_total", line->alloc_total_text);
	put(&out, "alloc_share", line->alloc_share_text);
	put(&out, "factor", line->factor_text);
	put(&out, "factor_unit", line->factor_unit);
	put(&out, "factor_source", line->factor_source);
	put_inputs(&out, line);
	return out.overflow ? NULL : buf_take(&out);
}

const char *line_live_bits(Arena *mem, const LineResult *result)
{
	uint64_t bits;
	memcpy(&bits, &result->result.tco2e, sizeof bits);
	return result->is_known ? arena_printf(mem, "%016llx", (unsigned long long)bits) : "";
}

void page_goes_live(Req *req, InventoryFrame *frame, Page *page)
{
	if (!frame->can_edit)
		return;
	frame->live_settings = inventory_live_settings(req->mem, frame->inventory, req->lang);
	if (!frame->live_settings)
		return;
	page->script = arena_printf(req->mem, "%s live.js", page->script);
	page->runs_wasm = true;
}
