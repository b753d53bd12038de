/* The handlers of reference factors, for src/app/routes.c. */
#ifndef QINGCE_REFERENCE_REFERENCE_WEB_H
#define QINGCE_REFERENCE_REFERENCE_WEB_H

#include "http/http.h"
#include "reference/reference.h"

Handler reference_list_show, reference_api, reference_admin_show, reference_upload, reference_remove_do;

#endif
