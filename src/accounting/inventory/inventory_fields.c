/* The fields of a line, those too whose names are made (months, inputs), and months that move with the
 * period. See inventory_rules.h. */
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "ghg/coverage.h"
#include "inventory/inventory.po.h"
#include "inventory/inventory_rules.h"
#include "json/json.h"

/* ---- fields of a line ---- */

enum {
	INPUT_MONTHS_MAX = INVENTORY_MAX_MONTHS * (INVENTORY_TEXT_MAX + 1),
	/* 24 inputs of 13 months and 6 texts more, every character escaped */
	INPUTS_MAX_BYTES = 24 * 19 * INVENTORY_TEXT_MAX * 6 + 16 * 1024,
};

size_t line_inputs_read(Arena *mem, const char *inputs, LineInput out[LINE_MAX_INPUTS])
{
	if (str_is_empty(inputs))
		return 0;
	JsonIn in;
	const Json *root;
	if (json_read(&in, mem, inputs, strlen(inputs), INPUTS_MAX_BYTES, &root) ||
	    root->type != JSON_IS_OBJECT)
		return 0;
	size_t count = 0;
	for (const Json *at = root->first; at && count < LINE_MAX_INPUTS; at = at->next) {
		out[count++] = (LineInput){
		    .name = at->key,
		    .text = json_get_text_or(&in, at, "text", INVENTORY_TEXT_MAX, ""),
		    .unit = json_get_text_or(&in, at, "unit", INVENTORY_TEXT_MAX, ""),
		    .source = json_get_text_or(&in, at, "source", INVENTORY_TEXT_MAX, ""),
		    .months = json_get_text_or(&in, at, "months", INPUT_MONTHS_MAX, ""),
		    .uncertainty = json_get_text_or(&in, at, "uncertainty", INVENTORY_TEXT_MAX, ""),
		    .valid_from = json_get_text_or(&in, at, "valid_from", INVENTORY_TEXT_MAX, ""),
		    .valid_to = json_get_text_or(&in, at, "valid_to", INVENTORY_TEXT_MAX, ""),
		};
	}
	return count;
}

static bool input_is_empty(const LineInput *input)
{
	return str_is_empty(input->text) && str_is_empty(input->unit) && str_is_empty(input->source) &&
	       str_is_empty(input->months) && str_is_empty(input->uncertainty) &&
	       str_is_empty(input->valid_from) && str_is_empty(input->valid_to);
}

const char *line_inputs_write(Arena *mem, const LineInput inputs[], size_t count)
{
	Buf text = buf_in(mem, INPUTS_MAX_BYTES);
	JsonOut json = json_out(&text);
	bool has_any = false;
	json_object_begin(&json);
	for (size_t i = 0; i < count; i++) {
		if (input_is_empty(&inputs[i]))
			continue;
		has_any = true;
		json_key(&json, inputs[i].name);
		json_object_begin(&json);
		json_field_text(&json, "text", inputs[i].text);
		json_field_text(&json, "unit", inputs[i].unit);
		json_field_text(&json, "source", inputs[i].source);
		if (!str_is_empty(inputs[i].months))
			json_field_text(&json, "months", inputs[i].months);
		if (!str_is_empty(inputs[i].uncertainty))
			json_field_text(&json, "uncertainty", inputs[i].uncertainty);
		if (!str_is_empty(inputs[i].valid_from))
			json_field_text(&json, "valid_from", inputs[i].valid_from);
		if (!str_is_empty(inputs[i].valid_to))
			json_field_text(&json, "valid_to", inputs[i].valid_to);
		json_object_end(&json);
	}
	json_object_end(&json);
	json_end(&json);
	return has_any ? buf_take(&text) : "";
}

void line_months_read(Arena *mem, const char *monthly, const char *out[INVENTORY_MAX_MONTHS])
{
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++)
		out[i] = "";
	const char *at = monthly ? monthly : "";
	for (int i = 0; i < INVENTORY_MAX_MONTHS && *at; i++) {
		size_t len = strcspn(at, "|");
		out[i] = arena_copy_n(mem, at, len);
		at += len;
		if (*at == '|')
			at++;
	}
}

