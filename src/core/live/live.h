/* Lines computed as one types: a request in text, an answer in text. The page asks the WebAssembly module, a
 * test asks this very code in the server, and both must answer the same bytes. Pure.
 *
 * A request is lines "KEY<tab>VALUE", values as typed. First the settings, in any order:
 *   lang zh|en    method 07    on 2025-01-01    gwp_set AR5    fuel_set ndrc    coal_rate 0.3
 *   months 12 (of the period)
 * then for each line of the inventory "line<tab>ANYTHING" and its filled fields, called as in the form:
 * category, item, region, year, factor_choice, amount, amount_unit, month_1 … month_13, alloc_total,
 * alloc_share, factor, factor_unit, factor_source, input_NAME, input_NAME_unit, input_NAME_source,
 * input_NAME_month_1 …
 *
 * The answer says for each line, again with tabs:
 *   line ANYTHING
 *   known 1                                  0: no result, the amounts below are left out
 *   tco2e 1384.866 4095a376c8b43958          shortest decimal, and the bits; so activity, share, energy_gj …
 *   unit MWh                                 of activity
 *   gas CO2 …                                decimal and bits of tonnes, GWP, tCO2e
 *   shown 1 384.87  1 384.866000             with two places and with six
 *   short 2610 MWh × … = … tCO₂e
 *   problem stops|beside FIELD KEY GIVEN TEXT    TEXT only of problems that the core words
 *   explain …                                one a line of the explanation
 * or, when the request is not of this form, only
 *   error WHAT IS WRONG */
#ifndef QINGCE_LIVE_LIVE_H
#define QINGCE_LIVE_LIVE_H

#include "ghg/ghg.h"

#define LIVE_REQUEST_MAX (256 * 1024)
#define LIVE_ANSWER_MAX (4 * 1024 * 1024)
#define LIVE_LINES_MAX 200

/* The answer, in `mem`. Never fails: a wrong request is answered with what is wrong. */
Buf live_answer(const Ghg *ghg, Arena *mem, const char *request, size_t len);

/* The tables as one text: for every file "NAME<tab>SHA-256<tab>BYTES<newline>" and its bytes. NULL when it is
 * not of that form or a file is wrong. The bundle must outlive the call only. */
const Ghg *live_load(Arena *mem, const char *bundle, size_t len);

#endif
