/* What the pages of the factor library show. */
#ifndef QINGCE_FACTORS_FACTORS_VIEW_H
#define QINGCE_FACTORS_FACTORS_VIEW_H

#include "edition/edition.h"
#include "factors/factors_rules.h"
#include "factors/factors_store.h"
#include "html/parts.h"

/* ---- the library ---- */

typedef struct FactorRow {
	const GhgFactor *factor;
	const char *href;
	const char *name;
	const char *value; /* "0.5306"; "-" */
	const char *unit;  /* "kgCO₂/kWh" */
	const char *kind, *set, *region;
	const char *source; /* title · table */
	const char *year;   /* "2023", "-" */
	const char *confidence;
	Tone tone;		  /* of the confidence */
	const char *trap;	  /* "不可用于…"; NULL */
	const char *default_text; /* "缺省", "2023 年起缺省"; NULL */
	bool is_current;	  /* the row of the page itself, in its history */
} FactorRow;

typedef struct FactorListView {
	FieldView text, kind, region, year, set, confidence;
	bool is_filtered; /* by more than the text */
	bool is_asked;	  /* anything at all */
	const FactorRow *rows;
	size_t row_count;
	size_t found;
	const char *csv_href, *api_href;
	Pager pager;
	const char *own_href; /* /me/factors for members; NULL */
} FactorListView;

typedef struct FactorFact {
	const char *label;
	const char *text;
	const char *lang; /* of the text, when it is not the page's: "en"; NULL */
} FactorFact;

typedef struct FactorMethodView {
	const char *method;
	const char *title; /* of the guide */
	const char *categories;
} FactorMethodView;

enum { FACTOR_USE_LINES = 5 };
typedef struct FactorUseLine {
	const char *title, *href;
} FactorUseLine;

typedef struct FactorUseView {
	const char *title;
	const char *href;
	size_t lines;
	FactorUseLine line[FACTOR_USE_LINES]; /* the first of them */
} FactorUseView;

/* What the row held while an edition of the tables was in force. */
typedef struct FactorEditionRow {
	const char *since, *value;
	bool is_current;
} FactorEditionRow;

typedef struct FactorPageView {
	FactorRow row;
	const FactorFact *facts;
	size_t fact_count;
	const char *citation;
	const FactorRow *history;
	size_t history_count;
	ChartFigure chart; /* svg NULL: nothing to draw */
	const FactorMethodView *methods;
	size_t method_count;
	bool is_tce_default; /* taken for 综合能耗 */
	bool is_member;	     /* the asker works in an organisation */
	const FactorUseView *uses;
	size_t use_count;
	size_t inventories_read; /* the newest ones; 0 = there is none */
	const FactorFact *cells; /* the row of the table as it stands in the file */
	size_t cell_count;
	const char *api_href;
	int64_t used_by; /* finished inventories of all organisations */
	const FactorEditionRow *editions;
	size_t edition_count;		     /* 0 = it never changed */
	const char *newer_href, *newer_text; /* the row of a later year; NULL */
	const char *gone, *gone_why;	     /* not in the tables in force; NULL: it is */
} FactorPageView;

/* ---- own factors ---- */

typedef struct OwnRow {
	const OwnFactor *factor;
	const char *href;
	const char *purpose;
	const char *unit;
	const char *validity; /* "2025-01-01 ~ 2025-12-31" */
	const char *doubt;    /* NULL: nothing to say */
	bool is_bad;	      /* the doubt is about the value itself */
} OwnRow;

typedef struct OwnListView {
	const OwnRow *rows;
	size_t row_count;
	int64_t in_use, retired;
	bool shows_retired;
	bool can_edit;
	Pager pager;
} OwnListView;

typedef struct OwnVersionRow {
	const OwnFactor *as;
	const char *unit;
	const char *validity;
	const char *when; /* for <time>: 2025-02-28T10:24:31Z */
} OwnVersionRow;

typedef struct OwnFormView {
	FieldView fields[OWN_FIELDS];
	FieldView file;
	Problem problems[OWN_FIELDS + 1];
	size_t problem_count;
	const char *action;
	int64_t id;  /* 0: a new one */
	int64_t key; /* the id a new one will have: sending the form twice makes one factor */
	int64_t version;
	bool has_conflict;
	Conflict conflict;
	ConflictField differing[OWN_FIELDS + 1];
	bool can_edit;
	bool is_retired;
	OwnRow row; /* as it is saved; of an existing one */
	const OwnVersionRow *versions;
	size_t version_count;
	int64_t lines, inventories;
	const char *units; /* that fit, for the hint */
	const char *const *unit_list;
	size_t unit_count;
} OwnFormView;

typedef struct OwnImportCell {
	const char *text;
	const char *problem; /* NULL = fine */
} OwnImportCell;

typedef struct OwnImportRow {
	int64_t number; /* as the spreadsheet counts */
	const OwnImportCell *cells;
	const char *doubt;
} OwnImportRow;

typedef struct OwnImportView {
	const char *fault; /* of the file as a whole */
	const char *const *heads;
	size_t head_count;
	const OwnImportRow *rows;
	size_t row_count; /* shown */
	size_t total_rows;
	size_t wrong_cells;
	const char *pasted;
	int64_t key;
	bool is_preview; /* all is well: only the last click is missing */
} OwnImportView;

/* For the page of an activity line: one of the organisation's own factors, put into the line's fields. Each
 * button posts factor, factor_unit, factor_source and version to `action`. */
typedef struct OwnFactorPicker {
	const char *action; /* of the line, without language */
	int64_t version;    /* of the line */
	const OwnFactor *factors;
	size_t count;
} OwnFactorPicker;
/* template: own_factor_picker(const OwnFactorPicker *v) */

/* ---- making them (factors_row.c) ---- */

/* The row whose id stands in the path. When the tables in force lack it, it is the one of the newest edition
 * that has it, `req->ghg` becomes that edition, since names and defaults are read there, and `before` tells
 * of it; otherwise before.factor is NULL. `successor` is what stands in its place, NULL = nothing.
 * ERR_NOT_FOUND, said in words: no edition has it. */
typedef struct FactorAsked {
	const GhgFactor *factor, *successor;
	EditionFactor before;
} FactorAsked;
Err factor_of_path(Req *req, FactorAsked *out);

FactorRow factor_row(Req *req, const GhgFactor *factor);
const char *factor_kind_text(Req *req, GhgFactorKind kind);
/* A set as people know it: 全国平均, 07 平板玻璃生产 · carbonate; codes that have no words stay. */
const char *factor_set_text(Req *req, GhgFactorKind kind, const char *set);
const char *factor_region_text(Req *req, const char *region);
const char *factor_confidence_text(Req *req, GhgConfidence confidence);
/* What was asked for in the query string; `*wrong` (may be NULL) names the first parameter that has no such
 * value. */
FactorQuery factor_query(Req *req, const char **wrong);
/* The query as a string for links: "kind=grid&q=…", "" when nothing is asked. */
const char *factor_query_text(Arena *mem, const FactorQuery *query);
/* The row as it stands in its file: column names and cells; empty cells are passed over. */
size_t factor_cells(Arena *mem, const GhgFactor *factor, FactorFact **out);

#endif
