/* Formatted text for the WebAssembly module: the conversions that the core uses, as stdio.h here lists them.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "live/decimal.h"

typedef struct Out {
	char *at;
	size_t size, len; /* len goes on beyond size */
} Out;

typedef struct Spec {
	bool has_zeros;
	int width;
	int precision; /* -1 = none */
	int longs;     /* 0 int, 1 long, 2 long long */
} Spec;

static void put(Out *out, const char *text, size_t len)
{
	size_t room = out->len + 1 < out->size ? out->size - 1 - out->len : 0;
	if (room)
		memcpy(out->at + out->len, text, len < room ? len : room);
	out->len += len;
}

/* The sign stands before the zeros that fill the width. */
static void put_padded(Out *out, const Spec *spec, const char *text, size_t len)
{
	size_t width = (size_t)spec->width;
	if (spec->has_zeros && len > 0 && *text == '-') {
		put(out, text++, 1);
		len--;
		width -= width > 0;
	}
	for (; width > len; width--)
		put(out, spec->has_zeros ? "0" : " ", 1);
	put(out, text, len);
}

static void put_text(Out *out, const Spec *spec, const char *text)
{
	size_t len = 0;
	while ((spec->precision < 0 || len < (size_t)spec->precision) && text[len])
		len++;
	put_padded(out, spec, text, len);
}

static void put_whole(Out *out, const Spec *spec, uint64_t value, bool is_negative, unsigned base)
{
	char digits[24], *at = digits + sizeof digits;
	do
		*--at = "0123456789abcdef"[value % base];
	while (value /= base);
	if (is_negative)
		*--at = '-';
	put_padded(out, spec, at, (size_t)(digits + sizeof digits - at));
}

static void put_decimal(Out *out, const Spec *spec, char conversion, double value)
{
	char text[DECIMAL_TEXT_MAX];
	int precision = spec->precision < 0 ? 6 : spec->precision > 1100 ? 1100 : spec->precision;
	size_t len = decimal_print(text, conversion, precision, value);
	put_padded(out, spec, text, len);
}

static int read_count(const char **at, int value)
{
	for (; **at >= '0' && **at <= '9' && value < 100000; ++*at)
		value = value * 10 + (**at - '0');
	return value;
}

int vsnprintf(char *text, size_t size, const char *format, va_list given)
{
	Out out = {.at = text, .size = size};
	va_list args;
	va_copy(args, given);
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			put(&out, at, 1);
			continue;
		}
		Spec spec = {.precision = -1};
		at++;
		for (; *at == '0'; at++)
			spec.has_zeros = true;
		spec.width = read_count(&at, 0);
		if (*at == '.' && at[1] == '*') {
			spec.precision = va_arg(args, int);
			at += 2;
		} else if (*at == '.') {
			at++;
			spec.precision = read_count(&at, 0);
		}
		for (; *at == 'l' || *at == 'z'; at++)
			spec.longs++;
		if (*at == 's') {
			put_text(&out, &spec, va_arg(args, const char *));
		} else if (*at == 'c') {
			put_padded(&out, &spec, (char[]){(char)va_arg(args, int)}, 1);
		} else if (*at == 'd' || *at == 'i') {
			int64_t value = spec.longs > 1 ? va_arg(args, long long)
					: spec.longs   ? va_arg(args, long)
						       : va_arg(args, int);
			put_whole(&out, &spec, value < 0 ? -(uint64_t)value : (uint64_t)value, value < 0, 10);
		} else if (*at == 'u' || *at == 'x') {
			uint64_t value = spec.longs > 1 ? va_arg(args, unsigned long long)
					 : spec.longs	? va_arg(args, unsigned long)
							: va_arg(args, unsigned);
			put_whole(&out, &spec, value, false, *at == 'x' ? 16 : 10);
		} else if (*at == 'e' || *at == 'f' || *at == 'g') {
			put_decimal(&out, &spec, *at, va_arg(args, double));
		} else if (*at == '%') {
			put(&out, "%", 1);
		} else {
			__builtin_trap(); /* a conversion that stdio.h here does not promise */
		}
	}
	va_end(args);
	if (size > 0)
		text[out.len < size ? out.len : size - 1] = '\0';
	return (int)out.len;
}

int snprintf(char *out, size_t size, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(out, size, format, args);
	va_end(args);
	return len;
}
