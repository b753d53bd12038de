/* What the pages of evidence and of the energy check show. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_VIEW_H
#define QINGCE_EVIDENCE_EVIDENCE_VIEW_H

#include "evidence/evidence.h"
#include "html/html.h"

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
