/* Forms about energy: what was typed, its conflict, the reply. */
#include "check/energy_form.h"

#include "base/str.h"
#include "calculator/calculator_evidence.h"
#include "check/check.po.h"
#include "evidence/evidence.po.h"
#include "html/html.h"
#include "inventory/inventory.h"
#include "json/json.h"

const char *energy_typed_problem(Req *req, const char *text)
{
	double value;
	switch (number_parse(text, &value)) {
	case NUMBER_OK:
		return value < 0 ? SAY(req, W_check_number_negative, "given", text) : NULL;
	case NUMBER_EMPTY:
		return NULL;
	case NUMBER_TOO_LARGE:
		return SAY(req, W_check_number_too_large, "given", text);
	case NUMBER_AMBIGUOUS_COMMA:
		return SAY(req, W_check_number_comma, "given", text);
	case NUMBER_NOT_A_NUMBER:
		break;
	}
	return SAY(req, W_check_number_bad, "given", text);
}

const char *energy_typed_text(Req *req, const char *name)
{
	return str_trim(req->mem, form_text(req, name));
}

int64_t energy_form_version(Req *req)
{
	int64_t version = 0;
	str_to_int(form_text(req, "version"), &version);
	return version;
}

/* The inventory of the path, open for changes by this member. */
Err energy_open_inventory(Req *req, Inventory *inventory)
{
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), inventory);
	if (err)
		return err;
	if (!inventory_is_open(inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	return evidence_fields_fit(req);
}

bool energy_takes_edit(Req *req, EnergyFieldSaved *saved, const char **field, int64_t version)
{
	if (str_eq(*field, saved->mine))
		return false;
	if (energy_form_version(req) != version) {
		saved->theirs = *field;
		return false;
	}
	*field = saved->mine;
	return true;
}

Err energy_answer_field(Req *req, const EnergyFieldSaved *saved)
{
	Buf text = buf_in(req->mem, 256 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_int(&json, "version", saved->version);
	if (saved->theirs) {
		json_key(&json, "conflicts");
		json_list_begin(&json);
		json_object_begin(&json);
		json_field_text(&json, "name", saved->name);
		json_field_text(&json, "mine", saved->mine);
		json_field_text(&json, "theirs", saved->theirs);
		json_object_end(&json);
		json_list_end(&json);
	} else {
		json_key(&json, "problems");
		json_object_begin(&json);
		json_field_text(&json, saved->name, saved->problem);
		json_object_end(&json);
		json_key(&json, "fragments");
		json_object_begin(&json);
		json_field_text(&json, saved->fragment_id, saved->fragment);
		json_object_end(&json);
	}
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, saved->theirs ? 409 : 200, "application/json; charset=utf-8", &text);
}
