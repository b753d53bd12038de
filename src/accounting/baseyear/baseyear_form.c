/* The forms of the base year. */
#include "baseyear/baseyear_form.h"

#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "baseyear/baseyear.po.h"
#include "baseyear/baseyear_words.h"
#include "organisation/organisation.h"

enum { OFFERED_INVENTORIES = 100, IDS_MAX = OFFERED_INVENTORIES * 21 };

/* ---- words ---- */

static const char *fault_text(Req *req, BaseFault fault, const char *label, const char *given)
{
	static const Word WORDS[] = {
	    [BASE_EMPTY] = W_baseyear_problem_empty,
	    [BASE_TOO_LONG] = W_baseyear_problem_long,
	    [BASE_UNKNOWN_CHOICE] = W_baseyear_problem_choice,
	    [BASE_NOT_A_NUMBER] = W_baseyear_problem_number,
	    [BASE_COMMA] = W_baseyear_problem_comma,
	    [BASE_TOO_LARGE] = W_baseyear_problem_large,
	    [BASE_NEGATIVE] = W_baseyear_problem_negative,
	    [BASE_OVER_100] = W_baseyear_problem_percent,
	    [BASE_NO_DAY] = W_baseyear_problem_day,
	    [BASE_DAY_AHEAD] = W_baseyear_problem_ahead,
	    [BASE_NO_YEAR] = W_baseyear_problem_year,
	    [BASE_NO_AMOUNT] = W_baseyear_problem_no_amount,
	    [BASE_NO_INVENTORY] = W_baseyear_problem_inventory,
	    [BASE_ONE_INVENTORY] = W_baseyear_problem_one,
	    [BASE_SEVERAL_INVENTORIES] = W_baseyear_problem_several,
	    [BASE_NOT_CONFIRMED] = W_baseyear_problem_confirm,
	};
	return fault ? SAY(req, WORDS[fault], "field", label, "given", given) : NULL;
}

static const Choice *choices_of(Req *req, const char *const values[], const Word hints[], size_t count)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count);
	for (size_t i = 0; i < count; i++)
		choices[i] = (Choice){.value = values[i],
		    .text = base_choice_text(req, values[i]),
		    .hint = hints ? word_text(req->lang, hints[i]) : NULL};
	return choices;
}

static const char *sent_text(Req *req, const char *name, const char *current)
{
	const char *choice = form_text(req, arena_printf(req->mem, "choice_%s", name));
	if (str_eq(choice, "mine"))
		return str_trim(req->mem, form_text(req, arena_printf(req->mem, "mine_%s", name)));
	if (str_eq(choice, "theirs") || !form_has(req, name))
		return current;
	return str_trim(req->mem, form_text(req, name));
}

/* ---- the base year ---- */

static const char *year_label(Req *req, BaseField field)
{
	static const Word WORDS[BASE_FIELDS] = {[BASE_KIND] = W_baseyear_kind_field,
	    [BASE_SOURCE] = W_baseyear_source_field,
	    [BASE_INVENTORIES] = W_baseyear_inventories,
	    [BASE_YEAR_TEXT] = W_baseyear_typed_year,
	    [BASE_REASON] = W_baseyear_reason,
	    [BASE_THRESHOLD] = W_baseyear_threshold,
	    [BASE_SCOPES] = W_baseyear_scopes,
	    [BASE_POLICY] = W_baseyear_policy};
	bool is_amount = field >= BASE_AMOUNT && field < BASE_REASON;
	return is_amount ? base_part_text(req, (BasePart)(field - BASE_AMOUNT))
			 : word_text(req->lang, WORDS[field]);
}

static const char *period_of(Req *req, const Inventory *inventory)
{
	return arena_printf(req->mem, "%s ~ %s", inventory->start_text, inventory->end_text);
}

static Err offered(Req *req, Inventory **out, size_t *count)
{
	return inventory_list(req->db, req->mem, req->who.org_id, 0, OFFERED_INVENTORIES, out, count);
}

