/* Charts as SVG for HTML pages, drawn on the server. No style attributes: colours come from the classes
 * chart-1 … chart-8 of the style sheet. The same Chart is drawn by pdf.h. Each chart stands beside its table.
 */
#ifndef QINGCE_DOC_CHART_H
#define QINGCE_DOC_CHART_H

#include "base/buf.h"

/* Figures by label and, where there are several, by series. NAN = not reported. */
typedef struct Chart {
	const char *id;		   /* unique on the page: letters, digits, hyphens */
	const char *title;	   /* read to those who cannot see the chart */
	const char *description;   /* the finding in a sentence; NULL for none */
	const char *unit;	   /* after every value: "tCO₂e" */
	const char *const *labels; /* bars, columns, slices */
	int label_count;	   /* at most CHART_MAX_LABELS */
	const char *const *series; /* the parts of a column; NULL with one series */
	int series_count;	   /* 1 when there is no division; at most 8 */
	const double *values;	   /* values[label * series_count + series] */
	int places;		   /* digits after the point, 0..6 */
} Chart;

enum { CHART_MAX_LABELS = 60, CHART_COLOURS = 8 };

/* More than the largest chart takes: 60 x 8 parts that each say both their labels, of 200 characters escaped.
 */
enum { CHART_MAX_BYTES = 4 * 1024 * 1024 };

/* Horizontal bars, one a label (series_count 1); negative values go left of a zero line. */
void chart_bars(Buf *out, const Chart *chart);

/* From the first label's total over the changes between to the last label's total (series_count 1): totals
 * are marks, changes are bars that begin where the one before ended. The scale begins near the totals, not at
 * 0. */
void chart_waterfall(Buf *out, const Chart *chart);

/* Columns that stack their series, with a legend. */
void chart_columns(Buf *out, const Chart *chart);

/* A ring of shares (series_count 1; values below 0 have no slice), the total in its middle, with a legend. */
void chart_donut(Buf *out, const Chart *chart, const char *total_label);

/* Two figures for one thing and how far the second is from the first, in percent. */
typedef struct ChartCompare {
	const char *id;
	const char *title;
	const char *a_label;
	double a;
	const char *b_label;
	double b;
	const char *unit;
	int places;
	const char *deviation_label; /* "偏差" */
	double attention_percent;    /* beyond this the deviation is marked; 0 = never */
} ChartCompare;
void chart_compare(Buf *out, const ChartCompare *compare);

/* 1 234 567.80 with thin spaces (U+2009); "-" for NAN. */
char *chart_number(Arena *mem, double value, int places);

/* A round step that divides 0..`most` into 3 to 6 parts. */
double chart_step(double most);

#endif
