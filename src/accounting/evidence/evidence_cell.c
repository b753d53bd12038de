/* The coverage grid of a line: which of its months evidence proves. */
#include "evidence/evidence_rules.h"
#include "evidence/evidence_view.h"

bool evidence_grid_is_empty(const EvidenceCell *cell)
{
	return cell->month_count <= 0;
}

const int *evidence_grid_months(Html *out, const EvidenceCell *cell)
{
	int *months = ARENA_ARRAY(out->buf.mem, int, (size_t)cell->month_count);
	for (int i = 0; i < cell->month_count; i++)
		months[i] = (cell->first_month - 1 + i) % 12 + 1;
	return months;
}

static Months wanted_by(const EvidenceCell *cell)
{
	return months_wanted((Months)cell->months_needed, cell->month_count);
}

static Months proven_for(const EvidenceCell *cell)
{
	Months proven = 0;
	for (size_t i = 0; i < cell->link_count; i++)
		proven |= (Months)evidence_proven(cell->links[i].months, cell->month_count);
	return proven;
}

const char *evidence_grid_class(const EvidenceCell *cell, size_t month)
{
	if (!(wanted_by(cell) >> month & 1))
		return "";
	return proven_for(cell) >> month & 1 ? "y" : "w";
}

int evidence_grid_proven(const EvidenceCell *cell)
{
	return months_number(wanted_by(cell) & proven_for(cell));
}

int evidence_grid_wanted(const EvidenceCell *cell)
{
	return months_number(wanted_by(cell));
}

const char *evidence_short_digest(Html *out, const char *sha256)
{
	return arena_printf(out->buf.mem, "%.8s", sha256);
}
