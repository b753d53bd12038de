/* The form of an own factor. */
#include "factors/own_form.h"

#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "factors/factors.po.h"
#include "http/app.h"
#include "show/amount.h"

/* ---- words ---- */

const char *own_purpose_text(Req *req, const char *purpose)
{
	static const struct {
		const char *purpose;
		Word word;
	} WORDS[] = {{"fuel", W_factors_own_purpose_fuel}, {"grid", W_factors_own_purpose_grid},
	    {"heat", W_factors_own_purpose_heat}, {"process", W_factors_own_purpose_process},
	    {"scope3", W_factors_own_purpose_scope3}};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (str_eq(WORDS[i].purpose, purpose))
			return word_text(req->lang, WORDS[i].word);
	return purpose;
}

const char *own_field_label(Req *req, OwnField field)
{
	static const Word WORDS[OWN_FIELDS] = {
	    [OWN_NAME] = W_factors_own_name,
	    [OWN_PURPOSE] = W_factors_own_purpose,
	    [OWN_VALUE] = W_factors_own_value,
	    [OWN_UNIT_FIELD] = W_factors_own_unit,
	    [OWN_SOURCE] = W_factors_own_source,
	    [OWN_SOURCE_YEAR] = W_factors_own_source_year,
	    [OWN_FROM] = W_factors_own_valid_from,
	    [OWN_TO] = W_factors_own_valid_to,
	    [OWN_NOTE] = W_factors_own_note,
	};
	return word_text(req->lang, WORDS[field]);
}

static const char *units_text(Req *req, const char *purpose)
{
	Buf text = buf_in(req->mem, 1024);
	const char *const *units = own_units(purpose);
	for (size_t i = 0; units[i]; i++)
		buf_printf(&text, "%s%s", i ? SAY(req, W_factors_own_unit_between) : "", units[i]);
	return buf_take(&text);
}

static const char *unit_problem(Req *req, const OwnFactor *factor, OwnUnit problem)
{
	static const Word WORDS[] = {
	    [OWN_UNIT_EMPTY] = W_factors_own_problem_unit_empty,
	    [OWN_UNIT_UNKNOWN] = W_factors_own_problem_unit_unknown,
	    [OWN_UNIT_NOT_GAS] = W_factors_own_problem_unit_not_gas,
	    [OWN_UNIT_NOT_PER] = W_factors_own_problem_unit_not_per,
	    [OWN_UNIT_PER_WRONG] = W_factors_own_problem_unit_per,
	};
	Dim dim;
	own_unit_check(factor->purpose, factor->unit, &dim);
	return SAY(req, WORDS[problem], "given", factor->unit, "dim", dim_text(req->mem, dim), "purpose",
	    own_purpose_text(req, factor->purpose), "units", units_text(req, factor->purpose));
}

const char *own_problem_text(Req *req, const OwnFactor *factor, OwnField field, OwnProblem problem)
{
	static const Word WORDS[] = {
	    [OWN_EMPTY] = W_factors_own_problem_empty,
	    [OWN_TOO_LONG] = W_factors_own_problem_long,
	    [OWN_UNKNOWN_PURPOSE] = W_factors_own_problem_purpose,
	    [OWN_NOT_A_NUMBER] = W_factors_own_problem_number,
	    [OWN_TOO_LARGE] = W_factors_own_problem_large,
	    [OWN_COMMA] = W_factors_own_problem_comma,
	    [OWN_NEGATIVE] = W_factors_own_problem_negative,
	    [OWN_YEAR] = W_factors_own_problem_year,
	    [OWN_DATE] = W_factors_own_problem_date,
	    [OWN_DATES_CROSSED] = W_factors_own_problem_crossed,
	    [OWN_SAME_NAME] = W_factors_own_problem_same,
	};
	OwnFactor copy = *factor;
	const char *given = *own_field_text(&copy, field);
	if (problem.fault == OWN_FINE)
		return NULL;
	if (problem.fault == OWN_UNIT)
		return unit_problem(req, factor, problem.unit);
	return SAY(req, WORDS[problem.fault], "field", own_field_label(req, field), "given", given, "max",
	    arena_printf(req->mem, "%d", problem.limit), "n", arena_printf(req->mem, "%zu", str_chars(given)),
	    "from", factor->valid_from);
}

