/* What the page of 综合能耗 shows. */
#ifndef QINGCE_CONSUMPTION_CONSUMPTION_VIEW_H
#define QINGCE_CONSUMPTION_CONSUMPTION_VIEW_H

#include "consumption/consumption.h"
#include "media/media.h"
#include "wizard/wizard.h"

typedef struct MediumChoice {
	const char *value, *text;
	bool is_chosen;
} MediumChoice;

typedef struct MediumView {
	const MediumRow *row;
	const char *name;
	const char *action;
	const MediumChoice *origins, *units;
	size_t origin_count, unit_count;
	const char *problem; /* of the amount; NULL */
	const char *tce;     /* that counts; "-" */
	const char *reason;  /* 自产：… */
	const char *factor, *factor_href;
} MediumView;

typedef struct ConsumptionView {
	InventoryFrame frame;
	const char *conflict; /* NULL */
	DataTable kinds, media_table, intensities;
	const char *coal_rate_note; /* NULL */
	const MediumView *media;
	size_t medium_count;
	const MediumChoice *choices; /* of a new row */
	size_t choice_count;
	const MediumChoice *origins;
	size_t origin_count;
	int64_t key; /* the id a new row will have */
	const char *action;
	const char *equal_href, *equivalent_href;
	const char *renewable_text; /* own renewable electricity; NULL */
	bool has_energy;
} ConsumptionView;

#endif
