/* The handlers of editions, for src/app/routes.c. */
#ifndef QINGCE_RECALCULATE_RECALCULATE_WEB_H
#define QINGCE_RECALCULATE_RECALCULATE_WEB_H

#include "http/http.h"

Handler recalculate_show, recalculate_do;
Handler data_show, data_upload, data_edition_show, data_edition_use, data_edition_forget, data_file_show;

enum { DATA_UPLOAD_MAX_BYTES = 8 * 1024 * 1024 };

#endif