/* Ids ticked, or those of the conflict notice; only what may be a base year. */
static Err sent_inventories(Req *req, const char **out)
{
	const char *choice = form_text(req, "choice_inventory"), *mine = form_text(req, "mine_inventory");
	bool is_mine = str_eq(choice, "mine");
	if (str_eq(choice, "theirs") || (!is_mine && !form_has(req, "version")) ||
	    (*form_text(req, "choice_kind") && !is_mine))
		return OK;
	Inventory *all;
	size_t count;
	Err err = offered(req, &all, &count);
	Buf ids = buf_in(req->mem, IDS_MAX);
	for (size_t i = 0; !err && i < count; i++) {
		const char *id = arena_printf(req->mem, "%lld", (long long)all[i].id);
		bool is_ticked = is_mine && names_have(mine, id);
		for (size_t n = 0; !is_mine && n < form_count(req, "inventory"); n++)
			is_ticked |= str_eq(form_text_at(req, "inventory", n), id);
		if (is_ticked && base_may_be(&all[i]))
			buf_printf(&ids, "%s%s", ids.len ? "," : "", id);
	}
	*out = buf_take(&ids);
	return err;
}

static bool is_from_notice(Req *req)
{
	size_t index = 0;
	const char *name, *value;
	while (form_field(req, index++, &name, &value))
		if (str_starts(name, "choice_"))
			return true;
	return false;
}

Err base_year_read(Req *req, const BaseYear *current, BaseYear *out)
{
	*out = current ? *current : (BaseYear){.series = 1, .inventories = ""};
	for (int field = 0; field < BASE_FIELDS; field++) {
		const char **text = base_field_text(out, (BaseField)field);
		if (field != BASE_INVENTORIES)
			*text = sent_text(req, base_field_name((BaseField)field), current ? *text : "");
	}
	out->version = 0;
	str_to_int(form_text(req, "version"), &out->version);
	if (is_from_notice(req) && !str_eq(form_text(req, "choice_inventory"), "mine"))
		return OK;
	return sent_inventories(req, &out->inventories);
}

