/* application/x-www-form-urlencoded, by the URL standard's rules but without its leniency. */
#include "http/forms.h"

#include "base/str.h"
#include "http/gate.h"

#include <string.h>

Form form_in(Arena *mem)
{
	return (Form){.mem = mem, .fault_field = ""};
}

void form_fault(Form *form, FormFault fault, const char *field)
{
	if (form->fault)
		return;
	form->fault = fault;
	form->fault_field = field && str_is_clean_utf8(field, strlen(field)) ? field : "";
}

void form_add(Form *form, const char *name, const char *value)
{
	if (form->count == FORM_FIELDS_MAX) {
		form_fault(form, FORM_TOO_MANY, name);
		return;
	}
	if (form->count == form->cap) {
		size_t cap = form->cap ? form->cap * 2 : 16;
		FormField *fields = ARENA_ARRAY(form->mem, FormField, cap);
		if (form->count)
			memcpy(fields, form->fields, form->count * sizeof *fields);
		form->fields = fields;
		form->cap = cap;
	}
	form->fields[form->count++] = (FormField){name, value};
}

static void add_pair(Form *form, const char *pair, size_t len)
{
	const char *equals = memchr(pair, '=', len);
	size_t name_len = equals ? (size_t)(equals - pair) : len;
	const char *name = percent_decode(form->mem, pair, name_len, true);
	if (!name || !*name || strpbrk(name, "\t\r\n") || strlen(name) > FORM_NAME_MAX_BYTES) {
		form_fault(form, FORM_BROKEN, "");
		return;
	}
	const char *from = equals ? equals + 1 : pair + len;
	size_t value_len = (size_t)(pair + len - from);
	if (value_len > FORM_FIELD_MAX_BYTES * 3) {
		form_fault(form, FORM_TOO_LARGE, name);
		return;
	}
	const char *value = percent_decode(form->mem, from, value_len, true);
	if (!value)
		form_fault(form, FORM_UNCLEAN, name);
	else if (strlen(value) > FORM_FIELD_MAX_BYTES)
		form_fault(form, FORM_TOO_LARGE, name);
	else
		form_add(form, name, value);
}

bool form_parse(Form *form, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	for (const char *at = bytes; at < end && !form->fault;) {
		const char *stop = memchr(at, '&', (size_t)(end - at));
		size_t pair_len = stop ? (size_t)(stop - at) : (size_t)(end - at);
		if (pair_len > 0)
			add_pair(form, at, pair_len);
		at += pair_len + 1;
	}
	return form->fault == FORM_FINE;
}

const char *form_find(const Form *form, const char *name, size_t index)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0 && index-- == 0)
			return form->fields[i].value;
	return NULL;
}

size_t form_count_of(const Form *form, const char *name)
{
	size_t count = 0;
	for (size_t i = 0; i < form->count; i++)
		count += strcmp(form->fields[i].name, name) == 0;
	return count;
}
