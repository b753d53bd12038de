/* Exact conversions by whole numbers of any size. See decimal.h. The way out multiplies into base 10^9, the
 * way in divides in base 2^32; numbers of everyday size take a few steps. */
#include "live/decimal.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	MANTISSA_BITS = 52,
	BIAS = 1075,	    /* value = mantissa * 2^(exponent bits - BIAS) */
	LEAST_UNIT = -1074, /* exponent of the smallest double */
};

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* ---- double -> decimal ---- */

enum { LIMB = 1000000000, LIMB_DIGITS = 9, LIMBS_MAX = 90, DIGITS_MAX = LIMBS_MAX * LIMB_DIGITS };

/* value = 0.d1 d2 d3 … * 10^point, d1 not 0; zero is one digit 0. */
typedef struct Digits {
	char digits[DIGITS_MAX + 1]; /* 0..9 */
	int count;
	int point;
} Digits;

typedef struct Limbs {
	uint32_t at[LIMBS_MAX]; /* the least first */
	int count;
} Limbs;

static void limbs_times(Limbs *limbs, uint32_t factor)
{
	uint64_t carry = 0;
	for (int i = 0; i < limbs->count; i++) {
		carry += (uint64_t)limbs->at[i] * factor;
		limbs->at[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	for (; carry; carry /= LIMB)
		limbs->at[limbs->count++] = (uint32_t)(carry % LIMB);
}

/* times base^power, in steps that stay below 2^32 */
static void limbs_times_power(Limbs *limbs, uint32_t base, int power, int step_power)
{
	uint32_t step = 1;
	for (int i = 0; i < step_power; i++)
		step *= base;
	for (; power >= step_power; power -= step_power)
		limbs_times(limbs, step);
	for (; power > 0; power--)
		limbs_times(limbs, base);
}

static void limbs_digits(const Limbs *limbs, Digits *out)
{
	out->count = 0;
	for (int i = limbs->count - 1; i >= 0; i--) {
		uint32_t limb = limbs->at[i];
		char nine[LIMB_DIGITS];
		for (int d = LIMB_DIGITS - 1; d >= 0; d--, limb /= 10)
			nine[d] = (char)(limb % 10);
		for (int d = 0; d < LIMB_DIGITS; d++)
			if (out->count > 0 || nine[d])
				out->digits[out->count++] = nine[d];
	}
}

/* All digits of |value|: a mantissa times a power of two is a whole number over a power of ten. */
static void expand(double value, Digits *out)
{
	uint64_t bits = bits_of(value);
	int exponent = (int)(bits >> MANTISSA_BITS & 2047);
	uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
	if (exponent)
		mantissa |= UINT64_C(1) << MANTISSA_BITS;
	else
		exponent = 1;
	exponent -= BIAS;
	if (mantissa == 0) {
		*out = (Digits){.count = 1, .point = 1};
		return;
	}
	for (; exponent < 0 && mantissa % 2 == 0; exponent++)
		mantissa /= 2;
	Limbs limbs = {.count = 0};
	for (; mantissa; mantissa /= LIMB)
		limbs.at[limbs.count++] = (uint32_t)(mantissa % LIMB);
	if (exponent >= 0)
		limbs_times_power(&limbs, 2, exponent, 31);
	else
		limbs_times_power(&limbs, 5, -exponent, 13);
	limbs_digits(&limbs, out);
	assert(out->count > 0);
	out->point = out->count + (exponent < 0 ? exponent : 0);
}

static bool rounds_up(const Digits *number, int keep)
{
	if (keep < 0 || keep >= number->count || number->digits[keep] < 5)
		return false;
	if (number->digits[keep] > 5)
		return true;
	for (int i = keep + 1; i < number->count; i++)
		if (number->digits[i])
			return true;
	return keep > 0 && number->digits[keep - 1] % 2 == 1;
}

/* To `keep` digits (may be none): half to even. */
static void round_to(Digits *number, int keep)
{
	bool up = rounds_up(number, keep);
	if (keep < number->count)
		number->count = keep > 0 ? keep : 0;
	if (!up)
		return;
	int at = number->count - 1;
	for (; at >= 0 && number->digits[at] == 9; at--)
		number->digits[at] = 0;
	if (at >= 0) {
		number->digits[at]++;
		return;
	}
	memmove(number->digits + 1, number->digits, (size_t)number->count);
	number->digits[0] = 1;
	number->count++;
	number->point++;
}

/* The digit at a power of ten: 0 stands for units, -1 for tenths. */
static char digit_at(const Digits *number, int power)
{
	int at = number->point - 1 - power;
	return at >= 0 && at < number->count ? (char)('0' + number->digits[at]) : '0';
}

static char *put_fixed(char *to, const Digits *number, int precision)
{
	for (int power = number->point > 1 ? number->point - 1 : 0; power >= 0; power--)
		*to++ = digit_at(number, power);
	if (precision > 0)
		*to++ = '.';
	for (int power = -1; power >= -precision; power--)
		*to++ = digit_at(number, power);
	return to;
}

static char *put_scientific(char *to, const Digits *number, int precision)
{
	int exponent = number->point - 1;
	*to++ = digit_at(number, exponent);
	if (precision > 0)
		*to++ = '.';
	for (int i = 1; i <= precision; i++)
		*to++ = digit_at(number, exponent - i);
	*to++ = 'e';
	*to++ = exponent < 0 ? '-' : '+';
	exponent = exponent < 0 ? -exponent : exponent;
	if (exponent >= 100)
		*to++ = (char)('0' + exponent / 100);
	*to++ = (char)('0' + exponent / 10 % 10);
	*to++ = (char)('0' + exponent % 10);
	return to;
}

/* %g: the shorter of both, without zeros at the end. */
static char *put_general(char *to, Digits *number, int precision)
{
	precision = precision > 0 ? precision : 1;
	round_to(number, precision);
	while (number->count > 1 && number->digits[number->count - 1] == 0)
		number->count--;
	int exponent = number->point - 1;
	if (exponent < -4 || exponent >= precision)
		return put_scientific(to, number, number->count - 1);
	int decimals = number->count - number->point;
	return put_fixed(to, number, decimals > 0 ? decimals : 0);
}

size_t decimal_print(char out[DECIMAL_TEXT_MAX], char conversion, int precision, double value)
{
	uint64_t bits = bits_of(value);
	char *to = out;
	if (bits >> 63)
		*to++ = '-';
	if ((bits >> MANTISSA_BITS & 2047) == 2047) {
		memcpy(to, bits << 12 ? "nan" : "inf", 4);
		return (size_t)(to - out) + 3;
	}
	Digits number;
	expand(value, &number);
	bool is_zero = number.digits[0] == 0;
	if (conversion == 'f') {
		round_to(&number, is_zero ? 1 : number.point + precision);
		to = put_fixed(to, &number, precision);
	} else if (conversion == 'e') {
		round_to(&number, precision + 1);
		to = put_scientific(to, &number, precision);
	} else {
		to = put_general(to, &number, precision);
	}
	*to = '\0';
	return (size_t)(to - out);
}

/* ---- decimal -> double ---- */

enum { READ_DIGITS_MAX = 800, WORDS_MAX = 112, EXPONENT_MAX = 20000 };

/* The number as written: 0.DIGITS * 10^point, without leading zeros. */
typedef struct Written {
	char digits[READ_DIGITS_MAX + 1];
	int count;
	int point;
	bool is_negative;
} Written;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Beyond 800 digits only whether anything follows can matter. */
static void take_digit(Written *number, char c)
{
	if (number->count == 0 && c == '0')
		return;
	if (number->count < READ_DIGITS_MAX)
		number->digits[number->count++] = (char)(c - '0');
	else if (c != '0')
		number->digits[READ_DIGITS_MAX - 1] |= 1;
}

/* e+12; `at` itself when no digits follow. */
static const char *read_exponent(const char *at, int *exponent)
{
	const char *from = at + 1;
	bool is_negative = *from == '-';
	*exponent = 0;
	if (*from == '-' || *from == '+')
		from++;
	if (!is_digit(*from))
		return at;
	for (; is_digit(*from); from++)
		*exponent = *exponent < EXPONENT_MAX ? *exponent * 10 + (*from - '0') : EXPONENT_MAX;
	*exponent = is_negative ? -*exponent : *exponent;
	return from;
}

/* Where the number ends; `text` when there is none. */
static const char *read_written(const char *text, Written *number)
{
	const char *at = text;
	bool has_digits = false;
	number->count = number->point = 0;
	while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		at++;
	number->is_negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	for (; is_digit(*at); at++, has_digits = true) {
		take_digit(number, *at);
		number->point += number->count > 0 && number->point < EXPONENT_MAX;
	}
	if (*at == '.') {
		for (at++; is_digit(*at); at++, has_digits = true) {
			take_digit(number, *at);
			number->point -= number->count == 0 && number->point > -EXPONENT_MAX;
		}
	}
	if (!has_digits)
		return text;
	int exponent = 0;
	if (*at == 'e' || *at == 'E')
		at = read_exponent(at, &exponent);
	number->point += exponent;
	return at;
}

typedef struct Words {
	uint32_t at[WORDS_MAX]; /* the least first */
	int count;
} Words;

static void words_times_plus(Words *words, uint32_t factor, uint32_t more)
{
	uint64_t carry = more;
	for (int i = 0; i < words->count; i++) {
		carry += (uint64_t)words->at[i] * factor;
		words->at[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry)
		words->at[words->count++] = (uint32_t)carry;
}

static void words_times_five(Words *words, int power)
{
	for (; power >= 13; power -= 13)
		words_times_plus(words, 1220703125, 0); /* 5^13 */
	for (; power > 0; power--)
		words_times_plus(words, 5, 0);
}

static int words_bits(const Words *words)
{
	return words->count ? 32 * words->count - __builtin_clz(words->at[words->count - 1]) : 0;
}

static void words_shift(Words *words, int bits)
{
	int whole = bits / 32, part = bits % 32;
	if (words->count == 0)
		return;
	words->at[words->count] = 0;
	for (int i = words->count; i >= 0; i--) {
		uint64_t high = (uint64_t)words->at[i] << part;
		uint32_t low = part && i > 0 ? words->at[i - 1] >> (32 - part) : 0;
		words->at[i + whole] = (uint32_t)high | low;
	}
	memset(words->at, 0, (size_t)whole * sizeof words->at[0]);
	words->count += whole + 1;
	while (words->count > 0 && words->at[words->count - 1] == 0)
		words->count--;
}

static int words_compare(const Words *a, const Words *b)
{
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (int i = a->count - 1; i >= 0; i--)
		if (a->at[i] != b->at[i])
			return a->at[i] < b->at[i] ? -1 : 1;
	return 0;
}

static void words_minus(Words *a, const Words *b)
{
	int64_t borrow = 0;
	for (int i = 0; i < a->count; i++) {
		borrow += (int64_t)a->at[i] - (i < b->count ? b->at[i] : 0);
		a->at[i] = (uint32_t)borrow;
		borrow >>= 32;
	}
	while (a->count > 0 && a->at[a->count - 1] == 0)
		a->count--;
}

/* mantissa * 2^unit to the nearest double; `more`: something smaller than its last bit follows. */
static double rounded(uint64_t mantissa, int unit, bool more)
{
	int drop = 64 - __builtin_clzll(mantissa) - (MANTISSA_BITS + 1);
	if (drop < LEAST_UNIT - unit)
		drop = LEAST_UNIT - unit;
	uint64_t rest = mantissa & ((UINT64_C(1) << drop) - 1), half = UINT64_C(1) << (drop - 1);
	mantissa >>= drop;
	unit += drop;
	if (rest > half || (rest == half && (more || mantissa % 2)))
		mantissa++;
	if (mantissa >> (MANTISSA_BITS + 1)) {
		mantissa >>= 1;
		unit++;
	}
	if (!(mantissa >> MANTISSA_BITS))
		return double_of(mantissa); /* below the smallest normal number the unit is the least */
	uint64_t exponent = (uint64_t)unit + BIAS;
	if (exponent >= 2047)
		return double_of(UINT64_C(2047) << MANTISSA_BITS);
	return double_of(exponent << MANTISSA_BITS | (mantissa & ((UINT64_C(1) << MANTISSA_BITS) - 1)));
}

/* The quotient of 56 or 57 bits, or as many as the smallest doubles have, and two more; then rounding. */
static double divide(Words *over, Words *under, int power_of_two)
{
	enum { BITS = 56 };
	int shift = BITS - (words_bits(over) - words_bits(under));
	int most = power_of_two - (LEAST_UNIT - 2);
	if (shift > most)
		shift = most;
	if (shift >= 0)
		words_shift(over, shift);
	else
		words_shift(under, -shift);
	words_shift(under, BITS + 1);
	uint64_t quotient = 0;
	for (int i = 0; i <= BITS + 1; i++) {
		quotient *= 2;
		if (words_compare(over, under) >= 0) {
			words_minus(over, under);
			quotient++;
		}
		words_shift(over, 1);
	}
	return quotient ? rounded(quotient, power_of_two - shift, over->count > 0) : 0;
}

static double slow(const Written *number)
{
	Words over = {.count = 0}, under = {.at = {1}, .count = 1};
	int power = number->point - number->count;
	for (int i = 0; i < number->count; i++)
		words_times_plus(&over, 10, (uint32_t)number->digits[i]);
	words_times_five(&over, power > 0 ? power : 0);
	words_times_five(&under, power < 0 ? -power : 0);
	return divide(&over, &under, power);
}

/* Up to 2^53 and 10^22 both are exact, so that one operation rounds once. */
static bool quick(const Written *number, double *out)
{
	static const double TEN[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
	    1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	int power = number->point - number->count;
	uint64_t whole = 0;
	if (number->count > 15 || power < -22 || power > 22)
		return false;
	for (int i = 0; i < number->count; i++)
		whole = whole * 10 + (uint64_t)number->digits[i];
	*out = power < 0 ? (double)whole / TEN[-power] : (double)whole * TEN[power];
	return true;
}

double decimal_read(const char *text, const char **end)
{
	Written number;
	const char *stop = read_written(text, &number);
	double value = 0;
	if (end)
		*end = stop;
	if (number.count == 0 || number.point < -324)
		value = 0;
	else if (number.point > 310)
		value = double_of(UINT64_C(2047) << MANTISSA_BITS);
	else if (!quick(&number, &value))
		value = slow(&number);
	return stop != text && number.is_negative ? -value : value;
}
