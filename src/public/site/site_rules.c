/* Sections, questions and the search over them. */
#include "site/site_rules.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "site/help.po.h"
#include "site/site.po.h"

#define SECTION(path_, name_, parent_, key)                                                                  \
	{                                                                                                    \
		.path = (path_), .name = (name_), .parent = (parent_), .title = W_site_##key##_title,        \
		.what = W_site_##key##_what, .whom = W_site_##key##_whom, .data = W_site_##key##_data        \
	}

const Section SITE_SECTIONS[] = {
    SECTION("/maps", "maps", NULL, maps),
    SECTION("/maps/ghg", "maps", "/maps", maps_ghg),
    SECTION("/maps/water", "maps", "/maps", maps_water),
    SECTION("/maps/air", "maps", "/maps", maps_air),
    SECTION("/maps/companies", "maps", "/maps", maps_companies),
    SECTION("/climate", "climate", NULL, climate),
    SECTION("/companies", "companies", NULL, companies),
    SECTION("/supply-chain", "supply-chain", NULL, supply_chain),
    SECTION("/finance", "finance", NULL, finance),
    SECTION("/cities", "cities", NULL, cities),
    SECTION("/participate", "participate", NULL, participate),
    SECTION("/biodiversity", "biodiversity", NULL, biodiversity),
    SECTION("/reports", "reports", NULL, reports),
    SECTION("/open-data", "about", "/about", open_data),
    SECTION("/developers", "about", "/about", developers),
    SECTION("/review", "me", NULL, review),
};
const size_t SITE_SECTION_COUNT = sizeof SITE_SECTIONS / sizeof SITE_SECTIONS[0];

const Section *section_at(const char *path)
{
	for (size_t i = 0; i < SITE_SECTION_COUNT; i++) {
		if (str_eq(SITE_SECTIONS[i].path, path))
			return &SITE_SECTIONS[i];
	}
	return NULL;
}

#define HELP(key, href_)                                                                                     \
	{                                                                                                    \
		.id = #key, .question = W_help_##key##_question, .answer = W_help_##key##_answer,            \
		.href = (href_), .link = W_help_##key##_link                                                 \
	}

const HelpEntry HELP_ENTRIES[] = {
    HELP(save, "/me/calculator"),
    HELP(level5, "/me/calculator"),
    HELP(year, "/me/calculator/enterprise/new"),
    HELP(twice, "/me/calculator"),
    HELP(invoices, "/me/calculator"),
    HELP(shared, "/me/calculator"),
    HELP(negative, "/me/filings"),
    HELP(energy, "/me/calculator"),
    HELP(prtr, "/me/filings"),
    HELP(start, "/sign-up"),
    HELP(units, "/me/calculator"),
    HELP(factors, "/factors"),
    HELP(privacy, "/about"),
};
const size_t HELP_ENTRY_COUNT = sizeof HELP_ENTRIES / sizeof HELP_ENTRIES[0];

/* ---- search ---- */

static bool is_ascii_word(char c)
{
	return isalnum((unsigned char)c) != 0 && (unsigned char)c < 0x80;
}

/* Bytes of the UTF-8 character at `at`. */
static size_t char_len(const char *at)
{
	size_t len = 1;
	while (((unsigned char)at[len] & 0xC0) == 0x80)
		len++;
	return len;
}

/* U+3000..U+303F and U+FF00..U+FF0F, U+FF1A..U+FF1F: Chinese punctuation. */
static bool is_wide_punctuation(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;
	if (b[0] == 0xE3 && b[1] == 0x80)
		return true;
	return b[0] == 0xEF && b[1] == 0xBC &&
	       ((b[2] >= 0x80 && b[2] <= 0x8F) || (b[2] >= 0x9A && b[2] <= 0x9F));
}

static bool is_wide_letter(const char *at)
{
	return (unsigned char)*at >= 0x80 && !is_wide_punctuation(at);
}

static bool has_piece(const char *text, const char *piece, size_t len)
{
	for (; *text; text++) {
		if (strncasecmp(text, piece, len) == 0)
			return true;
	}
	return false;
}

/* The next piece of a query from *at on: a word, or two wide characters (one when it stands alone). */
static size_t next_piece(const char **at, const char **piece)
{
	const char *p = *at;
	while (*p && !is_ascii_word(*p) && !is_wide_letter(p))
		p += char_len(p);
	*piece = p;
	if (!*p) {
		*at = p;
		return 0;
	}
	if (is_ascii_word(*p)) {
		while (is_ascii_word(*p))
			p++;
		*at = p;
		return (size_t)(p - *piece);
	}
	const char *second = p + char_len(p);
	if (!*second || !is_wide_letter(second)) {
		*at = second;
		return (size_t)(second - p);
	}
	const char *end = second + char_len(second);
	bool is_last = !*end || !is_wide_letter(end);
	*at = is_last ? end : second;
	return (size_t)(end - p);
}

int search_score(const char *query, const char *text)
{
	int pieces = 0, found = 0;
	const char *at = query, *piece;
	for (size_t len = next_piece(&at, &piece); len > 0; len = next_piece(&at, &piece)) {
		pieces++;
		found += has_piece(text, piece, len);
	}
	return pieces > 0 ? found * 100 / pieces : 0;
}

/* Puts a hit where its score belongs; the worst falls out when the list is full. */
static size_t insert_hit(SearchHit hits[SEARCH_MAX_HITS], size_t count, SearchHit hit)
{
	if (hit.score < SEARCH_LOWEST_SCORE)
		return count;
	size_t at = count;
	while (at > 0 && hits[at - 1].score < hit.score)
		at--;
	if (at == SEARCH_MAX_HITS)
		return count;
	size_t kept = count < SEARCH_MAX_HITS ? count : SEARCH_MAX_HITS - 1;
	memmove(&hits[at + 1], &hits[at], (kept - at) * sizeof hits[0]);
	hits[at] = hit;
	return kept + 1;
}

size_t search_site(Arena *mem, Lang lang, const char *query, SearchHit hits[SEARCH_MAX_HITS])
{
	size_t count = 0;
	for (size_t i = 0; i < HELP_ENTRY_COUNT; i++) {
		const HelpEntry *entry = &HELP_ENTRIES[i];
		SearchHit hit = {
		    .title = word_text(lang, entry->question), .text = word_text(lang, entry->answer)};
		hit.href = arena_printf(mem, "/help#%s", entry->id);
		hit.score = search_score(query, arena_printf(mem, "%s %s", hit.title, hit.text));
		count = insert_hit(hits, count, hit);
	}
	for (size_t i = 0; i < SITE_SECTION_COUNT; i++) {
		const Section *section = &SITE_SECTIONS[i];
		SearchHit hit = {.title = word_text(lang, section->title),
		    .text = word_text(lang, section->what),
		    .href = section->path};
		hit.score = search_score(query, arena_printf(mem, "%s %s", hit.title, hit.text));
		count = insert_hit(hits, count, hit);
	}
	return count;
}
