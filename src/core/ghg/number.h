/* Numbers as people type them and as people read them, and their sums. What was typed is kept by the caller;
 * these functions only say what it means, or what is wrong with it. */
#ifndef QINGCE_GHG_NUMBER_H
#define QINGCE_GHG_NUMBER_H

#include "base/arena.h"

typedef enum NumberProblem {
	NUMBER_OK = 0,
	NUMBER_EMPTY,		/* nothing but spaces */
	NUMBER_NOT_A_NUMBER,	/* "12,5x", "abc", "0x10", "nan", "inf" */
	NUMBER_TOO_LARGE,	/* "1e400", or more than 64 characters */
	NUMBER_AMBIGUOUS_COMMA, /* "12,5", "1.234,5", "0,125": decimal or thousands comma? */
} NumberProblem;

/* Reads decimal numbers: full-width characters, a sign, thousands separators (comma, space, thin space, only
 * between groups of three), a decimal point, an exponent. Negative numbers parse: that an amount may not be
 * negative is a rule of the core, not of reading. *out is finite on NUMBER_OK and untouched otherwise. */
NumberProblem number_parse(const char *typed, double *out);

/* "1 384.87": rounded to `decimals` (0..9), thousands apart by thin spaces (U+2009); "-" for NaN or infinity.
 */
char *number_text(Arena *mem, double value, int decimals);

/* "1384.87": the shortest plain decimal that reads back as the same double; no exponent between 1e-7 and
 * 1e21. For form fields, CSV and JSON. */
char *number_plain(Arena *mem, double value);

/* "1384.866000": exactly six places, never "-0.000000". The form in which published results are hashed. */
char *number_canonical(Arena *mem, double value);

/* Compensated sum (Neumaier) in the order of adding. */
typedef struct GhgSum {
	double sum, lost;
} GhgSum;
void ghg_sum_add(GhgSum *sum, double value);
double ghg_sum_value(const GhgSum *sum);

#endif