static bool is_chosen(const BaseYear *year, int64_t id)
{
	int64_t ids[BASE_MAX_YEARS];
	size_t count = base_inventory_ids(year->inventories, ids);
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static Err fill_inventories(Req *req, const BaseYear *year, BaseYearForm *form)
{
	Inventory *all;
	size_t count;
	Err err = offered(req, &all, &count);
	if (err)
		return err;
	BaseInventoryChoice *rows = ARENA_ARRAY(req->mem, BaseInventoryChoice, count + 1);
	for (size_t i = 0; i < count; i++) {
		bool is_open = inventory_is_open(&all[i]);
		rows[i] = (BaseInventoryChoice){.value = arena_printf(req->mem, "%lld", (long long)all[i].id),
		    .text = period_of(req, &all[i]),
		    .reason = base_may_be(&all[i]) ? NULL
			      : is_open		   ? SAY(req, W_baseyear_not_finished)
						   : SAY(req, W_baseyear_not_whole),
		    .is_chosen = is_chosen(year, all[i].id)};
	}
	form->inventories = rows;
	form->inventory_count = count;
	return OK;
}

static void fill_year_fields(Req *req, const BaseYear *year, BaseYearForm *form)
{
	static const Word KIND_HINTS[] = {
	    W_baseyear_choice_fixed_hint, W_baseyear_choice_average_hint, W_baseyear_choice_rolling_hint};
	BaseYear copy = *year;
	FieldView *fields = form->fields;
	for (int f = 0; f < BASE_FIELDS; f++)
		fields[f] = (FieldView){.name = base_field_name((BaseField)f),
		    .label = year_label(req, (BaseField)f),
		    .value = *base_field_text(&copy, (BaseField)f)};
	for (int f = BASE_AMOUNT; f < BASE_REASON; f++) {
		fields[f].suffix = "tCO₂e";
		fields[f].inputmode = "decimal";
		fields[f].is_short = true;
		fields[f].is_optional = f >= BASE_AMOUNT + BASE_MARKET2;
	}
	fields[BASE_KIND].choices = choices_of(req, BASE_YEAR_KINDS, KIND_HINTS, 3);
	fields[BASE_KIND].choice_count = 3;
	fields[BASE_SOURCE].choices = choices_of(req, BASE_YEAR_SOURCES, NULL, 2);
	fields[BASE_SOURCE].choice_count = 2;
	fields[BASE_SCOPES].choices = choices_of(req, BASE_YEAR_SCOPES, NULL, 2);
	fields[BASE_SCOPES].choice_count = 2;
	fields[BASE_SCOPES].hint = SAY(req, W_baseyear_scopes_hint);
	fields[BASE_INVENTORIES].hint = SAY(req, W_baseyear_inventories_hint);
	fields[BASE_YEAR_TEXT].inputmode = "numeric";
	fields[BASE_YEAR_TEXT].is_short = true;
	fields[BASE_REASON].hint = SAY(req, W_baseyear_reason_hint);
	fields[BASE_REASON].maxlength = BASE_TEXT_MAX;
	fields[BASE_THRESHOLD].suffix = "%";
	fields[BASE_THRESHOLD].inputmode = "decimal";
	fields[BASE_THRESHOLD].is_short = true;
	fields[BASE_THRESHOLD].hint = SAY(req, W_baseyear_threshold_hint);
	fields[BASE_POLICY].hint = SAY(req, W_baseyear_policy_hint);
	fields[BASE_POLICY].maxlength = BASE_TEXT_MAX;
	fields[BASE_POLICY].is_optional = true;
}

Err base_year_form(Req *req, const BaseYear *year, bool is_sent, const BaseYear *current, bool recalculated,
    BaseYearForm *out)
{
	*out = (BaseYearForm){.version = year->version};
	fill_year_fields(req, year, out);
	Err err = fill_inventories(req, year, out);
	if (err || !is_sent)
		return err;
	BaseFault faults[BASE_FIELDS];
	base_year_check(year, faults);
	out->wants_confirmation = recalculated && current && base_year_is_other(year, current) &&
				  !str_eq(year->kind, "rolling");
	if (out->wants_confirmation && !*form_text(req, "confirm") && !faults[BASE_KIND])
		faults[BASE_KIND] = BASE_NOT_CONFIRMED;
	for (int f = 0; f < BASE_FIELDS; f++) {
		FieldView *field = &out->fields[f];
		field->problem = fault_text(req, faults[f], field->label, field->value);
		if (field->problem)
			out->problems[out->problem_count++] = (Problem){field->name, field->problem};
	}
	return OK;
}

static const char *shown_inventories(Req *req, const BaseYearForm *form, const char *ids)
{
	BaseYear year = {.inventories = ids};
	Buf text = buf_in(req->mem, BUF_FIELDS_MAX);
	for (size_t i = 0; i < form->inventory_count; i++) {
		int64_t id = 0;
		str_to_int(form->inventories[i].value, &id);
		if (is_chosen(&year, id))
			buf_printf(&text, "%s%s", text.len ? "; " : "", form->inventories[i].text);
	}
	return buf_take(&text);
}

static const char *shown_field(Req *req, const BaseYearForm *form, BaseField field, const char *value)
{
	if (field == BASE_INVENTORIES)
		return shown_inventories(req, form, value);
	bool is_choice = field == BASE_KIND || field == BASE_SOURCE || field == BASE_SCOPES;
	return is_choice ? base_choice_text(req, value) : value;
}

void base_year_conflict(Req *req, BaseYearForm *form, const BaseYear *mine, const BaseYear *theirs)
{
	BaseYear a = *mine, b = *theirs;
	form->has_conflict = true;
	form->version = theirs->version;
	form->conflict = (Conflict){.action = "/me/base-year/edit",
	    .who = theirs->updated_by_name,
	    .when = base_when_text(req->mem, theirs->updated_at),
	    .version = theirs->version,
	    .fields = form->differing};
	for (int f = 0; f < BASE_FIELDS; f++) {
		BaseField field = (BaseField)f;
		const char *my = *base_field_text(&a, field), *their = *base_field_text(&b, field);
		if (!str_eq(my, their))
			form->differing[form->conflict.count++] = (ConflictField){base_field_name(field),
			    year_label(req, field), my, shown_field(req, form, field, my),
			    shown_field(req, form, field, their)};
	}
}

/* ---- a change ---- */

static const char *id_text(Req *req, int64_t id)
{
	return id ? arena_printf(req->mem, "%lld", (long long)id) : "";
}

/* A facility or a document to choose. */
typedef struct Named {
	int64_t id;
	const char *name;
} Named;

static int64_t sent_id(Req *req, const char *field, int64_t current)
{
	int64_t id = 0;
	str_to_int(sent_text(req, field, id_text(req, current)), &id);
	return id > 0 ? id : 0;
}

static Err named_facilities(Req *req, Named **out, size_t *count)
{
	Facility *all;
	Err err = org_facilities(req->db, req->mem, req->who.org_id, &all, count);
	*out = ARENA_ARRAY(req->mem, Named, err ? 1 : *count + 1);
	for (size_t i = 0; !err && i < *count; i++)
		(*out)[i] = (Named){all[i].id, facility_name(&all[i], req->lang)};
	return err;
}

static Err named_files(Req *req, Named **out, size_t *count)
{
	BaseFile *all;
	Err err = base_files_of(req->db, req->mem, req->who.org_id, &all, count);
	*out = ARENA_ARRAY(req->mem, Named, err ? 1 : *count + 1);
	for (size_t i = 0; !err && i < *count; i++)
		(*out)[i] = (Named){all[i].id, all[i].name};
	return err;
}

void base_entry_read(Req *req, const BaseEntry *current, BaseEntry *out)
{
	*out = current ? *current : (BaseEntry){.file_name = ""};
	for (int f = 0; f < ENTRY_FIELDS; f++) {
		const char **text = base_entry_text(out, (BaseEntryField)f);
		*text = sent_text(req, base_entry_field_name((BaseEntryField)f), current ? *text : "");
	}
	out->version = 0;
	str_to_int(form_text(req, "version"), &out->version);
	out->facility_id = sent_id(req, "facility", out->facility_id);
	out->file_id = sent_id(req, "file", out->file_id);
}

static const char *entry_label(Req *req, BaseEntryField field)
{
	static const Word WORDS[ENTRY_FIELDS] = {[ENTRY_KIND] = W_baseyear_change_kind,
	    [ENTRY_DAY] = W_baseyear_day,
	    [ENTRY_TITLE] = W_baseyear_change_title,
	    [ENTRY_EXPLANATION] = W_baseyear_explanation};
	bool is_amount = field >= ENTRY_AMOUNT && field < ENTRY_EXPLANATION;
	return is_amount ? base_part_text(req, (BasePart)(field - ENTRY_AMOUNT))
			 : word_text(req->lang, WORDS[field]);
}

static void fill_entry_fields(Req *req, const BaseEntry *entry, BaseEntryForm *form)
{
	BaseEntry copy = *entry;
	FieldView *fields = form->fields;
	for (int f = 0; f < ENTRY_FIELDS; f++)
		fields[f] = (FieldView){.name = base_entry_field_name((BaseEntryField)f),
		    .label = entry_label(req, (BaseEntryField)f),
		    .value = *base_entry_text(&copy, (BaseEntryField)f)};
	for (int f = ENTRY_AMOUNT; f < ENTRY_EXPLANATION; f++) {
		fields[f].suffix = "tCO₂e";
		fields[f].inputmode = "decimal";
		fields[f].is_short = true;
		fields[f].is_optional = true;
	}
	Choice *kinds = ARENA_ARRAY(req->mem, Choice, BASE_CHANGE_KINDS);
	for (int kind = 0; kind < BASE_CHANGE_KINDS; kind++) {
		const char *key = base_change_key((BaseChangeKind)kind);
		kinds[kind] = (Choice){.value = key, .text = base_kind_text(req, key)};
	}
	fields[ENTRY_KIND].choices = kinds;
	fields[ENTRY_KIND].choice_count = BASE_CHANGE_KINDS;
	fields[ENTRY_KIND].hint = SAY(req, W_baseyear_no_trigger_text);
	fields[ENTRY_DAY].type = "date";
	fields[ENTRY_DAY].is_short = true;
	fields[ENTRY_TITLE].hint = SAY(req, W_baseyear_change_title_hint);
	fields[ENTRY_TITLE].maxlength = BASE_TITLE_MAX;
	fields[ENTRY_EXPLANATION].hint = SAY(req, W_baseyear_explanation_hint);
	fields[ENTRY_EXPLANATION].maxlength = BASE_TEXT_MAX;
	fields[ENTRY_EXPLANATION].is_optional = entry->file_id != 0;
}

/* A list of `all` to choose from, with what is chosen though it is no longer among them. */
static FieldView choose_named(
    Req *req, const char *name, const Named all[], size_t count, int64_t chosen, const char *chosen_name)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, count + 1);
	bool is_among = chosen == 0;
	for (size_t i = 0; i < count; i++) {
		is_among |= all[i].id == chosen;
		choices[i] = (Choice){.value = id_text(req, all[i].id), .text = all[i].name};
	}
	if (!is_among)
		choices[count++] = (Choice){.value = id_text(req, chosen), .text = chosen_name};
	return (FieldView){.name = name,
	    .value = id_text(req, chosen),
	    .choices = choices,
	    .choice_count = count,
	    .is_optional = true};
}

