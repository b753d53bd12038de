/* What the pages of step 4 share among themselves: the second set (energy_web.c), form B205-1 (b205_web.c)
 * and its spreadsheet (b205_table_web.c). Nobody else includes this. */
#ifndef QINGCE_EVIDENCE_ENERGY_PAGE_H
#define QINGCE_EVIDENCE_ENERGY_PAGE_H

#include "evidence/evidence_store.h"
#include "evidence/evidence_view.h"
#include "ghg/b205.h"

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

/* How an energy of the check compares with the inventory. */
typedef struct EnergyVerdict {
	const char *mark;
	Word word;
} EnergyVerdict;

EnergyVerdict energy_verdict(const QualityPair *pair, const QualityRules *rules);
const char *energy_amount_text(Arena *mem, const QualityAmount *amount, const char *energy);
const char *energy_percent_text(Arena *mem, double share);
const QualityPair *energy_pair_of(const QualityPair *pairs, size_t count, const char *energy);

/* `tried`: what was sent and could not be kept; NULL. */
Err energy_show_page(Req *req, int status, const EnergyTry *tried);
Err energy_conflict_page(Req *req);
Err energy_back(Req *req, const Inventory *inventory, const char *fragment);

const B205Row *b205_row_with(const B205Row *rows, size_t count, const char *code);
Err b205_fill_view(Req *req, const Inventory *inventory, const LevelOutcome *level, const EnergyTry *tried,
    EnergyPageView *view);
/* Those rows that differ from what is saved, all or none. */
Err b205_rows_save(Req *req, const Inventory *inventory, const B205Row *sent, size_t sent_count);

#endif
