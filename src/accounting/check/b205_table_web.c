/* Form B205-1 as a spreadsheet: the template to fill, and loading it again. */
#include "check/check_page.h"

#include "base/str.h"
#include "check/check.po.h"
#include "check/check_web.h"
#include "check/energy_form.h"
#include "doc/sheet.h"
#include "doc/table.h"
#include "energy/energy.h"
#include "evidence/evidence_rules.h"

#include <stdlib.h>
#include <string.h>

static const Word B205_COLUMN_WORDS[B205_COLUMNS] = {W_check_b205_col1, W_check_b205_col2, W_check_b205_col3,
    W_check_b205_col4, W_check_b205_col5, W_check_b205_col6, W_check_b205_col7, W_check_b205_col8,
    W_check_b205_col9, W_check_b205_col10};

/* GET …/energy/b205.xlsx: the form, with what is saved, to fill in a spreadsheet and load again. */
Err b205_template(Req *req)
{
	Inventory inventory;
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), &inventory);
	if (err)
		return err;
	B205Row *rows;
	size_t count, form_count;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory.id, &rows, &count);
	if (err)
		return err;
	const GhgB205Row *forms = ghg_b205(inventory.ghg, &form_count);
	Sheet *sheet;
	err = sheet_open(
	    req->mem, SHEET_XLSX, &(SheetAbout){.title = "B205-1", .company = req->who.org_name}, &sheet);
	if (err)
		return fail(req, err, "cannot begin the B205-1 workbook");
	SheetColumn columns[3 + B205_COLUMNS] = {
	    {.title = word_text(req->lang, W_check_b205_name), .width = 28},
	    {.title = word_text(req->lang, W_check_b205_unit), .width = 12},
	    {.title = word_text(req->lang, W_check_b205_code), .width = 8},
	};
	for (int c = 0; c < B205_COLUMNS; c++)
		columns[3 + c] = (SheetColumn){.title = arena_printf(req->mem, "%d %s", c + 1,
						   word_text(req->lang, B205_COLUMN_WORDS[c])),
		    .width = 18};
	sheet_page(sheet, "B205-1", NULL, NULL, columns, 3 + B205_COLUMNS, 3);
	for (size_t i = 0; i < form_count; i++) {
		const B205Row *saved = b205_row_with(rows, count, forms[i].code);
		sheet_text(sheet, ghg_words(forms[i].name, req->lang));
		sheet_text(sheet, forms[i].unit);
		sheet_text(sheet, forms[i].code);
		for (int c = 0; c < B205_COLUMNS; c++) {
			double value;
			const char *typed = saved ? saved->columns[c] : "";
			if (number_parse(typed, &value) == NUMBER_OK)
				sheet_number(sheet, value);
			else
				sheet_text(sheet, typed);
		}
		sheet_row_end(sheet);
	}
	Buf out = buf_in(req->mem, 4 * 1024 * 1024);
	err = sheet_finish_buf(sheet, &out);
	if (err)
		return fail(req, err, "cannot finish the B205-1 workbook");
	answer_header(req, "Content-Disposition", "attachment; filename=\"B205-1.xlsx\"");
	return answer_bytes(req, 200, sheet_media_type(SHEET_XLSX), buf_take(&out), out.len);
}

static const char *code_of_cell(Arena *mem, const char *cell, const GhgB205Row *forms, size_t form_count)
{
	int64_t number;
	if (!str_to_int(cell, &number) || number < 1 || number > 99)
		return NULL;
	const char *code = arena_printf(mem, "%02d", (int)number);
	for (size_t i = 0; i < form_count; i++)
		if (str_eq(forms[i].code, code))
			return forms[i].code;
	return NULL;
}

enum { LOAD_MAX_PROBLEMS = 50, LOAD_MAX_ROWS = 500, LOAD_MAX_COLUMNS = 64 };

/* The row in which the printed form numbers its columns: 1 2 3 4 … */
static bool is_numbering(const TableRow *row)
{
	enum { IN_A_ROW = 4 };
	int64_t last = 0, number;
	int run = 0;
	for (int c = 0; c < row->count && run < IN_A_ROW; c++) {
		if (!str_to_int(table_cell(row, c), &number))
			number = 0;
		run = number > 0 && number == last + 1 ? run + 1 : 0;
		last = number;
	}
	return run == IN_A_ROW;
}

/* The column (0-based) of the line codes: the one with most different codes, the left one of equals, since
 * amounts may look like codes, too. -1: there is none. */
static int code_column_of(Arena *mem, const char *path, const GhgB205Row *forms, size_t form_count)
{
	uint64_t seen[LOAD_MAX_COLUMNS] = {0};
	Table *table;
	TableFault fault;
	if (table_open_file(mem, path, &(TableChoice){.max_rows = LOAD_MAX_ROWS}, &table, &fault) != OK)
		return -1; /* reading the rows says why */
	for (TableRow row; table_next(table, &row);)
		for (int c = 0; c < row.count && c < LOAD_MAX_COLUMNS && !is_numbering(&row); c++) {
			const char *code = code_of_cell(mem, table_cell(&row, c), forms, form_count);
			if (code)
				seen[c] |= UINT64_C(1) << ((code[0] - '0') * 10 + code[1] - '0');
		}
	table_end(table);
	int best = -1;
	for (int c = 0; c < LOAD_MAX_COLUMNS; c++)
		if (seen[c] && (best < 0 || __builtin_popcountll(seen[c]) > __builtin_popcountll(seen[best])))
			best = c;
	return best;
}

