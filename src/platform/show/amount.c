/* Units and amounts as people read them. See amount.h. */
#include "show/amount.h"

#include <string.h>

#include "base/str.h"

const char *category_name(const GhgCategory *category, Lang lang)
{
	return ghg_words(category->name, lang);
}

/* `text` with every `from` replaced. */
static const char *replaced(Arena *mem, const char *text, const char *from, const char *to)
{
	if (!strstr(text, from))
		return text;
	Buf out = buf_in(mem, strlen(text) * (strlen(to) + 1));
	for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
		buf_add(&out, text, (size_t)(at - text));
		buf_text(&out, to);
	}
	buf_text(&out, text);
	return buf_take(&out);
}

static bool has_han(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0xe4 && (unsigned char)text[i] <= 0xe9)
			return true;
	return false;
}

static bool is_currency(const char *text)
{
	static const char *const CURRENCIES[] = {"USD", "EUR", "GBP"};
	for (size_t i = 0; i < sizeof CURRENCIES / sizeof *CURRENCIES; i++)
		if (str_eq(text, CURRENCIES[i]) ||
		    (str_starts(text, "万") && str_eq(text + 3, CURRENCIES[i])))
			return true;
	return false;
}

/* The label of one part of a compound unit when its key is of the other language: 元 as CNY, pieces as piece
 * (a part stands in the singular), USD as 美元; else NULL. */
static const char *part_label(Arena *mem, Lang lang, const char *part)
{
	const char *key = str_starts(part, "万") ? part + strlen("万") : part; /* 万Nm3 stays 10⁴ Nm³ */
	bool is_foreign = lang == EN ? has_han(key, strlen(key)) : is_currency(key);
	const NamedUnit *named = is_foreign ? unit_named(part) : NULL;
	if (!named)
		return NULL;
	if (lang != EN)
		return named->label_zh;
	size_t len = strlen(named->label_en);
	bool is_plural = len > 3 && named->label_en[len - 1] == 's';
	return arena_copy_n(mem, named->label_en, is_plural ? len - 1 : len);
}

/* A compound unit, or a formula with units, every part in the reader's language. */
static const char *parts_labelled(Arena *mem, Lang lang, const char *text)
{
	Buf out = buf_in(mem, BUF_FIELDS_MAX);
	while (*text) {
		size_t len = strcspn(text, " /*()=");
		const char *label = len ? part_label(mem, lang, arena_copy_n(mem, text, len)) : NULL;
		if (label)
			buf_text(&out, label);
		else
			buf_add(&out, text, len ? len : 1);
		text += len ? len : 1;
	}
	return buf_take(&out);
}

const char *unit_label(Arena *mem, Lang lang, const char *unit)
{
	const NamedUnit *named = unit_named(unit);
	if (named)
		return lang == EN ? named->label_en : named->label_zh;
	if (str_is_empty(unit))
		return unit;
	const char *label = science_text(mem, parts_labelled(mem, lang, unit));
	if (lang == EN)
		return replaced(mem, replaced(mem, label, "10^4", "10⁴"), "万", "10⁴ ");
	return replaced(mem, replaced(mem, label, "10^4 ", "万"), "10^4", "万");
}

const char *unit_short_label(Arena *mem, Lang lang, const char *unit)
{
	const char *label = unit_label(mem, lang, unit);
	if (str_chars(label) <= 6)
		return label;
	const char *by_key = replaced(mem, science_text(mem, unit), "10^4", "万");
	if (lang != EN)
		return by_key;
	by_key = replaced(mem, by_key, "万", "10⁴ ");
	return has_han(by_key, strlen(by_key)) ? label : by_key;
}

const char *quantity_text(Req *req, double value, const char *unit)
{
	const NamedUnit *named = unit_named(unit);
	if (str_is_empty(unit) || (named && str_eq(named->name, "1")))
		return number_plain(req->mem, value);
	return arena_printf(
	    req->mem, "%s %s", number_plain(req->mem, value), unit_label(req->mem, req->lang, unit));
}