static Err fill_named(Req *req, const BaseEntry *entry, BaseEntryForm *form)
{
	Named *facilities, *files;
	size_t facility_count, file_count;
	Err err = named_facilities(req, &facilities, &facility_count);
	if (!err)
		err = named_files(req, &files, &file_count);
	if (err)
		return err;
	form->facility = choose_named(req, "facility", facilities, facility_count, entry->facility_id, "");
	form->facility.label = SAY(req, W_baseyear_facility);
	form->facility.hint = SAY(req, W_baseyear_facility_hint);
	form->facility.placeholder = SAY(req, W_baseyear_facility_none);
	form->file = choose_named(req, "file", files, file_count, entry->file_id, entry->file_name);
	form->file.label = SAY(req, W_baseyear_file);
	form->file.hint = SAY(req, W_baseyear_file_hint);
	form->file.placeholder = SAY(req, W_baseyear_file_none);
	return OK;
}

Err base_entry_form(
    Req *req, const BaseState *state, const BaseEntry *entry, bool is_sent, BaseEntryForm *out)
{
	*out = (BaseEntryForm){.id = entry->id,
	    .key = entry->id ? 0 : id_new(),
	    .version = entry->version,
	    .can_compute = state->inventory_count > 0,
	    .action = entry->id ? arena_printf(req->mem, "/me/base-year/changes/%lld", (long long)entry->id)
				: "/me/base-year/changes/new"};
	out->delete_action = entry->id ? arena_printf(req->mem, "%s/delete", out->action) : NULL;
	fill_entry_fields(req, entry, out);
	Err err = fill_named(req, entry, out);
	if (err || !is_sent)
		return err;
	BaseFault faults[ENTRY_FIELDS];
	base_entry_check(entry, date_today_utc(), faults);
	for (int f = 0; f < ENTRY_FIELDS; f++) {
		FieldView *field = &out->fields[f];
		field->problem = fault_text(req, faults[f], field->label, field->value);
		if (field->problem)
			out->problems[out->problem_count++] = (Problem){field->name, field->problem};
	}
	return OK;
}

