/* Counters without locks. */
#include "http/metrics.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { CLASS_COUNT = 6, BUCKET_COUNT = 12 };

static const int64_t BUCKET_US[BUCKET_COUNT] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000};

static _Atomic int64_t by_class[CLASS_COUNT];
static _Atomic int64_t buckets[BUCKET_COUNT];
static _Atomic int64_t took_total_us, bytes_total, in_flight, queued, connections, reaped, refused;
static atomic_bool draining;

void metrics_count_request(int status, int64_t took_us, int64_t bytes)
{
	int class = status / 100;
	by_class[class >= 1 && class < CLASS_COUNT ? class : 0]++;
	took_total_us += took_us;
	bytes_total += bytes;
	for (int i = 0; i < BUCKET_COUNT; i++) {
		if (took_us <= BUCKET_US[i]) {
			buckets[i]++;
			return;
		}
	}
}

void metrics_add_in_flight(int change)
{
	in_flight += change;
}

int64_t metrics_in_flight(void)
{
	return in_flight;
}

void metrics_add_queued(int change)
{
	queued += change;
}

void metrics_add_connections(int change)
{
	connections += change;
}

void metrics_count_reaped(void)
{
	reaped++;
}

void metrics_count_refused(void)
{
	refused++;
}

void metrics_set_draining(void)
{
	draining = true;
}

bool metrics_is_draining(void)
{
	return draining;
}

static int64_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long long pages = 0;
	if (file) {
		if (fscanf(file, "%*s %lld", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return pages * sysconf(_SC_PAGESIZE);
}

static void write_one(Buf *out, const char *name, const char *kind, int64_t value)
{
	buf_printf(out, "# TYPE %s %s\n%s %lld\n", name, kind, name, (long long)value);
}

void metrics_write(Buf *out)
{
	int64_t count = 0;
	buf_text(out, "# TYPE qingce_requests_total counter\n");
	for (int i = 1; i < CLASS_COUNT; i++) {
		count += by_class[i];
		buf_printf(out, "qingce_requests_total{class=\"%dxx\"} %lld\n", i, (long long)by_class[i]);
	}
	count += by_class[0];
	buf_text(out, "# TYPE qingce_request_seconds histogram\n");
	int64_t below = 0;
	for (int i = 0; i < BUCKET_COUNT; i++) {
		below += buckets[i];
		buf_printf(out, "qingce_request_seconds_bucket{le=\"%g\"} %lld\n", (double)BUCKET_US[i] / 1e6,
		    (long long)below);
	}
	buf_printf(out, "qingce_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)count);
	buf_printf(out, "qingce_request_seconds_sum %.6f\n", (double)took_total_us / 1e6);
	buf_printf(out, "qingce_request_seconds_count %lld\n", (long long)count);
	write_one(out, "qingce_response_bytes_total", "counter", bytes_total);
	write_one(out, "qingce_requests_in_flight", "gauge", in_flight);
	write_one(out, "qingce_queue_depth", "gauge", queued);
	write_one(out, "qingce_connections", "gauge", connections);
	write_one(out, "qingce_connections_reaped_total", "counter", reaped);
	write_one(out, "qingce_requests_refused_total", "counter", refused);
	write_one(out, "process_resident_memory_bytes", "gauge", resident_bytes());
}
