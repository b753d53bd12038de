/* The enterprise calculator 企业碳排放: inventories, their activity lines, renewable records and scope 3
 * screening; what is computed from them; and the wizard's frame that the pages of other features share. What
 * people type is kept as typed; every reading of it is made anew. */
#ifndef QINGCE_INVENTORY_INVENTORY_H
#define QINGCE_INVENTORY_INVENTORY_H

#include "db/db.h"
#include "ghg/overlap.h"
#include "ghg/scope3.h"
#include "ghg/uncertainty.h"
#include "html/parts.h"
#include "http/app.h"

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

/* The full-year inventory of the year before (same organisation, period ends the day before this one begins,
 * or covers the same days a year earlier; the latest changed when there are several). ERR_NOT_FOUND when
 * there is none. */
Err inventory_year_before(Db *db, Arena *mem, const Inventory *inventory, Inventory *out);

/* May it be changed? Only while 进行中. */
static inline bool inventory_is_open(const Inventory *inventory)
{
	return inventory->status == INVENTORY_OPEN;
}

/* Inside the caller's transaction: something that results depend on has changed. Every writer of evidence,
 * energy check and lines calls it. ERR_CONFLICT when the inventory is no longer open, ERR_NOT_FOUND when it
 * is not there. */
Err inventory_touch(Db *db, int64_t org_id, int64_t inventory_id);

/* From now on computed with the edition `digest` instead of the one `inventory` was read with: an open
 * inventory goes with the current edition again. ERR_CONFLICT when it is published or was changed meanwhile.
 */
Err inventory_take_edition(Db *db, Arena *mem, const Inventory *inventory, const char *digest,
    int64_t user_id, const char *request_id);

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

/* All facilities of the organisation, marked. */
Err inventory_facilities(
    Db *db, Arena *mem, const Inventory *inventory, Lang lang, InventoryFacility **out, size_t *count);

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

/* ---- what a line means ---- */

typedef enum LineFault {
	LINE_FINE = 0,
	LINE_NOT_A_NUMBER,    /* "12,5x" */
	LINE_TOO_LARGE,	      /* 1e400 */
	LINE_AMBIGUOUS_COMMA, /* "12,5" */
	LINE_NEGATIVE,	      /* -3 */
	LINE_SHARE_OVER_100,
	LINE_UNKNOWN_UNIT,
	LINE_NO_ITEM,	/* the category wants an item and none is chosen */
	LINE_NO_AMOUNT, /* nothing typed: not reported, no mistake */
	LINE_UNKNOWN_FACILITY,
	LINE_MONTHS_BEYOND,    /* monthly values after the period's end, which do not count */
	LINE_MONTHS_NO_AMOUNT, /* measured values by month without amounts by month: they weigh nothing */
	LINE_BAD_UNCERTAINTY,  /* no percentage of 0 to 1000 */
	LINE_NOT_A_DAY,	       /* "2025-02-30" */
	LINE_FACTOR_VALIDITY,  /* an own factor that is not valid in the whole period */
	LINE_CORE,	       /* said by the calculation core: see core */
} LineFault;

typedef struct LineProblem {
	LineFault fault;
	const char
	    *field; /* amount, month_3, alloc_share, input_ncv, factor … : the name of the form field */
	const char *given;
	const GhgProblem *core;
	bool stops; /* the line counts as not reported */
} LineProblem;

/* What `problem` says, in a language, with what was given and what is expected. */
const char *line_problem_text(
    Arena *mem, Lang lang, const Ghg *ghg, const GhgCategory *category, const LineProblem *problem);

typedef struct LineResult {
	const ActivityLine *line;
	const GhgCategory *category;	 /* NULL: the method has none of that code, or scope 3 */
	double amount;			 /* read from the text or the months; NaN */
	double alloc_total, alloc_share; /* NaN; share in % */
	int64_t months;			 /* never 0: all months when the line says nothing */
	bool is_known;
	GhgResult result; /* tco2e NaN unless is_known */
	const LineProblem *problems;
	size_t problem_count;
	const char
	    *title;	 /* the label, else the item's name, else the category's, in the language asked for */
	bool is_derived; /* category 3 computed from scopes 1 and 2: no line of the store, its id is 0 */
} LineResult;

/* One line. `facilities` may be NULL: then every line stands on the national grid. */
LineResult line_compute(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const InventoryFacility *facilities, size_t facility_count, const ActivityLine *line, Lang lang);

/* ± percent (95 %) that people stated for values of a line, by the names of the category's inputs and
 * "share". What is no percentage of 0 to 1000 is left out. */
const UncertaintyStated *line_stated(Arena *mem, const ActivityLine *line, size_t *count);

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
Err renewables_of(
    Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, RenewableRecord **out, size_t *count);

/* ---- the whole inventory ---- */

typedef struct CategoryLines {
	const char *category;
	size_t lines, unknown; /* unknown: not computable yet, or no amount */
} CategoryLines;

