/* Everything typed into an inventory that cannot be right, with the field where it stands. */
#include "base/str.h"
#include "html/html.h"
#include "show/links.h"
#include "wizard/wizard.h"
#include "wizard/wizard.po.h"
#include "wizard/wizard_words.h"

typedef struct Faults {
	Req *req;
	const Inventory *inventory;
	InputFault *list;
	size_t count;
} Faults;

static void add(Faults *f, const char *label, const char *text, const char *href)
{
	if (f->count < INPUT_FAULTS_MAX)
		f->list[f->count] = (InputFault){label, text, href};
	f->count++;
}

/* ---- period and method ---- */

static const char *info_href(const Faults *f, const char *field)
{
	return arena_printf(
	    f->req->mem, "%s#%s", inventory_href(f->req->mem, f->inventory->id, "info"), field);
}

static const char *info_label(const Faults *f, const char *field)
{
	return field_label(f->req->mem, f->req->lang, &INVENTORY_FORM, field);
}

const char *inventory_method_fault(Req *req, const Inventory *inventory)
{
	const GhgMethod *method = inventory_method(inventory->ghg, inventory);
	if (!method || !inventory_period_is_valid(inventory))
		return NULL;
	if (date_days(inventory->start) < date_days(method->valid_from))
		return SAY(req, W_wizard_fault_method_early, "from", date_text(req->mem, method->valid_from),
		    "start", inventory->start_text);
	if (!date_is_none(method->valid_to) && date_days(inventory->start) > date_days(method->valid_to))
		return SAY(req, W_wizard_fault_method_late, "to", date_text(req->mem, method->valid_to),
		    "start", inventory->start_text);
	return NULL;
}

static void add_info(Faults *f)
{
	Date start, end;
	const Inventory *inventory = f->inventory;
	PeriodFault fault = period_check(inventory->start_text, inventory->end_text, &start, &end);
	const char *text = period_problem(f->req, fault, inventory->start_text, inventory->end_text);
	const char *field = fault == PERIOD_NO_START || fault == PERIOD_START_NOT_A_DAY ? "start" : "end";
	if (text)
		add(f, info_label(f, field), text, info_href(f, field));
	const char *method = inventory_method_fault(f->req, inventory);
	if (method)
		add(f, info_label(f, "method"), method, info_href(f, "method"));
}

/* ---- lines ---- */

/* Said beside a result, and yet to be corrected. */
static bool is_fault(const LineProblem *problem)
{
	if (problem->fault == LINE_NO_AMOUNT || problem->fault == LINE_NO_ITEM)
		return false;
	if (problem->core && problem->core->code == GHG_MISSING_INPUT)
		return false;
	if (problem->core && problem->core->code == GHG_FACTOR_OTHER_YEAR)
		return true;
	return problem->stops || problem->fault == LINE_FACTOR_VALIDITY || problem->fault == LINE_NOT_A_DAY ||
	       problem->fault == LINE_BAD_UNCERTAINTY;
}

static void add_lines(Faults *f, const InventoryResult *result)
{
	for (size_t i = 0; i < result->line_count; i++) {
		const LineResult *line = &result->lines[i];
		for (size_t k = 0; k < line->problem_count; k++) {
			const LineProblem *problem = &line->problems[k];
			if (!is_fault(problem))
				continue;
			const char *text = line_problem_text(
			    f->req->mem, f->req->lang, f->inventory->ghg, line->category, problem);
			add(f, line->title, text,
			    line_href(f->req->mem, f->inventory->id, line->line->id, problem->field));
		}
	}
}

/* ---- renewables ---- */

static void add_renewables(Faults *f, const InventoryResult *result)
{
	const char *page = inventory_href(f->req->mem, f->inventory->id, "renewables");
	for (size_t i = 0; i < result->renewable_count; i++) {
		RenewableRecord record = result->renewables[i];
		unsigned faults = renewable_check(&record);
		for (int fault = RENEWABLE_FINE + 1; fault < RENEWABLE_NO_EVIDENCE; fault++) {
			const char *text = renewable_problem(f->req, &record, faults, (RenewableFault)fault);
			if (!text || fault == RENEWABLE_NO_AMOUNT || fault == RENEWABLE_NO_RANGE ||
			    fault == RENEWABLE_NOT_CANCELLED)
				continue;
			const char *field = renewable_fault_field((RenewableFault)fault);
			const char *label = field_label(f->req->mem, f->req->lang, &RENEWABLE_FORM, field);
			add(f, label, text,
			    arena_printf(f->req->mem, "%s#%s-%lld", page, field, (long long)record.id));
		}
	}
}

InputFault *inventory_faults(
    Req *req, const Inventory *inventory, const InventoryResult *result, size_t *count)
{
	Faults f = {
	    .req = req, .inventory = inventory, .list = ARENA_ARRAY(req->mem, InputFault, INPUT_FAULTS_MAX)};
	add_info(&f);
	add_lines(&f, result);
	add_renewables(&f, result);
	*count = f.count;
	return f.list;
}
