/* Tables from strangers: the first byte picks CSV, XLSX, pasted text, sniffing or the parts of a workbook,
 * which are packed here so that mutations get past the checksums of the archive. Every cell that comes out
 * must be clean UTF-8 within its bounds, every failure must say what is wrong. */
#include "base/str.h"
#include "doc/table.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { PARTS_OF_A_WORKBOOK = 4, PART_MARK = 0xFF, MODES = 5 };

static const char ROOT[] =
    "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"xl/w.xml\"/></Relationships>";
static const char RELATIONS[] =
    "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"s.xml\"/><Relationship Id=\"b\" "
    "Type=\"x/sharedStrings\" Target=\"t.xml\"/><Relationship Id=\"c\" Type=\"x/styles\" "
    "Target=\"y.xml\"/></Relationships>";
static const char WORKBOOK[] =
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>";

static void check_row(const TableRow *row, int64_t last)
{
	if (row->number <= last || row->count < 1 || row->count > TABLE_DEFAULT_COLUMNS)
		abort();
	for (int i = 0; i < row->count; i++) {
		size_t bytes = strlen(row->cells[i]);
		if (bytes > TABLE_DEFAULT_CELL_BYTES || !str_is_clean_utf8(row->cells[i], bytes))
			abort();
	}
}

static void read_table(Arena *mem, TableKind kind, const void *bytes, size_t len)
{
	Table *table;
	TableFault fault;
	TableChoice choice = {.kind = kind, .max_unpacked_bytes = 4 * 1024 * 1024};
	Err err = table_open_bytes(mem, bytes, len, &choice, &table, &fault);
	if (err == OK) {
		TableRow row;
		int64_t last = 0;
		while (table_next(table, &row)) {
			check_row(&row, last);
			last = row.number;
		}
		err = table_end(table);
	}
	if ((err != OK) != (fault.kind != TABLE_FINE))
		abort();
}

static void pack(zip_t *zip, const char *path, const void *bytes, size_t len)
{
	zip_int64_t index = zip_file_add(zip, path, zip_source_buffer(zip, bytes, len, 0), 0);
	if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0)
		abort();
}

/* Sheet, shared strings, styles and workbook, divided by a byte that no XML in UTF-8 has; missing ones are
 * left out. */
static void pack_parts(zip_t *zip, const uint8_t *bytes, size_t len)
{
	static const char *const paths[PARTS_OF_A_WORKBOOK] = {
	    "xl/s.xml", "xl/t.xml", "xl/y.xml", "xl/w.xml"};
	bool has_workbook = false;
	for (int part = 0; part < PARTS_OF_A_WORKBOOK; part++) {
		const uint8_t *mark = len > 0 ? memchr(bytes, PART_MARK, len) : NULL;
		size_t size = mark ? (size_t)(mark - bytes) : len;
		pack(zip, paths[part], bytes, size);
		has_workbook = part == PARTS_OF_A_WORKBOOK - 1;
		if (!mark)
			break;
		bytes += size + 1;
		len -= size + 1;
	}
	if (!has_workbook)
		pack(zip, "xl/w.xml", WORKBOOK, sizeof WORKBOOK - 1);
	pack(zip, "_rels/.rels", ROOT, sizeof ROOT - 1);
	pack(zip, "xl/_rels/w.xml.rels", RELATIONS, sizeof RELATIONS - 1);
}

static void read_packed(Arena *mem, const uint8_t *bytes, size_t len)
{
	zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_source_keep(archive);
	zip_t *zip = zip_open_from_source(archive, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	if (!zip)
		abort();
	pack_parts(zip, bytes, len);
	zip_stat_t about;
	if (zip_close(zip) != 0 || zip_source_open(archive) != 0 || zip_source_stat(archive, &about) != 0)
		abort();
	char *packed = arena_alloc(mem, about.size);
	if (zip_source_read(archive, packed, about.size) != (zip_int64_t)about.size)
		abort();
	zip_source_close(archive);
	zip_source_free(archive);
	read_table(mem, TABLE_XLSX, packed, about.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const TableKind kinds[MODES - 1] = {TABLE_CSV, TABLE_XLSX, TABLE_PASTE, TABLE_SNIFF};
	if (size == 0)
		return 0;
	Arena *mem = arena_open();
	int mode = bytes[0] % MODES;
	if (mode == MODES - 1)
		read_packed(mem, bytes + 1, size - 1);
	else
		read_table(mem, kinds[mode], bytes + 1, size - 1);
	arena_close(mem);
	return 0;
}
