/* What the files of the calculation core share among themselves; nobody else includes this. */
#ifndef QINGCE_GHG_CORE_H
#define QINGCE_GHG_CORE_H

#include "base/str.h"
#include "ghg/ghg.h"

/* ---- index.c: text (one or two parts) -> pointer, filled once ---- */

typedef struct IndexSlot {
	const char *key, *part;
	const void *value;
} IndexSlot;
typedef struct Index {
	IndexSlot *slots;
	size_t mask;
	size_t count;
} Index;
Index index_for(Arena *mem, size_t most);
/* The first value put under a key stays; false when there was one. */
bool index_put(Index *index, const char *key, const char *part, const void *value);
const void *index_get(const Index *index, const char *key, const char *part);

/* ---- csv.c: RFC 4180 over a text in memory ---- */

#define CSV_COLUMNS 40
typedef struct Csv {
	char *at, *end; /* of an own copy of the text, in which the cells stand */
	int line;	/* of the record last read */
	const char *names[CSV_COLUMNS];
	const char *cells[CSV_COLUMNS];
	int columns;
	int asked, answers[CSV_COLUMNS]; /* questions of this record; the column of each in the last one */
	const char *problem;		 /* NULL = fine */
} Csv;
/* Reads the header; cells live as long as `mem`. */
Csv csv_open(Arena *mem, const char *text, size_t len);
/* The next record; false at the end or at a problem. */
bool csv_next(Csv *csv);
/* The cell under a column name; "" when the column is missing or the cell is empty. */
const char *csv_cell(Csv *csv, const char *name);
/* NaN when the cell is empty or no number. */
double csv_number(Csv *csv, const char *name);

/* ---- formula.c ---- */

typedef enum OpCode { OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_NEG } OpCode;
typedef struct Op {
	unsigned char code, to, a, b; /* registers: inputs, then constants, then intermediate values */
} Op;
#define FORMULA_REGISTERS 64
#define FORMULA_OPS 48
typedef struct Formula {
	const char *text; /* as written in the method file */
	Op *ops;
	int op_count;
	int input_count; /* registers 0..input_count-1 */
	double *constants;
	int constant_count;
	int result;	/* its register */
	uint64_t reads; /* bit i: input i occurs */
} Formula;

typedef struct FormulaError {
	int column; /* within the text, 0.. */
	char *message;
} FormulaError;

/* Compiles `text` over the inputs; the result must have dimension `expected`. */
bool formula_compile(Arena *mem, const char *text, const GhgInput inputs[], size_t input_count, Dim expected,
    Formula *out, FormulaError *error);
double formula_run(const Formula *formula, const double inputs[]);
/* How large the terms behind a result are: the formula over absolute values with every minus a plus. */
double formula_size(const Formula *formula, const double inputs[]);

/* The same over columns: see ghg_batch. */
void formula_run_columns(const Formula *formula, const GhgColumn columns[], size_t n, double out[]);

/* One lexical part of a formula, for printing it. */
typedef struct FormulaToken {
	enum { TOKEN_NAME, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_UNIT, TOKEN_END, TOKEN_WRONG } kind;
	const char *start;
	size_t len;
} FormulaToken;
FormulaToken formula_token(const char **at);
/* The next part that readers see: without units and without "* 1 [tC/t]", which only change dimensions. */
FormulaToken formula_shown(const char **at);

/* GB/T 2589-2020: 1 tce = 29.307 GJ. */
#define GJ_PER_TCE 29.307

/* ---- methods ---- */

typedef enum DefaultFrom {
	DEFAULT_NONE,
	DEFAULT_CONSTANT,
	DEFAULT_ITEM_VALUE,
	DEFAULT_ITEM_NCV,
	DEFAULT_ITEM_CARBON,
	DEFAULT_ITEM_OXIDATION,
	DEFAULT_ITEM_CONTENT, /* tC per unit of the item: of a fuel the product of heat value and carbon */
	DEFAULT_ITEM_CH4,
	DEFAULT_ITEM_N2O,
	DEFAULT_ROW,
	DEFAULT_ROW_OF_ITEM, /* the row whose id is a prefix with the item's code */
	DEFAULT_GRID,
	DEFAULT_STEAM,
} DefaultFrom;

