/* Evidence files and what they prove. A file is stored once by its
 * digest; a link ties it to a line, a row of the energy check or a renewable record, with the months it
 * covers. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_H
#define QINGCE_EVIDENCE_EVIDENCE_H

#include "audit/change.h"
#include "ghg/coverage.h"
#include "html/html.h"
#include "http/http.h"

enum {
	EVIDENCE_FILE_MAX_BYTES = 50 * 1024 * 1024,
	EVIDENCE_FORM_MAX_BYTES = 210 * 1024 * 1024, /* several files in one form */
	EVIDENCE_FILES_A_TARGET = 60,
	ENERGY_CHECK_MAX_ROWS = 60,
};

typedef struct EvidenceLink {
	int64_t id;
	int64_t file_id;
	const char *target; /* line | energy | b205 | renewable | factor | verification */
	int64_t target_id;
	const char *kind; /* invoice | ledger | meter | report | contract | laboratory | statement | other */
	int64_t months;	  /* bit 0 = first month of the period */
	const char *document_amount_text;
	const char *document_unit;
	const char *note;
	int64_t version;
	const char *sha256;
	const char *name; /* of the file */
	const char *media_type;
	int64_t bytes;
	int64_t pages;
	int64_t uploaded_at;
} EvidenceLink;

/* All links of an inventory, by target, target_id, id. */
Err evidence_of_inventory(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, EvidenceLink **out, size_t *count);

/* Those of some lines only (a page of the activity table): ids as one list; by target_id, id. */
Err evidence_of_lines(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t first_line_id,
    int64_t last_line_id, EvidenceLink **out, size_t *count);

/* What the activity table shows in the evidence column of a line: chips, the coverage grid, "+ add". */
typedef struct EvidenceCell {
	int64_t inventory_id;
	const char *target; /* line | energy | renewable | b205 */
	int64_t target_id;
	const EvidenceLink *links;
	size_t link_count;
	int month_count;       /* months that the period touches, 1..13 */
	int first_month;       /* 1..12, of the period's first day */
	int64_t months_needed; /* mask; 0 = all */
	bool can_edit;
} EvidenceCell;
/* template: void html_evidence_cell(Html *out, const EvidenceCell *cell); */

/* The links among `links` (sorted as above) that belong to one target. */
size_t evidence_slice(const EvidenceLink *links, size_t count, const char *target, int64_t target_id,
    const EvidenceLink **first);

/* The months a link proves: its mask cut to the period; 0 means the whole period. */
int64_t evidence_proven(int64_t mask, int month_count);

/* The mask of a link all of whose named months left the period when it was moved: no mask of none, since that
 * means the whole period. It proves nothing. */
#define EVIDENCE_MONTHS_OUTSIDE (INT64_C(1) << MONTHS_MAX)

/* Called by the owner when its period begins `months` later (negative: earlier) and touches `month_count`
 * months: links stay with their calendar months. Those of the whole period stay so. */
Err evidence_move_months(const OpenChange *change, int months, int month_count, size_t *moved);

/* Called by the owner when a line or record is deleted. */
Err evidence_forget_target(const OpenChange *change, const char *target, int64_t target_id);

#endif
