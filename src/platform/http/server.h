/* The server: libmicrohttpd's loops take connections and bodies in, workers run requests. */
#ifndef QINGCE_HTTP_SERVER_H
#define QINGCE_HTTP_SERVER_H

#include "http/dispatch.h"
#include "http/framing.h"

typedef struct ServerConf {
	const char *listen;	   /* "127.0.0.1:8080", "[::1]:8080", ":8080"; port 0 takes a free one */
	const char *temp_dir;	   /* for uploads; on the file system of the evidence */
	int workers;		   /* 0: two per core */
	int loops;		   /* 0: two */
	int queue_max;		   /* requests waiting for a worker; beyond it 503. 0: 1024 */
	int connections_max;	   /* 0: 16384, less when the process may not open so many files */
	int per_ip_max;		   /* connections of one address; 0: no limit (needed behind a proxy) */
	int head_timeout_ms;	   /* for request line and headers; 0: 10 s */
	int body_grace_ms;	   /* for a body beyond its size at the least rate; 0: 30 s */
	int body_least_rate;	   /* bytes a second; 0: 16384 */
	int idle_timeout_ms;	   /* between requests; 0: 60 s */
	const char *trusted_proxy; /* an address whose X-Forwarded-For is believed; NULL: none */
	Framing framing;      /* FRAMING_UNTRIED (0): it is tried; by nobody, only behind a trusted proxy */
	const char *tls_cert; /* PEM text; NULL: plain HTTP */
	const char *tls_key;
	Store *store; /* NULL: handlers get no Db (tests) */
	Site site;
} ServerConf;

/* Starts loops and workers. Fails with the reason logged. */
Err server_open(const ServerConf *conf, Server **out);

int server_port(const Server *server);

/* Takes no more connections, finishes what is in flight for at most `wait_ms`, ends the threads. False when a
 * worker was still busy: then nothing has been freed and the process should exit at once. */
bool server_close(Server *server, int wait_ms);

#endif
