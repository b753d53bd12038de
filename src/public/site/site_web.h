/* Public pages that need no data of their own yet: home, search, the sections, help, about. For
 * src/app/routes.c.
 */
#ifndef QINGCE_SITE_SITE_WEB_H
#define QINGCE_SITE_SITE_WEB_H

#include "http/http.h"

Handler home_show;    /* GET / */
Handler search_show;  /* GET /search?q= */
Handler help_show;    /* GET /help */
Handler about_show;   /* GET /about */
Handler notices_show; /* GET /notices */

/* GET of every path in SITE_SECTIONS: says plainly what will be there. */
Handler section_show;

#endif
