/* A form on its page: which fields were edited, what the template shows, the notice of a conflict. */
#include "form/form_page.h"

#include <assert.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"

/* ---- reading ---- */

/* Browsers send line ends as CR LF; they are kept as LF. */
static const char *plain_lines(Arena *mem, const char *text)
{
	if (!strchr(text, '\r'))
		return text;
	char *copy = arena_copy(mem, text), *to = copy;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return copy;
}

/* What was ticked, joined by ','. */
static const char *ticked(Req *req, const char *name)
{
	size_t count = form_count(req, name), most = 0;
	for (size_t i = 0; i < count; i++)
		most += strlen(form_text_at(req, name, i)) + 1;
	Buf text = buf_in(req->mem, most);
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s%s", i ? "," : "", form_text_at(req, name, i));
	return buf_take(&text);
}

/* Is this the answer to a notice? It brings nothing but what was chosen there. */
static bool is_from_notice(Req *req)
{
	const char *name, *value;
	for (size_t i = 0; form_field(req, i, &name, &value); i++)
		if (str_starts(name, "choice_"))
			return true;
	return false;
}

/* What the form brought for a field; NULL when it brought nothing. Of several to tick, browsers send nothing
 * when none is ticked: then the form itself says that it was sent. */
static const char *posted(Req *req, const FormTable *form, const char *name, bool is_notice)
{
	const Field *field = field_named(form, name);
	if (field && field->kind == FIELD_MANY)
		return form_has(req, "version") && !is_notice ? ticked(req, name) : NULL;
	return form_has(req, name) ? plain_lines(req->mem, form_text(req, name)) : NULL;
}

size_t fields_edited(
    Req *req, const FormTable *form, const char *const names[], size_t count, FieldEdit edits[])
{
	size_t made = 0;
	const char *seen = form_text(req, "seen");
	bool is_notice = is_from_notice(req);
	for (size_t i = 0; i < count; i++) {
		const char *choice = form_text(req, arena_printf(req->mem, "choice_%s", names[i]));
		const char *value = NULL;
		if (str_eq(choice, "mine"))
			value = plain_lines(
			    req->mem, form_text(req, arena_printf(req->mem, "mine_%s", names[i])));
		else if (!*choice)
			value = posted(req, form, names[i], is_notice);
		bool was_left = !*choice && *seen && value &&
				!field_was_edited(req->mem, seen, names[i], value);
		if (value && !was_left)
			edits[made++] = (FieldEdit){
			    names[i], form->trims ? str_trim(req->mem, value) : value};
	}
	return made;
}

size_t form_edits(Req *req, const FormTable *form, const char *key, FieldEdit edits[])
{
	const char **names = ARENA_ARRAY(req->mem, const char *, form->count);
	return fields_edited(req, form, names, fields_names(req->mem, form, key, names), edits);
}

FieldEdit field_posted(Req *req, const FormTable *form)
{
	const char *value = form_text(req, "value");
	return (FieldEdit){form_text(req, "name"), form->trims ? str_trim(req->mem, value) : value};
}

bool form_version(Req *req, int64_t *version)
{
	*version = 0;
	return str_to_int(form_text(req, "version"), version);
}

/* ---- showing ---- */

/* A date input cannot show what is no date: then it is a text field, so that what was typed stays. */
static const char *day_type(const char *value)
{
	Date day;
	return str_is_empty(value) || date_parse(value, &day) ? "date" : "text";
}

static const char *id_of(Req *req, const char *name, const FieldsShown *how)
{
	return how->key ? arena_printf(req->mem, "%s-%s", name, how->key) : NULL;
}

void field_choose(Req *req, FieldView *view, const FieldChoice *choices)
{
	size_t count = 0;
	while (choices[count].value)
		count++;
	Choice *made = ARENA_ARRAY(req->mem, Choice, count + 1);
	for (size_t i = 0; i < count; i++)
		made[i] = (Choice){.value = choices[i].value,
		    .text = word_text(req->lang, choices[i].text),
		    .hint = choices[i].hint ? word_text(req->lang, choices[i].hint) : NULL};
	view->choices = made;
	view->choice_count = count;
}

