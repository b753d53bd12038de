/* One request from its first line to the last byte of its answer, and the queue between loops and workers. */
#ifndef QINGCE_HTTP_CALL_H
#define QINGCE_HTTP_CALL_H

#include "http/body.h"
#include "http/dispatch.h"
#include "http/reaper.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

typedef enum Stage {
	STAGE_ARRIVING,	 /* the request line is there */
	STAGE_RECEIVING, /* headers have passed the gate; the body comes in */
	STAGE_WORKING,	 /* suspended: queued or on a worker */
	STAGE_ANSWERED,
} Stage;

typedef struct Call {
	Req req;
	struct Server *server;
	struct MHD_Connection *connection;
	Peer *peer;
	Stage stage;
	const char *target_at; /* in the library's memory, which it changes; req.target is a copy */
	Gate gate;
	Body body;
	RouteMatch match;
	Answer answer;
	struct MHD_Response *response;
	int status;
	size_t answer_bytes;
	int64_t statements; /* of SQL that the answer took */
	int64_t started_ns;
	char id[24];
	struct Call *next;
} Call;

typedef struct CallQueue {
	pthread_mutex_t lock;
	pthread_cond_t some;
	Call *first;
	Call **last;
	_Atomic int count;
	int asleep; /* workers waiting for `some` */
	int max;
	bool closed;
} CallQueue;

void queue_open(CallQueue *queue, int max);
void queue_close(CallQueue *queue); /* whoever waits gets NULL once it is empty */
void queue_discard(CallQueue *queue);
bool queue_is_full(CallQueue *queue);
void queue_push(CallQueue *queue, Call *call);
Call *queue_pop(CallQueue *queue);

/* The finished answer as the library wants it. Takes answer.fd over. NULL when memory is short. */
struct MHD_Response *call_response(Call *call);

#endif
