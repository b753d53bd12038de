/* One line as it was typed into the form: from its fields to what the core calculates. The page and the
 * server read alike because they read with this. Pure. */
#ifndef QINGCE_LIVE_TYPED_H
#define QINGCE_LIVE_TYPED_H

#include "ghg/weighted.h"

#define TYPED_INPUTS_MAX 24
#define TYPED_MONTHS_MAX GHG_MONTHS_MAX
#define TYPED_PROBLEMS_MAX 48

typedef struct TypedInput {
	const char *name; /* of a GhgInput */
	const char *text, *unit, *source;
	const char *months[TYPED_MONTHS_MAX]; /* measured month by month */
} TypedInput;

/* All texts as typed; "" when empty, never NULL. */
typedef struct TypedLine {
	const char *category, *item;
	const char *region; /* of the place of use, where the category asks for one and no item names it */
	int year;	    /* 0 = that of the settings */
	const char *factor_choice;
	const char *amount, *amount_unit;
	int month_count;		      /* of the period: later ones do not count */
	const char *months[TYPED_MONTHS_MAX]; /* when any is filled, their sum is the amount */
	const char *alloc_total, *alloc_share;
	const char *factor, *factor_unit, *factor_source;
	const TypedInput *inputs; /* at most TYPED_INPUTS_MAX */
	size_t input_count;
} TypedLine;

typedef enum TypedFault {
	TYPED_NOT_A_NUMBER,
	TYPED_TOO_LARGE,
	TYPED_AMBIGUOUS_COMMA,
	TYPED_NEGATIVE,
	TYPED_SHARE_OVER_100,
	TYPED_UNKNOWN_UNIT,
	TYPED_NO_ITEM,
	TYPED_NO_AMOUNT,
	TYPED_MONTHS_BEYOND,	/* values after the period's end */
	TYPED_MONTHS_NO_AMOUNT, /* measured values by month without amounts by month */
	TYPED_CORE,		/* said by the calculation: see core */
} TypedFault;

typedef struct TypedProblem {
	TypedFault fault;
	const char *field; /* of the form: amount, month_3, alloc_share, input_ncv … */
	const char *given;
	const GhgProblem *core;
	bool stops;
} TypedProblem;

typedef struct TypedResult {
	const GhgCategory *category;	 /* NULL: the method has none of that code */
	double amount;			 /* NaN when nothing readable stands there */
	double alloc_total, alloc_share; /* NaN; share in % */
	int64_t months; /* of the period, that have an amount of their own: bit 0 the first */
	bool is_known;
	GhgResult result; /* tco2e NaN unless is_known */
	const TypedProblem *problems;
	size_t problem_count;
} TypedResult;

TypedLine typed_blank(void);
TypedResult typed_calculate(const Ghg *ghg, Arena *mem, const GhgSettings *settings, const TypedLine *line);

/* "not_a_number" …: the stable key of a fault; of the core's problems theirs. */
const char *typed_problem_key(const TypedProblem *problem);

#endif
