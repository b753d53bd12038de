/* What the pages of 我的绿色选择 show. */
#ifndef QINGCE_DASHBOARD_DASHBOARD_VIEW_H
#define QINGCE_DASHBOARD_DASHBOARD_VIEW_H

#include "html/parts.h"

/* One thing to do: what, why it matters or what blocks it, and the button that leads there. */
typedef struct TaskView {
	Tone tone;
	const char *what;
	const char *why;
	const char *button;
	const char *href;
	bool is_first; /* the next step: the page's one primary button */
} TaskView;

typedef struct RecentView {
	const char *period;
	const char *href;
	const char *status;
	Tone tone;
	int level;
	const char *plan_href;
	double scope12;	  /* NaN = not reported */
	const char *next; /* what it waits for; NULL */
} RecentView;

typedef struct DashboardView {
	const char *org_name;
	bool has_org;
	EmptyState no_org;
	const TaskView *tasks;
	size_t task_count;
	const RecentView *recent;
	size_t recent_count;
	int year;
} DashboardView;

typedef struct FilingYear {
	int year;
	const char *inventory; /* the inventory that covers the year; NULL */
	const char *href;
	int level;
	const char *waits_for; /* what the carbon filing of the year will need; NULL = ready */
	const char *cure, *cure_href;
} FilingYear;

typedef struct FilingsView {
	const FilingYear *years;
	size_t count;
} FilingsView;

#endif
