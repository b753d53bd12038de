/* RFC 4180 records over a text in memory, cells found by column name. */
#include "ghg/core.h"

#include <math.h>
#include <string.h>

/* One cell; *at moves behind its separator. *last: the record ends here. */
static const char *read_cell(Csv *csv, bool *last)
{
	const char *at = csv->at;
	char *cell;
	if (at < csv->end && *at == '"') {
		size_t len = 0;
		const char *close = at + 1;
		while (close < csv->end && (*close != '"' || (close + 1 < csv->end && close[1] == '"')))
			close += *close == '"' ? 2 : 1;
		if (close >= csv->end) {
			csv->problem = "a quoted cell does not end";
			close = csv->end;
		}
		cell = arena_alloc(csv->mem, (size_t)(close - at) + 1);
		for (const char *from = at + 1; from < close; from++) {
			cell[len++] = *from;
			if (*from == '"')
				from++;
		}
		at = close < csv->end ? close + 1 : close;
	} else {
		const char *start = at;
		while (at < csv->end && *at != ',' && *at != '\n' && *at != '\r')
			at++;
		cell = arena_copy_n(csv->mem, start, (size_t)(at - start));
	}
	if (at < csv->end && *at == '\r')
		at++;
	*last = at >= csv->end || *at == '\n';
	if (!*last && *at != ',')
		csv->problem = "text after a closing quote";
	csv->at = at < csv->end ? at + 1 : at;
	return cell;
}

static int read_record(Csv *csv, const char *cells[CSV_COLUMNS])
{
	const char *start = csv->at;
	int count = 0;
	bool last = false;
	while (!last && !csv->problem) {
		if (count == CSV_COLUMNS) {
			csv->problem = "too many columns";
			break;
		}
		cells[count++] = read_cell(csv, &last);
	}
	for (; start < csv->at; start++)
		csv->line += *start == '\n';
	return count;
}

Csv csv_open(Arena *mem, const char *text, size_t len)
{
	Csv csv = {.mem = mem, .at = text, .end = text + len};
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

const char *csv_cell(const Csv *csv, const char *name)
{
	for (int i = 0; i < csv->columns; i++)
		if (same(csv->names[i], name))
			return csv->cells[i];
	return "";
}

double csv_number(const Csv *csv, const char *name)
{
	double value;
	return number_parse(csv_cell(csv, name), &value) == NUMBER_OK ? value : NAN;
}
