/* Decisions about evidence. */
#include "evidence/evidence_rules.h"

#include "base/str.h"
#include "evidence/evidence.h"

#include <string.h>

const char *const EVIDENCE_KINDS[] = {
    "invoice", "ledger", "meter", "report", "contract", "laboratory", "statement", "other", NULL};

bool evidence_kind_is_known(const char *kind)
{
	for (int i = 0; EVIDENCE_KINDS[i]; i++)
		if (str_eq(EVIDENCE_KINDS[i], kind))
			return true;
	return false;
}

bool evidence_target_is_known(const char *target)
{
	return str_eq(target, "line") || str_eq(target, "energy") || str_eq(target, "renewable") ||
	       str_eq(target, "b205") || str_eq(target, "verification");
}

int evidence_month_count(Date start, Date end)
{
	int months = date_months_since(start, end) + 1;
	return months < 1 ? 1 : months > 13 ? 13 : months;
}

int64_t evidence_all_months(int month_count)
{
	return (INT64_C(1) << month_count) - 1;
}

int64_t evidence_months_moved(int64_t mask, int by, int month_count)
{
	if (mask == 0 || mask == EVIDENCE_MONTHS_OUTSIDE)
		return mask;
	Months moved = months_moved((Months)mask, by, month_count);
	return moved ? moved : EVIDENCE_MONTHS_OUTSIDE;
}

char *evidence_month_text(Arena *mem, Date start, int index)
{
	int month = start.month - 1 + index;
	return arena_printf(mem, "%04d-%02d", start.year + month / 12, month % 12 + 1);
}

int64_t evidence_proven(int64_t mask, int month_count)
{
	int64_t all = evidence_all_months(month_count);
	return mask == 0 ? all : mask & all;
}

/* ---- months in file names ---- */

/* Reads 1 or 2 digits at `at`, not followed by a third; 0 when there are none. */
static int small_number(const char *at, int *digits)
{
	int value = 0, n = 0;
	while (n < 2 && at[n] >= '0' && at[n] <= '9')
		value = value * 10 + (at[n++] - '0');
	if (at[n] >= '0' && at[n] <= '9')
		n = 0;
	*digits = n;
	return n ? value : 0;
}

/* The bits of calendar month `month` (1..12) of `year`; of any year of the period when year is 0. */
static int64_t month_bits(Date start, int month_count, int year, int month)
{
	int64_t bits = 0;
	for (int i = 0; i < month_count; i++) {
		int at = start.month - 1 + i;
		if (at % 12 + 1 == month && (year == 0 || start.year + at / 12 == year))
			bits |= INT64_C(1) << i;
	}
	return bits;
}

static int64_t month_range(Date start, int month_count, int first, int last)
{
	int64_t bits = 0;
	for (int month = first; month >= 1 && month <= last && month <= 12; month++)
		bits |= month_bits(start, month_count, 0, month);
	return bits;
}

/* "2025-03", "2025.3", "2025_03", "202503", "2025年3月" at `at`; *taken gets the length, 0 when it is none.
 */
static int64_t year_and_month(const char *at, Date start, int month_count, size_t *taken)
{
	*taken = 0;
	int year = 0;
	for (int i = 0; i < 4; i++) {
		if (at[i] < '0' || at[i] > '9')
			return 0;
		year = year * 10 + (at[i] - '0');
	}
	if (year < start.year || year > start.year + 1)
		return 0;
	const char *rest = at + 4;
	if (*rest == '-' || *rest == '.' || *rest == '_')
		rest++;
	else if (strncmp(rest, "年", strlen("年")) == 0)
		rest += strlen("年");
	int digits;
	int month = small_number(rest, &digits);
	if (digits == 0 || month < 1 || month > 12)
		return 0;
	*taken = (size_t)(rest + digits - at);
	return month_bits(start, month_count, year, month);
}

/* "3月", "1-6月", "1至6月" at `at`. */
static int64_t months_in_chinese(const char *at, Date start, int month_count, size_t *taken)
{
	*taken = 0;
	int digits;
	int first = small_number(at, &digits);
	if (digits == 0)
		return 0;
	const char *rest = at + digits;
	int last = first;
	static const char *const between[] = {"月-", "月至", "月到", "-", "~", "–", "—", "至", "到"};
	for (size_t i = 0; i < sizeof between / sizeof *between; i++)
		if (strncmp(rest, between[i], strlen(between[i])) == 0) {
			const char *second = rest + strlen(between[i]);
			int more;
			int value = small_number(second, &more);
			if (more && strncmp(second + more, "月", strlen("月")) == 0) {
				last = value;
				rest = second + more;
			}
			break;
		}
	if (strncmp(rest, "月", strlen("月")) != 0)
		return 0;
	*taken = (size_t)(rest + strlen("月") - at);
	return month_range(start, month_count, first, last);
}

/* "Q2", "2季度", "二季度" at `at`. */
static int64_t quarter(const char *at, Date start, int month_count, size_t *taken)
{
	static const struct {
		const char *text;
		int number;
	} names[] = {{"Q1", 1}, {"Q2", 2}, {"Q3", 3}, {"Q4", 4}, {"q1", 1}, {"q2", 2}, {"q3", 3}, {"q4", 4},
	    {"一季度", 1}, {"二季度", 2}, {"三季度", 3}, {"四季度", 4}, {"1季度", 1}, {"2季度", 2},
	    {"3季度", 3}, {"4季度", 4}};
	*taken = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncmp(at, names[i].text, strlen(names[i].text)) == 0) {
			*taken = strlen(names[i].text);
			return month_range(start, month_count, names[i].number * 3 - 2, names[i].number * 3);
		}
	return 0;
}

int64_t evidence_months_of_name(const char *file_name, Date start, int month_count)
{
	int64_t months = 0;
	bool after_digit = false;
	for (const char *at = file_name ? file_name : ""; *at;) {
		size_t taken = 0;
		int64_t found = 0;
		if (!after_digit)
			found = year_and_month(at, start, month_count, &taken);
		if (!taken && !after_digit)
			found = months_in_chinese(at, start, month_count, &taken);
		if (!taken)
			found = quarter(at, start, month_count, &taken);
		months |= found;
		after_digit = taken == 0 && *at >= '0' && *at <= '9';
		at += taken ? taken : 1;
	}
	return months;
}
