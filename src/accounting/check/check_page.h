/* What the files of step 4 share among themselves: the page, saving the second set (check_web.c) and form
 * B205-1 (b205_web.c), its spreadsheet (b205_table_web.c). Nobody else includes this. */
#ifndef QINGCE_CHECK_CHECK_PAGE_H
#define QINGCE_CHECK_CHECK_PAGE_H

#include "evidence/evidence_store.h"
#include "evidence/evidence_view.h"
#include "ghg/b205.h"
#include "energy/energy.h"
#include "level/level.h"
#include "wizard/wizard.h"

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

/* What was just sent and could not be kept, shown again as typed. */
typedef struct EnergyTry {
	const char *none_problem;
	int64_t row_id; /* of the row that was sent; 0 = none */
	EnergyRow row;
	const char *const *b205_problems;
	size_t b205_problem_count;
	const B205Row *b205; /* the rows of the form that this person changed; none = NULL */
	size_t b205_count;
	const EnergyCheck *check; /* NULL */
	const char *conflict;
} EnergyTry;

/* ---- check_verdict.c ---- */

/* How an energy of the check compares with the inventory. */
typedef struct EnergyVerdict {
	const char *mark;
	Word word;
} EnergyVerdict;

EnergyVerdict energy_verdict(const QualityPair *pair, const QualityRules *rules);
const char *energy_amount_text(Arena *mem, const QualityAmount *amount, const char *energy);
const char *energy_percent_text(Arena *mem, double share);
const QualityPair *energy_pair_of(const QualityPair *pairs, size_t count, const char *energy);

/* ---- b205_view.c ---- */

const B205Row *b205_row_with(const B205Row *rows, size_t count, const char *code);
bool b205_differs(const B205Row *saved, const B205Row *sent);
/* Tells an edited row from one that was left alone. */
const char *b205_digest(Arena *mem, const B205Row *row);
/* The first cell that is no number, in words; NULL. */
const char *b205_row_problem(Req *req, const B205Row *row);
B205RowView b205_view_of(Req *req, const GhgB205Row *form, const B205Row *saved, const QualityPair *pair);
void b205_fill_view(Req *req, const LevelOutcome *level, const EnergyTry *tried, EnergyPageView *view);

/* ---- check_page.c ---- */

const ChoiceView *energy_unit_choices(
    Req *req, const Inventory *inventory, const char *energy, const char *chosen, size_t *count);
EnergyRowView energy_row_view(Req *req, const LevelOutcome *level, const EnergyRow *row,
    const QualityPair *pair, const QualityCheckRow *fact, bool can_edit);
/* What the level knows of a row; NULL. */
const QualityCheckRow *energy_fact_of_row(const LevelOutcome *level, int64_t row_id);
/* `tried`: what was sent and could not be kept; NULL. */
Err energy_show_page(Req *req, int status, const EnergyTry *tried);
Err energy_conflict_page(Req *req);
Err energy_back(Req *req, const Inventory *inventory, const char *fragment);

/* ---- b205_web.c ---- */

/* Those rows that differ from what is saved, all or none. */
Err b205_rows_save(Req *req, const Inventory *inventory, const B205Row *sent, size_t sent_count);

#endif
