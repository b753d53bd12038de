/* The table of a line's months: amounts, measured values, what proves them, and the weighted means. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_MONTHS_H
#define QINGCE_CALCULATOR_CALCULATOR_MONTHS_H

#include "calculator/calculator_line_view.h"

/* Has the category values that guides want measured month by month? */
bool line_has_measured_months(const GhgCategory *category);

/* The whole table; column_count 0 when the category has none. */
void line_months_fill(
    Req *req, const LineScene *scene, const LineView *view, const LineResult *result, MonthsView *out);

#endif
