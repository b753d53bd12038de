/* What the page 价值链排放 shows: the fifteen categories of scope 3, the approaches of each, and how good the
 * data are. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_SCOPE3_VIEW_H
#define QINGCE_CALCULATOR_CALCULATOR_SCOPE3_VIEW_H

#include "calculator/calculator_view.h"

enum { CRITERIA_MAX = 8 };

typedef struct CriterionView {
	const char *value; /* size, influence … */
	const char *text;
	bool is_met;
} CriterionView;

/* One way to compute a category: supplier data, average data, spend, distance … */
typedef struct ApproachView {
	CategoryView table;
	const char *label;     /* 按距离 */
	bool has_typed_factor; /* no table behind it: the factor is typed in the row */
} ApproachView;

typedef struct Scope3CategoryView {
	int number;
	const char *code, *name, *hint, *clause;
	double subtotal;	     /* NaN = nothing reported */
	const char *share;	     /* 12.3 % of scope 3; "-" */
	const char *approaches_text; /* 按距离 80 %、按支出 20 % */
	const ApproachView *approaches;
	size_t approach_count;
	size_t total_lines;
	FieldView status, reason;
	const CriterionView *criteria;
	size_t criterion_count;
	int criteria_met;
	const char *criteria_problem; /* not relevant, though a criterion is met; NULL */
	int64_t screening_version;
	const char *screening_action;
	const char *screening_text; /* 已评估 … */
	Tone screening_tone;
	bool is_open, is_estimated;
	bool offers_derived, derives; /* category 3 */
	DataTable derived;
} Scope3CategoryView;

/* Two entries that may count the same thing. */
typedef struct Scope3NoteView {
	const char *text;
	const char *href, *link_text;
} Scope3NoteView;

typedef struct Scope3PageView {
	ActivityPageView activity; /* frame, facilities, import, totals */
	const Scope3CategoryView *categories;
	size_t category_count;
	Kpi kpis[3];
	DataTable quality; /* tonnes and share by approach */
	bool has_quality;
	const Scope3NoteView *notes;
	size_t note_count;
	double total;
} Scope3PageView;

#endif
