/* The fields of a line, an inventory and a renewable record by their form names, months that move with the
 * period, and the merging of what two people typed. See inventory_rules.h. */
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "ghg/coverage.h"
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
	return has_any ? text.data : "";
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
	return last < 0 ? "" : text.data;
}

bool line_is_monthly(const ActivityLine *line)
{
	return !str_is_empty(line->monthly);
}

/* Fields that are plain text: where they stand in their struct. */
typedef struct TextField {
	const char *name;
	size_t offset;
	size_t max_chars;
	const char *const *choices; /* NULL = any text */
} TextField;

#define FIELD(type, form_name, member, max, list)                                                            \
	{                                                                                                    \
		form_name, offsetof(type, member), max, list                                                 \
	}
#define LINE_FIELD(form_name, member, max, list) FIELD(ActivityLine, form_name, member, max, list)
static const TextField LINE_TEXTS[] = {
    LINE_FIELD("category", category, 60, NULL),
    LINE_FIELD("item", item, 60, NULL),
    LINE_FIELD("label", label, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("amount", amount_text, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("amount_unit", amount_unit, 60, NULL),
    LINE_FIELD("factor", factor_text, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("factor_unit", factor_unit, 60, NULL),
    LINE_FIELD("factor_source", factor_source, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("factor_choice", factor_choice, 120, NULL),
    LINE_FIELD("alloc_total", alloc_total_text, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("alloc_share", alloc_share_text, INVENTORY_TEXT_MAX, NULL),
    LINE_FIELD("alloc_basis", alloc_basis, 20, ALLOCATION_BASES),
    LINE_FIELD("alloc_note", alloc_note, INVENTORY_NOTE_MAX, NULL),
    LINE_FIELD("note", note, INVENTORY_NOTE_MAX, NULL),
    {0},
};

#define INFO_FIELD(form_name, member, max, list) FIELD(Inventory, form_name, member, max, list)
static const TextField INVENTORY_TEXTS[] = {
    INFO_FIELD("start", start_text, 40, NULL),
    INFO_FIELD("end", end_text, 40, NULL),
    INFO_FIELD("method", method, 20, NULL),
    INFO_FIELD("gwp_set", gwp_set, 20, NULL),
    INFO_FIELD("approach", approach, 20, APPROACHES),
    INFO_FIELD("grid_choice", grid_choice, 20, GRID_CHOICES),
    INFO_FIELD("output", output_text, INVENTORY_TEXT_MAX, NULL),
    INFO_FIELD("output_unit", output_unit, 40, NULL),
    INFO_FIELD("output_name", output_name, INVENTORY_TEXT_MAX, NULL),
    INFO_FIELD("revenue", revenue_text, INVENTORY_TEXT_MAX, NULL),
    INFO_FIELD("headcount", headcount_text, INVENTORY_TEXT_MAX, NULL),
    INFO_FIELD("coal_rate", coal_rate_text, INVENTORY_TEXT_MAX, NULL),
    INFO_FIELD("note", note, INVENTORY_NOTE_MAX, NULL),
    {0},
};

#define RENEWABLE_FIELD(form_name, member, max, list) FIELD(RenewableRecord, form_name, member, max, list)
static const TextField RENEWABLE_TEXTS[] = {
    RENEWABLE_FIELD("kind", kind, 20, RENEWABLE_KINDS),
    RENEWABLE_FIELD("amount", amount_text, INVENTORY_TEXT_MAX, NULL),
    RENEWABLE_FIELD("amount_unit", amount_unit, 20, NULL),
    RENEWABLE_FIELD("factor", factor_text, INVENTORY_TEXT_MAX, NULL),
    RENEWABLE_FIELD("certificate_prefix", certificate_prefix, 60, NULL),
    RENEWABLE_FIELD("certificate_first", certificate_first_text, 40, NULL),
    RENEWABLE_FIELD("certificate_last", certificate_last_text, 40, NULL),
    RENEWABLE_FIELD("generation_year", generation_year, 20, NULL),
    RENEWABLE_FIELD("cancelled_on", cancelled_on, 40, NULL),
    RENEWABLE_FIELD("note", note, INVENTORY_NOTE_MAX, NULL),
    {0},
};

static const TextField *text_field(const TextField fields[], const char *name)
{
	for (; fields->name; fields++)
		if (str_eq(fields->name, name))
			return fields;
	return NULL;
}

static FieldFault set_text(void *row, const TextField *field, const char *value)
{
	if (str_chars(value) > field->max_chars)
		return FIELD_TOO_LONG;
	if (field->choices && *value && !text_is_one_of(value, field->choices))
		return FIELD_REFUSED;
	*(const char **)((char *)row + field->offset) = value;
	return FIELD_SET;
}

static const char *get_text(const void *row, const TextField *field)
{
	return *(const char *const *)((const char *)row + field->offset);
}

FieldFault inventory_field_set(Arena *mem, Inventory *inventory, const char *name, const char *value)
{
	const TextField *field = text_field(INVENTORY_TEXTS, name);
	return field ? set_text(inventory, field, value) : FIELD_UNKNOWN;
}

const char *inventory_field(Arena *mem, const Inventory *inventory, const char *name)
{
	const TextField *field = text_field(INVENTORY_TEXTS, name);
	return field ? get_text(inventory, field) : "";
}

FieldFault renewable_field_set(Arena *mem, RenewableRecord *record, const char *name, const char *value)
{
	const TextField *field = text_field(RENEWABLE_TEXTS, name);
	return field ? set_text(record, field, value) : FIELD_UNKNOWN;
}

const char *renewable_field(Arena *mem, const RenewableRecord *record, const char *name)
{
	const TextField *field = text_field(RENEWABLE_TEXTS, name);
	return field ? get_text(record, field) : "";
}

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

FieldFault line_field_set(Arena *mem, ActivityLine *line, const char *name, const char *value)
{
	const TextField *field = text_field(LINE_TEXTS, name);
	if (field)
		return set_text(line, field, value);
	if (str_chars(value) > INVENTORY_TEXT_MAX)
		return FIELD_TOO_LONG;
	int64_t number = 0;
	if (str_eq(name, "facility") || str_eq(name, "months")) {
		if (*value && (!str_to_int(value, &number) || number < 0))
			return FIELD_REFUSED;
		if (str_eq(name, "facility"))
			line->facility_id = number;
		else if (number >= INT64_C(1) << INVENTORY_MAX_MONTHS)
			return FIELD_REFUSED;
		else
			line->months = number;
		return FIELD_SET;
	}
	if (month_index(name) >= 0) {
		line->monthly = months_with(mem, line->monthly, month_index(name), value);
		return FIELD_SET;
	}
	InputPart part = input_of(mem, name);
	return part.input ? set_input(mem, line, part, value) : FIELD_UNKNOWN;
}

const char *line_field(Arena *mem, const ActivityLine *line, const char *name)
{
	const TextField *field = text_field(LINE_TEXTS, name);
	if (field)
		return get_text(line, field);
	if (str_eq(name, "facility"))
		return line->facility_id ? arena_printf(mem, "%lld", (long long)line->facility_id) : "";
	if (str_eq(name, "months"))
		return line->months ? arena_printf(mem, "%lld", (long long)line->months) : "";
	if (month_index(name) >= 0) {
		const char *months[INVENTORY_MAX_MONTHS];
		line_months_read(mem, line->monthly, months);
		return months[month_index(name)];
	}
	InputPart part = input_of(mem, name);
	return part.input ? get_input(mem, line, part) : "";
}

ActivityLine line_blank(int64_t id, int64_t inventory_id, const char *category)
{
	ActivityLine line = {.id = id, .inventory_id = inventory_id, .version = 1};
	for (const TextField *field = LINE_TEXTS; field->name; field++)
		*(const char **)((char *)&line + field->offset) = "";
	line.monthly = "";
	line.inputs = "";
	line.category = category;
	return line;
}

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
	Buf names = buf_in(mem, 64 * 1024);
	buf_text(&names, "amount,months");
	for (int m = 1; m <= INVENTORY_MAX_MONTHS; m++) {
		buf_printf(&names, ",month_%d", m);
		for (size_t i = 0; i < count; i++)
			if (*inputs[i].months)
				buf_printf(&names, ",input_%s_month_%d", inputs[i].name, m);
	}
	return names.data;
}

void line_forget_amounts(Arena *mem, ActivityLine *line)
{
	line->amount_text = "";
	line->monthly = "";
	line->months = 0;
	line->alloc_total_text = "";
	move_inputs(mem, line, INVENTORY_MAX_MONTHS, 0);
}

bool names_have(const char *names, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = names; at && *at;) {
		size_t part = strcspn(at, ",");
		if (part == len && memcmp(at, name, len) == 0)
			return true;
		at += part;
		at += *at == ',';
	}
	return false;
}

/* ---- merging what two people typed ---- */

#define FIELD_KIND(kind, Row, getter, setter)                                                                \
	static const char *kind##_get(Arena *mem, const void *row, const char *name)                         \
	{                                                                                                    \
		return getter(mem, (const Row *)row, name);                                                  \
	}                                                                                                    \
	static FieldFault kind##_set(Arena *mem, void *row, const char *name, const char *value)             \
	{                                                                                                    \
		return setter(mem, (Row *)row, name, value);                                                 \
	}                                                                                                    \
	const FieldKind kind = {kind##_get, kind##_set}

FIELD_KIND(LINE_FIELDS, ActivityLine, line_field, line_field_set);
FIELD_KIND(INVENTORY_FIELDS, Inventory, inventory_field, inventory_field_set);
FIELD_KIND(RENEWABLE_FIELDS, RenewableRecord, renewable_field, renewable_field_set);

FieldMerge fields_merge(
    Arena *mem, const FieldKind *kind, void *row, const char *changed, const FieldEdit edits[], size_t count)
{
	FieldMerge merge = {.saved = "", .conflicts = ARENA_ARRAY(mem, FieldConflict, count + 1)};
	Buf saved = buf_in(mem, 16 * 1024);
	for (size_t i = 0; i < count; i++) {
		const char *now = kind->get(mem, row, edits[i].field);
		if (str_eq(now, edits[i].value))
			continue;
		if (str_eq(changed, EVERY_FIELD) || names_have(changed, edits[i].field)) {
			merge.conflicts[merge.conflict_count++] = (FieldConflict){
			    .field = edits[i].field, .yours = edits[i].value, .theirs = now};
			continue;
		}
		FieldFault fault = kind->set(mem, row, edits[i].field, edits[i].value);
		if (fault) {
			merge.fault = fault;
			merge.fault_field = edits[i].field;
			continue;
		}
		if (saved.len)
			buf_char(&saved, ',');
		buf_text(&saved, edits[i].field);
	}
	merge.saved = saved.data ? saved.data : "";
	return merge;
}

/* FNV-1a of 64 bits: enough to tell an edited field from an untouched one. */
static const char *short_digest(Arena *mem, const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return arena_printf(mem, "%016llx", (unsigned long long)hash);
}

const char *fields_seen(
    Arena *mem, const FieldKind *kind, const void *row, const char *const names[], size_t count)
{
	Buf text = buf_in(mem, 64 * 1024);
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s:%s,", names[i], short_digest(mem, kind->get(mem, row, names[i])));
	return text.data ? text.data : "";
}

bool field_was_edited(Arena *mem, const char *seen, const char *name, const char *value)
{
	const char *entry = arena_printf(mem, "%s:%s", name, short_digest(mem, value));
	return !names_have(seen, entry);
}
