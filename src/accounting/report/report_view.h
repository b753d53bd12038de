/* What the page of an inventory's result shows. */
#ifndef QINGCE_REPORT_REPORT_VIEW_H
#define QINGCE_REPORT_REPORT_VIEW_H

#include "baseyear/baseyear.h"
#include "recalculate/recalculate_view.h"
#include "wizard/wizard.h"

typedef struct ResultView {
	InventoryFrame frame;
	Kpi kpis[4];
	int level;
	const char *level_name, *level_meaning;
	const char *const *reasons;
	size_t reason_count;
	const char *plan_href;
	DataTable scopes, categories, gases, facilities, energy, media, intensities, past, factors, ranges,
	    causes;
	ChartFigure category_chart, scope_chart;
	bool has_charts, has_gases, has_facilities, has_energy, has_past, has_factors;
	const char *past_text;
	const char *pdf_href, *xlsx_href;
	const char *status_action;
	const char *status_text;
	bool may_finish, may_reopen;
	size_t unknown;
	const char *coal_rate_note;
	const char *consumption_href;
	RecalculationOffer offer; /* a newer edition of the factor tables */
	BaseSection base;
} ResultView;

#endif