typedef struct B205Load {
	B205Row *rows;
	size_t count;
	const char **problems;
	size_t problem_count;
} B205Load;

static void load_row(Req *req, B205Load *load, const TableRow *row, int code_column, const char *code)
{
	B205Row *sent = &load->rows[load->count++];
	*sent = (B205Row){.code = code, .explanation = ""};
	for (int c = 0; c < B205_COLUMNS; c++) {
		int column = code_column + 1 + c;
		sent->columns[c] = arena_copy(req->mem, table_cell(row, column));
		const char *problem = energy_typed_problem(req, sent->columns[c]);
		if (problem && load->problem_count < LOAD_MAX_PROBLEMS)
			load->problems[load->problem_count++] = SAY(req, W_check_b205_cell, "cell",
			    table_cell_name(req->mem, row->number, column + 1), "problem", problem);
	}
}

static void note_twice(Req *req, B205Load *load, const TableRow *row, int code_column, const char *code)
{
	if (load->problem_count < LOAD_MAX_PROBLEMS)
		load->problems[load->problem_count++] = SAY(req, W_check_b205_twice, "cell",
		    table_cell_name(req->mem, row->number, code_column + 1), "code", code);
}

static Err read_b205_table(
    Req *req, const Upload *upload, const GhgB205Row *forms, size_t form_count, B205Load *load)
{
	Table *table;
	TableFault fault;
	int code_column = code_column_of(req->mem, upload->path, forms, form_count);
	Err err = table_open_file(
	    req->mem, upload->path, &(TableChoice){.max_rows = LOAD_MAX_ROWS}, &table, &fault);
	if (err == OK) {
		for (TableRow row; table_next(table, &row);) {
			const char *code = code_column < 0
					       ? NULL
					       : code_of_cell(req->mem, table_cell(&row, code_column), forms,
						     form_count);
			if (code && b205_row_with(load->rows, load->count, code))
				note_twice(req, load, &row, code_column, code);
			else if (code)
				load_row(req, load, &row, code_column, code);
		}
		err = table_end(table);
	}
	if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
		static const Word words[] = {TABLE_FAULT_WORDS};
		const char *why = SAY(req, words[fault.kind], "cell", fault.cell, "row",
		    arena_printf(req->mem, "%lld", (long long)fault.row), "detail", fault.detail, "limit",
		    arena_printf(req->mem, "%lld", (long long)fault.limit));
		load->problems[load->problem_count++] = SAY(
		    req, W_check_b205_unreadable, "file", upload->name, "why", why);
		return OK;
	}
	return err;
}

/* POST …/energy/b205/import: the form from XLSX or CSV; with any wrong cell nothing is loaded. */
Err b205_import(Req *req)
{
	Inventory inventory;
	Err err = energy_open_inventory(req, &inventory);
	if (err)
		return err;
	if (upload_count(req) == 0)
		return energy_back(req, &inventory, "#b205");
	size_t form_count;
	const GhgB205Row *forms = ghg_b205(inventory.ghg, &form_count);
	B205Load load = {
	    .rows = ARENA_ARRAY(req->mem, B205Row, form_count + 1),
	    .problems = ARENA_ARRAY(req->mem, const char *, LOAD_MAX_PROBLEMS + 2),
	};
	err = read_b205_table(req, upload_at(req, 0), forms, form_count, &load);
	if (err)
		return fail(req, err, "cannot read the B205-1 upload");
	if (load.count == 0 && load.problem_count == 0)
		load.problems[load.problem_count++] = word_text(req->lang, W_check_b205_no_rows);
	if (load.problem_count > 0) {
		EnergyTry tried = {.b205_problems = load.problems, .b205_problem_count = load.problem_count};
		return energy_show_page(req, 422, &tried);
	}
	B205Row *saved;
	size_t saved_count;
	err = b205_rows_of(req->db, req->mem, req->who.org_id, inventory.id, &saved, &saved_count);
	if (err)
		return err;
	for (size_t i = 0; i < load.count; i++) {
		const B205Row *before = b205_row_with(saved, saved_count, load.rows[i].code);
		load.rows[i].version = before ? before->version : 0;
		load.rows[i].explanation = before ? before->explanation : "";
	}
	err = b205_rows_save(req, &inventory, load.rows, load.count);
	if (err == ERR_CONFLICT)
		return energy_conflict_page(req);
	if (err)
		return err;
	flash(req, SAY(req, W_check_b205_loaded, "n", arena_printf(req->mem, "%zu", load.count)));
	return energy_back(req, &inventory, "?all=1#b205");
}