const char *own_doubt_text(Req *req, const OwnFactor *factor, bool *is_bad)
{
	const GhgFactor *trap;
	OwnDoubt doubt = own_factor_doubt(req->ghg, factor, date_today_utc(), &trap);
	if (is_bad)
		*is_bad = doubt == OWN_TRAP || doubt == OWN_HIGH;
	switch (doubt) {
	case OWN_TRAP:
		return SAY(req, W_factors_own_doubt_trap, "name", ghg_words(trap->name, req->lang), "set",
		    factor_set_text(req, GHG_GRID, trap->set), "id", trap->id);
	case OWN_HIGH:
		return SAY(req, W_factors_own_doubt_high, "value",
		    arena_printf(req->mem, "%s %s", factor->value_text, factor->unit));
	case OWN_EXPIRED:
		return SAY(req, W_factors_own_doubt_expired, "date", factor->valid_to);
	case OWN_NO_PROOF:
		return SAY(req, W_factors_own_doubt_proof);
	case OWN_SURE:
		break;
	}
	return NULL;
}

static const char *validity_text(Req *req, const OwnFactor *factor)
{
	if (!*factor->valid_from && !*factor->valid_to)
		return SAY(req, W_factors_own_always);
	if (!*factor->valid_to)
		return SAY(req, W_factors_own_since, "date", factor->valid_from);
	if (!*factor->valid_from)
		return SAY(req, W_factors_own_until, "date", factor->valid_to);
	return arena_printf(req->mem, "%s ~ %s", factor->valid_from, factor->valid_to);
}

OwnRow own_row(Req *req, const OwnFactor *factor)
{
	OwnRow row = {
	    .factor = factor,
	    .href = arena_printf(req->mem, "/me/factors/%lld", (long long)factor->id),
	    .purpose = own_purpose_text(req, factor->purpose),
	    .unit = unit_label(req->mem, req->lang, factor->unit),
	    .validity = validity_text(req, factor),
	};
	row.doubt = own_doubt_text(req, factor, &row.is_bad);
	return row;
}

/* ---- reading ---- */

/* What was typed, or what the answer to a conflict notice chose. */
static const char *sent_text(Req *req, const char *name, const char *current)
{
	const char *choice = form_text(req, arena_printf(req->mem, "choice_%s", name));
	if (str_eq(choice, "mine"))
		return str_trim(req->mem, form_text(req, arena_printf(req->mem, "mine_%s", name)));
	if (str_eq(choice, "theirs") || !form_has(req, name))
		return current;
	return str_trim(req->mem, form_text(req, name));
}

static const char *id_text(Req *req, int64_t id)
{
	return id ? arena_printf(req->mem, "%lld", (long long)id) : "";
}

static Err sent_file(Req *req, OwnFactor *factor)
{
	OwnFile *files;
	size_t count;
	int64_t id = 0;
	str_to_int(sent_text(req, "file_id", id_text(req, factor->file_id)), &id);
	if (id == factor->file_id)
		return OK;
	factor->file_id = id;
	factor->file_name = "";
	Err err = own_files(req->db, req->mem, req->who.org_id, &files, &count);
	for (size_t i = 0; i < count && !err; i++)
		if (files[i].id == id)
			factor->file_name = files[i].name;
	return err;
}

Err own_form_read(Req *req, const OwnFactor *current, OwnFactor *out)
{
	*out = current ? *current : (OwnFactor){.file_name = ""};
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		const char **text = own_field_text(out, field);
		*text = sent_text(req, own_field_name(field), current ? *text : "");
	}
	str_to_int(form_text(req, "version"), &out->version);
	return sent_file(req, out);
}

/* ---- showing ---- */

