/* What the core needs of arithmetic beyond + - * /: all exact. */
#ifndef QINGCE_FREESTANDING_MATH_H
#define QINGCE_FREESTANDING_MATH_H

#define NAN __builtin_nan("")
#define INFINITY __builtin_inf()
#define isnan(x) __builtin_isnan(x)
#define isfinite(x) __builtin_isfinite(x)
#define fabs(x) __builtin_fabs(x)

/* To the nearest whole number, halves away from zero. */
double round(double value);

#endif
