/* Reception of a body on the loop's thread and its reading on the worker's. */
#include "http/body.h"

#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	FIELDS_TOTAL_MAX_BYTES = 4 * 1024 * 1024, /* of one multipart body, which are kept in memory */
	FILE_NAME_MAX_BYTES = 200,
};

struct Spool {
	int fd;
	char *path;
	const char *field;
	const char *name;
	int64_t size;
	EVP_MD_CTX *digest; /* NULL: nobody asks for it */
};

/* ---- temporary files ---- */

/* Of all bodies that are arriving or being worked on in this process. */
static atomic_llong bytes_on_disk;

static bool takes_room(Body *body, size_t len)
{
	body->on_disk += (int64_t)len;
	if (atomic_fetch_add(&bytes_on_disk, (long long)len) + (long long)len <= BODIES_ON_DISK_MAX_BYTES)
		return true;
	log_event(LOG_ERROR, "spool_full", "directory", body->temp_dir, NULL);
	body->disk_failed = true;
	return false;
}

static bool spool_open(Body *body, struct Spool *spool, bool with_digest)
{
	spool->path = arena_printf(body->mem, "%s/upload-XXXXXX", body->temp_dir);
	spool->fd = mkostemp(spool->path, O_CLOEXEC);
	if (spool->fd < 0) {
		log_event(
		    LOG_ERROR, "spool_failed", "directory", body->temp_dir, "why", strerror(errno), NULL);
		body->disk_failed = true;
		return false;
	}
	if (with_digest) {
		spool->digest = EVP_MD_CTX_new();
		EVP_DigestInit_ex(spool->digest, EVP_sha256(), NULL);
	}
	return true;
}

static bool spool_write(Body *body, struct Spool *spool, const char *bytes, size_t len)
{
	if (!takes_room(body, len))
		return false;
	spool->size += (int64_t)len;
	if (spool->digest)
		EVP_DigestUpdate(spool->digest, bytes, len);
	while (len > 0) {
		ssize_t written = write(spool->fd, bytes, len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			log_event(
			    LOG_ERROR, "spool_failed", "path", spool->path, "why", strerror(errno), NULL);
			body->disk_failed = true;
			return false;
		}
		bytes += written;
		len -= (size_t)written;
	}
	return true;
}

static void spool_close(struct Spool *spool)
{
	if (spool->fd >= 0)
		close(spool->fd);
	EVP_MD_CTX_free(spool->digest);
	spool->fd = -1;
	spool->digest = NULL;
}

/* ---- parts of a multipart body ---- */

/* The last segment of a path, without what a file system or a header could trip over. */
static const char *clean_file_name(Arena *mem, const char *given)
{
	for (const char *at = given; *at; at++)
		if (*at == '/' || *at == '\\')
			given = at + 1;
	size_t len = strlen(given);
	if (len > FILE_NAME_MAX_BYTES) {
		len = FILE_NAME_MAX_BYTES;
		while (len > 0 && ((unsigned char)given[len] & 0xC0) == 0x80)
			len--;
	}
	return arena_copy_n(mem, given, len);
}

static FormFault on_field(void *with, const char *name, const char *value, size_t len)
{
	Body *body = with;
	body->upload_total += len;
	if (body->upload_total > FIELDS_TOTAL_MAX_BYTES)
		return FORM_TOO_LARGE;
	form_add(&body->form, name, value);
	return body->form.fault;
}

static FormFault on_file_begin(void *with, const char *field, const char *file_name)
{
	Body *body = with;
	body->spool = ARENA_NEW(body->mem, struct Spool);
	*body->spool = (struct Spool){
	    .fd = -1, .field = field, .name = clean_file_name(body->mem, file_name)};
	return FORM_FINE;
}

static FormFault on_file_bytes(void *with, const char *bytes, size_t len)
{
	Body *body = with;
	bool is_open = body->spool->fd >= 0 || spool_open(body, body->spool, true);
	return is_open && spool_write(body, body->spool, bytes, len) ? FORM_FINE : FORM_BROKEN;
}

static const char *finish_digest(Arena *mem, struct Spool *spool)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	EVP_DigestFinal_ex(spool->digest, digest, &len);
	return str_hex(mem, digest, len);
}

