/* One XML part of an XLSX archive, unpacked and parsed in pieces. Nothing is trusted: DOCTYPE is refused,
 * depth, token size, unpacked bytes and packing ratio are bounded. Faults go to the table. */
#ifndef QINGCE_DOC_XLSX_PART_H
#define QINGCE_DOC_XLSX_PART_H

#include "doc/table_reader.h"

typedef struct XlsxPart XlsxPart;

/* What to do with the elements of a part. Names come without namespace; attributes as expat gives them. */
typedef struct XlsxEvents {
	void (*start)(Table *table, const char *name, const char **attributes);
	void (*end)(Table *table, const char *name);
	void (*text)(Table *table, const char *text, size_t len); /* may be NULL */
} XlsxEvents;

typedef struct XlsxArchive XlsxArchive;

/* Opens the archive over the table's bytes. NULL after noting a fault. */
XlsxArchive *xlsx_archive_open(Table *table);
void xlsx_archive_close(XlsxArchive *archive);

/* Starts reading a part; NULL without a fault when there is no such part and it is optional. */
XlsxPart *xlsx_part_open(
    Table *table, XlsxArchive *archive, const char *path, const XlsxEvents *events, bool optional);

/* Reads on until xlsx_part_pause or the end. True when paused, false at the end or after a fault. */
bool xlsx_part_read(Table *table, XlsxPart *part);
void xlsx_part_pause(XlsxPart *part);
void xlsx_part_close(XlsxPart *part);

/* Opens, reads to the end and closes. False after a fault. */
bool xlsx_part_read_all(
    Table *table, XlsxArchive *archive, const char *path, const XlsxEvents *events, bool optional);

/* The value of an attribute without namespace; NULL when it is absent. */
const char *xlsx_attribute(const char **attributes, const char *name);

/* The value of r:id, in whichever namespace. */
const char *xlsx_relation_attribute(const char **attributes);

#endif
