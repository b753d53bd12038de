/* Reading and writing numbers: see number.h. */
#include "ghg/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPED_MAX 64

/* A character people use for another one: full-width forms of Chinese input methods, typographic signs. */
static const struct {
	const char *from;
	char to; /* ' ' is a space of any width */
} LOOKALIKES[] = {
    {"\xEF\xBC\x8E", '.'}, /* U+FF0E full-width full stop */
    {"\xEF\xBC\x8C", ','}, /* U+FF0C full-width comma */
    {"\xEF\xBC\x8B", '+'}, /* U+FF0B */
    {"\xEF\xBC\x8D", '-'}, /* U+FF0D */
    {"\xE2\x88\x92", '-'}, /* U+2212 minus sign */
    {"\xEF\xBC\xA5", 'e'}, /* U+FF25 */
    {"\xEF\xBD\x85", 'e'}, /* U+FF45 */
    {"\xC2\xA0", ' '},	   /* no-break space */
    {"\xE2\x80\x89", ' '}, /* thin space */
    {"\xE2\x80\xAF", ' '}, /* narrow no-break space */
    {"\xE3\x80\x80", ' '}, /* ideographic space */
};

/* One ASCII character for what stands at *text, which moves on; 0 when it cannot be part of a number. */
static char plain_char(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	if (at[0] < 0x80) {
		*text += 1;
		return at[0] == '\t' ? ' ' : (char)at[0];
	}
	if (at[0] == 0xEF && at[1] == 0xBC && at[2] >= 0x90 && at[2] <= 0x99) { /* full-width digits */
		*text += 3;
		return (char)('0' + at[2] - 0x90);
	}
	for (size_t i = 0; i < sizeof LOOKALIKES / sizeof LOOKALIKES[0]; i++) {
		size_t len = strlen(LOOKALIKES[i].from);
		if (strncmp(*text, LOOKALIKES[i].from, len) == 0) {
			*text += len;
			return LOOKALIKES[i].to;
		}
	}
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The typed text in ASCII without spaces at its ends. */
static NumberProblem to_ascii(const char *typed, char out[TYPED_MAX + 1])
{
	size_t len = 0;
	for (const char *at = typed ? typed : ""; *at;) {
		char c = plain_char(&at);
		if (c == 0)
			return NUMBER_NOT_A_NUMBER;
		if (c == ' ' && len == 0)
			continue;
		if (len == TYPED_MAX)
			return NUMBER_TOO_LARGE;
		out[len++] = c;
	}
	while (len > 0 && (out[len - 1] == ' ' || out[len - 1] == '\n' || out[len - 1] == '\r'))
		len--;
	out[len] = '\0';
	return len == 0 ? NUMBER_EMPTY : NUMBER_OK;
}

static const char *digits_end(const char *at)
{
	while (is_digit(*at))
		at++;
	return at;
}

/* The whole part "1 234 567": copies its digits, checks the groups. A comma that does not part groups of
 * three may have been meant as a decimal sign. */
static NumberProblem read_whole(const char **at, char **out)
{
	const char *end = digits_end(*at);
	size_t first = (size_t)(end - *at);
	char separator = 0;
	memcpy(*out, *at, first);
	*out += first;
	while ((*end == ',' || *end == ' ') && is_digit(end[1])) {
		const char *group = end + 1;
		end = digits_end(group);
		bool is_group = end - group == 3 && first >= 1 && first <= 3 &&
				(!separator || separator == group[-1]);
		if (!is_group)
			return group[-1] == ',' || separator == ',' ? NUMBER_AMBIGUOUS_COMMA
								    : NUMBER_NOT_A_NUMBER;
		if (group[-1] == ',' && first == 1 && **at == '0')
			return NUMBER_AMBIGUOUS_COMMA;
		separator = group[-1];
		memcpy(*out, group, 3);
		*out += 3;
	}
	*at = end;
	return NUMBER_OK;
}

/* "1.234,5": the European order. */
static bool is_comma_after_point(const char *fraction)
{
	const char *end = digits_end(fraction);
	return *end == ',' && is_digit(end[1]) && *digits_end(end + 1) == '\0';
}

NumberProblem number_parse(const char *typed, double *out)
{
	char text[TYPED_MAX + 1], plain[TYPED_MAX + 8];
	char *to = plain;
	NumberProblem problem = to_ascii(typed, text);
	if (problem)
		return problem;

	const char *at = text;
	if (*at == '+' || *at == '-')
		*to++ = *at++;
	while (*at == ' ')
		at++;
	const char *digits = at;
	problem = read_whole(&at, &to);
	const char *rest = at;
	if (problem == NUMBER_AMBIGUOUS_COMMA &&
	    digits_end(digits)[strspn(digits_end(digits), "0123456789,. ")] != '\0')
		return NUMBER_NOT_A_NUMBER; /* "12,5x" is no number however the comma is read */
	if (problem)
		return problem;
	bool has_digits = rest > digits;
	if (*at == '.') {
		if (is_comma_after_point(at + 1))
			return NUMBER_AMBIGUOUS_COMMA;
		const char *end = digits_end(at + 1);
		has_digits = has_digits || end > at + 1;
		memcpy(to, at, (size_t)(end - at));
		to += end - at;
		at = end;
	}
	if (!has_digits)
		return NUMBER_NOT_A_NUMBER;
	if (*at == 'e' || *at == 'E') {
		const char *start = at++;
		if (*at == '+' || *at == '-')
			at++;
		const char *end = digits_end(at);
		if (end == at)
			return NUMBER_NOT_A_NUMBER;
		memcpy(to, start, (size_t)(end - start));
		to += end - start;
		at = end;
	}
	if (*at)
		return NUMBER_NOT_A_NUMBER;
	*to = '\0';
	double value = strtod(plain, NULL);
	if (!isfinite(value))
		return NUMBER_TOO_LARGE;
	*out = value;
	return NUMBER_OK;
}

char *number_text(Arena *mem, double value, int decimals)
{
	static const char THIN_SPACE[] = "\xE2\x80\x89";
	char fixed[400], grouped[800];
	if (!isfinite(value))
		return arena_copy(mem, "-");
	decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
	snprintf(fixed, sizeof fixed, "%.*f", decimals, value);
	if (strspn(fixed, "-0.") == strlen(fixed))
		snprintf(fixed, sizeof fixed, "%.*f", decimals, 0.0);
	const char *at = fixed;
	char *to = grouped;
	if (*at == '-')
		*to++ = *at++;
	for (size_t left = strcspn(at, "."); left > 0; left--) {
		*to++ = *at++;
		if (left > 1 && (left - 1) % 3 == 0) {
			memcpy(to, THIN_SPACE, 3);
			to += 3;
		}
	}
	memcpy(to, at, strlen(at) + 1);
	return arena_copy(mem, grouped);
}

/* The fewest significant digits that read back as the same double. */
static int shortest_digits(double value, char *out, size_t size)
{
	for (int digits = 1; digits <= 17; digits++) {
		if (digits > 1 && digits < 15)
			digits = 15;
		snprintf(out, size, "%.*e", digits - 1, value);
		if (strtod(out, NULL) == value)
			return digits;
	}
	return 17;
}

char *number_plain(Arena *mem, double value)
{
	char text[64];
	if (!isfinite(value))
		return arena_copy(mem, "-");
	if (value == 0)
		return arena_copy(mem, "0");
	int digits = shortest_digits(value, text, sizeof text);
	int exponent = atoi(strchr(text, 'e') + 1);
	if (exponent < -7 || exponent >= 21) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		return arena_copy(mem, text);
	}
	int decimals = digits - 1 - exponent;
	snprintf(text, sizeof text, "%.*f", decimals > 0 ? decimals : 0, value);
	if (strchr(text, '.')) {
		size_t len = strlen(text);
		while (text[len - 1] == '0')
			text[--len] = '\0';
		if (text[len - 1] == '.')
			text[--len] = '\0';
	}
	return arena_copy(mem, text);
}

char *number_canonical(Arena *mem, double value)
{
	char text[400];
	if (!isfinite(value))
		return arena_copy(mem, "-");
	snprintf(text, sizeof text, "%.6f", value);
	return arena_copy(mem, strcmp(text, "-0.000000") == 0 ? text + 1 : text);
}

/* ---- sums ---- */

void ghg_sum_add(GhgSum *sum, double value)
{
	double total = sum->sum + value;
	sum->lost += fabs(sum->sum) >= fabs(value) ? (sum->sum - total) + value : (value - total) + sum->sum;
	sum->sum = total;
}

double ghg_sum_value(const GhgSum *sum)
{
	return sum->sum + sum->lost;
}
