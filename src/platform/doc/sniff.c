/* libmagic tells the family; zip members tell office files apart; what browsers or shells would run is
 * refused. */
#include "doc/sniff.h"

#include "base/log.h"
#include "base/str.h"

#include <magic.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

enum { HEAD_BYTES = 64 * 1024, MAX_ZIP_ENTRIES = 20000 };

typedef struct KindRow {
	FileKind kind;
	bool is_evidence;
	const char *media_type;
	const char *extensions[3]; /* the first is the usual one */
} KindRow;

static const KindRow KINDS[] = {
    {FILE_OTHER, false, "application/octet-stream", {""}},
    {FILE_EMPTY, false, "application/octet-stream", {""}},
    {FILE_DANGEROUS, false, "application/octet-stream", {""}},
    {FILE_PDF, true, "application/pdf", {".pdf"}},
    {FILE_PNG, true, "image/png", {".png"}},
    {FILE_JPEG, true, "image/jpeg", {".jpg", ".jpeg"}},
    {FILE_WEBP, true, "image/webp", {".webp"}},
    {FILE_XLSX, true, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
    {FILE_XLS, true, "application/vnd.ms-excel", {".xls"}},
    {FILE_DOCX, true, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
    {FILE_OFD, true, "application/ofd", {".ofd"}},
    {FILE_CSV, true, "text/csv", {".csv"}},
    {FILE_TXT, true, "text/plain", {".txt"}},
    {FILE_XML, true, "application/xml", {".xml"}},
    {FILE_ZIP, true, "application/zip", {".zip"}},
};

/* What libmagic says, by the beginning of the media type; the first that fits counts. */
static const struct {
	const char *media_type;
	FileKind kind;
} BY_MAGIC[] = {
    {"inode/x-empty", FILE_EMPTY},
    {"application/x-empty", FILE_EMPTY},
    {"application/pdf", FILE_PDF},
    {"image/png", FILE_PNG},
    {"image/jpeg", FILE_JPEG},
    {"image/webp", FILE_WEBP},
    {"image/svg", FILE_DANGEROUS},
    {"text/html", FILE_DANGEROUS},
    {"application/xhtml", FILE_DANGEROUS},
    {"text/xml", FILE_XML},
    {"application/xml", FILE_XML},
    {"application/vnd.ms-excel", FILE_XLS},
    {"application/x-ole-storage", FILE_OTHER},
    {"application/CDFV2", FILE_OTHER},
    {"application/vnd.openxmlformats", FILE_ZIP},
    {"application/zip", FILE_ZIP},
    {"text/csv", FILE_CSV},
    {"text/plain", FILE_TXT},
    {"text/x-shellscript", FILE_DANGEROUS},
    {"text/x-script", FILE_DANGEROUS},
    {"text/x-python", FILE_DANGEROUS},
    {"text/x-perl", FILE_DANGEROUS},
    {"text/x-php", FILE_DANGEROUS},
    {"text/x-ruby", FILE_DANGEROUS},
    {"text/x-lua", FILE_DANGEROUS},
    {"text/x-tcl", FILE_DANGEROUS},
    {"text/x-awk", FILE_DANGEROUS},
    {"text/x-msdos-batch", FILE_DANGEROUS},
    {"application/javascript", FILE_DANGEROUS},
    {"application/x-dosexec", FILE_DANGEROUS},
    {"application/x-executable", FILE_DANGEROUS},
    {"application/x-pie-executable", FILE_DANGEROUS},
    {"application/x-sharedlib", FILE_DANGEROUS},
    {"application/x-object", FILE_DANGEROUS},
    {"application/x-mach-binary", FILE_DANGEROUS},
    {"application/vnd.microsoft.portable-executable", FILE_DANGEROUS},
    {"application/x-msi", FILE_DANGEROUS},
    {"application/java-archive", FILE_DANGEROUS},
    {"application/x-java", FILE_DANGEROUS},
    {"application/x-shockwave-flash", FILE_DANGEROUS},
    {"application/x-ms-shortcut", FILE_DANGEROUS},
    {"application/hta", FILE_DANGEROUS},
    {"application/wasm", FILE_DANGEROUS},
    {"application/json", FILE_TXT},
    {"application/x-ndjson", FILE_TXT},
    {"text/", FILE_TXT},
};

/* Beginnings of tags that make a browser run what is called text or XML, looked for in the first bytes. */
static const char *const ACTIVE[] = {
    "<html", "<script", "<svg", "<!doctype html", "<body", "<iframe", "<?php", "<xsl:"};

/* Names under which plain text is run when it is opened. */
static const char *const RUN_BY_NAME[] = {".js", ".mjs", ".vbs", ".vbe", ".wsf", ".hta", ".bat", ".cmd",
    ".ps1", ".sh", ".py", ".php", ".pl", ".reg", ".lnk", ".url", ".htm", ".html", ".xhtml", ".mht", ".svg",
    ".xsl"};

static pthread_mutex_t magic_lock = PTHREAD_MUTEX_INITIALIZER;
static magic_t magic; /* libmagic keeps state in it, so one thread at a time */

static const KindRow *row_of(FileKind kind)
{
	return &KINDS[kind];
}

/* The media type of the head of a file; "" when libmagic cannot be used. */
static char *magic_type(Arena *mem, const void *bytes, size_t len)
{
	pthread_mutex_lock(&magic_lock);
	if (!magic) {
		magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF);
		if (magic && magic_load(magic, NULL) != 0) {
			log_event(LOG_ERROR, "libmagic has no database", "why", magic_error(magic), NULL);
			magic_close(magic);
			magic = NULL;
		}
	}
	const char *type = magic ? magic_buffer(magic, bytes, len) : NULL;
	char *copy = arena_copy(mem, type);
	pthread_mutex_unlock(&magic_lock);
	return copy;
}

static bool has_entry(zip_t *zip, const char *name)
{
	return zip_name_locate(zip, name, ZIP_FL_NOCASE) >= 0;
}

/* Office files are zips with certain members. Macros make any of them a program. */
static FileKind kind_of_zip(zip_source_t *source)
{
	zip_error_t error;
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!zip) {
		zip_source_free(source);
		return FILE_OTHER;
	}
	FileKind kind = FILE_ZIP;
	if (zip_get_num_entries(zip, 0) > MAX_ZIP_ENTRIES)
		kind = FILE_OTHER;
	else if (has_entry(zip, "xl/vbaProject.bin") || has_entry(zip, "word/vbaProject.bin") ||
		 has_entry(zip, "META-INF/MANIFEST.MF") || has_entry(zip, "AndroidManifest.xml"))
		kind = FILE_DANGEROUS;
	else if (has_entry(zip, "OFD.xml"))
		kind = FILE_OFD;
	else if (has_entry(zip, "[Content_Types].xml") && has_entry(zip, "xl/workbook.xml"))
		kind = FILE_XLSX;
	else if (has_entry(zip, "[Content_Types].xml") && has_entry(zip, "word/document.xml"))
		kind = FILE_DOCX;
	zip_discard(zip);
	return kind;
}

