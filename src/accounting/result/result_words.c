/* What is wrong with a line, in words. */
#include "html/html.h"
#include "inventory/inventory.po.h"
#include "result/result.h"
#include "result/result.po.h"

const char *line_problem_text(
    Arena *mem, Lang lang, const Ghg *ghg, const GhgCategory *category, const LineProblem *problem)
{
	switch (problem->fault) {
	case LINE_FINE:
		break;
	case LINE_NOT_A_NUMBER:
		return say(mem, lang, W_inventory_problem_not_a_number, "given", problem->given, NULL);
	case LINE_TOO_LARGE:
		return say(mem, lang, W_result_problem_too_large, "given", problem->given, NULL);
	case LINE_AMBIGUOUS_COMMA:
		return say(mem, lang, W_result_problem_comma, "given", problem->given, NULL);
	case LINE_NEGATIVE:
		return say(mem, lang, W_inventory_problem_negative, "given", problem->given, NULL);
	case LINE_SHARE_OVER_100:
		return say(mem, lang, W_result_problem_share, "given", problem->given, NULL);
	case LINE_UNKNOWN_UNIT:
		return say(mem, lang, W_result_problem_unit, "given", problem->given, NULL);
	case LINE_NO_ITEM:
		return say(mem, lang, W_result_problem_no_item, NULL);
	case LINE_NO_AMOUNT:
		return say(mem, lang, W_result_problem_no_amount, NULL);
	case LINE_UNKNOWN_FACILITY:
		return say(mem, lang, W_result_problem_facility, NULL);
	case LINE_MONTHS_BEYOND:
		return say(mem, lang, W_result_problem_months_beyond, NULL);
	case LINE_MONTHS_NO_AMOUNT:
		return say(mem, lang, W_result_problem_months_no_amount, NULL);
	case LINE_BAD_UNCERTAINTY:
		return say(mem, lang, W_result_problem_uncertainty, "given", problem->given, NULL);
	case LINE_NOT_A_DAY:
		return say(mem, lang, W_inventory_period_not_a_day, "given", problem->given, NULL);
	case LINE_FACTOR_VALIDITY:
		return say(mem, lang, W_result_problem_factor_validity, "given", problem->given, NULL);
	case LINE_CORE:
		return ghg_problem_text(ghg, mem, problem->core, category, lang);
	}
	return "";
}
