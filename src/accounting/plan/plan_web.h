/* The handlers of the level, for src/app/routes.c. */
#ifndef QINGCE_PLAN_PLAN_WEB_H
#define QINGCE_PLAN_PLAN_WEB_H

#include "http/http.h"

Handler level_plan_show, level_finding_answer;

#endif
