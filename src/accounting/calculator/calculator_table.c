/* Activity lines from a table. See calculator_table.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_table.h"
#include "form/form.po.h"
#include "html/html.h"
#include "inventory/inventory.po.h"
#include "result/result.h"
#include "result/result.po.h"

static const Word TITLES[TABLE_MONTH_1] = {
    [TABLE_CATEGORY] = W_inventory_line_category,
    [TABLE_ITEM] = W_inventory_line_item,
    [TABLE_FACILITY] = W_inventory_line_facility,
    [TABLE_LABEL] = W_inventory_line_label,
    [TABLE_AMOUNT] = W_inventory_line_amount,
    [TABLE_UNIT] = W_inventory_line_unit,
    [TABLE_FACTOR] = W_inventory_line_factor,
    [TABLE_FACTOR_UNIT] = W_inventory_line_factor_unit,
    [TABLE_FACTOR_SOURCE] = W_inventory_line_factor_source,
    [TABLE_NOTE] = W_inventory_note,
};

static const char *const CODES[TABLE_MONTH_1] = {"category", "item", "facility", "label", "amount", "unit",
    "factor", "factor_unit", "factor_source", "note"};

const char *table_field_title(Arena *mem, const Inventory *inventory, int field, Lang lang)
{
	if (field < TABLE_MONTH_1)
		return word_text(lang, TITLES[field]);
	int year, month;
	inventory_month(inventory, field - TABLE_MONTH_1, &year, &month);
	return arena_printf(mem, "%04d-%02d", year, month);
}

/* "2025-1", "2025-01-01" and "2025/01" are that month too: spreadsheets rewrite what looks like a date. */
static bool is_month_head(const char *cell, int year, int month)
{
	char *end;
	long y = strtol(cell, &end, 10);
	if (y != year || (*end != '-' && *end != '/'))
		return false;
	return strtol(end + 1, &end, 10) == month && (*end == '\0' || *end == '-' || *end == '/');
}

static int field_of_head(Arena *mem, const Inventory *inventory, const char *cell)
{
	if (!*cell)
		return TABLE_UNKNOWN;
	for (int field = 0; field < TABLE_MONTH_1; field++) {
		if (strcasecmp(cell, CODES[field]) == 0)
			return field;
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (strcasecmp(cell, word_text((Lang)lang, TITLES[field])) == 0)
				return field;
	}
	for (int i = 0; i < inventory->month_count; i++) {
		int year, month;
		inventory_month(inventory, i, &year, &month);
		if (is_month_head(cell, year, month))
			return TABLE_MONTH_1 + i;
	}
	return TABLE_UNKNOWN;
}

/* ---- further inputs ---- */

/* The input of a category by its name or label; the first one and the factor have columns of their own. */
static const GhgInput *input_named(const GhgCategory *category, const char *text)
{
	for (size_t i = 1; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		bool is_same = strcasecmp(input->name, text) == 0 || str_eq(input->label.zh, text) ||
			       strcasecmp(input->label.en, text) == 0;
		if (is_same && !str_eq(input->name, "factor"))
			return input;
	}
	return NULL;
}

static bool is_input_of_any(const TableScene *scene, const char *text)
{
	const GhgMethod *method = inventory_method(scene->ghg, scene->inventory);
	for (size_t i = 0; method && i < method->category_count; i++)
		if (input_named(&method->categories[i], text))
			return true;
	return false;
}

/* Cuts what follows the name of the input in a head: " 单位", " 2025-03". */
static const char *cut_suffix(Arena *mem, const Inventory *inventory, char *head)
{
	size_t len = strlen(head);
	for (int lang = 0; lang <= LANG_COUNT; lang++) {
		const char *unit = lang < LANG_COUNT ? word_text((Lang)lang, W_calculator_import_head_unit)
						     : "_unit";
		size_t ending = strlen(unit);
		if (len <= ending || strcasecmp(head + len - ending, unit) != 0)
			continue;
		head[len - ending] = '\0';
		return "_unit";
	}
	char *space = strrchr(head, ' ');
	for (int i = 0; space && i < inventory->month_count; i++) {
		int year, month;
		inventory_month(inventory, i, &year, &month);
		if (!is_month_head(space + 1, year, month))
			continue;
		*space = '\0';
		return arena_printf(mem, "_month_%d", i + 1);
	}
	return "";
}

