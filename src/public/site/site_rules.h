/* The sections of the site, the questions of the help page, and the search over both. */
#ifndef QINGCE_SITE_SITE_RULES_H
#define QINGCE_SITE_SITE_RULES_H

#include "html/html.h"

/* A page that says what will be there, for whom, and with which data. */
typedef struct Section {
	const char *path;
	const char *name;   /* of the top bar's section it belongs to */
	const char *parent; /* path, NULL at the top */
	Word title, what, whom, data;
} Section;

extern const Section SITE_SECTIONS[];
extern const size_t SITE_SECTION_COUNT;

/* NULL when no section has this path. */
const Section *section_at(const char *path);

/* One question of the help page with its answer and the page that solves it. */
typedef struct HelpEntry {
	const char *id; /* of the element: /help#save */
	Word question, answer;
	const char *href; /* NULL for none */
	Word link;
} HelpEntry;

extern const HelpEntry HELP_ENTRIES[];
extern const size_t HELP_ENTRY_COUNT;

/* How much of a query is in a text, 0..100: words of ASCII letters and digits, and pairs of other characters,
 * each counted once. Small and capital ASCII letters are the same. 0 for an empty query. */
int search_score(const char *query, const char *text);

typedef struct SearchHit {
	const char *title;
	const char *text;
	const char *href;
	int score;
} SearchHit;

enum { SEARCH_MAX_HITS = 12, SEARCH_MAX_BYTES = 200, SEARCH_LOWEST_SCORE = 50 };

/* The best hits among help and sections, best first. */
size_t search_site(Arena *mem, Lang lang, const char *query, SearchHit hits[SEARCH_MAX_HITS]);

#endif
