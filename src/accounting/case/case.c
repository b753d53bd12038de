/* Puts cases together: which inventories, and of each the parts asked for. */
#include "case/case.h"

#include <assert.h>

#include "case/case_store.h"

static Err read_facilities(Db *db, Arena *mem, InventoryCase *const cases[], size_t count)
{
	const Inventory *inventories[INVENTORIES_AT_ONCE] = {NULL};
	InventoryFacility *facilities[INVENTORIES_AT_ONCE];
	size_t counts[INVENTORIES_AT_ONCE];
	assert(count <= INVENTORIES_AT_ONCE);
	for (size_t i = 0; i < count; i++)
		inventories[i] = &cases[i]->inventory;
	Err err = inventories_facilities(db, mem, inventories, count, cases[0]->lang, facilities, counts);
	for (size_t i = 0; !err && i < count; i++) {
		cases[i]->facilities = facilities[i];
		cases[i]->facility_count = counts[i];
	}
	return err;
}

/* ---- beside it ---- */

static InventoryCase *new_case(Arena *mem, const Inventory *inventory, Lang lang)
{
	InventoryCase *made = ARENA_NEW(mem, InventoryCase);
	*made = (InventoryCase){.inventory = *inventory, .lang = lang};
	return made;
}

/* The cases of others among `found`; the past may be one of them. */
static void name_others(Arena *mem, const Inventory found[], size_t count, const int64_t ids[],
    size_t id_count, InventoryCase *of)
{
	of->others = ARENA_ARRAY(mem, InventoryCase *, id_count + 1);
	for (size_t i = 0; i < id_count; i++) {
		if (of->past && of->past->inventory.id == ids[i])
			of->others[of->other_count++] = of->past;
		else if (of->inventory.id == ids[i])
			of->others[of->other_count++] = of;
		else
			for (size_t k = 0; k < count; k++)
				if (found[k].id == ids[i])
					of->others[of->other_count++] = new_case(mem, &found[k], of->lang);
	}
}

static Err find_beside(Db *db, Arena *mem, const int64_t ids[], size_t id_count, InventoryCase *of)
{
	Inventory *found;
	size_t count;
	Err err = inventories_beside(db, mem, &of->inventory, ids, id_count, &found, &count);
	if (err)
		return err;
	const Inventory *before = inventory_before(&of->inventory, found, count);
	if (before)
		of->past = new_case(mem, before, of->lang);
	of->parts |= CASE_PAST;
	name_others(mem, found, count, ids, id_count, of);
	return OK;
}

/* The case, its past and its others, each once. */
static size_t all_of(InventoryCase *of, InventoryCase *all[INVENTORIES_AT_ONCE])
{
	size_t count = 0;
	all[count++] = of;
	if (of->past)
		all[count++] = of->past;
	for (size_t i = 0; i < of->other_count; i++)
		if (of->others[i] != of && of->others[i] != of->past)
			all[count++] = of->others[i];
	return count;
}

/* ---- its parts ---- */

/* Those that have not this part yet. */
static size_t lacking(
    InventoryCase *const cases[], size_t count, unsigned part, InventoryCase *out[INVENTORIES_AT_ONCE])
{
	size_t n = 0;
	assert(count <= INVENTORIES_AT_ONCE);
	for (size_t i = 0; i < count; i++)
		if (!(cases[i]->parts & part))
			out[n++] = cases[i];
	return n;
}

static Err read_lines(Db *db, Arena *mem, InventoryCase *const cases[], size_t count)
{
	int64_t ids[INVENTORIES_AT_ONCE] = {0};
	const ActivityLine *lines[INVENTORIES_AT_ONCE];
	size_t counts[INVENTORIES_AT_ONCE];
	for (size_t i = 0; i < count; i++)
		ids[i] = cases[i]->inventory.id;
	Err err = inventories_all_lines(db, mem, cases[0]->inventory.org_id, ids, count, lines, counts);
	for (size_t i = 0; !err && i < count; i++) {
		cases[i]->lines = lines[i];
		cases[i]->line_count = counts[i];
	}
	return err;
}

static Err read_evidence(Db *db, Arena *mem, InventoryCase *const cases[], size_t count)
{
	Err err = OK;
	for (size_t i = 0; !err && i < count; i++) {
		EvidenceLink *links;
		err = evidence_of_inventory(db, mem, cases[i]->inventory.org_id, cases[i]->inventory.id,
		    &links, &cases[i]->link_count);
		cases[i]->links = links;
	}
	return err;
}

Err cases_read(Db *db, Arena *mem, unsigned parts, InventoryCase *const cases[], size_t count)
{
	static const struct {
		unsigned part;
		Err (*read)(Db *, Arena *, InventoryCase *const[], size_t);
	} PARTS[] = {{CASE_ROWS, case_rows_read}, {CASE_LINES, read_lines}, {CASE_EVIDENCE, read_evidence}};
	for (size_t p = 0; p < sizeof PARTS / sizeof *PARTS; p++) {
		InventoryCase *without[INVENTORIES_AT_ONCE];
		size_t n = parts & PARTS[p].part ? lacking(cases, count, PARTS[p].part, without) : 0;
		Err err = n ? PARTS[p].read(db, mem, without, n) : OK;
		if (err)
			return err;
		for (size_t i = 0; i < n; i++)
			without[i]->parts |= PARTS[p].part;
	}
	return OK;
}

/* The past is compared with as a result: its evidence says nothing more. */
Err case_read(Db *db, Arena *mem, unsigned parts, InventoryCase *of)
{
	assert(!(parts & CASE_PAST) || of->parts & CASE_PAST);
	InventoryCase *both[] = {of, of->past};
	size_t count = of->past && parts & CASE_PAST ? 2 : 1;
	Err err = cases_read(db, mem, parts & (CASE_ROWS | CASE_LINES), both, count);
	return err ? err : cases_read(db, mem, parts & CASE_EVIDENCE, both, 1);
}

/* ---- the case ---- */

Err case_of_inventory(Db *db, Arena *mem, const Inventory *inventory, Lang lang, unsigned parts,
    const int64_t others[], size_t other_count, InventoryCase *out)
{
	*out = (InventoryCase){.inventory = *inventory, .lang = lang};
	Err err = parts & CASE_PAST || other_count ? find_beside(db, mem, others, other_count, out) : OK;
	if (err)
		return err;
	InventoryCase *all[INVENTORIES_AT_ONCE];
	size_t count = all_of(out, all);
	err = read_facilities(db, mem, all, count);
	return err ? err : case_read(db, mem, parts, out);
}

Err inventory_case(
    Db *db, Arena *mem, int64_t org_id, int64_t id, Lang lang, unsigned parts, InventoryCase *out)
{
	Inventory inventory;
	Err err = inventory_of_org(db, mem, org_id, id, &inventory);
	return err ? err : case_of_inventory(db, mem, &inventory, lang, parts, NULL, 0, out);
}

Err cases_of_ids(Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count, Lang lang,
    InventoryCase ***out, size_t *count)
{
	Inventory *found;
	size_t found_count;
	Err err = inventories_of_ids(db, mem, org_id, ids, id_count, &found, &found_count);
	InventoryCase none = {.lang = lang};
	if (!err)
		name_others(mem, found, found_count, ids, id_count, &none);
	*out = none.others;
	*count = none.other_count;
	return err || !*count ? err : read_facilities(db, mem, *out, *count);
}
