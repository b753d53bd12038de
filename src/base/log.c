/* Builds the line in a fixed buffer and writes it with one call, so that lines of threads never mix. */
#include "base/log.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

static LogLevel lowest_level = LOG_INFO;
static _Thread_local char request_id[32];

void log_set_level(LogLevel lowest)
{
	lowest_level = lowest;
}

void log_set_request(const char *id)
{
	snprintf(request_id, sizeof request_id, "%s", id ? id : "");
}

typedef struct Line {
	char bytes[LINE_MAX_BYTES];
	size_t len;
} Line;

static void line_char(Line *line, char c)
{
	/* The tail keeps room for the closing quote, brace and line feed. */
	if (line->len < sizeof line->bytes - 4)
		line->bytes[line->len++] = c;
}

static void line_string(Line *line, const char *text)
{
	line_char(line, '"');
	for (const unsigned char *c = (const unsigned char *)(text ? text : ""); *c; c++) {
		if (line->len >= sizeof line->bytes - 12)
			break;
		if (*c == '"' || *c == '\\') {
			line_char(line, '\\');
			line_char(line, (char)*c);
		} else if (*c < 0x20) {
			char escape[8];
			snprintf(escape, sizeof escape, "\\u%04x", *c);
			for (const char *e = escape; *e; e++)
				line_char(line, *e);
		} else {
			line_char(line, (char)*c);
		}
	}
	line->bytes[line->len++] = '"';
}

static void line_pair(Line *line, const char *key, const char *value)
{
	if (line->len > sizeof line->bytes - 64)
		return;
	line_char(line, line->len == 0 ? '{' : ',');
	line_string(line, key);
	line_char(line, ':');
	line_string(line, value);
}

/* The second is laid out once for all the lines that a thread writes in it. */
static const char *time_now(void)
{
	static _Thread_local char text[40];
	static _Thread_local time_t second;
	static _Thread_local size_t second_len;
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	if (at.tv_sec != second) {
		struct tm utc;
		gmtime_r(&at.tv_sec, &utc);
		second_len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
		second = at.tv_sec;
	}
	snprintf(text + second_len, sizeof text - second_len, ".%03ldZ", at.tv_nsec / 1000000);
	return text;
}

void log_event(LogLevel level, const char *event, ...)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	if (level < lowest_level)
		return;
	Line line;
	line.len = 0;
	line_pair(&line, "time", time_now());
	line_pair(&line, "level", names[level]);
	line_pair(&line, "event", event);
	if (request_id[0])
		line_pair(&line, "request", request_id);
	va_list args;
	va_start(args, event);
	for (const char *key; (key = va_arg(args, const char *)) != NULL;)
		line_pair(&line, key, va_arg(args, const char *));
	va_end(args);
	line.bytes[line.len++] = '}';
	line.bytes[line.len++] = '\n';
	ssize_t written = write(STDERR_FILENO, line.bytes, line.len);
	(void)written;
}
