/* What the pages of reference factors show. */
#ifndef QINGCE_REFERENCE_REFERENCE_VIEW_H
#define QINGCE_REFERENCE_REFERENCE_VIEW_H

#include "html/parts.h"
#include "reference/reference.h"

typedef struct ReferenceRow {
	const ReferenceFactor *factor;
	const char *unit;   /* to read */
	const char *source; /* what a line keeps */
} ReferenceRow;

typedef struct ReferenceListView {
	const char *query;
	const ReferenceRow *rows;
	size_t row_count;
	bool has_tables;
	const char *api_href;
	Pager pager;
	/* A line takes one of them: */
	const char *line_action, *line_href, *line_title; /* NULL: the list is only read */
	int64_t line_version, line_id, inventory_id;
} ReferenceListView;

typedef struct ReferenceBatchRow {
	const ReferenceBatch *batch;
	const char *when, *by;
	const char *remove_action;
} ReferenceBatchRow;

typedef struct ReferenceAdminView {
	const ReferenceBatchRow *rows;
	size_t row_count;
	FieldView file, title, licence, retrieved;
	const char *fault;
} ReferenceAdminView;

#endif
