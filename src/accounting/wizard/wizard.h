/* The frame that the pages of an inventory share: its steps with their marks, its totals, what is wrong with
 * what was typed. */
#ifndef QINGCE_WIZARD_WIZARD_H
#define QINGCE_WIZARD_WIZARD_H

#include "html/html.h"
#include "html/parts.h"
#include "http/http.h"
#include "kept/kept.h"
#include "level/level.h"

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
	InventoryCase *c;
	const Inventory *inventory;	   /* of the case */
	StepperStep *steps;		   /* STEP_COUNT */
	Stepper stepper;		   /* of these steps, for the part */
	const char *title;		   /* 2025-01-01 ~ 2025-12-31 */
	const char *about;		   /* organisation · method · GWP set */
	const Crumb *crumbs;		   /* for Page */
	bool can_edit;			   /* role and status */
	const char *locked_text;	   /* why it cannot be edited; NULL */
	const char *back_href, *next_href; /* 上一步, 下一步; NULL */
	InventoryResult totals;		   /* with lines when the page computed them */
	const char *live_settings;	   /* for results as one types (calculator_live.h); NULL */
} InventoryFrame;

/* What every page of the wizard begins with: the inventory of the path's {id} (404 otherwise) with CASE_ROWS,
 * its totals and computed steps. */
Err inventory_frame(Req *req, InventoryStep current, InventoryFrame *out);

/* The same of a page that shows the lines: the case computed once, in `totals` with its lines. `parts`: what
 * is read beside CASE_ROWS and CASE_LINES. */
Err inventory_frame_computed(Req *req, InventoryStep current, unsigned parts, InventoryFrame *out);

/* The same of a page that shows the level too: the whole case computed once. */
Err inventory_frame_level(Req *req, InventoryStep current, InventoryFrame *out, LevelOutcome *level);

/* The same of a case that was read and computed already, and lives as long as the page. */
void inventory_frame_of(
    Req *req, InventoryStep current, InventoryCase *c, const InventoryResult *totals, InventoryFrame *out);

/* The page's head: crumbs, about line; the title is the step's name. */
Page inventory_page(Req *req, const InventoryFrame *frame, Word title);

#endif
