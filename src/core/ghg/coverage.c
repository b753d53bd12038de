/* Month masks and the coverage grid. */
#include "ghg/coverage.h"

#include <string.h>

#include "base/buf.h"

int months_in_period(Date start, Date end)
{
	if (!date_is_valid(start) || !date_is_valid(end))
		return 0;
	int64_t days = date_days(end) - date_days(start) + 1;
	if (days < 1 || days > 366)
		return 0;
	return date_months_since(start, end) + 1;
}

bool months_is_full_year(Date start, Date end)
{
	return months_in_period(start, end) > 0 && date_days(end) - date_days(start) + 1 >= 365;
}

Months months_all(int count)
{
	if (count < 0)
		count = 0;
	if (count > MONTHS_MAX)
		count = MONTHS_MAX;
	return ((Months)1 << count) - 1;
}

Months months_of_days(Date start, Date end, Date from, Date to)
{
	int count = months_in_period(start, end);
	if (count == 0 || !date_is_valid(from) || !date_is_valid(to))
		return 0;
	if (date_days(from) < date_days(start))
		from = start;
	if (date_days(to) > date_days(end))
		to = end;
	if (date_days(from) > date_days(to))
		return 0;
	return months_all(date_months_since(start, to) + 1) & ~months_all(date_months_since(start, from));
}

Months months_wanted(Months months, int count)
{
	Months all = months_all(count);
	return months & all ? months & all : all;
}

Months months_missing(Months months, Months proven, int count)
{
	return months_wanted(months, count) & ~proven;
}

int months_number(Months months)
{
	int number = 0;
	for (; months; months &= months - 1)
		number++;
	return number;
}

Months months_moved(Months months, int by, int count)
{
	if (by >= MONTHS_MAX || by <= -MONTHS_MAX)
		return 0;
	return (by > 0 ? months >> by : months << -by) & months_all(count);
}

Date months_date(Date start, int bit)
{
	int month = start.year * 12 + start.month - 1 + bit;
	return (Date){month / 12, month % 12 + 1, 1};
}

static void add_month(Buf *out, Date start, int bit)
{
	Date date = months_date(start, bit);
	buf_printf(out, "%04d-%02d", date.year, date.month);
}

char *months_text(Arena *mem, Months months, Date start)
{
	Buf out = buf_in(mem, 256);
	for (int bit = 0; bit < MONTHS_MAX; bit++) {
		if (!(months >> bit & 1))
			continue;
		int last = bit;
		while (months >> (last + 1) & 1)
			last++;
		if (out.len > 0)
			buf_text(&out, ", ");
		add_month(&out, start, bit);
		if (last > bit) {
			buf_text(&out, last > bit + 1 ? "–" : ", ");
			add_month(&out, start, last);
		}
		bit = last;
	}
	return buf_take(&out);
}

static CoverageRow *row_of(CoverageRow *rows, size_t *count, const char *source)
{
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(rows[i].source, source) == 0)
			return &rows[i];
	}
	CoverageRow *row = &rows[(*count)++];
	*row = (CoverageRow){.source = source};
	return row;
}

CoverageRow *coverage_grid(
    Arena *mem, const CoverageLine lines[], size_t line_count, int months, size_t *row_count)
{
	CoverageRow *rows = ARENA_ARRAY(mem, CoverageRow, line_count + 1);
	*row_count = 0;
	for (size_t i = 0; i < line_count; i++) {
		CoverageRow *row = row_of(rows, row_count, lines[i].source);
		Months wanted = months_wanted(lines[i].months, months);
		row->twice |= row->wanted & wanted;
		row->wanted |= wanted;
		row->missing |= wanted & ~lines[i].proven;
		row->lines++;
	}
	for (size_t i = 0; i < *row_count; i++) {
		rows[i].proven = rows[i].wanted & ~rows[i].missing;
		rows[i].absent = months_all(months) & ~rows[i].wanted;
	}
	return rows;
}