/* What GhgInput does not show. */
typedef struct InputRule {
	const char *unit;   /* first unit of the list, as written */
	Unit base;	    /* its parsed form */
	const char **units; /* the whole list when the file gives more than one; ends with NULL */
	DefaultFrom from;
	double constant;
	const GhgFactor *row;
	const char *prefix;	/* DEFAULT_ROW_OF_ITEM: "17.removal." */
	uint32_t unless_inputs; /* required unless one of these is given: bit i = input i */
	int with_input;		/* required only with that input; -1 */
} InputRule;

typedef struct Emission {
	const char *gas; /* CO2, CH4 … or "item" */
	bool is_main; /* one of those of which a line takes the last that fits; the others come beside it */
	int with[4];  /* inputs that must be given for this formula; -1 ends */
	Formula formula;
} Emission;

#define ITEM_NAMES_MAX 48
typedef struct ItemName {
	const char *code;
	GhgWords words;
} ItemName;

#define CATEGORY_INPUTS 24
#define CATEGORY_EMISSIONS 8
struct GhgProgram {
	InputRule *rules; /* one an input */
	Emission *emissions;
	int emission_count;
	Formula activity;
	Formula energy;		    /* .ops NULL and .text NULL when there is none */
	Formula biogenic;	    /* memo item besides; .text NULL when none */
	bool is_non_fossil;	    /* CH4 of biological origin: the lower GWP of AR6 */
	const char **row_patterns;  /* rows among the items: ids, '*' at the end; ends with NULL; or NULL */
	Index rows;		    /* code -> GhgFactor, of those rows */
	const GhgFactor **row_list; /* the same in the order of the table */
	size_t row_count;
	Unit row_unit;		     /* per ITEM: whatever each row is counted in */
	const GhgFactor *other;	     /* the item OTHER, which has no value of its own; NULL = none */
	const char **row_gases;	     /* gas item: row code, gas, row code, gas …, NULL; or NULL */
	struct ItemName *item_names; /* rows that the method calls otherwise than the table */
	int item_name_count;
};

/* ---- the whole ---- */

#define GHG_KINDS (GHG_SCOPE3 + 1)
typedef struct Table {
	GhgFactor *rows;
	size_t count;
} Table;
typedef struct SteamPoint {
	double pressure, temperature, enthalpy;
} SteamPoint;
typedef struct WordRow {
	const char *key;
	GhgWords words;
} WordRow;

/* A row among others of its kind. */
typedef struct RowLink {
	const GhgFactor *row;
	struct RowLink *next;
} RowLink;
typedef struct RowChain {
	RowLink *first;
} RowChain;

typedef struct BlendPart {
	const char *blend, *component;
	double percent;		      /* by mass */
	const struct BlendPart *next; /* of the same blend, in the order of the file */
} BlendPart;

struct Ghg {
	Arena *mem;
	Table tables[GHG_KINDS];
	Index by_id; /* id -> GhgFactor */
	Index grids; /* region, type -> RowChain: rows with a seen source, the latest year first */
	Index fuels; /* set, code -> GhgFactor */
	Index default_fuels;
	Index gwps; /* gas, set -> GhgFactor */
	BlendPart *blend_parts;
	size_t blend_part_count;
	Index tces; /* code -> GhgFactor of the current edition */
	const char **fuel_sets;
	SteamPoint *saturated;
	size_t saturated_count;
	double *pressures, *temperatures; /* of the superheated table */
	size_t pressure_count, temperature_count;
	double *enthalpies; /* [pressure][temperature] */
	GhgB205Row *b205;
	size_t b205_count;
	GhgRegion *regions;
	size_t region_count;
	GhgMethod *methods;
	size_t method_count;
	GhgMethod *shared; /* files of categories that methods take over; no methods themselves */
	size_t shared_count;
	Index words; /* key -> WordRow */
	GhgFile *files;
	size_t file_count;
	uint64_t mark; /* of names and digests (or texts) of the files */
	const GhgFactor *density_diesel, *density_gasoline;
};

