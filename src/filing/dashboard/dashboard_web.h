/* The handlers of 我的绿色选择, for src/app/routes.c. */
#ifndef QINGCE_DASHBOARD_DASHBOARD_WEB_H
#define QINGCE_DASHBOARD_DASHBOARD_WEB_H

#include "http/http.h"

/* GET /me (a user) and GET /me/filings (a member). */
Handler dashboard_show, filings_show;

#endif
