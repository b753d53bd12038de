/* The form of an organisation or a facility. */
#include "organisation/place_form.h"

#include "base/str.h"
#include "organisation/organisation.po.h"
#include "organisation/organisation_rules.h"

static const struct {
	const char *name;
	int chars_max;
} FIELDS[PLACE_FIELDS] = {
    [PLACE_NAME_ZH] = {"name_zh", ORG_NAME_MAX},
    [PLACE_NAME_EN] = {"name_en", ORG_NAME_MAX},
    [PLACE_USCC] = {"uscc", 60},
    [PLACE_INDUSTRY] = {"industry", 2},
    [PLACE_PROVINCE] = {"province", 2},
    [PLACE_CITY] = {"city", PLACE_MAX},
    [PLACE_ADDRESS] = {"address", ADDRESS_MAX},
};

PlaceValues values_of_org(const Organisation *org)
{
	return (PlaceValues){
	    {org->name_zh, org->name_en, org->uscc, org->industry, org->province, org->city, org->address}};
}

PlaceValues values_of_facility(const Facility *facility)
{
	return (PlaceValues){{facility->name_zh, facility->name_en, "", "", facility->province,
	    facility->city, facility->address}};
}

Organisation org_of_form(const PlaceForm *form, int64_t id)
{
	const FieldView *fields = form->fields;
	return (Organisation){
	    .id = id,
	    .name_zh = fields[PLACE_NAME_ZH].value,
	    .name_en = fields[PLACE_NAME_EN].value,
	    .uscc = fields[PLACE_USCC].value,
	    .industry = fields[PLACE_INDUSTRY].value,
	    .province = fields[PLACE_PROVINCE].value,
	    .city = fields[PLACE_CITY].value,
	    .address = fields[PLACE_ADDRESS].value,
	    .version = form->version,
	};
}

Facility facility_of_form(const PlaceForm *form, int64_t org_id, int64_t id)
{
	const FieldView *fields = form->fields;
	return (Facility){
	    .id = id,
	    .org_id = org_id,
	    .name_zh = fields[PLACE_NAME_ZH].value,
	    .name_en = fields[PLACE_NAME_EN].value,
	    .province = fields[PLACE_PROVINCE].value,
	    .city = fields[PLACE_CITY].value,
	    .address = fields[PLACE_ADDRESS].value,
	    .version = form->version,
	};
}

PlaceForm place_form_of(const PlaceValues *values, int64_t version, bool is_facility)
{
	PlaceForm form = {.version = version, .is_facility = is_facility};
	for (int i = 0; i < PLACE_FIELDS; i++)
		form.fields[i] = (FieldView){
		    .name = FIELDS[i].name, .value = values->at[i] ? values->at[i] : ""};
	return form;
}

static const char *number(Req *req, int value)
{
	return arena_printf(req->mem, "%d", value);
}

/* What is wrong with a code, and where; a right one is put into its stored form. */
static void check_uscc(Req *req, FieldView *field)
{
	int at;
	const char *normal;
	switch (uscc_read(req->mem, field->value, &normal, &at)) {
	case USCC_EMPTY:
		field->problem = SAY(req, W_organisation_problem_uscc_empty);
		break;
	case USCC_LENGTH:
		field->problem = SAY(
		    req, W_organisation_problem_uscc_length, "n", number(req, (int)str_chars(normal)));
		break;
	case USCC_CHARACTER:
		field->problem = SAY(req, W_organisation_problem_uscc_character, "at", number(req, at));
		break;
	case USCC_AUTHORITY:
		field->problem = SAY(req, W_organisation_problem_uscc_authority);
		break;
	case USCC_DIVISION:
		field->problem = SAY(req, W_organisation_problem_uscc_division, "at", number(req, at));
		break;
	case USCC_CHECK:
		field->problem = SAY(req, W_organisation_problem_uscc_check);
		break;
	case USCC_FINE:
		field->value = normal;
		break;
	}
}

static void check(Req *req, PlaceForm *form)
{
	FieldView *fields = form->fields;
	for (int i = 0; i < PLACE_FIELDS; i++) {
		if (str_chars(fields[i].value) > (size_t)FIELDS[i].chars_max)
			fields[i].problem = SAY(req, W_organisation_problem_long, "max",
			    number(req, FIELDS[i].chars_max), "n",
			    number(req, (int)str_chars(fields[i].value)));
	}
	if (!*fields[PLACE_NAME_ZH].value)
		fields[PLACE_NAME_ZH].problem = form->is_facility
						    ? SAY(req, W_organisation_problem_facility_name)
						    : SAY(req, W_organisation_problem_name);
	if (*fields[PLACE_PROVINCE].value ? !province_of(fields[PLACE_PROVINCE].value) : form->is_facility)
		fields[PLACE_PROVINCE].problem = SAY(req, W_organisation_problem_province);
	if (form->is_facility)
		return;
	check_uscc(req, &fields[PLACE_USCC]);
	if (*fields[PLACE_INDUSTRY].value && !industry_of(fields[PLACE_INDUSTRY].value))
		fields[PLACE_INDUSTRY].problem = SAY(req, W_organisation_problem_industry);
}

