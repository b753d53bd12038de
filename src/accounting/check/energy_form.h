/* Forms about energy: what a row of the energy check holds, and what is wrong with a typed number. */
#ifndef QINGCE_CHECK_ENERGY_FORM_H
#define QINGCE_CHECK_ENERGY_FORM_H

#include "energy/energy.h"
#include "form/form_page.h"

/* The fields of a row of the second set (EnergyRow) and of a row of form B205-1 (B205Row): c_CODE_1 …
 * c_CODE_10 and e_CODE, its explanation. */
enum { ENERGY_ROW_FIELDS = 3 };
extern const FormTable ENERGY_ROW_FORM;
extern const FormTable B205_FORM;

/* What is wrong with a typed number, in the reader's language; NULL when nothing is. */
const char *energy_typed_problem(Req *req, const char *text);

const char *energy_typed_text(Req *req, const char *name);

/* The inventory of the path, open for changes by this member. */
Err energy_open_inventory(Req *req, Inventory *inventory);

#endif
