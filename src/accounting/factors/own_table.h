/* Reading a table of own factors row by row: which column is which, what each row means, what is wrong with
 * which cell. No Db, no Req. */
#ifndef QINGCE_FACTORS_OWN_TABLE_H
#define QINGCE_FACTORS_OWN_TABLE_H

#include "doc/table.h"
#include "factors/factors_rules.h"

/* Titles under which people know the fields: of every language, and the names of the form. */
typedef struct OwnTitles {
	const char *of[3][OWN_FIELDS];
} OwnTitles;

typedef struct OwnLayout {
	int column_of[OWN_FIELDS]; /* from 0; -1 = not in the table */
	bool has_head;		   /* the row is a head; otherwise the columns stand as in the template */
	OwnField missing;	   /* the first required field that a head lacks; OWN_FIELDS = none */
} OwnLayout;

/* What the first row says of the columns. */
OwnLayout own_layout(const OwnTitles *titles, const TableRow *first);

/* The row as a factor without id; texts are copied. `problems` as own_factor_check, and OWN_SAME_NAME against
 * `others`. Returns how many cells are wrong. */
int own_table_row(Arena *mem, const OwnLayout *layout, const TableRow *row, const OwnFactor *const *others,
    size_t other_count, OwnFactor *out, OwnProblem problems[OWN_FIELDS]);

/* The factors as tab-separated text that reads back the same, with a head of form names: what the preview
 * sends back. */
const char *own_table_text(Arena *mem, const OwnFactor *factors, size_t count, size_t max_bytes);

#endif