static const char *sent_value(Req *req, int field, const char *current)
{
	const char *name = FIELDS[field].name;
	const char *choice = form_text(req, arena_printf(req->mem, "choice_%s", name));
	if (str_eq(choice, "mine"))
		return str_trim(req->mem, form_text(req, arena_printf(req->mem, "mine_%s", name)));
	if (str_eq(choice, "theirs") || !form_has(req, name))
		return current;
	return str_trim(req->mem, form_text(req, name));
}

PlaceForm place_form_read(Req *req, const PlaceValues *current, bool is_facility)
{
	PlaceForm form = {.is_facility = is_facility};
	for (int i = 0; i < PLACE_FIELDS; i++)
		form.fields[i] = (FieldView){
		    .name = FIELDS[i].name,
		    .value = sent_value(req, i, current ? current->at[i] : ""),
		};
	str_to_int(form_text(req, "version"), &form.version);
	check(req, &form);
	return form;
}

bool place_form_has_problems(const PlaceForm *form)
{
	for (int i = 0; i < PLACE_FIELDS; i++) {
		if (form->fields[i].problem)
			return true;
	}
	return false;
}

/* A value as people read it. */
static const char *shown(Req *req, int field, const char *value)
{
	if (field == PLACE_PROVINCE)
		return province_name(value, req->lang);
	if (field == PLACE_INDUSTRY)
		return industry_name(value, req->lang);
	return value;
}

static const Choice *provinces(Req *req)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, PROVINCE_COUNT + 1);
	choices[0] = (Choice){.value = "", .text = SAY(req, W_organisation_choose)};
	for (size_t i = 0; i < PROVINCE_COUNT; i++)
		choices[i + 1] = (Choice){
		    .value = PROVINCES[i].code, .text = req->lang == EN ? PROVINCES[i].en : PROVINCES[i].zh};
	return choices;
}

static const Choice *industries(Req *req)
{
	Choice *choices = ARENA_ARRAY(req->mem, Choice, INDUSTRY_COUNT + 1);
	choices[0] = (Choice){.value = "", .text = SAY(req, W_organisation_choose)};
	for (size_t i = 0; i < INDUSTRY_COUNT; i++) {
		const Industry *industry = &INDUSTRIES[i];
		choices[i + 1] = (Choice){
		    .value = industry->code,
		    .text = arena_printf(req->mem, "%c%s %s", industry->section, industry->code,
			req->lang == EN ? industry->en : industry->zh),
		};
	}
	return choices;
}

static const char *label_of(Req *req, int field, bool is_facility)
{
	static const Word labels[PLACE_FIELDS] = {
	    [PLACE_NAME_ZH] = W_organisation_name_zh,
	    [PLACE_NAME_EN] = W_organisation_name_en,
	    [PLACE_USCC] = W_organisation_uscc,
	    [PLACE_INDUSTRY] = W_organisation_industry,
	    [PLACE_PROVINCE] = W_organisation_province,
	    [PLACE_CITY] = W_organisation_city,
	    [PLACE_ADDRESS] = W_organisation_address,
	};
	if (is_facility && field == PLACE_NAME_ZH)
		return SAY(req, W_organisation_facility_name);
	return word_text(req->lang, labels[field]);
}

void place_form_about(Req *req, PlaceForm *form)
{
	FieldView *fields = form->fields;
	form->conflict.action = form->post;
	for (int i = 0; i < PLACE_FIELDS; i++) {
		fields[i].label = label_of(req, i, form->is_facility);
		fields[i].is_optional = i != PLACE_NAME_ZH && i != PLACE_USCC &&
					!(form->is_facility && i == PLACE_PROVINCE);
		if (fields[i].problem)
			form->problems[form->problem_count++] = (Problem){fields[i].name, fields[i].problem};
	}
	fields[PLACE_NAME_ZH].hint = form->is_facility ? SAY(req, W_organisation_facility_name_hint)
						       : SAY(req, W_organisation_name_zh_hint);
	fields[PLACE_NAME_ZH].autocomplete = form->is_facility ? NULL : "organization";
	fields[PLACE_USCC].hint = SAY(req, W_organisation_uscc_hint);
	fields[PLACE_PROVINCE].hint = form->is_facility ? SAY(req, W_organisation_province_hint) : NULL;
	fields[PLACE_PROVINCE].choices = provinces(req);
	fields[PLACE_PROVINCE].choice_count = PROVINCE_COUNT + 1;
	if (form->is_facility)
		return;
	fields[PLACE_INDUSTRY].choices = industries(req);
	fields[PLACE_INDUSTRY].choice_count = INDUSTRY_COUNT + 1;
}

void place_form_conflict(Req *req, PlaceForm *form, const PlaceValues *current, int64_t version)
{
	form->has_conflict = true;
	form->version = version;
	form->conflict = (Conflict){.version = version, .fields = form->differing};
	for (int i = 0; i < PLACE_FIELDS; i++) {
		if (form->is_facility && (i == PLACE_USCC || i == PLACE_INDUSTRY))
			continue;
		const char *mine = form->fields[i].value, *theirs = current->at[i];
		if (str_eq(mine, theirs))
			continue;
		form->differing[form->conflict.count++] = (ConflictField){
		    .name = FIELDS[i].name,
		    .label = label_of(req, i, form->is_facility),
		    .mine = mine,
		    .mine_shown = shown(req, i, mine),
		    .theirs_shown = shown(req, i, theirs),
		};
	}
}
