/* Fields by their table: one of them in a row, merging, what was seen. See form.h. */
#include "form/form.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"

/* ---- one field ---- */

/* "c_*_4" fits c_33_4. */
static bool name_fits(const char *pattern, const char *name)
{
	const char *star = strchr(pattern, '*');
	if (!star)
		return str_eq(pattern, name);
	size_t head = (size_t)(star - pattern), tail = strlen(star + 1), len = strlen(name);
	return len > head + tail && memcmp(pattern, name, head) == 0 && str_ends(name, star + 1);
}

const Field *field_named(const FormTable *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (name_fits(form->fields[i].name, name))
			return &form->fields[i];
	return NULL;
}

static bool is_int(const Field *field)
{
	return field->kind == FIELD_ID || field->kind == FIELD_MONTHS;
}

static const char **text_at(const Field *field, const void *row)
{
	assert(!is_int(field));
	return (const char **)((char *)row + field->offset);
}

static int64_t *int_at(const Field *field, const void *row)
{
	assert(is_int(field));
	return (int64_t *)((char *)row + field->offset);
}

const char *field_get(Arena *mem, const FormTable *form, const void *row, const char *name)
{
	const Field *field = field_named(form, name);
	if (!field)
		return form->made ? form->made->get(mem, row, name) : "";
	if (is_int(field))
		return *int_at(field, row) ? arena_printf(mem, "%lld", (long long)*int_at(field, row)) : "";
	return *text_at(field, row);
}

static FieldFault set_int(const Field *field, void *row, const char *value)
{
	int64_t number = 0;
	if (*value && (!str_to_int(value, &number) || number < 0))
		return FIELD_REFUSED;
	if (field->kind == FIELD_MONTHS && number >= INT64_C(1) << field->max)
		return FIELD_REFUSED;
	*int_at(field, row) = number;
	return FIELD_SET;
}

static FieldFault text_fault(const Field *field, const char *value)
{
	if (str_chars(value) > (size_t)(field->max ? field->max : FIELD_TEXT_MAX))
		return FIELD_TOO_LONG;
	bool may_be_empty = !field->must_choose && !*value;
	bool is_stranger = field->choices && !may_be_empty && !choice_is_known(field->choices, value);
	return is_stranger ? FIELD_REFUSED : FIELD_SET;
}

FieldFault field_set(Arena *mem, const FormTable *form, void *row, const char *name, const char *value)
{
	const Field *field = field_named(form, name);
	if (!field)
		return form->made ? form->made->set(mem, row, name, value) : FIELD_UNKNOWN;
	if (is_int(field))
		return set_int(field, row, value);
	FieldFault fault = form->takes_wrong ? FIELD_SET : text_fault(field, value);
	if (!fault)
		*text_at(field, row) = value;
	return fault;
}

const char *field_label(Arena *mem, Lang lang, const FormTable *form, const char *name)
{
	const Field *field = field_named(form, name);
	if (field && field->label)
		return word_text(lang, field->label);
	const char *made = !field && form->made ? form->made->label(mem, lang, name) : NULL;
	return made ? made : name;
}

static const FieldChoice *choice_named(const FieldChoice *choices, const char *value)
{
	for (; choices->value; choices++)
		if (str_eq(choices->value, value))
			return choices;
	return NULL;
}

bool choice_is_known(const FieldChoice *choices, const char *value)
{
	return choice_named(choices, value) != NULL;
}

const char *choice_text(Lang lang, const FieldChoice *choices, const char *value)
{
	const FieldChoice *choice = choice_named(choices, value);
	return choice ? word_text(lang, choice->text) : value;
}

void fields_clear(const FormTable *form, void *row)
{
	for (size_t i = 0; i < form->count; i++)
		if (!is_int(&form->fields[i]))
			*text_at(&form->fields[i], row) = "";
}

size_t fields_names(Arena *mem, const FormTable *form, const char *key, const char *names[])
{
	for (size_t i = 0; i < form->count; i++) {
		const char *name = form->fields[i].name, *star = strchr(name, '*');
		assert(!star || key);
		names[i] = star ? arena_printf(mem, "%.*s%s%s", (int)(star - name), name, key, star + 1)
				: name;
	}
	return form->count;
}

/* ---- what two people typed ---- */

bool names_have(const char *names, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = names; at && *at;) {
		size_t part = strcspn(at, ",");
		if (part == len && memcmp(at, name, len) == 0)
			return true;
		at += part;
		at += *at == ',';
	}
	return false;
}

FieldChanges field_changes_of(int64_t version, int64_t seen, const char *who, int64_t when_ms)
{
	if (version == seen)
		return (FieldChanges){.names = "", .who = ""};
	return (FieldChanges){.names = EVERY_FIELD, .who = who, .when_ms = when_ms};
}

FieldMerge fields_merge(Arena *mem, const FormTable *form, void *row, const FieldChanges *others,
    const FieldEdit edits[], size_t count)
{
	FieldMerge merge = {.conflicts = ARENA_ARRAY(mem, FieldConflict, count + 1), .others = *others};
	bool is_any = str_eq(others->names, EVERY_FIELD);
	Buf saved = buf_in(mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *name = edits[i].field, *now = field_get(mem, form, row, name);
		if (str_eq(now, edits[i].value))
			continue;
		if (is_any || names_have(others->names, name)) {
			merge.conflicts[merge.conflict_count++] = (FieldConflict){
			    .field = name, .yours = edits[i].value, .theirs = now};
			continue;
		}
		FieldFault fault = field_set(mem, form, row, name, edits[i].value);
		if (fault) {
			merge.fault = fault;
			merge.fault_field = name;
			continue;
		}
		if (saved.len)
			buf_char(&saved, ',');
		buf_text(&saved, name);
	}
	assert(!saved.overflow);
	merge.saved = buf_take(&saved);
	return merge;
}

/* FNV-1a of 64 bits: enough to tell an edited field from an untouched one. */
static const char *short_digest(Arena *mem, const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return arena_printf(mem, "%016llx", (unsigned long long)hash);
}

const char *fields_seen(
    Arena *mem, const FormTable *form, const void *row, const char *const names[], size_t count)
{
	Buf text = buf_in(mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s:%s,", names[i], short_digest(mem, field_get(mem, form, row, names[i])));
	assert(!text.overflow);
	return buf_take(&text);
}

const char *form_seen(Arena *mem, const FormTable *form, const void *row, const char *key)
{
	const char **names = ARENA_ARRAY(mem, const char *, form->count);
	return fields_seen(mem, form, row, names, fields_names(mem, form, key, names));
}

bool field_was_edited(Arena *mem, const char *seen, const char *name, const char *value)
{
	const char *entry = arena_printf(mem, "%s:%s", name, short_digest(mem, value));
	return !names_have(seen, entry);
}
