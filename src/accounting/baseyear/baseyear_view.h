/* What the pages of the base year show. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_VIEW_H
#define QINGCE_BASEYEAR_BASEYEAR_VIEW_H

#include "baseyear/baseyear_state.h"
#include "html/parts.h"

enum { BASE_KPIS = 3 };

/* A row of the register. */
typedef struct BaseEntryRow {
	const BaseEntry *entry;
	const char *href, *delete_action;
	const char *kind, *facility; /* facility NULL */
	const char *scope1, *scope2, *market2, *scope3;
	const char *percent, *cumulative; /* "-" once it is taken in */
	const char *verdict;
	Tone tone;
	bool is_open;
} BaseEntryRow;

typedef struct BaseProposalRow {
	const char *key, *title, *text;
} BaseProposalRow;

typedef struct BaseYearView {
	bool is_chosen, can_edit;
	EmptyState empty;
	Kpi kpis[BASE_KPIS];
	Tone verdict_tone;
	const char *verdict_title, *verdict_text;
	const char *missing_text; /* a chosen inventory is gone; NULL */
	DataTable policy, built, years, history;
	bool has_built, has_years, has_history;
	ChartFigure built_chart, years_chart;
	const BaseEntryRow *rows;
	size_t row_count;
	const BaseProposalRow *proposals;
	size_t proposal_count;
	bool may_recalculate;
	FieldView why;
	Problem problem; /* of `why` */
	int64_t next_number;
	const char *changed_text; /* who saved the choice, when */
} BaseYearView;

/* One of the inventories to choose from. */
typedef struct BaseInventoryChoice {
	const char *value, *text, *reason; /* reason: why it cannot be chosen; NULL */
	bool is_chosen;
} BaseInventoryChoice;

typedef struct BaseYearForm {
	FieldView fields[BASE_FIELDS];
	const BaseInventoryChoice *inventories;
	size_t inventory_count;
	Problem problems[BASE_FIELDS];
	size_t problem_count;
	int64_t version;
	bool wants_confirmation; /* another base year although it was recalculated */
	bool has_conflict;
	Conflict conflict;
	ConflictField differing[BASE_FIELDS];
} BaseYearForm;

typedef struct BaseEntryForm {
	FieldView fields[ENTRY_FIELDS];
	FieldView facility, file;
	Problem problems[ENTRY_FIELDS];
	size_t problem_count;
	const char *action, *delete_action;
	int64_t id, key; /* key: the id a new one will have */
	int64_t version;
	const char *computed_text; /* the figures were computed from the base inventory */
	bool can_compute;
	bool has_conflict;
	Conflict conflict;
	ConflictField differing[ENTRY_FIELDS + 2];
} BaseEntryForm;

#endif
