/* The queue, and the bytes of an answer. */
#include "http/call.h"

#include "http/app.h"
#include "http/metrics.h"

#include <sched.h>

enum { LINGER_YIELDS = 10 };

#define CONTENT_POLICY                                                                                       \
	"default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'self'; "   \
	"form-action 'self'; frame-ancestors 'none'"
#define CONTENT_POLICY_WITH_WASM CONTENT_POLICY "; script-src 'self' 'wasm-unsafe-eval'"

static const AnswerHeader SECURITY_HEADERS[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

void queue_open(CallQueue *queue, int max)
{
	*queue = (CallQueue){.max = max};
	queue->last = &queue->first;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->some, NULL);
}

void queue_close(CallQueue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->some);
	pthread_mutex_unlock(&queue->lock);
}

void queue_discard(CallQueue *queue)
{
	pthread_cond_destroy(&queue->some);
	pthread_mutex_destroy(&queue->lock);
}

bool queue_is_full(CallQueue *queue)
{
	pthread_mutex_lock(&queue->lock);
	bool is_full = queue->count >= queue->max || queue->closed;
	pthread_mutex_unlock(&queue->lock);
	return is_full;
}

void queue_push(CallQueue *queue, Call *call)
{
	call->next = NULL;
	metrics_add_queued(1);
	pthread_mutex_lock(&queue->lock);
	*queue->last = call;
	queue->last = &call->next;
	queue->count++;
	bool wakes = queue->asleep > 0;
	pthread_mutex_unlock(&queue->lock);
	if (wakes)
		pthread_cond_signal(&queue->some);
}

/* A worker that has just been busy gives way a few times before it sleeps: under load the loops then hand
 * several requests over at once, which saves most of the wake-ups. */
static void linger(CallQueue *queue)
{
	for (int i = 0; i < LINGER_YIELDS && atomic_load_explicit(&queue->count, memory_order_relaxed) == 0;
	     i++)
		sched_yield();
}

Call *queue_pop(CallQueue *queue)
{
	linger(queue);
	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->closed) {
		queue->asleep++;
		pthread_cond_wait(&queue->some, &queue->lock);
		queue->asleep--;
	}
	Call *call = queue->first;
	if (call) {
		queue->first = call->next;
		if (!queue->first)
			queue->last = &queue->first;
		queue->count--;
		metrics_add_queued(-1);
	}
	pthread_mutex_unlock(&queue->lock);
	return call;
}

static struct MHD_Response *bare_response(Answer *answer)
{
	if (answer->fd < 0)
		return MHD_create_response_from_buffer(
		    answer->len, (void *)answer->bytes, MHD_RESPMEM_PERSISTENT);
	struct MHD_Response *response = MHD_create_response_from_fd64(answer->len, answer->fd);
	if (response)
		answer->fd = -1;
	return response;
}

struct MHD_Response *call_response(Call *call)
{
	Answer *answer = &call->answer;
	struct MHD_Response *response = bare_response(answer);
	if (!response)
		return NULL;
	if (answer->type)
		MHD_add_response_header(response, "Content-Type", answer->type);
	for (size_t i = 0; i < answer->header_count; i++)
		MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
	for (size_t i = 0; i < sizeof SECURITY_HEADERS / sizeof *SECURITY_HEADERS; i++)
		MHD_add_response_header(response, SECURITY_HEADERS[i].name, SECURITY_HEADERS[i].value);
	MHD_add_response_header(response, "Content-Security-Policy",
	    answer->allows_wasm ? CONTENT_POLICY_WITH_WASM : CONTENT_POLICY);
	if (call->req.app->is_tls)
		MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
	MHD_add_response_header(response, "X-Request-Id", call->id);
	/* After a chunked body nothing is read from this connection: whatever framing another party may have
	 * seen in it, there is no second request. */
	if (answer->must_close || call->gate.is_chunked || metrics_is_draining())
		MHD_add_response_header(response, "Connection", "close");
	call->status = answer->status;
	call->answer_bytes = answer->len;
	return response;
}
