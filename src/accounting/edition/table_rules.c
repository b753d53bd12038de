/* Checking a new version of a factor table against the profile of the one in force, and comparing two sets.
 */
#include "edition/table_rules.h"

#include "base/buf.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table in force ---- */

static bool is_number(const char *text)
{
	double value;
	return number_parse(text, &value) == NUMBER_OK && isfinite(value);
}

static bool is_flag(const char *text)
{
	return str_eq(text, "0") || str_eq(text, "1");
}

static bool is_year(const char *text)
{
	int64_t year;
	return str_to_int(text, &year) && year >= 1900 && year <= 2100;
}

static bool is_confidence(const char *text)
{
	return str_eq(text, "verified2") || str_eq(text, "verified1") || str_eq(text, "knowledge");
}

static bool is_unit(const char *text)
{
	Unit unit;
	return unit_parse(text, &unit);
}

static void begin_column(Arena *mem, ColumnProfile *column, const char *name)
{
	*column = (ColumnProfile){.name = arena_copy(mem, name), .example = ""};
	column->is_id = str_eq(name, "id");
	column->is_unit = str_eq(name, "unit");
	column->is_confidence = str_eq(name, "confidence");
	column->is_year = str_eq(name, "data_year");
	bool is_words = str_eq(name, "source_year") || str_eq(name, "code") || str_eq(name, "note");
	bool is_special = is_words || column->is_id || column->is_unit || column->is_confidence ||
			  column->is_year;
	column->is_number = column->is_flag = !is_special;
}

static void look_at(Arena *mem, ColumnProfile *column, const char *cell)
{
	if (!*cell) {
		column->may_be_empty = true;
		return;
	}
	if (!*column->example)
		column->example = arena_copy(mem, cell);
	column->is_number = column->is_number && is_number(cell);
	column->is_flag = column->is_flag && is_flag(cell);
	column->is_unit = column->is_unit && is_unit(cell);
}

void table_profile(Arena *mem, const char *text, size_t len, TableProfile *out)
{
	*out = (TableProfile){0};
	const TableChoice choice = {.kind = TABLE_CSV};
	TableFault fault;
	Table *table;
	if (table_open_bytes(mem, text, len, &choice, &table, &fault))
		return;
	TableRow row;
	if (table_next(table, &row))
		for (; out->count < row.count && out->count < TABLE_MAX_COLUMNS; out->count++)
			begin_column(mem, &out->columns[out->count], row.cells[out->count]);
	for (; table_next(table, &row); out->rows++)
		for (int i = 0; i < out->count; i++)
			look_at(mem, &out->columns[i], table_cell(&row, i));
	table_end(table);
	for (int i = 0; i < out->count; i++) { /* a column without any text says nothing */
		ColumnProfile *column = &out->columns[i];
		column->is_number = column->is_number && *column->example;
		column->is_flag = column->is_flag && *column->example;
		bool is_checked = column->is_number || column->is_flag || column->is_unit ||
				  column->is_year || column->is_confidence;
		bool is_source = str_eq(column->name, "source_title");
		column->may_be_empty = (column->may_be_empty || !(is_checked || is_source)) && !column->is_id;
	}
}

/* ---- the new one ---- */

static void wrong(Arena *mem, TableReading *out, CellFault fault, int64_t row, const char *column,
    const char *given, const char *expected)
{
	if (out->shown < TABLE_SHOWN_PROBLEMS)
		out->problems[out->shown++] = (CellWrong){
		    fault, row, arena_copy(mem, column), arena_copy(mem, given), arena_copy(mem, expected)};
	out->problem_count++;
}

static int column_named(const TableProfile *profile, const char *name)
{
	for (int i = 0; i < profile->count; i++)
		if (str_eq(profile->columns[i].name, name))
			return i;
	return -1;
}

/* place[i] = where column i of the profile stands in the file. */
static void read_head(
    Arena *mem, const TableProfile *profile, const TableRow *row, int place[], TableReading *out)
{
	for (int i = 0; i < TABLE_MAX_COLUMNS; i++)
		place[i] = -1;
	for (int i = 0; i < row->count; i++) {
		int column = column_named(profile, row->cells[i]);
		if (column < 0 && *row->cells[i])
			wrong(mem, out, COLUMN_UNKNOWN, row->number, row->cells[i], row->cells[i], "");
		else if (column >= 0 && place[column] >= 0)
			wrong(mem, out, COLUMN_TWICE, row->number, row->cells[i], row->cells[i], "");
		else if (column >= 0)
			place[column] = i;
	}
	for (int i = 0; i < profile->count; i++)
		if (place[i] < 0)
			wrong(mem, out, COLUMN_MISSING, row->number, profile->columns[i].name,
			    profile->columns[i].name, "");
}

static CellFault fault_of(const ColumnProfile *column, const char *cell)
{
	if (!*cell)
		return column->may_be_empty ? CELL_FINE : CELL_MISSING;
	if (column->is_year && !is_year(cell))
		return CELL_NO_YEAR;
	if (column->is_confidence && !is_confidence(cell))
		return CELL_NO_CHOICE;
	if (column->is_flag && !is_flag(cell))
		return CELL_NO_FLAG;
	if (column->is_number && !is_number(cell))
		return CELL_NO_NUMBER;
	if (column->is_unit && !is_unit(cell))
		return CELL_NO_UNIT;
	return CELL_FINE;
}

static void check_cell(
    Arena *mem, const ColumnProfile *column, const char *cell, int64_t row, TableReading *out)
{
	CellFault fault = fault_of(column, cell);
	if (fault)
		wrong(mem, out, fault, row, column->name, cell, column->example);
}

