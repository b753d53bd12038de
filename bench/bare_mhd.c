/* The floor to measure against: libmicrohttpd alone, answering every request with the bytes of one file.
 *   bare_mhd PORT FILE */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX_BYTES = 16 * 1024 * 1024, LOOPS = 2 };

static char bytes[FILE_MAX_BYTES];
static size_t len;

static enum MHD_Result answer(void *with, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload, size_t *upload_len, void **context)
{
	static int seen;
	if (!*context) {
		*context = &seen;
		return MHD_YES;
	}
	struct MHD_Response *response = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "Content-Type", "application/json");
	enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return queued;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
	if (!file) {
		fputs("usage: bare_mhd PORT FILE\n", stderr);
		return 2;
	}
	len = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	sigset_t stops;
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stops, NULL);
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO,
	    (uint16_t)atoi(argv[1]), NULL, NULL, answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)LOOPS,
	    MHD_OPTION_END);
	if (!daemon)
		return 1;
	int number;
	sigwait(&stops, &number);
	MHD_stop_daemon(daemon);
	return 0;
}
