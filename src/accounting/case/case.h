/* The case of an inventory: the rows that a page needs of it, each read once. What follows (the result, the
 * level, uncertainty, change, consumption, explanations) are functions of the case that read nothing. */
#ifndef QINGCE_CASE_CASE_H
#define QINGCE_CASE_CASE_H

#include "energy/energy.h"
#include "evidence/evidence.h"
#include "inventory/inventory_store.h"
#include "media/media.h"

/* "Keep the value, because …": the preparer's answer to a finding. */
typedef struct FindingAnswer {
	const char *key;
	const char *reason;
} FindingAnswer;

/* What may be read of a case beside the inventory and its facilities. */
enum CasePart {
	CASE_ROWS = 1 << 0,	/* renewables, screenings, media, the energy check, answers */
	CASE_LINES = 1 << 1,	/* the activity lines of all scopes */
	CASE_EVIDENCE = 1 << 2, /* the links with their files */
	CASE_PAST = 1 << 3,	/* the case of the year before, with rows and lines when they are asked for */
	CASE_WHOLE = CASE_ROWS | CASE_LINES | CASE_EVIDENCE | CASE_PAST,
};

typedef struct InventoryCase {
	Inventory inventory;
	Lang lang;	/* of the names of facilities, and of what is computed from the case */
	unsigned parts; /* CasePart: those read */
	const InventoryFacility *facilities;
	size_t facility_count;
	/* CASE_ROWS */
	const RenewableRecord *renewables; /* checked, with has_evidence */
	size_t renewable_count;
	Scope3Screening screenings[SCOPE3_CATEGORIES];
	const MediumRow *media; /* read with inventory.ghg */
	size_t medium_count;
	EnergyCheck check;
	const EnergyRow *energy_rows;
	size_t energy_row_count;
	const B205Row *b205_rows;
	size_t b205_row_count;
	const FindingAnswer *answers;
	size_t answer_count;
	/* CASE_LINES: by category, position, id */
	const ActivityLine *lines;
	size_t line_count;
	/* CASE_EVIDENCE: by target, target_id, id */
	const EvidenceLink *links;
	size_t link_count;
	/* CASE_PAST: NULL when there is no year before */
	struct InventoryCase *past;
	/* those asked for by id that are there, in the order asked for; the past, or the case itself, may be
	 * one */
	struct InventoryCase **others;
	size_t other_count;
} InventoryCase;

/* The inventory of the organisation with its facilities, and with the parts asked for. ERR_NOT_FOUND when it
 * is not there; ERR_TOO_LARGE beyond INVENTORY_MAX_LINES. */
Err inventory_case(
    Db *db, Arena *mem, int64_t org_id, int64_t id, Lang lang, unsigned parts, InventoryCase *out);

/* The same of an inventory that was read already, and with up to INVENTORIES_BESIDE others of its
 * organisation, which have their facilities and no part yet. */
Err case_of_inventory(Db *db, Arena *mem, const Inventory *inventory, Lang lang, unsigned parts,
    const int64_t others[], size_t other_count, InventoryCase *out);

/* Inventories of the organisation by id, at most INVENTORIES_BESIDE: those there are, in the order of the
 * ids, with their facilities and no part yet. */
Err cases_of_ids(Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count, Lang lang,
    InventoryCase ***out, size_t *count);

/* Reads the rows, lines and evidence asked for that the case has not yet: a statement each. With CASE_PAST in
 * `parts` the rows and lines of its past too. */
Err case_read(Db *db, Arena *mem, unsigned parts, InventoryCase *of);
/* The same of several cases of one organisation, at most INVENTORIES_AT_ONCE; evidence costs a statement a
 * case. */
Err cases_read(Db *db, Arena *mem, unsigned parts, InventoryCase *const cases[], size_t count);

/* The links that prove one target of the case. */
static inline size_t case_links(
    const InventoryCase *of, const char *target, int64_t target_id, const EvidenceLink **first)
{
	return evidence_slice(of->links, of->link_count, target, target_id, first);
}

#endif
