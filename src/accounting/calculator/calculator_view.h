/* What the calculator's templates show. Texts are in the reader's language; paths are without language
 * prefix. */
#ifndef QINGCE_CALCULATOR_CALCULATOR_VIEW_H
#define QINGCE_CALCULATOR_CALCULATOR_VIEW_H

#include "baseyear/baseyear.h"
#include "factors/factors_view.h"
#include "evidence/evidence.h"
#include "inventory/inventory_rules.h"
#include "wizard/wizard.h"
#include "show/show_tree.h"

/* ---- the list 我的核算数据 ---- */

typedef struct TabView {
	const char *text;
	const char *href;
	bool is_current;
} TabView;
enum { CALCULATOR_TABS = 4 };

typedef struct InventoryRow {
	const Inventory *inventory;
	size_t number;
	double scope12, scope1, scope2, scope3; /* NaN = not reported */
	int level;				/* 0 = not computed here */
	const char *status;
	Tone tone;
	const char *view_href, *edit_href, *copy_href, *delete_href, *plan_href;
	const char *locked_text; /* why it cannot be edited; NULL */
} InventoryRow;

typedef struct InventoryListView {
	TabView tabs[CALCULATOR_TABS];
	const InventoryRow *rows;
	size_t count;
	Pager pager;
	EmptyState empty;
	bool can_edit;
} InventoryListView;

typedef struct OtherTabView {
	TabView tabs[CALCULATOR_TABS];
	const char *title, *text;
} OtherTabView;

typedef struct DeleteView {
	const char *what;  /* the thing, in a sentence */
	const char *loses; /* what goes with it */
	const char *action, *back_href;
	const char *refused; /* why it cannot be deleted; NULL */
} DeleteView;

/* ---- 核算信息 ---- */

typedef struct FacilityChoice {
	int64_t id;
	const char *name, *place;
	bool is_within;
} FacilityChoice;

typedef struct NewInventoryView {
	int64_t key; /* of the form: sending it twice makes one inventory */
	const Problem *problems;
	size_t problem_count;
	FieldView start, end, method, from, amounts;
	const FacilityChoice *facilities;
	size_t facility_count;
	bool is_copy;
	const char *from_text; /* period of the inventory that is copied */
	int64_t from_id;
} NewInventoryView;

typedef struct InfoView {
	InventoryFrame frame;
	Problem problems[INFO_FIELDS];
	size_t problem_count;
	const Conflict *conflict; /* NULL */
	const char *action;
	const char *save_url;
	const char *seen;
	int64_t version;
	FieldView fields[INFO_FIELDS];
	const FacilityChoice *facilities;
	size_t facility_count;
	const char *const *warnings; /* overlap, future, method not in force */
	size_t warning_count;
	const char *method_title, *method_doc, *method_newer;
} InfoView;

/* ---- activity lines ---- */

typedef struct Option {
	const char *value;
	const char *text;
	bool is_selected;
} Option;

typedef struct OptionGroup {
	const char *label; /* "" = no group */
	const Option *options;
	size_t count;
} OptionGroup;

/* An input with its unit, within a row. */
typedef struct InputField {
	const char *id, *name, *label, *value, *problem;
	const char *unit_name;
	const Option *units;
	size_t unit_count;
} InputField;

typedef struct LineView {
	const ActivityLine *line;
	const char *title, *place; /* 天然气, 一号窑 · 江苏 */
	const char *href;	   /* its page */
	const char *action;	   /* where its row is posted */
	const char *save_url;	   /* of a field */
	const char *seen;
	const Option *units;
	size_t unit_count;
	const Option *factor_units; /* scope 3 */
	size_t factor_unit_count;
	const char *amount_shown; /* the sum of its months; NULL when the amount is typed */
	const char *amount_read;  /* 1 280.50: as typed, its thousands grouped; "" */
	const char *echo;	  /* "= 261 万kWh"; NULL */
	FactorChip factor;	  /* value NULL: none */
	bool is_factor_uncertain; /* no copy of its source was seen */
	bool is_known;
	double tco2e, biogenic_tco2;
	const char *short_formula;
	Computed computed;
	const Problem *problems; /* that keep it from being counted, with the ids of the page of the line */
	size_t problem_count;
	const Problem *field_notes; /* what is said beside a result, with the ids of the fields */
	size_t field_note_count;
	const char *const *hints; /* said beside a result */
	size_t hint_count;
	const char *amount_problem; /* of the amount or its unit */
	const char *factor_problem;
	const char *other_problem; /* of the item, a further input …: mended on the page of the line */
	EvidenceCell evidence;
	const InputField *inputs; /* scope 3: further inputs that must be given, in the row */
	size_t input_count;
	const char *live_fields, *live_bits; /* of calculator_live.h; NULL, NULL: left to the server */
	bool can_edit;
	bool is_scope3;
} LineView;

