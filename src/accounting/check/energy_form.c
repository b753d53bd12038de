/* Forms about energy: their tables, what was typed. See energy_form.h. */
#include "check/energy_form.h"

#include "base/str.h"
#include "calculator/calculator_evidence.h"
#include "check/check.po.h"
#include "evidence/evidence.po.h"
#include "evidence/evidence_rules.h"

static const Field ENERGY_ROW_TABLE[ENERGY_ROW_FIELDS] = {
    {"amount", offsetof(EnergyRow, amount_text), FIELD_NUMBER, .label = W_check_amount},
    {"unit", offsetof(EnergyRow, amount_unit), FIELD_CHOICE, .label = W_check_unit},
    {"explanation", offsetof(EnergyRow, explanation), FIELD_TEXT, .max = EVIDENCE_NOTE_MAX,
	.label = W_check_explanation},
};
const FormTable ENERGY_ROW_FORM = {FORM_TABLE(ENERGY_ROW_TABLE), .trims = true};

#define CELL(n)                                                                                              \
	{                                                                                                    \
		"c_*_" #n, offsetof(B205Row, columns[(n)-1]), FIELD_NUMBER, .label = W_check_b205_col##n     \
	}
static const Field B205_TABLE[] = {
    CELL(1),
    CELL(2),
    CELL(3),
    CELL(4),
    CELL(5),
    CELL(6),
    CELL(7),
    CELL(8),
    CELL(9),
    CELL(10),
    {"e_*", offsetof(B205Row, explanation), FIELD_TEXT, .max = EVIDENCE_NOTE_MAX,
	.label = W_check_explanation},
};
const FormTable B205_FORM = {FORM_TABLE(B205_TABLE), .trims = true};

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
