/* The fields of a query or of an urlencoded body. Strict: what cannot be read exactly is a problem that names
 * the field, never a guess. Pure. */
#ifndef QINGCE_HTTP_FORMS_H
#define QINGCE_HTTP_FORMS_H

#include "base/arena.h"

enum {
	FORM_FIELDS_MAX = 2000,
	FORM_NAME_MAX_BYTES = 200,
	FORM_FIELD_MAX_BYTES = 1024 * 1024,
};

typedef enum FormFault {
	FORM_FINE,
	FORM_BROKEN,	/* cannot be taken apart: a bad escape, a missing name */
	FORM_UNCLEAN,	/* a field with control characters or bytes that are not UTF-8 */
	FORM_TOO_MANY,	/* fields or parts */
	FORM_TOO_LARGE, /* one field, or the whole body */
} FormFault;

typedef struct FormField {
	const char *name;
	const char *value;
} FormField;

typedef struct Form {
	Arena *mem;
	FormField *fields;
	size_t count;
	size_t cap;
	FormFault fault;
	const char *fault_field; /* the name of the faulty field when it is known, otherwise "" */
} Form;

Form form_in(Arena *mem);

/* Takes over name and value, which must live as long as the form. Notes FORM_TOO_MANY. */
void form_add(Form *form, const char *name, const char *value);
void form_fault(Form *form, FormFault fault, const char *field);

/* Adds the pairs of `a=1&b=2`. False when form->fault says what is wrong. */
bool form_parse(Form *form, const char *bytes, size_t len);

/* The n-th field of that name, NULL when there is none. */
const char *form_find(const Form *form, const char *name, size_t index);
size_t form_count_of(const Form *form, const char *name);

#endif