static bool add_input_column(
    Arena *mem, const TableScene *scene, const char *head, int column, TableLayout *layout)
{
	char *text = arena_copy(mem, head);
	const char *suffix = "";
	if (!is_input_of_any(scene, text))
		suffix = cut_suffix(mem, scene->inventory, text);
	text = str_trim(mem, text);
	if (!*text || layout->input_count == TABLE_INPUTS || !is_input_of_any(scene, text))
		return false;
	layout->inputs[layout->input_count++] = (InputColumn){column, text, suffix};
	return true;
}

static const char *field_of_column(Arena *mem, const GhgInput *input, const InputColumn *column)
{
	return arena_printf(mem, "input_%s%s", input->name, column->suffix);
}

TableLayout table_layout(Arena *mem, const TableScene *scene, const TableRow *first)
{
	TableLayout layout = {.columns = first->count};
	for (int i = 0; i < TABLE_FIELDS; i++)
		layout.column_of[i] = -1;
	int known = 0;
	for (int column = 0; column < first->count; column++) {
		int field = field_of_head(mem, scene->inventory, first->cells[column]);
		if (field == TABLE_UNKNOWN) {
			add_input_column(mem, scene, first->cells[column], column, &layout);
			continue;
		}
		if (layout.column_of[field] >= 0)
			continue;
		layout.column_of[field] = column;
		known++;
	}
	if (known >= 2) {
		layout.has_head = true;
		layout.is_usable = layout.column_of[TABLE_CATEGORY] >= 0 || *scene->category;
		return layout;
	}
	static const TableField PLAIN[] = {TABLE_ITEM, TABLE_FACILITY, TABLE_LABEL, TABLE_AMOUNT, TABLE_UNIT};
	for (int i = 0; i < TABLE_FIELDS; i++)
		layout.column_of[i] = -1;
	for (int i = 0; i < 5; i++)
		layout.column_of[PLAIN[i]] = i;
	layout.is_usable = *scene->category != '\0' && first->count >= 4;
	return layout;
}

/* ---- one row ---- */

static void complain(TableLine *out, int column, const char *text)
{
	if (out->problem_count < ROW_PROBLEMS)
		out->problems[out->problem_count++] = (CellProblem){column < 0 ? 0 : column, text};
}

static const char *cell(const TableLayout *layout, const TableRow *row, int field)
{
	int column = layout->column_of[field];
	return column < 0 ? "" : table_cell(row, column);
}

static bool is_named(GhgWords words, const char *code, const char *text)
{
	return strcasecmp(text, code) == 0 || str_eq(words.zh, text) || strcasecmp(words.en, text) == 0;
}

static const GhgCategory *category_named(const TableScene *scene, const char *text)
{
	const GhgMethod *method = inventory_method(scene->ghg, scene->inventory);
	for (size_t i = 0; method && i < method->category_count; i++)
		if (is_named(method->categories[i].name, method->categories[i].code, text))
			return &method->categories[i];
	return NULL;
}

static const char *item_looked_up(
    Arena *mem, const TableScene *scene, const GhgCategory *category, const char *text)
{
	GhgSettings settings = inventory_settings(scene->inventory);
	size_t count;
	const GhgItem *items = ghg_items(scene->ghg, mem, &settings, category, &count);
	for (size_t i = 0; i < count; i++)
		if (is_named(items[i].name, items[i].code, text))
			return items[i].code;
	return NULL;
}

