/* What a file is, by its content and never by its name alone. Decides which uploads are taken as evidence. */
#ifndef QINGCE_DOC_SNIFF_H
#define QINGCE_DOC_SNIFF_H

#include "base/arena.h"
#include "base/err.h"

typedef enum FileKind {
	FILE_OTHER = 0, /* nothing we take, and nothing dangerous that we know of */
	FILE_EMPTY,
	FILE_DANGEROUS, /* programs, scripts, HTML, SVG, office files with macros */
	FILE_PDF,
	FILE_PNG,
	FILE_JPEG,
	FILE_WEBP,
	FILE_XLSX,
	FILE_XLS,
	FILE_DOCX,
	FILE_OFD, /* Chinese fixed-layout invoices, GB/T 33190: a zip with OFD.xml */
	FILE_CSV,
	FILE_TXT,
	FILE_XML,
	FILE_ZIP,
} FileKind;

typedef struct Sniffed {
	FileKind kind;
	const char *media_type; /* for Content-Type when it is served again; application/octet-stream for
				   FILE_OTHER */
	const char *extension;	/* ".pdf"; "" for FILE_OTHER */
	bool is_evidence;	/* one of the kinds taken as evidence */
	bool name_fits;		/* the extension of the given name belongs to this kind */
} Sniffed;

/* `file_name` is what the sender called it (NULL = unknown: name_fits is true). Of text, the name decides
 * between CSV and TXT. ERR_INTERNAL when the file or the magic database cannot be read. */
Err sniff_file(Arena *mem, const char *path, const char *file_name, Sniffed *out);
Err sniff_bytes(Arena *mem, const void *bytes, size_t len, const char *file_name, Sniffed *out);

bool sniff_is_evidence(FileKind kind);

/* ".pdf,.png,…" for the accept attribute of a file input. */
const char *sniff_evidence_extensions(void);

/* Does the extension of `file_name` belong to `kind`? ("BILL.JPG" and FILE_JPEG: yes.) */
bool sniff_name_fits(FileKind kind, const char *file_name);

#endif
