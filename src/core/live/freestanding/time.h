/* Named by base/date.c, whose clock the module does not use. */
#ifndef QINGCE_FREESTANDING_TIME_H
#define QINGCE_FREESTANDING_TIME_H

typedef long long time_t;

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct tm {
	int tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec;
};

enum { CLOCK_REALTIME, CLOCK_MONOTONIC };
int clock_gettime(int clock, struct timespec *out);
struct tm *gmtime_r(const time_t *at, struct tm *out);

#endif
