/* Loading a reference table: the sheet and row where a known layout begins are found, then every row is read.
 */
#include "reference/reference_rules.h"
#include "reference/reference_store.h"

#include "base/rand.h"
#include "base/str.h"

enum { HEAD_WITHIN = 40, SHEETS_MAX = 20 };

typedef struct Loading {
	Arena *mem;
	ReferenceLayout layout;
	ReferenceFactor *factors;
	size_t count;
	ReferenceOutcome *out;
} Loading;

static bool find_head(Table *table, ReferenceLayout *layout)
{
	TableRow row;
	for (int i = 0; i < HEAD_WITHIN && table_next(table, &row); i++)
		if (reference_layout(&row, layout))
			return true;
	return false;
}

static void read_rows(Loading *l, Table *table)
{
	static const char VALUE[] = "value";
	TableRow row;
	while (!l->out->fault && table_next(table, &row)) {
		const char *given = "";
		switch (reference_row(l->mem, &l->layout, &row, &l->factors[l->count], &given)) {
		case ROW_TAKEN:
			if (l->count == REFERENCE_MAX_ROWS)
				l->out->fault = REFERENCE_TOO_MANY_ROWS;
			else
				l->factors[l->count++].id = id_new();
			break;
		case ROW_SKIPPED:
			l->out->skipped++;
			break;
		case ROW_WRONG:
			l->out->fault = REFERENCE_BAD_VALUE;
			l->out->row = row.number;
			l->out->column = VALUE;
			l->out->given = given;
			break;
		}
	}
}

/* *is_done when the sheet held a known table, or cannot be read at all. */
static Err try_sheet(
    Loading *l, const char *path, const char *sheet, const char *names[], int *name_count, bool *is_done)
{
	const TableChoice choice = {.sheet = sheet,
	    .max_file_bytes = REFERENCE_MAX_BYTES,
	    .max_rows = REFERENCE_MAX_ROWS * 8}; /* most rows are of single gases */
	Table *table;
	Err err = table_open_file(l->mem, path, &choice, &table, &l->out->table);
	if (err) {
		*is_done = true;
		return err;
	}
	if (!sheet) {
		const char *const *found = table_sheet_names(table, name_count);
		for (int i = 0; found && i < *name_count && i < SHEETS_MAX; i++)
			names[i] = arena_copy(l->mem, found[i]);
	}
	*is_done = find_head(table, &l->layout);
	if (*is_done)
		read_rows(l, table);
	return table_end(table);
}

static Err read_file(Loading *l, const char *path)
{
	const char *names[SHEETS_MAX] = {NULL};
	int name_count = 0;
	bool is_done = false;
	Err err = try_sheet(l, path, NULL, names, &name_count, &is_done);
	for (int i = 0; !is_done && !err && i < name_count && i < SHEETS_MAX; i++)
		err = try_sheet(l, path, names[i], names, &name_count, &is_done);
	if (l->out->table.kind)
		l->out->fault = REFERENCE_TABLE_FAULT;
	else if (!err && !is_done)
		l->out->fault = REFERENCE_NO_TABLE;
	else if (!err && !l->out->fault && l->count == 0)
		l->out->fault = REFERENCE_NO_ROWS;
	return l->out->fault ? OK : err;
}

Err reference_import(Scope by, const char *path, const ReferenceBatch *about, ReferenceOutcome *out)
{
	*out = (ReferenceOutcome){.column = "", .given = ""};
	Loading l = {.mem = by.mem,
	    .factors = ARENA_ARRAY(by.mem, ReferenceFactor, REFERENCE_MAX_ROWS + 1),
	    .out = out};
	bool is_long = str_chars(about->title) > REFERENCE_TEXT_MAX ||
		       str_chars(about->licence) > REFERENCE_TEXT_MAX;
	out->fault = is_long ? REFERENCE_LONG_TEXT : REFERENCE_FINE;
	Err err = is_long ? OK : read_file(&l, path);
	if (err || out->fault)
		return err;
	ReferenceBatch batch = *about;
	batch.id = out->batch_id = id_new();
	batch.layout = reference_layout_code(l.layout.kind);
	batch.rows = out->rows = (int64_t)l.count;
	batch.skipped = out->skipped;
	return reference_add(by, &batch, l.factors, l.count);
}
