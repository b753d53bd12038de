/* Tables from strangers: the first byte picks CSV, XLSX, pasted text or sniffing; the rest is the file. Every
 * cell that comes out must be clean UTF-8 within its bounds, every failure must say what is wrong. */
#include "base/str.h"
#include "doc/table.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_row(const TableRow *row, int64_t last)
{
	if (row->number <= last || row->count < 1 || row->count > TABLE_DEFAULT_COLUMNS)
		abort();
	for (int i = 0; i < row->count; i++) {
		size_t bytes = strlen(row->cells[i]);
		if (bytes > TABLE_DEFAULT_CELL_BYTES || !str_is_clean_utf8(row->cells[i], bytes))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const TableKind kinds[] = {TABLE_CSV, TABLE_XLSX, TABLE_PASTE, TABLE_SNIFF};
	if (len == 0)
		return 0;
	Arena *mem = arena_open();
	Table *table;
	TableFault fault;
	TableChoice choice = {.kind = kinds[bytes[0] % 4], .max_unpacked_bytes = 4 * 1024 * 1024};
	Err err = table_open_bytes(mem, bytes + 1, len - 1, &choice, &table, &fault);
	if (err == OK) {
		TableRow row;
		int64_t last = 0;
		while (table_next(table, &row)) {
			check_row(&row, last);
			last = row.number;
		}
		err = table_end(table);
	}
	if ((err != OK) != (fault.kind != TABLE_FINE))
		abort();
	arena_close(mem);
	return 0;
}
