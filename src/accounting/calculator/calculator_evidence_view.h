/* What the page of evidence and the library of files show. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_EVIDENCE_VIEW_H
#define QINGCE_CALCULATOR_CALCULATOR_EVIDENCE_VIEW_H

#include "evidence/evidence.h"
#include "wizard/wizard.h"

typedef struct MonthBox {
	const char *value; /* index of the month, as the form sends it */
	const char *text;  /* 2025-03 */
	bool is_checked;
} MonthBox;

typedef struct KindOption {
	const char *code;
	Word word;
	bool is_chosen;
} KindOption;

/* What is saved now where a form was sent with something else. */
typedef struct TheirField {
	const char *label;
	const char *value;
} TheirField;

typedef struct LinkView {
	const EvidenceLink *link;
	const char *size_text;
	const char *file_href;
	const char *action; /* of the edit form, without language */
	const MonthBox *months;
	size_t month_count;
	const KindOption *kinds;
	size_t kind_count;
	const char *covers;	  /* "2025-01–2025-06" or "全部月份" */
	const TheirField *theirs; /* the form shows what was sent; somebody else saved this meanwhile */
	size_t their_count;
} LinkView;

typedef struct FileOption {
	int64_t id;
	const char *name;
	const char *uploaded; /* date */
} FileOption;

typedef struct EvidencePageView {
	InventoryFrame frame;
	const char *subject;
	const char *rule;   /* what the different-file rule wants of this target */
	const char *action; /* the page itself, without language */
	const char *back_href;
	EvidenceCell cell;
	const LinkView *links;
	size_t link_count;
	const MonthBox *months; /* of the upload form */
	size_t month_count;
	const KindOption *kinds;
	size_t kind_count;
	const FileOption *library;
	size_t library_count;
	const char *const *problems; /* of the upload just tried */
	size_t problem_count;
	const char *extensions;	    /* for accept= */
	const char *amount_text;    /* of the line: "2 610 MWh"; "" */
	const char *documents_text; /* sum of what the documents show; "" */
	bool amounts_differ;
	bool is_verification;
} EvidencePageView;

typedef struct LibraryView {
	const LinkView *files;
	size_t file_count;
	const char *next_href; /* NULL on the last page */
} LibraryView;

#endif
