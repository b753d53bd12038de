/* Calendar arithmetic by the days-from-civil method (H. Hinnant). */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_is_valid(Date date)
{
	return date.year >= 1900 && date.year <= 2999 && date.month >= 1 && date.month <= 12 &&
	       date.day >= 1 && date.day <= date_days_in_month(date.year, date.month);
}

bool date_parse(const char *text, Date *out)
{
	if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	int parts[3] = {0, 0, 0};
	static const int from[] = {0, 5, 8}, width[] = {4, 2, 2};
	for (int p = 0; p < 3; p++) {
		for (int i = 0; i < width[p]; i++) {
			char c = text[from[p] + i];
			if (c < '0' || c > '9')
				return false;
			parts[p] = parts[p] * 10 + (c - '0');
		}
	}
	Date date = {parts[0], parts[1], parts[2]};
	if (!date_is_valid(date))
		return false;
	*out = date;
	return true;
}

char *date_text(Arena *mem, Date date)
{
	return date_is_none(date) ? arena_copy(mem, "")
				  : arena_printf(mem, "%04d-%02d-%02d", date.year, date.month, date.day);
}

int64_t date_days(Date date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
	int64_t days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * 146097 + days - 719468;
}

Date date_of_days(int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	return (Date){
	    .year = (int)(year + era * 400 + (month <= 2)),
	    .month = month,
	    .day = (int)(of_year - (153 * shifted + 2) / 5 + 1),
	};
}

int date_months_since(Date start, Date date)
{
	return (date.year - start.year) * 12 + date.month - start.month;
}

int64_t now_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int64_t tick_ns(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

char *time_text(Arena *mem, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm utc;
	gmtime_r(&seconds, &utc);
	return arena_printf(mem, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
	    utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

char *when_text(Arena *mem, int64_t ms)
{
	const int64_t china = ms + 8 * 3600 * INT64_C(1000);
	int64_t day = china / 86400000, second = china / 1000 % 86400;
	return arena_printf(mem, "%s %02d:%02d (UTC+8)", date_text(mem, date_of_days(day)),
	    (int)(second / 3600), (int)(second / 60 % 60));
}

Date date_today_utc(void)
{
	return date_of_days(now_ms() / 86400000);
}