static const char *item_named(
    Arena *mem, const TableScene *scene, const GhgCategory *category, const char *text)
{
	NamedItems *named = scene->named;
	for (size_t i = 0; named && i < NAMED_ITEMS; i++)
		if (named->items[i].category == category && str_eq(named->items[i].text, text))
			return named->items[i].code;
	const char *code = item_looked_up(mem, scene, category, text);
	if (named && code && strlen(text) < NAMED_ITEM_BYTES) {
		NamedItem *kept = &named->items[named->next++ % NAMED_ITEMS];
		*kept = (NamedItem){.category = category, .code = code};
		memcpy(kept->text, text, strlen(text));
	}
	return code;
}

static int64_t facility_named(const TableScene *scene, const char *text)
{
	for (size_t i = 0; i < scene->facility_count; i++)
		if (scene->facilities[i].is_within && strcasecmp(scene->facilities[i].name, text) == 0)
			return scene->facilities[i].id;
	return 0;
}

static void read_names(Arena *mem, const TableScene *scene, const TableLayout *layout, const TableRow *row,
    const GhgCategory *category, TableLine *out)
{
	const char *item = cell(layout, row, TABLE_ITEM);
	if (category && category->items != GHG_NO_ITEM) {
		const char *code = *item ? item_named(mem, scene, category, item) : NULL;
		if (code)
			out->line.item = code;
		else
			complain(out, layout->column_of[TABLE_ITEM],
			    *item
				? say(mem, scene->lang, W_calculator_import_unknown_item, "given", item, NULL)
				: say(mem, scene->lang, W_result_problem_no_item, NULL));
	} else if (*item) {
		out->line.label = arena_copy(mem, item);
	}
	const char *facility = cell(layout, row, TABLE_FACILITY);
	if (!*facility)
		return;
	out->line.facility_id = facility_named(scene, facility);
	if (!out->line.facility_id)
		complain(out, layout->column_of[TABLE_FACILITY],
		    say(mem, scene->lang, W_calculator_import_unknown_facility, "given", facility, NULL));
}

static void read_texts(
    Arena *mem, const TableScene *scene, const TableLayout *layout, const TableRow *row, TableLine *out)
{
	static const struct {
		TableField field;
		const char *name;
	} TEXTS[] = {{TABLE_LABEL, "label"}, {TABLE_AMOUNT, "amount"}, {TABLE_UNIT, "amount_unit"},
	    {TABLE_FACTOR, "factor"}, {TABLE_FACTOR_UNIT, "factor_unit"},
	    {TABLE_FACTOR_SOURCE, "factor_source"}, {TABLE_NOTE, "note"}};
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		const char *text = cell(layout, row, TEXTS[i].field);
		if (!*text)
			continue;
		if (field_set(mem, &LINE_FORM, &out->line, TEXTS[i].name, arena_copy(mem, text)))
			complain(out, layout->column_of[TEXTS[i].field],
			    say(mem, scene->lang, W_form_too_long, NULL));
	}
	const char *months[INVENTORY_MAX_MONTHS];
	bool has_months = false;
	for (int i = 0; i < INVENTORY_MAX_MONTHS; i++) {
		const char *text = cell(layout, row, TABLE_MONTH_1 + i);
		months[i] = *text && str_chars(text) <= INVENTORY_TEXT_MAX ? arena_copy(mem, text) : "";
		has_months |= *months[i] != '\0';
	}
	if (has_months)
		out->line.monthly = line_months_write(mem, months);
}

static void read_inputs(Arena *mem, const TableScene *scene, const TableLayout *layout, const TableRow *row,
    const GhgCategory *category, TableLine *out)
{
	for (int i = 0; i < layout->input_count; i++) {
		const InputColumn *column = &layout->inputs[i];
		const char *text = table_cell(row, column->column);
		if (!*text)
			continue;
		const GhgInput *input = input_named(category, column->input);
		if (!input) {
			complain(out, column->column,
			    say(mem, scene->lang, W_calculator_import_unknown_input, "given", column->input,
				NULL));
			continue;
		}
		if (field_set(mem, &LINE_FORM, &out->line, field_of_column(mem, input, column),
			arena_copy(mem, text)))
			complain(out, column->column, say(mem, scene->lang, W_form_too_long, NULL));
	}
}