static bool has_active_tag(const char *head, size_t len)
{
	for (size_t i = 0; i < len; i++)
		for (size_t a = 0; head[i] == '<' && a < sizeof ACTIVE / sizeof *ACTIVE; a++)
			if (len - i >= strlen(ACTIVE[a]) &&
			    strncasecmp(head + i, ACTIVE[a], strlen(ACTIVE[a])) == 0)
				return true;
	return len >= 2 && head[0] == '#' && head[1] == '!';
}

static bool has_extension(const char *file_name, const char *extension)
{
	size_t name = strlen(file_name), len = strlen(extension);
	return len > 0 && name > len && strcasecmp(file_name + name - len, extension) == 0;
}

static bool is_run_by_name(const char *file_name)
{
	for (size_t i = 0; i < sizeof RUN_BY_NAME / sizeof *RUN_BY_NAME; i++)
		if (has_extension(file_name, RUN_BY_NAME[i]))
			return true;
	return false;
}

bool sniff_name_fits(FileKind kind, const char *file_name)
{
	if (!file_name)
		return true;
	for (int i = 0; i < 3 && row_of(kind)->extensions[i]; i++)
		if (has_extension(file_name, row_of(kind)->extensions[i]))
			return true;
	return false;
}

/* The kind by the beginning of the content; among texts the name decides. A zip is looked into later. */
static FileKind kind_of(Arena *mem, const char *head, size_t len, const char *file_name, bool *is_known)
{
	*is_known = true;
	if (len == 0)
		return FILE_EMPTY;
	const char *type = magic_type(mem, head, len);
	*is_known = *type;
	if (len >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
		return FILE_ZIP;
	FileKind kind = FILE_OTHER;
	for (size_t i = 0; i < sizeof BY_MAGIC / sizeof *BY_MAGIC; i++) {
		if (str_starts(type, BY_MAGIC[i].media_type)) {
			kind = BY_MAGIC[i].kind;
			break;
		}
	}
	bool is_text = kind == FILE_TXT || kind == FILE_CSV || kind == FILE_XML || kind == FILE_OTHER;
	const char *name = file_name ? file_name : "";
	if (is_text && (has_active_tag(head, len) || is_run_by_name(name)))
		return FILE_DANGEROUS;
	if (kind == FILE_TXT && has_extension(name, ".csv"))
		return FILE_CSV;
	if (kind == FILE_TXT && has_extension(name, ".xml") && *head == '<')
		return FILE_XML;
	if (kind == FILE_CSV && has_extension(name, ".txt"))
		return FILE_TXT;
	return kind;
}

static Err describe(FileKind kind, const char *file_name, Sniffed *out)
{
	const KindRow *row = row_of(kind);
	*out = (Sniffed){
	    .kind = kind,
	    .media_type = row->media_type,
	    .extension = row->extensions[0],
	    .is_evidence = row->is_evidence,
	    .name_fits = sniff_name_fits(kind, file_name),
	};
	return OK;
}

Err sniff_bytes(Arena *mem, const void *bytes, size_t len, const char *file_name, Sniffed *out)
{
	bool is_known;
	FileKind kind = kind_of(mem, bytes, len < HEAD_BYTES ? len : HEAD_BYTES, file_name, &is_known);
	if (!is_known)
		return ERR_INTERNAL;
	if (kind == FILE_ZIP)
		kind = kind_of_zip(zip_source_buffer_create(bytes, len, 0, NULL));
	return describe(kind, file_name, out);
}

Err sniff_file(Arena *mem, const char *path, const char *file_name, Sniffed *out)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return ERR_INTERNAL;
	char *head = arena_alloc(mem, HEAD_BYTES);
	size_t len = fread(head, 1, HEAD_BYTES, file);
	bool is_read = !ferror(file);
	fclose(file);
	bool is_known;
	FileKind kind = is_read ? kind_of(mem, head, len, file_name, &is_known) : FILE_OTHER;
	if (!is_read || !is_known)
		return ERR_INTERNAL;
	if (kind == FILE_ZIP)
		kind = kind_of_zip(zip_source_file_create(path, 0, 0, NULL));
	return describe(kind, file_name, out);
}

bool sniff_is_evidence(FileKind kind)
{
	return row_of(kind)->is_evidence;
}

const char *sniff_evidence_extensions(void)
{
	return ".pdf,.png,.jpg,.jpeg,.webp,.xlsx,.xls,.docx,.ofd,.csv,.txt,.xml,.zip";
}
