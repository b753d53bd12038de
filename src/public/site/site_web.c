/* Home, search, sections, help, about. */
#include "site/site_web.h"

#include <string.h>

#include "base/str.h"
#include "html/frame.po.h"
#include "site/help.po.h"
#include "site/site.html.h"
#include "site/site.po.h"
#include "site/site_view.h"

/* GET / */
Err home_show(Req *req)
{
	HomeView view = {.is_signed_in = req->who.user_id != 0};
	Err err = site_counts(req->db, &view.counts);
	if (err)
		return err;
	Page page = {.title = SAY(req, W_site_home_title), .hide_head = true};
	return show_page(req, 200, &page, html_home, &view);
}

/* GET /search?q= */
Err search_show(Req *req)
{
	const char *query = str_trim(req->mem, query_text(req, "q"));
	if (strlen(query) > SEARCH_MAX_BYTES)
		return fail_shown(req, ERR_INPUT, SAY(req, W_site_search_too_long));
	SearchHit *hits = ARENA_ARRAY(req->mem, SearchHit, SEARCH_MAX_HITS);
	SearchView view = {.query = query, .hits = hits};
	view.hit_count = search_site(req->mem, req->lang, query, hits);
	Page page = {.title = SAY(req, W_site_search_title), .is_narrow = true};
	return show_page(req, 200, &page, html_search, &view);
}

static const Crumb *section_crumbs(Req *req, const Section *section)
{
	const Section *parent = section->parent ? section_at(section->parent) : NULL;
	bool is_about = str_eq(section->parent, "/about");
	if (!parent && !is_about)
		return NULL;
	Crumb *crumbs = ARENA_ARRAY(req->mem, Crumb, 3);
	crumbs[0].text = SAY(req, is_about ? W_frame_section_about : parent->title);
	crumbs[0].href = section->parent;
	crumbs[1].text = SAY(req, section->title);
	return crumbs;
}

/* GET /maps and the like. */
Err section_show(Req *req)
{
	const Section *section = section_at(req->path);
	if (!section)
		return ERR_NOT_FOUND;
	const Section **below = ARENA_ARRAY(req->mem, const Section *, SITE_SECTION_COUNT);
	SectionView view = {.section = section, .below = below, .is_signed_in = req->who.user_id != 0};
	for (size_t i = 0; i < SITE_SECTION_COUNT; i++) {
		if (str_eq(SITE_SECTIONS[i].parent, section->path))
			below[view.below_count++] = &SITE_SECTIONS[i];
	}
	Page page = {
	    .title = SAY(req, section->title),
	    .section = section->name,
	    .crumbs = section_crumbs(req, section),
	};
	return show_page(req, 200, &page, html_section, &view);
}

/* GET /help */
Err help_show(Req *req)
{
	HelpView view = {.entries = HELP_ENTRIES, .count = HELP_ENTRY_COUNT};
	Page page = {.title = SAY(req, W_help_title), .sub = SAY(req, W_help_sub), .section = "about"};
	return show_page(req, 200, &page, html_help, &view);
}

/* GET /about */
Err about_show(Req *req)
{
	Page page = {
	    .title = SAY(req, W_frame_section_about), .sub = SAY(req, W_site_about_sub), .section = "about"};
	return show_plain_page(req, 200, &page, html_about);
}

/* GET /notices */
Err notices_show(Req *req)
{
	Page page = {.title = SAY(req, W_frame_notices), .section = "about", .is_narrow = true};
	return show_plain_page(req, 200, &page, html_notices);
}
