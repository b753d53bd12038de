/* What the public pages show. */
#ifndef QINGCE_SITE_SITE_VIEW_H
#define QINGCE_SITE_SITE_VIEW_H

#include "html/html.h"
#include "site/site_rules.h"
#include "site/site_store.h"

typedef struct HomeView {
	SiteCounts counts;
	bool is_signed_in;
} HomeView;

typedef struct SectionView {
	const Section *section;
	const Section *const *below; /* the pages below this one */
	size_t below_count;
	bool is_signed_in;
} SectionView;

typedef struct HelpView {
	const HelpEntry *entries;
	size_t count;
} HelpView;

typedef struct SearchView {
	const char *query;
	const SearchHit *hits;
	size_t hit_count;
} SearchView;

#endif
