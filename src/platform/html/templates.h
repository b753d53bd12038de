/* The prototypes of all templates, and the hashed names of assets. */
#ifndef QINGCE_HTML_TEMPLATES_H
#define QINGCE_HTML_TEMPLATES_H

#include "html/html.h"
#include "pages/templates.h" /* made by tools/template.c */

#endif
