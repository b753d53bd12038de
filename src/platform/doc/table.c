/* Opens tables of any kind, hands out their rows and keeps the first fault. The formats are in table_csv.c
 * and table_xlsx.c. */
#include "doc/table.h"

#include "base/str.h"
#include "doc/table_reader.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DETAIL_BYTES = 60 };

static Err err_of(TableFaultKind kind)
{
	switch (kind) {
	case TABLE_TOO_LARGE:
	case TABLE_TOO_MANY_ROWS:
	case TABLE_TOO_MANY_COLUMNS:
	case TABLE_CELL_TOO_LONG:
		return ERR_TOO_LARGE;
	case TABLE_UNREADABLE:
		return ERR_INTERNAL;
	default:
		return ERR_INPUT;
	}
}

/* At most DETAIL_BYTES of clean text; whole characters, nothing at all when it is no text. */
static const char *short_detail(Arena *mem, const char *detail)
{
	size_t len = detail ? strlen(detail) : 0;
	if (len > DETAIL_BYTES)
		for (len = DETAIL_BYTES; len > 0 && (detail[len] & 0xC0) == 0x80; len--)
			;
	return len > 0 && str_is_clean_utf8(detail, len) ? arena_copy_n(mem, detail, len) : "";
}

bool table_fail(Table *table, TableFaultKind kind, int column, const char *detail, int64_t limit)
{
	if (table->err)
		return false;
	table->err = err_of(kind);
	*table->fault = (TableFault){
	    .kind = kind,
	    .row = table->row,
	    .column = column,
	    .cell = table->row > 0 && column > 0 ? table_cell_name(table->mem, table->row, column) : "",
	    .detail = short_detail(table->mem, detail),
	    .limit = limit,
	};
	return false;
}

void table_begin_row(Table *table, int64_t number)
{
	arena_reset(table->row_mem);
	table->count = 0;
	table->row = number;
}

static size_t trim(const char **text, size_t len)
{
	static const char wide[] = "\xE3\x80\x80"; /* U+3000 */
	const char *at = *text, *end = at + len;
	for (;;) {
		if (at < end && strchr(" \t\r\n\v\f", *at) && *at)
			at++;
		else if (end - at >= 3 && memcmp(at, wide, 3) == 0)
			at += 3;
		else
			break;
	}
	for (;;) {
		if (end > at && strchr(" \t\r\n\v\f", end[-1]) && end[-1])
			end--;
		else if (end - at >= 3 && memcmp(end - 3, wide, 3) == 0)
			end -= 3;
		else
			break;
	}
	*text = at;
	return (size_t)(end - at);
}

/* Why `text` is not clean: bytes that are no UTF-8, or characters that have no place in a table. */
static TableFaultKind unclean_kind(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return TABLE_BAD_ENCODING;
	return TABLE_NOT_A_TABLE;
}

bool table_put_cell(Table *table, int column, const char *text, size_t len)
{
	len = trim(&text, len);
	if (len == 0)
		return true;
	if (column >= table->choice.max_columns)
		return table_fail(table, TABLE_TOO_MANY_COLUMNS, column + 1, NULL, table->choice.max_columns);
	if (len > table->choice.max_cell_bytes)
		return table_fail(
		    table, TABLE_CELL_TOO_LONG, column + 1, NULL, (int64_t)table->choice.max_cell_bytes);
	if (!str_is_clean_utf8(text, len))
		return table_fail(table, unclean_kind(text, len), column + 1, NULL, 0);
	while (table->count <= column)
		table->cells[table->count++] = "";
	table->cells[column] = arena_copy_n(table->row_mem, text, len);
	return true;
}

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

const char *table_cell(const TableRow *row, int column)
{
	return column >= 0 && column < row->count ? row->cells[column] : "";
}

const char *table_cell_name(Arena *mem, int64_t row, int column)
{
	char letters[8];
	char *at = letters + sizeof letters;
	*--at = '\0';
	for (int left = column; left > 0; left = (left - 1) / 26)
		*--at = (char)('A' + (left - 1) % 26);
	return arena_printf(mem, "%s%lld", at, (long long)row);
}