const char *line_months_write(Arena *mem, const char *const months[INVENTORY_MAX_MONTHS])
{
	int last = -1;
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++)
		if (!str_is_empty(months[i]))
			last = i;
	Buf text = buf_in(mem, 16 * 1024);
	for (int i = 0; i <= last; i++) {
		if (i > 0)
			buf_char(&text, '|');
		for (const char *c = months[i]; *c; c++)
			buf_char(&text, *c == '|' ? '/' : *c);
	}
	return last < 0 ? "" : buf_take(&text);
}

bool line_is_monthly(const ActivityLine *line)
{
	return !str_is_empty(line->monthly);
}

/* ---- the table of a line ---- */

static const FieldChoice ALLOCATION_BASES[] = {
    {"output", W_inventory_alloc_output, W_NONE},
    {"floor_area", W_inventory_alloc_floor_area, W_NONE},
    {"headcount", W_inventory_alloc_headcount, W_NONE},
    {"hours", W_inventory_alloc_hours, W_NONE},
    {"sub_meter", W_inventory_alloc_sub_meter, W_NONE},
    {0},
};

static const Field LINE_TABLE[] = {
    {"category", offsetof(ActivityLine, category), FIELD_CHOICE, .max = 60,
	.label = W_inventory_line_category},
    {"item", offsetof(ActivityLine, item), FIELD_CHOICE, .max = 60, .label = W_inventory_line_item},
    {"facility", offsetof(ActivityLine, facility_id), FIELD_ID, .label = W_inventory_line_facility},
    {"label", offsetof(ActivityLine, label), FIELD_TEXT, .label = W_inventory_line_label,
	.hint = W_inventory_line_label_hint, .is_optional = true},
    {"amount", offsetof(ActivityLine, amount_text), FIELD_NUMBER, .label = W_inventory_line_amount},
    {"amount_unit", offsetof(ActivityLine, amount_unit), FIELD_CHOICE, .max = 60,
	.label = W_inventory_line_unit},
    {"months", offsetof(ActivityLine, months), FIELD_MONTHS, .max = INVENTORY_MAX_MONTHS,
	.label = W_inventory_line_months},
    {"factor", offsetof(ActivityLine, factor_text), FIELD_NUMBER, .label = W_inventory_line_factor,
	.hint = W_inventory_line_factor_hint},
    {"factor_unit", offsetof(ActivityLine, factor_unit), FIELD_CHOICE, .max = 60,
	.label = W_inventory_line_factor_unit},
    {"factor_source", offsetof(ActivityLine, factor_source), FIELD_TEXT,
	.label = W_inventory_line_factor_source, .hint = W_inventory_line_factor_source_hint},
    {"factor_choice", offsetof(ActivityLine, factor_choice), FIELD_CHOICE, .max = 120,
	.label = W_inventory_line_factor_choice},
    {"alloc_total", offsetof(ActivityLine, alloc_total_text), FIELD_NUMBER,
	.label = W_inventory_line_alloc_total, .hint = W_inventory_line_alloc_total_hint},
    {"alloc_share", offsetof(ActivityLine, alloc_share_text), FIELD_NUMBER,
	.label = W_inventory_line_alloc_share, .unit = "%"},
    {"alloc_basis", offsetof(ActivityLine, alloc_basis), FIELD_CHOICE, .max = 20, .choices = ALLOCATION_BASES,
	.label = W_inventory_line_alloc_basis},
    {"alloc_note", offsetof(ActivityLine, alloc_note), FIELD_AREA, .max = INVENTORY_NOTE_MAX,
	.label = W_inventory_line_alloc_note},
    {"note", offsetof(ActivityLine, note), FIELD_AREA, .max = INVENTORY_NOTE_MAX, .label = W_inventory_note,
	.is_optional = true},
};

/* ---- months and inputs: fields with made names ---- */