static const char *name_chosen(Req *req, const FieldView *field, int64_t id)
{
	const char *value = id_text(req, id);
	for (size_t i = 0; i < field->choice_count; i++)
		if (id && str_eq(field->choices[i].value, value))
			return field->choices[i].text;
	return "";
}

static void differ_named(Req *req, BaseEntryForm *form, const FieldView *field, int64_t mine, int64_t theirs)
{
	if (mine != theirs)
		form->differing[form->conflict.count++] = (ConflictField){field->name, field->label,
		    id_text(req, mine), name_chosen(req, field, mine), name_chosen(req, field, theirs)};
}

void base_entry_conflict(Req *req, BaseEntryForm *form, const BaseEntry *mine, const BaseEntry *theirs)
{
	BaseEntry a = *mine, b = *theirs;
	form->has_conflict = true;
	form->version = theirs->version;
	form->conflict = (Conflict){.action = form->action,
	    .who = theirs->updated_by_name,
	    .when = base_when_text(req->mem, theirs->updated_at),
	    .version = theirs->version,
	    .fields = form->differing};
	for (int f = 0; f < ENTRY_FIELDS; f++) {
		BaseEntryField field = (BaseEntryField)f;
		const char *my = *base_entry_text(&a, field), *their = *base_entry_text(&b, field);
		bool is_kind = field == ENTRY_KIND;
		if (!str_eq(my, their))
			form->differing[form->conflict.count++] = (ConflictField){
			    base_entry_field_name(field), entry_label(req, field), my,
			    is_kind ? base_kind_text(req, my) : my,
			    is_kind ? base_kind_text(req, their) : their};
	}
	differ_named(req, form, &form->facility, mine->facility_id, theirs->facility_id);
	differ_named(req, form, &form->file, mine->file_id, theirs->file_id);
}