/* A line of category 3 that follows from scopes 1 and 2. */
typedef struct DerivedLine {
	const char *category, *item, *unit;
	int64_t facility_id;  /* 0 = the organisation as a whole */
	double amount, tco2e; /* NaN: not computable */
} DerivedLine;

/* Two lines that may count the same thing. */
typedef struct OverlapNote {
	OverlapRule rule;
	int64_t line_id, other_id; /* 0: a derived line, or none */
} OverlapNote;
enum { INVENTORY_OVERLAPS_MOST = 20 };

typedef struct InventoryResult {
	const LineResult *lines; /* by category, position, id: all scopes; NULL from inventory_totals */
	size_t line_count;
	const CategoryLines *categories; /* by code */
	size_t category_count;
	size_t scope12_lines, scope12_unknown, scope3_lines, scope3_unknown;
	GhgTotals totals;
	GhgScope3 scope3;
	const DerivedLine *derived;
	size_t derived_count;
	const OverlapNote *overlaps; /* the first INVENTORY_OVERLAPS_MOST */
	size_t overlap_count;
	const RenewableRecord *renewables;
	size_t renewable_count;
	GhgMarket market;
	bool has_market; /* scope 2 has electricity */
	double own_used_mwh, own_sold_mwh, contract_mwh, certificate_mwh;
	double media_tce; /* of energy-carrying media; adds to both tce values of the totals */
	size_t media_count;
	double output, revenue, headcount; /* NaN when not given */
	double intensity_output;	   /* tCO2e per output unit, scopes 1 + 2; NaN */
	double intensity_revenue;	   /* tCO2e per 万元; NaN */
	size_t scope3_screened;		   /* of 15 */
} InventoryResult;

/* Reads everything and computes it. ERR_TOO_LARGE beyond INVENTORY_MAX_LINES. */
Err inventory_compute(
    Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, Lang lang, InventoryResult *out);

/* The same without the lines, from the cache of this process when the content version is the one computed
 * last. */
Err inventory_totals(Db *db, Arena *mem, const Ghg *ghg, const Inventory *inventory, InventoryResult *out);

/* ---- what is wrong with what was typed ---- */

/* One entry that cannot be right: which, why, and the page that lands on its field. */
typedef struct InputFault {
	const char *label; /* 厂区用电 */
	const char *text;
	const char *href;
} InputFault;
enum { INPUT_FAULTS_MAX = 100 };

/* Of the period, the method, the lines and the renewable records of a computed inventory: at most
 * INPUT_FAULTS_MAX; *count is how many there are. What is only missing is none. */
InputFault *inventory_faults(
    Req *req, const Inventory *inventory, const InventoryResult *result, size_t *count);

/* Why the method is not the one for the period, in the reader's language; NULL when it is. */
const char *inventory_method_fault(Req *req, const Inventory *inventory);

/* ---- the wizard's frame ---- */

typedef enum InventoryStep {
	STEP_INFO,
	STEP_SCOPE12,
	STEP_SCOPE3,
	STEP_RENEWABLES,
	STEP_ENERGY,
	STEP_RESULT,
	STEP_COUNT,
	STEP_NONE, /* a page beside the wizard: no step is current */
} InventoryStep;

typedef struct InventoryFrame {
	const Inventory *inventory;
	StepperStep *steps;		   /* STEP_COUNT */
	Stepper stepper;		   /* of these steps, for the part */
	const char *title;		   /* 2025-01-01 ~ 2025-12-31 */
	const char *about;		   /* organisation · method · GWP set */
	const Crumb *crumbs;		   /* for Page */
	bool can_edit;			   /* role and status */
	const char *locked_text;	   /* why it cannot be edited; NULL */
	const char *back_href, *next_href; /* 上一步, 下一步; NULL */
	InventoryResult totals;		   /* of inventory_totals */
	const char *live_settings;	   /* for results as one types (inventory_live.h); NULL */
} InventoryFrame;

/* What every page of the wizard begins with: the inventory of the path's {id} (404 otherwise) and its
 * computed steps. */
Err inventory_frame(Req *req, InventoryStep current, Inventory *inventory, InventoryFrame *out);
/* templates (inventory_frame.html):
 *   html_inventory_steps(Html *, const InventoryFrame *)   the stepper
 *   html_inventory_foot(Html *, const InventoryFrame *)    上一步 and 下一步 as links
 *   html_inventory_scopes(Html *, const InventoryFrame *)  合计: the aside's table of totals */

/* The page's head: crumbs, about line; the title is the step's name. */
Page inventory_page(Req *req, const InventoryFrame *frame, Word title);

/* Pages of the wizard, without language: "/me/calculator/enterprise/7/scope12". */
const char *inventory_href(Arena *mem, int64_t inventory_id, const char *page);
/* The edit page of a line, landing on a field (NULL: the line itself). */
const char *line_href(Arena *mem, int64_t inventory_id, int64_t line_id, const char *field);

#endif
