/* What the pages of evidence and of the energy check show. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_VIEW_H
#define QINGCE_EVIDENCE_EVIDENCE_VIEW_H

#include "evidence/evidence.h"
#include "inventory/inventory.h"
#include "level/level.h"

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

typedef struct ChoiceView {
	const char *code;
	const char *name;
	bool is_chosen;
} ChoiceView;

typedef struct EnergyRowView {
	EnergyRow row;
	const char *name;
	const char *action;
	const ChoiceView *units;
	size_t unit_count;
	const char *problem;	   /* of the amount; NULL */
	const char *ours, *theirs; /* "2 610 MWh"; "-" */
	const char *deviation;	   /* "1.2 %"; "-" */
	const char *mark;	   /* done | warn | open */
	Word verdict;
	bool wants_explanation;
	EvidenceCell cell;
	const char *same_file_as; /* NULL */
} EnergyRowView;

typedef struct MissingEnergyView {
	const char *energy;
	const char *name;
	const char *ours;
	const char *share; /* "38.2 %" */
} MissingEnergyView;

typedef struct B205RowView {
	const char *code;
	const char *name;
	const char *unit;
	const char *columns[10];
	const char *reference; /* reference coefficient */
	const char *explanation;
	int64_t version;
	const char *ours, *deviation;
	const char *mark;
	Word verdict;
	bool wants_explanation;
	bool is_unsure;	     /* the line number is from general knowledge */
	const char *problem; /* first problem of the row; NULL */
	const char *digest;  /* of the row as saved: what this person left alone is not sent as a change */
} B205RowView;

typedef struct EnergyPageView {
	InventoryFrame frame;
	EnergyCheck check;
	bool is_wanted;		/* strictly above 3000 t */
	const char *total_text; /* scope 1 + 2 */
	const char *action;
	const char *none_problem;
	const EnergyRowView *rows;
	size_t row_count;
	const MissingEnergyView *missing;
	size_t missing_count;
	const ChoiceView *energies; /* for a new row */
	size_t energy_count;
	const B205RowView *b205;
	size_t b205_count;
	bool shows_all_b205;
	EvidenceCell b205_cell;
	const char *b205_same_file_as;
	const char *const *b205_problems;
	size_t b205_problem_count;
	const char *b205_total; /* tce of line 40 computed; "-" */
	const char *conflict;	/* somebody else saved meanwhile; NULL */
} EnergyPageView;

/* ---- the coverage grid of a cell (evidence_cell.c) ---- */

/* Nothing to draw: the cell belongs to no period. */
bool evidence_grid_is_empty(const EvidenceCell *cell);
/* Calendar months 1..12 of the grid's squares; cell->month_count of them. */
const int *evidence_grid_months(Html *out, const EvidenceCell *cell);
/* "y" proven, "w" wanted and not proven, "" not wanted. */
const char *evidence_grid_class(const EvidenceCell *cell, size_t month);
int evidence_grid_proven(const EvidenceCell *cell);
int evidence_grid_wanted(const EvidenceCell *cell);

/* The first eight digits of a digest. */
const char *evidence_short_digest(Html *out, const char *sha256);

#endif