/* "month_3" -> 2; -1 for other names. */
static int month_index(const char *name)
{
	int64_t number;
	if (!str_starts(name, "month_") || !str_to_int(name + strlen("month_"), &number))
		return -1;
	return number >= 1 && number <= INVENTORY_MAX_MONTHS ? (int)number - 1 : -1;
}

/* Which part of which input a form name means. */
typedef struct InputPart {
	const char *input; /* NULL: the name is another's */
	size_t offset;	   /* in LineInput */
	int month;	   /* of its months; -1 = the part itself */
} InputPart;

/* "input_ncv_unit" -> ncv, its unit; "input_ncv_month_3" -> ncv, the third of its months. */
static InputPart input_of(Arena *mem, const char *name)
{
	static const struct {
		const char *ending;
		size_t offset;
	} PARTS[] = {{"_unit", offsetof(LineInput, unit)}, {"_source", offsetof(LineInput, source)},
	    {"_uncertainty", offsetof(LineInput, uncertainty)},
	    {"_valid_from", offsetof(LineInput, valid_from)}, {"_valid_to", offsetof(LineInput, valid_to)}};
	if (!str_starts(name, "input_"))
		return (InputPart){0};
	const char *rest = name + strlen("input_"), *month = strstr(rest, "_month_");
	InputPart part = {.offset = offsetof(LineInput, text), .month = -1};
	size_t len = strlen(rest);
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
		if (str_ends(rest, PARTS[i].ending)) {
			part.offset = PARTS[i].offset;
			len = strlen(rest) - strlen(PARTS[i].ending);
		}
	if (month) {
		part = (InputPart){.offset = offsetof(LineInput, months), .month = month_index(month + 1)};
		len = (size_t)(month - rest);
	}
	bool is_name = strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(rest);
	if (len == 0 || len > 40 || !is_name || (month && part.month < 0))
		return (InputPart){0};
	part.input = arena_copy_n(mem, rest, len);
	return part;
}

static const char *months_with(Arena *mem, const char *monthly, int index, const char *value)
{
	const char *months[INVENTORY_MAX_MONTHS];
	line_months_read(mem, monthly, months);
	months[index] = value;
	return line_months_write(mem, months);
}

static const char **part_of(LineInput *input, InputPart part)
{
	return (const char **)((char *)input + part.offset);
}

static FieldFault set_input(Arena *mem, ActivityLine *line, InputPart part, const char *value)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t count = line_inputs_read(mem, line->inputs, inputs);
	size_t at = 0;
	while (at < count && !str_eq(inputs[at].name, part.input))
		at++;
	if (at == LINE_MAX_INPUTS)
		return FIELD_REFUSED;
	if (at == count)
		inputs[count++] = (LineInput){part.input, "", "", "", "", "", "", ""};
	const char **text = part_of(&inputs[at], part);
	*text = part.month < 0 ? value : months_with(mem, *text, part.month, value);
	line->inputs = line_inputs_write(mem, inputs, count);
	return FIELD_SET;
}

static const char *get_input(Arena *mem, const ActivityLine *line, InputPart part)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t count = line_inputs_read(mem, line->inputs, inputs);
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(inputs[i].name, part.input))
			continue;
		const char *text = *part_of(&inputs[i], part);
		const char *months[INVENTORY_MAX_MONTHS];
		if (part.month < 0)
			return text;
		line_months_read(mem, text, months);
		return months[part.month];
	}
	return "";
}

static FieldFault set_made(Arena *mem, void *row, const char *name, const char *value)
{
	ActivityLine *line = row;
	if (str_chars(value) > FIELD_TEXT_MAX)
		return FIELD_TOO_LONG;
	if (month_index(name) >= 0) {
		line->monthly = months_with(mem, line->monthly, month_index(name), value);
		return FIELD_SET;
	}
	InputPart part = input_of(mem, name);
	return part.input ? set_input(mem, line, part, value) : FIELD_UNKNOWN;
}

static const char *get_made(Arena *mem, const void *row, const char *name)
{
	const ActivityLine *line = row;
	if (month_index(name) >= 0) {
		const char *months[INVENTORY_MAX_MONTHS];
		line_months_read(mem, line->monthly, months);
		return months[month_index(name)];
	}
	InputPart part = input_of(mem, name);
	return part.input ? get_input(mem, line, part) : "";
}