static FormFault on_file_end(void *with)
{
	Body *body = with;
	struct Spool *spool = body->spool;
	bool is_unchosen = spool->size == 0 && !*spool->name;
	if (is_unchosen) {
		body->spool = NULL;
		return FORM_FINE;
	}
	if (spool->fd < 0 && !spool_open(body, spool, true))
		return FORM_BROKEN;
	UploadNode *node = ARENA_NEW(body->mem, UploadNode);
	node->upload = (Upload){
	    .field = spool->field,
	    .name = *spool->name ? spool->name : "file",
	    .path = spool->path,
	    .size = spool->size,
	    .sha256 = finish_digest(body->mem, spool),
	};
	spool_close(spool);
	body->spool = NULL;
	*body->uploads_end = node;
	body->uploads_end = &node->next;
	return FORM_FINE;
}

static const MultipartSink BODY_SINK = {on_field, on_file_begin, on_file_bytes, on_file_end};

/* ---- reception ---- */

const char *header_of(const Header *headers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(headers[i].name, name) == 0)
			return headers[i].value;
	return "";
}

static bool has_type(const Body *body, const char *type)
{
	const char *given = header_of(body->headers, body->header_count, "Content-Type");
	size_t len = strlen(type);
	return strncasecmp(given, type, len) == 0 && (given[len] == '\0' || strchr("; \t", given[len]));
}

void body_begin(
    Body *body, Arena *mem, const char *temp_dir, const Header *headers, size_t count, int64_t max_bytes)
{
	*body = (Body){
	    .mem = mem,
	    .temp_dir = temp_dir,
	    .headers = headers,
	    .header_count = count,
	    .max_bytes = max_bytes,
	    .query = form_in(mem),
	    .form = form_in(mem),
	};
	body->uploads_end = &body->uploads;
	if (!has_type(body, "multipart/form-data"))
		return;
	const char *type = header_of(headers, count, "Content-Type");
	body->multipart = multipart_in(mem, type, &BODY_SINK, body);
	if (!body->multipart)
		body->fault = FORM_BROKEN;
}

static void keep_bytes(Body *body, const char *bytes, size_t len)
{
	if (!body->bytes.mem)
		body->bytes = buf_in(body->mem, BODY_IN_MEMORY_MAX_BYTES);
	if (!body->spool && len <= body->bytes.max - body->bytes.len) {
		buf_add(&body->bytes, bytes, len);
		return;
	}
	if (!body->spool) {
		body->spool = ARENA_NEW(body->mem, struct Spool);
		*body->spool = (struct Spool){.fd = -1};
		if (!spool_open(body, body->spool, false) ||
		    !spool_write(body, body->spool, buf_take(&body->bytes), body->bytes.len))
			return;
	}
	spool_write(body, body->spool, bytes, len);
}

bool body_receive(Body *body, const char *bytes, size_t len)
{
	body->received += (int64_t)len;
	if (body->received > body->max_bytes) {
		body->fault = FORM_TOO_LARGE;
		return false;
	}
	if (body->fault || body->disk_failed)
		return true;
	if (body->multipart)
		body->fault = multipart_add(body->multipart, bytes, len);
	else
		keep_bytes(body, bytes, len);
	return true;
}

/* ---- reading ---- */

static void read_raw(Body *body)
{
	struct Spool *spool = body->spool;
	if (!spool) {
		body->raw = buf_take(&body->bytes);
		body->raw_len = body->bytes.len;
		return;
	}
	void *mapped = mmap(NULL, (size_t)spool->size, PROT_READ, MAP_PRIVATE, spool->fd, 0);
	if (mapped == MAP_FAILED) {
		body->disk_failed = true;
		return;
	}
	body->mapped = mapped;
	body->mapped_len = (size_t)spool->size;
	body->raw = mapped;
	body->raw_len = (size_t)spool->size;
}

