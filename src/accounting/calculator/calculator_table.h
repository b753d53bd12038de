/* Activity lines from a table that people send: which column is what, what each cell means, and what is wrong
 * with it. No Db, no Req: the import page and its tests use it alike. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_TABLE_H
#define QINGCE_CALCULATOR_CALCULATOR_TABLE_H

#include "doc/table.h"
#include "inventory/inventory_rules.h"

typedef enum TableField {
	TABLE_CATEGORY,
	TABLE_ITEM,
	TABLE_FACILITY,
	TABLE_LABEL,
	TABLE_AMOUNT,
	TABLE_UNIT,
	TABLE_FACTOR,
	TABLE_FACTOR_UNIT,
	TABLE_FACTOR_SOURCE,
	TABLE_NOTE,
	TABLE_MONTH_1,
	TABLE_FIELDS = TABLE_MONTH_1 + INVENTORY_MAX_MONTHS,
	TABLE_UNKNOWN = -1,
} TableField;

/* The head of a column in a language: what the template prints and what is recognised. Months are "2025-01".
 */
const char *table_field_title(Arena *mem, const Inventory *inventory, int field, Lang lang);

/* The items that the rows before have named: a sheet names few, thousands of times. */
enum { NAMED_ITEMS = 16, NAMED_ITEM_BYTES = 48 };
typedef struct NamedItem {
	const GhgCategory *category;
	char text[NAMED_ITEM_BYTES];
	const char *code;
} NamedItem;
typedef struct NamedItems {
	NamedItem items[NAMED_ITEMS]; /* in turn */
	size_t next;
} NamedItems;

typedef struct TableScene {
	const Ghg *ghg;
	const Inventory *inventory;
	const InventoryFacility *facilities;
	size_t facility_count;
	const char *category; /* of rows that name none; "" */
	Lang lang;
	NamedItems *named; /* NULL: every row is looked up */
} TableScene;

/* A column for a further input of the categories (运输距离, 运输距离 单位, 低位发热量 2025-03). */
enum { TABLE_INPUTS = 64 };
typedef struct InputColumn {
	int column;
	const char *input;  /* name or label, as in the head */
	const char *suffix; /* of the form field: "", "_unit", "_month_3" */
} InputColumn;

/* Where each field stands; -1 = not in the table. */
typedef struct TableLayout {
	int column_of[TABLE_FIELDS];
	InputColumn inputs[TABLE_INPUTS];
	int input_count;
	int columns;
	bool has_head; /* the first row was the head */
	bool is_usable;
} TableLayout;

/* Reads the layout off the first row. Without a recognisable head the columns are: item, facility, label,
 * amount, unit. */
TableLayout table_layout(Arena *mem, const TableScene *scene, const TableRow *first);

typedef struct CellProblem {
	int column; /* from 0 */
	const char *text;
} CellProblem;
enum { ROW_PROBLEMS = 8 };

typedef struct TableLine {
	ActivityLine line; /* without id and position; texts in `mem` */
	CellProblem problems[ROW_PROBLEMS];
	size_t problem_count;
	double tco2e; /* NaN = not computable */
} TableLine;

/* One row into a line. Amounts that are no numbers, unknown names and units that do not fit are problems. */
void table_line(
    Arena *mem, const TableScene *scene, const TableLayout *layout, const TableRow *row, TableLine *out);

#endif
