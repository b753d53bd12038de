/* The parts that pages are made of, each one template in parts.html and one block in assets/qingce.css.
 * A page calls them: {{call level_badge(v->level)}}, {{call field_text(&v->name)}}. Texts are in the reader's
 * language already; every path is without language prefix; NULL leaves a piece out. */
#ifndef QINGCE_HTML_PARTS_H
#define QINGCE_HTML_PARTS_H

#include "html/html.h"

/* ---- states and marks ---- */

typedef enum Tone { TONE_PLAIN, TONE_INFO, TONE_GOOD, TONE_WARN, TONE_BAD } Tone;
/* status_tag(Tone tone, const char *text)      已发布
 * level_badge(int level)                       [4 级], "-" for 0
 * mark(Tone tone, const char *text)            a small icon with its text, for a line of a list */

/* 2025-03-31: a day, which no line break may cut. */
static inline bool is_day(const char *text)
{
	return text && strlen(text) == 10 && text[4] == '-' && text[7] == '-';
}

/* stepper(const Stepper *v) */
typedef struct StepperStep {
	const char *title;
	const char *note;
	const char *href;
	Tone mark; /* TONE_GOOD done, TONE_WARN attention, TONE_PLAIN open */
	bool is_current;
} StepperStep;
typedef struct Stepper {
	const char *label; /* what the steps are of, for screen readers */
	const StepperStep *steps;
	size_t count;
} Stepper;

/* finding_card(const FindingCard *v): what, where, why it matters, the one-click fix, "keep, because …".
 * Both forms post to `action` with the field `key`; the fix with fix=1, the reason in `reason`. */
typedef struct FindingCard {
	const char *id;
	bool is_blocking;
	const char *what;
	const char *where;
	const char *where_href;
	const char *why;
	const char *action; /* NULL: only shown */
	const char *key;
	const char *fix_text;	 /* "改为 26 100 兆瓦时"; NULL = no fix is known */
	const char *keep_prompt; /* "保留，因为"; NULL = it cannot be kept */
	const char *reason;	 /* as given before */
	const char *problem;	 /* of the reason */
	bool is_answered;
} FindingCard;

/* evidence_chip(const EvidenceChip *v): name, pages, months, lines that use it */
typedef struct EvidenceChip {
	const char *name;
	const char *detail; /* "2 页 · 1–6 月 · 用于 3 条数据" */
	const char *href;
} EvidenceChip;

/* factor_chip(const FactorChip *v): value and unit; source and year below; opens its full citation */
typedef struct FactorChip {
	const char *value; /* "0.5306 kgCO₂/kWh" */
	const char *source;
	const char *citation; /* shown when opened */
	const char *href;     /* its page in the factor library; NULL */
	const char *source_url;
	const char *change_href;
} FactorChip;

/* coverage_grid(const CoverageGrid *v): 12 or 13 squares, one a month */
typedef enum MonthState { MONTH_EMPTY, MONTH_DONE, MONTH_PART, MONTH_OUTSIDE } MonthState;
typedef struct CoverageGrid {
	const char *text; /* the finding in words: "已覆盖 9 / 12 个月，缺 10–12 月" */
	const MonthState *states;
	const char *const *names; /* "2025-01"; on hover */
	size_t count;
} CoverageGrid;

/* compare_bar(const CompareBar *v): A, B and how far apart */
typedef struct CompareBar {
	const char *a_label, *a_value;
	const char *b_label, *b_value;
	int a_percent, b_percent; /* of the larger, 0..100 */
	const char *deviation;	  /* "偏差 3.2%" */
	Tone tone;
} CompareBar;

/* progress_bar(int percent, const char *label) */

/* ---- notes ---- */

/* source_note(const char *text, const char *url): 来源：… */
/* notice(Tone tone, const char *title, const char *text): text may be NULL */
/* empty_state(const EmptyState *v): what would be here and the next action */
typedef struct EmptyState {
	const char *title;
	const char *text;
	const char *action_text, *action_href;
	const char *reason; /* why the action is not allowed: shown greyed instead of a link */
} EmptyState;