static int column_of_input(
    Arena *mem, const TableLayout *layout, const GhgCategory *category, const char *field)
{
	for (int i = 0; i < layout->input_count; i++) {
		const GhgInput *input = input_named(category, layout->inputs[i].input);
		if (input && str_eq(field_of_column(mem, input, &layout->inputs[i]), field))
			return layout->inputs[i].column;
	}
	return -1;
}

static int column_of_field(const TableLayout *layout, const char *field)
{
	static const struct {
		const char *name;
		TableField field;
	} FIELDS[] = {{"amount", TABLE_AMOUNT}, {"amount_unit", TABLE_UNIT}, {"item", TABLE_ITEM},
	    {"facility", TABLE_FACILITY}, {"factor", TABLE_FACTOR}, {"factor_unit", TABLE_FACTOR_UNIT}};
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
		if (str_eq(FIELDS[i].name, field))
			return layout->column_of[FIELDS[i].field];
	int64_t month;
	if (str_starts(field, "month_") && str_to_int(field + strlen("month_"), &month) && month >= 1 &&
	    month <= INVENTORY_MAX_MONTHS)
		return layout->column_of[TABLE_MONTH_1 + month - 1];
	return layout->column_of[TABLE_AMOUNT];
}

/* The unit column of a problem with the unit, though the core names the amount. */
static int column_of_problem(
    Arena *mem, const TableLayout *layout, const GhgCategory *category, const LineProblem *problem)
{
	int column = column_of_input(mem, layout, category, problem->field);
	if (column >= 0)
		return column;
	bool is_unit = problem->core && (problem->core->code == GHG_UNKNOWN_UNIT ||
					    problem->core->code == GHG_WRONG_DIMENSION);
	if (is_unit && str_eq(problem->field, "amount") && layout->column_of[TABLE_UNIT] >= 0)
		return layout->column_of[TABLE_UNIT];
	if (is_unit && str_eq(problem->field, "factor") && layout->column_of[TABLE_FACTOR_UNIT] >= 0)
		return layout->column_of[TABLE_FACTOR_UNIT];
	return column_of_field(layout, problem->field);
}

void table_line(
    Arena *mem, const TableScene *scene, const TableLayout *layout, const TableRow *row, TableLine *out)
{
	*out = (TableLine){.line = line_blank(0, scene->inventory->id, ""), .tco2e = NAN};
	const char *category_text = cell(layout, row, TABLE_CATEGORY);
	if (!*category_text)
		category_text = scene->category;
	const GhgCategory *category = category_named(scene, category_text);
	if (!category) {
		complain(out, layout->column_of[TABLE_CATEGORY],
		    say(mem, scene->lang, W_calculator_import_unknown_category, "given", category_text,
			NULL));
		return;
	}
	out->line.category = category->code;
	read_names(mem, scene, layout, row, category, out);
	read_texts(mem, scene, layout, row, out);
	read_inputs(mem, scene, layout, row, category, out);
	LineResult result = line_compute(scene->ghg, mem, scene->inventory, scene->facilities,
	    scene->facility_count, &out->line, scene->lang);
	out->tco2e = result.result.tco2e;
	for (size_t i = 0; i < result.problem_count; i++) {
		const LineProblem *problem = &result.problems[i];
		bool is_missing = problem->fault == LINE_NO_AMOUNT || problem->fault == LINE_NO_ITEM ||
				  (problem->core && problem->core->code == GHG_MISSING_INPUT);
		if (!problem->stops || is_missing) /* what is missing may be filled in later */
			continue;
		complain(out, column_of_problem(mem, layout, category, problem),
		    line_problem_text(mem, scene->lang, scene->ghg, category, problem));
	}
}
