/* What is wrong with a period or a renewable record, in words. */
#include "wizard/wizard_words.h"

#include "html/html.h"
#include "inventory/inventory.po.h"
#include "show/amount.h"
#include "wizard/wizard.po.h"

const char *period_problem(Req *req, PeriodFault fault, const char *start, const char *end)
{
	switch (fault) {
	case PERIOD_FINE:
		break;
	case PERIOD_NO_START:
		return SAY(req, W_wizard_period_no_start);
	case PERIOD_START_NOT_A_DAY:
		return SAY(req, W_inventory_period_not_a_day, "given", start);
	case PERIOD_NO_END:
		return SAY(req, W_wizard_period_no_end);
	case PERIOD_END_NOT_A_DAY:
		return SAY(req, W_inventory_period_not_a_day, "given", end);
	case PERIOD_END_BEFORE_START:
		return SAY(req, W_wizard_period_end_before_start, "start", start, "end", end);
	case PERIOD_TOO_LONG:
		return SAY(req, W_wizard_period_too_long);
	}
	return NULL;
}

/* ---- renewable records ---- */

static const char *fault_text(Req *req, const RenewableRecord *record, RenewableFault fault)
{
	int64_t first = 0, last = 0;
	switch (fault) {
	case RENEWABLE_NO_AMOUNT:
		return SAY(req, W_wizard_renewable_no_amount);
	case RENEWABLE_BAD_AMOUNT:
		return SAY(req, W_inventory_problem_not_a_number, "given", record->amount_text);
	case RENEWABLE_NEGATIVE:
		return SAY(req, W_inventory_problem_negative, "given", record->amount_text);
	case RENEWABLE_BAD_FACTOR:
		return SAY(req, W_inventory_problem_not_a_number, "given", record->factor_text);
	case RENEWABLE_NO_RANGE:
		return SAY(req, W_wizard_renewable_no_range);
	case RENEWABLE_BAD_RANGE:
		return SAY(req, W_wizard_renewable_bad_range, "first", record->certificate_first_text, "last",
		    record->certificate_last_text);
	case RENEWABLE_RANGE_AMOUNT:
		certificate_range(
		    record->certificate_first_text, record->certificate_last_text, &first, &last);
		return SAY(req, W_wizard_renewable_range_amount, "count",
		    arena_printf(req->mem, "%lld", (long long)(last - first + 1)), "mwh",
		    num_text(req->mem, record->mwh, 2));
	case RENEWABLE_BAD_YEAR:
		return SAY(req, W_wizard_renewable_bad_year, "given", record->generation_year);
	case RENEWABLE_BAD_CANCELLED:
		return SAY(req, W_inventory_period_not_a_day, "given", record->cancelled_on);
	case RENEWABLE_NOT_CANCELLED:
		return SAY(req, W_wizard_renewable_not_cancelled);
	case RENEWABLE_TAKEN:
		return SAY(req, W_wizard_renewable_taken);
	case RENEWABLE_NO_EVIDENCE:
		return SAY(req, W_wizard_renewable_no_evidence);
	case RENEWABLE_OTHER_YEAR:
		return SAY(req, W_wizard_renewable_other_year, "given", record->generation_year);
	case RENEWABLE_LATE:
		return SAY(req, W_wizard_renewable_late, "given", record->cancelled_on);
	default:
		return "";
	}
}

bool renewable_is_untouched(const RenewableRecord *record)
{
	return !*record->amount_text && !*record->certificate_first_text && !*record->certificate_last_text;
}

const char *renewable_problem(Req *req, const RenewableRecord *record, unsigned faults, RenewableFault fault)
{
	bool has_it = !renewable_is_untouched(record) && (faults >> fault & 1);
	return has_it ? fault_text(req, record, fault) : NULL;
}
