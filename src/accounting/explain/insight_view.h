/* What the page on uncertainty and change shows. */
#ifndef QINGCE_EXPLAIN_INSIGHT_VIEW_H
#define QINGCE_EXPLAIN_INSIGHT_VIEW_H

#include "baseyear/baseyear.h"
#include "inventory/inventory.h"
#include "wizard/wizard.h"

typedef struct InsightView {
	InventoryFrame frame;
	const char *action; /* of its GET forms */
	bool has_result;    /* some line is known */
	EmptyState empty;

	/* 不确定性 */
	Kpi kpis[3];
	DataTable scopes, causes, categories, rules;
	ChartFigure cause_chart;
	bool has_causes;
	FieldView samples, seed;
	bool has_draws;
	DataTable draws;

	/* 与上年或另一份清单相比的原因 */
	FieldView against;
	bool has_others, has_past;
	const char *past_title, *past_href;
	const char *change_text; /* from, to, difference in a sentence */
	DataTable effects, rows;
	ChartFigure effect_chart;
	const char *market_text;   /* the same market-based; NULL */
	const char *restated_text; /* NULL: the earlier year was not corrected */
	const char *moves_text;	   /* facilities that came or went; NULL */

	BaseSection base; /* 基准年 */

	/* 换用其他 GWP */
	FieldView gwp;
	bool has_gwp;
	DataTable gwp_rows;
	const char *gwp_text;
} InsightView;

#endif
