/* What frame.html shows around every page. Private to the frame. */
#ifndef QINGCE_HTML_FRAME_H
#define QINGCE_HTML_FRAME_H

#include "html/html.h"

typedef struct FrameSection {
	const char *name; /* as in Page.section */
	const char *path;
	Word title;
} FrameSection;

extern const FrameSection FRAME_SECTIONS[];
extern const size_t FRAME_SECTION_COUNT;

typedef struct FrameScript {
	const char *path;
} FrameScript;

typedef struct FrameView {
	const Page *page;
	const Req *req;
	const char *csrf;	 /* "" when nobody holds a token */
	const char *flash;	 /* NULL for none */
	const char *switch_href; /* this page in the other language, with its prefix and query */
	const Crumb *crumbs;
	size_t crumb_count;
	const FrameScript *scripts;
	size_t script_count;
	const char *map_review_number;
	const char *contact;
	bool is_signed_in;
	bool is_demo;
} FrameView;

typedef struct ErrorView {
	int status;
	Word what;
	const char *words; /* what happened, in the reader's language */
	const char *request_id;
	bool may_sign_in;
} ErrorView;

#endif
