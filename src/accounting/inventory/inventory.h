/* The rows of the enterprise calculator 企业碳排放: inventories, their activity lines, renewable records and
 * scope 3 screening. What people type is kept as typed; every reading of it is made anew (result/result.h).
 */
#ifndef QINGCE_INVENTORY_INVENTORY_H
#define QINGCE_INVENTORY_INVENTORY_H

#include "base/date.h"
#include "db/db.h"
#include "ghg/ghg.h"
#include "ghg/scope3.h"
#include "http/http.h"

enum {
	INVENTORY_MAX_LINES = 120000, /* of one inventory, all scopes */
	INVENTORY_MAX_DAYS = 366,
	INVENTORY_MAX_MONTHS = 13,  /* that a period of 366 days can touch */
	INVENTORY_PAGE_LINES = 100, /* lines of a category shown at once */
	INVENTORY_MAX_RENEWABLES = 500,
	INVENTORY_TEXT_MAX = 200, /* characters of a typed field; notes: INVENTORY_NOTE_MAX */
	INVENTORY_NOTE_MAX = 2000,
	INVENTORY_IMPORT_MAX_BYTES = 32 * 1024 * 1024,
	SCOPE3_CATEGORIES = GHG_SCOPE3_CATEGORIES,
	SCOPE3_PARTS = SCOPE3_CATEGORIES + 1, /* of GhgScope3: [1..15] */
};

typedef enum InventoryStatus { INVENTORY_OPEN, INVENTORY_DONE, INVENTORY_PUBLISHED } InventoryStatus;

typedef struct Inventory {
	int64_t id;
	int64_t org_id;
	const char *start_text; /* as typed; */
	const char *end_text;
	Date start, end;	 /* date_is_none when the text is no day */
	const char *months_from; /* where masks begin while the period is none; "" = at the start */
	const char *method;	 /* code of a file in data/methods */
	const char *gwp_set;
	const char *approach;	 /* operational | financial | equity */
	const char *grid_choice; /* nation | region | province */
	const char *output_text, *output_unit, *output_name;
	const char *revenue_text; /* 万元 */
	const char *headcount_text;
	const char *coal_rate_text; /* kgce/kWh */
	const char *note;
	InventoryStatus status;
	int64_t copied_from; /* 0 = none */
	int64_t created_by;
	const char *created_by_name; /* to show: masked when it is a number */
	int64_t created_at, updated_at;
	int64_t version;	 /* of the fields above */
	int64_t content_version; /* grows with every change of anything that results depend on */
	const char *edition;	 /* of the factor tables it stays with; "" = the current one */
	/* Of that edition: what it is computed with (src/accounting/edition). The bundle for live results in
	 * the browser is made of the data built in: it fits when ghg == ghg_embedded(), else results come
	 * from the server. */
	const Ghg *ghg;
	int month_count; /* months the period touches, 1..13; 12 when the period is not valid */
	int first_month; /* 1..12 */
	Date edition_on; /* compute by the guide's edition of this day; none = of the first day */
} Inventory;

/* ERR_NOT_FOUND when it is not this organisation's, or deleted. */
Err inventory_of_org(Db *db, Arena *mem, int64_t org_id, int64_t id, Inventory *out);

/* The newest period first; the cursor is the last one of the page before (0 = first page). At most `limit`.
 */
Err inventory_list(
    Db *db, Arena *mem, int64_t org_id, int64_t after_id, int limit, Inventory **out, size_t *count);

/* What stands beside an inventory, in one statement and no order: the inventories that may be its year
 * before, and those of the organisation by id (at most INVENTORIES_BESIDE). */
enum { INVENTORIES_BESIDE = 6 };
Err inventories_beside(Db *db, Arena *mem, const Inventory *inventory, const int64_t ids[], size_t id_count,
    Inventory **out, size_t *count);
/* Those of the ids alone. */
Err inventories_of_ids(
    Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count, Inventory **out, size_t *count);

/* Of these the full-year inventory of the year before: its period ends the day before this one begins, or
 * covers the same days a year earlier; the latest changed when there are several. NULL when there is none. */
const Inventory *inventory_before(const Inventory *inventory, const Inventory others[], size_t count);

/* May it be changed? Only while 进行中. */
static inline bool inventory_is_open(const Inventory *inventory)
{
	return inventory->status == INVENTORY_OPEN;
}

/* From now on computed with the edition `digest` instead of the one `inventory` was read with: an open
 * inventory goes with the current edition again. ERR_CONFLICT when it is published or was changed meanwhile.
 */
