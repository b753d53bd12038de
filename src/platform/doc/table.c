/* Opens tables of any kind and hands out their rows. The formats are in table_csv.c and table_xlsx.c; the row
 * they gather is table_row.c. */
#include "doc/table.h"

#include "doc/table_reader.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static TableChoice with_defaults(const TableChoice *given)
{
	TableChoice choice = given ? *given : (TableChoice){0};
	if (choice.max_rows <= 0)
		choice.max_rows = TABLE_DEFAULT_ROWS;
	if (choice.max_columns <= 0)
		choice.max_columns = TABLE_DEFAULT_COLUMNS;
	if (choice.max_cell_bytes == 0)
		choice.max_cell_bytes = TABLE_DEFAULT_CELL_BYTES;
	if (choice.max_file_bytes == 0)
		choice.max_file_bytes = TABLE_DEFAULT_FILE_BYTES;
	if (choice.max_unpacked_bytes == 0)
		choice.max_unpacked_bytes = TABLE_DEFAULT_UNPACKED_BYTES;
	return choice;
}

static Table *table_new(Arena *mem, const TableChoice *choice, TableFault *fault)
{
	*fault = (TableFault){.cell = "", .detail = ""};
	Arena *keep = arena_open();
	Table *table = ARENA_NEW(keep, Table);
	table->mem = mem;
	table->keep = keep;
	table->row_mem = arena_open();
	table->choice = with_defaults(choice);
	table->kind = table->choice.kind;
	table->fault = fault;
	table->cells = ARENA_ARRAY(keep, const char *, table->choice.max_columns);
	return table;
}

static bool starts_with(const Table *table, const char *bytes, size_t len)
{
	return table->len >= len && memcmp(table->bytes, bytes, len) == 0;
}

/* Telling a workbook from text by the first bytes; other well-known formats are named as what they are. */
static Err sniff(Table *table)
{
	if (table->len == 0)
		table_fail(table, TABLE_EMPTY_FILE, 0, NULL, 0);
	else if (table->len > table->choice.max_file_bytes)
		table_fail(table, TABLE_TOO_LARGE, 0, NULL, (int64_t)table->choice.max_file_bytes);
	else if (table->kind == TABLE_PASTE)
		return OK;
	else if (starts_with(table, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
		table_fail(table, TABLE_OLD_FORMAT, 0, NULL, 0);
	else if (starts_with(table, "%PDF", 4) || starts_with(table, "<", 1))
		table_fail(table, TABLE_NOT_A_TABLE, 0, NULL, 0);
	else if (table->kind == TABLE_SNIFF)
		table->kind = starts_with(table, "PK\x03\x04", 4) ? TABLE_XLSX : TABLE_CSV;
	return table->err;
}

static Err open_reader(Table *table)
{
	Err err = sniff(table);
	if (err)
		return err;
	return table->kind == TABLE_XLSX ? xlsx_reader_open(table) : csv_reader_open(table);
}

static Err open_with(Table *table, Table **out)
{
	Err err = table->err ? table->err : open_reader(table);
	*out = err ? NULL : table;
	return err ? table_end(table) : OK;
}

Err table_open_bytes(
    Arena *mem, const void *bytes, size_t len, const TableChoice *choice, Table **out, TableFault *fault)
{
	Table *table = table_new(mem, choice, fault);
	table->bytes = bytes;
	table->len = len;
	return open_with(table, out);
}

static bool map_file(Table *table, int fd)
{
	struct stat about;
	if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return false;
	table->len = (size_t)about.st_size;
	if (table->len == 0 || table->len > table->choice.max_file_bytes)
		return true;
	void *mapped = mmap(NULL, table->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapped == MAP_FAILED)
		return false;
	table->bytes = table->mapped = mapped;
	return true;
}

Err table_open_file(Arena *mem, const char *path, const TableChoice *choice, Table **out, TableFault *fault)
{
	Table *table = table_new(mem, choice, fault);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (!map_file(table, fd))
		table_fail(table, TABLE_UNREADABLE, 0, NULL, 0);
	if (fd >= 0)
		close(fd);
	return open_with(table, out);
}

bool table_next(Table *table, TableRow *row)
{
	*row = (TableRow){0};
	while (!table->err) {
		bool found = table->kind == TABLE_XLSX ? xlsx_reader_next(table) : csv_reader_next(table);
		if (!found || table->err)
			return false;
		if (table->count == 0)
			continue;
		if (table->rows_given == table->choice.max_rows)
			return table_fail(table, TABLE_TOO_MANY_ROWS, 0, NULL, table->choice.max_rows);
		table->rows_given++;
		*row = (TableRow){.number = table->row, .count = table->count, .cells = table->cells};
		return true;
	}
	return false;
}

Err table_end(Table *table)
{
	Err err = table->err;
	csv_reader_close(table);
	xlsx_reader_close(table);
	if (table->mapped)
		munmap(table->mapped, table->len);
	arena_close(table->row_mem);
	arena_close(table->keep); /* the table itself lives there */
	return err;
}

TableKind table_kind(const Table *table)
{
	return table->kind;
}

const char *const *table_sheet_names(const Table *table, int *count)
{
	*count = 0;
	return table->kind == TABLE_XLSX ? xlsx_reader_names(table, count) : NULL;
}
