/* What a login, a password and a way back may look like. Pure: no store, no request. */
#ifndef QINGCE_ACCOUNT_ACCOUNT_RULES_H
#define QINGCE_ACCOUNT_ACCOUNT_RULES_H

#include "base/arena.h"

enum {
	PERSON_NAME_MAX = 60, /* characters */
	EMAIL_MAX = 254,      /* RFC 5321, 4.5.3.1.3 less the brackets */
	PASSWORD_MIN = 10,    /* characters */
	PASSWORD_MAX = 128,
};

typedef enum LoginKind { LOGIN_NONE, LOGIN_EMAIL, LOGIN_MOBILE } LoginKind;

/* An e-mail address (to lower case) or a mobile number of the mainland (11 digits from 1[3-9]; +86, 0086,
 * spaces, hyphens and full-width digits are understood). `normal` gets the stored form, "" for LOGIN_NONE. */
LoginKind login_read(Arena *mem, const char *typed, const char **normal);
bool email_read(Arena *mem, const char *typed, const char **normal);
bool mobile_read(Arena *mem, const char *typed, const char **normal);

/* 185****5791; what is no such number shows as ****. "" stays "". */
char *mobile_masked(Arena *mem, const char *mobile);

typedef enum PasswordProblem {
	PASSWORD_FINE,
	PASSWORD_SHORT,
	PASSWORD_LONG,
	PASSWORD_COMMON,   /* on the list of common ones, or a run or repetition of few characters */
	PASSWORD_PERSONAL, /* built around the name, the address or the number */
} PasswordProblem;

PasswordProblem password_check(Arena *mem, const char *password, const char *name, const char *login);

/* A path of this site and nothing else: "/" and then no second "/" or "\", no control characters. */
bool path_is_local(const char *path);

/* The code of a one-time password: 20 characters in groups of five, without letters that look alike. */
char *password_one_time(Arena *mem);

#endif