Err inventory_take_edition(Scope by, const Inventory *inventory, const char *digest);
/* What was finished before editions were kept stays with the one now in force, as what is finished now does.
 */
Err inventory_pin_finished(Db *db);

/* The settings for the calculation core. */
GhgSettings inventory_settings(const Inventory *inventory);
const GhgMethod *inventory_method(const Ghg *ghg, const Inventory *inventory); /* NULL when unknown */

/* All months of the period as a mask; bit 0 = the month of the first day. */
int64_t inventory_all_months(const Inventory *inventory);
/* The year and month (1..12) of month `index` of the period. */
void inventory_month(const Inventory *inventory, int index, int *year, int *month);

/* A number typed into a field of an inventory (output, revenue …); NaN when it is none. */
double inventory_number(const char *typed);

/* ---- facilities in the boundary ---- */

typedef struct InventoryFacility {
	int64_t id;
	const char *name; /* in the asked language */
	const char *province;
	const char *grid; /* region code of the grid: CN, EC … or two digits, by the inventory's choice; "CN"
			     when the place is unknown */
	bool is_within;	  /* of the boundary */
} InventoryFacility;

/* All facilities of the organisation, marked; as many as organisation.h lets there be. */
Err inventory_facilities(
    Db *db, Arena *mem, const Inventory *inventory, Lang lang, InventoryFacility **out, size_t *count);

/* The same for several inventories of one organisation in one statement: out[i] and counts[i] of
 * inventories[i]. */
enum { INVENTORIES_AT_ONCE = INVENTORIES_BESIDE + 2 };
Err inventories_facilities(Db *db, Arena *mem, const Inventory *const inventories[], size_t inventory_count,
    Lang lang, InventoryFacility *out[], size_t counts[]);

/* ---- activity lines ---- */

typedef struct ActivityLine {
	int64_t id;
	int64_t inventory_id;
	const char *category; /* of the method; s3.1 … s3.15 */
	int64_t position;
	int64_t facility_id; /* 0 = the organisation as a whole */
	const char *item; /* fuel, gas or row code; of electricity the region when it is not the facility's */
	const char *label;
	const char *amount_text, *amount_unit;
	const char *monthly; /* "" or one text a month, joined by '|' */
	int64_t months;	     /* 0 = whole period */
	const char *inputs;  /* "" or JSON: further inputs and own measured values */
	const char *factor_text, *factor_unit, *factor_source, *factor_choice;
	const char *alloc_total_text, *alloc_share_text, *alloc_basis, *alloc_note;
	const char *note;
	int64_t version;
	int64_t updated_by, updated_at;
} ActivityLine;

Err activity_line_of(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, int64_t line_id, ActivityLine *out);

/* Lines of a category after a cursor, by position and id; at most `limit`. */
typedef struct LineCursor {
	int64_t position, id; /* zeroed = from the first */
} LineCursor;
Err inventory_lines(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const char *category,
    LineCursor after, int limit, ActivityLine **out, size_t *count);

/* All lines of all scopes, by category, position, id. */
Err inventory_all_lines(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, ActivityLine **out, size_t *count);

/* The same of several inventories (at most INVENTORIES_AT_ONCE) in one statement: those of ids[i] are the
 * counts[i] from out[i]. */
Err inventories_all_lines(Db *db, Arena *mem, int64_t org_id, const int64_t ids[], size_t id_count,
    const ActivityLine *out[], size_t counts[]);

/* ---- what a line means ---- */

/* ---- renewables ---- */

typedef struct RenewableRecord {
	int64_t id;
	const char *kind; /* own_used | own_sold | contract | certificate */
	int64_t position;
	const char *amount_text, *amount_unit;
	const char *factor_text;
	const char *certificate_prefix;
	const char *certificate_first_text, *certificate_last_text;
	int64_t certificate_first, certificate_last; /* the claimed range; 0 = none, or refused */
	const char *generation_year, *cancelled_on;
	const char *note;
	int64_t version;
	double mwh;	   /* read; NaN */
	bool has_evidence; /* filled by inventory_compute and inventory_totals */
	bool counts;	   /* proven, so that the market-based figure takes it in */
} RenewableRecord;

/* ---- the whole inventory ---- */

/* ---- what is wrong with what was typed ---- */

/* ---- the wizard's frame ---- */

/* templates (wizard.html):
 *   html_inventory_steps(Html *, const InventoryFrame *)   the stepper
 *   html_inventory_foot(Html *, const InventoryFrame *)    上一步 and 下一步 as links
 *   html_inventory_scopes(Html *, const InventoryFrame *)  合计: the aside's table of totals */

#endif
