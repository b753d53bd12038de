/* Decisions of the enterprise calculator: period, choices, numbers as typed, the method of an inventory. See
 * inventory_rules.h; its other parts are in inventory_fields.c, result_line.c and
 * inventory_renewable_rules.c. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "ghg/coverage.h"
#include "inventory/inventory_rules.h"
#include "organisation/organisation.h"

/* ---- period ---- */

PeriodFault period_check(const char *start_text, const char *end_text, Date *start, Date *end)
{
	bool has_start = date_parse(start_text, start);
	bool has_end = date_parse(end_text, end);
	if (!has_start)
		*start = (Date){0};
	if (!has_end)
		*end = (Date){0};
	if (!has_start)
		return str_is_empty(start_text) ? PERIOD_NO_START : PERIOD_START_NOT_A_DAY;
	if (!has_end)
		return str_is_empty(end_text) ? PERIOD_NO_END : PERIOD_END_NOT_A_DAY;
	int64_t days = date_days(*end) - date_days(*start) + 1;
	if (days < 1)
		return PERIOD_END_BEFORE_START;
	return days > INVENTORY_MAX_DAYS ? PERIOD_TOO_LONG : PERIOD_FINE;
}

int inventory_months_moved(Arena *mem, const Inventory *before, Inventory *now)
{
	Date from = before->start;
	if (!str_is_empty(before->months_from))
		date_parse(before->months_from, &from);
	bool is_valid = inventory_period_is_valid(now);
	now->months_from = is_valid || date_is_none(from) ? "" : date_text(mem, from);
	return is_valid && !date_is_none(from) ? date_months_since(from, now->start) : 0;
}

void inventory_read_period(Inventory *inventory)
{
	bool is_fine = period_check(inventory->start_text, inventory->end_text, &inventory->start,
			   &inventory->end) == PERIOD_FINE;
	inventory->first_month = date_is_none(inventory->start) ? 1 : inventory->start.month;
	inventory->month_count = is_fine ? date_months_since(inventory->start, inventory->end) + 1 : 12;
}

bool inventory_period_is_valid(const Inventory *inventory)
{
	Date start, end;
	return period_check(inventory->start_text, inventory->end_text, &start, &end) == PERIOD_FINE;
}

bool inventory_is_full_year(const Inventory *inventory)
{
	return inventory_period_is_valid(inventory) && months_is_full_year(inventory->start, inventory->end);
}

const char *inventory_file_stem(Arena *mem, const Inventory *inventory)
{
	if (!inventory_period_is_valid(inventory))
		return arena_printf(mem, "inventory-%lld", (long long)inventory->id);
	return arena_printf(
	    mem, "inventory-%s-%s", date_text(mem, inventory->start), date_text(mem, inventory->end));
}

int64_t inventory_all_months(const Inventory *inventory)
{
	return (INT64_C(1) << inventory->month_count) - 1;
}

void inventory_month(const Inventory *inventory, int index, int *year, int *month)
{
	int from_zero = inventory->first_month - 1 + index;
	*year = inventory->start.year + from_zero / 12;
	*month = from_zero % 12 + 1;
}

/* ---- small readings ---- */

const char *mask_mobile(Arena *mem, const char *text)
{
	if (strlen(text) != 11 || strspn(text, "0123456789") != 11)
		return text;
	return arena_printf(mem, "%.3s****%s", text, text + 7);
}

double inventory_number(const char *typed)
{
	double value;
	return number_fault(typed, &value) == LINE_FINE ? value : NAN;
}

LineFault number_fault(const char *typed, double *out)
{
	switch (number_parse(typed, out)) {
	case NUMBER_OK:
		return LINE_FINE;
	case NUMBER_EMPTY:
		return LINE_NO_AMOUNT;
	case NUMBER_TOO_LARGE:
		return LINE_TOO_LARGE;
	case NUMBER_AMBIGUOUS_COMMA:
		return LINE_AMBIGUOUS_COMMA;
	case NUMBER_NOT_A_NUMBER:
		break;
	}
	return LINE_NOT_A_NUMBER;
}

/* ---- lines in a method ---- */

static Date edition_day(const Inventory *inventory)
{
	return date_is_none(inventory->edition_on) ? inventory->start : inventory->edition_on;
}

GhgSettings inventory_settings(const Inventory *inventory)
{
	double coal_rate = inventory_number(inventory->coal_rate_text);
	return (GhgSettings){
	    .method = inventory->method,
	    .on = edition_day(inventory),
	    .gwp_set = inventory->gwp_set,
	    .coal_rate_kgce_per_kwh = coal_rate > 0 ? coal_rate : 0,
	};
}

const GhgMethod *inventory_method(const Ghg *ghg, const Inventory *inventory)
{
	const GhgMethod *method = ghg_method(ghg, inventory->method, edition_day(inventory));
	return method ? method : ghg_method(ghg, inventory->method, (Date){0});
}

const GhgCategory *inventory_category(const Ghg *ghg, const Inventory *inventory, const char *code)
{
	const GhgMethod *method = inventory_method(ghg, inventory);
	return method ? ghg_category(method, code) : NULL;
}

const char *grid_region(const char *grid_choice, const char *province_code)
{
	const Province *province = province_of(province_code);
	if (!province || str_eq(grid_choice, "nation"))
		return "CN";
	if (str_eq(grid_choice, "province"))
		return province->code;
	return *province->grid ? province->grid : "CN";
}
