/* Months of a period as bit masks: which months an amount stands for, which of them evidence proves, which
 * are missing. Bit 0 is the month of the period's first day; a period of 366 days touches at most 13 months.
 */
#ifndef QINGCE_GHG_COVERAGE_H
#define QINGCE_GHG_COVERAGE_H

#include "base/arena.h"
#include "base/date.h"

typedef uint32_t Months;

enum { MONTHS_MAX = 13 };

/* Calendar months that the period touches, 1..13; 0 when it is no period (end before start, more than 366
 * days). */
int months_in_period(Date start, Date end);

/* Does the period last a whole year (365 or 366 days)? Only such periods are compared with the year before.
 */
bool months_is_full_year(Date start, Date end);

/* The lowest `count` bits. */
Months months_all(int count);

/* Months that the days from..to touch, cut to the period. */
Months months_of_days(Date start, Date end, Date from, Date to);

/* What a line wants proven: its own months, or all of the period when it names none; nothing beyond the
 * period. */
Months months_wanted(Months months, int count);

/* Wanted and not proven. */
Months months_missing(Months months, Months proven, int count);

int months_number(Months months);

/* A mask when the period begins `by` months later (negative: earlier) and then touches `count` months: each
 * bit stands for the same calendar month as before, and months that leave the period are dropped. */
Months months_moved(Months months, int by, int count);

/* First day of the calendar month of a bit: bit 2 of a period from 2025-01-15 is 2025-03-01. */
Date months_date(Date start, int bit);

/* "2025-01–2025-03, 2025-07": runs of months, in order; "" for none. */
char *months_text(Arena *mem, Months months, Date start);

/* The same amount of one source at one place may stand on several lines: this is the grid by source. */
typedef struct CoverageLine {
	int64_t id;
	const char *source; /* any key of source and place */
	Months months;	    /* 0 = the whole period */
	Months proven;
} CoverageLine;

typedef struct CoverageRow {
	const char *source;
	Months wanted;	/* by some line */
	Months proven;	/* for every line that wants it */
	Months missing; /* wanted by a line that lacks evidence for it */
	Months twice;	/* wanted by more than one line */
	Months absent;	/* of the period, wanted by no line */
	size_t lines;
} CoverageRow;

/* One row a source, in the order of first appearance. */
CoverageRow *coverage_grid(
    Arena *mem, const CoverageLine lines[], size_t line_count, int months, size_t *row_count);

#endif
