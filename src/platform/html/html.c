/* What templates write with: escaping, numbers, words, links. */
#include "html/html.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "html/assets.h"

enum { MAX_DECIMALS = 12, NUM_SIZE = 512 };

/* ---- escaping ---- */

static const char *const ENTITIES[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

static void escape_n(Html *out, const char *text, size_t len)
{
	const char *end = text + len;
	const char *plain = text;
	for (const char *p = text; p < end; p++) {
		const char *entity = ENTITIES[(unsigned char)*p];
		if (!entity)
			continue;
		buf_add(&out->buf, plain, (size_t)(p - plain));
		buf_text(&out->buf, entity);
		plain = p + 1;
	}
	buf_add(&out->buf, plain, (size_t)(end - plain));
}

void html_escape(Html *out, const char *text)
{
	if (text)
		escape_n(out, text, strlen(text));
}

void html_raw(Html *out, const char *text)
{
	buf_text(&out->buf, text);
}

/* ---- numbers ---- */

void html_int(Html *out, long long value)
{
	char digits[24];
	int at = sizeof digits;
	unsigned long long rest = value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	buf_add(&out->buf, digits + at, sizeof digits - (size_t)at);
}

/* Writes "-1 234.50" into `out` and returns its length. Groups of three by thin space from 1 000 on. A value
 * that rounds to zero has no sign. */
static size_t format_num(char *out, double value, int decimals)
{
	if (isnan(value)) {
		out[0] = '-';
		return 1;
	}
	char plain[400];
	if (decimals < 0 || decimals > MAX_DECIMALS)
		decimals = MAX_DECIMALS;
	int len = snprintf(plain, sizeof plain, "%.*f", decimals, value);
	const char *digits = plain[0] == '-' ? plain + 1 : plain;
	bool is_zero = strspn(digits, "0.") == strlen(digits);
	size_t at = 0;
	if (plain[0] == '-' && !is_zero) {
		memcpy(out, "\xE2\x88\x92", 3); /* U+2212, the minus sign */
		at = 3;
	}
	size_t whole = strspn(digits, "0123456789");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0) {
			memcpy(out + at, "\xE2\x80\x89", 3);
			at += 3;
		}
		out[at++] = digits[i];
	}
	size_t rest = (size_t)(plain + len - (digits + whole));
	memcpy(out + at, digits + whole, rest);
	return at + rest;
}

void html_num(Html *out, double value, int decimals)
{
	char text[NUM_SIZE * 2];
	buf_add(&out->buf, text, format_num(text, value, decimals));
}

char *num_text(Arena *mem, double value, int decimals)
{
	char text[NUM_SIZE * 2];
	return arena_copy_n(mem, text, format_num(text, value, decimals));
}

static const struct {
	const char *typed, *printed;
} NOTATION[] = {{"CO2", "CO₂"}, {"CH4", "CH₄"}, {"N2O", "N₂O"}, {"SF6", "SF₆"}, {"NF3", "NF₃"},
    {"C2F6", "C₂F₆"}, {"CF4", "CF₄"}, {"CaCO3", "CaCO₃"}, {"MgCO3", "MgCO₃"}, {"Na2CO3", "Na₂CO₃"},
    {"m3", "m³"}, {"m2", "m²"}};

const char *science_text(Arena *mem, const char *text)
{
	if (!text || !strpbrk(text, "23456"))
		return text;
	Buf out = buf_in(mem, strlen(text) * 2 + 16);
	while (*text) {
		size_t i = 0, count = sizeof NOTATION / sizeof *NOTATION;
		while (i < count && !str_starts(text, NOTATION[i].typed))
			i++;
		if (i == count) {
			buf_char(&out, *text++);
			continue;
		}
		buf_text(&out, NOTATION[i].printed);
		text += strlen(NOTATION[i].typed);
	}
	return buf_take(&out);
}

/* ---- words ---- */

const char *word_text(Lang lang, Word word)
{
	return word ? word->text[lang == EN ? EN : ZH] : "";
}

void html_word(Html *out, Word word)
{
	Lang lang = out->lang == EN ? EN : ZH;
	if (word)
		html_literal(out, word->html[lang], word->html_len[lang]);
}

HtmlArg html_arg_text(const char *name, const char *text)
{
	return (HtmlArg){.name = name, .text = text ? text : ""};
}

HtmlArg html_arg_int(const char *name, long long number)
{
	return (HtmlArg){.name = name, .number = number};
}

/* A placeholder of a word: {name} or {name|one|many}. */
typedef struct Slot {
	size_t len; /* with its brackets; 0 = not a placeholder */
	const char *name;
	size_t name_len;
	const char *one;
	size_t one_len;
	const char *many;
	size_t many_len;
} Slot;