/* What the table says beyond name and value. */
static void show_as(Req *req, const Field *field, FieldView *view)
{
	static const char *const INPUTMODES[FIELD_MONTHS + 1] = {
	    [FIELD_NUMBER] = "decimal", [FIELD_WHOLE] = "numeric"};
	view->hint = field->hint ? word_text(req->lang, field->hint) : NULL;
	view->suffix = field->unit_word ? word_text(req->lang, field->unit_word) : field->unit;
	view->placeholder = field->placeholder;
	view->inputmode = INPUTMODES[field->kind];
	view->maxlength = field->max ? field->max : FIELD_TEXT_MAX;
	view->is_optional = field->is_optional;
	view->is_short = field->is_short;
	if (field->kind == FIELD_DAY) {
		view->type = day_type(view->value);
		view->placeholder = "2025-01-01";
		view->is_short = true;
	}
	if (field->choices)
		field_choose(req, view, field->choices);
}

FieldView field_view(
    Req *req, const FormTable *form, const void *row, const char *name, const FieldsShown *how)
{
	const Field *field = field_named(form, name);
	FieldView view = {.id = id_of(req, name, how),
	    .name = name,
	    .label = field_label(req->mem, req->lang, form, name),
	    .value = field_get(req->mem, form, row, name),
	    .maxlength = FIELD_TEXT_MAX,
	    .save_url = how->is_disabled ? NULL : how->save_url,
	    .version = how->version,
	    .is_disabled = how->is_disabled};
	if (field)
		show_as(req, field, &view);
	return view;
}

void form_views(Req *req, const FormTable *form, const void *row, const FieldsShown *how, FieldView views[])
{
	for (size_t i = 0; i < form->count; i++)
		views[i] = field_view(req, form, row, form->fields[i].name, how);
}

size_t form_problems(const FieldView views[], size_t count, Problem problems[])
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		if (views[i].problem)
			problems[found++] = (Problem){
			    views[i].id ? views[i].id : views[i].name, views[i].problem};
	return found;
}

/* ---- a conflict ---- */

static const FieldView *view_of(const FormNotice *notice, const char *name)
{
	for (size_t i = 0; i < notice->view_count; i++)
		if (str_eq(notice->views[i].name, name))
			return &notice->views[i];
	return NULL;
}

static const char *words_of(const FieldView *view, const char *value)
{
	for (size_t i = 0; i < view->choice_count; i++)
		if (str_eq(view->choices[i].value, value))
			return view->choices[i].text;
	return value;
}

/* A value as people read it: of several chosen ones, one after the other. */
static const char *shown(
    Req *req, const FormTable *form, const FieldView *view, const char *name, const char *value)
{
	const Field *field = field_named(form, name);
	if (!view || !view->choice_count)
		return field && field->choices ? choice_text(req->lang, field->choices, value) : value;
	if (!field || field->kind != FIELD_MANY)
		return words_of(view, value);
	Buf text = buf_in(req->mem, 16 * 1024);
	for (const char *at = value; *at;) {
		size_t len = strcspn(at, ",");
		buf_printf(
		    &text, "%s%s", text.len ? "; " : "", words_of(view, arena_copy_n(req->mem, at, len)));
		at += len;
		at += *at == ',';
	}
	return text.overflow ? value : buf_take(&text);
}

const Conflict *form_conflict(
    Req *req, const FormTable *form, const FieldMerge *merge, const FormNotice *notice)
{
	if (!merge->conflict_count)
		return NULL;
	ConflictField *fields = ARENA_ARRAY(req->mem, ConflictField, merge->conflict_count);
	for (size_t i = 0; i < merge->conflict_count; i++) {
		const FieldConflict *conflict = &merge->conflicts[i];
		const FieldView *view = view_of(notice, conflict->field);
		fields[i] = (ConflictField){.name = conflict->field,
		    .label = view ? view->label : field_label(req->mem, req->lang, form, conflict->field),
		    .mine = conflict->yours,
		    .mine_shown = shown(req, form, view, conflict->field, conflict->yours),
		    .theirs_shown = shown(req, form, view, conflict->field, conflict->theirs)};
	}
	Conflict *made = ARENA_NEW(req->mem, Conflict);
	*made = (Conflict){.action = notice->action,
	    .who = str_is_empty(merge->others.who) ? NULL : merge->others.who,
	    .when = when_text(req->mem, merge->others.when_ms),
	    .version = notice->version,
	    .fields = fields,
	    .count = merge->conflict_count};
	return made;
}