typedef struct CategoryView {
	const GhgCategory *category; /* NULL: lines that no category of the method takes */
	const char *code, *name, *hint, *clause;
	const char *scope_text;
	const LineView *lines;
	size_t line_count;
	size_t total_lines;
	double subtotal; /* NaN = nothing reported */
	size_t unknown;
	const char *next_href; /* of the page of lines after this one; NULL */
	const char *first_href;
	const OptionGroup *items; /* to add a line */
	size_t item_group_count;
	bool wants_item;
	int64_t key; /* of the form that adds a line */
	const char *add_action;
	const char *add_amount_name; /* 消费量 */
} CategoryView;

typedef struct ActivityPageView {
	InventoryFrame frame;
	const CategoryView *categories; /* with lines */
	size_t category_count;
	const CategoryView *others; /* without */
	size_t other_count;
	const OptionGroup *facilities;
	size_t facility_group_count;
	const char *import_href;
	bool can_edit;
	int level;
	const char *level_meaning;
	const char *plan_href;
	const char *totals_url;
} ActivityPageView;

/* ---- one line ---- */

typedef struct InputView {
	FieldView text, unit, source;
	const char *label;
	const char *in_force; /* the default in use, with its source */
	bool is_measured;
} InputView;

typedef struct FactorChoiceView {
	const char *id;
	const char *text; /* 0.5306 kgCO2/kWh · 全国平均 2023 */
	const char *source;
	bool is_selected;
	bool is_uncertain;
} FactorChoiceView;

/* 按月填写实测值: months down, amount and measured values across. */
enum { MONTH_COLUMNS = 1 + LINE_MAX_INPUTS };
typedef struct MonthRow {
	const char *name; /* 2025-03 */
	const FieldView *cells;
	bool is_proven, has_laboratory;
	const char *tco2e;
} MonthRow;
typedef struct MonthColumn {
	const char *label, *unit;
	const char *unit_field; /* where the unit is chosen */
} MonthColumn;
typedef struct MonthsView {
	MonthColumn columns[MONTH_COLUMNS];
	size_t column_count; /* 0: the category has nothing that is measured by month */
	const MonthRow *rows;
	size_t row_count;
	const char *means[MONTH_COLUMNS]; /* the sum, then the means */
	const char *tco2e;		  /* of the line */
	const char *paste_url;
	int64_t line_id, version;
} MonthsView;

typedef struct LinePageView {
	InventoryFrame frame;
	LineView line;
	const ExplainNode *tree; /* how its result comes about; NULL */
	const char *category_name;
	const Problem *problems;
	size_t problem_count;
	const Conflict *conflict; /* NULL */
	FieldView category, item, facility, label, amount, amount_unit, factor, factor_unit, factor_source,
	    alloc_total, alloc_share, alloc_basis, alloc_note, note, valid_from, valid_to;
	bool wants_item, has_factor_field, has_allocation;
	FieldView months[INVENTORY_MAX_MONTHS];
	size_t month_count;
	bool is_monthly;
	const FieldView *uncertainties; /* ± % of each value in use */
	size_t uncertainty_count;
	bool has_uncertainties; /* some are stated */
	MonthsView by_month;	/* where the category has measured values */
	struct {
		const char *name;
		int bit;
		bool is_covered;
	} covered[INVENTORY_MAX_MONTHS];
	bool has_covered;
	const InputView *inputs;
	size_t input_count;
	bool has_own_inputs;
	const FactorChoiceView *factors;
	size_t factor_count;
	const char *factor_choice_problem; /* NULL */
	OwnFactorPicker own_factors;
	const char *reference_href;  /* scope 3: a factor from the tables of other publishers; NULL */
	const char *allocation_text; /* 26 100 × 10 % = 2 610 MWh */
	const char *copy_action, *delete_href, *back_href;
	const char *hint;
} LinePageView;

/* ---- import ---- */

typedef struct ImportCell {
	const char *text;
	const char *problem; /* NULL */
} ImportCell;

typedef struct ImportRow {
	int64_t number;
	const ImportCell *cells;
	size_t cell_count;
	const char *result; /* tCO2e */
} ImportRow;

typedef struct ImportView {
	InventoryFrame frame;
	const char *action;
	const char *template_xlsx, *template_csv;
	const char *pasted;
	const char *const *columns;
	size_t column_count;
	const ImportRow *rows; /* preview, or the rows with problems */
	size_t row_count;
	size_t total_rows, wrong_cells;
	const char *fault; /* the table could not be read; NULL */
	bool is_preview;
	bool is_refused;
	int64_t key;
	FieldView category; /* of rows that name none */
} ImportView;

/* ---- renewables ---- */

typedef struct RenewableView {
	const RenewableRecord *record;
	const char *kind_text;
	const char *action, *save_url, *delete_action;
	const char *seen;
	FieldView fields[RENEWABLE_FIELDS];
	const Conflict *conflict;
	EvidenceCell evidence;
	bool is_certificate, is_contract;
	const char *state;
	Tone tone;
} RenewableView;

typedef struct RenewablesPageView {
	InventoryFrame frame;
	const RenewableView *records;
	size_t count;
	const char *add_action;
	int64_t keys[4]; /* one a form that adds a record: sending it twice makes one */
	Kpi kpis[4];
	double purchased_mwh, covered_mwh, residual_mwh;
	double location, market;
	const char *location_factor, *residual_factor;
} RenewablesPageView;

/* ---- result ---- */

#endif
