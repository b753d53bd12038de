/* Reference factors: bulk tables of other publishers (UK DESNZ conversion factors, US EPA supply-chain
 * factors) that an operator loads into the library. They are looked up and taken onto a line like an own
 * factor; no default ever comes from them. */
#ifndef QINGCE_REFERENCE_REFERENCE_H
#define QINGCE_REFERENCE_REFERENCE_H

#include "db/scope.h"
#include "doc/table.h"

enum {
	REFERENCE_MAX_BYTES = 64 * 1024 * 1024,
	REFERENCE_MAX_ROWS = 100000, /* of a file */
	REFERENCE_MAX_BATCHES = 50,
	REFERENCE_PAGE = 50,
	REFERENCE_TEXT_MAX = 200,
};

typedef struct ReferenceBatch {
	int64_t id;
	const char *layout; /* desnz | useeio */
	const char *title, *licence, *retrieved, *file_name;
	int64_t rows, skipped;
	const char *added_by_name; /* "" = the command line */
	int64_t added_at;
} ReferenceBatch;

typedef struct ReferenceFactor {
	int64_t id;
	const char *code, *name, *value_text, *unit, *year, *note;
	const char *title, *licence; /* of its batch */
	bool is_usable;		     /* unit_parse reads the unit: a line can take it */
} ReferenceFactor;

typedef enum ReferenceFault {
	REFERENCE_FINE = 0,
	REFERENCE_NO_TABLE,  /* no sheet with the columns of a known layout */
	REFERENCE_BAD_VALUE, /* row, column: a value that is no number */
	REFERENCE_NO_ROWS,
	REFERENCE_TOO_MANY_ROWS, /* more than REFERENCE_MAX_ROWS that could be loaded */
	REFERENCE_LONG_TEXT,	 /* title or licence over REFERENCE_TEXT_MAX characters */
	REFERENCE_TABLE_FAULT,	 /* see table */
} ReferenceFault;

typedef struct ReferenceOutcome {
	ReferenceFault fault;
	int64_t row;
	const char *column, *given;
	TableFault table;
	int64_t rows, skipped;
	int64_t batch_id;
} ReferenceOutcome;

/* Reads a file of a known layout and stores it as one batch. Nothing is stored when *out tells a fault.
 * `batch` holds title, licence, retrieved and file_name. ERR_TOO_LARGE beyond REFERENCE_MAX_BATCHES. */
Err reference_import(Scope by, const char *path, const ReferenceBatch *batch, ReferenceOutcome *out);

#endif