static void fill_field(Req *req, OwnFormView *form, OwnField field, const OwnFactor *factor)
{
	static const int LIMITS[OWN_FIELDS] = {
	    [OWN_NAME] = OWN_NAME_MAX, [OWN_SOURCE] = OWN_SOURCE_MAX, [OWN_NOTE] = OWN_NOTE_MAX};
	OwnFactor copy = *factor;
	form->fields[field] = (FieldView){
	    .name = own_field_name(field),
	    .label = own_field_label(req, field),
	    .value = *own_field_text(&copy, field),
	    .maxlength = LIMITS[field],
	    .is_optional = field == OWN_FROM || field == OWN_TO || field == OWN_NOTE,
	    .is_short = field == OWN_VALUE || field == OWN_SOURCE_YEAR,
	    .is_disabled = !form->can_edit,
	};
}

static void fill_choices(Req *req, OwnFormView *form)
{
	static const Word HINTS[] = {W_factors_own_purpose_fuel_hint, W_factors_own_purpose_grid_hint,
	    W_factors_own_purpose_heat_hint, W_factors_own_purpose_process_hint,
	    W_factors_own_purpose_scope3_hint};
	enum { PURPOSES = sizeof HINTS / sizeof *HINTS, MAX_UNITS = 40 };
	Choice *purposes = ARENA_ARRAY(req->mem, Choice, PURPOSES);
	const char **units = ARENA_ARRAY(req->mem, const char *, MAX_UNITS);
	for (size_t i = 0; i < PURPOSES; i++) {
		purposes[i] = (Choice){.value = OWN_PURPOSES[i],
		    .text = own_purpose_text(req, OWN_PURPOSES[i]),
		    .hint = SAY(req, HINTS[i], "units", units_text(req, OWN_PURPOSES[i]))};
		const char *const *offered = own_units(OWN_PURPOSES[i]);
		for (; *offered && form->unit_count < MAX_UNITS; offered++)
			units[form->unit_count++] = *offered;
	}
	form->fields[OWN_PURPOSE].choices = purposes;
	form->fields[OWN_PURPOSE].choice_count = PURPOSES;
	form->unit_list = units;
}

static void fill_hints(Req *req, OwnFormView *form)
{
	form->fields[OWN_NAME].hint = SAY(req, W_factors_own_name_hint);
	form->fields[OWN_VALUE].hint = SAY(req, W_factors_own_value_hint);
	form->fields[OWN_VALUE].inputmode = "decimal";
	form->fields[OWN_UNIT_FIELD].hint = SAY(req, W_factors_own_unit_hint);
	form->fields[OWN_SOURCE].hint = SAY(req, W_factors_own_source_hint);
	form->fields[OWN_SOURCE_YEAR].inputmode = "numeric";
	form->fields[OWN_FROM].type = form->fields[OWN_TO].type = "date";
	form->fields[OWN_FROM].hint = SAY(req, W_factors_own_valid_hint);
}

static Err fill_file(Req *req, OwnFormView *form, const OwnFactor *factor)
{
	OwnFile *files;
	size_t count;
	Err err = own_files(req->db, req->mem, req->who.org_id, &files, &count);
	if (err)
		return err;
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	bool is_among = factor->file_id == 0;
	for (size_t i = 0; i < count; i++) {
		is_among |= files[i].id == factor->file_id;
		choices[i] = (Choice){.value = arena_printf(req->mem, "%lld", (long long)files[i].id),
		    .text = arena_printf(req->mem, "%s · %s", files[i].name,
			date_text(req->mem, date_of_days(files[i].uploaded_at / 86400000)))};
	}
	const char *chosen = id_text(req, factor->file_id);
	if (!is_among)
		choices[count++] = (Choice){.value = chosen, .text = factor->file_name};
	form->file = (FieldView){.name = "file_id",
	    .label = SAY(req, W_factors_own_file),
	    .hint = SAY(req, W_factors_own_file_hint),
	    .value = chosen,
	    .placeholder = SAY(req, W_factors_own_file_none),
	    .choices = choices,
	    .choice_count = count,
	    .is_optional = true,
	    .is_disabled = !form->can_edit};
	return OK;
}

