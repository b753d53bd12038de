/* Forms about energy, of the energy check and of 综合能耗: reading a typed field, its conflict, the reply. */
#ifndef QINGCE_CHECK_ENERGY_FORM_H
#define QINGCE_CHECK_ENERGY_FORM_H

#include "http/http.h"
#include "inventory/inventory.h"

/* What the reply says of one field; `theirs`: somebody else changed it meanwhile. */
typedef struct EnergyFieldSaved {
	const char *name;
	int64_t version;
	const char *problem;	   /* NULL */
	const char *mine, *theirs; /* theirs NULL: it was saved */
	const char *fragment_id, *fragment;
} EnergyFieldSaved;

/* What is wrong with a typed number, in the reader's language; NULL when nothing is. */
const char *energy_typed_problem(Req *req, const char *text);

const char *energy_typed_text(Req *req, const char *name);

int64_t energy_form_version(Req *req);

/* The inventory of the path, open for changes by this member. */
Err energy_open_inventory(Req *req, Inventory *inventory);

/* Sets `*field` of a row that stands in `version` to what was typed; true when the row then wants saving.
 * With another version than the editor saw, a field that stands otherwise is a conflict: saved->theirs. */
bool energy_takes_edit(Req *req, EnergyFieldSaved *saved, const char **field, int64_t version);

Err energy_answer_field(Req *req, const EnergyFieldSaved *saved);

#endif
