/* Days of the Gregorian calendar and instants in UTC. Dates travel as ISO 8601 text (2025-02-28). */
#ifndef QINGCE_BASE_DATE_H
#define QINGCE_BASE_DATE_H

#include "base/arena.h"

typedef struct Date {
	int year;  /* 1900..2999; 0 = no date */
	int month; /* 1..12 */
	int day;   /* 1..31 */
} Date;

/* Exactly YYYY-MM-DD and a day that exists; 31 February is refused. */
bool date_parse(const char *text, Date *out);
char *date_text(Arena *mem, Date date);
bool date_is_valid(Date date);

/* Days since 1970-01-01, and back. */
int64_t date_days(Date date);
Date date_of_days(int64_t days);
int date_days_in_month(int year, int month);
static inline bool date_is_none(Date date)
{
	return date.year == 0;
}

static inline bool date_is_before(Date a, Date b)
{
	return a.year != b.year ? a.year < b.year : a.month != b.month ? a.month < b.month : a.day < b.day;
}

/* Calendar months from the month of `start` to the month of `date`; 0 for the same month. */
int date_months_since(Date start, Date date);

/* Milliseconds since 1970-01-01T00:00Z. */
int64_t now_ms(void);

/* Monotonic nanoseconds, for durations. */
int64_t tick_ns(void);

/* 2025-02-28T10:24:31Z */
char *time_text(Arena *mem, int64_t ms);
/* 2026-11-22 18:24 (UTC+8): as people in China read it */
char *when_text(Arena *mem, int64_t ms);
Date date_today_utc(void);

#endif
