/* Rules of the form's instructions; cells have two decimals, so sums may differ by their rounding. */
#include "ghg/b205.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

#define ROUNDING 0.0151
/* Sums over forty rows of rounded cells. */
#define TOTAL_TOLERANCE 0.005

enum { PROBLEMS_A_LINE = B205_COLUMNS + 6 };

typedef struct Sheet {
	const B205Line *lines;
	size_t count;
	B205Problem *problems;
	size_t problem_count;
} Sheet;

static double cell(const B205Line *line, int column)
{
	return line->column[column - 1];
}

static bool has(const B205Line *line, int column)
{
	return !isnan(cell(line, column));
}

static double or_zero(double value)
{
	return isnan(value) ? 0 : value;
}

static bool differ(double a, double b)
{
	return fabs(a - b) > ROUNDING + 1e-9 * fmax(fabs(a), fabs(b));
}

static bool exceeds(double part, double whole)
{
	return part > whole && differ(part, whole);
}

static const B205Line *line_of(const B205Line lines[], size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq(lines[i].code, code))
			return &lines[i];
	}
	return NULL;
}

/* 02 to 05 are kinds of 01. */
static bool is_kind_of_raw_coal(const B205Line *line)
{
	return strcmp(line->code, "02") >= 0 && strcmp(line->code, "05") <= 0;
}

static bool is_total(const B205Line *line)
{
	return str_eq(line->code, "40");
}

static void report(Sheet *sheet, B205Check check, const B205Line *line, int column, double expected)
{
	sheet->problems[sheet->problem_count++] = (B205Problem){
	    .check = check,
	    .code = line->code,
	    .column = column,
	    .given = cell(line, column),
	    .expected = expected,
	    .is_warning = check >= B205_STOCK,
	};
}

static void check_parts(Sheet *sheet, const B205Line *line)
{
	double consumption = cell(line, 4);
	double parts = or_zero(cell(line, 5)) + or_zero(cell(line, 7));
	if (has(line, 4) && (has(line, 5) || has(line, 7)) && differ(consumption, parts))
		report(sheet, B205_CONSUMPTION_PARTS, line, 4, parts);
	if (has(line, 6) && exceeds(cell(line, 6), or_zero(cell(line, 5))))
		report(sheet, B205_FEEDSTOCK, line, 6, or_zero(cell(line, 5)));
	if (has(line, 8) && exceeds(cell(line, 8), or_zero(consumption)))
		report(sheet, B205_TRANSPORT, line, 8, or_zero(consumption));
}

static void check_stock(Sheet *sheet, const B205Line *line)
{
	double left = or_zero(cell(line, 1)) + or_zero(cell(line, 2)) - or_zero(cell(line, 4));
	bool is_told = has(line, 4) && (has(line, 2) || has(line, 1));
	if (is_told && has(line, 9) && differ(cell(line, 9), left))
		report(sheet, B205_STOCK, line, 9, left);
}

static void check_coefficient(Sheet *sheet, const B205Line *line)
{
	double used = cell(line, 10);
	if (isnan(used) || !(line->tce_low > 0))
		return;
	if (used < line->tce_low / 2)
		report(sheet, B205_COEFFICIENT, line, 10, line->tce_low);
	else if (used > line->tce_high * 2)
		report(sheet, B205_COEFFICIENT, line, 10, line->tce_high);
}

static double sum_of_kinds(const Sheet *sheet, int column)
{
	double sum = NAN;
	for (size_t i = 0; i < sheet->count; i++) {
		if (is_kind_of_raw_coal(&sheet->lines[i]) && has(&sheet->lines[i], column))
			sum = or_zero(sum) + cell(&sheet->lines[i], column);
	}
	return sum;
}