/* autosave_line(const char *saved_at): "已保存 10:24:31", kept current by autosave.js; NULL before the first
 * save */

/* conflict_notice(const Conflict *v): your version, theirs, choose per field. Posts choice_NAME=mine|theirs,
 * mine_NAME (the value as stored, whatever words it is shown with) and the hidden `version` in force now. */
typedef struct ConflictField {
	const char *name, *label;
	const char *mine;
	const char *mine_shown, *theirs_shown;
} ConflictField;
typedef struct Conflict {
	const char *action;
	const char *who; /* changed it; may be NULL */
	const char *when;
	int64_t version;
	const ConflictField *fields;
	size_t count;
} Conflict;

/* error_summary(const Problem *problems, size_t count): on top of the form, with links to the fields; nothing
 * when count is 0 */
typedef struct Problem {
	const char *field_id;
	const char *text;
} Problem;

/* ---- forms ---- */

/* field_text, field_area, field_select, field_radios, field_file (const FieldView *v): label, hint, problem,
 * control. */
typedef struct Choice {
	const char *value;
	const char *text;
	const char *hint;
	const char *disabled_reason; /* shown greyed with the reason */
	const char *cure_text, *cure_href;
} Choice;
typedef struct FieldView {
	const char *id; /* NULL: the name */
	const char *name;
	const char *label;
	const char *hint;
	const char *value;
	const char *problem;
	const char *type;	  /* NULL: text; email, tel, password, date, number … */
	const char *inputmode;	  /* decimal, numeric … */
	const char *autocomplete; /* username, new-password, one-time-code … */
	const char *placeholder;
	const char *suffix; /* a unit that cannot be changed */
	const Choice *choices;
	size_t choice_count;
	int rows;      /* of an area; 0: 3 */
	int maxlength; /* 0: none */
	bool is_required;
	bool is_optional; /* says （选填） */
	bool is_disabled;
	bool is_short; /* a date, a code, a number */
	bool is_many;  /* a file field takes several */
	const char *accept;
	const char *save_url; /* saved as typed by autosave.js, without language; NULL = with the form */
	int64_t version;
} FieldView;

/* ---- tables ---- */

/* pager(const Pager *v): keyset pages */
typedef struct Pager {
	const char *first_href; /* NULL on the first page */
	const char *next_href;	/* NULL on the last */
	const char *text;	/* "第 1–50 条" */
} Pager;

/* data_table(const DataTable *v): caption, sticky head and first column, figures to the right, foot. Cells
 * are texts. */
typedef struct TableColumn {
	const char *title;
	bool is_number;
} TableColumn;
typedef struct DataTable {
	const char *caption;
	const char *note;
	const TableColumn *columns;
	size_t column_count;
	const char *const *cells; /* row by row */
	const char *const *hrefs; /* one a cell, without language; NULL = no link; NULL: none at all */
	size_t row_count;
	const char *const *foot; /* one row; NULL for none */
} DataTable;

/* ---- figures ---- */

/* kpi_cards(const Kpi *cards, size_t count) */
typedef struct Kpi {
	const char *label;
	const char *value;
	const char *value_href; /* where the value is explained; NULL */
	const char *unit;
	const char *note;
	const char *href, *href_text;
	int level; /* shows the badge instead of the value; 0 = no */
} Kpi;

/* how_computed(const Computed *v): formula with names, with values and units, the result; each value with its
 * source */
typedef struct ComputedValue {
	const char *name;
	const char *value; /* with unit */
	const char *source;
	const char *source_url;
	const char *source_href; /* its page in the factor library, without language; NULL */
	const char *href;	 /* to the field it was typed in */
} ComputedValue;
typedef struct Computed {
	const char *title;
	const char *with_names;
	const char *with_values;
	const char *result;
	const ComputedValue *values;
	size_t count;
	bool is_open;
} Computed;

/* chart_figure(const ChartFigure *v): the drawing with its caption and its table */
typedef struct ChartFigure {
	const char *svg; /* of doc/chart.h */
	const char *caption;
	const char *source;
	const DataTable *table; /* the twin of the drawing; NULL when it stands beside it anyway */
} ChartFigure;

#endif
