/* What is wrong with what was typed into an inventory, in words. */
#ifndef QINGCE_WIZARD_WIZARD_WORDS_H
#define QINGCE_WIZARD_WIZARD_WORDS_H

#include "inventory/inventory_rules.h"

/* What is wrong with a period as typed; NULL when nothing is. */
const char *period_problem(Req *req, PeriodFault fault, const char *start, const char *end);

/* Has nobody begun to fill it in? Then nothing is said to be wrong. */
bool renewable_is_untouched(const RenewableRecord *record);
/* One of the faults of a record that was begun; NULL when it has not this one. */
const char *renewable_problem(Req *req, const RenewableRecord *record, unsigned faults, RenewableFault fault);

#endif
