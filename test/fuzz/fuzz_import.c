/* Tables that users send, row by row behind the reader of tables: the first byte picks reference factors, own
 * factors or activity lines. Every row is taken, passed over, or wrong at a column that a person can find;
 * what own factors show as their preview reads back the same. */
#include "base/str.h"
#include "factors/own_table.h"
#include "fuzz.h"
#include "reference/reference_rules.h"
#include "calculator/calculator_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_WITHIN = 40, ROWS_MAX = 300, INPUT_MAX_BYTES = 64 * 1024, PREVIEW_MAX_BYTES = 4 << 20 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_clean(const char *text)
{
	check(text && str_is_clean_utf8(text, strlen(text)));
}

static bool open_table(Arena *mem, const uint8_t *bytes, size_t size, Table **out)
{
	static TableFault fault;
	const TableChoice choice = {.kind = TABLE_CSV, .max_rows = ROWS_MAX};
	return table_open_bytes(mem, bytes, size, &choice, out, &fault) == OK;
}

/* ---- reference factors ---- */

static void check_reference(Arena *mem, ReferenceRowState state, ReferenceFactor *factor, const char *given)
{
	double value;
	Unit unit;
	if (state == ROW_WRONG)
		check(*given != '\0');
	if (state != ROW_TAKEN)
		return;
	check(number_parse(factor->value_text, &value) == NUMBER_OK && isfinite(value));
	check(factor->is_usable == unit_parse(factor->unit, &unit));
	check_clean(factor->name);
	check_clean(factor->unit);
	check_clean(factor->note);
	const char *words[REFERENCE_WORDS];
	check(reference_words(mem, factor->name, words, REFERENCE_WORDS) <= REFERENCE_WORDS);
	factor->title = "made up";
	check(str_chars(reference_source(mem, factor)) <= REFERENCE_TEXT_MAX);
}

static void read_references(Arena *mem, Table *table)
{
	ReferenceLayout layout = {0};
	TableRow row;
	for (int i = 0; i < HEAD_WITHIN && !layout.kind && table_next(table, &row); i++)
		reference_layout(&row, &layout);
	while (layout.kind && table_next(table, &row)) {
		ReferenceFactor factor;
		const char *given = "";
		ReferenceRowState state = reference_row(mem, &layout, &row, &factor, &given);
		check_reference(mem, state, &factor, given);
	}
}

/* ---- own factors ---- */

static const OwnTitles TITLES = {
    .of = {
	{"名称", "用于", "数值", "单位", "来源", "数据年份", "有效期起", "有效期止", "备注"},
	{"Name", "For", "Value", "Unit", "Source", "Year of the data", "Valid from", "Valid to", "Note"},
	{"name", "purpose", "value", "unit", "source", "source_year", "valid_from", "valid_to", "note"},
    }};

static void check_preview(Arena *mem, OwnFactor factors[], size_t count)
{
	const char *text = own_table_text(mem, factors, count, PREVIEW_MAX_BYTES);
	Table *table = NULL;
	TableFault fault;
	TableRow row;
	const TableChoice choice = {.kind = TABLE_PASTE};
	check(text != NULL);
	check(table_open_bytes(mem, text, strlen(text), &choice, &table, &fault) == OK);
	check(table_next(table, &row) && own_layout(&TITLES, &row).has_head);
	for (size_t i = 0; i < count; i++) {
		check(table_next(table, &row));
		for (OwnField field = 0; field < OWN_FIELDS; field++)
			check(str_eq(table_cell(&row, (int)field), *own_field_text(&factors[i], field)));
	}
	check(!table_next(table, &row) && table_end(table) == OK);
}

