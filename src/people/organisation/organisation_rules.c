/* 统一社会信用代码 and the rules of membership. */
#include "organisation/organisation_rules.h"

#include "base/str.h"
#include "organisation/organisation.h"

#include <string.h>

/* GB 32100-2015, table 2: values 0 to 30. I, O, S, V and Z are left out. */
static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Registration authorities in use, GB 32100-2015 table 1 with its later additions. */
static const char AUTHORITIES[] = "123456789ANY";

static int value_of(char c)
{
	const char *found = c ? strchr(ALPHABET, c) : NULL;
	return found ? (int)(found - ALPHABET) : -1;
}

char uscc_check_char(const char *prefix17)
{
	int sum = 0, weight = 1;
	for (int i = 0; i < USCC_LEN - 1; i++) {
		int value = value_of(prefix17[i]);
		if (value < 0)
			return 0;
		sum += value * weight;
		weight = weight * 3 % 31;
	}
	return ALPHABET[(31 - sum % 31) % 31];
}

const char *uscc_make(Arena *mem, const char *prefix17)
{
	char check = uscc_check_char(prefix17);
	return check ? arena_printf(mem, "%.17s%c", prefix17, check) : NULL;
}

/* As written on a licence: without spaces and hyphens, in capitals. */
static char *squeezed(Arena *mem, const char *typed)
{
	char *code = str_trim(mem, typed), *to = code;
	for (const char *c = code; *c; c++) {
		if (*c != ' ' && *c != '-')
			*to++ = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	}
	*to = 0;
	return code;
}

UsccProblem uscc_read(Arena *mem, const char *typed, const char **normal, int *at)
{
	const char *code = squeezed(mem, typed);
	*normal = code;
	*at = 0;
	if (!*code)
		return USCC_EMPTY;
	if (str_chars(code) != USCC_LEN)
		return USCC_LENGTH;
	for (int i = 0; i < USCC_LEN; i++) {
		if (value_of(code[i]) < 0) {
			*at = i + 1;
			return USCC_CHARACTER;
		}
	}
	if (!strchr(AUTHORITIES, code[0])) {
		*at = 1;
		return USCC_AUTHORITY;
	}
	for (int i = 2; i < 8; i++) {
		if (code[i] > '9') {
			*at = i + 1;
			return USCC_DIVISION;
		}
	}
	return uscc_check_char(code) == code[USCC_LEN - 1] ? USCC_FINE : USCC_CHECK;
}

bool role_is_known(const char *role)
{
	return str_eq(role, "owner") || str_eq(role, "preparer") || str_eq(role, "signatory") ||
	       str_eq(role, "viewer");
}

bool owner_may_go(const char *role_now, const char *role_then, int owners)
{
	return !str_eq(role_now, "owner") || str_eq(role_then, "owner") || owners > 1;
}

const char *org_name(const Organisation *org, Lang lang)
{
	return lang == EN && !str_is_empty(org->name_en) ? org->name_en : org->name_zh;
}

const char *facility_name(const Facility *facility, Lang lang)
{
	return lang == EN && !str_is_empty(facility->name_en) ? facility->name_en : facility->name_zh;
}
