/* Decisions and arithmetic of the enterprise calculator: what typed text means, which fields a line has, what
 * a period or a range of certificates may be. No Db, no Req. */
#ifndef QINGCE_INVENTORY_INVENTORY_RULES_H
#define QINGCE_INVENTORY_INVENTORY_RULES_H

#include "form/form.h"
#include "inventory/inventory.h"

/* ---- period ---- */

typedef enum PeriodFault {
	PERIOD_FINE,
	PERIOD_NO_START,
	PERIOD_START_NOT_A_DAY, /* "2025-02-31" */
	PERIOD_NO_END,
	PERIOD_END_NOT_A_DAY,
	PERIOD_END_BEFORE_START,
	PERIOD_TOO_LONG, /* over 366 days */
} PeriodFault;

/* What is wrong with a period as typed. *start and *end are the days, none where the text is no day. */
PeriodFault period_check(const char *start_text, const char *end_text, Date *start, Date *end);

/* The months from the month in which masks and monthly amounts begin to the month of the first day, when the
 * period was `before` and is `now`. 0 while `now` is no valid period: then now->months_from remembers where
 * they begin, so that a date half typed moves nothing. */
int inventory_months_moved(Arena *mem, const Inventory *before, Inventory *now);

/* Fills start, end, month_count and first_month from the texts. */
void inventory_read_period(Inventory *inventory);

/* Is the period one that can be computed with? */
bool inventory_period_is_valid(const Inventory *inventory);

/* "inventory-2025-01-01-2025-12-31": what a file of results is called. With its id while the period is none,
 * since what was typed there may hold anything. */
const char *inventory_file_stem(Arena *mem, const Inventory *inventory);

/* Does it last a whole year? Only such are compared with the year before. */
bool inventory_is_full_year(const Inventory *inventory);

/* ---- fields of a line ---- */

/* A further input of a line: an own measured value, a pressure … */
typedef struct LineInput {
	const char *name; /* of a GhgInput */
	const char *text, *unit, *source;
	const char *months;		   /* own values by month: as ActivityLine.monthly */
	const char *uncertainty;	   /* ± % (95 %) as typed; of any input, the main one too */
	const char *valid_from, *valid_to; /* of an own factor: days, "" = open */
} LineInput;
enum { LINE_MAX_INPUTS = 24 };

/* ActivityLine.inputs into a list and back; wrong JSON reads as none; a list of empty inputs writes "". */
size_t line_inputs_read(Arena *mem, const char *inputs, LineInput out[LINE_MAX_INPUTS]);
const char *line_inputs_write(Arena *mem, const LineInput inputs[], size_t count);

/* ActivityLine.monthly into texts and back; all empty writes "". */
void line_months_read(Arena *mem, const char *monthly, const char *out[INVENTORY_MAX_MONTHS]);
const char *line_months_write(Arena *mem, const char *const months[INVENTORY_MAX_MONTHS]);
bool line_is_monthly(const ActivityLine *line);

/* Any text is kept as typed; only ids and words from a list are refused when they are none. Beside the fields
 * of its table a line has month_1 … month_13, input_NAME, input_NAME_unit, input_NAME_source,
 * input_NAME_month_1 …, input_NAME_uncertainty, input_factor_valid_from and input_factor_valid_to. */
extern const FormTable LINE_FORM;

/* The fields of an inventory, in the order of their table. */
enum {
	INFO_START,
	INFO_END,
	INFO_METHOD,
	INFO_GWP_SET,
	INFO_APPROACH,
	INFO_GRID_CHOICE,
	INFO_OUTPUT,
	INFO_OUTPUT_UNIT,
	INFO_OUTPUT_NAME,
	INFO_REVENUE,
	INFO_HEADCOUNT,
	INFO_COAL_RATE,
	INFO_NOTE,
	INFO_FIELDS,
};
extern const FormTable INVENTORY_FORM;

