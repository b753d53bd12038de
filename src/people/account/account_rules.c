/* Logins, passwords and local paths: decisions only. */
#include "account/account_rules.h"

#include "base/rand.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>

static bool is_label_char(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

/* The domain of an address: labels of letters, digits and inner hyphens, at least two, the last with a
 * letter. */
static bool is_domain(const char *domain)
{
	int labels = 0;
	const char *at = domain;
	bool last_has_letter = false;
	while (*at) {
		size_t len = 0;
		last_has_letter = false;
		while (is_label_char(at[len])) {
			last_has_letter |= isalpha((unsigned char)at[len]) != 0;
			len++;
		}
		if (len == 0 || len > 63 || at[0] == '-' || at[len - 1] == '-')
			return false;
		labels++;
		at += len;
		if (*at == '.' && at[1])
			at++;
		else if (*at)
			return false;
	}
	return labels >= 2 && last_has_letter;
}

/* The part before the @: the dot-atom of RFC 5322, 3.2.3. */
static bool is_local_part(const char *text, size_t len)
{
	if (len == 0 || len > 64 || text[0] == '.' || text[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && text[i + 1] == '.')
			return false;
		if (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-/=?^_`{|}~.", text[i]))
			return false;
	}
	return true;
}

bool email_read(Arena *mem, const char *typed, const char **normal)
{
	const char *email = str_lower(mem, str_trim(mem, typed));
	const char *at = strrchr(email, '@');
	bool fine = at && strlen(email) <= EMAIL_MAX && is_local_part(email, (size_t)(at - email)) &&
		    is_domain(at + 1);
	*normal = fine ? email : "";
	return fine;
}

/* Digits of a typed number, full-width ones (U+FF10..U+FF19) included; NULL when something else is in it. */
static char *digits_of(Arena *mem, const char *typed)
{
	char *digits = arena_alloc(mem, strlen(typed) + 1);
	size_t count = 0;
	for (const unsigned char *c = (const unsigned char *)typed; *c; c++) {
		if (isdigit(*c)) {
			digits[count++] = (char)*c;
		} else if (c[0] == 0xEF && c[1] == 0xBC && c[2] >= 0x90 && c[2] <= 0x99) {
			digits[count++] = (char)('0' + (c[2] - 0x90));
			c += 2;
		} else if (*c != ' ' && *c != '-' && !(*c == '+' && count == 0)) {
			return NULL;
		}
	}
	return digits;
}

bool mobile_read(Arena *mem, const char *typed, const char **normal)
{
	*normal = "";
	const char *number = str_trim(mem, typed);
	const char *digits = digits_of(mem, number);
	if (!digits || (number[0] == '+' && !str_starts(digits, "86")))
		return false;
	if (strlen(digits) == 15 && str_starts(digits, "0086"))
		digits += 4;
	else if (strlen(digits) == 13 && str_starts(digits, "86"))
		digits += 2;
	if (strlen(digits) != 11 || digits[0] != '1' || digits[1] < '3')
		return false;
	*normal = digits;
	return true;
}

LoginKind login_read(Arena *mem, const char *typed, const char **normal)
{
	if (strchr(typed, '@'))
		return email_read(mem, typed, normal) ? LOGIN_EMAIL : LOGIN_NONE;
	return mobile_read(mem, typed, normal) ? LOGIN_MOBILE : LOGIN_NONE;
}

char *mobile_masked(Arena *mem, const char *mobile)
{
	if (str_is_empty(mobile))
		return arena_copy(mem, "");
	if (strlen(mobile) != 11)
		return arena_copy(mem, "****");
	return arena_printf(mem, "%.3s****%s", mobile, mobile + 7);
}

/* Cores of the passwords tried first everywhere; what only adds digits or marks at the ends is as common. */
static const char *const COMMON[] = {
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "qazwsx",
    "qazwsxedc",
    "abc",
    "abcabc",
    "abcd",
    "abcdef",
    "admin",
    "administrator",
    "root",
    "letmein",
    "welcome",
    "iloveyou",
    "woaini",
    "woaini1314",
    "wang",
    "zhang",
    "changeme",
    "secret",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno1",
    "master",
    "login",
    "test",
    "guest",
    "user",
    "hello",
    "qingce",
    "carbon",
    "tantan",
    "mima",
    "mimamima",
    "beijing",
    "shanghai",
    "zhongguo",
    "china",
    "company",
    "a1b2c3d4",
    "qwer",
    "asdf",
    "zxcv",
    "q1w2e3r4",
};

static bool is_padding(char c)
{
	return isdigit((unsigned char)c) || ispunct((unsigned char)c) || c == ' ';
}

static bool is_common(Arena *mem, const char *lower)
{
	size_t len = strlen(lower), from = 0;
	for (size_t i = 0; i < sizeof COMMON / sizeof COMMON[0]; i++) {
		if (str_eq(lower, COMMON[i]))
			return true;
		const char *found = strstr(lower, COMMON[i]);
		size_t core = strlen(COMMON[i]);
		if (!found)
			continue;
		bool only_padding = true;
		for (const char *c = lower; *c && only_padding; c++)
			only_padding = (c >= found && c < found + core) || is_padding(*c);
		if (only_padding)
			return true;
	}
	while (from < len && is_padding(lower[from]))
		from++;
	return from == len && len < 14; /* digits and marks alone */
}

/* Fewer than five different characters, or nearly nothing but steps of one (abcdefghij, 9876543210). */
static bool is_monotonous(const char *password)
{
	bool seen[256] = {false};
	int kinds = 0, steps = 0, pairs = 0;
	for (const unsigned char *c = (const unsigned char *)password; *c; c++) {
		kinds += !seen[*c];
		seen[*c] = true;
		if (c[1]) {
			int step = c[1] - c[0];
			pairs++;
			steps += step >= -1 && step <= 1;
		}
	}
	return kinds < 5 || steps * 4 >= pairs * 3;
}

/* Does the password rest on `part`: contains it while adding fewer than eight characters of its own? */
static bool rests_on(const char *lower, const char *part)
{
	size_t len = strlen(part);
	return len >= 3 && strstr(lower, part) && strlen(lower) - len < 8;
}

PasswordProblem password_check(Arena *mem, const char *password, const char *name, const char *login)
{
	size_t chars = str_chars(password);
	if (chars < PASSWORD_MIN)
		return PASSWORD_SHORT;
	if (chars > PASSWORD_MAX)
		return PASSWORD_LONG;

	const char *lower = str_lower(mem, password);
	const char *who = str_lower(mem, str_trim(mem, login));
	const char *at = strchr(who, '@');
	const char *mailbox = at ? arena_copy_n(mem, who, (size_t)(at - who)) : who;
	if (rests_on(lower, str_lower(mem, str_trim(mem, name))) || rests_on(lower, who) ||
	    rests_on(lower, mailbox))
		return PASSWORD_PERSONAL;
	return is_common(mem, lower) || is_monotonous(password) ? PASSWORD_COMMON : PASSWORD_FINE;
}

bool path_is_local(const char *path)
{
	if (str_is_empty(path) || path[0] != '/' || path[1] == '/' || path[1] == '\\' || strlen(path) > 1000)
		return false;
	for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
		if (*c <= ' ' || *c == 0x7F || *c == '\\')
			return false;
	}
	return true;
}

char *password_one_time(Arena *mem)
{
	static const char alphabet[] =
	    "abcdefghjkmnpqrstuvwxyz23456789A"; /* 32: a byte's low bits pick evenly */
	unsigned char bytes[20];
	rand_bytes(bytes, sizeof bytes);
	char *text = arena_alloc(mem, 24);
	for (int i = 0, at = 0; i < 20; i++) {
		if (i > 0 && i % 5 == 0)
			text[at++] = '-';
		text[at++] = alphabet[bytes[i] & 31];
	}
	return text;
}
