/* The frame around every page, fragments for scripts, error pages, and the line that a redirect carries to
 * the next page. */
#include "html/frame.h"

#include <string.h>

#include "base/str.h"
#include "html/error.po.h"
#include "html/frame.html.h"
#include "html/frame.po.h"
#include "http/app.h"
#include "http/asset.h"

enum {
	/* What most need, so that the buffer seldom grows. */
	PAGE_FIRST_BYTES = 32 * 1024,
	FRAGMENT_FIRST_BYTES = 4 * 1024,
	PAGE_MAX_BYTES = 16 * 1024 * 1024,
	MAX_SCRIPTS = 8,
	FLASH_SECONDS = 60,
	FLASH_MAX_BYTES = 1000,
};

const FrameSection FRAME_SECTIONS[] = {
    {"maps", "/maps", W_frame_section_maps},
    {"climate", "/climate", W_frame_section_climate},
    {"companies", "/companies", W_frame_section_companies},
    {"supply-chain", "/supply-chain", W_frame_section_supply_chain},
    {"finance", "/finance", W_frame_section_finance},
    {"cities", "/cities", W_frame_section_cities},
    {"participate", "/participate", W_frame_section_participate},
    {"biodiversity", "/biodiversity", W_frame_section_biodiversity},
    {"reports", "/reports", W_frame_section_reports},
    {"about", "/about", W_frame_section_about},
};
const size_t FRAME_SECTION_COUNT = sizeof FRAME_SECTIONS / sizeof FRAME_SECTIONS[0];

static Html html_begin(Req *req, size_t first_bytes)
{
	Buf buf = {.mem = req->mem, .cap = first_bytes, .max = PAGE_MAX_BYTES};
	buf.data = arena_alloc(req->mem, first_bytes + 1);
	return (Html){.buf = buf, .req = req, .lang = req->lang};
}

static Err html_answer(Req *req, int status, Html *out)
{
	if (out->buf.overflow)
		return fail(req, ERR_INTERNAL, "a page is longer than %d bytes", PAGE_MAX_BYTES);
	return answer_text(req, status, "text/html; charset=utf-8", &out->buf);
}

/* ---- the line carried over a redirect ---- */

static const char FLASH_COOKIE[] = "flash";

void flash(Req *req, const char *words)
{
	if (!words || strlen(words) > FLASH_MAX_BYTES)
		return;
	answer_cookie(req, FLASH_COOKIE, url_part(req->mem, words), FLASH_SECONDS);
}

static int hex_value(char c)
{
	const char *digits = "0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* Undoes url_part. */
static char *url_part_decoded(Arena *mem, const char *text)
{
	char *made = arena_copy(mem, text);
	char *to = made;
	for (const char *p = made; *p; p++) {
		int high = *p == '%' ? hex_value(p[1]) : -1;
		int low = high >= 0 ? hex_value(p[2]) : -1;
		if (low >= 0) {
			*to++ = (char)(high * 16 + low);
			p += 2;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	return made;
}

static const char *take_flash(Req *req)
{
	const char *sent = cookie_text(req, FLASH_COOKIE);
	if (str_is_empty(sent))
		return NULL;
	answer_cookie(req, FLASH_COOKIE, "", 0);
	const char *words = url_part_decoded(req->mem, sent);
	return str_is_clean_utf8(words, strlen(words)) ? words : NULL;
}

/* ---- the frame ---- */

static const char *in_other_language(Req *req)
{
	const char *target = req->target ? req->target : "";
	bool has_prefix = str_starts(target, "/zh") || str_starts(target, "/en");
	return arena_printf(req->mem, "%s%s", req->lang == EN ? "/zh" : "/en", has_prefix ? target + 3 : "/");
}

static void add_scripts(Req *req, const char *names, FrameView *view)
{
	FrameScript *scripts = ARENA_ARRAY(req->mem, FrameScript, MAX_SCRIPTS);
	view->scripts = scripts;
	for (const char *at = names; at && *at && view->script_count < MAX_SCRIPTS;) {
		size_t len = strcspn(at, " ");
		const Asset *asset = asset_named(arena_copy_n(req->mem, at, len));
		if (asset)
			scripts[view->script_count++].path = asset->path;
		at += len + strspn(at + len, " ");
	}
}

static FrameView frame_of(Req *req, const Page *page)
{
	const App *app = req->app;
	FrameView view = {
	    .page = page,
	    .req = req,
	    .csrf = req->who.csrf ? req->who.csrf : "",
	    .flash = take_flash(req),
	    .switch_href = in_other_language(req),
	    .crumbs = page->crumbs,
	    .map_review_number = app ? app->map_review_number : NULL,
	    .contact = app ? app->contact : NULL,
	    .is_signed_in = req->who.user_id != 0,
	    .is_demo = app && app->is_demo,
	};
	while (page->crumbs && page->crumbs[view.crumb_count].text)
		view.crumb_count++;
	add_scripts(req, page->script, &view);
	return view;
}

Err show_page_with(
    Req *req, int status, const Page *page, void (*body)(Html *, const void *), const void *view)
{
	Html out = html_begin(req, PAGE_FIRST_BYTES);
	FrameView frame = frame_of(req, page);
	if (page->runs_wasm)
		answer_allow_wasm(req);
	html_frame_head(&out, &frame);
	body(&out, view);
	html_frame_foot(&out, &frame);
	return html_answer(req, status, &out);
}

Err show_fragment_with(Req *req, int status, void (*body)(Html *, const void *), const void *view)
{
	Html out = html_begin(req, FRAGMENT_FIRST_BYTES);
	body(&out, view);
	return html_answer(req, status, &out);
}

const char *fragment_text_with(Req *req, void (*body)(Html *, const void *), const void *view)
{
	Html out = html_begin(req, FRAGMENT_FIRST_BYTES);
	body(&out, view);
	return buf_take(&out.buf);
}

/* ---- failed requests ---- */

static Word what_of_status(int status)
{
	switch (status) {
	case 400:
		return W_error_input;
	case 401:
		return W_error_sign_in;
	case 403:
		return W_error_forbidden;
	case 404:
		return W_error_not_found;
	case 405:
		return W_error_method;
	case 409:
		return W_error_conflict;
	case 413:
		return W_error_too_large;
	case 429:
		return W_error_rate;
	case 503:
		return W_error_unavailable;
	default:
		return status < 500 ? W_error_input : W_error_internal;
	}
}

static Word title_of_status(int status)
{
	switch (status) {
	case 401:
		return W_error_title_sign_in;
	case 403:
		return W_error_title_forbidden;
	case 404:
		return W_error_title_not_found;
	case 409:
		return W_error_title_conflict;
	case 413:
		return W_error_title_too_large;
	case 429:
		return W_error_title_rate;
	case 503:
		return W_error_title_unavailable;
	default:
		return status < 500 ? W_error_title_input : W_error_title_internal;
	}
}

Err show_error_page(Req *req, int status, const char *words)
{
	ErrorView view = {
	    .status = status,
	    .what = what_of_status(status),
	    .words = words,
	    .request_id = req->id,
	    .may_sign_in = status == 401 || (status == 403 && req->who.user_id == 0),
	};
	Page page = {.title = word_text(req->lang, title_of_status(status)), .is_narrow = true};
	return show_page(req, status, &page, html_error_page, &view);
}