/* Of a renewable record. */
enum {
	RENEWABLE_KIND,
	RENEWABLE_AMOUNT,
	RENEWABLE_UNIT,
	RENEWABLE_FACTOR,
	RENEWABLE_PREFIX,
	RENEWABLE_FIRST,
	RENEWABLE_LAST,
	RENEWABLE_YEAR,
	RENEWABLE_CANCELLED,
	RENEWABLE_NOTE,
	RENEWABLE_FIELDS,
};
extern const FormTable RENEWABLE_FORM;

extern const FieldChoice RENEWABLE_KINDS[]; /* end with {0} */

/* A line with nothing typed yet. */
ActivityLine line_blank(int64_t id, int64_t inventory_id, const char *category);
/* The period begins `by` months later (negative: earlier) and touches `count` months: months and monthly
 * amounts stay with their calendar months, and those that leave the period are dropped. A line all of whose
 * named months left names none, which means the whole period: then every month that no document proves is
 * said to be missing. A line without any monthly amount left has no amount, not the total typed before.
 * False: the line stands as it did. */
bool line_move_months(Arena *mem, ActivityLine *line, int by, int count);
/* The names of all fields of a line that line_move_months may change, joined by ','. */
const char *line_month_fields(Arena *mem, const ActivityLine *line);
/* The same without amounts: for next year's inventory. */
void line_forget_amounts(Arena *mem, ActivityLine *line);

/* ---- lines in a method ---- */

/* The category of a line: of the method, or of scope 3; NULL. */
const GhgCategory *inventory_category(const Ghg *ghg, const Inventory *inventory, const char *code);

/* The name of an item of a category, or its code when the tables do not know it. */
const char *inventory_item_name(const Ghg *ghg, Arena *mem, const Inventory *inventory,
    const GhgCategory *category, const char *item, Lang lang);

/* The item of a line is the region of its grid: of electricity, where there is nothing else to choose. */
bool category_item_is_region(const GhgCategory *category);

/* The region of the grid factor of a place: its province, its regional grid, or the nation. */
const char *grid_region(const char *grid_choice, const char *province);

/* ---- renewables ---- */

typedef enum RenewableFault {
	RENEWABLE_FINE,
	RENEWABLE_NO_AMOUNT,
	RENEWABLE_BAD_AMOUNT, /* no number, or a unit that is no energy */
	RENEWABLE_NEGATIVE,
	RENEWABLE_BAD_FACTOR,
	RENEWABLE_NO_RANGE,	/* certificate without numbers */
	RENEWABLE_BAD_RANGE,	/* not whole numbers, or last before first */
	RENEWABLE_RANGE_AMOUNT, /* range size differs from the MWh: one certificate is one MWh */
	RENEWABLE_BAD_YEAR,
	RENEWABLE_BAD_CANCELLED, /* no day */
	RENEWABLE_NOT_CANCELLED, /* a certificate counts once it is cancelled */
	RENEWABLE_TAKEN,	 /* some number of the range is claimed already */
	RENEWABLE_NO_EVIDENCE,
	/* said beside a record that counts all the same */
	RENEWABLE_OTHER_YEAR, /* generated in a year that the period does not touch */
	RENEWABLE_LATE,	      /* cancelled more than RENEWABLE_LATE_DAYS after the period */
	RENEWABLE_FAULTS,
} RenewableFault;

/* All that is wrong with a record: `faults` gets one bit a fault. Sets record->mwh and record->counts. */
unsigned renewable_check(RenewableRecord *record);
/* Doubts of a certificate against the period it is claimed for, one bit each; 0 while the period is no
 * period. GHG Protocol Scope 2 Guidance (2015), quality criterion 4: issued and redeemed as close as possible
 * to the period of consumption; the bound of a year is chosen here. */
enum { RENEWABLE_LATE_DAYS = 366 };
unsigned renewable_doubts(const RenewableRecord *record, Date start, Date end);
/* The range as numbers; false when it is none. */
bool certificate_range(const char *first_text, const char *last_text, int64_t *first, int64_t *last);
/* The form field that a fault belongs to. */
const char *renewable_fault_field(RenewableFault fault);

/* ---- small readings ---- */

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

LineFault number_fault(const char *typed, double *out);

/* 185****5791; other texts unchanged. */
const char *mask_mobile(Arena *mem, const char *text);

#endif