/* factor.c: reads one table file; false and *error when it is wrong. */
bool factors_read(Ghg *ghg, const GhgFile *file, GhgLoadError *error);
bool factors_finish(Ghg *ghg, GhgLoadError *error);
/* The GWP of CH4 of biological origin, where the set tells. */
const GhgFactor *gwp_of(const Ghg *ghg, const char *set, const char *gas, bool is_non_fossil);
/* t/m3 of a liquid fuel, or NULL. */
const GhgFactor *fuel_density(const Ghg *ghg, const char *fuel_code);
/* The row `prefix` + the item's code; NULL when there is none. */
const GhgFactor *item_row(const Ghg *ghg, const char *prefix, const GhgFactor *item);
/* The unit of a factor row: tolerates "tCO2/t clinker". */
bool factor_unit(const char *text, Unit *out);
bool is_gwp_set(const char *set);
bool is_fuel_set(const Ghg *ghg, const char *set);

/* method.c */
bool methods_read(Ghg *ghg, const GhgFile files[], size_t count, GhgLoadError *error);
/* Row `factor` may stand for an item of the category: of scope3.csv every row of the lists, of process_cn.csv
 * the default ones. */
bool row_is_item(const GhgCategory *category, const GhgFactor *factor);
/* The gas that stands behind a row code where the category's gas is its item. */
const char *gas_of_row(const GhgCategory *category, const char *code);

/* item.c: the row behind an item code under these settings; *fallback when another set had to help. */
const GhgFactor *item_factor(const Ghg *ghg, const GhgMethod *method, const GhgSettings *settings,
    const GhgCategory *category, const char *item, bool *is_fallback);
/* What an item is counted in: t, Nm3, GJ or, of rows, what their unit is per. */
Dim item_dim(const GhgCategory *category, const GhgFactor *factor);
/* What the item is called in this category. */
GhgWords name_of_item(const GhgCategory *category, const GhgFactor *item);
/* Does this item settle what the category counts? The item OTHER of a scope 3 list does not. */
bool has_item_dim(const GhgCategory *category, const GhgFactor *item);
const char *settings_fuel_set(const GhgMethod *method, const GhgSettings *settings);
const char *settings_gwp_set(const GhgMethod *method, const GhgSettings *settings);

/* `head` and `tail` in one text: "GJ/" and "t". */
const char *core_joined(Arena *mem, const char *head, const char *tail);
/* "2025", with a minus where one is needed. */
const char *core_whole(Arena *mem, int number);

/* words.c: a word of data/words/core.csv; the key itself when it is missing. */
bool words_read(Ghg *ghg, const GhgFile *file, GhgLoadError *error);
const char *core_word(const Ghg *ghg, const char *key, Lang lang);
/* With {name} replaced: pairs of texts, then NULL. */
char *core_say(const Ghg *ghg, Arena *mem, Lang lang, const char *key, ...) __attribute__((sentinel));

/* explain.c: a formula of the line's category with labels or with values, and what the share adds to it. */
typedef enum FormulaSide { SIDE_NAMES, SIDE_VALUES } FormulaSide;
void explain_formula(
    Buf *out, Arena *mem, const GhgResult *result, const char *text, FormulaSide side, Lang lang);
void explain_side(Buf *out, Arena *mem, const GhgResult *result, const char *text, FormulaSide side,
    Lang lang, const char *share_word);
/* Twelve significant digits: without the dust of binary fractions. */
char *explain_number(Arena *mem, double value);

/* steam.c: the points of the tables between which an enthalpy was interpolated. */
#define STEAM_POINTS 4
typedef struct SteamPoints {
	SteamPoint points[STEAM_POINTS];
	int count;
	bool is_saturated[STEAM_POINTS]; /* the point stands in the table of saturated steam */
} SteamPoints;
SteamPoints steam_points(const Ghg *ghg, double pressure_mpa, double temperature_c); /* NaN: saturated */

static inline bool same(const char *a, const char *b)
{
	const char *x = a ? a : "", *y = b ? b : "";
	while (*x && *x == *y)
		x++, y++;
	return *x == *y;
}

#endif
