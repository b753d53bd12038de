/* Typed fields. A table says what a form holds and where each field stands in its row; reading what was
 * posted, saving one field as it is typed, merging with what somebody else saved, the notice of a conflict,
 * the JSON reply and the fields of a template follow from it (form_page.h). A new form is one table and its
 * page. No SQL; knows no feature.
 *
 * Two people at one row. A form that is posted whole brings every field, those too that its person never
 * touched: taking them all would write back what somebody else has changed meanwhile. So it carries the
 * hidden field `seen`, a digest of each field as it was shown ("amount:09c4…,note:af63…,"). A posted field
 * that still has the digest it was shown with was left alone and is no edit. Where there is no `seen`
 * (autosave posts one field because it was typed; a program posts what it means) what was posted is taken at
 * its word.
 *
 * A row has a version, and a form says which one it showed. An edit is a conflict when somebody else changed
 * that field after the version shown and it stands otherwise than it was typed now; the same value is none: a
 * reply got lost and the browser sends once more. Rows that log their changes know which fields somebody else
 * changed; of the others only the version tells that something changed, and every edit is looked at
 * (EVERY_FIELD). A field in conflict keeps what the other one saved, and the notice offers both; its answer
 * is choice_NAME (mine or theirs) and mine_NAME: the value as stored, never the words it was shown with,
 * which change with the language. */
#ifndef QINGCE_FORM_FORM_H
#define QINGCE_FORM_FORM_H

#include "html/html.h"

enum { FIELD_TEXT_MAX = 200 };

/* What is typed stands in the row as text; what it means is for the rules of the row. */
typedef enum FieldKind {
	FIELD_TEXT,
	FIELD_AREA, /* several lines */
	FIELD_NUMBER,
	FIELD_WHOLE, /* a year, a count */
	FIELD_DAY,
	FIELD_CHOICE, /* of `choices`, or of a list that its page makes */
	FIELD_MANY,   /* several of such a list, joined by ',' */
	FIELD_ID,     /* int64_t in the row: another row; 0 is "" */
	FIELD_MONTHS, /* int64_t in the row: a mask of at most `max` months; 0 is "" */
} FieldKind;

typedef struct FieldChoice {
	const char *value;
	Word text;
	Word hint;
} FieldChoice;

typedef struct Field {
	const char *name; /* a '*' stands for the key of the row where a page shows many: c_*_4 */
	size_t offset;	  /* in the row */
	FieldKind kind;
	int max;		    /* characters; 0 = FIELD_TEXT_MAX */
	const FieldChoice *choices; /* end with {0}; NULL */
	Word label, hint;
	const char *unit; /* that stands behind the control and cannot be changed; NULL … */
	Word unit_word;	  /* … or this one, where it differs by language */
	const char *placeholder;
	bool is_optional; /* says so */
	bool must_choose; /* one of `choices` must stand */
	bool is_short;
} Field;

typedef enum FieldFault { FIELD_SET, FIELD_UNKNOWN, FIELD_TOO_LONG, FIELD_REFUSED } FieldFault;

/* Further fields of a row, whose names are made as they are needed: month_3, input_ncv_unit. */
typedef struct FieldsMade {
	const char *(*get)(Arena *mem, const void *row, const char *name); /* "" when unknown */
	FieldFault (*set)(Arena *mem, void *row, const char *name, const char *value);
	const char *(*label)(Arena *mem, Lang lang, const char *name); /* NULL when unknown */
} FieldsMade;

typedef struct FormTable {
	const Field *fields;
	size_t count;
	const FieldsMade *made; /* NULL */
	bool trims;		/* spaces around what was typed go */
	bool
	    takes_wrong; /* a wrong value is set and shown again: the rules say what is wrong; else refused */
} FormTable;

/* FORM_TABLE(fields) gives .fields and .count of an array. */
#define FORM_TABLE(array) .fields = (array), .count = sizeof(array) / sizeof *(array)

/* ---- one field ---- */

/* "" for an unknown field. */
const char *field_get(Arena *mem, const FormTable *form, const void *row, const char *name);
FieldFault field_set(Arena *mem, const FormTable *form, void *row, const char *name, const char *value);
/* What the field is called; its name when nobody knows. */
const char *field_label(Arena *mem, Lang lang, const FormTable *form, const char *name);
/* NULL for those that are made, and for unknown ones. */
const Field *field_named(const FormTable *form, const char *name);

bool choice_is_known(const FieldChoice *choices, const char *value);
/* The words of a choice; `value` when it is none. */
const char *choice_text(Lang lang, const FieldChoice *choices, const char *value);

/* Makes every text of the table "". */
void fields_clear(const FormTable *form, void *row);

/* The names of the table, with the key of the row (NULL where they have none). `names` has room for
 * form->count; returns it. */
size_t fields_names(Arena *mem, const FormTable *form, const char *key, const char *names[]);

/* ---- what two people typed ---- */

typedef struct FieldEdit {
	const char *field;
	const char *value;
} FieldEdit;

typedef struct FieldConflict {
	const char *field;
	const char *yours, *theirs; /* as stored */
} FieldConflict;

/* What others changed in a row since somebody saw it. */
typedef struct FieldChanges {
	const char *names; /* joined by ',' */
	const char *who;   /* did the last of them; "" */
	int64_t when_ms;
} FieldChanges;

/* As names: nobody knows which fields, it may have been any. */
#define EVERY_FIELD "*"

/* Of a row that has but its version to tell: who saved it last and when, if it is no longer the one `seen`.
 */
FieldChanges field_changes_of(int64_t version, int64_t seen, const char *who, int64_t when_ms);

typedef struct FieldMerge {
	const char *saved; /* names of the fields that took a new value, joined by ',' */
	FieldConflict *conflicts;
	size_t conflict_count;
	FieldFault fault; /* of the last field that could not be set */
	const char *fault_field;
	FieldChanges others; /* who changed the fields in conflict last */
} FieldMerge;

/* Sets each edited field of `row` but those in conflict. */
FieldMerge fields_merge(Arena *mem, const FormTable *form, void *row, const FieldChanges *others,
    const FieldEdit edits[], size_t count);

/* The text of the hidden field `seen` for these fields, or for all of the table. */
const char *fields_seen(
    Arena *mem, const FormTable *form, const void *row, const char *const names[], size_t count);
const char *form_seen(Arena *mem, const FormTable *form, const void *row, const char *key);
bool field_was_edited(Arena *mem, const char *seen, const char *name, const char *value);

/* Is `name` among names joined by ','? */
bool names_have(const char *names, const char *name);

#endif
