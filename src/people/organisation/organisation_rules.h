/* What an organisation, a facility and a membership may be. Pure: no store, no request. */
#ifndef QINGCE_ORGANISATION_ORGANISATION_RULES_H
#define QINGCE_ORGANISATION_ORGANISATION_RULES_H

#include "base/arena.h"

enum {
	ORG_NAME_MAX = 100, /* characters */
	PLACE_MAX = 60,
	ADDRESS_MAX = 200,
	USCC_LEN = 18,
};

typedef enum UsccProblem {
	USCC_FINE,
	USCC_EMPTY,
	USCC_LENGTH,	/* not 18 characters */
	USCC_CHARACTER, /* outside 0-9 and A-Z without I, O, Z, S, V */
	USCC_AUTHORITY, /* no registration authority has this first character */
	USCC_DIVISION,	/* characters 3 to 8 are not the digits of a place */
	USCC_CHECK,	/* the last character does not follow from the others */
} UsccProblem;

/* Reads 统一社会信用代码 by GB 32100-2015 as typed: spaces and hyphens are dropped, letters become capitals.
 * `normal` gets the 18 characters (what was readable when there is a problem); `at` the 1-based position of a
 * wrong character, 0 when the whole is meant. */
UsccProblem uscc_read(Arena *mem, const char *typed, const char **normal, int *at);

/* The check character of 17 valid characters, 0 when one is not of the alphabet: weights 3^(i-1) mod 31,
 * C18 = 31 - sum mod 31 (GB 32100-2015, 4.6 and annex A). */
char uscc_check_char(const char *prefix17);

/* owner, preparer, signatory, viewer */
bool role_is_known(const char *role);

/* An organisation keeps at least one owner: may this one stop being an owner? */
bool owner_may_go(const char *role_now, const char *role_then, int owners);

#endif