static Err check_same_name(Req *req, const OwnFactor *factor, OwnProblem problems[OWN_FIELDS])
{
	OwnFactor *all;
	size_t count;
	Err err = own_factors_in_use(req->db, req->mem, req->who.org_id, &all, &count);
	for (size_t i = 0; i < count && !err; i++)
		if (all[i].id != factor->id && own_factor_is_same(&all[i], factor) &&
		    !problems[OWN_NAME].fault)
			problems[OWN_NAME].fault = OWN_SAME_NAME;
	return err;
}

static Err fill_problems(Req *req, OwnFormView *form, const OwnFactor *factor)
{
	OwnProblem problems[OWN_FIELDS];
	own_factor_check(req->mem, factor, problems);
	Err err = check_same_name(req, factor, problems);
	if (err)
		return err;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		FieldView *view = &form->fields[field];
		view->problem = own_problem_text(req, factor, field, problems[field]);
		if (view->problem)
			form->problems[form->problem_count++] = (Problem){view->name, view->problem};
	}
	return OK;
}

static Err fill_past(Req *req, OwnFormView *form, const OwnFactor *factor)
{
	OwnVersion *versions;
	Err err = own_factor_versions(
	    req->db, req->mem, req->who.org_id, factor->id, &versions, &form->version_count);
	if (err)
		return err;
	OwnVersionRow *rows = ARENA_ARRAY(req->mem, OwnVersionRow, form->version_count + 1);
	for (size_t i = 0; i < form->version_count; i++)
		rows[i] = (OwnVersionRow){.as = &versions[i].as,
		    .unit = unit_label(req->mem, req->lang, versions[i].as.unit),
		    .validity = validity_text(req, &versions[i].as),
		    .when = time_text(req->mem, versions[i].as.updated_at)};
	form->versions = rows;
	return own_factor_uses(req->db, req->who.org_id, factor, &form->lines, &form->inventories);
}

Err own_form_of(Req *req, const OwnFactor *factor, bool is_sent, OwnFormView *out)
{
	*out = (OwnFormView){.id = factor->id,
	    .key = factor->id ? 0 : id_new(),
	    .version = factor->version,
	    .is_retired = factor->is_retired,
	    .can_edit = !str_eq(req->who.org_role, "viewer")};
	out->action = factor->id ? arena_printf(req->mem, "/me/factors/%lld", (long long)factor->id)
				 : "/me/factors/new";
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		fill_field(req, out, field, factor);
	fill_choices(req, out);
	fill_hints(req, out);
	Err err = fill_file(req, out, factor);
	if (!err && is_sent)
		err = fill_problems(req, out, factor);
	if (!err && factor->id) {
		out->row = own_row(req, factor);
		err = fill_past(req, out, factor);
	}
	return err;
}

/* 2025-02-28 10:24 UTC */
static const char *moment_text(Arena *mem, int64_t ms)
{
	const char *text = time_text(mem, ms);
	return arena_printf(mem, "%.10s %.5s UTC", text, text + 11);
}

void own_form_conflict(Req *req, OwnFormView *form, const OwnFactor *mine, const OwnFactor *theirs)
{
	OwnFactor a = *mine, b = *theirs;
	form->has_conflict = true;
	form->version = theirs->version;
	form->conflict = (Conflict){.action = form->action,
	    .who = theirs->updated_by_name,
	    .when = moment_text(req->mem, theirs->updated_at),
	    .version = theirs->version,
	    .fields = form->differing};
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		const char *my_text = *own_field_text(&a, field), *their_text = *own_field_text(&b, field);
		bool is_purpose = field == OWN_PURPOSE;
		if (str_eq(my_text, their_text))
			continue;
		form->differing[form->conflict.count++] = (ConflictField){
		    .name = own_field_name(field),
		    .label = own_field_label(req, field),
		    .mine = my_text,
		    .mine_shown = is_purpose ? own_purpose_text(req, my_text) : my_text,
		    .theirs_shown = is_purpose ? own_purpose_text(req, their_text) : their_text,
		};
	}
	if (mine->file_id == theirs->file_id)
		return;
	form->differing[form->conflict.count++] = (ConflictField){.name = "file_id",
	    .label = form->file.label,
	    .mine = id_text(req, mine->file_id),
	    .mine_shown = mine->file_name,
	    .theirs_shown = theirs->file_name};
}
