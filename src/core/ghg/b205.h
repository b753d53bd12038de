/* The arithmetic of form B205-1 (energy purchase, consumption and stock): which cells contradict each other.
 */
#ifndef QINGCE_GHG_B205_H
#define QINGCE_GHG_B205_H

#include "base/arena.h"

/* Columns of the form: 1 opening stock, 2 purchase, 3 money, 4 consumption, 5 industrial, 6 of it feedstock,
 * 7 not industrial, 8 of column 4 transport, 9 closing stock, 10 coefficient. */
enum { B205_COLUMNS = 10 };

typedef struct B205Line {
	const char *code;	     /* "01" … "40" */
	double column[B205_COLUMNS]; /* [0] is column 1; NaN = not typed */
	double tce_low, tce_high;    /* reference coefficients; 0 = not known */
} B205Line;

typedef enum B205Check {
	B205_NEGATIVE,		/* column: less than 0 */
	B205_CONSUMPTION_PARTS, /* 4 = 5 + 7 */
	B205_FEEDSTOCK,		/* 6 <= 5 */
	B205_TRANSPORT,		/* 8 <= 4 */
	B205_KINDS_OVER,	/* 02 to 05 together exceed 01 */
	B205_TOTAL_TCE,		/* row 40 = sum of amount x column 10 */
	B205_TOTAL_MONEY,	/* row 40, column 3 = sum of column 3 */
	/* warnings */
	B205_STOCK,	  /* 9 = 1 + 2 - 4, but for sales and losses */
	B205_KINDS_UNDER, /* 02 to 05 together do not make 01 */
	B205_COEFFICIENT, /* column 10 beyond half or double of the reference: kgce for tce? */
	B205_CHECKS,
} B205Check;

typedef struct B205Problem {
	B205Check check;
	const char *code; /* of the row */
	int column;	  /* 1..10: the cell to look at */
	double given, expected;
	bool is_warning;
} B205Problem;

/* Problems in the order of the rows. */
B205Problem *b205_check(Arena *mem, const B205Line lines[], size_t line_count, size_t *count);

/* Sum of amount x column 10 of a column (4 = all consumption) in tce, without rows 02 to 05 when 01 stands,
 * without row 40; NaN when an amount has no coefficient. */
double b205_total_tce(const B205Line lines[], size_t line_count, int column);

/* "consumption_parts": for word keys (quality.b205.consumption_parts). */
const char *b205_check_key(B205Check check);

#endif
