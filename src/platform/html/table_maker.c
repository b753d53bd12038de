/* The growing table. */
#include "html/table_maker.h"

#include <string.h>

TableMaker table_begin(Req *req, DataTable *table, const char *caption, const char *note,
    const TableColumn *columns, size_t count, size_t most_rows)
{
	TableColumn *kept = ARENA_ARRAY(req->mem, TableColumn, count);
	memcpy(kept, columns, count * sizeof *kept);
	const char **cells = ARENA_ARRAY(req->mem, const char *, count *(most_rows + 1));
	*table = (DataTable){
	    .caption = caption, .note = note, .columns = kept, .column_count = count, .cells = cells};
	return (TableMaker){req, table, cells, NULL, most_rows};
}

void table_add_row(TableMaker *maker, const char *const cells[])
{
	if (maker->table->row_count == maker->room)
		return;
	memcpy(&maker->cells[maker->table->row_count++ * maker->table->column_count], cells,
	    maker->table->column_count * sizeof *cells);
}

void table_link(TableMaker *maker, size_t column, const char *href)
{
	DataTable *table = maker->table;
	if (!table->row_count)
		return;
	if (!maker->hrefs)
		table->hrefs = maker->hrefs = ARENA_ARRAY(
		    maker->req->mem, const char *, table->column_count *(maker->room + 1));
	maker->hrefs[(table->row_count - 1) * table->column_count + column] = href;
}
