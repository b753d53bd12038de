/* CSV and pasted text: the encoding and the delimiter are found out, iconv makes UTF-8 of it, libcsv cuts it
 * into cells, fed at most one line at a time so that one row is gathered at a time. */
#include "doc/table_reader.h"

#include "base/str.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { SAMPLE_BYTES = 32 * 1024, FEED_BYTES = 4096, SAMPLE_LINES = 20 };

typedef struct Encoding {
	const char *name;  /* as iconv calls it; NULL = UTF-8 already */
	size_t mark_bytes; /* of the byte order mark */
} Encoding;

struct CsvReader {
	struct csv_parser parser;
	bool parser_ready;
	iconv_t convert;
	bool converts;
	const char *at; /* what is not decoded yet */
	const char *end;
	char text[SAMPLE_BYTES]; /* decoded, from text_at to text_end not fed yet */
	size_t text_at;
	size_t text_end;
	int column;	    /* cells of the row being gathered, full or empty */
	int64_t lines_done; /* rows gathered, empty ones included */
	size_t fed_in_cell; /* bytes since the last cell was complete */
	int last_end;	    /* the byte that ended the last row */
	bool row_ready;
	bool finished;
};

/* Bytes of the UTF-8 character at `at`, 0 when there is none. */
static size_t utf8_char(const unsigned char *at, size_t left)
{
	size_t len = at[0] < 0x80   ? 1
		     : at[0] < 0xC2 ? 0
		     : at[0] < 0xE0 ? 2
		     : at[0] < 0xF0 ? 3
		     : at[0] < 0xF5 ? 4
				    : 0;
	if (len > left)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

/* GB18030 by chance forms two-byte UTF-8 characters, hardly ever longer ones: where those prevail, the text
 * is UTF-8 with some damage and must not be read as something else. */
static bool is_utf8(const char *bytes, size_t len)
{
	size_t wrong = 0, long_chars = 0;
	for (size_t i = 0; i < len;) {
		size_t n = utf8_char((const unsigned char *)bytes + i, len - i);
		wrong += n == 0;
		long_chars += n > 2;
		i += n ? n : 1;
	}
	return wrong == 0 || long_chars > wrong * 10;
}

static bool find_encoding(Table *table, Encoding *out)
{
	const char *bytes = table->bytes;
	size_t len = table->len;
	*out = (Encoding){0};
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		out->mark_bytes = 3;
	else if (len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
		*out = (Encoding){.name = "UTF-16LE", .mark_bytes = 2};
	else if (len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
		*out = (Encoding){.name = "UTF-16BE", .mark_bytes = 2};
	else if (memchr(bytes, '\0', len < SAMPLE_BYTES ? len : SAMPLE_BYTES))
		return table_fail(table, TABLE_NOT_A_TABLE, 0, NULL, 0);
	else if (table->kind != TABLE_PASTE && !is_utf8(bytes, len))
		out->name = "GB18030";
	return true;
}

/* Moves what is left to the front and decodes more behind it. False when a byte sequence is no text. */
static bool decode(CsvReader *csv)
{
	size_t left = csv->text_end - csv->text_at;
	memmove(csv->text, csv->text + csv->text_at, left);
	csv->text_at = 0;
	csv->text_end = left;
	size_t room = sizeof csv->text - left, more = (size_t)(csv->end - csv->at);
	if (!csv->converts) {
		size_t n = more < room ? more : room;
		memcpy(csv->text + left, csv->at, n);
		csv->at += n;
		csv->text_end += n;
		return true;
	}
	char *from = (char *)csv->at, *to = csv->text + left;
	size_t done = iconv(csv->convert, &from, &more, &to, &room);
	int why = errno;
	csv->at = from;
	csv->text_end = (size_t)(to - csv->text);
	return done != (size_t)-1 || why == E2BIG;
}

/* Commas, semicolons and tabs outside quotes: the one found in most of the first lines, then the most often.
 */
static char find_delimiter(const char *text, size_t len)
{
	static const char choices[] = ",;\t";
	int lines_with[3] = {0}, total[3] = {0}, in_line[3] = {0};
	bool quoted = false;
	int lines = 0;
	for (size_t i = 0; i < len && lines < SAMPLE_LINES; i++) {
		const char *found = text[i] ? strchr(choices, text[i]) : NULL;
		if (text[i] == '"')
			quoted = !quoted;
		else if (found && !quoted)
			in_line[found - choices]++;
		if ((text[i] == '\n' && !quoted) || i + 1 == len) {
			for (int c = 0; c < 3; c++) {
				lines_with[c] += in_line[c] > 0;
				total[c] += in_line[c];
				in_line[c] = 0;
			}
			lines++;
		}
	}
	int best = 0;
	for (int c = 1; c < 3; c++)
		if (lines_with[c] > lines_with[best] ||
		    (lines_with[c] == lines_with[best] && total[c] > total[best]))
			best = c;
	return choices[best];
}

/* "sep=;" in the first line, as spreadsheets write it. The line is passed over and counts as row 1. */
static bool take_separator_line(CsvReader *csv, char *delimiter)
{
	const char *text = csv->text + csv->text_at;
	size_t len = csv->text_end - csv->text_at;
	if (len < 6 || strncasecmp(text, "sep=", 4) != 0 || !text[4] || !strchr(",;\t", text[4]) ||
	    (text[5] != '\r' && text[5] != '\n'))
		return false;
	*delimiter = text[4];
	csv->text_at += text[5] == '\r' && len > 6 && text[6] == '\n' ? 7 : 6;
	csv->lines_done = 1;
	return true;
}

static bool prepare_decoding(Table *table, CsvReader *csv)
{
	Encoding encoding;
	if (!find_encoding(table, &encoding))
		return false;
	csv->at = table->bytes + encoding.mark_bytes;
	csv->end = table->bytes + table->len;
	if (!encoding.name)
		return true;
	csv->convert = iconv_open("UTF-8", encoding.name);
	csv->converts = csv->convert != (iconv_t)-1;
	return csv->converts || table_fail(table, TABLE_BAD_ENCODING, 0, encoding.name, 0);
}

/* Tabs and spaces around a cell are cut later; within libcsv only the delimiter counts. */
static int is_plain_space(unsigned char c)
{
	return c == ' ';
}

Err csv_reader_open(Table *table)
{
	CsvReader *csv = table->csv = ARENA_NEW(table->keep, CsvReader);
	if (!prepare_decoding(table, csv))
		return table->err;
	bool pasted = table->kind == TABLE_PASTE;
	unsigned char options = CSV_REPALL_NL | CSV_STRICT_FINI | (pasted ? 0 : CSV_STRICT);
	csv->parser_ready = csv_init(&csv->parser, options) == 0;
	if (!csv->parser_ready) {
		table_fail(table, TABLE_UNREADABLE, 0, NULL, 0);
		return table->err;
	}
	table->row = 1;
	if (!decode(csv) && csv->text_end == 0)
		table_fail(table, TABLE_BAD_ENCODING, 0, NULL, 0);
	char delimiter = '\t';
	if (!pasted && !take_separator_line(csv, &delimiter))
		delimiter = find_delimiter(csv->text, csv->text_end);
	csv_set_delim(&csv->parser, (unsigned char)delimiter);
	csv_set_space_func(&csv->parser, is_plain_space);
	table->row = 0;
	return table->err;
}

static void on_cell(void *text, size_t len, void *to)
{
	Table *table = to;
	CsvReader *csv = table->csv;
	if (!table->err)
		table_put_cell(table, csv->column, text, len);
	csv->column++;
	csv->fed_in_cell = 0;
}

/* `end` is the byte that ended the row, -1 at the end of the text. CR LF ends one row, not two. */
static void on_row(int end, void *to)
{
	Table *table = to;
	CsvReader *csv = table->csv;
	bool second_half = end == '\n' && csv->last_end == '\r' && csv->column == 0;
	csv->last_end = end;
	csv->fed_in_cell = 0;
	if (second_half)
		return;
	csv->lines_done++;
	csv->column = 0;
	csv->row_ready = true;
}

/* The bytes up to and with the next line end, at most FEED_BYTES. */
static size_t next_piece(const CsvReader *csv)
{
	size_t left = csv->text_end - csv->text_at;
	size_t most = left < FEED_BYTES ? left : FEED_BYTES;
	const char *text = csv->text + csv->text_at;
	for (size_t i = 0; i < most; i++)
		if (text[i] == '\n' || text[i] == '\r')
			return i + 1;
	return most;
}

static bool feed(Table *table, CsvReader *csv)
{
	size_t len = next_piece(csv);
	csv->fed_in_cell += len;
	size_t done = csv_parse(&csv->parser, csv->text + csv->text_at, len, on_cell, on_row, table);
	csv->text_at += len;
	if (done != len && csv_error(&csv->parser) == CSV_EPARSE)
		return table_fail(table, TABLE_BAD_QUOTE, csv->column + 1, NULL, 0);
	if (done != len)
		return table_fail(table, TABLE_UNREADABLE, 0, NULL, 0);
	/* Quotes within a cell may double it, so it counts as too long here only well beyond its maximum. */
	if (csv->fed_in_cell > table->choice.max_cell_bytes * 2 + FEED_BYTES)
		return table_fail(
		    table, TABLE_CELL_TOO_LONG, csv->column + 1, NULL, (int64_t)table->choice.max_cell_bytes);
	return true;
}

static bool finish(Table *table, CsvReader *csv)
{
	csv->finished = true;
	if (csv_fini(&csv->parser, on_cell, on_row, table) != 0)
		return table_fail(table, TABLE_OPEN_QUOTE, csv->column + 1, NULL, 0);
	return true;
}

bool csv_reader_next(Table *table)
{
	CsvReader *csv = table->csv;
	csv->row_ready = false;
	table_begin_row(table, csv->lines_done + 1);
	while (!csv->row_ready && !csv->finished && !table->err) {
		if (csv->text_at == csv->text_end) {
			bool at_end = csv->at == csv->end;
			size_t before = (size_t)(csv->end - csv->at);
			if (!at_end && !decode(csv) && (size_t)(csv->end - csv->at) == before)
				return table_fail(table, TABLE_BAD_ENCODING, csv->column + 1, NULL, 0);
			if (at_end)
				finish(table, csv);
			continue;
		}
		feed(table, csv);
	}
	return csv->row_ready && !table->err;
}

void csv_reader_close(Table *table)
{
	CsvReader *csv = table->csv;
	if (!csv)
		return;
	if (csv->converts)
		iconv_close(csv->convert);
	if (csv->parser_ready)
		csv_free(&csv->parser);
}