FormFault body_finish(Body *body)
{
	if (body->fault || body->disk_failed) {
		if (body->multipart)
			form_fault(&body->form, body->fault, multipart_field(body->multipart));
		return body->fault;
	}
	if (body->multipart) {
		body->fault = multipart_end(body->multipart);
		return body->fault;
	}
	read_raw(body);
	if (!body->disk_failed && has_type(body, "application/x-www-form-urlencoded")) {
		form_parse(&body->form, body->raw, body->raw_len);
		body->fault = body->form.fault;
	}
	return body->fault;
}

void body_discard(Body *body)
{
	if (body->mapped)
		munmap(body->mapped, body->mapped_len);
	body->mapped = NULL;
	if (body->spool) {
		bool is_on_disk = body->spool->fd >= 0;
		spool_close(body->spool);
		if (is_on_disk)
			unlink(body->spool->path);
		body->spool = NULL;
	}
	for (UploadNode *node = body->uploads; node; node = node->next)
		unlink(node->upload.path);
	body->uploads = NULL;
	atomic_fetch_sub(&bytes_on_disk, (long long)body->on_disk);
	body->on_disk = 0;
}

/* ---- the calls of http.h ---- */

const char *path_text(Req *req, const char *name)
{
	for (size_t i = 0; i < req->body->param_count; i++)
		if (strcmp(req->body->params[i].name, name) == 0)
			return req->body->params[i].value;
	return "";
}

int64_t path_id(Req *req, const char *name)
{
	int64_t id;
	return str_to_int(path_text(req, name), &id) && id > 0 ? id : 0;
}

const char *query_text(Req *req, const char *name)
{
	const char *value = form_find(&req->body->query, name, 0);
	return value ? value : "";
}

int64_t query_int(Req *req, const char *name, int64_t otherwise)
{
	int64_t value;
	return str_to_int(query_text(req, name), &value) ? value : otherwise;
}

const char *form_text(Req *req, const char *name)
{
	return form_text_at(req, name, 0);
}

bool form_has(Req *req, const char *name)
{
	return form_find(&req->body->form, name, 0) != NULL;
}

size_t form_count(Req *req, const char *name)
{
	return form_count_of(&req->body->form, name);
}

const char *form_text_at(Req *req, const char *name, size_t index)
{
	const char *value = form_find(&req->body->form, name, index);
	return value ? value : "";
}

bool form_field(Req *req, size_t index, const char **name, const char **value)
{
	const Form *form = &req->body->form;
	if (index >= form->count)
		return false;
	*name = form->fields[index].name;
	*value = form->fields[index].value;
	return true;
}

size_t upload_count(Req *req)
{
	size_t count = 0;
	for (UploadNode *node = req->body->uploads; node; node = node->next)
		count++;
	return count;
}

const Upload *upload_at(Req *req, size_t index)
{
	for (UploadNode *node = req->body->uploads; node; node = node->next)
		if (index-- == 0)
			return &node->upload;
	return NULL;
}

const char *body_bytes(Req *req, size_t *len)
{
	*len = req->body->raw_len;
	return req->body->raw ? req->body->raw : "";
}

const char *header_text(Req *req, const char *name)
{
	return header_of(req->body->headers, req->body->header_count, name);
}

/* The value of `name` in one Cookie header (RFC 6265 section 4.2.1); NULL when it is not there. */
static const char *cookie_in(Arena *mem, const char *cookies, const char *name)
{
	size_t name_len = strlen(name);
	for (const char *at = cookies; *at;) {
		at += strspn(at, "; \t");
		size_t len = strcspn(at, ";");
		if (len > name_len && at[name_len] == '=' && strncmp(at, name, name_len) == 0) {
			const char *value = at + name_len + 1;
			size_t value_len = len - name_len - 1;
			while (value_len > 0 && (value[value_len - 1] == ' ' || value[value_len - 1] == '\t'))
				value_len--;
			return arena_copy_n(mem, value, value_len);
		}
		at += len;
	}
	return NULL;
}

const char *cookie_text(Req *req, const char *name)
{
	const Body *body = req->body;
	for (size_t i = 0; i < body->header_count; i++) {
		if (strcasecmp(body->headers[i].name, "Cookie") != 0)
			continue;
		const char *value = cookie_in(req->mem, body->headers[i].value, name);
		if (value)
			return value;
	}
	return "";
}
