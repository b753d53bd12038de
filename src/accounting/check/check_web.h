/* The handlers of the energy check, for src/app/routes.c. */
#ifndef QINGCE_CHECK_CHECK_WEB_H
#define QINGCE_CHECK_CHECK_WEB_H

#include "http/http.h"

Handler energy_show, energy_choose_source;
Handler energy_row_create, energy_row_edit, energy_row_field, energy_row_take_away;
Handler b205_save, b205_field, b205_template, b205_import;

#endif
