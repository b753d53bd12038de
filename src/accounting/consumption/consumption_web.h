/* The handlers of 综合能耗, for src/app/routes.c. */
#ifndef QINGCE_CONSUMPTION_CONSUMPTION_WEB_H
#define QINGCE_CONSUMPTION_CONSUMPTION_WEB_H

#include "http/http.h"

/* GET …/consumption                      viewer
 * POST …/media                           preparer   medium, origin, key
 * POST …/media/{row}                     preparer   origin, amount, unit, note, version
 * POST …/media/{row}/field               preparer   name, value, version: autosave
 * POST …/media/{row}/remove              preparer */
Handler consumption_show, medium_add_do, medium_save_do, medium_field_do, medium_remove_do;

#endif