static void read_own(Arena *mem, Table *table)
{
	OwnFactor *factors = ARENA_ARRAY(mem, OwnFactor, ROWS_MAX + 1);
	const OwnFactor **others = ARENA_ARRAY(mem, const OwnFactor *, ROWS_MAX + 1);
	OwnLayout layout = {.missing = OWN_FIELDS};
	OwnProblem problems[OWN_FIELDS];
	TableRow row;
	size_t count = 0;
	bool is_first = true;
	while (layout.missing == OWN_FIELDS && table_next(table, &row)) {
		layout = is_first ? own_layout(&TITLES, &row) : layout;
		bool is_head = is_first && layout.has_head;
		is_first = false;
		if (is_head)
			continue;
		OwnFactor *factor = &factors[count];
		int wrong = own_table_row(mem, &layout, &row, others, count, factor, problems), found = 0;
		for (OwnField field = 0; field < OWN_FIELDS; field++)
			found += problems[field].fault != OWN_FINE;
		check(wrong == found);
		const GhgFactor *trap;
		own_factor_doubt(ghg_embedded(), factor, (Date){2026, 1, 1}, &trap);
		if (!wrong)
			others[count] = &factors[count], count++;
	}
	if (count)
		check_preview(mem, factors, count);
}

/* ---- activity lines ---- */

static Inventory inventory_of(int choice)
{
	static const char *const METHODS[] = {"general", "07", "08", "05"};
	Inventory inventory = {.id = 7,
	    .org_id = 1,
	    .start_text = choice & 4 ? "2024-07-15" : "2025-01-01",
	    .end_text = choice & 4 ? "2025-07-14" : "2025-12-31",
	    .method = METHODS[choice & 3],
	    .gwp_set = "",
	    .approach = "operational",
	    .grid_choice = choice & 8 ? "province" : "nation",
	    .output_text = "",
	    .output_unit = "",
	    .output_name = "",
	    .revenue_text = "",
	    .headcount_text = "",
	    .coal_rate_text = "",
	    .note = "",
	    .months_from = "",
	    .edition = "",
	    .ghg = ghg_embedded()};
	inventory_read_period(&inventory);
	return inventory;
}

static void check_line(const TableLayout *layout, const TableRow *row, const TableLine *line)
{
	check(!isinf(line->tco2e) && line->problem_count <= ROW_PROBLEMS);
	for (size_t i = 0; i < line->problem_count; i++) {
		const CellProblem *problem = &line->problems[i];
		check(problem->column >= 0 && (problem->column < row->count ||
						  problem->column < layout->columns || !layout->has_head));
		check_clean(problem->text);
		check(*problem->text != '\0');
	}
}

static void read_activities(Arena *mem, Table *table, int choice)
{
	const InventoryFacility places[] = {
	    {.id = 3, .name = "一号窑", .province = "32", .grid = "CN", .is_within = true},
	    {.id = 4, .name = "Plant 2", .province = "11", .grid = "11", .is_within = true},
	    {.id = 5, .name = "sold", .province = "", .grid = "CN"}};
	Inventory inventory = inventory_of(choice);
	TableScene scene = {.ghg = inventory.ghg,
	    .inventory = &inventory,
	    .facilities = places,
	    .facility_count = 3,
	    .category = choice & 16 ? "combustion" : "",
	    .lang = choice & 32 ? EN : ZH,
	    .named = ARENA_NEW(mem, NamedItems)};
	TableRow row;
	if (!table_next(table, &row))
		return;
	TableLayout layout = table_layout(mem, &scene, &row);
	bool has_row = layout.is_usable && (!layout.has_head || table_next(table, &row));
	for (; has_row; has_row = table_next(table, &row)) {
		TableLine line;
		table_line(mem, &scene, &layout, &row, &line);
		check_line(&layout, &row, &line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	Table *table;
	if (size < 2 || size > INPUT_MAX_BYTES || !open_table(mem, bytes + 1, size - 1, &table))
		return 0;
	if (bytes[0] >= 0x40) /* letters: activities in all their settings */
		read_activities(mem, table, bytes[0] - 0x40);
	else if (bytes[0] & 1)
		read_own(mem, table);
	else
		read_references(mem, table);
	table_end(table);
	arena_reset(mem);
	return 0;
}
