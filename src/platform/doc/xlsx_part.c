/* Unpacking by libzip and parsing by expat, one piece after the other, with every size counted. */
#include "doc/xlsx_part.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum {
	PIECE_BYTES = 64 * 1024,
	MAX_DEPTH = 64,
	MAX_ENTRIES = 10000,
	MAX_TOKEN_BYTES = 1024 * 1024, /* one tag: expat reads it anew with every piece that is added */
	MAX_PACKING = 250,	       /* unpacked to packed, beyond the first megabytes */
	PACKING_FREE_BYTES = 8 * 1024 * 1024,
};

struct XlsxArchive {
	zip_t *zip;
	size_t unpacked; /* of all parts together */
};

struct XlsxPart {
	Table *table;
	XlsxArchive *archive;
	zip_file_t *file;
	XML_Parser parser;
	XlsxEvents events;
	size_t packed;
	size_t unpacked;
	size_t since_token; /* bytes since expat last reported anything */
	int depth;
	bool finished; /* all bytes have been handed to expat */
};

XlsxArchive *xlsx_archive_open(Table *table)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(table->bytes, table->len, 0, &error);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!zip) {
		zip_source_free(source);
		table_fail(table, TABLE_BROKEN, 0, NULL, 0);
		return NULL;
	}
	XlsxArchive *archive = ARENA_NEW(table->keep, XlsxArchive);
	archive->zip = zip;
	if (zip_get_num_entries(zip, 0) > MAX_ENTRIES) {
		table_fail(table, TABLE_TOO_LARGE, 0, NULL, MAX_ENTRIES);
		xlsx_archive_close(archive);
		return NULL;
	}
	return archive;
}

void xlsx_archive_close(XlsxArchive *archive)
{
	if (archive)
		zip_discard(archive->zip);
}

/* Names come as "namespace|name"; the namespaces differ between transitional and strict workbooks. */
static const char *local_name(const char *name)
{
	const char *bar = strrchr(name, '|');
	return bar ? bar + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

const char *xlsx_relation_attribute(const char **attributes)
{
	for (; attributes[0]; attributes += 2)
		if (strchr(attributes[0], '|') && strcmp(local_name(attributes[0]), "id") == 0)
			return attributes[1];
	return NULL;
}

static void fail_part(XlsxPart *part, TableFaultKind kind, const char *detail)
{
	table_fail(part->table, kind, 0, detail, 0);
	XML_StopParser(part->parser, XML_FALSE);
}

static void XMLCALL on_start(void *to, const char *name, const char **attributes)
{
	XlsxPart *part = to;
	part->since_token = 0;
	if (part->table->err)
		return;
	if (++part->depth > MAX_DEPTH) {
		fail_part(part, TABLE_BROKEN, NULL);
		return;
	}
	part->events.start(part->table, local_name(name), attributes);
	if (part->table->err)
		XML_StopParser(part->parser, XML_FALSE);
}

static void XMLCALL on_end(void *to, const char *name)
{
	XlsxPart *part = to;
	part->since_token = 0;
	if (part->table->err)
		return;
	part->depth--;
	part->events.end(part->table, local_name(name));
	if (part->table->err)
		XML_StopParser(part->parser, XML_FALSE);
}

static void XMLCALL on_text(void *to, const char *text, int len)
{
	XlsxPart *part = to;
	part->since_token = 0;
	if (part->events.text && !part->table->err)
		part->events.text(part->table, text, (size_t)len);
}

static void XMLCALL on_other(void *to, const char *text, int len)
{
	XlsxPart *part = to;
	part->since_token = 0;
	(void)text;
	(void)len;
}

static void XMLCALL on_doctype(
    void *to, const char *name, const char *system_id, const char *public_id, int has_internal_subset)
{
	fail_part(to, TABLE_FORBIDDEN_XML, name);
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
}

static XML_Parser parser_of(XlsxPart *part)
{
	XML_Parser parser = XML_ParserCreateNS(NULL, '|');
	if (!parser)
		abort();
	XML_SetUserData(parser, part);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetDefaultHandler(parser, on_other);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	return parser;
}

XlsxPart *xlsx_part_open(
    Table *table, XlsxArchive *archive, const char *path, const XlsxEvents *events, bool optional)
{
	zip_stat_t about;
	zip_int64_t index = zip_name_locate(archive->zip, path, ZIP_FL_NOCASE);
	if (index < 0 && optional)
		return NULL;
	if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &about) != 0) {
		table_fail(table, TABLE_BROKEN, 0, path, 0);
		return NULL;
	}
	if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE) {
		table_fail(table, TABLE_OLD_FORMAT, 0, path, 0);
		return NULL;
	}
	zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
	if (!file) {
		table_fail(table, TABLE_BROKEN, 0, path, 0);
		return NULL;
	}
	XlsxPart *part = ARENA_NEW(table->keep, XlsxPart);
	*part = (XlsxPart){.table = table, .archive = archive, .file = file, .events = *events};
	part->packed = (about.valid & ZIP_STAT_COMP_SIZE) && about.comp_size < table->len ? about.comp_size
											  : table->len;
	part->parser = parser_of(part);
	return part;
}

void xlsx_part_pause(XlsxPart *part)
{
	XML_StopParser(part->parser, XML_TRUE);
}

/* Bombs: too much in all, packed tighter than any honest sheet, or one endless tag. */
static bool is_within_bounds(XlsxPart *part, size_t more)
{
	part->unpacked += more;
	part->archive->unpacked += more;
	part->since_token += more;
	size_t most = part->table->choice.max_unpacked_bytes;
	bool too_tight = part->unpacked > PACKING_FREE_BYTES && part->unpacked / MAX_PACKING > part->packed;
	if (part->archive->unpacked <= most && !too_tight && part->since_token <= MAX_TOKEN_BYTES)
		return true;
	return table_fail(part->table, TABLE_TOO_LARGE, 0, NULL, (int64_t)most);
}

/* Hands the next piece to expat. */
static enum XML_Status feed(XlsxPart *part)
{
	char piece[PIECE_BYTES];
	zip_int64_t got = zip_fread(part->file, piece, sizeof piece);
	if (got < 0) {
		table_fail(part->table, TABLE_BROKEN, 0, NULL, 0);
		return XML_STATUS_ERROR;
	}
	if (!is_within_bounds(part, (size_t)got))
		return XML_STATUS_ERROR;
	part->finished = got == 0;
	return XML_Parse(part->parser, piece, (int)got, part->finished);
}

bool xlsx_part_read(Table *table, XlsxPart *part)
{
	while (!table->err) {
		XML_ParsingStatus state;
		XML_GetParsingStatus(part->parser, &state);
		if (state.parsing == XML_FINISHED)
			return false;
		enum XML_Status status = state.parsing == XML_SUSPENDED ? XML_ResumeParser(part->parser)
									: feed(part);
		if (status == XML_STATUS_SUSPENDED)
			return true;
		if (status == XML_STATUS_ERROR)
			return table_fail(
			    table, TABLE_BROKEN, 0, XML_ErrorString(XML_GetErrorCode(part->parser)), 0);
	}
	return false;
}

void xlsx_part_close(XlsxPart *part)
{
	if (!part)
		return;
	XML_ParserFree(part->parser);
	zip_fclose(part->file);
}

bool xlsx_part_read_all(
    Table *table, XlsxArchive *archive, const char *path, const XlsxEvents *events, bool optional)
{
	XlsxPart *part = xlsx_part_open(table, archive, path, events, optional);
	if (!part)
		return !table->err;
	xlsx_part_read(table, part);
	xlsx_part_close(part);
	return !table->err;
}
