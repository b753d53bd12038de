/* One JSON line an event on standard error. The cause of a failure is logged once, where it is known, with
 * the request id. */
#ifndef QINGCE_BASE_LOG_H
#define QINGCE_BASE_LOG_H

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

void log_set_level(LogLevel lowest);

/* The request id that this thread's lines carry; "" for none. Kept by copy (at most 31 bytes). */
void log_set_request(const char *id);

/* log_event(LOG_INFO, "listening", "address", "127.0.0.1:8080", NULL): name, then pairs of texts, then NULL.
 * Never pass secrets, passwords, tokens or whole phone numbers. */
void log_event(LogLevel level, const char *event, ...) __attribute__((sentinel));

#endif
