/* What is wrong or doubtful with a renewable record. See inventory_rules.h. */
#include <math.h>

#include "base/str.h"
#include "inventory/inventory_rules.h"

bool certificate_range(const char *first_text, const char *last_text, int64_t *first, int64_t *last)
{
	return str_to_int(first_text, first) && str_to_int(last_text, last) && *first > 0 && *last >= *first;
}

static unsigned certificate_faults(const RenewableRecord *record)
{
	unsigned faults = 0;
	int64_t first, last, year;
	Date day;
	if (str_is_empty(record->certificate_first_text) && str_is_empty(record->certificate_last_text))
		faults |= 1u << RENEWABLE_NO_RANGE;
	else if (!certificate_range(
		     record->certificate_first_text, record->certificate_last_text, &first, &last))
		faults |= 1u << RENEWABLE_BAD_RANGE;
	else if (!record->certificate_first)
		faults |= 1u << RENEWABLE_TAKEN;
	else if (!isnan(record->mwh) && fabs(record->mwh - (double)(last - first + 1)) > 1e-6)
		faults |= 1u << RENEWABLE_RANGE_AMOUNT;
	if (*record->generation_year &&
	    (!str_to_int(record->generation_year, &year) || year < 2000 || year > 2999))
		faults |= 1u << RENEWABLE_BAD_YEAR;
	if (str_is_empty(record->cancelled_on))
		faults |= 1u << RENEWABLE_NOT_CANCELLED;
	else if (!date_parse(record->cancelled_on, &day))
		faults |= 1u << RENEWABLE_BAD_CANCELLED;
	return faults;
}

static double read_mwh(const char *text, const char *unit_name, unsigned *faults)
{
	double value, mwh;
	Unit unit, to;
	LineFault fault = number_fault(text, &value);
	if (fault == LINE_NO_AMOUNT)
		*faults |= 1u << RENEWABLE_NO_AMOUNT;
	else if (fault || !unit_parse(unit_name, &unit) || !unit_parse("MWh", &to) ||
		 !unit_convert(value, unit, to, &mwh))
		*faults |= 1u << RENEWABLE_BAD_AMOUNT;
	else if (value < 0)
		*faults |= 1u << RENEWABLE_NEGATIVE;
	else
		return mwh;
	return NAN;
}

unsigned renewable_check(RenewableRecord *record)
{
	unsigned faults = 0;
	record->mwh = read_mwh(record->amount_text, record->amount_unit, &faults);
	bool is_certificate = str_eq(record->kind, "certificate");
	bool is_contract = str_eq(record->kind, "contract");
	double factor;
	if (is_contract && *record->factor_text &&
	    (number_fault(record->factor_text, &factor) != LINE_FINE || factor < 0))
		faults |= 1u << RENEWABLE_BAD_FACTOR;
	if (is_certificate)
		faults |= certificate_faults(record);
	if ((is_certificate || is_contract) && !record->has_evidence)
		faults |= 1u << RENEWABLE_NO_EVIDENCE;
	record->counts = (is_certificate || is_contract) && faults == 0;
	return faults;
}

unsigned renewable_doubts(const RenewableRecord *record, Date start, Date end)
{
	unsigned doubts = 0;
	int64_t year;
	Date day;
	if (!str_eq(record->kind, "certificate") || date_is_none(start) || date_is_none(end))
		return 0;
	bool has_year = str_to_int(record->generation_year, &year);
	if (has_year && (year < start.year || year > end.year))
		doubts |= 1u << RENEWABLE_OTHER_YEAR;
	bool is_cancelled = date_parse(record->cancelled_on, &day);
	if (is_cancelled && date_days(day) > date_days(end) + RENEWABLE_LATE_DAYS)
		doubts |= 1u << RENEWABLE_LATE;
	return doubts;
}

const char *renewable_fault_field(RenewableFault fault)
{
	switch (fault) {
	case RENEWABLE_NO_AMOUNT:
	case RENEWABLE_BAD_AMOUNT:
	case RENEWABLE_NEGATIVE:
	case RENEWABLE_RANGE_AMOUNT:
		return "amount";
	case RENEWABLE_BAD_FACTOR:
		return "factor";
	case RENEWABLE_NO_RANGE:
	case RENEWABLE_BAD_RANGE:
	case RENEWABLE_TAKEN:
		return "certificate_first";
	case RENEWABLE_BAD_YEAR:
	case RENEWABLE_OTHER_YEAR:
		return "generation_year";
	case RENEWABLE_LATE:
	case RENEWABLE_BAD_CANCELLED:
	case RENEWABLE_NOT_CANCELLED:
		return "cancelled_on";
	default:
		return "evidence";
	}
}
