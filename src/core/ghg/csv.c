/* RFC 4180 records over a text in memory, cells found by column name. */
#include "ghg/core.h"

#include <math.h>
#include <string.h>

/* The cell in quotes that begins at csv->at, undone in its place; csv->at moves behind the closing quote. */
static char *read_quoted(Csv *csv)
{
	char *cell = csv->at, *to = cell, *at = cell + 1;
	for (; at < csv->end && (*at != '"' || (at + 1 < csv->end && at[1] == '"')); at++) {
		at += *at == '"';
		csv->line += *at == '\n';
		*to++ = *at;
	}
	if (at >= csv->end)
		csv->problem = "a quoted cell does not end";
	csv->at = at < csv->end ? at + 1 : csv->end;
	*to = '\0';
	return cell;
}

/* One cell; csv->at moves behind its separator. *last: the record ends here. */
static const char *read_cell(Csv *csv, bool *last)
{
	char *cell = csv->at, *at = cell;
	bool is_quoted = at < csv->end && *at == '"';
	if (is_quoted) {
		cell = read_quoted(csv);
		at = csv->at;
	} else {
		while (at < csv->end && *at != ',' && *at != '\n' && *at != '\r')
			at++;
	}
	char *end = at;
	if (at < csv->end && *at == '\r')
		at++;
	*last = at >= csv->end || *at == '\n';
	if (!*last && *at != ',')
		csv->problem = "text after a closing quote";
	csv->line += at < csv->end && *at == '\n';
	csv->at = at < csv->end ? at + 1 : at;
	if (!is_quoted)
		*end = '\0';
	return cell;
}

static int read_record(Csv *csv, const char *cells[CSV_COLUMNS])
{
	int count = 0;
	bool last = false;
	csv->asked = 0;
	while (!last && !csv->problem) {
		if (count == CSV_COLUMNS) {
			csv->problem = "too many columns";
			break;
		}
		cells[count++] = read_cell(csv, &last);
	}
	return count;
}

Csv csv_open(Arena *mem, const char *text, size_t len)
{
	char *copy = arena_copy_n(mem, text, len);
	Csv csv = {.at = copy, .end = copy + len};
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		csv.at += 3;
	csv.columns = read_record(&csv, csv.names);
	return csv;
}

bool csv_next(Csv *csv)
{
	while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r'))
		csv->line += *csv->at++ == '\n';
	if (csv->problem || csv->at >= csv->end)
		return false;
	int count = read_record(csv, csv->cells);
	if (!csv->problem && count != csv->columns)
		csv->problem = "not as many cells as columns";
	return !csv->problem;
}

/* The same columns are asked for in the same order in every record: each question has its last answer. */
const char *csv_cell(Csv *csv, const char *name)
{
	int *answer = &csv->answers[csv->asked % CSV_COLUMNS];
	csv->asked++;
	if (*answer < csv->columns && same(csv->names[*answer], name))
		return csv->cells[*answer];
	for (int i = 0; i < csv->columns; i++)
		if (same(csv->names[i], name)) {
			*answer = i;
			return csv->cells[i];
		}
	return "";
}

double csv_number(Csv *csv, const char *name)
{
	double value;
	const char *cell = csv_cell(csv, name);
	return *cell && number_parse(cell, &value) == NUMBER_OK ? value : NAN;
}
