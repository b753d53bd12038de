/* One statement for all small tables of an inventory: a page needs each of them, and six answers cost six
 * ways to the store and back. Their rooms write them; what they mean is said there. */
#include "case/case_store.h"

#include <assert.h>

#include "base/list.h"
#include "base/str.h"
#include "inventory/inventory_rules.h"
#include "media/media_rules.h"

/* Rows of every table in the same columns: which table, inventory, place, id; four numbers; twelve texts. */
enum { PART, INVENTORY, ID = 3, NUMBER, TEXT = 8 };

#define OF_CASES " AND inventory_id IN ($2, $3, $4, $5, $6, $7, $8, $9)"

static const char SQL_ROWS[] =
    "SELECT 'renewable', inventory_id, position, id,"
    " COALESCE(certificate_first, 0), COALESCE(certificate_last, 0), version,"
    " CASE WHEN EXISTS (SELECT 1 FROM evidence_link e WHERE e.inventory_id = r.inventory_id"
    " AND e.target = 'renewable' AND e.target_id = r.id AND e.org_id = r.org_id) THEN 1 ELSE 0 END,"
    " kind, amount_text, amount_unit, factor_text, certificate_prefix, certificate_first_text,"
    " certificate_last_text, generation_year, cancelled_on, note, '', ''"
    " FROM renewable_record r WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'screening', inventory_id, 0, 0, version, derives, 0, 0,"
    " category, status, reason, criteria, '', '', '', '', '', '', '', ''"
    " FROM scope3_screening WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'medium', inventory_id, position, id, version, 0, 0, 0,"
    " medium, origin, amount_text, amount_unit, note, '', '', '', '', '', '', ''"
    " FROM energy_medium WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'check', inventory_id, 0, 0, version, 0, 0, 0,"
    " source, none_reason, '', '', '', '', '', '', '', '', '', ''"
    " FROM energy_check WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'energy', inventory_id, position, id, version, 0, 0, 0,"
    " energy, amount_text, amount_unit, explanation, '', '', '', '', '', '', '', ''"
    " FROM energy_check_row WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'b205', inventory_id, 0, 0, version, 0, 0, 0,"
    " code, explanation, col1, col2, col3, col4, col5, col6, col7, col8, col9, col10"
    " FROM b205_row WHERE org_id = $1" OF_CASES " UNION ALL"
    " SELECT 'answer', inventory_id, 0, 0, 0, 0, 0, 0,"
    " finding_key, reason, '', '', '', '', '', '', '', '', '', ''"
    " FROM finding_answer WHERE org_id = $1" OF_CASES " ORDER BY 1, 2, 3, 4, 9 LIMIT $10";
enum { ROWS_MOST = 40000 };

/* Where the rows of a case are put, and how much room there is. */
typedef struct Taking {
	Arena *mem;
	Rows *rows;
	InventoryCase *to;
	RenewableRecord *renewables;
	MediumRow *media;
	EnergyRow *energy;
	B205Row *b205;
	FindingAnswer *answers;
	size_t renewable_room, medium_room, energy_room, b205_room, answer_room;
} Taking;

static const char *text_of(const Taking *t, int n)
{
	const char *text = db_text(t->rows, TEXT + n);
	return *text ? arena_copy(t->mem, text) : "";
}

static int64_t number_of(const Taking *t, int n)
{
	return db_int(t->rows, NUMBER + n);
}

static void take_renewable(Taking *t)
{
	LIST_ROOM(t->mem, t->renewables, t->to->renewable_count, t->renewable_room);
	RenewableRecord *record = &t->renewables[t->to->renewable_count++];
	*record = (RenewableRecord){.id = db_int(t->rows, ID),
	    .certificate_first = number_of(t, 0),
	    .certificate_last = number_of(t, 1),
	    .version = number_of(t, 2),
	    .has_evidence = number_of(t, 3) != 0,
	    .kind = text_of(t, 0),
	    .amount_text = text_of(t, 1),
	    .amount_unit = text_of(t, 2),
	    .factor_text = text_of(t, 3),
	    .certificate_prefix = text_of(t, 4),
	    .certificate_first_text = text_of(t, 5),
	    .certificate_last_text = text_of(t, 6),
	    .generation_year = text_of(t, 7),
	    .cancelled_on = text_of(t, 8),
	    .note = text_of(t, 9)};
	renewable_check(record);
}

