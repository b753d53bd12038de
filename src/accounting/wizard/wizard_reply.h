/* What the pages of the calculator share in reading forms and answering: which fields were edited, the JSON
 * that autosave.js reads, the notice of a conflict, and the words for problems. */
#ifndef QINGCE_WIZARD_WIZARD_REPLY_H
#define QINGCE_WIZARD_WIZARD_REPLY_H

#include "inventory/inventory_store.h"
#include "json/json.h"
#include "html/parts.h"

/* Which of these fields did this person edit? Those that differ from what the form showed (hidden field
 * `seen`), and those chosen as "mine" in a conflict. `edits` has room for `count`. */
size_t form_edits(Req *req, const char *const names[], size_t count, FieldEdit edits[]);

/* A piece of the page that changed with the field: replaces the element of this id. */
typedef struct Fragment {
	const char *id;
	const char *html;
} Fragment;

typedef struct FieldReply {
	const char *name;
	int64_t version;	 /* of the row now; 0 = the row has none */
	const FieldMerge *merge; /* NULL = saved */
	const char *who;	 /* changed the field in conflict */
	int64_t when_ms;
	const char *label;   /* of the field in conflict */
	const char *problem; /* of the field as saved; NULL */
	const Fragment *fragments;
	size_t fragment_count;
} FieldReply;
/* 200 when it was saved as typed, 409 when somebody else changed the field, 422 when it cannot be a value at
 * all. */
Err answer_saved(Req *req, const FieldReply *reply);

/* "未保存": the field that could not be set, by its label. */
const char *fault_named(Req *req, const FieldMerge *merge, const char *(*label)(Req *req, const char *field));

/* What sheet.js reads after cells were pasted: where to go on, or what is wrong (422). */
Err answer_pasted(Req *req, const char *location, const char *problem);
/* Why a pasted cell was not taken. */
const char *paste_stopped(Req *req, const LineSaved *saved);

/* NULL when there is none. */
const Conflict *conflict_of(Req *req, const FieldMerge *merge, const char *action, const char *who,
    int64_t when_ms, int64_t version, const char *(*label)(Req *req, const char *field));

const char *info_label(Req *req, const char *field);
const char *line_label(Req *req, const char *field);
const char *renewable_label(Req *req, const char *field);

/* What is wrong with a period as typed; NULL when nothing is. */
const char *period_problem(Req *req, PeriodFault fault, const char *start, const char *end);
/* One of the faults of a record that was begun; NULL when it has not this one. */
const char *renewable_problem(Req *req, const RenewableRecord *record, unsigned faults, RenewableFault fault);

/* "2026-11-22 18:24 (UTC+8)" */
const char *when_text(Arena *mem, int64_t ms);

#endif
