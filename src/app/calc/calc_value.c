/* `qingce calc`: the values of a document: numbers as a person types them, with units of the table or of
 * one's own. */
#include "calc/calc_inner.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

/* ---- units of one's own ---- */

static const CalcUnit *own_unit(const Calc *calc, const char *name, size_t len)
{
	for (size_t i = 0; i < calc->unit_count; i++)
		if (strlen(calc->units[i].name) == len && strncmp(calc->units[i].name, name, len) == 0)
			return &calc->units[i];
	return NULL;
}

/* Bytes to the next "/", "*" or "·". */
static size_t to_operator(const char *at)
{
	const char *dot = strstr(at, "·");
	size_t len = strcspn(at, "/*");
	return dot && (size_t)(dot - at) < len ? (size_t)(dot - at) : len;
}

void calc_unit_replace(Calc *calc, GhgGiven *given)
{
	if (calc->unit_count == 0 || str_is_empty(given->unit))
		return;
	Buf unit = buf_in(calc->mem, BUF_FIELDS_MAX);
	const char *at = given->unit;
	for (bool is_below = false; *at;) {
		size_t len = to_operator(at), sign = 0;
		const CalcUnit *own = own_unit(calc, at, len);
		if (own) {
			given->value = is_below ? given->value / own->value : given->value * own->value;
			buf_printf(&unit, strchr(own->unit, '/') && is_below ? "(%s)" : "%s", own->unit);
		} else {
			buf_add(&unit, at, len);
		}
		at += len;
		if (*at)
			sign = *at == '/' || *at == '*' ? 1 : strlen("·");
		is_below = *at == '/' || (is_below && *at != '*'); /* kgCO2e/t·km: km stands below too */
		buf_add(&unit, at, sign);
		at += sign;
	}
	given->unit = buf_take(&unit);
}

/* ---- values ---- */

/* A number, or the text a person would type. */
double calc_number(Calc *calc, const Json *value)
{
	double number = NAN;
	bool is_number = value && (value->type == JSON_IS_INT || value->type == JSON_IS_REAL);
	if (is_number)
		return value->real;
	bool is_typed = value && value->type == JSON_IS_TEXT &&
			number_parse(value->text, &number) == NUMBER_OK;
	if (!is_typed)
		json_fault_at(&calc->in, JSON_WRONG_TYPE, value,
		    "a number, or a text such as \"2 610\" or \"1,384.9\"");
	return number;
}

/* "200 L": a number and a unit in one text. */
static bool is_amount_text(Calc *calc, const Json *value, GhgGiven *out)
{
	if (value->type != JSON_IS_TEXT)
		return false;
	size_t len = strspn(value->text, "0123456789.,+- ");
	const char *number = str_trim(calc->mem, arena_copy_n(calc->mem, value->text, len));
	const char *unit = str_trim(calc->mem, value->text + len);
	if (!*unit || number_parse(number, &out->value) != NUMBER_OK)
		return false;
	out->unit = unit;
	calc_unit_replace(calc, out);
	return true;
}

GhgGiven calc_given(Calc *calc, const Json *value, const char *name)
{
	static const char *const KNOWN[] = {"value", "unit", "source", "uncertainty", NULL};
	GhgGiven given = {.name = name, .unit = "", .source = ""};
	if (is_amount_text(calc, value, &given))
		return given;
	if (value->type != JSON_IS_OBJECT) {
		given.value = calc_number(calc, value);
		return given;
	}
	json_only_known(&calc->in, value, KNOWN);
	const Json *number = json_find(value, "value");
	if (!number)
		json_fault_at(&calc->in, JSON_MISSING, value, "a member \"value\"");
	else
		given.value = calc_number(calc, number);
	given.unit = json_get_text_or(&calc->in, value, "unit", CALC_TEXT_MAX, "");
	given.source = json_get_text_or(&calc->in, value, "source", CALC_TEXT_MAX, "");
	calc_unit_replace(calc, &given);
	return given;
}

double calc_quantity(Calc *calc, const Json *object, const char *key, const char *unit)
{
	const Json *value = json_find(object, key);
	Unit from, wanted;
	double out = NAN;
	if (!value)
		return NAN;
	GhgGiven given = calc_given(calc, value, key);
	bool is_unit = unit_parse(*given.unit ? given.unit : unit, &from) && unit_parse(unit, &wanted);
	if (!is_unit || !unit_convert(given.value, from, wanted, &out) || !isfinite(out))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, value,
		    arena_printf(calc->mem, "an amount in %s or another unit of its kind", unit));
	return out;
}

/* {"drum": "200 L"}: a name that no unit has, and so much of a unit. */
void calc_units_read(Calc *calc, const Json *object)
{
	if (object && object->type != JSON_IS_OBJECT) {
		json_fault_at(&calc->in, JSON_WRONG_TYPE, object, "an object such as {\"drum\": \"200 L\"}");
		return;
	}
	for (const Json *item = object ? object->first : NULL; item && !calc->in.fault; item = item->next) {
		Unit known;
		GhgGiven given = calc_given(calc, item, item->key);
		bool is_new = !unit_parse(item->key, &known) && !strchr(item->key, '/') && *item->key;
		bool is_unit = unit_parse(given.unit, &known) && given.value > 0 && isfinite(given.value);
		if (!is_new || !is_unit || calc->unit_count == CALC_UNITS_MAX) {
			json_fault_at(&calc->in, JSON_OUT_OF_RANGE, item,
			    "a name that is no unit yet, and an amount of a known unit: \"200 L\"");
			return;
		}
		calc->units[calc->unit_count++] = (CalcUnit){item->key, given.value, given.unit};
	}
}
