/* Doubles and decimal text, exactly: what printf and strtod of a C library do for finite numbers, written
 * without one. The WebAssembly module has no library; the decimals it shows are the server's to the last
 * digit. */
#ifndef QINGCE_LIVE_DECIMAL_H
#define QINGCE_LIVE_DECIMAL_H

#include <stddef.h>

/* No text of decimal_print is longer, its NUL included. */
#define DECIMAL_TEXT_MAX 1600

/* As printf's %.{precision}e, f or g: correctly rounded, ties to even. precision 0..1100. Returns the length.
 */
size_t decimal_print(char out[DECIMAL_TEXT_MAX], char conversion, int precision, double value);

/* As strtod for decimal numbers: the nearest double, ties to even, infinite beyond the largest one. *end (may
 * be NULL) is where reading stopped: `text` itself when no number stands there. No hexadecimal, inf or nan.
 */
double decimal_read(const char *text, const char **end);

#endif