static void take_screening(Taking *t)
{
	int number = ghg_scope3_number(db_text(t->rows, TEXT));
	if (!number)
		return;
	Scope3Screening *screening = &t->to->screenings[number - 1];
	screening->version = number_of(t, 0);
	screening->derives = number_of(t, 1) != 0;
	screening->status = text_of(t, 1);
	screening->reason = text_of(t, 2);
	screening->criteria = text_of(t, 3);
}

static void take_medium(Taking *t)
{
	LIST_ROOM(t->mem, t->media, t->to->medium_count, t->medium_room);
	MediumRow *row = &t->media[t->to->medium_count++];
	*row = (MediumRow){.id = db_int(t->rows, ID),
	    .version = number_of(t, 0),
	    .medium = text_of(t, 0),
	    .origin = text_of(t, 1),
	    .amount_text = text_of(t, 2),
	    .amount_unit = text_of(t, 3),
	    .note = text_of(t, 4)};
	medium_read(t->to->inventory.ghg, row);
}

static void take_check(Taking *t)
{
	t->to->check = (EnergyCheck){
	    .source = text_of(t, 0), .none_reason = text_of(t, 1), .version = number_of(t, 0)};
}

static void take_energy(Taking *t)
{
	LIST_ROOM(t->mem, t->energy, t->to->energy_row_count, t->energy_room);
	t->energy[t->to->energy_row_count++] = (EnergyRow){.id = db_int(t->rows, ID),
	    .version = number_of(t, 0),
	    .energy = text_of(t, 0),
	    .amount_text = text_of(t, 1),
	    .amount_unit = text_of(t, 2),
	    .explanation = text_of(t, 3)};
}

static void take_b205(Taking *t)
{
	LIST_ROOM(t->mem, t->b205, t->to->b205_row_count, t->b205_room);
	B205Row *row = &t->b205[t->to->b205_row_count++];
	*row = (B205Row){.version = number_of(t, 0), .code = text_of(t, 0), .explanation = text_of(t, 1)};
	for (int c = 0; c < 10; c++)
		row->columns[c] = text_of(t, 2 + c);
}

static void take_answer(Taking *t)
{
	LIST_ROOM(t->mem, t->answers, t->to->answer_count, t->answer_room);
	t->answers[t->to->answer_count++] = (FindingAnswer){text_of(t, 0), text_of(t, 1)};
}

static void take_row(Taking *t)
{
	static const struct {
		const char *part;
		void (*take)(Taking *);
	} PARTS[] = {{"renewable", take_renewable}, {"screening", take_screening}, {"medium", take_medium},
	    {"check", take_check}, {"energy", take_energy}, {"b205", take_b205}, {"answer", take_answer}};
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
		if (str_eq(PARTS[i].part, db_text(t->rows, PART)))
			PARTS[i].take(t);
}

static void begin(Arena *mem, InventoryCase *to)
{
	to->check = (EnergyCheck){.source = "", .none_reason = ""};
	for (int i = 0; i < SCOPE3_CATEGORIES; i++)
		to->screenings[i] = (Scope3Screening){.category = arena_printf(mem, "s3.%d", i + 1),
		    .status = "",
		    .reason = "",
		    .criteria = ""};
}

static void finish(const Taking *t)
{
	t->to->renewables = t->renewables;
	t->to->media = t->media;
	t->to->energy_rows = t->energy;
	t->to->b205_rows = t->b205;
	t->to->answers = t->answers;
}

Err case_rows_read(Db *db, Arena *mem, InventoryCase *const cases[], size_t count)
{
	assert(count > 0 && count <= INVENTORIES_AT_ONCE);
	Taking takings[INVENTORIES_AT_ONCE];
	int64_t ids[INVENTORIES_AT_ONCE] = {0};
	for (size_t i = 0; i < count; i++) {
		ids[i] = cases[i]->inventory.id;
		takings[i] = (Taking){.mem = mem, .to = cases[i]};
		begin(mem, cases[i]);
	}
	Rows *rows = db_query(db, SQL_ROWS, INT(cases[0]->inventory.org_id), INT(ids[0]), INT(ids[1]),
	    INT(ids[2]), INT(ids[3]), INT(ids[4]), INT(ids[5]), INT(ids[6]), INT(ids[7]), INT(ROWS_MOST));
	while (db_next(rows))
		for (size_t i = 0; i < count; i++) {
			takings[i].rows = rows;
			if (db_int(rows, INVENTORY) == ids[i])
				take_row(&takings[i]);
		}
	for (size_t i = 0; i < count; i++)
		finish(&takings[i]);
	return db_end(rows);
}
