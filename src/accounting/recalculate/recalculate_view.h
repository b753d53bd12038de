/* What the pages about editions show. */
#ifndef QINGCE_RECALCULATE_RECALCULATE_VIEW_H
#define QINGCE_RECALCULATE_RECALCULATE_VIEW_H

#include "html/parts.h"
#include "result/result.h"

/* 因子表有新版本: the card on the result of an inventory that stays with an older edition. Template
 * recalculation_card(const RecalculationOffer *v). */
typedef struct RecalculationOffer {
	bool is_made;	    /* some figure would change */
	const char *button; /* 用 2024 年因子重新计算 */
	const char *href;
	const char *lines; /* "3 条活动数据的结果会变" */
	const char *const *news;
	size_t news_count;
} RecalculationOffer;

/* Computes the case with the current edition too when it stays with another one. `result` with its lines.
 * (recalculate_web.c) */
Err recalculation_offer(
    Req *req, const InventoryCase *c, const InventoryResult *result, RecalculationOffer *out);

typedef struct FactorSide {
	const char *value; /* "0.5306 kgCO₂/kWh"; "-" */
	const char *source;
	const char *href; /* its page in the library; NULL */
} FactorSide;

typedef struct RecalculationRow {
	const char *title, *category, *href;
	const char *what; /* the value that differs: 排放因子 */
	FactorSide before, after;
	double old_tco2e, new_tco2e, difference;
} RecalculationRow;

typedef struct RecalculationTotal {
	const char *label;
	double before, after, difference;
} RecalculationTotal;

/* A line whose own factor has a newer value. */
typedef struct OwnChangeRow {
	const char *title, *href;
	const char *before, *after; /* with unit */
	const char *factor, *factor_href;
} OwnChangeRow;

typedef struct RecalculationView {
	const char *back_href, *action, *copy_href;
	const char *edition; /* digest that is accepted */
	const char *edition_name;
	const char *button;
	bool has_newer; /* the current edition is another one */
	bool may_accept;
	bool is_published, is_open;
	const RecalculationRow *rows;
	size_t row_count, more, same;
	const RecalculationTotal *totals;
	size_t total_count;
	const OwnChangeRow *own;
	size_t own_count;
	const char *conflict; /* the tables changed once more meanwhile */
} RecalculationView;

/* ---- /admin/data ---- */

typedef struct EditionRow {
	const char *href;
	const char *name; /* 程序 0.1.0 自带; factors/grid_cn.csv */
	const char *note, *by, *when;
	const char *short_digest;
	int64_t inventories;
	bool is_current, is_draft; /* draft: never in force */
} EditionRow;

typedef struct DataFileRow {
	const char *name, *href, *short_digest;
	size_t rows;
	bool is_other; /* than that of the current edition */
} DataFileRow;

typedef struct CellWrongRow {
	int64_t row;
	const char *column, *given, *expected;
} CellWrongRow;

typedef struct DataView {
	const EditionRow *editions;
	size_t edition_count;
	const DataFileRow *files; /* of the current one */
	size_t file_count;
	FieldView table, file, note;
	const char *fault; /* the file as a whole */
	const CellWrongRow *wrong;
	size_t wrong_count, wrong_all;
	const char *wrong_of; /* name of the file sent */
} DataView;

typedef struct FactorDifferenceRow {
	const char *id, *name, *what; /* 新增, 改动, 删除 */
	Tone tone;
	const char *before, *after; /* "-" */
	const char *source;
} FactorDifferenceRow;

typedef struct EditionView {
	EditionRow edition;
	const DataFileRow *files;
	size_t file_count;
	const FactorDifferenceRow *rows;
	size_t row_count, more;
	size_t added, changed, removed;
	bool is_risky; /* released rows are changed or removed */
	int64_t floating, pinned;
	size_t looked_at, affected, affected_pinned;
	const char *use_action, *forget_action;
	bool may_forget;
	const char *fault; /* it cannot be loaded by this program */
} EditionView;

#endif