static void write_cell(Buf *out, const char *cell)
{
	if (!strpbrk(cell, ",\"\n\r")) {
		buf_text(out, cell);
		return;
	}
	buf_char(out, '"');
	for (; *cell; cell++) {
		if (*cell == '"')
			buf_char(out, '"');
		buf_char(out, *cell);
	}
	buf_char(out, '"');
}

typedef struct SeenId {
	const char *id;
	int64_t row;
} SeenId;

static int by_id(const void *a, const void *b)
{
	const SeenId *x = a, *y = b;
	int order = strcmp(x->id, y->id);
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static void check_ids(Arena *mem, SeenId *ids, TableReading *out)
{
	qsort(ids, out->rows, sizeof *ids, by_id);
	for (size_t i = 1; i < out->rows; i++)
		if (*ids[i].id && str_eq(ids[i].id, ids[i - 1].id))
			wrong(mem, out, CELL_TWICE, ids[i].row, "id", ids[i].id,
			    arena_printf(mem, "%lld", (long long)ids[i - 1].row));
}

static void take_row(Arena *mem, const TableProfile *profile, const int place[], const TableRow *row,
    SeenId *ids, Buf *text, TableReading *out)
{
	for (int i = 0; i < profile->count; i++) {
		const char *cell = place[i] < 0 ? "" : table_cell(row, place[i]);
		check_cell(mem, &profile->columns[i], cell, row->number, out);
		if (i)
			buf_char(text, ',');
		write_cell(text, cell);
		if (profile->columns[i].is_id)
			ids[out->rows] = (SeenId){arena_copy(mem, cell), row->number};
	}
	buf_char(text, '\n');
	out->rows++;
}

static void read_rows(Arena *mem, const TableProfile *profile, Table *table, TableReading *out)
{
	enum { MAX_BYTES = 4 * 1024 * 1024 };
	SeenId *ids = ARENA_ARRAY(mem, SeenId, TABLE_MAX_ROWS);
	Buf text = buf_in(mem, MAX_BYTES);
	int place[TABLE_MAX_COLUMNS];
	TableRow row;
	if (!table_next(table, &row))
		return;
	read_head(mem, profile, &row, place, out);
	for (int i = 0; i < profile->count; i++)
		buf_printf(&text, "%s%s", i ? "," : "", profile->columns[i].name);
	buf_char(&text, '\n');
	while (out->problem_count < TABLE_MAX_ROWS && out->rows < TABLE_MAX_ROWS && table_next(table, &row))
		take_row(mem, profile, place, &row, ids, &text, out);
	if (profile->count && column_named(profile, "id") >= 0)
		check_ids(mem, ids, out);
	out->text = text.overflow ? NULL : buf_take(&text);
	out->len = text.len;
}

Err table_read(Arena *mem, const TableProfile *profile, const char *path, TableReading *out)
{
	*out = (TableReading){.problems = ARENA_ARRAY(mem, CellWrong, TABLE_SHOWN_PROBLEMS)};
	const TableChoice choice = {.kind = TABLE_SNIFF,
	    .max_rows = TABLE_MAX_ROWS,
	    .max_columns = 64,
	    .max_file_bytes = 8 * 1024 * 1024};
	Table *table;
	Err err = table_open_file(mem, path, &choice, &table, &out->fault);
	if (!err) {
		read_rows(mem, profile, table, out);
		err = table_end(table);
	}
	if (out->fault.kind)
		return OK;
	if (!err && !out->text)
		return ERR_TOO_LARGE;
	return err;
}

/* ---- what is different ---- */

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool same_factor(const GhgFactor *a, const GhgFactor *b)
{
	return same_number(a->value, b->value) && same_number(a->ncv, b->ncv) &&
	       same_number(a->carbon, b->carbon) && same_number(a->oxidation, b->oxidation) &&
	       same_number(a->ch4_kg_per_tj, b->ch4_kg_per_tj) &&
	       same_number(a->n2o_kg_per_tj, b->n2o_kg_per_tj) && str_eq(a->unit, b->unit) &&
	       a->is_default == b->is_default && a->is_biogenic == b->is_biogenic &&
	       a->is_trap == b->is_trap && a->confidence == b->confidence &&
	       str_eq(a->source_title, b->source_title) && str_eq(a->source_year, b->source_year);
}

static size_t count_factors(const Ghg *ghg)
{
	size_t all = 0;
	for (int kind = 0; kind < ghg_kind_count(); kind++) {
		size_t count;
		ghg_factors(ghg, (GhgFactorKind)kind, &count);
		all += count;
	}
	return all;
}

size_t factor_differences(Arena *mem, const Ghg *before, const Ghg *after, FactorDifference **out)
{
	*out = ARENA_ARRAY(mem, FactorDifference, count_factors(before) + count_factors(after) + 1);
	size_t n = 0;
	for (int kind = 0; kind < ghg_kind_count(); kind++) {
		size_t count;
		const GhgFactor *rows = ghg_factors(after, (GhgFactorKind)kind, &count);
		for (size_t i = 0; i < count; i++) {
			const GhgFactor *old = ghg_factor(before, rows[i].id);
			if (!old || !same_factor(old, &rows[i]))
				(*out)[n++] = (FactorDifference){old, &rows[i]};
		}
		rows = ghg_factors(before, (GhgFactorKind)kind, &count);
		for (size_t i = 0; i < count; i++)
			if (!ghg_factor(after, rows[i].id))
				(*out)[n++] = (FactorDifference){&rows[i], NULL};
	}
	return n;
}
