/* `qingce calc`: an inventory in a JSON file in, results out, without any database (docs/calc-format.md). */
#ifndef QINGCE_CALC_H
#define QINGCE_CALC_H

#include "base/buf.h"
#include "base/err.h"
#include "ghg/ghg.h"

enum { CALC_MAX_BYTES = 64 << 20, CALC_MAX_LINES = 100000 };

/* qingce calc [--explain [zh|en] [--json]] [--data DIR] FILE.json ("-" for standard input). Returns the exit
 * code: 0 when every line is known and every expectation met, 1 when not, 2 when the file or the data cannot
 * be read.
 */
int calc_main(int argc, char **argv);

/* Computes the document and writes the result as JSON. ERR_INPUT when it is no such document: then `out`
 * holds one English sentence with the place. ERR_TOO_LARGE beyond CALC_MAX_BYTES or when `out` is full. Lines
 * with problems are results, not errors. */
Err calc_run(Arena *mem, const char *json, size_t len, Buf *out);

/* How many members of "expect" the results miss, each named in `report`; -1 when it is no such document. */
int calc_check(Arena *mem, const char *json, size_t len, Buf *report);

/* Every line, then every figure of the result, as a tree (ghg/tree.h): indented text, or JSON. */
Err calc_explain(Arena *mem, const char *json, size_t len, Lang lang, bool is_json, Buf *out);

#endif
