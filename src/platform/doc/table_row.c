/* The row that a reader gathers, cell by cell, and the first fault: what the readers of all formats use. */
#include "doc/table_reader.h"

#include "base/str.h"

#include <string.h>

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