static Slot slot_at(const char *text)
{
	const char *end = strchr(text, '}');
	if (!end)
		return (Slot){0};
	Slot slot = {.len = (size_t)(end - text) + 1, .name = text + 1};
	slot.name_len = strcspn(slot.name, "|}");
	if (slot.name[slot.name_len] != '|')
		return slot;
	slot.one = slot.name + slot.name_len + 1;
	slot.one_len = strcspn(slot.one, "|}");
	slot.many = slot.one[slot.one_len] == '|' ? slot.one + slot.one_len + 1 : slot.one;
	slot.many_len = (size_t)(end - slot.many);
	return slot;
}

static const HtmlArg *arg_named(const Slot *slot, int count, const HtmlArg *args)
{
	for (int i = 0; i < count; i++) {
		if (strlen(args[i].name) == slot->name_len &&
		    memcmp(args[i].name, slot->name, slot->name_len) == 0)
			return &args[i];
	}
	return NULL;
}

/* Writes a word with its arguments. Without escaping when `out` is only a buffer for say(). */
static void put_word(
    Html *out, const char *text, int count, const HtmlArg *args, void (*put)(Html *, const char *, size_t))
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		put(out, text, plain);
		text += plain;
		if (!*text)
			return;
		Slot slot = slot_at(text);
		const HtmlArg *arg = slot.len > 0 ? arg_named(&slot, count, args) : NULL;
		if (!arg) {
			size_t len = slot.len > 0 ? slot.len : 1;
			put(out, text, len);
			text += len;
			continue;
		}
		bool is_one = arg->text ? strcmp(arg->text, "1") == 0 : arg->number == 1;
		if (slot.one)
			put(out, is_one ? slot.one : slot.many, is_one ? slot.one_len : slot.many_len);
		else if (arg->text)
			put(out, arg->text, strlen(arg->text));
		else
			html_int(out, arg->number);
		text += slot.len;
	}
}

void html_say(Html *out, Word word, int count, const HtmlArg *args)
{
	put_word(out, word_text(out->lang, word), count, args, escape_n);
}

static void put_plain(Html *out, const char *text, size_t len)
{
	buf_add(&out->buf, text, len);
}

enum { SAY_MAX_ARGS = 16 };

/* What is said may be as long as what was typed: every placeholder, {n} at the least, has room for the
 * longest. */
static size_t room_of(const char *text, int count, const HtmlArg *args)
{
	size_t longest = 0;
	for (int i = 0; i < count; i++)
		longest = args[i].text && strlen(args[i].text) > longest ? strlen(args[i].text) : longest;
	return strlen(text) + strlen(text) / strlen("{n}") * longest;
}

const char *say(Arena *mem, Lang lang, Word word, ...)
{
	HtmlArg args[SAY_MAX_ARGS];
	int count = 0;
	va_list list;
	va_start(list, word);
	for (const char *name = va_arg(list, const char *); name; name = va_arg(list, const char *)) {
		const char *text = va_arg(list, const char *);
		if (count < SAY_MAX_ARGS)
			args[count++] = html_arg_text(name, text);
	}
	va_end(list);
	if (count == 0)
		return word_text(lang, word);
	const char *text = word_text(lang, word);
	Html out = {.buf = buf_in(mem, room_of(text, count, args)), .lang = lang};
	put_word(&out, text, count, args, put_plain);
	return buf_take(&out.buf);
}

/* ---- links ---- */

void html_href_text(Html *out, const char *path)
{
	buf_add(&out->buf, out->lang == EN ? "/en" : "/zh", 3);
	html_escape(out, path);
}

void html_href(Html *out, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	html_href_text(out, arena_vprintf(out->buf.mem, format, args));
	va_end(args);
}

void html_url(Html *out, const char *address)
{
	bool is_path = str_starts(address, "/") && !str_starts(address, "//") && !str_starts(address, "/\\");
	bool is_known = is_path || str_starts(address, "https://") || str_starts(address, "http://") ||
			str_starts(address, "mailto:") || str_starts(address, "#") ||
			str_starts(address, "?");
	html_escape(out, is_known ? address : "#");
}

void html_icon(Html *out, int icon)
{
	if (icon > ICON_NONE && icon < ICON_COUNT)
		html_raw(out, ICONS[icon]);
}

void html_csrf(Html *out)
{
	html_raw(out, "<input type=\"hidden\" name=\"" CSRF_FIELD "\" value=\"");
	html_escape(out, out->req->who.csrf);
	html_raw(out, "\">");
}

char *url_part(Arena *mem, const char *text)
{
	static const char HEX[] = "0123456789ABCDEF";
	size_t len = text ? strlen(text) : 0;
	char *made = arena_alloc(mem, len * 3 + 1);
	char *to = made;
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];
		bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
				(byte >= '0' && byte <= '9') || strchr("-._~", byte);
		if (is_plain) {
			*to++ = (char)byte;
		} else {
			*to++ = '%';
			*to++ = HEX[byte >> 4];
			*to++ = HEX[byte & 15];
		}
	}
	*to = '\0';
	return made;
}
