/* Units and amounts as people read them, in the reader's language. */
#ifndef QINGCE_SHOW_AMOUNT_H
#define QINGCE_SHOW_AMOUNT_H

#include "ghg/ghg.h"
#include "html/html.h"
#include "http/http.h"

/* "MWh" -> 兆瓦时, "tCO2/10^4 Nm3" -> tCO₂/万Nm³ */
const char *unit_label(Arena *mem, Lang lang, const char *unit);
/* For the narrow list beside an amount: a long name gives way to its symbol. */
const char *unit_short_label(Arena *mem, Lang lang, const char *unit);
/* "0.5306 kgCO₂/kWh"; a plain number has no unit. */
const char *quantity_text(Req *req, double value, const char *unit);
const char *category_name(const GhgCategory *category, Lang lang);

#endif
