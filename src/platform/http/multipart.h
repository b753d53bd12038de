/* multipart/form-data (RFC 7578) taken apart while it arrives, in pieces of any size. Strict: CRLF line ends,
 * no preamble or epilogue, bounded headers, parts and fields. Knows nothing of files or requests: what it
 * finds goes to the calls of MultipartSink. Pure. */
#ifndef QINGCE_HTTP_MULTIPART_H
#define QINGCE_HTTP_MULTIPART_H

#include "http/forms.h"

enum {
	MULTIPART_PARTS_MAX = 200,
	MULTIPART_HEAD_MAX_BYTES = 4096,
	MULTIPART_BOUNDARY_MAX = 70, /* RFC 2046 section 5.1.1 */
};

/* Each returns FORM_FINE to go on. */
typedef struct MultipartSink {
	FormFault (*field)(void *with, const char *name, const char *value, size_t len);
	FormFault (*file_begin)(void *with, const char *field, const char *file_name);
	FormFault (*file_bytes)(void *with, const char *bytes, size_t len);
	FormFault (*file_end)(void *with);
} MultipartSink;

typedef struct Multipart Multipart;

/* `content_type` is the header's value; NULL when it is not multipart/form-data with a proper boundary. */
Multipart *multipart_in(Arena *mem, const char *content_type, const MultipartSink *sink, void *with);

/* The first fault sticks; what follows is ignored. */
FormFault multipart_add(Multipart *multipart, const char *bytes, size_t len);

/* After the last byte: FORM_BROKEN unless the closing delimiter has come. */
FormFault multipart_end(Multipart *multipart);

/* The name of the part at fault or "". */
const char *multipart_field(const Multipart *multipart);

#endif
