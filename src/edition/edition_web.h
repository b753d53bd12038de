/* The handlers of editions, for src/routes.c. */
#ifndef QINGCE_EDITION_EDITION_WEB_H
#define QINGCE_EDITION_EDITION_WEB_H

#include "http/http.h"

Handler recalculate_show, recalculate_do;

#endif
