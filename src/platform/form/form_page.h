/* What handlers and templates have of a form's table: the edits in a request, the fields to show, the notice
 * of a conflict, and the JSON that autosave.js and sheet.js read (docs/adding-a-page.md). */
#ifndef QINGCE_FORM_FORM_PAGE_H
#define QINGCE_FORM_FORM_PAGE_H

#include "form/form.h"
#include "html/parts.h"

/* ---- reading ---- */

/* Which of these fields, or of all of the table, did this person edit? Those that differ from what the form
 * showed (its hidden field `seen`), and those chosen as "mine" in a notice. `edits` has room for all of them.
 */
size_t fields_edited(
    Req *req, const FormTable *form, const char *const names[], size_t count, FieldEdit edits[]);
size_t form_edits(Req *req, const FormTable *form, const char *key, FieldEdit edits[]);

/* The one field that autosave.js posts as it is typed. */
FieldEdit field_posted(Req *req, const FormTable *form);

/* The version that the form showed. False when it does not say: then it is 0. */
bool form_version(Req *req, int64_t *version);

/* ---- showing ---- */

/* How a page shows the fields of a row. */
typedef struct FieldsShown {
	const char *save_url; /* of autosave, without language; NULL = saved with the form */
	int64_t version;
	const char *key; /* of the row, where a page shows many: ids are NAME-KEY; NULL */
	bool is_disabled;
} FieldsShown;

FieldView field_view(
    Req *req, const FormTable *form, const void *row, const char *name, const FieldsShown *how);
/* All fields of the table, in its order. */
void form_views(Req *req, const FormTable *form, const void *row, const FieldsShown *how, FieldView views[]);

/* The views that have a problem, for the summary on top: `problems` has room for `count`. */
size_t form_problems(const FieldView views[], size_t count, Problem problems[]);

/* Lets a field choose among the words of `choices`; form_views does it for those in the table. */
void field_choose(Req *req, FieldView *view, const FieldChoice *choices);

/* The notice of a conflict; NULL when there is none. Its answer goes to `action` and is upon `version`.
 * Values are shown with the words of the choices that `views` have, which need not be all fields. */
typedef struct FormNotice {
	const char *action;
	int64_t version;
	const FieldView *views;
	size_t view_count;
} FormNotice;
const Conflict *form_conflict(
    Req *req, const FormTable *form, const FieldMerge *merge, const FormNotice *notice);

/* ---- the answer to one saved field ---- */

/* A piece of the page that changed with the field: replaces the element of this id. */
typedef struct Fragment {
	const char *id;
	const char *html;
} Fragment;

typedef struct FieldReply {
	const FormTable *form; /* NULL when there was nothing to merge */
	const char *name;
	int64_t version;	 /* of the row now; 0 = the row has none */
	const FieldMerge *merge; /* NULL = saved */
	const char *problem;	 /* of the field as saved; NULL */
	const Fragment *fragments;
	size_t fragment_count;
} FieldReply;

/* 200 when it was saved as typed, 409 when somebody else changed the field, 422 when it cannot be a value at
 * all. */
Err answer_saved(Req *req, const FieldReply *reply);

/* Why a field could not be set. */
const char *field_fault_text(Req *req, FieldFault fault);
/* The same with the name of the field in front. */
const char *field_fault_named(Req *req, const FormTable *form, FieldFault fault, const char *name);

/* What sheet.js reads after cells were pasted: where to go on, or what is wrong (422). */
Err answer_pasted(Req *req, const char *location, const char *problem);
/* Why a pasted cell was not taken. */
const char *paste_stopped(Req *req, const FieldMerge *merge);

#endif
