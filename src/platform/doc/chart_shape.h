/* What the SVG and the PDF charts have in common: colours, ranges, text widths. */
#ifndef QINGCE_DOC_CHART_SHAPE_H
#define QINGCE_DOC_CHART_SHAPE_H

#include "doc/chart.h"

/* The colours of chart-1 … chart-8 in the light scheme, 0xRRGGBB. */
extern const unsigned chart_colours[CHART_COLOURS];

/* The value of a label and series, NAN when not reported. */
double chart_value(const Chart *chart, int label, int series);

/* A figure with its unit. */
char *chart_figure(Arena *mem, double value, int places, const char *unit);

/* The sums of what goes up and what goes down in each column, over all columns; least <= 0 <= most, most >
 * least. */
void chart_range(const Chart *chart, double *least, double *most);

/* The sum of the positive values: what a ring shows. */
double chart_positive_total(const Chart *chart);

/* About how wide a text is, in ems. */
double chart_text_ems(const char *text);

/* `text` cut to `ems` with "…" at its end. */
char *chart_cut(Arena *mem, const char *text, double ems);

/* Every how many labels one is written so that none runs into the next. */
int chart_label_step(const Chart *chart, double slot, double font_size);

#endif
