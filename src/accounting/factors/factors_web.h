/* The handlers of the factor library and of own factors, for src/app/routes.c. */
#ifndef QINGCE_FACTORS_FACTORS_WEB_H
#define QINGCE_FACTORS_FACTORS_WEB_H

#include "http/http.h"

enum { OWN_IMPORT_MAX_BYTES = 4 * 1024 * 1024 };

Handler factor_list_show, factor_list_csv, factor_show;
Handler factors_api, factor_api, factor_uses_api;

Handler own_list_show, own_new_show, own_create, own_show, own_save, own_retire_do;
Handler own_import_show, own_import_do, own_import_template;

#endif