static void check_kinds(Sheet *sheet, const B205Line *raw_coal)
{
	static const int COLUMNS[] = {1, 2, 4, 5, 9};
	for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
		int column = COLUMNS[i];
		double sum = sum_of_kinds(sheet, column);
		if (isnan(sum) || !has(raw_coal, column) || !differ(sum, cell(raw_coal, column)))
			continue;
		bool is_over = sum > cell(raw_coal, column);
		report(sheet, is_over ? B205_KINDS_OVER : B205_KINDS_UNDER, raw_coal, column, sum);
		return;
	}
}

double b205_total_tce(const B205Line lines[], size_t line_count, int column)
{
	const B205Line *raw_coal = line_of(lines, line_count, "01");
	bool has_raw_coal = raw_coal && has(raw_coal, column);
	double total = 0;
	for (size_t i = 0; i < line_count; i++) {
		const B205Line *line = &lines[i];
		if (is_total(line) || !has(line, column) || (has_raw_coal && is_kind_of_raw_coal(line)))
			continue;
		if (cell(line, column) != 0)
			total += cell(line, column) * cell(line, 10);
	}
	return total;
}

static double total_money(const Sheet *sheet)
{
	const B205Line *raw_coal = line_of(sheet->lines, sheet->count, "01");
	bool has_raw_coal = raw_coal && has(raw_coal, 3);
	double total = NAN;
	for (size_t i = 0; i < sheet->count; i++) {
		const B205Line *line = &sheet->lines[i];
		if (!is_total(line) && has(line, 3) && !(has_raw_coal && is_kind_of_raw_coal(line)))
			total = or_zero(total) + cell(line, 3);
	}
	return total;
}

static bool is_total_off(double given, double expected)
{
	return !isnan(expected) && fabs(given - expected) > ROUNDING + TOTAL_TOLERANCE * fabs(expected);
}

static void check_total(Sheet *sheet, const B205Line *total)
{
	for (int column = 4; column <= 8; column++) {
		double expected = b205_total_tce(sheet->lines, sheet->count, column);
		if (has(total, column) && is_total_off(cell(total, column), expected))
			report(sheet, B205_TOTAL_TCE, total, column, expected);
	}
	double money = total_money(sheet);
	if (has(total, 3) && is_total_off(cell(total, 3), money))
		report(sheet, B205_TOTAL_MONEY, total, 3, money);
}

static void check_line(Sheet *sheet, const B205Line *line)
{
	for (int column = 1; column <= B205_COLUMNS; column++) {
		if (cell(line, column) < 0) {
			report(sheet, B205_NEGATIVE, line, column, 0);
			return;
		}
	}
	check_parts(sheet, line);
	if (is_total(line)) {
		check_total(sheet, line);
		return;
	}
	check_stock(sheet, line);
	check_coefficient(sheet, line);
	if (str_eq(line->code, "01"))
		check_kinds(sheet, line);
}

B205Problem *b205_check(Arena *mem, const B205Line lines[], size_t line_count, size_t *count)
{
	Sheet sheet = {
	    .lines = lines,
	    .count = line_count,
	    .problems = ARENA_ARRAY(mem, B205Problem, line_count * PROBLEMS_A_LINE + 1),
	};
	for (size_t i = 0; i < line_count; i++)
		check_line(&sheet, &lines[i]);
	*count = sheet.problem_count;
	return sheet.problems;
}

const char *b205_check_key(B205Check check)
{
	static const char *const KEYS[B205_CHECKS] = {
	    [B205_NEGATIVE] = "negative",
	    [B205_CONSUMPTION_PARTS] = "consumption_parts",
	    [B205_FEEDSTOCK] = "feedstock",
	    [B205_TRANSPORT] = "transport",
	    [B205_KINDS_OVER] = "kinds_over",
	    [B205_TOTAL_TCE] = "total_tce",
	    [B205_TOTAL_MONEY] = "total_money",
	    [B205_STOCK] = "stock",
	    [B205_KINDS_UNDER] = "kinds_under",
	    [B205_COEFFICIENT] = "coefficient",
	};
	return KEYS[check];
}
