/* What was sent: path parts, query, headers, fields, files, raw bytes. The server fills it while the request
 * arrives (body_receive on the loop's thread, small bodies in memory, large ones and files on disk); features
 * read it through the calls in http.h. */
#ifndef QINGCE_HTTP_BODY_H
#define QINGCE_HTTP_BODY_H

#include "http/forms.h"
#include "http/gate.h"
#include "http/http.h"
#include "http/multipart.h"
#include "http/router.h"

enum { BODY_IN_MEMORY_MAX_BYTES = 64 * 1024 };
/* Temporary files of all requests of a process together; beyond it a body is answered with 503. */
#define BODIES_ON_DISK_MAX_BYTES (8LL << 30)

struct Spool; /* a temporary file with the digest of what has been written */

typedef struct UploadNode {
	Upload upload;
	struct UploadNode *next;
} UploadNode;

typedef struct Body {
	Arena *mem;
	const char *temp_dir;
	const Header *headers;
	size_t header_count;
	RouteParam params[ROUTE_PARAMS_MAX];
	size_t param_count;
	Form query;
	Form form;

	int64_t max_bytes;
	int64_t received;
	int64_t on_disk;      /* bytes written to temporary files */
	Buf bytes;	      /* a body that is not multipart, while it is small */
	struct Spool *spool;  /* the same once it is large, or the file part that is arriving */
	Multipart *multipart; /* NULL for other bodies */
	UploadNode *uploads;
	UploadNode **uploads_end;
	size_t upload_total;
	const char *raw; /* the complete body that is neither form nor multipart; NULL before body_finish */
	size_t raw_len;
	void *mapped; /* unmapped by body_discard */
	size_t mapped_len;
	FormFault fault;
	bool disk_failed; /* could not be written: ours, not the sender's fault */
} Body;

/* `headers` must live as long as the body. Temporary files go to `temp_dir`. */
void body_begin(
    Body *body, Arena *mem, const char *temp_dir, const Header *headers, size_t count, int64_t max_bytes);

/* The next piece. Returns false when more than max_bytes has come; other faults are kept for body_finish. */
bool body_receive(Body *body, const char *bytes, size_t len);

/* After the last piece, on the worker: takes forms apart and makes raw bytes readable. body->fault and
 * body->form.fault_field tell what is wrong. */
FormFault body_finish(Body *body);

/* Closes and removes what is left on disk. Uploads that a feature has renamed away are gone already. */
void body_discard(Body *body);

const char *header_of(const Header *headers, size_t count, const char *name);

#endif
