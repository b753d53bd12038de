/* A DataTable (parts.h) that grows row by row in the request's memory. */
#ifndef QINGCE_HTML_TABLE_MAKER_H
#define QINGCE_HTML_TABLE_MAKER_H

#include "html/parts.h"

typedef struct TableMaker {
	Req *req;
	DataTable *table;
	const char **cells, **hrefs;
	size_t room; /* rows */
} TableMaker;

/* Begins `table` with copies of its columns; it takes at most `most_rows` rows. `note` may be NULL. */
TableMaker table_begin(Req *req, DataTable *table, const char *caption, const char *note,
    const TableColumn *columns, size_t count, size_t most_rows);

/* As many cells as columns; the texts must live as long as the request. Rows beyond the room are dropped. */
void table_add_row(TableMaker *maker, const char *const cells[]);

/* The cell of the row added last becomes a link. */
void table_link(TableMaker *maker, size_t column, const char *href);

#endif
