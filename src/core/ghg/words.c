/* The words of the core itself (problems, explanations), from data/words/core.csv. Everything a person reads
 * on pages stands in .po files; these travel with the core to wherever it runs without pages. */
#include "ghg/core.h"

#include <stdarg.h>
#include <string.h>

bool words_read(Ghg *ghg, const GhgFile *file, GhgLoadError *error)
{
	Csv csv = csv_open(ghg->mem, file->text, file->len);
	ghg->words = index_for(ghg->mem, 512);
	while (csv_next(&csv)) {
		WordRow *row = ARENA_NEW(ghg->mem, WordRow);
		*row = (WordRow){csv_cell(&csv, "key"), {csv_cell(&csv, "zh"), csv_cell(&csv, "en")}};
		bool is_whole = *row->key && *row->words.zh && *row->words.en;
		if (!is_whole || ghg->words.count >= 500 || !index_put(&ghg->words, row->key, "", row)) {
			*error = (GhgLoadError){
			    file->name, csv.line, 0, "key, zh and en are needed, each key once"};
			return false;
		}
	}
	if (csv.problem)
		*error = (GhgLoadError){file->name, csv.line, 0, csv.problem};
	return !csv.problem;
}

const char *core_word(const Ghg *ghg, const char *key, Lang lang)
{
	const WordRow *row = index_get(&ghg->words, key, "");
	return row ? ghg_words(row->words, lang) : key;
}

const char *core_joined(Arena *mem, const char *head, const char *tail)
{
	size_t len = strlen(head), more = strlen(tail);
	char *text = arena_alloc(mem, len + more + 1);
	memcpy(text, head, len);
	memcpy(text + len, tail, more + 1);
	return text;
}

const char *core_whole(Arena *mem, int number)
{
	char digits[16], *at = digits + sizeof digits;
	unsigned left = number < 0 ? 0u - (unsigned)number : (unsigned)number;
	*--at = '\0';
	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (number < 0)
		*--at = '-';
	return arena_copy(mem, at);
}

char *core_say(const Ghg *ghg, Arena *mem, Lang lang, const char *key, ...)
{
	Buf out = buf_in(mem, BUF_FIELDS_MAX);
	const char *at = core_word(ghg, key, lang);
	while (*at) {
		const char *close = *at == '{' ? strchr(at, '}') : NULL;
		const char *value = NULL;
		va_list pairs;
		va_start(pairs, key);
		for (const char *name = va_arg(pairs, const char *); close && name && !value;
		     name = va_arg(pairs, const char *)) {
			const char *text = va_arg(pairs, const char *);
			if (strlen(name) == (size_t)(close - at - 1) &&
			    strncmp(name, at + 1, strlen(name)) == 0)
				value = text;
		}
		va_end(pairs);
		if (value) {
			buf_text(&out, value);
			at = close + 1;
		} else {
			buf_char(&out, *at++);
		}
	}
	return buf_take(&out);
}