static const char *label_made(Arena *mem, Lang lang, const char *name)
{
	if (str_starts(name, "month_"))
		return say(mem, lang, W_inventory_line_month_n, "n", name + strlen("month_"), NULL);
	const char *month = strstr(name, "_month_");
	if (month)
		return say(
		    mem, lang, W_inventory_line_measured_month_n, "n", month + strlen("_month_"), NULL);
	if (str_eq(name, "input_factor_valid_from"))
		return word_text(lang, W_inventory_line_valid_from);
	if (str_eq(name, "input_factor_valid_to"))
		return word_text(lang, W_inventory_line_valid_to);
	if (str_ends(name, "_unit"))
		return word_text(lang, W_inventory_line_unit);
	if (str_ends(name, "_source"))
		return word_text(lang, W_inventory_line_measured_source);
	return str_ends(name, "_uncertainty") ? word_text(lang, W_inventory_line_uncertainty) : NULL;
}

static const FieldsMade LINE_MADE = {get_made, set_made, label_made};
const FormTable LINE_FORM = {FORM_TABLE(LINE_TABLE), .made = &LINE_MADE};

ActivityLine line_blank(int64_t id, int64_t inventory_id, const char *category)
{
	ActivityLine line = {.id = id, .inventory_id = inventory_id, .version = 1};
	fields_clear(&LINE_FORM, &line);
	line.monthly = "";
	line.inputs = "";
	line.category = category;
	return line;
}

/* ---- months that move with the period ---- */

static const char *monthly_moved(Arena *mem, const char *monthly, int by, int count)
{
	const char *old[INVENTORY_MAX_MONTHS], *moved[INVENTORY_MAX_MONTHS];
	line_months_read(mem, monthly, old);
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++) {
		int from = i + by;
		moved[i] = i < count && from >= 0 && from < INVENTORY_MAX_MONTHS ? old[from] : "";
	}
	return line_months_write(mem, moved);
}

/* Applies to the months of every input; false when none has any. */
static bool move_inputs(Arena *mem, ActivityLine *line, int by, int count)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t input_count = line_inputs_read(mem, line->inputs, inputs);
	bool has_months = false;
	for (size_t i = 0; i < input_count; i++) {
		has_months = has_months || *inputs[i].months;
		inputs[i].months = monthly_moved(mem, inputs[i].months, by, count);
	}
	if (has_months)
		line->inputs = line_inputs_write(mem, inputs, input_count);
	return has_months;
}

bool line_move_months(Arena *mem, ActivityLine *line, int by, int count)
{
	bool has_inputs = by != 0 && move_inputs(mem, line, by, count);
	if (by == 0 || (line->months == 0 && !line_is_monthly(line)))
		return has_inputs;
	line->months = months_moved((Months)line->months, by, count);
	if (!line_is_monthly(line))
		return true;
	line->monthly = monthly_moved(mem, line->monthly, by, count);
	if (!line_is_monthly(line))
		line->amount_text = "";
	return true;
}

const char *line_month_fields(Arena *mem, const ActivityLine *line)
{
	LineInput inputs[LINE_MAX_INPUTS];
	size_t count = line_inputs_read(mem, line->inputs, inputs);
	Buf names = buf_in(mem, BUF_FIELDS_MAX);
	buf_text(&names, "amount,months");
	for (int m = 1; m <= INVENTORY_MAX_MONTHS; m++) {
		buf_printf(&names, ",month_%d", m);
		for (size_t i = 0; i < count; i++)
			if (*inputs[i].months)
				buf_printf(&names, ",input_%s_month_%d", inputs[i].name, m);
	}
	return buf_take(&names);
}

void line_forget_amounts(Arena *mem, ActivityLine *line)
{
	line->amount_text = "";
	line->monthly = "";
	line->months = 0;
	line->alloc_total_text = "";
	move_inputs(mem, line, INVENTORY_MAX_MONTHS, 0);
}
