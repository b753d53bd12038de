/* `qingce calc`: what every part of the result writes the same way. */
#include "calc/calc_inner.h"

#include <math.h>

/* null for what is not known: "-" is not 0. */
void calc_put_real(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_real(json, key, value);
	else
		json_field_null(json, key);
}

static void put_problem(
    JsonOut *json, const Calc *calc, const GhgProblem *problem, const GhgCategory *category)
{
	json_object_begin(json);
	json_field_text(json, "code", ghg_problem_key(problem->code));
	json_field_bool(json, "stops", ghg_stops(problem->code));
	json_field_text(json, "field", problem->field);
	json_field_text(json, "given", problem->given);
	json_field_text(json, "expected", problem->expected);
	json_field_text(json, "message", ghg_problem_text(calc->ghg, calc->mem, problem, category, EN));
	json_object_end(json);
}

void calc_put_problems(JsonOut *json, const Calc *calc, const GhgResult *result)
{
	json_key(json, "problems");
	json_list_begin(json);
	for (size_t i = 0; i < result->problem_count; i++)
		put_problem(json, calc, &result->problems[i], result->category);
	json_list_end(json);
}
